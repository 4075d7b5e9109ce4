"""What may be known of a charger without knowing its messages."""

from typing import Protocol

from chargehouse.contexts.stations.public import StationRef
from chargehouse.ocpp.connection import Connection


class Connected(Protocol):
    """A station on a connection."""

    station: StationRef
    connection: Connection
