"""An export as a file, verified by as many processes as there are processors."""

import multiprocessing
import os
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from pathlib import Path
from typing import BinaryIO, Final

from chargehouse.contexts.audit.model.exports import (
    ENTRY,
    Plain,
    Reading,
    looked_through,
)
from chargehouse.contexts.audit.model.findings import Report
from chargehouse.contexts.audit.model.statements import Signed

PIECE_BYTES: Final = 2**20
ALONE_BELOW_BYTES: Final = 16 * PIECE_BYTES
"""Below it a file is verified sooner than other processes would have begun."""
AHEAD: Final = 2
"""So many pieces a process are looked through before they are taken."""


def verify_file(
    path: Path,
    *,
    trusted: Iterable[bytes] | None = None,
    witnessed: Iterable[Signed] = (),
    processes: int | None = None,
    piece_bytes: int = PIECE_BYTES,
) -> Report:
    """Verify an export as `verify` does, with the same report, the sooner the more processors.

    Processes look through pieces of the file; those with which all is well are taken as they are,
    others line by line. Without `processes` there are as many as it is worth. Raises
    `FileUnreadable` where there is not even a header.
    """
    with path.open("rb") as file:
        reading = Reading(file.readline(), trusted, witnessed)
        if processes is None:
            size = path.stat().st_size
            processes = (os.cpu_count() or 1) if size >= ALONE_BELOW_BYTES else 1
        if processes > 1:
            _take_pieces(reading, file, processes, piece_bytes)
        else:
            for line in file:
                reading.take(line)
    return reading.report()


def _take_pieces(reading: Reading, file: BinaryIO, processes: int, piece_bytes: int) -> None:
    for line in file:
        reading.take(line)
        if line.startswith(ENTRY):
            break
    # A fresh interpreter, for a fork takes along whatever the caller's threads hold.
    fresh = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(processes, fresh) as pool:
        ahead: deque[tuple[bytes, Future[Plain | None]]] = deque()
        for piece in _pieces(file, piece_bytes):
            ahead.append((piece, pool.submit(looked_through, piece, reading.tenant)))
            if len(ahead) > AHEAD * processes:
                _take(reading, *ahead.popleft())
        for piece, looking in ahead:
            _take(reading, piece, looking)


def _take(reading: Reading, piece: bytes, looking: Future[Plain | None]) -> None:
    told = looking.result()
    if told is None or not reading.take_plain(piece, told):
        for line in piece.splitlines(keepends=True):
            reading.take(line)


def _pieces(file: BinaryIO, piece_bytes: int) -> Iterator[bytes]:
    """Yield the rest of a file in pieces of whole lines."""
    while piece := file.read(piece_bytes):
        yield piece + file.readline()
