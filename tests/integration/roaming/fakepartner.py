"""A partner's platform on loopback: it answers as it is told, and notes what it was asked."""

import asyncio
import base64
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, NamedTuple

Json = dict[str, Any]
DETAILS = {
    "name": "Roamer",
    "website": "https://roamer.example",
    "logo": {
        "url": "https://roamer.example/logo.svg",
        "category": "OPERATOR",
        "type": "svg",
        "width": 10,
        "height": 10,
    },
}


class Asked(NamedTuple):
    """A request that came."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


Answer = tuple[int, dict[str, str], bytes]
Handler = Callable[[Asked], Awaitable[Answer]]


def enveloped(data: object = None, status_code: int = 1000, http: int = 200) -> Answer:
    said = {"data": data, "status_code": status_code, "timestamp": "2026-11-22T00:00:00Z"}
    return http, {}, json.dumps(said).encode()


def role(name: str, role: str = "EMSP") -> Json:
    country_code, _, party_id = name.partition("-")
    return {
        "role": role,
        "country_code": country_code,
        "party_id": party_id,
        "business_details": DETAILS,
    }


@dataclass
class FakePartner:
    """Speaks `versions`; a path in `special`, with its query or without, has its own handler.

    It has the sender's side of `modules`, and the receiver's of what it `receives`.
    """

    url: str = ""
    versions: tuple[str, ...] = ("2.1.1", "2.2.1", "2.3.0")
    modules: tuple[str, ...] = ("credentials", "locations")
    receives: tuple[str, ...] = ()
    token: str = "token-of-the-partner"
    roles: list[Json] = field(default_factory=lambda: [role("NL-ROA")])
    special: dict[str, Handler] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)

    @property
    def versions_url(self) -> str:
        return f"{self.url}/versions"

    def credentials(self, version: str, **more: object) -> Json:
        """Return its credentials in a version."""
        said: Json = {"token": self.token, "url": self.versions_url}
        if version == "2.1.1":
            only = self.roles[0]
            names = ("country_code", "party_id", "business_details")
            return {**said, **{name: only[name] for name in names}, **more}
        return {**said, "roles": self.roles, **more}

    def tokens(self) -> list[str]:
        """Return the credentials tokens that it was asked with, from base64."""
        sent = [each.headers["authorization"].removeprefix("Token ") for each in self.asked]
        return [base64.b64decode(token).decode() for token in sent]

    def paths(self) -> list[str]:
        return [f"{each.method} {each.path}" for each in self.asked]

    async def answer(self, asked: Asked) -> Answer:
        self.asked.append(asked)
        plain = asked.path.partition("?")[0]
        special = self.special.get(asked.path) or self.special.get(plain)
        if special is not None:
            return await special(asked)
        if asked.path == "/versions":
            return enveloped([{"version": v, "url": f"{self.url}/{v}"} for v in self.versions])
        version = asked.path.split("/")[1]
        if asked.path == f"/{version}":
            side = {} if version == "2.1.1" else {"role": "SENDER"}
            endpoints = [
                {"identifier": name, "url": f"{self.url}/{version}/{name}", **side}
                for name in self.modules
            ]
            endpoints += [
                {
                    "identifier": name,
                    "url": f"{self.url}/{version}/receiver/{name}",
                    **({} if version == "2.1.1" else {"role": "RECEIVER"}),
                }
                for name in self.receives
            ]
            return enveloped({"version": version, "endpoints": endpoints})
        if asked.path == f"/{version}/credentials":
            return enveloped(None if asked.method == "DELETE" else self.credentials(version))
        return enveloped(None, 2000, 404)


async def _read(reader: asyncio.StreamReader) -> Asked:
    head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
    method, path, _ = head[0].split(" ")
    headers = {
        name.lower(): value
        for name, _, value in (line.partition(": ") for line in head[1:] if line)
    }
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    return Asked(method, path, headers, body)


@asynccontextmanager
async def answering(answer: Handler) -> AsyncIterator[str]:
    """Serve on a free port of loopback; give its address."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            status, headers, body = await answer(await _read(reader))
            lines = {"Content-Length": str(len(body)), "Connection": "close", **headers}
            told = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
            writer.write(f"HTTP/1.1 {status} Told\r\n{told}\r\n".encode() + body)
            await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            return
        finally:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        server.close()


@asynccontextmanager
async def fake_partner() -> AsyncIterator[FakePartner]:
    """Serve a partner."""
    partner = FakePartner()
    async with answering(partner.answer) as url:
        partner.url = url
        yield partner
