"""How far off a charger's clock was last is known when it connects.

Revision ID: 0031
Revises: 0030
"""

from chargehouse.platform.postgres.migrate import run_script

revision = "0031"
down_revision = "0030"

KNOCKING = """
-- `stations_find`, which the program before goes on with, and the clock's skew: reads the stations
-- that knock, by code; an unknown code answers a null row. The codes are folded beforehand, since
-- row-level security lets no index be searched by `lower(...)`.
CREATE TYPE knocking AS (
    station_id uuid, location_id uuid, protocol text, security_profile smallint,
    password_hash bytea, registration text, quirk_profile text, previous_connection uuid,
    previous_process uuid, timezone text, offered_password_hash bytea,
    clock_skew_s double precision
);
CREATE TYPE stations_knocking_row AS (code text);
CREATE FUNCTION stations_knocking(tenant uuid, rows stations_knocking_row[]) RETURNS knocking[]
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM set_config('app.tenant', tenant::text, true);
    RETURN (
        SELECT array_agg(
            CASE WHEN s.id IS NULL THEN NULL ELSE
                ROW(s.id, s.location_id, s.protocol, s.security_profile, s.password_hash,
                    s.registration, s.quirk_profile, c.connection_id, c.process_id,
                    l.timezone, s.offered_password_hash, s.clock_skew_s)::knocking
            END ORDER BY i.n)
        FROM (
            SELECT lower(u.code) AS code, u.n FROM unnest(rows) WITH ORDINALITY AS u (code, n)
            OFFSET 0
        ) AS i
        LEFT JOIN LATERAL (
            SELECT * FROM stations k
            WHERE k.tenant_id = tenant AND k.folded_code = i.code AND k.removed_at IS NULL
            LIMIT 1
        ) s ON true
        LEFT JOIN LATERAL (
            SELECT k.timezone FROM locations k
            WHERE k.tenant_id = tenant AND k.id = s.location_id LIMIT 1
        ) l ON true
        LEFT JOIN LATERAL (
            SELECT k.connection_id, k.process_id FROM station_connections k
            WHERE k.tenant_id = tenant AND k.station_id = s.id AND k.disconnected_at IS NULL
            LIMIT 1
        ) c ON true
    );
END $$;
"""


def upgrade() -> None:
    run_script(KNOCKING)
