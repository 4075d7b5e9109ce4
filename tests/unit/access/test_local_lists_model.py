"""What changes on a local list: a difference makes of what is kept what is wanted."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from chargehouse.contexts.access.model.local_lists import (
    ROOM_AT_MOST,
    ROOM_UNTOLD,
    LocalList,
    after_failure,
    applied,
    difference,
    is_good_enough,
    looked_at_next,
    must_be_set,
)
from chargehouse.contexts.access.public.local_lists import ListEntry, ListFacts

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
STATION = UUID(int=1)
TIMES = st.none() | st.integers(1, 2000).map(lambda hours: NOW + timedelta(hours=hours))


@st.composite
def lists(draw: st.DrawFn) -> list[ListEntry]:
    """Some of twelve people, each with a group and an end that may differ from list to list."""
    numbers = draw(st.sets(st.integers(0, 11)))
    return [
        entry(number, draw(TIMES), draw(st.sampled_from([None, b"a", b"b"]))) for number in numbers
    ]


def entry(
    number: int, until: datetime | None = None, group: bytes | None = None, kind: str = "rfid"
) -> ListEntry:
    return ListEntry(
        value_hash=bytes([number]),
        identifier_id=UUID(int=number),
        type=kind,
        value_encrypted=bytes([number]),
        group_encrypted=group,
        valid_until=until,
    )


@given(lists(), lists())
def test_differences_applied_make_the_list_that_is_wanted(
    kept: list[ListEntry], wanted: list[ListEntry]
) -> None:
    """But for ends that are far enough away, which are told later."""
    change = difference(kept, wanted, NOW)
    assert change is not None
    held = applied(kept, change.changed, change.gone)
    assert held == {each.value_hash: each for each in change.after}
    assert held.keys() == {each.value_hash for each in wanted}
    for each in wanted:
        is_the_same = held[each.value_hash] == each
        assert is_the_same or is_good_enough(held[each.value_hash], each, NOW)


@given(lists(), lists())
def test_nobody_is_held_longer_than_they_may_charge(
    kept: list[ListEntry], wanted: list[ListEntry]
) -> None:
    change = difference(kept, wanted, NOW)
    assert change is not None
    ends = {each.value_hash: each.valid_until for each in wanted}
    for each in change.after:
        wished = ends[each.value_hash]
        assert wished is None or (each.valid_until is not None and each.valid_until <= wished)


@given(lists())
def test_what_is_held_already_is_not_sent(kept: list[ListEntry]) -> None:
    change = difference(kept, kept, NOW)
    assert change is not None
    assert change.size == 0


def test_an_end_that_moves_away_is_told_when_half_of_the_time_is_over() -> None:
    known, wanted = entry(1, NOW + timedelta(hours=20)), entry(1, NOW + timedelta(hours=24))
    assert is_good_enough(known, wanted, NOW)
    assert not is_good_enough(known, wanted, NOW + timedelta(hours=17))


def test_an_end_that_comes_nearer_is_told_at_once() -> None:
    known, wanted = entry(1, NOW + timedelta(hours=24)), entry(1, NOW + timedelta(hours=23))
    assert not is_good_enough(known, wanted, NOW)


def test_another_type_is_no_difference() -> None:
    assert difference([entry(1)], [entry(1, kind="emaid")], NOW) is None


def test_a_list_is_looked_at_before_anything_on_it_ends_or_begins() -> None:
    day = NOW + timedelta(days=1)
    assert looked_at_next([entry(1)], [None], NOW) == day
    assert looked_at_next([entry(1)], [NOW + timedelta(hours=2)], NOW) == NOW + timedelta(hours=2)
    ending = entry(1, NOW + timedelta(hours=4))
    assert looked_at_next([ending], [], NOW) == NOW + timedelta(hours=2)
    assert looked_at_next([entry(1, NOW + timedelta(seconds=5))], [], NOW) == NOW + timedelta(
        minutes=1
    )


def test_room_is_what_the_charger_says_or_was_found_to_hold() -> None:
    assert LocalList(station_id=STATION).room == ROOM_UNTOLD
    told = LocalList(station_id=STATION, facts=ListFacts(room=16))
    assert told.room == 16
    assert LocalList(station_id=STATION, facts=ListFacts(room=16), learned_room=8).room == 8
    assert LocalList(station_id=STATION, facts=ListFacts(room=90_000)).room == ROOM_AT_MOST


def test_failures_are_tried_again_ever_later_but_never_given_up() -> None:
    waits = [after_failure(tries).total_seconds() for tries in range(1, 8)]
    assert waits == [10, 60, 300, 1800, 7200, 7200, 7200]


def test_what_must_be_set_is_named_in_the_words_of_the_protocol() -> None:
    facts = ListFacts(uses_list=True, uses_it_offline=False, unknown_let_in=True)
    assert [(each.key, each.value) for each in must_be_set(facts, "ocpp2.1")] == [
        ("AuthCtrlr.LocalAuthorizeOffline", "true"),
        ("AuthCtrlr.OfflineTxForUnknownIdEnabled", "false"),
    ]
    assert must_be_set(ListFacts(), "ocpp1.6") == []
