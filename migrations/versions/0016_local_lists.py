"""Local authorization lists: what each charger knows by heart, and who belongs there.

Revision ID: 0016
Revises: 0015
"""

from chargehouse.platform.postgres.migrate import run_script

revision = "0016"
down_revision = "0015"

LISTS = """
-- The local list of a station. `version` is the one that the charger confirmed to hold what stands
-- in `local_list_entries`, null where nobody knows; `last_version` the last number that was given
-- out. `due_at` says when it is seen to next; a worker that takes it has it until `leased_until`.
CREATE TABLE local_lists (
    tenant_id uuid NOT NULL,
    station_id uuid NOT NULL,
    state text NOT NULL DEFAULT 'unknown' CHECK (state IN (
        'unknown', 'not_needed', 'in_step', 'waiting', 'not_supported', 'switched_off', 'failing')),
    due_at timestamptz,
    leased_until timestamptz,
    wants_full boolean NOT NULL DEFAULT false,
    protocol text,
    facts jsonb,
    learned_room integer,
    version integer,
    last_version integer NOT NULL DEFAULT 0,
    entries integer NOT NULL DEFAULT 0,
    listable integer NOT NULL DEFAULT 0,
    left_out jsonb NOT NULL DEFAULT '{}',
    outcome text,
    tries integer NOT NULL DEFAULT 0,
    told_at timestamptz,
    sent_at timestamptz,
    sent_kind text CHECK (sent_kind IN ('full', 'difference')),
    sent_changes integer,
    evidence jsonb NOT NULL DEFAULT '[]',
    PRIMARY KEY (tenant_id, station_id),
    FOREIGN KEY (tenant_id, station_id) REFERENCES stations (tenant_id, id)
) WITH (fillfactor = 80);
CREATE INDEX local_lists_due ON local_lists (tenant_id, due_at) WHERE due_at IS NOT NULL;
CALL protect('local_lists', 'SELECT, INSERT, UPDATE, DELETE');
CALL queue_columns('local_lists', 'tenant_id, due_at, leased_until');

-- What is on the charger. Values stay encrypted, under the identifier's id: whoever is taken off
-- the list has to be named, also after the identifier itself is gone.
CREATE TABLE local_list_entries (
    tenant_id uuid NOT NULL,
    station_id uuid NOT NULL,
    value_hash bytea NOT NULL,
    identifier_id uuid NOT NULL,
    type text NOT NULL,
    value_encrypted bytea NOT NULL,
    group_encrypted bytea,
    valid_until timestamptz,
    PRIMARY KEY (tenant_id, station_id, value_hash),
    FOREIGN KEY (tenant_id, station_id) REFERENCES local_lists (tenant_id, station_id)
        ON DELETE CASCADE
);
CALL protect('local_list_entries', 'SELECT, INSERT, UPDATE, DELETE');
"""

SCOPES = """
-- What a local list at each of the stations may hold. It has no hours: a fleet, or an agreement,
-- that may not charge at every hour of the week is not on it. `barred` are the fleets that may not
-- charge there, or not always, of which `partly` may sometimes; `agreements` those that hold there,
-- and `at_hours` those that do so at some hours alone. `is_managed` says that managed access is or
-- will be expected there, `changes_at` when any of this is another by itself.
-- The hours of a fleet are those of `team_verdict_of`; a test compares them.
CREATE FUNCTION local_list_scopes(tenant uuid, asked uuid[], at timestamptz)
RETURNS TABLE (
    station_id uuid, location_id uuid, is_managed boolean, barred uuid[], partly uuid[],
    agreements uuid[], at_hours uuid[], changes_at timestamptz
)
LANGUAGE sql STABLE AS $$
    WITH week AS (
        SELECT '{[0,10080)}'::int4multirange AS whole
    ), places AS MATERIALIZED (
        SELECT s.id, s.location_id FROM stations s
        WHERE s.tenant_id = tenant AND s.id = ANY (asked) AND s.removed_at IS NULL
    ), governed AS (
        SELECT p.id, m.station_id IS NULL OR m.mode = 'managed_access'
               OR m.next_mode = 'managed_access' OR (m.until IS NOT NULL AND (
                   EXISTS (SELECT FROM access_policies y
                           WHERE y.tenant_id = tenant AND y.id = m.policy_id
                                 AND y.default_mode = 'managed_access')
                   OR EXISTS (SELECT FROM access_windows w
                              WHERE w.tenant_id = tenant AND w.policy_id = m.policy_id
                                    AND w.mode = 'managed_access')
                   OR EXISTS (SELECT FROM access_exceptions x
                              WHERE x.tenant_id = tenant AND x.policy_id = m.policy_id
                                    AND x.mode = 'managed_access')
                   OR EXISTS (SELECT FROM access_overrides o
                              WHERE o.tenant_id = tenant AND o.station_id = p.id
                                    AND o.mode = 'managed_access' AND o.ended_at IS NULL
                                    AND (o.ends IS NULL OR o.ends > at)))
               ) AS is_managed
        FROM places p
        LEFT JOIN station_modes m ON m.tenant_id = tenant AND m.station_id = p.id
    ), rules AS (
        SELECT p.id AS place_id, f.id AS fleet_id, f.active, r.effect,
               coalesce(r.hours, w.whole) AS hours,
               (r.everywhere OR p.location_id = ANY (r.locations) OR p.id = ANY (r.stations))
               AND (r.valid_from IS NULL OR r.valid_from <= at)
               AND (r.valid_until IS NULL OR r.valid_until > at) AS holds
        FROM places p
        CROSS JOIN week w
        JOIN fleets f ON f.tenant_id = tenant
        LEFT JOIN team_rules r ON r.tenant_id = tenant AND r.fleet_id = f.id
        WHERE NOT f.active OR r.id IS NOT NULL
    ), fleet_hours AS (
        SELECT r.place_id, r.fleet_id,
               CASE WHEN NOT r.active THEN '{}'::int4multirange ELSE
                   CASE WHEN bool_or(r.effect = 'allow') THEN coalesce(
                            range_agg(r.hours) FILTER (WHERE r.effect = 'allow' AND r.holds), '{}')
                        ELSE w.whole END
                   - coalesce(
                       range_agg(r.hours) FILTER (WHERE r.effect = 'deny' AND r.holds), '{}')
               END AS hours
        FROM rules r CROSS JOIN week w
        GROUP BY r.place_id, r.fleet_id, r.active, w.whole
    ), fleets_here AS (
        SELECT f.place_id, array_agg(f.fleet_id ORDER BY f.fleet_id) AS barred,
               array_agg(f.fleet_id ORDER BY f.fleet_id) FILTER (WHERE NOT isempty(f.hours))
                   AS partly
        FROM fleet_hours f CROSS JOIN week w
        WHERE NOT f.hours @> w.whole
        GROUP BY f.place_id
    ), agreements_here AS (
        SELECT p.id AS place_id,
               array_agg(a.id ORDER BY a.id)
                   FILTER (WHERE a.hours IS NULL OR a.hours @> w.whole) AS whole_week,
               array_agg(a.id ORDER BY a.id) FILTER (WHERE NOT a.hours @> w.whole) AS at_hours
        FROM places p
        CROSS JOIN week w
        JOIN agreements a ON a.tenant_id = tenant
        WHERE access_refusal(true, true, CASE WHEN a.active THEN 'active' ELSE 'inactive' END,
                             a.valid_from, a.valid_until, at) IS NULL
              AND coalesce(a.last_fed_at + a.fresh_for_s * interval '1 second' > at, true)
              AND (a.everywhere OR p.location_id = ANY (a.locations) OR p.id = ANY (a.stations))
        GROUP BY p.id
    ), changes AS (
        SELECT min(t.at_time) AS soonest FROM (
            SELECT unnest(ARRAY[r.valid_from, r.valid_until]) AS at_time
            FROM team_rules r WHERE r.tenant_id = tenant
            UNION ALL
            SELECT unnest(ARRAY[a.valid_from, a.valid_until])
            FROM agreements a WHERE a.tenant_id = tenant AND a.active
        ) t WHERE t.at_time > at
    )
    SELECT p.id, p.location_id, g.is_managed, coalesce(f.barred, '{}'), coalesce(f.partly, '{}'),
           coalesce(a.whole_week, '{}'), coalesce(a.at_hours, '{}'), c.soonest
    FROM places p
    CROSS JOIN changes c
    JOIN governed g ON g.id = p.id
    LEFT JOIN fleets_here f ON f.place_id = p.id
    LEFT JOIN agreements_here a ON a.place_id = p.id
$$;
"""

CHOICE = """
-- What a list says of a value, where it may stand on one. Of several agreements that know a value
-- the one that lets it in longest is asked. A partner's token that may never be let in without
-- asking the partner stands on none. `types` are those that the protocol can say, null for all;
-- OCPP 1.6 can say no value beyond 20 characters (`is_short`).
CREATE FUNCTION local_list_entry(
    tenant uuid, hash bytea, barred uuid[], listed uuid[], is_short boolean, types text[],
    at timestamptz
) RETURNS TABLE (
    value_hash bytea, identifier_id uuid, type text, value_encrypted bytea, group_encrypted bytea,
    valid_until timestamptz
)
LANGUAGE sql STABLE AS $$
    SELECT t.value_hash, i.id, i.type, i.value_encrypted, i.group_encrypted, t.valid_until
    FROM token_index t
    JOIN identifiers i ON i.tenant_id = tenant AND i.value_hash = t.value_hash
    WHERE t.tenant_id = tenant AND t.value_hash = hash AND t.class = 'own_fleet'
          AND access_refusal(true, true, t.status, t.valid_from, t.valid_until, at) IS NULL
          AND (t.fleet_id IS NULL OR t.fleet_id <> ALL (barred))
          AND (NOT is_short OR i.fits_ocpp16) AND (types IS NULL OR i.type = ANY (types))
    UNION ALL
    (SELECT t.value_hash, i.id, i.type, i.value_encrypted, i.group_encrypted,
            least(a.valid_until, i.valid_until,
                  a.last_fed_at + a.fresh_for_s * interval '1 second') AS until
     FROM token_index t
     JOIN agreement_identifiers i ON i.tenant_id = tenant AND i.value_hash = t.value_hash
     JOIN agreements a ON a.tenant_id = tenant AND a.id = i.agreement_id
     WHERE t.tenant_id = tenant AND t.value_hash = hash AND t.class = 'agreement'
           AND a.id = ANY (listed) AND i.whitelist IS DISTINCT FROM 'never'
           AND access_refusal(true, true, i.status, i.valid_from, i.valid_until, at) IS NULL
           AND (NOT is_short OR i.fits_ocpp16) AND (types IS NULL OR i.type = ANY (types))
     ORDER BY until DESC NULLS FIRST, a.folded_name LIMIT 1)
$$;

-- The `most` values for a station's list: those used there last, then those used last at its
-- location, then the newest of our own, then partners' newest. Only where not all fit (`by_use`) is
-- it asked who was there.
CREATE FUNCTION local_list_choice(
    tenant uuid, station uuid, place uuid, barred uuid[], listed uuid[], is_short boolean,
    types text[], at timestamptz, most integer, by_use boolean
) RETURNS TABLE (
    value_hash bytea, identifier_id uuid, type text, value_encrypted bytea, group_encrypted bytea,
    valid_until timestamptz
)
LANGUAGE sql STABLE AS $$
    WITH here AS MATERIALIZED (
        SELECT e.*, 1 AS rank, row_number() OVER () AS place
        FROM (SELECT a.identifier_hash AS hash FROM access_attempts a
              WHERE by_use AND a.tenant_id = tenant AND a.station_id = station
                    AND a.identifier_hash IS NOT NULL AND a.received_at > at - interval '180 days'
              GROUP BY a.identifier_hash ORDER BY max(a.received_at) DESC) u
        CROSS JOIN LATERAL local_list_entry(
            tenant, u.hash, barred, listed, is_short, types, at) e
        LIMIT most
    ), near AS MATERIALIZED (
        SELECT a.identifier_hash AS hash
        FROM stations s
        JOIN access_attempts a ON a.tenant_id = tenant AND a.station_id = s.id
        WHERE by_use AND (SELECT count(*) FROM here) < most
              AND s.tenant_id = tenant AND s.location_id = place AND s.removed_at IS NULL
              AND a.identifier_hash IS NOT NULL AND a.received_at > at - interval '180 days'
        GROUP BY a.identifier_hash ORDER BY max(a.received_at) DESC
    ), known AS (
        SELECT * FROM here
        UNION ALL
        (SELECT e.*, 2, row_number() OVER ()
         FROM near u
         CROSS JOIN LATERAL local_list_entry(
             tenant, u.hash, barred, listed, is_short, types, at) e
         LIMIT most)
        UNION ALL
        (SELECT e.*, 3, row_number() OVER ()
         FROM (SELECT i.value_hash AS hash FROM identifiers i WHERE i.tenant_id = tenant
               ORDER BY i.created_at DESC, i.id DESC) u
         CROSS JOIN LATERAL local_list_entry(
             tenant, u.hash, barred, listed, is_short, types, at) e
         LIMIT most)
        UNION ALL
        (SELECT e.*, 4, row_number() OVER ()
         FROM unnest(listed) AS a (id)
         CROSS JOIN LATERAL (
             SELECT i.value_hash AS hash FROM agreement_identifiers i
             WHERE i.tenant_id = tenant AND i.agreement_id = a.id ORDER BY i.id DESC) u
         CROSS JOIN LATERAL local_list_entry(
             tenant, u.hash, barred, listed, is_short, types, at) e
         LIMIT most * (1 + cardinality(listed)))
    ), best AS (
        SELECT DISTINCT ON (k.value_hash) k.* FROM known k ORDER BY k.value_hash, k.rank, k.place
    )
    SELECT b.value_hash, b.identifier_id, b.type, b.value_encrypted, b.group_encrypted,
           b.valid_until
    FROM best b ORDER BY b.rank, b.place LIMIT most
$$;

-- How many values may stand on such a list, how many not and why, and when that changes by itself.
CREATE FUNCTION local_list_counts(
    tenant uuid, barred uuid[], partly uuid[], listed uuid[], at_hours uuid[], is_short boolean,
    types text[], at timestamptz
) RETURNS TABLE (
    listable bigint, bound_to_hours bigint, too_long bigint, unsayable bigint,
    changes_at timestamptz
)
LANGUAGE sql STABLE AS $$
    WITH own AS (
        SELECT access_refusal(true, true, t.status, t.valid_from, t.valid_until, at) IS NULL
                   AS permitted,
               coalesce(t.fleet_id = ANY (barred), false) AS held_back,
               is_short AND NOT i.fits_ocpp16 AS long,
               types IS NOT NULL AND i.type <> ALL (types) AS unknown,
               CASE WHEN t.status = 'active' AND t.valid_from > at THEN t.valid_from END AS begins
        FROM token_index t
        JOIN identifiers i ON i.tenant_id = tenant AND i.value_hash = t.value_hash
        WHERE t.tenant_id = tenant AND t.class = 'own_fleet'
              AND NOT coalesce(t.fleet_id = ANY (barred) AND t.fleet_id <> ALL (partly), false)
    ), partners AS (
        SELECT bool_or(e.permitted) AS permitted,
               NOT bool_or(e.permitted AND e.agreement_id = ANY (listed)) AS held_back,
               bool_and(is_short AND NOT e.fits_ocpp16) AS long,
               bool_and(types IS NOT NULL AND e.type <> ALL (types)) AS unknown,
               min(e.valid_from) FILTER (WHERE e.status = 'active' AND e.valid_from > at) AS begins
        FROM (
            SELECT i.*, access_refusal(true, true, i.status, i.valid_from, i.valid_until, at)
                       IS NULL AS permitted
            FROM agreement_identifiers i
            WHERE i.tenant_id = tenant AND i.agreement_id = ANY (listed || at_hours)
                  AND i.whitelist IS DISTINCT FROM 'never'
        ) e
        JOIN token_index t ON t.tenant_id = tenant AND t.value_hash = e.value_hash
        WHERE t.class = 'agreement'
        GROUP BY e.value_hash
    )
    SELECT count(*) FILTER (WHERE permitted AND NOT held_back AND NOT long AND NOT unknown),
           count(*) FILTER (WHERE permitted AND held_back),
           count(*) FILTER (WHERE permitted AND NOT held_back AND long),
           count(*) FILTER (WHERE permitted AND NOT held_back AND NOT long AND unknown),
           min(begins)
    FROM (SELECT * FROM own UNION ALL SELECT * FROM partners) k
$$;
"""


def upgrade() -> None:
    run_script(LISTS)
    run_script(SCOPES)
    run_script(CHOICE)
