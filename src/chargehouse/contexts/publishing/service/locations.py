"""Says locations to partners, as they are."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from chargehouse.contexts.publishing.model.evses import EvseName
from chargehouse.contexts.publishing.model.locations import ConnectorKey, Naming, location_v221
from chargehouse.contexts.publishing.public import Publication
from chargehouse.contexts.publishing.repository import omissions
from chargehouse.contexts.publishing.service.naming import EvseNaming
from chargehouse.contexts.publishing.service.publications import PublicationBook
from chargehouse.contexts.roaming.public import Party, PartyBook
from chargehouse.contexts.stations.public import WholeLocation, WholeLocations
from chargehouse.contexts.tariffs.public import ChargingPlace, OfferedTariff, TariffBook
from chargehouse.ocpi import codec
from chargehouse.ocpi.conversions.said import NotSayable
from chargehouse.ocpi.scalars import DateTime
from chargehouse.platform.postgres.database import UnitOfWork

MODULE: Final = "locations"
WHOLE: Final = ""
OTHERS_TARIFF: Final = "The tariff that holds there is another party's."


class LocationSaying:
    """Keeps the publications of locations."""

    def __init__(
        self,
        book: PublicationBook,
        naming: EvseNaming,
        *,
        locations: WholeLocations,
        tariffs: TariffBook,
        parties: PartyBook,
    ) -> None:
        self._book = book
        self._naming = naming
        self._locations = locations
        self._tariffs = tariffs
        self._parties = parties

    async def say(self, work: UnitOfWork, location_ids: Collection[UUID]) -> datetime | None:
        """Have partners told locations as they are; return when they may be otherwise by plan.

        What is not there any more, or cannot be said, is withdrawn; why it cannot, is kept.
        """
        now = work.now()
        wholes = await self._locations.whole(work.actor, location_ids)
        owners = {each.id: each for each in await self._parties.ours(work.actor, "CPO")}
        names = await self._naming.names(work, wholes)
        keys = _connectors(wholes)
        offers = await self._tariffs.offered(work.actor, _places(wholes, keys), now)
        holding = dict(zip(keys, offers.offered, strict=True))
        unsaid = await omissions.about(
            work.connection,
            work.tenant_id,
            "tariffs",
            {each.tariff_id for each in offers.offered if each is not None},
        )
        told = await self._book.about(work, MODULE, location_ids)
        before = await omissions.about(work.connection, work.tenant_id, MODULE, location_ids)
        held = await omissions.holding(work.connection, work.tenant_id, location_ids)
        for whole in wholes:
            id_ = whole.location.id
            here = {key: holding[key] for key in _connectors([whole])}
            owner = owners[whole.location.party_id]
            evses = {key[1:]: name for key, name in names.items() if key[0] == id_}
            naming = Naming(owner, evses, _named(here, owner, unsaid))
            reasons = await self._say_one(work, whole, naming, told.get(id_))
            reasons |= _others(here, owner, evses)
            await self._note(work, id_, before.get(id_, {}), reasons)
            tariffs = {each.tariff_id for each in here.values() if each is not None}
            await self._hold(work, id_, held.get(id_, set()), tariffs)
        for id_ in set(location_ids) - {whole.location.id for whole in wholes}:
            await self._book.withdraw(work, module=MODULE, subject_id=id_)
            await self._note(work, id_, before.get(id_, {}), {})
            await self._hold(work, id_, held.get(id_, set()), set())
        return offers.until

    async def _say_one(
        self, work: UnitOfWork, whole: WholeLocation, naming: Naming, told: Publication | None
    ) -> dict[str, str]:
        """Say a location; return what of it is not said, and why."""
        known = None if told is None else codec.decode_plain(told.document)
        place = whole.location
        try:
            said = location_v221(whole, naming, known, DateTime.of(work.now()))
        except NotSayable as error:
            await self._book.withdraw(work, module=MODULE, subject_id=place.id)
            return {WHOLE: error.message}
        await self._book.keep(
            work,
            module=MODULE,
            party_id=place.party_id,
            object_id=place.ocpi_id,
            subject_id=place.id,
            document=said.document,
            shared=place.publish,
        )
        return dict(said.omitted)

    async def _note(
        self,
        work: UnitOfWork,
        location_id: UUID,
        before: Mapping[str, str],
        reasons: Mapping[str, str],
    ) -> None:
        if before != reasons:
            await omissions.replace(
                work.connection, work.tenant_id, MODULE, location_id, reasons, at=work.now()
            )

    async def _hold(
        self, work: UnitOfWork, location_id: UUID, before: set[UUID], after: set[UUID]
    ) -> None:
        if before != after:
            await omissions.hold(
                work.connection,
                work.tenant_id,
                location_id,
                begins=after - before,
                ends=before - after,
            )
            await self._book.tell_again(work, "tariffs", after - before)


def _connectors(wholes: Sequence[WholeLocation]) -> list[ConnectorKey]:
    return [
        (station.id, each.evse_id, each.connector_id)
        for whole in wholes
        for station in whole.stations
        for each in station.connectors
    ]


def _places(wholes: Sequence[WholeLocation], keys: Sequence[ConnectorKey]) -> list[ChargingPlace]:
    stands_at = {station.id: whole.location.id for whole in wholes for station in whole.stations}
    return [
        ChargingPlace(
            location_id=stands_at[station_id],
            station_id=station_id,
            evse_id=evse_id,
            connector_id=connector_id,
        )
        for station_id, evse_id, connector_id in keys
    ]


def _named(
    here: Mapping[ConnectorKey, OfferedTariff | None],
    owner: Party,
    unsaid: Mapping[UUID, Mapping[str, str]],
) -> dict[ConnectorKey, str]:
    """Return the tariffs of connectors that partners can be told: the owner's, and sayable."""
    return {
        key: each.ocpi_id
        for key, each in here.items()
        if each is not None
        and each.party_id == owner.id
        and WHOLE not in unsaid.get(each.tariff_id, ())
    }


def _others(
    here: Mapping[ConnectorKey, OfferedTariff | None],
    owner: Party,
    evses: Mapping[tuple[UUID, int], EvseName],
) -> dict[str, str]:
    """Return the connectors whose tariffs are not said because they are another party's."""
    return {
        f"{evses[key[:2]].uid}/{key[2]}": OTHERS_TARIFF
        for key, each in here.items()
        if each is not None and each.party_id != owner.id and key[:2] in evses
    }
