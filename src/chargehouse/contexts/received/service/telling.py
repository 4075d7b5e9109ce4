"""The events of what a partner pushed, by module."""

from collections.abc import Mapping
from typing import Final, Literal
from uuid import UUID

from chargehouse.contexts.received.events import (
    PartnerClientChanged,
    PartnerLocationChanged,
    PartnerSessionChanged,
    PartnerTariffChanged,
    PartnerTokenChanged,
    ReceivedEvent,
)
from chargehouse.contexts.received.public import ReceivedModule

Change = Literal["added", "changed", "removed"]

_PLAIN: Final[Mapping[ReceivedModule, type[ReceivedEvent]]] = {
    "locations": PartnerLocationChanged,
    "tariffs": PartnerTariffChanged,
    "tokens": PartnerTokenChanged,
}
_TELLING_STATUS: Final[
    Mapping[ReceivedModule, type[PartnerClientChanged] | type[PartnerSessionChanged]]
] = {
    "hubclientinfo": PartnerClientChanged,
    "sessions": PartnerSessionChanged,
}


def changed(
    module: ReceivedModule,
    received_id: UUID,
    change: Change,
    *,
    partner_id: UUID,
    party_id: UUID,
    status: str = "",
) -> ReceivedEvent:
    """Return the event that tells of a change to a received object."""
    if module in _TELLING_STATUS:
        return _TELLING_STATUS[module](
            aggregate_id=received_id,
            partner_id=partner_id,
            party_id=party_id,
            change=change,
            status=status,
        )
    return _PLAIN[module](
        aggregate_id=received_id, partner_id=partner_id, party_id=party_id, change=change
    )
