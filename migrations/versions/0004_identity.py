"""Vehicles, identifiers, and the token index that decisions read.

Revision ID: 0004
Revises: 0003
"""

from chargehouse.platform.postgres.migrate import run_script

revision = "0004"
down_revision = "0003"

IDENTITY = """
CREATE TABLE vehicles (
    tenant_id uuid NOT NULL REFERENCES tenants,
    id uuid NOT NULL,
    name text NOT NULL,
    registration_number text,
    status text NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    version integer NOT NULL DEFAULT 1,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX vehicles_name ON vehicles (tenant_id, name, id);
CALL protect('vehicles', 'SELECT, INSERT, UPDATE, DELETE');

-- `value_hash` is the keyed hash of the normalised value: the only way to find one.
CREATE TABLE identifiers (
    tenant_id uuid NOT NULL REFERENCES tenants,
    id uuid NOT NULL,
    vehicle_id uuid,
    type text NOT NULL,
    value_hash bytea NOT NULL,
    value_encrypted bytea NOT NULL,
    masked text NOT NULL,
    fits_ocpp16 boolean NOT NULL DEFAULT true,
    status text NOT NULL,
    valid_from timestamptz,
    valid_until timestamptz,
    group_masked text,
    group_encrypted bytea,
    source text NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    version integer NOT NULL DEFAULT 1,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, vehicle_id) REFERENCES vehicles (tenant_id, id)
);
CREATE UNIQUE INDEX identifiers_value ON identifiers (tenant_id, value_hash);
CREATE INDEX identifiers_vehicle ON identifiers (tenant_id, vehicle_id);
CREATE INDEX identifiers_made ON identifiers (tenant_id, created_at, id);
CALL protect('identifiers', 'SELECT, INSERT, UPDATE, DELETE');

CREATE SEQUENCE token_versions;
GRANT USAGE ON SEQUENCE token_versions TO chargehouse_app;

-- A projection: all that a decision asks of a token, in one row. `version` changes with the row.
CREATE TABLE token_index (
    tenant_id uuid NOT NULL,
    value_hash bytea NOT NULL,
    class text NOT NULL,
    status text NOT NULL,
    valid_from timestamptz,
    valid_until timestamptz,
    identifier_id uuid,
    vehicle_id uuid,
    group_encrypted bytea,
    version bigint NOT NULL DEFAULT nextval('token_versions'),
    PRIMARY KEY (tenant_id, value_hash)
);
CALL protect('token_index', 'SELECT, INSERT, UPDATE, DELETE');
"""


def upgrade() -> None:
    run_script(IDENTITY)
