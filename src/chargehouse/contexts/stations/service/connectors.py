"""Connectors as operators describe them, and the faults that stations report."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from chargehouse.contexts.stations.errors import StationUnknown
from chargehouse.contexts.stations.events import ConnectorEdited
from chargehouse.contexts.stations.model.identity import (
    POWER_TYPES,
    checked_name,
    one_of,
    refusal,
)
from chargehouse.contexts.stations.public import STATIONS_EDIT, STATIONS_READ, Connector, Fault
from chargehouse.contexts.stations.repository import connectors, stations
from chargehouse.contexts.stations.service.standing import require_at_station
from chargehouse.kernel.actor import Actor
from chargehouse.kernel.errors import Invalid
from chargehouse.kernel.events import Change
from chargehouse.kernel.reach import Place
from chargehouse.platform.http.paging import Page, Paging
from chargehouse.platform.postgres.database import Database

NUMBERS: Final = range(1, 1000)
POWER_W: Final = range(1, 10_000_001)


class ConnectorService:
    """Lists connectors and faults; keeps what operators say of connectors."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._clock = database.clock

    async def of_station(self, actor: Actor, station_id: UUID) -> list[Connector]:
        """Return a station's connectors by EVSE and number. Raises `StationUnknown`."""
        actor.require_somewhere(STATIONS_READ)
        now = self._clock.now()
        async with self._database.reading(actor) as connection:
            station = await stations.find(connection, actor.tenant_id, station_id, now)
            if station is None:
                raise StationUnknown("There is no such station.")
            actor.require(STATIONS_READ, at=Place(station.location_id))
            return await connectors.of_station(connection, actor.tenant_id, station_id, now)

    async def describe(
        self,
        actor: Actor,
        station_id: UUID,
        evse_id: int,
        connector_id: int,
        changes: Mapping[str, object],
    ) -> Connector:
        """Keep what an operator says: `standard`, `power_type`, `max_power_w`; None for unknown.

        A connector that never reported is added. Raises `Invalid` and `StationUnknown`.
        """
        actor.require_somewhere(STATIONS_EDIT)
        if evse_id not in NUMBERS or connector_id not in NUMBERS:
            raise refusal("connector_id", "of an EVSE and a connector, both from 1")
        values = _checked(changes)
        now = self._clock.now()
        own = {"station_id": station_id, "evse_id": evse_id, "connector_id": connector_id}
        async with self._database.transaction(actor) as work:
            station = await stations.find(work.connection, actor.tenant_id, station_id, now)
            if station is None:
                raise StationUnknown("There is no such station.")
            actor.require(STATIONS_EDIT, at=Place(station.location_id))
            if values:
                held = await connectors.of_station(
                    work.connection, actor.tenant_id, station_id, now
                )
                before = _one(held, evse_id, connector_id)
                await connectors.describe(
                    work.connection, {**own, **values, "tenant_id": actor.tenant_id}
                )
                work.record(
                    ConnectorEdited(
                        aggregate_id=station_id,
                        station_id=station_id,
                        evse_id=evse_id,
                        connector_id=connector_id,
                        changes={
                            name: Change(getattr(before, name, None), values[name])
                            for name in sorted(values)
                        },
                    )
                )
            all_ = await connectors.of_station(work.connection, actor.tenant_id, station_id, now)
        described = _one(all_, evse_id, connector_id)
        if described is None:
            raise refusal("connector_id", "a connector that is known, or be described")
        return described

    async def faults(
        self,
        actor: Actor,
        paging: Paging,
        *,
        station_id: UUID | None = None,
        location_id: UUID | None = None,
        open_only: bool = False,
        since: datetime | None = None,
    ) -> Page[Fault]:
        """Return a page of faults that stations reported, with the vendors' own codes."""
        reach = actor.require_somewhere(STATIONS_READ)
        now = self._clock.now()
        listed = connectors.query(
            actor.tenant_id,
            reach,
            paging,
            station_id=station_id,
            location_id=location_id,
            open_only=open_only,
            since=since,
        )
        async with self._database.reading(actor) as connection:
            if station_id is not None:
                await require_at_station(connection, actor, STATIONS_READ, station_id)
            return await connectors.page(connection, listed, now)


def _one(listed: Iterable[Connector], evse_id: int, connector_id: int) -> Connector | None:
    for connector in listed:
        if (connector.evse_id, connector.connector_id) == (evse_id, connector_id):
            return connector
    return None


def _checked_power(power_w: int | None) -> int | None:
    if power_w is not None and power_w not in POWER_W:
        raise refusal("max_power_w", "1 to 10000000 watts")
    return power_w


CHECKS: Final[Mapping[str, Callable[[Any], object]]] = {
    "standard": lambda name: None if name is None else checked_name(name, "standard"),
    "power_type": lambda power_type: one_of("power_type", power_type, POWER_TYPES),
    "max_power_w": _checked_power,
}


def _checked(fields: Mapping[str, object]) -> dict[str, object]:
    for name in fields:
        if name not in CHECKS:
            raise Invalid(f"A connector has no field {name} that can be set.")
    return {name: CHECKS[name](value) for name, value in fields.items()}
