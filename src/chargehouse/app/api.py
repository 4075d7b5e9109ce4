"""The HTTP role: every route, and the server that answers."""

import asyncio
import contextlib
from collections.abc import Sequence
from typing import Final

import uvicorn
from litestar.types import ControllerRouterHandler

from chargehouse.app.events import EventController
from chargehouse.contexts.access import endpoints as access
from chargehouse.contexts.identity import endpoints as identity
from chargehouse.contexts.people import endpoints as people
from chargehouse.contexts.sessions import endpoints as sessions
from chargehouse.contexts.stations import endpoints as stations
from chargehouse.platform.http.application import Application
from chargehouse.platform.settings import HttpSettings

STARTED_POLL_S: Final = 0.01


def api_routes() -> Sequence[ControllerRouterHandler]:
    """Return every route of the REST API; `operations_routes` come besides, in every role."""
    return (
        *people.CONTROLLERS,
        *stations.CONTROLLERS,
        *identity.CONTROLLERS,
        *access.CONTROLLERS,
        *sessions.CONTROLLERS,
        EventController,
    )


class HttpServer:
    """Serves an application on its address until it is stopped; requests are drained first."""

    def __init__(self, application: Application, settings: HttpSettings) -> None:
        self._application = application
        self._settings = settings
        self._server = uvicorn.Server(
            uvicorn.Config(
                application,
                host=settings.host,
                port=settings.port,
                log_config=None,
                access_log=False,
                server_header=False,
                timeout_graceful_shutdown=int(settings.drain_timeout_s),
                lifespan="on",
            )
        )
        self._server.install_signal_handlers = lambda: None  # type: ignore[attr-defined]
        self._task: asyncio.Task[None] | None = None

    @property
    def port(self) -> int:
        """The port that is listened on."""
        for server in self._server.servers:
            for socket in server.sockets:
                return int(socket.getsockname()[1])
        return self._settings.port

    async def start(self) -> None:
        """Begin to listen; raises `OSError` where the address cannot be had."""
        self._task = asyncio.create_task(self._serve(), name="http")
        while not self._server.started:
            if self._task.done():
                self._task.result()
                raise OSError(f"Cannot listen on {self._settings.host}:{self._settings.port}.")
            await asyncio.sleep(STARTED_POLL_S)

    async def stop(self) -> None:
        """Answer what was begun, within the time that the settings give, and stop listening."""
        if self._task is None:
            return
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(self._settings.drain_timeout_s):
                await self._application.drain.wait_until_idle()
        self._server.should_exit = True
        await self._task

    async def _serve(self) -> None:
        with contextlib.suppress(SystemExit):
            await self._server._serve()  # noqa: SLF001  `serve` would take over signals, which are ours
