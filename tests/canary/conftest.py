"""One busy day of an installation, and all that it left behind."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest_asyncio
from tests.canary import evidence
from tests.canary.canaries import Flock
from tests.canary.installation import Installation, open_api, open_installation
from tests.canary.scene import Scene
from tests.canary.through_new_chargers import by_ocpp201
from tests.canary.through_old_chargers import by_ocpp16
from tests.canary.through_people import by_people
from tests.canary.through_the_api import by_the_api, by_the_command_line
from tests.independent.house import Api, Json
from tests.protocol.rawcharger import RawCharger, basic, open_socket
from websockets.exceptions import InvalidStatus


@dataclass
class Aftermath:
    """What was left behind, by kind and place."""

    flock: Flock
    tables: dict[str, str]
    answers: dict[str, str]
    problems: dict[str, str]
    logs: dict[str, str]
    files: dict[str, str]
    stream: dict[str, str]


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
    flock, chargers = Flock(), list[RawCharger]()
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
            await by_the_command_line(scene)
            await by_the_api(scene)
            await by_people(scene)
            await _refused_knocks(installation, flock)
            for code, protocol, password, through in (
                ("CAN-1", "ocpp1.6", flock.password("old"), by_ocpp16),
                ("CAN-2", "ocpp2.0.1", flock.password("new"), by_ocpp201),
            ):
                chargers.append(await installation.charger(code, protocol, password))
                await through(scene, chargers[-1])
                await chargers[-1].close()
            yield await _gather(scene)


async def _gather(scene: Scene) -> Aftermath:
    installation, client = scene.installation, scene.api.client
    answers = await evidence.every_answer(client)
    stream = {"stream": await evidence.whole_stream(client)}
    tables = await evidence.every_table(installation.data)
    await installation.stop()
    return Aftermath(
        flock=scene.flock,
        tables=tables,
        answers=answers,
        problems={f"problem {n}": text for n, text in enumerate(scene.errors)},
        logs={
            "server.log": installation.log.read_text(),
            **{f"command {n}": text for n, text in enumerate(installation.said)},
        },
        files=evidence.every_file(installation.data),
        stream=stream,
    )
