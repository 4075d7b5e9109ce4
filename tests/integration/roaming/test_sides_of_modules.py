"""Which sides of which modules a partner finds here, and that each of them answers (C7)."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from tests.integration.roaming.conftest import Roamer
from tests.integration.roaming.fakepartner import FakePartner, fake_partner
from tests.integration.roaming.registering import Caller, registered

pytestmark = pytest.mark.asyncio(loop_scope="module")

BOTH = frozenset({"SENDER", "RECEIVER"})
SIDES = {
    "cdrs": BOTH,
    "chargingprofiles": BOTH,
    "commands": BOTH,
    "credentials": frozenset({"RECEIVER"}),
    "hubclientinfo": frozenset({"RECEIVER"}),
    "locations": BOTH,
    "sessions": BOTH,
    "tariffs": BOTH,
    "tokens": BOTH,
}
"""By the specification all; of hubclientinfo, which hubs alone send, the receiver."""


@pytest_asyncio.fixture(loop_scope="module")
async def partner() -> AsyncIterator[FakePartner]:
    async with fake_partner() as served:
        yield served


@pytest.mark.parametrize("version", ["2.2.1", "2.3.0"])
async def test_details_list_what_there_is_and_we_are_no_hub(
    roamer: Roamer, partner: FakePartner, version: str
) -> None:
    _, token = await registered(roamer, partner, version)
    caller = Caller(roamer, token)
    details = (await caller.ask("GET", version)).json()["data"]
    found: dict[str, set[str]] = {}
    for each in details["endpoints"]:
        found.setdefault(each["identifier"], set()).add(each["role"])
    assert found == SIDES
    asked = await caller.ask("GET", f"{version}/sender/hubclientinfo")
    assert asked.status_code == 404
    assert asked.json()["status_code"] == 2000
    for module in ("cdrs", "locations", "tariffs", "tokens"):
        listed = await caller.ask("GET", f"{version}/sender/{module}")
        assert (listed.status_code, listed.json()["status_code"]) == (200, 1000), listed.text


async def test_an_old_version_has_no_hubs_at_all(roamer: Roamer, partner: FakePartner) -> None:
    _, token = await registered(roamer, partner, "2.1.1")
    details = (await Caller(roamer, token).ask("GET", "2.1.1")).json()["data"]
    named = {each["identifier"] for each in details["endpoints"]}
    assert named == {
        "cdrs",
        "commands",
        "credentials",
        "locations",
        "sessions",
        "tariffs",
        "tokens",
    }
