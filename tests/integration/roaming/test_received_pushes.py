"""Partners push what is theirs: what is kept, in which order, and what is refused (C7)."""

from collections.abc import AsyncIterator
from dataclasses import replace
from decimal import Decimal
from uuid import UUID

import pytest
import pytest_asyncio
from tests.integration.across.asking import whole_application
from tests.integration.roaming.conftest import KEYRING, Ground, Json
from tests.integration.roaming.fakepartner import fake_partner, role
from tests.integration.roaming.registering import registered
from tests.integration.roaming.telling import Teller, path_of, teller, whole
from tests.unit.ocpi.ocpi_documents import read

from chargehouse.ocpi import codec
from chargehouse.platform.settings import HttpSettings

pytestmark = pytest.mark.asyncio(loop_scope="module")

EARLY, MIDDLE, LATE = (f"2026-03-02T1{hour}:00:00Z" for hour in range(3))


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def partner(ground: Ground) -> AsyncIterator[Teller]:
    async with teller(ground, "2.2.1") as made:
        yield made


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def tolerant(ground: Ground) -> AsyncIterator[Teller]:
    async with teller(ground, "2.3.0") as made:
        yield made


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def old(ground: Ground) -> AsyncIterator[Teller]:
    async with teller(ground, "2.1.1", [role("NL-ROA", "CPO")], legacy_role="CPO") as made:
        yield made


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def hub(ground: Ground) -> AsyncIterator[Teller]:
    async with teller(ground, "2.2.1", [role("NL-HUB", "HUB")]) as made:
        yield made


async def test_a_put_replaces_and_what_is_older_does_not(partner: Teller) -> None:
    path = path_of("locations", "ORDER-1")
    first = partner.whole("locations", id="ORDER-1", name="First", last_updated=MIDDLE)
    assert (await partner.ask("PUT", path, first)).status_code == 201
    late = partner.whole("locations", "minimal", id="order-1", last_updated=LATE)
    assert (await partner.ask("PUT", path, late)).status_code == 200
    assert await partner.done("GET", path) == late
    older = {**first, "name": "Overtaken"}
    await partner.done("PUT", path, older)
    assert await partner.done("GET", path_of("locations", "Order-1")) == late


async def test_pushes_are_told_once_each_change(partner: Teller) -> None:
    before = len(await partner.roamer.told("partner_location."))
    path = path_of("locations", "TOLD")
    for _ in range(2):
        await partner.done("PUT", path, partner.whole("locations", id="TOLD"))
    rows = await partner.roamer.rows(
        "SELECT payload FROM events WHERE tenant_id = $1 AND wire_name LIKE 'partner_location.%'"
        " ORDER BY xid, sequence"
    )
    assert len(rows) == before + 1
    assert partner.id in rows[-1]["payload"]
    assert "TOLD" not in rows[-1]["payload"]


async def test_a_patch_merges_and_needs_its_time(partner: Teller) -> None:
    path = path_of("locations", "PATCHED")
    await partner.done("PUT", path, partner.whole("locations", id="PATCHED", last_updated=EARLY))
    assert await partner.refused("PATCH", path, {"name": "Nothing"}) == (200, 2001)
    await partner.done("PATCH", path, {"name": "Patched", "last_updated": MIDDLE})
    await partner.done("PATCH", path, {"name": "Overtaken", "last_updated": EARLY})
    kept = await partner.done("GET", path)
    assert (kept["name"], kept["last_updated"]) == ("Patched", MIDDLE)
    wrong = {"name": 5, "last_updated": LATE}
    assert await partner.refused("PATCH", path, wrong) == (200, 2001)
    assert await partner.done("GET", path) == kept


async def test_a_patch_of_an_evse_or_a_connector_needs_its_time_too(partner: Teller) -> None:
    location = partner.whole("locations", id="UNTIMED", last_updated=EARLY)
    await partner.done("PUT", path_of("locations", "UNTIMED"), location)
    evse = location["evses"][0]
    names = ("UNTIMED", evse["uid"])
    deeper = (*names, evse["connectors"][0]["id"])
    for path, patch in (
        (path_of("locations", *names), {"status": "CHARGING"}),
        (path_of("locations", *deeper), {"max_voltage": 1}),
    ):
        assert await partner.refused("PATCH", path, patch) == (200, 2001)
        assert await partner.refused("PATCH", path, {**patch, "last_updated": None}) == (200, 2001)
        assert await partner.done("GET", path_of("locations", "UNTIMED")) == location
        await partner.done("PATCH", path, {**patch, "last_updated": LATE})
        found = await partner.done("GET", path)
        assert {name: found[name] for name in patch} == patch
        await partner.roamer.change(
            "DELETE FROM received_objects WHERE tenant_id = $1 AND key = 'untimed'"
        )
        await partner.done("PUT", path_of("locations", "UNTIMED"), location)


async def test_a_body_of_more_than_two_megabytes_is_refused(ground: Ground) -> None:
    """What is just as large as may be is read, and refused for what it says."""
    most = HttpSettings().max_body_bytes
    assert most == 2 * 1024 * 1024
    application = whole_application(ground.contexts, ground.database, KEYRING, max_body_bytes=most)
    async with teller(replace(ground, application=application), "2.2.1") as partner:
        path = path_of("locations", "HUGE")
        told = codec.encode(partner.whole("locations", id="HUGE", x_more=""))
        room = most - len(told)
        fits = told.replace(b'"x_more":""', b'"x_more":"' + b"x" * room + b'"')
        over = fits + b" "
        assert (len(fits), len(over)) == (most, most + 1)
        for body in (over, fits * 3):
            answer = await partner.ask("PUT", path, body)
            said = read(answer.text)
            assert (answer.status_code, said["status_code"]) == (413, 2000)
            assert said["timestamp"]
            assert "data" not in said
            assert await partner.kept("locations") == 0
        await partner.done("PUT", path, fits)
        assert await partner.kept("locations") == 1


async def test_what_is_not_there_cannot_be_patched(partner: Teller) -> None:
    for module, kind in (("locations", None), ("sessions", None), ("tokens", "RFID")):
        path = path_of(module, "NOWHERE", kind=kind)
        assert await partner.refused("PATCH", path, {"last_updated": LATE}) == (404, 2000)
        assert await partner.refused("GET", path) == (404, 2000)
    path = path_of("locations", "NOWHERE", "3256")
    assert await partner.refused("PATCH", path, {"last_updated": LATE}) == (404, 2000)


async def test_an_evse_and_a_connector_have_urls_of_their_own(partner: Teller) -> None:
    location = partner.whole("locations", id="TREE", last_updated=EARLY)
    uid = location["evses"][0]["uid"]
    await partner.done("PUT", path_of("locations", "TREE"), location)
    path = path_of("locations", "TREE", uid)
    assert await partner.done("GET", path) == location["evses"][0]
    await partner.done("PATCH", path, {"status": "CHARGING", "last_updated": LATE})
    kept = await partner.done("GET", path_of("locations", "TREE"))
    assert kept["evses"][0]["status"] == "CHARGING"
    assert kept["last_updated"] == kept["evses"][0]["last_updated"] == LATE
    await partner.done("PATCH", path, {"status": "AVAILABLE", "last_updated": MIDDLE})
    assert (await partner.done("GET", path))["status"] == "CHARGING"
    connector = {**location["evses"][0]["connectors"][0], "id": "77", "last_updated": LATE}
    deeper = path_of("locations", "TREE", uid, "77")
    assert (await partner.ask("PUT", deeper, connector)).status_code == 201
    assert await partner.done("GET", deeper) == connector
    other = {**connector, "id": "78"}
    assert await partner.refused("PUT", deeper, other) == (200, 2001)
    new = path_of("locations", "TREE", "NEW-EVSE")
    evse = {**location["evses"][0], "uid": "NEW-EVSE", "status": "REMOVED", "last_updated": LATE}
    await partner.done("PUT", new, evse)
    assert await partner.done("GET", new) == evse
    assert await partner.refused("DELETE", new) == (405, 2000)


async def test_charging_periods_only_grow(partner: Teller) -> None:
    path = path_of("sessions", "GROWS")
    period = {"start_date_time": EARLY, "dimensions": [{"type": "ENERGY", "volume": 1}]}
    session = partner.whole(
        "sessions", id="GROWS", charging_periods=[period], last_updated=EARLY, status="ACTIVE"
    )
    await partner.done("PUT", path, session)
    second, third = ({**period, "start_date_time": at} for at in (MIDDLE, LATE))
    patch = {"charging_periods": [third], "kwh": Decimal("7.5"), "last_updated": LATE}
    for _ in range(2):
        await partner.done("PATCH", path, patch)
    late = {"charging_periods": [second], "kwh": 2, "last_updated": MIDDLE}
    await partner.done("PATCH", path, late)
    kept = await partner.done("GET", path)
    assert kept["charging_periods"] == [period, third, second]
    assert (kept["kwh"], kept["last_updated"]) == (Decimal("7.5"), LATE)


async def test_a_cdr_is_taken_once(partner: Teller) -> None:
    cdr = partner.whole("cdrs", id="CDR-ONCE")
    first = await partner.ask("POST", "cdrs", cdr)
    assert first.status_code == 201
    again = await partner.ask("POST", "cdrs", {**cdr, "id": "cdr-once"} | {"id": "CDR-ONCE"})
    assert (again.status_code, again.headers["location"]) == (200, first.headers["location"])
    other = {**cdr, "total_energy": 1}
    assert await partner.refused("POST", "cdrs", other) == (200, 2001)
    path = first.headers["location"].partition("/receiver/")[2]
    assert await partner.done("GET", path) == cdr
    assert await partner.refused("PUT", path, other) == (405, 2000)
    assert await partner.refused("GET", f"cdrs/{UUID(int=7)}") == (404, 2000)
    assert (await partner.roamer.told("partner_cdr.")).count("partner_cdr.received") == 1


async def test_a_tariff_can_be_taken_away(partner: Teller) -> None:
    path = path_of("tariffs", "GONE")
    undated = partner.whole("tariffs", id="GONE", last_updated=None)
    await partner.done("PUT", path, undated)
    assert (await partner.done("GET", path))["last_updated"]
    assert await partner.refused("PATCH", path, {"last_updated": LATE}) == (405, 2000)
    await partner.done("DELETE", path)
    assert await partner.refused("GET", path) == (404, 2000)
    assert await partner.refused("DELETE", path) == (404, 2000)


async def test_a_token_is_known_by_its_type_as_well(partner: Teller) -> None:
    card = partner.whole("tokens", uid="04AA11BB22CC33", type="RFID", contract_id="C1")
    phone = {**card, "type": "APP_USER", "contract_id": "C2"}
    plain, app = path_of("tokens", card["uid"]), path_of("tokens", card["uid"], kind="APP_USER")
    await partner.done("PUT", plain, card)
    await partner.done("PUT", app, phone)
    assert await partner.done("GET", plain) == card
    assert await partner.done("GET", path_of("tokens", card["uid"].lower())) == card
    assert await partner.done("GET", app) == phone
    assert await partner.refused("PUT", app, card) == (200, 2001)
    await partner.done("PATCH", app, {"valid": False, "last_updated": LATE})
    assert (await partner.done("GET", app))["valid"] is False
    assert (await partner.done("GET", plain))["valid"] == card["valid"]
    rows = await partner.roamer.rows("SELECT * FROM received_objects WHERE tenant_id = $1")
    told = await partner.roamer.rows("SELECT payload::text FROM events WHERE tenant_id = $1")
    for text in (str(rows), str(told)):
        assert card["uid"] not in text
        assert card["uid"].lower() not in text


@pytest.mark.parametrize("module", ["cdrs", "locations", "sessions", "tariffs", "tokens"])
async def test_what_is_not_the_callers_is_refused(partner: Teller, module: str) -> None:
    before = await partner.kept(module)
    theirs = partner.whole(module, country_code="FR", party_id="TWO")
    id_ = str(theirs["uid" if module == "tokens" else "id"])
    method, path = "PUT", path_of(module, id_, owner=("FR", "TWO"))
    if module == "cdrs":
        method, path = "POST", module
    assert await partner.refused(method, path, theirs) == (200, 2001)
    assert await partner.kept(module) == before


async def test_a_party_in_another_role_owns_nothing(ground: Ground) -> None:
    async with teller(ground, "2.2.1", [role("NL-ROA", "EMSP")]) as emsp:
        for module in ("locations", "sessions", "tariffs"):
            told = emsp.whole(module)
            path = path_of(module, told["id"])
            assert await emsp.refused("PUT", path, told) == (200, 2001)
            assert await emsp.refused("GET", path) == (404, 2000)
        assert await emsp.refused("POST", "cdrs", emsp.whole("cdrs")) == (200, 2001)
        token = emsp.whole("tokens", "minimal")
        await emsp.done("PUT", path_of("tokens", token["uid"], kind=token["type"]), token)


@pytest.mark.parametrize(
    "changes",
    [
        {"id": "ANOTHER"},
        {"country_code": "FR"},
        {"party_id": "TWO"},
        {"country_code": "NLD"},
        {"last_updated": "2026-03-02T10:00:00.1234567Z"},
        {"last_updated": "2026-03-02T10:00:00+01:00"},
        {"last_updated": None},
        {"parking_type": "ON_THE_MOON"},
        {"coordinates": None},
    ],
    ids=str,
)
async def test_a_body_that_cannot_be_meant_is_refused(partner: Teller, changes: Json) -> None:
    before = await partner.kept("locations")
    location = partner.whole("locations", **{"id": "WRONG", **changes})
    assert await partner.refused("PUT", path_of("locations", "WRONG"), location) == (200, 2001)
    assert await partner.kept("locations") == before


async def test_a_body_that_is_no_json_and_urls_that_name_nothing(partner: Teller) -> None:
    assert await partner.refused("PUT", path_of("locations", "X"), b"{") == (400, 2000)
    assert await partner.refused("PUT", path_of("locations", "X"), b"[]") == (200, 2001)
    location = partner.whole("locations", id="X", country_code="NLD")
    for path in ("locations", "locations/NL", "locations/NL/ROA", "sessions/NL/ROA/1/2"):
        assert await partner.refused("PUT", path, location) == (200, 2001)
    alpha3 = path_of("locations", "X", owner=("NLD", "ROA"))
    assert await partner.refused("PUT", alpha3, location) == (200, 2001)


async def test_what_is_nested_without_end_is_refused(partner: Teller) -> None:
    deep: object = "bottom"
    for _ in range(100):
        deep = [deep]
    path = path_of("locations", "DEEP")
    told = partner.whole("locations", id="DEEP", x_deep=deep)
    assert await partner.refused("PUT", path, told) == (200, 2001)
    endless = b'{"x":' + b"[" * 4000 + b"]" * 4000 + b"}"
    answer = await partner.ask("PUT", path, endless)
    assert answer.status_code in {200, 400}
    assert await partner.refused("GET", path) == (404, 2000)


async def test_a_time_without_a_zone_is_utc(partner: Teller) -> None:
    path = path_of("locations", "ZONELESS")
    told = partner.whole("locations", id="ZONELESS", last_updated="2026-03-02T11:00:00.5")
    await partner.done("PUT", path, told)
    assert await partner.done("GET", path) == told
    [row] = await partner.roamer.rows(
        "SELECT last_updated FROM received_objects WHERE tenant_id = $1 AND key = 'zoneless'"
    )
    assert row["last_updated"].isoformat() == "2026-03-02T11:00:00.500000+00:00"


async def test_2_3_0_takes_words_of_its_own(tolerant: Teller) -> None:
    location = tolerant.whole("locations", id="OPEN")
    location["evses"][0]["connectors"][0]["standard"] = "OUR_OWN_PLUG"
    location["x-ours"] = {"kept": [1, 2.50]}
    path = path_of("locations", "OPEN")
    await tolerant.done("PUT", path, location)
    assert await tolerant.done("GET", path) == location


async def test_2_1_1_says_the_owner_in_the_url_alone(old: Teller) -> None:
    tariff = old.whole("tariffs", id="OLD")
    path = path_of("tariffs", "OLD")
    await old.done("PUT", path, tariff)
    await old.done("PATCH", path, {"currency": "SEK"})
    assert (await old.done("GET", path))["currency"] == "SEK"
    elsewhere = path_of("tariffs", "OLD", owner=("FR", "TWO"))
    assert await old.refused("PUT", elsewhere, tariff) == (200, 2001)
    session = old.whole("sessions", id="OLD-S", last_updated=EARLY)
    path = path_of("sessions", "OLD-S")
    await old.done("PUT", path, session)
    await old.done("PATCH", path, {"status": "COMPLETED"})
    kept = await old.done("GET", path)
    assert kept["status"] == "COMPLETED"
    assert kept["last_updated"] >= EARLY


async def test_a_hubs_client_speaks_through_it(hub: Teller) -> None:
    location = whole("2.2.1", "locations", id="HUBBED", country_code="BE", party_id="CLI")
    path = path_of("locations", "HUBBED", owner=("BE", "CLI"))
    assert await hub.refused("PUT", path, location) == (200, 2001)
    client = whole(
        "2.2.1", "hubclientinfo", country_code="BE", party_id="CLI", role="CPO", last_updated=EARLY
    )
    known = path_of("hubclientinfo", owner=("BE", "CLI"))
    assert (await hub.ask("PUT", known, client)).status_code == 201
    assert await hub.done("GET", known) == client
    await hub.done("PUT", path, location)
    assert await hub.done("GET", path) == location
    offline = {**client, "status": "OFFLINE", "last_updated": LATE}
    await hub.done("PUT", known, offline)
    assert await hub.done("GET", known) == offline
    other = {**client, "party_id": "TWO"}
    assert await hub.refused("PUT", known, other) == (200, 2001)
    nobody = path_of("hubclientinfo", owner=("BE", "TWO"))
    assert await hub.refused("GET", nobody) == (404, 2000)


async def test_a_hub_cannot_claim_who_is_known_already(hub: Teller) -> None:
    await hub.roamer.party("ES-OUR")
    ours = whole("2.2.1", "hubclientinfo", country_code="ES", party_id="OUR", role="CPO")
    before = await hub.kept("hubclientinfo")
    await hub.done("PUT", path_of("hubclientinfo", owner=("ES", "OUR")), ours)
    assert await hub.kept("hubclientinfo") == before
    async with fake_partner() as other:
        other.roles = [role("FR-TWO", "CPO")]
        await registered(hub.roamer, other, name="Another")
    theirs = {**ours, "country_code": "FR", "party_id": "TWO"}
    path = path_of("hubclientinfo", owner=("FR", "TWO"))
    assert await hub.refused("PUT", path, theirs) == (200, 2001)
    assert await hub.kept("hubclientinfo") == before


async def test_only_a_hub_tells_of_others(partner: Teller) -> None:
    client = whole("2.2.1", "hubclientinfo", country_code="BE", party_id="CLI", role="CPO")
    path = path_of("hubclientinfo", owner=("BE", "CLI"))
    assert await partner.refused("PUT", path, client) == (200, 2001)


async def test_what_was_told_in_another_version_is_sent_whole_again(ground: Ground) -> None:
    async with teller(ground, "2.2.1") as partner:
        path = path_of("tariffs", "UPGRADED")
        await partner.done("PUT", path, partner.whole("tariffs", id="UPGRADED"))
        partner.version = "2.3.0"
        assert await partner.refused("GET", path) == (404, 2000)
        newer = partner.whole("tariffs", id="UPGRADED")
        await partner.done("PUT", path, newer)
        assert await partner.done("GET", path) == newer
        assert await partner.kept("tariffs") == 1


async def test_a_partner_that_left_can_be_removed_with_all_it_told(ground: Ground) -> None:
    async with teller(ground, "2.2.1") as partner:
        await partner.done("PUT", path_of("tariffs", "T"), partner.whole("tariffs", id="T"))
        base = f"/api/v1/roaming/partners/{partner.id}"
        client = partner.roamer.client
        assert (await client.delete(f"{base}/registration")).is_success
        assert await partner.kept("tariffs") == 1
        assert (await client.delete(base)).is_success
        assert await partner.kept("tariffs") == 0
