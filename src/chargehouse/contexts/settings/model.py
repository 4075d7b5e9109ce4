"""Decisions about settings: what a change is, who decides on one, what may be shown."""

from datetime import datetime, timedelta
from typing import Any, Final, Literal
from uuid import UUID

import msgspec

from chargehouse.contexts.settings.errors import (
    NotYourProposal,
    PersonNeeded,
    ProposalDecided,
    ProposalExpired,
    SecondPersonNeeded,
    SettingChangedMeanwhile,
)
from chargehouse.contexts.settings.public import How, Proposal, Status, Value
from chargehouse.kernel.errors import Invalid
from chargehouse.kernel.setting import Setting

MASK: Final = "•••"
PROPOSALS_LAST: Final = timedelta(days=7)
REASON_MAX_LENGTH: Final = 500

Verdict = Literal["approved", "declined", "withdrawn"]


class Stored(msgspec.Struct, frozen=True, kw_only=True):
    """What is kept of a setting's value: its JSON, or a secret's ciphertext; neither: default."""

    value: str | None = None
    encrypted: bytes | None = None

    @property
    def is_set(self) -> bool:
        """Tell whether the tenant has a value of its own."""
        return self.value is not None or self.encrypted is not None

    @property
    def shown(self) -> str | None:
        """What history, events and people see: JSON, masked for a secret; None: the default."""
        return msgspec.json.encode(MASK).decode() if self.encrypted is not None else self.value


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """A setting's row; a setting that was never changed has version 0."""

    key: str
    stored: Stored = Stored()
    version: int = 0
    changed_at: datetime | None = None
    changed_by: str | None = None
    reason: str | None = None


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """A change that is asked for, already checked."""

    setting: Setting[Any]
    stored: Stored
    how: How
    reason: str | None


class ProposalRow(msgspec.Struct, frozen=True, kw_only=True):
    """A proposal with what only the house sees: the value and the persons."""

    proposal: Proposal
    stored: Stored
    proposer_id: UUID


def value_of(json: str | None) -> Value | None:
    """Return what is shown of a value that is kept as JSON."""
    return None if json is None else msgspec.json.decode(json, type=Value)


def reason_of(text: str | None) -> str | None:
    """Return the reason for a change, or None where none is given; raise `Invalid`."""
    if text is None or not text.strip():
        return None
    if len(text) > REASON_MAX_LENGTH or not all(c.isprintable() or c in "\r\n\t" for c in text):
        rule = f"at most {REASON_MAX_LENGTH} readable characters"
        raise _wrong("reason", rule)
    return text.strip()


def reason_needed(text: str | None) -> str:
    """Return the reason for a dangerous change or a decision; raise `Invalid` without one."""
    reason = reason_of(text)
    if reason is None:
        raise _wrong("reason", "needed here")
    return reason


def refuse_stale(kept: Kept, version: int) -> None:
    """Raise `SettingChangedMeanwhile` unless the setting still has this version."""
    if kept.version != version:
        raise SettingChangedMeanwhile(
            f"The setting {kept.key} was changed since you read it.",
            {"key": kept.key, "version": kept.version},
        )


def needs_second_person(setting: Setting[Any], actor_kind: str) -> bool:
    """Tell whether a change must be proposed.

    Who holds the machine's console could write into the database as well, so the console changes
    at once; it is the way out for an installation that one person runs.
    """
    return setting.dangerous and actor_kind != "console"


def person_needed(person_id: UUID | None) -> UUID:
    """Return the person who answers for a proposal or a decision; raise `PersonNeeded`."""
    if person_id is None:
        raise PersonNeeded(
            "This needs a person: sign in, or use a token that somebody made while signed in."
        )
    return person_id


def status_at(status: Status, expires_at: datetime, now: datetime) -> Status:
    """Return a proposal's status at an instant: one that nobody decided in time has expired."""
    return "expired" if status == "open" and expires_at <= now else status


def decided(
    row: ProposalRow, verdict: Verdict, *, person_id: UUID, by: str, reason: str, now: datetime
) -> Proposal:
    """Return a proposal as it is after a person's verdict.

    Raises `ProposalExpired`, `ProposalDecided`, `SecondPersonNeeded` where the proposer would
    decide, and `NotYourProposal` where another would take it back.
    """
    status = status_at(row.proposal.status, row.proposal.expires_at, now)
    if status == "expired":
        raise ProposalExpired("Nobody decided in time; propose it again.")
    if status != "open":
        raise ProposalDecided(f"This was decided before: {status}.", {"status": status})
    is_own = person_id == row.proposer_id
    if verdict == "withdrawn" and not is_own:
        raise NotYourProposal("Only who proposed a change takes it back; decline it instead.")
    if verdict != "withdrawn" and is_own:
        raise SecondPersonNeeded("You proposed this change, so another person decides on it.")
    return msgspec.structs.replace(
        row.proposal, status=verdict, decided_at=now, decided_by=by, decision_reason=reason
    )


def _wrong(field: str, rule: str) -> Invalid:
    return Invalid(f"A {field} is {rule}.", {"errors": [{"field": field, "message": f"is {rule}"}]})
