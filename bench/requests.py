"""What those do who are told something over HTTP: they take whole requests, one after another."""

import asyncio
from abc import ABC, abstractmethod

HEAD_END = b"\r\n\r\n"


class Requests(asyncio.Protocol, ABC):
    """A connection of somebody who asks; each request is handed on once it is whole."""

    def __init__(self) -> None:
        self._read = bytearray()
        self._transport: asyncio.Transport | None = None

    @abstractmethod
    def asked(self, head: bytes, body: bytes) -> None:
        """Take a request: its first line and its headers, and what follows them."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport."""
        if isinstance(transport, asyncio.Transport):
            self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Hand on every request that is whole."""
        self._read += data
        while (end := self._read.find(HEAD_END)) >= 0:
            head, begin = bytes(self._read[:end]), end + len(HEAD_END)
            whole = begin + int(header(head, b"content-length") or 0)
            if len(self._read) < whole:
                return
            body = bytes(self._read[begin:whole])
            del self._read[:whole]
            self.asked(head, body)

    def say(self, answer: bytes) -> None:
        """Answer, if there is still somebody to answer."""
        if self._transport is not None:
            self._transport.write(answer)

    def cut_off(self) -> None:
        """End the connection without a word."""
        if self._transport is not None:
            self._transport.abort()


def header(head: bytes, name: bytes) -> bytes:
    """Return a header's value, of which the name is given in small letters; empty without it."""
    begin = head.lower().find(b"\r\n%s:" % name)
    if begin < 0:
        return b""
    begin += len(name) + 3
    end = head.find(b"\r\n", begin)
    return head[begin : end if end >= 0 else len(head)].strip()
