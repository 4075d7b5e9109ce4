"""What a reading of a partner's list missed is found by a later one, and nothing is asked for ever.

Paging by offset skips what moves up while a list is read (Bad input: pages that repeat or skip).
"""

from collections.abc import AsyncIterator, Callable
from datetime import timedelta

import pytest
import pytest_asyncio
from tests.integration.roaming.conftest import Ground
from tests.integration.roaming.fakepartner import Answer, Asked
from tests.integration.roaming.listing import Listing
from tests.integration.roaming.telling import Teller, teller
from tests.integration.roaming.test_received_lists import at, kept, location, pull

from chargehouse.contexts.received.public import PullState
from chargehouse.contexts.roaming.service.line import OF_A_PAGE

pytestmark = pytest.mark.asyncio(loop_scope="module")

DAY_S = 24 * 60 * 60


@pytest_asyncio.fixture(loop_scope="module")
async def partner(ground: Ground) -> AsyncIterator[Teller]:
    """A partner that has a list of locations alone."""
    async with teller(ground, "2.2.1") as made:
        yield made


async def read(partner: Teller, listing: Listing, *, after_s: float = 3600) -> PullState:
    """Have the list read by the clock alone, so long after the last time."""
    partner.roamer.clock.advance(after_s)
    listing.asked.clear()
    return (await pull(partner))["locations"]


def shifting(partner: Teller, listing: Listing, change: Callable[[], None]) -> None:
    """Have the list change once, when its first page was read."""

    async def answer(asked: Asked) -> Answer:
        answered = await listing.answer(asked)
        if len(listing.asked) == 1:
            change()
        return answered

    partner.partner.special[listing.path] = answer


def steady(partner: Teller, listing: Listing) -> None:
    partner.partner.special[listing.path] = listing.answer


async def five(partner: Teller) -> Listing:
    listing = Listing(partner.partner, "/2.2.1/locations", size=2)
    listing.items = [location(partner, f"L{number}", -60 + number) for number in range(5)]
    return listing


async def test_what_pages_skipped_is_asked_for_again(partner: Teller) -> None:
    """L0 is taken away while the list is read, so that L2 moves from the second page to the first.

    What is missing of what is there is nothing gone: L2 is none of it when it was known before.
    """
    listing = await five(partner)

    def without_the_first() -> None:
        listing.items = listing.without("L0")

    shifting(partner, listing, without_the_first)
    state = await read(partner, listing)
    assert (state.listed, state.synced_until, state.incomplete) == (4, None, 1)
    assert [(each.field, each.message) for each in state.faults] == [
        ("X-Total-Count", "Said 5, and 4 were listed")
    ]
    assert "L2" not in await kept(partner)
    steady(partner, listing)
    state = await read(partner, listing)
    assert (state.whole, state.added, state.incomplete, state.faults) == (True, 1, 0, [])
    assert state.synced_until is not None
    found = await kept(partner)
    assert {id_ for id_, gone in found.items() if gone} == {"L0"}
    assert set(found) == {"L0", "L1", "L2", "L3", "L4"}


async def test_a_page_that_repeats_and_skips_is_no_complete_list(partner: Teller) -> None:
    """L0 changes and is listed again at the end: as many are listed as there are, but not L2."""
    listing = await five(partner)
    await read(partner, listing)
    changed = location(partner, "L0", 10, name="Changed")

    def moved() -> None:
        listing.items = [*listing.without("L0"), changed]

    shifting(partner, listing, moved)
    state = await read(partner, listing, after_s=DAY_S)
    assert (state.whole, state.listed, state.incomplete) == (True, 5, 1)
    assert [id_ for id_, gone in (await kept(partner)).items() if gone] == []
    steady(partner, listing)
    state = await read(partner, listing)
    assert (state.whole, state.incomplete, state.unlisted) == (True, 0, 0)


async def test_what_changed_is_asked_for_from_the_same_instant_until_it_was_listed(
    partner: Teller,
) -> None:
    listing = await five(partner)
    before = await read(partner, listing)
    listing.items = [location(partner, f"N{number}", -10 + number) for number in range(5)]

    def without_the_first() -> None:
        listing.items = listing.without("N0")

    shifting(partner, listing, without_the_first)
    state = await read(partner, listing)
    assert (state.whole, state.listed, state.incomplete) == (False, 4, 1)
    assert state.synced_until == before.synced_until
    steady(partner, listing)
    since = listing.asked[0]["date_from"]
    state = await read(partner, listing)
    assert listing.asked[0]["date_from"] == since
    assert (state.added, state.incomplete) == (1, 0)
    assert {"N0", "N1", "N2", "N3", "N4"} <= set(await kept(partner))


async def test_what_was_faulty_is_taken_in_once_it_is_correct_though_it_is_as_old(
    partner: Teller,
) -> None:
    listing = await five(partner)
    await read(partner, listing)
    good, later = location(partner, "BAD", 10), location(partner, "LATER", 20)
    listing.items = [{**good, "publish": "no"}, later]
    state = await read(partner, listing)
    assert (state.added, state.faulty, state.incomplete) == (1, 1, 1)
    listing.items = [good, later]
    state = await read(partner, listing)
    assert (state.added, state.faulty, state.incomplete) == (1, 0, 0)
    assert "BAD" in await kept(partner)


async def test_what_a_partner_never_mends_is_not_asked_for_again_and_again(
    partner: Teller,
) -> None:
    """Three times from the same instant; then on, and once a day as far as all the rest."""
    listing = await five(partner)
    await read(partner, listing)
    partner.roamer.clock.advance(3600)
    bad = {**location(partner, "BAD", 0), "publish": "no"}
    listing.items = [*listing.items, bad, *(location(partner, f"N{n}", n) for n in range(1, 9))]
    asked = []
    for _ in range(5):
        await read(partner, listing)
        asked.append((listing.asked[0]["date_from"], len(listing.asked)))
    assert [pages for _, pages in asked] == [6, 6, 6, 1, 1]
    assert len({since for since, _ in asked[:3]}) == 1
    whole = 0
    for _ in range(48):
        state = await read(partner, listing)
        whole += "date_from" not in listing.asked[0]
    assert (whole, state.faulty) == (6, 0)


async def test_all_is_read_once_a_day(partner: Teller) -> None:
    """So what was faulty for long, or is listed no more, is found without being asked for."""
    listing = await five(partner)
    await read(partner, listing)
    good = location(partner, "BAD", -180)
    listing.items = [*listing.without("L1"), good]
    state = await read(partner, listing)
    assert (state.whole, state.added, state.unlisted) == (False, 0, 0)
    state = await read(partner, listing, after_s=DAY_S - 3601)
    assert state.whole is False
    assert "BAD" not in await kept(partner)
    state = await read(partner, listing, after_s=1)
    assert (state.whole, state.added, state.unlisted) == (True, 1, 1)
    assert "date_from" not in listing.asked[0]
    assert [id_ for id_, gone in (await kept(partner)).items() if gone] == ["L1"]


async def test_where_the_count_is_never_right_what_was_never_listed_again_is_gone(
    partner: Teller,
) -> None:
    listing = await five(partner)
    await read(partner, listing)
    left = listing.without("L3")

    async def says_too_many(asked: Asked) -> Answer:
        status, headers, body = await listing.answer(asked)
        return status, {**headers, "X-Total-Count": "99"}, body

    partner.partner.special[listing.path] = says_too_many
    gone, found = [], []
    for number, missing in enumerate(("L1", "L0", "L4")):
        listing.items = [each for each in left if each["id"] != missing]
        state = await read(partner, listing, after_s=3600 if number else DAY_S)
        gone.append(state.unlisted)
        found.append(state.whole)
    assert (gone, found) == ([0, 0, 1], [True, True, True])
    assert [id_ for id_, since in (await kept(partner)).items() if since] == ["L3"]
    assert (await read(partner, listing)).whole is False


async def test_a_page_that_is_too_large_ends_the_list_and_what_came_before_stays(
    partner: Teller,
) -> None:
    """A page has 16 MB at most; the list is asked for again from where it was."""
    listing = await five(partner)
    size = OF_A_PAGE.largest
    assert size == 16 * 1024 * 1024

    async def huge(asked: Asked) -> Answer:
        status, headers, body = await listing.answer(asked)
        if len(listing.asked) == 2:
            body = body + b" " * (size + 1 - len(body))
        return status, headers, body

    partner.partner.special[listing.path] = huge
    state = await read(partner, listing)
    assert (state.state, state.listed, state.synced_until) == ("failed", 2, None)
    assert state.error is not None
    assert "too_large" in state.error
    assert set(await kept(partner)) == {"L0", "L1"}

    async def just_fits(asked: Asked) -> Answer:
        status, headers, body = await listing.answer(asked)
        return status, headers, body + b" " * (size - len(body))

    partner.partner.special[listing.path] = just_fits
    state = await read(partner, listing)
    assert (state.state, state.listed, state.added) == ("ended", 5, 3)


async def test_sessions_and_cdrs_are_read_again_as_far_as_a_month_back(ground: Ground) -> None:
    async with teller(ground, "2.2.1", lists=("sessions", "cdrs")) as partner:
        listings = [Listing(partner.partner, f"/2.2.1/{name}") for name in ("sessions", "cdrs")]
        for name, listing in zip(("sessions", "cdrs"), listings, strict=True):
            listing.items = [partner.whole(name, last_updated=at(partner, -60))]
        await pull(partner)
        for seconds, month in ((3600, False), (DAY_S, True), (3600, False)):
            partner.roamer.clock.advance(seconds)
            for listing in listings:
                listing.asked.clear()
            states = await pull(partner)
            assert not any(state.whole for state in states.values())
            back = at(partner, -int(timedelta(days=31).total_seconds() // 60))
            for listing in listings:
                assert (listing.asked[0]["date_from"] == back) is month
