"""Two houses in processes of their own, each with a charger, a price and a driver, that roam."""

import json
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from tests.independent.charger import IndependentCharger
from tests.independent.drivers import booted, driver_of
from tests.independent.house import House, Json
from tests.independent.hub import HUB, Hub, open_hub
from tests.independent.served import serve_houses

from chargehouse.platform.postgres.address import PostgresAddress

PARTNERS = "/roaming/partners"
RECEIVED = "/roaming/received"
ENERGY_WH = 10_000
"""What each session takes."""

CONNECTOR = {"standard": "IEC_62196_T2", "power_type": "ac_3_phase", "max_power_w": 22_000}


@dataclass(frozen=True)
class Plan:
    """What a house is to be; `total` is what `ENERGY_WH` cost there, without and with taxes.

    `whitelist` says of its cards whether partners may let them in without asking, `auth_method` how
    they then were.
    """

    party: str
    place: Json
    country: str
    protocol: str
    taxes: list[Json]
    components: list[Json]
    total: tuple[Decimal, Decimal]
    card: str
    whitelist: str
    auth_method: str


SPAIN = Plan(
    party="ES-ONE",
    place={
        "address": "Calle de Alcalá 1",
        "city": "Madrid",
        "country": "ES",
        "latitude": "40.418900",
        "longitude": "-3.693900",
        "publish": True,
    },
    country="ESP",
    protocol="ocpp1.6",
    taxes=[{"name": "IVA", "percent": "21"}],
    components=[
        {"dimension": "energy", "price": "0.39"},
        {"dimension": "flat", "price": "1"},
    ],
    total=(Decimal("4.9"), Decimal("5.929")),
    card="04C0FFEE123456",
    whitelist="ALLOWED",
    auth_method="WHITELIST",
)
FRANCE = Plan(
    party="FR-TWO",
    place={
        "address": "Rue de Rivoli 1",
        "city": "Paris",
        "country": "FR",
        "latitude": "48.855500",
        "longitude": "2.360400",
        "publish": True,
    },
    country="FRA",
    protocol="ocpp2.0.1",
    taxes=[{"name": "TVA", "percent": "20"}],
    components=[{"dimension": "energy", "price": "0.55"}],
    total=(Decimal("5.5"), Decimal("6.6")),
    card="04FACADE654321",
    whitelist="NEVER",
    auth_method="AUTH_REQUEST",
)


@dataclass
class Side:
    """One of two houses; `partner_id` is there the other, or the hub that leads to it."""

    plan: Plan
    house: House
    station: Json
    card: Json
    partner_id: str = ""

    @asynccontextmanager
    async def charger(self) -> AsyncIterator[IndependentCharger]:
        """Connect its charger; what its connector is, an operator says."""
        async with booted(self.house, self.station, self.plan.protocol) as made:
            await driver_of(made).status("Available")
            path = f"/api/v1/stations/{self.station['id']}/connectors/1/1"
            (await self.house.api.client.patch(path, json=CONNECTOR)).raise_for_status()
            yield made


@dataclass
class Journey:
    """A driver of the `guest` who comes to the charger of the `host`."""

    host: Side
    guest: Side
    hub: Hub | None

    async def received(self, module: str, **filters: str) -> list[Json]:
        """Return what the host told the guest."""
        return await self.guest.house.api.items(RECEIVED, module=module, **filters)

    async def the(self, module: str, **filters: str) -> Json:
        """Return the one thing of a kind that the host told the guest, once it did."""
        (row,) = await self.guest.house.api.eventually(
            lambda: self.received(module, **filters), bool
        )
        return await self.whole(row)

    async def about(self, module: str, session: Json, **filters: str) -> Json:
        """Return what the host told of a session of its own, once it did: itself, or its bill."""

        async def told() -> list[Json]:
            found = [await self.whole(row) for row in await self.received(module, **filters)]
            name = "session_id" if module == "cdrs" else "id"
            return [each for each in found if each[name] == session["id"]]

        (document,) = await self.guest.house.api.eventually(told, bool)
        return document

    async def whole(self, row: Json) -> Json:
        """Return what the guest keeps of a thing, as it came."""
        found = await self.guest.house.api.get(f"{RECEIVED}/{row['id']}")
        document: Json = json.loads(found["document"], parse_float=Decimal)
        return document

    async def place(self) -> Json:
        """Return the location that the guest knows, once it knows what one pays there."""

        async def told() -> Json:
            return await self.the("locations")

        return await self.guest.house.api.eventually(told, _has_a_price)

    async def sessions(self) -> list[Json]:
        """Return the sessions at the host's charger, the newest first."""
        api = self.host.house.api
        return await api.items("/sessions", station_id=self.host.station["id"])

    async def cost(self, session: Json) -> Json:
        """Return what the host says that a session costs so far."""
        cost: Json = await self.host.house.api.get(f"/sessions/{session['id']}/cost")
        return cost

    def routed(self, *messages: str) -> None:
        """Check that a hub, where there is one, was sent these, and nothing with wrong headers.

        `host > guest PUT sessions` is from one to the other, `host > all` for whom it concerns.
        """
        if self.hub is None:
            return
        names = {
            "host": self.host.plan.party,
            "guest": self.guest.plan.party,
            "all": HUB,
        }
        said = {" ".join(names.get(word, word) for word in message.split()) for message in messages}
        assert said <= set(self.hub.passed), self.hub.passed
        assert self.hub.faults == []

    async def command(self, kind: str, **asked: object) -> Json:
        """Have the guest ask the host for something; return what it keeps of it."""
        path = f"{PARTNERS}/{self.guest.partner_id}/commands"
        party = self.host.plan.party
        return await self.guest.house.api.post(path, {"kind": kind, "party": party, **asked})


@asynccontextmanager
async def two_houses(
    addresses: Sequence[PostgresAddress], folder: Path, *, over_a_hub: bool
) -> AsyncIterator[tuple[Side, Side, Hub | None]]:
    """Give two houses that roam with each other, each a CPO and an eMSP."""
    plans = (SPAIN, FRANCE)
    async with AsyncExitStack() as stack:
        parties = {plan.party: address for plan, address in zip(plans, addresses, strict=True)}
        houses = await stack.enter_async_context(serve_houses(parties, folder))
        first, second = [
            await _furnished(plan, house) for plan, house in zip(plans, houses, strict=True)
        ]
        hub = None
        if over_a_hub:
            hub = await stack.enter_async_context(open_hub())
            for side in (first, second):
                side.partner_id = await hub.connect(side.house, side.plan.party)
            await hub.introduce()
        else:
            await _introduced(first, second)
        for side in (first, second):
            await _welcoming(side)
        yield first, second, hub


async def _furnished(plan: Plan, house: House) -> Side:
    """Give a house its place, its price, its charger and its driver."""
    api = house.api
    place = await api.client.patch(f"/api/v1/locations/{house.location_id}", json=plan.place)
    place.raise_for_status()
    components = [{**each, "taxes": plan.taxes} for each in plan.components]
    tariff = await api.post(
        "/tariffs",
        {
            "name": "City",
            "ocpi_id": f"CITY-{plan.country}",
            "tariff": {"currency": "EUR", "elements": [{"components": components}]},
        },
    )
    station = await house.station(plan.protocol, f"{plan.country}-1")
    await api.post("/tariff-assignments", {"tariff_id": tariff["id"], "station_id": station["id"]})
    vehicle = await api.post("/vehicles", {"name": "Van"})
    card = await house.identifier(plan.card, vehicle_id=vehicle["id"])
    return Side(plan, house, station, card)


async def _introduced(host: Side, guest: Side) -> None:
    """Let the guest register with the host."""
    made = await host.house.api.post(PARTNERS, {"name": guest.plan.party})
    host.partner_id = made["id"]
    told = await host.house.api.post(f"{PARTNERS}/{host.partner_id}/invitation")
    made = await guest.house.api.post(PARTNERS, {"name": host.plan.party})
    guest.partner_id = made["id"]
    shown = {key: told[key] for key in ("versions_url", "token")}
    await guest.house.api.post(f"{PARTNERS}/{guest.partner_id}/registration", shown)


async def _welcoming(side: Side) -> None:
    """Let the other's drivers in, and tell the other of one's own."""
    api = side.house.api
    await api.post(
        "/agreements", {"name": "Roaming", "everywhere": True, "partner_id": side.partner_id}
    )
    sharing = {"shared": "all", "whitelist": side.plan.whitelist}
    (await api.client.put("/api/v1/roaming/publishing/tokens", json=sharing)).raise_for_status()


def _has_a_price(location: Json) -> bool:
    evses: list[Any] = location.get("evses", [])
    return bool(evses) and bool(evses[0]["connectors"][0].get("tariff_ids"))
