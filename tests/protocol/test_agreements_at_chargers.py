"""What chargers are told of partners' identifiers, in frames; the words are the mission's."""

from typing import Any
from uuid import UUID

import pytest
from tests.protocol.rig import NOON, Rig
from tests.protocol.v16.words import TAG, authorize, start, started
from tests.protocol.v201.driving import TAG as TOKEN
from tests.protocol.v201.driving import Player, token

from chargehouse.contexts.stations.public import StationRef
from chargehouse.kernel.weekly_hours import Window

EVERY_DAY = [1, 2, 3, 4, 5, 6, 7]
AT_NOON = Window(EVERY_DAY, "13:00", "14:00")
"""The hour of the rig's noon, by the clocks of its location, in Berlin."""
AT_NIGHT = Window(EVERY_DAY, "22:00", "06:00")
DAY_S = 86_400


async def agreed(rig: Rig, name: str = "Roamer", *values: str, **said: Any) -> UUID:  # noqa: ANN401  any field
    """Make an agreement that knows both tags, or the values given."""
    everywhere = not {"locations", "stations"} & said.keys()
    made = await rig.contexts.agreements.add(rig.actor, name, {"everywhere": everywhere, **said})
    await feed(rig, made.id, *(values or (TAG, TOKEN)))
    return made.id


async def feed(rig: Rig, agreement_id: UUID, *values: str, **said: str) -> None:
    entries = [{"value": value, **said} for value in values]
    await rig.contexts.agreement_feeds.feed(rig.actor, agreement_id, "full", entries)


async def elsewhere(rig: Rig) -> UUID:
    place = await rig.contexts.locations.add(rig.actor, name="Yard", timezone="Europe/Berlin")
    return place.id


async def player_of(rig: Rig, code: str = "CH-2") -> Player:
    await rig.add_station(code)
    made = Player(rig, await rig.connect(code, protocol="ocpp2.0.1"))
    assert (await made.boot())["status"] == "Accepted"
    return made


@pytest.mark.parametrize(
    ("case", "reason", "in_1_6", "in_2_0_1"),
    [
        ("covered", "permitted", "Accepted", "Accepted"),
        ("stale", "stale_agreement", "Invalid", "Invalid"),
        ("place", "outside_agreement", "Invalid", "NotAtThisLocation"),
        ("hour", "outside_agreement", "Invalid", "NotAtThisTime"),
        ("both", "outside_agreement", "Invalid", "NotAtThisLocation"),
        ("inactive", "inactive_identifier", "Blocked", "Blocked"),
        ("expired", "expired_identifier", "Expired", "Expired"),
        ("ended", "expired_identifier", "Expired", "Expired"),
        ("suspended", "inactive_identifier", "Blocked", "Blocked"),
        ("removed", "unknown_identifier", "Invalid", "Unknown"),
    ],
)
async def test_each_reason_has_its_word(
    rig: Rig, case: str, reason: str, in_1_6: str, in_2_0_1: str
) -> None:
    """FR-009, FR-010, FR-015: written from the mission's table of answers."""
    agreement = await agreed(rig, fresh_for_s=DAY_S)
    match case:
        case "stale":
            rig.clock.advance(DAY_S)
        case "place" | "both":
            said: dict[str, object] = {"everywhere": False, "locations": [await elsewhere(rig)]}
            windows = {"windows": [AT_NIGHT]} if case == "both" else {}
            await rig.contexts.agreements.edit(rig.actor, agreement, {**said, **windows})
        case "hour":
            await rig.contexts.agreements.edit(rig.actor, agreement, {"windows": [AT_NIGHT]})
        case "inactive":
            await feed(rig, agreement, TAG, TOKEN, status="blocked")
        case "expired":
            await feed(rig, agreement, TAG, TOKEN, valid_until="2026-11-20T12:00:00Z")
        case "ended":
            await rig.contexts.agreements.end(rig.actor, agreement)
        case "suspended":
            await rig.contexts.agreements.edit(rig.actor, agreement, {"active": False})
        case "removed":
            await feed(rig, agreement)
    await rig.add_station()
    charger = await rig.booted()
    assert await authorize(charger) == in_1_6
    minute = (rig.clock.now() - NOON).total_seconds() / 60
    assert (await start(charger, minute=minute))["idTagInfo"]["status"] == in_1_6
    player = await player_of(rig)
    asked = await player.call("Authorize", {"idToken": token(TOKEN)})
    assert asked["idTokenInfo"]["status"] == in_2_0_1
    begun = await player.tell("Started", "Authorized", tag=TOKEN)
    assert begun["idTokenInfo"]["status"] == in_2_0_1

    known = reason != "unknown_identifier"
    for decision in await rig.decisions():
        assert decision["reason"] == reason
        allowed = {"permitted": "agreement", "unknown_identifier": "unknown"}
        assert decision["class"] == allowed.get(reason, "unauthorised")
        assert decision["agreement_id"] == (agreement if known else None)
        assert decision["agreement"] == ("Roamer" if known else None)
        words = in_1_6 if decision["protocol"] == "ocpp1.6" else in_2_0_1
        assert decision["answer"] == words


async def test_a_charger_keeps_a_partners_identifier_no_longer_than_it_is_fresh(rig: Rig) -> None:
    agreement = await agreed(rig, fresh_for_s=DAY_S)
    await rig.add_station()
    charger = await rig.booted()
    answer = await charger.call("Authorize", {"idTag": TAG})
    assert answer["idTagInfo"]["expiryDate"] == "2026-11-21T12:00:00Z"
    await feed(rig, agreement, TAG, valid_until="2026-11-20T15:00:00Z", group="PARENT-1")
    later = await charger.call("Authorize", {"idTag": TAG})
    assert later["idTagInfo"] == {
        "status": "Accepted",
        "expiryDate": "2026-11-20T15:00:00Z",
        "parentIdTag": "PARENT-1",
    }


async def test_a_vehicles_identifier_comes_first_and_the_agreements_are_told(rig: Rig) -> None:
    await agreed(rig, "Zebra")
    await agreed(rig, "alpha", windows=[AT_NIGHT])
    await rig.add_identifier(TAG, status="blocked")
    await rig.add_station()
    charger = await rig.booted()
    assert await authorize(charger) == "Blocked"
    player = await player_of(rig)
    asked = await player.call("Authorize", {"idToken": token(TOKEN)})
    assert asked["idTokenInfo"]["status"] == "Accepted"
    ours, partners = await rig.decisions()
    assert (ours["reason"], ours["agreement_id"]) == ("inactive_identifier", None)
    assert [(each["name"], each["reason"]) for each in ours["passed_over"]] == [
        ("alpha", "outside_agreement"),
        ("Zebra", "permitted"),
    ]
    assert (partners["reason"], partners["agreement"]) == ("permitted", "Zebra")
    assert [each["name"] for each in partners["passed_over"]] == ["alpha"]


async def test_what_an_agreement_says_anew_voids_what_was_answered(rig: Rig) -> None:
    agreement = await agreed(rig, windows=[AT_NIGHT])
    await rig.add_station()
    charger = await rig.booted()
    assert await authorize(charger) == "Invalid"
    await rig.contexts.agreements.edit(rig.actor, agreement, {"windows": [AT_NOON]})
    await started(charger)
    assert [row["decision"] for row in await rig.decisions()] == ["denied", "allowed"]


async def test_the_next_good_feed_lets_in_whom_a_stale_one_refused(rig: Rig) -> None:
    """A tap that follows a feed is its own decision; one that follows nothing is the same."""
    agreement = await agreed(rig, fresh_for_s=DAY_S)
    rig.clock.advance(DAY_S)
    await rig.add_station()
    charger = await rig.booted()
    assert await authorize(charger) == "Invalid"
    await feed(rig, agreement, TAG, TOKEN)
    assert (await start(charger, minute=24 * 60))["idTagInfo"]["status"] == "Accepted"
    assert [row["reason"] for row in await rig.decisions()] == ["stale_agreement", "permitted"]


async def test_a_start_follows_the_authorize_before_it_though_a_feed_came_between(
    rig: Rig,
) -> None:
    agreement = await agreed(rig, fresh_for_s=DAY_S)
    await rig.add_station()
    charger = await rig.booted()
    assert await authorize(charger) == "Accepted"
    rig.clock.advance(60)
    await feed(rig, agreement, TAG, TOKEN)
    await started(charger)
    assert len(await rig.decisions()) == 1


async def test_a_start_that_waited_offline_is_judged_by_the_hour_at_which_it_was(rig: Rig) -> None:
    await agreed(rig, windows=[Window(EVERY_DAY, "12:00", "13:00")])
    await rig.add_station()
    charger = await rig.booted()
    assert (await start(charger, minute=-5))["idTagInfo"]["status"] == "Accepted"
    assert (await start(charger, connector=2))["idTagInfo"]["status"] == "Invalid"


async def test_an_operator_may_start_whom_an_agreement_does_not_cover(rig: Rig) -> None:
    await agreed(rig, windows=[AT_NIGHT])
    station: StationRef = await rig.add_station()
    charger = await rig.booted()
    command = rig.command(station, "RemoteStartTransaction", {"idTag": TAG})
    await charger.obey("RemoteStartTransaction", {"status": "Accepted"})
    assert (await command).status == "accepted"
    [decision] = await rig.decisions()
    assert (decision["source"], decision["class"], decision["agreement"]) == (
        "operator",
        "agreement",
        "Roamer",
    )
