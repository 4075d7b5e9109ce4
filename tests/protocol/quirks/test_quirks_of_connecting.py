"""Quirks of connecting and of the version spoken."""

from typing import Any

import pytest
from tests.protocol.rawcharger import SUBPROTOCOLS, RawCharger
from tests.protocol.rig import PASSWORD, Rig
from tests.protocol.v16.words import started
from websockets.exceptions import InvalidStatus

from chargehouse.contexts.stations.public import StationRef
from chargehouse.platform.settings import OcppSettings

BOOT_16 = {"chargePointVendor": "FoxESS", "chargePointModel": "A011"}


async def _minutes_pass(rig: Rig, minutes: int) -> None:
    """Let time pass as it does: ping after ping, each answered by the charger's socket."""
    for _ in range(minutes):
        rig.clock.advance(60)
        now_s = rig.clock.monotonic()
        await rig.eventually(lambda at_s=now_s: all(c.heard_at_s == at_s for c in rig.chargers))  # type: ignore[misc]


class TestWatched:
    """With the watch on silence as it is by default."""

    @pytest.fixture
    def ocpp_settings(self) -> OcppSettings:
        return OcppSettings(port=0)

    async def test_q_001_nobody_is_closed_cleanly_for_being_idle(
        self, rig: Rig, charger: RawCharger
    ) -> None:
        await _minutes_pass(rig, 30)
        assert await charger.call("Heartbeat")
        await rig.server.stop()
        assert (await charger.closed())[0] == 1012

    async def test_q_003_nineteen_silent_minutes_are_borne(
        self, rig: Rig, charger: RawCharger
    ) -> None:
        transaction = await started(charger)
        await _minutes_pass(rig, 19)
        assert len(rig.chargers) == 1
        assert await charger.call("Heartbeat")
        [session] = await rig.sessions()
        assert (session["transaction_id"], session["ended_at"]) == (str(transaction), None)

    async def test_a_socket_that_answers_no_ping_is_closed(
        self, rig: Rig, charger: RawCharger
    ) -> None:
        charger.socket.transport.pause_reading()
        for _ in range(3):
            rig.clock.advance(60)
            await rig.settled()
        await rig.eventually(lambda: rig.figure("gateway_silent_total") == 1)
        charger.socket.transport.resume_reading()
        assert (await charger.closed())[0] == 4002


async def test_q_002_of_a_storm_of_reconnections_the_last_stays(
    rig: Rig, station: StationRef
) -> None:
    chargers = [await rig.connect() for _ in range(12)]
    assert await chargers[-1].call("Heartbeat")
    for old in chargers[:-1]:
        assert (await old.closed())[0] == 4001
    assert len(rig.chargers) == 1
    [connection] = await rig.rows("SELECT disconnected_at FROM station_connections")
    assert connection["disconnected_at"] is None


async def test_q_004_a_charger_that_sends_no_boot_is_asked_for_one(
    rig: Rig, station: StationRef
) -> None:
    charger = await rig.connect()
    assert await charger.call("Heartbeat")
    rig.clock.advance(10)
    asked = await charger.obey("TriggerMessage", {"status": "Accepted"})
    assert asked == {"requestedMessage": "BootNotification"}
    answer = await charger.call(
        "BootNotification", {"chargePointVendor": "Wall Box Chargers", "chargePointModel": "CPB1"}
    )
    assert answer["status"] == "Accepted"
    assert (await rig.station())["quirk_profile"] == "wallbox"
    await charger.close()

    again = await rig.connect()
    assert await again.call("Heartbeat")
    rig.clock.advance(10)
    assert await again.call("Heartbeat")
    assert await again.silence()


async def test_a_charger_that_boots_by_itself_is_asked_for_nothing(
    rig: Rig, charger: RawCharger
) -> None:
    rig.clock.advance(10)
    assert await charger.call("Heartbeat")
    assert await charger.silence()


async def test_q_005_a_wrong_user_name_with_the_right_password(
    rig: Rig, station: StationRef
) -> None:
    charger = await rig.connect(user="admin")
    assert await charger.call("Heartbeat")
    assert (await rig.station())["deviations"] == 1


@pytest.mark.parametrize(
    ("agreed", "sent"),
    [
        ("0123456789abcdef0123", b"0123456789abcdef0123".hex()),
        ("0123456789ABCDEF0123456789ABCDEF", bytes.fromhex("0123456789ABCDEF0123456789ABCDEF")),
        ("0123456789abcdef0123456789abcdef", bytes.fromhex("0123456789abcdef0123456789abcdef")),
    ],
)
async def test_q_006_the_password_in_hexadecimal_or_raw(
    rig: Rig, agreed: str, sent: str | bytes
) -> None:
    await rig.add_station(password=agreed)
    charger = await rig.connect(password=sent)
    assert await charger.call("Heartbeat")
    assert (await rig.station())["deviations"] == 1


async def test_q_007_no_subprotocol_at_all(rig: Rig, station: StationRef) -> None:
    charger = await rig.connect(protocol=None)
    assert charger.socket.subprotocol is None
    assert (await charger.call("BootNotification", BOOT_16))["status"] == "Accepted"


@pytest.mark.parametrize(
    "header", ["  ocpp1.6  ", "ocpp1.6,ocpp1.5 , soap", "ocpp0.9 ,  ocpp1.6,,", '"ocpp1.6"']
)
async def test_q_008_spaces_and_many_words_in_the_subprotocol_header(
    rig: Rig, station: StationRef, header: str
) -> None:
    charger = await rig.connect(headers={SUBPROTOCOLS: header})
    assert (await charger.call("BootNotification", BOOT_16))["status"] == "Accepted"


@pytest.mark.parametrize(
    "path",
    ["/ocpp/main/CH-1/", "/ocpp/main/ch-1", "/ocpp//main//CH-1", "/ocpp/Main/CH%2D1", "/OCPP/CH-1"],
)
async def test_q_009_slashes_cases_and_percents_in_the_path(
    rig: Rig, station: StationRef, path: str
) -> None:
    charger = await rig.connect(path=path)
    assert await charger.call("Heartbeat")
    [connection] = await rig.rows("SELECT station_id FROM station_connections")
    assert connection["station_id"] == station.id


async def test_q_010_the_newest_wins_while_the_first_is_half_open(
    rig: Rig, charger: RawCharger, station: StationRef
) -> None:
    charger.socket.transport.pause_reading()
    newer = await rig.connect()
    assert await newer.call("Heartbeat")
    charger.socket.transport.abort()
    await rig.settled()
    assert len(rig.chargers) == 1
    command = rig.command(station, "ClearCache", {})
    await newer.obey("ClearCache", {"status": "Accepted"})
    assert (await command).status == "accepted"


async def test_q_011_agrees_on_2_0_1_and_speaks_1_6(rig: Rig, station: StationRef) -> None:
    charger = await rig.connect(protocol="ocpp2.0.1")
    assert charger.socket.subprotocol == "ocpp2.0.1"
    answer = await charger.call("BootNotification", BOOT_16)
    assert (answer["status"], answer["interval"]) == ("Accepted", 300)
    await started(charger)
    await rig.settled()
    command = rig.command(station, "ChangeConfiguration", {"key": "K", "value": "1"})
    await charger.obey("ChangeConfiguration", {"status": "Accepted"})

    assert (await command).status == "accepted"
    assert [row["protocol"] for row in await rig.sessions()] == ["ocpp1.6"]
    assert (await rig.frames())[0]["deviations"] == ["speaks-another-version "]
    assert (await rig.station())["deviations"] == 1


@pytest.mark.parametrize(
    "payload",
    [
        {"chargePointVendor": "V"},
        {"chargePointVendor": "V", "chargePointModel": None},
        {"chargePointVendor": "V" * 30, "chargePointModel": "M", "reason": "PowerUp"},
        {"ChargePointVendor": "V", "ChargePointModel": "M"},
    ],
)
async def test_q_012_no_callerror_is_given_that_would_be_answered_by_endless_boots(
    rig: Rig, station: StationRef, payload: dict[str, Any]
) -> None:
    charger = await rig.connect()
    assert (await charger.call("BootNotification", payload))["status"] == "Accepted"
    assert (await rig.station())["deviations"] > 0


async def test_a_password_in_another_form_must_still_be_the_password(rig: Rig) -> None:
    await rig.add_station()
    with pytest.raises(InvalidStatus):
        await rig.connect(password=PASSWORD.upper().encode().hex())
