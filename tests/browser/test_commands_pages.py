"""Every command, told from the station's page, and everything that can become of it."""

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from ocpp.exceptions import SecurityError
from playwright.sync_api import Locator, Page, expect
from tests.browser.house import NAME, House
from tests.browser.people import add_person, sign_in
from tests.browser.stranger import Stranger, stranger
from tests.independent import payloads

from chargehouse.gateway.v2.verbs import VERBS as VERBS_2
from chargehouse.gateway.v16.verbs import VERBS as VERBS_16

OLD, NEW = "ocpp1.6", "ocpp2.0.1"
CODES = {OLD: "CP-1", NEW: "CP-2"}
BOTH = pytest.mark.parametrize("protocol", [OLD, NEW])
CATALOGUE = {OLD: set(VERBS_16), NEW: set(VERBS_2)}
PLACE = {OLD: "Connector 2", NEW: "EVSE 2"}
ANY_ACTION = "Any OCPP action"
TAG = "04DEADBEEF4242"
REASON = "The fitter asked for it"
ACCEPTED = {"status": "Accepted"}


@dataclass(frozen=True)
class Told:
    """What a charger of one version is told of a verb, and what it answers."""

    action: str
    payload: dict[str, Any]
    answer: dict[str, Any] = field(default_factory=lambda: ACCEPTED)
    word: str = "Accepted"


@dataclass(frozen=True)
class Walk:
    """A verb as it is told on the page: what is typed and chosen, by version."""

    verb: str
    button: str
    send: str
    told: Mapping[str, Told]
    typed: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    chosen: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def both(**fields: str) -> dict[str, dict[str, str]]:
    """Return fields that are the same in both versions; `_` stands for a blank."""
    named = {name.replace("_", " "): value for name, value in fields.items()}
    return {OLD: named, NEW: named}


def somewhere(label: str, **more: str) -> dict[str, dict[str, str]]:
    """Return the choice of the second place, and others that both versions have."""
    others = both(**more)[OLD]
    return {protocol: {label: place, **others} for protocol, place in PLACE.items()}


HEARTBEAT_VARIABLE = {
    "component": {"name": "OCPPCommCtrlr"},
    "variable": {"name": "HeartbeatInterval"},
}
WALKS = (
    Walk(
        "start",
        "Start",
        "Start charging",
        {
            OLD: Told("RemoteStartTransaction", {"idTag": TAG, "connectorId": 2}),
            NEW: Told(
                "RequestStartTransaction",
                {
                    "idToken": {"idToken": TAG, "type": "ISO14443"},
                    "remoteStartId": 1,
                    "evseId": 2,
                },
            ),
        },
        typed=both(Identifier=TAG),
        chosen={
            OLD: {"Where": PLACE[OLD]},
            NEW: {"Where": PLACE[NEW], "Kind of identifier": "ISO14443"},
        },
    ),
    Walk(
        "stop",
        "Stop",
        "Stop charging",
        {
            OLD: Told("RemoteStopTransaction", {"transactionId": 4711}),
            NEW: Told("RequestStopTransaction", {"transactionId": "4711"}),
        },
        typed=both(Transaction="4711"),
    ),
    Walk(
        "unlock",
        "Unlock",
        "Unlock",
        {
            OLD: Told("UnlockConnector", {"connectorId": 2}, {"status": "Unlocked"}, "Unlocked"),
            NEW: Told(
                "UnlockConnector",
                {"evseId": 2, "connectorId": 1},
                {"status": "Unlocked"},
                "Unlocked",
            ),
        },
        chosen=somewhere("Connector"),
    ),
    Walk(
        "set_availability",
        "Availability",
        "Set availability",
        {
            OLD: Told("ChangeAvailability", {"connectorId": 2, "type": "Inoperative"}),
            NEW: Told(
                "ChangeAvailability", {"operationalStatus": "Inoperative", "evse": {"id": 2}}
            ),
        },
        chosen=somewhere("Where", Service="Out of service: nobody can begin to charge"),
    ),
    Walk(
        "set_availability",
        "Availability",
        "Set availability",
        {
            OLD: Told("ChangeAvailability", {"connectorId": 0, "type": "Operative"}),
            NEW: Told("ChangeAvailability", {"operationalStatus": "Operative"}),
        },
        chosen=both(Service="In service"),
    ),
    Walk(
        "reset",
        "Restart",
        "Restart",
        {
            OLD: Told("Reset", {"type": "Hard"}),
            NEW: Told("Reset", {"type": "Immediate"}),
        },
        chosen=both(How="Hard: at once, sessions are cut off"),
    ),
    Walk(
        "trigger",
        "Ask for a message",
        "Ask for it",
        {
            OLD: Told("TriggerMessage", {"requestedMessage": "MeterValues", "connectorId": 2}),
            NEW: Told("TriggerMessage", {"requestedMessage": "MeterValues", "evse": {"id": 2}}),
        },
        chosen=somewhere("Of what", Message="Its meter (MeterValues)"),
    ),
    Walk(
        "get_configuration",
        "Read configuration",
        "Read",
        {
            OLD: Told(
                "GetConfiguration",
                {"key": ["HeartbeatInterval"]},
                {
                    "configurationKey": [
                        {"key": "HeartbeatInterval", "readonly": False, "value": "300"}
                    ]
                },
                "",
            ),
            NEW: Told(
                "GetVariables",
                {"getVariableData": [HEARTBEAT_VARIABLE]},
                {
                    "getVariableResult": [
                        {
                            **HEARTBEAT_VARIABLE,
                            "attributeStatus": "Accepted",
                            "attributeValue": "300",
                        }
                    ]
                },
                "",
            ),
        },
        typed={
            OLD: {"What to read": "HeartbeatInterval"},
            NEW: {"What to read": "OCPPCommCtrlr.HeartbeatInterval"},
        },
    ),
    Walk(
        "set_configuration",
        "Write a setting",
        "Write",
        {
            OLD: Told(
                "ChangeConfiguration",
                {"key": "HeartbeatInterval", "value": "600"},
                {"status": "RebootRequired"},
                "RebootRequired",
            ),
            NEW: Told(
                "SetVariables",
                {"setVariableData": [{**HEARTBEAT_VARIABLE, "attributeValue": "600"}]},
                {
                    "setVariableResult": [
                        {**HEARTBEAT_VARIABLE, "attributeStatus": "RebootRequired"}
                    ]
                },
                "RebootRequired",
            ),
        },
        typed={
            OLD: {"Key": "HeartbeatInterval", "Value": "600"},
            NEW: {"Variable": "OCPPCommCtrlr.HeartbeatInterval", "Value": "600"},
        },
    ),
    Walk(
        "clear_cache",
        "Clear cache",
        "Clear the cache",
        {OLD: Told("ClearCache", {}), NEW: Told("ClearCache", {})},
    ),
)
"""Every verb of the catalogue that people have, at least once."""
OF_PARTNERS = {
    *("reserve", "cancel_reservation"),
    *("set_charging_profile", "clear_charging_profile", "get_composite_schedule"),
}
"""Verbs that partners ask for; a person sends the action itself."""


@contextmanager
def at_the_page(page: Page, house: House, protocol: str) -> Iterator[Stranger]:
    """Connect a charger of two EVSEs, with its station's page before us."""
    code = CODES[protocol]
    with stranger(house, f"{house.server.ocpp_url}/{code}", code, protocol=protocol) as charger:
        charger.boot(1, 2)
        page.goto(f"/main/stations/{house.stations[code]}")
        expect(page.get_by_role("listitem", name=PLACE[protocol])).to_contain_text("Available")
        yield charger


def acts(page: Page) -> Locator:
    """Return the buttons of what the station can be told."""
    return page.get_by_role("region", name="What can be done").get_by_role("button")


def unfold(page: Page, button: str) -> Locator:
    """Open a command's form; return it."""
    acts(page).get_by_text(button, exact=True).click()
    return page.get_by_role("dialog")


def choose(form: Locator, label: str, option: str) -> None:
    """Choose something of a list."""
    form.get_by_role("combobox", name=label).click()
    form.page.get_by_role("option", name=option, exact=True).click()


def field_of(form: Locator, label: str) -> Locator:
    """Return the input of a text."""
    return form.get_by_role("textbox", name=label)


def fold(page: Page) -> None:
    """Close the form that is open."""
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)


def outcome(page: Page, status: str) -> Locator:
    """Return what is shown of the command's outcome, which is to be this one."""
    return page.get_by_role("dialog").locator(f"[data-status={status}]")


def order(page: Page, button: str, send: str, **typed: str) -> None:
    """Open a form, type what it needs, and send it."""
    form = unfold(page, button)
    for label, text in typed.items():
        field_of(form, label.replace("_", " ")).fill(text)
    form.get_by_role("button", name=send, exact=True).click()


def tell(page: Page, charger: Stranger, walk: Walk, protocol: str) -> None:
    """Tell the charger a verb; see that it heard right, and that its answer is shown."""
    told = walk.told[protocol]
    charger.answer(told.action, told.answer)
    form = unfold(page, walk.button)
    for label, option in walk.chosen.get(protocol, {}).items():
        choose(form, label, option)
    for label, text in walk.typed.get(protocol, {}).items():
        field_of(form, label).fill(text)
    form.get_by_label("Reason").fill(REASON)
    form.get_by_role("button", name=walk.send, exact=True).click()
    said = f"The charger said {told.word}" if told.word else "The charger answered"
    expect(outcome(page, "accepted")).to_contain_text(said)
    assert told.payload in charger.charger.orders(told.action)
    fold(page)


@BOTH
def test_every_verb_is_told_from_the_stations_page(page: Page, house: House, protocol: str) -> None:
    assert {walk.verb for walk in WALKS} == CATALOGUE[protocol] - OF_PARTNERS
    with at_the_page(page, house, protocol) as charger:
        offered = set(acts(page).all_inner_texts())
        assert offered == {walk.button for walk in WALKS} | {ANY_ACTION}
        for walk in WALKS:
            tell(page, charger, walk, protocol)
        page.get_by_role("link", name="Commands", exact=True).click()
        rows = page.get_by_role("table", name="What it was told").locator("tbody tr")
        for walk in WALKS:
            row = rows.filter(has_text=walk.told[protocol].action).first
            expect(row).to_contain_text(re.compile("accepted|restart needed"))
            expect(row).to_contain_text(REASON)
            expect(row.get_by_role("cell", name=NAME, exact=True)).to_be_visible()
        expect(page.get_by_text(TAG)).to_have_count(0)


@BOTH
def test_every_action_of_the_version_can_be_told(page: Page, house: House, protocol: str) -> None:
    actions = [action for version, action in payloads.ORDERS if version == protocol]
    with at_the_page(page, house, protocol) as charger:
        form = unfold(page, ANY_ACTION)
        form.get_by_role("combobox", name="Action").click()
        assert page.get_by_role("option").all_inner_texts() == sorted(actions)
        page.get_by_role("option", name=actions[0], exact=True).click()
        for action in actions:
            request = payloads.minimal_request(protocol, action)
            word, _ = payloads.words(protocol, action)
            charger.answer(action, payloads.answer(protocol, action, word))
            choose(form, "Action", action)
            form.get_by_label("Payload (JSON)").fill(json.dumps(request))
            form.get_by_role("button", name=f"Send {action}", exact=True).click()
            said = f"The charger said {word}" if word else "The charger answered"
            expect(outcome(page, "accepted")).to_contain_text(said)
            assert request in charger.charger.orders(action)


@BOTH
def test_what_becomes_of_a_command_is_shown_as_such(
    page: Page, house: House, protocol: str
) -> None:
    with at_the_page(page, house, protocol) as charger:
        charger.answer("ClearCache", {"status": "Rejected"})
        order(page, "Clear cache", "Clear the cache")
        expect(outcome(page, "rejected")).to_contain_text("The charger said Rejected")
        fold(page)

        charger.answer("ClearCache", SecurityError(description="not from afar"))
        order(page, "Clear cache", "Clear the cache")
        expect(outcome(page, "refused")).to_contain_text("The charger answered with an error")
        expect(outcome(page, "refused")).to_contain_text("SecurityError: not from afar")
        fold(page)

        charger.silence("ClearCache")
        order(page, "Clear cache", "Clear the cache", Seconds_to_wait="1")
        expect(outcome(page, "pending")).to_be_visible()
        expect(outcome(page, "timed_out")).to_contain_text("did not answer in time")
        fold(page)


@BOTH
def test_a_connection_that_ends_and_a_station_that_is_away_are_told_apart(
    page: Page, house: House, protocol: str
) -> None:
    with at_the_page(page, house, protocol) as charger:
        charger.silence("ClearCache")
        order(page, "Clear cache", "Clear the cache")
        charger.obeyed("ClearCache")
        charger.vanish()
        expect(outcome(page, "cancelled")).to_contain_text("ended before the answer")
        fold(page)
        expect(page.get_by_text("It is not connected, so it cannot be told")).to_be_visible()
        expect(page.get_by_role("region", name="What is wrong")).to_contain_text("offline")
        order(page, "Restart", "Restart")
        expect(outcome(page, "offline")).to_contain_text("The charger is not connected")
        expect(outcome(page, "offline")).to_contain_text("It was not told anything")
        fold(page)
        page.get_by_role("link", name="Commands", exact=True).click()
        rows = page.get_by_role("table", name="What it was told").locator("tbody tr")
        expect(rows.nth(0)).to_contain_text("offline")
        expect(rows.nth(1)).to_contain_text("cut off")


def test_a_busy_charger_is_not_told_what_came_too_late_for_it(page: Page, house: House) -> None:
    with at_the_page(page, house, OLD) as charger, house.api() as api:
        charger.silence("GetConfiguration")
        path = f"/api/v1/stations/{house.stations['CP-1']}/get-configuration"
        api.post(path, json={"keys": [], "wait": False}).raise_for_status()
        charger.obeyed("GetConfiguration")
        order(page, "Clear cache", "Clear the cache", Seconds_to_wait="1")
        expect(outcome(page, "expired")).to_contain_text("It could not be sent in time")
        charger.speak()


def test_an_answer_that_comes_late_stands_in_the_timeline(page: Page, house: House) -> None:
    with at_the_page(page, house, OLD) as charger:
        charger.silence("GetDiagnostics")
        page.get_by_role("link", name="Commands", exact=True).click()
        form = unfold(page, ANY_ACTION)
        choose(form, "Action", "GetDiagnostics")
        form.get_by_label("Payload (JSON)").fill('{"location": "ftp://archive.example/"}')
        form.get_by_label("Seconds to wait").fill("1")
        form.get_by_role("button", name="Send GetDiagnostics").click()
        expect(outcome(page, "timed_out")).to_contain_text("stands in the timeline")
        fold(page)
        rows = page.get_by_role("table", name="What it was told").locator("tbody tr")
        rows.get_by_role("button", name="GetDiagnostics").first.click()
        drawer = page.get_by_role("dialog", name="GetDiagnostics")
        expect(drawer).to_contain_text("The charger did not answer in time")
        expect(drawer).to_contain_text("archive.example")
        fold(page)
        charger.speak()
        page.get_by_role("link", name="Timeline", exact=True).click()
        late = page.get_by_role("table", name="Frames").get_by_role("button", name="GetDiagnostics")
        late.first.click()
        expect(page.get_by_role("dialog")).to_contain_text("after its call had timed out")


def test_what_cannot_be_sent_is_said_at_its_field_and_stays_typed(page: Page, house: House) -> None:
    with at_the_page(page, house, OLD) as charger:
        order(page, "Stop", "Stop charging", Transaction="the first one")
        form = page.get_by_role("dialog")
        expect(form.get_by_text("must be a whole number")).to_be_visible()
        expect(form.get_by_label("Transaction")).to_have_value("the first one")
        fold(page)
        order(page, "Start", "Start charging", Identifier="W" * 21)
        expect(form.get_by_text("At most 20 characters")).to_be_visible()
        fold(page)
        form = unfold(page, ANY_ACTION)
        choose(form, "Action", "UnlockConnector")
        form.get_by_label("Payload (JSON)").fill('{"connectorId": "two"}')
        form.get_by_role("button", name="Send UnlockConnector").click()
        expect(form.get_by_role("alert")).to_contain_text("connectorId")
        orders = {"RemoteStopTransaction", "RemoteStartTransaction", "UnlockConnector"}
        assert not orders & {frame[2] for frame in charger.charger.wire.got if frame[0] == 2}


def test_who_may_only_look_is_not_offered_to_tell_anything(stranger: Page, house: House) -> None:
    add_person(house, "lena@example.com", permissions=["stations.read"])
    stranger.goto(f"/main/stations/{house.stations['CP-1']}/commands")
    sign_in(stranger, "lena@example.com")
    expect(stranger.get_by_role("link", name="Commands", exact=True)).to_be_visible()
    expect(stranger.get_by_role("table", name="What it was told")).to_be_visible()
    expect(stranger.get_by_role("region", name="What can be done")).to_have_count(0)
