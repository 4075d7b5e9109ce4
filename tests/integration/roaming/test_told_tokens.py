"""Our drivers' identifiers as tokens of our eMSP, and partners' questions about them."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
import pytest_asyncio
from tests.integration.roaming.conftest import Ground, Json
from tests.integration.roaming.fakepartner import role
from tests.integration.roaming.telling import Teller, path_of, teller
from tests.unit.ocpi.ocpi_documents import read

from chargehouse.contexts.identity.model import IdentifierChange, IdentifierValue, NewIdentifier
from chargehouse.kernel.actor import system_actor
from chargehouse.ocpi import codec
from chargehouse.ocpi.interfaces import OBJECTS

pytestmark = pytest.mark.asyncio(loop_scope="module")

CARD = "04AABBCCDD"
SHARING = "/api/v1/roaming/publishing/tokens"


@dataclass
class Fleet:
    """Our drivers, and a partner with chargers."""

    teller: Teller

    @property
    def contexts(self) -> Any:  # noqa: ANN401  every service
        return self.teller.roamer.contexts

    async def driver(self, value: str = CARD, kind: str = "rfid", **more: Any) -> UUID:  # noqa: ANN401  of an identifier
        """Add an identifier of ours."""
        new = NewIdentifier(value=IdentifierValue.parse(value), type=kind, **more)  # type: ignore[arg-type]
        added = await self.contexts.identifiers.add(self.teller.roamer.actor, new)
        found: UUID = added.id
        return found

    async def of_fleet(self, value: str = CARD) -> UUID:
        """Add a fleet with a vehicle and its card, and return the fleet."""
        client = self.teller.roamer.client
        fleet = (await client.post("/api/v1/fleets", json={"name": "Vans"})).json()
        vehicle = await client.post(
            "/api/v1/vehicles", json={"name": "Van 1", "fleet_id": fleet["id"]}
        )
        assert vehicle.is_success, vehicle.text
        await self.driver(value, vehicle_id=UUID(vehicle.json()["id"]))
        return UUID(fleet["id"])

    async def share(self, shared: str = "all", **more: object) -> Json:
        """Choose what is shared, and have it told."""
        answer = await self.teller.roamer.client.put(SHARING, json={"shared": shared, **more})
        assert answer.is_success, answer.text
        await self.tell()
        found: Json = (await self.teller.roamer.client.get(SHARING)).json()
        return found

    async def tell(self) -> None:
        """Do what the job does."""
        actor = system_actor("job", self.teller.roamer.actor.tenant_id, "test")
        await self.contexts.token_telling.tell_all(actor)

    async def changed(self, identifier_id: UUID) -> None:
        """Do what is done when an identifier changed."""
        actor = system_actor("reaction", self.teller.roamer.actor.tenant_id, "test")
        async with self.teller.roamer.ground.database.transaction(actor) as work:
            await self.contexts.token_telling.changed(work, identifier_id)

    async def listed(self) -> list[Json]:
        """Return the tokens that the partner is told when it asks."""
        side = "" if self.teller.version == "2.1.1" else "sender/"
        answer = await self.teller.caller.ask("GET", f"{self.teller.version}/{side}tokens")
        said = read(answer.text)
        assert said["status_code"] == 1000, answer.text
        found: list[Json] = said["data"]
        return found

    async def asks(
        self, uid: str = CARD, body: object = None, kind: str | None = "RFID"
    ) -> tuple[int, int, Json]:
        """Have the partner ask whether a driver may charge."""
        side = "" if self.teller.version == "2.1.1" else "sender/"
        asked = "" if kind is None else f"?type={kind}"
        path = f"{self.teller.version}/{side}tokens/{uid}/authorize{asked}"
        answer = await self.teller.caller.ask("POST", path, body)
        said = answer.json()
        return answer.status_code, said["status_code"], said.get("data", {})


@pytest_asyncio.fixture(loop_scope="module")
async def fleet(ground: Ground) -> AsyncIterator[Fleet]:
    async with teller(ground, "2.2.1", [role("NL-ROA", "CPO")]) as made:
        await made.roamer.party("DE-EMS", "EMSP")
        yield Fleet(made)


async def test_nobody_is_told_of_drivers_until_somebody_says_so(fleet: Fleet) -> None:
    await fleet.driver()
    await fleet.tell()
    assert await fleet.listed() == []
    shown = (await fleet.teller.roamer.client.get(SHARING)).json()
    assert (shown["shared"], shown["told"], shown["whitelist"]) == ("none", 0, "ALLOWED")
    assert shown["party"] == {"country_code": "DE", "party_id": "EMS"}
    assert (await fleet.asks())[:2] == (404, 2004)


async def test_shared_identifiers_are_tokens_of_our_emsp(fleet: Fleet) -> None:
    """Cards, app identifiers and eMAIDs are; what opens our own chargers alone is not."""
    await fleet.driver()
    await fleet.driver("APP-USER-1", "central")
    await fleet.driver("DE8ACC12E46L89", "emaid")
    for value, kind in (("123456", "pin"), ("AABBCCDDEEFF", "mac"), ("WDB111", "vin")):
        await fleet.driver(value, kind)
    shown = await fleet.share()
    assert shown["told"] == 3
    told = {token["uid"]: token for token in await fleet.listed()}
    assert {uid: token["type"] for uid, token in told.items()} == {
        CARD: "RFID",
        "APP-USER-1": "APP_USER",
        "DE8ACC12E46L89": "OTHER",
    }
    card = told[CARD]
    assert (card["country_code"], card["party_id"]) == ("DE", "EMS")
    assert (card["valid"], card["whitelist"]) == (True, "ALLOWED")
    assert card["issuer"] == "Company DE-EMS"
    assert re.fullmatch(r"DE-EMS-C[0-9A-Z]{8}", card["contract_id"])
    assert len({token["contract_id"] for token in told.values()}) == 3
    rows = await fleet.teller.roamer.rows("SELECT * FROM publications WHERE tenant_id = $1")
    assert len(rows) == 3
    assert CARD not in repr([tuple(row) for row in rows])


async def test_a_token_stays_what_it_is_and_ends_as_not_valid(fleet: Fleet) -> None:
    """Tokens are never deleted: partners are told that one is good no more."""
    first = await fleet.driver()
    await fleet.driver("04EEFF0011")
    await fleet.share()
    [before, other] = await fleet.listed()
    actor, identifiers = fleet.teller.roamer.actor, fleet.contexts.identifiers
    await identifiers.update(actor, first, IdentifierChange(status="blocked"))
    await fleet.changed(first)
    [blocked, _] = await fleet.listed()
    await identifiers.update(actor, first, IdentifierChange(status="active"))
    await fleet.changed(first)
    [active, _] = await fleet.listed()
    await identifiers.remove(actor, first)
    await fleet.changed(first)
    [removed, _] = await fleet.listed()
    assert [each["valid"] for each in (before, blocked, active, removed)] == [
        True,
        False,
        True,
        False,
    ]
    assert len({each["contract_id"] for each in (before, blocked, active, removed)}) == 1
    assert other["contract_id"] != before["contract_id"]
    shown = await fleet.share("none")
    assert [each["valid"] for each in await fleet.listed()] == [False, False]
    assert shown["shared"] == "none"


async def test_a_fleets_drivers_alone_can_be_shared(fleet: Fleet) -> None:
    shared = await fleet.of_fleet()
    await fleet.driver("04EEFF0011")
    shown = await fleet.share("fleets", fleets=[str(shared)], whitelist="NEVER")
    assert shown["fleets"] == [str(shared)]
    [token] = await fleet.listed()
    assert (token["uid"], token["whitelist"]) == (CARD, "NEVER")
    assert (await fleet.asks("04EEFF0011"))[:2] == (404, 2004)
    client = fleet.teller.roamer.client
    await client.patch(f"/api/v1/fleets/{shared}", json={"active": False})
    await fleet.tell()
    [asleep] = await fleet.listed()
    assert asleep["valid"] is False
    told = await fleet.teller.roamer.told("publishing.")
    assert told == ["publishing.token_sharing_changed"]


@pytest.mark.parametrize(
    "said",
    [
        {"shared": "fleets"},
        {"shared": "all", "fleets": ["01935a3c-8f6b-7c1e-9a55-3c1f0e6d2b47"]},
        {"shared": "fleets", "fleets": ["01935a3c-8f6b-7c1e-9a55-3c1f0e6d2b47"]},
        {"shared": "some"},
        {"shared": "all", "whitelist": "SOMETIMES"},
        {},
    ],
)
async def test_what_cannot_be_meant_is_refused(fleet: Fleet, said: Json) -> None:
    answer = await fleet.teller.roamer.client.put(SHARING, json=said)
    assert answer.status_code in {400, 422}
    shown = (await fleet.teller.roamer.client.get(SHARING)).json()
    assert shown["updated_at"] is None


async def test_a_driver_may_charge_or_may_not(fleet: Fleet) -> None:
    now = fleet.teller.roamer.clock.now()
    await fleet.driver()
    await fleet.driver("BLOCKED001", status="blocked")
    await fleet.driver("LOST000001", status="lost")
    await fleet.driver("EXPIRED001", valid_until=now - timedelta(days=1))
    await fleet.driver("LATER00001", valid_from=now + timedelta(days=1))
    await fleet.share()
    http, code, info = await fleet.asks(body={"location_id": "LOC1", "evse_uids": ["E1"]})
    assert (http, code, info["allowed"]) == (200, 1000, "ALLOWED")
    assert info["location"] == {"location_id": "LOC1", "evse_uids": ["E1"]}
    assert info["token"]["uid"] == CARD
    assert len(info["authorization_reference"]) == 36
    again = (await fleet.asks(CARD.lower(), kind=None))[2]
    assert again["authorization_reference"] != info["authorization_reference"]
    assert "location" not in again
    for uid, allowed in (
        ("BLOCKED001", "BLOCKED"),
        ("LOST000001", "BLOCKED"),
        ("EXPIRED001", "EXPIRED"),
        ("LATER00001", "BLOCKED"),
    ):
        http, code, info = await fleet.asks(uid, {"location_id": "LOC1"})
        assert (http, code, info["allowed"]) == (200, 1000, allowed)
        assert info["info"]["language"] == "en"
        assert not {"location", "authorization_reference"} & set(info)
    asked = await fleet.teller.roamer.rows("""
        SELECT payload FROM events
        WHERE tenant_id = $1 AND wire_name = 'publishing.token_authorised'
    """)
    assert len(asked) == 6
    assert CARD not in repr(asked)


async def test_what_is_not_known_or_makes_no_sense_is_refused(fleet: Fleet) -> None:
    await fleet.driver()
    await fleet.driver("123456", "pin")
    await fleet.share()
    for uid, kind in (("FFFFFFFF", "RFID"), (CARD, "APP_USER"), ("123456", "OTHER")):
        http, code, info = await fleet.asks(uid, kind=kind)
        assert (http, code, info) == (404, 2004, {})
    assert (await fleet.asks(body=b"{"))[:2] == (400, 2000)
    assert (await fleet.asks(body={"evse_uids": []}))[:2] == (200, 2001)
    assert (await fleet.asks(body={"location_id": "x" * 37}))[:2] == (200, 2001)
    path = f"2.2.1/sender/tokens/{CARD}/forget"
    assert (await fleet.teller.caller.ask("POST", path)).status_code == 404
    assert (await fleet.teller.caller.ask("POST", "2.2.1/sender/tokens")).status_code == 405


async def test_a_fleets_rules_hold_abroad_as_well(fleet: Fleet) -> None:
    """Rules of places of ours say nothing there; those of hours need to know which hour it is."""
    shared = await fleet.of_fleet()
    await fleet.share()
    client = fleet.teller.roamer.client
    rules = f"/api/v1/fleets/{shared}/rules"
    always = {"effect": "deny", "everywhere": True}
    night = await client.post(
        rules,
        json={
            **always,
            "windows": [{"days": [1, 2, 3, 4, 5, 6, 7], "begins": "00:00", "ends": "00:00"}],
        },
    )
    assert night.is_success, night.text
    assert (await fleet.asks())[:2] == (200, 2002)
    place = {"location_id": "LOC1"}
    assert (await fleet.asks(body=place))[:2] == (200, 2002)
    location = fleet.teller.whole("locations", id="LOC1", time_zone="Europe/Amsterdam")
    await fleet.teller.done("PUT", path_of("locations", "LOC1"), location)
    http, code, info = await fleet.asks(body=place)
    assert (http, code, info["allowed"]) == (200, 1000, "NOT_ALLOWED")
    assert (await client.delete(f"{rules}/{night.json()['id']}")).is_success
    uid = location["evses"][0]["uid"]
    for named, meant in (([uid, "NONE"], [uid]), (["NONE"], None)):
        info = (await fleet.asks(body={**place, "evse_uids": named}))[2]
        assert info["allowed"] == "ALLOWED"
        assert info["location"].get("evse_uids") == meant


@pytest.mark.parametrize("version", ["2.1.1", "2.3.0"])
async def test_a_partner_is_told_tokens_in_its_version(ground: Ground, version: str) -> None:
    roles = [role("NL-ROA", "CPO")]
    async with teller(ground, version, roles, legacy_role="CPO") as made:
        await made.roamer.party("DE-EMS", "EMSP")
        fleet = Fleet(made)
        await fleet.driver("DE8ACC12E46L89", "emaid")
        await fleet.share()
        [token] = await fleet.listed()
        kind = OBJECTS[version]["tokens"]  # type: ignore[index]
        assert codec.decode_plain(codec.encode(codec.check(kind, token))) == token
        word = {"2.1.1": "OTHER", "2.3.0": "EMAID"}[version]
        assert token["type"] == word
        http, code, info = await fleet.asks(token["uid"], {"location_id": "L"}, word)
        assert (http, code, info["allowed"]) == (200, 1000, "ALLOWED")
        assert ("token" in info) == (version == "2.3.0")
        assert (await fleet.asks(token["uid"], {"location_id": "L" * 38}, word))[:2] == (200, 2001)
