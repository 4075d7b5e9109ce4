"""Use cases of assignments: which tariff holds where, and which one a session is priced by."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

import msgspec

from chargehouse.contexts.stations.public import StationLookup
from chargehouse.contexts.tariffs.errors import (
    AssignmentChangedMeanwhile,
    AssignmentOverlaps,
    AssignmentUnknown,
    TariffIsArchived,
    TariffUnknown,
)
from chargehouse.contexts.tariffs.events import (
    AssignmentEvent,
    TariffAssigned,
    TariffAssignmentChanged,
    TariffUnassigned,
)
from chargehouse.contexts.tariffs.model.assigning import nearest
from chargehouse.contexts.tariffs.public import (
    TARIFFS_EDIT,
    TARIFFS_READ,
    AppliedTariff,
    CataloguedTariff,
    ChargingPlace,
    Level,
    TariffAssignment,
    TariffDocument,
)
from chargehouse.contexts.tariffs.repository import assignments as repository
from chargehouse.contexts.tariffs.repository import catalogue
from chargehouse.contexts.tariffs.repository.assignments import Reached
from chargehouse.kernel.actor import Actor, Permission
from chargehouse.kernel.errors import Invalid
from chargehouse.kernel.events import changes_between
from chargehouse.kernel.reach import Place
from chargehouse.platform.http.paging import Page, Paging
from chargehouse.platform.postgres.database import Database, UnitOfWork

EVSE_MAX: Final = 2**31 - 1


class AssignmentService:
    """Keeps which tariff holds where; the `TariffLookup` of other contexts."""

    def __init__(self, database: Database, stations: StationLookup) -> None:
        self._database = database
        self._stations = stations

    async def page(
        self,
        actor: Actor,
        paging: Paging,
        *,
        tariff_id: UUID | None = None,
        location_id: UUID | None = None,
        station_id: UUID | None = None,
        level: str | None = None,
        at: datetime | None = None,
    ) -> Page[TariffAssignment]:
        """Return a page of assignments; `at` keeps those that hold in an instant.

        Who may read tariffs at some locations alone gets those of there, and the tenant's own.
        """
        reach = actor.require_somewhere(TARIFFS_READ)
        _zoned("at", at)
        stations = await self._stations.reached(actor, reach)
        async with self._database.reading(actor) as connection:
            return await repository.page(
                connection,
                actor.tenant_id,
                paging,
                tariff_id=tariff_id,
                location_id=location_id,
                station_id=station_id,
                level=level,
                at=at,
                reached=None if stations is None else Reached(reach, stations),
            )

    async def find(self, actor: Actor, assignment_id: UUID) -> TariffAssignment:
        """Return an assignment. Raises `AssignmentUnknown`."""
        actor.require_somewhere(TARIFFS_READ)
        async with self._database.reading(actor) as connection:
            found = _known(await repository.find(connection, actor.tenant_id, assignment_id))
        if found.level != "tenant":
            await self._require_at(actor, TARIFFS_READ, found)
        return found

    async def assign(
        self,
        actor: Actor,
        tariff_id: UUID,
        *,
        location_id: UUID | None = None,
        station_id: UUID | None = None,
        evse_id: int | None = None,
        connector_id: int | None = None,
        valid_from: datetime | None = None,
        valid_until: datetime | None = None,
    ) -> TariffAssignment:
        """Have a tariff hold at a place: without any, wherever nothing nearer holds.

        A connector is named by its station, EVSE and own number. Raises `Invalid`, `TariffUnknown`,
        `TariffIsArchived`, `LocationUnknown`, `AssignmentOverlaps`.
        """
        actor.require_somewhere(TARIFFS_EDIT)
        now = self._database.clock.now()
        wanted = TariffAssignment(
            id=self._database.ids.new(),
            tariff_id=tariff_id,
            tariff_name="",
            level=_level(location_id, station_id, evse_id, connector_id),
            location_id=location_id,
            station_id=station_id,
            evse_id=evse_id,
            connector_id=connector_id,
            valid_from=valid_from,
            valid_until=valid_until,
            created_at=now,
            updated_at=now,
            version=1,
        )
        _check_times(wanted)
        await self._require_at(actor, TARIFFS_EDIT, wanted)
        async with self._database.transaction(actor) as work:
            tariff = await catalogue.find(work.connection, actor.tenant_id, tariff_id)
            added = msgspec.structs.replace(wanted, tariff_name=_offered(tariff).name)
            await _make_sure_of_room(work, added)
            await repository.add(work.connection, actor.tenant_id, added)
            work.record(TariffAssigned(**_told(added)))
        return added

    async def change(
        self,
        actor: Actor,
        assignment_id: UUID,
        said: dict[str, datetime | None],
        *,
        version: int | None = None,
    ) -> TariffAssignment:
        """Change from or until when a tariff holds at its place; what is not said stays.

        Raises `Invalid`, `AssignmentUnknown`, `AssignmentChangedMeanwhile`, `AssignmentOverlaps`.
        """
        actor.require_somewhere(TARIFFS_EDIT)
        async with self._database.transaction(actor) as work:
            before = await self._held(work, assignment_id)
            if version not in {None, before.version}:
                raise AssignmentChangedMeanwhile("The assignment was changed since it was read.")
            changed = [name for name, value in said.items() if value != getattr(before, name)]
            if not changed:
                return before
            values = {name: said[name] for name in changed}
            after = msgspec.structs.replace(
                before, **values, updated_at=work.now(), version=before.version + 1
            )
            _check_times(after)
            await _make_sure_of_room(work, after)
            await repository.change(
                work.connection,
                actor.tenant_id,
                assignment_id,
                {**values, "updated_at": after.updated_at},
            )
            changes = changes_between(before, values, changed)
            work.record(TariffAssignmentChanged(**_told(after), changes=changes))
        return after

    async def remove(
        self, actor: Actor, assignment_id: UUID, *, version: int | None = None
    ) -> None:
        """Have a tariff hold at its place no more; sessions that began there keep it.

        Raises `AssignmentUnknown`, `AssignmentChangedMeanwhile`.
        """
        actor.require_somewhere(TARIFFS_EDIT)
        async with self._database.transaction(actor) as work:
            found = await self._held(work, assignment_id)
            if version not in {None, found.version}:
                raise AssignmentChangedMeanwhile("The assignment was changed since it was read.")
            await repository.remove(work.connection, actor.tenant_id, assignment_id)
            work.record(TariffUnassigned(**_told(found)))

    async def holding(
        self,
        actor: Actor,
        *,
        location_id: UUID | None = None,
        station_id: UUID | None = None,
        evse_id: int | None = None,
        connector_id: int | None = None,
        at: datetime | None = None,
    ) -> AppliedTariff | None:
        """Return what a session that starts at a place, by default now, is priced by, and why.

        The place is a location or a station, with EVSE and connector where these are known;
        without any it is one where nothing nearer holds. Raises `Invalid`, `LocationUnknown`.
        """
        actor.require_somewhere(TARIFFS_READ)
        _zoned("at", at)
        if location_id is not None and station_id is not None:
            raise _refused("station_id", "is left out where a location is said")
        stands_at = location_id
        if location_id is not None:
            await self._stations.place(actor, location_id)
        elif station_id is not None:
            stands_at = await self._location_of(actor, station_id)
        if stands_at is not None:
            actor.require(TARIFFS_READ, at=Place(stands_at))
        place = ChargingPlace(
            location_id=stands_at,
            station_id=station_id,
            evse_id=evse_id,
            connector_id=connector_id,
        )
        return await self.applying(actor, place, at or self._database.clock.now())

    async def applying(
        self, actor: Actor, place: ChargingPlace, at: datetime
    ) -> AppliedTariff | None:
        """Return what a session that starts in an instant is priced by; None where nothing holds.

        The version is the one that the tariff had then, or its first where it is younger.
        """
        async with self._database.reading(actor) as connection:
            found = await repository.candidates(connection, actor.tenant_id, place, at)
            chosen, passed_over = nearest(found, at)
            if chosen is None:
                return None
            said = await repository.version_at(connection, actor.tenant_id, chosen.tariff_id, at)
        return AppliedTariff(
            tariff_id=chosen.tariff_id,
            version=said.version,
            ocpi_id=said.ocpi_id,
            document=said.document,
            level=chosen.level,
            assignment_id=chosen.assignment_id,
            passed_over=tuple(each.assignment_id for each in passed_over),
        )

    async def document(self, actor: Actor, tariff_id: UUID, version: int) -> TariffDocument:
        """Return what a tariff said in a version. Raises `TariffUnknown`."""
        async with self._database.reading(actor) as connection:
            said = await repository.document(connection, actor.tenant_id, tariff_id, version)
        if said is None:
            raise TariffUnknown("There is no such version of a tariff.")
        return said

    async def _held(self, work: UnitOfWork, assignment_id: UUID) -> TariffAssignment:
        """Return an assignment that nobody else changes until this is done."""
        await repository.hold(work.connection, work.tenant_id)
        found = _known(await repository.find(work.connection, work.tenant_id, assignment_id))
        await self._require_at(work.actor, TARIFFS_EDIT, found)
        return found

    async def _require_at(
        self, actor: Actor, permission: Permission, assignment: TariffAssignment
    ) -> None:
        location_id = assignment.location_id
        if assignment.station_id is not None:
            location_id = await self._location_of(actor, assignment.station_id)
        elif location_id is not None:
            await self._stations.place(actor, location_id)
        actor.require(permission, at=None if location_id is None else Place(location_id))

    async def _location_of(self, actor: Actor, station_id: UUID) -> UUID:
        found = await self._stations.locations_of(actor, [station_id])
        if station_id not in found:
            raise _refused("station_id", "is one of a station that there is")
        return found[station_id]


def _level(
    location_id: UUID | None,
    station_id: UUID | None,
    evse_id: int | None,
    connector_id: int | None,
) -> Level:
    if location_id is not None and station_id is not None:
        raise _refused("station_id", "is left out where a location is said")
    if (evse_id is None) != (connector_id is None):
        raise _refused("connector_id", "is said together with evse_id")
    if evse_id is None or connector_id is None:
        if station_id is not None:
            return "station"
        return "tenant" if location_id is None else "location"
    if station_id is None:
        raise _refused("station_id", "is said where a connector is")
    if not (0 < evse_id <= EVSE_MAX and 0 < connector_id <= EVSE_MAX):
        raise _refused("evse_id", "and connector_id are 1 or more")
    return "connector"


def _check_times(assignment: TariffAssignment) -> None:
    begins, ends = assignment.valid_from, assignment.valid_until
    _zoned("valid_from", begins)
    _zoned("valid_until", ends)
    if begins is not None and ends is not None and begins >= ends:
        raise _refused("valid_until", "comes after valid_from")


def _zoned(field: str, at: datetime | None) -> None:
    if at is not None and at.tzinfo is None:
        raise _refused(field, "has a time zone, such as Z")


def _refused(field: str, rule: str) -> Invalid:
    return Invalid(
        f"The field {field} is refused: it {rule}.",
        {"errors": [{"field": field, "message": rule}]},
    )


def _known(assignment: TariffAssignment | None) -> TariffAssignment:
    if assignment is None:
        raise AssignmentUnknown("There is no such assignment.")
    return assignment


def _offered(tariff: CataloguedTariff | None) -> CataloguedTariff:
    if tariff is None:
        raise TariffUnknown("There is no such tariff.")
    if tariff.archived_at is not None:
        raise TariffIsArchived("The tariff is archived: add another one.")
    return tariff


async def _make_sure_of_room(work: UnitOfWork, wanted: TariffAssignment) -> None:
    await repository.hold(work.connection, work.tenant_id)
    other = await repository.overlapping(work.connection, work.tenant_id, wanted)
    if other is not None:
        raise AssignmentOverlaps(
            "Another assignment holds at this place for some of this time: end it first.",
            {"assignment_id": str(other)},
        )


def _told(assignment: TariffAssignment) -> dict[str, Any]:
    names = set(AssignmentEvent.__struct_fields__) & set(assignment.__struct_fields__)
    return {
        "aggregate_id": assignment.id,
        **{name: getattr(assignment, name) for name in sorted(names)},
    }
