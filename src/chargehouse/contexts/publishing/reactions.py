"""What partners are told when something happened to what they are told by."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Final
from uuid import UUID

import msgspec

from chargehouse.contexts.cdrs.events import CdrCreated, CdrCredited
from chargehouse.contexts.fleets.events import FleetChanged
from chargehouse.contexts.identity.events import (
    IdentifierAdded,
    IdentifierChanged,
    IdentifierRemoved,
    VehicleChanged,
)
from chargehouse.contexts.publishing.service import (
    CdrTelling,
    PublicationMarking,
    QueueService,
    Rewording,
    SessionTelling,
    TokenSharingService,
    TokenTelling,
)
from chargehouse.contexts.roaming.events import (
    DefaultPartyChanged,
    OrphansAdopted,
    PartnerCredentialsChanged,
    PartnerRegistered,
    PartnerUnregistered,
    PartyAdded,
    PartyChanged,
)
from chargehouse.contexts.sessions.events import (
    SessionChargingStateChanged,
    SessionNeedsRepair,
    SessionProgressed,
    SessionRepaired,
    SessionSettled,
    SessionStarted,
    SessionTerminated,
)
from chargehouse.contexts.stations.events import (
    ConnectorEdited,
    ConnectorStatusChanged,
    LocationAdded,
    LocationEdited,
    LocationRemoved,
    StationAdded,
    StationConnected,
    StationDisconnected,
    StationEdited,
    StationRemoved,
    StationVariablesObserved,
)
from chargehouse.contexts.tariffs.events import (
    TariffArchived,
    TariffAssigned,
    TariffAssignmentChanged,
    TariffChanged,
    TariffCreated,
    TariffUnassigned,
)
from chargehouse.kernel.events import Change
from chargehouse.platform.outbox.consumers import BatchConsumer, Consumer
from chargehouse.platform.outbox.recorded import Names, RecordedEvent
from chargehouse.platform.postgres.database import UnitOfWork

AT_LOCATIONS: Final = (
    LocationAdded.wire_name,
    LocationEdited.wire_name,
    LocationRemoved.wire_name,
)
AT_STATIONS: Final = (
    ConnectorEdited.wire_name,
    ConnectorStatusChanged.wire_name,
    StationAdded.wire_name,
    StationConnected.wire_name,
    StationDisconnected.wire_name,
    StationEdited.wire_name,
    StationRemoved.wire_name,
    StationVariablesObserved.wire_name,
)
OF_TARIFFS: Final = (
    TariffArchived.wire_name,
    TariffChanged.wire_name,
    TariffCreated.wire_name,
)
OF_ASSIGNMENTS: Final = (
    TariffAssigned.wire_name,
    TariffAssignmentChanged.wire_name,
    TariffUnassigned.wire_name,
)
OF_PARTIES: Final = (OrphansAdopted.wire_name, PartyChanged.wire_name)
SPEAKING: Final = (PartnerCredentialsChanged.wire_name, PartnerRegistered.wire_name)
OF_SESSIONS: Final = (
    SessionChargingStateChanged.wire_name,
    SessionNeedsRepair.wire_name,
    SessionProgressed.wire_name,
    SessionRepaired.wire_name,
    SessionSettled.wire_name,
    SessionStarted.wire_name,
    SessionTerminated.wire_name,
)
OF_CDRS: Final = (CdrCreated.wire_name, CdrCredited.wire_name)
OF_IDENTIFIERS: Final = (
    IdentifierAdded.wire_name,
    IdentifierChanged.wire_name,
    IdentifierRemoved.wire_name,
)
OF_DRIVERS: Final = (
    *OF_IDENTIFIERS,
    VehicleChanged.wire_name,
    FleetChanged.wire_name,
    PartyAdded.wire_name,
    PartyChanged.wire_name,
    DefaultPartyChanged.wire_name,
)
OF_PARTNERS: Final = (
    PartnerCredentialsChanged.wire_name,
    PartnerRegistered.wire_name,
    PartnerUnregistered.wire_name,
)

Hear = Callable[[UnitOfWork, RecordedEvent], Awaitable[None]]


class _Edited(msgspec.Struct, frozen=True):
    """What of an event tells where else something changed."""

    changes: dict[str, Change] = msgspec.field(default_factory=dict)
    observed_changed: list[str] | None = msgspec.field(default=None, name="changed")
    level: str = ""
    location_id: UUID | None = None


def consumers(marking: PublicationMarking) -> tuple[BatchConsumer, ...]:
    """Return the listener that has things said anew.

    It takes events many at a time: of a site where much happens at once one mark is made.
    """
    hear: Mapping[str, Hear] = {
        **dict.fromkeys(OF_TARIFFS, _of_tariff(marking)),
        **dict.fromkeys(OF_ASSIGNMENTS, _of_assignment(marking)),
        **dict.fromkeys(OF_PARTIES, _of_party(marking)),
    }

    async def react(work: UnitOfWork, events: Sequence[RecordedEvent]) -> None:
        locations: set[UUID] = set()
        stations: set[UUID] = set()
        for event in events:
            if event.wire_name in AT_LOCATIONS:
                locations.add(event.aggregate_id)
            elif event.wire_name in AT_STATIONS:
                told = msgspec.json.decode(event.payload, type=_Edited)
                if told.observed_changed == []:
                    continue
                stations.add(event.station_id or event.aggregate_id)
                moved = told.changes.get("location_id")
                if moved is not None:
                    locations.add(UUID(moved.before))
            else:
                await hear[event.wire_name](work, event)
        await marking.stations(work, stations)
        await marking.locations(work, locations)

    names = Names((*AT_LOCATIONS, *AT_STATIONS, *hear))
    return (BatchConsumer("publishing.say_anew", names, react),)


def line_consumers(queues: QueueService) -> tuple[Consumer, ...]:
    """Return the listener that opens and closes the lines to partners."""

    async def react(work: UnitOfWork, event: RecordedEvent) -> None:
        anew = event.wire_name == PartnerRegistered.wire_name
        await queues.follow(work, event.aggregate_id, anew=anew)

    return (Consumer("publishing.partner_met", OF_PARTNERS, react),)


def _of_tariff(marking: PublicationMarking) -> Hear:
    async def hear(work: UnitOfWork, event: RecordedEvent) -> None:
        await marking.tariff(work, event.aggregate_id)
        if event.wire_name == TariffArchived.wire_name:
            await marking.where_it_holds(work, event.aggregate_id)
        elif _holds_otherwise(event):
            await marking.all_told(work)

    return hear


def _holds_otherwise(event: RecordedEvent) -> bool:
    """Tell whether a tariff is in force from or until another instant."""
    change = msgspec.json.decode(event.payload, type=_Edited).changes.get("tariff")
    if change is None:
        return False
    return any(
        change.before.get(name) != change.after.get(name) for name in ("valid_from", "valid_to")
    )


def _of_assignment(marking: PublicationMarking) -> Hear:
    async def hear(work: UnitOfWork, event: RecordedEvent) -> None:
        told = msgspec.json.decode(event.payload, type=_Edited)
        if told.level == "tenant":
            await marking.all_told(work)
        elif told.location_id is not None:
            await marking.locations(work, [told.location_id])
        elif event.station_id is not None:
            await marking.stations(work, [event.station_id])

    return hear


def _of_party(marking: PublicationMarking) -> Hear:
    async def hear(work: UnitOfWork, event: RecordedEvent) -> None:
        if event.wire_name == PartyChanged.wire_name:
            await marking.all_told(work, party_id=event.aggregate_id)
        else:
            await marking.everything(work)

    return hear


def wording_consumers(rewording: Rewording) -> tuple[Consumer, ...]:
    """Return the listener that has things said in the version that a partner changed to."""

    async def react(work: UnitOfWork, event: RecordedEvent) -> None:
        await rewording.met(work, event.aggregate_id)

    return (Consumer("publishing.partner_speaks", SPEAKING, react, from_beginning=False),)


def driver_consumers(
    sessions: SessionTelling, cdrs: CdrTelling, tokens: TokenTelling, sharing: TokenSharingService
) -> tuple[Consumer, ...]:
    """Return the listeners that tell partners of drivers: theirs with us, and ours."""

    async def session_went_on(work: UnitOfWork, event: RecordedEvent) -> None:
        if event.wire_name == SessionProgressed.wire_name:
            await sessions.progressed(work, event.aggregate_id)
        else:
            await sessions.went_on(work, event.aggregate_id)

    async def cdr_made(work: UnitOfWork, event: RecordedEvent) -> None:
        await cdrs.made(work, event.aggregate_id)

    async def driver_changed(work: UnitOfWork, event: RecordedEvent) -> None:
        if event.wire_name in OF_IDENTIFIERS:
            await tokens.changed(work, event.aggregate_id)
        elif event.wire_name == VehicleChanged.wire_name:
            await tokens.vehicle_changed(work, event.aggregate_id)
        else:
            await sharing.tell_all(work)

    return (
        Consumer("publishing.session_went_on", OF_SESSIONS, session_went_on, from_beginning=False),
        Consumer("publishing.cdr_made", OF_CDRS, cdr_made, from_beginning=False),
        Consumer("publishing.driver_changed", OF_DRIVERS, driver_changed, from_beginning=False),
    )
