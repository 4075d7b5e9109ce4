"""A large network: what happened in a small one, for real, many times over.

Rows are copied with other ids and times, whichever columns they have.
"""

from collections.abc import Mapping

import asyncpg
from tests.endurance.serving import Installation

from chargehouse.platform.postgres.address import parse_database_url
from chargehouse.platform.postgres.embedded.cluster import SUPERUSER
from chargehouse.platform.postgres.embedded.places import PORT, settle
from chargehouse.platform.postgres.embedded.server import DATABASE

LOCATIONS = 60
STATIONS = 10_000
VEHICLES = 800
SESSIONS = 1_000_000
LIVE_SESSIONS = 400
DECISIONS = 200_000
MINUTES_APART = 1

PREPARE = """
SET session_replication_role = replica;
SET synchronous_commit = off;
CREATE FUNCTION pg_temp.id_at(at timestamptz, n bigint) RETURNS uuid LANGUAGE sql IMMUTABLE AS $$
    SELECT (lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0') || '7'
            || substr(md5(n::text), 1, 3) || '8' || substr(md5(n::text), 4, 15))::uuid
$$;
CREATE FUNCTION pg_temp.called(n bigint) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT (ARRAY['North depot', 'Hafenstra\u00dfe', 'D\u00e9p\u00f4t Sud', 'Car park',
                  '\u0645\u062d\u0637\u0629 \u0627\u0644\u0634\u062d\u0646',
                  'Logistics park at the old railway works, hall C, rear entrance, second gate',
                  '\u0421\u043a\u043b\u0430\u0434'])[1 + n % 7] || ' ' || n
$$;
"""
COPIES = """
CREATE TEMP TABLE copies AS
SELECT t.n AS nth, t.old_id, pg_temp.id_at(now(), t.n) AS station_id, l.id AS location_id
FROM (SELECT n, s.id AS old_id FROM generate_series(1, {count}::bigint) AS n
      JOIN (SELECT id, row_number() OVER (ORDER BY code) - 1 AS r FROM stations) AS s
      ON s.r = n % {templates}) AS t
JOIN (SELECT id, row_number() OVER (ORDER BY id) - 1 AS r FROM locations) AS l
ON l.r = t.n * 7 % (SELECT count(*) FROM locations);
CREATE UNIQUE INDEX ON copies (nth);
CREATE INDEX ON copies (old_id);
"""
STATUS = (
    "(ARRAY['Available', 'Charging', 'Available', 'Preparing', 'SuspendedEV', 'Finishing',"
    " 'Available', 'Unavailable', 'Faulted'])[1 + c.nth % 9]"
)
STARTED = f"now() - n * interval '{MINUTES_APART} minute'"
SHIFT = f"({STARTED} - t.started_at)"


async def connect(installation: Installation) -> asyncpg.Connection:
    """Return a connection as the owner of an installation's database."""
    if installation.database_url is not None:
        return await asyncpg.connect(
            **parse_database_url(installation.database_url).asyncpg_kwargs()
        )
    folder = str(settle(installation.data).socket_dir)
    return await asyncpg.connect(host=folder, port=PORT, user=SUPERUSER, database=DATABASE)


async def fill(installation: Installation) -> None:
    """Multiply what is in an installation's database."""
    connection = await connect(installation)
    try:
        await connection.execute(PREPARE)
        await _places(connection)
        await _happenings(connection)
        await connection.execute("ANALYZE")
    finally:
        await connection.close()


async def _places(connection: asyncpg.Connection) -> None:
    await _multiply(
        connection, "locations", LOCATIONS, {"id": _id("now()"), "name": "pg_temp.called(n)"}
    )
    await _multiply(
        connection,
        "vehicles",
        VEHICLES,
        {
            "id": _id("now()"),
            "name": "'Van ' || n",
            "registration_number": "'HH-CH ' || n",
        },
    )
    templates = await connection.fetchval("SELECT count(*) FROM stations")
    await connection.execute(COPIES.format(count=STATIONS, templates=templates))
    await _copy(
        connection,
        "stations",
        "copies AS c JOIN stations AS t ON t.id = c.old_id",
        {
            "id": "c.station_id",
            "location_id": "c.location_id",
            "code": "'CP-' || lpad(c.nth::text, 5, '0')",
            "name": "CASE WHEN c.nth % 3 = 0 THEN pg_temp.called(c.nth) END",
            "serial_number": "'SN' || c.nth",
        },
    )
    at_copy = {"station_id": "c.station_id"}
    of_it = "copies AS c JOIN {table} AS t ON t.station_id = c.old_id"
    await _copy(
        connection,
        "connectors",
        of_it.format(table="connectors"),
        {**at_copy, "status": f"CASE WHEN t.status IS NOT NULL THEN {STATUS} END"},
    )
    left = "CASE WHEN c.nth % 11 = 0 THEN now() - c.nth * interval '20 seconds' END"
    await _copy(
        connection,
        "station_connections",
        of_it.format(table="station_connections"),
        {
            **at_copy,
            "disconnected_at": left,
            "last_seen_at": f"coalesce({left}, now() - c.nth % 600 * interval '1 second')",
        },
    )
    await _copy(
        connection,
        "faults",
        of_it.format(table="faults") + " AND c.nth % 25 = 0",
        {**at_copy, "id": "pg_temp.id_at(now(), c.nth)"},
    )
    for table in ("station_controls", "station_modes", "mode_spans"):
        await _copy(connection, table, of_it.format(table=table), at_copy)
    await _copy(
        connection,
        "access_problems",
        of_it.format(table="access_problems"),
        {**at_copy, "id": "pg_temp.id_at(now(), c.nth)"},
    )


async def _happenings(connection: asyncpg.Connection) -> None:
    """Copy sessions and decisions to the copied stations, one a minute, back from now."""
    at_copy = {"station_id": "c.station_id"}
    ended = {
        **at_copy,
        "id": _id(STARTED),
        "location_id": "c.location_id",
        "charger_key": "'copy ' || n",
        "transaction_id": "n::text",
        "started_at": STARTED,
        "ended_at": f"least(now(), t.ended_at + {SHIFT} + (n % 300) * interval '1 minute')",
        "received_at": f"least(now(), t.received_at + {SHIFT})",
        "last_fact_at": f"least(now(), t.last_fact_at + {SHIFT})",
        "energy_wh": "n * 7919 % 70000",
    }
    await _multiply(connection, "sessions", SESSIONS, ended, where="ended_at IS NOT NULL")
    live = {
        **ended,
        "charger_key": "'live copy ' || n",
        "transaction_id": "'live-' || n",
        "id": _id("now()"),
        "started_at": "now() - n * interval '20 seconds'",
        "ended_at": "NULL::timestamptz",
        "power_w": "n * 7919 % 150000",
    }
    await _multiply(connection, "sessions", LIVE_SESSIONS, live, where="ended_at IS NULL")
    await _multiply(
        connection,
        "access_decisions",
        DECISIONS,
        {
            **at_copy,
            "id": _id(STARTED),
            "decided_at": STARTED,
            "judged_at": STARTED,
        },
    )


async def _multiply(
    connection: asyncpg.Connection,
    table: str,
    count: int,
    other: Mapping[str, str],
    where: str = "true",
) -> None:
    """Copy the rows of a table so often that `count` are added; `n` numbers them."""
    numbered = "row_number() OVER () - 1 AS r, count(*) OVER () AS of_them"
    source = (
        f"generate_series(1, {count}::bigint) AS n"  # noqa: S608  names of our own
        f" JOIN (SELECT *, {numbered} FROM {table} WHERE {where}) AS t"
        " ON t.r = n % t.of_them"
    )
    if "station_id" in other:
        source += f" JOIN copies AS c ON c.nth = 1 + n * 7919 % {STATIONS}"
    await _copy(connection, table, source, other)


async def _copy(
    connection: asyncpg.Connection, table: str, source: str, other: Mapping[str, str]
) -> None:
    """Add to a table what `source` gives as `t`, with other values in some columns."""
    names = await connection.fetch(
        "SELECT attname FROM pg_attribute WHERE attrelid = $1::regclass AND attnum > 0"
        " AND NOT attisdropped AND attgenerated = '' ORDER BY attnum",
        table,
    )
    columns = [row["attname"] for row in names]
    unknown = set(other) - set(columns)
    if unknown:
        raise ValueError(f"{table} has no {', '.join(sorted(unknown))}")
    values = ", ".join(other.get(column, f"t.{column}") for column in columns)
    await connection.execute(
        f"INSERT INTO {table} ({', '.join(columns)}) SELECT {values} FROM {source}"  # noqa: S608  names of our own
    )


def _id(at: str) -> str:
    return f"pg_temp.id_at({at}, n)"
