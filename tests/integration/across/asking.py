"""Every route of the product without a server, and requests of them."""

import asyncio
from dataclasses import dataclass
from typing import Any

import msgspec

from chargehouse.app.api import api_routes
from chargehouse.app.wiring import Contexts
from chargehouse.platform.http.application import Application, build_application
from chargehouse.platform.http.idempotency_store import PostgresIdempotencyStore
from chargehouse.platform.metrics import Metrics
from chargehouse.platform.outbox.bell import Bell
from chargehouse.platform.outbox.feed import EventFeed
from chargehouse.platform.outbox.history import EventHistory
from chargehouse.platform.postgres.database import Database
from chargehouse.platform.secrets import Keyring


@dataclass(frozen=True)
class Answer:
    """What came of a request: of an answer without an end, what it began with."""

    status: int
    text: str

    @property
    def refused(self) -> str | None:
        """The permission without which it was refused."""
        if self.status != 403:
            return None
        told: dict[str, Any] = msgspec.json.decode(self.text)
        permission: str | None = told.get("details", {}).get("permission")
        return permission


def whole_application(
    contexts: Contexts, database: Database, keyring: Keyring, *, max_body_bytes: int = 10_000
) -> Application:
    """Return an application with every route, where tokens are checked as in a process."""
    clock, ids, stations = database.clock, database.ids, contexts.station_directory
    bell = Bell(database, None, clock=clock, ids=ids)
    return build_application(
        api_routes(),
        authenticator=contexts.authenticator,
        sign_ins=contexts.sign_in_authenticator,
        clock=clock,
        ids=ids,
        metrics=Metrics(),
        version="1",
        max_body_bytes=max_body_bytes,
        idempotency=PostgresIdempotencyStore(database, keyring),
        told_export=contexts.tenants.exported,
        dependencies={
            **contexts.by_name(),
            "clock": clock,
            "event_feed": EventFeed(database, stations, bell=bell, clock=clock),
            "event_history": EventHistory(database, stations),
        },
    )


async def asked(
    application: Application, method: str, path: str, token: str | None, query: str
) -> Answer:
    """Ask without a body; an answer without an end is left once it began."""
    sent: list[dict[str, Any]] = []
    enough = asyncio.Event()

    async def receive() -> dict[str, Any]:
        if not sent and not enough.is_set():
            return {"type": "http.request", "body": b"", "more_body": False}
        await asyncio.Event().wait()
        return {}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)
        endless = any(b"event-stream" in value for _, value in sent[0]["headers"])
        if endless or (message["type"].endswith("body") and not message.get("more_body")):
            enough.set()

    headers = [(b"host", b"house")]
    if token is not None:
        headers.append((b"authorization", f"Bearer {token}".encode()))
    scope = {
        "type": "http",
        "method": method,
        "path": path,
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "headers": headers,
        "scheme": "http",
        "server": ("house", 80),
        "client": ("192.0.2.1", 1234),
        "http_version": "1.1",
        "root_path": "",
    }
    answering = asyncio.create_task(application(scope, receive, send))  # type: ignore[arg-type]
    await enough.wait()
    answering.cancel()
    await asyncio.gather(answering, return_exceptions=True)
    body = b"".join(message.get("body", b"") for message in sent[1:])
    return Answer(sent[0]["status"], body.decode())
