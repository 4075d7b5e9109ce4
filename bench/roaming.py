"""How fast a partner gets our locations: a page of a hundred, and a whole network of them.

Each location has five EVSEs of two connectors. Some are said by the server from its stations, as
after a change of all; of these, the network is made by SQL. It is then pulled over HTTP as a
partner does it, page after page by the links.
"""

import asyncio
import base64
import http.client
import time
from http import HTTPStatus
from typing import Final, NamedTuple
from urllib.parse import urlsplit
from uuid import UUID

import asyncpg
import httpx

from bench.server import Server
from chargehouse.kernel.ids import TimeOrderedIds
from chargehouse.ocpi.paging import next_link
from chargehouse.platform.secrets import Keyring

LOCATIONS: Final = 50_000
SAID: Final = 500
EVSES: Final = 5
CONNECTORS: Final = 2
PAGE: Final = 100
PAGES: Final = 60
WARM_UP: Final = 5
DUE: Final = "SELECT count(*) FROM publication_dues"
LOOK_S: Final = 0.05
PATIENCE_S: Final = 120.0
TOKEN: Final = "a-token-of-a-benchmark"  # noqa: S105  opens a temporary database
PAGE_TARGET: Final = "p50 under 5 ms"
PULL_TARGET: Final = "10 000 objects/s, memory flat"

STATIONS: Final = """
WITH places AS (
    INSERT INTO locations (tenant_id, id, name, timezone, address, city, country, latitude,
                           longitude, publish, created_at, updated_at)
    SELECT $1, id, 'Site', 'Europe/Madrid', 'Calle 1', 'Madrid', 'ES', 40.4, -3.7, true, now(),
           now()
    FROM unnest($2::uuid[]) AS id
    RETURNING id
)
INSERT INTO stations (tenant_id, id, location_id, code, security_profile, registration, created_at,
                      updated_at)
SELECT $1, id, id, 'S-' || right(id::text, 12), 0, 'accepted', now(), now() FROM places
"""
SOCKETS: Final = """
INSERT INTO connectors (tenant_id, station_id, evse_id, connector_id, standard, power_type,
                        max_power_w, status)
SELECT $1, id, evse, connector, 'cCCS2', 'dc', 150000, 'Available'
FROM unnest($2::uuid[]) AS id, generate_series(1, $3) AS evse, generate_series(1, $4) AS connector
"""
COPIES: Final = """
INSERT INTO publications (tenant_id, id, module, party_id, object_id, subject_id, shared, version,
                          document, created_at, last_updated)
SELECT p.tenant_id, new.id, p.module, p.party_id, new.id::text, new.id, p.shared, p.version,
       convert_to(replace(convert_from(p.document, 'UTF8'), p.object_id, new.id::text), 'UTF8'),
       p.created_at, p.last_updated
FROM (SELECT * FROM publications WHERE module = 'locations' ORDER BY id LIMIT 1) AS p,
     unnest($1::uuid[]) AS new (id)
"""
PARTNER: Final = """
INSERT INTO platforms (tenant_id, id, name, state, ocpi_version, token_encoding, legacy_role,
                       inbound_hash, created_at, updated_at)
VALUES ($1, $2, 'Bench', 'registered', '2.2.1', 'base64', 'EMSP', $3, now(), now())
"""


class Told(NamedTuple):
    """One row's figure, and what is beside it."""

    name: str
    figure: str
    remark: str
    target: str = ""


async def measure(*, locations: int = LOCATIONS, pages: int = PAGES) -> list[Told]:
    """Measure with a server and a database of their own."""
    server = Server()
    try:
        await server.start()
        connection = await server.connect()
        slug = await _network(connection, Keyring.load(server.data_dir))
        said = await _said(server, connection)
        ids = TimeOrderedIds()
        copies = [ids.new() for _ in range(max(0, locations - SAID))]
        await connection.execute(COPIES, copies)
        await connection.execute("VACUUM ANALYZE publications")
        await connection.close()
        await server.quieted()
        path = f"/ocpi/{slug}/2.2.1/sender/locations?limit={PAGE}"
        sent = f"Token {base64.b64encode(TOKEN.encode()).decode()}"
        page = await asyncio.to_thread(_pages, server, sent, path, pages)
        async with _partner(server, sent) as client:
            return [said, page, await _pull(server, client, path)]
    finally:
        server.stop()


async def _network(connection: asyncpg.Connection, keyring: Keyring) -> str:
    """Write stations at locations, and a partner that is registered; return the tenant's slug."""
    (row,) = await connection.fetch("SELECT id, slug FROM tenants ORDER BY created_at LIMIT 1")
    ids = TimeOrderedIds()
    tenant: UUID = row["id"]
    places = [ids.new() for _ in range(SAID)]
    await connection.execute(STATIONS, tenant, places)
    await connection.execute(SOCKETS, tenant, places, EVSES, CONNECTORS)
    await connection.execute(PARTNER, tenant, ids.new(), keyring.token_hash(TOKEN))
    await connection.execute("ANALYZE")
    return str(row["slug"])


async def _said(server: Server, connection: asyncpg.Connection) -> Told:
    """Have the server say all locations."""
    async with await server.client(timeout_s=PATIENCE_S) as client:
        begun_s = time.monotonic()
        answer = await client.post("/roaming/publishing/rebuild")
        answer.raise_for_status()
    async with asyncio.timeout(PATIENCE_S):
        while await connection.fetchval(DUE):  # noqa: ASYNC110  another process says them
            await asyncio.sleep(LOOK_S)
    took_s = time.monotonic() - begun_s
    count = await connection.fetchval("SELECT count(*) FROM publications")
    return Told("locations said anew", f"{count / took_s:.0f}/s", f"{count} of {EVSES} EVSEs")


def _partner(server: Server, token: str) -> httpx.AsyncClient:
    return httpx.AsyncClient(
        base_url=f"http://127.0.0.1:{server.http_port}",
        headers={"Authorization": token},
        timeout=PATIENCE_S,
    )


def _pages(server: Server, token: str, path: str, pages: int) -> Told:
    """Ask for pages as the links have them, by a client that costs next to nothing."""
    connection = http.client.HTTPConnection("127.0.0.1", server.http_port, timeout=PATIENCE_S)
    took_ms: list[float] = []
    size = 0
    following: str | None = path
    while following and len(took_ms) < pages + WARM_UP:
        begun_s = time.monotonic()
        connection.request("GET", following, headers={"Authorization": token})
        answer = connection.getresponse()
        content = answer.read()
        took_ms.append((time.monotonic() - begun_s) * 1000)
        if answer.status != HTTPStatus.OK:
            raise RuntimeError(f"{following}: {answer.status}")
        size, following = len(content), _next(answer.headers.get("link", ""))
    connection.close()
    kept = sorted(took_ms[WARM_UP:] or took_ms)
    p50, p95 = kept[len(kept) // 2], kept[int(len(kept) * 0.95)]
    figure = f"p50 {p50:.1f} ms, p95 {p95:.1f} ms"
    return Told(f"a page of {PAGE} locations", figure, f"{size / 1000:.0f} KB", PAGE_TARGET)


async def _pull(server: Server, client: httpx.AsyncClient, path: str) -> Told:
    """Pull everything, and look how the server grows meanwhile."""
    memory = server.memory_bytes()
    cpu = server.cpu_s()
    objects, most, following = 0, memory, path or None
    begun_s = time.monotonic()
    while following:
        answer = await client.get(following)
        answer.raise_for_status()
        objects += answer.content.count(b'"time_zone"')
        most = max(most, server.memory_bytes())
        following = _next(answer.headers.get("link", ""))
    took_s = time.monotonic() - begun_s
    used = [after - before for before, after in zip(cpu, server.cpu_s(), strict=True)]
    remark = f"{objects} in {took_s:.1f} s; grown by {(most - memory) / 1e6:.0f} MB; CPU "
    remark += f"{used[0]:.1f} s server, {used[1]:.1f} s database"
    return Told("a whole network pulled", f"{objects / took_s:.0f}/s", remark, PULL_TARGET)


def _next(header: str) -> str | None:
    link = next_link(header)
    if link is None:
        return None
    parts = urlsplit(link)
    return f"{parts.path}?{parts.query}"
