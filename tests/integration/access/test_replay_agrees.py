"""A replay says of all attempts at once what decisions would say of each: a beyond of mission A."""

from typing import Final

from bench.access_rows import fill
from bench.prepare import prepare
from tests.integration.access.access_world import KEYRING, World

ATTEMPTS: Final = 2000

PREPARED: Final = """
CREATE TEMPORARY TABLE asked AS
SELECT (SELECT id FROM tenants) AS tenant,
       array_agg(s.id ORDER BY s.id) AS stations,
       array_agg(CASE WHEN l.timezone = 'Asia/Kolkata' THEN 2 ELSE 1 END ORDER BY s.id) AS zones,
       ARRAY[tstzmultirange(tstzrange(now() - interval '20 days', now() - interval '9 days'),
                            tstzrange(now() - interval '7 days', now())),
             tstzmultirange(tstzrange(now() - interval '25 days', NULL))] AS managed,
       (SELECT array_agg(identifier_hash) FROM (
           SELECT identifier_hash FROM access_attempts WHERE identifier_hash IS NOT NULL
           ORDER BY identifier_hash LIMIT 5) t) AS tags
FROM stations s JOIN locations l ON l.id = s.location_id;
UPDATE access_attempts SET kind = 'remote' WHERE id IN (
    SELECT id FROM access_attempts ORDER BY id LIMIT 300);
UPDATE agreements SET fresh_for_s = 86400, last_fed_at = now() - interval '10 days'
WHERE name = 'Partner 2';
UPDATE agreements SET valid_until = now() - interval '5 days' WHERE name = 'Partner 4';
UPDATE token_index SET class = 'own_fleet' WHERE agreed AND value_hash < '\\x20';
UPDATE token_index SET valid_until = now() - interval '12 days' WHERE value_hash > '\xe0';
UPDATE agreement_identifiers SET status = 'blocked' WHERE value_hash > '\\xd0'
"""
TOGETHER: Final = """
SELECT r.* FROM asked, access_replay(
    tenant, stations, zones, managed, '00000000-0000-0000-0000-000000000000',
    'ffffffff-ffff-ffff-ffff-ffffffffffff', tags, 100000) r
"""
ONE_BY_ONE: Final = """
SELECT o.outcome,
       CASE WHEN o.outcome NOT IN ('permitted', 'freevend', 'unknowable') THEN j.vehicle_id END,
       count(*), count(*) FILTER (WHERE j.decision = 'denied')
FROM (
    SELECT t.vehicle_id, t.fleet_id, a.station_id, d.decision, a.at, asked.tenant,
           CASE WHEN NOT asked.managed[asked.zones[array_position(asked.stations, a.station_id)]]
                     @> a.at THEN 'freevend'
                WHEN a.kind = 'remote' THEN 'permitted'
                WHEN a.identifier_hash IS NULL OR a.identifier_hash = ANY (asked.tags)
                THEN 'unknowable'
                ELSE coalesce(
                    CASE WHEN t.agreed THEN (agreement_verdict_of(asked.tenant, a.identifier_hash,
                        t.class = 'own_fleet', a.station_id, a.at)).reason END,
                    access_refusal(t.value_hash IS NOT NULL, true, t.status, t.valid_from,
                        t.valid_until, a.at), 'permitted') END AS merits
    FROM asked, (SELECT *, received_at AS at FROM access_attempts) a
    LEFT JOIN access_decisions d ON d.id = a.decision_id
    LEFT JOIN token_index t ON t.value_hash = a.identifier_hash
) j
CROSS JOIN LATERAL (
    SELECT CASE WHEN j.merits = 'permitted' AND j.fleet_id IS NOT NULL
                     AND NOT (team_verdict_of(j.tenant, j.fleet_id, j.station_id, j.at)).allowed
                THEN 'team_rule' ELSE j.merits END AS outcome
) o
GROUP BY 1, 2
"""


async def test_a_replay_says_what_decisions_would_one_by_one(depot: World) -> None:
    await prepare(depot.owner, KEYRING, stations=60, tags=400)
    await fill(depot.owner, ATTEMPTS)
    await depot.owner.execute(PREPARED)
    together = sorted(map(tuple, await depot.rows(TOGETHER)), key=str)
    assert together == sorted(map(tuple, await depot.rows(ONE_BY_ONE)), key=str)
    counts: dict[str, int] = {}
    for outcome, _, attempts, _ in together:
        counts[outcome] = counts.get(outcome, 0) + attempts
    assert sum(counts.values()) == ATTEMPTS
    assert counts.keys() == {
        "permitted",
        "freevend",
        "unknowable",
        "unknown_identifier",
        "inactive_identifier",
        "expired_identifier",
        "stale_agreement",
        "outside_agreement",
        "team_rule",
    }
