"""A party stays as long as anything is known by its name, wherever its locations went (C3)."""

from collections.abc import AsyncIterator

import asyncpg
import pytest
import pytest_asyncio
from tests.integration.roaming.conftest import Ground, Json, Roamer, tenant_of
from tests.integration.roaming.driving import Yard, yard
from tests.integration.roaming.receiving import Publisher, closed, hangs_up, keeps
from tests.integration.roaming.test_told_sessions import hour_and_a_half
from tests.unit.ocpi.ocpi_documents import document

pytestmark = pytest.mark.asyncio(loop_scope="module")

OWNER = {"country_code": "XX", "party_id": "CHG"}


@pytest_asyncio.fixture(loop_scope="module")
async def here(ground: Ground) -> AsyncIterator[Yard]:
    async with yard(ground) as made:
        await made.knows()
        yield made


async def another_default(roamer: Roamer) -> None:
    """Make another party the default, and have it adopt what the placeholder has."""
    await roamer.party("ES-TWK")
    body = {"country_code": "ES", "party_id": "TWK"}
    assert (await roamer.client.put("/ocpi/parties/default", json=body)).is_success
    await roamer.contexts.adoption.adopt(roamer.actor)


async def removal(roamer: Roamer) -> str:
    """Ask for the placeholder's removal; return what came of it."""
    answer = await roamer.client.delete("/ocpi/parties/XX/CHG?role=CPO")
    return str(answer.json()["type"]) if answer.content else str(answer.status_code)


async def forget(roamer: Roamer, *tables: str) -> None:
    """Delete rows that nothing deletes, to see what the others hold alone."""
    connection = await asyncpg.connect(**roamer.ground.address.asyncpg_kwargs())
    try:
        await connection.execute("SET session_replication_role = replica")
        for table in tables:
            await connection.execute(
                f"DELETE FROM {table} WHERE tenant_id = $1",  # noqa: S608  a test's own name
                roamer.actor.tenant_id,
            )
    finally:
        await connection.close()


async def told(at: Yard) -> dict[str, list[Json]]:
    return {name: await at.listed(name) for name in ("locations", "sessions", "cdrs")}


async def test_whose_location_session_and_cdr_were_told_stays(here: Yard) -> None:
    """The location is adopted: what of it is withdrawn, and what happened there, stay as told."""
    roamer = here.teller.roamer
    await hour_and_a_half(here)
    await another_default(roamer)
    await here.contexts.renewing.rebuild(here.tenant_id)
    await here.follow()
    before = await told(here)
    assert [each["party_id"] for each in before["locations"]] == ["CHG", "TWK"]
    assert {evse["status"] for evse in before["locations"][0]["evses"]} == {"REMOVED"}
    assert [each["party_id"] for each in before["sessions"] + before["cdrs"]] == ["CHG", "CHG"]
    assert await removal(roamer) == "/problems/party_in_use"
    assert await told(here) == before


@pytest.mark.parametrize("holder", ["publications", "session_terms", "cdrs"])
async def test_each_of_what_is_known_by_a_partys_name_keeps_it(here: Yard, holder: str) -> None:
    roamer = here.teller.roamer
    await hour_and_a_half(here)
    await another_default(roamer)
    await forget(roamer, *({"publications", "session_terms", "cdrs"} - {holder}))
    assert await removal(roamer) == "/problems/party_in_use"
    await forget(roamer, holder)
    assert await removal(roamer) == "204"


async def test_a_party_stays_while_somebody_charges_at_what_was_its(here: Yard) -> None:
    """The session goes on under the party it began with, and so does its CDR."""
    roamer = here.teller.roamer
    await here.start("T1")
    await here.follow()
    await another_default(roamer)
    assert await removal(roamer) == "/problems/party_in_use"
    here.passes(minutes=30)
    await here.ends("T1", 5000)
    await here.follow()
    [session], [cdr] = await here.listed("sessions"), await here.listed("cdrs")
    assert (session["status"], session["party_id"], cdr["party_id"]) == ("COMPLETED", "CHG", "CHG")
    [row] = await roamer.rows(
        "SELECT p.country_code, p.party_id FROM cdrs c JOIN parties p ON p.id = c.party_id"
        " WHERE c.tenant_id = $1"
    )
    assert tuple(row) == ("XX", "CHG")


async def test_a_session_that_nobody_is_told_of_keeps_its_party(ground: Ground) -> None:
    async with yard(ground) as at:
        roamer = at.teller.roamer
        await at.start("FREE", mode="freevend")
        await at.follow()
        await forget(roamer, "publications")
        await another_default(roamer)
        assert await removal(roamer) == "/problems/party_in_use"


async def test_what_a_partner_is_still_to_be_told_is_told(ground: Ground) -> None:
    async with tenant_of(ground) as roamer:
        ours = await roamer.contexts.parties.default(roamer.actor)
        publisher = Publisher(roamer, None, ours.id)  # type: ignore[arg-type]
        publisher.pusher = publisher.worker()
        async with publisher.partner() as partner:
            partner.mood = hangs_up
            cdr = document("v221", "cdrs", "Cdr") | OWNER
            await publisher.keep("cdrs", cdr)
            await publisher.push()
            await another_default(roamer)
            assert await removal(roamer) == "/problems/party_in_use"
            assert (await publisher.queue(partner)).waiting == 1
            partner.mood = keeps
            roamer.clock.advance(3600)
            await publisher.push()
            assert [each["id"] for each in partner.posted] == [cdr["id"]]
        await publisher.pusher.stop()
        await closed(ground)
