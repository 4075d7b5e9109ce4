"""How far access control is rolled out at a place, and who said so."""

from collections.abc import Collection, Sequence
from typing import Final, Literal
from uuid import UUID

from chargehouse.contexts.access.errors import StationUnknown
from chargehouse.contexts.access.public import (
    ACCESS_DECISIONS_READ,
    ACCESS_STAGE,
    StageAt,
    StageInForce,
)
from chargehouse.contexts.settings.public import SettingLookup
from chargehouse.contexts.stations.public import StationLookup
from chargehouse.kernel.actor import Actor
from chargehouse.kernel.reach import Place
from chargehouse.kernel.setting import PlaceKind, SettingPlace, key_at
from chargehouse.platform.flags import Flags

ON: Final = "on"
DecidedBy = Literal["station", "location", "tenant", "default"]


class StageService:
    """Tells the stage of access control by place; it is changed as every setting is."""

    def __init__(self, stations: StationLookup, settings: SettingLookup) -> None:
        self._stations = stations
        self._settings = settings

    async def of_station(self, actor: Actor, station_id: UUID) -> StageInForce:
        """Return the stage that holds at a station. Raises `StationUnknown`."""
        actor.require_somewhere(ACCESS_DECISIONS_READ)
        if not await self._stations.is_here(actor, station_id):
            raise StationUnknown("There is no such station.")
        found = await self._stations.locations_of(actor, [station_id])
        actor.require(ACCESS_DECISIONS_READ, at=Place(found.get(station_id)))
        places: list[tuple[PlaceKind, UUID]] = [("station", station_id)]
        if station_id in found:
            places.append(("location", found[station_id]))
        return await self._in_force(actor, places)

    async def of_location(self, actor: Actor, location_id: UUID) -> StageInForce:
        """Return the stage that holds at a location. Raises `LocationUnknown`."""
        actor.require_somewhere(ACCESS_DECISIONS_READ)
        await self._stations.place(actor, location_id)
        actor.require(ACCESS_DECISIONS_READ, at=Place(location_id))
        return await self._in_force(actor, [("location", location_id)])

    async def _in_force(
        self, actor: Actor, places: Sequence[tuple[PlaceKind, UUID]]
    ) -> StageInForce:
        named: list[tuple[Literal["station", "location", "tenant"], UUID | None, str]] = [
            (kind, id_, key_at(ACCESS_STAGE.key, SettingPlace(kind, id_))) for kind, id_ in places
        ]
        named.append(("tenant", None, ACCESS_STAGE.key))
        states = await self._settings.standings(actor, [key for _, _, key in named])
        told = [
            StageAt(
                place=kind,
                place_id=place_id,
                key=key,
                stage=str(state.value) if state.is_set else None,
                version=state.version,
                changed_at=state.changed_at,
                changed_by=state.changed_by,
                reason=state.reason,
                proposal_id=state.proposal_id,
                may_change=state.may_change,
            )
            for (kind, place_id, key), state in zip(named, states, strict=True)
        ]
        for each in told:
            if each.stage is not None:
                return StageInForce(stage=each.stage, decided_by=each.place, places=told)
        return StageInForce(stage=ACCESS_STAGE.default, decided_by="default", places=told)


def is_on(flags: Flags, tenant_id: UUID, station_id: UUID, location_id: UUID | None) -> bool:
    """Tell whether access control is rolled out whole at a station, which stands at a location."""
    stage = flags.choice(tenant_id, ACCESS_STAGE, station_id=station_id, location_id=location_id)
    return stage == ON


async def enforced_at(
    actor: Actor, among: Collection[UUID], *, stations: StationLookup, flags: Flags
) -> set[UUID]:
    """Return those of some stations at which access control is rolled out whole."""
    places = await stations.locations_of(actor, among)
    return {each for each in among if is_on(flags, actor.tenant_id, each, places.get(each))}
