"""Core profile: configuration, cache and vendors' data (TC 019 to 021, 040, 061, 064)."""

import pytest
from tests.protocol.rawcharger import RawCharger
from tests.protocol.rig import Rig

from chargehouse.contexts.stations.public import StationRef
from chargehouse.kernel.errors import Invalid

KEYS = [
    {"key": "HeartbeatInterval", "readonly": False, "value": "300"},
    {"key": "NumberOfConnectors", "readonly": True, "value": "2"},
    {"key": "AuthorizationKey", "readonly": False, "value": "canary-canary-canary"},
]


async def test_tc_019_1_read_all_of_the_configuration(
    rig: Rig, charger: RawCharger, station: StationRef
) -> None:
    command = rig.command(station, "GetConfiguration", {})
    assert await charger.obey("GetConfiguration", {"configurationKey": KEYS}) == {}
    done = await command

    assert done.status == "accepted"
    kept = await rig.rows("SELECT variable, value, mutability FROM station_variables ORDER BY 1")
    assert [tuple(row.values()) for row in kept] == [
        ("AuthorizationKey", "••••", "ReadWrite"),
        ("HeartbeatInterval", "300", "ReadWrite"),
        ("NumberOfConnectors", "2", "ReadOnly"),
    ]
    assert "canary" not in await rig.dump()


async def test_tc_019_2_read_one_key(rig: Rig, charger: RawCharger, station: StationRef) -> None:
    command = rig.command(station, "GetConfiguration", {"key": ["HeartbeatInterval", "Nonsense"]})
    asked = await charger.obey(
        "GetConfiguration", {"configurationKey": KEYS[:1], "unknownKey": ["Nonsense"]}
    )
    assert asked == {"key": ["HeartbeatInterval", "Nonsense"]}
    done = await command

    assert done.answer is not None
    assert done.answer["unknownKey"] == ["Nonsense"]
    [kept] = await rig.rows("SELECT variable, value FROM station_variables")
    assert kept == {"variable": "HeartbeatInterval", "value": "300"}


async def test_tc_021_change_the_configuration(
    rig: Rig, charger: RawCharger, station: StationRef
) -> None:
    payload: dict[str, object] = {"key": "MeterValueSampleInterval", "value": "30"}
    command = rig.command(station, "ChangeConfiguration", payload)
    assert await charger.obey("ChangeConfiguration", {"status": "Accepted"}) == payload
    done = await command
    assert (done.status, done.answer_status) == ("accepted", "Accepted")
    assert await rig.rows("SELECT * FROM station_variables") == []


@pytest.mark.parametrize(
    ("key", "word"), [("NoSuchKey", "NotSupported"), ("HeartbeatInterval", "Rejected")]
)
async def test_a_refused_change_is_told_in_the_stations_word(
    rig: Rig, charger: RawCharger, station: StationRef, key: str, word: str
) -> None:
    command = rig.command(station, "ChangeConfiguration", {"key": key, "value": "-1"})
    await charger.obey("ChangeConfiguration", {"status": word})
    done = await command
    assert (done.status, done.answer_status) == ("rejected", word)


async def test_tc_040_1_configuration_not_supported(
    rig: Rig, charger: RawCharger, station: StationRef
) -> None:
    command = rig.command(station, "ChangeConfiguration", {"key": "NoSuchKey", "value": "1"})
    await charger.obey("ChangeConfiguration", {"status": "NotSupported"})
    done = await command
    assert (done.status, done.answer_status) == ("rejected", "NotSupported")


async def test_tc_040_2_configuration_invalid(
    rig: Rig, charger: RawCharger, station: StationRef
) -> None:
    payload: dict[str, object] = {"key": "MeterValueSampleInterval", "value": "-1"}
    command = rig.command(station, "ChangeConfiguration", payload)
    await charger.obey("ChangeConfiguration", {"status": "Rejected"})
    done = await command
    assert (done.status, done.answer_status) == ("rejected", "Rejected")


async def test_tc_061_clear_the_cache(rig: Rig, charger: RawCharger, station: StationRef) -> None:
    command = rig.command(station, "ClearCache", {})
    assert await charger.obey("ClearCache", {"status": "Accepted"}) == {}
    assert (await command).status == "accepted"


async def test_tc_064_data_transfer_to_a_charger(
    rig: Rig, charger: RawCharger, station: StationRef
) -> None:
    payload: dict[str, object] = {"vendorId": "com.acme", "messageId": "M", "data": "canary-5566"}
    command = rig.command(station, "DataTransfer", payload)
    asked = await charger.obey("DataTransfer", {"status": "UnknownVendorId"})
    assert asked == payload
    done = await command

    assert (done.status, done.answer_status) == ("rejected", "UnknownVendorId")
    assert "canary-5566" not in await rig.dump()


async def test_data_of_a_vendor_that_nobody_knows_is_answered_and_not_kept(
    rig: Rig, charger: RawCharger
) -> None:
    answer = await charger.call(
        "DataTransfer", {"vendorId": "com.acme", "messageId": "Tag", "data": "canary-5566"}
    )
    assert answer == {"status": "UnknownVendorId"}
    assert "canary-5566" not in await rig.dump()
    kept = [frame for frame in await rig.frames() if frame["action"] == "DataTransfer"]
    assert [frame["direction"] for frame in kept] == ["in", "out"]


async def test_a_payload_that_is_none_is_refused_with_its_field_named(
    rig: Rig, charger: RawCharger, station: StationRef
) -> None:
    with pytest.raises(Invalid) as refused:
        await rig.command(station, "ChangeConfiguration", {"key": "K" * 51, "value": "1"})
    assert refused.value.details["errors"][0]["field"] == "key"  # type: ignore[index]
    assert await rig.rows("SELECT * FROM commands") == []
