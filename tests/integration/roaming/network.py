"""A network of chargers at a house, and what its partners are told of it when it changes."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Literal
from uuid import UUID

import httpx
from sqlalchemy import text
from tests.integration.roaming.conftest import Json, Roamer
from tests.integration.roaming.fakepartner import FakePartner
from tests.integration.roaming.registering import Caller, registered

from chargehouse.contexts.publishing.reactions import consumers
from chargehouse.contexts.stations.public import Location, Station, StationRef, StatusReport
from chargehouse.contexts.tariffs.public import (
    CataloguedTariff,
    PriceComponent,
    Tariff,
    TariffDocument,
    TariffElement,
    vat,
)
from chargehouse.kernel.actor import Actor
from chargehouse.platform.outbox.reactions import Reactions
from chargehouse.platform.outbox.reading import scan
from chargehouse.platform.outbox.recorded import Position

TaxIncluded = Literal["yes", "no", "not_applicable"]
EVER = datetime(2000, 1, 1, tzinfo=UTC)
MADRID: dict[str, Any] = {
    "timezone": "Europe/Madrid",
    "address": "Calle de Alcalá 1",
    "city": "Madrid",
    "country": "ES",
    "latitude": Decimal("40.418889"),
    "longitude": Decimal("-3.691944"),
}


def price_of(amount: str, tax_included: TaxIncluded = "no") -> Tariff:
    component = PriceComponent(dimension="energy", price=Decimal(amount), taxes=vat(Decimal(21)))
    return Tariff(
        currency="EUR",
        elements=(TariffElement(components=(component,)),),
        tax_included=tax_included,
    )


@dataclass
class Network:
    """Locations and stations of a tenant, and a partner that asks for them."""

    roamer: Roamer
    partner_id: str
    caller: Caller
    links: dict[UUID, UUID] = field(default_factory=dict)

    @property
    def actor(self) -> Actor:
        return self.roamer.actor

    async def location(self, name: str = "Madrid", **more: object) -> Location:
        said: dict[str, Any] = {**MADRID, "publish": True, **more}
        return await self.roamer.contexts.locations.add(self.actor, name=name, **said)

    async def station(
        self, location: Location, code: str, *, evses: int = 1, **connector: object
    ) -> Station:
        contexts = self.roamer.contexts
        station = await contexts.stations.add(
            self.actor, code=code, location_id=location.id, security_profile=0
        )
        said = {"standard": "cCCS2", "power_type": "dc", "max_power_w": 150_000} | connector
        for number in range(1, evses + 1):
            await contexts.connectors.describe(self.actor, station.id, number, 1, said)
        return station

    async def connect(self, station: Station) -> None:
        process_id, clock = self.roamer.ground.database.ids.new(), self.roamer.clock
        async with self.roamer.ground.database.relay() as relay:
            await relay.execute(
                text(
                    "INSERT INTO processes VALUES (:id, '{gateway}', 'here', 1, '0', :now,"
                    " CAST(:now AS timestamptz) + interval '400 days')"
                ),
                {"id": process_id, "now": clock.now()},
            )
        self.links[station.id] = self.roamer.ground.database.ids.new()
        await self.roamer.contexts.connections.connected(
            self._ref(station),
            connection_id=self.links[station.id],
            process_id=process_id,
            subprotocol="ocpp1.6",
            security_profile=0,
            remote_address="192.0.2.7",
            at=clock.now(),
        )

    async def disconnect(self, station: Station) -> None:
        await self.roamer.contexts.connections.disconnected(
            self._ref(station),
            connection_id=self.links[station.id],
            close_code=1006,
            reason=None,
            at=self.roamer.clock.now(),
        )

    async def reports(self, station: Station, status: str, evse_id: int = 1) -> None:
        report = StatusReport(
            evse_id=evse_id,
            connector_id=1 if evse_id else 0,
            status=status,
            received_at=self.roamer.clock.now(),
        )
        await self.roamer.contexts.reports.status(self._ref(station), report)

    async def tariff(
        self, name: str, tariff: Tariff | None = None, ocpi_id: str | None = None
    ) -> CataloguedTariff:
        document = TariffDocument(name=name, tariff=tariff or price_of("0.49"))
        return await self.roamer.contexts.tariffs.add(self.actor, document, ocpi_id=ocpi_id)

    async def settle(self) -> None:
        """Hear all that happened, and say anew what is due."""
        ground = self.roamer.ground
        (listener,) = consumers(self.roamer.contexts.publication_marking)
        reactions = Reactions(ground.database, ground.clock)
        async with ground.database.relay() as relay:
            unsettled = True
            while unsettled:
                found = await scan(
                    relay, Position(0, -1), EVER, names=listener.names, limit=100_000
                )
                unsettled = found.unsettled
        first, last = found.wanted[self.actor.tenant_id]
        await reactions.react(
            listener, self.actor.tenant_id, first, last, since=EVER, at_most=100_000
        )
        while await self.roamer.contexts.renewing.round():
            pass

    async def asks(self, path: str) -> httpx.Response:
        """Return what the partner gets, below the senders' endpoints of 2.2.1."""
        return await self.caller.ask("GET", f"2.2.1/sender/{path}")

    async def told(self, path: str) -> Any:  # noqa: ANN401  any JSON
        """Return the data that the partner gets."""
        answer = await self.asks(path)
        assert answer.json()["status_code"] == 1000, answer.text
        return answer.json()["data"]

    async def evse(self, location: Location, uid: str) -> Json:
        """Return an EVSE as the partner is told it now."""
        await self.settle()
        found: Json = await self.told(f"locations/{location.ocpi_id}/{uid}")
        return found

    def _ref(self, station: Station) -> StationRef:
        return StationRef(self.actor.tenant_id, station.id, station.code)


async def network_of(
    roamer: Roamer, partner: FakePartner, version: str = "2.2.1", **more: object
) -> Network:
    """Return a network without anything, whose partner has registered."""
    id_, token = await registered(roamer, partner, version, **more)
    return Network(roamer, id_, Caller(roamer, token))
