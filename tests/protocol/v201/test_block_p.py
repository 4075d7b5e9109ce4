"""Block P of the OCPP 2.0.1 cases: data transfer."""

from tests.protocol.rig import Rig
from tests.protocol.v201.driving import Json, Player


async def test_tc_p_02_data_of_a_vendor_nobody_knows_is_refused_and_not_kept(
    rig: Rig, player: Player
) -> None:
    request = {"vendorId": "com.example", "messageId": "hello", "data": {"driver": "Ada Lovelace"}}
    assert await player.call("DataTransfer", request) == {"status": "UnknownVendorId"}
    dump = await rig.dump()
    assert "com.example" in dump
    assert "Lovelace" not in dump


async def test_tc_p_03_custom_data_is_lived_with_and_not_kept(rig: Rig, player: Player) -> None:
    custom: Json = {"customData": {"vendorId": "com.example", "secret": "Lovelace"}}
    status = {"timestamp": player.now, "connectorStatus": "Available", "evseId": 1}
    assert await player.call("StatusNotification", {**status, "connectorId": 1, **custom}) == {}
    event = player.event("Started", "CablePluggedIn", **custom)
    event["transactionInfo"].update(custom)
    assert await player.call("TransactionEvent", event) == {}
    assert (await rig.connector())["status"] == "Available"
    assert len(await rig.sessions()) == 1
    assert "Lovelace" not in await rig.dump()
