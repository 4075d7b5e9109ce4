"""Every page of the portal, as screens are taken of them; a feature adds its own here."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class PortalPage:
    """A page: `path` follows the tenant; `{station}` and the like stand for the id of one.

    One that is `outside` has no tenant and is seen by somebody who is not signed in. `answers`
    are what the API is made to say at some paths, where an installation seldom says it.
    """

    name: str
    path: str
    outside: bool = False
    answers: Mapping[str, str] = field(default_factory=dict)

    def address(self, tenant: str, ids: Mapping[str, str]) -> str:
        """Return where it is, with the ids of what is shown."""
        path = self.path.format(**ids)
        return f"/{path}" if self.outside else f"/{tenant}/{path}"


PAGES = (
    PortalPage("sign-in", "sign-in", outside=True),
    PortalPage("first-run-over", "first-run", outside=True),
    PortalPage(
        "first-run",
        "first-run#proof-of-running-the-server",
        outside=True,
        answers={"/api/v1/first-run": '{"open": true}'},
    ),
    PortalPage("sign-in-refused", "sign-in?refused=single_sign_on_stranger", outside=True),
    PortalPage("invitation-without-link", "invitation", outside=True),
    PortalPage(
        "invitation",
        "invitation#proof-of-being-invited",
        outside=True,
        answers={
            "/api/v1/invitation/look": '{"tenant_name": "Main", "email": "ada@example.com",'
            ' "name": "Ada", "has_account": false, "expires_at": "2030-01-02T03:04:05Z"}'
        },
    ),
    PortalPage("overview", "overview"),
    PortalPage("stations", "stations"),
    PortalPage("stations-faulted", "stations?status=Faulted&sort=-code"),
    PortalPage("station-new", "stations/new"),
    PortalPage("station", "stations/{station}"),
    PortalPage("station-commands", "stations/{station}/commands"),
    PortalPage("station-configuration", "stations/{station}/configuration"),
    PortalPage("station-device-model", "stations/{station201}/configuration"),
    PortalPage("station-timeline", "stations/{station}/timeline"),
    PortalPage("station-sessions", "stations/{station}/sessions"),
    PortalPage("station-settings", "stations/{station}/settings"),
    PortalPage("station-never-connected", "stations/{absent}"),
    PortalPage("locations", "locations"),
    PortalPage("location-new", "locations/new"),
    PortalPage("location", "locations/{location}"),
    PortalPage("location-week", "locations/{location}/access"),
    PortalPage("location-edit", "locations/{location}/edit"),
    PortalPage("faults", "faults"),
    PortalPage("sessions", "sessions"),
    PortalPage("sessions-live", "sessions?open=true"),
    PortalPage("session", "sessions/{session}"),
    PortalPage("session-live", "sessions/{live}"),
    PortalPage("session-cut-off", "sessions/{cutoff}"),
    PortalPage("vehicles", "vehicles"),
    PortalPage("vehicle", "vehicles/{vehicle}"),
    PortalPage("vehicle-new", "vehicles/new"),
    PortalPage("vehicle-edit", "vehicles/{vehicle}/edit"),
    PortalPage("fleets", "fleets"),
    PortalPage("fleet", "fleets/{fleet}"),
    PortalPage("fleet-new", "fleets/new"),
    PortalPage("fleet-edit", "fleets/{fleet}/edit"),
    PortalPage("rule-new", "fleets/{fleet}/rules/new"),
    PortalPage("rule-edit", "fleets/{fleet}/rules/{rule}"),
    PortalPage("agreements", "agreements"),
    PortalPage("agreement", "agreements/{agreement}"),
    PortalPage("agreement-new", "agreements/new"),
    PortalPage("agreement-edit", "agreements/{agreement}/edit"),
    PortalPage("agreement-identifiers", "agreements/{agreement}/identifiers"),
    PortalPage("agreement-import", "agreements/{agreement}/import"),
    PortalPage("partners", "partners"),
    PortalPage("partner", "partners/{partner}"),
    PortalPage("partner-new", "partners/new"),
    PortalPage("partner-locations", "partners/{partner}/locations"),
    PortalPage("partners-drivers", "partners/drivers"),
    PortalPage("partner-edit", "partners/{partner}/edit"),
    PortalPage("received", "received"),
    PortalPage("received-sessions", "received?module=sessions"),
    PortalPage("received-object", "received/{received}"),
    PortalPage("received-session", "received/{guest}"),
    PortalPage("parties", "parties"),
    PortalPage("party-new", "parties/new"),
    PortalPage("party-edit", "parties/{party}/edit"),
    PortalPage("tariffs", "tariffs"),
    PortalPage("tariff-new", "tariffs/new"),
    PortalPage("tariff", "tariffs/{tariff}"),
    PortalPage("tariff-assign", "tariffs/{tariff}/assign"),
    PortalPage("cdrs", "cdrs"),
    PortalPage("cdr", "cdrs/{cdr}"),
    PortalPage("cdr-credit", "cdrs/{credit}"),
    PortalPage("cdrs-omissions", "cdrs/omissions"),
    PortalPage("identifiers", "identifiers"),
    PortalPage("identifier", "identifiers/{identifier}"),
    PortalPage("identifier-new", "identifiers/new"),
    PortalPage("identifier-edit", "identifiers/{identifier}/edit"),
    PortalPage("identifiers-import", "identifiers/import"),
    PortalPage("identifiers-check", "identifiers/check"),
    PortalPage("policies", "policies"),
    PortalPage("policy", "policies/{policy}"),
    PortalPage("policy-new", "policies/new"),
    PortalPage("policy-edit", "policies/{policy}/edit"),
    PortalPage("policy-stations", "policies/{policy}/stations"),
    PortalPage("policy-holidays", "policies/{policy}/holidays"),
    PortalPage("station-access", "stations/{station}/access"),
    PortalPage("station-own-policy", "stations/{station}/access/policy"),
    PortalPage("station-mode-changes", "stations/{station}/access/changes"),
    PortalPage("attempts", "attempts"),
    PortalPage("problems", "problems"),
    PortalPage("problem", "problems/{problem}"),
    PortalPage("charger-modes", "charger-modes"),
    PortalPage("decisions", "decisions"),
    PortalPage("decision", "decisions/{decision}"),
    PortalPage("decision-denied", "decisions/{denial}"),
    PortalPage("decisions-reasons", "decisions/reasons"),
    PortalPage("users", "users"),
    PortalPage("user-new", "users/new"),
    PortalPage("user", "users/{user}"),
    PortalPage("user-edit", "users/{user}/edit"),
    PortalPage("user-department", "users/{user}/departments"),
    PortalPage("user-permission", "users/{user}/permissions"),
    PortalPage("departments", "departments"),
    PortalPage("department-new", "departments/new"),
    PortalPage("department", "departments/{department}"),
    PortalPage("department-edit", "departments/{department}/edit"),
    PortalPage("tokens", "tokens"),
    PortalPage("token-new", "tokens/new"),
    PortalPage("audit", "audit"),
    PortalPage("audit-entry", "audit/0"),
    PortalPage("audit-check", "audit/check"),
    PortalPage("settings", "settings"),
    PortalPage("setting", "settings/mail.port"),
    PortalPage("setting-stage", "settings/access.stage"),
    PortalPage("setting-edit", "settings/access.stage/edit"),
    PortalPage("settings-proposals", "settings/proposals"),
    PortalPage("settings-rollback", "settings/rollback"),
    PortalPage("settings-mail", "settings/mail"),
    PortalPage("webhooks", "webhooks"),
    PortalPage("webhook-new", "webhooks/new"),
    PortalPage("webhook-events", "webhooks/events"),
    PortalPage("webhook", "webhooks/{webhook}"),
    PortalPage("webhook-edit", "webhooks/{webhook}/edit"),
    PortalPage("webhook-deliveries", "webhooks/{webhook}/deliveries"),
    PortalPage("webhook-delivery", "webhooks/{webhook}/deliveries/{delivery}"),
    PortalPage("news", "news"),
    PortalPage("news-new", "news/new"),
    PortalPage("news-edit", "news/{entry}/edit"),
    PortalPage("api", "api"),
    PortalPage("account", "account"),
    PortalPage("no-such-page", "no-such-page"),
)
