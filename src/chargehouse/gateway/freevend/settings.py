"""Reading and writing named settings, whichever version says it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple, Protocol

from chargehouse.contexts.access.public.freevend import Gap, Outcome
from chargehouse.gateway.questions import Asked

TRUE: Final = frozenset({"true", "1", "yes", "on"})
FALSE: Final = frozenset({"false", "0", "no", "off"})


class Value(NamedTuple):
    """What a setting is, and how the charger itself calls it; a fixed one cannot be written."""

    text: str
    name: str
    fixed: bool = False


@dataclass(slots=True)
class Facts:
    """The settings that a charger told, by names in lower case, and what follows from them."""

    values: Mapping[str, Value]
    gaps: list[Gap] = field(default_factory=list)

    def flag(self, key: str) -> bool:
        """Tell whether a setting is known to be true."""
        found = self.values.get(key.lower())
        return found is not None and found.text.strip().lower() in TRUE

    def denies(self, key: str) -> bool:
        """Tell whether a setting is known to be false."""
        found = self.values.get(key.lower())
        return found is not None and found.text.strip().lower() in FALSE


class Settings(Protocol):
    """How a version reads and writes settings. `asked_too` names those that a probe needs."""

    @property
    def asked_too(self) -> tuple[str, ...]:
        """The settings that say how a charger decides about starts."""

    def read(self, keys: Sequence[str]) -> Asked:
        """Return the request for named settings."""

    def values(self, answer: Any) -> dict[str, Value]:  # noqa: ANN401  the answer's struct
        """Return what was told, by names in lower case; what is unknown is left out."""

    def write(self, key: str, value: str) -> Asked:
        """Return the request that sets a setting."""

    def verdict(self, answer: Any) -> Outcome:  # noqa: ANN401  the answer's struct
        """Return how a request to set was answered."""

    def facts(self, facts: Facts) -> Facts:
        """Add the gaps that follow from what was told."""
