"""Positions and names of events."""

import pytest

from chargehouse.kernel.errors import Invalid
from chargehouse.platform.outbox.recorded import Names, Position


def test_a_position_reads_back_as_it_was_shown() -> None:
    for position in (Position(0, 0), Position(7, 1001), Position(2**64 - 1, 2**63 - 1)):
        assert Position.parse(str(position)) == position


@pytest.mark.parametrize(
    "text",
    ["", "7", "7-", "-7", "7-1-2", "a-1", "7-1 ", "٣-1", f"{2**64}-1", f"1-{2**63}"],
)
def test_what_is_no_position_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        Position.parse(text)


def test_positions_stand_by_transaction_and_then_by_sequence() -> None:
    assert sorted([Position(10, 2000), Position(9, 3000), Position(10, 0)]) == [
        Position(9, 3000),
        Position(10, 0),
        Position(10, 2000),
    ]


@pytest.mark.parametrize(
    ("patterns", "name", "chosen"),
    [
        (["session.started"], "session.started", True),
        (["session.started"], "session.started.again", False),
        (["session.*"], "session.started", True),
        (["session.*"], "sessions.started", False),
        (["session_*"], "sessionX.started", False),
        (["%"], "session.started", False),
        (["*"], "anything", True),
        ([], "anything", False),
        (["a.b", "c.*"], "c.d", True),
    ],
)
def test_names_are_chosen_whole_or_by_how_they_begin(
    patterns: list[str], name: str, *, chosen: bool
) -> None:
    assert (name in Names(patterns)) is chosen
