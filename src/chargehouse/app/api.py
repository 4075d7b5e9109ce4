"""The HTTP role: every route, and the server that answers."""

import asyncio
import contextlib
from collections.abc import Sequence
from typing import Final

import uvicorn
from litestar.types import ControllerRouterHandler

from chargehouse.app.across.attention import AttentionController
from chargehouse.app.across.connecting import ConnectionController, OfferedActionController
from chargehouse.app.across.overall import OverallController
from chargehouse.app.across.search import SearchController
from chargehouse.app.across.stopping import StopController
from chargehouse.app.across.story import StoryController
from chargehouse.app.events import EventController
from chargehouse.contexts.access import endpoints as access
from chargehouse.contexts.audit import endpoints as audit
from chargehouse.contexts.cdrs import endpoints as cdrs
from chargehouse.contexts.fleets import endpoints as fleets
from chargehouse.contexts.identity import endpoints as identity
from chargehouse.contexts.news import endpoints as news
from chargehouse.contexts.people import endpoints as people
from chargehouse.contexts.publishing import endpoints as publishing
from chargehouse.contexts.received import endpoints as received
from chargehouse.contexts.remote import endpoints as remote
from chargehouse.contexts.roaming import endpoints as roaming
from chargehouse.contexts.sessions import endpoints as sessions
from chargehouse.contexts.settings import endpoints as tenant_settings
from chargehouse.contexts.stations import endpoints as stations
from chargehouse.contexts.tariffs import endpoints as tariffs
from chargehouse.contexts.webhooks import endpoints as webhooks
from chargehouse.platform.http.application import Application
from chargehouse.platform.settings import HttpSettings

STARTED_POLL_S: Final = 0.01

# Longer than the 60 s for which proxies and balancers keep their own idle connections: were the
# server the first to close, a request that is just then on its way would be lost.
IDLE_CONNECTION_S: Final = 75


def api_routes() -> Sequence[ControllerRouterHandler]:
    """Return every route of the REST API; `operations_routes` come besides, in every role."""
    return (
        *people.CONTROLLERS,
        *stations.CONTROLLERS,
        *fleets.CONTROLLERS,
        *identity.CONTROLLERS,
        *access.CONTROLLERS,
        *sessions.CONTROLLERS,
        *tariffs.CONTROLLERS,
        *roaming.CONTROLLERS,
        *received.CONTROLLERS,
        *publishing.CONTROLLERS,
        *remote.CONTROLLERS,
        *cdrs.CONTROLLERS,
        *tenant_settings.CONTROLLERS,
        *webhooks.CONTROLLERS,
        *audit.CONTROLLERS,
        *news.CONTROLLERS,
        SearchController,
        ConnectionController,
        OfferedActionController,
        AttentionController,
        OverallController,
        StoryController,
        StopController,
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
                timeout_keep_alive=IDLE_CONNECTION_S,
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
