"""A charger by hand: raw frames over a real websocket, and nothing that thinks for itself."""

import asyncio
import base64
import contextlib
import itertools
import json
from ssl import SSLContext
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.datastructures import HeadersLike
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request
from websockets.typing import Subprotocol

PATIENCE_S = 60
SUBPROTOCOLS = "Sec-WebSocket-Protocol"


class Refused(Exception):  # noqa: N818  what a charger is told
    """The charger's call was answered with a CALLERROR."""

    def __init__(self, code: str, description: str) -> None:
        super().__init__(f"{code}: {description}")
        self.code = code
        self.description = description


class RawCharger:
    """One websocket of a charger; frames are lists, as JSON has them."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket
        self._ids = itertools.count(1)
        self._kept: list[list[Any]] = []

    async def send(self, frame: str | bytes | list[Any]) -> None:
        """Send a frame: text and bytes as they are, a list as JSON."""
        await self.socket.send(json.dumps(frame) if isinstance(frame, list) else frame)

    async def recv(self) -> list[Any]:
        """Return the next frame."""
        if self._kept:
            return self._kept.pop(0)
        return await self._from_socket()

    async def call(self, action: str, payload: object = None, message_id: str | None = None) -> Any:  # noqa: ANN401  an answer's payload
        """Send a request and return the answer's payload; raise `Refused` for a CALLERROR.

        What else comes meanwhile is kept for `recv` and `expect_call`.
        """
        message_id = message_id or str(next(self._ids))
        await self.send([2, message_id, action, payload or {}])
        return await self.answer_to(message_id)

    async def answer_to(self, message_id: str) -> Any:  # noqa: ANN401  an answer's payload
        """Return the payload that answers a message; raise `Refused` for a CALLERROR."""
        while True:
            frame = await self._from_socket()
            if frame[1] != message_id or frame[0] not in {3, 4}:
                self._kept.append(frame)
            elif frame[0] == 3:
                return frame[2]
            else:
                raise Refused(frame[2], frame[3])

    async def expect_call(self, action: str) -> tuple[str, Any]:
        """Return message id and payload of the next request, which must be of this action."""
        frame = await self.recv()
        assert frame[0] == 2, frame
        assert frame[2] == action, frame
        return frame[1], frame[3]

    async def answer(self, message_id: str, payload: object) -> None:
        """Answer a request of the other side."""
        await self.send([3, message_id, payload])

    async def obey(self, action: str, answer: object) -> Any:  # noqa: ANN401  a request's payload
        """Wait for a request of this action, answer it, and return its payload."""
        message_id, payload = await self.expect_call(action)
        await self.answer(message_id, answer)
        return payload

    async def close(self, code: int = 1000) -> None:
        """Close politely."""
        await self.socket.close(code)

    async def vanish(self) -> None:
        """Drop the connection as a charger does that loses its power: without a word."""
        self.drop()
        await self.closed()

    def drop(self) -> None:
        """Drop the connection, if it is still there, without waiting."""
        if not self.socket.transport.is_closing():
            self.socket.transport.abort()

    async def closed(self) -> tuple[int | None, str | None]:
        """Wait until the connection is closed; return code and reason."""
        async with asyncio.timeout(PATIENCE_S):
            await self.socket.wait_closed()
        return self.socket.close_code, self.socket.close_reason

    async def silence(self) -> bool:
        """Tell whether nothing came that was not read, of all that was sent until now.

        What the server wrote before its pong is here with the pong; a server that does not read
        sends none, which is an error. What is found is kept for `recv`.
        """
        if not await self.unread():
            with contextlib.suppress(ConnectionClosed):
                async with asyncio.timeout(PATIENCE_S):
                    await (await self.socket.ping())
        return not await self.unread()

    async def unread(self) -> bool:
        """Tell whether there is a frame here that was not read; one on its way is not."""
        if not self._kept:
            # `recv` gives a frame that is here without waiting, so no time is enough for it;
            # in a task of its own, as `wait_for` would run it, it would never begin.
            with contextlib.suppress(TimeoutError, ConnectionClosed):
                async with asyncio.timeout(0):
                    self._kept.append(json.loads(await self.socket.recv()))
        return bool(self._kept)

    async def _from_socket(self) -> list[Any]:
        async with asyncio.timeout(PATIENCE_S):
            frame: list[Any] = json.loads(await self.socket.recv())
        return frame


def basic(user: str, password: str | bytes) -> str:
    """Return an `Authorization` header's value."""
    secret = password if isinstance(password, bytes) else password.encode()
    return "Basic " + base64.b64encode(user.encode() + b":" + secret).decode()


class OddConnection(ClientConnection):
    """A client that words its subprotocol header as it is told, in place of the proper one."""

    async def handshake(
        self, additional_headers: HeadersLike | None = None, user_agent_header: str | None = None
    ) -> None:
        """Open with the odd header."""
        assert isinstance(additional_headers, dict)
        begin = self.protocol.connect

        def begin_oddly() -> Request:
            request = begin()
            if SUBPROTOCOLS in additional_headers:
                del request.headers[SUBPROTOCOLS]
            return request

        self.protocol.connect = begin_oddly  # type: ignore[method-assign]
        await super().handshake(additional_headers, user_agent_header)


async def open_socket(
    url: str,
    subprotocols: list[str] | None,
    authorization: str | None,
    tls: SSLContext | None = None,
    headers: dict[str, str] | None = None,
) -> ClientConnection:
    """Connect as a charger does; raise `InvalidStatus` where it is refused."""
    sent = dict(headers or {})
    if authorization is not None:
        sent["Authorization"] = authorization
    return await connect(
        url,
        subprotocols=[Subprotocol(word) for word in subprotocols or []] or None,
        additional_headers=sent,
        create_connection=OddConnection,
        compression=None,
        ping_interval=None,
        user_agent_header=None,
        close_timeout=1,
        proxy=None,
        ssl=tls,
    )
