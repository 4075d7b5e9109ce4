"""The API with the tenant's condition taken out of every statement, before a busy neighbour.

Only the database's row-level security is left between the two: what one is told then names nothing
of the other's.
"""

import re
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType
from typing import Any
from urllib.parse import urlencode

import asyncpg
import pytest
import pytest_asyncio
from tests.independent.house import House, InnerHouse
from tests.independent.two_tenants import TARIFF, Busy, entered
from tests.integration.across.asking import Answer, asked, whole_application
from tests.integration.stations.test_commands import Loopback, accepted

from chargehouse.app.event_types import EVENT_CATALOGUE
from chargehouse.app.wiring import build_contexts
from chargehouse.kernel.actor import EVERYTHING, Actor
from chargehouse.kernel.chance import SeededChance
from chargehouse.kernel.clock import SystemClock
from chargehouse.kernel.ids import TimeOrderedIds
from chargehouse.platform.http.application import Application
from chargehouse.platform.http.openapi import openapi_document
from chargehouse.platform.metrics import Metrics
from chargehouse.platform.postgres.database import Database
from chargehouse.platform.postgres.tenant_connection import TenantConnection

pytestmark = pytest.mark.asyncio(loop_scope="module")

NAMED = {
    "agreement_id": "agreements",
    "assignment_id": "tariff_assignments",
    "attempt_id": "access_attempts",
    "cdr_id": "cdrs",
    "command_id": "commands",
    "decision_id": "access_decisions",
    "delivery_id": "webhook_deliveries",
    "department_id": "departments",
    "entry_id": "news_entries",
    "fleet_id": "fleets",
    "identifier_id": "identifiers",
    "location_id": "locations",
    "partner_id": "platforms",
    "policy_id": "access_policies",
    "problem_id": "access_problems",
    "received_id": "received_objects",
    "received_command_id": "partner_commands",
    "sent_command_id": "sent_commands",
    "session_id": "sessions",
    "station_id": "stations",
    "tariff_id": "tariffs",
    "user_id": "users",
    "vehicle_id": "vehicles",
    "webhook_id": "webhooks",
}
"""What the parameters of a path are ids of."""
OF_ONE_NAME = {"tariffs"}
"""Of what the first has the same words in both tenants, so that the newest is asked for."""
NO_IDS = {
    "index": "0",
    "key": "mail.sender_name",
    "country_code": "XX",
    "party_id": "CHG",
    "party": "XX-CHG",
    "their_session": "S-1",
}
"""What else a path names, the same in every tenant."""
LISTED = {
    "/access/attempts": ("access_attempts",),
    "/access/controls": ("station_controls",),
    "/access/decisions": ("access_decisions",),
    "/access/mode-changes": ("mode_changes",),
    "/access/problems": ("access_problems",),
    "/agreements": ("agreements",),
    "/agreements/{agreement_id}/identifiers": ("agreements", "agreement_identifiers"),
    "/audit/entries": ("audit_entries",),
    "/cdrs": ("cdrs",),
    "/cdrs/omissions": ("cdr_omissions",),
    "/certificates": ("station_certificates",),
    "/departments": ("departments",),
    "/events": ("events",),
    "/faults": ("faults", "locations", "stations"),
    "/fleets": ("fleets",),
    "/identifiers": ("identifiers",),
    "/locations": ("locations",),
    "/news": ("news_entries",),
    "/registration-windows": ("registration_windows",),
    "/roaming/parties": ("parties",),
    "/roaming/partners": ("platforms",),
    "/roaming/partners/{partner_id}/examinations": ("platforms", "partner_examinations"),
    "/roaming/partners/{partner_id}/pulls": ("partner_pulls",),
    "/roaming/publishing/unsaid": ("roaming_omissions",),
    "/roaming/publishing/omissions": ("publication_omissions",),
    "/roaming/received": ("received_objects",),
    "/sessions": ("sessions",),
    "/roaming/received-commands": ("partner_commands",),
    "/roaming/sent-commands": ("sent_commands",),
    "/stations": ("locations", "stations"),
    "/stations/{station_id}/commands": ("commands",),
    "/stations/{station_id}/timeline": ("frames",),
    "/tariff-assignments": ("tariff_assignments", "tariffs"),
    "/tariffs": ("tariffs", "tariff_versions"),
    "/tariffs/{tariff_id}/versions": ("tariffs", "tariff_versions"),
    "/tokens": ("api_tokens",),
    "/users": ("users",),
    "/vehicles": ("vehicles",),
    "/webhooks": ("webhooks",),
}
"""Where rows are read, and the tables that guard them."""
NO_INSTANT = {"/api/v1/audit/consistency"}
"""Where `from` is the size of a tree, of which there may be none yet."""
SHORTEST_MARK = 6
"""What is shorter says nothing of whose it is; nor does what kinds of events are called."""

BOUND = r"(?:CAST\(\s*\$\d+ AS uuid\)|\$\d+(?:::uuid)?)"
CONDITION = re.compile(
    rf"(?:\b\w+\.)?\btenant_id\s*=\s*(?:({BOUND})|\w+\.tenant_id\b)", re.IGNORECASE
)
LEFT = re.compile(r"tenant_id\s*(?:=|<>|IN\b|IS\b)|=\s*(?:\w+\.)?tenant_id\b", re.IGNORECASE)


def without_filters(statement: str) -> str:
    """Let a statement hold for every tenant; whatever it is told of one it still takes."""

    def always(condition: "re.Match[str]") -> str:
        told = condition[1]
        if told is None:
            return "TRUE"
        return f"({told if 'uuid' in told.lower() else f'{told}::uuid'} IS NOT NULL)"

    free = CONDITION.sub(always, statement)
    assert LEFT.search(free) is None, free
    return free


class Unfiltered(TenantConnection):
    """A connection that takes the tenant's condition out of what it is asked, once it shall."""

    unfiltered = False

    async def prepare(self, query: str, **more: Any) -> Any:  # noqa: ANN401  asyncpg's own
        return await super().prepare(self._freed(query), **more)

    async def fetch(self, query: str, *values: Any, **more: Any) -> Any:  # noqa: ANN401  as above
        return await super().fetch(self._freed(query), *values, **more)

    async def fetchrow(self, query: str, *values: Any, **more: Any) -> Any:  # noqa: ANN401  as above
        return await super().fetchrow(self._freed(query), *values, **more)

    async def fetchval(self, query: str, *values: Any, **more: Any) -> Any:  # noqa: ANN401  as above
        return await super().fetchval(self._freed(query), *values, **more)

    async def execute(self, query: str, *values: Any, **more: Any) -> Any:  # noqa: ANN401  as above
        return await super().execute(self._freed(query), *values, **more)

    def cursor(self, query: str, *values: Any, **more: Any) -> Any:  # noqa: ANN401  as above
        return super().cursor(self._freed(query), *values, **more)

    def _freed(self, query: str) -> str:
        return without_filters(query) if self.unfiltered else query


class UnfilteredDatabase(Database):
    """A store whose application role asks without our filters."""

    async def connect(
        self, role: str, settings: Mapping[str, str] = MappingProxyType({})
    ) -> TenantConnection:
        connection = await super().connect(role, settings)
        assert isinstance(connection, Unfiltered)
        connection.unfiltered = role == "chargehouse_app"
        return connection


@dataclass(frozen=True)
class Neighbours:
    """One who asks, all that may be read, and the marks of the other's rows."""

    busy: Busy
    application: Application
    token: str
    ours: Mapping[str, str]
    theirs: Mapping[str, str]
    marks: frozenset[str]

    def questions(self) -> Iterator[tuple[str, str, str]]:
        """Return each route that reads, its path by ids of theirs, and what it is asked.

        Of a path with several ids also the one in which only the last is theirs.
        """
        yesterday = f"{SystemClock().now() - timedelta(hours=20):%Y-%m-%dT%H:%M:%SZ}"
        known = {"from": yesterday, "at": yesterday, "q": "SAME", "action": "stations.read"}
        for route, operations in openapi_document(self.application.litestar)["paths"].items():
            if "get" not in operations or not operations["get"]["security"]:
                continue
            may_say = [p for p in operations["get"].get("parameters", ()) if p["in"] == "query"]
            said = {p["name"]: known[p["name"]] for p in may_say if p.get("required")}
            names = re.findall(r"{(\w+)}", route)
            paths = {route.format_map(self.theirs)}
            if len(names) > 1:
                paths.add(route.format_map({**self.ours, names[-1]: self.theirs[names[-1]]}))
            for path in sorted(paths):
                yield route, path, urlencode(said)
                if any(p["name"] == "format" for p in may_say):
                    yield route, path, urlencode({**said, "format": "csv"})

    async def ask(self, path: str, query: str) -> Answer:
        return await asked(self.application, "GET", path, self.token, query)

    def leaked(self, answer: Answer, path: str) -> set[str]:
        """Return what an answer tells of the other, but for what the path told it."""
        return {mark for mark in self.marks if mark in answer.text and mark not in path}


async def texts_of(busy: Busy, tenant: str) -> set[str]:
    """Return every text and id in a tenant's rows, but for those that no route reads.

    Of reactions, made or failed, only names are kept that events bear as well.
    """
    found: set[str] = set()
    async with entered(busy) as connection:
        tables = await connection.fetch(
            "SELECT DISTINCT table_name AS name FROM information_schema.columns"
            " JOIN information_schema.tables USING (table_schema, table_name)"
            " WHERE table_schema = 'public' AND column_name = 'tenant_id'"
            " AND table_type = 'BASE TABLE'"
            " AND table_name NOT IN ('reactions_done', 'reactions_failed')"
        )
        for table in tables:
            rows = await connection.fetch(
                "SELECT DISTINCT value #>> '{}' AS text FROM"  # noqa: S608  its own name
                f" (SELECT to_jsonb(t) AS row FROM {table['name']} t WHERE tenant_id = $1) r,"
                " jsonb_path_query(row, 'strict $.** ? (@.type() == \"string\")') AS value",
                tenant,
            )
            found |= {row["text"] for row in rows}
    return found


async def ids_of(busy: Busy, tenant: str) -> dict[str, str]:
    """Return for each parameter of a path the id of a row of a tenant."""
    found = {"tenant_id": tenant}
    async with entered(busy) as connection:
        for name, table in NAMED.items():
            order = "DESC" if table in OF_ONE_NAME else "ASC"
            row = await connection.fetchval(
                f"SELECT id::text FROM {table} WHERE tenant_id = $1 ORDER BY id {order} LIMIT 1",  # noqa: S608  as above
                tenant,
            )
            found[name] = row or str(TimeOrderedIds().new())
    return found | NO_IDS


async def things_of_their_own(house: House, whose: str) -> None:
    """Give each what the other has only by other names."""
    await house.station("ocpp1.6", f"OWN-STATION-{whose}")
    email = f"zoe@{whose}.example"
    for path, said in (
        ("/vehicles", {"name": f"Lorry {whose}"}),
        ("/fleets", {"name": f"Fleet {whose}"}),
        ("/tariffs", {"name": f"Tariff {whose}", "tariff": TARIFF}),
        ("/roaming/partners", {"name": f"Partner {whose}"}),
        ("/locations", {"name": f"Yard {whose}", "timezone": "Asia/Kolkata"}),
        ("/users", {"kind": "staff", "name": f"Zoe {whose}", "email": email}),
        ("/departments", {"name": f"Guards {whose}"}),
    ):
        await house.api.post(path, said)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def neighbours(house: InnerHouse, busy: Busy) -> AsyncIterator[Neighbours]:
    ours, theirs = busy.tenants
    await things_of_their_own(house, "ours")
    await things_of_their_own(busy.theirs, "theirs")
    tenant = await house.process.contexts.tenants.resolve("main")
    async with entered(busy) as connection:
        account = await connection.fetchval(
            "SELECT account_id FROM users WHERE tenant_id = $1 AND account_id IS NOT NULL", ours
        )
    maker = Actor("user", tenant.id, "Ada", id=account, permissions=frozenset({EVERYTHING}))
    token = await house.process.contexts.tokens.create(
        maker, name="walk", permissions=[EVERYTHING], requests_per_minute=10_000
    )
    arguments = {**busy.address.asyncpg_kwargs(), "connection_class": Unfiltered}
    store = UnfilteredDatabase(arguments, clock=SystemClock(), ids=TimeOrderedIds())
    await store.start()
    keyring = house.process.keyring
    contexts = build_contexts(
        store,
        house.process.settings,
        keyring=keyring,
        chance=SeededChance(1),
        metrics=Metrics(),
        port=Loopback(accepted),
    )
    texts = await texts_of(busy, theirs) - await texts_of(busy, ours)
    kinds = " ".join(EVENT_CATALOGUE.types)
    yield Neighbours(
        busy,
        whole_application(contexts, store, keyring),
        token.plain,
        await ids_of(busy, ours),
        await ids_of(busy, theirs),
        frozenset(t for t in texts if len(t) >= SHORTEST_MARK and t not in kinds),
    )
    await store.stop()


async def test_without_our_filters_nobody_reads_of_a_neighbour(neighbours: Neighbours) -> None:
    own, wrong = set(), []
    for route, path, query in neighbours.questions():
        answer = await neighbours.ask(path, query)
        meant = answer.status not in {400, 401, 422} or route in NO_INSTANT
        if answer.status >= 500 or not meant or neighbours.leaked(answer, path):
            wrong.append((path, answer.status, neighbours.leaked(answer, path)))
        if answer.status == 200 and 'id":"' in answer.text:
            own.add(route.removeprefix("/api/v1"))
    assert wrong == []
    assert own >= {path for path in LISTED if "{" not in path}


@pytest.mark.parametrize("listed", sorted(LISTED))
async def test_what_is_not_guarded_is_seen(neighbours: Neighbours, listed: str) -> None:
    """So the walk looks at the guard, and would find it gone."""
    path = "/api/v1" + listed.format_map(neighbours.theirs)
    query = next(query for _, asked, query in neighbours.questions() if asked == path)
    assert neighbours.leaked(await neighbours.ask(path, query), path) == set()
    await guard(neighbours.busy, LISTED[listed], "DISABLE")
    try:
        answer = await neighbours.ask(path, query)
    finally:
        await guard(neighbours.busy, LISTED[listed], "ENABLE")
    assert neighbours.leaked(answer, path) != set(), answer.text


async def guard(busy: Busy, tables: tuple[str, ...], how: str) -> None:
    connection = await asyncpg.connect(**busy.address.asyncpg_kwargs())
    try:
        for table in tables:
            await connection.execute(f"ALTER TABLE {table} {how} ROW LEVEL SECURITY")
    finally:
        await connection.close()
