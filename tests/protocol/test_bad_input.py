"""What no charger should send: answered or refused rightly, counted, and no harm done."""

import asyncio
import json
from socket import SO_SNDBUF, SOL_SOCKET

import asyncpg
import pytest
from tests.protocol.rawcharger import RawCharger, Refused
from tests.protocol.rig import Rig

from chargehouse.contexts.stations.public import Command
from chargehouse.ocpp import connection
from chargehouse.platform.settings import OcppSettings

START = {
    "connectorId": 1,
    "idTag": "DRIVER-0001-TAG",
    "meterStart": 0,
    "timestamp": "2026-11-20T12:00:00Z",
}


@pytest.fixture
async def charger(rig: Rig) -> RawCharger:
    await rig.add_station()
    await rig.add_identifier("DRIVER-0001-TAG")
    return await rig.booted()


def _frames(rig: Rig, kind: str) -> float:
    return rig.figure("gateway_frames_total", direction="in", kind=kind)


@pytest.mark.parametrize(
    ("text", "message_id", "code"),
    [
        ("nonsense", "-1", "FormationViolation"),
        ("", "-1", "FormationViolation"),
        ("{}", "-1", "FormationViolation"),
        ("[]", "-1", "FormationViolation"),
        ("[2]", "-1", "FormationViolation"),
        ('[2,"7"]', "7", "FormationViolation"),
        ('[2,"7",5,{}]', "7", "FormationViolation"),
        ('[9,"7","Heartbeat",{}]', "7", "FormationViolation"),
        ('[6,"7","Heartbeat",{}]', "7", "FormationViolation"),
        ('[2,"7","Heartbeat",[1]]', "7", "FormationViolation"),
        ('[2,"7","Heartbeat",null', "7", "FormationViolation"),
        ('[2,"7","NoSuchAction",{}]', "7", "NotImplemented"),
        ('[2,"7","Reset",{"type":"Soft"}]', "7", "NotSupported"),
        ('[2,"7","TransactionEvent",{}]', "7", "NotImplemented"),
    ],
)
async def test_a_malformed_frame_gets_its_callerror_and_the_connection_goes_on(
    rig: Rig, charger: RawCharger, text: str, message_id: str, code: str
) -> None:
    await charger.send(text)
    frame = await charger.recv()
    assert frame[:3] == [4, message_id, code]
    assert len(frame) == 5
    assert await charger.call("Heartbeat")
    assert _frames(rig, "malformed") == 1


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"connectorId": "one"}, "TypeConstraintViolation"),
        ({"connectorId": None}, "OccurenceConstraintViolation"),
        ({"meterStart": {}}, "TypeConstraintViolation"),
        ({"timestamp": "noon"}, "PropertyConstraintViolation"),
        ({"idTag": "X" * 5000}, "PropertyConstraintViolation"),
        ({"meterStart": 10**30}, "PropertyConstraintViolation"),
    ],
)
async def test_a_wrong_field_is_named_and_its_value_is_not_repeated(
    rig: Rig, charger: RawCharger, change: dict[str, object], code: str
) -> None:
    with pytest.raises(Refused) as refused:
        await charger.call("StartTransaction", {**START, **change})
    assert refused.value.code == code
    [field] = change
    assert field in refused.value.description
    assert await rig.sessions() == []
    kept = [frame for frame in await rig.frames() if frame["kind"] in {"malformed", "error"}]
    assert len(kept) == 2
    assert "X" * 50 not in json.dumps([frame["payload"] for frame in kept])


@pytest.mark.parametrize("frame", ['[3,"nothing",{}]', '[4,"nothing","InternalError","",{}]'])
async def test_an_answer_to_nothing_is_kept_and_not_answered(
    rig: Rig, charger: RawCharger, frame: str
) -> None:
    await charger.send(frame)
    assert await charger.call("Heartbeat")
    [odd] = [kept for kept in await rig.frames() if kept["deviations"]]
    assert odd["deviations"] == ["answers nothing that was asked"]


async def test_a_binary_frame_is_read_like_a_text(rig: Rig, charger: RawCharger) -> None:
    await charger.send(b'[2,"b","Heartbeat",{}]')
    assert (await charger.recv())[:2] == [3, "b"]
    await charger.send(bytes(range(256)))
    assert (await charger.recv())[:2] == [4, "-1"]
    assert _frames(rig, "malformed") == 1


async def test_bad_utf_8_is_lived_with_where_the_meaning_is_plain(
    rig: Rig, charger: RawCharger
) -> None:
    head = b'[2,"u","StatusNotification",{"connectorId":1,"errorCode":"NoError","info":"'
    await charger.socket.send(head + b'\xff\xfe","status":"Available"}]', text=True)
    assert await charger.recv() == [3, "u", {}]
    assert (await rig.connector())["info"] == "��"
    await charger.socket.send(b"\xff\xfe\xfd", text=True)
    assert (await charger.recv())[:2] == [4, "-1"]


@pytest.mark.parametrize(
    "text",
    ["[" * 200_000, '[2,"n","Heartbeat",' + '{"a":' * 80_000, '[2,"n","Heartbeat",{"a":' + "[" * 9],
)
async def test_deep_nesting_is_refused(rig: Rig, charger: RawCharger, text: str) -> None:
    await charger.send(text)
    frame = await charger.recv()
    assert (frame[0], frame[2]) == (4, "FormationViolation")
    assert await charger.call("Heartbeat")


async def test_ten_megabytes_of_nesting_end_that_connection_alone(
    rig: Rig, charger: RawCharger
) -> None:
    await rig.add_station("CH-2")
    other = await rig.booted("CH-2")
    await charger.send("[" * 10_000_000)
    assert (await charger.closed())[0] == 1009
    assert await other.call("Heartbeat")
    await rig.eventually(lambda: len(rig.chargers) == 1)
    kept = await rig.rows("SELECT close_code FROM station_connections ORDER BY close_code")
    assert [row["close_code"] for row in kept] == [1009, None]
    assert await (await rig.connect()).call("Heartbeat")


async def test_calls_beyond_the_backlog_are_dropped_and_the_rest_is_answered_in_order(
    rig: Rig, charger: RawCharger
) -> None:
    owner = await asyncpg.connect(**rig.address.asyncpg_kwargs())
    try:
        async with owner.transaction():
            await owner.execute("LOCK TABLE access_attempts")
            for number in range(40):
                await charger.send([2, f"n{number}", "Authorize", {"idTag": "DRIVER-0001-TAG"}])
            await rig.eventually(lambda: _frames(rig, "dropped_call") == 7)
    finally:
        await owner.close()
    assert [(await charger.recv())[1] for _ in range(33)] == [f"n{number}" for number in range(33)]
    assert await charger.call("Heartbeat")


class TestFlood:
    @pytest.fixture
    def ocpp_settings(self) -> OcppSettings:
        return OcppSettings(port=0, ping_interval_s=86_400, frames_per_second=2)

    async def test_a_flood_is_read_slowly_and_hurts_no_other(self, rig: Rig) -> None:
        await rig.add_station()
        await rig.add_station("CH-2")
        charger, other = await rig.connect(), await rig.connect("CH-2")
        for number in range(30):
            await charger.send([2, str(number), "Heartbeat", {}])
        answered = [(await charger.recv())[1] for _ in range(11)]
        assert answered == [str(number) for number in range(11)]
        assert await other.call("Heartbeat")
        assert not await charger.unread()
        assert rig.figure("gateway_throttled_total") == 1
        for number in range(11, 30):
            rig.clock.advance(1)
            assert (await charger.recv())[1] == str(number)


class TestPatience:
    @pytest.fixture
    def ocpp_settings(self) -> OcppSettings:
        return OcppSettings(port=0, ping_interval_s=86_400, handshake_timeout_s=0.05)

    async def test_a_socket_that_says_nothing_is_closed(self, rig: Rig) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", rig.server.port)
        assert await reader.read() == b""
        writer.close()
        await writer.wait_closed()

    @pytest.mark.parametrize(
        "said",
        [b"GET / HTTP/1.1\r\n\r\n", b"\x16\x03\x01\x02\x00", b"POST /ocpp/CH-1 HTTP/1.1\r\n"],
    )
    async def test_what_is_no_websocket_is_refused(self, rig: Rig, said: bytes) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", rig.server.port)
        writer.write(said)
        answer = await reader.read()
        assert not answer.startswith(b"HTTP/1.1 101")
        writer.close()
        await writer.wait_closed()
        assert len(rig.chargers) == 0


async def test_an_identifier_in_a_broken_frame_is_kept_nowhere(
    rig: Rig, charger: RawCharger
) -> None:
    canary = "04A2B3C4D5E61F"
    for text in (
        f'[2,"x1","Authorize",{{"idTag":"{canary}"}}',
        f'[2,"x2","Authorise",{{"idTag":"{canary}"}}]',
        f'[4,"x1","{canary}","{canary}",{{"idTag":"{canary}"}}]',
        f'[3,"x1",{{"idTag":"{canary}"}}]',
        f'[2,"x3","Authorize",{{"idTag":"{canary}","more":"{canary}"}}]',
        f'[2,"x4","DataTransfer",{{"vendorId":"v","data":"{canary}"}}]',
    ):
        await charger.send(text)
    assert await charger.call("Heartbeat")
    dumped = await rig.dump()
    assert "A2B3C4D5" not in dumped
    assert canary.encode().hex() not in dumped.lower()


async def test_a_charger_that_reads_nothing_is_closed_before_it_costs_much(
    rig: Rig, charger: RawCharger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "MAX_UNSENT_BYTES", 65_536)
    [ours] = rig.chargers
    charger.socket.transport.pause_reading()
    ours.socket.transport.get_extra_info("socket").setsockopt(SOL_SOCKET, SO_SNDBUF, 65_536)
    payload: dict[str, object] = {"vendorId": "com.acme", "data": "x" * 450_000}
    commands: list[asyncio.Task[Command]] = []
    while ours.connection.is_open:
        assert len(commands) < 100
        commands.append(rig.command(ours.station, "DataTransfer", payload, timeout_s=1))
        sent = len(commands)
        await rig.eventually(
            lambda sent=sent: (
                rig.figure(  # type: ignore[misc]
                    "gateway_frames_total", direction="out", kind="call"
                )
                == sent
            )
        )
        rig.clock.advance(2)
    charger.drop()
    done = await asyncio.gather(*commands)
    assert done[-1].status == "cancelled"
    await rig.eventually(lambda: len(rig.chargers) == 0)
