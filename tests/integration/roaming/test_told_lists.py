"""Partners ask for lists by the page, and each gets what it may see (C7)."""

from collections.abc import AsyncIterator
from datetime import timedelta
from urllib.parse import urlsplit
from uuid import UUID

import httpx
import pytest
import pytest_asyncio
from tests.integration.roaming.conftest import Ground, Json, Roamer
from tests.integration.roaming.fakepartner import fake_partner, role
from tests.integration.roaming.network import Network, network_of

from chargehouse.ocpi.paging import next_link, read_page_head
from chargehouse.ocpi.scalars import DateTime

pytestmark = pytest.mark.asyncio(loop_scope="module")

SHARING = "/api/v1/roaming/publishing"
NOBODY = UUID("f" * 8 + "-ffff-7fff-bfff-" + "f" * 12)


@pytest_asyncio.fixture(scope="module", loop_scope="module", autouse=True)
async def running(ground: Ground) -> AsyncIterator[None]:
    await ground.database.start()
    yield


@pytest_asyncio.fixture(loop_scope="module")
async def network(roamer: Roamer) -> AsyncIterator[Network]:
    async with fake_partner() as partner:
        yield await network_of(roamer, partner)


async def followed(network: Network, path: str) -> AsyncIterator[tuple[httpx.Response, list[str]]]:
    """Follow the links of a list; yield each page and the names on it."""
    while path:
        answer = await network.asks(path)
        assert answer.json()["status_code"] == 1000, answer.text
        yield answer, [each["name"] for each in answer.json()["data"]]
        link = next_link(answer.headers.get("link", ""))
        path = "" if link is None else link.partition("/2.2.1/sender/")[2]


async def locations(network: Network, count: int) -> list[str]:
    for number in range(count):
        await network.location(f"Site {number}")
        await network.settle()
    return [f"Site {number}" for number in range(count)]


async def test_pages_hold_while_objects_change_come_and_go(network: Network) -> None:
    names = await locations(network, 7)
    places = network.roamer.contexts.locations
    seen = []
    async for answer, page in followed(network, "locations?limit=2"):
        head = read_page_head(answer.headers)
        assert (head.total_count, head.limit) == (7, 2)
        seen += page
        network.roamer.clock.advance(1)
        every, _ = await places.owned(network.actor, None, offset=0, limit=20)
        for location in every:
            await places.edit(network.actor, location.id, {"postal_code": str(len(seen))})
        await network.location(f"Later {len(seen)}")
        await network.settle()
    assert seen == names


async def test_a_window_of_time_is_walked_without_loss_while_it_empties(network: Network) -> None:
    names = await locations(network, 5)
    clock = network.roamer.clock
    clock.advance(60)
    date_to = DateTime.of(clock.now())
    seen = []
    async for answer, page in followed(network, f"locations?limit=1&date_to={date_to}"):
        seen += page
        link = next_link(answer.headers.get("link", ""))
        assert link is None or f"date_to={date_to}" in link
        await _edit(network, page[0])
        await network.settle()
    assert seen == names


async def test_dates_are_inclusive_from_and_exclusive_to(network: Network) -> None:
    clock = network.roamer.clock
    await locations(network, 1)
    at = clock.now()
    clock.advance(10)
    await network.location("Later")
    await network.settle()

    async def between(**given: timedelta) -> list[str]:
        query = "&".join(f"{name}={DateTime.of(at + value)}" for name, value in given.items())
        answer = await network.asks(f"locations?{query}")
        names = [each["name"] for each in answer.json()["data"]]
        assert int(answer.headers["x-total-count"]) == len(names)
        return names

    second = timedelta(seconds=1)
    assert await between(date_from=0 * second) == ["Site 0", "Later"]
    assert await between(date_from=second) == ["Later"]
    assert await between(date_to=10 * second) == ["Site 0"]
    assert await between(date_to=11 * second) == ["Site 0", "Later"]
    assert await between(date_from=10 * second, date_to=10 * second) == []


async def test_offsets_are_for_who_follows_no_links(network: Network) -> None:
    await locations(network, 3)
    pages = [
        [each["name"] for each in await network.told(f"locations?offset={offset}&limit=2")]
        for offset in (0, 2, 4)
    ]
    assert pages == [["Site 0", "Site 1"], ["Site 2"], []]
    answer = await network.asks("locations?offset=4&limit=2")
    assert "link" not in answer.headers
    assert answer.headers["x-total-count"] == "3"


@pytest.mark.parametrize(
    "query",
    ["limit=0", "limit=-1", "offset=x", "date_from=yesterday", "after=nobody", "date_to=2026"],
)
async def test_a_page_that_cannot_be_meant_is_refused(network: Network, query: str) -> None:
    answer = await network.asks(f"locations?{query}")
    assert answer.json()["status_code"] == 2001, answer.text
    assert "data" not in answer.json()


async def test_a_link_that_somebody_made_up_reaches_nothing_else(network: Network) -> None:
    names = await locations(network, 2)
    for of in ("9999999999999", "-1", "x"):
        answer = await network.asks(f"locations?after={NOBODY}&of={of}&limit=1")
        assert answer.json()["data"] == []
        assert "link" not in answer.headers
    first = f"after={'0' * 8}-0000-7000-8000-{'0' * 12}&of=9"
    assert [each["name"] for each in await network.told(f"locations?{first}")] == names


async def test_what_is_not_there_is_404(network: Network) -> None:
    for path in ("locations/nowhere", "locations/a/b/c/d", "tariffs/one"):
        answer = await network.asks(path)
        assert answer.status_code == 404, path
        assert answer.json()["status_code"] == 2000


async def test_each_partner_is_told_what_is_shared_with_it(network: Network) -> None:
    roamer, ask = network.roamer, network.roamer.client
    public = await network.location("Public")
    private = await network.location("Private", publish=False)
    for number, location in enumerate((public, private)):
        await network.station(location, f"S{number}")
        tariff = await network.tariff(f"Tariff {number}", ocpi_id=f"T{number}")
        await roamer.contexts.tariff_assignments.assign(
            network.actor, tariff.id, location_id=location.id
        )
    await network.settle()
    mine = f"{SHARING}/partners/{network.partner_id}"

    async def told() -> tuple[list[str], list[str]]:
        return (
            [each["name"] for each in await network.told("locations")],
            [each["id"] for each in await network.told("tariffs")],
        )

    async def say(path: str, *, shared: bool | None) -> None:
        answer = await ask.put(f"{mine}/{path}", json={"shared": shared})
        assert answer.status_code == 204, answer.text

    assert await told() == (["Public"], ["T0"])
    await say(f"locations/{private.id}", shared=True)
    assert await told() == (["Public", "Private"], ["T0", "T1"])
    await say(f"parties/{public.party_id}", shared=False)
    assert await told() == (["Private"], ["T1"])
    assert (await network.asks(f"locations/{public.ocpi_id}")).status_code == 404
    async with fake_partner() as partner:
        partner.roles = [role("BE-OTH")]
        other = await network_of(roamer, partner, name="Other")
        assert [each["name"] for each in await other.told("locations")] == ["Public"]

    listed = (await ask.get(f"{mine}/locations")).json()["items"]
    assert [_state(each) for each in listed] == [
        ("Private", True, False, True, True),
        ("Public", None, False, False, False),
    ]
    (party,) = (await ask.get(f"{mine}/parties")).json()
    assert (party["country_code"], party["party"], party["rule"]) == ("XX", "CHG", False)
    await say(f"locations/{private.id}", shared=None)
    await say(f"parties/{public.party_id}", shared=None)
    assert await told() == (["Public"], ["T0"])
    assert await roamer.told("partner.publishing") == ["partner.publishing_rule_changed"] * 4


async def test_rules_are_for_what_there_is(network: Network) -> None:
    ask = network.roamer.client
    mine, nobody = f"{SHARING}/partners/{network.partner_id}", NOBODY
    for path, code in (
        (f"{SHARING}/partners/{nobody}/locations/{nobody}", "partner_unknown"),
        (f"{mine}/locations/{nobody}", "location_unknown"),
        (f"{mine}/parties/{nobody}", "party_unknown"),
    ):
        answer = await ask.put(path, json={"shared": True})
        assert (answer.status_code, answer.json()["type"]) == (404, f"/problems/{code}")
    assert (await ask.get(f"{SHARING}/partners/{nobody}/locations")).status_code == 404


async def test_who_is_unknown_is_told_nothing(network: Network) -> None:
    path = urlsplit(f"{network.roamer.door}/2.2.1/sender/locations").path
    answer = await network.roamer.client.get(path, headers={"Authorization": "Token none"})
    assert answer.status_code == 401


async def _edit(network: Network, name: str) -> None:
    contexts = network.roamer.contexts
    found, _ = await contexts.locations.owned(network.actor, None, offset=0, limit=9)
    (location,) = (each for each in found if each.name == name)
    await contexts.locations.edit(network.actor, location.id, {"postal_code": "1"})


def _state(listed: Json) -> tuple[object, ...]:
    return tuple(listed[name] for name in ("name", "rule", "party_rule", "shared", "told"))
