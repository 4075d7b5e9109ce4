"""Sessions of partners' drivers, as their partners are told them."""

from collections.abc import AsyncIterator
from decimal import Decimal

import pytest
import pytest_asyncio
from tests.integration.roaming.conftest import Ground, Json
from tests.integration.roaming.driving import CONTRACT, FROM_THE_BEGINNING, UID, Yard, yard
from tests.integration.roaming.fakepartner import fake_partner, role
from tests.integration.roaming.registering import Caller, registered
from tests.unit.ocpi.ocpi_documents import read

from chargehouse.ocpi import codec
from chargehouse.ocpi.interfaces import OBJECTS

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(loop_scope="module")
async def here(ground: Ground) -> AsyncIterator[Yard]:
    async with yard(ground) as made:
        await made.knows()
        yield made


async def hour_and_a_half(at: Yard, name: str = "T1") -> None:
    """Have a driver take 20 kWh in an hour, park for half an hour, and go."""
    await at.start(name)
    at.passes(hours=1)
    await at.goes_on(name, 20000, "SuspendedEV")
    at.passes(minutes=30)
    await at.ends(name, 20000)
    await at.follow()


async def test_a_session_is_told_from_its_start_to_its_end(here: Yard) -> None:
    """1.00, 20 kWh at 0.40 and half an hour of parking at 6.00: 12.00, and 14.52 with 21 %."""
    began = here.now()
    session_id = await here.start("T1")
    await here.follow()
    [told] = await here.listed("sessions")
    assert (told["id"], told["status"], told["kwh"]) == (str(session_id), "ACTIVE", 0)
    assert told["cdr_token"] == {
        "country_code": "NL",
        "party_id": "ROA",
        "uid": UID,
        "type": "RFID",
        "contract_id": CONTRACT,
    }
    assert (told["auth_method"], told["currency"]) == ("WHITELIST", "EUR")
    assert (told["evse_uid"], told["connector_id"]) == ("NORTH-1-1", "1")
    assert told["total_cost"] == {"excl_vat": 1, "incl_vat": Decimal("1.21")}
    assert "end_date_time" not in told
    here.passes(hours=1)
    await here.goes_on("T1", 20000, "SuspendedEV")
    await here.follow()
    here.passes(minutes=30)
    await here.ends("T1", 20000)
    await here.follow()
    [ended] = await here.listed("sessions")
    assert (ended["status"], ended["kwh"]) == ("COMPLETED", 20)
    assert ended["total_cost"] == {"excl_vat": 12, "incl_vat": Decimal("14.52")}
    assert [
        {each["type"]: each["volume"] for each in period["dimensions"]}
        for period in ended["charging_periods"]
    ] == [{"ENERGY": 20, "TIME": 1}, {"ENERGY": 0, "PARKING_TIME": Decimal("0.5")}]
    assert ended["end_date_time"].endswith("Z")
    assert ended["start_date_time"][:16] == began.isoformat()[:16]
    assert ended["last_updated"] > told["last_updated"]


async def test_a_running_session_is_told_no_more_often_than_it_may_be(here: Yard) -> None:
    await here.start("T1")
    await here.follow()
    here.passes(seconds=30)
    await here.goes_on("T1", 200)
    await here.follow()
    [told] = await here.listed("sessions")
    assert told["kwh"] == 0
    here.passes(seconds=31)
    await here.goes_on("T1", 500)
    await here.follow()
    [told] = await here.listed("sessions")
    assert told["kwh"] == Decimal("0.5")


async def test_what_costs_by_time_is_told_though_no_meter_moves(here: Yard) -> None:
    await here.start("T1", charging_state="SuspendedEV")
    await here.follow()
    here.passes(seconds=30)
    await here.tick()
    [soon] = await here.listed("sessions")
    here.passes(minutes=30)
    await here.tick()
    [later] = await here.listed("sessions")
    assert soon["total_cost"]["excl_vat"] == 1
    assert later["total_cost"]["excl_vat"] == Decimal("4.05")


async def test_a_session_waits_for_the_vehicle_and_is_invalid_without_a_meter(here: Yard) -> None:
    await here.start("T1", wh=None, charging_state="Idle")
    await here.follow()
    [waiting] = await here.listed("sessions")
    here.passes(minutes=5)
    await here.ends("T1", None)
    await here.follow()
    [ended] = await here.listed("sessions")
    assert (waiting["status"], ended["status"]) == ("PENDING", "INVALID")


async def test_whoever_is_not_a_partners_driver_is_told_to_nobody(here: Yard) -> None:
    """In freevend anybody may charge; a vehicle of ours is ours, whoever else knows its card."""
    await here.start("FREE", mode="freevend")
    await here.start("OURS", who={"vehicle_id": here.teller.roamer.ground.database.ids.new()})
    await here.start("STRANGER", uid="FFFFFFFF")
    await here.start("NOBODY", uid=None)
    await here.follow()
    assert await here.listed("sessions") == []
    assert await here.teller.roamer.rows("SELECT 1 FROM partner_sessions WHERE tenant_id=$1") == []


async def test_each_partner_is_told_the_sessions_of_its_own_drivers(here: Yard) -> None:
    await hour_and_a_half(here)
    roamer = here.teller.roamer
    async with fake_partner() as other:
        other.roles = [role("DE-OTH")]
        other.token = "token-of-the-other"
        _, token = await registered(roamer, other, name="Other")
        caller = Caller(roamer, token)
        for module in ("sessions", "cdrs"):
            answer = await caller.ask("GET", f"2.2.1/sender/{module}?{FROM_THE_BEGINNING}")
            assert (answer.headers["X-Total-Count"], read(answer.text)["data"]) == ("0", [])
            assert len(await here.listed(module)) == 1
        [told] = await here.listed("sessions")
        path = f"2.2.1/sender/sessions/{told['id']}/charging_preferences"
        answer = await caller.ask("PUT", path, {"profile_type": "REGULAR"})
        assert (answer.status_code, answer.json()["status_code"]) == (404, 2000)


async def test_the_list_needs_to_know_since_when(here: Yard) -> None:
    answer = await here.teller.caller.ask("GET", "2.2.1/sender/sessions")
    assert (answer.status_code, answer.json()["status_code"]) == (200, 2001)
    one = await here.teller.caller.ask("GET", f"2.2.1/sender/sessions/x?{FROM_THE_BEGINNING}")
    assert one.status_code == 404


async def test_a_drivers_card_is_in_no_table_in_plain(here: Yard) -> None:
    await hour_and_a_half(here)
    for statement in (
        "SELECT * FROM publications WHERE tenant_id = $1 AND module <> 'locations'",
        "SELECT * FROM partner_sessions WHERE tenant_id = $1",
        "SELECT * FROM events WHERE tenant_id = $1",
    ):
        rows = await here.teller.roamer.rows(statement)
        said = repr([tuple(row) for row in rows])
        assert len(rows) > 0
        assert UID not in said
        assert CONTRACT not in said


@pytest.mark.parametrize("version", ["2.1.1", "2.3.0"])
async def test_a_partner_is_told_in_its_version(ground: Ground, version: str) -> None:
    async with yard(ground, version) as at:
        await at.knows()
        await hour_and_a_half(at)
        [told] = await at.listed("sessions")
        kind = OBJECTS[version]["sessions"]  # type: ignore[index]
        assert codec.decode_plain(codec.encode(codec.check(kind, told))) == told
        assert told["status"] == "COMPLETED"
        if version == "2.1.1":
            assert told["total_cost"] == 12
            assert told["auth_id"] == CONTRACT
            [evse] = told["location"]["evses"]
            assert [each["id"] for each in evse["connectors"]] == ["1"]
        else:
            [tax] = told["total_cost"]["taxes"]
            assert (told["total_cost"]["before_taxes"], tax["name"]) == (12, "VAT")
            assert (tax["percentage"], tax["amount"]) == (21, Decimal("2.52"))


async def test_what_nobody_prices_is_free_of_charge(ground: Ground) -> None:
    async with yard(ground, tariff=None) as at:
        await at.knows()
        await hour_and_a_half(at)
        [told] = await at.listed("sessions")
        assert (told["currency"], told["total_cost"]["excl_vat"]) == (3 * "X", 0)
        assert (told["kwh"], told["status"]) == (20, "COMPLETED")
        assert await at.listed("cdrs") == []


async def test_what_cannot_be_told_is_kept_and_told_when_it_can(ground: Ground) -> None:
    """A location without an address is told to nobody; nor is what happened there, yet."""
    async with yard(ground, address=None, city=None) as at:
        await at.knows()
        await hour_and_a_half(at)
        roamer = at.teller.roamer
        assert await at.listed("sessions") == await at.listed("cdrs") == []
        answer = await roamer.client.get("/api/v1/roaming/publishing/unsaid")
        assert answer.is_success, answer.text
        unsaid = answer.json()
        assert sorted((each["module"], each["reason"]) for each in unsaid) == [
            ("cdrs", "location_id: the location is not told to partners"),
            ("sessions", "location_id: the location is not told to partners"),
        ]
        await at.tick()
        assert await at.listed("cdrs") == []
        answer = await roamer.client.patch(
            f"/api/v1/locations/{at.location_id}",
            json={"address": "Kanalstraße 7", "city": "Berlin"},
        )
        assert answer.is_success, answer.text
        await at.follow()
        await at.tick()
        [session], [cdr] = await at.listed("sessions"), await at.listed("cdrs")
        assert session["total_cost"] == cdr["total_cost"]
        assert cdr["cdr_location"]["address"] == "Kanalstraße 7"
        assert (await roamer.client.get("/api/v1/roaming/publishing/unsaid")).json() == []


async def preferences(at: Yard, body: Json) -> tuple[int, int, str | None]:
    """Send a driver's preferences for the only session."""
    [told] = await at.listed("sessions")
    path = f"2.2.1/sender/sessions/{told['id']}/charging_preferences"
    answer = await at.teller.caller.ask("PUT", path, body)
    said = answer.json()
    return answer.status_code, said["status_code"], said.get("data")


async def test_preferences_are_answered_in_truth(here: Yard) -> None:
    """An EVSE that takes none is not found; one that does can only do what is done anyway."""
    await here.start("T1")
    await here.follow()
    assert await preferences(here, {"profile_type": "GREEN"}) == (404, 2001, None)
    await here.teller.roamer.rows("""
        UPDATE publications SET document = convert_to(jsonb_set(
            convert_from(document, 'UTF8')::jsonb, '{evses,0,capabilities}',
            '["CHARGING_PREFERENCES_CAPABLE"]')::text, 'UTF8')
        WHERE tenant_id = $1 AND module = 'locations' RETURNING id
    """)
    for kind, answer in (
        ("GREEN", "PROFILE_TYPE_NOT_SUPPORTED"),
        ("CHEAP", "PROFILE_TYPE_NOT_SUPPORTED"),
        ("FAST", "PROFILE_TYPE_NOT_SUPPORTED"),
        ("REGULAR", "ACCEPTED"),
    ):
        assert await preferences(here, {"profile_type": kind}) == (200, 1000, answer)
    assert await preferences(here, {"profile_type": "SLOW"}) == (200, 2001, None)
    here.passes(minutes=1)
    await here.ends("T1", 100)
    await here.follow()
    assert await preferences(here, {"profile_type": "REGULAR"}) == (200, 1000, "NOT_POSSIBLE")
