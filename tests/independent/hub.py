"""A hub on loopback that hands messages on between houses, by their routing headers alone."""

import itertools
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
from tests.independent.house import House
from tests.integration.roaming.fakepartner import Answer, Asked, answering, enveloped, role

from chargehouse.ocpi.headers import read_authorization

KEPT = ("location", "link", "x-total-count", "x-limit")
HUB = "DE-HUB"
ROLES = ("CPO", "EMSP")
IDS = ("x-request-id", "x-correlation-id")
MODULES = (
    *("locations", "tariffs", "sessions", "cdrs", "tokens"),
    *("commands", "chargingprofiles"),
)


@dataclass
class Member:
    """A house that is connected to the hub, for which party, and how the hub calls it."""

    party: str
    url: str = ""
    token: str = ""
    inbound: str = ""


@dataclass
class Hub:
    """Connects houses, each a CPO and an eMSP.

    What it handed on is `passed`, by the routing headers that it came with, as `FR-TWO > ES-ONE
    GET locations`; whatever of its headers was amiss is among the `faults`.
    """

    url: str
    client: httpx.AsyncClient
    members: list[Member] = field(default_factory=list)
    passed: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    replies: dict[str, tuple[Member, str]] = field(default_factory=dict)
    _numbers: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))

    async def connect(self, house: House, party: str) -> str:
        """Register with a house as a hub; return the id of the partner that it is there."""
        made = await house.api.post("/roaming/partners", {"name": "Hub"})
        told = await house.api.post(f"/roaming/partners/{made['id']}/invitation")
        member = Member(party, inbound=f"hub-to-{party}-{next(self._numbers)}")
        member.url = told["versions_url"].removesuffix("/versions") + "/2.2.1"
        self.members.append(member)
        credentials = {
            "token": member.inbound,
            "url": f"{self.url}/versions",
            "roles": [role(HUB, "HUB")],
        }
        answer = await self.client.post(
            f"{member.url}/credentials",
            json=credentials,
            headers={"Authorization": f"Token {told['token']}"},
        )
        said = answer.json()
        assert said["status_code"] == 1000, said
        member.token = said["data"]["token"]
        return str(made["id"])

    async def introduce(self) -> None:
        """Tell every house of the others, in both roles."""
        pairs = itertools.permutations(self.members, 2)
        for (member, other), role_ in itertools.product(pairs, ROLES):
            country_code, _, party_id = other.party.partition("-")
            told = await self.client.put(
                f"{member.url}/receiver/hubclientinfo/{country_code}/{party_id}",
                json={
                    "country_code": country_code,
                    "party_id": party_id,
                    "role": role_,
                    "status": "CONNECTED",
                    "last_updated": "2026-11-22T00:00:00Z",
                },
                headers={"Authorization": f"Token {member.token}"},
            )
            assert told.json()["status_code"] == 1000, told.text

    async def answer(self, asked: Asked) -> Answer:
        """Answer for the hub's own versions, and hand on all the rest."""
        if asked.path == "/versions":
            return enveloped([{"version": "2.2.1", "url": f"{self.url}/2.2.1"}])
        if asked.path == "/2.2.1":
            endpoints = [
                {
                    "identifier": module,
                    "role": side,
                    "url": f"{self.url}/2.2.1/{side.lower()}/{module}",
                }
                for module in MODULES
                for side in ("SENDER", "RECEIVER")
            ]
            credentials = {
                "identifier": "credentials",
                "role": "RECEIVER",
                "url": f"{self.url}/2.2.1/credentials",
            }
            return enveloped({"version": "2.2.1", "endpoints": [credentials, *endpoints]})
        sender = next(each for each in self.members if each.inbound in _tokens(asked))
        self._note(asked, sender)
        if asked.path.startswith("/replies/"):
            member, url = self.replies[asked.path.removeprefix("/replies/")]
            return await self._pass(asked, sender, member, url)
        receiver = _party(asked.headers, "to")
        others = [each for each in self.members if each.token and each is not sender]
        if receiver not in (None, HUB):
            others = [each for each in others if each.party == receiver]
        if not others:
            return enveloped(None, 4001)
        answers = [
            await self._pass(asked, sender, each, each.url + asked.path.removeprefix("/2.2.1"))
            for each in others
        ]
        return answers[0]

    def _note(self, asked: Asked, sender: Member) -> None:
        """Note a message by its own headers, and what they lack."""
        module = "result" if asked.path.startswith("/replies/") else asked.path.split("/")[3]
        said = f"{_party(asked.headers, 'from')} > {_party(asked.headers, 'to')}"
        note = f"{said} {asked.method} {module.partition('?')[0]}"
        self.passed.append(note)
        if _party(asked.headers, "from") != sender.party:
            self.faults.append(f"{note}: it came from {sender.party}")
        self.faults += [f"{note}: without {name}" for name in IDS if name not in asked.headers]

    async def _pass(self, asked: Asked, sender: Member, member: Member, url: str) -> Answer:
        answer = await self.client.request(
            asked.method,
            url,
            content=self._answered_here(asked.body, sender) or None,
            headers={
                **_routing(sender.party, member.party),
                **{name: asked.headers[name] for name in IDS if name in asked.headers},
                "Authorization": f"Token {member.token}",
            },
        )
        back = f"{_party(answer.headers, 'from')} > {_party(answer.headers, 'to')}"
        if back != f"{member.party} > {sender.party}":
            self.faults.append(f"{self.passed[-1]}: answered as {back}")
        kept = {name: value for name, value in answer.headers.items() if name.lower() in KEPT}
        shown = _party(asked.headers, "to") or HUB
        return answer.status_code, {**kept, **_routing(shown, sender.party)}, answer.content

    def _answered_here(self, body: bytes, sender: Member) -> bytes:
        """Put an address of the hub's in the place of the sender's, where a result is to go."""
        said: Any = json.loads(body) if body else None
        if not isinstance(said, dict) or "response_url" not in said:
            return body
        key = str(next(self._numbers))
        self.replies[key] = (sender, said["response_url"])
        return json.dumps({**said, "response_url": f"{self.url}/replies/{key}"}).encode()


def _tokens(asked: Asked) -> tuple[str, ...]:
    return read_authorization(asked.headers.get("authorization"))


def _party(headers: Mapping[str, str], way: str) -> str | None:
    country_code = headers.get(f"ocpi-{way}-country-code")
    return country_code and f"{country_code}-{headers[f'ocpi-{way}-party-id']}"


def _routing(sender: str, receiver: str) -> dict[str, str]:
    """Return routing headers as a message between two parties has them."""
    said: dict[str, str] = {}
    for way, party in (("from", sender), ("to", receiver)):
        country_code, _, party_id = party.partition("-")
        said |= {f"OCPI-{way}-country-code": country_code, f"OCPI-{way}-party-id": party_id}
    return said


@asynccontextmanager
async def open_hub() -> AsyncIterator[Hub]:
    """Serve a hub on a free port of loopback."""
    async with httpx.AsyncClient(trust_env=False, timeout=60) as client:
        hub = Hub("", client)
        async with answering(hub.answer) as url:
            hub.url = url
            yield hub
