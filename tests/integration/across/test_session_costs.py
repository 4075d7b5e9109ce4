"""What sessions cost: so far and in the end, on the terms that they began on."""

from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import httpx
import pytest
from tests.integration.across.conftest import NOON, Depot
from tests.integration.charging import PLAIN, session_fact

from chargehouse.contexts.sessions.public import (
    Ended,
    Identification,
    Reading,
    Sample,
    SessionRef,
    Updated,
)
from chargehouse.contexts.stations.public import StationRef
from chargehouse.contexts.tariffs.public import (
    CataloguedTariff,
    PriceComponent,
    Restrictions,
    Tariff,
    TariffDocument,
    TariffElement,
)
from chargehouse.kernel.actor import system_actor

Json = dict[str, Any]


async def tariff_everywhere(depot: Depot, tariff: Tariff = PLAIN) -> CataloguedTariff:
    contexts = depot.contexts
    document = TariffDocument(name="Everywhere", tariff=tariff)
    added = await contexts.tariffs.add(depot.actor, document)
    await contexts.tariff_assignments.assign(depot.actor, added.id)
    return added


def fact(
    depot: Depot,
    kind: type,
    station: StationRef,
    transaction: str,
    *,
    minute: float,
    **said: Any,  # noqa: ANN401  as `session_fact` has it
) -> Any:  # noqa: ANN401  as `session_fact`
    """Return a fact of a transaction, minutes after noon."""
    at = NOON + timedelta(minutes=minute)
    return session_fact(
        kind,
        transaction,
        at,
        station_id=station.id,
        location_id=depot.location_id,
        **said,
    )


async def session(
    depot: Depot,
    station: StationRef,
    transaction: str,
    *,
    live: bool = False,
    **more: Any,  # noqa: ANN401  as `start` has it
) -> SessionRef:
    """Have a vehicle take 20 kWh in the hour after noon, then park for half an hour."""
    begun = (Reading((Sample("5000", context="Transaction.Begin"),), NOON),)
    ref = await depot.start(station, transaction, readings=begun, **more)

    async def tell(kind: type, minute: float, **said: Any) -> None:  # noqa: ANN401  of a fact
        told = fact(depot, kind, station, transaction, minute=minute, **said)
        await depot.contexts.sessions.apply(depot.tenant_id, told)

    await tell(Updated, 30, wh=15000)
    await tell(Updated, 60, wh=25000, charging_state="SuspendedEV")
    if not live:
        await tell(Ended, 90, wh=25000, context="Transaction.End", stop_reason="Local")
    return ref


async def follow(depot: Depot, session_id: UUID) -> None:
    """Do what is done when something happened to a session."""
    actor = system_actor("reaction", depot.tenant_id, "test")
    async with depot.database.transaction(actor) as work:
        await depot.contexts.session_following.went_on(work, session_id)


async def cost(client: httpx.AsyncClient, ref: SessionRef) -> Json:
    answer = await client.get(f"/sessions/{ref.session_id}/cost")
    assert answer.status_code == 200, answer.text
    told: Json = answer.json()
    return told


async def test_an_ended_session_tells_what_it_cost_line_by_line(
    depot: Depot, client: httpx.AsyncClient
) -> None:
    """1.00, 20 kWh at 0.40, half an hour at 6.00: 12.00, and 14.52 with 21 %."""
    added = await tariff_everywhere(depot)
    ref = await session(depot, await depot.station("ENDED"), "T1")
    told = await cost(client, ref)
    assert (told["live"], told["free"], told["timezone"]) == (False, None, "Europe/Berlin")
    assert told["until"] == "2026-11-20T13:30:00Z"
    assert (told["tariff"]["tariff_id"], told["tariff"]["level"]) == (str(added.id), "tenant")
    breakdown = told["cost"]
    assert (breakdown["due"]["excl"], breakdown["due"]["incl"]) == ("12.00", "14.52")
    assert [(line["dimension"], line["billed"]) for line in breakdown["lines"]] == [
        ("flat", "1"),
        ("energy", "20000"),
        ("parking_time", "1800"),
    ]
    assert all(line["why"] for line in breakdown["lines"])


async def test_a_live_session_tells_what_it_costs_so_far(
    depot: Depot, client: httpx.AsyncClient
) -> None:
    await tariff_everywhere(depot)
    ref = await session(depot, await depot.station("LIVE"), "T1", live=True)
    depot.clock.advance(75 * 60)
    told = await cost(client, ref)
    assert (told["live"], told["until"]) == (True, "2026-11-20T13:15:00Z")
    assert told["cost"]["costs"]["parking"]["excl"] == "1.5000"
    depot.clock.advance(60)
    assert (await cost(client, ref))["cost"]["costs"]["parking"]["excl"] == "1.6000"


async def test_a_session_keeps_the_terms_of_its_start(
    depot: Depot, client: httpx.AsyncClient
) -> None:
    """Neither another tariff nor another time zone of its location changes what it costs."""
    added = await tariff_everywhere(depot)
    ref = await session(depot, await depot.station("KEPT"), "T1")
    await follow(depot, ref.session_id)
    before = await cost(client, ref)
    contexts, actor = depot.contexts, depot.actor
    dearer = Tariff(currency="CHF", elements=PLAIN.elements)
    await contexts.tariffs.change(actor, added.id, {"tariff": dearer})
    [assignment] = (await client.get("/tariff-assignments")).json()["items"]
    await contexts.tariff_assignments.remove(actor, UUID(assignment["id"]))
    await depot.execute(
        "UPDATE locations SET timezone = 'Asia/Kolkata' WHERE tenant_id = :tenant",
        tenant=depot.tenant_id,
    )
    assert await cost(client, ref) == before
    await follow(depot, ref.session_id)
    assert await cost(client, ref) == before


@pytest.mark.parametrize("priced", [True, False])
async def test_a_freevend_session_costs_nothing_and_says_why(
    depot: Depot, client: httpx.AsyncClient, *, priced: bool
) -> None:
    if priced:
        await tariff_everywhere(depot)
    anybody = Identification(mode="freevend")
    ref = await session(depot, await depot.station("FREE"), "T1", identification=anybody)
    told = await cost(client, ref)
    assert (told["free"], told["cost"], told["tariff"]) == ("freevend", None, None)
    assert "freevend" in told["sentence"]


async def test_a_session_where_no_tariff_held_costs_nothing_and_says_why(
    depot: Depot, client: httpx.AsyncClient
) -> None:
    ref = await session(depot, await depot.station("NONE"), "T1")
    told = await cost(client, ref)
    assert (told["free"], told["cost"]) == ("no_tariff", None)


async def test_a_tariff_by_current_is_priced_by_what_the_meter_said_of_it(
    depot: Depot, client: httpx.AsyncClient
) -> None:
    """From 12:00 with 32 A at 0.60, from 12:30 nothing is said of it: 0.20."""
    fast = TariffElement(
        (PriceComponent("energy", Decimal("0.60")),), Restrictions(min_current=Decimal(20))
    )
    slow = TariffElement((PriceComponent("energy", Decimal("0.20")),))
    await tariff_everywhere(depot, Tariff(currency="EUR", elements=(fast, slow)))
    station = await depot.station("AMPS")
    begun = Reading(
        (
            Sample("5000", context="Transaction.Begin"),
            Sample("16", "Current.Import", "A", phase="L1"),
            Sample("16", "Current.Import", "A", phase="L2"),
        ),
        NOON,
    )
    ref = await depot.start(station, "T1", readings=(begun,))
    for kind, minute, wh in ((Updated, 30, 15000), (Ended, 60, 25000)):
        told = fact(depot, kind, station, "T1", minute=minute, wh=wh)
        await depot.contexts.sessions.apply(depot.tenant_id, told)
    breakdown = (await cost(client, ref))["cost"]
    assert [(line["billed"], line["price"]) for line in breakdown["lines"]] == [
        ("10000", "0.60"),
        ("10000", "0.20"),
    ]
    assert "current_unknown" in breakdown["notes"]


async def test_a_session_that_is_not_there_has_no_cost(
    depot: Depot, client: httpx.AsyncClient
) -> None:
    answer = await client.get(f"/sessions/{depot.ids.new()}/cost")
    assert answer.status_code == 404
    assert answer.json()["type"].endswith("session_not_found")
