"""What changes is pushed to the partners that are told it, in the end and in order (C7)."""

from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import UUID

import pytest
import pytest_asyncio
from tests.integration.roaming.conftest import Roamer
from tests.integration.roaming.fakepartner import Answer, Asked, role
from tests.integration.roaming.receiving import (
    Publisher,
    Receiver,
    closed,
    fails,
    forgets_to_answer,
    keeps,
    location,
    refuses,
)
from tests.unit.ocpi.ocpi_documents import document

from chargehouse.contexts.publishing.repository import pushes
from chargehouse.contexts.publishing.service.pushing import LEASE
from chargehouse.contexts.publishing.service.queueing import Choice

pytestmark = pytest.mark.asyncio(loop_scope="module")

OWNER = {"country_code": "XX", "party_id": "CHG"}


@pytest_asyncio.fixture(loop_scope="module")
async def publisher(roamer: Roamer) -> AsyncIterator[Publisher]:
    ours = (await roamer.contexts.party_book.ours(roamer.actor))[0]
    made = Publisher(roamer, None, ours.id)  # type: ignore[arg-type]
    made.pusher = made.worker()
    yield made
    await made.pusher.stop()
    await closed(roamer.ground)


async def test_a_location_is_put_at_its_owners_address(publisher: Publisher) -> None:
    async with publisher.partner() as partner:
        await publisher.location()
        assert await publisher.push() == 1
        assert partner.requests == ["PUT locations/XX/CHG/LOC1"]
        [asked] = partner.told
        assert partner.kept[asked.path]["name"] == "Yard"
        routing = {k: v for k, v in asked.headers.items() if k.startswith("ocpi-")}
        assert routing == {
            "ocpi-from-country-code": "XX",
            "ocpi-from-party-id": "CHG",
            "ocpi-to-country-code": "NL",
            "ocpi-to-party-id": "ROA",
        }
        queue = await publisher.queue(partner)
        assert (queue.waiting, queue.last_error) == (0, None)
        assert queue.last_pushed_at == publisher.roamer.clock.now()


async def test_an_evse_that_changed_alone_is_put_alone(publisher: Publisher) -> None:
    async with publisher.partner() as partner:
        said = location(evses=6)
        await publisher.keep("locations", said, subject_id=UUID(int=1))
        await publisher.push()
        publisher.advance(timedelta(seconds=1))
        said["evses"][1]["status"] = "CHARGING"
        await publisher.keep("locations", said, subject_id=UUID(int=1))
        await publisher.push()
        assert partner.requests[1:] == ["PUT locations/XX/CHG/LOC1/E1"]
        assert partner.kept[partner.told[-1].path]["status"] == "CHARGING"
        publisher.advance(timedelta(seconds=1))
        for evse in said["evses"]:
            evse["status"] = "INOPERATIVE"
        await publisher.keep("locations", said, subject_id=UUID(int=1))
        await publisher.push()
        assert partner.requests[2:] == ["PUT locations/XX/CHG/LOC1"]


async def test_only_the_newest_state_is_told(publisher: Publisher) -> None:
    async with publisher.partner() as partner:
        for name in ("One", "Two", "Three"):
            await publisher.location(name=name)
        assert await publisher.push() == 1
        assert [each["name"] for each in partner.kept.values()] == ["Three"]


async def test_what_changes_while_it_is_told_is_told_again_behind(publisher: Publisher) -> None:
    async with publisher.partner() as partner:

        async def changes_meanwhile(receiver: Receiver, asked: Asked) -> Answer:
            receiver.mood = keeps
            await publisher.location(name="New")
            assert await publisher.pusher.round() == 0
            return await keeps(receiver, asked)

        partner.mood = changes_meanwhile
        await publisher.location(name="Old")
        assert await publisher.push() == 2
        assert partner.requests == ["PUT locations/XX/CHG/LOC1"] * 2
        assert [each["name"] for each in partner.kept.values()] == ["New"]
        assert (await publisher.queue(partner)).waiting == 0


async def test_a_withdrawn_location_is_told_with_its_evses_removed(publisher: Publisher) -> None:
    async with publisher.partner() as partner:
        subject_id = await publisher.location()
        await publisher.push()
        await publisher.withdraw("locations", subject_id)
        await publisher.push()
        [held] = partner.kept.values()
        assert [each["status"] for each in held["evses"]] == ["REMOVED", "REMOVED"]


async def test_a_withdrawn_tariff_is_deleted_and_one_that_is_not_there_is_gone(
    publisher: Publisher,
) -> None:
    said = {**document("v221", "tariffs", "Tariff"), **OWNER, "id": "CITY"}
    async with publisher.partner() as partner:
        partner.kept["/2.2.1/receiver/tariffs/XX/CHG/CITY"] = said
        await publisher.keep("tariffs", said, subject_id=UUID(int=7))
        await publisher.withdraw("tariffs", UUID(int=7))
        await publisher.push()
        assert (partner.requests, partner.kept) == (["DELETE tariffs/XX/CHG/CITY"], {})
        await publisher.keep("tariffs", {**said, "id": "GONE"}, subject_id=UUID(int=8))
        await publisher.withdraw("tariffs", UUID(int=8))
        await publisher.push()
        publisher.advance(timedelta(seconds=2))
        await publisher.push()
        assert partner.requests[1:] == ["DELETE tariffs/XX/CHG/GONE", "GET tariffs/XX/CHG/GONE"]
        assert (await publisher.queue(partner)).waiting == 0


async def test_sessions_and_cdrs_go_to_the_drivers_partner_alone(publisher: Publisher) -> None:
    session = {**document("v221", "sessions", "Session"), **OWNER, "id": "S1"}
    session["cdr_token"] |= {"country_code": "BE", "party_id": "OWN"}
    cdr = {**document("v221", "cdrs", "Cdr"), **OWNER, "id": "C1"}
    both = [role("BE-HQX", "CPO"), role("BE-OTH"), role("BE-OWN")]
    async with publisher.partner() as other, publisher.partner("Own", roles=both) as own:
        await publisher.keep("sessions", session, partner_id=UUID(own.id))
        await publisher.keep("cdrs", cdr, partner_id=UUID(own.id))
        await publisher.push()
        assert sorted(own.requests) == ["POST cdrs", "PUT sessions/XX/CHG/S1"]
        assert [each["id"] for each in own.posted] == ["C1"]
        put = next(each for each in own.told if each.method == "PUT")
        assert put.headers["ocpi-to-party-id"] == "OWN"
        assert other.told == []


async def test_a_token_is_put_by_its_uid_and_type(publisher: Publisher) -> None:
    said = {**document("v221", "tokens", "Token"), **OWNER, "uid": "04AA", "type": "RFID"}
    async with publisher.partner(roles=[role("NL-ROA", "CPO")]) as partner:
        await publisher.keep("tokens", said, object_id="1")
        await publisher.push()
        assert partner.requests == ["PUT tokens/XX/CHG/04AA?type=RFID"]
        seen = await publisher.roamer.client.get(f"/api/v1/roaming/partners/{partner.id}/queue")
        assert "04AA" not in seen.text


@pytest.mark.parametrize("version", ["2.1.1", "2.3.0"])
async def test_each_partner_is_told_in_its_version(publisher: Publisher, version: str) -> None:
    async with publisher.partner(version=version) as partner:
        await publisher.location()
        await publisher.push()
        [held] = partner.kept.values()
        assert ("publish" in held, "type" in held) == (version == "2.3.0", version == "2.1.1")
        assert ("ocpi-from-party-id" in partner.told[0].headers) == (version == "2.3.0")


async def test_what_a_version_cannot_say_is_no_failure(publisher: Publisher) -> None:
    async with publisher.partner(version="2.1.1") as partner:
        await publisher.keep("locations", {**location(), "publish": False})
        await publisher.push()
        queue = await publisher.queue(partner)
        assert (partner.told, queue.waiting, queue.last_error) == ([], 0, None)


async def test_who_is_not_told_a_location_or_takes_none_is_not_asked(
    publisher: Publisher,
) -> None:
    async with (
        publisher.partner("Blind") as blind,
        publisher.partner("Deaf", party="NL-DEA", receives=("cdrs",)) as deaf,
        publisher.partner("Chosen", party="NL-CHO") as chosen,
    ):
        statement = (
            "INSERT INTO publishing_rules SELECT $1, id, 'location', "
            "'00000000-0000-0000-0000-000000000001', name = 'Chosen', now(), 'test'"
            " FROM platforms WHERE tenant_id = $1 AND name <> 'Deaf'"
        )
        await publisher.roamer.rows(statement)
        for shared in (True, False):
            await publisher.keep("locations", location(), subject_id=UUID(int=1), shared=shared)
            await publisher.push()
        assert (blind.told, deaf.told, len(chosen.told)) == ([], [], 2)


async def test_what_a_partner_is_told_no_more_is_told_as_gone(publisher: Publisher) -> None:
    async with publisher.partner() as partner:
        subject_id = await publisher.location("LOC1", name="Yard")
        await publisher.location("LOC2", name="Elsewhere")
        await publisher.push()
        for shared, statuses in (
            ("false", ["REMOVED", "REMOVED"]),
            ("true", ["AVAILABLE", "AVAILABLE"]),
        ):
            partner.told.clear()
            publisher.advance(timedelta(seconds=1))
            async with publisher.ground.database.transaction(publisher.roamer.actor) as work:
                choice = await Choice.begin(work, UUID(partner.id), subject_id)
                statement = (
                    "INSERT INTO publishing_rules VALUES"  # noqa: S608  our own words
                    f" ('{work.tenant_id}', '{partner.id}', 'location', '{subject_id}', {shared},"
                    " now(), 'test') ON CONFLICT (tenant_id, partner_id, level, subject_id)"
                    f" DO UPDATE SET shared = {shared}"
                )
                await work.connection.exec_driver_sql(statement)
                await choice.end(work)
            await publisher.push()
            assert partner.requests == ["PUT locations/XX/CHG/LOC1"]
            held = partner.kept[partner.told[0].path]
            assert [each["status"] for each in held["evses"]] == statuses


async def test_a_push_without_an_answer_is_looked_after_first(publisher: Publisher) -> None:
    """So what arrived is not sent twice (transport and format, PATCH)."""
    async with publisher.partner(mood=forgets_to_answer) as partner:
        await publisher.location()
        await publisher.push()
        queue = await publisher.queue(partner)
        assert (queue.waiting, queue.last_error) == (1, "It hung up before it answered.")
        partner.mood = keeps
        publisher.advance(timedelta(seconds=1))
        await publisher.push()
        assert partner.requests == ["PUT locations/XX/CHG/LOC1", "GET locations/XX/CHG/LOC1"]
        assert (await publisher.queue(partner)).waiting == 0


async def test_a_failed_push_of_a_part_is_made_good_by_the_whole(publisher: Publisher) -> None:
    async with publisher.partner() as partner:
        said = location()
        await publisher.keep("locations", said, subject_id=UUID(int=1))
        await publisher.push()
        partner.mood = fails
        publisher.advance(timedelta(seconds=1))
        said["evses"][0]["status"] = "CHARGING"
        await publisher.keep("locations", said, subject_id=UUID(int=1))
        await publisher.push()
        partner.mood = keeps
        publisher.advance(timedelta(seconds=1))
        await publisher.push()
        path = "locations/XX/CHG/LOC1"
        assert partner.requests[1:] == [f"PUT {path}/E0", f"GET {path}", f"PUT {path}"]


async def test_a_refused_object_is_tried_again_ever_more_rarely_and_stops_no_other(
    publisher: Publisher,
) -> None:
    async with publisher.partner(mood=refuses) as partner:
        await publisher.location("POOR")
        await publisher.push()
        tries = []
        for pause_s in (1, 2, 4, 8):
            publisher.advance(timedelta(seconds=pause_s - 0.1))
            assert await publisher.push() == 0
            publisher.advance(timedelta(seconds=0.1))
            tries.append(await publisher.push())
        assert tries == [1, 1, 1, 1]
        partner.mood = keeps
        await publisher.location("GOOD")
        assert await publisher.push() == 1
        queue = await publisher.queue(partner)
        [waiting] = queue.oldest
        assert (queue.failing_since, waiting.attempts) == (None, 5)
        assert waiting.error_details == "2001"
        publisher.advance(timedelta(hours=1))
        await publisher.push()
        assert (await publisher.queue(partner)).waiting == 0


async def test_an_outage_is_told_once_and_so_is_its_end(publisher: Publisher) -> None:
    async with publisher.partner(mood=fails) as partner:
        for id_ in ("A", "B", "C"):
            await publisher.location(id_)
        for _ in range(20):
            await publisher.push()
            publisher.advance(timedelta(seconds=30))
        queue = await publisher.queue(partner)
        assert queue.waiting == 3
        assert queue.failing_since is not None
        assert queue.next_try_at is not None
        partner.mood = keeps
        publisher.advance(timedelta(hours=2))
        await publisher.push()
        publisher.advance(timedelta(minutes=5))
        await publisher.push()
        assert (await publisher.queue(partner)).waiting == 0
        told = await publisher.roamer.told("partner.pushes")
        assert told == ["partner.pushes_failing", "partner.pushes_recovered"]


async def test_a_paused_partner_is_not_even_looked_at(publisher: Publisher) -> None:
    async with publisher.partner(mood=fails) as partner:
        for n in range(30):
            await publisher.location(f"L{n}")
        await publisher.push()
        before = len(partner.told)
        await publisher.location("MORE")
        assert await publisher.push() == 0
        assert len(partner.told) == before
        answer = await publisher.roamer.client.post(
            f"/api/v1/roaming/partners/{partner.id}/queue/retry"
        )
        assert answer.json()["waiting"] == 31
        assert await publisher.pusher.round() == 1
        await publisher.pusher.idle()


async def test_everything_is_told_again_behind_what_changes(publisher: Publisher) -> None:
    async with publisher.partner() as partner:
        for n in range(20):
            await publisher.location(f"L{n}")
        await publisher.keep("cdrs", {**document("v221", "cdrs", "Cdr"), **OWNER, "id": "C1"})
        await publisher.push()
        partner.told.clear()
        path = f"/api/v1/roaming/partners/{partner.id}/queue"
        begun = (await publisher.roamer.client.post(f"{path}/resync")).json()["resync"]
        assert (begun["done"], begun["total"], begun["finished"]) == (0, 20, False)
        await publisher.pusher.round()
        await publisher.pusher.idle()
        await publisher.location("L19", name="Changed")
        assert sorted(partner.requests) == [f"PUT locations/XX/CHG/L{n}" for n in range(8)]
        await publisher.pusher.round()
        await publisher.pusher.idle()
        assert len(partner.requests) == 16
        assert "PUT locations/XX/CHG/L19" in partner.requests[8:]
        await publisher.push()
        ended = (await publisher.roamer.client.get(path)).json()["resync"]
        assert (ended["done"], ended["total"], ended["finished"]) == (20, 20, True)
        assert len(partner.requests) == 20


async def test_cdrs_wait_for_a_partner_that_parted_and_nothing_else_does(
    publisher: Publisher,
) -> None:
    async with publisher.partner(mood=fails) as partner:
        cdr = {**document("v221", "cdrs", "Cdr"), **OWNER}
        await publisher.location()
        await publisher.keep("cdrs", {**cdr, "id": "C1"}, partner_id=UUID(partner.id))
        path = f"/api/v1/roaming/partners/{partner.id}"
        assert (await publisher.roamer.client.delete(f"{path}/registration")).is_success
        await publisher.follow(partner.id, anew=False)
        await publisher.keep("cdrs", {**cdr, "id": "C2"}, partner_id=UUID(partner.id))
        await publisher.push()
        assert partner.told == []
        queue = await publisher.queue(partner)
        assert [each.module for each in queue.oldest] == ["cdrs", "cdrs"]
        refused = await publisher.roamer.client.post(f"{path}/queue/resync")
        assert refused.json()["type"] == "/problems/partner_not_told"


async def test_what_a_dead_worker_had_is_taken_over(publisher: Publisher) -> None:
    async with publisher.partner() as partner:
        await publisher.location()
        actor, now = publisher.roamer.actor, publisher.roamer.clock.now()
        async with publisher.ground.database.transaction(actor) as work:
            rooms = {UUID(partner.id): 1}
            taken = await pushes.take(
                work.connection, work.tenant_id, rooms, now=now, leased_until=now + LEASE
            )
        assert len(taken) == 1
        await publisher.location(name="Changed")
        assert await publisher.push() == 0
        publisher.advance(LEASE)
        assert await publisher.push() == 1
        assert [each["name"] for each in partner.kept.values()] == ["Changed"]
        assert (await publisher.queue(partner)).waiting == 0


async def test_a_queue_of_nobody_is_not_found(publisher: Publisher) -> None:
    for method, end in (("GET", ""), ("POST", "/retry"), ("POST", "/resync")):
        answer = await publisher.roamer.client.request(
            method, f"/api/v1/roaming/partners/{UUID(int=1)}/queue{end}"
        )
        assert (answer.status_code, answer.json()["type"]) == (404, "/problems/queue_unknown")
