"""The forms themselves: each that is made with the kit's `SchemaForm`, field by field."""

from collections.abc import Mapping

from playwright.sync_api import Page
from tests.browser.conftest import TAGS
from tests.browser.forms import Entry, Form, Open, Things

AT_ONCE = "1"
WRITTEN_FROM = "2026-01-02T03:04"
WRITTEN_UNTIL = "2036-01-02T03:04"
HOW = (
    Entry("Reason", "A good reason", room=500),
    Entry("Seconds to wait for the answer", AT_ONCE),
)


def at(path: str) -> Open:
    """Go to a page below the tenant; `{vehicle}` and the like make one first."""

    def go(page: Page, things: Things) -> None:
        made = {
            "vehicle": things.vehicle,
            "fleet": things.fleet,
            "agreement": things.agreement,
            "partner": things.partner,
            "party": things.party,
            "tariff": things.tariff,
            "policy": things.policy,
            "identifier": things.identifier,
            "location": things.location,
            "user": things.user,
            "department": things.department,
            "webhook": things.webhook,
            "entry": things.entry,
            "another_station": things.another_station,
            "session": things.session,
        }
        place = path.replace("{station}", things.station)
        for name, make in made.items():
            if f"{{{name}}}" in place:
                place = place.replace(f"{{{name}}}", make())
        page.goto(f"/main/{place}")

    return go


def changing_it(page: Page, things: Things) -> None:
    """Change what saving led to."""
    del things
    page.get_by_role("main").get_by_role("link", name="Change").click()


def anew(page: Page, things: Things) -> None:
    """Load the page again."""
    del things
    page.reload()


def after(first: Open, *buttons: str) -> Open:
    """Press buttons on a page, one after the other."""

    def go(page: Page, things: Things) -> None:
        first(page, things)
        for name in buttons:
            page.get_by_role("button", name=name, exact=True).or_(
                page.get_by_role("menuitem", name=name, exact=True)
            ).first.click()

    return go


def at_a_new_location(page: Page, things: Things) -> None:
    """Say that a station stands where none stood before."""
    at("stations/new")(page, things)
    page.get_by_text("At a new location").click()


def to_its_settings(page: Page, things: Things) -> None:
    """Go from what is to be typed into a charger to what is set about it."""
    del things
    page.get_by_role("link", name="Go to the station").click()
    parts = page.get_by_role("navigation", name="Parts of this station")
    parts.get_by_role("link", name="Settings").click()


def changing_the_mode(page: Page, things: Things) -> None:
    """Open the form of who may charge."""
    at("stations/{another_station}")(page, things)
    page.get_by_role("region", name="Access mode").get_by_role("button", name="Override …").click()


def saying_what_it_can_do(page: Page, things: Things) -> None:
    """Open the form of what a charger can do."""
    at("stations/{another_station}/access")(page, things)
    page.get_by_role("button", name="Say what it can do …").click()


def accepting_what_is_not_enforced(page: Page, things: Things) -> None:
    """Open the form in which it is accepted what a charger does not enforce."""
    station = things.another_station()
    path = f"/api/v1/stations/{station}/access/control/override"
    with things.house.api() as api:
        said = {"capability": "partial", "reason": "It has no switch."}
        api.put(path, json=said).raise_for_status()
    page.goto(f"/main/stations/{station}/access")
    page.get_by_role("button", name="Accept it in writing …").click()


def choosing_an_action(page: Page, things: Things) -> None:
    """Open the form of any action, for one of them."""
    after(at("stations/{station}/commands"), "Any OCPP action")(page, things)
    page.get_by_role("combobox", name="Action").fill("ClearCache")
    page.get_by_role("option", name="ClearCache", exact=True).click()


def permitting_to_read(page: Page, things: Things) -> None:
    """Choose what a new token permits."""
    at("tokens/new")(page, things)
    page.get_by_role("checkbox", name="stations.read").check()


def choosing_events(page: Page, things: Things) -> None:
    """Choose of what a new webhook is told."""
    at("webhooks/new")(page, things)
    page.get_by_role("button", name="Single ones of tenant …").click()
    page.get_by_role("checkbox", name="tenant.created").check()


def going_on_to_change_it(page: Page, things: Things) -> None:
    """Go from a new webhook's secret to its page, and change it."""
    page.get_by_role("link", name="Go on, and send a test").click()
    changing_it(page, things)


def changing_the_first(page: Page, things: Things) -> None:
    """Change the first entry of news that can be changed."""
    del things
    page.get_by_role("article").first.get_by_role("link", name="Change").click()


def holding_everywhere(page: Page, things: Things) -> None:
    """Say where a new rule of a fleet holds."""
    at("fleets/{fleet}/rules/new")(page, things)
    page.get_by_text("Everywhere", exact=True).click()


def changing_its_rule(page: Page, things: Things) -> None:
    """Change the rule that saving led to."""
    del things
    rules = page.get_by_role("table", name="Rules of the fleet")
    rules.get_by_role("link", name="Change").click()


def registering(page: Page, things: Things) -> None:
    """Say that we register with a partner."""
    at("partners/{partner}")(page, things)
    page.get_by_text("We register", exact=True).click()


def changing_that_party(page: Page, things: Things) -> None:
    """Change the party that saving led to."""
    del things
    page.get_by_role("table", name="Our parties").get_by_role("link", name="ES-TWK").click()


def changing_the_things_party(page: Page, things: Things) -> None:
    """Change again the party that was changed."""
    del things
    page.get_by_role("table", name="Our parties").get_by_role("link", name="PT-THG").click()


DESCRIBING = ("More for this connector", "Say what it is…")
VEHICLE = (
    Entry("Name", "Van 7", room=100),
    Entry("Registration number", "HH-CH 7", room=20),
    Entry("Fleet", "Fleet of the forms"),
    Entry("Status", "inactive"),
)
FLEET = (
    Entry("Name", "Fleet {n}"),
    Entry("Active", value=False),
    Entry("Note", "Line 7", room=500),
)
AGREEMENT = (
    Entry("Name", "Partner {n}"),
    Entry("Active", value=False),
    Entry("A feed is believed for so many hours", "24"),
    Entry("Valid from", WRITTEN_FROM),
    Entry("Valid until", WRITTEN_UNTIL),
    Entry("Note", "As agreed", room=500),
)
PARTNER = (
    Entry("Name", "Roamer {n}"),
    Entry("How tokens are sent to it", "As they are, which older systems want"),
    Entry("What it is, if it speaks 2.1.1", "It runs chargers (CPO)"),
)
COMPANY = (
    Entry("Company", "Tellus Carga", room=100),
    Entry("Website", "https://tellus.example"),
)
KNOWN_IDENTIFIER = (
    Entry("Type", "Key code"),
    Entry("Vehicle", "Van of the forms"),
    Entry("Status", "blocked"),
    Entry("Valid from", WRITTEN_FROM),
    Entry("Valid until", WRITTEN_UNTIL),
    Entry("Group", "DEPOT-GROUP-7", room=36, ascii=True, told=False),
)
LOCATION = (
    Entry("Name", "Harbour", room=200),
    Entry("Time zone", "America/Lima"),
    Entry("Street and number", "Kai 7", room=200),
    Entry("Postal code", "20457", room=200),
    Entry("City", "Hamburg", room=200),
    Entry("Country", "DE"),
    Entry("Latitude", "53.541312"),
    Entry("Longitude", "9.984109"),
    Entry("Party", "XX-CHG (Chargehouse)"),
    Entry("Partners are told of it", value=True),
)
SPEECH = (
    Entry("OCPP version", "OCPP 2.0.1"),
    Entry("Security profile", "2: a password, over TLS (wss)"),
)


def commanding(
    verb: str,
    file: str,
    label: str,
    *entries: Entry,
    ordered: tuple[str, Mapping[str, object]],
) -> Form:
    """Return the form of a command; what was told stands in the history."""
    return Form(
        name=f"command {label}",
        source=f"features/stations/commands/{file}.tsx",
        label=label,
        opened=after(at("stations/{station}/commands"), verb),
        entries=(*entries, *HOW),
        seen=anew,
        ordered=ordered,
    )


CONNECTOR = "Connector 1"
COMMANDS = (
    commanding(
        "Start",
        "start-form",
        "Start charging",
        Entry("Identifier", TAGS[1], room=20, ascii=True),
        Entry("Where", CONNECTOR),
        ordered=("RemoteStartTransaction", {"connectorId": 1, "idTag": TAGS[1]}),
    ),
    commanding(
        "Stop",
        "stop-form",
        "Stop charging",
        Entry("Transaction", "4711"),
        ordered=("RemoteStopTransaction", {"transactionId": 4711}),
    ),
    commanding(
        "Unlock",
        "unlock-form",
        "Unlock",
        Entry("Connector", CONNECTOR),
        ordered=("UnlockConnector", {"connectorId": 1}),
    ),
    commanding(
        "Availability",
        "availability-form",
        "Set availability",
        Entry("Service", "In service"),
        Entry("Where", CONNECTOR),
        ordered=("ChangeAvailability", {"connectorId": 1, "type": "Operative"}),
    ),
    commanding(
        "Restart",
        "reset-form",
        "Restart",
        Entry("How", "Hard: at once, sessions are cut off"),
        ordered=("Reset", {"type": "Hard"}),
    ),
    commanding(
        "Ask for a message",
        "trigger-form",
        "Ask for it",
        Entry("Message", "A sign of life (Heartbeat)"),
        Entry("Of what", CONNECTOR),
        ordered=("TriggerMessage", {"requestedMessage": "Heartbeat", "connectorId": 1}),
    ),
    commanding(
        "Read configuration",
        "configuration-form",
        "Read",
        Entry("What to read", "HeartbeatInterval"),
        ordered=("GetConfiguration", {"key": ["HeartbeatInterval"]}),
    ),
    commanding(
        "Write a setting",
        "write-form",
        "Write",
        Entry("Key", "HeartbeatInterval", room=50),
        Entry("Value", "300", room=500),
        ordered=("ChangeConfiguration", {"key": "HeartbeatInterval", "value": "300"}),
    ),
    commanding("Clear cache", "clear-cache-form", "Clear the cache", ordered=("ClearCache", {})),
    Form(
        name="command of any kind",
        source="features/stations/commands/action-form.tsx",
        label="Send ClearCache",
        opened=choosing_an_action,
        entries=(Entry("Payload (JSON)", "{}"), *HOW),
        seen=anew,
        ordered=("ClearCache", {}),
    ),
)
USER = (
    Entry("Kind", "Driver"),
    Entry("Name", "Dua", room=100),
    Entry("E-mail address", "dua-{n}@example.com"),
    Entry("Telephone", "+49 30 1234567"),
    Entry("Came by", "QR code", room=100),
)
DEPARTMENT = (
    Entry("Name", "Night shift {n}"),
    Entry("Description", "Looks after the depot at night", room=500),
)
PEOPLE = (
    Form(
        name="new user",
        source="features/people/user-form.tsx",
        label="Add user",
        opened=at("users/new"),
        entries=USER,
        again=changing_it,
    ),
    Form(
        name="known user",
        source="features/people/user-form.tsx",
        label="Save",
        opened=at("users/{user}/edit"),
        entries=USER,
        again=changing_it,
    ),
    Form(
        name="new department",
        source="features/people/department-form.tsx",
        label="Add department",
        opened=at("departments/new"),
        entries=DEPARTMENT,
        again=changing_it,
    ),
    Form(
        name="known department",
        source="features/people/department-form.tsx",
        label="Save",
        opened=at("departments/{department}/edit"),
        entries=DEPARTMENT,
        again=changing_it,
    ),
    Form(
        name="single permission",
        source="features/people/new-grant-page.tsx",
        label="Keep it",
        opened=at("users/{user}/permissions"),
        entries=(
            Entry("What to do", "Deny"),
            Entry("Permission", "users.read"),
            Entry("Reason", "Under notice", room=500),
        ),
        seen=anew,
    ),
    Form(
        name="new token",
        source="features/people/token-form.tsx",
        label="Create the token",
        opened=permitting_to_read,
        entries=(
            Entry("Name", "Night reports", room=100),
            Entry("Ends", WRITTEN_UNTIL),
            Entry("Requests a minute", "600"),
        ),
    ),
)
WEBHOOK = (
    Entry("URL", "https://consumer{n}.example/hook"),
    Entry("Description", "The billing of the depot", room=500),
    Entry("Only of one location", "Depot"),
    Entry("Only of one station", "FORMS"),
    Entry("In order", value=True),
)
NEWS = (
    Entry("English title", "The depot is closed", room=200),
    Entry("English text", "From six to eighteen", room=4000),
    Entry("German title", "Das Depot ist geschlossen", room=200),
    Entry("German text", "Von sechs bis achtzehn", room=4000),
    Entry("For whom", "Everybody"),
    Entry("What it is about", "Platform"),
    Entry("Prominent", value=True),
    Entry("Published at", WRITTEN_UNTIL),
)
TOLD = (
    Form(
        name="new webhook",
        source="features/webhooks/webhook-form.tsx",
        label="Add webhook",
        opened=choosing_events,
        entries=WEBHOOK,
        again=going_on_to_change_it,
    ),
    Form(
        name="known webhook",
        source="features/webhooks/webhook-form.tsx",
        label="Save",
        opened=at("webhooks/{webhook}/edit"),
        entries=WEBHOOK,
        again=changing_it,
    ),
    Form(
        name="sending again what failed",
        source="features/webhooks/replay.tsx",
        label="Send again",
        opened=after(at("webhooks/{webhook}"), "Send again what failed …"),
        entries=(Entry("Since", WRITTEN_FROM),),
    ),
    Form(
        name="new entry of news",
        source="features/news/news-form.tsx",
        label="Add the entry",
        opened=at("news/new"),
        entries=NEWS,
        again=changing_the_first,
    ),
    Form(
        name="known entry of news",
        source="features/news/news-form.tsx",
        label="Save",
        opened=at("news/{entry}/edit"),
        entries=NEWS,
        again=changing_the_first,
    ),
)
POLICIES = (
    Form(
        name="new policy",
        source="features/access/policies/policy-form.tsx",
        label="Add policy",
        opened=at("policies/new"),
        entries=(Entry("Name", "Policy {n}"),),
        again=changing_it,
    ),
    Form(
        name="known policy",
        source="features/access/policies/policy-form.tsx",
        label="Save",
        opened=at("policies/{policy}/edit"),
        entries=(Entry("Name", "Policy {n}"),),
        again=changing_it,
    ),
)
FORMS = (
    *POLICIES,
    Form(
        name="new fleet",
        source="features/fleets/fleet-form.tsx",
        label="Add fleet",
        opened=at("fleets/new"),
        entries=FLEET,
        again=changing_it,
    ),
    Form(
        name="known fleet",
        source="features/fleets/fleet-form.tsx",
        label="Save",
        opened=at("fleets/{fleet}/edit"),
        entries=FLEET,
        again=changing_it,
    ),
    Form(
        name="new rule of a fleet",
        source="features/fleets/rule-form.tsx",
        label="Add rule",
        opened=holding_everywhere,
        entries=(
            Entry("What it does", "allows"),
            Entry("Note", "As agreed", room=200),
            Entry("Valid from", WRITTEN_FROM),
            Entry("Valid until", WRITTEN_UNTIL),
        ),
        again=changing_its_rule,
    ),
    Form(
        name="new agreement",
        source="features/identity/agreement-form.tsx",
        label="Make agreement",
        opened=at("agreements/new"),
        entries=AGREEMENT,
        again=changing_it,
    ),
    Form(
        name="known agreement",
        source="features/identity/agreement-form.tsx",
        label="Save",
        opened=at("agreements/{agreement}/edit"),
        entries=AGREEMENT,
        again=changing_it,
    ),
    Form(
        name="new vehicle",
        source="features/identity/vehicle-form.tsx",
        label="Add vehicle",
        opened=at("vehicles/new"),
        entries=VEHICLE,
        again=changing_it,
    ),
    Form(
        name="known vehicle",
        source="features/identity/vehicle-form.tsx",
        label="Save",
        opened=at("vehicles/{vehicle}/edit"),
        entries=VEHICLE,
        again=changing_it,
    ),
    Form(
        name="new identifier",
        source="features/identity/new-identifier-page.tsx",
        label="Add identifier",
        opened=at("identifiers/new"),
        entries=(
            Entry("Value", "04CAFE00112244", room=36, ascii=True, told=False),
            *KNOWN_IDENTIFIER,
        ),
        again=changing_it,
    ),
    Form(
        name="known identifier",
        source="features/identity/edit-identifier-page.tsx",
        label="Save",
        opened=at("identifiers/{identifier}/edit"),
        entries=(*KNOWN_IDENTIFIER, Entry("Take its group away", value=False)),
        again=changing_it,
    ),
    Form(
        name="new location",
        source="features/stations/location-form.tsx",
        label="Add location",
        opened=at("locations/new"),
        entries=LOCATION,
        again=changing_it,
    ),
    Form(
        name="known location",
        source="features/stations/location-form.tsx",
        label="Save",
        opened=at("locations/{location}/edit"),
        entries=LOCATION,
        again=changing_it,
    ),
    Form(
        name="new partner",
        source="features/roaming/partner-form.tsx",
        label="Go on to exchange credentials",
        opened=at("partners/new"),
        entries=PARTNER,
        again=changing_it,
    ),
    Form(
        name="known partner",
        source="features/roaming/partner-form.tsx",
        label="Save",
        opened=at("partners/{partner}/edit"),
        entries=PARTNER,
        again=changing_it,
    ),
    Form(
        name="registration with a partner",
        source="features/roaming/set-up.tsx",
        label="Register",
        opened=registering,
        entries=(
            Entry("The partner's versions URL", "http://127.0.0.1:1025/versions"),
            Entry("The token that it gave you", "token-a", room=64, told=False),
            Entry("Version of OCPI", "2.2.1"),
        ),
    ),
    Form(
        name="which drivers partners are told of",
        source="features/roaming/token-sharing-form.tsx",
        label="Save",
        opened=at("partners/drivers"),
        entries=(
            Entry("Whom partners are told of", "every driver"),
            Entry("Partners let them in", "only after asking us"),
        ),
        again=at("partners/drivers"),
    ),
    Form(
        name="new party",
        source="features/roaming/party-form.tsx",
        label="Add party",
        opened=at("parties/new"),
        entries=(
            Entry("Country code", "ES", told=False),
            Entry("Party id", "TWK", told=False),
            Entry("Role", "has drivers (EMSP)", told=False),
            *COMPANY,
        ),
        again=changing_that_party,
    ),
    Form(
        name="known party",
        source="features/roaming/party-form.tsx",
        label="Save",
        opened=at("parties/{party}/edit"),
        entries=COMPANY,
        again=changing_the_things_party,
    ),
    Form(
        name="new tariff",
        source="features/tariffs/new-tariff-page.tsx",
        label="Add tariff",
        opened=at("tariffs/new"),
        entries=(
            Entry("Name", "Day {n}"),
            Entry("Currency", "EUR"),
            Entry("Price per kWh", "0.49"),
            Entry("Price per hour of charging", "1,20"),
            Entry("Price per hour of parking", "3"),
            Entry("Price per session", "1.0000"),
            Entry("VAT in percent", "21"),
        ),
    ),
    Form(
        name="where a tariff holds",
        source="features/tariffs/assign-tariff-page.tsx",
        label="Have it hold",
        opened=at("tariffs/{tariff}/assign"),
        entries=(
            Entry("Location", "Depot"),
            Entry("Valid from", WRITTEN_FROM),
            Entry("Valid until", WRITTEN_UNTIL),
        ),
    ),
    Form(
        name="new station",
        source="features/stations/new-station-page.tsx",
        label="Add station",
        opened=at("stations/new"),
        entries=(
            Entry("Code", "OWN-{n}"),
            Entry("Name", "At the gate", room=200),
            Entry("Location", "Depot"),
            *SPEECH,
        ),
        again=to_its_settings,
    ),
    Form(
        name="new station at a new location",
        source="features/stations/new-station-page.tsx",
        label="Add station",
        opened=at_a_new_location,
        entries=(
            Entry("Code", "OWN-{n}"),
            Entry("Name", "At the quay", room=200),
            Entry("Name of the new location", "Quay {n}", told=False),
            Entry("Its time zone", "America/Lima", told=False),
            *SPEECH,
        ),
        again=to_its_settings,
    ),
    Form(
        name="settings of a station",
        source="features/stations/station-settings-page.tsx",
        label="Save",
        opened=at("stations/{another_station}/settings"),
        entries=(
            Entry("Code", "RENAMED-{n}"),
            Entry("Name", "At the fence", room=200),
            Entry("Location", "Depot"),
            Entry("OCPP version", "OCPP 2.0.1"),
            Entry("Security profile", "3: a certificate, over TLS (wss)"),
            Entry("Registration", "rejected"),
            Entry("Family", "alfen-eve", room=200),
        ),
        again=anew,
    ),
    Form(
        name="what a connector is",
        source="features/stations/describe-connector.tsx",
        label="Save",
        opened=after(at("stations/{station}"), *DESCRIBING),
        entries=(
            Entry("Plug", "CCS 2"),
            Entry("Power", "DC"),
            Entry("Most power, in watts", "150000"),
        ),
        again=after(anew, *DESCRIBING),
    ),
    Form(
        name="who may charge",
        source="features/stations/access/override-form.tsx",
        label="Set the mode",
        opened=changing_the_mode,
        entries=(
            Entry("Mode", "freevend: Whoever plugs in may charge; nobody is asked."),
            Entry("Until", WRITTEN_UNTIL),
            Entry("Reason", "An open day", room=500),
        ),
        seen=anew,
    ),
    Form(
        name="what a charger can do",
        source="features/stations/access/capability-form.tsx",
        label="Say it",
        opened=saying_what_it_can_do,
        entries=(
            Entry("It can be switched", "full: It is switched from here, and asks before a start."),
            Entry("Reason", "Its maker says so", room=1000),
            Entry("Setting that switches it", "FreevendEnabled", room=50),
            Entry("Its value in freevend", "true", room=500),
            Entry("Its value in managed access", "false", room=500),
        ),
        seen=anew,
    ),
    Form(
        name="what will not be enforced",
        source="features/stations/access/acceptance-form.tsx",
        label="Accept it",
        opened=accepting_what_is_not_enforced,
        entries=(Entry("That you know this, and accept it", "Known. Olga", room=1000),),
    ),
    Form(
        name="password of a station",
        source="features/stations/station-password.tsx",
        label="Set the password",
        opened=after(at("stations/{another_station}/settings"), "Set one that the charger has"),
        entries=(Entry("The password that the charger has", "sixteen-herons-over", told=False),),
    ),
    Form(
        name="session that never ends",
        source="features/sessions/repair-form.tsx",
        label="Close the session",
        opened=after(at("sessions/{session}"), "Close by hand"),
        entries=(
            Entry("Reason", "The charger was replaced", room=100),
            Entry("Ended at", ""),
            Entry("Meter at the end, in Wh", "4000"),
        ),
        seen=anew,
    ),
    Form(
        name="setting",
        source="features/settings/edit-setting-page.tsx",
        label="Save",
        opened=at("settings/mail.sender_name/edit"),
        entries=(
            Entry("mail.sender_name", "Depot {n}", room=100),
            Entry("Reason", "A good reason", told=False),
        ),
        again=at("settings/mail.sender_name/edit"),
    ),
    Form(
        name="setting that needs two persons",
        source="features/settings/edit-setting-page.tsx",
        label="Propose the change",
        opened=at("settings/stations.timeline_days/edit"),
        entries=(
            Entry("stations.timeline_days", "90", told=False),
            Entry("Reason", "More to look back on", room=500, told=False),
        ),
        seen=at("settings/proposals"),
    ),
    Form(
        name="test mail",
        source="features/settings/mail-page.tsx",
        label="Send a test",
        opened=at("settings/mail"),
        entries=(Entry("Send it to", "olga@example.com"),),
    ),
    *PEOPLE,
    *TOLD,
    *COMMANDS,
)
