"""Sessions and meter values, with their coalesced writes.

Revision ID: 0006
Revises: 0005
"""

from chargehouse.platform.postgres.migrate import run_script

revision = "0006"
down_revision = "0005"

TABLES = """
-- The ids that OCPP 1.6 wants us to give: positive 32-bit integers.
CREATE SEQUENCE ocpp_transactions AS integer MINVALUE 1 CYCLE CACHE 100;
GRANT USAGE ON SEQUENCE ocpp_transactions TO chargehouse_app;

-- `charger_key` is what makes a start the same start when it is sent again. `state` is the state
-- machine's own memory (JSON); the columns beside it are what people ask for.
CREATE TABLE sessions (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    station_id uuid NOT NULL,
    location_id uuid NOT NULL,
    evse_id integer,
    connector_id integer,
    protocol text NOT NULL,
    charger_key text NOT NULL,
    transaction_id text COLLATE "C" NOT NULL,
    status text NOT NULL,
    charging_state text,
    started_at timestamptz NOT NULL,
    ended_at timestamptz,
    received_at timestamptz NOT NULL,
    last_fact_at timestamptz NOT NULL,
    meter_start_wh bigint,
    meter_last_wh bigint,
    meter_stop_wh bigint,
    energy_wh bigint,
    energy_rule text NOT NULL,
    power_w bigint,
    soc_percent numeric(5, 2),
    identifier_type text,
    identifier_hash bytea,
    masked text,
    identifier_id uuid,
    vehicle_id uuid,
    attempt_id uuid,
    decision_id uuid,
    mode text,
    stop_reason text,
    offline boolean NOT NULL DEFAULT false,
    flags text[] NOT NULL DEFAULT '{}',
    problem text,
    resolved_at timestamptz,
    resolution text,
    state text NOT NULL,
    version integer NOT NULL DEFAULT 1,
    PRIMARY KEY (tenant_id, id)
) WITH (fillfactor = 70);
CREATE UNIQUE INDEX sessions_charger_key ON sessions (tenant_id, station_id, charger_key);
-- Of one station, and by how the id begins among all of them.
CREATE INDEX sessions_transaction ON sessions (tenant_id, transaction_id, station_id, id);
CREATE INDEX sessions_started ON sessions (tenant_id, started_at, id);
CREATE INDEX sessions_station ON sessions (tenant_id, station_id, started_at, id);
CREATE INDEX sessions_location ON sessions (tenant_id, location_id, started_at, id);
CREATE INDEX sessions_vehicle ON sessions (tenant_id, vehicle_id, started_at, id)
    WHERE vehicle_id IS NOT NULL;
CREATE INDEX sessions_identifier ON sessions (tenant_id, identifier_hash, started_at, id)
    WHERE identifier_hash IS NOT NULL;
CREATE INDEX sessions_status ON sessions (tenant_id, status, started_at, id);
CREATE INDEX sessions_open ON sessions (tenant_id, station_id, id) WHERE ended_at IS NULL;
-- No index holds what every meter value changes (`last_fact_at`, energy), so that those updates
-- stay within their page.
CREATE INDEX sessions_live ON sessions (tenant_id, started_at, id) WHERE ended_at IS NULL;
CREATE INDEX sessions_problem ON sessions (tenant_id, problem, started_at, id)
    WHERE problem IS NOT NULL;
CREATE INDEX sessions_doubtful ON sessions (tenant_id, started_at, id)
    WHERE problem IS NOT NULL AND resolved_at IS NULL;
CALL protect('sessions', 'SELECT, INSERT, UPDATE');
CALL queue_columns('sessions', 'tenant_id, id, station_id, charging_state, ended_at,'
                   ' last_fact_at, problem, resolved_at');

-- One row a reading: the samples as they were said (JSON), and the few figures that curves want.
-- `digest` tells readings of one instant apart and the same reading sent twice together.
CREATE TABLE meter_values (
    tenant_id uuid NOT NULL,
    station_id uuid NOT NULL,
    evse_id integer NOT NULL,
    at timestamptz NOT NULL,
    digest bigint NOT NULL,
    session_id uuid,
    reported_at timestamptz,
    received_at timestamptz NOT NULL,
    context text,
    energy_wh bigint,
    power_w bigint,
    soc_percent numeric(5, 2),
    samples text NOT NULL,
    signed_encrypted bytea,
    PRIMARY KEY (tenant_id, station_id, evse_id, at, digest)
);
CREATE INDEX meter_values_session ON meter_values (tenant_id, session_id, at)
    WHERE session_id IS NOT NULL;
CALL protect('meter_values', 'SELECT, INSERT, UPDATE');
"""

HOT = """
CREATE TYPE saved AS (saved boolean, transaction_id text);

-- Opens sessions; one whose charger key the station used already answers `saved` false.
CREATE TYPE sessions_open_row AS (
    id uuid, station_id uuid, location_id uuid, evse_id integer, connector_id integer,
    protocol text, charger_key text, transaction_id text, status text, charging_state text,
    started_at timestamptz, ended_at timestamptz, received_at timestamptz, meter_start_wh bigint,
    meter_last_wh bigint, meter_stop_wh bigint, energy_wh bigint, energy_rule text,
    power_w bigint, soc_percent numeric, identifier_type text, identifier_hash bytea,
    masked text, identifier_id uuid, vehicle_id uuid, attempt_id uuid, decision_id uuid,
    mode text, stop_reason text, offline boolean, flags text, problem text, state text,
    event_name text, event_payload text
);
CREATE FUNCTION sessions_open(tenant uuid, rows sessions_open_row[]) RETURNS saved[]
LANGUAGE plpgsql AS $$
DECLARE
    answers saved[];
BEGIN
    PERFORM set_config('app.tenant', tenant::text, true);
    WITH input AS (
        SELECT i.*, i.ordinality AS n FROM unnest(rows) WITH ORDINALITY AS i
    ), opened AS (
        INSERT INTO sessions (
            tenant_id, id, station_id, location_id, evse_id, connector_id, protocol, charger_key,
            transaction_id, status, charging_state, started_at, ended_at, received_at,
            last_fact_at, meter_start_wh, meter_last_wh, meter_stop_wh, energy_wh, energy_rule,
            power_w, soc_percent, identifier_type, identifier_hash, masked, identifier_id,
            vehicle_id, attempt_id, decision_id, mode, stop_reason, offline, flags, problem,
            state)
        SELECT tenant, id, station_id, location_id, evse_id, connector_id, protocol, charger_key,
               coalesce(transaction_id, nextval('ocpp_transactions')::text), status,
               charging_state, started_at, ended_at, received_at, received_at, meter_start_wh,
               meter_last_wh, meter_stop_wh, energy_wh, energy_rule, power_w, soc_percent,
               identifier_type, identifier_hash, masked, identifier_id, vehicle_id, attempt_id,
               decision_id, mode, stop_reason, offline, string_to_array(flags, ','), problem,
               state
        FROM input
        ON CONFLICT (tenant_id, station_id, charger_key) DO NOTHING
        RETURNING id, transaction_id
    ), told AS (
        INSERT INTO events (tenant_id, event_id, wire_name, aggregate_id, station_id,
                            occurred_at, actor, payload)
        SELECT tenant, gen_random_uuid(), i.event_name, i.id, i.station_id, i.received_at,
               'station', CASE WHEN i.transaction_id IS NULL THEN
                   left(i.event_payload, -1) || ',"transaction_id":"' || opened.transaction_id
                   || '"}' ELSE i.event_payload END
        FROM input i JOIN opened USING (id) WHERE i.event_name IS NOT NULL
    )
    SELECT array_agg(ROW(o.id IS NOT NULL, o.transaction_id)::saved ORDER BY i.n) INTO answers
    FROM input i LEFT JOIN opened o USING (id);
    RETURN answers;
END $$;

-- Moves sessions on from the version that the caller knew; another version answers false.
CREATE TYPE sessions_move_row AS (
    id uuid, version integer, evse_id integer, connector_id integer, status text,
    charging_state text, started_at timestamptz, ended_at timestamptz, last_fact_at timestamptz,
    meter_start_wh bigint, meter_last_wh bigint, meter_stop_wh bigint, energy_wh bigint,
    energy_rule text, power_w bigint, soc_percent numeric, identifier_type text,
    identifier_hash bytea, masked text, identifier_id uuid, vehicle_id uuid, attempt_id uuid,
    decision_id uuid, mode text, stop_reason text, offline boolean, flags text, problem text,
    resolved_at timestamptz, resolution text, state text, event_name text, event_payload text
);
CREATE FUNCTION sessions_move(tenant uuid, rows sessions_move_row[]) RETURNS boolean[]
LANGUAGE plpgsql AS $$
DECLARE
    answers boolean[];
BEGIN
    PERFORM set_config('app.tenant', tenant::text, true);
    WITH input AS (
        SELECT i.*, i.ordinality AS n FROM unnest(rows) WITH ORDINALITY AS i
    ), moved AS (
        UPDATE sessions s SET
            evse_id = i.evse_id, connector_id = i.connector_id, status = i.status,
            charging_state = i.charging_state, started_at = i.started_at, ended_at = i.ended_at,
            last_fact_at = i.last_fact_at, meter_start_wh = i.meter_start_wh,
            meter_last_wh = i.meter_last_wh, meter_stop_wh = i.meter_stop_wh,
            energy_wh = i.energy_wh, energy_rule = i.energy_rule, power_w = i.power_w,
            soc_percent = i.soc_percent, identifier_type = i.identifier_type,
            identifier_hash = i.identifier_hash, masked = i.masked,
            identifier_id = i.identifier_id, vehicle_id = i.vehicle_id,
            attempt_id = i.attempt_id, decision_id = i.decision_id, mode = i.mode,
            stop_reason = i.stop_reason, offline = i.offline,
            flags = string_to_array(i.flags, ','), problem = i.problem,
            resolved_at = i.resolved_at, resolution = i.resolution, state = i.state,
            version = s.version + 1
        FROM input i
        WHERE s.tenant_id = tenant AND s.id = i.id AND s.version = i.version
        RETURNING i.n, s.station_id
    ), told AS (
        INSERT INTO events (tenant_id, event_id, wire_name, aggregate_id, station_id,
                            occurred_at, actor, payload)
        SELECT tenant, gen_random_uuid(), i.event_name, i.id, moved.station_id, i.last_fact_at,
               'station', i.event_payload
        FROM input i JOIN moved USING (n) WHERE i.event_name IS NOT NULL
    )
    SELECT array_agg(m.n IS NOT NULL ORDER BY i.n) INTO answers
    FROM input i LEFT JOIN moved m USING (n);
    RETURN answers;
END $$;

-- Answers for each station with what the state machine needs to go on, as a JSON list: its open
-- sessions, its latest ones, and those that bear the key or the transaction id that is asked for.
CREATE TYPE sessions_load_row AS (station_id uuid, charger_key text, transaction_id text);
CREATE FUNCTION sessions_load(tenant uuid, rows sessions_load_row[]) RETURNS text[]
LANGUAGE plpgsql AS $$
DECLARE
    answers text[];
BEGIN
    PERFORM set_config('app.tenant', tenant::text, true);
    SELECT array_agg(coalesce(found.sessions, '[]') ORDER BY i.n) INTO answers
    FROM unnest(rows) WITH ORDINALITY AS i (station_id, charger_key, transaction_id, n)
    LEFT JOIN LATERAL (
        SELECT json_agg(json_build_object(
                   'id', s.id, 'station_id', s.station_id, 'location_id', s.location_id,
                   'protocol', s.protocol, 'charger_key', s.charger_key,
                   'transaction_id', s.transaction_id, 'version', s.version,
                   'state', s.state) ORDER BY s.id)::text AS sessions
        FROM (
            SELECT o.id FROM sessions o
            WHERE o.tenant_id = tenant AND o.station_id = i.station_id AND o.ended_at IS NULL
            UNION
            SELECT k.id FROM sessions k
            WHERE k.tenant_id = tenant AND k.station_id = i.station_id
                  AND k.charger_key = i.charger_key
            UNION
            (SELECT t.id FROM sessions t
             WHERE t.tenant_id = tenant AND t.station_id = i.station_id
                   AND t.transaction_id = i.transaction_id
             ORDER BY t.id DESC LIMIT 4)
            UNION
            (SELECT l.id FROM sessions l
             WHERE l.tenant_id = tenant AND l.station_id = i.station_id
             ORDER BY l.started_at DESC, l.id DESC LIMIT 4)
        ) wanted JOIN sessions s ON s.tenant_id = tenant AND s.id = wanted.id
    ) found ON true;
    RETURN answers;
END $$;

CREATE TYPE meter_values_append_row AS (
    station_id uuid, evse_id integer, at timestamptz, digest bigint, session_id uuid,
    reported_at timestamptz, received_at timestamptz, context text, energy_wh bigint,
    power_w bigint, soc_percent numeric, samples text, signed_encrypted bytea
);
CREATE FUNCTION meter_values_append(tenant uuid, rows meter_values_append_row[]) RETURNS boolean
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM set_config('app.tenant', tenant::text, true);
    INSERT INTO meter_values (tenant_id, station_id, evse_id, at, digest, session_id, reported_at,
                              received_at, context, energy_wh, power_w, soc_percent, samples,
                              signed_encrypted)
    SELECT tenant, m.* FROM unnest(rows) AS m
    ON CONFLICT DO NOTHING;
    RETURN true;
END $$;
"""


def upgrade() -> None:
    run_script(TABLES)
    run_script(HOT)
