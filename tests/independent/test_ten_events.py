"""The ten events of scheduled access, delivered by webhook: names and fields are the mission's.

A charger of another make and a program with an API token provoke each; a consumer of webhooks, a
server of its own, is told. What is written here is typed from the mission and not from the code.
"""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final, NamedTuple
from uuid import UUID

import pytest
import pytest_asyncio
from tests.independent.charger import connected
from tests.independent.drivers import CLOCK, driver_of
from tests.independent.freevend_setting import FREE, FreevendSetting
from tests.independent.house import House, InnerHouse, Json
from tests.integration.webhooks.consumer import PATIENCE_S, Consumer, consuming

from chargehouse.app.event_classes import EVENT_CLASSES
from chargehouse.app.event_types import EVENT_CATALOGUE, webhooks_document

pytestmark = pytest.mark.asyncio(loop_scope="module")

TOLD: Final = {
    "charger_access.schedule_configured": (
        "AccessScheduleCreated",
        ("schedule_id", "mode", "recurrence", "zone", "created_at"),
    ),
    "charger_access.schedule_updated": (
        "AccessScheduleUpdated",
        ("schedule_id", "changed_fields", "updated_at"),
    ),
    "charger_access.expected_mode_changed": (
        "EffectiveAccessModeEvaluated",
        ("previous", "next", "source_schedule_id", "effective_at"),
    ),
    "charger_access.mode_change_requested": (
        "ChargerAccessModeChangeRequested",
        ("requested_mode", "configuration_path", "requested_at"),
    ),
    "charger_access.mode_change_confirmed": (
        "ChargerAccessModeChanged",
        ("mode", "evidence", "changed_at"),
    ),
    "charger_access.mode_change_failed": (
        "ChargerAccessModeChangeFailed",
        ("expected_mode", "attempted_path", "reason", "at"),
    ),
    "charger_access.attempt_received": (
        "ManagedAccessAttemptReceived",
        ("identifier_type", "identifier_hash", "received_at"),
    ),
    "charger_access.identifier_classified": (
        "VehicleIdentifierClassified",
        ("identifier_type", "access_class", "matched_vehicle_id"),
    ),
    "charger_access.decision_recorded": (
        "AccessDecisionRecorded",
        ("masked_identifier", "access_class", "decision", "reason", "policy_source", "decided_at"),
    ),
    "charger_access.access_denied_observed": (
        "AccessDeniedObserved",
        ("decision_id", "observed_at", "observed_by"),
    ),
}
"""By wire name: the class, and what it tells besides event id, tenant, charger, time and so on."""


def instants(fields: Sequence[str]) -> list[str]:
    """Return those of the fields that say when."""
    return [name for name in fields if name == "at" or name.endswith("_at")]


class Played(NamedTuple):
    """What was done at a charger, and what a consumer was told of it."""

    protocol: str
    station: Json
    tenant_id: str
    vehicle: Json
    tag: str
    stranger: str
    heard: list[tuple[str, Json]]
    """By `webhook-id`, in the order in which it came."""

    def of(self, name: str) -> list[Json]:
        """Return what an event told, the oldest first."""
        return [body["data"] for _, body in self.heard if body["type"] == f"charger_access.{name}"]


async def told(consumer: Consumer, name: str, times: int = 1) -> None:
    """Wait until a consumer was told so often of an event."""
    async with asyncio.timeout(PATIENCE_S):
        while consumer.types.count(f"charger_access.{name}") < times:
            await consumer.hears(len(consumer.heard) + 1)


async def schedule(house: House, station: Json, mode: str) -> Json:
    """Give a station its own schedule: a mode, and another on a day that is not near."""
    day = (CLOCK.now() + timedelta(days=3)).isoweekday()
    hours = {"days": [day], "begins": "08:00", "ends": "10:00", "mode": "managed_access"}
    answer = await house.api.client.put(
        f"/api/v1/stations/{station['id']}/access/policy",
        json={"default_mode": mode, "windows": [hours]},
    )
    assert answer.is_success, answer.text
    made: Json = answer.json()
    return made


@pytest_asyncio.fixture(scope="module", loop_scope="module", params=list(FREE))
async def played(house: InnerHouse, request: pytest.FixtureRequest) -> Played:
    """A charger's life in which each of the ten happens."""
    protocol: str = request.param
    station = await house.station(protocol)
    tag, stranger = f"0A{station['code']}", f"0B{station['code']}"
    vehicle = await house.api.post("/vehicles", {"name": f"Van {protocol}"})
    await house.identifier(tag, vehicle_id=vehicle["id"])
    control = f"/stations/{station['id']}/access/control"
    async with consuming() as consumer, connected(house, station, protocol) as charger:
        setting, driver = FreevendSetting(charger), driver_of(charger)
        assert await driver.boot() == "Accepted"
        assert (await house.api.post(f"{control}/probe"))["capability"] == "full"
        asked = {"url": consumer.url, "event_types": sorted(TOLD), "station_id": station["id"]}
        await house.api.post("/webhooks", {**asked, "ordered": True})
        await schedule(house, station, "managed_access")
        assert await driver.authorise(tag) == "Accepted"
        assert await driver.authorise(stranger) == driver.words["unknown"]
        await told(consumer, "access_denied_observed")
        await schedule(house, station, "freevend")
        await told(consumer, "mode_change_confirmed")
        setting.refuses = True
        await schedule(house, station, "managed_access")
        await house.api.eventually(
            lambda: house.api.get(control),
            lambda now: now["change"] is not None and now["change"]["status"] == "rejected",
        )
        await schedule(house, station, "freevend")
        await told(consumer, "mode_change_failed")
        heard = [(each.id, each.json) for each in consumer.heard]
    tenant = await house.process.contexts.tenants.resolve("main")
    return Played(protocol, station, str(tenant.id), vehicle, tag, stranger, heard)


async def test_all_ten_are_told_with_the_missions_fields(played: Played) -> None:
    """FR-012: each carries event id, tenant, charger, time, actor and request id as well."""
    assert {body["type"] for _, body in played.heard} == set(TOLD)
    ids = [UUID(event_id) for event_id, _ in played.heard]
    assert len(ids) == len(set(ids))
    for _, body in played.heard:
        _, fields = TOLD[body["type"]]
        data = body["data"]
        assert {*fields} <= data.keys()
        assert body["tenant_id"] == played.tenant_id
        assert data["station_id"] == played.station["id"]
        assert body["actor"]
        assert "request_id" in body
        for said in (body["timestamp"], *(data[name] for name in instants(fields))):
            assert datetime.fromisoformat(said).utcoffset() == timedelta(0)


async def test_a_schedule_and_the_mode_that_follows_from_it_are_told(played: Played) -> None:
    [made] = played.of("schedule_configured")
    assert (made["mode"], made["zone"]) == ("managed_access", "Europe/Berlin")
    assert len(made["recurrence"]) == 1
    changed = played.of("schedule_updated")
    assert {each["schedule_id"] for each in changed} == {made["schedule_id"]}
    assert all("default_mode" in each["changed_fields"] for each in changed)
    modes = [(each["previous"], each["next"]) for each in played.of("expected_mode_changed")]
    there, back = ("managed_access", "freevend"), ("freevend", "managed_access")
    assert modes == [there, back, there]
    sources = {each["source_schedule_id"] for each in played.of("expected_mode_changed")}
    assert sources == {made["schedule_id"]}
    by_rest = [body for _, body in played.heard if body["type"].startswith("charger_access.sched")]
    assert all(body["request_id"] and body["actor"] == "token:test" for body in by_rest)


async def test_a_change_of_mode_its_proof_and_its_failure_are_told(played: Played) -> None:
    key, free = FREE[played.protocol]
    requested = [
        (each["requested_mode"], key in each["configuration_path"])
        for each in played.of("mode_change_requested")
    ]
    assert requested[:2] == [("freevend", True), ("managed_access", True)]
    confirmed = played.of("mode_change_confirmed")[0]
    assert confirmed["mode"] == "freevend"
    assert free in confirmed["evidence"]
    [failed] = played.of("mode_change_failed")
    assert (failed["expected_mode"], failed["reason"]) == ("managed_access", "refused")
    assert key in failed["attempted_path"]


def in_order(played: Played, decision_id: str) -> Sequence[str]:
    """Return what was told of one decision, in the order in which it came."""
    return [
        body["type"].removeprefix("charger_access.")
        for _, body in played.heard
        if body["data"]["aggregate_id"] == decision_id
    ]


async def test_an_attempt_its_class_its_decision_and_its_denial_are_told_in_order(
    played: Played,
) -> None:
    let_in, denied = played.of("decision_recorded")
    common = ["attempt_received", "identifier_classified", "decision_recorded"]
    assert in_order(played, let_in["aggregate_id"]) == common
    assert in_order(played, denied["aggregate_id"]) == [*common, "access_denied_observed"]
    assert (let_in["decision"], let_in["access_class"]) == ("allowed", "own_fleet")
    assert (denied["decision"], denied["reason"]) == ("denied", "unknown_identifier")
    assert (denied["access_class"], denied["policy_source"]) == ("unknown", "default")
    first, second = played.of("identifier_classified")
    assert (first["access_class"], first["matched_vehicle_id"]) == (
        "own_fleet",
        played.vehicle["id"],
    )
    assert (second["access_class"], second["matched_vehicle_id"]) == ("unknown", None)
    [observed] = played.of("access_denied_observed")
    assert observed["decision_id"] == denied["aggregate_id"]
    assert observed["observed_by"] == "chargehouse"


async def test_an_attempt_is_told_by_a_hash_that_the_decision_bears_and_no_identifier(
    house: House, played: Played
) -> None:
    """NFR-006: whoever is told can tell two identifiers apart, and knows neither."""
    kept = await house.api.items("/access/decisions", station_id=played.station["id"])
    detail = {
        each["id"]: (await house.api.get(f"/access/decisions/{each['id']}"))["decision"]
        for each in kept
    }
    attempts = played.of("attempt_received")
    assert [each["identifier_hash"] for each in attempts] == [
        detail[each["aggregate_id"]]["identifier_hash"] for each in attempts
    ]
    assert len({each["identifier_hash"] for each in attempts}) == 2
    everything = str(played.heard).upper()
    assert played.tag not in everything
    assert played.stranger not in everything


@pytest.mark.parametrize("name", TOLD)
async def test_each_is_in_the_catalogue_that_consumers_read(house: House, name: str) -> None:
    """B12: with its class's name in the code, its fields, and an example of each."""
    kind, fields = TOLD[name]
    assert EVENT_CLASSES[name].__name__ == kind
    [listed] = [each for each in await house.api.get("/event-types") if each["name"] == name]
    assert {*fields} <= listed["schema"]["properties"].keys()
    assert {*fields} <= listed["example"].keys()
    described = webhooks_document(EVENT_CATALOGUE)[name]["post"]
    body = described["requestBody"]["content"]["application/json"]["schema"]
    assert {"type", "timestamp", "tenant_id", "actor", "request_id", "data"} == {*body["required"]}
    told = body["properties"]["data"]["properties"]
    assert all("date-time" in str(told[field]) for field in instants(fields))
