"""A way to a database that can be cut, mended, and held up."""

import asyncio
import dataclasses
import shutil
import tempfile
from pathlib import Path
from typing import Self

from chargehouse.platform.postgres.address import PostgresAddress

CHUNK_BYTES = 65_536


class Proxy:
    """Passes on what comes over a unix socket; `address` is the database's, by this way.

    Cut, connections end and nobody is let in. Held up, all stay open and nothing gets through.
    """

    def __init__(self, address: PostgresAddress) -> None:
        self._behind = address
        self._folder = Path(tempfile.mkdtemp(prefix="way-"))
        self.address = dataclasses.replace(address, host=str(self._folder))
        self._server: asyncio.Server | None = None
        self._is_open = False
        self._passing: set[asyncio.Task[None]] = set()
        self._free = asyncio.Event()
        self._free.set()

    async def __aenter__(self) -> Self:
        await self.mend()
        return self

    async def __aexit__(self, *_: object) -> None:
        self.release()
        await self.cut()
        shutil.rmtree(self._folder)

    async def mend(self) -> None:
        """Let connections through (again)."""
        path = self._folder / f".s.PGSQL.{self.address.port}"
        self._is_open = True
        self._server = await asyncio.start_unix_server(self._enter, path)

    async def cut(self) -> None:
        """End every connection, and let nobody in."""
        self._is_open = False
        if self._server is not None:
            self._server.close()
        for passing in list(self._passing):
            passing.cancel()
        await asyncio.gather(*self._passing, return_exceptions=True)

    def hold(self) -> None:
        """Let nothing through, and nobody know."""
        self._free.clear()

    def release(self) -> None:
        """Let through what was held up."""
        self._free.set()

    def _enter(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Begin to pass on; whoever was at the door when the way was cut is turned away."""
        if not self._is_open:
            writer.transport.abort()
            return
        passing = asyncio.create_task(self._pass(reader, writer))
        self._passing.add(passing)

        def end(ended: asyncio.Task[None]) -> None:
            self._passing.discard(ended)
            writer.transport.abort()

        passing.add_done_callback(end)

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            far_reader, far_writer = await self._open()
        except OSError:
            return
        ways = [
            asyncio.ensure_future(self._one_way(reader, far_writer)),
            asyncio.ensure_future(self._one_way(far_reader, writer)),
        ]
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for way in ways:
                way.cancel()
            await asyncio.gather(*ways, return_exceptions=True)
            far_writer.transport.abort()

    async def _open(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        behind = self._behind
        if behind.is_local_socket:
            path = Path(behind.host) / f".s.PGSQL.{behind.port}"
            return await asyncio.open_unix_connection(path)
        return await asyncio.open_connection(behind.host, behind.port)

    async def _one_way(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while chunk := await reader.read(CHUNK_BYTES):
            await self._free.wait()
            writer.write(chunk)
            await writer.drain()
