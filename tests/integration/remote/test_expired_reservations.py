"""What partners reserve and nobody comes for is billed where the tariff prices that (C7)."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
import pytest_asyncio
from sqlalchemy import text
from tests.integration.remote.conftest import TOKEN, TOKEN_211, UID, House
from tests.integration.roaming.conftest import Json
from tests.integration.roaming.driving import Yard, yard
from tests.integration.roaming.fakepartner import Answer, Asked, enveloped

from chargehouse.contexts.remote import jobs
from chargehouse.contexts.remote.reactions import COMPLETED
from chargehouse.contexts.stations.public import StationRef
from chargehouse.contexts.tariffs.public import (
    PriceComponent,
    Restrictions,
    Tariff,
    TariffElement,
    vat,
)
from chargehouse.ocpi import codec
from chargehouse.ocpi.interfaces import OBJECTS

pytestmark = pytest.mark.asyncio(loop_scope="module")

TAX = vat(20)
HELD = TariffElement(
    (
        PriceComponent("flat", Decimal(1), taxes=TAX),
        PriceComponent("time", Decimal(6), taxes=TAX),
    ),
    Restrictions(reservation="reservation"),
)
MISSED = TariffElement(
    (PriceComponent("flat", Decimal(5), taxes=TAX),),
    Restrictions(reservation="reservation_expires"),
)
ENERGY = TariffElement((PriceComponent("energy", Decimal("0.40"), taxes=TAX),))
PRICED = Tariff(currency="EUR", elements=(HELD, MISSED, ENERGY))
"""Held: 1.00 and 6.00 an hour; who does not come pays 5.00 instead of the 1.00."""

SURE_MINUTES = 10
"""Longer after the end nobody waits for a session that began before it."""
OTHER_CARD = "04AABBCCDDEE88"
GROUP = "FAMILY-1"


@dataclass
class Bay:
    """A charger of ours that is connected, and a partner that reserves it."""

    yard: Yard
    house: House
    location: str
    connection_id: UUID

    @property
    def version(self) -> str:
        return self.yard.teller.version

    async def reserved(self, name: str = "1", minutes: int = 60, **token: object) -> datetime:
        """Have it reserved for so long, and the charger's answer heard; return since when."""
        now = self.yard.now()
        until = now + timedelta(minutes=minutes)
        old = self.version == "2.1.1"
        said = {
            "response_url": f"{self.yard.teller.partner.url}/results/1",
            "token": {**(TOKEN_211 if old else TOKEN), **token},
            "expiry_date": until.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "reservation_id": int(name) if old else name,
            "location_id": self.location,
            "evse_uid": "NORTH-1-1",
        }
        answer = await self.yard.teller.done("POST", "commands/RESERVE_NOW", said)
        assert answer["result"] == "ACCEPTED", answer
        await self.heard()
        return now

    async def cancelled(self, name: str = "1") -> None:
        said = {
            "response_url": f"{self.yard.teller.partner.url}/results/1",
            "reservation_id": name,
        }
        answer = await self.yard.teller.done("POST", "commands/CANCEL_RESERVATION", said)
        assert answer["result"] == "ACCEPTED", answer
        await self.heard()

    async def heard(self) -> None:
        """Let what the charger answered be heard."""
        contexts, roamer = self.yard.contexts, self.yard.teller.roamer
        await contexts.commands.stop()
        rows = await roamer.rows(
            "SELECT payload FROM events WHERE tenant_id = $1"
            " AND wire_name = 'station.command_completed' ORDER BY xid, sequence"
        )
        for row in rows:
            async with self.house.ground.database.transaction(roamer.actor) as work:
                await contexts.result_following.ended(work, COMPLETED.decode(row["payload"]))

    async def passes(self, minutes: float) -> None:
        """Let time pass, what is done every minute be done, and everybody hear of it."""
        self.yard.passes(minutes=minutes)
        await jobs.expire_reservations(self.yard.contexts.reservation_expiry)
        await self.yard.follow()

    async def ours(self) -> list[Json]:
        """Return our CDRs."""
        answer = await self.yard.teller.roamer.client.get("/api/v1/cdrs?sort=made_at")
        found: list[Json] = answer.json()["items"]
        return found

    async def charges(self, name: str, uid: str = UID) -> None:
        """Have somebody take 10 kWh in five minutes."""
        await self.yard.start(name, uid)
        await self.yard.follow()
        self.yard.passes(minutes=5)
        await self.yard.ends(name, 10_000)
        await self.yard.follow()


@asynccontextmanager
async def bay_of(
    house: House, version: str = "2.2.1", tariff: Tariff | None = PRICED
) -> AsyncIterator[Bay]:
    async with yard(house.ground, version, tariff=tariff) as made:
        connection_id = await connected(made, house)
        [location] = await made.listed("locations")

        async def result(_: Asked) -> Answer:
            return enveloped()

        made.teller.partner.special["/results/1"] = result
        yield Bay(made, house, location["id"], connection_id)


async def connected(at: Yard, house: House) -> UUID:
    """Have the yard's charger connected; return its connection's id."""
    database, actor = house.ground.database, at.teller.roamer.actor
    process_id, connection_id, now = database.ids.new(), database.ids.new(), at.now()
    async with database.relay() as relay:
        await relay.execute(
            text(
                "INSERT INTO processes VALUES (:id, '{gateway}', 'here', 1, '0', :now,"
                " CAST(:now AS timestamptz) + interval '30 days')"
            ),
            {"id": process_id, "now": now},
        )
    await at.contexts.connections.connected(
        StationRef(actor.tenant_id, at.station_id, "NORTH-1"),
        connection_id=connection_id,
        process_id=process_id,
        subprotocol="ocpp1.6",
        security_profile=1,
        remote_address="192.0.2.7",
        at=now,
    )
    return connection_id


@pytest_asyncio.fixture(loop_scope="module")
async def bay(house: House) -> AsyncIterator[Bay]:
    async with bay_of(house) as made:
        yield made


async def test_who_does_not_come_pays_what_the_tariff_says(bay: Bay) -> None:
    """5.00 and an hour at 6.00, with 20 % on top."""
    since = await bay.reserved()
    await bay.passes(59 + SURE_MINUTES)
    assert await bay.ours() == []
    await bay.passes(1)
    [row] = await bay.ours()
    assert (row["total_excl"], row["total_incl"]) == ("11.0000", "13.2000")
    assert row["session_id"] is None
    client = bay.yard.teller.roamer.client
    [command] = (await client.get("/api/v1/roaming/received-commands")).json()["items"]
    assert row["reservation_id"] == command["id"]
    cdr = (await client.get(f"/api/v1/cdrs/{row['id']}")).json()
    assert cdr["started_at"] == since.isoformat().replace("+00:00", "Z")
    assert (cdr["cost"]["reservation_h"], cdr["cost"]["energy_kwh"]) == ("1.0000", "0.0000")
    assert {line["occasion"] for line in cdr["cost"]["lines"]} == {"reservation"}
    await bay.passes(60)
    assert len(await bay.ours()) == 1


@pytest.mark.parametrize("version", ["2.2.1", "2.3.0"])
async def test_the_partner_is_told_a_cdr_without_a_session(house: House, version: str) -> None:
    async with bay_of(house, version) as bay:
        await bay.reserved()
        await bay.passes(60 + SURE_MINUTES)
        [row] = await bay.ours()
        [told] = await bay.yard.listed("cdrs")
        assert told["id"] == row["id"]
        assert "session_id" not in told
        assert told["cdr_token"]["uid"] == UID
        assert told["auth_method"] == "COMMAND"
        place = told["cdr_location"]
        assert (place["evse_uid"], place["evse_id"], place["connector_id"]) == ("#NA",) * 3
        assert place["connector_standard"] == "IEC_62196_T2"
        (excl,) = {"excl_vat", "before_taxes"} & told["total_cost"].keys()
        assert told["total_cost"][excl] == told["total_reservation_cost"][excl] == 11
        [period] = told["charging_periods"]
        hours = {each["type"]: each["volume"] for each in period["dimensions"]}
        assert hours["RESERVATION_TIME"] == 1
        assert told["total_energy"] == 0
        codec.check(OBJECTS[version]["cdrs"], told)  # type: ignore[index]
        assert await bay.yard.listed("sessions") == []


async def test_an_old_version_has_no_word_for_it_and_that_is_shown(house: House) -> None:
    async with bay_of(house, "2.1.1") as bay:
        await bay.reserved()
        await bay.passes(60 + SURE_MINUTES)
        [row] = await bay.ours()
        assert await bay.yard.listed("cdrs") == []
        answer = await bay.yard.teller.roamer.client.get("/api/v1/roaming/publishing/unsaid")
        [unsaid] = answer.json()
        assert (unsaid["module"], unsaid["subject_id"]) == ("cdrs", row["id"])
        await bay.yard.tick()
        assert await bay.yard.listed("cdrs") == []


async def test_it_can_be_taken_back(bay: Bay) -> None:
    await bay.reserved()
    await bay.passes(60 + SURE_MINUTES)
    [row] = await bay.ours()
    client = bay.yard.teller.roamer.client
    answer = await client.post(f"/api/v1/cdrs/{row['id']}/credit", json={"reason": "Roadworks"})
    assert answer.is_success, answer.text
    await bay.yard.follow()
    [told, back] = await bay.yard.listed("cdrs")
    assert (back["credit"], back["credit_reference_id"]) == (True, told["id"])
    assert back["total_cost"] == {"excl_vat": -11, "incl_vat": Decimal("-13.2")}


async def test_who_comes_pays_for_the_time_until_then_and_no_more(bay: Bay) -> None:
    await bay.yard.knows(UID)
    await bay.reserved()
    await bay.passes(30)
    await bay.charges("T1")
    await bay.passes(60 + SURE_MINUTES)
    [row] = await bay.ours()
    assert row["session_id"] is not None
    assert row["total_excl"] == "8.0000"


async def test_a_card_of_the_same_group_may_come_instead(bay: Bay) -> None:
    """As chargers have it: the reservation's parent id."""
    await bay.yard.knows(OTHER_CARD, group_id=GROUP)
    await bay.reserved(group_id=GROUP)
    await bay.passes(30)
    await bay.charges("T1", OTHER_CARD)
    await bay.passes(60 + SURE_MINUTES)
    [row] = await bay.ours()
    assert row["total_excl"] == "8.0000"


async def test_a_card_of_another_group_comes_for_itself(bay: Bay) -> None:
    await bay.yard.knows(OTHER_CARD, group_id="FAMILY-2")
    await bay.reserved(group_id=GROUP)
    await bay.passes(30)
    await bay.charges("T1", OTHER_CARD)
    await bay.passes(60 + SURE_MINUTES)
    assert [row["total_excl"] for row in await bay.ours()] == ["4.0000", "11.0000"]


async def test_what_is_given_up_in_time_costs_nothing(bay: Bay) -> None:
    await bay.reserved()
    await bay.passes(10)
    await bay.cancelled()
    await bay.passes(120)
    assert await bay.ours() == []


async def test_who_gives_up_too_late_pays(bay: Bay) -> None:
    """The charger agrees to forget what it holds no more."""
    await bay.reserved()
    bay.yard.passes(minutes=61)
    await bay.cancelled()
    await bay.passes(SURE_MINUTES)
    assert [row["total_excl"] for row in await bay.ours()] == ["11.0000"]


@pytest.mark.parametrize("tariff", [None, Tariff(currency="EUR", elements=(ENERGY,))])
async def test_without_a_price_nothing_is_billed(house: House, tariff: Tariff | None) -> None:
    async with bay_of(house, tariff=tariff) as bay:
        await bay.reserved()
        await bay.passes(60 + SURE_MINUTES)
        assert await bay.ours() == []


async def test_only_not_coming_may_have_a_price(house: House) -> None:
    """Who comes then pays for charging alone, and not for having stayed away."""
    async with bay_of(house, tariff=Tariff(currency="EUR", elements=(MISSED, ENERGY))) as bay:
        await bay.yard.knows(UID)
        await bay.reserved("1")
        await bay.passes(30)
        await bay.charges("T1")
        await bay.reserved("2", minutes=30)
        await bay.passes(120)
        assert [row["total_excl"] for row in await bay.ours()] == ["4.0000", "5.0000"]


async def test_its_name_used_again_takes_nothing_away(bay: Bay) -> None:
    """The partner reserves under the same name, before anybody noted that the first expired."""
    await bay.reserved()
    bay.yard.passes(minutes=61)
    await bay.reserved()
    await bay.yard.follow()
    assert [row["total_excl"] for row in await bay.ours()] == ["11.0000"]
    await bay.passes(60 + SURE_MINUTES)
    assert [row["total_excl"] for row in await bay.ours()] == ["11.0000", "11.0000"]


async def test_a_charger_that_is_away_may_have_a_start_to_tell(bay: Bay) -> None:
    """Nobody is billed before it is back: the driver may have come in time."""
    await bay.yard.knows(UID)
    await bay.reserved()
    ref = StationRef(bay.yard.tenant_id, bay.yard.station_id, "NORTH-1")
    contexts, now = bay.yard.contexts, bay.yard.now()
    await contexts.connections.disconnected(
        ref, connection_id=bay.connection_id, close_code=None, reason=None, at=now
    )
    await bay.passes(60 + SURE_MINUTES)
    assert await bay.ours() == []
    await connected(bay.yard, bay.house)
    await bay.passes(1)
    assert [row["total_excl"] for row in await bay.ours()] == ["11.0000"]
