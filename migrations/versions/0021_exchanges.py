"""What is kept of partners to be looked at: requests between them and us, and examinations.

Revision ID: 0021
Revises: 0020
"""

from chargehouse.platform.postgres.migrate import run_script

revision = "0021"
down_revision = "0020"

EXCHANGES = """
-- The last requests of each partner to us and of ours to it, bodies masked and cut short.
CREATE TABLE exchanges (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    partner_id uuid NOT NULL,
    at timestamptz NOT NULL,
    inbound boolean NOT NULL,
    module text NOT NULL,
    method text NOT NULL,
    url text NOT NULL,
    request_id text,
    correlation_id text,
    http_status integer,
    status_code integer,
    duration_ms integer NOT NULL,
    fault text,
    request text,
    answer text,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, partner_id) REFERENCES platforms (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX exchanges_partner ON exchanges (tenant_id, partner_id, id);
CALL protect('exchanges', 'SELECT, INSERT, DELETE');
"""

EXAMINATIONS = """
-- What the doctor found at each partner. The document is the examination; one that has not ended
-- is under way, and of each partner there is one of these at most.
CREATE TABLE partner_examinations (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    platform_id uuid NOT NULL,
    began_at timestamptz NOT NULL,
    ended_at timestamptz,
    document jsonb NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, platform_id) REFERENCES platforms (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX partner_examinations_platform
    ON partner_examinations (tenant_id, platform_id, began_at);
CREATE UNIQUE INDEX partner_examinations_under_way
    ON partner_examinations (tenant_id, platform_id) WHERE ended_at IS NULL;
CALL protect('partner_examinations', 'SELECT, INSERT, UPDATE, DELETE');
"""


def upgrade() -> None:
    for step in (EXCHANGES, EXAMINATIONS):
        run_script(step)
