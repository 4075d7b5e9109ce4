"""Settings: values, history, proposals; mail that waits.

Revision ID: 0010
Revises: 0009
"""

from chargehouse.platform.postgres.migrate import run_script

revision = "0010"
down_revision = "0009"

SETTINGS = """
-- Values are JSON texts; one that is null stands for the default, unless a secret is encrypted.
CREATE TABLE setting_values (
    tenant_id uuid NOT NULL REFERENCES tenants,
    key text NOT NULL,
    value text,
    encrypted bytea,
    version integer NOT NULL,
    changed_at timestamptz NOT NULL,
    changed_by text NOT NULL,
    PRIMARY KEY (tenant_id, key)
);
CALL protect('setting_values', 'SELECT, INSERT, UPDATE');

CREATE TABLE setting_changes (
    tenant_id uuid NOT NULL REFERENCES tenants,
    key text NOT NULL,
    version integer NOT NULL,
    id uuid NOT NULL,
    how text NOT NULL,
    before text,
    after text,
    changed_at timestamptz NOT NULL,
    changed_by text NOT NULL,
    approved_by text,
    reason text,
    PRIMARY KEY (tenant_id, key, version)
);
CALL protect('setting_changes', 'SELECT, INSERT');

-- How often a tenant's settings changed, and when: by it every process knows what to read again.
CREATE TABLE setting_versions (
    tenant_id uuid PRIMARY KEY REFERENCES tenants,
    version bigint NOT NULL,
    changed_at timestamptz NOT NULL
);
CREATE INDEX setting_versions_changed ON setting_versions (changed_at);
CALL protect('setting_versions', 'SELECT, INSERT, UPDATE');
CALL queue_columns('setting_versions', 'tenant_id, version, changed_at');

CREATE TABLE setting_proposals (
    tenant_id uuid NOT NULL REFERENCES tenants,
    id uuid NOT NULL,
    key text NOT NULL,
    how text NOT NULL,
    value text,
    encrypted bytea,
    base_version integer NOT NULL,
    reason text,
    proposed_at timestamptz NOT NULL,
    proposed_by text NOT NULL,
    proposer_id uuid NOT NULL,
    expires_at timestamptz NOT NULL,
    status text NOT NULL,
    decided_at timestamptz,
    decided_by text,
    decision_reason text,
    PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX setting_proposals_open ON setting_proposals (tenant_id, key)
    WHERE status = 'open';
CALL protect('setting_proposals', 'SELECT, INSERT, UPDATE');
"""

MAILS = """
-- What is to be sent, encrypted, and what became of it; the content is forgotten once it is sent.
CREATE TABLE mails (
    tenant_id uuid NOT NULL REFERENCES tenants,
    id uuid NOT NULL,
    purpose text NOT NULL,
    encrypted bytea,
    status text NOT NULL,
    created_at timestamptz NOT NULL,
    attempts integer NOT NULL,
    tried_at timestamptz,
    answer text,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX mails_age ON mails (tenant_id, created_at);
CALL protect('mails', 'SELECT, INSERT, UPDATE, DELETE');
"""


def upgrade() -> None:
    for step in (SETTINGS, MAILS):
        run_script(step)
