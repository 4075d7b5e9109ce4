"""How a change of mode goes on, whatever happens to it (FR-005, FR-017)."""

from datetime import UTC, datetime, timedelta
from typing import Final, get_args

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from chargehouse.contexts.access.model.mode_changes import (
    BOOT_WITHIN,
    CALM,
    ENDED,
    OPEN,
    RETRY_AFTER,
    ChangeState,
    begun,
    booted,
    came_back,
    not_booted,
    retried,
    superseded,
    went,
)
from chargehouse.contexts.access.model.problems import kind_of
from chargehouse.contexts.access.public.freevend import Answer, Outcome
from chargehouse.kernel.ids import TimeOrderedIds

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
STATION = TimeOrderedIds().new()
FREE: Final = "freevend"
MANAGED: Final = "managed_access"
HAPPENINGS = ("went", "booted", "came_back", "retried", "superseded", "not_booted")


def said(outcome: Outcome, mode: str | None = None) -> Answer:
    return msgspec.convert({"station_id": STATION, "outcome": outcome, "mode": mode}, Answer)


ANSWERS = st.builds(
    said, st.sampled_from(get_args(Outcome)), st.sampled_from((None, FREE, MANAGED))
)


def after(state: ChangeState, happening: str, answer: Answer, now: datetime) -> ChangeState:
    """Return the change after something happened to it."""
    if happening == "went":
        return went(state, answer, now)
    if happening == "superseded":
        return superseded(state)
    moves = {
        "booted": booted,
        "came_back": came_back,
        "retried": retried,
        "not_booted": not_booted,
    }
    return moves[happening](state, now)


@given(
    st.lists(st.tuples(st.sampled_from(HAPPENINGS), ANSWERS, st.integers(0, 20_000)), max_size=60)
)
def test_whatever_happens_a_change_says_how_it_stands(
    story: list[tuple[str, Answer, int]],
) -> None:
    state, now = begun(FREE, NOON), NOON
    for happening, answer, seconds in story:
        now += timedelta(seconds=seconds)
        before, state = state, after(state, happening, answer, now)
        assert (state.step is None) == (state.next_at is None)
        assert state.wanted == before.wanted
        assert state.asked - before.asked in {0, 1}
        if state.status in OPEN:
            assert state.step is not None
        if state.status in ENDED:
            assert state.step is None
            assert kind_of(state) is None
        if state.status == "confirmed" and before.status != "confirmed":
            read = happening == "went" and before.step == "check"
            assert read, "only what was read back confirms"
            assert (answer.outcome, answer.mode) == ("accepted", FREE)
        if state.status == "missed" and before.status != "missed":
            assert (happening, before.asked) == ("superseded", 0)
        if before.status == "missed":
            assert state == before
        if state.asked > before.asked:
            assert (happening, before.step) == ("went", "switch")
        if state.status in {"rejected", "failed"} and happening != "superseded":
            assert state.reason is not None
        if happening == "went" and state.next_at is not None and before.step != "boot":
            assert state.next_at >= now


@given(st.lists(ANSWERS.filter(lambda a: a.mode != FREE), min_size=40, max_size=60))
def test_without_success_a_change_is_given_up_after_so_many_tries(answers: list[Answer]) -> None:
    state, now = begun(FREE, NOON), NOON
    for answer in answers:
        if answer.outcome in {"offline", "busy"}:
            continue
        if state.next_at is not None:
            now = max(now, state.next_at)
        state = not_booted(state, now) if state.step == "boot" else went(state, answer, now)
    assert state.tries <= len(RETRY_AFTER) + 1
    assert state.asked <= 2 * (len(RETRY_AFTER) + 1)


def test_a_change_that_is_accepted_and_read_back_is_confirmed() -> None:
    told = went(begun(FREE, NOON), said("accepted"), NOON)
    assert (told.status, told.step) == ("accepted", "check")
    assert went(told, said("accepted", FREE), NOON).status == "confirmed"


def test_one_that_needs_a_boot_is_restarted_boots_and_is_read() -> None:
    told = went(begun(FREE, NOON), said("reboot_required"), NOON)
    assert (told.status, told.step) == ("reboot_pending", "restart")
    busy = went(told, said("busy"), NOON)
    assert (busy.step, busy.reason, kind_of(busy)) == ("restart", "in_use", None)
    restarted = went(busy, said("accepted"), NOON)
    assert (restarted.step, restarted.next_at) == ("boot", NOON + BOOT_WITHIN)
    up = booted(restarted, NOON + timedelta(seconds=40))
    assert (up.status, up.step) == ("reboot_pending", "check")
    assert went(up, said("accepted", FREE), NOON).status == "confirmed"
    forgot = went(up, said("accepted", MANAGED), NOON)
    assert (forgot.reason, forgot.step) == ("forgotten", "switch")


def test_a_boot_that_does_not_come_is_asked_for_again_and_is_a_problem() -> None:
    told = went(begun(FREE, NOON), said("reboot_required"), NOON)
    waiting = went(told, said("accepted"), NOON)
    late = not_booted(waiting, NOON + BOOT_WITHIN)
    assert (late.step, kind_of(late)) == ("restart", "no_boot")


def test_without_an_answer_it_is_read_before_it_is_told_again() -> None:
    silent = went(begun(FREE, NOON), said("timed_out"), NOON)
    assert (silent.status, silent.step, silent.asked) == ("requested", "check", 1)
    assert went(silent, said("accepted", FREE), NOON).status == "confirmed"
    assert went(silent, said("accepted", MANAGED), NOON).step == "switch"


def test_an_offline_charger_is_told_nothing_and_tried_when_it_is_back() -> None:
    away = went(begun(FREE, NOON), said("offline"), NOON)
    assert (away.status, away.asked, away.tries, kind_of(away)) == (
        "requested",
        0,
        0,
        "charger_offline",
    )
    assert came_back(away, NOON + timedelta(minutes=3)).next_at == NOON + timedelta(minutes=3)
    assert superseded(away).status == "missed"


def test_a_boot_does_not_make_a_hopeless_change_endless() -> None:
    state, now = begun(FREE, NOON), NOON
    while state.step is not None:
        now = max(now, state.next_at or now)
        answer = said("accepted", MANAGED if state.step == "check" else None)
        state = went(state, answer, now)
    assert state.status == "failed"
    assert booted(state, now + timedelta(minutes=5)) == state
    assert booted(state, now + CALM).step == "check"


def test_somebody_may_try_again_what_was_given_up() -> None:
    refused = ChangeState(wanted=FREE, status="rejected", step=None, asked=6, tries=6)
    again = retried(refused, NOON)
    assert (again.status, again.step, again.tries) == ("requested", "check", 0)
