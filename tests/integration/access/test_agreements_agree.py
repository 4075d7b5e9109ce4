"""The database and the model say the same of every start that agreements judge."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, TypeAlias, get_args
from uuid import UUID

import asyncpg
import msgspec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.conftest import Background
from tests.integration.access.test_team_rules_agree import (
    ADD_LOCATION,
    ADD_STATION,
    ADD_TENANT,
    NOW,
    PLACES,
    TENANT,
    ZONES,
    around_changes,
)
from tests.unit.access.test_team_rules import BAY, NORTH, SOUTH, instants, limits, windows
from tests.unit.test_agreements_model import agreement

from chargehouse.contexts.identity.model import STATUSES
from chargehouse.contexts.identity.model.agreements import Entry, steps_of
from chargehouse.contexts.identity.public import Agreement
from chargehouse.contexts.identity.public.partners import RealTime, Whitelist
from chargehouse.contexts.identity.repository.agreements import columns_of
from chargehouse.contexts.stations.public import Spot
from chargehouse.platform.postgres.address import PostgresAddress

VALUE = b"hashed"
REAL_TIMES = get_args(RealTime)[0]
NAMES = ("alpha", "Beta", "Straße", "STRASSEN", "zebra")
Known: TypeAlias = tuple[Agreement, Entry]
Connection: TypeAlias = "asyncpg.Connection[Any]"

ADD_ENTRY = """
INSERT INTO agreement_identifiers (tenant_id, agreement_id, id, type, value_hash, value_encrypted,
                                   masked, fits_ocpp16, status, valid_from, valid_until,
                                   whitelist, created_at, updated_at)
VALUES ($1, $2, $3, 'rfid', $4, '', '', true, $5, $6, $7, $8, $9, $9)
"""
ASK = """
SELECT v.* FROM unnest($3::uuid[], $4::timestamptz[]) WITH ORDINALITY AS a (station, at, n)
CROSS JOIN LATERAL agreement_verdict_of($1, $2, false, a.station, a.at) AS v ORDER BY a.n
"""


@st.composite
def known(draw: st.DrawFn) -> list[Known]:
    """Draw up to five agreements that know a value, of any kind."""
    drawn: list[Known] = []
    for number, name in enumerate(draw(st.lists(st.sampled_from(NAMES), unique=True, min_size=1))):
        since, until = draw(limits), draw(limits)
        if since and until and since >= until:
            until = None
        places = draw(
            st.sampled_from(
                ({}, {"locations": [NORTH]}, {"locations": [SOUTH]}, {"stations": [BAY]})
            )
        )
        said = {
            "active": draw(st.sampled_from((True, True, True, False))),
            "windows": draw(st.lists(windows, max_size=2)),
            "valid_from": since,
            "valid_until": until,
            "fresh_for_s": draw(st.none() | st.integers(60, 31_622_400)),
            "last_fed_at": draw(st.none() | instants),
            "real_time": draw(st.sampled_from(get_args(REAL_TIMES))),
            **places,
        }
        entry = Entry(
            draw(st.sampled_from(("active", "active", *STATUSES))),
            draw(limits),
            draw(limits),
            draw(st.none() | st.sampled_from(get_args(Whitelist))),
        )
        drawn.append((agreement(name, number, **said), entry))
    return drawn


async def prepared(database: PostgresAddress) -> Connection:
    connection: Connection = await asyncpg.connect(**database.asyncpg_kwargs())
    await connection.execute(ADD_TENANT, TENANT, NOW)
    for station, location in PLACES.items():
        await connection.execute(ADD_LOCATION, TENANT, location, NOW)
        await connection.execute(ADD_STATION, TENANT, station, location, NOW, str(station))
    return connection


async def keep(connection: Connection, drawn: Sequence[Known], zone: str) -> None:
    await connection.execute("DELETE FROM agreement_identifiers")
    await connection.execute("DELETE FROM agreements")
    await connection.execute("UPDATE locations SET timezone = $1", zone)
    for said, entry in drawn:
        columns = {"tenant_id": TENANT, **columns_of(said)}
        columns["windows"] = msgspec.json.encode(columns["windows"]).decode()
        places = ", ".join(f"${number + 1}" for number in range(len(columns)))
        await connection.execute(
            f"INSERT INTO agreements ({', '.join(columns)}) VALUES ({places})",  # noqa: S608  names of our own
            *columns.values(),
        )
        await connection.execute(
            ADD_ENTRY, TENANT, said.id, UUID(int=said.id.int + 1000), VALUE, *entry, NOW
        )


async def asked(
    connection: Connection, starts: Sequence[tuple[UUID, datetime]]
) -> list[tuple[object, ...]]:
    stations, moments = zip(*starts, strict=True)
    rows = await connection.fetch(ASK, TENANT, VALUE, list(stations), list(moments))
    return [
        (
            row["agreement_id"],
            row["reason"],
            row["outside"],
            [(each["name"], each["reason"]) for each in msgspec.json.decode(row["others"] or "[]")],
        )
        for row in rows
    ]


def expected(drawn: Sequence[Known], spot: Spot, at: datetime) -> tuple[object, ...]:
    steps = steps_of(drawn, spot, at)
    [decided] = [step for step in steps if step.decided]
    others = [(step.name, step.reason) for step in steps if not step.decided]
    return decided.agreement_id, decided.reason, decided.outside, others


def test_the_database_says_of_any_agreements_what_the_model_says(
    background: Background, database: PostgresAddress
) -> None:
    connection = background.run(prepared(database))

    @settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(
        known(),
        st.sampled_from(ZONES),
        st.lists(
            st.tuples(st.sampled_from(sorted(PLACES)), instants | around_changes),
            min_size=1,
            max_size=20,
        ),
    )
    def agree(drawn: list[Known], zone: str, starts: list[tuple[UUID, datetime]]) -> None:
        at_the_limits = [
            (BAY, moment)
            for said, entry in drawn
            for moment in (said.valid_from, said.valid_until, entry.valid_until, _stale_at(said))
            if moment is not None
        ]
        starts = [*starts, *at_the_limits]
        background.run(keep(connection, drawn, zone))
        wanted = [
            expected(drawn, Spot(station, PLACES[station], zone), at) for station, at in starts
        ]
        assert background.run(asked(connection, starts)) == wanted

    try:
        agree()
    finally:
        background.run(connection.close())


def _stale_at(said: Agreement) -> datetime | None:
    if said.last_fed_at is None or said.fresh_for_s is None:
        return None
    return said.last_fed_at + timedelta(seconds=said.fresh_for_s)
