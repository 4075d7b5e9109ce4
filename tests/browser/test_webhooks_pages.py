"""Webhooks on the screen, with receivers that really listen: added, tested, failing, mended."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Locator, Page, expect
from standardwebhooks import Webhook, WebhookVerificationError
from tests.browser.house import House
from tests.browser.watch import Watch
from tests.conftest import Background
from tests.integration.webhooks.consumer import Consumer, Heard, consuming, says

SECRET = re.compile(r"^whsec_\S{20,}$")
AWAY = says(503, body="no room at the depot")
MENDED = says(200, body="thank you")
GONE = says(410)


@contextmanager
def receiver(background: Background) -> Iterator[Consumer]:
    """Let somebody listen on a port of this machine."""
    serving = consuming(MENDED)
    consumer = background.run(serving.__aenter__())
    try:
        yield consumer
    finally:
        background.run(serving.__aexit__(None, None, None))


@pytest.fixture
def consumer(background: Background) -> Iterator[Consumer]:
    """A receiver that takes what it is sent."""
    with receiver(background) as opened:
        yield opened


def headed(page: Page, title: str | re.Pattern[str]) -> None:
    expect(page.get_by_role("heading", level=1, name=title)).to_be_visible()


def confirm(page: Page, label: str) -> None:
    """Press the button of the dialog that asks."""
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name=label, exact=True).click()
    expect(dialog).to_have_count(0)


def verdict(page: Page) -> Locator:
    """Return whether it works, as it is said above."""
    return page.get_by_role("main").get_by_role("status").first


def add(house: House, consumer: Consumer, *event_types: str) -> tuple[str, str]:
    """Add a webhook behind the portal's back; return its id and its secret."""
    with house.api() as api:
        body = {"url": consumer.url, "event_types": event_types or ["vehicle.*"]}
        made = api.post("/api/v1/webhooks", json=body).raise_for_status().json()
    return str(made["webhook"]["id"]), str(made["secret"])


def happen(house: House, name: str) -> None:
    """Let something happen of which webhooks here are told."""
    with house.api() as api:
        api.post("/api/v1/vehicles", json={"name": name}).raise_for_status()


def heard(house: House, consumer: Consumer, count: int) -> Heard:
    """Wait for so many requests in all; return the newest."""
    house.background.run(consumer.hears(count))
    return consumer.heard[-1]


def verifies(secret: str, message: Heard) -> bool:
    """Tell whether a message is signed with a secret, as the public library sees it."""
    try:
        Webhook(secret).verify(message.body, message.headers)
    except WebhookVerificationError:
        return False
    return True


def test_a_webhook_is_added_and_verifies_with_the_secret_that_was_shown(
    page: Page, house: House, consumer: Consumer
) -> None:
    page.goto("/main/webhooks")
    page.get_by_role("link", name="Add a webhook").first.click()
    page.get_by_label("URL").fill(consumer.url)
    page.get_by_label("Description").fill("Billing")
    page.get_by_role("button", name="Add webhook").click()
    expect(page.get_by_text("Choose above of what it is told.")).to_be_visible()
    page.get_by_role("searchbox", name="Look for an event").fill("vehicle")
    page.get_by_role("checkbox", name="vehicle.*").check()
    page.get_by_role("button", name="Add webhook").click()
    headed(page, "The webhook was added")
    secret = page.get_by_label("Its secret, shown this once").last.inner_text()
    assert SECRET.match(secret)
    page.get_by_role("link", name="Go on, and send a test").click()
    headed(page, "Billing")
    expect(page.get_by_text(secret)).to_have_count(0)
    page.get_by_role("button", name="Send a test").click()
    tried = page.get_by_role("region", name="Try it")
    expect(tried).to_contain_text("The test arrived")
    expect(tried).to_contain_text("It answered 200.")
    expect(tried).to_contain_text("thank you")
    test = heard(house, consumer, 1)
    assert test.json["type"] == "webhook.test"
    assert verifies(secret, test)
    happen(house, "Van of the billing")
    told = heard(house, consumer, 2)
    assert (told.json["type"], verifies(secret, told)) == ("vehicle.added", True)
    page.goto("/main/webhooks")
    expect(page.get_by_role("row", name="Billing")).to_contain_text("works")


def test_what_is_wrong_with_a_url_stands_at_its_field(page: Page) -> None:
    page.goto("/main/webhooks/new")
    page.get_by_role("checkbox", name="Everything").check()
    page.get_by_label("URL").fill("ftp://consumer.example/hook")
    page.get_by_role("button", name="Add webhook").click()
    expect(page.get_by_text("it begins neither with https:// nor with http://")).to_be_visible()
    expect(page.get_by_label("URL")).to_have_value("ftp://consumer.example/hook")


def test_a_failing_delivery_says_why_and_is_sent_again_when_the_receiver_is_mended(
    page: Page, house: House, consumer: Consumer, watches: list[Watch]
) -> None:
    webhook, secret = add(house, consumer)
    consumer.answering = AWAY
    happen(house, "Van that nobody hears of")
    first = heard(house, consumer, 1)
    page.goto(f"/main/webhooks/{webhook}")
    expect(verdict(page)).to_contain_text("It takes nothing at the moment")
    expect(verdict(page)).to_contain_text("It answered 503.")
    expect(verdict(page)).to_contain_text("look into its log")
    page.get_by_role("link", name="vehicle.added").click()
    headed(page, "vehicle.added")
    expect(page.get_by_text("tried again")).to_be_visible()
    attempts = page.get_by_role("list", name="Attempts")
    attempts.get_by_text("It answered 503.").first.click()
    expect(attempts.get_by_text("no room at the depot").first).to_be_visible()
    expect(page.get_by_role("region", name="What is sent")).to_contain_text(
        "Van that nobody hears of"
    )
    consumer.answering = MENDED
    page.get_by_role("button", name="Send it now").click()
    expect(page.get_by_text("taken", exact=True)).to_be_visible()
    again = consumer.heard[-1]
    assert (again.id, verifies(secret, again)) == (first.id, True)
    page.goto(f"/main/webhooks/{webhook}")
    expect(verdict(page)).to_contain_text("It takes what it is sent")
    watches[0].settle()


def test_what_failed_while_a_webhook_was_disabled_is_sent_again_from_an_instant_on(
    page: Page, house: House, consumer: Consumer
) -> None:
    webhook, _ = add(house, consumer)
    consumer.answering = GONE
    happen(house, "Van that went")
    lost = heard(house, consumer, 1)
    page.goto(f"/main/webhooks/{webhook}")
    expect(verdict(page)).to_contain_text("the receiver answered 410")
    consumer.answering = MENDED
    page.get_by_role("button", name="Enable", exact=True).click()
    expect(verdict(page)).not_to_contain_text("disabled")
    page.get_by_role("link", name="The whole log").click()
    headed(page, re.compile("^Deliveries: "))
    expect(page.get_by_role("row", name="vehicle.added")).to_contain_text("failed")
    page.get_by_role("button", name="Send again what failed …").click()
    page.get_by_role("dialog").get_by_role("button", name="Send again", exact=True).click()
    expect(page.get_by_text("One delivery is sent again")).to_be_visible()
    assert heard(house, consumer, 2).id == lost.id


def test_the_log_is_filtered_by_outcome_and_event_and_rows_of_it_are_sent_again(
    page: Page, house: House, consumer: Consumer
) -> None:
    webhook, _ = add(house, consumer)
    happen(house, "Van in the log")
    heard(house, consumer, 1)
    page.goto(f"/main/webhooks/{webhook}/deliveries")
    expect(page.get_by_role("row", name="vehicle.added")).to_contain_text("taken")
    page.goto(f"/main/webhooks/{webhook}/deliveries?status=failed&event_type=vehicle.added")
    expect(page.get_by_text("Nothing matches")).to_be_visible()
    page.goto(f"/main/webhooks/{webhook}/deliveries?status=succeeded&event_type=vehicle.added")
    page.get_by_role("row", name="vehicle.added").get_by_role("checkbox").check()
    page.get_by_role("button", name="Send again", exact=True).click()
    expect(page.get_by_text("One delivery is sent again")).to_be_visible()
    assert heard(house, consumer, 2).id == consumer.heard[0].id


def test_while_a_secret_is_changed_both_sign_and_one_that_leaked_ends_at_once(
    page: Page, house: House, consumer: Consumer
) -> None:
    webhook, old = add(house, consumer)
    page.goto(f"/main/webhooks/{webhook}")
    section = page.get_by_role("region", name="Secret")
    section.get_by_role("button", name="Change the secret …").click()
    confirm(page, "Change the secret")
    shown = section.get_by_label("The new secret, shown this once").last
    expect(shown).to_have_text(SECRET)
    new = shown.inner_text()
    expect(section).to_contain_text("The old one, made")
    happen(house, "Van of two secrets")
    message = heard(house, consumer, 1)
    assert (verifies(old, message), verifies(new, message)) == (True, True)
    section.get_by_role("button", name="It leaked …").click()
    confirm(page, "Replace it at once")
    expect(shown).not_to_have_text(new)
    newest = shown.inner_text()
    happen(house, "Van of one secret")
    message = heard(house, consumer, 2)
    signers = [verifies(secret, message) for secret in (old, new, newest)]
    assert signers == [False, False, True]


def test_a_test_of_a_receiver_that_is_not_there_says_so(
    page: Page, house: House, background: Background
) -> None:
    with receiver(background) as left:
        webhook, _ = add(house, left)
    page.goto(f"/main/webhooks/{webhook}")
    expect(verdict(page)).to_contain_text("nothing was sent yet")
    page.get_by_role("button", name="Send a test").click()
    tried = page.get_by_role("region", name="Try it")
    expect(tried).to_contain_text("The test was not taken")
    expect(tried).to_contain_text("Nobody listens there")


def test_a_webhook_is_disabled_and_removed(page: Page, house: House, consumer: Consumer) -> None:
    webhook, _ = add(house, consumer)
    page.goto(f"/main/webhooks/{webhook}")
    page.get_by_role("button", name="Disable …").click()
    confirm(page, "Disable it")
    expect(verdict(page)).to_contain_text("Somebody disabled it")
    expect(page.get_by_role("button", name="Send again what failed …").first).to_be_disabled()
    page.get_by_role("button", name="Remove …").click()
    confirm(page, "Remove the webhook")
    headed(page, "Webhooks")
    page.goto(f"/main/webhooks/{webhook}")
    expect(page.get_by_text("There is no such thing here")).to_be_visible()


def test_every_event_is_looked_up_with_what_it_means_and_how_it_looks(page: Page) -> None:
    page.goto("/main/webhooks/events?search=fault")
    faults = page.get_by_role("region", name="station")
    expect(faults.get_by_role("heading", name="station.fault_opened")).to_be_visible()
    expect(page.get_by_role("heading", name="session.started")).to_have_count(0)
    page.get_by_role("searchbox", name="Look for an event").fill("session.started")
    expect(page).to_have_url(re.compile(r"search=session\.started"))
    shown = page.get_by_role("region", name="session")
    shown.get_by_text("How it looks").click()
    expect(shown).to_contain_text('"type": "session.started"')
