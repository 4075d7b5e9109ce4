"""How fast pages of long lists come: a year of sessions and decisions, written by SQL."""

from typing import Any, Final, NamedTuple

import asyncpg
import httpx

from bench.server import Server
from chargehouse.kernel.clock import SystemClock

SESSIONS: Final = 1_000_000
PAGES: Final = 60
WARM_UP: Final = 5
PATIENCE_S: Final = 60.0
TARGET: Final = "p95 under 50 ms"


class Read(NamedTuple):
    """Something a page of the portal asks for; `query` may name a station or a vehicle.

    `since` lets each request ask since another instant of today, so that no two share an answer.
    """

    name: str
    path: str
    query: str = ""
    since: bool = False


class Timed(NamedTuple):
    """How long a read took, over its first page and those that follow it."""

    read: Read
    requests: int
    p50_ms: float
    p95_ms: float
    max_ms: float
    bytes_sent: int


READS: Final = (
    Read("sessions, newest first", "/sessions"),
    Read("sessions, oldest first", "/sessions", "sort=started_at"),
    Read("sessions, live", "/sessions", "open=true"),
    Read("sessions, suspended", "/sessions", "status=suspended"),
    Read("sessions, in doubt", "/sessions", "doubtful=true"),
    Read("sessions, one problem", "/sessions", "problem=endless"),
    Read("sessions, stranded", "/sessions", "stranded=true"),
    Read("sessions of a station", "/sessions", "station_id={station}"),
    Read("sessions of a location", "/sessions", "location_id={location}"),
    Read("sessions of a location, ended", "/sessions", "location_id={location}&status=terminated"),
    Read("sessions of a location, live", "/sessions", "location_id={location}&open=true"),
    Read("sessions of a vehicle", "/sessions", "vehicle_id={vehicle}"),
    Read("sessions of a week", "/sessions", "from={from}&to={to}"),
    Read("decisions, newest first", "/access/decisions"),
    Read("decisions, denied", "/access/decisions", "decision=denied"),
    Read("decisions, a rare reason", "/access/decisions", "reason=unsupported_path"),
    Read("decisions, a rare class", "/access/decisions", "access_class=agreement"),
    Read("decisions of a vehicle", "/access/decisions", "vehicle_id={vehicle}"),
    Read(
        "decisions of a station, denied",
        "/access/decisions",
        "station_id={station}&decision=denied",
    ),
    Read("stations by code", "/stations"),
    Read("stations, last used first", "/stations", "sort=-last_used_at"),
    Read("stations, connected", "/stations", "connected=true"),
    Read("stations, silent", "/stations", "silent=true"),
    Read("stations with a fault", "/stations", "faulted=true"),
    Read("stations, searched", "/stations", "search=99"),
    Read("stations of a location", "/stations", "location={location}"),
    Read("locations", "/locations"),
    Read("faults that hold", "/faults", "open=true"),
    Read("vehicles", "/vehicles"),
    Read("search: a code", "/search", "q=bench-0123"),
    Read("search: inside a name", "/search", "q=gate 77"),
    Read("search: a transaction", "/search", "q=t999"),
    Read("search: nothing", "/search", "q=nowhere"),
    Read("overview of stations", "/stations/overview"),
    Read("overview of sessions", "/sessions/overview"),
    Read("overview of denials", "/access/decisions/overview", "from={today}"),
    Read("attention", "/attention"),
    Read("the first page's figures", "/overview", since=True),
    Read("use of a location", "/locations/{location}/utilisation"),
)


async def measure(server: Server, *, sessions: int, pages: int) -> list[Timed]:
    """Fill the database, and read every list over HTTP as one person would, one after another."""
    connection = await server.connect()
    try:
        known = await fill(connection, sessions)
    finally:
        await connection.close()
    async with await server.client(timeout_s=PATIENCE_S) as client:
        return [await _timed(client, read, known, pages) for read in READS]


async def fill(connection: "asyncpg.Connection[Any]", sessions: int) -> dict[str, str]:
    """Write stations' states, sessions and decisions; return what the reads' queries name."""
    tenant = await connection.fetchval("SELECT id FROM tenants ORDER BY created_at LIMIT 1")
    for step in (PLACES, CONNECTIONS, VEHICLES, SESSION_ROWS, DECISION_ROWS, FAULT_ROWS):
        await connection.execute(
            step.replace("$tenant", f"'{tenant}'::uuid").replace("$count", str(sessions))
        )
    await connection.execute("VACUUM ANALYZE")
    row = await connection.fetchrow(NAMED)
    if row is None:
        raise RuntimeError("Nothing was written")
    return {name: str(value) for name, value in row.items()}


async def _timed(client: httpx.AsyncClient, read: Read, known: dict[str, str], pages: int) -> Timed:
    clock = SystemClock()
    query = read.query.format_map(known)
    path = read.path.format_map(known)
    took_ms: list[float] = []
    cursor, size = None, 0
    for number in range(pages + WARM_UP):
        asked = dict(part.split("=", 1) for part in query.split("&") if part)
        if read.since:
            asked["from"] = known["today"].replace("Z", f".{number:06}Z")
        if cursor is not None:
            asked["cursor"] = cursor
        begun_s = clock.monotonic()
        answer = await client.get(path, params=asked)
        if number >= WARM_UP:
            took_ms.append((clock.monotonic() - begun_s) * 1000)
        answer.raise_for_status()
        size = max(size, len(answer.content))
        page = answer.json()
        cursor = page.get("next_cursor") if isinstance(page, dict) else None
    took_ms.sort()
    return Timed(read, pages, took_ms[pages // 2], took_ms[int(pages * 0.95)], took_ms[-1], size)


PLACES = """
INSERT INTO locations (tenant_id, id, name, timezone, created_at, updated_at)
SELECT $tenant, gen_random_uuid(), 'Place ' || n, 'Europe/Berlin', now(), now()
FROM generate_series(1, 100) n;
UPDATE stations s SET location_id = p.id, name = 'Gate ' || p.n
FROM (SELECT s.id AS station, l.id, s.n FROM
        (SELECT id, row_number() OVER (ORDER BY code) AS n FROM stations) s
      JOIN (SELECT id, row_number() OVER (ORDER BY name) AS n FROM locations
            WHERE name LIKE 'Place %') l ON l.n = 1 + s.n % 100) p
WHERE s.id = p.station;
UPDATE stations SET last_used_at = now() - random() * interval '60 days',
    serial_number = 'SN' || md5(code), vendor = 'Bench', model = 'One',
    status = 'Available', booted_at = now();
INSERT INTO connectors (tenant_id, station_id, evse_id, connector_id, status, received_at)
SELECT $tenant, id, e, 1, CASE WHEN random() < 0.3 THEN 'Charging' ELSE 'Available' END, now()
FROM stations, generate_series(1, 2) e;
"""
CONNECTIONS = """
INSERT INTO processes VALUES ('00000000-0000-0000-0000-00000000beef', '{gateway}', 'bench', 1, '0',
                              now(), now() + interval '1 day');
INSERT INTO station_connections (tenant_id, station_id, connection_id, process_id, subprotocol,
    security_profile, remote_address, connected_at, last_seen_at, disconnected_at)
SELECT $tenant, id, gen_random_uuid(), '00000000-0000-0000-0000-00000000beef', 'ocpp1.6', 1,
       '192.0.2.1', now() - interval '1 day',
       now() - random() * interval '16 minutes',
       CASE WHEN random() < 0.05 THEN now() END
FROM stations WHERE code < 'bench-09500';
"""
VEHICLES = """
INSERT INTO vehicles (tenant_id, id, name, registration_number, status, created_at, updated_at)
SELECT $tenant, gen_random_uuid(), 'Van ' || n, 'HH-CH ' || n, 'active', now(), now()
FROM generate_series(1, 5000) n;
"""
SESSION_ROWS = """
INSERT INTO sessions (tenant_id, id, station_id, location_id, evse_id, connector_id, protocol,
    charger_key, transaction_id, status, charging_state, started_at, ended_at, received_at,
    last_fact_at, meter_start_wh, meter_last_wh, meter_stop_wh, energy_wh, energy_rule, power_w,
    masked, vehicle_id, mode, problem, resolved_at, state)
SELECT $tenant,
       (lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0') || '7'
        || substr(md5(n::text), 1, 3) || '8' || substr(md5(n::text), 4, 15))::uuid,
       s.id, s.location_id, 1 + n % 2, 1, 'ocpp1.6', 'start:' || n, 't' || n,
       CASE WHEN n > $count - 1000 THEN (ARRAY['started', 'charging', 'suspended'])[1 + n % 3]
            ELSE 'terminated' END,
       'Charging', at, CASE WHEN n <= $count - 1000 THEN at + interval '1 hour' END, at,
       at + interval '1 hour', 1000, 21000, 21000, 20000, 'register',
       CASE WHEN n > $count - 1000 THEN 7000 END, '04••1F', v.id, 'managed_access',
       CASE WHEN n % 4001 = 0 THEN 'endless' WHEN n % 3001 = 0 THEN 'negative_energy' END,
       CASE WHEN n % 2 = 0 THEN at + interval '2 hours' END, '{}'
FROM (SELECT n, now() - ($count - n) * (interval '365 days' / $count) AS at
      FROM generate_series(1, $count) n) i
JOIN (SELECT id, location_id, row_number() OVER (ORDER BY code) - 1 AS place FROM stations) s
    ON s.place = (i.n::bigint * 7919) % 10000
JOIN (SELECT id, row_number() OVER (ORDER BY name) - 1 AS place FROM vehicles) v
    ON v.place = (i.n::bigint * 104729) % 5000;
"""
DECISION_ROWS = """
INSERT INTO access_decisions (tenant_id, id, attempt_id, station_id, decided_at, judged_at,
    decision, reason, source, masked, class, vehicle_id, policy_source, rule, mode, stage, protocol,
    answer, took_us)
SELECT tenant_id, id, id, station_id, started_at, started_at,
       CASE WHEN n % 20 = 0 THEN 'denied' ELSE 'allowed' END,
       CASE WHEN n % 20 <> 0 THEN 'permitted' WHEN n % 5000 = 0 THEN 'unsupported_path'
            ELSE 'unknown_identifier' END,
       'identifier', masked,
       CASE WHEN n % 20 = 0 THEN 'unknown' WHEN n % 9973 = 0 THEN 'agreement'
            ELSE 'own_fleet' END,
       CASE WHEN n % 20 <> 0 THEN vehicle_id END, 'default', 'no mode was set', 'managed_access',
       'on', 'ocpp1.6', 'Accepted', 900
FROM (SELECT *, row_number() OVER (ORDER BY id) AS n FROM sessions) s;
"""
FAULT_ROWS = """
INSERT INTO faults (tenant_id, id, station_id, evse_id, connector_id, error_code, opened_at,
    closed_at)
SELECT $tenant, gen_random_uuid(), id, 1, 1, 'GroundFailure',
       now() - random() * interval '30 days', CASE WHEN random() < 0.9 THEN now() END
FROM stations WHERE random() < 0.2;
"""
NAMED = """
SELECT s.id AS station, s.location_id AS location, (SELECT id FROM vehicles LIMIT 1) AS vehicle,
       to_char(now() - interval '100 days', 'YYYY-MM-DD"T"00:00:00"Z"') AS "from",
       to_char(now() - interval '93 days', 'YYYY-MM-DD"T"00:00:00"Z"') AS "to",
       to_char(now(), 'YYYY-MM-DD"T"00:00:00"Z"') AS today
FROM stations s ORDER BY s.code LIMIT 1 OFFSET 77
"""
