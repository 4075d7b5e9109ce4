"""One open page of the portal, as the server knows it: a stream, and what is read again.

What is read when, after which event, is taken from `portal/src/app/live-rules.json`, as the portal
does; `Tab` decides as `portal/src/lib/refresh.ts` does, on the clock of the event loop.
"""

import asyncio
import fnmatch
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import httpx
import msgspec

RULES: Final = Path(__file__).parent.parent / "portal" / "src" / "app" / "live-rules.json"
AGAIN_AFTER_S: Final = (0.5, 5.0)


class Pace(msgspec.Struct, frozen=True):
    """How soon something is read again, and how often while events keep coming."""

    first_ms: int
    spread_ms: int
    at_once: int
    every_ms: int


class Rule(msgspec.Struct, frozen=True):
    """What becomes stale when something happens."""

    events: tuple[str, ...]
    paths: tuple[str, ...]
    pace: str | None = None


class Rules(msgspec.Struct, frozen=True):
    """The portal's rules, from its own file."""

    paces: dict[str, Pace]
    pace_of: dict[str, str]
    rules: tuple[Rule, ...]

    @classmethod
    def load(cls) -> "Rules":
        """Read them as they stand."""
        return msgspec.json.decode(RULES.read_bytes(), type=cls)

    def pace(self, path: str, named: str | None = None) -> Pace:
        """Return the pace of a path."""
        of_its_kind = "soon" if "{" in path else "calm"
        return self.paces[named or self.pace_of.get(path, of_its_kind)]

    def stale(self, name: str) -> dict[str, Pace]:
        """Return the paths that an event of this name makes stale, with the most urgent pace."""
        found: dict[str, Pace] = {}
        for rule in self.rules:
            if not any(fnmatch.fnmatchcase(name, pattern) for pattern in rule.events):
                continue
            for path in rule.paths:
                pace = self.pace(path, rule.pace)
                if path not in found or pace.every_ms <= found[path].every_ms:
                    found[path] = pace
        return found


class Event(msgspec.Struct, frozen=True):
    """An event of the stream, as far as it matters here."""

    name: str
    aggregate_id: str
    station_id: str | None
    occurred_at: str


class Query:
    """Something that a page shows: a path with its ids, and when it is read again."""

    def __init__(self, path: str, ids: dict[str, str], query: str = "") -> None:
        self.path = path
        self.ids = ids
        self.address = path.format_map(ids) + (f"?{query}" if query else "")
        self.spent = 0.0
        self.at = 0.0
        self.next: tuple[float, int, asyncio.TimerHandle] | None = None

    def concerns(self, event: Event) -> bool:
        """Tell whether an event can be about this."""
        kind = event.name.split(".", 1)[0]
        told = {f"{kind}_id": event.aggregate_id}
        if event.station_id is not None:
            told["station_id"] = event.station_id
        return all(told.get(name, asked) == asked for name, asked in self.ids.items())

    def schedule(self, pace: Pace, read: Callable[["Query"], None]) -> None:
        """Let it be read again, as soon as its pace allows."""
        if self.next is not None and self.next[1] <= pace.every_ms:
            return
        loop = asyncio.get_running_loop()
        now = loop.time()
        spent = max(0.0, self.spent - (now - self.at) * 1000 / pace.every_ms)
        wait_ms = max(pace.first_ms, (spent - pace.at_once + 1) * pace.every_ms)
        due = now + (wait_ms + random.random() * pace.spread_ms) / 1000
        if self.next is not None:
            due = min(due, self.next[0])
            self.next[2].cancel()
        self.spent, self.at = spent, now
        self.next = (due, pace.every_ms, loop.call_at(due, self._fire, read))

    def forget(self) -> None:
        """Read it no more."""
        if self.next is not None:
            self.next[2].cancel()

    def _fire(self, read: Callable[["Query"], None]) -> None:
        self.next = None
        self.spent += 1
        read(self)


class Tab:
    """A page that somebody left open, with a sign-in of its own."""

    def __init__(self, client: httpx.AsyncClient, cookie: str, rules: Rules) -> None:
        self._client = client
        self._headers = {"Cookie": f"chargehouse_session={cookie}", "X-Tenant": "main"}
        self._rules = rules
        self._reading: set[asyncio.Task[None]] = set()
        self.queries: list[Query] = []
        self.requests = 0
        self.failures: list[str] = []
        self.events = 0
        self.wants_another = False
        self.heard: Callable[[Event, Tab], None] = lambda _event, _tab: None

    def show(self, *queries: Query) -> None:
        """Go to a page: what it shows is read at once."""
        for query in self.queries:
            query.forget()
        self.queries = list(queries)
        for query in queries:
            self._read(query)

    async def follow(self) -> None:
        """Follow the stream until cancelled; one that is refused or cut is opened again."""
        while True:
            try:
                await self._listen()
            except httpx.HTTPError as error:
                self.failures.append(repr(error))
            await asyncio.sleep(random.uniform(*AGAIN_AFTER_S))

    async def _listen(self) -> None:
        url = "/api/v1/events/stream"
        async with self._client.stream("GET", url, headers=self._headers, timeout=None) as answer:
            answer.raise_for_status()
            async for line in answer.aiter_lines():
                if line.startswith("data: "):
                    self._take(msgspec.json.decode(line[6:], type=Event))

    async def get(self, address: str) -> Any:  # noqa: ANN401  JSON
        """Read something, and return it."""
        answer = await self._client.get(address, headers=self._headers)
        if not answer.is_success:
            raise httpx.HTTPError(f"{answer.status_code}: {answer.text}")
        return answer.json()

    def close(self) -> None:
        """Read nothing more."""
        for query in self.queries:
            query.forget()
        for task in self._reading:
            task.cancel()

    def _take(self, event: Event) -> None:
        self.events += 1
        stale = self._rules.stale(event.name)
        for query in self.queries:
            pace = stale.get(query.path)
            if pace is not None and query.concerns(event):
                query.schedule(pace, self._read)
        self.heard(event, self)

    def _read(self, query: Query) -> None:
        task = asyncio.ensure_future(self._reread(query))
        self._reading.add(task)
        task.add_done_callback(self._reading.discard)

    async def _reread(self, query: Query) -> None:
        self.requests += 1
        try:
            await self.get(query.address)
        except httpx.HTTPError as error:
            self.failures.append(repr(error))
