"""What the API answers: every route of `openapi.json` that reads, with all that its lists hold."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode

import httpx

ROOT: Final = Path(__file__).parents[2]
PLACE: Final = re.compile(r"{\w+}")
MOST: Final = 60
"""How many rows of a list are looked at one by one; the list itself is read to its end."""
LISTED_AT: Final = {
    "/api/v1/webhook-deliveries": "/api/v1/webhooks/{webhook_id}/deliveries",
    "/api/v1/roaming/publishing/partners": "/api/v1/roaming/partners",
}
"""Where things are listed that have their addresses elsewhere."""
OF_A_ROW: Final = frozenset({"country_code", "party_id", "index", "key"})
"""What a path names as a row does; all else are ids."""
GIVEN: Final = {"{their_session}": "S-1"}
"""What no list tells."""
ASKED: Final = {"from": "2026-01-01T00:00:00Z", "at": "2026-01-01T00:00:00Z", "q": "CAN-"}
ASKED_OF: Final = {
    "/api/v1/audit/consistency": {"from": "1"},
    "/api/v1/users/{user_id}/explanation": {"action": "stations.read"},
}
"""What is asked where a route insists on being asked something."""
NOT_READ: Final = {
    "/api/v1/events/stream": "has no end; it is read on its own",
    "/api/v1/sign-in/single-sign-on": "leads to a provider, of which there is none",
    "/api/v1/sign-in/single-sign-on/callback": "is where the provider leads back to",
}
"""The routes that read and are left out, and why."""
SHOWN: Final = {
    "/api/v1/sessions/{session_id}/signed-values": "what a meter signed is told as it was,"
    " since changed it proves nothing; it is encrypted where it is kept",
}
"""The routes that may show what a station said raw, and why."""
SILENT: Final = {
    "/api/v1/audit/consistency": "there is no signed head before the first minute is over",
    "/api/v1/audit/entries/{index}/proof": "as above",
    "/api/v1/roaming/partners/{partner_id}/examination": "nobody examined the partner",
    "/api/v1/roaming/received-commands/{received_command_id}": "commands are for no place of ours",
}
"""The routes that may have nothing to say on that day, and why."""
EMPTY: Final = {
    "/api/v1/access/policies/{policy_id}/stations": "the policy governs no station",
    "/api/v1/audit/anchors": "the day is not over",
    "/api/v1/audit/heads": "the first minute is not over",
    "/api/v1/roaming/partners/{partner_id}/examinations": "nobody examined the partner",
    "/api/v1/roaming/publishing/unsaid": "what charged was said",
    "/api/v1/roaming/received-commands": "commands are for no place of ours",
    "/api/v1/settings/proposals": "nobody proposed what takes two",
}
"""The lists that may hold nothing on that day, and why."""


def reading_routes() -> dict[str, dict[str, Any]]:
    """Return the operation of every route that reads, by path."""
    document = json.loads((ROOT / "openapi.json").read_text())
    return {path: each["get"] for path, each in document["paths"].items() if "get" in each}


@dataclass
class Answers:
    """What was answered, by path and query; which routes were silent, which lists were empty."""

    texts: dict[str, str] = field(default_factory=dict)
    silent: set[str] = field(default_factory=set)
    empty: set[str] = field(default_factory=set)


class Reader:
    """Reads as somebody who may read everything."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client
        self._routes = {
            path: operation for path, operation in reading_routes().items() if path not in NOT_READ
        }
        self._rows: dict[str, list[dict[str, Any]]] = {}
        self.answers = Answers()

    async def everything(self) -> Answers:
        """Read every route by the ids that the lists tell, and the metrics."""
        for route in self._routes:
            heard = [await self._heard(route, path) for path in await self._paths(route)]
            told = [answer for answer in heard if answer.is_success]
            if not told:
                self.answers.silent.add(route)
            elif all(_is_empty(answer) for answer in told):
                self.answers.empty.add(route)
        self.answers.texts["/metrics"] = (await self._client.get("/metrics")).text
        return self.answers

    async def _heard(self, route: str, path: str) -> httpx.Response:
        """Read a path in every shape; return its answer as JSON, or whatever it says."""
        said = {name: value for name, value in ASKED.items() if name in self._insisted(route)}
        said |= ASKED_OF.get(route, {})
        if any(each["name"] == "format" for each in self._asked(route)):
            await self._read(path, {**said, "format": "csv"})
        return await self._read(path, said)

    async def _read(self, path: str, said: Mapping[str, str]) -> httpx.Response:
        named = f"{path}?{urlencode(said)}" if said else path
        answer = await self._client.get(named)
        assert answer.status_code < 500, f"{named}: {answer.text}"
        if not any(re.fullmatch(PLACE.sub("[^/]+", route), path) for route in SHOWN):
            self.answers.texts[named] = answer.text
        return answer

    def _insisted(self, route: str) -> set[str]:
        return {each["name"] for each in self._asked(route) if each.get("required")}

    def _asked(self, route: str) -> list[dict[str, Any]]:
        return [e for e in self._routes[route].get("parameters", ()) if e["in"] == "query"]

    async def _paths(self, route: str) -> list[str]:
        """Return a route's path for each thing that it can be asked of."""
        for name, value in GIVEN.items():
            route = route.replace(name, value)
        parts = re.fullmatch(r"(.*[^}])((?:/{\w+})+)([^{}]*)", route)
        if parts is None:
            return [route]
        before, names, after = parts.groups()
        found = []
        for above in await self._paths(LISTED_AT.get(before, before)):
            for row in (await self._rows_of(above))[:MOST]:
                told = {n: row[n if n in OF_A_ROW else "id"] for n in re.findall(r"\w+", names)}
                here = before if before in LISTED_AT else above
                found.append(here + names.format_map(told) + after)
        return found

    async def _rows_of(self, path: str) -> list[dict[str, Any]]:
        """Return all that a list holds, over its pages, which are kept as answers."""
        if path not in self._rows:
            rows, said = list[dict[str, Any]](), dict[str, str]()
            while True:
                answer = await self._read(path, said)
                told = answer.json() if answer.is_success else []
                rows += told if isinstance(told, list) else told["items"]
                cursor = None if isinstance(told, list) else told.get("next_cursor")
                if cursor is None:
                    break
                said = {"cursor": cursor}
            self._rows[path] = rows
        return self._rows[path]


def _is_empty(answer: httpx.Response) -> bool:
    """Tell whether an answer is a list that holds nothing."""
    if not answer.headers["content-type"].startswith("application/json"):
        return not answer.content
    told = answer.json()
    rows = told.get("items", told.get("data", told)) if isinstance(told, dict) else told
    return rows == []
