"""The catalogue of tariffs, with every version of each.

Revision ID: 0018
Revises: 0017
"""

from chargehouse.platform.postgres.migrate import run_script

revision = "0018"
down_revision = "0017"

TARIFFS = """
-- What a tariff says stands in its versions; what lists ask for stands here as well. An archived
-- tariff is kept for the sessions that were priced by it, and keeps its id for partners.
CREATE TABLE tariffs (
    tenant_id uuid NOT NULL REFERENCES tenants,
    id uuid NOT NULL,
    ocpi_id text NOT NULL CHECK (length(ocpi_id) <= 36),
    name text NOT NULL,
    currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
    type text,
    valid_from timestamptz,
    valid_to timestamptz,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    archived_at timestamptz,
    version integer NOT NULL,
    PRIMARY KEY (tenant_id, id),
    CHECK (valid_from < valid_to)
);
CREATE UNIQUE INDEX tariffs_name ON tariffs (tenant_id, lower(name)) WHERE archived_at IS NULL;
CREATE UNIQUE INDEX tariffs_ocpi_id ON tariffs (tenant_id, lower(ocpi_id));
CALL protect('tariffs', 'SELECT, INSERT, UPDATE');

-- Immutable: what a tariff said in each of its versions, and who said so.
CREATE TABLE tariff_versions (
    tenant_id uuid NOT NULL,
    tariff_id uuid NOT NULL,
    version integer NOT NULL,
    document jsonb NOT NULL,
    changed_by text NOT NULL,
    changed_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, tariff_id, version),
    FOREIGN KEY (tenant_id, tariff_id) REFERENCES tariffs (tenant_id, id)
);
CALL protect('tariff_versions', 'SELECT, INSERT');
"""


def upgrade() -> None:
    run_script(TARIFFS)
