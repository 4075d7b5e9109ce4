"""A session as it is worked on."""

from uuid import UUID

import msgspec

from chargehouse.contexts.sessions.model.memory import Memory
from chargehouse.contexts.sessions.model.record import Record, record_of
from chargehouse.contexts.sessions.public import Fact


class Session(msgspec.Struct, frozen=True, kw_only=True):
    """A session as the database has it in `version`; 0 is one that is not there yet.

    `record` is worked out from `memory`. `transaction_id` is None until the database gives it.
    """

    id: UUID
    station_id: UUID
    location_id: UUID
    protocol: str
    charger_key: str
    transaction_id: str | None
    memory: Memory
    record: Record
    version: int

    @property
    def is_over(self) -> bool:
        """Whether it has ended, by itself or by an operator's hand."""
        return self.record.ended_at is not None


def opening(session_id: UUID, charger_key: str, fact: Fact) -> Session:
    """Return the session that a fact would open, nothing joined to it yet."""
    memory = Memory(opened_at=fact.received_at, last_fact_at=fact.received_at)
    return Session(
        id=session_id,
        station_id=fact.station_id,
        location_id=fact.location_id,
        protocol=fact.protocol,
        charger_key=charger_key,
        transaction_id=fact.transaction_id or _id_in(charger_key),
        memory=memory,
        record=record_of(memory),
        version=0,
    )


def _id_in(charger_key: str) -> str | None:
    kind, _, transaction_id = charger_key.partition(":")
    return transaction_id if kind == "tx" else None
