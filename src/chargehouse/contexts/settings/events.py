"""What happened to settings. Secrets are masked; null stands for a default."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from chargehouse.contexts.settings.public import Value
from chargehouse.kernel.events import Event


class SettingsChanged(Event, frozen=True, kw_only=True):
    """A setting has another value, or its default again."""

    wire_name: ClassVar[str] = "settings.changed"

    key: str
    version: int
    before: Value | None
    after: Value | None
    reason: str | None
    proposal_id: UUID | None


class SettingsRolledBack(Event, frozen=True, kw_only=True):
    """Settings were brought back: one to a version, or all to an instant."""

    wire_name: ClassVar[str] = "settings.rolled_back"

    keys: list[str]
    proposed_keys: list[str]
    to_version: int | None
    to_instant: datetime | None
    reason: str | None


class SettingsChangeProposed(Event, frozen=True, kw_only=True):
    """Somebody wants a dangerous setting changed."""

    wire_name: ClassVar[str] = "settings.change_proposed"

    proposal_id: UUID
    key: str
    before: Value | None
    after: Value | None
    reason: str | None
    expires_at: datetime


class SettingsChangeApproved(Event, frozen=True, kw_only=True):
    """A second person agreed to a change."""

    wire_name: ClassVar[str] = "settings.change_approved"

    proposal_id: UUID
    key: str
    proposed_by: str
    reason: str | None


class SettingsChangeDeclined(Event, frozen=True, kw_only=True):
    """A second person refused a change."""

    wire_name: ClassVar[str] = "settings.change_declined"

    proposal_id: UUID
    key: str
    proposed_by: str
    reason: str | None


class SettingsChangeWithdrawn(Event, frozen=True, kw_only=True):
    """Who proposed a change took it back."""

    wire_name: ClassVar[str] = "settings.change_withdrawn"

    proposal_id: UUID
    key: str
    reason: str | None
