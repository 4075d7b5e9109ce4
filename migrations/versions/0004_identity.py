"""Vehicles, identifiers, and the token index that decisions read.

Revision ID: 0004
Revises: 0003
"""

from chargehouse.platform.postgres.migrate import run_script

revision = "0004"
down_revision = "0003"

IDENTITY = """
-- What is folded is searched by how it begins; a number plate without blanks and dashes.
CREATE TABLE vehicles (
    tenant_id uuid NOT NULL REFERENCES tenants,
    id uuid NOT NULL,
    name text NOT NULL,
    folded_name text COLLATE "C" NOT NULL GENERATED ALWAYS AS (lower(name)) STORED,
    registration_number text,
    folded_plate text COLLATE "C"
        GENERATED ALWAYS AS (translate(lower(registration_number), ' -', '')) STORED,
    fleet_id uuid,
    status text NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    version integer NOT NULL DEFAULT 1,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX vehicles_name ON vehicles (tenant_id, name, id);
CREATE INDEX vehicles_folded_name ON vehicles (tenant_id, folded_name);
CREATE INDEX vehicles_plate ON vehicles (tenant_id, folded_plate)
    WHERE folded_plate IS NOT NULL;
CREATE INDEX vehicles_fleet ON vehicles (tenant_id, fleet_id) WHERE fleet_id IS NOT NULL;
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
-- Of what a vehicle has the class is `own_fleet`; what agreements know is `agreed`, and of class
-- `agreement` where no vehicle has it.
CREATE TABLE token_index (
    tenant_id uuid NOT NULL,
    value_hash bytea NOT NULL,
    class text NOT NULL,
    status text NOT NULL,
    valid_from timestamptz,
    valid_until timestamptz,
    identifier_id uuid,
    vehicle_id uuid,
    fleet_id uuid,
    group_encrypted bytea,
    agreed boolean NOT NULL DEFAULT false,
    version bigint NOT NULL DEFAULT nextval('token_versions'),
    PRIMARY KEY (tenant_id, value_hash)
);
CALL protect('token_index', 'SELECT, INSERT, UPDATE, DELETE');
"""


def upgrade() -> None:
    run_script(IDENTITY)
