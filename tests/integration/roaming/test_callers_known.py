"""What is known of who calls is believed for seconds, and not where it was changed here."""

from collections.abc import AsyncIterator
from uuid import UUID

import pytest
import pytest_asyncio
from tests.integration.roaming.conftest import Ground, Roamer, opened
from tests.integration.roaming.fakepartner import FakePartner, fake_partner
from tests.integration.roaming.registering import Caller, registered

from chargehouse.contexts.roaming.public import BusinessDetails
from chargehouse.contexts.roaming.service.callers import KNOWN_FOR_S
from chargehouse.platform.postgres.address import PostgresAddress

pytestmark = pytest.mark.asyncio(loop_scope="module")

LIST = "2.2.1/sender/locations"


@pytest_asyncio.fixture(loop_scope="module")
async def elsewhere(module_database: PostgresAddress) -> AsyncIterator[Ground]:
    """Another process of the same installation."""
    async with opened(module_database, allow_private=True) as made:
        yield made


@pytest_asyncio.fixture(loop_scope="module")
async def partner() -> AsyncIterator[FakePartner]:
    async with fake_partner() as made:
        yield made


async def asked(roamer: Roamer, token: str, path: str = LIST, **headers: str) -> tuple[int, int]:
    answer = await Caller(roamer, token).ask("GET", path, **headers)
    return answer.status_code, answer.json()["status_code"]


async def test_a_token_that_another_process_let_go_serves_for_seconds_at_most(
    roamer: Roamer, elsewhere: Ground, partner: FakePartner
) -> None:
    id_, token = await registered(roamer, partner)
    assert await asked(roamer, token) == (200, 1000)
    await elsewhere.contexts.partners.unregister(roamer.actor, UUID(id_))
    assert await asked(roamer, token) == (200, 1000)
    assert await asked(roamer, token, "versions") == (401, 2000)
    roamer.clock.advance(KNOWN_FOR_S)
    assert await asked(roamer, token) == (401, 2000)


async def test_a_token_that_was_let_go_here_serves_no_more(
    roamer: Roamer, partner: FakePartner
) -> None:
    id_, token = await registered(roamer, partner)
    assert await asked(roamer, token) == (200, 1000)
    ended = await roamer.client.delete(f"/api/v1/roaming/partners/{id_}/registration")
    assert ended.is_success, ended.text
    assert await asked(roamer, token) == (401, 2000)


async def test_a_party_that_another_process_added_is_found_at_once(
    roamer: Roamer, elsewhere: Ground, partner: FakePartner
) -> None:
    _, token = await registered(roamer, partner)
    to_new = {"OCPI_to_country_code": "PT", "OCPI_to_party_id": "NEW"}
    assert await asked(roamer, token, **to_new) == (200, 4001)
    await elsewhere.contexts.parties.put(
        roamer.actor,
        country_code="PT",
        party_id="NEW",
        role="CPO",
        details=BusinessDetails(name="New"),
    )
    assert await asked(roamer, token, **to_new) == (200, 1000)
