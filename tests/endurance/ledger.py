"""What chargers were told that we have, as they wrote it down; one line an answer."""

import asyncio
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import msgspec


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """What a fleet is to do. `tags` are used one after the other, one a transaction."""

    url: str
    password: str
    ledger: str
    stations: list[tuple[str, str]]
    tags: list[str]
    readings: int
    seed: int


class Answered(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A request that was answered. `number` counts a station's transactions; `wh` is a register."""

    station: str
    number: int
    kind: Literal["boot", "authorize", "start", "meter", "stop"]
    status: str = "Accepted"
    tag: int = 0
    transaction_id: str = ""
    at: str = ""
    wh: int = 0


class Farewell(msgspec.Struct, frozen=True, kw_only=True):
    """What a fleet says at its end: `errors` are CALLERRORs, by their codes.

    `answers_per_s` is the median of the seconds in which there was any answer.
    """

    sent: int
    answered: int
    sent_again: int
    connections: int
    seconds: float
    answers_per_s: float
    errors: dict[str, int]
    close_codes: dict[int, int]


class Ledger:
    """Writes down answers; one is on disk when `write` returns. Many share one sync."""

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        self._lines: list[bytes] = []
        self._synced: asyncio.Future[None] | None = None
        self._syncing = False
        self._encoder = msgspec.json.Encoder()

    async def write(self, entry: Answered) -> None:
        self._lines.append(self._encoder.encode(entry) + b"\n")
        if self._synced is None:
            self._synced = asyncio.get_running_loop().create_future()
        synced = self._synced
        if not self._syncing:
            self._syncing = True
            await self._sync()
        await synced

    async def _sync(self) -> None:
        while self._synced is not None:
            synced, self._synced = self._synced, None
            lines, self._lines = self._lines, []
            await asyncio.to_thread(self._put, b"".join(lines))
            synced.set_result(None)
        self._syncing = False

    def _put(self, text: bytes) -> None:
        os.write(self._file, text)
        os.fdatasync(self._file)

    def close(self) -> None:
        os.close(self._file)


def read_ledger(path: Path) -> list[Answered]:
    """Return what was written down."""
    decoder = msgspec.json.Decoder(Answered)
    return [decoder.decode(line) for line in path.read_bytes().splitlines()]


def said(at: datetime) -> str:
    """Return an instant as stations write it, to the millisecond."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{at.microsecond // 1000:03}Z"
