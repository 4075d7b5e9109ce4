"""What is told of attempts: to whom it is told, in which order, and what nobody hears (FR-012)."""

from typing import Any

import pytest
from tests.integration.access.access_world import IDS, World

from chargehouse.contexts.access.public import ACCESS_STAGE
from chargehouse.contexts.access.service import DecisionService
from chargehouse.contexts.webhooks.model.hearing import wants
from chargehouse.kernel.setting import FixedValues
from chargehouse.platform.flags import Flags, SettingsProvider

COMMON = ["attempt_received", "identifier_classified"]
ALWAYS = ["decision_recorded", "access_denied_observed"]
HEARD = [f"charger_access.{name}" for name in COMMON]


async def subscribed(depot: World, *event_types: str, **columns: Any) -> None:  # noqa: ANN401  any column
    """Keep a webhook of the tenant's, or of another."""
    now = depot.clock.now()
    row = {
        "tenant_id": depot.tenant,
        "id": IDS.new(),
        "url": "https://consumer.example",
        "description": "",
        "event_types": list(event_types),
        "ordered": False,
        "enabled": True,
        "permissions": ["*"],
        "answers_for": "console:test",
        "created_at": now,
        "created_by": "console:test",
        "updated_at": now,
    } | columns
    places = ", ".join(f"${number}" for number in range(1, len(row) + 1))
    await depot.owner.execute(
        f"INSERT INTO webhooks ({', '.join(row)}) VALUES ({places})",  # noqa: S608
        *row.values(),
    )


async def told(depot: World) -> list[str]:
    """Return what was told of attempts, in the order of the events."""
    rows = await depot.rows(
        "SELECT wire_name FROM events WHERE wire_name LIKE 'charger_access.%'"
        " ORDER BY xid, sequence"
    )
    return [row["wire_name"].removeprefix("charger_access.") for row in rows]


async def test_where_nobody_hears_of_attempts_nothing_is_written_of_them(depot: World) -> None:
    await subscribed(depot, "session.*", "charger_access.decision_recorded")
    await depot.decide()
    assert await told(depot) == ALWAYS


@pytest.mark.parametrize("pattern", ["*", "charger_access.*"])
async def test_whoever_hears_everything_hears_of_attempts_in_order(
    depot: World, pattern: str
) -> None:
    await subscribed(depot, pattern)
    await depot.decide()
    assert await told(depot) == [*COMMON, *ALWAYS]


@pytest.mark.parametrize("name", COMMON)
async def test_of_two_types_the_one_that_is_wanted_is_told(depot: World, name: str) -> None:
    await subscribed(depot, f"charger_access.{name}")
    await depot.decide()
    assert await told(depot) == [name, *ALWAYS]


@pytest.mark.parametrize("how", ["disabled", "removed", "another"])
async def test_a_webhook_that_hears_nothing_or_is_anothers_changes_nothing(
    depot: World, how: str
) -> None:
    if how == "disabled":
        await subscribed(depot, "*", enabled=False)
    elif how == "removed":
        await subscribed(depot, "*", removed_at=depot.clock.now())
    else:
        other = IDS.new()
        await depot.owner.execute(
            "INSERT INTO tenants VALUES ($1, 'other', 'Other', $2)", other, depot.clock.now()
        )
        await subscribed(depot, "*", tenant_id=other)
    await depot.decide()
    assert await told(depot) == ALWAYS


@pytest.mark.parametrize(
    "patterns",
    [
        ["*"],
        ["charger_access.*"],
        ["session.*"],
        [HEARD[0]],
        [HEARD[1], "session.started"],
        HEARD,
        ["charger_access.decision_recorded"],
    ],
)
async def test_the_database_and_the_model_agree_on_what_is_wanted(
    depot: World, patterns: list[str]
) -> None:
    await subscribed(depot, *patterns)
    [row] = await depot.rows("SELECT webhooks_want($1, $2) AS wanted", depot.tenant, HEARD)
    assert set(row["wanted"] or ()) == {name for name in HEARD if wants(patterns, name)}


async def test_all_that_is_told_of_one_attempt_has_one_aggregate_and_its_own_id(
    depot: World,
) -> None:
    await subscribed(depot, "*")
    decision = await depot.decide()
    rows = await depot.rows("SELECT event_id, aggregate_id FROM events ORDER BY xid, sequence")
    assert {row["aggregate_id"] for row in rows} == {decision.decision_id}
    assert len({row["event_id"] for row in rows}) == len(COMMON) + len(ALWAYS)
    [attempt] = await depot.told("attempt_received")
    assert attempt["identifier_hash"] == b"nobody".hex()
    assert attempt["attempt_id"] == str(decision.attempt_id)


async def test_an_attempt_sent_again_is_told_once(depot: World) -> None:
    await subscribed(depot, "*")
    connection = IDS.new()
    for _ in range(10):
        await depot.decide(connection_id=connection)
    assert await told(depot) == [*COMMON, *ALWAYS]


async def test_without_an_identifier_there_is_none_to_class(depot: World) -> None:
    await subscribed(depot, "*")
    await depot.decide(identifier_hash=None, masked=None)
    assert await told(depot) == ["attempt_received", *ALWAYS]


async def test_in_freevend_nobody_is_judged_and_nothing_told(depot: World) -> None:
    await subscribed(depot, "*")
    await depot.overrides.set(depot.actor, depot.station, "freevend")
    before = await told(depot)
    assert (await depot.decide()).mode == "freevend"
    assert await told(depot) == before


async def test_in_shadow_a_denial_is_decided_and_nobody_turned_away(depot: World) -> None:
    await subscribed(depot, "*")
    values = FixedValues({"access.stage": "shadow"})
    flags = Flags(SettingsProvider(values, [ACCESS_STAGE]), depot.clock, domain=f"test-{IDS.new()}")
    depot.decisions = DecisionService(depot.database, values=values, flags=flags)
    assert (await depot.decide()).allowed
    assert await told(depot) == [*COMMON, "decision_recorded"]


async def test_a_denial_given_without_a_decision_in_time_is_told_once(depot: World) -> None:
    """It is written afterwards, and perhaps twice, since nobody knows what became of the first."""
    await subscribed(depot, "*")
    attempt_id = IDS.new()
    for _ in range(2):
        await depot.decide(id=attempt_id, forced="authorisation_timeout")
    assert await told(depot) == [*COMMON, *ALWAYS]
