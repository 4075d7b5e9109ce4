"""Which tariff holds where, and the terms that sessions began on.

Revision ID: 0020
Revises: 0018
"""

from chargehouse.platform.postgres.migrate import run_script

revision = "0020"
down_revision = "0018"

ASSIGNMENTS = """
-- Which tariff holds where; no two hold at the same place at the same time. One of a location that
-- is removed stays and never holds again.
CREATE TABLE tariff_assignments (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    tariff_id uuid NOT NULL,
    level text NOT NULL CHECK (level IN ('tenant', 'location', 'station', 'connector')),
    location_id uuid,
    station_id uuid,
    evse_id integer,
    connector_id integer,
    valid_from timestamptz,
    valid_until timestamptz,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    version integer NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, tariff_id) REFERENCES tariffs (tenant_id, id),
    FOREIGN KEY (tenant_id, station_id) REFERENCES stations (tenant_id, id),
    CHECK (valid_from < valid_until),
    CHECK ((level = 'location') = (location_id IS NOT NULL)),
    CHECK ((level IN ('station', 'connector')) = (station_id IS NOT NULL)),
    CHECK ((level = 'connector') = (evse_id IS NOT NULL)),
    CHECK ((evse_id IS NULL) = (connector_id IS NULL)),
    CONSTRAINT tariff_assignments_apart EXCLUDE USING gist (
        uuid_range(tenant_id, tenant_id, '[]') WITH &&,
        uuid_range(coalesce(station_id, location_id, tenant_id),
                   coalesce(station_id, location_id, tenant_id), '[]') WITH &&,
        int8range(coalesce(evse_id, 0), coalesce(evse_id, 0), '[]') WITH &&,
        int8range(coalesce(connector_id, 0), coalesce(connector_id, 0), '[]') WITH &&,
        tstzrange(valid_from, valid_until) WITH &&
    )
);
CREATE INDEX tariff_assignments_tariff ON tariff_assignments (tenant_id, tariff_id);
CREATE INDEX tariff_assignments_location ON tariff_assignments (tenant_id, location_id);
CREATE INDEX tariff_assignments_station ON tariff_assignments (tenant_id, station_id);
CALL protect('tariff_assignments', 'SELECT, INSERT, UPDATE, DELETE');
"""

TERMS = """
-- Where each session is, by which clock, and by which tariff it is priced, as it was when it began.
CREATE TABLE session_terms (
    tenant_id uuid NOT NULL,
    session_id uuid NOT NULL,
    document jsonb NOT NULL,
    taken_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, session_id)
);
CALL protect('session_terms', 'SELECT, INSERT');
"""


def upgrade() -> None:
    run_script(ASSIGNMENTS)
    run_script(TERMS)
