"""Local lists in OCPP 1.6, frame by frame (section 5.15): pushed, compared, and sent again."""

from datetime import timedelta

import pytest
from tests.protocol.lists import Lists, says_version, wire
from tests.protocol.rawcharger import RawCharger
from tests.protocol.rig import Rig

from chargehouse.contexts.stations.public import StationRef

CARDS = ("04AABBCCDDEE80", "04AABBCCDDEE81", "04AABBCCDDEE82")
SETTINGS = {
    "SupportedFeatureProfiles": "Core,LocalAuthListManagement",
    "LocalAuthListEnabled": "true",
    "LocalAuthListMaxLength": "16",
    "SendLocalListMaxLength": "10",
    "LocalPreAuthorize": "false",
    "LocalAuthorizeOffline": "true",
    "AllowOfflineTxForUnknownId": "false",
}


@pytest.fixture
def lists(rig: Rig) -> Lists:
    return Lists(rig)


async def says_settings(charger: RawCharger, **others: str) -> list[str]:
    """Answer the question for the settings; return which were asked for."""
    told = SETTINGS | others
    keys = [{"key": key, "readonly": False, "value": value} for key, value in told.items()]
    asked = await charger.obey("GetConfiguration", {"configurationKey": keys})
    names: list[str] = asked["key"]
    return names


async def takes(charger: RawCharger, status: str = "Accepted") -> dict[str, object]:
    """Answer the next SendLocalList; return what it said."""
    sent: dict[str, object] = await charger.obey("SendLocalList", {"status": status})
    return sent


async def connected(rig: Rig, lists: Lists, *cards: str) -> tuple[StationRef, RawCharger]:
    """Return a charger that has these cards on its list."""
    station = await rig.add_station()
    for card in cards:
        await rig.add_identifier(card)
    charger = await rig.booted()
    work = lists.seeing()
    await says_settings(charger)
    await says_version(charger, 0)
    sent = await takes(charger)
    assert len(sent["localAuthorizationList"]) == len(cards)  # type: ignore[arg-type]
    await says_version(charger, 1)
    await work
    return station, charger


async def test_a_charger_is_told_who_may_charge_and_confirms_it(rig: Rig, lists: Lists) -> None:
    """Keys are asked for by name, values are sent as they are, with group and expiry."""
    station = await rig.add_station()
    until = rig.clock.now() + timedelta(days=30)
    await rig.add_identifier(CARDS[0], group="CREW", valid_until=until)
    await rig.add_identifier(CARDS[1])
    await rig.add_identifier(CARDS[2], status="blocked")
    charger = await rig.booted()
    work = lists.seeing()
    assert await says_settings(charger) == list(SETTINGS)
    await says_version(charger, 0)
    sent = await takes(charger)
    assert (sent["updateType"], sent["listVersion"]) == ("Full", 1)
    assert sorted(sent["localAuthorizationList"], key=str) == [  # type: ignore[call-overload]
        {
            "idTag": CARDS[0],
            "idTagInfo": {"status": "Accepted", "expiryDate": wire(until), "parentIdTag": "CREW"},
        },
        {"idTag": CARDS[1], "idTagInfo": {"status": "Accepted"}},
    ]
    await says_version(charger, 1)
    await work
    now = await lists.of(station)
    assert (now.state, now.version, now.entries, now.room) == ("in_step", 1, 2, 16)
    assert (now.outcome, now.sent_kind, now.sent_changes) == ("accepted", "full", 2)
    assert (now.must_be_set, now.left_out) == ([], [])
    assert await charger.silence()


async def test_what_changes_is_sent_as_a_difference(rig: Rig, lists: Lists) -> None:
    station, charger = await connected(rig, lists, CARDS[0], CARDS[1])
    await rig.add_identifier(CARDS[2])
    first = await rig.one("SELECT id FROM identifiers ORDER BY created_at, id LIMIT 1")
    await rig.contexts.identifiers.remove(rig.actor, first["id"])
    work = lists.seeing()
    await says_version(charger, 1)
    sent = await takes(charger)
    assert sent == {
        "updateType": "Differential",
        "listVersion": 2,
        "localAuthorizationList": [
            {"idTag": CARDS[0]},
            {"idTag": CARDS[2], "idTagInfo": {"status": "Accepted"}},
        ],
    }
    await says_version(charger, 2)
    await work
    now = await lists.of(station)
    assert (now.version, now.entries, now.sent_kind) == (2, 2, "difference")


@pytest.mark.parametrize("status", ["VersionMismatch", "Failed"])
async def test_a_difference_that_is_refused_becomes_a_full_list(
    rig: Rig, lists: Lists, status: str
) -> None:
    station, charger = await connected(rig, lists, CARDS[0])
    await rig.add_identifier(CARDS[1])
    work = lists.seeing()
    await says_version(charger, 1)
    assert (await takes(charger, status))["updateType"] == "Differential"
    await says_version(charger, 1)
    sent = await takes(charger)
    assert (sent["updateType"], sent["listVersion"]) == ("Full", 3)
    assert len(sent["localAuthorizationList"]) == 2  # type: ignore[arg-type]
    await says_version(charger, 3)
    await work
    assert (await lists.of(station)).state == "in_step"
    assert await lists.problems() == []


async def test_a_charger_that_comes_back_with_another_version_gets_the_whole_list(
    rig: Rig, lists: Lists
) -> None:
    station, charger = await connected(rig, lists, CARDS[0])
    await charger.vanish()
    again = await rig.connect()
    work = lists.seeing()
    await says_version(again, 7)
    sent = await takes(again)
    assert (sent["updateType"], sent["listVersion"]) == ("Full", 8)
    await says_version(again, 8)
    await work
    assert (await lists.of(station)).version == 8


async def test_a_charger_that_comes_back_with_its_version_is_told_nothing(
    rig: Rig, lists: Lists
) -> None:
    station, charger = await connected(rig, lists, CARDS[0])
    await charger.vanish()
    again = await rig.connect()
    work = lists.seeing()
    await says_version(again, 1)
    await work
    assert (await lists.of(station)).state == "in_step"
    assert await again.silence()


async def test_no_more_is_sent_at_once_than_a_message_may_hold(rig: Rig, lists: Lists) -> None:
    await rig.add_station()
    for number in range(5):
        await rig.add_identifier(f"CARD-{number}")
    charger = await rig.booted()
    work = lists.seeing()
    await says_settings(charger, SendLocalListMaxLength="2")
    await says_version(charger, 0)
    sent = [await takes(charger) for _ in range(3)]
    assert [each["updateType"] for each in sent] == ["Full", "Differential", "Differential"]
    assert [each["listVersion"] for each in sent] == [1, 2, 3]
    assert [len(each["localAuthorizationList"]) for each in sent] == [2, 2, 1]  # type: ignore[arg-type]
    await says_version(charger, 3)
    await work


async def test_whoever_charged_there_last_comes_first_where_not_all_fit(
    rig: Rig, lists: Lists
) -> None:
    station = await rig.add_station()
    for number in range(5):
        await rig.add_identifier(f"CARD-{number}")
    charger = await rig.booted()
    await charger.call("Authorize", {"idTag": "CARD-0"})
    work = lists.seeing()
    await says_settings(charger, LocalAuthListMaxLength="2")
    await says_version(charger, 0)
    sent = await takes(charger)
    assert [each["idTag"] for each in sent["localAuthorizationList"]] == ["CARD-0", "CARD-4"]  # type: ignore[attr-defined]
    await says_version(charger, 1)
    await work
    now = await lists.of(station)
    assert (now.entries, now.listable, now.room) == (2, 5, 2)
    assert [(each.reason, each.count) for each in now.left_out] == [("no_room", 3)]
    assert "charged at this charger last" in now.choice


async def test_a_charger_without_the_profile_is_told_so_and_left_alone(
    rig: Rig, lists: Lists
) -> None:
    station = await rig.add_station()
    await rig.add_identifier(CARDS[0])
    charger = await rig.booted()
    work = lists.seeing()
    await says_settings(charger, SupportedFeatureProfiles="Core,RemoteTrigger")
    await work
    assert (await lists.of(station)).state == "not_supported"
    await rig.add_identifier(CARDS[1])
    for _ in range(3):
        rig.clock.advance(20_000)
        await lists.settle()
    assert await charger.silence()
    assert await lists.problems() == []


async def test_a_charger_that_answers_that_it_has_no_lists_is_believed(
    rig: Rig, lists: Lists
) -> None:
    station = await rig.add_station()
    await rig.add_identifier(CARDS[0])
    charger = await rig.booted()
    work = lists.seeing()
    await says_settings(charger, SupportedFeatureProfiles="")
    await says_version(charger, 0)
    await takes(charger, "NotSupported")
    await work
    assert (await lists.of(station)).state == "not_supported"
    assert await lists.problems() == []


async def test_a_list_that_is_switched_off_is_told_with_what_must_be_set(
    rig: Rig, lists: Lists
) -> None:
    station = await rig.add_station()
    charger = await rig.booted()
    work = lists.seeing()
    await says_settings(
        charger,
        LocalAuthListEnabled="false",
        LocalAuthorizeOffline="false",
        AllowOfflineTxForUnknownId="true",
    )
    await says_version(charger, -1)
    await work
    now = await lists.of(station)
    assert now.state == "switched_off"
    assert [(each.key, each.value) for each in now.must_be_set] == [
        ("LocalAuthListEnabled", "true"),
        ("LocalAuthorizeOffline", "true"),
        ("AllowOfflineTxForUnknownId", "false"),
    ]
    assert await lists.problems() == []


async def test_a_charger_that_does_not_take_its_list_over_is_a_problem_until_it_does(
    rig: Rig, lists: Lists
) -> None:
    """It accepts and goes on to tell the old version: twice is a problem."""
    station, charger = await connected(rig, lists, CARDS[0])
    await rig.add_identifier(CARDS[1])
    for version in (2, 3):
        work = lists.seeing()
        await says_version(charger, 1)
        assert (await takes(charger))["listVersion"] == version
        await says_version(charger, 1)
        await work
    now = await lists.of(station)
    assert (now.state, now.outcome, now.tries) == ("failing", "not_confirmed", 2)
    assert await lists.problems() == ["list_not_kept"]
    await lists.send_again(station)
    work = lists.seeing()
    await says_settings(charger)
    await says_version(charger, 1)
    assert (await takes(charger))["listVersion"] == 4
    await says_version(charger, 4)
    await work
    assert (await lists.of(station)).state == "in_step"
    assert await lists.problems() == []


async def test_a_charger_that_holds_less_than_it_says_gets_what_it_holds(
    rig: Rig, lists: Lists
) -> None:
    station = await rig.add_station()
    for number in range(5):
        await rig.add_identifier(f"CARD-{number}")
    charger = await rig.booted()
    work = lists.seeing()
    await says_settings(charger)
    await says_version(charger, 0)
    assert len((await takes(charger, "Failed"))["localAuthorizationList"]) == 5  # type: ignore[arg-type]
    await says_version(charger, 0)
    assert len((await takes(charger))["localAuthorizationList"]) == 2  # type: ignore[arg-type]
    await says_version(charger, 2)
    await work
    now = await lists.of(station)
    assert (now.state, now.room, now.entries) == ("in_step", 2, 2)


async def test_where_only_freevend_is_expected_nothing_is_asked_or_sent(
    rig: Rig, lists: Lists
) -> None:
    station = await rig.add_station()
    await rig.add_identifier(CARDS[0])
    await rig.set_mode(station, "freevend")
    charger = await rig.booted()
    await lists.settle()
    assert (await lists.of(station)).state == "not_needed"
    assert await charger.silence()


async def test_a_list_is_emptied_where_only_freevend_is_expected_from_then_on(
    rig: Rig, lists: Lists
) -> None:
    station, charger = await connected(rig, lists, CARDS[0])
    await rig.set_mode(station, "freevend")
    work = lists.seeing()
    await says_version(charger, 1)
    assert await takes(charger) == {"updateType": "Full", "listVersion": 2}
    await says_version(charger, 0)
    await work
    now = await lists.of(station)
    assert (now.state, now.entries) == ("not_needed", 0)


async def test_values_beyond_twenty_characters_are_left_out(rig: Rig, lists: Lists) -> None:
    station = await rig.add_station()
    await rig.add_identifier("A" * 21)
    await rig.add_identifier(CARDS[0])
    charger = await rig.booted()
    work = lists.seeing()
    await says_settings(charger)
    await says_version(charger, 0)
    assert len((await takes(charger))["localAuthorizationList"]) == 1  # type: ignore[arg-type]
    await says_version(charger, 1)
    await work
    now = await lists.of(station)
    assert [(each.reason, each.count) for each in now.left_out] == [("too_long", 1)]


async def test_no_value_is_kept_with_the_frames_or_told_with_the_list(
    rig: Rig, lists: Lists
) -> None:
    station, _ = await connected(rig, lists, CARDS[0])
    await rig.settled()
    told = str(await lists.of(station))
    frames = str([frame["payload"] for frame in await rig.frames()])
    assert "SendLocalList" in told
    assert CARDS[0] not in told
    assert CARDS[0] not in frames
    assert "localAuthorizationList" in frames
