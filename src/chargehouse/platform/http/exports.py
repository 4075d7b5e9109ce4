"""Who takes a list as a file is told of before its first byte is sent."""

import re
from collections.abc import Awaitable, Callable
from typing import Final

from litestar.datastructures import Headers
from litestar.enums import ScopeType
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from chargehouse.kernel.actor import Actor

CSV: Final = "text/csv"

ToldExport = Callable[[Actor, str], Awaitable[None]]
"""Keeps that somebody took a file, which is called so."""


class Exports:
    """Litestar middleware, behind the one that keeps the actor: tells of every CSV file.

    Where that cannot be kept, there is no file.
    """

    def __init__(self, app: ASGIApp, told: ToldExport) -> None:
        self._app = app
        self._told = told

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, and tell of a file (ASGI)."""
        actor = scope["state"].get("actor") if scope["type"] == ScopeType.HTTP else None
        if not isinstance(actor, Actor):
            await self._app(scope, receive, send)
            return

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                name = _file_of(Headers(message["headers"]))
                if name is not None:
                    await self._told(actor, name)
            await send(message)

        await self._app(scope, receive, sending)


def _file_of(headers: Headers) -> str | None:
    """Return what a CSV file is called; None for any other answer."""
    if not headers.get("content-type", "").startswith(CSV):
        return None
    name = re.search(r'filename="([^"]*)"', headers.get("content-disposition", ""))
    return name[1] if name else None
