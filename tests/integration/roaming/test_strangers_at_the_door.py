"""Who comes to partners' door too often without a token that is known is held back."""

import base64

import httpx
import pytest
from tests.integration.roaming.conftest import Roamer
from tests.integration.roaming.registering import invited

from chargehouse.contexts.roaming.service.strangers import FROM_ONE_PLACE_A_MINUTE
from chargehouse.platform.tally import MINUTE_S

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def versions(roamer: Roamer, token: str, address: str = "192.0.2.1") -> httpx.Response:
    transport = httpx.ASGITransport(roamer.ground.application, client=(address, 5000))  # type: ignore[arg-type]
    sent = base64.b64encode(token.encode()).decode()
    async with httpx.AsyncClient(transport=transport, base_url="http://house") as client:
        return await client.get(
            f"{roamer.door}/versions", headers={"Authorization": f"Token {sent}"}
        )


async def test_a_stranger_that_comes_too_often_waits_a_minute_and_partners_do_not(
    roamer: Roamer,
) -> None:
    _, known = await invited(roamer, name="Known")
    _, new = await invited(roamer, name="New")
    assert (await versions(roamer, known)).status_code == 200
    for number in range(FROM_ONE_PLACE_A_MINUTE):
        assert (await versions(roamer, f"guess-{number}")).status_code == 401
    held_back = await versions(roamer, "guess")
    assert (held_back.status_code, held_back.json()["status_code"]) == (429, 2000)
    assert "timestamp" in held_back.json()
    assert 0 < int(held_back.headers["Retry-After"]) <= MINUTE_S
    assert (await versions(roamer, new)).status_code == 429
    assert (await versions(roamer, known)).status_code == 200
    assert (await versions(roamer, new, "192.0.2.2")).status_code == 200
    roamer.clock.advance(MINUTE_S)
    assert (await versions(roamer, "guess")).status_code == 401


async def test_addresses_of_one_network_are_one_place(roamer: Roamer) -> None:
    for number in range(FROM_ONE_PLACE_A_MINUTE):
        await versions(roamer, "guess", f"2001:db8:0:1::{number:x}")
    assert (await versions(roamer, "guess", "2001:db8:0:1::ffff")).status_code == 429
    assert (await versions(roamer, "guess", "2001:db8:0:2::1")).status_code == 401
