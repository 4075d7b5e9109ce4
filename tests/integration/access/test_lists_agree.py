"""A list holds exactly those whom a decision would let in at every hour of the week."""

from collections.abc import Collection, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
from hypothesis import HealthCheck, given, settings
from tests.conftest import Background
from tests.integration.access import test_agreements_agree as agreements
from tests.integration.access import test_team_rules_agree as team_rules
from tests.integration.access.test_agreements_agree import Connection, Known, known
from tests.integration.access.test_team_rules_agree import PLACES, TENANT
from tests.unit.access.test_team_rules import EVERY_DAY, FLEET, instants, rule, rules

from chargehouse.contexts.access.model.team_rules import verdict_of
from chargehouse.contexts.access.public import TeamRule
from chargehouse.contexts.identity.model.agreements import Entry, steps_of
from chargehouse.contexts.identity.public import Agreement
from chargehouse.contexts.stations.public import Spot
from chargehouse.kernel.weekly_hours import Window
from chargehouse.platform.postgres.address import PostgresAddress

MONDAY = datetime(2026, 6, 1, tzinfo=UTC)
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
NIGHTS = [Window(EVERY_DAY, "22:00", "06:00")]
DAYS = [Window(EVERY_DAY, "06:00", "22:00")]
ALWAYS = Entry()
MANY = settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
ASK = "SELECT * FROM local_list_scopes($1, $2, $3)"


async def scopes(connection: Connection, at: datetime) -> dict[UUID, Any]:
    rows = await connection.fetch(ASK, TENANT, list(PLACES), at)
    return {row["station_id"]: row for row in rows}


def week(windows: Collection[Window]) -> Iterator[datetime]:
    """Yield an instant of each part of the week in which these windows all hold or do not."""
    yield MONDAY
    for window in windows:
        for clock in (window.begins, window.ends):
            for day in range(8):
                at = MONDAY + timedelta(days=day, hours=int(clock[:2]), minutes=int(clock[3:]) - 1)
                yield from (at, at + timedelta(minutes=1))


def at_instant(drawn: TeamRule, at: datetime) -> TeamRule:
    """Return a rule that holds for good, or never, as it does at an instant."""
    begun = drawn.valid_from is None or drawn.valid_from <= at
    lasts = drawn.valid_until is None or drawn.valid_until > at
    until = None if begun and lasts else LONG_AGO
    return msgspec.structs.replace(drawn, valid_from=None, valid_until=until)


def may_always(drawn: Sequence[TeamRule], station: UUID, at: datetime) -> bool:
    held = [at_instant(each, at) for each in drawn]
    spot = Spot(station, PLACES[station], "UTC")
    windows = [window for each in drawn for window in each.windows]
    return all(verdict_of(held, spot, moment).allowed for moment in week(windows))


def test_a_fleet_is_on_a_list_where_its_rules_let_it_in_at_every_hour(
    background: Background, database: PostgresAddress
) -> None:
    connection = background.run(team_rules.prepared(database))

    @MANY
    @given(rules(), instants)
    def agree(drawn: list[TeamRule], at: datetime) -> None:
        background.run(team_rules.keep(connection, drawn, "UTC"))
        found = background.run(scopes(connection, at))
        for station in PLACES:
            assert (FLEET not in found[station]["barred"]) == may_always(drawn, station, at)
            assert set(found[station]["partly"]) <= set(found[station]["barred"])

    agree()
    background.run(connection.close())


def test_windows_that_together_cover_the_week_are_no_limit(
    background: Background, database: PostgresAddress
) -> None:
    connection = background.run(team_rules.prepared(database))
    whole = [rule(1, "allow", windows=NIGHTS), rule(2, "allow", windows=DAYS)]
    for drawn, is_barred, is_partly in (
        (whole, False, False),
        (whole[:1], True, True),
        ([*whole, rule(3, "deny", windows=NIGHTS)], True, True),
        ([rule(1, "deny")], True, False),
    ):
        background.run(team_rules.keep(connection, drawn, "UTC"))
        found = background.run(scopes(connection, MONDAY))
        for station in PLACES:
            assert (FLEET in found[station]["barred"]) == is_barred
            assert (FLEET in found[station]["partly"]) == is_partly
    background.run(connection.close())


def lasting(said: Agreement, at: datetime) -> Agreement:
    """Return an agreement that is in force and fresh for good, or never, as at an instant."""
    [step] = steps_of([(said, ALWAYS)], Spot(next(iter(PLACES)), UUID(int=0), "UTC"), at)
    return msgspec.structs.replace(
        said,
        active=step.valid and step.fresh,
        valid_from=None,
        valid_until=None,
        fresh_for_s=None,
    )


def holds_always(said: Agreement, station: UUID, at: datetime) -> bool:
    held, spot = lasting(said, at), Spot(station, PLACES[station], "UTC")
    return all(
        steps_of([(held, ALWAYS)], spot, moment)[0].reason == "permitted"
        for moment in week(said.windows)
    )


def test_an_agreement_is_on_a_list_where_it_holds_at_every_hour(
    background: Background, database: PostgresAddress
) -> None:
    connection = background.run(agreements.prepared(database))

    @MANY
    @given(known(), instants)
    def agree(drawn: list[Known], at: datetime) -> None:
        background.run(agreements.keep(connection, drawn, "UTC"))
        found = background.run(scopes(connection, at))
        for station in PLACES:
            expected = {said.id for said, _ in drawn if holds_always(said, station, at)}
            assert set(found[station]["agreements"]) == expected
            assert not expected & set(found[station]["at_hours"])

    agree()
    background.run(connection.close())


def test_what_changes_by_itself_is_known_ahead(
    background: Background, database: PostgresAddress
) -> None:
    connection = background.run(team_rules.prepared(database))
    soon, later = MONDAY + timedelta(days=1), MONDAY + timedelta(days=2)
    drawn = [rule(1, "deny", valid_from=soon, valid_until=later), rule(2, "allow")]
    background.run(team_rules.keep(connection, drawn, "UTC"))
    for at, next_at in ((MONDAY, soon), (soon, later), (later, None)):
        found = background.run(scopes(connection, at))
        assert {each["changes_at"] for each in found.values()} == {next_at}
    background.run(connection.close())
