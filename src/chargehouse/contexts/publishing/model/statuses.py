"""The status of an EVSE, from what its station and its connectors said, and whether it is there.

A station that is away may work on, and nobody knows: `UNKNOWN`. One that never connected is
`PLANNED`. What a station says of itself as a whole holds for its EVSEs, but for one that is in use.
"""

from collections.abc import Iterable, Mapping
from typing import Final

from chargehouse.contexts.stations.public import StandingConnector, StandingStation

STATUSES: Final[Mapping[str, str]] = {
    "Available": "AVAILABLE",
    "Preparing": "CHARGING",
    "Charging": "CHARGING",
    "SuspendedEV": "CHARGING",
    "SuspendedEVSE": "CHARGING",
    "Occupied": "CHARGING",
    "Finishing": "BLOCKED",
    "Reserved": "RESERVED",
    "Unavailable": "INOPERATIVE",
    "Faulted": "OUTOFORDER",
}
"""OCPP 1.6 (7.7) and 2.x (ConnectorStatusEnumType); in use is `CHARGING`, and a car that is left
behind is in the way."""

FIRST_OF: Final = (
    "CHARGING",
    "RESERVED",
    "BLOCKED",
    "AVAILABLE",
    "OUTOFORDER",
    "INOPERATIVE",
    "UNKNOWN",
)
"""Of one EVSE only one connector can be used: which of them says what it is."""

OF_THE_WHOLE: Final = frozenset({"INOPERATIVE", "OUTOFORDER"})


def evse_status(station: StandingStation, connectors: Iterable[StandingConnector]) -> str:
    """Return the status of an EVSE with these connectors (locations, 8.4.22 of 2.2.1)."""
    if station.registration != "accepted":
        return "INOPERATIVE"
    if station.socket != "open":
        return "PLANNED" if station.socket == "never" else "UNKNOWN"
    said = {STATUSES.get(each.status or "", "UNKNOWN") for each in connectors}
    found = next((status for status in FIRST_OF if status in said), "UNKNOWN")
    whole = STATUSES.get(station.status or "", "UNKNOWN")
    return whole if whole in OF_THE_WHOLE and found != "CHARGING" else found
