"""Whole objects of every type are accepted and given back equal, in every version (C7)."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest
import pytest_asyncio
from tests.integration.roaming.conftest import Ground
from tests.integration.roaming.fakepartner import role
from tests.integration.roaming.telling import FOLDERS, Teller, path_of, teller, whole
from tests.unit.ocpi.ocpi_documents import NUMBERS, SAMPLES, Sample

from chargehouse.ocpi.interfaces import OBJECTS

pytestmark = pytest.mark.asyncio(loop_scope="module")

MODULES = ("cdrs", "hubclientinfo", "locations", "sessions", "tariffs", "tokens")
FILES = {"hubclientinfo": "hub_client_info"}
WHOLE = [
    (NUMBERS[sample.version], module, sample)
    for sample in SAMPLES
    for module in MODULES
    if FILES.get(module, module) == sample.module
    and OBJECTS[NUMBERS[sample.version]][module] is sample.made
]


def owner_of(sample: Sample) -> tuple[str, str]:
    said = sample.document
    return said.get("country_code", "NL"), said.get("party_id", "ROA")


def parties_in(version: str) -> list[tuple[str, str]]:
    found = {}
    for number, module, sample in WHOLE:
        if number == version and module != "hubclientinfo":
            country_code, party_id = owner_of(sample)
            found[country_code.upper(), party_id.upper()] = (country_code, party_id)
    return sorted(found.values())


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def tellers(ground: Ground) -> AsyncIterator[dict[str, Teller]]:
    """A hub for all parties of the documents in each version; of 2.1.1 a CPO and an eMSP."""
    async with AsyncExitStack() as stack:
        made = {}
        for version in ("2.2.1", "2.3.0"):
            roles = [role("NL-HUB", "HUB")] + [
                role(f"{country_code}-{party_id}", name)
                for country_code, party_id in parties_in(version)
                for name in ("CPO", "EMSP")
            ]
            made[version] = await stack.enter_async_context(teller(ground, version, roles))
        for name in ("CPO", "EMSP"):
            made[f"2.1.1 {name}"] = await stack.enter_async_context(
                teller(ground, "2.1.1", [role("NL-ROA", name)], legacy_role=name)
            )
        yield made


def longest(version: str, module: str) -> int:
    """Return how many characters an id may have."""
    has_39 = {"cdrs": ("2.2.1", "2.3.0"), "locations": ("2.1.1",)}
    return 39 if version in has_39.get(module, ()) else 36


def renamed(id_: str, kind: str, length: int) -> str:
    """Return an id of full length that no other kind of the object has."""
    return f"{id_[: length - len(kind) - 1]}/{kind}".ljust(length, "~")


def teller_for(tellers: dict[str, Teller], version: str, module: str) -> Teller:
    if version == "2.1.1":
        return tellers["2.1.1 EMSP" if module == "tokens" else "2.1.1 CPO"]
    return tellers[version]


@pytest.mark.parametrize(
    ("version", "module", "sample"), WHOLE, ids=[sample.text for _, _, sample in WHOLE]
)
async def test_a_whole_object_is_given_back_equal(
    tellers: dict[str, Teller], version: str, module: str, sample: Sample
) -> None:
    partner = teller_for(tellers, version, module)
    told = dict(sample.document)
    if module == "cdrs":
        told["id"] = renamed(told["id"], sample.kind, longest(version, module))
        answer = await partner.ask("POST", "cdrs", told)
        assert answer.status_code == 201, answer.text
        begins = f"{partner.roamer.door}/{version}/"
        path = answer.headers["location"].removeprefix(begins).removeprefix("receiver/")
    elif module == "hubclientinfo":
        path = path_of(module, owner=owner_of(sample))
        await partner.done("PUT", path, told)
    else:
        field = "uid" if module == "tokens" else "id"
        id_ = told[field] = renamed(told[field], sample.kind, longest(version, module))
        kind = str(told["type"]) if module == "tokens" else None
        path = path_of(module, id_, owner=owner_of(sample), kind=kind)
        await partner.done("PUT", path, told)
    assert await partner.done("GET", path) == told


@pytest.mark.parametrize("version", FOLDERS)
@pytest.mark.parametrize("module", [each for each in MODULES if each != "hubclientinfo"])
async def test_an_id_that_is_too_long_is_refused(
    tellers: dict[str, Teller], version: str, module: str
) -> None:
    partner = teller_for(tellers, version, module)
    field, length = "uid" if module == "tokens" else "id", longest(version, module)
    before = await partner.kept(module)
    told = whole(version, module, **{field: "x" * (length + 1)})
    path = path_of(module, told[field], kind=told["type"] if module == "tokens" else None)
    asked = ("POST", "cdrs") if module == "cdrs" else ("PUT", path)
    assert await partner.refused(*asked, told) == (200, 2001)
    assert await partner.kept(module) == before


async def test_every_module_of_every_version_has_its_documents() -> None:
    covered = {(version, module, sample.kind) for version, module, sample in WHOLE}
    wanted = {
        (version, module)
        for version in FOLDERS
        for module in MODULES
        if (version, module) != ("2.1.1", "hubclientinfo")
    }
    assert wanted == {(version, module) for version, module, _ in covered}
    for kind in ("minimal", "full"):
        assert wanted == {each[:2] for each in covered if each[2] == kind}
