"""Fills the database for scheduled access: fleets and partners with rules, and past attempts.

The chargers and their cards are there already (`bench.prepare`). Half of the cards belong to
vehicles of fleets, which have rules; a quarter is known of partners' agreements, most of two.
"""

from typing import Any, Final

import asyncpg

ATTEMPTS: Final = 100_000

PLACES: Final = """
INSERT INTO locations (tenant_id, id, name, timezone, created_at, updated_at)
SELECT $tenant, gen_random_uuid(), 'Place ' || n,
       (ARRAY['Europe/Berlin', 'America/New_York', 'Asia/Kolkata',
              'Australia/Lord_Howe'])[1 + n % 4], now(), now()
FROM generate_series(0, 99) n;
UPDATE stations s SET location_id = p.id
FROM (SELECT s.id AS station, l.id FROM
        (SELECT id, row_number() OVER (ORDER BY code) AS n FROM stations) s
      JOIN (SELECT id, row_number() OVER (ORDER BY name) AS n FROM locations
            WHERE name LIKE 'Place %') l ON l.n = 1 + s.n % 100) p
WHERE s.id = p.station;
"""
FLEETS: Final = """
INSERT INTO fleets (tenant_id, id, name, active, note, created_at, updated_at)
SELECT $tenant, gen_random_uuid(), 'Fleet ' || n, n > 0, '', now(), now()
FROM generate_series(0, 9) n;
INSERT INTO fleet_policies (tenant_id, fleet_id) SELECT $tenant, id FROM fleets;
INSERT INTO team_rules (tenant_id, id, fleet_id, effect, everywhere, locations, stations, windows,
                        note, words, created_at, updated_at)
SELECT $tenant, gen_random_uuid(), id, 'allow', true, '{}', '{}',
       '[{"days": [1, 2, 3, 4, 5, 6, 7], "begins": "05:00", "ends": "23:00"}]', '', 'by day',
       now(), now()
FROM fleets;
INSERT INTO team_rules (tenant_id, id, fleet_id, effect, everywhere, locations, stations, windows,
                        note, words, created_at, updated_at)
SELECT $tenant, gen_random_uuid(), f.id, 'deny', false,
       (SELECT array_agg(id) FROM locations WHERE name LIKE 'Place 1%'), '{}', '[]', '',
       'not there', now(), now()
FROM fleets f;
"""
PARTNERS: Final = """
INSERT INTO agreements (tenant_id, id, name, folded_name, note, active, everywhere, locations,
                        stations, windows, words, identifiers, created_at, updated_at)
SELECT $tenant, gen_random_uuid(), 'Partner ' || n, 'partner ' || n, '', n <> 3, n % 2 = 0,
       CASE WHEN n % 2 = 0 THEN '{}'
            ELSE (SELECT array_agg(id) FROM locations WHERE name LIKE 'Place 2%') END,
       '{}', CASE WHEN n % 3 = 0 THEN '[]' ELSE
       '[{"days": [1, 2, 3, 4, 5], "begins": "20:00", "ends": "07:00"}]'::jsonb END, '', 0,
       now(), now()
FROM generate_series(1, 20) n;
"""
CARDS: Final = """
CREATE TEMPORARY TABLE cards AS
SELECT value_hash, row_number() OVER (ORDER BY value_hash) - 1 AS n FROM token_index
WHERE tenant_id = $tenant ORDER BY value_hash LIMIT 20000;
INSERT INTO vehicles (tenant_id, id, name, status, created_at, updated_at)
SELECT $tenant, gen_random_uuid(), 'Van ' || n, 'active', now(), now()
FROM generate_series(0, 4999) n;
UPDATE token_index t SET vehicle_id = v.id, fleet_id = f.id
FROM cards c
JOIN (SELECT id, row_number() OVER (ORDER BY name) - 1 AS n FROM vehicles) v ON v.n = c.n % 5000
JOIN (SELECT id, row_number() OVER (ORDER BY name) - 1 AS n FROM fleets) f ON f.n = c.n % 10
WHERE t.tenant_id = $tenant AND t.value_hash = c.value_hash AND c.n % 4 < 2;
INSERT INTO agreement_identifiers (tenant_id, agreement_id, id, type, value_hash, value_encrypted,
    masked, fits_ocpp16, status, created_at, updated_at)
SELECT $tenant, a.id, gen_random_uuid(), 'rfid', c.value_hash, '\\x00', '04••1F', true, 'active',
       now(), now()
FROM cards c
JOIN (SELECT id, row_number() OVER (ORDER BY name) - 1 AS n FROM agreements) a
    ON a.n IN (c.n / 4 % 20, c.n % 7 * 2)
WHERE c.n % 4 = 2;
UPDATE token_index t SET agreed = true, class = 'agreement'
FROM cards c WHERE t.tenant_id = $tenant AND t.value_hash = c.value_hash AND c.n % 4 = 2;
UPDATE token_index t SET status = 'blocked'
FROM cards c WHERE t.tenant_id = $tenant AND t.value_hash = c.value_hash AND c.n % 16 = 3;
"""
TRIED: Final = """
CREATE TEMPORARY TABLE tried AS
SELECT i.n, (lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0') || '7'
           || substr(md5(i.n::text), 1, 3) || '8' || substr(md5(i.n::text), 4, 15))::uuid AS id,
       at, s.id AS station_id,
       CASE WHEN i.n % 50 = 0 THEN NULL WHEN i.n % 17 = 0 THEN sha256(i.n::text::bytea)
            ELSE c.value_hash END AS hash
FROM (SELECT n, now() - interval '1 hour' - ($count - n) * (interval '27 days' / $count) AS at
      FROM generate_series(1, $count) n) i
JOIN (SELECT id, row_number() OVER (ORDER BY code) - 1 AS place FROM stations) s
    ON s.place = (i.n::bigint * 7919) % (SELECT count(*) FROM stations)
JOIN cards c ON c.n = (i.n::bigint * 104729) % (SELECT count(*) FROM cards);
INSERT INTO access_attempts (tenant_id, id, station_id, kind, protocol, identifier_type,
    identifier_hash, masked, received_at, mode, decision_id)
SELECT $tenant, id, station_id, 'authorize', 'ocpp1.6', 'rfid', hash, '04••1F', at,
       'managed_access', CASE WHEN n % 3 > 0 THEN id END FROM tried;
INSERT INTO access_decisions (tenant_id, id, attempt_id, station_id, decided_at, judged_at,
    decision, reason, source, masked, class, policy_source, rule, mode, stage, protocol, answer,
    took_us)
SELECT $tenant, id, id, station_id, at, at, CASE WHEN n % 20 = 0 THEN 'denied' ELSE 'allowed' END,
       CASE WHEN n % 20 = 0 THEN 'unknown_identifier' ELSE 'permitted' END, 'identifier', '04••1F',
       'own_fleet', 'default', 'nothing was set', 'managed_access', 'on', 'ocpp1.6', 'Accepted',
       900
FROM tried WHERE n % 3 > 0;
"""


async def fill(connection: "asyncpg.Connection[Any]", attempts: int) -> None:
    """Write all that a replay is judged by."""
    tenant = await connection.fetchval("SELECT id FROM tenants ORDER BY created_at LIMIT 1")
    for step in (PLACES, FLEETS, PARTNERS, CARDS, TRIED):
        await connection.execute(
            step.replace("$tenant", f"'{tenant}'::uuid").replace("$count", str(attempts))
        )
    await connection.execute("VACUUM ANALYZE")
