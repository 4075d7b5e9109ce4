"""Tenants and API tokens.

Revision ID: 0002
Revises: 0001
"""

from chargehouse.platform.postgres.migrate import run_script

revision = "0002"
down_revision = "0001"

TENANTS = """
CREATE TABLE tenants (
    id uuid PRIMARY KEY,
    slug text NOT NULL CHECK (slug = lower(slug)),
    name text NOT NULL,
    created_at timestamptz NOT NULL
);
CREATE UNIQUE INDEX tenants_slug ON tenants (slug);
ALTER TABLE tenants ENABLE ROW LEVEL SECURITY;
ALTER TABLE tenants FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON tenants TO chargehouse_app
    USING (id = (SELECT current_tenant())) WITH CHECK (id = (SELECT current_tenant()));
GRANT SELECT, INSERT, UPDATE ON tenants TO chargehouse_app;
CALL queue_columns('tenants', 'id, slug');

CREATE TABLE api_tokens (
    tenant_id uuid NOT NULL REFERENCES tenants,
    id uuid NOT NULL,
    name text NOT NULL,
    token_hash bytea NOT NULL,
    permissions text[] NOT NULL,
    locations uuid[],
    owner_id uuid,
    requests_per_minute integer NOT NULL,
    created_at timestamptz NOT NULL,
    created_by text NOT NULL,
    expires_at timestamptz,
    revoked_at timestamptz,
    last_used_at timestamptz,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX api_tokens_owner ON api_tokens (tenant_id, owner_id);
CREATE UNIQUE INDEX api_tokens_hash ON api_tokens (token_hash);
CALL protect('api_tokens', 'SELECT, INSERT, UPDATE');
CALL queue_columns('api_tokens', 'tenant_id, id, token_hash');
"""


def upgrade() -> None:
    run_script(TENANTS)
