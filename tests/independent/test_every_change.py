"""Every route that changes something, asked rightly: it is audited, and no neighbour is reached."""

import json
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final

import httpx
import pytest
import pytest_asyncio
from tests.independent.changes_at_chargers import ACCESS, REMOVED, STATIONS
from tests.independent.changes_in_the_office import PEOPLE, SETTINGS, TOLD
from tests.independent.changes_of_drivers import DISMISSED, DRIVERS, TARIFFS
from tests.independent.changes_with_partners import PARTIES, PARTNERS
from tests.independent.charger import Answer
from tests.independent.drivers import booted, driver_of
from tests.independent.house import Api, InnerHouse
from tests.independent.test_without_filters import NO_IDS, ids_of
from tests.independent.two_tenants import Busy, entered
from tests.independent.walking import Outcome, Row, Walk
from tests.integration.authenticating import Device
from tests.integration.mail.postbox import open_postbox
from tests.integration.roaming.fakepartner import FakePartner, fake_partner, role

from chargehouse.kernel.clock import SystemClock

pytestmark = pytest.mark.asyncio(loop_scope="module")

ROOT: Final = Path(__file__).parents[2]
ROWS: Final[tuple[Row, ...]] = (
    *STATIONS[:2],
    *DRIVERS,
    *STATIONS[2:],
    *ACCESS,
    *TARIFFS,
    *PARTIES,
    *PARTNERS,
    *DISMISSED,
    *TOLD,
    *PEOPLE,
    *SETTINGS,
    *REMOVED,
)
NOT_CALLED: Final = {
    "POST /api/v1/first-run": "is open only while nobody has an account: test_sign_in_first_run.py",
}
"""What cannot be asked rightly here, and where it is."""
CHANGING: Final = frozenset({"post", "put", "patch", "delete"})
NAMED: Final = {
    "rule_id": "team_rules",
    "grant_id": "grants",
    "token_id": "api_tokens",
    "view_id": "views",
    "window_id": "registration_windows",
    "certificate_id": "station_certificates",
    "override_id": "access_overrides",
    "proposal_id": "setting_proposals",
    "own_party_id": "parties",
}
"""What more the parameters of a path are ids of."""
BUSY_TABLES: Final = ("audit_", "station_controls", "local_lists")
"""What is written in a tenant although nobody changes anything."""
ANSWERS: Final[dict[str, Answer]] = {
    **{
        action: {"status": "Accepted"}
        for action in (
            *("ChangeAvailability", "ChangeConfiguration", "ClearCache", "RemoteStartTransaction"),
            *("RemoteStopTransaction", "Reset", "SendLocalList", "TriggerMessage"),
        )
    },
    "GetLocalListVersion": {"listVersion": 0},
    "UnlockConnector": {"status": "Unlocked"},
}
"""How the charger answers."""
PASSWORD: Final = "a fleet of nine lorries"


@dataclass(frozen=True)
class Walked:
    """What came of the walk: the outcomes, what was audited by request, what the neighbour had."""

    outcomes: list[Outcome]
    audited: Mapping[str, Counter[str]]
    before: Mapping[str, str]
    after: Mapping[str, str]


async def named(busy: Busy, tenant: str) -> dict[str, str]:
    """Return an id of each kind that a tenant has."""
    found = await ids_of(busy, tenant) | NO_IDS
    async with entered(busy) as connection:
        for name, table in NAMED.items():
            row = await connection.fetchval(
                f"SELECT id::text FROM {table} WHERE tenant_id = $1 ORDER BY id LIMIT 1",  # noqa: S608  its own name
                tenant,
            )
            assert row is not None, table
            found[name] = row
    return found | {"action": "ClearCache", "evse_id": "1", "connector_id": "1"}


async def kept_by(busy: Busy, tenant: str) -> dict[str, str]:
    """Return what a tenant's tables hold, by table."""
    async with entered(busy) as connection:
        tables = await connection.fetch(
            "SELECT c.relname AS name FROM pg_class c"
            " JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id'"
            " WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')"
            " AND NOT c.relispartition"
        )
        return {
            table["name"]: await connection.fetchval(
                "SELECT coalesce(string_agg(md5(to_jsonb(t)::text), '' ORDER BY to_jsonb(t)::text),"  # noqa: S608  its own name
                f" '') FROM {table['name']} t WHERE tenant_id = $1",
                tenant,
            )
            for table in tables
            if not table["name"].startswith(BUSY_TABLES)
        }


async def signed_in(house: InnerHouse, browser: httpx.AsyncClient, email: str) -> None:
    """Sign somebody in who may do everything."""
    tenant = await house.process.contexts.tenants.resolve("main")
    accounts = house.process.contexts.accounts
    await accounts.add(tenant, name=email.partition("@")[0], email=email, password=PASSWORD)
    credentials = {"email": email, "password": PASSWORD}
    answer = await browser.post("/api/v1/sign-in", json=credentials)
    browser.headers["X-CSRF-Token"] = answer.json()["csrf_token"]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def walked(house: InnerHouse, busy: Busy) -> AsyncIterator[Walked]:
    """Walk through every row, next to a neighbour who has one of each thing."""
    ours, theirs = [await named(busy, tenant) for tenant in busy.tenants]
    url = str(house.api.client.base_url).rstrip("/").replace("127.0.0.1", "localhost")
    async with AsyncExitStack() as stack:
        people = {
            name: await stack.enter_async_context(
                httpx.AsyncClient(
                    base_url=url, headers={"Origin": url}, timeout=60, trust_env=False
                )
            )
            for name in ("ada", "eve", "guest", "walker", "other", "device")
        }
        for name in ("ada", "eve"):
            await signed_in(house, people[name], f"{name}@walk.example")
        partner = await stack.enter_async_context(fake_partner())
        receptive(partner)
        box = await stack.enter_async_context(open_postbox())
        [station] = await house.api.items("/stations", search="SAME-ocpp1.6")
        charger = await stack.enter_async_context(booted(house, station, "ocpp1.6"))
        charger.answers = ANSWERS
        own = await house.api.get("/roaming/parties/default")
        ours |= {
            "own_party_id": own["id"],
            "station_id": station["id"],
            "versions_url": partner.versions_url,
            "mail_port": str(box.port),
            "today": SystemClock().now().date().isoformat() + "T00:00:00Z",
        }
        device = Device(origin=url)
        walk = Walk(house, people, driver_of(charger), partner, device, ours, theirs)
        before = await kept_by(busy, busy.tenants[1])
        for row in ROWS:
            await walk.take(row)
        after = await kept_by(busy, busy.tenants[1])
        audited = await audit_of(Api(people["ada"]))
    yield Walked(walk.outcomes, audited, before, after)


def receptive(partner: FakePartner) -> None:
    partner.roles = [role("NL-WLK", "CPO"), role("NL-WLK", "EMSP")]
    partner.modules = ("credentials", "locations", "tokens")
    partner.receives = ("commands", "locations", "tokens", "sessions", "cdrs", "tariffs")


async def audit_of(api: Api) -> dict[str, Counter[str]]:
    """Return the names of the audit entries of each request, once all of them are there."""
    await api.post("/vehicles", {"name": "Last"}, X_Request_ID="the-last")
    await api.eventually(partial(api.items, "/audit/entries", request_id="the-last"), bool)
    found: dict[str, Counter[str]] = {}
    for entry in await api.items("/audit/entries", limit="500"):
        if entry["request_id"] is not None:
            found.setdefault(entry["request_id"], Counter())[entry["name"]] += 1
    return found


def changing_routes() -> set[str]:
    """Return method and path of every route that may change something."""
    document: dict[str, Any] = json.loads((ROOT / "openapi.json").read_text())
    return {
        f"{method.upper()} {path}"
        for path, operations in document["paths"].items()
        for method in operations
        if method in CHANGING
    }


async def test_every_route_that_changes_something_has_a_row() -> None:
    rows = {row.named for row in ROWS if not row.route.startswith("GET ")}
    assert rows | set(NOT_CALLED) == changing_routes()
    assert not rows & set(NOT_CALLED)


async def test_every_row_says_what_is_audited_or_why_nothing_is() -> None:
    assert [row.named for row in ROWS if bool(row.audit) == bool(row.why)] == []


async def test_every_change_is_made(walked: Walked) -> None:
    assert {
        each.row.named: (each.answer.status_code, each.answer.text)
        for each in walked.outcomes
        if not each.answer.is_success
    } == {}


async def test_the_audit_log_tells_of_every_change_what_the_table_says(walked: Walked) -> None:
    """What follows of it may be told besides; of what changes nothing, nothing is."""
    wrong = {}
    for number, each in enumerate(walked.outcomes):
        expected, told = set(each.row.audit.split()), set(walked.audited.get(each.request_id, ()))
        if expected - told or (told - set(each.row.may.split()) and not expected):
            wrong[number, each.row.named] = (sorted(expected), sorted(told))
    assert wrong == {}


async def test_what_names_a_neighbours_thing_is_not_found(walked: Walked) -> None:
    assert sum(len(each.strange) for each in walked.outcomes) > 100
    assert [leak for each in walked.outcomes for leak in each.leaks] == []


async def test_nothing_of_the_neighbours_changed(walked: Walked) -> None:
    assert any(walked.before.values())
    assert {name for name, rows in walked.before.items() if rows != walked.after[name]} == set()
    harmless = {each.strange_id for each in walked.outcomes if each.row.harmless}
    assert {name for name in walked.audited if name.startswith("strange-")} <= harmless
