"""A whole process, and the REST API through which all is set up and read."""

import asyncio
import itertools
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import httpx
from tests.protocol.rawcharger import PATIENCE_S

from chargehouse.app.serve import ChargehouseProcess
from chargehouse.kernel.actor import system_actor
from chargehouse.kernel.clock import SystemClock
from chargehouse.platform.postgres.address import PostgresAddress
from chargehouse.platform.settings import (
    DatabaseSettings,
    HttpSettings,
    OcpiSettings,
    OcppSettings,
    Settings,
    WebhookSettings,
)

PASSWORD = "a-password-of-20-chr"
Json = dict[str, Any]
T = TypeVar("T")


@dataclass
class Api:
    """The REST API, as a program with an API token sees it."""

    client: httpx.AsyncClient

    async def get(self, path: str, **parameters: Any) -> Any:  # noqa: ANN401  JSON of any kind
        """Return what is at a path of the API."""
        answer = await self.client.get(f"/api/v1{path}", params=parameters)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def items(self, path: str, **parameters: Any) -> list[Json]:  # noqa: ANN401  as above
        """Return everything that a list holds, over all its pages."""
        found: list[Json] = []
        cursor: Json = {}
        while True:
            page = await self.get(path, **parameters, **cursor)
            found += page["items"]
            if page["next_cursor"] is None:
                return found
            cursor = {"cursor": page["next_cursor"]}

    async def post(self, path: str, body: object = None, **headers: str) -> Json:
        """Return what a POST, which must succeed, made."""
        answer = await self.answer_to(path, body, **headers)
        assert answer.is_success, answer.text
        made: Json = answer.json()
        return made

    async def answer_to(self, path: str, body: object = None, **headers: str) -> httpx.Response:
        """Return the answer to a POST."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        return await self.client.post(f"/api/v1{path}", json=body or {}, headers=sent)

    async def eventually(self, read: Callable[[], Awaitable[T]], holds: Callable[[T], object]) -> T:
        """Read again until it holds: what nobody waited for is written a moment later."""
        async with asyncio.timeout(PATIENCE_S):
            while not holds(found := await read()):
                pass
        return found


@dataclass(kw_only=True)
class House:
    """A process with all its roles; its tenant is `main`, with one location."""

    api: Api
    ocpp_url: str
    location_id: str
    _numbers: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))

    async def station(self, protocol: str, code: str | None = None) -> Json:
        """Add a station with a password."""
        added = await self.api.post(
            "/stations",
            {
                "code": code or f"IND-{next(self._numbers)}",
                "location_id": self.location_id,
                "security_profile": 1,
                "protocol": protocol,
                "password": PASSWORD,
            },
        )
        station: Json = added["station"]
        return station

    async def identifier(self, value: str, **more: object) -> Json:
        """Add an RFID card."""
        return await self.api.post("/identifiers", {"value": value, "type": "rfid", **more})

    async def frames(self, station: Json, **asked: object) -> list[Json]:
        """Return a station's frames in the order they were seen."""
        found = await self.api.items(f"/stations/{station['id']}/timeline", **asked)
        return found[::-1]

    @asynccontextmanager
    async def events(self, station: Json, after: str | None = None) -> AsyncIterator["EventReader"]:
        """Follow a station's events; `after` an event, or from now on."""
        headers = {} if after is None else {"Last-Event-ID": after}
        async with self.api.client.stream(
            "GET",
            "/api/v1/events/stream",
            params={"station_id": station["id"]},
            headers=headers,
        ) as answer:
            assert answer.status_code == 200
            reader = EventReader(answer.aiter_lines())
            await reader.opened()
            yield reader


@dataclass(kw_only=True)
class InnerHouse(House):
    """A house that runs in this process, where it can be reached behind its doors as well."""

    process: ChargehouseProcess


class EventReader:
    """Reads server-sent events, one by one."""

    def __init__(self, lines: AsyncIterator[str]) -> None:
        self._lines = lines

    async def opened(self) -> None:
        """Wait until the stream has begun."""
        async with asyncio.timeout(PATIENCE_S):
            while not (await anext(self._lines)).startswith(":"):
                pass

    async def next(self) -> Json:
        """Return the next event: its id, its name, its data."""
        event: Json = {}
        async with asyncio.timeout(PATIENCE_S):
            while True:
                line = await anext(self._lines)
                if not line and event:
                    return event
                name, _, value = line.partition(": ")
                if name:
                    event[name] = json.loads(value) if name == "data" else value

    async def until(self, name: str) -> list[Json]:
        """Return the events up to the first of this name."""
        seen: list[Json] = []
        while not seen or seen[-1]["event"] != name:
            seen.append(await self.next())
        return seen


@asynccontextmanager
async def open_house(address: PostgresAddress, folder: Path) -> AsyncIterator[InnerHouse]:
    """Run a process over a database and a data folder, with a token that may do everything."""
    settings = Settings(
        data_dir=folder,
        database=DatabaseSettings(url=address.url()),
        http=HttpSettings(port=0, drain_timeout_s=1.0),
        ocpp=OcppSettings(port=0),
        ocpi=OcpiSettings(allow_private_addresses=True),
        webhooks=WebhookSettings(allow_private_addresses=True),
    )
    async with ChargehouseProcess(settings, clock=SystemClock()) as process:
        assert process.http is not None
        assert process.gateway is not None
        tenant = await process.contexts.tenants.resolve("main")
        token = await process.contexts.tokens.create(
            system_actor("console", tenant.id, "test"), name="test", permissions=["*"]
        )
        async with httpx.AsyncClient(
            base_url=f"http://127.0.0.1:{process.http.port}",
            headers={"Authorization": f"Bearer {token.plain}"},
            timeout=60,
            trust_env=False,
        ) as client:
            api = Api(client)
            location = await api.post("/locations", {"name": "Depot", "timezone": "Europe/Berlin"})
            yield InnerHouse(
                process=process,
                api=api,
                ocpp_url=f"ws://127.0.0.1:{process.gateway.port}/ocpp/main",
                location_id=location["id"],
            )
