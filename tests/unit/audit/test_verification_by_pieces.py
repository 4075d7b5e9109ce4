"""A file that is looked through by pieces, elsewhere, has the report that it has line by line."""

import itertools
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.audit.test_verification import BYTES, EXPORT, FIRST_ENTRY

from chargehouse.contexts.audit.model.exports import (
    FileUnreadable,
    Reading,
    looked_through,
    verify,
)
from chargehouse.contexts.audit.model.findings import Report
from chargehouse.contexts.audit.service.files import verify_file


def by_pieces(lines: list[bytes], cuts: set[int]) -> tuple[Report, int]:
    """Verify lines, cut at some of them; tell how many pieces were plain."""
    reading = Reading(lines[0], None, ())
    plain = 0
    edges = sorted({1, *(cut for cut in cuts if 1 < cut < len(lines)), len(lines)})
    for first, last in itertools.pairwise(edges):
        piece = b"".join(lines[first:last])
        told = looked_through(piece, reading.tenant)
        if told is not None and reading.take_plain(piece, told):
            plain += 1
            continue
        for line in lines[first:last]:
            reading.take(line)
    return reading.report(), plain


CUTS = st.sets(st.integers(FIRST_ENTRY, len(EXPORT) - 1))


def test_pieces_with_which_all_is_well_are_taken_as_they_are() -> None:
    everywhere = set(range(FIRST_ENTRY, len(EXPORT)))
    report, plain = by_pieces(EXPORT, everywhere)
    assert report == verify(EXPORT)
    # Of sixteen entries one is blank, and one says that it was erased.
    assert plain == 14


@given(cuts=CUTS, at=st.integers(0, len(BYTES) - 1), bit=st.integers(0, 7))
@settings(max_examples=300)
def test_after_any_single_bit_the_report_is_the_same(cuts: set[int], at: int, bit: int) -> None:
    changed = bytearray(BYTES)
    changed[at] ^= 1 << bit
    lines = bytes(changed).splitlines(keepends=True)
    try:
        expected = verify(lines)
    except FileUnreadable:
        return
    assert by_pieces(lines, cuts)[0] == expected


@given(
    cuts=CUTS,
    lost=st.integers(1, len(EXPORT) - 1),
    twice=st.integers(1, len(EXPORT) - 1),
)
def test_with_lines_lost_and_repeated_the_report_is_the_same(
    cuts: set[int], lost: int, twice: int
) -> None:
    lines = [line for at, line in enumerate(EXPORT) if at != lost]
    lines.insert(twice, EXPORT[twice])
    assert by_pieces(lines, cuts)[0] == verify(lines)


def test_processes_of_their_own_come_to_the_same(tmp_path: Path) -> None:
    for number, content in enumerate([BYTES, BYTES.replace(b"thing.edited", b"thing.edoted", 9)]):
        file = tmp_path / f"{number}.jsonl"
        file.write_bytes(content)
        expected = verify(content.splitlines(keepends=True))
        assert verify_file(file, processes=2, piece_bytes=700) == expected
        assert verify_file(file) == expected
        assert expected.ok == (number == 0)
