"""What goes across contexts, for who may do everything at one location and nothing at another."""

from collections.abc import AsyncIterator

import pytest
from tests.integration.across.conftest import Depot
from tests.integration.across.two_locations import LIMITED, Field, two_locations


@pytest.fixture
async def field(depot: Depot) -> AsyncIterator[Field]:
    async with two_locations(depot) as opened:
        yield opened


@pytest.mark.parametrize("who", LIMITED)
@pytest.mark.parametrize("text", ["CH-", "H-", "7-CH"])
async def test_a_search_finds_what_is_where_one_may(field: Field, who: str, text: str) -> None:
    found = await field.read(who, "/search", q=text)
    ids = {hit["id"] for kind in ("stations", "sessions") for hit in found[kind]}
    assert ids == {field.near.of["session_id" if text == "7-CH" else "station_id"]}


@pytest.mark.parametrize("who", LIMITED)
async def test_what_needs_somebody_is_told_where_they_may(field: Field, who: str) -> None:
    stations = {side.of["station_id"] for side in (field.near, field.far)}
    everything = await field.read("everything", "/attention")
    assert {concern["station_id"] for concern in everything} == stations
    mine = await field.read(who, "/attention")
    assert {concern["station_id"] for concern in mine} == {field.near.of["station_id"]}
    assert await field.read(who, "/attention", location_id=field.far.of["location_id"]) == []


async def test_the_first_page_is_made_for_each_reach_of_its_own(field: Field) -> None:
    """The clock stands still, so whatever is shared is shared here."""
    everything = await field.read("everything", "/overview")
    for who in LIMITED:
        mine = await field.read(who, "/overview")
        for figures, key in (("stations", "stations"), ("sessions", "live"), ("denials", "denied")):
            assert (everything[figures][key], mine[figures][key]) == (2, 1), figures
        assert {concern["station_id"] for concern in mine["attention"]} == {
            field.near.of["station_id"]
        }
        there = await field.read(who, "/overview", location_id=field.far.of["location_id"])
        assert (there["attention"], there["stations"], there["sessions"]) == ([], None, None)
    assert await field.read("everything", "/overview") == everything
