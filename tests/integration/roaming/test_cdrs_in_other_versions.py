"""A CDR that comes again in another version is the same, or refused: it never costs another sum."""

from collections.abc import AsyncIterator
from decimal import Decimal
from typing import Any

import pytest
import pytest_asyncio
from tests.integration.roaming.conftest import Ground, Json
from tests.integration.roaming.fakepartner import role
from tests.integration.roaming.listing import Listing
from tests.integration.roaming.telling import Teller, teller, whole
from tests.integration.roaming.test_received_lists import pull

from chargehouse.ocpi import codec
from chargehouse.ocpi.conversions.v230.sessions import cdr_to_v230
from chargehouse.ocpi.v221.cdrs import Cdr

pytestmark = pytest.mark.asyncio(loop_scope="module")

PAID: Json = {"total_cost": {"excl_vat": Decimal("12.3456"), "incl_vat": Decimal("14.9382")}}
OTHERS: dict[str, Json] = {
    "net": {"total_cost": {"before_taxes": 13, "taxes": [{"name": "VAT", "amount": 2}]}},
    "gross": {
        "total_cost": {
            "before_taxes": Decimal("12.3456"),
            "taxes": [{"name": "VAT", "amount": Decimal("9.9999")}],
        }
    },
    "part": {"total_energy_cost": {"before_taxes": 99}},
    "currency": {"currency": "SEK"},
    "energy": {"total_energy": 1},
    "time": {"total_time": 99},
    "parking": {"total_parking_time": 99},
    "begin": {"start_date_time": "2020-01-01T00:00:00Z"},
    "end": {"end_date_time": "2030-01-01T00:00:00Z"},
}


@pytest_asyncio.fixture(loop_scope="module")
async def partner(ground: Ground) -> AsyncIterator[Teller]:
    async with teller(ground, "2.2.1", lists=("cdrs",)) as made:
        yield made


def cdr(**changes: object) -> Json:
    return whole("2.2.1", "cdrs", id="CDR-1", **{**PAID, **changes})


def newer(document: Json, **changes: object) -> Json:
    """Return a CDR of 2.2.1 in 2.3.0."""
    found: Json = codec.decode_plain(codec.encode(cdr_to_v230(codec.check(Cdr, document)).value))
    return {**found, **changes}


async def located(partner: Teller, version: str, document: Json, status: int) -> Any:  # noqa: ANN401  any JSON
    """Send a CDR in a version, and return what stands at the address that it is given."""
    partner.version = version
    answer = await partner.ask("POST", "cdrs", document)
    assert answer.status_code == status, answer.text
    path = answer.headers["location"].removeprefix(f"{partner.roamer.door}/{version}/")
    return await partner.done("GET", path.removeprefix("receiver/"))


async def test_the_same_cdr_in_another_version_is_taken_once_and_found(partner: Teller) -> None:
    said = cdr()
    assert await located(partner, "2.2.1", said, 201) == said
    assert await located(partner, "2.3.0", newer(said), 200) == newer(said)
    assert await located(partner, "2.2.1", said, 200) == said
    assert await partner.kept("cdrs") == 1


async def test_what_came_in_2_3_0_is_found_in_2_2_1(partner: Teller) -> None:
    said = cdr()
    await located(partner, "2.3.0", newer(said), 201)
    found = await located(partner, "2.2.1", said, 200)
    assert (found["id"], found["total_cost"]) == (said["id"], said["total_cost"])
    assert await located(partner, "2.3.0", newer(said), 200) == newer(said)


@pytest.mark.parametrize("other", OTHERS.values(), ids=OTHERS.keys())
async def test_another_cdr_in_another_version_is_refused(partner: Teller, other: Json) -> None:
    said = cdr()
    await located(partner, "2.2.1", said, 201)
    partner.version = "2.3.0"
    assert await partner.refused("POST", "cdrs", newer(said, **other)) == (200, 2001)
    assert await located(partner, "2.2.1", said, 200) == said
    await partner.roamer.change("DELETE FROM received_objects WHERE tenant_id = $1")
    await located(partner, "2.3.0", newer(said, **other), 201)
    partner.version = "2.2.1"
    assert await partner.refused("POST", "cdrs", said) == (200, 2001)


async def test_a_cdr_of_2_1_1_is_kept_as_a_later_version_says_it(ground: Ground) -> None:
    async with teller(ground, "2.1.1", [role("NL-ROA", "CPO")], legacy_role="CPO") as partner:
        old = whole("2.1.1", "cdrs", id="CDR-1")
        later = cdr(
            start_date_time=old["start_date_time"],
            end_date_time=old["stop_date_time"],
            total_cost={"excl_vat": old["total_cost"]},
            **{name: old.get(name) for name in ("currency", "total_energy", "total_time")},
            total_parking_time=old.get("total_parking_time"),
        )
        await located(partner, "2.1.1", old, 201)
        partner.version = "2.2.1"
        other = {**later, "total_cost": {"excl_vat": old["total_cost"] + 1}}
        assert await partner.refused("POST", "cdrs", other) == (200, 2001)
        assert await located(partner, "2.2.1", later, 200) == later
        assert await partner.kept("cdrs") == 1
        partner.version = "2.1.1"
        other = {**old, "total_energy": old["total_energy"] + 1}
        assert await partner.refused("POST", "cdrs", other) == (200, 2001)
        assert (await partner.ask("POST", "cdrs", old)).status_code == 200


async def test_another_cdr_in_another_version_is_a_fault_of_a_list(partner: Teller) -> None:
    said = cdr()
    await located(partner, "2.3.0", newer(said), 201)
    listing = Listing(partner.partner, "/2.2.1/cdrs", [said])
    state = (await pull(partner))["cdrs"]
    assert (state.listed, state.faulty, state.added) == (1, 0, 0)
    listing.items = [cdr(total_cost={"excl_vat": 99})]
    state = (await pull(partner, entire=True))["cdrs"]
    assert (state.faulty, state.faults[0].field, state.changed) == (1, "id", 0)
    partner.version = "2.3.0"
    assert await located(partner, "2.3.0", newer(said), 200) == newer(said)
