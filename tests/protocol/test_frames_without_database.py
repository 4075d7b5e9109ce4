"""The database goes away for a while: chargers stay, nothing acknowledged is lost (NFR-002, D5)."""

import pytest
from tests.protocol.rawcharger import RawCharger
from tests.protocol.rig import Rig
from websockets.exceptions import InvalidStatus

TAG = "DRIVER-0001-TAG"
START = {"connectorId": 1, "idTag": TAG, "meterStart": 5, "timestamp": "2026-11-20T12:00:00Z"}


@pytest.fixture
async def charger(rig: Rig) -> RawCharger:
    await rig.add_station()
    await rig.add_identifier(TAG)
    return await rig.booted()


async def test_authorize_is_denied_and_what_must_be_kept_stays_unanswered(
    rig: Rig, charger: RawCharger
) -> None:
    async with rig.database_away():
        await charger.send([2, "start", "StartTransaction", START])
        answer = await charger.call("Authorize", {"idTag": TAG})
        assert answer["idTagInfo"] == {"status": "Invalid"}
        assert await charger.call("Heartbeat")
        assert await charger.silence()
        with pytest.raises(InvalidStatus) as refused:
            await rig.connect()
        assert refused.value.response.status_code == 503
    assert (await charger.call("StartTransaction", START))["idTagInfo"]["status"] == "Accepted"

    assert len(await rig.sessions()) == 1
    decisions = {(row["decision"], row["reason"]) for row in await rig.decisions()}
    assert decisions == {("denied", "authorisation_timeout"), ("allowed", "permitted")}
    outcomes = await rig.rows("SELECT kind FROM access_outcomes")
    assert [row["kind"] for row in outcomes] == ["answered_in_time"]
    assert len(rig.chargers) == 1


@pytest.mark.parametrize(
    ("action", "payload"),
    [
        ("StopTransaction", {"transactionId": 1, "meterStop": 9, "timestamp": START["timestamp"]}),
        (
            "MeterValues",
            {
                "connectorId": 1,
                "meterValue": [{"timestamp": START["timestamp"], "sampledValue": [{"value": "7"}]}],
            },
        ),
        ("StatusNotification", {"connectorId": 1, "errorCode": "NoError", "status": "Charging"}),
        ("BootNotification", {"chargePointVendor": "V", "chargePointModel": "M"}),
        ("DataTransfer", {"vendorId": "com.acme"}),
        ("FirmwareStatusNotification", {"status": "Idle"}),
    ],
)
async def test_a_message_that_cannot_be_kept_is_not_answered_and_taken_when_it_comes_again(
    rig: Rig, charger: RawCharger, action: str, payload: dict[str, object]
) -> None:
    async with rig.database_away():
        await charger.send([2, "first", action, payload])
        assert await charger.call("Heartbeat")
        assert await charger.silence()
    assert await charger.call(action, payload) is not None
