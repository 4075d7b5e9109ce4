"""Expected modes, attempts, decisions, outcomes; the decision itself (ADR 0002).

Revision ID: 0005
Revises: 0004
"""

from chargehouse.platform.postgres.migrate import run_script

revision = "0005"
down_revision = "0004"

TABLES = """
CREATE SEQUENCE mode_versions;
GRANT USAGE ON SEQUENCE mode_versions TO chargehouse_app;

-- The expected mode of stations for which one was set; the others are in managed access.
CREATE TABLE station_modes (
    tenant_id uuid NOT NULL,
    station_id uuid NOT NULL,
    mode text NOT NULL,
    policy text NOT NULL,
    reason text,
    set_by text NOT NULL,
    since timestamptz NOT NULL,
    version bigint NOT NULL DEFAULT nextval('mode_versions'),
    PRIMARY KEY (tenant_id, station_id),
    FOREIGN KEY (tenant_id, station_id) REFERENCES stations (tenant_id, id)
);
CALL protect('station_modes', 'SELECT, INSERT, UPDATE, DELETE');

-- An attempt is one wish to charge: an Authorize and the start that follows it share a row.
CREATE TABLE access_attempts (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    station_id uuid NOT NULL,
    evse_id integer,
    kind text NOT NULL,
    protocol text NOT NULL,
    identifier_type text,
    identifier_hash bytea,
    masked text,
    connection_id uuid,
    message_id text,
    payload_hash bigint,
    reported_at timestamptz,
    received_at timestamptz NOT NULL,
    mode text NOT NULL,
    identifier_version bigint,
    mode_version bigint,
    decision_id uuid,
    start_connection_id uuid,
    start_message_id text,
    start_payload_hash bigint,
    start_reported_at timestamptz,
    started_at timestamptz,
    PRIMARY KEY (tenant_id, id)
) WITH (fillfactor = 90);
CREATE INDEX access_attempts_identifier
    ON access_attempts (tenant_id, station_id, identifier_hash, received_at);
CALL protect('access_attempts', 'SELECT, INSERT, UPDATE');

-- Immutable: what is learnt later is an outcome.
CREATE TABLE access_decisions (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    attempt_id uuid NOT NULL,
    station_id uuid NOT NULL,
    evse_id integer,
    decided_at timestamptz NOT NULL,
    judged_at timestamptz NOT NULL,
    decision text NOT NULL,
    reason text NOT NULL,
    source text NOT NULL,
    identifier_type text,
    identifier_hash bytea,
    masked text,
    class text NOT NULL,
    identifier_id uuid,
    vehicle_id uuid,
    identifier_version bigint,
    policy text NOT NULL,
    policy_version bigint,
    rule text NOT NULL,
    mode text NOT NULL,
    protocol text NOT NULL,
    answer text NOT NULL,
    request_id text,
    took_us integer NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX access_decisions_station ON access_decisions (tenant_id, station_id, id);
CREATE INDEX access_decisions_denied ON access_decisions (tenant_id, id)
    WHERE decision = 'denied';
CALL protect('access_decisions', 'SELECT, INSERT');

CREATE TABLE access_outcomes (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    attempt_id uuid NOT NULL,
    decision_id uuid,
    kind text NOT NULL,
    session_id uuid,
    details text,
    at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX access_outcomes_attempt ON access_outcomes (tenant_id, attempt_id);
CALL protect('access_outcomes', 'SELECT, INSERT');
"""

DECIDE = """
CREATE TYPE decided AS (
    attempt_id uuid, decision_id uuid, allowed boolean, reason text, mode text, class text,
    identifier_id uuid, vehicle_id uuid, group_encrypted bytea, valid_until timestamptz,
    repeated boolean
);

-- Why an identifier is refused at an instant; null where it is permitted.
CREATE FUNCTION access_refusal(
    known boolean, type_recognised boolean, status text, valid_from timestamptz,
    valid_until timestamptz, at timestamptz
) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE
    WHEN NOT known AND NOT type_recognised THEN 'unrecognised_identifier_type'
    WHEN NOT known THEN 'unknown_identifier'
    WHEN status <> 'active' THEN 'inactive_identifier'
    WHEN valid_from > at THEN 'inactive_identifier'
    WHEN valid_until <= at THEN 'expired_identifier'
END;

-- Judges attempts and records them with their decisions and events, in one statement.
-- `forced` is a verdict reached elsewhere (`permitted` by an operator, `authorisation_timeout`).
-- How long it took is what passed since `received`, by the database's clock.
-- `answers` holds the words on the wire, `{"1.6:unknown_identifier": "Invalid", ...}`.
-- A forced verdict may be written again after a write whose fate is unknown: it is kept once.
-- The event of a decision bears the decision's id.
-- An attempt that was seen before, with identifier and mode unchanged, gets its first decision.
CREATE FUNCTION access_decide(
    tenant uuid, attempt_ids uuid[], decision_ids uuid[], station_ids uuid[], evse_ids integer[],
    kinds text[], protocols text[], identifier_types text[], types_recognised boolean[],
    identifier_hashes bytea[], masks text[], connection_ids uuid[], message_ids text[],
    payload_hashes bigint[], reported timestamptz[], received timestamptz[],
    judged timestamptz[], forced_reasons text[], sources text[], request_ids text[],
    answers jsonb
) RETURNS decided[]
LANGUAGE plpgsql AS $$
DECLARE
    result decided[];
    n integer;
BEGIN
    PERFORM set_config('app.tenant', tenant::text, true);
    WITH input AS (
        SELECT * FROM unnest(
            attempt_ids, decision_ids, station_ids, evse_ids, kinds, protocols, identifier_types,
            types_recognised, identifier_hashes, masks, connection_ids, message_ids,
            payload_hashes, reported, received, judged, forced_reasons, sources, request_ids)
        WITH ORDINALITY
        AS i (attempt_id, decision_id, station_id, evse_id, kind, protocol, identifier_type,
              type_recognised, identifier_hash, masked, connection_id, message_id, payload_hash,
              reported_at, received_at, judged_at, forced, source, request_id, place)
    ), judged AS MATERIALIZED (
        SELECT i.*, p.id AS prior_id, p.decision_id AS prior_decision_id,
               p.decision AS prior_decision, p.reason AS prior_reason, p.class AS prior_class,
               coalesce(m.mode, 'managed_access') AS mode,
               coalesce(m.policy, 'default') AS policy, m.version AS mode_version,
               t.class, t.identifier_id, t.vehicle_id, t.group_encrypted, t.valid_until,
               t.version AS identifier_version,
               coalesce(i.forced, access_refusal(t.value_hash IS NOT NULL, i.type_recognised,
                        t.status, t.valid_from, t.valid_until, i.judged_at),
                        'permitted') AS reason,
               CASE WHEN i.forced IS NULL THEN false ELSE EXISTS (
                   SELECT FROM access_attempts k
                   WHERE k.tenant_id = tenant AND k.id = i.attempt_id) END AS kept
        FROM input i
        LEFT JOIN LATERAL (
            SELECT * FROM station_modes k
            WHERE k.tenant_id = tenant AND k.station_id = i.station_id LIMIT 1
        ) m ON true
        LEFT JOIN LATERAL (
            SELECT * FROM token_index k
            WHERE k.tenant_id = tenant AND k.value_hash = i.identifier_hash LIMIT 1
        ) t ON true
        LEFT JOIN LATERAL (
            SELECT a.id, a.decision_id, d.decision, d.reason, d.class
            FROM (
                SELECT * FROM access_attempts r
                WHERE r.tenant_id = tenant AND r.station_id = i.station_id
                      AND r.identifier_hash = i.identifier_hash
                ORDER BY r.received_at DESC LIMIT 8
            ) a
            LEFT JOIN access_decisions d ON d.tenant_id = tenant AND d.id = a.decision_id
            WHERE a.identifier_version IS NOT DISTINCT FROM t.version
                  AND a.mode_version IS NOT DISTINCT FROM m.version
                  AND i.forced IS NULL
                  AND d.reason IS DISTINCT FROM 'authorisation_timeout'
                  AND (
                    (a.connection_id = i.connection_id AND a.message_id = i.message_id
                     AND a.payload_hash = i.payload_hash)
                    OR (a.start_connection_id = i.connection_id
                        AND a.start_message_id = i.message_id
                        AND a.start_payload_hash = i.payload_hash)
                    OR (a.kind = i.kind AND a.reported_at = i.reported_at
                        AND a.evse_id IS NOT DISTINCT FROM i.evse_id)
                    OR (i.kind = 'start' AND a.start_reported_at = i.reported_at
                        AND a.evse_id IS NOT DISTINCT FROM i.evse_id)
                    OR (a.kind = i.kind AND a.connection_id <> i.connection_id
                        AND i.reported_at IS NULL AND a.reported_at IS NULL
                        AND a.received_at > i.received_at - interval '30 seconds')
                    OR (i.kind = 'start' AND a.kind <> 'start' AND a.started_at IS NULL
                        AND a.received_at > i.received_at - interval '10 minutes')
                    OR (i.kind = 'authorize' AND a.kind = 'remote' AND a.started_at IS NULL
                        AND a.received_at > i.received_at - interval '10 minutes')
                  )
            ORDER BY coalesce(a.reported_at = i.reported_at, false) DESC,
                     coalesce(a.start_reported_at = i.reported_at, false) DESC,
                     a.received_at DESC LIMIT 1
        ) p ON true
    ), attempts AS (
        INSERT INTO access_attempts (
            tenant_id, id, station_id, evse_id, kind, protocol, identifier_type, identifier_hash,
            masked, connection_id, message_id, payload_hash, reported_at, received_at, mode,
            identifier_version, mode_version, decision_id)
        SELECT tenant, j.attempt_id, j.station_id, j.evse_id, j.kind, j.protocol,
               j.identifier_type, j.identifier_hash, j.masked, j.connection_id, j.message_id,
               j.payload_hash, j.reported_at, j.received_at, j.mode, j.identifier_version,
               j.mode_version, CASE WHEN j.mode = 'managed_access' THEN j.decision_id END
        FROM judged j WHERE j.prior_id IS NULL AND NOT j.kept
    ), decisions AS (
        INSERT INTO access_decisions (
            tenant_id, id, attempt_id, station_id, evse_id, decided_at, judged_at, decision,
            reason, source, identifier_type, identifier_hash, masked, class, identifier_id,
            vehicle_id, identifier_version, policy, policy_version, rule, mode, protocol, answer,
            request_id, took_us)
        SELECT tenant, j.decision_id, j.attempt_id, j.station_id, j.evse_id, j.received_at,
               j.judged_at, CASE WHEN j.reason = 'permitted' THEN 'allowed' ELSE 'denied' END,
               j.reason, j.source, j.identifier_type, j.identifier_hash, j.masked,
               CASE WHEN j.class IS NULL THEN 'unknown'
                    WHEN j.reason = 'permitted' OR j.forced IS NOT NULL THEN j.class
                    ELSE 'unauthorised' END,
               j.identifier_id, j.vehicle_id, j.identifier_version, j.policy, j.mode_version,
               CASE WHEN j.mode_version IS NULL THEN 'no mode was set' ELSE 'mode set by hand' END,
               j.mode, j.protocol,
               answers ->> (j.protocol || ':' || j.reason), j.request_id,
               greatest(0, least(1e9, 1e6
                   * date_part('epoch', clock_timestamp() - j.received_at)))::integer
        FROM judged j
        WHERE j.prior_id IS NULL AND j.mode = 'managed_access' AND NOT j.kept
        RETURNING id, attempt_id, station_id, decided_at, decision, reason, class, masked,
                  identifier_type, policy, request_id
    ), told AS (
        INSERT INTO events (tenant_id, event_id, wire_name, aggregate_id, station_id,
                            occurred_at, actor, request_id, payload)
        SELECT tenant, d.id, 'charger_access.decision_recorded', d.id, d.station_id,
               d.decided_at, 'station', d.request_id,
               concat('{"aggregate_id":"', d.id, '","station_id":"', d.station_id,
                      '","attempt_id":"', d.attempt_id, '","decision":"', d.decision,
                      '","reason":"', d.reason, '","access_class":"', d.class,
                      '","masked_identifier":', coalesce(to_json(d.masked)::text, 'null'),
                      ',"identifier_type":', coalesce(to_json(d.identifier_type)::text, 'null'),
                      ',"policy_source":"', d.policy,
                      '","decided_at":', to_json(d.decided_at), '}')
        FROM decisions d
    )
    SELECT array_agg(ROW(
        coalesce(j.prior_id, j.attempt_id),
        CASE WHEN j.prior_id IS NOT NULL THEN j.prior_decision_id
             WHEN j.mode = 'managed_access' THEN j.decision_id END,
        CASE WHEN j.mode <> 'managed_access' THEN true
             WHEN j.prior_id IS NOT NULL THEN j.prior_decision = 'allowed'
             ELSE j.reason = 'permitted' END,
        CASE WHEN j.mode <> 'managed_access' THEN 'freevend'
             WHEN j.prior_id IS NOT NULL THEN j.prior_reason ELSE j.reason END,
        j.mode,
        CASE WHEN j.prior_id IS NOT NULL THEN j.prior_class ELSE j.class END,
        j.identifier_id, j.vehicle_id, j.group_encrypted, j.valid_until,
        j.prior_id IS NOT NULL)::decided ORDER BY j.place) INTO result
    FROM judged j;
    FOR n IN 1 .. cardinality(kinds) LOOP
        IF kinds[n] = 'start' AND (result[n]).repeated THEN
            UPDATE access_attempts a SET started_at = received[n],
                evse_id = coalesce(evse_ids[n], a.evse_id),
                start_connection_id = connection_ids[n], start_message_id = message_ids[n],
                start_payload_hash = payload_hashes[n], start_reported_at = reported[n]
            WHERE a.tenant_id = tenant AND a.id = (result[n]).attempt_id
                  AND a.started_at IS NULL AND a.kind <> 'start';
        END IF;
    END LOOP;
    RETURN result;
END $$;

CREATE FUNCTION access_outcomes_append(
    tenant uuid, ids uuid[], attempt_ids uuid[], decision_ids uuid[], kinds text[],
    session_ids uuid[], details_list text[], ats timestamptz[]
) RETURNS boolean
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM set_config('app.tenant', tenant::text, true);
    INSERT INTO access_outcomes (tenant_id, id, attempt_id, decision_id, kind, session_id,
                                 details, at)
    SELECT tenant, o.* FROM unnest(ids, attempt_ids, decision_ids, kinds, session_ids,
                                   details_list, ats) AS o;
    RETURN true;
END $$;
"""


def upgrade() -> None:
    run_script(TABLES)
    run_script(DECIDE)
