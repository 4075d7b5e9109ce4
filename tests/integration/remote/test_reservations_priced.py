"""What partners reserve is paid for by the session that comes of it, and by no other."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
import pytest_asyncio
from tests.integration.charging import session_fact
from tests.integration.remote.conftest import UID, House, Scene
from tests.integration.remote.test_commands_of_partners import reserve, saying
from tests.integration.roaming.conftest import KEYRING, Json

from chargehouse.contexts.sessions.public import (
    Ended,
    Identification,
    Started,
)
from chargehouse.contexts.tariffs.public import (
    PriceComponent,
    Restrictions,
    Tariff,
    TariffDocument,
    TariffElement,
)
from chargehouse.kernel.actor import system_actor
from chargehouse.platform.secrets import mask

pytestmark = pytest.mark.asyncio(loop_scope="module")

HELD = Tariff(
    currency="EUR",
    elements=(
        TariffElement(
            (PriceComponent("flat", Decimal(1)), PriceComponent("time", Decimal(6))),
            Restrictions(reservation="reservation"),
        ),
        TariffElement((PriceComponent("energy", Decimal("0.40")),)),
    ),
)
"""A reservation is 1.00 and 6.00 an hour, energy 0.40 a kWh."""


@dataclass
class Lot:
    """A charger of ours at which a partner reserves, and its driver comes or does not."""

    scene: Scene

    async def reserved(self, **more: object) -> None:
        """Have the partner reserve, and the charger's answer heard."""
        said = await self.scene.command("RESERVE_NOW", reserve(self.scene, **more))
        assert said["data"]["result"] == "ACCEPTED", said
        await self.scene.heard()

    async def charges(self, name: str, *, uid: str = UID, evse_id: int = 1) -> UUID:
        """Have somebody take 10 kWh in an hour."""
        who = Identification(
            identifier_type="rfid",
            identifier_hash=KEYRING.identifier_hash(self.scene.roamer.actor.tenant_id, uid),
            masked=mask(uid),
            mode="managed_access",
        )
        more = {"evse_id": evse_id, "connector_id": 1, "identification": who}
        session_id = await self._tell(Started, name, 0, "Transaction.Begin", **more)
        self.passes(60)
        await self._tell(Ended, name, 10_000, "Transaction.End", stop_reason="Local")
        await self._follow(session_id)
        return session_id

    async def cost(self, session_id: UUID) -> tuple[Json, Json]:
        """Return what a session cost by its CDR, after it was told so of the session as well."""
        client = self.scene.roamer.client
        [row] = (await client.get(f"/api/v1/cdrs?session_id={session_id}")).json()["items"]
        cdr: Json = (await client.get(f"/api/v1/cdrs/{row['id']}")).json()
        told = (await client.get(f"/api/v1/sessions/{session_id}/cost")).json()
        assert told["cost"] == cdr["cost"]
        return cdr, cdr["cost"]["costs"]

    def passes(self, minutes: float) -> None:
        self.scene.clock.advance(minutes * 60)

    async def _tell(self, kind: type, name: str, wh: int, context: str, **said: Any) -> UUID:  # noqa: ANN401  of a fact
        station, roamer = self.scene.station, self.scene.roamer
        told = session_fact(
            kind,
            name,
            self.scene.clock.now(),
            station_id=station.id,
            location_id=station.location_id,
            wh=wh,
            context=context,
            **said,
        )
        ref = await roamer.contexts.sessions.apply(roamer.actor.tenant_id, told)
        assert ref is not None
        if kind is Started:
            await self._follow(ref.session_id)
        return ref.session_id

    async def _follow(self, session_id: UUID) -> None:
        roamer = self.scene.roamer
        actor = system_actor("reaction", roamer.actor.tenant_id, "test")
        async with self.scene.house.ground.database.transaction(actor) as work:
            await roamer.contexts.session_following.went_on(work, session_id)


@pytest_asyncio.fixture(loop_scope="module")
async def lot(scene: Scene) -> Lot:
    contexts, actor = scene.roamer.contexts, scene.roamer.actor
    added = await contexts.tariffs.add(actor, TariffDocument(name="Held", tariff=HELD))
    await contexts.tariff_assignments.assign(actor, added.id)
    return Lot(scene)


async def test_a_reservation_is_paid_for_until_charging_begins(lot: Lot) -> None:
    """1.00 and half an hour at 6.00, then 10 kWh at 0.40: 8.00."""
    since = lot.scene.clock.now()
    await lot.reserved()
    lot.passes(30)
    cdr, costs = await lot.cost(await lot.charges("T1"))
    assert (costs["reservation"]["excl"], costs["energy"]["excl"]) == ("4.0000", "4.0000")
    assert cdr["total"]["excl"] == "8.0000"
    assert cdr["started_at"] == since.isoformat().replace("+00:00", "Z")
    assert cdr["cost"]["reservation_h"] == "0.5000"


async def test_a_reservation_is_paid_for_once(lot: Lot) -> None:
    until = lot.scene.clock.now() + timedelta(hours=5)
    await lot.reserved(expiry_date=until.strftime("%Y-%m-%dT%H:%M:%SZ"))
    lot.passes(30)
    await lot.charges("T1")
    cdr, _ = await lot.cost(await lot.charges("T2"))
    assert cdr["total"]["excl"] == "4.0000"


async def test_one_that_is_made_again_counts_from_the_first_time(lot: Lot) -> None:
    await lot.reserved()
    lot.passes(15)
    await lot.reserved()
    lot.passes(15)
    cdr, _ = await lot.cost(await lot.charges("T1"))
    assert cdr["total"]["excl"] == "8.0000"


async def gives_up(lot: Lot, house: House) -> None:
    await lot.reserved()
    said = await lot.scene.command("CANCEL_RESERVATION", {"reservation_id": "R-1"})
    assert said["data"]["result"] == "ACCEPTED"
    await lot.scene.heard()


async def is_refused(lot: Lot, house: House) -> None:
    house.port.answer = saying("Occupied")
    await lot.reserved()


async def lets_expire(lot: Lot, house: House) -> None:
    await lot.reserved()
    lot.passes(61)


@pytest.mark.parametrize("what", [gives_up, is_refused, lets_expire])
async def test_what_was_not_held_as_charging_began_is_not_paid_for(
    lot: Lot, house: House, what: Callable[[Lot, House], Awaitable[None]]
) -> None:
    await what(lot, house)
    lot.passes(10)
    cdr, _ = await lot.cost(await lot.charges("T1"))
    assert cdr["total"]["excl"] == "4.0000"


@pytest.mark.parametrize("other", [{"uid": "04FFFFFFFFFF01"}, {"evse_id": 2}])
async def test_somebody_else_does_not_pay_for_it(lot: Lot, other: dict[str, Any]) -> None:
    """Nor does its driver at another EVSE; and it waits for whoever it is for."""
    await lot.reserved()
    lot.passes(1)
    cdr, _ = await lot.cost(await lot.charges("T1", **other))
    assert cdr["total"]["excl"] == "4.0000"
    [row] = await lot.scene.roamer.rows("SELECT * FROM partner_reservations WHERE tenant_id = $1")
    assert row["session_id"] is None
