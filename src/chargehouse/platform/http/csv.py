"""Tables as CSV (RFC 4180), streamed, and harmless to spreadsheets."""

import csv
import io
import re
from collections.abc import AsyncIterable, AsyncIterator, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Final
from urllib.parse import quote

from litestar import Litestar, Request
from litestar.response import Stream
from litestar.response.base import ASGIResponse

MEDIA_TYPE: Final = "text/csv"
CHUNK_CHARACTERS: Final = 32_768
FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r")


class CsvStream(Stream):
    """A stream of CSV on every route.

    Litestar prefers the route's media type to a stream's own, and a route that may answer with
    JSON as well is a JSON route.
    """

    def to_asgi_response(
        self,
        app: Litestar | None,
        request: Request[Any, Any, Any],
        **options: Any,  # noqa: ANN401  Litestar's own, passed on
    ) -> ASGIResponse:
        """Return the ASGI application that sends the stream."""
        options["media_type"] = MEDIA_TYPE
        return super().to_asgi_response(app, request, **options)


def csv_response(
    filename: str, header: Sequence[str], rows: AsyncIterable[Sequence[object]]
) -> Stream:
    """Answer with a file that is made while it is sent; rows are asked for as they are taken."""
    plain = re.sub(r"[^A-Za-z0-9._-]", "_", filename)
    disposition = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(filename, safe='')}"
    return CsvStream(
        csv_chunks(header, rows),
        headers={"Content-Disposition": disposition, "Cache-Control": "no-store"},
    )


async def csv_chunks(
    header: Sequence[str], rows: AsyncIterable[Sequence[object]]
) -> AsyncIterator[bytes]:
    """Yield the file in pieces of some 32 000 characters, UTF-8, lines ended by CR LF."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerow([cell(name) for name in header])
    async for row in rows:
        writer.writerow([cell(value) for value in row])
        if buffer.tell() >= CHUNK_CHARACTERS:
            yield _taken(buffer)
    yield _taken(buffer)


def cell(value: object) -> str:
    """Return a value as a cell's text.

    Numbers stay numbers; instants are ISO 8601 in UTC; a text that a spreadsheet would take for
    a formula gets an apostrophe before it.
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, (int, float)):
        return str(value)
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    text = str(value)
    return "'" + text if text.startswith(FORMULA_STARTS) else text


def _taken(buffer: io.StringIO) -> bytes:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text.encode("utf-8", errors="replace")
