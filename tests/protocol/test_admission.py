"""Who is let in: security profiles, subprotocols, registration (TC 085, 088 and beyond)."""

import asyncio
import gc

import pytest
from tests.protocol.rawcharger import RawCharger, basic
from tests.protocol.rig import PASSWORD, Rig
from websockets.exceptions import InvalidStatus

from chargehouse.gateway.admission import Welcome
from chargehouse.platform.settings import OcppSettings


async def _refused(rig: Rig, code: str = "CH-1", **how: object) -> tuple[int, str]:
    with pytest.raises(InvalidStatus) as refused:
        await rig.connect(code, **how)  # type: ignore[arg-type]
    response = refused.value.response
    if response.status_code == 401:
        assert response.headers["WWW-Authenticate"].startswith("Basic ")
    await rig.settled()
    return response.status_code, bytes(response.body or b"").decode()


def _counted(rig: Rig, reason: str) -> float:
    return rig.figure("stations_connections_refused_total", reason=reason)


async def test_tc_085_basic_authentication(rig: Rig) -> None:
    await rig.add_station()
    status, _ = await _refused(rig, password="quite-the-wrong-password")
    assert status == 401
    charger = await rig.connect()
    assert await charger.call("Heartbeat")

    assert _counted(rig, "wrong_password") == 1
    [(_, event)] = [found for found in await rig.events() if found[0].endswith("refused")]
    assert event["reason"] == "wrong_password"
    assert event["code_masked"] is None
    [connection] = await rig.rows("SELECT * FROM station_connections")
    assert (connection["security_profile"], connection["disconnected_at"]) == (1, None)


async def test_without_a_password_nobody_comes_in(rig: Rig) -> None:
    await rig.add_station()
    status, advice = await _refused(rig, password=None)
    assert (status, advice) == (401, "Send the station's password (Basic).\n")
    assert _counted(rig, "no_password") == 1


async def test_tc_088_the_subprotocol_is_agreed(rig: Rig) -> None:
    await rig.add_station()
    status, advice = await _refused(rig, protocol=["ocpp0.1", "mqtt"])
    assert status == 400
    assert "ocpp1.6" in advice
    charger = await rig.connect(protocol=["ocpp0.1", "ocpp1.6"])
    assert charger.socket.subprotocol == "ocpp1.6"
    assert await charger.call("Heartbeat")
    [connection] = await rig.rows("SELECT subprotocol FROM station_connections")
    assert connection["subprotocol"] == "ocpp1.6"


@pytest.mark.parametrize(
    ("expected", "offered", "agreed"),
    [
        (None, ["ocpp1.6", "ocpp2.0.1"], "ocpp2.0.1"),
        ("ocpp1.6", ["ocpp2.0.1", "ocpp1.6"], "ocpp1.6"),
        ("ocpp1.6", ["ocpp2.0.1"], "ocpp2.0.1"),
        (None, ["OCPP1.6"], "OCPP1.6"),
    ],
)
async def test_the_expected_version_wins_else_the_newest(
    rig: Rig, expected: str | None, offered: list[str], agreed: str
) -> None:
    await rig.add_station(protocol=expected)
    charger = await rig.connect(protocol=offered)
    assert charger.socket.subprotocol == agreed


async def test_unknown_stations_and_tenants_are_told_apart_from_wrong_passwords(rig: Rig) -> None:
    assert (await _refused(rig, "NOBODY"))[0] == 404
    assert (await _refused(rig, path="/ocpp/nowhere/CH-1"))[0] == 404
    assert (await _refused(rig, path="/elsewhere/CH-1"))[0] == 404
    assert (await _refused(rig, path="/ocpp/main/" + "X" * 49))[0] == 404
    assert _counted(rig, "unknown_station") == 1
    assert _counted(rig, "unknown_tenant") == 1
    assert _counted(rig, "bad_path") == 2


async def test_two_tenants_may_have_the_same_station_id(rig: Rig) -> None:
    await rig.add_station("CH-1")
    other = await rig.another_tenant("other")
    await rig.add_station("CH-1", password="the-other-tenants-password", tenant=other)
    assert (await _refused(rig, path="/ocpp/other/CH-1"))[0] == 401
    charger = await rig.connect(path="/ocpp/other/CH-1", password="the-other-tenants-password")
    assert await charger.call("Heartbeat")
    assert await (await rig.connect()).call("Heartbeat")
    assert len(rig.chargers) == 2


async def test_a_station_without_a_tenant_in_its_path_is_the_default_tenants(rig: Rig) -> None:
    await rig.add_station()
    charger = await rig.connect(path="/ocpp/CH-1")
    assert await charger.call("Heartbeat")


async def test_a_new_station_comes_in_by_an_open_window_and_only_once(rig: Rig) -> None:
    assert (await _refused(rig, "NEW-1"))[0] == 404
    await rig.contexts.registrations.open_window(
        rig.actor, rig.location_id, security_profile=1, open_for_s=900
    )
    charger = await rig.connect("NEW-1")
    assert await charger.call("Heartbeat")
    await charger.close()
    assert (await _refused(rig, "NEW-1", password="not-the-password-it-had"))[0] == 401
    assert await (await rig.connect("NEW-1", password=PASSWORD)).call("Heartbeat")
    assert (await _refused(rig, "NEW-2"))[0] == 404


async def test_a_closed_window_lets_nobody_in(rig: Rig) -> None:
    await rig.contexts.registrations.open_window(
        rig.actor, rig.location_id, security_profile=1, open_for_s=900
    )
    rig.clock.advance(901)
    assert (await _refused(rig, "NEW-1"))[0] == 404


async def test_the_newest_connection_of_a_station_wins(rig: Rig) -> None:
    await rig.add_station()
    first = await rig.connect()
    second = await rig.connect()
    assert (await first.closed())[0] == 4001
    assert await second.call("Heartbeat")
    await rig.settled()
    [connection] = await rig.rows("SELECT disconnected_at FROM station_connections")
    assert connection["disconnected_at"] is None
    assert len(rig.chargers) == 1


async def test_a_window_takes_nobody_who_could_not_come_in_then(rig: Rig) -> None:
    windows = [
        await rig.contexts.registrations.open_window(
            rig.actor, rig.location_id, security_profile=profile, open_for_s=900 + profile
        )
        for profile in (2, 3)
    ]
    assert await _refused(rig, "NEW-1") == (403, "This station must use wss://.\n")
    assert (await _refused(rig, "NEW-1", password=None))[0] == 403
    assert (await _refused(rig, "NEW-1", protocol=["mqtt"]))[0] == 400
    assert await rig.contexts.registrations.windows(rig.actor) == windows
    assert await rig.rows("SELECT code FROM stations") == []
    assert _counted(rig, "tls_required") == 2

    plain = await rig.contexts.registrations.open_window(
        rig.actor, rig.location_id, security_profile=1, open_for_s=1000
    )
    assert (await _refused(rig, "NEW-1", protocol=["mqtt"]))[0] == 400
    someone_else = {"protocol": "ocpp2.0.1", "user": "NEW-2"}
    assert (await _refused(rig, "NEW-1", **someone_else))[0] == 401
    assert await rig.contexts.registrations.windows(rig.actor) == [*windows, plain]
    charger = await rig.connect("NEW-1")
    assert await charger.call("Heartbeat")
    assert await rig.rows("SELECT code, security_profile FROM stations") == [
        {"code": "NEW-1", "security_profile": 1}
    ]


def _welcomes() -> int:
    gc.collect()
    return sum(isinstance(thing, Welcome) for thing in gc.get_objects())


async def test_who_is_let_in_and_does_not_come_is_forgotten(rig: Rig) -> None:
    await rig.add_station()
    before = _welcomes()
    for _ in range(3):
        reader, writer = await asyncio.open_connection("127.0.0.1", rig.server.port)
        writer.write(
            b"GET /ocpp/main/CH-1 HTTP/1.1\r\nHost: here\r\nUpgrade: websocket\r\n"
            b"Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: short\r\n"
            b"Authorization: " + basic("CH-1", PASSWORD).encode() + b"\r\n\r\n"
        )
        answer = await reader.read()
        assert answer.startswith(b"HTTP/1.1 400 ")
        writer.close()
        await writer.wait_closed()
    await rig.eventually(lambda: _welcomes() == before)


class TestUnauthenticated:
    @pytest.fixture
    def ocpp_settings(self) -> OcppSettings:
        return OcppSettings(port=0, ping_interval_s=86_400, allow_unauthenticated=True)

    async def test_profile_0_is_let_in_where_that_is_allowed(self, rig: Rig) -> None:
        await rig.add_station(security_profile=0, password=None)
        charger = await rig.connect(password=None)
        assert await charger.call("Heartbeat")
        [connection] = await rig.rows("SELECT security_profile FROM station_connections")
        assert connection["security_profile"] == 0

    async def test_a_station_of_profile_1_still_needs_its_password(self, rig: Rig) -> None:
        await rig.add_station()
        assert (await _refused(rig, password=None))[0] == 401


async def test_profile_0_is_refused_unless_it_is_allowed(rig: Rig) -> None:
    await rig.add_station(security_profile=0, password=None)
    assert (await _refused(rig, password=None))[0] == 401
    assert _counted(rig, "unauthenticated_not_allowed") == 1


class TestPatience:
    @pytest.fixture
    def ocpp_settings(self) -> OcppSettings:
        return OcppSettings(port=0, ping_interval_s=86_400, failed_logins_per_minute=3)

    async def test_a_station_that_guesses_is_made_to_wait_a_minute(self, rig: Rig) -> None:
        await rig.add_station()
        for _ in range(3):
            assert (await _refused(rig, password="wrong-wrong-wrong-wrong"))[0] == 401
        assert (await _refused(rig))[0] == 429
        assert (await _refused(rig, path="/ocpp/MAIN/ch-1"))[0] == 429
        assert _counted(rig, "rate_limited") == 2
        rig.clock.advance(60)
        charger: RawCharger = await rig.connect()
        assert await charger.call("Heartbeat")

    async def test_a_bad_neighbour_shuts_out_no_good_charger(self, rig: Rig) -> None:
        for code in ("CH-1", "CH-2", "CH-3"):
            await rig.add_station(code)
        first = await rig.connect("CH-2")
        for _ in range(3):
            assert (await _refused(rig, password="wrong-wrong-wrong-wrong"))[0] == 401
        assert (await _refused(rig))[0] == 429
        assert await (await rig.connect("CH-3")).call("Heartbeat")
        for number in range(27):
            assert (await _refused(rig, f"NOBODY-{number}"))[0] == 404
        assert (await _refused(rig, "NOBODY-27"))[0] == 429
        for code in ("CH-2", "CH-3"):
            assert await (await rig.connect(code)).call("Heartbeat")
        assert (await first.closed())[0] == 4001


async def test_a_removed_station_is_unknown(rig: Rig) -> None:
    station = await rig.add_station()
    await rig.contexts.stations.remove(rig.actor, station.id)
    assert (await _refused(rig))[0] == 404
