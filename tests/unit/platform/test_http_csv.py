import csv
import io
from collections.abc import AsyncIterator, Sequence
from datetime import datetime, timedelta, timezone
from decimal import Decimal

import pytest

from chargehouse.platform.http.csv import CHUNK_CHARACTERS, cell, csv_chunks, csv_response


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (True, "true"),
        (-5, "-5"),
        (1.5, "1.5"),
        (Decimal("-0.00000001"), "-0.00000001"),
        (Decimal("1E+3"), "1000"),
        (datetime(2026, 3, 2, 9, tzinfo=timezone(timedelta(hours=1))), "2026-03-02T08:00:00Z"),
        ("plain", "plain"),
        ("=1+1", "'=1+1"),
        ("+49 30", "'+49 30"),
        ("-5", "'-5"),
        ("@import", "'@import"),
        ("\tx", "'\tx"),
        ("\rx", "'\rx"),
        ("a=1", "a=1"),
    ],
)
def test_a_cell_means_the_same_to_a_spreadsheet(value: object, text: str) -> None:
    assert cell(value) == text


async def rows_of(rows: Sequence[Sequence[object]]) -> AsyncIterator[Sequence[object]]:
    for row in rows:
        yield row


async def test_a_table_reads_back_as_it_was() -> None:
    rows = [["a,b", 'say "x"', "two\r\nlines", "München", 1]]
    content = b"".join([part async for part in csv_chunks(["=a", "b"], rows_of(rows))])
    assert list(csv.reader(io.StringIO(content.decode(), newline=""))) == [
        ["'=a", "b"],
        ["a,b", 'say "x"', "two\r\nlines", "München", "1"],
    ]


async def test_a_long_table_comes_in_pieces() -> None:
    rows = rows_of([["x" * 100]] * 1000)
    pieces = [part async for part in csv_chunks(["h"], rows)]
    assert len(pieces) > 2
    assert all(len(piece) < CHUNK_CHARACTERS + 200 for piece in pieces)
    assert b"".join(pieces).count(b"\r\n") == 1001


async def test_a_text_that_is_not_unicode_does_not_stop_the_table() -> None:
    pieces = [part async for part in csv_chunks(["h"], rows_of([["\ud800"]]))]
    assert b"".join(pieces) == b"h\r\n?\r\n"


def test_a_file_name_cannot_break_its_header() -> None:
    response = csv_response('a"b\r\nü.csv', ["h"], rows_of([]))
    assert response.headers["Content-Disposition"] == (
        "attachment; filename=\"a_b___.csv\"; filename*=UTF-8''a%22b%0D%0A%C3%BC.csv"
    )
