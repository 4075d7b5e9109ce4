"""B5: the log over REST, to programs that are let in."""

import csv
import io
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import httpx
import pytest
from tests.integration.audit.conftest import ADA, THING, Ground
from tests.integration.backoffice import KEYRING

from chargehouse.app.wiring import CATALOGUE
from chargehouse.contexts.audit.endpoints import CONTROLLERS
from chargehouse.contexts.audit.model.exports import verify
from chargehouse.contexts.people.service import TokenAuthenticator, TokenService
from chargehouse.kernel.chance import SystemChance
from chargehouse.platform.http.application import build_application
from chargehouse.platform.metrics import Metrics


class Door:
    """The application, and tokens for it."""

    def __init__(self, ground: Ground) -> None:
        office, audit = ground.office, ground.audit
        authenticator = TokenAuthenticator(
            office.database, KEYRING, office.clock, catalogue=CATALOGUE
        )
        self._office = office
        self._tokens = TokenService(
            office.database,
            KEYRING,
            SystemChance(),
            catalogue=CATALOGUE,
            authenticator=authenticator,
        )
        self._app = build_application(
            CONTROLLERS,
            authenticator=authenticator,
            clock=office.clock,
            ids=office.database.ids,
            metrics=Metrics(),
            version="1",
            max_body_bytes=10_000,
            dependencies={
                "audit_entries": audit.entries,
                "audit_proofs": audit.proofs,
                "audit_verification": audit.verification,
                "audit_export": audit.exports,
            },
        )

    @asynccontextmanager
    async def holding(self, *permissions: str) -> AsyncIterator[httpx.AsyncClient]:
        created = await self._tokens.create(
            self._office.actor, name="reader", permissions=list(permissions)
        )
        transport = httpx.ASGITransport(self._app, client=("192.0.2.9", 1234))  # type: ignore[arg-type]
        async with httpx.AsyncClient(
            transport=transport,
            base_url="http://house/api/v1/audit",
            headers={"Authorization": f"Bearer {created.plain}"},
        ) as client:
            yield client


@pytest.fixture
def door(ground: Ground) -> Door:
    return Door(ground)


async def test_entries_are_found_by_who_what_where_and_when(ground: Ground, door: Door) -> None:
    await ground.grow(2)
    await ground.later(hours=1)
    await ground.edit(actor=ground.office.actor)
    await ground.relay()
    noon = ground.office.clock.now().isoformat().replace("+00:00", "Z")
    earlier = (ground.office.clock.now() - timedelta(minutes=1)).isoformat()
    asked: list[tuple[dict[str, object], list[int]]] = [
        ({}, [3, 2, 1, 0]),
        ({"sort": "index"}, [0, 1, 2, 3]),
        ({"limit": 2}, [3, 2]),
        ({"name": "thing.edited"}, [3, 2, 1]),
        ({"name": "thing.*"}, [3, 2, 1]),
        ({"name": ["tenant.*", "nothing.here"]}, [0]),
        ({"module": "tenant"}, [0]),
        ({"module": "ten"}, []),
        ({"actor_kind": "user"}, [2, 1]),
        ({"actor_id": str(ADA)}, [2, 1]),
        ({"aggregate_id": str(THING)}, [3, 2, 1]),
        ({"station_id": str(THING)}, []),
        ({"request_id": "request-1"}, [2, 1]),
        ({"from": noon}, [3]),
        ({"to": earlier}, [2, 1, 0]),
    ]
    async with door.holding("audit.read") as client:
        for query, indices in asked:
            answer = await client.get("/entries", params=query)  # type: ignore[arg-type]
            assert answer.status_code == 200, answer.text
            assert [entry["index"] for entry in answer.json()["items"]] == indices, query


async def test_pages_follow_each_other(ground: Ground, door: Door) -> None:
    await ground.grow(6)
    seen, cursor = [], None
    async with door.holding("audit.read") as client:
        while True:
            query = {"limit": 3, **({"cursor": cursor} if cursor else {})}
            page = (await client.get("/entries", params=query)).json()
            seen += [entry["index"] for entry in page["items"]]
            cursor = page["next_cursor"]
            if cursor is None:
                break
    assert seen == [6, 5, 4, 3, 2, 1, 0]


async def test_an_entry_is_shown_with_before_and_after(ground: Ground, door: Door) -> None:
    await ground.grow()
    await ground.erase(1, "origin")
    async with door.holding("audit.read") as client:
        entry = (await client.get("/entries/1")).json()
        assert entry["changes"] == [{"field": "size", "before": 1, "after": 2}]
        assert entry["actor"] == {"kind": "user", "id": str(ADA), "name": "Ada"}
        assert (entry["origin"], entry["erased"]) == (None, ["origin"])
        assert (await client.get("/entries/9")).status_code == 404
        assert (await client.get(f"/entries/{2**63}")).status_code == 422
        assert (await client.get(f"/heads?before={2**63}")).status_code == 422


async def test_proofs_heads_anchors_and_status_are_told(ground: Ground, door: Door) -> None:
    await ground.grow(9)
    async with door.holding("audit.read") as client:
        early = await client.get("/entries/3/proof")
        assert (early.status_code, early.json()["type"]) == (409, "/problems/audit_not_signed_yet")
        await ground.sign()
        proof = (await client.get("/entries/3/proof")).json()
        assert len(proof["proof"]) == 4
        grown = (await client.get("/consistency", params={"from": 3, "to": 10})).json()
        assert grown["second_root"] == proof["head"]["root"]
        beyond = await client.get("/consistency", params={"from": 3, "to": 11})
        assert (beyond.status_code, beyond.json()["type"]) == (422, "/problems/audit_size_unknown")
        assert (await client.get("/heads")).json() == [proof["head"]]
        assert (await client.get("/anchors", params={"limit": 1})).json()[0]["size"] == 10
        status = (await client.get("/status")).json()
    assert (status["size"], status["signed_size"], status["newest_head"]["number"]) == (10, 10, 0)
    assert [key["key"] for key in status["keys"]] == [key.hex() for key in KEYRING.public_keys]


async def test_a_verification_tells_how_far_it_is_and_is_itself_an_entry(
    ground: Ground, door: Door
) -> None:
    await ground.grow(3000)
    await ground.sign()
    async with door.holding("audit.verify") as client:
        answer = await client.post("/verify")
    assert answer.headers["content-type"] == "application/x-ndjson"
    lines = [json.loads(line) for line in answer.text.splitlines()]
    assert [line["checked"] for line in lines] == [2048, 3001, 3001]
    assert lines[-1]["report"]["ok"] is True
    await ground.relay()
    entry = (await ground.entries())[-1]
    assert entry.name == "audit.verified"
    assert (entry.data["ok"], entry.data["size"], entry.origin) == (True, 3001, "192.0.2.9")


async def test_an_export_verifies_elsewhere_and_is_itself_an_entry(
    ground: Ground, door: Door
) -> None:
    await ground.grow(5)
    await ground.sign()
    async with door.holding("audit.export") as client:
        answer = await client.get("/export")
    assert "attachment" in answer.headers["content-disposition"]
    report = verify(answer.content.splitlines(keepends=True), trusted=KEYRING.public_keys)
    assert report.ok
    assert report.size == 6
    await ground.relay()
    entry = (await ground.entries())[-1]
    assert (entry.name, entry.data["what"], entry.data["size"]) == ("audit.exported", "log", 6)


async def test_a_list_is_a_file_for_who_may_take_it(ground: Ground, door: Door) -> None:
    await ground.grow(2)
    async with door.holding("audit.read") as client:
        assert (await client.get("/entries", params={"format": "csv"})).status_code == 403
    async with door.holding("audit.read", "audit.export") as client:
        answer = await client.get("/entries", params={"format": "csv", "name": "thing.*"})
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert [(row["index"], row["actor_name"]) for row in rows] == [("2", "Ada"), ("1", "Ada")]
    assert json.loads(rows[0]["changes"]) == [{"field": "size", "before": 1, "after": 2}]
    await ground.relay()
    assert (await ground.entries())[-1].name == "audit.exported"


@pytest.mark.parametrize(
    ("method", "path", "permission"),
    [
        ("GET", "/entries", "audit.read"),
        ("GET", "/entries/0", "audit.read"),
        ("GET", "/entries/0/proof", "audit.read"),
        ("GET", "/consistency?from=0", "audit.read"),
        ("GET", "/heads", "audit.read"),
        ("GET", "/anchors", "audit.read"),
        ("GET", "/status", "audit.read"),
        ("POST", "/verify", "audit.verify"),
        ("GET", "/export", "audit.export"),
    ],
)
async def test_each_route_needs_its_permission(
    ground: Ground, door: Door, method: str, path: str, permission: str
) -> None:
    await ground.sign()
    others = {"audit.read", "audit.verify", "audit.export"} - {permission}
    async with door.holding(*others) as client:
        assert (await client.request(method, path)).status_code == 403
    async with door.holding(permission) as client:
        assert (await client.request(method, path)).status_code == 200
