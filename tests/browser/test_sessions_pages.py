"""Sessions on the screen: the list that its address asks for, and one while it charges."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, Route, ViewportSize, expect
from tests.browser.conftest import NARROW, TAGS, WIDE
from tests.browser.house import House
from tests.browser.watch import Watch
from tests.endurance.serving import PASSWORD
from tests.protocol.rawcharger import RawCharger, basic, open_socket

START_WH = 1_000
HOSTILE = "<script>window.ran = true</script><img src=x onerror='window.ran = true'>"
ARABIC = "\u0645\u062d\u0637\u0629 \u0627\u0644\u0634\u062d\u0646"
NAMES = (HOSTILE, ARABIC, "W" * 200)


class HandCharger:
    """A 1.6 charger that says what a test wants it to say, and nothing by itself."""

    def __init__(self, house: House, code: str) -> None:
        self._house = house
        self._code = code
        self._raw: RawCharger
        self.transaction_id = 0

    def connect(self) -> None:
        """Open a socket and boot."""
        address = f"{self._house.server.ocpp_url}/{self._code}"
        socket = open_socket(address, ["ocpp1.6"], basic(self._code, PASSWORD))
        self._raw = RawCharger(self._house.background.run(socket))
        self.call("BootNotification", chargePointVendor="Hand", chargePointModel="One")

    def call(self, action: str, **payload: object) -> Any:  # noqa: ANN401  an answer's payload
        """Say something, and return the answer."""
        return self._house.background.run(self._raw.call(action, payload))

    def start(self, tag: str, at: str) -> None:
        """Begin a transaction."""
        answer = self.call(
            "StartTransaction", connectorId=1, idTag=tag, meterStart=START_WH, timestamp=at
        )
        self.transaction_id = answer["transactionId"]

    def meter(self, at: str, *, wh: int, w: int, percent: int) -> None:
        """Tell the meter's state."""
        samples = [
            {"value": str(wh), "measurand": "Energy.Active.Import.Register", "unit": "Wh"},
            {"value": str(w), "measurand": "Power.Active.Import", "unit": "W"},
            {"value": str(percent), "measurand": "SoC", "unit": "Percent", "location": "EV"},
        ]
        self.call(
            "MeterValues",
            connectorId=1,
            transactionId=self.transaction_id,
            meterValue=[{"timestamp": at, "sampledValue": samples}],
        )

    def stop(self, at: str, *, wh: int) -> None:
        """End the transaction."""
        self.call(
            "StopTransaction",
            transactionId=self.transaction_id,
            meterStop=wh,
            timestamp=at,
            reason="Remote",
        )

    def obey(self, action: str, answer: list[Any]) -> None:
        """Wait for an order; answer it with a frame from which only the message id is missing."""
        self._house.background.run(self._obey(action, answer))

    def ignore(self, action: str) -> None:
        """Wait for an order, and leave it without an answer."""
        self._house.background.run(self._hear(action))

    def vanish(self) -> None:
        """Drop the connection without a word."""
        self._house.background.run(self._raw.vanish())

    def drop(self) -> None:
        """Drop the connection if it is still there."""
        self._house.background.run(self._drop())

    async def _drop(self) -> None:
        self._raw.drop()

    async def _obey(self, action: str, answer: list[Any]) -> None:
        message_id = await self._hear(action)
        await self._raw.send([answer[0], message_id, *answer[1:]])

    async def _hear(self, action: str) -> str:
        """Return the message id of an order; whatever else is asked meanwhile it does not know."""
        while True:
            _, message_id, asked, _ = await self._raw.recv()
            if asked == action:
                return str(message_id)
            await self._raw.send([4, message_id, "NotImplemented", "", {}])


@contextmanager
def by_hand(house: House, code: str = "CP-1") -> Iterator[HandCharger]:
    """Connect a charger by hand until the end of the block."""
    charger = HandCharger(house, code)
    charger.connect()
    try:
        yield charger
    finally:
        charger.drop()


@contextmanager
def charging(house: House, now: str, tag: str = TAGS[0]) -> Iterator[tuple[HandCharger, str]]:
    """Let a charger begin a transaction; tells the session's id too. It ends with the block."""
    with by_hand(house) as charger:
        charger.start(tag, now)
        session = only_live(house)
        try:
            yield charger, session["id"]
        finally:
            settle(house, session["id"])


def only_live(house: House) -> dict[str, Any]:
    """Return the one live session."""
    with house.api() as api:
        live = api.get("/api/v1/sessions", params={"open": "true"}).raise_for_status()
    [session] = live.json()["items"]
    found: dict[str, Any] = session
    return found


def settle(house: House, session: str) -> None:
    """Close a session, if it is still open."""
    with house.api() as api:
        if api.get(f"/api/v1/sessions/{session}").json()["ended_at"] is None:
            repair = {"reason": "test"}
            api.post(f"/api/v1/sessions/{session}/repair", json=repair).raise_for_status()


def rename(house: House, name: str) -> None:
    """Call the station something else."""
    with house.api() as api:
        station = f"/api/v1/stations/{house.stations['CP-1']}"
        version = api.get(station).json()["version"]
        api.patch(station, json={"name": name, "version": version}).raise_for_status()


def figure(page: Page, name: str) -> Locator:
    """Return one of a page's figures, by its name."""
    return page.locator("dl > div", has=page.get_by_text(name, exact=True)).locator("dd")


def order_stop(page: Page, reason: str) -> None:
    """Force a stop through the dialog."""
    page.get_by_role("button", name="Force stop").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("button", name="Stop charging")).to_be_disabled()
    dialog.get_by_label("Reason").fill(reason)
    dialog.get_by_role("button", name="Stop charging").click()


def impatient(route: Route) -> str:
    """Return a request's body with the shortest time to answer."""
    return json.dumps({**(route.request.post_data_json or {}), "timeout_s": 1})


@pytest.fixture
def now(house: House) -> str:
    """The server's time, as chargers write it."""
    with by_hand(house, "CP-1") as charger:
        answer = charger.call("Heartbeat")
    time: str = answer["currentTime"]
    return time


@pytest.fixture(scope="module")
def past(house: House) -> str:
    """A session that is over, by its id."""
    with by_hand(house) as charger:
        at = charger.call("Heartbeat")["currentTime"]
        charger.start(TAGS[1], at)
        session: str = only_live(house)["id"]
        charger.meter(at, wh=START_WH + 2_500, w=7_400, percent=41)
        charger.stop(at, wh=START_WH + 5_000)
    return session


def test_the_list_shows_what_its_address_asks_for(
    page: Page, house: House, past: str, now: str
) -> None:
    with charging(house, now) as (_, live):
        page.goto("/main/sessions?open=true")
        rows = page.get_by_role("table", name="Sessions").locator("tbody tr")
        expect(rows).to_have_count(1)
        expect(rows.get_by_role("link")).to_have_attribute("href", f"/main/sessions/{live}")
        page.get_by_text("History", exact=True).click()
        expect(page).to_have_url(re.compile(r"open=false"))
        expect(page.locator(f"a[href='/main/sessions/{past}']")).to_be_visible()
        expect(page.locator(f"a[href='/main/sessions/{live}']")).to_have_count(0)
        page.reload()
        expect(page.locator(f"a[href='/main/sessions/{past}']")).to_be_visible()


def test_a_station_and_a_problem_can_be_chosen(page: Page, past: str) -> None:
    page.goto("/main/sessions")
    page.get_by_role("combobox", name="Station").click()
    page.get_by_role("option", name="CP-2").click()
    expect(page).to_have_url(re.compile(r"station_id=[0-9a-f-]{36}"))
    expect(page.get_by_text("Nothing matches")).to_be_visible()
    page.get_by_role("button", name="Clear filters").click()
    expect(page.locator(f"a[href='/main/sessions/{past}']")).to_be_visible()


def test_a_tampered_address_is_told_and_the_rest_of_it_holds(page: Page, past: str) -> None:
    page.goto("/main/sessions?open=false&status=hovering&station_id=1%27--&sudo=1&doubtful=perhaps")
    expect(page.get_by_text("The address asks for something that does not exist")).to_be_visible()
    expect(page.get_by_text("There is no filter “sudo”.")).to_be_visible()
    expect(page.locator(f"a[href='/main/sessions/{past}']")).to_be_visible()


def test_an_identifier_is_looked_for_without_standing_in_the_address(page: Page, past: str) -> None:
    page.goto("/main/sessions")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.get_by_role("button", name="Find by identifier").click()
    page.get_by_role("textbox", name="Identifier").fill(TAGS[1].lower())
    page.get_by_role("button", name="Find", exact=True).click()
    found = page.get_by_role("table", name="Sessions of the identifier")
    expect(found.locator(f"a[href='/main/sessions/{past}']")).to_be_visible()
    assert TAGS[1].lower() not in f"{page.url} {asked}".lower()
    page.get_by_role("button", name="Back to the list").click()
    expect(page.get_by_role("table", name="Sessions", exact=True)).to_be_visible()


def test_the_figures_move_while_it_charges(page: Page, house: House, now: str) -> None:
    with charging(house, now) as (charger, session):
        page.goto(f"/main/sessions/{session}")
        expect(page.get_by_text("started", exact=True).first).to_be_visible()
        charger.meter(now, wh=START_WH + 1_250, w=11_000, percent=57)
        expect(figure(page, "Energy")).to_have_text("1.25 kWh")
        expect(figure(page, "Power now")).to_have_text("11 kW")
        expect(figure(page, "State of charge")).to_have_text("57 %")
        expect(page.get_by_text("charging", exact=True).first).to_be_visible()
        expect(page.get_by_role("img", name=re.compile("Energy.*over time"))).to_be_visible()
        charger.stop(now, wh=START_WH + 2_000)
        expect(page.get_by_text("ended", exact=True).first).to_be_visible()
        expect(figure(page, "Energy")).to_have_text("2 kWh")
        expect(page.get_by_role("button", name="Force stop")).to_have_count(0)


def test_a_session_that_is_over_wears_no_sign_of_a_lost_connection(page: Page, past: str) -> None:
    page.goto(f"/main/sessions/{past}")
    expect(page.get_by_text("ended", exact=True).first).to_be_visible()
    expect(page.get_by_text("cut off")).to_have_count(0)
    expect(page.get_by_text("both told by the charger")).to_be_visible()
    expect(page.get_by_role("button", name="Close by hand")).to_have_count(0)


def test_one_timeline_holds_frames_decision_and_states(page: Page, past: str) -> None:
    page.goto(f"/main/sessions/{past}")
    happened = page.get_by_role("list", name="What happened")
    expect(happened.get_by_text("StopTransaction").first).to_be_visible()
    expect(happened.get_by_role("link", name="allowed: permitted")).to_be_visible()
    page.get_by_text(re.compile(r"^Frames \d")).click()
    expect(happened.get_by_text("StopTransaction")).to_have_count(0)
    expect(happened.get_by_text("started", exact=True)).to_be_visible()


def test_readings_are_had_as_a_file(page: Page, past: str) -> None:
    page.goto(f"/main/sessions/{past}")
    with page.expect_download() as download:
        page.get_by_role("link", name="Readings as CSV").click()
    assert "at,reported_at" in download.value.path().read_text()


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        ([3, {"status": "Accepted"}], "The charger accepted"),
        ([3, {"status": "Rejected"}], "The charger rejected it"),
        ([4, "InternalError", "no such relay", {}], "The charger could not do it"),
    ],
    ids=["accepted", "rejected", "error"],
)
def test_a_force_stop_shows_what_the_charger_answered(
    page: Page, house: House, now: str, answer: list[Any], told: str
) -> None:
    with charging(house, now) as (charger, session):
        page.goto(f"/main/sessions/{session}")
        order_stop(page, "The bay is needed")
        expect(page.get_by_text("The charger is asked to stop")).to_be_visible()
        charger.obey("RemoteStopTransaction", answer)
        expect(page.get_by_text(told)).to_be_visible()
        if answer[0] == 4:
            expect(page.get_by_text("no such relay").first).to_be_visible()
        happened = page.get_by_role("list", name="What happened")
        expect(happened.get_by_text("RemoteStopTransaction").first).to_be_visible()
        assert only_live(house)["id"] == session
        charger.stop(now, wh=START_WH + 10)
        expect(page.get_by_text("The session has ended.")).to_be_visible()


def test_a_force_stop_of_a_charger_that_is_away_says_so(page: Page, house: House, now: str) -> None:
    with charging(house, now) as (charger, session):
        page.goto(f"/main/sessions/{session}")
        charger.vanish()
        expect(page.get_by_text("cut off", exact=True)).to_be_visible()
        order_stop(page, "The bay is needed")
        expect(page.get_by_text("The charger is offline")).to_be_visible()


def test_a_force_stop_that_nobody_answers_is_given_up(page: Page, house: House, now: str) -> None:
    page.route("**/stop", lambda route: route.continue_(post_data=impatient(route)))
    with charging(house, now) as (charger, session):
        page.goto(f"/main/sessions/{session}")
        order_stop(page, "The bay is needed")
        charger.ignore("RemoteStopTransaction")
        expect(page.get_by_text("The charger did not answer in time")).to_be_visible()


def test_a_session_that_never_ends_is_closed_by_hand(page: Page, house: House, now: str) -> None:
    with charging(house, now) as (_, session):
        page.goto(f"/main/sessions/{session}")
        page.get_by_role("button", name="Close by hand").click()
        form = page.get_by_role("dialog")
        form.get_by_label("Reason").fill("The charger was replaced")
        form.get_by_label("Meter at the end").fill("10")
        form.get_by_role("button", name="Close the session").click()
        expect(form.get_by_text(f"must be {START_WH} or more")).to_be_visible()
        expect(form.get_by_label("Reason")).to_have_value("The charger was replaced")
        form.get_by_label("Meter at the end").fill(str(START_WH + 3_000))
        form.get_by_role("button", name="Close the session").click()
        expect(page.get_by_text("ended", exact=True).first).to_be_visible()
        expect(figure(page, "Energy")).to_have_text("3 kWh")
        expect(page.get_by_text("The charger was replaced").first).to_be_visible()
        with house.api() as api:
            closed = api.get(f"/api/v1/sessions/{session}").json()
        assert closed["resolution"] == "The charger was replaced"
        assert closed["energy_wh"] == 3_000


@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["wide", "narrow"])
def test_names_of_any_kind_are_only_names(
    page: Page, house: House, past: str, watches: list[Watch], viewport: ViewportSize
) -> None:
    for name in NAMES:
        rename(house, name)
        for address in ("/main/sessions", f"/main/sessions/{past}", "/main/overview"):
            page.goto(address)
            watches[0].settle()
            if "overview" not in address:
                expect(page.get_by_text(name).first).to_be_visible()
            assert page.evaluate("window.ran") is None
            assert page.evaluate("document.scrollingElement.scrollWidth") <= viewport["width"]


def test_texts_of_ten_thousand_characters_stay_in_their_place(
    page: Page, past: str, watches: list[Watch]
) -> None:
    def lengthen(route: Route) -> None:
        told = route.fetch()
        body = told.json()
        for session in body.get("items", [body]):
            for field in ("station_name", "vehicle_name", "location_name", "stop_reason"):
                session[field] = "x" * 10_000
        route.fulfill(response=told, json=body)

    page.route(re.compile(rf"/api/v1/sessions(\?|/{past}$)"), lengthen)
    for address in ("/main/sessions", f"/main/sessions/{past}"):
        page.goto(address)
        watches[0].settle()
        expect(page.get_by_text("xxxx").first).to_be_visible()
        assert page.evaluate("document.scrollingElement.scrollWidth") <= WIDE["width"]


def test_a_session_that_does_not_exist_has_a_way_on(page: Page) -> None:
    page.goto("/main/sessions/00000000-0000-0000-0000-000000000000")
    expect(page.get_by_text("There is no such thing here")).to_be_visible()
    page.get_by_role("main").get_by_role("link", name="All sessions").last.click()
    expect(page).to_have_url(re.compile(r"/main/sessions$"))


def test_what_cannot_be_read_is_said_with_its_request(page: Page, past: str) -> None:
    page.route(
        "**/curve",
        lambda route: route.fulfill(
            status=500, json={"detail": "It broke.", "request_id": "01-request"}
        ),
    )
    page.goto(f"/main/sessions/{past}")
    expect(page.get_by_text("01-request").first).to_be_visible()
    expect(figure(page, "Energy")).to_have_text("5 kWh")
