"""A partner that does everything right, but for what it is told to have."""

import base64
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from tests.integration.roaming.fakepartner import (
    Answer,
    Asked,
    FakePartner,
    Json,
    answering,
    role,
)
from tests.unit.ocpi.ocpi_documents import document

from chargehouse.kernel.clock import FakeClock
from chargehouse.ocpi import codec
from chargehouse.ocpi.scalars import DateTime

FIRST_TOKEN = "the-first-token"
ROUTES = ("country-code", "party-id")
FOLDERS = {"2.1.1": "v211", "2.2.1": "v221", "2.3.0": "v230"}
NAMES = {
    "locations": "Location",
    "tariffs": "Tariff",
    "sessions": "Session",
    "cdrs": "Cdr",
    "tokens": "Token",
}
LENGTHS = {"locations": 5, "tariffs": 3, "sessions": 1, "cdrs": 1, "tokens": 2}
SENDS = ("locations", "tariffs", "sessions", "tokens")
LARGEST_PAGE = 100


@dataclass
class Reply:
    """An answer before it is sent; with `body` the envelope is left out."""

    envelope: Json
    http: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes | None = None

    def refuse(self, http: int, status_code: int) -> None:
        """Answer so instead."""
        self.http = http
        self.envelope["status_code"] = status_code
        self.envelope.pop("data", None)


Ill = Callable[["Patient", Asked, Reply], None]


@dataclass
class Patient(FakePartner):
    """Sends lists, as a CPO and an eMSP, and receives locations; `ills` change its answers.

    It is deaf to parameters of some modules' lists.
    """

    clock: FakeClock = field(default_factory=FakeClock)
    versions: tuple[str, ...] = ("2.2.1",)
    sends: tuple[str, ...] = SENDS
    roles: list[Json] = field(default_factory=lambda: [role("NL-ROA"), role("NL-ROA", "CPO")])
    forms: tuple[str, ...] = ("base64", "raw")
    deaf: set[tuple[str, str]] = field(default_factory=set)
    objects: dict[str, list[Json]] = field(default_factory=dict)
    ills: list[Ill] = field(default_factory=list)

    def recover(self) -> None:
        """Be as healthy as on the first day."""
        well = Patient(clock=self.clock, url=self.url)
        for name in ("versions", "sends", "roles", "forms", "deaf", "ills", "token"):
            setattr(self, name, getattr(well, name))
        self.asked.clear()
        self.objects = {
            f"{version}/{module}": [self._object(version, module, n) for n in range(length)]
            for version in FOLDERS
            for module, length in LENGTHS.items()
        }

    def listed(self, module: str, version: str = "2.2.1") -> list[Json]:
        """Return the objects of a module, the oldest first."""
        return self.objects[f"{version}/{module}"]

    async def answer(self, asked: Asked) -> Answer:
        """Answer, then let each ill have its way."""
        self.asked.append(asked)
        now = DateTime.of(self.clock.now())
        reply = Reply({"status_code": 1000, "timestamp": now})
        reply.headers["Content-Type"] = "application/json"
        for name in ("x-request-id", "x-correlation-id"):
            if name in asked.headers:
                reply.headers[name] = asked.headers[name]
        for way, back in (("from", "to"), ("to", "from")):
            for part in ROUTES:
                if f"ocpi-{way}-{part}" in asked.headers:
                    reply.headers[f"OCPI-{back}-{part}"] = asked.headers[f"ocpi-{way}-{part}"]
        self._say(asked, reply)
        for ill in self.ills:
            ill(self, asked, reply)
        body = codec.encode(reply.envelope) if reply.body is None else reply.body
        return reply.http, reply.headers, body

    def token_of(self, asked: Asked) -> str | None:
        """Return the token that a request shows in a form that is understood here."""
        sent = asked.headers.get("authorization", "").removeprefix("Token ")
        known = (self.token, FIRST_TOKEN)
        if "raw" in self.forms and sent in known:
            return sent
        plain = {base64.b64encode(each.encode()).decode(): each for each in known}
        return plain.get(sent) if "base64" in self.forms else None

    def _say(self, asked: Asked, reply: Reply) -> None:
        parts = urlsplit(asked.path)
        version, *rest = parts.path.strip("/").split("/")
        token, query = self.token_of(asked), dict(parse_qsl(parts.query))
        if token is None or (token == FIRST_TOKEN and rest not in ([], ["credentials"])):
            reply.refuse(401, 2000)
        elif parts.path == "/versions":
            reply.envelope["data"] = [
                {"version": each, "url": f"{self.url}/{each}"} for each in self.versions
            ]
        elif not rest:
            reply.envelope["data"] = self.details(version)
        elif rest == ["credentials"]:
            reply.envelope["data"] = self.credentials(version)
        elif len(rest) == 1 and rest[0] in self.sends:
            self._list(f"{self.url}{parts.path}", f"{version}/{rest[0]}", query, reply)
        elif rest[0] == "commands":
            reply.refuse(405, 2000)
        elif rest[-1] == "authorize" and asked.method == "POST":
            reply.refuse(404, 2004)
        else:
            reply.refuse(404, 2000)

    def details(self, version: str) -> Json:
        """Return its endpoints in a version."""
        sides = [("credentials", "SENDER"), *((name, "SENDER") for name in self.sends)]
        sides += [("commands", "RECEIVER")]
        if version != "2.1.1":
            sides += [("locations", "RECEIVER")]
        endpoints = [
            {
                "identifier": name,
                "url": f"{self.url}/{version}/{name}" + ("/in" if side == "RECEIVER" else ""),
                **({} if version == "2.1.1" else {"role": side}),
            }
            for name, side in sides
        ]
        return {"version": version, "endpoints": endpoints}

    def _list(self, url: str, name: str, query: dict[str, str], reply: Reply) -> None:
        if name.endswith("/sessions") and "date_from" not in query:
            reply.refuse(200, 2001)
            return
        heard = {
            key: value
            for key, value in query.items()
            if (name.rpartition("/")[2], key) not in self.deaf
        }
        found = [each for each in self.objects[name] if _is_asked_for(each, heard)]
        limit = int(heard.get("limit", LARGEST_PAGE))
        offset = int(query.get("offset", 0))
        reply.envelope["data"] = found[offset : offset + limit]
        reply.headers |= {"X-Total-Count": str(len(found)), "X-Limit": str(limit)}
        if offset + limit < len(found):
            following = {**query, "offset": str(offset + limit), "limit": str(limit)}
            reply.headers["Link"] = f'<{url}?{urlencode(following)}>; rel="next"'

    def _object(self, version: str, module: str, number: int) -> Json:
        made: Json = document(FOLDERS[version], module, NAMES[module], "minimal")
        at = DateTime.of(self.clock.now() - timedelta(days=9 - number))
        made |= {"uid" if module == "tokens" else "id": f"{module[:3]}{number}"}
        made |= {"last_updated": at}
        if version != "2.1.1":
            made |= {"country_code": "NL", "party_id": "ROA"}
        if module == "locations":
            made["evses"] = [self._evse(version, number, at)]
        return made

    def _evse(self, version: str, number: int, at: str) -> Json:
        evse: Json = document(FOLDERS[version], "locations", "Evse", "minimal")
        connectors = [{**each, "last_updated": at} for each in evse["connectors"]]
        return {**evse, "uid": f"evse{number}", "last_updated": at, "connectors": connectors}


def _is_asked_for(each: Json, query: dict[str, str]) -> bool:
    instant = DateTime.read(each["last_updated"]).instant
    since, until = (
        DateTime.read(query[name]).instant if name in query else None
        for name in ("date_from", "date_to")
    )
    return (since is None or instant >= since) and (until is None or instant < until)


@asynccontextmanager
async def admitted(clock: FakeClock) -> AsyncIterator[Patient]:
    """Serve a patient on a free port of loopback."""
    patient = Patient(clock=clock)

    async def answer(asked: Asked) -> Answer:
        return await patient.answer(asked)

    async with answering(answer) as url:
        patient.url = url
        patient.recover()
        yield patient


def at(path: str, change: Callable[[Reply], Any]) -> Ill:
    """Return an ill of the answers at a path, `/2.2.1/tariffs`, whatever its query."""

    def ill(patient: Patient, asked: Asked, reply: Reply) -> None:
        del patient
        if urlsplit(asked.path).path == path:
            change(reply)

    return ill
