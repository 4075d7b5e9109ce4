"""One charger's websocket, as lean as it can be: a frame out, its answer in."""

import asyncio
import base64
from collections.abc import Callable

from picows import WSFrame, WSListener, WSMsgType, WSTransport, ws_connect

HANDSHAKE_TIMEOUT_S = 60.0
CALL, RESULT = b"2", b"3"
BEFORE_ID = 2


class Line(WSListener):
    """A connection that has at most one request open; `on_answer` is called with each answer.

    `on_request` is called with what the server asks; without it all of that is refused.
    """

    def __init__(self, code: bytes) -> None:
        self.code = code
        self.on_answer: Callable[[Line, bytes], None] | None = None
        self.on_request: Callable[[Line, bytes], None] | None = None
        self.on_lost: Callable[[Line], None] | None = None
        self.sent_at = 0.0
        self.transport: WSTransport | None = None

    def on_ws_connected(self, transport: WSTransport) -> None:
        """Keep the transport."""
        self.transport = transport

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        """Hand on an answer, or a request; refuse the latter where this charger obeys nobody."""
        if frame.msg_type is not WSMsgType.TEXT:
            if frame.msg_type is WSMsgType.CLOSE:
                transport.disconnect()
            return
        text = frame.get_payload_as_bytes()
        if text[1:2] != CALL:
            if self.on_answer is not None:
                self.on_answer(self, text)
            return
        if self.on_request is not None:
            self.on_request(self, text)
            return
        message_id = text.split(b'"', 2)[1]
        self.send(b'[4,"%s","NotSupported","",{}]' % message_id)

    def on_ws_disconnected(self, transport: WSTransport) -> None:  # noqa: ARG002  picows calls it so
        """Tell that the line is gone."""
        self.transport = None
        if self.on_lost is not None:
            self.on_lost(self)

    def send(self, frame: bytes) -> None:
        """Write a frame; harmless when the line is gone."""
        if self.transport is not None:
            self.transport.send(WSMsgType.TEXT, frame)

    def drop(self) -> None:
        """Close without ceremony."""
        if self.transport is not None:
            self.transport.disconnect(graceful=False)

    async def request(self, frame: bytes) -> bytes:
        """Send one request and return its answer: for set-up, not for load."""
        answered: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()

        def take(_: Line, text: bytes) -> None:
            if not answered.done():
                answered.set_result(text)

        def lost(_: Line) -> None:
            if not answered.done():
                answered.set_exception(ConnectionError("the line was lost"))

        self.on_answer, self.on_lost = take, lost
        self.send(frame)
        return await answered


async def connect(url: str, code: bytes, password: str, subprotocol: str) -> Line:
    """Open a charger's line; raises what picows raises when it is refused."""
    pair = base64.b64encode(code + b":" + password.encode()).decode()
    _, listener = await ws_connect(
        lambda: Line(code),
        f"{url}/{code.decode()}",
        websocket_handshake_timeout=HANDSHAKE_TIMEOUT_S,
        extra_headers={
            "Authorization": f"Basic {pair}",
            "Sec-WebSocket-Protocol": subprotocol,
        },
        read_buffer_init_size=2048,
    )
    if not isinstance(listener, Line):
        raise TypeError("picows returned another listener")
    return listener
