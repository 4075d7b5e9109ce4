"""Weeks are played at chargers of every make, and compared with what the rules say (mission A)."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from itertools import cycle, islice
from typing import Final

import pytest
from tests.independent.barging import barge, is_stubborn
from tests.independent.depot import (
    Depot,
    Make,
    Simulated,
    open_depot,
    other_make,
    simulated,
)
from tests.independent.oracle import Card, Hours, Once, Timetable
from tests.integration.access.access_world import IdsOf
from tests.protocol.rig import Rig, open_rig

from chargehouse.contexts.access.public.freevend import SwitchPath
from chargehouse.kernel.weekly_hours import Window
from chargehouse.platform.postgres.address import PostgresAddress
from chargehouse.platform.settings import OcppSettings

MAKES: Final = (
    Make("abb-terra-ac", "ocpp1.6", "FreevendEnabled", "true"),
    Make("easee", "ocpp1.6", "freecharging", "True"),
    Make("zaptec-go", "ocpp1.6", "FreeCharging", "true"),
    Make("wallbox", "ocpp1.6", "AuthEnabled", "false"),
    Make("vestel", "ocpp1.6", "FreeModeActive", "true"),
    Make("webasto-unite", "ocpp1.6", "FreeModeActive", "true"),
    Make("alfen", "ocpp2.0.1", "AlfenStation.AuthorizationMethod", "Plug&Charge"),
    Make("alfen", "ocpp2.1", "AlfenStation.AuthorizationMethod", "Plug&Charge"),
    Make("microocpp", "ocpp1.6", "Cst_FreeVendActive", "true"),
    Make("microocpp-mo", "ocpp1.6", "MO_FreeVendActive", "true"),
    Make("microocpp-ao", "ocpp1.6", "AO_FreeVendActive", "true"),
    Make("autel", "ocpp1.6", "FreeVendIdTag", None),
    Make("loop", "ocpp1.6", "OfflinePlugAndChargeToggle", "true"),
    Make("loop-2", "ocpp2.0.1", "CustomizationCtrlr.OfflinePlugAndChargeToggle", "true"),
    Make("loop-2", "ocpp2.1", "CustomizationCtrlr.OfflinePlugAndChargeToggle", "true"),
    Make("liteon", "ocpp1.6", "OfflinePlugAndChargeToggle", "true"),
    Make("liteon-2", "ocpp2.0.1", "CustomizationCtrlr.OfflinePlugAndChargeToggle", "true"),
    Make("charx", "ocpp1.6", "FreeMode", "true"),
    Make("custom-freevend-a", "ocpp1.6", "FreeVend", "true"),
    Make("custom-freevend-b", "ocpp1.6", "FreevendEnabled", "true"),
    Make("custom-freevend-c", "ocpp1.6", "FreeVendEnabled", "true"),
    Make("standard-freevend", "ocpp2.0.1", "AuthCtrlr.Enabled", "false"),
    Make("standard-freevend", "ocpp2.1", "AuthCtrlr.Enabled", "false"),
    Make("standard-authenabled", "ocpp2.0.1", "AuthCtrlr.AuthEnabled", "false"),
    Make("standard-authenabled", "ocpp2.1", "AuthCtrlr.AuthEnabled", "false"),
)
"""The keyed rows of the field notes' table of vendors."""

ZONES: Final = ("Europe/Madrid", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe")
EVERY_DAY: Final = (1, 2, 3, 4, 5, 6, 7)
WORKDAYS: Final = (1, 2, 3, 4, 5)

NIGHTS: Final = Timetable(
    "managed_access",
    (
        Hours(WORKDAYS, "22:00", "06:00", "freevend"),
        Hours((6,), "23:30", "02:30", "freevend"),
        Hours((7,), "12:00", "13:00", "freevend"),
    ),
    (
        Once("2027-03-30T12:00", "2027-03-31T12:00", "managed_access"),
        Once("2027-11-03T23:00", "2027-11-04T01:30", "managed_access"),
    ),
)
"""Free at night; in the night to Sunday until an hour that may be skipped, or come twice."""
DAYS: Final = Timetable(
    "freevend",
    (
        Hours(WORKDAYS, "08:00", "18:00", "managed_access"),
        Hours((7,), "01:15", "01:45", "managed_access"),
        Hours((7,), "02:00", "03:00", "managed_access"),
    ),
    (
        Once("2027-03-29T00:00", "2027-03-30T00:00", "freevend"),
        Once("2027-11-01T00:00", "2027-11-02T00:00", "freevend"),
    ),
)
"""Managed by day, and in hours of Sunday that may not exist, or come twice."""

SPRING: Final = (datetime(2027, 3, 27, 20, tzinfo=UTC), datetime(2027, 4, 3, 20, tzinfo=UTC))
"""Clocks go forward in Madrid, and half an hour back on Lord Howe Island."""
AUTUMN: Final = (datetime(2027, 10, 30, 20, tzinfo=UTC), datetime(2027, 11, 7, 10, tzinfo=UTC))
"""Clocks go back in Madrid, and a week later in New York."""
CODES: Final = [f"CH-{number:02}" for number in range(len(MAKES))]


@pytest.fixture
async def rig(database: PostgresAddress) -> AsyncIterator[Rig]:
    """A gateway that listens, and asks nothing of chargers by itself."""
    settings = OcppSettings(port=0, ping_interval_s=86_400, read_configuration=False)
    async with open_rig(database, settings, IdsOf) as opened:
        yield opened


STRANGER: Final = Card("04A0000000000004", "nobody's")


async def handed_out(depot: Depot) -> list[Card]:
    """Make cards of every kind known, and return them."""
    rig, begun = depot.rig, depot.begun
    ends = begun + timedelta(days=4, hours=11)
    madrid = await depot.place(ZONES[0])
    ours = Card("04A0000000000001", "ours")
    blocked = Card("04A0000000000002", "ours", is_blocked=True)
    ending = Card("04A0000000000003", "ours", ends=ends)
    hourly = Card("04B0000000000001", "a partner's", hours=("20:00", "07:00"), fed=(begun,))
    local = Card("04B0000000000002", "a partner's", only_in=ZONES[0], fed=(begun,))
    old = Card("04B0000000000003", "a partner's", fed=(begun,), fresh=timedelta(days=6, hours=5))
    await rig.add_identifier(ours.tag)
    await rig.add_identifier(blocked.tag, status="blocked")
    await rig.add_identifier(ending.tag, valid_until=ends)
    at_night = Window(list(EVERY_DAY), "20:00", "07:00")
    for name, card, terms in (
        ("Nightly", hourly, {"everywhere": True, "windows": [at_night]}),
        ("Madrid only", local, {"everywhere": False, "locations": [madrid]}),
        ("Weekly feed", old, {"everywhere": True, "fresh_for_s": 6 * 86_400 + 5 * 3600}),
    ):
        made = await rig.contexts.agreements.add(rig.actor, name, terms)
        await rig.contexts.agreement_feeds.feed(rig.actor, made.id, "full", [{"value": card.tag}])
    return [ours, STRANGER, hourly, ending, blocked, local, old]


async def probed(depot: Depot) -> None:
    """Ask chargers what they can do, and accept in writing what some will not enforce."""
    control, actor = depot.rig.contexts.access_control, depot.rig.actor
    await depot.settle()
    for post in depot.posts:
        probe = await depot.patiently(control.probe(actor, post.station.id))
        if probe.probe_outcome == "timed_out":
            await control.override(actor, post.station.id, "full", "The maker says so.", LATE)
        found = await control.of(actor, post.station.id)
        if not found.may_be_scheduled:
            await control.accept(actor, post.station.id, "We watch this one.")


async def check(depot: Depot) -> None:
    """See that every charger is in its mode, that this was read back, and that nothing is wrong."""
    controls = await depot.controls()
    for post in depot.posts:
        mode, now = depot.mode(post), controls[post.station.id]
        where = (post.station.code, depot.rig.clock.now())
        assert (now.expected, now.observed, now.is_confirmed) == (mode, mode, True), where
        assert now.sync == "in_sync", where
        assert post.is_free is (mode == "freevend"), where
        if isinstance(post, Simulated):
            value = post.charger.configuration.text(post.make.key)
            free = bool(value) if post.make.free is None else value == post.make.free
            assert free is (mode == "freevend"), where


async def play(depot: Depot, cards: list[Card]) -> None:
    """Play to the end: somebody comes a second before each change, at it, and twice after it.

    At each charger that ignores refusals a stranger charges once all the same, and is stopped.
    """
    turn, cards_in_turn = cycle(depot.posts), cycle(cards)
    stubborn = {post.station.id for post in depot.posts if is_stubborn(post)}
    for at, posts in depot.changes().items():
        pair = list(islice(turn, 2))
        await depot.until(at - timedelta(seconds=1))
        await depot.boundaries.pass_due()
        await depot.come(
            {post.station.id: post for post in (*posts[:1], *pair)}.values(), cards_in_turn
        )
        await depot.until(at)
        await depot.come(posts[-2:], cards_in_turn)
        await depot.settle()
        await check(depot)
        changes = await depot.last_changes()
        for post in posts:
            change = changes[post.station.id]
            assert (change.status, change.effective_at) == ("confirmed", at), post.station.code
            if post.station.id in stubborn and depot.mode(post) == "managed_access":
                assert isinstance(post, Simulated)
                await barge(depot, post, STRANGER)
                stubborn.discard(post.station.id)
        for _ in range(2):
            await depot.until(depot.rig.clock.now() + timedelta(minutes=1))
            await depot.come(pair, cards_in_turn)
        await depot.watch_drift()
    assert not stubborn


async def compare(depot: Depot) -> None:
    """Compare every attempt that was kept with what should have come of it."""
    kept: dict[tuple[object, object], list[object]] = {}
    for row in await depot.decided():
        kept.setdefault((row["station_id"], row["received_at"]), []).append(
            (row["mode"], row["reason"], row["class"], row["decision"])
        )
    wanted: dict[tuple[object, object], list[object]] = {}
    for visit in depot.visits:
        verdict = visit.verdict
        decision = None if verdict.reason is None else "denied"
        decision = "allowed" if verdict.reason == "permitted" else decision
        wanted.setdefault((visit.station_id, visit.at), []).append(
            (verdict.mode, verdict.reason, verdict.access_class, decision)
        )
    assert kept == wanted


@pytest.mark.parametrize("week", [SPRING, AUTUMN], ids=["spring", "autumn"])
async def test_a_week_is_played_and_every_boundary_is_confirmed(
    rig: Rig, week: tuple[datetime, datetime]
) -> None:
    """FR-002 to FR-011, FR-015, FR-017, NFR-001."""
    async with open_depot(rig, *week) as (depot, stack):
        cards = await handed_out(depot)
        await come_together(depot, stack, shift=0 if week is SPRING else 1)
        await probed(depot)
        await depot.govern(NIGHTS, depot.posts[::2], "Nights")
        await depot.govern(DAYS, depot.posts[1::2], "Days")
        await depot.settle()
        await check(depot)
        await play(depot, cards)
        await compare(depot)
        assert await depot.modes.problems(is_open=None) == []


LIARS: Final = {
    "liar-applies-nothing": {"not_applied"},
    "liar-refuses": {"change_refused"},
    "liar-forgets": {"setting_forgotten"},
    "liar-late": {"no_answer"},
    "liar-pretends": {"asks_in_freevend"},
    "liar-reboots": set[str](),
}
"""What becomes visible of each; one that boots at every change is in its mode all the same."""
LATE: Final = SwitchPath(profile="operator", key="FreeVend", on="true", off="false")


@pytest.mark.parametrize("liar", LIARS)
async def test_whatever_a_liar_does_shows_as_a_problem(rig: Rig, liar: str) -> None:
    """FR-017: it is never taken to be in a mode that it is not in."""
    begun = SPRING[0]
    async with open_depot(rig, begun, begun + timedelta(days=4)) as (depot, stack):
        cards = await handed_out(depot)
        make = Make(liar, "ocpp1.6", "FreeVend", "true")
        post = await stack.enter_async_context(simulated(depot, make, "LIAR", ZONES[0]))
        await probed(depot)
        await depot.govern(NIGHTS, [post], "Nights")
        await depot.settle()
        shown = set[str]()
        for at in depot.changes():
            await depot.until(at)
            await depot.settle()
            for card in cards[:3]:
                await depot.come([post], [card])
                rig.clock.advance(1)
            await depot.watch_drift()
            shown |= await honestly_told(depot, post)
        assert shown == LIARS[liar]
        await compare(depot)


async def honestly_told(depot: Depot, post: Simulated) -> set[str]:
    """See that a charger in another mode than it should be in has a problem; return which."""
    problems = {each.kind for each in await depot.modes.problems()}
    now = await depot.modes.of(post.station)
    mode = depot.mode(post)
    is_there = post.is_free is (mode == "freevend")
    assert is_there or problems, depot.rig.clock.now()
    assert (now.sync == "in_sync") is not bool(problems), (now.sync, problems)
    return set(problems)


async def come_together(depot: Depot, stack: AsyncExitStack, shift: int) -> None:
    """Connect a charger of each make, and two of the `ocpp` package, each at one of the places."""
    zones = islice(cycle(ZONES), shift, None)
    for make, code in zip(MAKES, CODES, strict=True):
        await stack.enter_async_context(simulated(depot, make, code, next(zones)))
    for protocol, code in (("ocpp1.6", "OTHER-1"), ("ocpp2.0.1", "OTHER-2")):
        await stack.enter_async_context(other_make(depot, protocol, code, next(zones)))
