"""A product to be asked anything: a process and a database of its own, an administrator, some data.

The administrator is signed in as a person is, by cookie, so that no token's limit answers 429.
"""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final, NamedTuple

import httpx
from bench.server import Server

EMAIL: Final = "ada@example.com"
PASSWORD: Final = "a password for the fuzzing of routes"
PROGRAM: Final = Path(sys.executable).with_name("chargehouse")
COOKIE: Final = "chargehouse_session"


class Product(NamedTuple):
    """Where it is, what a request of the administrator's bears, and what it said."""

    url: str
    headers: dict[str, str]
    server: Server

    def last_words(self) -> str:
        """Return the end of its log."""
        return self.server.last_words()


@asynccontextmanager
async def running() -> AsyncIterator[Product]:
    """Serve until the end of the block."""
    server = Server()
    try:
        await server.start()
        url = f"http://127.0.0.1:{server.http_port}"
        headers = await _signed_in(url, await _link(server))
        await _fill(url, headers)
        yield Product(url, headers, server)
    finally:
        server.stop()


async def _link(server: Server) -> str:
    """Return the secret of a link by which the first account is made, as the console tells it."""
    process = await asyncio.create_subprocess_exec(
        *(str(PROGRAM), "account", "first-link"),
        cwd=server.data_dir,
        env=server.environment,
        stdout=asyncio.subprocess.PIPE,
    )
    said, _ = await process.communicate()
    return said.decode().strip().partition("#")[2]


async def _signed_in(url: str, secret: str) -> dict[str, str]:
    """Make the first account, who is an administrator, and sign it in."""
    async with httpx.AsyncClient(base_url=f"{url}/api/v1", headers={"Origin": url}) as browser:
        account = {"token": secret, "name": "Ada", "email": EMAIL, "password": PASSWORD}
        (await browser.post("/first-run", json=account)).raise_for_status()
        me = (await browser.get("/me")).raise_for_status().json()
        return {
            "Cookie": f"{COOKIE}={browser.cookies[COOKIE]}",
            "X-CSRF-Token": me["csrf_token"],
            "Origin": url,
        }


async def _fill(url: str, headers: dict[str, str]) -> None:
    """Add one of each thing that others refer to."""
    async with httpx.AsyncClient(base_url=f"{url}/api/v1", headers=headers) as browser:

        async def add(path: str, **body: object) -> str:
            answer = await browser.post(path, json=body)
            answer.raise_for_status()
            return str(answer.json().get("id"))

        location = await add("/locations", name="Harbour", timezone="Europe/Berlin")
        await add("/stations", code="FUZZ-1", location_id=location, security_profile=0)
        await add("/vehicles", name="Van 1")
        await add("/identifiers", type="rfid", value="04A1B2C3D4E5F6")
        await add("/departments", name="Night shift", allows=["stations.read"])
        await add("/webhooks", url="https://receiver.invalid/hook", event_types=["session.started"])
