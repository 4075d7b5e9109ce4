"""Partners ask our chargers, and are told what these made of it (C7)."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from uuid import UUID

import pytest
from structlog.testing import capture_logs
from tests.integration.remote.conftest import (
    LOCATION,
    TOKEN,
    TOKEN_211,
    UID,
    House,
    Scene,
    a_scene,
    connected_station,
)
from tests.integration.roaming.conftest import Json, Roamer
from tests.integration.roaming.fakepartner import (
    Answer,
    Asked,
    FakePartner,
    enveloped,
    fake_partner,
    role,
)
from tests.integration.roaming.registering import Caller, registered

from chargehouse.contexts.stations.public import CommandOutcome, CommandRow

pytestmark = pytest.mark.asyncio(loop_scope="module")

APP_USER = {**TOKEN, "type": "APP_USER", "uid": "0123456789abcdef0123456789abcdef"}


def saying(answer_status: str) -> Callable[[CommandRow], Awaitable[CommandOutcome]]:
    async def answer(command: CommandRow) -> CommandOutcome:
        return CommandOutcome(
            status="rejected",
            answer=f'{{"status":"{answer_status}"}}',
            answer_status=answer_status,
        )

    return answer


async def silent(command: CommandRow) -> CommandOutcome:
    return CommandOutcome(status="timed_out")


async def test_a_start_is_told_the_charger_and_its_answer_the_partner(scene: Scene) -> None:
    said = await scene.start(authorization_reference="AUTH-1")
    assert (said["status_code"], said["data"]) == (1000, {"result": "ACCEPTED", "timeout": 60})
    await scene.heard()
    [sent] = scene.sent()
    assert sent.action == "ocpp1.6:start"
    assert (sent.payload["id_token"], sent.payload["evse_id"]) == (UID, 1)
    assert sent.source == "partner"
    assert scene.results == [{"path": "/results/1", "result": "ACCEPTED"}]
    asked = scene.partner.asked[-1]
    assert asked.method == "POST"
    assert asked.headers["ocpi-to-party-id"] == "ROA"
    [row] = await scene.received()
    assert (row["kind"], row["state"], row["result"]) == ("START_SESSION", "told", "ACCEPTED")
    assert row["station_id"] == str(scene.station.id)
    assert row["masked"] == "04••••77"
    assert await scene.roamer.told("partner_command.") == [
        "partner_command.received",
        "partner_command.answered",
    ]
    await scene.heard()
    assert len(scene.results) == 1


async def test_no_token_stands_in_the_open(scene: Scene) -> None:
    await scene.start(authorization_reference="AUTH-SECRET-7")
    await scene.heard()
    for table in ("partner_commands", "commands", "events"):
        rows = await scene.roamer.rows(
            f"SELECT t::text AS whole FROM {table} AS t WHERE tenant_id = $1"  # noqa: S608  a name of ours
        )
        whole = "".join(row["whole"] for row in rows)
        assert whole
        for secret in (UID, TOKEN["contract_id"], "AUTH-SECRET-7", "/results/1"):
            assert secret not in whole, (table, secret)


async def test_a_rejection_is_told_as_one(scene: Scene, house: House) -> None:
    house.port.answer = saying("Rejected")
    assert (await scene.start())["data"]["result"] == "ACCEPTED"
    await scene.heard()
    [told] = scene.results
    assert told["result"] == "REJECTED"
    assert told["message"][0]["language"] == "en"


async def test_a_charger_that_does_not_answer_is_a_time_out(scene: Scene, house: House) -> None:
    house.port.answer = silent
    await scene.start()
    await scene.heard()
    assert [each["result"] for each in scene.results] == ["TIMEOUT"]


async def test_a_partner_that_is_away_is_told_again_a_few_times(scene: Scene) -> None:
    async def away(asked: Asked) -> Answer:
        return enveloped(None, 3000, 503)

    told = scene.partner.special["/results/1"]
    scene.partner.special["/results/1"] = away
    await scene.start()
    await scene.heard()
    [row] = await scene.received()
    assert (row["state"], row["tries"]) == ("answered", 1)
    scene.partner.special["/results/1"] = told
    await scene.tell()
    assert scene.results == []
    scene.clock.advance(3)
    await scene.tell()
    assert [each["result"] for each in scene.results] == ["ACCEPTED"]

    scene.partner.special["/results/1"] = away
    await scene.start()
    await scene.heard()
    for _ in range(6):
        scene.clock.advance(181)
        await scene.tell()
    [row, _] = await scene.received()
    assert (row["state"], row["tries"]) == ("untold", 6)
    assert row["last_error"]
    assert (await scene.roamer.told("partner_command."))[-1] == "partner_command.untold"


async def test_a_result_that_cannot_be_said_is_given_up_and_told_without_identifiers(
    scene: Scene,
) -> None:
    """What nobody foresaw is a try that failed, and not one that is made for ever."""
    await scene.start()
    await scene.hear()
    await scene.roamer.change(
        "UPDATE partner_commands SET sealed = convert_to('SECRET-UID', 'UTF8') WHERE tenant_id = $1"
    )
    with capture_logs() as logs:
        await scene.tell()
        [row] = await scene.received()
        assert (row["state"], row["tries"]) == ("answered", 1)
        scene.clock.advance(1)
        await scene.tell()
        assert (await scene.received())[0]["tries"] == 1
        for _ in range(8):
            scene.clock.advance(181)
            await scene.tell()
    [row] = await scene.received()
    assert (row["state"], row["tries"], scene.results) == ("untold", 6, [])
    assert row["last_error"] == "It could not be said: the fault is here."
    assert (await scene.roamer.told("partner_command."))[-1] == "partner_command.untold"
    stumbled = [each for each in logs if each["event"] == "a result cannot be said"]
    assert [each["error"] for each in stumbled] == ["Undecipherable"] * 6
    assert "SECRET" not in str(logs)
    assert UID not in str(logs)


async def test_a_partner_that_hangs_holds_up_no_other(
    scene: Scene, house: House, roamer: Roamer
) -> None:
    """Of each partner a few results are under way at once, whatever waits."""
    async with fake_partner() as second:
        second.receives = ("commands",)
        second.roles = [role("BE-TWO")]
        _, token = await registered(roamer, second, name="Second")
        other = Scene(house, roamer, scene.station, second, "", Caller(roamer, token))

        async def result(asked: Asked) -> Answer:
            other.results.append({"path": asked.path})
            return enveloped()

        released = asyncio.Event()

        async def hangs(asked: Asked) -> Answer:
            await released.wait()
            return enveloped()

        second.special["/results/1"] = result
        scene.partner.special["/results/1"] = hangs
        for _ in range(6):
            await scene.start()
        theirs = {**TOKEN, "country_code": "BE", "party_id": "TWO"}
        assert (await other.start(token=theirs))["data"]["result"] == "ACCEPTED"
        await scene.hear()
        await roamer.contexts.result_teller.round()
        async with asyncio.timeout(20):
            while not other.results:  # noqa: ASYNC110  nobody tells when a partner was told
                await asyncio.sleep(0)
        released.set()
        await roamer.contexts.result_teller.idle()


async def test_a_process_that_dies_takes_no_result_with_it(scene: Scene, house: House) -> None:
    """A command that nobody ends any more is a time-out, once its time is long over."""

    async def dies(command: CommandRow) -> CommandOutcome:
        raise ConnectionError

    house.port.answer = dies
    assert (await scene.start())["data"]["result"] == "ACCEPTED"
    await scene.heard()
    assert scene.results == []
    scene.clock.advance(91)
    await scene.tell()
    await scene.tell()
    assert [each["result"] for each in scene.results] == ["TIMEOUT"]


async def test_results_survive_whoever_was_to_tell_them(scene: Scene) -> None:
    """What another worker took and never told is told when its time is up."""
    await scene.start()
    await scene.roamer.contexts.commands.stop()
    await scene.roamer.rows(
        "UPDATE partner_commands SET state = 'answered', result = 'ACCEPTED',"
        " due_at = requested_at + interval '60 seconds' WHERE tenant_id = $1 RETURNING id"
    )
    await scene.tell()
    assert scene.results == []
    scene.clock.advance(60)
    await scene.tell()
    assert [each["result"] for each in scene.results] == ["ACCEPTED"]


@pytest.mark.parametrize(
    ("body", "code", "field"),
    [
        ({"location_id": "NOWHERE"}, 2003, ""),
        ({"evse_uid": "NOBODY"}, 2003, ""),
        ({"connector_id": "9"}, 2003, ""),
        ({"token": {**TOKEN, "party_id": "OTH"}}, 2001, "token.party_id"),
        ({"token": {**TOKEN, "uid": "x" * 37}}, 2001, "uid"),
        ({"token": None}, 2001, "token"),
        ({"response_url": "ftp://roamer.example/1"}, 2001, "response_url"),
        ({"response_url": "http://user:secret@roamer.example/1"}, 2001, "response_url"),
    ],
)
async def test_what_cannot_be_meant_is_refused_and_nothing_sent(
    scene: Scene, body: Json, code: int, field: str
) -> None:
    said = await scene.start(**body)
    assert said["status_code"] == code, said
    assert field in said["status_message"]
    assert "data" not in said
    assert scene.sent() == []
    assert await scene.received() == []


async def test_ids_are_compared_without_case(scene: Scene) -> None:
    said = await scene.start(
        location_id=LOCATION.lower(), evse_uid=scene.evse_uid.lower(), connector_id="1"
    )
    assert said["data"]["result"] == "ACCEPTED"
    await scene.heard()


async def test_a_charger_that_is_not_connected_is_a_refusal_at_once(
    scene: Scene, house: House
) -> None:
    await scene.roamer.rows(
        "UPDATE station_connections SET disconnected_at = now() WHERE tenant_id = $1 RETURNING 1"
    )
    said = await scene.start()
    assert said["data"]["result"] == "REJECTED"
    assert "not connected" in said["data"]["message"][0]["text"]
    unlock = await scene.command(
        "UNLOCK_CONNECTOR",
        {"location_id": LOCATION, "evse_uid": scene.evse_uid, "connector_id": "1"},
    )
    assert unlock["data"]["result"] == "REJECTED"
    assert scene.sent() == []
    assert [row["state"] for row in await scene.received()] == ["refused", "refused"]


async def test_without_an_evse_a_free_one_is_taken(scene: Scene, house: House) -> None:
    await scene.roamer.rows(
        "UPDATE connectors SET status = 'Charging' WHERE tenant_id = $1 RETURNING 1"
    )
    second = await connected_station(house, scene.roamer)
    said = await scene.command("START_SESSION", {"token": TOKEN, "location_id": LOCATION})
    assert said["data"]["result"] == "ACCEPTED"
    await scene.heard()
    assert [each.station_id for each in scene.sent()] == [second.id]
    await scene.roamer.rows(
        "UPDATE connectors SET status = 'Charging' WHERE tenant_id = $1 RETURNING 1"
    )
    said = await scene.command("START_SESSION", {"token": TOKEN, "location_id": LOCATION})
    assert said["data"]["result"] == "REJECTED"


async def test_a_long_uid_becomes_one_that_every_charger_holds(scene: Scene) -> None:
    await scene.start(token=APP_USER)
    await scene.start(token={**APP_USER, "uid": str(APP_USER["uid"]).upper()})
    await scene.heard()
    told = {str(each.payload["id_token"]) for each in scene.sent()}
    assert len(told) == 1
    assert len(told.pop()) <= 20


async def test_a_connector_is_unlocked(scene: Scene, house: House) -> None:
    house.port.answer = saying("UnlockFailed")
    await scene.command(
        "UNLOCK_CONNECTOR",
        {"location_id": LOCATION, "evse_uid": scene.evse_uid, "connector_id": "1"},
    )
    await scene.heard()
    assert [each["result"] for each in scene.results] == ["FAILED"]
    assert scene.sent()[0].payload == {"evse_id": 1, "connector_id": 1}


async def test_a_command_that_nobody_knows_is_nowhere(scene: Scene) -> None:
    said = await scene.command("DANCE", {})
    assert said["status_code"] == 2000
    answer = await scene.caller.ask("GET", "2.2.1/receiver/commands/START_SESSION")
    assert answer.status_code == 405
    answer = await scene.caller.ask("POST", "2.2.1/receiver/commands/START_SESSION", b"{")
    assert (answer.status_code, answer.json()["status_code"]) == (400, 2000)


def reserve(scene: Scene, **more: object) -> Json:
    until = scene.clock.now() + timedelta(hours=1)
    return {
        "token": TOKEN,
        "expiry_date": until.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "reservation_id": "R-1",
        "location_id": LOCATION,
        "evse_uid": scene.evse_uid,
        **more,
    }


async def test_reservations_of_two_partners_do_not_collide(
    scene: Scene, house: House, roamer: Roamer
) -> None:
    async with fake_partner() as second:
        second.receives = ("commands",)
        second.roles = [role("BE-TWO")]
        _, token = await registered(roamer, second, name="Second")
        other = Scene(house, roamer, scene.station, second, "", Caller(roamer, token))
        theirs = {**TOKEN, "country_code": "BE", "party_id": "TWO"}
        asks: list[tuple[Scene, Json]] = [(scene, {}), (other, {"token": theirs}), (scene, {})]
        for asker, asked in asks:
            said = await asker.command("RESERVE_NOW", reserve(scene, **asked))
            assert said["data"]["result"] == "ACCEPTED", said
        await roamer.contexts.commands.stop()
        first, others, again = (each.payload["reservation_id"] for each in scene.sent())
        assert first == again != others
        said = await other.command("CANCEL_RESERVATION", {"reservation_id": "r-1"})
        assert said["data"]["result"] == "ACCEPTED"
        await roamer.contexts.commands.stop()
        assert scene.sent()[-1].payload == {"reservation_id": others}


async def test_a_reservation_is_refused_as_the_charger_refuses_it(
    scene: Scene, house: House
) -> None:
    house.port.answer = saying("Occupied")
    await scene.command("RESERVE_NOW", reserve(scene))
    await scene.heard()
    house.port.answer = saying("Rejected")
    await scene.command("CANCEL_RESERVATION", {"reservation_id": "R-1"})
    await scene.heard()
    assert [each["result"] for each in scene.results] == ["EVSE_OCCUPIED", "UNKNOWN_RESERVATION"]


async def test_what_is_wrong_with_a_reservation_is_said_at_once(scene: Scene, house: House) -> None:
    past = await scene.command("RESERVE_NOW", reserve(scene, expiry_date="2026-01-01T00:00:00Z"))
    assert past["status_code"] == 2001
    far = await scene.command("RESERVE_NOW", reserve(scene, expiry_date="2027-01-01T00:00:00Z"))
    assert far["data"]["result"] == "REJECTED"
    nobody = await scene.command("CANCEL_RESERVATION", {"reservation_id": "R-9"})
    assert nobody["data"]["result"] == "REJECTED"
    await scene.command("RESERVE_NOW", reserve(scene))
    second = await connected_station(house, scene.roamer)
    elsewhere = await scene.command("RESERVE_NOW", reserve(scene, evse_uid=f"{second.code}-1"))
    assert elsewhere["data"]["result"] == "REJECTED"
    assert len(scene.sent()) == 1
    await scene.heard()


async def test_a_session_that_is_not_the_callers_is_unknown(scene: Scene) -> None:
    for id_ in ("S-1", str(UUID(int=7))):
        said = await scene.command("STOP_SESSION", {"session_id": id_})
        assert (said["status_code"], said["data"]["result"]) == (1000, "UNKNOWN_SESSION")
    assert scene.sent() == []


async def test_partners_of_2_1_1_ask_in_their_own_words(
    house: House, roamer: Roamer, partner: FakePartner
) -> None:
    scene = await a_scene(house, roamer, partner, "2.1.1", legacy_role="EMSP")
    said = await scene.start("2.1.1", token=TOKEN_211)
    assert said["data"] == {"result": "ACCEPTED"}
    await scene.heard()
    assert scene.results == [{"path": "/results/1", "result": "ACCEPTED"}]
    reserved = await scene.command(
        "RESERVE_NOW", reserve(scene, token=TOKEN_211, reservation_id=7), "2.1.1"
    )
    assert reserved["data"] == {"result": "ACCEPTED"}
    house.port.answer = saying("Occupied")
    await scene.heard()


async def test_partners_of_2_3_0_ask_with_what_only_they_have(
    house: House, roamer: Roamer, partner: FakePartner
) -> None:
    scene = await a_scene(house, roamer, partner, "2.3.0")
    said = await scene.start("2.3.0", token={**TOKEN, "type": "EMAID"})
    assert said["data"] == {"result": "ACCEPTED", "timeout": 60}
    await scene.heard()
    assert [each["result"] for each in scene.results] == ["ACCEPTED"]
