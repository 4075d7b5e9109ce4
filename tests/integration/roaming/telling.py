"""A partner that registered, and tells a house of what is its own."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import httpx
from tests.integration.roaming.conftest import Ground, Json, Roamer, tenant_of
from tests.integration.roaming.fakepartner import FakePartner, fake_partner, role
from tests.integration.roaming.registering import Caller, registered
from tests.unit.ocpi.ocpi_documents import document, read

from chargehouse.ocpi import codec
from chargehouse.ocpi.interfaces import OBJECTS

FOLDERS = {"2.1.1": "v211", "2.2.1": "v221", "2.3.0": "v230"}
OWNER = ("NL", "ROA")


@dataclass
class Teller:
    """The partner `id` in the house of `roamer`, as it calls it in its version."""

    roamer: Roamer
    partner: FakePartner
    id: str
    caller: Caller
    version: str

    async def ask(
        self, method: str, path: str, body: object = None, **headers: str
    ) -> httpx.Response:
        """Ask our receiving side: `path` begins with the module."""
        side = "" if self.version == "2.1.1" else "receiver/"
        sent = body if body is None or isinstance(body, bytes) else codec.encode(body)
        return await self.caller.ask(method, f"{self.version}/{side}{path}", sent, **headers)

    async def done(self, method: str, path: str, body: object = None) -> Any:  # noqa: ANN401  any JSON
        """Ask, and return the data of an answer that says success."""
        answer = await self.ask(method, path, body)
        said = read(answer.text)
        assert (answer.is_success, said["status_code"]) == (True, 1000), answer.text
        return said.get("data")

    async def refused(self, method: str, path: str, body: object = None) -> tuple[int, int]:
        """Ask, and return the HTTP status and the status code of a refusal."""
        answer = await self.ask(method, path, body)
        said = read(answer.text)
        assert "data" not in said, answer.text
        assert said["timestamp"]
        return answer.status_code, said["status_code"]

    async def kept(self, module: str) -> int:
        """Return how many objects of a module are kept."""
        rows = await self.roamer.rows("SELECT module FROM received_objects WHERE tenant_id = $1")
        return [row["module"] for row in rows].count(module)

    def whole(self, module: str, kind: str = "full", **changes: object) -> Json:
        """Return a whole object of the partner's own."""
        return whole(self.version, module, kind, **changes)


def whole(version: str, module: str, kind: str = "full", **changes: object) -> Json:
    """Return a whole object of NL-ROA; a change to None leaves a field out."""
    made = OBJECTS[version][module]  # type: ignore[index]
    file = made.__module__.rpartition(".")[2]
    found = document(FOLDERS[version], file, made.__name__, kind)
    if version != "2.1.1":
        found |= dict(zip(("country_code", "party_id"), OWNER, strict=True))
    found |= changes
    return {name: value for name, value in found.items() if value is not None}


def path_of(module: str, *ids: str, owner: tuple[str, str] = OWNER, kind: str | None = None) -> str:
    """Return the path of an object of a party."""
    path = "/".join((module, *owner, *(quote(each, safe="") for each in ids)))
    return path if kind is None else f"{path}?type={kind}"


@asynccontextmanager
async def teller(
    ground: Ground,
    version: str,
    roles: list[Json] | None = None,
    *,
    lists: tuple[str, ...] = ("locations",),
    **more: object,
) -> AsyncIterator[Teller]:
    """Let a partner register with a tenant of its own; it is a sender of `lists`."""
    async with tenant_of(ground) as roamer, fake_partner() as partner:
        partner.roles = roles or [role("NL-ROA", "CPO"), role("NL-ROA", "EMSP")]
        partner.modules = ("credentials", *lists)
        id_, token = await registered(roamer, partner, version, **more)
        yield Teller(roamer, partner, id_, Caller(roamer, token), version)
