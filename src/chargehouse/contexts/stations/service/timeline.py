"""Every frame that a station sent or got."""

from chargehouse.contexts.stations.public import Frame
from chargehouse.contexts.stations.repository.hot import FRAMES
from chargehouse.platform.postgres.coalescer import Unit
from chargehouse.platform.postgres.database import Database


class Timeline:
    """The OCPP timeline of stations."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, unit: Unit, frame: Frame) -> None:
        """Add a frame to a unit, to be written with it."""
        unit.add(
            FRAMES,
            (
                *(frame.station_id, frame.id, frame.at, frame.connection_id, frame.direction),
                *(frame.kind, frame.action, frame.message_id, frame.payload),
                "\n".join(frame.deviations) or None,
            ),
        )
