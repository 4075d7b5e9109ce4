"""Partners that gave no answer when they were asked about their drivers, and until when they rest.

Revision ID: 0028
Revises: 0027
"""

from chargehouse.platform.postgres.migrate import run_script

revision = "0028"
down_revision = "0027"

ASKING = """
-- A row is a partner that gave no answer the last time; an answer removes it. `failures` are in a
-- row. After some of them it is left alone until `ask_again_at`, when one start asks it; `pauses`
-- are those since it answered last. `last_error` is a word for what was wrong.
CREATE TABLE asking_lines (
    tenant_id uuid NOT NULL REFERENCES tenants,
    partner_id uuid NOT NULL,
    failures integer NOT NULL,
    failing_since timestamptz NOT NULL,
    failed_at timestamptz NOT NULL,
    pauses integer NOT NULL,
    ask_again_at timestamptz,
    last_error text NOT NULL,
    PRIMARY KEY (tenant_id, partner_id),
    FOREIGN KEY (tenant_id, partner_id) REFERENCES platforms (tenant_id, id) ON DELETE CASCADE
);
CALL protect('asking_lines', 'SELECT, INSERT, UPDATE, DELETE');
"""


def upgrade() -> None:
    run_script(ASKING)
