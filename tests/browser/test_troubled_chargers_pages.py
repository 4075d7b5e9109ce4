"""Chargers that do not take their mode over, or lie about it: what happened and what to do is read.

One server has them all, each in its own trouble. Nobody but an operator at night reads these words.
"""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from typing import Any, Final, NamedTuple

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect
from tests.browser.conftest import TAGS
from tests.browser.house import House, open_house
from tests.browser.scene import wait_for
from tests.browser.shots import LOCALES
from tests.browser.stranger import Stranger, stranger
from tests.browser.watch import Watch
from tests.conftest import Background

from chargehouse.kernel.clock import SystemClock
from chargehouse.platform.postgres.address import PostgresAddress

CLOCK: Final = SystemClock()
KEY: Final = "FreeVend"
ABLE: Final = {"capability": "full", "reason": "As its maker says.", "key": KEY, "off": "false"}
DRIFT_IS_SEEN_WITHIN_S: Final = 180.0
"""Attempts are looked at once a minute, when they are half a minute old."""
COME_APART: Final = timedelta(seconds=20)
"""What was tried before a mode was read again proves nothing, so that it is tried once more."""


class Trouble(NamedTuple):
    """A problem as it is read: in the list, what happened, what to do, and these in German."""

    code: str
    label: str
    happened: str
    advised: str
    happened_in_german: str
    advised_in_german: str


LIARS: Final = {
    "DEAF": "liar-applies-nothing",
    "SLOW": "liar-late",
    "FORGETFUL": "liar-forgets",
    "PRETENDER": "liar-pretends",
    "RESTLESS": "liar-reboots",
}
TROUBLES: Final = {
    "not_applied": Trouble(
        "DEAF",
        "did not apply the change",
        "accepted the change, and still says the old mode when asked",
        "Restart it and retry.",
        "nahm den Wechsel an und nennt auf Nachfrage noch den alten Modus",
        "Starten Sie sie neu und versuchen Sie es erneut.",
    ),
    "no_answer": Trouble(
        "SLOW",
        "did not answer",
        "did not answer in time when its mode was to change",
        "It is tried again by itself. If it goes on, restart the charger.",
        "antwortete nicht rechtzeitig, als ihr Modus wechseln oder gelesen werden sollte",
        "Es wird von selbst erneut versucht.",
    ),
    "setting_forgotten": Trouble(
        "FORGETFUL",
        "forgot its mode",
        "forgot its mode when it booted",
        "It is set again by itself. If it forgets each time, the firmware is at fault",
        "vergaß ihren Modus beim Start",
        "Er wird von selbst wieder gesetzt.",
    ),
    "asks_in_freevend": Trouble(
        "PRETENDER",
        "asks in freevend",
        "asks who charges, though its freevend was confirmed",
        "Everybody is let in by the answer, so drivers notice nothing.",
        "fragt, wer lädt, obwohl ihr freier Modus bestätigt war",
        "so merken Fahrer nichts",
    ),
    "starts_unasked": Trouble(
        "EAGER",
        "starts without asking",
        "starts without asking, though its managed access was confirmed",
        "see whether its cache or local list lets identifiers in",
        "startet, ohne zu fragen, obwohl ihr verwalteter Modus bestätigt war",
        "ob ihr Zwischenspeicher oder ihre lokale Liste Kennungen einlässt",
    ),
    "free_tag_in_managed": Trouble(
        "FREE",
        "freevend tag in managed hours",
        "starts with its freevend tag, though managed access was confirmed",
        "It is in freevend, whatever it says. Retry the change, and restart it.",
        "startet mit ihrer Kennung für freies Laden",
        "was immer sie sagt",
    ),
}
DRIFTING: Final = ("asks_in_freevend", "starts_unasked", "free_tag_in_managed")
MAKES: Final = {
    "FREE": ("Zaptec", "Go", "FreeCharging", ("FreeChargingIdTag",) * 2),
    "EAGER": ("Acme", "One", KEY, TAGS),
}


@pytest.fixture(scope="module")
def house(background: Background, module_database: PostgresAddress) -> Iterator[House]:
    """A served installation with a charger for each trouble."""
    stations = [(code, "ocpp1.6") for code in (*LIARS, *MAKES)]
    with open_house(background, module_database, stations=stations, tags=TAGS) as opened:
        yield opened


@pytest.fixture(scope="module")
def troubled(house: House) -> Iterator[dict[str, str]]:
    """The open problem of each kind, by its id, once all have come about."""
    with ExitStack() as stack, house.api() as api:
        liars = {
            code: stack.enter_context(house.charger(code, model=model))
            for code, model in LIARS.items()
        }
        strangers = {code: stack.enter_context(_managed(house, api, code)) for code in MAKES}
        for code in LIARS:
            path = f"/api/v1/stations/{house.stations[code]}"
            api.put(f"{path}/access/control/override", json=ABLE).raise_for_status()
            api.post(f"{path}/overrides", json={"mode": "freevend"}).raise_for_status()
        for code in ("PRETENDER", *MAKES):
            wait_for(lambda code=code: _sync(house, api, code) == "in_sync")  # type: ignore[misc]
        come_again = CLOCK.now()

        def came_about() -> bool:
            nonlocal come_again
            if come_again <= CLOCK.now():
                come_again = CLOCK.now() + COME_APART
                for tag in TAGS:
                    liars["PRETENDER"].wait(lambda it: it.present(tag))  # noqa: B023  waited for
                for code, charger in strangers.items():
                    _start_unasked(charger, MAKES[code][3])
            return TROUBLES.keys() <= _open(api).keys()

        wait_for(came_about, DRIFT_IS_SEEN_WITHIN_S)
        yield _open(api)


@pytest.fixture
def german_page(
    browser: Browser, house: House, window: dict[str, Any], watches: list[Watch]
) -> Iterator[Page]:
    """A page of somebody whose browser speaks German."""
    with browser.new_context(**{**window, "locale": LOCALES["de"]}) as context:
        house.sign_in(context)
        opened = context.new_page()
        watches.append(Watch(opened, house.url))
        yield opened


@pytest.mark.usefixtures("troubled")
def test_each_trouble_is_listed_and_its_page_says_what_happened_and_what_to_do(page: Page) -> None:
    page.goto("/main/problems?open=true")
    table = page.get_by_role("table", name="Access problems")
    for kind, trouble in TROUBLES.items():
        row = table.get_by_role("row").filter(has_text=trouble.code).filter(has_text=trouble.label)
        expect(row).to_contain_text("open")
        row.get_by_role("link", name=trouble.label).click()
        wrong = page.get_by_role("region", name="What is wrong")
        expect(wrong).to_contain_text(trouble.happened)
        expect(page.get_by_role("region", name="What to do")).to_contain_text(trouble.advised)
        expect(page.get_by_role("button", name="Retry …")).to_be_visible()
        evidence = page.get_by_role("region", name="Evidence")
        if kind in DRIFTING:
            expect(evidence.get_by_text("An attempt to charge").first).to_be_visible()
            evidence.get_by_role("link", name="All attempts to charge at the station").click()
            expect(page.get_by_role("table", name="Attempts to charge")).to_contain_text(
                trouble.code
            )
        else:
            expect(evidence.get_by_role("list", name="Evidence")).to_contain_text(KEY)
        page.goto("/main/problems?open=true")


@pytest.mark.usefixtures("troubled")
def test_the_chargers_own_pages_say_the_same_in_german(german_page: Page, house: House) -> None:
    page = german_page
    for trouble in TROUBLES.values():
        page.goto(f"/main/stations/{house.stations[trouble.code]}/access")
        at_it = page.get_by_role("region", name="An der Ladestation selbst")
        expect(at_it).to_contain_text(trouble.happened_in_german)
        expect(at_it).to_contain_text(trouble.advised_in_german)


def test_what_came_late_was_timed_out_and_is_called_so(
    page: Page, troubled: dict[str, str]
) -> None:
    page.goto(f"/main/problems/{troubled['no_answer']}")
    evidence = page.get_by_role("region", name="Evidence").get_by_role("list", name="Evidence")
    expect(evidence).to_contain_text("it did not answer in time")


@pytest.mark.usefixtures("troubled")
def test_a_charger_that_boots_at_every_change_is_in_its_mode_and_was_told_once(
    page: Page, house: House
) -> None:
    with house.api() as api:
        wait_for(lambda: _sync(house, api, "RESTLESS") == "in_sync")
    page.goto(f"/main/stations/{house.stations['RESTLESS']}/access")
    at_it = page.get_by_role("region", name="At the charger")
    expect(at_it).to_contain_text("in sync")
    expect(at_it.get_by_role("alert")).to_have_count(0)
    at_it.get_by_role("link", name="confirmed by reading it back").click()
    page.get_by_role("table", name="Changes of its mode").get_by_role(
        "button", name="freevend"
    ).click()
    told = page.get_by_role("dialog").get_by_text(f"ChangeConfiguration {KEY} = true")
    expect(told).to_have_count(1)


@contextmanager
def _managed(house: House, api: httpx.Client, code: str) -> Iterator[Stranger]:
    """Run a charger whose managed access is expected, and confirmed by what it says."""
    vendor, model, key, _ = MAKES[code]
    path = f"/api/v1/stations/{house.stations[code]}"
    with stranger(house, f"{house.server.ocpp_url}/{code}", code) as charger:
        said = {"key": key, "readonly": False, "value": "false"}
        charger.answer("GetConfiguration", {"configurationKey": [said]})
        charger.answer("GetLocalListVersion", {"listVersion": -1})
        charger.say("BootNotification", charge_point_vendor=vendor, charge_point_model=model)
        api.post(f"{path}/access/control/probe").raise_for_status()
        api.post(f"{path}/overrides", json={"mode": "managed_access"}).raise_for_status()
        yield charger


def _start_unasked(charger: Stranger, tags: Sequence[str]) -> None:
    """Charge for a moment with each tag, without asking."""
    for number, tag in enumerate(tags):
        begun = charger.say(
            "StartTransaction",
            connector_id=1,
            id_tag=tag,
            meter_start=number,
            timestamp=CLOCK.now().isoformat(),
        )
        charger.say(
            "StopTransaction",
            transaction_id=begun.transaction_id,
            meter_stop=number,
            timestamp=CLOCK.now().isoformat(),
        )


def _open(api: httpx.Client) -> dict[str, str]:
    """Return the open problems that are waited for, by their kind."""
    answer = api.get("/api/v1/access/problems", params={"open": "true", "limit": 100})
    return {
        each["kind"]: str(each["id"])
        for each in answer.raise_for_status().json()["items"]
        if each["kind"] in TROUBLES and TROUBLES[each["kind"]].code == each["station_code"]
    }


def _sync(house: House, api: httpx.Client, code: str) -> str:
    path = f"/api/v1/stations/{house.stations[code]}/access/control"
    return str(api.get(path).raise_for_status().json()["sync"])
