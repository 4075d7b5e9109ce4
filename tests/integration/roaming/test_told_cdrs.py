"""CDRs of partners' drivers, as their partners are told them."""

from collections.abc import AsyncIterator
from decimal import Decimal
from uuid import UUID

import pytest
import pytest_asyncio
from tests.integration.roaming.conftest import Ground, Json
from tests.integration.roaming.driving import CONTRACT, UID, Yard, yard
from tests.integration.roaming.registering import Caller
from tests.integration.roaming.test_told_sessions import hour_and_a_half

from chargehouse.contexts.roaming.public import BusinessDetails
from chargehouse.kernel.actor import system_actor
from chargehouse.ocpi import codec
from chargehouse.ocpi.interfaces import OBJECTS

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(loop_scope="module")
async def here(ground: Ground) -> AsyncIterator[Yard]:
    async with yard(ground) as made:
        await made.knows()
        yield made


async def credited(at: Yard) -> Json:
    """Have an operator take the only CDR back, and return the credit CDR as we have it."""
    client = at.teller.roamer.client
    [row] = (await client.get("/api/v1/cdrs")).json()["items"]
    answer = await client.post(f"/api/v1/cdrs/{row['id']}/credit", json={"reason": "Wrong"})
    assert answer.is_success, answer.text
    await at.follow()
    made: Json = answer.json()
    return made


async def test_a_cdr_says_what_the_session_said(here: Yard) -> None:
    await hour_and_a_half(here)
    [session], [cdr] = await here.listed("sessions"), await here.listed("cdrs")
    [location] = await here.listed("locations")
    assert cdr["session_id"] == session["id"]
    for field in ("cdr_token", "auth_method", "total_cost", "currency", "charging_periods"):
        assert cdr[field] == session[field]
    assert (cdr["country_code"], cdr["party_id"]) == (
        location["country_code"],
        location["party_id"],
    )
    place = cdr["cdr_location"]
    assert place["id"] == location["id"] == session["location_id"]
    assert place["evse_id"] == location["evses"][0]["evse_id"]
    assert (place["evse_uid"], place["country"]) == ("NORTH-1-1", "DEU")
    assert (cdr["total_energy"], cdr["total_time"]) == (20, Decimal("1.5"))
    assert cdr["start_date_time"].endswith("Z")


async def test_a_session_costs_at_every_moment_what_its_cdr_would_say(here: Yard) -> None:
    """Whenever the driver goes, the CDR says what was told of the running session just before."""
    told = []
    for number, (minutes, wh, state) in enumerate(
        [(1, 17, None), (37, 9_321, None), (61, 20_000, "SuspendedEV"), (7, 1, "SuspendedEVSE")]
    ):
        name = f"T{number}"
        await here.start(name)
        here.passes(minutes=minutes)
        await here.goes_on(name, wh, state)
        here.passes(minutes=13, seconds=7)
        await here.goes_on(name, wh + 1)
        await here.follow()
        await here.tick()
        [running] = [each for each in await here.listed("sessions") if each["status"] == "ACTIVE"]
        await here.ends(name, wh + 1)
        await here.follow()
        told.append((running["id"], running["total_cost"], running["kwh"]))
    cdrs = {each["session_id"]: each for each in await here.listed("cdrs")}
    assert [(id_, cdrs[id_]["total_cost"], cdrs[id_]["total_energy"]) for id_, _, _ in told] == told


async def test_a_cdr_is_taken_back_by_a_credit_cdr(here: Yard) -> None:
    await hour_and_a_half(here)
    credit = await credited(here)
    [cdr, back] = await here.listed("cdrs")
    assert (back["id"], back["credit"]) == (credit["id"], True)
    assert back["credit_reference_id"] == cdr["id"]
    assert back["total_cost"] == {"excl_vat": -12, "incl_vat": Decimal("-14.52")}
    assert back["total_energy"] == cdr["total_energy"]


async def test_nobody_is_told_a_cdr_of_what_anybody_may_charge(here: Yard) -> None:
    await here.start("FREE", mode="freevend")
    here.passes(minutes=5)
    await here.ends("FREE", 1000)
    await here.follow()
    assert await here.listed("cdrs") == []
    assert (await here.teller.roamer.client.get("/api/v1/roaming/publishing/unsaid")).json() == []


async def test_a_cdr_is_of_the_party_whose_location_it_was(here: Yard) -> None:
    await here.start("T1")
    await here.follow()
    contexts, actor = here.contexts, here.teller.roamer.actor
    before = await contexts.parties.default(actor)
    after, _ = await contexts.parties.put(
        actor,
        country_code="ES",
        party_id="CPO",
        role="CPO",
        details=BusinessDetails(name="Carga"),
    )
    await contexts.locations.give(actor, before.id, after.id)
    here.passes(minutes=30)
    await here.ends("T1", 5000)
    await here.follow()
    [session], [cdr] = await here.listed("sessions"), await here.listed("cdrs")
    owner = (before.country_code, before.party_id)
    assert (cdr["country_code"], cdr["party_id"]) == owner
    assert (session["country_code"], session["party_id"]) == owner


@pytest.mark.parametrize("version", ["2.1.1", "2.3.0"])
async def test_a_partner_is_told_cdrs_in_its_version(ground: Ground, version: str) -> None:
    """2.1.1 has no word for taking a CDR back: that it was not told is shown."""
    async with yard(ground, version) as at:
        await at.knows()
        await hour_and_a_half(at)
        credit = await credited(at)
        told = await at.listed("cdrs")
        kind = OBJECTS[version]["cdrs"]  # type: ignore[index]
        for cdr in told:
            assert codec.decode_plain(codec.encode(codec.check(kind, cdr))) == cdr
        unsaid = (await at.teller.roamer.client.get("/api/v1/roaming/publishing/unsaid")).json()
        if version == "2.1.1":
            [cdr] = told
            assert (cdr["total_cost"], cdr["auth_id"]) == (12, CONTRACT)
            [reason] = unsaid
            assert (reason["subject_id"], reason["reason"]) == (
                credit["id"],
                "credit: 2.1.1 has no credit",
            )
        else:
            [cdr, back] = told
            assert unsaid == []
            assert cdr["cdr_token"]["uid"] == UID
            assert cdr["total_cost"]["before_taxes"] == -back["total_cost"]["before_taxes"] == 12


async def test_what_was_told_is_said_in_the_version_that_a_partner_changes_to(
    ground: Ground,
) -> None:
    """2.1.1 says less than 2.2.1 does, which is taken from where it was known: it is no news."""
    async with yard(ground, "2.1.1") as at:
        await at.knows()
        await hour_and_a_half(at)
        [old_session], [old] = await at.listed("sessions"), await at.listed("cdrs")
        made = at.teller
        answer = await made.caller.ask(
            "PUT", "2.2.1/credentials", made.partner.credentials("2.2.1")
        )
        token = answer.json()["data"]["token"]
        made.caller, made.version = Caller(made.roamer, token), "2.2.1"
        assert await at.listed("cdrs") == []
        at.passes(minutes=1)
        actor = system_actor("job", at.tenant_id, "test")
        assert await at.contexts.rewording.reword(actor, UUID(made.id)) == 2
        assert await at.contexts.rewording.reword(actor, UUID(made.id)) == 0
        [session], [cdr] = await at.listed("sessions"), await at.listed("cdrs")
        assert (session["id"], cdr["id"]) == (old_session["id"], old["id"])
        assert cdr["last_updated"] == old["last_updated"]
        assert (
            cdr["total_cost"]
            == session["total_cost"]
            == {
                "excl_vat": old["total_cost"],
                "incl_vat": Decimal("14.52"),
            }
        )
        assert cdr["cdr_token"]["uid"] == UID
