"""Shapes of policies, holidays and replays."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import UNSET, UnsetType

from chargehouse.contexts.access.public import Mode
from chargehouse.contexts.access.public.policies import (
    ExceptionDraft,
    PolicyDraft,
    StartRules,
    WindowDraft,
)
from chargehouse.platform.http.bodies import Body


class NewPolicy(PolicyDraft, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A shared policy to be made."""

    name: str

    def draft(self) -> PolicyDraft:
        """Return what it is to say."""
        return PolicyDraft(
            default_mode=self.default_mode,
            windows=self.windows,
            exceptions=self.exceptions,
            starts=self.starts,
        )


class ChangedPolicy(Body, frozen=True, kw_only=True):
    """What changes of a policy; what is left out stays.

    With `version` the change is refused unless the policy still has that version.
    """

    name: str | UnsetType = UNSET
    default_mode: Mode | UnsetType = UNSET
    windows: list[WindowDraft] | UnsetType = UNSET
    exceptions: list[ExceptionDraft] | UnsetType = UNSET
    starts: StartRules | UnsetType = UNSET
    version: int | None = None


class PolicyStations(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The stations that a policy is to govern."""

    stations: list[UUID]


class GovernedStation(msgspec.Struct, frozen=True, kw_only=True):
    """A station that a policy governs."""

    id: UUID
    code: str
    name: str | None
    location_id: UUID


class AskedPreview(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A draft to be shown: at a station, or in a time zone; from `since` on, now if absent."""

    draft: PolicyDraft
    station_id: UUID | None = None
    timezone: str | None = None
    since: datetime | None = None


class AskedHolidays(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Public holidays to be added: of a country (ISO 3166-1), or of one of its regions.

    With `dry_run` nothing is added, and the answer tells what would be.
    """

    country: Annotated[str, msgspec.Meta(pattern=r"^[A-Z]{2}$")]
    years: list[int]
    mode: Mode
    region: Annotated[str, msgspec.Meta(max_length=10)] | None = None
    dry_run: bool = False


class HolidayCountry(msgspec.Struct, frozen=True, kw_only=True):
    """A country whose holidays are known, and its regions of which some are their own."""

    country: str
    regions: list[str]


class AskedReplay(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A draft to be tried on what was attempted at some stations, or at those of a policy.

    The last four weeks are meant where no time is given.
    """

    draft: PolicyDraft
    stations: list[UUID] = []
    policy_id: UUID | None = None
    since: datetime | None = None
    until: datetime | None = None
