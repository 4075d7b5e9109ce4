"""A driver of one house charges at another: known, priced, told live, and billed (C5, C7, C8)."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from decimal import Decimal

import pytest
import pytest_asyncio
from tests.conftest import Databases
from tests.independent.charger import IndependentCharger
from tests.independent.drivers import Driver, driver_of
from tests.independent.house import Json
from tests.independent.hub import Hub
from tests.independent.two_houses import ENERGY_WH, PARTNERS, Journey, Side, two_houses

from chargehouse.platform.postgres.address import PostgresAddress

Stopping = Callable[[str], Awaitable[None]]

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.fixture(scope="module", params=["directly", "over-a-hub"])
def way(request: pytest.FixtureRequest) -> str:
    """How the houses speak to each other."""
    named: str = request.param
    return named


@pytest.fixture(scope="module")
def addresses(
    databases: Databases, database_template: str, way: str
) -> Iterator[list[PostgresAddress]]:
    made = [databases.create(database_template) for _ in range(2)]
    yield made
    for address in made:
        databases.drop(address.database)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def sides(
    way: str, addresses: list[PostgresAddress], tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[tuple[Side, Side, Hub | None]]:
    folder = tmp_path_factory.mktemp("houses")
    async with two_houses(addresses, folder, over_a_hub=way == "over-a-hub") as made:
        yield made


@pytest.fixture(params=["to-spain", "to-france"])
def journey(sides: tuple[Side, Side, Hub | None], request: pytest.FixtureRequest) -> Journey:
    """Each house is once the host, and once the one whose driver comes."""
    spain, france, hub = sides
    host, guest = (spain, france) if request.param == "to-spain" else (france, spain)
    return Journey(host, guest, hub)


@pytest_asyncio.fixture(loop_scope="module")
async def charger(journey: Journey) -> AsyncIterator[IndependentCharger]:
    """The host's charger, connected and ready."""
    async with journey.host.charger() as made:
        yield made


async def test_each_knows_the_other_in_both_roles(journey: Journey) -> None:
    api, id_ = journey.guest.house.api, journey.guest.partner_id
    partner = await api.get(f"{PARTNERS}/{id_}")
    assert partner["state"] == "registered"
    known = await api.get("/roaming/parties", partner_id=id_)
    roles = {
        (f"{each['country_code']}-{each['party_id']}", each["role"]) for each in known["items"]
    }
    other = journey.host.plan.party
    hub = set() if journey.hub is None else {("DE-HUB", "HUB")}
    assert roles == {(other, "CPO"), (other, "EMSP")} | hub


async def test_where_and_for_how_much_is_told(
    journey: Journey, charger: IndependentCharger
) -> None:
    plan = journey.host.plan
    place = await journey.place()
    assert (owner(place), place["country"]) == (plan.party, plan.country)
    tariff = await journey.the("tariffs")
    assert place["evses"][0]["connectors"][0]["tariff_ids"] == [tariff["id"]]
    assert tariff["id"] == f"CITY-{plan.country}"

    async def status() -> str:
        (evse,) = (await journey.place())["evses"]
        told: str = evse["status"]
        return told

    api = journey.guest.house.api
    assert await api.eventually(status, lambda now: now == "AVAILABLE")
    await driver_of(charger).status("Faulted")
    assert await api.eventually(status, lambda now: now != "AVAILABLE")
    journey.routed("host > all PUT locations", "host > all PUT tariffs")


async def test_a_driver_charges_by_card_and_is_billed_what_it_cost(
    journey: Journey, charger: IndependentCharger
) -> None:
    driver, card = driver_of(charger, "by-card"), journey.guest.plan.card

    async def authorised() -> str:
        return await driver.authorise(card)

    await journey.host.house.api.eventually(authorised, lambda said: said == "Accepted")
    assert await driver.start(card, 1000) == "Accepted"
    bill = await watched_to_its_end(journey, driver, 1000)
    assert bill["auth_method"] == journey.guest.plan.auth_method
    assert bill["cdr_token"]["uid"][-2:] == card[-2:]
    (decision, *_) = await journey.host.house.api.items(
        "/access/decisions", station_id=journey.host.station["id"], decision="allowed"
    )
    assert decision["access_class"] == "agreement"
    if bill["auth_method"] == "AUTH_REQUEST":
        journey.routed("host > guest POST tokens")
    journey.routed("guest > all PUT tokens")


async def test_a_driver_charges_by_app_and_is_billed_what_it_cost(
    journey: Journey, charger: IndependentCharger
) -> None:
    driver = driver_of(charger, "by-app")
    start, stop = driver.words["start"], driver.words["stop"]
    charger.answers = {start: {"status": "Accepted"}, stop: {"status": "Accepted"}}
    place = await journey.place()
    asked = await journey.command(
        "START_SESSION",
        identifier_id=journey.guest.card["id"],
        location_id=place["id"],
        evse_uid=place["evses"][0]["uid"],
    )
    await charger.obeyed(start)
    order = charger.last_order(start)
    tag = order["idTag"] if start == "RemoteStartTransaction" else order["idToken"]["idToken"]
    assert await driver.start(tag, 20_000) == "Accepted"
    await ended_well(journey, asked)

    async def stopped(session_id: str) -> None:
        asked = await journey.command("STOP_SESSION", session_id=session_id)
        await charger.obeyed(stop)
        await ended_well(journey, asked)

    bill = await watched_to_its_end(journey, driver, 20_000, stopped)
    assert bill["auth_method"] == "COMMAND"
    journey.routed("guest > host POST commands", "host > guest POST result")


async def watched_to_its_end(
    journey: Journey, driver: Driver, meter_wh: int, stopped: Stopping | None = None
) -> Json:
    """Have a session go on and end, seen from both houses; return its bill as the guest has it."""
    guest, host, plan = journey.guest.house.api, journey.host.house.api, journey.host.plan
    begun = await journey.the("sessions", status="ACTIVE")
    assert (begun["kwh"], owner(begun)) == (0, plan.party)
    await driver.pause(meter_wh + ENERGY_WH // 2)

    async def live() -> Json:
        return await journey.the("sessions", status="ACTIVE")

    running = await guest.eventually(live, lambda now: now["kwh"] == 5)
    (session, *_) = await journey.sessions()
    assert running["id"] == begun["id"] == session["id"]
    assert amounts(running["total_cost"]) == total_of(await journey.cost(session))
    if stopped is not None:
        await stopped(running["id"])
    await driver.stop(meter_wh + ENERGY_WH)

    bill = await journey.about("cdrs", session)
    (kept,) = await host.items("/cdrs", session_id=session["id"])
    (row,) = [each for each in await journey.received("cdrs") if each["object_id"] == kept["id"]]
    assert bill["id"] == kept["id"]
    assert amounts(bill["total_cost"]) == plan.total == total_of(await journey.cost(session))
    assert (Decimal(kept["total_excl"]), Decimal(kept["total_incl"])) == plan.total
    assert Decimal(row["total"]) == plan.total[0]
    assert bill["currency"] == kept["currency"] == row["currency"] == "EUR"
    assert {bill["total_energy"], Decimal(kept["energy_kwh"]), Decimal(row["energy_kwh"])} == {10}
    assert owner(bill["cdr_token"]) == journey.guest.plan.party
    told = await journey.about("sessions", session, status="COMPLETED")
    assert (told["kwh"], told["total_cost"]) == (10, bill["total_cost"])
    journey.routed("host > guest PUT sessions", "host > guest POST cdrs")
    return bill


async def ended_well(journey: Journey, asked: Json) -> None:
    """Check that a command was taken, and that what the charger made of it was told."""
    assert asked["response"] == "ACCEPTED", asked
    guest, host = journey.guest.house.api, journey.host.house.api
    path = f"/roaming/sent-commands/{asked['id']}"
    done = await guest.eventually(lambda: guest.get(path), lambda now: now["state"] != "accepted")
    assert (done["state"], done["result"]) == ("done", "ACCEPTED")

    async def heard() -> Json:
        newest: Json = (await host.items("/roaming/received-commands"))[0]
        return newest

    kept = await host.eventually(heard, lambda now: now["state"] == "told")
    assert (kept["kind"], kept["result"]) == (asked["kind"], "ACCEPTED")


def owner(document: Json) -> str:
    return f"{document['country_code']}-{document['party_id']}"


def amounts(price: Json) -> tuple[Decimal, Decimal]:
    """Return a price without and with its taxes, as 2.2.1 says it or as 2.3.0 does."""
    if "excl_vat" in price:
        return Decimal(price["excl_vat"]), Decimal(price["incl_vat"])
    taxes = sum((Decimal(each["amount"]) for each in price["taxes"]), Decimal(0))
    return Decimal(price["before_taxes"]), price["before_taxes"] + taxes


def total_of(cost: Json) -> tuple[Decimal, Decimal]:
    total = cost["cost"]["total"]
    return Decimal(total["excl"]), Decimal(total["incl"])
