"""Local lists in OCPP 2.0.1, frame by frame (part 2, block D)."""

from datetime import timedelta

import pytest
from tests.protocol.lists import Lists, wire
from tests.protocol.rig import Rig
from tests.protocol.v201.driving import OTHER_TAG, TAG, Json, Player, said

from chargehouse.contexts.stations.public import StationRef

VARIABLES = {
    "LocalAuthListCtrlr.Available": "true",
    "LocalAuthListCtrlr.Enabled": "true",
    "LocalAuthListCtrlr.ItemsPerMessage": "10",
    "AuthCtrlr.LocalPreAuthorize": "false",
    "AuthCtrlr.LocalAuthorizeOffline": "true",
    "AuthCtrlr.OfflineTxForUnknownIdEnabled": "false",
}


@pytest.fixture
def lists(rig: Rig) -> Lists:
    return Lists(rig)


async def says_variables(player: Player, *, room: str | None = None, **others: str) -> list[str]:
    """Answer the question for variables; return which were asked for."""
    told = VARIABLES | {name.replace("__", "."): value for name, value in others.items()}
    message_id, asked = await player.raw.expect_call("GetVariables")
    results, names = [], []
    for each in asked["getVariableData"]:
        name = f"{each['component']['name']}.{each['variable']['name']}"
        kind = each.get("attributeType")
        names.append(name if kind is None else f"{name} {kind}")
        value = room if kind == "MaxSet" else told.get(name)
        said = {"attributeStatus": "UnknownVariable"}
        if value is not None:
            said = {"attributeStatus": "Accepted", "attributeValue": value}
        results.append({**each, **said})
    await player.raw.answer(message_id, {"getVariableResult": results})
    return names


async def says_version(player: Player, version: int) -> None:
    """Answer the question for the list's version."""
    await player.raw.obey("GetLocalListVersion", {"versionNumber": version})


async def takes(player: Player, status: str = "Accepted") -> Json:
    """Answer the next SendLocalList; return what it said."""
    return await player.raw.obey("SendLocalList", {"status": status})


async def test_a_station_is_told_who_may_charge_and_confirms_it(
    rig: Rig, lists: Lists, player: Player, station: StationRef
) -> None:
    """Types and groups are said as in an answer, an end as `cacheExpiryDateTime`."""
    until = rig.clock.now() + timedelta(days=30)
    await rig.add_identifier("DE-ABC-1", kind="emaid", group="CREW", valid_until=until)
    work = lists.seeing()
    assert await says_variables(player, room="16") == [
        "LocalAuthListCtrlr.Available",
        "LocalAuthListCtrlr.Enabled",
        "LocalAuthListCtrlr.ItemsPerMessage",
        "LocalAuthListCtrlr.BytesPerMessage",
        "AuthCtrlr.LocalPreAuthorize",
        "AuthCtrlr.LocalAuthorizeOffline",
        "AuthCtrlr.OfflineTxForUnknownIdEnabled",
        "LocalAuthListCtrlr.Entries MaxSet",
    ]
    await says_version(player, 0)
    assert await takes(player) == {
        "versionNumber": 1,
        "updateType": "Full",
        "localAuthorizationList": [
            {
                "idToken": {"idToken": "DE-ABC-1", "type": "eMAID"},
                "idTokenInfo": {
                    "status": "Accepted",
                    "cacheExpiryDateTime": wire(until),
                    "groupIdToken": {"idToken": "CREW", "type": "Central"},
                },
            },
            {
                "idToken": {"idToken": TAG, "type": "ISO14443"},
                "idTokenInfo": {"status": "Accepted"},
            },
        ],
    }
    await says_version(player, 1)
    await work
    now = await lists.of(station)
    assert (now.state, now.version, now.entries, now.room) == ("in_step", 1, 2, 16)


async def test_who_goes_is_named_with_value_and_type(
    rig: Rig, lists: Lists, player: Player, station: StationRef
) -> None:
    await rig.add_identifier("04AABBCCDDEE80")
    work = lists.seeing()
    await says_variables(player)
    await says_version(player, 0)
    await takes(player)
    await says_version(player, 1)
    await work
    gone = await rig.one("SELECT id FROM identifiers ORDER BY created_at, id LIMIT 1")
    await rig.contexts.identifiers.remove(rig.actor, gone["id"])
    work = lists.seeing()
    await says_version(player, 1)
    assert await takes(player) == {
        "versionNumber": 2,
        "updateType": "Differential",
        "localAuthorizationList": [{"idToken": {"idToken": TAG, "type": "ISO14443"}}],
    }
    await says_version(player, 2)
    await work
    assert (await lists.of(station)).entries == 1


async def test_no_message_is_longer_than_the_station_takes(
    rig: Rig, lists: Lists, player: Player
) -> None:
    for number in range(3):
        await rig.add_identifier(f"04AABBCCDDEE8{number}")
    work = lists.seeing()
    await says_variables(player, LocalAuthListCtrlr__BytesPerMessage="400")
    await says_version(player, 0)
    sent = [await takes(player) for _ in range(2)]
    assert [each["updateType"] for each in sent] == ["Full", "Differential"]
    assert [len(each["localAuthorizationList"]) for each in sent] == [2, 2]
    await says_version(player, 2)
    await work


async def test_a_difference_that_is_refused_becomes_a_full_list(
    rig: Rig, lists: Lists, player: Player, station: StationRef
) -> None:
    work = lists.seeing()
    await says_variables(player)
    await says_version(player, 0)
    await takes(player)
    await says_version(player, 1)
    await work
    await rig.add_identifier("04AABBCCDDEE80")
    work = lists.seeing()
    await says_version(player, 1)
    assert (await takes(player, "VersionMismatch"))["updateType"] == "Differential"
    await says_version(player, 1)
    sent = await takes(player)
    assert (sent["updateType"], len(sent["localAuthorizationList"])) == ("Full", 2)
    await says_version(player, 3)
    await work
    assert (await lists.of(station)).state == "in_step"


async def test_a_type_that_the_protocol_cannot_say_is_left_out(
    rig: Rig, lists: Lists, player: Player, station: StationRef
) -> None:
    await rig.add_identifier("WVWZZZ1JZXW000001", kind="vin")
    work = lists.seeing()
    await says_variables(player)
    await says_version(player, 0)
    assert len((await takes(player))["localAuthorizationList"]) == 1
    await says_version(player, 1)
    await work
    now = await lists.of(station)
    assert [(each.reason, each.count) for each in now.left_out] == [("unsayable", 1)]


async def test_a_station_that_knows_no_lists_is_left_alone(
    rig: Rig, lists: Lists, player: Player, station: StationRef
) -> None:
    work = lists.seeing()
    await says_variables(player)
    message_id, _ = await player.raw.expect_call("GetLocalListVersion")
    await player.raw.send([4, message_id, "NotImplemented", "", {}])
    await work
    assert (await lists.of(station)).state == "not_supported"
    assert await lists.problems() == []


async def test_a_list_that_is_not_available_is_not_asked_for(
    lists: Lists, player: Player, station: StationRef
) -> None:
    work = lists.seeing()
    await says_variables(player, LocalAuthListCtrlr__Available="false")
    await work
    assert (await lists.of(station)).state == "not_supported"


async def test_a_listed_card_that_started_without_a_link_is_judged_by_the_clock_as_it_was_known(
    rig: Rig, lists: Lists, player: Player, station: StationRef
) -> None:
    """Right after the reconnect; by the station's clock, which is ahead, the card was expired."""
    ahead = timedelta(minutes=15)
    begun = rig.clock.now() + timedelta(minutes=20)
    await rig.add_identifier(OTHER_TAG, valid_until=begun + timedelta(minutes=10))
    work = lists.seeing()
    await says_variables(player)
    await says_version(player, 0)
    sent = await takes(player)
    assert OTHER_TAG in {each["idToken"]["idToken"] for each in sent["localAuthorizationList"]}
    await says_version(player, 1)
    await work
    status = {"connectorStatus": "Available", "evseId": 1, "connectorId": 1}
    await player.call("StatusNotification", {**status, "timestamp": said(rig.clock.now() + ahead)})
    await rig.settled()
    await player.raw.vanish()
    rig.clock.advance(3600)
    player.raw = await rig.connect(protocol="ocpp2.0.1")
    event = player.event(
        "Started", "Authorized", tag=OTHER_TAG, at=said(begun + ahead), offline=True
    )
    answer = await player.call("TransactionEvent", event)
    assert answer["idTokenInfo"]["status"] == "Accepted"
    [decision] = await rig.decisions()
    assert (decision["reason"], decision["judged_at"]) == ("permitted", begun)
    [session] = await rig.sessions()
    assert session["offline"]
