"""Access policies on the screen: a week by the keyboard alone, its preview, many stations."""

import re

import pytest
from playwright.sync_api import Locator, Page, ViewportSize, expect
from tests.browser.conftest import NARROW
from tests.browser.house import House

TABS_AT_MOST = 80
STEPS = 8
SCROLLED = 120
HOURS = 22
NIGHT_QUARTERS = 7 * 4
DOZEN = tuple(f"POLE-{number:02}" for number in range(1, 13))
ABLE = {"capability": "full", "reason": "As its maker says.", "key": "AuthCtrlr.Enabled"}
FOCUSED = """element => element === document.activeElement"""


def tab_to(page: Page, wanted: Locator, key: str = "Tab") -> None:
    """Press a key until something has the focus."""
    for _ in range(TABS_AT_MOST):
        page.keyboard.press(key)
        if wanted.evaluate(FOCUSED):
            return
    raise AssertionError(f"{key} does not lead there.")


def press(page: Page, key: str, times: int = 1) -> None:
    """Press a key some times."""
    for _ in range(times):
        page.keyboard.press(key)


def nights(house: House, name: str) -> str:
    """Make a policy that lets anybody charge at night; return its id."""
    window = {"days": [1, 2, 3, 4, 5, 6, 7], "begins": "22:00", "ends": "06:00"}
    body = {
        "name": name,
        "default_mode": "managed_access",
        "windows": [{**window, "mode": "freevend"}],
    }
    with house.api() as api:
        return str(api.post("/api/v1/access/policies", json=body).raise_for_status().json()["id"])


def test_a_week_is_made_by_the_keyboard_alone_and_previewed(page: Page, house: House) -> None:
    page.goto("/main/policies/new")
    grid = page.get_by_role("grid", name="The week, by hours")
    words = page.get_by_role("list", name="Windows in words")
    tab_to(page, grid.get_by_role("gridcell", name=re.compile("^Monday 00:00:")))

    press(page, "ArrowDown", HOURS)
    press(page, "Enter")
    expect(words).to_contain_text("Mon 22:00 to 23:00")
    press(page, "Shift+ArrowDown", NIGHT_QUARTERS)
    expect(words).to_contain_text("Mon 22:00 to 06:00")
    press(page, "ArrowRight")
    press(page, "ArrowUp")
    expect(words).to_contain_text("Tue 21:45 to 05:45")
    press(page, "ArrowLeft")
    press(page, "ArrowDown")

    tab_to(page, page.get_by_role("button", name="Copy a day …"), "Shift+Tab")
    press(page, "Enter")
    copying = page.get_by_role("dialog", name="Copy a day")
    tab_to(page, copying.get_by_role("button", name="Copy", exact=True))
    press(page, "Enter")
    expect(words).to_contain_text("Mon\u2013Fri 22:00 to 06:00")

    weeks = page.get_by_role("table", name="The next eight weeks")
    expect(weeks).to_contain_text("22:00 to 24:00 freevend (a weekly window of its policy)")
    tab_to(page, page.get_by_role("textbox", name="Name"))
    page.keyboard.type("Nights by hand")
    press(page, "Enter")

    expect(page.get_by_role("heading", level=1, name="Nights by hand")).to_be_visible()
    expect(words).to_contain_text("Mon\u2013Fri 22:00 to 06:00")
    with house.api() as api:
        found = api.get("/api/v1/access/policies", params={"search": "by hand"}).json()["items"]
    window = {key: found[0]["windows"][0][key] for key in ("days", "begins", "ends", "mode")}
    assert window == {
        "days": [1, 2, 3, 4, 5],
        "begins": "22:00",
        "ends": "06:00",
        "mode": "freevend",
    }


def test_what_is_in_the_way_of_a_window_is_named(page: Page, house: House) -> None:
    page.goto(f"/main/policies/{nights(house, 'In the way')}/edit")
    page.get_by_role("button", name="Add a window …").click()
    form = page.get_by_role("dialog").get_by_role("form", name="Add it")
    form.get_by_label("From").fill("05:00")
    form.get_by_label("Until", exact=True).fill("07:30")
    form.get_by_role("button", name="Add it").click()
    expect(form.get_by_role("alert")).to_contain_text(
        "It would overlap: freevend, Sunday 22:00 to Monday 06:00."
    )
    form.get_by_label("From").fill("06:00")
    form.get_by_role("button", name="Add it").click()
    words = page.get_by_role("list", name="Windows in words")
    expect(words).to_contain_text("Mon 06:00 to 07:30")

    window = page.get_by_role("button", name="freevend, Monday 06:00 to 07:30")
    expect(window).to_be_focused()
    press(page, "ArrowUp")
    said = page.get_by_role("status").filter(has_text="In the way")
    expect(said).to_contain_text("freevend, Sunday 22:00 to Monday 06:00")
    press(page, "Delete")
    expect(words).not_to_contain_text("07:30")


def test_a_window_of_no_time_and_exceptions_that_clash_are_kept_by_nobody(
    page: Page, house: House
) -> None:
    page.goto("/main/policies/new")
    page.get_by_role("button", name="Add a window …").click()
    form = page.get_by_role("dialog").get_by_role("form", name="Add it")
    form.get_by_label("From").fill("08:00")
    form.get_by_label("Until", exact=True).fill("08:00")
    form.get_by_role("button", name="Add it").click()
    expect(form.get_by_role("alert")).to_contain_text(
        "It would last no time. A whole day is 00:00 until midnight."
    )
    form.get_by_role("button", name="Cancel").click()

    for nth, name in ((1, "Fair"), (2, "Works")):
        page.get_by_role("button", name="Add an exception").click()
        page.get_by_role("group", name=f"Exception {nth}").get_by_label("Name").fill(name)
    said = page.get_by_role("alert").filter(has_text="It overlaps Fair.")
    expect(said).to_be_visible()
    page.get_by_role("textbox", name="Name").last.fill("Clashing")
    page.get_by_role("button", name="Add policy").click()
    expect(page.get_by_text("An exception cannot be kept so")).to_be_visible()
    works = page.get_by_role("group", name="Exception 2")
    works.get_by_label("Until").fill("2030-01-01T00:00")
    works.get_by_label("From").fill("2030-01-02T00:00")
    expect(said).to_have_count(0)
    expect(page.get_by_role("alert").filter(has_text="It ends before it begins.")).to_be_visible()
    with house.api() as api:
        found = api.get("/api/v1/access/policies", params={"search": "Clashing"}).json()
    assert found["items"] == []
    works.get_by_label("Until").fill("2030-01-03T00:00")
    page.get_by_role("button", name="Add policy").click()
    expect(page.get_by_role("heading", level=1, name="Clashing")).to_be_visible()


def test_windows_are_dragged_by_the_mouse(page: Page) -> None:
    page.goto("/main/policies/new")
    grid = page.get_by_role("grid", name="The week, by hours")
    words = page.get_by_role("list", name="Windows in words")
    drag(page, grid, "Tuesday 08:00", "Tuesday 10:00")
    expect(words).to_contain_text("Tue 08:00 to 10:")
    drag(page, grid, "Tuesday 09:00", "Thursday 09:00")
    expect(words).to_contain_text("Thu 08:00 to 10:")
    page.get_by_role("button", name="Take back").click()
    expect(words).to_contain_text("Tue 08:00 to 10:")


def drag(page: Page, grid: Locator, since: str, until: str) -> None:
    """Drag from the top of an hour into the middle of another."""
    boxes = [
        grid.get_by_role("gridcell", name=re.compile(f"^{hour}")).bounding_box()
        for hour in (since, until)
    ]
    first, last = (box for box in boxes if box is not None)
    page.mouse.move(first["x"] + 40, first["y"] + 2)
    page.mouse.down()
    page.mouse.move(last["x"] + 40, last["y"] + 2, steps=5)
    page.mouse.up()


class Finger:
    """A finger on the screen, as Chromium takes one."""

    def __init__(self, page: Page) -> None:
        self._protocol = page.context.new_cdp_session(page)
        self._protocol.send("Emulation.setTouchEmulationEnabled", {"enabled": True})

    def drag(self, since: tuple[float, float], until: tuple[float, float]) -> None:
        """Put it down, move it in steps, and lift it."""
        self._at("touchStart", since)
        for step in range(1, STEPS + 1):
            x, y = (a + (b - a) * step / STEPS for a, b in zip(since, until, strict=True))
            self._at("touchMove", (x, y))
        self._at("touchEnd")

    def tap(self, place: tuple[float, float]) -> None:
        """Put it down, and lift it."""
        self._at("touchStart", place)
        self._at("touchEnd")

    def _at(self, kind: str, *places: tuple[float, float]) -> None:
        points = [{"x": x, "y": y} for x, y in places]
        self._protocol.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})


def middle(place: Locator) -> tuple[float, float]:
    """Return where the middle of something is."""
    box = place.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_a_window_is_made_and_moved_by_a_finger(page: Page) -> None:
    page.goto("/main/policies/new")
    grid = page.get_by_role("grid", name="The week, by hours")
    words = page.get_by_role("list", name="Windows in words")
    hour = grid.get_by_role("gridcell", name=re.compile("^Tuesday 02:00"))
    hour.scroll_into_view_if_needed()
    finger = Finger(page)
    finger.tap(middle(hour))
    expect(words).to_contain_text("Tue 02:")
    window = page.get_by_role("button", name=re.compile("freevend, Tuesday 02:"))
    expect(window).to_be_focused()
    there = middle(grid.get_by_role("gridcell", name=re.compile("^Thursday 04:00")))
    finger.drag(middle(window), there)
    expect(words).to_contain_text("Thu 0")
    expect(words).not_to_contain_text("Tue")


def test_a_finger_that_scrolls_makes_no_window(page: Page) -> None:
    page.goto("/main/policies/new")
    grid = page.get_by_role("grid", name="The week, by hours")
    hour = grid.get_by_role("gridcell", name=re.compile("^Tuesday 04:00"))
    hour.scroll_into_view_if_needed()
    x, y = middle(hour)
    Finger(page).drag((x, y), (x, y - SCROLLED))
    expect(page.get_by_role("list", name="Windows in words").get_by_text("Tue")).to_have_count(0)


@pytest.mark.parametrize("viewport", [NARROW])
def test_on_a_telephone_a_day_is_shown_at_a_time(page: Page, viewport: ViewportSize) -> None:
    del viewport
    page.goto("/main/policies/new")
    grid = page.get_by_role("grid", name="The week, by hours")
    expect(grid.get_by_role("columnheader", name="Monday")).to_be_visible()
    page.get_by_text("Sat", exact=True).first.click()
    expect(grid.get_by_role("columnheader", name="Saturday")).to_be_visible()
    grid.get_by_role("gridcell", name=re.compile("^Saturday 09:00")).click()
    expect(page.get_by_role("list", name="Windows in words")).to_contain_text("Sat 09:")


def test_a_policy_is_given_to_twelve_stations_each_of_which_says_so(
    page: Page, house: House
) -> None:
    with house.api() as api:
        location = api.get("/api/v1/locations").json()["items"][0]["id"]
        for code in DOZEN:
            body = {"code": code, "location_id": location, "security_profile": 0}
            added = api.post("/api/v1/stations", json=body).raise_for_status().json()
            if code != DOZEN[-1]:
                path = f"/api/v1/stations/{added['station']['id']}/access/control/override"
                api.put(path, json=ABLE).raise_for_status()
    policy = nights(house, "Nights of twelve")

    page.goto(f"/main/policies/{policy}")
    page.get_by_role("link", name="Give it to stations …").click()
    expect(page.get_by_role("link", name="CP-1", exact=True)).to_be_visible()
    page.get_by_role("searchbox", name="Search").fill("POLE")
    expect(page.get_by_role("link", name="CP-1", exact=True)).to_have_count(0)
    expect(page.get_by_role("link", name=re.compile("^POLE-"))).to_have_count(len(DOZEN))
    page.get_by_role("checkbox", name="Select all rows that are loaded").check()
    page.get_by_role("button", name="Give them the policy").click()
    asked = page.get_by_role("dialog")
    asked.get_by_role("button", name="Give it to them").click()
    results = asked.get_by_role("table", name="What came of it at each station")
    expect(results.get_by_text("governed by it now")).to_have_count(len(DOZEN) - 1)
    expect(results.get_by_text("it cannot follow a policy")).to_have_count(1)
    asked.get_by_role("link", name="To the policy").click()

    governed = page.get_by_role("table", name="Stations of the policy")
    expect(governed.get_by_role("link")).to_have_count(len(DOZEN) - 1)
    governed.get_by_role("link", name=DOZEN[0]).click()
    expect(page.get_by_role("region", name="Its policy")).to_contain_text("Nights of twelve")


def test_a_station_is_overridden_and_follows_its_policy_again(page: Page, house: House) -> None:
    page.goto(f"/main/stations/{house.stations['CP-2']}/access")
    now = page.get_by_role("region", name="Who may charge")
    expect(now).to_contain_text("managed access")
    now.get_by_role("button", name="Override …").click()
    form = page.get_by_role("form", name="Set the mode")
    form.get_by_label("Until").fill("2020-01-01T00:00")
    form.get_by_label("Reason").fill("Open day")
    form.get_by_role("button", name="Set the mode").click()
    expect(form).to_contain_text("It would end before it begins")
    form.get_by_label("Until").fill("")
    form.get_by_role("button", name="Set the mode").click()
    expect(now).to_contain_text("freevend")
    expect(now).to_contain_text("Open day")
    now.get_by_role("button", name="End the override …").click()
    page.get_by_role("dialog").get_by_role("button", name="End the override").click()
    expect(now).to_contain_text("managed access")
    expect(page.get_by_role("table", name="Overrides of the station")).to_contain_text("Open day")
