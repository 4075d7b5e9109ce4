"""A tenant with a told location, a charger that answers as a test says, and a partner."""

import itertools
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from uuid import UUID

import asyncpg
import pytest_asyncio
from sqlalchemy import text
from tests.integration.across.asking import whole_application
from tests.integration.roaming.conftest import (
    KEYRING,
    Ground,
    Json,
    Roamer,
    tenant_of,
)
from tests.integration.roaming.fakepartner import (
    Answer,
    Asked,
    FakePartner,
    enveloped,
    fake_partner,
)
from tests.integration.roaming.registering import Caller, registered
from tests.integration.stations.test_commands import Loopback, accepted

from chargehouse.app.wiring import Contexts, build_contexts
from chargehouse.contexts.publishing.service import EvseNaming, PublicationBook
from chargehouse.contexts.remote.reactions import COMPLETED
from chargehouse.contexts.stations.public import CommandRow, Station, StationRef
from chargehouse.kernel.actor import Actor
from chargehouse.kernel.chance import SystemChance
from chargehouse.kernel.clock import FakeClock
from chargehouse.kernel.ids import TimeOrderedIds
from chargehouse.platform.http.paging import Paging
from chargehouse.platform.metrics import Metrics
from chargehouse.platform.postgres.address import PostgresAddress
from chargehouse.platform.postgres.database import Database
from chargehouse.platform.settings import OcpiSettings, Settings

LOCATION = "BER-1"
UID = "04AABBCCDDEE77"
TOKEN: Json = {
    "country_code": "NL",
    "party_id": "ROA",
    "uid": UID,
    "type": "RFID",
    "contract_id": "NL-ROA-C12345678-X",
    "issuer": "Roamer",
    "valid": True,
    "whitelist": "NEVER",
    "last_updated": "2026-11-22T00:00:00Z",
}
TOKEN_211: Json = {
    **{name: TOKEN[name] for name in ("uid", "type", "issuer", "valid", "whitelist")},
    "auth_id": TOKEN["contract_id"],
    "last_updated": TOKEN["last_updated"],
}
_codes = itertools.count(1)


@dataclass
class House:
    """Every use case over one database; `port` stands for all chargers."""

    ground: Ground
    port: Loopback


@dataclass
class Scene:
    """A tenant, its charger, and a registered partner that may call."""

    house: House
    roamer: Roamer
    station: Station
    partner: FakePartner
    partner_id: str
    caller: Caller
    results: list[Json] = field(default_factory=list)

    @property
    def clock(self) -> FakeClock:
        return self.roamer.clock

    @property
    def evse_uid(self) -> str:
        return f"{self.station.code}-1"

    async def command(self, name: str, body: Json, version: str = "2.2.1") -> Json:
        """Ask as the partner does; return the envelope."""
        said = {"response_url": f"{self.partner.url}/results/1", **body}
        side = "" if version == "2.1.1" else "receiver/"
        answer = await self.caller.ask("POST", f"{version}/{side}commands/{name}", said)
        told: Json = answer.json()
        return told

    async def start(self, version: str = "2.2.1", **body: object) -> Json:
        """Ask for a start at the charger's only EVSE."""
        said = {"token": TOKEN, "location_id": LOCATION, "evse_uid": self.evse_uid}
        return await self.command("START_SESSION", {**said, **body}, version)

    async def heard(self) -> None:
        """Let what chargers answered be heard, and partners be told of it."""
        await self.hear()
        await self.tell()

    async def hear(self) -> None:
        """Let what chargers answered be heard."""
        contexts, database = self.roamer.contexts, self.house.ground.database
        await contexts.commands.stop()
        rows = await self.roamer.rows(
            "SELECT payload FROM events WHERE tenant_id = $1"
            " AND wire_name = 'station.command_completed' ORDER BY xid, sequence"
        )
        for row in rows:
            async with database.transaction(self.roamer.actor) as work:
                await contexts.result_following.ended(work, COMPLETED.decode(row["payload"]))

    async def tell(self) -> None:
        """Let partners be told what is due."""
        await self.roamer.contexts.result_teller.round()
        await self.roamer.contexts.result_teller.idle()

    async def received(self) -> list[Json]:
        """Return what partners asked, as people see it, the newest first."""
        answer = await self.roamer.client.get("/api/v1/roaming/received-commands")
        assert answer.is_success, answer.text
        items: list[Json] = answer.json()["items"]
        return items

    def sent(self) -> list[CommandRow]:
        """Return what the tenant's charger was told."""
        mine = self.roamer.actor.tenant_id
        return [each for each in self.house.port.sent if each.tenant_id == mine]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def house(module_database: PostgresAddress) -> AsyncIterator[House]:
    clock, ids, port = FakeClock(), TimeOrderedIds(), Loopback(accepted)
    store = Database(module_database.asyncpg_kwargs(), clock=clock, ids=ids)
    await store.start()
    connection = await asyncpg.connect(**module_database.asyncpg_kwargs())
    await connection.execute("CALL ensure_partitions('events', current_date - 1, 3)")
    await connection.close()
    contexts = build_contexts(
        store,
        Settings(ocpi=OcpiSettings(allow_private_addresses=True)),
        keyring=KEYRING,
        chance=SystemChance(),
        metrics=Metrics(),
        port=port,
        own_url=lambda: "http://house",
    )
    application = whole_application(contexts, store, KEYRING)
    yield House(Ground(module_database, store, clock, contexts, application), port)
    await contexts.result_teller.stop()
    await contexts.exchanges.stop()
    await contexts.outside.close()
    await store.stop()


@pytest_asyncio.fixture(loop_scope="module")
async def roamer(house: House) -> AsyncIterator[Roamer]:
    house.port.answer = accepted
    async with tenant_of(house.ground) as made:
        yield made


@pytest_asyncio.fixture(loop_scope="module")
async def partner() -> AsyncIterator[FakePartner]:
    async with fake_partner() as served:
        served.modules = ("credentials",)
        served.receives = ("commands", "chargingprofiles")
        yield served


@pytest_asyncio.fixture(loop_scope="module")
async def scene(house: House, roamer: Roamer, partner: FakePartner) -> Scene:
    return await a_scene(house, roamer, partner)


async def a_scene(
    house: House, roamer: Roamer, partner: FakePartner, version: str = "2.2.1", **more: object
) -> Scene:
    """Put a charger that is connected at a told location, and register a partner."""
    station = await connected_station(house, roamer)
    partner_id, token = await registered(roamer, partner, version, **more)
    scene = Scene(house, roamer, station, partner, partner_id, Caller(roamer, token))

    async def result(asked: Asked) -> Answer:
        scene.results.append({"path": asked.path, **json.loads(asked.body)})
        return enveloped()

    partner.special["/results/1"] = result
    return scene


async def connected_station(house: House, roamer: Roamer) -> Station:
    """Put a charger with a free connector at the told location."""
    contexts, database, clock = roamer.contexts, house.ground.database, roamer.clock
    found = await contexts.locations.page(roamer.actor, Paging())
    if found.items:
        location_id = found.items[0].id
    else:
        made = await contexts.locations.add(
            roamer.actor,
            name="Berlin",
            timezone="Europe/Berlin",
            address="Street 1",
            city="Berlin",
            country="DE",
            ocpi_id=LOCATION,
            publish=True,
        )
        location_id = made.id
    code = f"CH-{next(_codes)}"
    station = await contexts.stations.add(
        roamer.actor, code=code, location_id=location_id, security_profile=0, password=None
    )
    process_id = database.ids.new()
    async with database.relay() as relay:
        await relay.execute(
            text(
                "INSERT INTO processes VALUES (:id, '{gateway}', 'here', 1, '0', :now,"
                " CAST(:now AS timestamptz) + interval '1 day')"
            ),
            {"id": process_id, "now": clock.now()},
        )
    await contexts.connections.connected(
        StationRef(roamer.actor.tenant_id, station.id, code),
        connection_id=database.ids.new(),
        process_id=process_id,
        subprotocol="ocpp1.6",
        security_profile=0,
        remote_address="192.0.2.7",
        at=clock.now(),
    )
    async with database.transaction(roamer.actor) as work:
        await work.connection.execute(
            text(
                "INSERT INTO connectors (tenant_id, station_id, evse_id, connector_id, standard,"
                " power_type, status) VALUES (:tenant, :station, 1, 1, 'IEC_62196_T2',"
                " 'ac_3_phase', 'Available')"
            ),
            {"tenant": roamer.actor.tenant_id, "station": station.id},
        )
    await tell_of(contexts, database, roamer.actor, location_id)
    return station


async def tell_of(contexts: Contexts, database: Database, actor: Actor, location_id: UUID) -> None:
    """Have partners told a location as `LOCATION`, with what stands there."""
    [whole] = await contexts.station_directory.whole(actor, [location_id])
    async with database.transaction(actor) as work:
        await EvseNaming(database.ids).names(work, [whole])
        await PublicationBook(KEYRING, database.ids).keep(
            work,
            module="locations",
            party_id=whole.location.party_id,
            object_id=LOCATION,
            subject_id=location_id,
            document={"id": LOCATION},
        )
