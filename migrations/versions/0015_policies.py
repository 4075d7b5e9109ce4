"""Access policies: their windows, exceptions and versions, overrides, the modes of the past.

Revision ID: 0015
Revises: 0014
"""

from chargehouse.platform.postgres.migrate import run_script

revision = "0015"
down_revision = "0014"

POLICIES = """
CREATE TYPE uuid_range AS RANGE (subtype = uuid);

-- Either shared, and then named, or a station's own. What was removed is kept for past decisions.
CREATE TABLE access_policies (
    tenant_id uuid NOT NULL REFERENCES tenants,
    id uuid NOT NULL,
    name text,
    station_id uuid,
    default_mode text NOT NULL CHECK (default_mode IN ('freevend', 'managed_access')),
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    version integer NOT NULL,
    removed_at timestamptz,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, station_id) REFERENCES stations (tenant_id, id),
    CHECK ((name IS NULL) <> (station_id IS NULL))
);
CREATE UNIQUE INDEX access_policies_name ON access_policies (tenant_id, lower(name))
    WHERE removed_at IS NULL;
CREATE UNIQUE INDEX access_policies_station ON access_policies (tenant_id, station_id)
    WHERE removed_at IS NULL;
CALL protect('access_policies', 'SELECT, INSERT, UPDATE');

-- Immutable: what a policy said in each of its versions, and who said so.
CREATE TABLE access_policy_versions (
    tenant_id uuid NOT NULL,
    policy_id uuid NOT NULL,
    version integer NOT NULL,
    document jsonb NOT NULL,
    changed_by text NOT NULL,
    changed_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, policy_id, version),
    FOREIGN KEY (tenant_id, policy_id) REFERENCES access_policies (tenant_id, id)
);
CALL protect('access_policy_versions', 'SELECT, INSERT');

-- The hours of a window, as minutes since Monday 00:00 by the clock on the wall; what passes the
-- week's end begins the week again.
CREATE FUNCTION minutes_of_week(days integer[], begins integer, ends integer)
RETURNS int4multirange
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (
    SELECT range_agg(piece)
    FROM unnest(days) AS d (day)
    CROSS JOIN LATERAL (
        SELECT (d.day - 1) * 1440 + begins AS first,
               (d.day - CASE WHEN ends < begins THEN 0 ELSE 1 END) * 1440 + ends AS last
    ) AS t
    CROSS JOIN LATERAL (
        VALUES (int4range(t.first, least(t.last, 10080))),
               (int4range(0, greatest(t.last - 10080, 0)))
    ) AS p (piece)
);

-- What a policy's present version says of the week; no two windows of a policy overlap.
CREATE TABLE access_windows (
    tenant_id uuid NOT NULL,
    policy_id uuid NOT NULL,
    id uuid NOT NULL,
    days integer[] NOT NULL CHECK (cardinality(days) > 0 AND days <@ '{1,2,3,4,5,6,7}'),
    begins integer NOT NULL CHECK (begins BETWEEN 0 AND 1439),
    ends integer NOT NULL CHECK (ends BETWEEN 1 AND 1440),
    mode text NOT NULL CHECK (mode IN ('freevend', 'managed_access')),
    minutes int4multirange GENERATED ALWAYS AS (minutes_of_week(days, begins, ends)) STORED,
    PRIMARY KEY (tenant_id, policy_id, id),
    FOREIGN KEY (tenant_id, policy_id) REFERENCES access_policies (tenant_id, id),
    CHECK (begins <> ends),
    CONSTRAINT access_windows_apart EXCLUDE USING gist (
        uuid_range(tenant_id, tenant_id, '[]') WITH &&,
        uuid_range(policy_id, policy_id, '[]') WITH &&,
        minutes WITH &&
    )
);
CALL protect('access_windows', 'SELECT, INSERT, DELETE');

-- What it says of days that come once, as minutes since 1970 by the clock on the wall; no two
-- exceptions of a policy overlap.
CREATE TABLE access_exceptions (
    tenant_id uuid NOT NULL,
    policy_id uuid NOT NULL,
    id uuid NOT NULL,
    name text NOT NULL,
    begins integer NOT NULL,
    ends integer NOT NULL,
    mode text NOT NULL CHECK (mode IN ('freevend', 'managed_access')),
    PRIMARY KEY (tenant_id, policy_id, id),
    FOREIGN KEY (tenant_id, policy_id) REFERENCES access_policies (tenant_id, id),
    CHECK (begins < ends),
    CONSTRAINT access_exceptions_apart EXCLUDE USING gist (
        uuid_range(tenant_id, tenant_id, '[]') WITH &&,
        uuid_range(policy_id, policy_id, '[]') WITH &&,
        int4range(begins, ends) WITH &&
    )
);
CALL protect('access_exceptions', 'SELECT, INSERT, DELETE');
"""

EXPECTATIONS = """
-- What somebody ordered for one station, over any policy; without `ends` until it is ended.
CREATE TABLE access_overrides (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    station_id uuid NOT NULL,
    mode text NOT NULL CHECK (mode IN ('freevend', 'managed_access')),
    begins timestamptz NOT NULL,
    ends timestamptz,
    reason text,
    set_by text NOT NULL,
    set_at timestamptz NOT NULL,
    ended_by text,
    ended_at timestamptz,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, station_id) REFERENCES stations (tenant_id, id),
    CHECK (begins <= ends),
    CONSTRAINT access_overrides_apart EXCLUDE USING gist (
        uuid_range(tenant_id, tenant_id, '[]') WITH &&,
        uuid_range(station_id, station_id, '[]') WITH &&,
        tstzrange(begins, ends) WITH &&
    )
);
CREATE INDEX access_overrides_station ON access_overrides (tenant_id, station_id, begins);
CALL protect('access_overrides', 'SELECT, INSERT, UPDATE');

ALTER TABLE station_modes ADD FOREIGN KEY (tenant_id, policy_id)
    REFERENCES access_policies (tenant_id, id);
CREATE INDEX station_modes_due ON station_modes (until, tenant_id) WHERE until IS NOT NULL;
CREATE INDEX station_modes_policy ON station_modes (tenant_id, policy_id);
CALL queue_columns('station_modes', 'tenant_id, until');

-- What was expected of stations, and why: each row until the next begins.
CREATE TABLE mode_spans (
    tenant_id uuid NOT NULL,
    station_id uuid NOT NULL,
    since timestamptz NOT NULL,
    mode text NOT NULL,
    policy_id uuid,
    policy_version integer,
    source text NOT NULL,
    rule_id uuid,
    rule text NOT NULL,
    version bigint NOT NULL,
    PRIMARY KEY (tenant_id, station_id, since),
    FOREIGN KEY (tenant_id, station_id) REFERENCES stations (tenant_id, id)
);
CALL protect('mode_spans', 'SELECT, INSERT, UPDATE');
"""

PLACES = """
-- The time zones of stations, by their locations; those that were removed have none.
CREATE FUNCTION station_zones(tenant uuid, asked uuid[])
RETURNS TABLE (station_id uuid, timezone text)
LANGUAGE sql STABLE AS $$
    SELECT s.id, l.timezone
    FROM stations s
    JOIN locations l ON l.tenant_id = tenant AND l.id = s.location_id
    WHERE s.tenant_id = tenant AND s.id = ANY (asked) AND s.removed_at IS NULL;
$$;

-- The stations that stand at locations, and were not removed.
CREATE FUNCTION stations_at(tenant uuid, places uuid[])
RETURNS SETOF uuid
LANGUAGE sql STABLE AS $$
    SELECT s.id FROM stations s
    WHERE s.tenant_id = tenant AND s.location_id = ANY (places) AND s.removed_at IS NULL;
$$;
"""

REPLAY = """
SET LOCAL check_function_bodies = off;
-- What the attempts of a time would come to, where `managed` holds, by the zone of each station in
-- `stations`, when decisions are made; by what is known of identifiers, fleets and agreements now.
-- An attempt without an identifier, or with one of `tags`, which chargers send while they are free,
-- tells nothing of who would be denied, and nor does one about which a partner would be asked.
-- Vehicles are named of what is denied alone. Of more than `most` attempts the last are looked at.
-- It says of all attempts at once what `agreement_verdict_of` and `team_verdict_of` say of one; a
-- test compares them. What partners commanded is judged as it was then, while their commands are
-- kept; those tables are made later, so the body is looked at when it is first run. The planner
-- knows nothing of how many there are, so rows are looked up by arrays of keys, and joined by hash.
CREATE FUNCTION access_replay(
    tenant uuid, stations uuid[], zones integer[], managed tstzmultirange[], first_id uuid,
    last_id uuid, tags bytea[], most integer
) RETURNS TABLE (outcome text, vehicle_id uuid, attempts bigint, denied_then bigint)
LANGUAGE sql STABLE SET work_mem = '64MB' SET enable_nestloop = off SET jit = off AS $$
    WITH governed AS MATERIALIZED (
        SELECT p.id AS station_id, p.location_id, l.timezone, z.managed
        FROM unnest(stations, zones) AS s (station_id, zone)
        JOIN unnest(managed) WITH ORDINALITY AS z (managed, zone) ON z.zone = s.zone
        JOIN stations p ON p.tenant_id = tenant AND p.id = s.station_id
        JOIN locations l ON l.tenant_id = tenant AND l.id = p.location_id
    ), latest AS MATERIALIZED (
        SELECT a.id, a.station_id, a.kind, a.identifier_hash, a.identifier_type, a.received_at,
               a.decision_id
        FROM access_attempts a
        JOIN governed g ON g.station_id = a.station_id
        WHERE a.tenant_id = tenant AND a.id >= first_id AND a.id < last_id
        ORDER BY a.id DESC LIMIT most
    ), decided AS MATERIALIZED (
        SELECT d.id, d.judged_at, d.decision FROM access_decisions d
        WHERE d.tenant_id = tenant AND d.id = ANY (ARRAY(SELECT decision_id FROM latest))
    ), attempted AS MATERIALIZED (
        SELECT a.id, a.station_id, g.location_id, g.timezone, a.kind, a.identifier_hash,
               d.decision, coalesce(d.judged_at, a.received_at) AS at,
               g.managed @> coalesce(d.judged_at, a.received_at) AS is_managed,
               a.identifier_hash IS NULL OR a.identifier_type = 'none'
                   OR a.identifier_hash = ANY (tags) AS is_nobody
        FROM latest a
        JOIN governed g ON g.station_id = a.station_id
        LEFT JOIN decided d ON d.id = a.decision_id
    ), known AS MATERIALIZED (
        SELECT t.* FROM token_index t
        WHERE t.tenant_id = tenant
              AND t.value_hash = ANY (ARRAY(
                  SELECT DISTINCT identifier_hash FROM attempted WHERE is_managed))
    ), agreed AS MATERIALIZED (
        SELECT i.value_hash, i.status, i.valid_from, i.valid_until, i.whitelist,
               a.id AS agreement_id
        FROM agreement_identifiers i
        JOIN agreements a ON a.tenant_id = tenant AND a.id = i.agreement_id
        WHERE i.tenant_id = tenant
              AND i.value_hash = ANY (ARRAY(
                  SELECT value_hash FROM known WHERE agreed AND class <> 'own_fleet'))
    ), permitted_by AS MATERIALIZED (
        SELECT DISTINCT ON (w.id) w.id, v.reason
        FROM (
            SELECT a.*, minute_of_week(a.at AT TIME ZONE a.timezone) AS minute FROM attempted a
            WHERE a.is_managed AND NOT a.is_nobody AND a.kind <> 'remote'
        ) w
        JOIN agreed i ON i.value_hash = w.identifier_hash
        JOIN agreements g ON g.tenant_id = tenant AND g.id = i.agreement_id
        CROSS JOIN LATERAL (
            SELECT coalesce(
                access_refusal(true, true, CASE WHEN g.active THEN i.status ELSE 'inactive' END,
                               greatest(g.valid_from, i.valid_from),
                               least(g.valid_until, i.valid_until), w.at),
                CASE WHEN g.last_fed_at + g.fresh_for_s * interval '1 second' <= w.at
                     THEN 'stale_agreement'
                     WHEN NOT (g.everywhere OR w.location_id = ANY (g.locations)
                               OR w.station_id = ANY (g.stations))
                          OR NOT g.hours @> w.minute THEN 'outside_agreement'
                     WHEN token_verdict(g.real_time, i.whitelist) = 'ask_partner'
                     THEN 'unknowable'
                     ELSE token_verdict(g.real_time, i.whitelist) END) AS reason
        ) v
        ORDER BY w.id, v.reason = 'permitted' DESC, v.reason = 'unknowable' DESC, g.folded_name,
                 g.id
    ), commanded AS MATERIALIZED (
        SELECT c.command_id FROM partner_commands c
        WHERE c.tenant_id = tenant
              AND c.command_id = ANY (ARRAY(
                  SELECT id FROM attempted WHERE is_managed AND kind = 'remote'))
    ), judged AS MATERIALIZED (
        SELECT a.id, a.decision, a.station_id, a.location_id, a.timezone, a.at, t.vehicle_id,
               t.fleet_id,
               CASE
                   WHEN NOT a.is_managed THEN 'freevend'
                   WHEN c.command_id IS NOT NULL
                   THEN coalesce(
                       nullif((commanded_verdict_of(tenant, a.id, a.identifier_hash, a.station_id,
                                                    a.at)).reason, 'permitted'),
                       access_refusal(true, true, t.status, t.valid_from, t.valid_until, a.at),
                       'permitted')
                   WHEN a.kind = 'remote' THEN 'permitted'
                   WHEN a.is_nobody THEN 'unknowable'
                   ELSE coalesce(p.reason, access_refusal(t.value_hash IS NOT NULL, true, t.status,
                                 t.valid_from, t.valid_until, a.at), 'permitted')
               END AS merits
        FROM attempted a
        LEFT JOIN known t ON t.value_hash = a.identifier_hash AND a.is_managed
        LEFT JOIN permitted_by p ON p.id = a.id
        LEFT JOIN commanded c ON c.command_id = a.id
    ), ruled AS MATERIALIZED (
        SELECT f.id, f.active,
               EXISTS (SELECT FROM team_rules r
                       WHERE r.tenant_id = tenant AND r.fleet_id = f.id AND r.effect = 'allow')
                   AS allows
        FROM fleets f
        LEFT JOIN fleet_policies p ON p.tenant_id = tenant AND p.fleet_id = f.id
        WHERE f.tenant_id = tenant AND (NOT f.active OR p.version IS NOT NULL)
    ), forbidden AS MATERIALIZED (
        SELECT w.id
        FROM (
            SELECT j.*, f.active, f.allows, minute_of_week(j.at AT TIME ZONE j.timezone) AS minute
            FROM judged j
            JOIN ruled f ON f.id = j.fleet_id
            WHERE j.merits = 'permitted'
        ) w
        LEFT JOIN team_rules r
            ON r.tenant_id = tenant AND r.fleet_id = w.fleet_id
               AND (r.everywhere OR w.location_id = ANY (r.locations)
                    OR w.station_id = ANY (r.stations))
               AND (r.valid_from IS NULL OR r.valid_from <= w.at)
               AND (r.valid_until IS NULL OR r.valid_until > w.at)
               AND (r.hours IS NULL OR r.hours @> w.minute)
        GROUP BY w.id
        HAVING NOT bool_and(w.active) OR coalesce(bool_or(r.effect = 'deny'), false)
               OR bool_and(w.allows) AND NOT coalesce(bool_or(r.effect = 'allow'), false)
    ), came AS MATERIALIZED (
        SELECT j.vehicle_id, j.decision,
               CASE WHEN f.id IS NULL THEN j.merits ELSE 'team_rule' END AS outcome
        FROM judged j
        LEFT JOIN forbidden f ON f.id = j.id
    )
    SELECT c.outcome, v.id, count(*), count(*) FILTER (WHERE c.decision = 'denied')
    FROM came c
    CROSS JOIN LATERAL (
        SELECT CASE WHEN c.outcome NOT IN ('permitted', 'freevend', 'unknowable')
                    THEN c.vehicle_id END AS id
    ) v
    GROUP BY c.outcome, v.id
$$;
SET LOCAL check_function_bodies = on;
"""


def upgrade() -> None:
    run_script(POLICIES)
    run_script(EXPECTATIONS)
    run_script(PLACES)
    run_script(REPLAY)
