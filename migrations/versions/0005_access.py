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

-- The expected mode now of stations that something governs; the others are in managed access.
-- `since` is when what decides now began, `until` when the next does, which is known ahead: what is
-- decided after it, and before the row is brought up to date, goes by that. `next_until` is when
-- that is over in turn: what holds from then on only a worker knows, and until one has said it the
-- station is in managed access. `version` is another whenever somebody changes what governs the
-- station. `one_at_a_time` is its policy's word that nobody starts who charges elsewhere.
CREATE TABLE station_modes (
    tenant_id uuid NOT NULL,
    station_id uuid NOT NULL,
    mode text NOT NULL,
    policy_id uuid,
    policy_version integer,
    source text NOT NULL,
    rule_id uuid,
    rule text NOT NULL,
    since timestamptz NOT NULL,
    mode_since timestamptz NOT NULL,
    until timestamptz,
    next_mode text,
    next_source text,
    next_rule_id uuid,
    next_rule text,
    next_until timestamptz,
    version bigint NOT NULL DEFAULT nextval('mode_versions'),
    one_at_a_time boolean NOT NULL DEFAULT false,
    PRIMARY KEY (tenant_id, station_id),
    FOREIGN KEY (tenant_id, station_id) REFERENCES stations (tenant_id, id),
    CHECK ((until IS NULL) = (next_mode IS NULL)),
    CHECK (next_until IS NULL OR next_until >= until)
);
CALL protect('station_modes', 'SELECT, INSERT, UPDATE, DELETE');

-- An attempt is one wish to charge: an Authorize and the start that follows it share a row.
-- `queued` says that it was, or may have been, queued while the charger was offline.
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
    fleet_version bigint,
    agreement_version bigint,
    queued boolean NOT NULL DEFAULT false,
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
CREATE INDEX access_attempts_reported
    ON access_attempts (tenant_id, station_id, identifier_hash, reported_at)
    WHERE reported_at IS NOT NULL;
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
    policy_source text NOT NULL,
    policy_id uuid,
    policy_version integer,
    rule_id uuid,
    rule text NOT NULL,
    fleet_id uuid,
    team_rule_id uuid,
    team_rule text,
    agreement_id uuid,
    agreement text,
    outside text,
    passed_over jsonb,
    mode text NOT NULL,
    stage text NOT NULL,
    protocol text NOT NULL,
    answer text NOT NULL,
    request_id text,
    took_us integer NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX access_decisions_station ON access_decisions (tenant_id, station_id, id);
CREATE INDEX access_decisions_denied ON access_decisions (tenant_id, id)
    WHERE decision = 'denied';
CREATE INDEX access_decisions_shadow ON access_decisions (tenant_id, decision, id)
    WHERE stage = 'shadow';
CREATE INDEX access_decisions_reason ON access_decisions (tenant_id, reason, id)
    WHERE decision = 'denied';
CREATE INDEX access_decisions_class ON access_decisions (tenant_id, class, id)
    WHERE class <> 'own_fleet';
CREATE INDEX access_decisions_vehicle ON access_decisions (tenant_id, vehicle_id, id)
    WHERE vehicle_id IS NOT NULL;
CREATE INDEX access_decisions_agreement ON access_decisions (tenant_id, agreement_id, id)
    WHERE agreement_id IS NOT NULL;
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
    outside text, repeated boolean
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
-- `forced` is a verdict reached elsewhere (`permitted` by an operator, `authorisation_timeout`, or
-- what a partner said, whose answer is kept with the decision: its `source` is `partner`). A start
-- that a partner commanded (`remote`, of the same `source`) is judged by the agreements with it,
-- and by what a vehicle of ours has of the same value where that is refused. A start that a charger
-- was told to make, and told of only later, is judged by that; of a denied one no charger knows.
-- Where a partner is to be asked first the answer is `ask_partner`, and nothing is recorded; what
-- it lets in chargers may remember for one use: as long as a start belongs to its Authorize.
-- How long it took is what passed since `received`, by the database's clock.
-- `answers` holds the words on the wire, `{"1.6:unknown_identifier": "Invalid", ...}`.
-- A forced verdict may be written again after a write whose fate is unknown: it is kept once.
-- The event of a decision bears the decision's id, and all that is told of one attempt has it for
-- its aggregate, so that it is heard in this order: that it came, how its identifier is classed,
-- what was decided, and, where somebody was really turned away, that. The first two are written
-- only where a webhook wants them (ADR 0025).
-- `rollout` is how far access control is rolled out here, a decision's `stage`: `off` decides
-- nothing, as in freevend; with `shadow` the answers given are those of somebody who is let in.
-- What governs is what is expected of the station at the instant judged: of one that was queued
-- offline, what was expected then. Past what is known ahead nobody is let in for nothing.
-- An attempt that was seen before, with identifier, mode, fleet and agreements unchanged, gets its
-- first decision: within ten minutes the same message on the same connection; whenever it is told
-- again, what the charger says is of the same instant. It is looked for among the identifier's last
-- at the station, and by its time: a queue that is sent again may be longer than those.
-- An identifier of a vehicle is judged as such; what only partners know is judged by agreements.
-- Whoever would be let in, by the identifier or by an operator, is still held to the rules of the
-- identifier's fleet, where it has one. Where the policy says so, who charges elsewhere is not let
-- in by the identifier; that is looked at again when an Authorize comes to its start.
CREATE TYPE access_decide_row AS (
    attempt_id uuid, decision_id uuid, station_id uuid, evse_id integer, kind text, protocol text,
    identifier_type text, type_recognised boolean, identifier_hash bytea, masked text,
    connection_id uuid, message_id text, payload_hash bigint, reported_at timestamptz,
    received_at timestamptz, judged_at timestamptz, forced text, source text, request_id text,
    queued boolean
);
CREATE FUNCTION access_decide(
    tenant uuid, rows access_decide_row[], answers jsonb, rollout text
) RETURNS decided[]
LANGUAGE plpgsql AS $$
DECLARE
    result decided[];
    wanted text[];
    joins boolean;
BEGIN
    PERFORM set_config('app.tenant', tenant::text, true);
    wanted := webhooks_want(tenant, ARRAY['charger_access.attempt_received',
                                          'charger_access.identifier_classified']);
    WITH input AS (
        SELECT i.*, i.ordinality AS place FROM unnest(rows) WITH ORDINALITY AS i
    ), known AS MATERIALIZED (
        SELECT i.*, p.id AS prior_id, p.decision_id AS prior_decision_id,
               p.decision AS prior_decision, p.reason AS prior_reason, p.class AS prior_class,
               p.outside AS prior_outside,
               CASE WHEN rollout = 'off' THEN 'freevend'
                    ELSE coalesce(m.mode, 'managed_access') END AS mode,
               coalesce(m.source, 'default') AS policy_source, m.policy_id, m.policy_version,
               m.rule_id, coalesce(m.rule, 'no policy governs the station') AS rule,
               m.version AS mode_version,
               t.class, w.commanded,
               coalesce(g.identifier_id, t.identifier_id) AS identifier_id,
               t.vehicle_id, t.fleet_id,
               coalesce(g.group_encrypted, t.group_encrypted) AS group_encrypted,
               CASE WHEN i.source = 'partner' OR g.reason = 'ask_partner' OR q.asked
                    THEN least(g.valid_until, i.received_at + interval '10 minutes')
                    ELSE coalesce(g.valid_until, t.valid_until) END AS valid_until,
               t.version AS identifier_version, f.version AS fleet_version,
               g.version AS agreement_version, g.agreement_id, g.agreement, g.outside, g.others,
               CASE WHEN i.source = 'partner' THEN (
                   SELECT k FROM access_partner_answers k
                   WHERE k.tenant_id = tenant AND k.decision_id = i.decision_id) END AS told,
               e.elsewhere,
               CASE WHEN f.speaks
                    THEN team_verdict_of(tenant, t.fleet_id, i.station_id, i.judged_at)
               END AS team,
               coalesce(i.forced,
                        CASE WHEN w.commanded AND g.reason = 'permitted'
                             THEN access_refusal(true, true, t.status, t.valid_from, t.valid_until,
                                                 i.judged_at) END,
                        g.reason, CASE WHEN q.asked THEN 'ask_partner' END,
                        access_refusal(t.value_hash IS NOT NULL, i.type_recognised, t.status,
                                       t.valid_from, t.valid_until, i.judged_at),
                        'permitted') AS merits,
               CASE WHEN i.forced IS NULL THEN false ELSE EXISTS (
                   SELECT FROM access_attempts k
                   WHERE k.tenant_id = tenant AND k.id = i.attempt_id) END AS kept
        FROM input i
        LEFT JOIN LATERAL (
            SELECT * FROM station_modes k
            WHERE k.tenant_id = tenant AND k.station_id = i.station_id LIMIT 1
        ) n ON true
        LEFT JOIN LATERAL (
            SELECT n.mode, n.source, n.policy_id, n.policy_version, n.rule_id, n.rule, n.version
            WHERE (n.until IS NULL OR i.judged_at < n.until)
                  AND (i.judged_at >= n.since OR i.judged_at = i.received_at)
            UNION ALL
            SELECT n.next_mode, n.next_source, n.policy_id, n.policy_version, n.next_rule_id,
                   n.next_rule, n.version
            WHERE i.judged_at >= n.until
                  AND (n.next_until IS NULL OR i.judged_at < n.next_until)
            UNION ALL
            SELECT 'managed_access', 'default', n.policy_id, n.policy_version, NULL,
                   'what is expected is not worked out yet', n.version
            WHERE i.judged_at >= n.next_until
            UNION ALL
            SELECT s.mode, s.source, s.policy_id, s.policy_version, s.rule_id, s.rule, s.version
            FROM (
                SELECT * FROM mode_spans k
                WHERE k.tenant_id = tenant AND k.station_id = i.station_id
                      AND k.since <= i.judged_at
                      AND i.judged_at < n.since AND i.judged_at <> i.received_at
                ORDER BY k.since DESC LIMIT 1
            ) s
        ) m ON true
        LEFT JOIN LATERAL (
            SELECT * FROM token_index k
            WHERE k.tenant_id = tenant AND k.value_hash = i.identifier_hash LIMIT 1
        ) t ON true
        LEFT JOIN LATERAL (
            SELECT greatest(k.state_version, r.version) AS version,
                   NOT k.active OR r.version IS NOT NULL AS speaks
            FROM fleets k
            LEFT JOIN fleet_policies r ON r.tenant_id = tenant AND r.fleet_id = k.id
            WHERE k.tenant_id = tenant AND k.id = t.fleet_id LIMIT 1
        ) f ON true
        CROSS JOIN LATERAL (
            SELECT i.kind = 'remote' AND i.source = 'partner' AS commanded
        ) w
        -- Of what no agreement knows none is asked: as a join's condition it would be told after.
        CROSS JOIN LATERAL (
            SELECT CASE WHEN w.commanded
                        THEN commanded_verdict_of(tenant, i.attempt_id, i.identifier_hash,
                             i.station_id, i.judged_at)
                        WHEN t.agreed THEN agreement_verdict_of(tenant, i.identifier_hash,
                        t.class = 'own_fleet', i.station_id, i.judged_at) END AS verdict OFFSET 0
        ) v
        CROSS JOIN LATERAL (SELECT (v.verdict).*) g
        -- Somebody whom nobody knows, where an agreement has its partner asked about such.
        CROSS JOIN LATERAL (
            SELECT t.value_hash IS NULL AND i.forced IS NULL AND NOT w.commanded
                   AND i.type_recognised
                   AND i.identifier_hash IS NOT NULL
                   AND EXISTS (SELECT FROM agreements k
                               WHERE k.tenant_id = tenant AND k.asks_unknown AND k.active) AS asked
        ) q
        CROSS JOIN LATERAL (
            SELECT CASE WHEN n.one_at_a_time AND i.forced IS NULL
                        THEN charges_elsewhere(tenant, i.identifier_hash, i.station_id,
                             CASE WHEN i.kind = 'start' THEN i.evse_id END, i.judged_at)
                        ELSE false END AS elsewhere OFFSET 0
        ) e
        LEFT JOIN LATERAL (
            SELECT a.id, a.decision_id, d.decision, d.reason, d.class, d.outside
            FROM (
                (SELECT * FROM access_attempts r
                 WHERE r.tenant_id = tenant AND r.station_id = i.station_id
                       AND r.identifier_hash = i.identifier_hash
                 ORDER BY r.received_at DESC LIMIT 8)
                UNION ALL
                (SELECT * FROM access_attempts r
                 WHERE r.tenant_id = tenant AND r.station_id = i.station_id
                       AND r.identifier_hash = i.identifier_hash
                       AND r.reported_at = i.reported_at
                 ORDER BY r.reported_at LIMIT 8)
                UNION ALL
                (SELECT * FROM access_attempts r
                 WHERE i.kind = 'start' AND i.judged_at <> i.received_at
                       AND r.tenant_id = tenant AND r.station_id = i.station_id
                       AND r.identifier_hash = i.identifier_hash
                       AND r.received_at BETWEEN i.judged_at - interval '10 minutes'
                                         AND i.judged_at + interval '10 minutes'
                 ORDER BY r.received_at LIMIT 32)
            ) a
            LEFT JOIN access_decisions d ON d.tenant_id = tenant AND d.id = a.decision_id
            WHERE a.identifier_version IS NOT DISTINCT FROM t.version
                  AND a.mode_version IS NOT DISTINCT FROM m.version
                  AND a.fleet_version IS NOT DISTINCT FROM f.version
                  AND a.agreement_version IS NOT DISTINCT FROM g.version
                  AND a.mode = CASE WHEN rollout = 'off' THEN 'freevend'
                                    ELSE coalesce(m.mode, 'managed_access') END
                  AND i.forced IS NULL AND NOT w.commanded
                  AND (a.kind <> 'remote' OR d.decision IS DISTINCT FROM 'denied'
                       OR rollout = 'shadow')
                  AND coalesce(d.reason, '')
                      NOT IN ('authorisation_timeout', 'partner_no_answer')
                  AND (
                    (a.connection_id = i.connection_id AND a.message_id = i.message_id
                     AND a.payload_hash = i.payload_hash
                     AND a.received_at > i.received_at - interval '10 minutes')
                    OR (a.start_connection_id = i.connection_id
                        AND a.start_message_id = i.message_id
                        AND a.start_payload_hash = i.payload_hash
                        AND a.started_at > i.received_at - interval '10 minutes')
                    OR (a.kind = i.kind AND a.reported_at = i.reported_at
                        AND a.evse_id IS NOT DISTINCT FROM i.evse_id)
                    OR (i.kind = 'start' AND a.start_reported_at = i.reported_at
                        AND a.evse_id IS NOT DISTINCT FROM i.evse_id)
                    OR (a.kind = i.kind AND a.connection_id <> i.connection_id
                        AND i.reported_at IS NULL AND a.reported_at IS NULL
                        AND a.received_at > i.received_at - interval '30 seconds')
                    OR (i.kind = 'start' AND a.kind <> 'start' AND a.started_at IS NULL
                        AND (a.kind = 'remote' OR NOT e.elsewhere)
                        AND a.received_at > i.received_at - interval '10 minutes')
                    OR (i.kind = 'start' AND a.kind = 'remote' AND a.started_at IS NULL
                        AND a.received_at BETWEEN i.judged_at - interval '10 minutes'
                                          AND i.judged_at)
                    OR (i.kind = 'authorize' AND a.kind = 'remote' AND a.started_at IS NULL
                        AND a.received_at > i.received_at - interval '10 minutes')
                  )
            ORDER BY coalesce(a.reported_at = i.reported_at, false) DESC,
                     coalesce(a.start_reported_at = i.reported_at, false) DESC,
                     a.received_at DESC LIMIT 1
        ) p ON true
    ), judged AS MATERIALIZED (
        SELECT k.*, r.reason,
               CASE WHEN r.reason = 'outside_agreement' THEN k.outside
                    WHEN r.reason = 'team_rule' AND (k.team).about_evse THEN 'evse'
                    WHEN r.reason = 'partner_denied' THEN (k.told).said
               END AS about,
               r.reason = 'ask_partner' AND k.mode = 'managed_access' AS waits
        FROM known k
        CROSS JOIN LATERAL (
            SELECT CASE WHEN k.merits NOT IN ('permitted', 'ask_partner') THEN k.merits
                        WHEN NOT (k.team).allowed THEN 'team_rule'
                        WHEN k.elsewhere THEN 'concurrent_session'
                        ELSE k.merits END AS reason
        ) r
    ), attempts AS (
        INSERT INTO access_attempts (
            tenant_id, id, station_id, evse_id, kind, protocol, identifier_type, identifier_hash,
            masked, connection_id, message_id, payload_hash, reported_at, received_at, mode,
            identifier_version, mode_version, fleet_version, agreement_version, queued,
            decision_id)
        SELECT tenant, j.attempt_id, j.station_id, j.evse_id, j.kind, j.protocol,
               j.identifier_type, j.identifier_hash, j.masked, j.connection_id, j.message_id,
               j.payload_hash, j.reported_at, j.received_at, j.mode, j.identifier_version,
               j.mode_version, j.fleet_version, j.agreement_version, j.queued,
               CASE WHEN j.mode = 'managed_access' THEN j.decision_id END
        FROM judged j WHERE j.prior_id IS NULL AND NOT j.kept AND NOT j.waits
    ), decisions AS (
        INSERT INTO access_decisions (
            tenant_id, id, attempt_id, station_id, evse_id, decided_at, judged_at, decision,
            reason, source, identifier_type, identifier_hash, masked, class, identifier_id,
            vehicle_id, identifier_version, policy_source, policy_id, policy_version, rule_id,
            rule, fleet_id, team_rule_id, team_rule, agreement_id, agreement, outside,
            passed_over, mode, stage, protocol, answer, request_id, took_us)
        SELECT tenant, j.decision_id, j.attempt_id, j.station_id, j.evse_id, j.received_at,
               j.judged_at, CASE WHEN j.reason = 'permitted' THEN 'allowed' ELSE 'denied' END,
               j.reason, j.source, j.identifier_type, j.identifier_hash, j.masked,
               CASE WHEN (j.class IS NULL OR j.commanded) AND j.source = 'partner'
                         AND j.reason = 'permitted' THEN 'agreement'
                    WHEN j.class IS NULL AND j.agreement_id IS NULL THEN 'unknown'
                    WHEN j.reason = 'permitted' THEN j.class
                    WHEN j.reason <> 'team_rule' AND j.forced IS NOT NULL
                         AND j.source <> 'partner' THEN j.class
                    ELSE 'unauthorised' END,
               j.identifier_id, j.vehicle_id, j.identifier_version, j.policy_source, j.policy_id,
               j.policy_version, j.rule_id, j.rule,
               j.fleet_id, (j.team).rule_id, (j.team).words,
               coalesce(j.agreement_id, (j.told).agreement_id),
               coalesce(j.agreement, (j.told).agreement),
               j.about, j.others, j.mode,
               rollout, j.protocol,
               answers ->> concat_ws(':', j.protocol, j.reason, j.about), j.request_id,
               greatest(0, least(1e9, 1e6
                   * date_part('epoch', clock_timestamp() - j.received_at)))::integer
        FROM judged j
        WHERE j.prior_id IS NULL AND j.mode = 'managed_access' AND NOT j.kept AND NOT j.waits
        RETURNING id, attempt_id, station_id, decided_at, decision, reason, class, masked,
                  identifier_type, identifier_hash, vehicle_id, policy_source, request_id
    ), told AS (
        INSERT INTO events (tenant_id, event_id, wire_name, aggregate_id, station_id,
                            occurred_at, actor, request_id, payload)
        SELECT tenant, t.event_id, 'charger_access.' || t.name, t.id, t.station_id, t.decided_at,
               'station', t.request_id,
               concat('{"aggregate_id":"', t.id, '","station_id":"', t.station_id,
                      '","attempt_id":"', t.attempt_id, '"', t.said, '}')
        FROM (
            SELECT 1 AS step, gen_random_uuid() AS event_id, 'attempt_received' AS name, d.id,
                   d.station_id, d.decided_at, d.request_id, d.attempt_id,
                   concat(',"identifier_type":', coalesce(to_json(d.identifier_type)::text, 'null'),
                          ',"identifier_hash":',
                          coalesce(to_json(encode(d.identifier_hash, 'hex'))::text, 'null'),
                          ',"received_at":', to_json(d.decided_at)) AS said
            FROM decisions d WHERE 'charger_access.attempt_received' = ANY (wanted)
            UNION ALL
            SELECT 2, gen_random_uuid(), 'identifier_classified', d.id, d.station_id,
                   d.decided_at, d.request_id, d.attempt_id,
                   concat(',"identifier_type":', coalesce(to_json(d.identifier_type)::text, 'null'),
                          ',"access_class":"', d.class, '","matched_vehicle_id":',
                          coalesce(to_json(d.vehicle_id)::text, 'null'))
            FROM decisions d
            WHERE 'charger_access.identifier_classified' = ANY (wanted)
                  AND d.identifier_hash IS NOT NULL
            UNION ALL
            SELECT 3, d.id, 'decision_recorded', d.id, d.station_id, d.decided_at, d.request_id,
                   d.attempt_id,
                   concat(',"decision":"', d.decision, '","reason":"', d.reason,
                          '","access_class":"', d.class,
                          '","masked_identifier":', coalesce(to_json(d.masked)::text, 'null'),
                          ',"identifier_type":', coalesce(to_json(d.identifier_type)::text, 'null'),
                          ',"policy_source":"', d.policy_source,
                          '","decided_at":', to_json(d.decided_at))
            FROM decisions d
            UNION ALL
            SELECT 4, gen_random_uuid(), 'access_denied_observed', d.id, d.station_id,
                   d.decided_at, d.request_id, d.attempt_id,
                   concat(',"decision_id":"', d.id, '","reason":"', d.reason,
                          '","observed_at":', to_json(d.decided_at),
                          ',"observed_by":"chargehouse"')
            FROM decisions d WHERE d.decision = 'denied' AND rollout = 'on'
        ) t ORDER BY t.step
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
        CASE WHEN j.prior_id IS NOT NULL THEN j.prior_outside ELSE j.about END,
        j.prior_id IS NOT NULL)::decided ORDER BY j.place),
        bool_or(j.kind = 'start' AND j.prior_id IS NOT NULL) INTO result, joins
    FROM judged j;
    IF joins THEN
        -- Where several of these rows are the start of one attempt, the first of them is.
        UPDATE access_attempts a
        SET started_at = s.received_at, evse_id = coalesce(s.evse_id, a.evse_id),
            start_connection_id = s.connection_id, start_message_id = s.message_id,
            start_payload_hash = s.payload_hash, start_reported_at = s.reported_at
        FROM (
            SELECT DISTINCT ON (r.attempt_id) r.attempt_id, i.evse_id, i.connection_id,
                   i.message_id, i.payload_hash, i.reported_at, i.received_at
            FROM unnest(rows) WITH ORDINALITY AS i
            JOIN unnest(result) WITH ORDINALITY AS r USING (ordinality)
            WHERE i.kind = 'start' AND r.repeated
            ORDER BY r.attempt_id, ordinality
        ) s
        WHERE a.tenant_id = tenant AND a.id = s.attempt_id AND a.started_at IS NULL
              AND a.kind <> 'start';
    END IF;
    RETURN result;
END $$;

CREATE TYPE access_outcomes_append_row AS (
    id uuid, attempt_id uuid, decision_id uuid, kind text, session_id uuid, details text,
    at timestamptz
);
CREATE FUNCTION access_outcomes_append(
    tenant uuid, rows access_outcomes_append_row[]
) RETURNS boolean
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM set_config('app.tenant', tenant::text, true);
    INSERT INTO access_outcomes (tenant_id, id, attempt_id, decision_id, kind, session_id,
                                 details, at)
    SELECT tenant, o.* FROM unnest(rows) AS o;
    RETURN true;
END $$;
"""


def upgrade() -> None:
    run_script(TABLES)
    run_script(DECIDE)
