"""Mail that waits: written with what it tells of, sent once, tried again, forgotten."""

from collections.abc import AsyncIterator, Mapping

import pytest
from tests.integration.backoffice import KEYRING, Office, open_office
from tests.integration.mail.postbox import HOST, open_postbox

from chargehouse.kernel.setting import FixedValues
from chargehouse.platform.jobs.queue import RETRY_AFTER_S, Job, Jobs
from chargehouse.platform.mail import Mail, MailQueue
from chargehouse.platform.mail.server import MailFailed, MailNotSetUp
from chargehouse.platform.mail.smtp import SmtpMailer
from chargehouse.platform.postgres.address import PostgresAddress

INVITATION = Mail(to="grace@example.org", subject="Come in", text="https://house/#let-me-in")


@pytest.fixture
async def office(database: PostgresAddress) -> AsyncIterator[Office]:
    async with open_office(database) as opened:
        yield opened


def queue_of(office: Office, port: int, values: Mapping[str, object] | None = None) -> MailQueue:
    settings = {
        "mail.host": HOST,
        "mail.port": port,
        "mail.security": "none",
        "mail.sender": "house@example.com",
        "mail.sender_name": "House",
    }
    return MailQueue(
        office.database,
        Jobs(office.database, office.clock),
        SmtpMailer(),
        values=FixedValues(settings if values is None else values),
        keyring=KEYRING,
    )


async def jobs_of(office: Office) -> list[Job]:
    """Return the jobs that wait, as a worker would be given them."""
    rows = await office.rows("SELECT id, payload FROM pgqueuer WHERE entrypoint = 'mail.send'")
    return [
        Job(
            id=row["id"],
            name="mail.send",
            tenant_id=office.north,
            payload=row["payload"],
            attempt=1,
        )
        for row in rows
    ]


async def ask(office: Office, queue: MailQueue) -> Job:
    async with office.database.transaction(office.actor) as work:
        await queue.add(work, INVITATION, purpose="invitation")
    [job] = await jobs_of(office)
    return job


def attempt(job: Job, number: int) -> Job:
    return Job(
        id=job.id, name=job.name, tenant_id=job.tenant_id, payload=job.payload, attempt=number
    )


async def state(office: Office) -> tuple[str, int, bool]:
    """Return a mail's status, its attempts, and whether its content is still kept."""
    [row] = await office.rows("SELECT status, attempts, encrypted FROM mails")
    return row["status"], row["attempts"], row["encrypted"] is not None


async def test_a_mail_is_sent_once_and_its_content_forgotten(office: Office) -> None:
    async with open_postbox() as box:
        queue = queue_of(office, box.port)
        job = await ask(office, queue)
        assert "let-me-in" not in await office.dump()
        assert "grace" not in await office.dump()
        await queue.send(job)
        await queue.send(job)
    assert [message["To"] for message in box.received] == ["grace@example.org"]
    assert await state(office) == ("sent", 1, False)


async def test_a_mail_of_a_transaction_that_fails_is_not_sent(office: Office) -> None:
    queue = queue_of(office, 1)

    async def fail() -> None:
        async with office.database.transaction(office.actor) as work:
            await queue.add(work, INVITATION, purpose="invitation")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()
    assert await jobs_of(office) == []
    assert await office.rows("SELECT id FROM mails") == []


async def test_what_fails_for_now_is_tried_again_until_the_last_time(office: Office) -> None:
    async with open_postbox() as box:
        queue = queue_of(office, box.port)
        job = await ask(office, queue)
        box.recipient_answer = "450 4.7.1 come back later"
        with pytest.raises(MailFailed):
            await queue.send(job)
        assert await state(office) == ("waiting", 1, True)
        box.recipient_answer = "250 OK"
        await queue.send(attempt(job, 2))
        assert await state(office) == ("sent", 2, False)


async def test_after_the_last_time_it_has_failed(office: Office) -> None:
    async with open_postbox() as box:
        queue = queue_of(office, box.port)
        job = await ask(office, queue)
        box.recipient_answer = "450 4.7.1 come back later"
        last = len(RETRY_AFTER_S) + 1
        with pytest.raises(MailFailed):
            await queue.send(attempt(job, last - 1))
        await queue.send(attempt(job, last))
    assert await state(office) == ("failed", last, False)
    [row] = await office.rows("SELECT answer FROM mails")
    assert row["answer"] == "The server refused the recipient. 450 4.7.1 come back later"


async def test_what_is_refused_for_good_is_not_tried_again(office: Office) -> None:
    async with open_postbox() as box:
        queue = queue_of(office, box.port)
        job = await ask(office, queue)
        box.recipient_answer = "550 5.1.1 no such user"
        await queue.send(job)
    assert await state(office) == ("failed", 1, False)


async def test_mail_that_is_not_set_up_is_refused_where_it_is_asked_for(office: Office) -> None:
    queue = queue_of(office, 25, {"mail.host": HOST})
    assert not queue.is_set_up(office.north)
    with pytest.raises(MailNotSetUp, match=r"mail\.sender is empty"):
        await ask(office, queue)
    assert queue_of(office, 25).is_set_up(office.north)


async def test_a_month_later_nothing_is_left_of_a_mail(office: Office) -> None:
    queue = queue_of(office, 25)
    await ask(office, queue)
    await queue.forget_old(office.actor)
    assert await office.rows("SELECT id FROM mails")
    office.clock.advance(31 * 86_400)
    await queue.forget_old(office.stranger)
    assert await office.rows("SELECT id FROM mails")
    await queue.forget_old(office.actor)
    assert await office.rows("SELECT id FROM mails") == []


async def test_mails_are_of_one_tenant(office: Office) -> None:
    await ask(office, queue_of(office, 25))
    assert await office.seen_without_filter(office.stranger, "mails") == set()
