"""What partners told us, object by object as they push, and list by list as we ask.

`aggregate_id` is the received object's id. What a whole list brought is told once, by
`PartnerListPulled`, and not for each object of it.
"""

from typing import ClassVar
from uuid import UUID

from chargehouse.kernel.events import Event


class ReceivedEvent(Event, frozen=True, kw_only=True):
    """What every event of a partner's object tells: whose it is, and what became of it here.

    `change` is `added`, `changed` or `removed`.
    """

    wire_name: ClassVar[str] = "partner_object"
    audited: ClassVar[bool] = False

    partner_id: UUID
    party_id: UUID
    change: str


class PartnerLocationChanged(ReceivedEvent, frozen=True, kw_only=True):
    """A partner told of a location of its own, or of an EVSE or a connector there."""

    wire_name: ClassVar[str] = "partner_location.changed"


class PartnerSessionChanged(ReceivedEvent, frozen=True, kw_only=True):
    """A partner told of a session of a driver at its chargers; `status` is the session's."""

    wire_name: ClassVar[str] = "partner_session.changed"

    status: str


class PartnerTariffChanged(ReceivedEvent, frozen=True, kw_only=True):
    """A partner told of a tariff of its own, or took it away."""

    wire_name: ClassVar[str] = "partner_tariff.changed"


class PartnerTokenChanged(ReceivedEvent, frozen=True, kw_only=True):
    """A partner told of a token of a driver of its own."""

    wire_name: ClassVar[str] = "partner_token.changed"


class PartnerClientChanged(ReceivedEvent, frozen=True, kw_only=True):
    """A hub told of a party that is connected to it; `status` is how."""

    wire_name: ClassVar[str] = "partner_client.changed"

    status: str


class PartnerCdrReceived(Event, frozen=True, kw_only=True):
    """A partner sent the CDR of a session at its chargers; it never changes."""

    wire_name: ClassVar[str] = "partner_cdr.received"

    partner_id: UUID
    party_id: UUID
    currency: str


class PartnerListPulled(Event, frozen=True, kw_only=True):
    """A partner's list was read to its end and brought something; `aggregate_id` is the partner.

    `module` is the list's; the numbers are of its objects: those that were new here, that had
    changed, that are listed no more, and that were refused.
    """

    wire_name: ClassVar[str] = "partner_list.pulled"
    audited: ClassVar[bool] = False

    module: str
    whole: bool
    added: int
    changed: int
    unlisted: int
    faulty: int
