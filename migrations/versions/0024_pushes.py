"""Whom is still to be told what.

Revision ID: 0024
Revises: 0023
"""

from chargehouse.platform.postgres.migrate import run_script

revision = "0024"
down_revision = "0023"

LINES = """
-- A partner as it is pushed to. `receives` are the modules of which it has the receiver's side;
-- one that is not registered is not `open`. While it fails it is `paused_until`, and since how many
-- `failures` in a row, the last counted at `failed_at`; `told` is whether people were. A resync has
-- queued the publications up to `resync_after`, NULL once it has all of them.
CREATE TABLE push_lines (
    tenant_id uuid NOT NULL,
    partner_id uuid NOT NULL,
    open boolean NOT NULL,
    receives text[] NOT NULL,
    paused_until timestamptz,
    failures integer NOT NULL DEFAULT 0,
    failing_since timestamptz,
    failed_at timestamptz,
    told boolean NOT NULL DEFAULT false,
    last_pushed_at timestamptz,
    last_error text,
    last_error_at timestamptz,
    resync_at timestamptz,
    resync_after uuid,
    resync_total integer NOT NULL DEFAULT 0,
    resync_queued integer NOT NULL DEFAULT 0,
    PRIMARY KEY (tenant_id, partner_id),
    FOREIGN KEY (tenant_id, partner_id) REFERENCES platforms (tenant_id, id) ON DELETE CASCADE
) WITH (fillfactor = 70);
CALL protect('push_lines', 'SELECT, INSERT, UPDATE, DELETE');
CALL queue_columns('push_lines', 'tenant_id, partner_id, open, paused_until, resync_after');
"""

PUSHES = """
-- A publication that a partner is still to be told as it is by then: one row, however often it
-- changes. `parts` are the EVSEs in which alone it changed, none where the whole is to be sent.
-- It is due at `due_at`, which, while a worker has it until `leased_until`, is when another may
-- take it over. `revision` grows with every change, so that what changes meanwhile is sent again.
CREATE TABLE pushes (
    tenant_id uuid NOT NULL,
    partner_id uuid NOT NULL,
    publication_id uuid NOT NULL,
    parts text[] NOT NULL,
    resync boolean NOT NULL,
    due_at timestamptz NOT NULL,
    since timestamptz NOT NULL,
    attempts integer NOT NULL DEFAULT 0,
    revision integer NOT NULL DEFAULT 1,
    leased_until timestamptz,
    last_error text,
    PRIMARY KEY (tenant_id, partner_id, publication_id),
    FOREIGN KEY (tenant_id, partner_id) REFERENCES push_lines (tenant_id, partner_id)
        ON DELETE CASCADE,
    FOREIGN KEY (tenant_id, publication_id) REFERENCES publications (tenant_id, id)
        ON DELETE CASCADE
) WITH (fillfactor = 70);
CREATE INDEX pushes_due ON pushes (tenant_id, partner_id, resync, due_at);
CREATE INDEX pushes_publication ON pushes (tenant_id, publication_id);
CALL protect('pushes', 'SELECT, INSERT, UPDATE, DELETE');
CALL queue_columns('pushes', 'tenant_id, partner_id, resync, due_at');
"""

TOLD = """
-- Whether a partner is told a location: what a rule for it says of the location, else of its party,
-- else what holds for all.
CREATE FUNCTION is_told_location(tenant uuid, partner uuid, location uuid, party uuid,
                                 shared boolean) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT coalesce(
        (SELECT r.shared FROM publishing_rules r
         WHERE r.tenant_id = tenant AND r.partner_id = partner AND r.level = 'location'
           AND r.subject_id = location),
        (SELECT r.shared FROM publishing_rules r
         WHERE r.tenant_id = tenant AND r.partner_id = partner AND r.level = 'party'
           AND r.subject_id = party),
        shared)
$$;

-- Whether a partner is told a publication, or that it is gone: a tariff where it holds at a
-- location that it is told, and, as that is not known any more, everybody that it is gone.
CREATE FUNCTION is_told(tenant uuid, publication uuid, partner uuid) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT CASE pub.module
        WHEN 'locations' THEN
            is_told_location(tenant, partner, pub.subject_id, pub.party_id, pub.shared)
        WHEN 'tariffs' THEN pub.withdrawn_at IS NOT NULL OR EXISTS (
            SELECT FROM publication_tariffs used
            JOIN publications place
                ON place.tenant_id = used.tenant_id AND place.module = 'locations'
                AND place.subject_id = used.location_id
            WHERE used.tenant_id = tenant AND used.tariff_id = pub.subject_id
              AND place.withdrawn_at IS NULL
              AND is_told_location(tenant, partner, place.subject_id, place.party_id, place.shared))
        ELSE pub.partner_id = partner OR (pub.partner_id IS NULL AND pub.shared)
    END
    FROM publications pub WHERE pub.tenant_id = tenant AND pub.id = publication
$$;
"""


def upgrade() -> None:
    for step in (LINES, PUSHES, TOLD):
        run_script(step)
