"""A walk through all that the API changes: of a neighbour's things first, then of one's own."""

import json
import re
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import httpx
from tests.independent.drivers import Driver
from tests.independent.house import House
from tests.integration.authenticating import Device
from tests.integration.roaming.fakepartner import FakePartner

PLACE: Final = re.compile(r"{(\w+)}")
ID: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
NOT_FOUND: Final = frozenset({404})
REFUSED: Final = frozenset({404, 422})
"""How a request is answered whose body names what is not there, and which is right besides."""

Ids = Mapping[str, Any]
"""What stands for a name: mostly an id."""


@dataclass(frozen=True)
class Row:
    """A request that changes something, and what of it the audit log tells, apart by blanks.

    `{vehicle_id}` in a path or in a body stands for an id; `given` are told in place of those that
    are known. `why` says why the audit log tells nothing, but for what `may` follow at once. A body
    that is text is a table. What is answered is `keep`ed as an id, by the path to it after a colon
    if it is not `id`. `ready` is done before. `neighbour` is how the same is answered whose path
    names another tenant's thing, and `harmless` says why one is taken whose body does.
    """

    route: str
    audit: str = ""
    body: Any = None
    why: str = ""
    may: str = ""
    keep: str = ""
    by: str = "ada"
    given: Ids = field(default_factory=dict)
    ready: "Callable[[Walk], Awaitable[None]] | None" = None
    neighbour: frozenset[int] = NOT_FOUND
    harmless: str = ""

    @property
    def named(self) -> str:
        """Return method and path, as the API's description has them."""
        return self.asked.partition("?")[0]

    @property
    def asked(self) -> str:
        """Return method and path with its query."""
        method, _, path = self.route.partition(" ")
        return f"{method} {path}" if path.startswith("/ocpi") else f"{method} /api/v1{path}"


@dataclass(frozen=True)
class Outcome:
    """What came of a row's request; `strange` is what was answered where it named a neighbour's."""

    row: Row
    request_id: str
    strange_id: str
    answer: httpx.Response
    strange: Mapping[str, httpx.Response]

    @property
    def leaks(self) -> list[str]:
        """Return the requests that named what is a neighbour's, and were not refused."""
        return [
            f"{self.row.named} {what}: {answer.status_code} {answer.text}"
            for what, answer in self.strange.items()
            if answer.status_code not in (REFUSED if "body" in what else self.row.neighbour)
            if not (self.row.harmless and "body" in what and answer.is_success)
        ]


@dataclass
class Walk:
    """Who walks, and where; `people` are signed in."""

    house: House
    people: dict[str, httpx.AsyncClient]
    driver: Driver
    partner: FakePartner
    device: Device
    ours: dict[str, Any]
    theirs: Ids
    outcomes: list[Outcome] = field(default_factory=list)

    async def take(self, row: Row) -> None:
        """Ask for a change of a neighbour's things, which nobody makes, and then of our own."""
        if row.ready is not None:
            await row.ready(self)
        number = len(self.outcomes)
        request_id, strange_id = f"walk-{number}", f"strange-{number}"
        ours = {**self.ours, **filled(row.given, self.ours)}
        theirs = {**self.theirs, **filled(row.given, {**self.ours, **self.theirs})}
        strange = {
            what: await self._ask(row, ids, body_ids, strange_id)
            for what, ids, body_ids in _named_strangely(row, ours, theirs)
        }
        answer = await self._ask(row, ours, ours, request_id)
        self.outcomes.append(Outcome(row, request_id, strange_id, answer, strange))
        if answer.is_success and answer.content:
            self._learn(row, answer)

    def last(self, route: str) -> Any:  # noqa: ANN401  JSON
        """Return what a route answered when it was asked last."""
        answers = [each.answer for each in self.outcomes if each.row.route == route]
        return answers[-1].json()

    async def first(self, path: str, keep: str, field: str = "id", **asked: str) -> None:
        """Keep the id of the first thing that a list holds, as soon as it holds one."""
        whole = path.format_map(self.ours)
        [found, *_] = await self.house.api.eventually(
            lambda: self.house.api.items(whole, **asked), bool
        )
        self.ours[keep] = found[field]

    def _learn(self, row: Row, answer: httpx.Response) -> None:
        if not answer.headers["content-type"].startswith("application/json"):
            return
        said = answer.json()
        if isinstance(said, dict) and "csrf_token" in said:
            self.people[row.by].headers["X-CSRF-Token"] = said["csrf_token"]
        if row.keep:
            name, _, path = row.keep.partition(":")
            for part in (path or "id").split("."):
                said = said[part]
            self.ours[name] = str(said)

    async def _ask(self, row: Row, ids: Ids, body_ids: Ids, request_id: str) -> httpx.Response:
        method, _, path = row.asked.partition(" ")
        client, headers = self.people[row.by], {"X-Request-ID": request_id}
        body = filled(row.body, body_ids)
        if isinstance(body, str):
            headers["Content-Type"] = "text/csv"
            sent: dict[str, Any] = {"content": body}
        else:
            sent = {} if body is None else {"json": body}
        return await client.request(method, path.format_map(ids), headers=headers, **sent)


def _named_strangely(row: Row, ours: Ids, theirs: Ids) -> Iterator[tuple[str, Ids, Ids]]:
    """Yield the ways in which a request can name a neighbour's things: in its path, in its body."""

    def foreign(names: Iterable[str]) -> list[str]:
        """Return the names that mean one thing with us, and another one with the neighbour."""
        return [
            name
            for name in names
            if all(ID.fullmatch(str(ids.get(name))) for ids in (ours, theirs))
            and ours[name] != theirs[name]
        ]

    in_path = foreign(PLACE.findall(row.route))
    if in_path:
        yield "in the path", {**ours, **{name: theirs[name] for name in in_path}}, ours
    if len(in_path) > 1:
        last = in_path[-1]
        yield f"in the path as {last}", {**ours, last: theirs[last]}, ours
    for name in foreign(sorted(set(PLACE.findall(json.dumps(row.body))))):
        yield f"in the body as {name}", ours, {**ours, name: theirs[name]}


def filled(body: Any, ids: Ids) -> Any:  # noqa: ANN401  JSON
    """Return a body with ids in the place of their names."""
    if isinstance(body, dict):
        return {name: filled(value, ids) for name, value in body.items()}
    if isinstance(body, list):
        return [filled(value, ids) for value in body]
    if isinstance(body, str) and (name := PLACE.fullmatch(body)):
        return ids[name[1]]
    return body
