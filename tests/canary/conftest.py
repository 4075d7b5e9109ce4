"""One busy day of an installation, and all that it left behind."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from functools import partial

import pytest_asyncio
from tests.canary import evidence
from tests.canary.answers import Answers, Reader
from tests.canary.canaries import Flock
from tests.canary.installation import Installation, open_api, open_installation
from tests.canary.scene import Scene
from tests.canary.through_new_chargers import by_ocpp201
from tests.canary.through_old_chargers import by_ocpp16
from tests.canary.through_partners import a_partner, by_partners
from tests.canary.through_people import by_people
from tests.canary.through_the_api import by_the_api, by_the_command_line
from tests.canary.through_the_office import a_listener, by_the_office, the_office
from tests.independent.house import Api, Json
from tests.protocol.rawcharger import basic, open_socket
from websockets.exceptions import InvalidStatus


@dataclass
class Aftermath:
    """What was left behind, by kind and place."""

    flock: Flock
    tables: dict[str, str]
    read: Answers
    problems: dict[str, str]
    logs: dict[str, str]
    files: dict[str, str]
    stream: dict[str, str]
    webhooks: dict[str, str]

    @property
    def answers(self) -> dict[str, str]:
        return self.read.texts


async def _station(api: Api, location: Json, code: str, protocol: str, password: str) -> Json:
    body = {"code": code, "location_id": location["id"], "security_profile": 1}
    added = await api.post("/stations", {**body, "protocol": protocol, "password": password})
    station: Json = added["station"]
    return station


async def _refused_knocks(installation: Installation, flock: Flock) -> None:
    for authorization in (
        basic("CAN-1", flock.password("knock")),
        basic(flock.tag("knock user"), flock.password("knock")),
        f"Bearer {flock.tag('knock bearer')}",
        f"Basic {flock.tag('knock basic')}",
    ):
        try:
            await open_socket(
                f"{installation.ocpp_url}/main/CAN-1?card={flock.tag('knock query')}",
                ["ocpp1.6"],
                authorization,
            )
        except InvalidStatus as refusal:
            installation.said.append(str(refusal.response.body))
        else:
            raise AssertionError(authorization)


@pytest_asyncio.fixture(scope="package", loop_scope="package")
async def aftermath() -> AsyncIterator[Aftermath]:
    """Put canaries in by every door, and gather what is left."""
    flock = Flock()
    async with open_installation() as installation:
        token = await installation.command("tokens", "create", "--permission", "*")
        installation.said.clear()  # it was told this once
        flock.secret("an API token", token.strip())
        async with open_api(installation, token.strip()) as api:
            location = await api.post("/locations", {"name": "Depot", "timezone": "Asia/Kolkata"})
            scene = Scene(
                installation=installation,
                api=api,
                flock=flock,
                old=await _station(api, location, "CAN-1", "ocpp1.6", flock.password("old")),
                new=await _station(api, location, "CAN-2", "ocpp2.0.1", flock.password("new")),
                errors=[],
            )
            async with (
                the_office(scene) as office,
                a_listener(scene, office) as heard,
                a_partner(scene) as guest,
            ):
                await by_the_command_line(scene)
                await by_the_api(scene)
                await by_people(scene)
                await by_the_office(scene, office)
                await by_partners(guest)
                await _refused_knocks(installation, flock)
                for code, protocol, password, through in (
                    ("CAN-1", "ocpp1.6", flock.password("old"), by_ocpp16),
                    ("CAN-2", "ocpp2.0.1", flock.password("new"), by_ocpp201),
                ):
                    charger = await installation.charger(code, protocol, password)
                    await through(scene, charger)
                    await charger.close()
                await _settled(scene, guest.id)
                read = await Reader(office.client).everything()
            yield await _gather(scene, read, heard)


async def _settled(scene: Scene, partner_id: str) -> None:
    """Wait for what follows: CDRs, problems, audit entries, what webhooks and partners hear."""
    api = scene.api
    for path in ("/cdrs", "/cdrs/omissions", "/access/problems"):
        await api.eventually(partial(api.items, path), bool)
    [hook] = await api.items("/webhooks")
    deliveries = f"/webhooks/{hook['id']}/deliveries"
    for name in ("session.terminated", "charger_access.decision_recorded"):
        await api.eventually(partial(api.items, deliveries, event_type=name), bool)
    await api.eventually(partial(api.items, "/audit/entries", name="session.terminated"), bool)
    await api.eventually(partial(api.get, f"/roaming/partners/{partner_id}/exchanges"), bool)


async def _gather(scene: Scene, read: Answers, heard: list[str]) -> Aftermath:
    installation, client = scene.installation, scene.api.client
    stream = {"stream": await evidence.whole_stream(client)}
    tables = await evidence.every_table(installation.data)
    await installation.stop()
    return Aftermath(
        flock=scene.flock,
        tables=tables,
        read=read,
        problems={f"problem {n}": text for n, text in enumerate(scene.errors)},
        logs={
            "server.log": installation.log.read_text(),
            **{f"command {n}": text for n, text in enumerate(installation.said)},
        },
        files=evidence.every_file(installation.data),
        stream=stream,
        webhooks={f"delivery {n}": text for n, text in enumerate(heard)},
    )
