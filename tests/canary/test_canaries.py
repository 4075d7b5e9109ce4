"""No identifier and no secret is found where it must not be, in whatever form (NFR-006)."""

import pytest
from tests.canary.canaries import CORE, Flock
from tests.canary.conftest import Aftermath

pytestmark = pytest.mark.asyncio(loop_scope="package")


@pytest.mark.parametrize("kind", ["tables", "answers", "problems", "logs", "files", "stream"])
async def test_no_canary_is_found(aftermath: Aftermath, kind: str) -> None:
    places: dict[str, str] = getattr(aftermath, kind)
    assert any(places.values())
    found = {place: aftermath.flock.found_in(text) for place, text in places.items()}
    assert {place: doors for place, doors in found.items() if doors} == {}


@pytest.mark.parametrize(
    "hidden",
    [
        CORE,
        CORE.lower(),
        CORE.encode().hex(),
        bytes.fromhex(CORE)[::-1].hex(),
        "x" + __import__("base64").b64encode(b"ab" + CORE.encode() + b"cd").decode(),
    ],
)
async def test_a_canary_would_be_found(hidden: str) -> None:
    flock = Flock()
    flock.tag("door")
    assert flock.found_in(f"some text 00{hidden} and more")
