"""What is said to one charger about freevend, and what it says."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from chargehouse.contexts.access.public.freevend import (
    Answer,
    Exchange,
    Outcome,
    Probe,
    SwitchPath,
    Wish,
)
from chargehouse.gateway.charger import Charger
from chargehouse.gateway.freevend import profiles
from chargehouse.gateway.freevend.profiles import Profile
from chargehouse.gateway.freevend.settings import Facts, Settings, Value
from chargehouse.gateway.freevend.v2 import Settings2
from chargehouse.gateway.freevend.v16 import Settings16
from chargehouse.gateway.questions import ask

BEFORE_ALL_ELSE: Final = 10
KEYS_AT_ONCE: Final = 16
HIDDEN: Final = "(a tag)"

SETTINGS: Final[Mapping[str, Settings]] = {
    "ocpp1.6": Settings16(),
    "ocpp2.0.1": Settings2(),
    "ocpp2.1": Settings2(),
}


class Conversation:
    """Speaks with one charger, and keeps what was said."""

    def __init__(self, charger: Charger) -> None:
        self._charger = charger
        self._settings = SETTINGS[charger.protocol]
        self.exchanges: list[Exchange] = []

    async def probe(self, vendor: str | None, model: str | None, firmware: str | None) -> Probe:
        """Ask for the settings that may switch it, and for those that say how it decides."""
        rows = profiles.profiles_of(vendor, model, firmware, self._charger.protocol)
        wanted = [*profiles.keys_of(rows), *self._settings.asked_too]
        outcome, values = await self._read(wanted)
        make = next((row for row in rows if row.vendor != "*"), None)
        name = profiles.UNKNOWN_MAKE if make is None else make.name
        if outcome != "accepted":
            return Probe(outcome=outcome, profile=name, exchanges=tuple(self.exchanges))
        return self._found(rows, make, values)

    async def switch(self, wish: Wish) -> Answer:
        """Tell it to change its mode; the setting that switches counts, others are tried too."""
        outcome: Outcome = "accepted"
        for place, (key, value) in enumerate(profiles.settings_for(wish.path, wish.mode)):
            said = await self._write(wish, key, value)
            if place == 0:
                outcome = said
                if said not in {"accepted", "reboot_required"}:
                    break
            elif said == "reboot_required":
                outcome = said
        return self._answer(wish, outcome)

    async def read_back(self, wish: Wish) -> Answer:
        """Ask which mode it is in."""
        path = wish.path
        keys = [path.key, *(other.key for other in path.also)]
        outcome, values = await self._read(keys, wish)
        if outcome == "accepted" and path.key.lower() not in values:
            outcome = "unknown_key"
        texts = {key: value.text for key, value in values.items()}
        mode = profiles.mode_said(path, texts) if outcome == "accepted" else None
        return Answer(
            station_id=wish.station_id,
            outcome=outcome,
            mode=mode,
            exchanges=tuple(self.exchanges),
        )

    def _found(
        self, rows: Sequence[Profile], make: Profile | None, values: Mapping[str, Value]
    ) -> Probe:
        facts = self._settings.facts(Facts(values))
        if make is not None and make.ignores_refusal:
            facts.gaps.append("ignores_refusal")
        path = _path(rows, values)
        texts = {name: value.text for name, value in values.items()}
        return Probe(
            outcome="accepted",
            profile=profiles.UNKNOWN_MAKE if make is None else make.name,
            path=path,
            mode=None if path is None else profiles.mode_said(path, texts),
            asks="asks_nobody" not in facts.gaps,
            gaps=tuple(facts.gaps),
            notes=() if make is None else make.not_enforced,
            exchanges=tuple(self.exchanges),
        )

    async def _read(
        self, keys: Sequence[str], wish: Wish | None = None
    ) -> tuple[Outcome, dict[str, Value]]:
        values: dict[str, Value] = {}
        for begin in range(0, len(keys), KEYS_AT_ONCE):
            part = keys[begin : begin + KEYS_AT_ONCE]
            asked = self._settings.read(part)
            outcome, answer = await ask(self._charger, asked, BEFORE_ALL_ELSE)
            told = {} if answer is None else self._settings.values(answer)
            words = f"{asked[0]} {', '.join(part)}"
            self._note(words, _told(part, told, wish) if answer is not None else None, outcome)
            if outcome != "accepted":
                return outcome, values
            values |= told
        return "accepted", values

    async def _write(self, wish: Wish, key: str, value: str) -> Outcome:
        asked = self._settings.write(key, value)
        heard, answer = await ask(self._charger, asked, BEFORE_ALL_ELSE)
        outcome = heard if answer is None else self._settings.verdict(answer)
        shown = HIDDEN if value and profiles.is_tag(wish.path, key) else value
        said = None if answer is None else outcome.replace("_", " ")
        self._note(f"{asked[0]} {key} = {shown}", said, outcome)
        return outcome

    def _note(self, asked: str, answered: str | None, outcome: Outcome) -> None:
        at = self._charger.services.clock.now()
        self.exchanges.append(Exchange(at=at, asked=asked, answered=answered, outcome=outcome))

    def _answer(self, wish: Wish, outcome: Outcome) -> Answer:
        return Answer(station_id=wish.station_id, outcome=outcome, exchanges=tuple(self.exchanges))


def _path(rows: Sequence[Profile], values: Mapping[str, Value]) -> SwitchPath | None:
    """Return how it is switched: by the first setting that it has and lets us write."""
    for row in rows:
        for key in row.keys:
            value = values.get(key.lower())
            if value is not None and not value.fixed:
                return row.path(value.name, value.text, _tag(row, values))
    return None


def _tag(row: Profile, values: Mapping[str, Value]) -> str | None:
    """Return the tag that it reports in freevend, where it has a setting for that."""
    told = (values.get(key.lower()) for key in row.tag_keys)
    return next((each.text.strip() for each in told if each and each.text.strip()), None)


def _told(keys: Iterable[str], told: Mapping[str, Value], wish: Wish | None) -> str:
    """Return in words what was told of the keys that were asked for."""
    path = None if wish is None else wish.path
    parts = []
    for key in keys:
        value = told.get(key.lower())
        if value is None:
            parts.append(f"{key} is unknown")
        else:
            hidden = value.text and profiles.is_tag(path, key)
            fixed = ", which is fixed" if value.fixed else ""
            parts.append(f"{key} = {HIDDEN if hidden else value.text}{fixed}")
    return "; ".join(parts)
