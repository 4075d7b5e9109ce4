"""What reservations cost that nobody came for."""

from typing import Final

from chargehouse.contexts.cdrs.events import CdrCreated
from chargehouse.contexts.cdrs.model.pricing import cost_of_reservation
from chargehouse.contexts.cdrs.model.records import record_of_reservation
from chargehouse.contexts.cdrs.public import CdrOwners, ExpiredReservation
from chargehouse.contexts.cdrs.repository import records
from chargehouse.contexts.cdrs.service.telling import told
from chargehouse.contexts.stations.public import SiteLookup
from chargehouse.contexts.tariffs.public import ChargingPlace, TariffLookup
from chargehouse.kernel.ids import Ids
from chargehouse.platform.outbox.writing import actor_label
from chargehouse.platform.postgres.database import UnitOfWork

FIRST_CONNECTOR: Final = 1
"""An EVSE is reserved, and tariffs hold at connectors: its first one says what it costs."""


class ReservationBilling:
    """Makes the CDR of a reservation that expired, where the tariff prices that.

    The tariff is the one that held there as the place began to be held.
    """

    def __init__(
        self, sites: SiteLookup, tariffs: TariffLookup, owners: CdrOwners, ids: Ids
    ) -> None:
        self._sites = sites
        self._tariffs = tariffs
        self._owners = owners
        self._ids = ids

    async def expired(self, work: UnitOfWork, reserved: ExpiredReservation) -> None:
        """Bill a reservation that nobody came for, once; may be told so at will."""
        place = ChargingPlace(
            location_id=reserved.location_id,
            station_id=reserved.station_id,
            evse_id=reserved.evse_id,
            connector_id=FIRST_CONNECTOR,
        )
        tariff = await self._tariffs.applying(work.actor, place, reserved.begins)
        site = await self._sites.site(
            work.actor,
            reserved.location_id,
            reserved.station_id,
            evse_id=reserved.evse_id,
            connector_id=FIRST_CONNECTOR,
        )
        cost = cost_of_reservation(reserved, site, tariff)
        if tariff is None or cost is None:
            return
        cdr = record_of_reservation(
            reserved,
            site,
            await self._owners.owner(work.actor, reserved.location_id),
            tariff,
            cost,
            id_=self._ids.new(),
            made_at=work.now(),
            made_by=actor_label(work.actor),
        )
        if await records.add(work.connection, work.tenant_id, cdr):
            work.record(
                CdrCreated(**told(cdr), tariff_id=cdr.tariff.tariff_id, ended_at=cdr.ended_at)
            )
