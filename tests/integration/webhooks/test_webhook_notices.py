"""Who may change a webhook is told by mail that it was disabled, once, and nobody else is."""

from datetime import timedelta
from email.message import EmailMessage
from uuid import UUID

import pytest
from tests.integration.backoffice import CHEAP, KEYRING
from tests.integration.mail.postbox import open_postbox
from tests.integration.mail.sending import send_all, settings_of
from tests.integration.webhooks.conftest import Post
from tests.integration.webhooks.consumer import Answering, consuming, says

from chargehouse.app.wiring import CATALOGUE
from chargehouse.contexts.people.public import Part, TenantRef
from chargehouse.contexts.people.service import Reception, Staff, TenantService
from chargehouse.contexts.people.service.users import UserService
from chargehouse.contexts.sessions.events import SessionStarted
from chargehouse.contexts.webhooks.service import CreatedWebhook
from chargehouse.kernel.chance import SystemChance

HERE, ELSEWHERE = UUID(int=1), UUID(int=2)
FAILING_DAYS = 5


class People:
    """People of the tenant `north`, each with an account."""

    def __init__(self, post: Post) -> None:
        self.office = post.office
        database = post.office.database
        self.reception = Reception.of(
            database,
            KEYRING,
            SystemChance(),
            tenants=TenantService(database),
            catalogue=CATALOGUE,
            cost=CHEAP,
        )
        self.staff = Staff.of(database, catalogue=CATALOGUE, authenticators=())

    @property
    def users(self) -> UserService:
        return self.staff.users

    async def add(self, name: str, *permissions: str, of: UUID | None = None) -> UUID:
        """Add somebody who may do these things everywhere; return their id as a user."""
        email = f"{name}@example.org"
        await self.reception.accounts.add(
            TenantRef(of or self.office.north, "north"),
            email=email,
            name=name,
            password="a long password of nobody",
            permissions=permissions or ("tenant.read",),
        )
        [row] = await self.office.rows("SELECT id FROM users WHERE email = $1", email)
        user_id: UUID = row["id"]
        return user_id

    async def grant(self, user_id: UUID, part: Part, *, deny: bool = False) -> None:
        await self.staff.authorities.grant(
            self.office.actor,
            user_id,
            effect="deny" if deny else "allow",
            action="webhooks.manage",
            part=part,
            reason="A test.",
        )


def started(post: Post) -> SessionStarted:
    return SessionStarted(
        aggregate_id=post.office.database.ids.new(),
        station_id=post.office.database.ids.new(),
        location_id=HERE,
        status="charging",
        started_at=post.office.clock.now(),
    )


async def fail_for_days(
    post: Post, url: str, description: str = "", location_id: UUID | None = None
) -> CreatedWebhook:
    """Have a consumer fail until its webhook is disabled."""
    created = await post.subscribe(
        url, "session.started", description=description, location_id=location_id
    )
    for _ in range(FAILING_DAYS + 1):
        await post.happen(started(post))
        await post.send()
        post.advance(timedelta(days=1))
    assert not (await post.webhook(created)).enabled
    return created


async def told(
    post: Post, answering: Answering, description: str = "", location_id: UUID | None = None
) -> list[EmailMessage]:
    """Return the mails about a webhook that failed for days, its URL ending in a secret."""
    async with open_postbox() as box, consuming(answering) as consumer:
        post.settings.update(settings_of(box.port))
        url = consumer.url + "/s3cret?key=s3cret"
        await fail_for_days(post, url, description, location_id)
        await send_all(post.office, post.mail)
        await send_all(post.office, post.mail)
    return box.received


def recipients(mails: list[EmailMessage]) -> list[str]:
    return sorted(str(mail["To"]) for mail in mails)


async def test_five_failing_days_are_told_to_who_may_change_webhooks(post: Post) -> None:
    people = People(post)
    for name, permission in ("ada", "*"), ("bob", "webhooks.manage"), ("eve", "webhooks.read"):
        await people.add(name, permission)
    began = post.office.clock.now()
    mails = await told(post, says(503), description="Billing\r\nof the north")
    assert recipients(mails) == ["ada@example.org", "bob@example.org"]
    [row] = await post.office.rows("SELECT id FROM webhooks")
    text = mails[0].get_content()
    assert mails[0]["Subject"] == "A webhook was disabled: Billing of the north"
    assert "The webhook “Billing of the north” to 127.0.0.1 was disabled: it failed" in text
    assert f"Failing since: {began:%Y-%m-%d %H:%M} UTC" in text
    ended = began + timedelta(days=FAILING_DAYS)
    assert f"{ended:%Y-%m-%d %H:%M} UTC: it answered with the status 503" in text
    assert f"https://house.example/north/webhooks/{row['id']}" in text


async def test_neither_the_path_of_a_url_nor_a_secret_is_told(post: Post) -> None:
    await People(post).add("ada", "*")
    [mail] = await told(post, says(500, body="s3cret answer"))
    whole = mail.as_string()
    assert "s3cret" not in whole
    assert "whsec" not in whole
    assert "/hook" not in whole


async def test_an_end_by_410_is_told_as_well(post: Post) -> None:
    await People(post).add("ada", "*")
    async with open_postbox() as box, consuming(says(410)) as consumer:
        post.settings.update(settings_of(box.port))
        await post.subscribe(consumer.url, "session.started")
        await post.happen(started(post), started(post))
        await post.send()
        await send_all(post.office, post.mail)
    [mail] = box.received
    assert "it wants nothing more" in mail.get_content()


@pytest.mark.parametrize(
    ("location", "expected"),
    [(HERE, ["ada@example.org", "here@example.org"]), (None, ["ada@example.org"])],
)
async def test_who_may_change_webhooks_elsewhere_is_not_told(
    post: Post, location: UUID | None, expected: list[str]
) -> None:
    people = People(post)
    await people.add("ada", "*")
    await people.grant(await people.add("here"), Part(locations=[HERE]))
    await people.grant(await people.add("elsewhere"), Part(locations=[ELSEWHERE]))
    denied = await people.add("denied", "webhooks.manage")
    await people.grant(denied, Part(locations=[HERE]), deny=True)
    await people.add("stranger", "*", of=post.office.south)
    await people.users.add(post.office.actor, kind="staff", name="new", email="new@example.org")
    mails = await told(post, says(500), location_id=location)
    assert recipients(mails) == expected


async def test_without_a_mail_server_a_webhook_is_disabled_all_the_same(post: Post) -> None:
    await People(post).add("ada", "*")
    async with consuming(says(500)) as consumer:
        created = await fail_for_days(post, consumer.url)
    assert (await post.webhook(created)).disabled_reason == "failing"
    assert await post.office.rows("SELECT id FROM mails") == []


async def test_a_mail_server_that_is_away_holds_up_nothing(post: Post) -> None:
    await People(post).add("ada", "*")
    post.settings.update(settings_of(1))
    async with consuming(says(500)) as consumer:
        created = await fail_for_days(post, consumer.url)
    assert (await post.webhook(created)).disabled_reason == "failing"
    assert [row["purpose"] for row in await post.office.rows("SELECT purpose FROM mails")] == [
        "webhook_disabled"
    ]
