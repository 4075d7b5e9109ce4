"""The database and the model say the same of every start."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, TypeAlias
from uuid import UUID

import asyncpg
import msgspec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.conftest import Background
from tests.unit.access.test_team_rules import BAY, FLEET, NORTH, SOUTH, rules
from whenever import available_timezones

from chargehouse.contexts.access.model.team_rules import verdict_of
from chargehouse.contexts.access.public import TeamRule, Verdict
from chargehouse.contexts.stations.public import Spot
from chargehouse.platform.postgres.address import PostgresAddress

TENANT = UUID(int=7)
ELSEWHERE = UUID(int=22)
NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
PLACES = {BAY: NORTH, ELSEWHERE: SOUTH}
ZONES = (
    *("UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata"),
    *("Australia/Lord_Howe", "America/St_Johns", "Pacific/Apia", "Africa/Casablanca"),
)
CHANGES = (
    datetime(2026, 3, 29, 1, tzinfo=UTC),  # Berlin, spring
    datetime(2026, 10, 25, 1, tzinfo=UTC),  # Berlin, autumn
    datetime(2026, 3, 8, 7, tzinfo=UTC),  # New York, spring
    datetime(2026, 4, 4, 15, tzinfo=UTC),  # Lord Howe, autumn, by half an hour
)
instants = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001  the zone is given beside
around_changes = st.builds(
    lambda change, away: change + timedelta(seconds=away),
    st.sampled_from(CHANGES),
    st.integers(-7200, 7200),
)

ADD_TENANT = "INSERT INTO tenants VALUES ($1, 'main', 'Main', $2)"
ADD_FLEET = """
INSERT INTO fleets (tenant_id, id, name, active, note, created_at, updated_at)
VALUES ($1, $2, 'Buses', true, '', $3, $3)
"""
ADD_LOCATION = """
INSERT INTO locations (tenant_id, id, name, timezone, created_at, updated_at)
VALUES ($1, $2, 'Depot', 'UTC', $3, $3)
"""
ADD_STATION = """
INSERT INTO stations (tenant_id, id, location_id, code, security_profile, registration,
                      created_at, updated_at)
VALUES ($1, $2, $3, $5, 1, 'accepted', $4, $4)
"""
ASK = """
SELECT a.station, v.allowed, v.rule_id, v.words
FROM unnest($3::uuid[], $4::timestamptz[]) WITH ORDINALITY AS a (station, at, n)
CROSS JOIN team_verdict_of($1, $2, a.station, a.at) AS v ORDER BY a.n
"""

Connection: TypeAlias = "asyncpg.Connection[Any]"


async def prepared(database: PostgresAddress) -> Connection:
    connection: Connection = await asyncpg.connect(**database.asyncpg_kwargs())
    await connection.execute(ADD_TENANT, TENANT, NOW)
    await connection.execute(ADD_FLEET, TENANT, FLEET, NOW)
    for station, location in PLACES.items():
        await connection.execute(ADD_LOCATION, TENANT, location, NOW)
        await connection.execute(ADD_STATION, TENANT, station, location, NOW, str(station))
    return connection


async def keep(connection: Connection, drawn: Sequence[TeamRule], zone: str) -> None:
    await connection.execute("DELETE FROM team_rules")
    await connection.execute("UPDATE locations SET timezone = $1", zone)
    columns = TeamRule.__struct_fields__
    places = ", ".join(f"${number}" for number in range(2, len(columns) + 2))
    await connection.executemany(
        f"INSERT INTO team_rules (tenant_id, {', '.join(columns)}) VALUES ($1, {places})",  # noqa: S608  names of our own
        [
            (
                TENANT,
                *(
                    msgspec.json.encode(value).decode() if name == "windows" else value
                    for name, value in msgspec.structs.asdict(rule).items()
                ),
            )
            for rule in drawn
        ],
    )


async def asked(connection: Connection, starts: Sequence[tuple[UUID, datetime]]) -> list[Verdict]:
    stations, instants = zip(*starts, strict=True)
    rows = await connection.fetch(ASK, TENANT, FLEET, list(stations), list(instants))
    return [Verdict(row["allowed"], row["rule_id"], row["words"]) for row in rows]


def test_the_database_says_of_any_rules_what_the_model_says(
    background: Background, database: PostgresAddress
) -> None:
    connection = background.run(prepared(database))

    @settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(
        rules(),
        st.sampled_from(ZONES),
        st.lists(
            st.tuples(st.sampled_from(sorted(PLACES)), instants | around_changes),
            min_size=1,
            max_size=20,
        ),
    )
    def agree(drawn: list[TeamRule], zone: str, starts: list[tuple[UUID, datetime]]) -> None:
        background.run(keep(connection, drawn, zone))
        expected = [
            verdict_of(drawn, Spot(station, PLACES[station], zone), at) for station, at in starts
        ]
        assert background.run(asked(connection, starts)) == expected

    try:
        agree()
    finally:
        background.run(connection.close())


def test_the_database_knows_every_zone_that_a_location_may_have(
    background: Background, database: PostgresAddress
) -> None:
    async def unknown() -> list[str]:
        connection = await asyncpg.connect(**database.asyncpg_kwargs())
        try:
            known = await connection.fetch("SELECT name FROM pg_timezone_names")
        finally:
            await connection.close()
        return sorted(available_timezones() - {row["name"] for row in known})

    assert background.run(unknown()) == []
