"""Which sessions are of partners' drivers, and which of our drivers partners are told.

Revision ID: 0027
Revises: 0026
"""

from chargehouse.platform.postgres.migrate import run_script

revision = "0027"
down_revision = "0026"

SESSIONS = """
-- Sessions that tokens of partners started. `facts` say whose token it was, how it was let in and
-- where it is, as they were when the session began; they name a driver, and are encrypted.
-- `told_at` is when the partner was told last.
CREATE TABLE partner_sessions (
    tenant_id uuid NOT NULL REFERENCES tenants,
    session_id uuid NOT NULL,
    partner_id uuid NOT NULL,
    facts bytea NOT NULL,
    told_at timestamptz,
    ended boolean NOT NULL,
    PRIMARY KEY (tenant_id, session_id),
    FOREIGN KEY (tenant_id, partner_id) REFERENCES platforms (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX partner_sessions_running ON partner_sessions (tenant_id, told_at) WHERE NOT ended;
CREATE INDEX partner_sessions_partner ON partner_sessions (tenant_id, partner_id);
CALL protect('partner_sessions', 'SELECT, INSERT, UPDATE, DELETE');

-- Sessions and CDRs that their partners cannot be told, and why.
CREATE TABLE roaming_omissions (
    tenant_id uuid NOT NULL REFERENCES tenants,
    module text NOT NULL CHECK (module IN ('sessions', 'cdrs')),
    subject_id uuid NOT NULL,
    reason text NOT NULL,
    since timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, module, subject_id)
);
CREATE INDEX roaming_omissions_since ON roaming_omissions (tenant_id, since, subject_id);
CALL protect('roaming_omissions', 'SELECT, INSERT, UPDATE, DELETE');
"""

TOKENS = """
-- Which of our identifiers partners are told as tokens; a tenant without a row tells none.
CREATE TABLE token_sharing (
    tenant_id uuid NOT NULL PRIMARY KEY REFERENCES tenants,
    shared text NOT NULL CHECK (shared IN ('none', 'fleets', 'all')),
    fleets uuid[] NOT NULL,
    whitelist text NOT NULL
        CHECK (whitelist IN ('ALWAYS', 'ALLOWED', 'ALLOWED_OFFLINE', 'NEVER')),
    updated_at timestamptz NOT NULL
);
CALL protect('token_sharing', 'SELECT, INSERT, UPDATE');
"""


def upgrade() -> None:
    for step in (SESSIONS, TOKENS):
        run_script(step)
