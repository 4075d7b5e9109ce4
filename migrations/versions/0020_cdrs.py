"""Which tariff holds where, the terms that sessions began on, and CDRs.

Revision ID: 0020
Revises: 0019
"""

from chargehouse.platform.postgres.migrate import run_script

revision = "0020"
down_revision = "0019"

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
-- Where each session is, by which clock, by which tariff it is priced, and to which CPO of ours the
-- location belonged, as it was when it began: that party stays as long as they do.
CREATE TABLE session_terms (
    tenant_id uuid NOT NULL,
    session_id uuid NOT NULL,
    party_id uuid NOT NULL,
    owner_role text GENERATED ALWAYS AS ('CPO'::text) STORED,
    document jsonb NOT NULL,
    taken_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, session_id),
    FOREIGN KEY (tenant_id, party_id, owner_role) REFERENCES parties (tenant_id, id, own_role)
);
CREATE INDEX session_terms_party ON session_terms (tenant_id, party_id);
CALL protect('session_terms', 'SELECT, INSERT');
"""

CDRS = """
-- What ended sessions cost, and reservations that expired. The document is the CDR; what stands
-- beside it is of it, and is there to search by. A session has one, a reservation that nobody came
-- for as well, and each of these is taken back by one credit CDR at most.
CREATE TABLE cdrs (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    session_id uuid,
    reservation_id uuid,
    credits uuid,
    party_id uuid NOT NULL,
    owner_role text GENERATED ALWAYS AS ('CPO'::text) STORED,
    location_id uuid NOT NULL,
    location_name text NOT NULL,
    station_id uuid NOT NULL,
    vehicle_id uuid,
    masked_identifier text,
    tariff_id uuid NOT NULL,
    started_at timestamptz NOT NULL,
    ended_at timestamptz NOT NULL,
    timezone text NOT NULL,
    energy_kwh numeric NOT NULL,
    currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
    total_excl numeric,
    total_incl numeric,
    due_excl numeric,
    due_incl numeric,
    made_at timestamptz NOT NULL,
    document jsonb NOT NULL,
    PRIMARY KEY (tenant_id, id),
    CHECK (num_nonnulls(session_id, reservation_id) = 1),
    FOREIGN KEY (tenant_id, credits) REFERENCES cdrs (tenant_id, id),
    FOREIGN KEY (tenant_id, party_id, owner_role) REFERENCES parties (tenant_id, id, own_role)
);
CREATE UNIQUE INDEX cdrs_one_a_session ON cdrs (tenant_id, session_id) WHERE credits IS NULL;
CREATE UNIQUE INDEX cdrs_one_a_reservation ON cdrs (tenant_id, reservation_id)
    WHERE credits IS NULL AND reservation_id IS NOT NULL;
CREATE UNIQUE INDEX cdrs_one_credit ON cdrs (tenant_id, credits) WHERE credits IS NOT NULL;
CREATE INDEX cdrs_made ON cdrs (tenant_id, made_at, id);
CREATE INDEX cdrs_ended ON cdrs (tenant_id, ended_at, id);
CREATE INDEX cdrs_party ON cdrs (tenant_id, party_id);
CREATE INDEX cdrs_location ON cdrs (tenant_id, location_id, made_at, id);
CREATE INDEX cdrs_station ON cdrs (tenant_id, station_id, made_at, id);
CREATE INDEX cdrs_vehicle ON cdrs (tenant_id, vehicle_id, made_at, id)
    WHERE vehicle_id IS NOT NULL;
CREATE INDEX cdrs_tariff ON cdrs (tenant_id, tariff_id, made_at, id);
CALL protect('cdrs', 'SELECT, INSERT');

-- Ended sessions that have no CDR, and why.
CREATE TABLE cdr_omissions (
    tenant_id uuid NOT NULL,
    session_id uuid NOT NULL,
    location_id uuid NOT NULL,
    reason text NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, session_id)
);
CREATE INDEX cdr_omissions_at ON cdr_omissions (tenant_id, at, session_id);
CALL protect('cdr_omissions', 'SELECT, INSERT');
"""

NEVER = """
CREATE FUNCTION cdrs_never() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'What a session cost is never changed: % of % is refused.', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER never BEFORE UPDATE OR DELETE OR TRUNCATE ON cdrs
FOR EACH STATEMENT EXECUTE FUNCTION cdrs_never();
CREATE TRIGGER never BEFORE UPDATE OR DELETE OR TRUNCATE ON cdr_omissions
FOR EACH STATEMENT EXECUTE FUNCTION cdrs_never();
CREATE TRIGGER never BEFORE UPDATE OR DELETE OR TRUNCATE ON session_terms
FOR EACH STATEMENT EXECUTE FUNCTION cdrs_never();
"""


def upgrade() -> None:
    for step in (ASSIGNMENTS, TERMS, CDRS, NEVER):
        run_script(step)
