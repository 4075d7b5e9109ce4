"""We ask partners' chargers, and hear what these made of it (C7)."""

import json
from uuid import UUID

import pytest
from tests.integration.remote.conftest import House, Scene, a_scene
from tests.integration.roaming.conftest import KEYRING, Json, Roamer
from tests.integration.roaming.fakepartner import (
    Answer,
    Asked,
    FakePartner,
    enveloped,
    fake_partner,
    role,
)
from tests.integration.roaming.registering import Caller, registered

from chargehouse.contexts.identity.model import IdentifierValue, NewIdentifier
from chargehouse.contexts.publishing.service import PublicationBook
from chargehouse.contexts.remote import jobs

pytestmark = pytest.mark.asyncio(loop_scope="module")

CARD = "04FEEDC0FFEE42"
LIMITS = {"unit": "W", "periods": [{"start_s": 0, "limit": 1}]}
PROFILE = {"charging_rate_unit": "W", "charging_profile_period": [{"start_period": 0, "limit": 1}]}


@pytest.fixture
def partner_roles(partner: FakePartner) -> FakePartner:
    partner.roles = [role("NL-ROA", "CPO")]
    return partner


def answering(scene: Scene, path: str, data: object, version: str = "2.2.1") -> list[Json]:
    """Let the partner answer at a path; return what it was asked there."""
    asked: list[Json] = []

    async def answer(said: Asked) -> Answer:
        asked.append(json.loads(said.body or b"{}"))
        return enveloped(data)

    scene.partner.special[f"/{version}/receiver/{path}"] = answer
    return asked


async def told_identifier(scene: Scene) -> str:
    """Add an identifier of ours that partners are told as a token."""
    contexts, database = scene.roamer.contexts, scene.house.ground.database
    value = IdentifierValue.parse(CARD)
    made = await contexts.identifiers.add(
        scene.roamer.actor, NewIdentifier(value=value, type="rfid", status="active")
    )
    ours = (await contexts.party_book.ours(scene.roamer.actor))[0]
    async with database.transaction(scene.roamer.actor) as work:
        await PublicationBook(KEYRING, database.ids).keep(
            work,
            module="tokens",
            party_id=ours.id,
            object_id=str(made.id),
            subject_id=made.id,
            document={
                "country_code": ours.country_code,
                "party_id": ours.party_id,
                "uid": CARD,
                "type": "RFID",
                "contract_id": "XX-CHG-C1",
                "issuer": "Chargehouse",
                "valid": True,
                "whitelist": "ALLOWED",
            },
        )
    return str(made.id)


async def ask(scene: Scene, what: str = "commands", **body: object) -> Json:
    answer = await scene.roamer.client.post(
        f"/api/v1/roaming/partners/{scene.partner_id}/{what}", json=body
    )
    told: Json = answer.json()
    assert answer.status_code == 200, told
    return told


async def found(scene: Scene, id_: str) -> Json:
    told: Json = (await scene.roamer.client.get(f"/api/v1/roaming/sent-commands/{id_}")).json()
    return told


@pytest.mark.usefixtures("partner_roles")
async def test_a_start_with_our_token_and_its_result(scene: Scene) -> None:
    answering(scene, "commands/START_SESSION", {"result": "ACCEPTED", "timeout": 30})
    identifier_id = await told_identifier(scene)
    made = await ask(
        scene,
        kind="START_SESSION",
        identifier_id=identifier_id,
        location_id="NL-1",
        evse_uid="E1",
    )
    assert (made["state"], made["response"], made["result"]) == ("accepted", "ACCEPTED", None)
    asked = scene.partner.asked[-1]
    body = json.loads(asked.body)
    assert (body["token"]["uid"], body["location_id"]) == (CARD, "NL-1")
    assert asked.headers["ocpi-to-party-id"] == "ROA"
    assert body["response_url"] == (
        f"{scene.roamer.door}/2.2.1/sender/commands/START_SESSION/{made['id']}"
    )
    path = body["response_url"].removeprefix(f"{scene.roamer.door}/")
    said = await scene.caller.ask("POST", path, {"result": "EVSE_OCCUPIED"})
    assert said.json()["status_code"] == 1000
    told = await found(scene, made["id"])
    assert (told["state"], told["result"]) == ("done", "EVSE_OCCUPIED")
    again = await scene.caller.ask("POST", path, {"result": "ACCEPTED"})
    assert again.json()["status_code"] == 1000
    assert (await found(scene, made["id"]))["result"] == "EVSE_OCCUPIED"
    assert await scene.roamer.told("partner_command.") == [
        "partner_command.sent",
        "partner_command.ended",
    ]
    rows = await scene.roamer.rows(
        "SELECT t::text AS whole FROM sent_commands AS t WHERE tenant_id = $1"
    )
    assert CARD not in "".join(row["whole"] for row in rows)


@pytest.mark.usefixtures("partner_roles")
async def test_what_comes_of_it_without_a_result(scene: Scene) -> None:
    answering(scene, "commands/STOP_SESSION", {"result": "ACCEPTED", "timeout": 30})
    made = await ask(scene, kind="STOP_SESSION", session_id="S-1")
    answering(scene, "commands/STOP_SESSION", {"result": "UNKNOWN_SESSION", "timeout": 0})
    refused = await ask(scene, kind="STOP_SESSION", session_id="S-2")
    assert (refused["state"], refused["response"]) == ("refused", "UNKNOWN_SESSION")
    answering(scene, "commands/STOP_SESSION", {"result": "PERHAPS", "timeout": 0})
    odd = await ask(scene, kind="STOP_SESSION", session_id="S-3")
    assert odd["state"] == "failed"
    assert odd["message"]

    scene.clock.advance(29)
    await jobs.expire(scene.roamer.contexts.sent_commands)
    assert (await found(scene, made["id"]))["state"] == "accepted"
    scene.clock.advance(2)
    await jobs.expire(scene.roamer.contexts.sent_commands)
    assert (await found(scene, made["id"]))["state"] == "timed_out"
    late = await scene.caller.ask(
        "POST", f"2.2.1/sender/commands/STOP_SESSION/{made['id']}", {"result": "ACCEPTED"}
    )
    assert late.json()["status_code"] == 1000
    told = await found(scene, made["id"])
    assert (told["state"], told["result"]) == ("done", "ACCEPTED")
    listed = await scene.roamer.client.get(
        "/api/v1/roaming/sent-commands", params={"partner_id": scene.partner_id}
    )
    assert [each["session_id"] for each in listed.json()["items"]] == ["S-3", "S-2", "S-1"]
    of_one = await scene.roamer.client.get(
        "/api/v1/roaming/sent-commands", params={"session_id": "s-2"}
    )
    assert [each["id"] for each in of_one.json()["items"]] == [refused["id"]]


@pytest.mark.usefixtures("partner_roles")
async def test_a_result_counts_from_who_was_asked_alone(
    scene: Scene, house: House, roamer: Roamer
) -> None:
    answering(scene, "commands/STOP_SESSION", {"result": "ACCEPTED", "timeout": 30})
    made = await ask(scene, kind="STOP_SESSION", session_id="S-1")
    async with fake_partner() as second:
        second.roles = [role("BE-TWO", "CPO")]
        _, token = await registered(roamer, second, name="Second")
        stranger = Caller(roamer, token)
        path = f"2.2.1/sender/commands/STOP_SESSION/{made['id']}"
        for caller, asked in (
            (stranger, path),
            (scene.caller, path.replace("STOP", "START")),
            (scene.caller, path.replace(made["id"], str(UUID(int=1)))),
            (scene.caller, "2.2.1/sender/commands/STOP_SESSION/x"),
        ):
            answer = await caller.ask("POST", asked, {"result": "ACCEPTED"})
            assert answer.status_code == 404, asked
    odd = await scene.caller.ask("POST", path, {"result": "MAYBE"})
    assert odd.json()["status_code"] == 2001
    assert (await found(scene, made["id"]))["state"] == "accepted"


@pytest.mark.usefixtures("partner_roles")
async def test_what_cannot_be_asked_is_a_problem(scene: Scene) -> None:
    path = f"/api/v1/roaming/partners/{scene.partner_id}/commands"
    client = scene.roamer.client
    missing = await client.post(path, json={"kind": "STOP_SESSION"})
    assert missing.status_code == 422, missing.text
    unknown = {"kind": "START_SESSION", "identifier_id": str(UUID(int=1)), "location_id": "L"}
    untold = await client.post(path, json=unknown)
    assert untold.status_code == 409, untold.text
    nobody = path.replace(scene.partner_id, str(UUID(int=1)))
    stranger = await client.post(nobody, json={"kind": "STOP_SESSION", "session_id": "S"})
    assert stranger.status_code == 404, stranger.text
    assert (await client.get("/api/v1/roaming/sent-commands")).json()["items"] == []


async def test_a_partner_of_2_1_1_answers_in_its_own_words(
    house: House, roamer: Roamer, partner: FakePartner
) -> None:
    scene = await a_scene(house, roamer, partner, "2.1.1", legacy_role="CPO")
    answering(scene, "commands/STOP_SESSION", {"result": "ACCEPTED"}, "2.1.1")
    made = await ask(scene, kind="STOP_SESSION", session_id="S-1")
    assert made["state"] == "accepted"
    url = json.loads(scene.partner.asked[-1].body)["response_url"]
    said = await scene.caller.ask(
        "POST", url.removeprefix(f"{roamer.door}/"), {"result": "TIMEOUT"}
    )
    assert said.json()["status_code"] == 1000, said.text
    told = await found(scene, made["id"])
    assert (told["state"], told["result"]) == ("done", "TIMEOUT")


@pytest.mark.usefixtures("partner_roles")
async def test_limits_of_a_partners_session_are_set_read_and_heard(scene: Scene) -> None:
    asked = answering(scene, "chargingprofiles/S-1", {"result": "ACCEPTED", "timeout": 30})
    made = await ask(
        scene, "charging-profiles", kind="SET_PROFILE", session_id="S-1", profile=LIMITS
    )
    assert made["state"] == "accepted"
    assert asked[0]["charging_profile"] == PROFILE
    path = asked[0]["response_url"].removeprefix(f"{scene.roamer.door}/")
    assert path == f"2.2.1/sender/chargingprofiles/SET_PROFILE/{made['id']}"
    await scene.caller.ask("POST", path, {"result": "ACCEPTED"})
    assert (await found(scene, made["id"]))["result"] == "ACCEPTED"

    active = {"start_date_time": "2026-11-22T08:00:00Z", "charging_profile": PROFILE}
    put = await scene.caller.ask("PUT", "2.2.1/sender/chargingprofiles/S-1", active)
    assert put.json()["status_code"] == 1000, put.text
    of_nobody = await scene.caller.ask("PUT", "2.2.1/sender/chargingprofiles/S-9", active)
    assert of_nobody.status_code == 404
    limits = f"/api/v1/roaming/partners/{scene.partner_id}/charging-profiles"
    in_force = await scene.roamer.client.get(f"{limits}/S-1")
    told = {"start_s": 0, "limit": "1"}
    assert in_force.json()["limits"]["periods"] == [told], in_force.text
    assert (await scene.roamer.client.get(f"{limits}/S-2")).status_code == 404

    result = {"result": "ACCEPTED", "profile": active}
    read = await ask(scene, "charging-profiles", kind="GET_PROFILE", session_id="S-1")
    assert read["state"] == "accepted"
    assert scene.partner.asked[-1].path.startswith(
        "/2.2.1/receiver/chargingprofiles/S-1?duration=3600&"
    )
    path = f"2.2.1/sender/chargingprofiles/GET_PROFILE/{read['id']}"
    assert (await scene.caller.ask("POST", path, result)).json()["status_code"] == 1000
    assert (await found(scene, read["id"]))["profile"]["starts_at"] == "2026-11-22T08:00:00Z"
