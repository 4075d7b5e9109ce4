"""Received: what partners tell of what is theirs."""

from dataclasses import dataclass

from chargehouse.app.wiring.ground import Ground
from chargehouse.app.wiring.roaming import Lines
from chargehouse.contexts.received.service import (
    PullService,
    Received,
    ReceivedService,
    ReceivingSide,
    Room,
)
from chargehouse.contexts.roaming.public import ModuleTable
from chargehouse.contexts.roaming.service import HubParties


@dataclass(frozen=True)
class ReceivedServices:
    """The services of received."""

    received: ReceivedService
    received_book: Received
    received_room: Room
    pulls: PullService


def received_services(ground: Ground, lines: Lines) -> tuple[ReceivedServices, ModuleTable]:
    """Return the services of received, and its modules for partners' door."""
    side = ReceivingSide.of(
        ground.database,
        ground.keyring,
        parties=lines.party_book,
        hubs=HubParties(ground.database),
        line=lines.line,
        jobs=ground.jobs,
        values=ground.values,
    )
    services = ReceivedServices(
        received=side.lists, received_book=side.book, received_room=side.room, pulls=side.pulls
    )
    return services, side.modules
