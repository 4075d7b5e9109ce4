"""A change of a dangerous setting takes two persons, whatever they try and in whatever order."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chargehouse.contexts.settings.errors import (
    NotYourProposal,
    PersonNeeded,
    ProposalDecided,
    ProposalExpired,
    SecondPersonNeeded,
    SettingChangedMeanwhile,
)
from chargehouse.contexts.settings.model import (
    PROPOSALS_LAST,
    Kept,
    ProposalRow,
    Stored,
    Verdict,
    decided,
    needs_second_person,
    person_needed,
    reason_needed,
    reason_of,
    refuse_stale,
)
from chargehouse.contexts.settings.public import Proposal
from chargehouse.kernel.errors import Conflict, Forbidden, Invalid
from chargehouse.kernel.setting import Flag, Setting

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
ADA, BEN = UUID(int=1), UUID(int=2)
QUIET = Setting("house.quiet", Flag(), default=False, description="Quiet.")
LOUD = Setting("house.loud", Flag(), default=False, description="Loud.", dangerous=True)

PROPOSAL = ProposalRow(
    proposal=Proposal(
        id=UUID(int=9),
        key="house.loud",
        how="set",
        value=True,
        base_version=3,
        reason="it is too quiet",
        proposed_at=NOW,
        proposed_by="user:Ada",
        is_own=True,
        expires_at=NOW + PROPOSALS_LAST,
        status="open",
        decided_at=None,
        decided_by=None,
        decision_reason=None,
    ),
    stored=Stored(value="true"),
    proposer_id=ADA,
)


def decide(
    row: ProposalRow, verdict: Verdict, person_id: UUID, after: timedelta = timedelta(0)
) -> Proposal:
    return decided(row, verdict, person_id=person_id, by="user:x", reason="so", now=NOW + after)


def test_another_person_approves_or_declines() -> None:
    assert decide(PROPOSAL, "approved", BEN).status == "approved"
    assert decide(PROPOSAL, "declined", BEN).status == "declined"


def test_who_proposed_does_not_decide_but_may_take_it_back() -> None:
    for verdict in ("approved", "declined"):
        with pytest.raises(SecondPersonNeeded):
            decide(PROPOSAL, verdict, ADA)
    assert decide(PROPOSAL, "withdrawn", ADA).status == "withdrawn"
    with pytest.raises(NotYourProposal):
        decide(PROPOSAL, "withdrawn", BEN)


def test_after_seven_days_nobody_decides() -> None:
    last = PROPOSALS_LAST - timedelta(microseconds=1)
    assert decide(PROPOSAL, "approved", BEN, last).status == "approved"
    for verdict, person_id in (("approved", BEN), ("declined", BEN), ("withdrawn", ADA)):
        with pytest.raises(ProposalExpired):
            decide(PROPOSAL, verdict, person_id, PROPOSALS_LAST)  # type: ignore[arg-type]


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["approved", "declined", "withdrawn"]),
            st.sampled_from([ADA, BEN]),
            st.timedeltas(timedelta(0), timedelta(days=10)),
        ),
        max_size=8,
    )
)
def test_a_proposal_is_decided_once_in_time_and_never_approved_by_its_proposer(
    steps: list[tuple[Verdict, UUID, timedelta]],
) -> None:
    row, deciders = PROPOSAL, []
    for verdict, person_id, after in steps:
        try:
            proposal = decide(row, verdict, person_id, after)
        except (Conflict, Forbidden):
            continue
        assert proposal.status == verdict
        assert after < PROPOSALS_LAST
        deciders.append((verdict, person_id))
        row = msgspec.structs.replace(row, proposal=proposal)
    assert len(deciders) <= 1
    assert deciders in ([], [("approved", BEN)], [("declined", BEN)], [("withdrawn", ADA)])
    if deciders:
        with pytest.raises((ProposalDecided, ProposalExpired)):
            decide(row, "approved", BEN)


def test_only_dangerous_settings_need_a_second_person_and_the_console_does_not() -> None:
    assert not needs_second_person(QUIET, "user")
    assert needs_second_person(LOUD, "user")
    assert needs_second_person(LOUD, "token")
    assert not needs_second_person(LOUD, "console")


def test_nobody_in_particular_is_no_person() -> None:
    assert person_needed(ADA) == ADA
    with pytest.raises(PersonNeeded):
        person_needed(None)


def test_a_change_stands_on_the_version_that_was_read() -> None:
    refuse_stale(Kept(key="house.loud", version=3), 3)
    with pytest.raises(SettingChangedMeanwhile) as refusal:
        refuse_stale(Kept(key="house.loud", version=3), 2)
    assert refusal.value.details == {"key": "house.loud", "version": 3}


def test_a_reason_is_readable_text() -> None:
    assert reason_of(None) is reason_of("  \n") is None
    assert reason_of(" two\nlines ") == "two\nlines"
    assert reason_needed("so") == "so"
    for text in ("\x00", "x" * 501):
        with pytest.raises(Invalid):
            reason_of(text)
    for missing in (None, " "):
        with pytest.raises(Invalid):
            reason_needed(missing)


def test_what_is_shown_of_a_secret_is_that_there_is_one() -> None:
    assert Stored(encrypted=b"cipher").shown == '"•••"'
    assert Stored(value='"x"').shown == '"x"'
    assert (Stored().shown, Stored().is_set) == (None, False)
