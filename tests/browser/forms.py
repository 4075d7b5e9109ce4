"""Every form of the portal that is made from its schema: where it is, and what is typed into it."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Locator, Page, expect
from tests.browser.conftest import TAGS
from tests.browser.house import House
from tests.browser.stranger import Stranger, stranger
from tests.endurance.serving import PASSWORD

FIELDS = """form => [...form.querySelectorAll('input:not([type=hidden]), textarea')].map(input => ({
    label: (input.labels?.[0]?.innerText ?? '').split('\\n')[0].replace(/\\s*\\*$/, ''),
    kind: input.getAttribute('role') ?? (input.type === 'datetime-local' ? 'instant'
        : input.inputMode ? 'number' : 'text'),
    place: input.id,
}))"""
ACCEPTING = {
    "RemoteStartTransaction": "Accepted",
    "RemoteStopTransaction": "Accepted",
    "UnlockConnector": "Unlocked",
    "ChangeAvailability": "Accepted",
    "Reset": "Accepted",
    "TriggerMessage": "Accepted",
    "ChangeConfiguration": "Accepted",
    "ClearCache": "Accepted",
}
VEHICLE = "Van of the forms"
FLEET = "Fleet of the forms"
Value = str | bool


@dataclass(frozen=True)
class Entry:
    """A field, and what is put into it; `{n}` stands for a number that is used once.

    With `room`, it takes any text of so many characters, or any of ASCII. What is not `told` is
    not shown in the form when it is opened again.
    """

    label: str
    value: Value
    room: int | None = None
    ascii: bool = False
    told: bool = True


@dataclass
class Things:
    """What forms are opened for, made anew for each."""

    house: House
    charger: Stranger
    now: str
    station: str
    made: int = 0

    def __post_init__(self) -> None:
        """Let the charger do whatever it is told."""
        for action, status in ACCEPTING.items():
            self.charger.answer(action, {"status": status})

    def post(self, path: str, **body: object) -> Any:  # noqa: ANN401  what REST answers
        """Make something behind the portal's back."""
        with self.house.api() as api:
            return api.post(f"/api/v1/{path}", json=body).raise_for_status().json()

    def number(self) -> int:
        """Return a number that nothing else was called by."""
        self.made += 1
        return self.made

    def vehicle(self) -> str:
        """Add a vehicle; return its id."""
        return str(self.post("vehicles", name=f"Thing {self.number()}")["id"])

    def agreement(self) -> str:
        """Make an agreement that holds everywhere; return its id."""
        said = {"name": f"Thing {self.number()}", "everywhere": True}
        return str(self.post("agreements", **said)["id"])

    def partner(self) -> str:
        """Add a partner; return its id."""
        return str(self.post("roaming/partners", name=f"Thing {self.number()}")["id"])

    def party(self) -> str:
        """Add a party of ours; return its id."""
        details = {"name": f"Thing {self.number()}"}
        key = {"country_code": "PT", "party_id": "THG", "role": "EMSP"}
        return str(self.post("roaming/parties", **key, business_details=details)["id"])

    def tariff(self) -> str:
        """Add a tariff; return its id."""
        energy = {"dimension": "energy", "price": "0.49"}
        said = {"currency": "EUR", "elements": [{"components": [energy]}]}
        return str(self.post("tariffs", name=f"Thing {self.number()}", tariff=said)["id"])

    def fleet(self) -> str:
        """Add a fleet; return its id."""
        return str(self.post("fleets", name=f"Thing {self.number()}")["id"])

    def policy(self) -> str:
        """Add an access policy; return its id."""
        name = f"Thing {self.number()}"
        return str(self.post("access/policies", name=name, default_mode="freevend")["id"])

    def identifier(self) -> str:
        """Add an identifier that has a group; return its id."""
        value = f"THING-{self.number()}"
        return str(self.post("identifiers", value=value, type="rfid", group="THINGS")["id"])

    def location(self) -> str:
        """Add a location; return its id."""
        name = f"Place {self.number()}"
        return str(self.post("locations", name=name, timezone="Europe/Berlin")["id"])

    def user(self) -> str:
        """Add somebody who works there; return their id."""
        return str(self.post("users", kind="staff", name=f"Thing {self.number()}")["id"])

    def department(self) -> str:
        """Add a department; return its id."""
        return str(self.post("departments", name=f"Thing {self.number()}")["id"])

    def webhook(self) -> str:
        """Add a webhook that is told of little; return its id."""
        url = f"https://thing{self.number()}.example/hook"
        made = self.post("webhooks", url=url, event_types=["tenant.created"])
        return str(made["webhook"]["id"])

    def entry(self) -> str:
        """Add an entry of news; return its id."""
        texts = {"en": f"Thing {self.number()}"}
        made = self.post("news", title=texts, summary=texts, audience="both", line="operator")
        return str(made["id"])

    def another_station(self) -> str:
        """Add a station; return its id."""
        code = f"THING-{self.number()}"
        location = self.location()
        added = self.post("stations", code=code, location_id=location, security_profile=0)
        return str(added["station"]["id"])

    def session(self) -> str:
        """Let a session begin that nobody ends; return its id."""
        self.charger.say(
            "StartTransaction",
            connector_id=1,
            id_tag=TAGS[0],
            meter_start=1_000,
            timestamp=self.now,
        )
        with self.house.api() as api:
            query = {"open": "true", "station_id": self.station}
            return str(api.get("/api/v1/sessions", params=query).json()["items"][0]["id"])


@contextmanager
def things(house: House) -> Iterator[Things]:
    """Connect a charger that says what it is told to, at a station of its own."""
    with house.api() as api:
        places = api.get("/api/v1/locations").raise_for_status().json()["items"]
        body = {
            "code": "FORMS",
            "location_id": places[0]["id"],
            "security_profile": 1,
            "protocol": "ocpp1.6",
            "password": PASSWORD,
        }
        added = api.post("/api/v1/stations", json=body).raise_for_status().json()["station"]
    url = f"{house.server.ocpp_url}/FORMS"
    with stranger(house, url, "FORMS") as charger:
        now = charger.say(
            "BootNotification", charge_point_vendor="Forms", charge_point_model="One"
        ).current_time
        charger.say("StatusNotification", connector_id=1, error_code="NoError", status="Available")
        with house.api() as api:
            api.post("/api/v1/vehicles", json={"name": VEHICLE}).raise_for_status()
            api.post("/api/v1/fleets", json={"name": FLEET}).raise_for_status()
        yield Things(house=house, charger=charger, now=now, station=added["id"])


Open = Callable[[Page, Things], None]


@dataclass(frozen=True)
class Form:
    """A form: `opened` opens it, `again` shows what was saved, by the button that is `saves`.

    `source` is the file that makes it. What a form says that `seen` follows stands as text on that
    page; what it tells a charger is `ordered`: an action, and its payload.
    """

    name: str
    source: str
    label: str
    opened: Open
    entries: tuple[Entry, ...]
    again: Open | None = None
    saves: str = "Save"
    seen: Open | None = None
    ordered: tuple[str, Mapping[str, object]] | None = None

    def on(self, page: Page) -> Locator:
        """Return it, as it is open on a page."""
        return page.get_by_role("form", name=self.label, exact=True)

    def values(self, things: "Things") -> dict[str, Value]:
        """Return what is put into its fields, by their labels."""
        number = str(things.number())
        return {
            one.label: one.value.replace("{n}", number) if isinstance(one.value, str) else one.value
            for one in self.entries
        }

    def send(self, page: Page) -> None:
        """Press its button."""
        self.on(page).get_by_role("button", name=self.label, exact=True).click()


@dataclass(frozen=True)
class Input:
    """A field as it stands in the page: a text, number, instant, combobox or switch."""

    kind: str
    box: Locator

    def fill(self, page: Page, value: Value) -> None:
        """Put a value into it."""
        if self.kind == "switch":
            self.box.set_checked(value is True, force=True)
        elif self.kind == "combobox":
            self._choose(page, str(value))
        else:
            self.box.fill(str(value))

    @property
    def takes_text(self) -> bool:
        """Whether a text is typed into it, and no number or time."""
        return self.kind == "text"

    @property
    def error(self) -> Locator:
        """What is said against what stands in it."""
        place = self.box.get_attribute("id")
        return self.box.page.locator(f"[id='{place}-error']")

    def read(self) -> Value:
        """Return what stands in it."""
        return self.box.is_checked() if self.kind == "switch" else self.box.input_value()

    def _choose(self, page: Page, option: str) -> None:
        self.box.click()
        if self.box.is_editable():
            self.box.fill(option)
        page.get_by_role("option", name=option, exact=True).first.click()
        expect(self.box).to_have_value(option)


def inputs(form: Locator) -> dict[str, Input]:
    """Return the fields that a form has, by their labels."""
    expect(form).to_be_visible()
    found: list[dict[str, str]] = form.evaluate(FIELDS)
    return {
        one["label"]: Input(one["kind"], form.locator(f"[id='{one['place']}']")) for one in found
    }


def fill(page: Page, form: Locator, values: Mapping[str, Value]) -> None:
    """Put values into the fields of a form, by their labels."""
    known = inputs(form)
    for label, value in values.items():
        known[label].fill(page, value)


def read(form: Locator) -> dict[str, Value]:
    """Return what stands in the fields of a form."""
    return {label: one.read() for label, one in inputs(form).items()}
