"""What else than a password lets somebody in, on the screen: codes, passkeys, and proving again."""

import re
from collections.abc import Iterator
from typing import Any

import pyotp
import pytest
from playwright.sync_api import Browser, CDPSession, Locator, Page, expect
from tests.browser.full import connect
from tests.browser.house import House
from tests.browser.people import PASSWORD, add_person, sign_in
from tests.browser.watch import Watch

from chargehouse.kernel.clock import SystemClock

STEP_S = 30
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def device(browser: Browser, window: dict[str, Any], house: House) -> Iterator[Page]:
    """A page at an address with a name, in a browser whose device keeps passkeys."""
    named = {**window, "base_url": named_address(house)}
    with browser.new_context(**named) as context:
        context.add_init_script("localStorage.setItem('chargehouse-tour', 'done')")
        page = context.new_page()
        watch = Watch(page, named_address(house))
        session: CDPSession = context.new_cdp_session(page)
        session.send("WebAuthn.enable")
        session.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
        yield page
        assert watch.findings == []


def named_address(house: House) -> str:
    """Return where the house is found by a name, as passkeys want it."""
    return house.url.replace("127.0.0.1", "localhost")


def headed(page: Page, title: str) -> None:
    expect(page.get_by_role("heading", level=1, name=title)).to_be_visible()


def code(secret: str, *, steps: int = 0) -> str:
    """Return what the authenticator shows, now or some steps later."""
    return pyotp.TOTP(secret).at(int(SystemClock().now().timestamp()) + steps * STEP_S)


def enter(page: Page, email: str) -> None:
    """Come to the own account, by password."""
    page.goto("/main/account")
    sign_in(page, email)
    headed(page, "Your account")


def add_authenticator(page: Page) -> tuple[str, list[str]]:
    """Add an authenticator; return its secret, and the recovery codes."""
    page.get_by_role("button", name="Add an authenticator").click()
    expect(page.get_by_role("img", name="QR code for the authenticator")).to_be_visible()
    secret = page.locator("[data-secret]").inner_text()
    page.get_by_label("Type the code").fill("000000")
    page.get_by_role("button", name="Confirm").click()
    expect(page.get_by_text("This is not the code.")).to_be_visible()
    page.get_by_label("Type the code").fill(code(secret))
    page.get_by_role("button", name="Confirm").click()
    shown = page.get_by_label("Recovery codes, shown this once").last
    codes = shown.inner_text().split()
    page.get_by_role("button", name="I have kept them").click()
    return secret, codes


def second_step(page: Page) -> Locator:
    """Return the form that asks for a code."""
    return page.get_by_role("form", name="Second step")


def give(page: Page, text: str) -> None:
    """Give a code, and send it."""
    expect(second_step(page).get_by_label("Code")).to_be_focused()
    second_step(page).get_by_label("Code").fill(text)
    second_step(page).get_by_role("button", name="Go on").click()


def forget_proofs(house: House) -> None:
    """Let every sign-in be so old that what matters asks for a proof."""

    async def forget() -> None:
        connection = await connect(house.server.installation)
        try:
            await connection.execute("UPDATE sign_ins SET proved_at = proved_at - interval '1 day'")
        finally:
            await connection.close()

    house.background.run(forget())
    with house.api() as api:  # what is known of sign-ins is read again after a department changed
        name = f"Night shift {SystemClock().now().isoformat()}"
        made = api.post("/api/v1/departments", json={"name": name}).raise_for_status().json()
        change = {"version": made["version"], "denies": ["users.export"]}
        api.patch(f"/api/v1/departments/{made['id']}", json=change).raise_for_status()


def test_an_authenticator_is_added_and_asks_for_its_code(stranger: Page, house: House) -> None:
    add_person(house, "totp@example.com")
    enter(stranger, "totp@example.com")
    secret, codes = add_authenticator(stranger)
    assert len(codes) == 10
    section = stranger.get_by_role("region", name="Second step")
    expect(section).to_contain_text("10 recovery codes are left")
    stranger.context.clear_cookies()
    stranger.goto("/main/stations")
    sign_in(stranger, "totp@example.com")
    give(stranger, "000000")
    expect(second_step(stranger)).to_contain_text("The code is wrong")
    give(stranger, code(secret, steps=1))
    headed(stranger, "Stations")
    stranger.context.clear_cookies()
    stranger.goto("/main/account")
    sign_in(stranger, "totp@example.com")
    give(stranger, codes[0])
    expect(section).to_contain_text("9 recovery codes are left")


def test_an_authenticator_is_removed_and_asks_no_more(stranger: Page, house: House) -> None:
    add_person(house, "no-totp@example.com")
    enter(stranger, "no-totp@example.com")
    _, old = add_authenticator(stranger)
    stranger.get_by_role("button", name="New recovery codes").click()
    stranger.get_by_role("dialog").get_by_role("button", name="Make new codes").click()
    new = stranger.get_by_label("Recovery codes, shown this once").last.inner_text().split()
    assert not {*old} & {*new}
    section = stranger.get_by_role("region", name="Second step")
    section.get_by_role("button", name="Remove").click()
    stranger.get_by_role("dialog").get_by_role("button", name="Remove the authenticator").click()
    expect(section.get_by_role("button", name="Add an authenticator")).to_be_visible()
    stranger.context.clear_cookies()
    stranger.goto("/main/overview")
    sign_in(stranger, "no-totp@example.com")
    headed(stranger, "Overview")


def test_a_passkey_is_added_lets_in_and_is_removed(device: Page, house: House) -> None:
    add_person(house, "passkey@example.com")
    enter(device, "passkey@example.com")
    section = device.get_by_role("region", name="Passkeys")
    section.get_by_role("button", name="Add a passkey").click()
    device.get_by_role("dialog").get_by_label("Name").fill("Telephone")
    device.get_by_role("dialog").get_by_role("button", name="Keep").click()
    line = section.get_by_role("listitem").filter(has_text="Telephone")
    expect(line).to_contain_text("For localhost")
    device.context.clear_cookies()
    device.goto("/main/account")
    device.get_by_role("button", name="Use a passkey").click()
    headed(device, "Your account")
    expect(line).not_to_contain_text("never used")
    line.get_by_role("button", name="Remove").click()
    device.get_by_role("dialog").get_by_role("button", name="Remove the passkey").click()
    expect(line).to_have_count(0)


def test_what_matters_asks_to_prove_again_and_is_done_then(stranger: Page, house: House) -> None:
    add_person(house, "proof@example.com")
    enter(stranger, "proof@example.com")
    secret, _ = add_authenticator(stranger)
    forget_proofs(house)
    stranger.get_by_role("button", name="New recovery codes").click()
    stranger.get_by_role("dialog").get_by_role("button", name="Make new codes").click()
    proof = stranger.get_by_role("form", name="Prove that it is you")
    proof.get_by_label("Password", exact=True).fill("not this one, surely")
    proof.get_by_label("Code").fill("123456")
    proof.get_by_role("button", name="Go on").click()
    expect(proof).to_contain_text("This is not your password.")
    proof.get_by_label("Password", exact=True).fill(PASSWORD)
    proof.get_by_label("Code").fill(code(secret, steps=1))
    proof.get_by_role("button", name="Go on").click()
    expect(proof).to_have_count(0)
    expect(stranger.get_by_label("Recovery codes, shown this once").last).to_contain_text(
        re.compile(r"\w{4}-")
    )


def test_a_passkey_proves_as_well(device: Page, house: House) -> None:
    add_person(house, "proof-key@example.com")
    enter(device, "proof-key@example.com")
    for name in ("First", "Second"):
        device.get_by_role("button", name="Add a passkey").click()
        device.get_by_role("dialog").get_by_label("Name").fill(name)
        device.get_by_role("dialog").get_by_role("button", name="Keep").click()
        if name == "Second":
            expect(device.get_by_role("dialog")).to_contain_text("This device has a passkey")
            device.get_by_role("dialog").get_by_role("button", name="Cancel").click()
    forget_proofs(house)
    line = device.get_by_role("listitem").filter(has_text="First")
    line.get_by_role("button", name="Remove").click()
    device.get_by_role("dialog").get_by_role("button", name="Remove the passkey").click()
    proof = device.get_by_role("form", name="Prove that it is you")
    proof.get_by_role("button", name="Use a passkey").click()
    expect(line).to_have_count(0)


def test_who_does_not_prove_it_does_not_do_it(stranger: Page, house: House) -> None:
    add_person(house, "proofless@example.com")
    enter(stranger, "proofless@example.com")
    forget_proofs(house)
    stranger.get_by_role("button", name="Add an authenticator").click()
    dialog = stranger.get_by_role("dialog", name="Prove that it is you")
    dialog.get_by_role("button", name="Close").click()
    expect(stranger.get_by_text("There is no new authenticator")).to_be_visible()


def test_why_single_sign_on_let_nobody_in_is_told(stranger: Page) -> None:
    stranger.goto("/sign-in?refused=single_sign_on_stranger")
    expect(stranger.get_by_role("alert")).to_contain_text("Nobody here has your e-mail address")
    stranger.goto("/sign-in?refused=%3Cscript%3E")
    expect(stranger.get_by_role("alert")).to_contain_text("You were not let in")


def test_a_provider_is_offered_and_sent_where_one_wanted_to_go(
    stranger: Page, house: House
) -> None:
    stranger.route(
        "**/api/v1/sign-in/ways",
        lambda route: route.fulfill(json={"single_sign_on": "Depot Inc."}),
    )
    stranger.goto("/sign-in?to=/main/stations")
    link = stranger.get_by_role("link", name="Continue with Depot Inc.")
    expect(link).to_have_attribute("href", "/api/v1/sign-in/single-sign-on?next=%2Fmain%2Fstations")
    assert stranger.url.startswith(house.url)
