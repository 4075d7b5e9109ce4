"""A depot in which everything happened once, for real: charging, denials, a fault, news."""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

import httpx
from tests.browser.house import House, LivingCharger
from tests.browser.teller import Teller, telling
from tests.integration.roaming.telling import whole

STATIONS = (("DEPOT-1", "ocpp1.6"), ("DEPOT-2", "ocpp2.0.1"), ("DEPOT-3", "ocpp1.6"))
ABSENT = ("DEPOT-4", "ocpp2.0.1")
TAGS = ("04A2B3C4D5E680", "04F1E2D3C4B590", "04C3D4E5F6A7B8")
STRANGER = "0BADC0FFEE0DDF"
VEHICLES = (
    "Van 1",
    "Van 2",
    "\u0634\u0627\u062d\u0646\u0629 \u0627\u0644\u062a\u0648\u0635\u064a\u0644",
)
NOBODY_LISTENS = "http://127.0.0.1:1025/chargehouse"
NEWS = {
    "title": {"en": "The depot is closed on Monday", "de": "Montag ist das Depot geschlossen"},
    "summary": {"en": "From 06:00 to 18:00.", "de": "Von 6 bis 18 Uhr."},
    "audience": "both",
    "line": "operator",
    "prominent": True,
}
VAT = {"name": "VAT", "percent": "21"}
FLEET = "Night buses"
AGREEMENT = "Roaming partner"
PARTNER = "Roamer"
NEIGHBOUR = "Nordlicht Mobility"
PARTY = ("ES", "TWK")
TARIFF = {
    "currency": "EUR",
    "elements": [
        {
            "components": [
                {"dimension": "energy", "price": "0.39", "taxes": [VAT]},
                {"dimension": "parking_time", "price": "3.00", "step_size": 900, "taxes": [VAT]},
            ],
            "restrictions": {"start_time": "22:00", "end_time": "06:00", "day_of_week": [6, 7]},
        },
        {
            "components": [
                {"dimension": "energy", "price": "0.49", "taxes": [VAT]},
                {"dimension": "flat", "price": "1.00", "taxes": [VAT]},
            ]
        },
    ],
    "max_price": {"excl": "80.00"},
}
READINGS = 4
PATIENCE_S = 60.0
POLICY = "Nights of the depot"
LOOK_EVERY_S = 0.2


class SceneError(Exception):
    """What should have happened did not."""


@contextmanager
def scene(house: House) -> Iterator[None]:
    """Let it happen; chargers stay connected, and two go on charging."""
    with ExitStack() as stack:
        first, second, third = (
            stack.enter_context(house.charger(code, protocol)) for code, protocol in STATIONS
        )
        api = stack.enter_context(house.api())
        fleet = _fleet(api)
        _agreement(api)
        _roam(api)
        _hear(api, stack.enter_context(telling(house, NEIGHBOUR)))
        _price(api)
        _govern(api)
        for name, identifier in zip(VEHICLES, house.server.installation.identifiers, strict=True):
            added = api.post("/api/v1/vehicles", json={"name": name, "fleet_id": fleet})
            vehicle = added.raise_for_status().json()
            api.post(
                f"/api/v1/identifiers/{identifier}/assign", json={"vehicle_id": vehicle["id"]}
            ).raise_for_status()
        for living, tag in ((first, TAGS[0]), (second, TAGS[1])):
            _charge(living, tag, api)
        for living in (first, third):
            living.wait(lambda charger: charger.present(STRANGER))
        third.do(lambda charger: charger.fault(1, "HighTemperature", "E-2107", "Cooling failed"))
        for living, tag in ((first, TAGS[2]), (second, TAGS[0])):
            _begin(living, tag)
        _tell(api)
        _credit(api)
        wait_for(lambda: len(_open(api)) == 2)
        yield


def wait_for(happened: Callable[[], bool], patience_s: float = PATIENCE_S) -> None:
    """Wait until something has happened; raise `SceneError` when it does not."""
    deadline = time.monotonic() + patience_s
    while not happened():
        if time.monotonic() > deadline:
            raise SceneError("The scene did not come about in time.")
        time.sleep(LOOK_EVERY_S)


def _fleet(api: httpx.Client) -> str:
    """Add a fleet that may not charge at night; return its id."""
    fleet = str(api.post("/api/v1/fleets", json={"name": FLEET}).raise_for_status().json()["id"])
    location = api.get("/api/v1/locations").raise_for_status().json()["items"][0]["id"]
    nights = {"days": [1, 2, 3, 4, 5], "begins": "03:00", "ends": "03:01"}
    body = {"effect": "deny", "locations": [location], "windows": [nights], "note": "Maintenance"}
    api.post(f"/api/v1/fleets/{fleet}/rules", json=body).raise_for_status()
    return fleet


def _agreement(api: httpx.Client) -> None:
    """Make an agreement with a partner, who told us of two cards."""
    said = {"name": AGREEMENT, "everywhere": True, "fresh_for_s": 86_400}
    made = api.post("/api/v1/agreements", json=said).raise_for_status().json()
    entries = [
        {"value": "DE-ROA-C00000001", "type": "emaid"},
        {"value": "DE-ROA-C00000002", "type": "emaid", "status": "blocked"},
    ]
    path = f"/api/v1/agreements/{made['id']}/identifiers"
    api.put(path, json={"kind": "full", "identifiers": entries}).raise_for_status()


def _roam(api: httpx.Client) -> None:
    """Be a party, and try to register with a partner that is away."""
    country, party = PARTY
    named = {"country_code": country, "party_id": party}
    details = {"name": "Tellus Carga S.A.", "website": "https://tellus.example"}
    for role in ("CPO", "EMSP"):
        body = {**named, "role": role, "business_details": details}
        api.post("/api/v1/roaming/parties", json=body).raise_for_status()
    api.put("/api/v1/roaming/parties/default", json=named).raise_for_status()
    made = api.post("/api/v1/roaming/partners", json={"name": PARTNER}).raise_for_status().json()
    body = {"versions_url": NOBODY_LISTENS, "token": "token-a"}
    api.post(f"/api/v1/roaming/partners/{made['id']}/registration", json=body)


def _hear(api: httpx.Client, neighbour: Teller) -> None:
    """Be told by a partner what it has, and look at what is wrong with it."""
    for number in range(12):
        place = whole("2.2.1", "locations", id=f"LOC-{number}", name=f"Noordpier {number}")
        neighbour.tell("PUT", "locations", place, f"LOC-{number}")
        told = {"id": f"S-{number}", "status": "ACTIVE" if number < 2 else "COMPLETED"}
        neighbour.tell("PUT", "sessions", whole("2.2.1", "sessions", **told), f"S-{number}")
    neighbour.tell("POST", "cdrs", whole("2.2.1", "cdrs"))
    path = f"/api/v1/roaming/partners/{neighbour.id}/examination"
    api.post(path, json={}, timeout=90).raise_for_status()


def _price(api: httpx.Client) -> None:
    """Have a tariff hold everywhere."""
    body = {"name": "Day and night", "tariff": TARIFF}
    made = api.post("/api/v1/tariffs", json=body).raise_for_status().json()
    api.post("/api/v1/tariff-assignments", json={"tariff_id": made["id"]}).raise_for_status()


def _credit(api: httpx.Client) -> None:
    """Take back what the first session cost."""
    query = {"credit": "false"}
    wait_for(lambda: len(api.get("/api/v1/cdrs", params=query).json()["items"]) > 1)
    first = api.get("/api/v1/cdrs", params=query).raise_for_status().json()["items"][-1]
    reason = {"reason": "The charger stood still for an hour."}
    api.post(f"/api/v1/cdrs/{first['id']}/credit", json=reason).raise_for_status()


def _govern(api: httpx.Client) -> None:
    """Let a policy govern a station, which says freevend for a minute at night and on a holiday."""
    minute = {"begins": "03:00", "ends": "03:01", "mode": "freevend"}
    noon = {"begins": "11:30", "ends": "12:15", "mode": "managed_access"}
    holiday = {"begins": "2030-12-24T18:00", "ends": "2030-12-27T00:00", "mode": "freevend"}
    body = {
        "name": POLICY,
        "default_mode": "managed_access",
        "windows": [{**minute, "days": [1, 2, 3, 4, 5]}, {**noon, "days": [6, 7]}],
        "exceptions": [{**holiday, "name": "Christmas"}],
    }
    made = api.post("/api/v1/access/policies", json=body).raise_for_status().json()
    search = {"search": STATIONS[0][0]}
    station = api.get("/api/v1/stations", params=search).raise_for_status().json()["items"][0]
    able = {"capability": "full", "reason": "As its maker says.", "key": "FreevendEnabled"}
    path = f"/api/v1/stations/{station['id']}/access/control/override"
    api.put(path, json=able).raise_for_status()
    api.post(
        f"/api/v1/access/policies/{made['id']}/stations", json={"stations": [station["id"]]}
    ).raise_for_status()


def _begin(living: LivingCharger, tag: str) -> None:
    if not living.wait(lambda charger: charger.start_charging(tag)):
        raise SceneError(f"{living.charger.code} did not let anybody charge.")


def _charge(living: LivingCharger, tag: str, api: httpx.Client) -> None:
    """Let a car charge until its session has a curve, and leave."""
    _begin(living, tag)
    wait_for(lambda: any(_readings(api, session["id"]) >= READINGS for session in _open(api)))
    living.do(lambda charger: charger.unplug())
    wait_for(lambda: not _open(api))


def _tell(api: httpx.Client) -> None:
    """Have a system that is away told what happens, and write news for now and for later."""
    hook = {"url": NOBODY_LISTENS, "event_types": ["session.*", "station.fault_opened"]}
    added = api.post("/api/v1/webhooks", json=hook).raise_for_status().json()["webhook"]
    path = f"/api/v1/webhooks/{added['id']}"
    api.post(f"{path}/test").raise_for_status()
    query = {"status": "failed"}
    wait_for(lambda: api.get(f"{path}/deliveries", params=query).json()["items"] != [])
    for extra in ({}, {"published_at": "2036-01-02T03:04:00Z"}):
        api.post("/api/v1/news", json=NEWS | extra).raise_for_status()


def _open(api: httpx.Client) -> list[dict[str, str]]:
    answer = api.get("/api/v1/sessions", params={"open": "true"}).raise_for_status()
    items: list[dict[str, str]] = answer.json()["items"]
    return items


def _readings(api: httpx.Client, session: str) -> int:
    answer = api.get(f"/api/v1/sessions/{session}/readings").raise_for_status()
    return len(answer.json())
