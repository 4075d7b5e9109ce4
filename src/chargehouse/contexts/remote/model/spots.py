"""Which EVSE of ours a partner means, and which is taken where it leaves that to us."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

import msgspec

from chargehouse.contexts.publishing.public import NamedEvse
from chargehouse.contexts.stations.public import StandingStation, WholeLocation
from chargehouse.ocpi.scalars import same

FREE: Final = ("Available", "Preparing")
"""The words of chargers for an EVSE that somebody can start at, the better first."""


class ChargingSpot(msgspec.Struct, frozen=True, kw_only=True):
    """An EVSE of ours, by the numbers that its charger knows; `status` is what that last said.

    `connector_id` is the one that was asked for. `connected` is whether its charger is.
    """

    station_id: UUID
    evse_id: int
    connector_id: int | None = None
    status: str | None = None
    connected: bool = False


def spots_of(
    named: Sequence[NamedEvse],
    whole: WholeLocation,
    evse_uid: str | None,
    connector_id: str | None,
) -> list[ChargingSpot]:
    """Return the EVSEs that are called so, or all that have a name; where unknown, none.

    A connector is called by its number at its EVSE.
    """
    stations = {station.id: station for station in whole.stations}
    return [
        spot
        for each in named
        if (evse_uid is None or same(each.uid, evse_uid)) and each.station_id in stations
        for spot in _spots(stations[each.station_id], each.evse_number, connector_id)
    ]


def free_spot(spots: Sequence[ChargingSpot]) -> ChargingSpot | None:
    """Return the EVSE at which a start, or a reservation, is most likely to come about."""
    able = [each for each in spots if each.connected and each.status in FREE]
    return min(able, key=lambda each: FREE.index(each.status or ""), default=None)


def _spots(
    station: StandingStation, evse_number: int, connector_id: str | None
) -> list[ChargingSpot]:
    """Return an EVSE as it stands; one whose connectors are gone is no more."""
    connectors = [
        each
        for each in station.connectors
        if each.evse_id == evse_number
        and (connector_id is None or str(each.connector_id) == connector_id)
    ]
    if not connectors:
        return []
    return [
        ChargingSpot(
            station_id=station.id,
            evse_id=evse_number,
            connector_id=None if connector_id is None else connectors[0].connector_id,
            status=connectors[0].status,
            connected=station.socket == "open",
        )
    ]
