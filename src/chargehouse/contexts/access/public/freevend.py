"""The port through which chargers are switched between freevend and managed access."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Literal, Protocol
from uuid import UUID

import msgspec

from chargehouse.contexts.access.public import Mode

Outcome = Literal[
    "accepted",
    "rejected",
    "reboot_required",
    "not_supported",
    "unknown_key",
    "offline",
    "timed_out",
    "busy",
]
"""How a charger answered.

`timed_out` says that nobody knows whether it did what it was told, `offline` that it was told
nothing, `busy` that somebody charges there, so that it was not told to start anew.
"""

Gap = Literal[
    "pre_authorises", "trusts_its_list", "asks_nobody", "unknown_let_in_offline", "ignores_refusal"
]
"""What a charger does that managed access does not hold against.

`trusts_its_list`: of those whom it knows it asks first but for whoever is on its local list. It is
no gap where the list is ours.
"""


class Exchange(msgspec.Struct, frozen=True, kw_only=True):
    """What a charger was asked and what it answered, fit for people; no identifier is in it."""

    at: datetime
    asked: str
    answered: str | None
    outcome: Outcome


class AlongWith(msgspec.Struct, frozen=True):
    """A setting that changes after the one that switches; None leaves it as it is."""

    key: str
    on: str | None = None
    off: str | None = None


class SwitchPath(msgspec.Struct, frozen=True, kw_only=True):
    """How a charger is switched: the setting, and its values in freevend and managed access.

    `key` is a configuration key of OCPP 1.6 or a `Component.Variable` of 2.x. An empty `on` stands
    for any text at all: the setting is then the tag that the charger reports. `off` is set to go
    back; what is in `off_too` means managed access as well. `tag` is what the charger reports in
    freevend instead of an identifier, where that is known.
    """

    profile: str
    key: str
    on: str
    off: str
    off_too: tuple[str, ...] = ()
    also: tuple[AlongWith, ...] = ()
    tag: str | None = None


class Wish(msgspec.Struct, frozen=True):
    """A mode that a station should be in, and how it gets there."""

    station_id: UUID
    mode: Mode
    path: SwitchPath


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What came of a wish. `mode` is what the setting says, None where it says neither."""

    station_id: UUID
    outcome: Outcome
    mode: Mode | None = None
    exchanges: tuple[Exchange, ...] = ()


class Probe(msgspec.Struct, frozen=True, kw_only=True):
    """What was found out about a charger by asking for named settings.

    Without `accepted` as outcome nothing is known. `path` is None where no setting switches it.
    `asks` says that it asks before a start. `notes` say in English what else of managed access or
    freevend does not hold with this make.
    """

    outcome: Outcome
    profile: str
    path: SwitchPath | None = None
    mode: Mode | None = None
    asks: bool = True
    gaps: tuple[Gap, ...] = ()
    notes: tuple[str, ...] = ()
    exchanges: tuple[Exchange, ...] = ()


Hear = Callable[[Sequence[Answer]], None]
"""Is given answers of chargers, some at a time, as they come. It does not wait."""


class FreevendPort(Protocol):
    """Speaks with chargers about freevend; what chargers or networks do is an outcome, no error.

    Of many chargers the answers are heard as they come, some at a time, each once; when all were
    heard the call returns. Those that are silent hold up nobody else's answer.
    """

    async def probe(self, tenant_id: UUID, station_id: UUID) -> Probe:
        """Ask a charger for the settings that may switch it, by their names, never for all."""

    async def switch(self, tenant_id: UUID, wishes: Sequence[Wish], hear: Hear) -> None:
        """Tell chargers to change their mode."""

    async def read_back(self, tenant_id: UUID, wishes: Sequence[Wish], hear: Hear) -> None:
        """Ask chargers which mode they are in; `mode` says it where the outcome is `accepted`."""

    async def restart(self, tenant_id: UUID, stations: Sequence[UUID], hear: Hear) -> None:
        """Have chargers start anew, gently."""


class NobodyConnected:
    """A `FreevendPort` where no charger is connected: every one is offline."""

    async def probe(self, tenant_id: UUID, station_id: UUID) -> Probe:  # noqa: ARG002  the port's
        """Find out nothing."""
        return Probe(outcome="offline", profile="")

    async def switch(self, tenant_id: UUID, wishes: Sequence[Wish], hear: Hear) -> None:  # noqa: ARG002  the port's
        """Reach nobody."""
        hear([Answer(station_id=wish.station_id, outcome="offline") for wish in wishes])

    async def read_back(self, tenant_id: UUID, wishes: Sequence[Wish], hear: Hear) -> None:  # noqa: ARG002  the port's
        """Reach nobody."""
        hear([Answer(station_id=wish.station_id, outcome="offline") for wish in wishes])

    async def restart(self, tenant_id: UUID, stations: Sequence[UUID], hear: Hear) -> None:  # noqa: ARG002  the port's
        """Reach nobody."""
        hear([Answer(station_id=each, outcome="offline") for each in stations])
