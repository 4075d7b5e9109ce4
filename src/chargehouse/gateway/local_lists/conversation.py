"""What is said to one charger about its local list, and what it says."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import msgspec
import structlog

from chargehouse.contexts.access.public.freevend import Exchange, Outcome
from chargehouse.contexts.access.public.local_lists import (
    ListEntry,
    ListFacts,
    ListOutcome,
    ListQuestion,
    ListReceipt,
    ListSight,
    ListWish,
)
from chargehouse.gateway.charger import Charger
from chargehouse.gateway.local_lists.v2 import Words2
from chargehouse.gateway.local_lists.v16 import Words16
from chargehouse.gateway.local_lists.words import OUTCOMES, Person, Words
from chargehouse.gateway.questions import Asked, ask
from chargehouse.platform.secrets import Undecipherable

BEHIND_OTHERS: Final = -5
AROUND_ENTRIES_BYTES: Final = 200
"""So much of a message is not entries."""

WORDS: Final[Mapping[str, Words]] = {
    "ocpp1.6": Words16(),
    "ocpp2.0.1": Words2(),
    "ocpp2.1": Words2(),
}
EXCHANGED: Final[Mapping[ListOutcome, Outcome]] = {
    "accepted": "accepted",
    "not_supported": "not_supported",
    "offline": "offline",
    "timed_out": "timed_out",
    "busy": "busy",
}
"""How an outcome is told among others; what is not here was refused."""

log = structlog.get_logger(__name__)


class Conversation:
    """Speaks with one charger, and keeps what was said: numbers, never who is on the list."""

    def __init__(self, charger: Charger) -> None:
        self._charger = charger
        self._words = WORDS[charger.protocol]
        self._exchanges: list[Exchange] = []

    async def look(self, asked: ListQuestion) -> ListSight:
        """Ask for the version of its list, and for its settings where these are wanted."""
        facts: ListFacts | None = None
        outcome: ListOutcome = "accepted"
        if asked.facts:
            outcome, facts = await self._facts()
        version: int | None = None
        if outcome == "accepted" and (facts is None or facts.is_supported):
            outcome, version = await self._version()
            if version is not None and version < 0:
                known = facts or ListFacts()
                is_off = known.uses_list is False
                facts = msgspec.structs.replace(known, is_supported=is_off)
        return ListSight(
            station_id=asked.station_id,
            outcome=outcome,
            protocol=self._charger.protocol,
            version=version,
            facts=facts,
            exchanges=tuple(self._exchanges),
        )

    async def send(self, wish: ListWish) -> ListReceipt:
        """Send a list or a difference in as many messages as it takes; read the version back."""
        version, outcome = wish.version - 1, "accepted"
        full = wish.kind == "full"
        for part in self._parts(wish):
            version += 1
            outcome = await self._bring(version, part, full=full)
            if outcome != "accepted":
                was_told = version > wish.version
                return self._receipt(wish, _after_others(outcome) if was_told else outcome)
            full = False
        said, now = await self._version()
        if said != "accepted":
            return self._receipt(wish, "timed_out" if said == "offline" else said)
        is_emptied = wish.kind == "full" and not wish.entries and now == 0
        confirmed = now == version or is_emptied
        return self._receipt(wish, "accepted" if confirmed else "not_confirmed", now)

    # Questions and messages.

    async def _facts(self) -> tuple[ListOutcome, ListFacts | None]:
        asked = self._words.facts_request()
        outcome, answer = await self._call(asked)
        if answer is None:
            self._note(asked[0], None, outcome)
            return outcome, None
        settings = self._words.settings(answer)
        told = "; ".join(f"{name} = {value}" for name, value in settings.items())
        self._note(asked[0], told or "none of them", outcome)
        return outcome, self._words.facts(settings)

    async def _version(self) -> tuple[ListOutcome, int | None]:
        asked = self._words.version_request
        outcome, answer = await self._call(asked)
        version = None if answer is None else self._words.version(answer)
        self._note(asked[0], None if version is None else f"version {version}", outcome)
        return outcome, version

    async def _bring(self, version: int, part: Sequence[object], *, full: bool) -> ListOutcome:
        outcome, answer = await self._call(self._words.request(version, part, full=full))
        if answer is not None:
            outcome = OUTCOMES[answer.status]
        kind = "full" if full else "difference"
        words = f"SendLocalList version {version}, {kind}, {len(part)} entries"
        self._note(words, None if answer is None else str(answer.status), outcome)
        return outcome

    async def _call(self, asked: Asked) -> tuple[ListOutcome, Any]:
        heard, answer = await ask(self._charger, asked, BEHIND_OTHERS)
        return ("refused" if heard == "rejected" else heard), answer

    # What a message holds.

    def _parts(self, wish: ListWish) -> Iterator[list[dict[str, Any]]]:
        """Yield the entries of each message, who is taken off before who is added."""
        part: list[dict[str, Any]] = []
        length, parts = AROUND_ENTRIES_BYTES, 0
        for person in self._people(wish):
            entry = self._words.entry(person)
            size = len(msgspec.json.encode(entry)) + 1
            too_long = wish.bytes_at_most is not None and length + size > wish.bytes_at_most
            if part and (too_long or len(part) >= wish.items_at_most):
                yield part
                part, length, parts = [], AROUND_ENTRIES_BYTES, parts + 1
            part.append(entry)
            length += size
        if part or not parts:
            yield part

    def _people(self, wish: ListWish) -> Iterator[Person]:
        for listed, entries in ((False, wish.gone), (True, wish.entries)):
            for entry in entries:
                person = self._person(entry, listed=listed)
                if person is not None:
                    yield person

    def _person(self, entry: ListEntry, *, listed: bool) -> Person | None:
        """Return somebody with the value itself; whoever cannot be read is left out."""
        reader = self._charger.reader
        try:
            value = reader.value_of(entry.identifier_id, entry.value_encrypted)
            group = (
                None
                if entry.group_encrypted is None
                else reader.group_of(entry.identifier_id, entry.group_encrypted)
            )
        except Undecipherable:
            log.warning("list_entry_unreadable", identifier_id=str(entry.identifier_id))
            return None
        if group is not None and len(group) > self._words.longest_group:
            group = None
        return Person(value, entry.type, group, entry.valid_until, listed)

    def _note(self, asked: str, answered: str | None, outcome: ListOutcome) -> None:
        at = self._charger.services.clock.now()
        told = EXCHANGED.get(outcome, "rejected")
        self._exchanges.append(Exchange(at=at, asked=asked, answered=answered, outcome=told))

    def _receipt(
        self, wish: ListWish, outcome: ListOutcome, version: int | None = None
    ) -> ListReceipt:
        return ListReceipt(
            station_id=wish.station_id,
            outcome=outcome,
            version=version,
            exchanges=tuple(self._exchanges),
        )


def _after_others(outcome: ListOutcome) -> ListOutcome:
    """Return an outcome after other messages were taken: what the charger holds is not known."""
    return "timed_out" if outcome in {"offline", "busy"} else outcome
