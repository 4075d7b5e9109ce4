"""What partners are told of what is ours.

Revision ID: 0023
Revises: 0022
"""

from chargehouse.platform.postgres.migrate import run_script

revision = "0023"
down_revision = "0022"

PUBLICATIONS = """
-- One row an object of ours that partners are told, in the order of the lists (its id). What they
-- know it by is its module, its owner and `object_id`, also when it is withdrawn: its owner stays
-- as long as it does. `subject_id` is what it is about here. One with a `partner_id` is told to
-- that partner alone, `shared` is whether the others are told it where no rule says otherwise. The
-- document is JSON, encrypted where it names a token; then `object_id` names none.
CREATE TABLE publications (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    module text NOT NULL,
    party_id uuid NOT NULL,
    object_id text NOT NULL,
    subject_id uuid NOT NULL,
    partner_id uuid,
    shared boolean NOT NULL,
    version text NOT NULL,
    document bytea NOT NULL,
    created_at timestamptz NOT NULL,
    last_updated timestamptz NOT NULL,
    withdrawn_at timestamptz,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, party_id) REFERENCES parties (tenant_id, id),
    FOREIGN KEY (tenant_id, partner_id) REFERENCES platforms (tenant_id, id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX publications_object
    ON publications (tenant_id, module, party_id, lower(object_id));
CREATE INDEX publications_subject ON publications (tenant_id, module, subject_id);
CREATE INDEX publications_party ON publications (tenant_id, party_id);
CREATE INDEX publications_list ON publications (tenant_id, module, id)
    INCLUDE (party_id, partner_id, subject_id, shared, last_updated, withdrawn_at);
CREATE INDEX publications_updated ON publications (tenant_id, module, last_updated, id);
CREATE INDEX publications_partner ON publications (tenant_id, partner_id, module, id)
    WHERE partner_id IS NOT NULL;
CALL protect('publications', 'SELECT, INSERT, UPDATE, DELETE');

-- What partners call the EVSEs of stations at locations; a uid is never another's. `outlet` is the
-- last part of its EVSE ID.
CREATE TABLE publication_evses (
    tenant_id uuid NOT NULL,
    uid text NOT NULL,
    location_id uuid NOT NULL,
    station_id uuid NOT NULL,
    evse_number integer NOT NULL,
    outlet text,
    named_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, uid),
    UNIQUE (tenant_id, location_id, station_id, evse_number)
);
CREATE UNIQUE INDEX publication_evses_folded ON publication_evses (tenant_id, lower(uid));
CALL protect('publication_evses', 'SELECT, INSERT');

-- The tariffs that hold somewhere at a location that is told.
CREATE TABLE publication_tariffs (
    tenant_id uuid NOT NULL,
    tariff_id uuid NOT NULL,
    location_id uuid NOT NULL,
    PRIMARY KEY (tenant_id, tariff_id, location_id)
);
CREATE INDEX publication_tariffs_location ON publication_tariffs (tenant_id, location_id);
CALL protect('publication_tariffs', 'SELECT, INSERT, DELETE');

-- What is said to nobody, and why; `part` is an EVSE that its location is told without.
CREATE TABLE publication_omissions (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    module text NOT NULL,
    subject_id uuid NOT NULL,
    part text NOT NULL,
    reason text NOT NULL,
    since timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, module, subject_id, part)
);
CREATE INDEX publication_omissions_since ON publication_omissions (tenant_id, since, id);
CALL protect('publication_omissions', 'SELECT, INSERT, DELETE');

-- Whether a partner is told a location, or what belongs to a party, against what holds by default.
-- `subject_id` is the one or the other.
CREATE TABLE publishing_rules (
    tenant_id uuid NOT NULL,
    partner_id uuid NOT NULL,
    level text NOT NULL CHECK (level IN ('location', 'party')),
    subject_id uuid NOT NULL,
    shared boolean NOT NULL,
    set_at timestamptz NOT NULL,
    set_by text NOT NULL,
    PRIMARY KEY (tenant_id, partner_id, level, subject_id),
    FOREIGN KEY (tenant_id, partner_id) REFERENCES platforms (tenant_id, id) ON DELETE CASCADE
);
CALL protect('publishing_rules', 'SELECT, INSERT, UPDATE, DELETE');

-- What is to be said anew, because something it is told by changes, or will in an instant to come.
-- What is `wide` is one of many that one change made due, and lets the others go first.
CREATE TABLE publication_dues (
    tenant_id uuid NOT NULL,
    module text NOT NULL,
    subject_id uuid NOT NULL,
    due_at timestamptz NOT NULL,
    wide boolean NOT NULL,
    PRIMARY KEY (tenant_id, module, subject_id)
);
CREATE INDEX publication_dues_due ON publication_dues (due_at, tenant_id);
CREATE INDEX publication_dues_order ON publication_dues (tenant_id, wide, due_at, subject_id);
CALL protect('publication_dues', 'SELECT, INSERT, UPDATE, DELETE');
CALL queue_columns('publication_dues', 'tenant_id, due_at');
"""


def upgrade() -> None:
    run_script(PUBLICATIONS)
