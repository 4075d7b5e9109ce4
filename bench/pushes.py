"""How soon partners know of an EVSE's status: from the charger's frame to each partner's socket.

Fifty partners are registered, each of which takes locations and answers at once. A charger reports
another status, and the time is until the last of them was told it; so, one status after another.
Then ten more are there that fail, each in its way, and the fifty are looked at again.
"""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Final, NamedTuple

import httpx

from bench.line import Line, connect
from bench.requests import Requests
from bench.server import Server
from chargehouse.kernel.clock import SystemClock

TARGET: Final = "under 1 000 ms, the last of 50 partners"
PARTNERS: Final = 50
FAILING: Final = 10
CHANGES: Final = 30
APART_S: Final = 0.37
"""Changes are not in step with the looks of those who look now and then."""
PATIENCE_S: Final = 60.0
VERSION: Final = "2.2.1"
STATUSES: Final = ("Charging", "Available")
HANGS: Final = None
CUT_OFF: Final = b""
SAYS_NO: Final = b'{"status_code":3000,"timestamp":"2026-01-01T00:00:00Z"}'
MANNERS: Final = (
    HANGS,
    CUT_OFF,
    b"HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\n\r\n",
    b"HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n",
    b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(SAYS_NO), SAYS_NO),
)
"""How partners fail that are told something."""
BOOT: Final = b'[2,"b","BootNotification",{"chargePointVendor":"Bench","chargePointModel":"One"}]'
LOCATION: Final = {
    "name": "Bench",
    "timezone": "Europe/Brussels",
    "address": "Kaai 1",
    "postal_code": "1000",
    "city": "Brussels",
    "country": "BE",
    "latitude": "50.850000",
    "longitude": "4.350000",
    "publish": True,
}


class Reached(NamedTuple):
    """How long it took until partners knew; of each change the first and the last of them."""

    name: str
    changes: int
    first_p50_ms: float
    last_p50_ms: float
    last_max_ms: float
    lost: int
    server_cpu_ms: float
    database_cpu_ms: float


class PushServer(Server):
    """A server whose partners may be on this machine."""

    @property
    def environment(self) -> dict[str, str]:
        """The environment variables by which a program finds this installation."""
        return super().environment | {"CHARGEHOUSE_OCPI__ALLOW_PRIVATE_ADDRESSES": "true"}


class _Partners:
    """All partners on one port, each below its own path; `told` is when which was put what.

    Those from the number `well` on fail when they are told something.
    """

    def __init__(self, clock: SystemClock, well: int) -> None:
        self._clock = clock
        self.well = well
        self.url = ""
        self.told: list[tuple[int, float, bytes]] = []

    def answer(self, method: str, path: str, body: bytes) -> Any:  # noqa: ANN401  any JSON
        number, *rest = path.strip("/").split("/")
        base = f"{self.url}/{number}"
        match rest:
            case ["versions"]:
                return [{"version": VERSION, "url": f"{base}/{VERSION}"}]
            case [_]:
                endpoints = [
                    {"identifier": name, "role": "RECEIVER", "url": f"{base}/{VERSION}/{name}"}
                    for name in ("credentials", "locations")
                ]
                return {"version": VERSION, "endpoints": endpoints}
            case [_, "credentials"]:
                return {
                    "token": f"token-of-{number}",
                    "url": f"{base}/versions",
                    "roles": [_role(number)],
                }
        if method == "PUT":
            self.told.append((int(number), self._clock.monotonic(), body))
        return None

    def fails(self, method: str, path: str) -> bool:
        """Tell whether whoever is asked fails at it."""
        return method == "PUT" and _number(path) >= self.well


class _Talk(Requests):
    """A connection to the partners."""

    def __init__(self, partners: _Partners) -> None:
        super().__init__()
        self._partners = partners

    def asked(self, head: bytes, body: bytes) -> None:
        """Answer as the partner does who is asked."""
        method, path, _ = head.decode("latin-1").split(" ", 2)
        if self._partners.fails(method, path):
            self._fail(MANNERS[_number(path) % len(MANNERS)])
        else:
            self._tell(self._partners.answer(method, path, body))

    def _fail(self, manner: bytes | None) -> None:
        if manner is HANGS:
            return
        if manner == CUT_OFF:
            self.cut_off()
        else:
            self.say(manner)

    def _tell(self, data: object) -> None:
        said = {"data": data, "status_code": 1000, "timestamp": "2026-01-01T00:00:00Z"}
        body = json.dumps(said).encode()
        self.say(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body)


async def measure(*, changes: int = CHANGES, partners: int = PARTNERS) -> list[Reached]:
    """Measure with a server and a database of their own."""
    clock, server = SystemClock(), PushServer()
    try:
        await server.start()
        async with (
            _serving(_Partners(clock, partners)) as told,
            await server.client(timeout_s=PATIENCE_S) as client,
        ):
            line = await _charger(server, client)
            for number in range(partners):
                await _registered(client, f"{told.url}/{number}", number)
            all_well = await _changed(server, line, told, changes=changes)
            for number in range(partners, partners + FAILING):
                await _registered(client, f"{told.url}/{number}", number)
            some_fail = await _changed(server, line, told, changes=changes)
            return [
                all_well._replace(name=f"an EVSE's status, {partners} partners"),
                some_fail._replace(name=f"the same, and {FAILING} more that fail"),
            ]
    finally:
        server.stop()


async def _changed(server: Server, line: Line, told: _Partners, *, changes: int) -> Reached:
    clock = SystemClock()
    await _status(line, STATUSES[1])
    await _arrivals(told)
    await server.quieted()
    before = server.cpu_s()
    firsts, lasts, lost = [], [], 0
    for number in range(changes):
        await asyncio.sleep(APART_S)
        told.told.clear()
        sent_s = clock.monotonic()
        await _status(line, STATUSES[number % len(STATUSES)])
        lost += await _arrivals(told)
        at = {partner: arrived_s for partner, arrived_s, _ in reversed(told.told)}
        firsts.append((min(at.values()) - sent_s) * 1000)
        lasts.append((max(at.values()) - sent_s) * 1000)
    after = server.cpu_s()
    return Reached(
        "",
        changes,
        sorted(firsts)[changes // 2],
        sorted(lasts)[changes // 2],
        max(lasts),
        lost,
        (after[0] - before[0]) * 1000 / changes,
        (after[1] - before[1]) * 1000 / changes,
    )


async def _arrivals(told: _Partners) -> int:
    """Wait until all partners that are well were told; return how many were not in a minute."""
    clock = SystemClock()
    deadline_s = clock.monotonic() + PATIENCE_S
    missing = told.well
    while missing and clock.monotonic() < deadline_s:
        await asyncio.sleep(0.002)
        missing = told.well - len({number for number, *_ in told.told})
    return missing


async def _charger(server: Server, client: httpx.AsyncClient) -> Line:
    """Connect a charger with one connector at a location that partners are told."""
    location = await _post(client, "/locations", LOCATION)
    station = await _post(
        client,
        "/stations",
        {
            "code": "PUSH-1",
            "location_id": location["id"],
            "security_profile": 1,
            "password": "benchmark-password-0001",
        },
    )
    line = await connect(server.url, b"PUSH-1", "benchmark-password-0001", "ocpp1.6")
    await line.request(BOOT)
    await _status(line, STATUSES[1])
    path = f"/stations/{station['station']['id']}/connectors/1/1"
    answer = await client.patch(path, json={"standard": "IEC_62196_T2", "power_type": "ac_3_phase"})
    answer.raise_for_status()
    return line


async def _status(line: Line, status: str) -> None:
    said = {"connectorId": 1, "errorCode": "NoError", "status": status}
    await line.request(json.dumps([2, "s", "StatusNotification", said]).encode())


async def _registered(client: httpx.AsyncClient, url: str, number: int) -> None:
    partner = await _post(client, "/roaming/partners", {"name": f"Partner {number}"})
    told = {"versions_url": f"{url}/versions", "token": f"token-a-{number}"}
    await _post(client, f"/roaming/partners/{partner['id']}/registration", told)


async def _post(client: httpx.AsyncClient, path: str, body: object) -> Any:  # noqa: ANN401  any JSON
    answer = await client.post(path, json=body)
    if answer.is_error:
        raise RuntimeError(f"{path}: {answer.status_code} {answer.text[:500]}")
    return answer.json()


def _number(path: str) -> int:
    return int(path.strip("/").split("/", 1)[0])


def _role(number: str) -> dict[str, object]:
    return {
        "role": "EMSP",
        "country_code": "NL",
        "party_id": f"{int(number):03}",
        "business_details": {"name": f"Partner {number}"},
    }


@asynccontextmanager
async def _serving(partners: _Partners) -> AsyncIterator[_Partners]:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: _Talk(partners), "127.0.0.1", 0)
    partners.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield partners
    finally:
        server.close()
