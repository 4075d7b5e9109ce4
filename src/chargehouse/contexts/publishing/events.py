"""What happened to what partners are told."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from chargehouse.kernel.events import Change, Event


class PartnerPushesFailing(Event, frozen=True, kw_only=True):
    """What we have to tell a partner does not reach it; it is told when it does again."""

    wire_name: ClassVar[str] = "partner.pushes_failing"

    name: str
    failing_since: datetime
    error: str


class PartnerPushesRecovered(Event, frozen=True, kw_only=True):
    """What we have to tell a partner reaches it again."""

    wire_name: ClassVar[str] = "partner.pushes_recovered"

    name: str
    failing_since: datetime


class TokenSharingChanged(Event, frozen=True, kw_only=True):
    """Which of our identifiers partners are told was chosen anew; the id is the tenant's."""

    wire_name: ClassVar[str] = "publishing.token_sharing_changed"

    changes: dict[str, Change]


class TokenAuthorised(Event, frozen=True, kw_only=True):
    """A partner asked whether a driver of ours may charge, and was answered.

    The id is the identifier's. `allowed` is OCPI's word, `reference` what names the authorisation
    to the partner, `location` the partner's own id of where it was asked for.
    """

    wire_name: ClassVar[str] = "publishing.token_authorised"

    partner_id: UUID
    masked: str
    allowed: str
    reference: str | None
    location: str | None


class PublishingRuleChanged(Event, frozen=True, kw_only=True):
    """A partner is told a location, or what a party owns, against the default; or no longer so.

    It happened to the partner; `level` is `location` or `party`, `shared` null for the default.
    """

    wire_name: ClassVar[str] = "partner.publishing_rule_changed"

    level: str
    subject_id: UUID
    shared: bool | None


class PushesRetried(Event, frozen=True, kw_only=True):
    """Somebody had all that waits for a partner tried at once."""

    wire_name: ClassVar[str] = "partner.pushes_retried"

    waiting: int


class ResyncBegun(Event, frozen=True, kw_only=True):
    """Somebody has a partner told everything again."""

    wire_name: ClassVar[str] = "partner.resync_begun"


class RebuildBegun(Event, frozen=True, kw_only=True):
    """Somebody has everything that partners are told said anew; the id is the tenant's."""

    wire_name: ClassVar[str] = "publishing.rebuild_begun"

    things: int
