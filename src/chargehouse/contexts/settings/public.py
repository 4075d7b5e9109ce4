"""What others may use of settings: permissions, and what is told of settings and changes."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final, Literal, Protocol
from uuid import UUID

import msgspec

from chargehouse.kernel.actor import Actor, Permission
from chargehouse.kernel.setting import Flag, Setting, WebAddress

SETTINGS_READ: Final = Permission("settings.read", "settings", "See settings and their history.")
SETTINGS_UPDATE: Final = Permission("settings.update", "settings", "Change settings.")
SETTINGS_APPROVE: Final = Permission(
    "settings.approve", "settings", "Approve or decline changes of dangerous settings."
)
PERMISSIONS: Final = (SETTINGS_READ, SETTINGS_UPDATE, SETTINGS_APPROVE)

STORE_IOS: Final = Setting(
    "apps.ios_url", WebAddress(), "", "Where drivers find the app for iPhones. Empty: nowhere."
)
STORE_ANDROID: Final = Setting(
    "apps.android_url",
    WebAddress(),
    "",
    "Where drivers find the app for Android phones. Empty: nowhere.",
)
SESSION_SUMMARY: Final = Setting(
    "sessions.summary_email",
    Flag(),
    default=True,
    description="Drivers get an e-mail that sums up each session, unless they chose not to.",
)
QR_WALK_UP: Final = Setting(
    "qr.walk_up",
    Flag(),
    default=True,
    description="The code on a charger leads to a page where anybody can pay and start.",
)
QR_APP_LINKS: Final = Setting(
    "qr.app_links",
    Flag(),
    default=True,
    description="The page behind a charger's code shows where the apps are found.",
)
SETTINGS: Final = (STORE_IOS, STORE_ANDROID, SESSION_SUMMARY, QR_WALK_UP, QR_APP_LINKS)
"""Settings of no single module."""

Value = bool | int | float | str | list[str]
"""A setting's value as JSON has it."""

How = Literal["set", "reset", "rollback"]
Status = Literal["open", "approved", "declined", "withdrawn", "expired"]


class SettingState(msgspec.Struct, frozen=True, kw_only=True):
    """A setting and its value in one tenant.

    `value` is what holds now, the default where `is_set` is false; a secret's is null. `version`
    counts its changes, and is given back with the next one. `may_change` speaks of who asks.
    `proposal_id` is a change that waits for a second person. Of a setting that goes `by_place` a
    station and a location may have a value of their own, by the keys `<key>@station:<id>` and
    `<key>@location:<id>`; without one `value` is null, and what is around the place holds.
    """

    key: str
    module: str
    by_place: bool
    kind: str
    rule: str
    options: list[str] | None
    minimum: float | None
    maximum: float | None
    unit: str | None
    description: str
    default: Value | None
    value: Value | None
    is_set: bool
    secret: bool
    dangerous: bool
    permission: str
    may_change: bool
    version: int
    changed_at: datetime | None
    changed_by: str | None
    reason: str | None
    proposal_id: UUID | None


class SettingChange(msgspec.Struct, frozen=True, kw_only=True):
    """A change that was made: null stands for the default, `•••` for a secret that was set."""

    key: str
    version: int
    how: How
    before: Value | None
    after: Value | None
    changed_at: datetime
    changed_by: str
    approved_by: str | None
    reason: str | None


class Proposal(msgspec.Struct, frozen=True, kw_only=True):
    """A change of a dangerous setting that a second person approves or declines.

    `value` is null for the default, and `•••` for a secret; `base_version` is the setting's
    version that it stands on; `is_own` says whether whoever asks made it.
    """

    id: UUID
    key: str
    how: How
    value: Value | None
    base_version: int
    reason: str | None
    proposed_at: datetime
    proposed_by: str
    is_own: bool
    expires_at: datetime
    status: Status
    decided_at: datetime | None
    decided_by: str | None
    decision_reason: str | None


class ChangeOutcome(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a change: it holds now, or is proposed."""

    setting: SettingState
    proposal: Proposal | None


class SettingLookup(Protocol):
    """Tells other contexts how settings stand."""

    async def standings(self, actor: Actor, keys: Sequence[str]) -> Sequence[SettingState]:
        """Return settings by their keys, for whoever may see what they bear upon."""


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """A setting that is not as it was: null stands for the default.

    A secret's value of then is not kept, so it cannot be brought back: `can_return` is false.
    """

    key: str
    then: Value | None
    now: Value | None
    dangerous: bool
    can_return: bool


class RollbackOutcome(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a return to an earlier instant, key by key."""

    changed: list[str]
    proposed: list[Proposal]
    left: list[str]


class MailTestResult(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a test mail: `why` it was not sent, in words too, and the server's answer."""

    sent: bool
    why: str | None
    told: str
    answer: str | None
