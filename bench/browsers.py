"""What open browsers cost the server, while a network of chargers is at work.

A hundred tabs, each with a sign-in of its own: half on the overview, the others on the list of
stations and on the page of a live session. Each follows the stream, and reads again what the
portal would, at the portal's own pace (`bench.tabs`). Every request comes on a new connection, as
it does from a browser that asks every ten seconds. A session's page goes to another live session
when its own has ended. 200 chargers run sessions meanwhile (`bench.load`, 1.6): some twenty
messages, and as many events, a second. What they cost without anybody looking is measured first,
and told apart. What is read once a page, such as scripts, is not counted.
"""

import asyncio
import subprocess
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any, Final, NamedTuple

import httpx

from bench.server import PROGRAM, Server
from bench.tabs import Event, Query, Rules, Tab
from chargehouse.kernel.clock import SystemClock

BROWSERS: Final = 100
CHARGERS: Final = 200
MESSAGES_A_SECOND: Final = 20.0
TARGET: Final = "100 browsers under 10 % of a core of the server"
MIX: Final = {"overview": 0.5, "stations": 0.3, "session": 0.2}
LIVE_AT_LEAST: Final = 20
SHOWN_FAILURES: Final = 5
NETWORK_SETTLES_S: Final = 150.0
"""So long new chargers are asked what they are."""
SETTLE_S: Final = 30.0
OPENED_IN_S: Final = 40.0
ACCOUNTS: Final = 4
"""Each may be signed in at fifty browsers."""
PASSWORD: Final = "benchmark-password-0001"  # noqa: S105  opens a temporary database
SESSION: Final = "/api/v1/sessions/{session_id}"
OVERVIEW_QUERY: Final = "from=2026-01-01T00:00:00Z"


class Looked(NamedTuple):
    """What one state of the house cost: shares of a core, and counts a second."""

    name: str
    browsers: int
    server_share: float
    database_share: float
    events: float
    requests: float
    failures: int
    delay_p50_ms: float
    delay_p95_ms: float


class House:
    """The browsers of a house."""

    def __init__(self, server: Server, tabs: list[Tab]) -> None:
        self._server = server
        self._clock = SystemClock()
        self._delays_ms: list[float] = []
        self.tabs = tabs
        for tab in tabs:
            tab.heard = self._heard

    async def open(self) -> list[asyncio.Task[None]]:
        """Open every tab on its page, one after the other."""
        follows = []
        kinds = [kind for kind, share in MIX.items() for _ in range(int(share * len(self.tabs)))]
        sessions = await self._live_sessions()
        for number, (tab, kind) in enumerate(zip(self.tabs, kinds, strict=True)):
            follows.append(asyncio.create_task(tab.follow()))
            await asyncio.sleep(OPENED_IN_S / len(self.tabs))
            if kind == "overview":
                tab.show(Query("/api/v1/overview", {}, OVERVIEW_QUERY))
            elif kind == "stations":
                tab.show(Query("/api/v1/stations", {}, "limit=100"))
            else:
                _show_session(tab, *sessions[number % len(sessions)])
        return follows

    async def _live_sessions(self) -> list[tuple[str, str]]:
        """Return sessions and their stations, once there are enough."""
        while True:
            live = await self.tabs[0].get("/api/v1/sessions?open=true&limit=100")
            if len(live["items"]) >= LIVE_AT_LEAST:
                return [(row["id"], row["station_id"]) for row in live["items"]]
            await asyncio.sleep(1)

    async def look(self, name: str, seconds: float) -> Looked:
        """Measure for a while."""
        self._delays_ms.clear()
        before, begun_s = self._counts(), self._clock.monotonic()
        await asyncio.sleep(seconds)
        took_s = self._clock.monotonic() - begun_s
        server_s, database_s, events, requests, failures = (
            after - first for after, first in zip(self._counts(), before, strict=True)
        )
        delays = sorted(self._delays_ms) or [0.0]
        for failure in sorted({text for tab in self.tabs for text in tab.failures})[
            :SHOWN_FAILURES
        ]:
            print(f"  {failure}", flush=True)
        return Looked(
            name=name,
            browsers=len(self.tabs),
            server_share=server_s / took_s,
            database_share=database_s / took_s,
            events=events / took_s / max(1, len(self.tabs)),
            requests=requests / took_s,
            failures=int(failures),
            delay_p50_ms=delays[len(delays) // 2],
            delay_p95_ms=delays[int(len(delays) * 0.95)],
        )

    def _counts(self) -> tuple[float, float, int, int, int]:
        tabs = self.tabs
        return (
            *self._server.cpu_s(),
            sum(tab.events for tab in tabs),
            sum(tab.requests for tab in tabs),
            sum(len(tab.failures) for tab in tabs),
        )

    def _heard(self, event: Event, tab: Tab) -> None:
        if tab is self.tabs[0]:
            late = self._clock.now() - datetime.fromisoformat(event.occurred_at)
            self._delays_ms.append(late.total_seconds() * 1000)
        shown = tab.queries[0].ids.get("session_id") if tab.queries else None
        if shown is None or event.station_id is None:
            return
        if event.name == "session.terminated" and event.aggregate_id == shown:
            tab.wants_another = True
        elif event.name == "session.started" and tab.wants_another:
            _show_session(tab, event.aggregate_id, event.station_id)


def _show_session(tab: Tab, session_id: str, station_id: str) -> None:
    tab.wants_another = False
    ids = {"session_id": session_id}
    parts = ("", "/curve", "/timeline")
    tab.show(
        *(Query(SESSION + part, ids) for part in parts),
        Query("/api/v1/stations/{station_id}", {"station_id": station_id}),
    )


async def measure(
    server: Server, *, browsers: int, seconds: float, network: Callable[[float], Awaitable[Any]]
) -> list[Looked]:
    """Measure without browsers and with them; `network` lets chargers work for so many seconds."""
    emails = [f"bench-{number}@example.com" for number in range(ACCOUNTS)]
    for email in emails:
        _add_account(server, email)
    rules = Rules.load()
    async with httpx.AsyncClient(
        base_url=f"http://127.0.0.1:{server.http_port}",
        limits=httpx.Limits(max_connections=None, max_keepalive_connections=0),
        timeout=60,
    ) as client:
        cookies = [await _sign_in(client, emails[at % ACCOUNTS]) for at in range(browsers)]
        working = asyncio.ensure_future(
            network(NETWORK_SETTLES_S + 2 * (seconds + SETTLE_S + OPENED_IN_S))
        )
        await asyncio.sleep(NETWORK_SETTLES_S)
        alone = await House(server, []).look("the network, nobody looks", seconds)
        house = House(server, [Tab(client, cookie, rules) for cookie in cookies])
        follows = await house.open()
        await asyncio.sleep(SETTLE_S)
        watched = await house.look("the same, with browsers", seconds)
        for tab in house.tabs:
            tab.close()
        for follow in follows:
            follow.cancel()
        await asyncio.gather(*follows, return_exceptions=True)
        await working
    return [alone, watched]


def _add_account(server: Server, email: str) -> None:
    subprocess.run(  # noqa: S603  our own program
        [str(PROGRAM), "account", "add", email, "--name", "Bench"],
        input=PASSWORD.encode() + b"\n",
        cwd=server.data_dir,
        env=server.environment,
        stdout=subprocess.DEVNULL,
        check=True,
    )


async def _sign_in(client: httpx.AsyncClient, email: str) -> str:
    answer = await client.post(
        "/api/v1/sign-in",
        json={"email": email, "password": PASSWORD},
        headers={"Origin": str(client.base_url).rstrip("/")},
    )
    answer.raise_for_status()
    client.cookies.clear()
    return answer.cookies["chargehouse_session"]
