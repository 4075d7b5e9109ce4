"""Shapes of fleets' rules, and of starts that are asked about."""

from datetime import datetime
from uuid import UUID

import msgspec
from msgspec import UNSET, UnsetType

from chargehouse.contexts.access.model.team_rules import RuleChange
from chargehouse.contexts.access.public import Effect, Question
from chargehouse.kernel.weekly_hours import Window
from chargehouse.platform.http.bodies import Body


class NewTeamRule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A rule to be added: everywhere, or at locations and stations; without windows, always."""

    effect: Effect
    everywhere: bool = False
    locations: list[UUID] = []
    stations: list[UUID] = []
    windows: list[Window] = []
    valid_from: datetime | None = None
    valid_until: datetime | None = None
    note: str = ""

    def change(self) -> RuleChange:
        """Return this as the use case takes it."""
        return RuleChange(**msgspec.structs.asdict(self))


class ChangedTeamRule(Body, frozen=True, kw_only=True):
    """What changes of a rule; what is left out stays.

    With `version` the change is refused unless the rule still has that version.
    """

    effect: Effect | UnsetType = UNSET
    everywhere: bool | UnsetType = UNSET
    locations: list[UUID] | UnsetType = UNSET
    stations: list[UUID] | UnsetType = UNSET
    windows: list[Window] | UnsetType = UNSET
    valid_from: datetime | UnsetType | None = UNSET
    valid_until: datetime | UnsetType | None = UNSET
    note: str | UnsetType = UNSET
    version: int | None = None

    def change(self) -> RuleChange:
        """Return this as the use case takes it."""
        return msgspec.convert(self.said("version"), RuleChange)


class AskedStart(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A start to be asked about: of an identifier, a vehicle, a fleet or an agreement.

    `identifier_id` is that of a vehicle's identifier, or of one that an agreement knows. `at` is
    now if absent.
    """

    station_id: UUID
    identifier_id: UUID | None = None
    vehicle_id: UUID | None = None
    fleet_id: UUID | None = None
    agreement_id: UUID | None = None
    at: datetime | None = None

    def question(self) -> Question:
        """Return this as the use case takes it."""
        return Question(**msgspec.structs.asdict(self))
