"""Tariffs by REST: kept with their versions, archived, and asked for the price of a sample."""

import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from sqlalchemy import text
from tests.integration.across.conftest import Depot

from chargehouse.contexts.tariffs import endpoints as tariffs
from chargehouse.kernel.actor import Actor
from chargehouse.platform.http.application import build_application
from chargehouse.platform.metrics import Metrics

Json = dict[str, Any]

EVENING: Json = {
    "currency": "EUR",
    "elements": [
        {
            "components": [
                {"dimension": "energy", "price": 0.55, "taxes": [{"name": "VAT", "percent": 21}]}
            ],
            "restrictions": {"start_time": "17:00", "end_time": "20:00"},
        },
        {
            "components": [
                {"dimension": "flat", "price": "1.00", "taxes": [{"name": "VAT", "percent": 21}]},
                {"dimension": "energy", "price": "0.35", "taxes": [{"name": "VAT", "percent": 21}]},
            ]
        },
    ],
}
SAMPLE: Json = {
    "timezone": "Europe/Brussels",
    "readings": [
        {"at": "2026-06-01T14:00:00Z", "energy_wh": 1000},
        {"at": "2026-06-01T16:00:00Z", "energy_wh": 21000, "wants_power": False},
    ],
}
"""20 kWh evenly from 16:00 to 18:00 in Brussels: half of it in the evening."""


class Door:
    """Takes a token that names the permissions of who asks."""

    def __init__(self, depot: Depot) -> None:
        self._depot = depot

    async def authenticate(self, bearer: str) -> Actor:
        permissions = frozenset(bearer.split(","))
        return Actor("user", self._depot.tenant_id, "Ada", permissions=permissions)


class Desk:
    """The API of tariffs, asked by somebody who may read and edit them."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client

    async def ask(
        self, method: str, path: str, body: object = None, *, may: str = "tariffs.read,tariffs.edit"
    ) -> httpx.Response:
        return await self._client.request(
            method,
            f"/api/v1/tariffs{path}",
            json=body,
            headers={"Authorization": f"Bearer {may}"},
        )

    async def take(self, method: str, path: str, body: object = None) -> Any:  # noqa: ANN401  JSON
        answer = await self.ask(method, path, body)
        assert answer.is_success, answer.text
        return answer.json() if answer.content else None

    async def refused(self, method: str, path: str, body: object = None) -> tuple[int, str]:
        answer = await self.ask(method, path, body)
        return answer.status_code, answer.json()["type"].rpartition("/")[2]

    async def tariff(self, name: str = "Evening", **more: object) -> Json:
        added: Json = await self.take("POST", "", {"name": name, "tariff": EVENING, **more})
        return added


@pytest.fixture
async def desk(depot: Depot) -> AsyncIterator[Desk]:
    app = build_application(
        tariffs.CONTROLLERS,
        authenticator=Door(depot),
        clock=depot.clock,
        ids=depot.ids,
        metrics=Metrics(),
        version="1",
        max_body_bytes=100_000,
        dependencies=depot.contexts.by_name(),
    )
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)  # type: ignore[arg-type]
    async with httpx.AsyncClient(transport=transport, base_url="http://house") as client:
        yield Desk(client)


async def events_of(depot: Depot) -> list[tuple[str, Json]]:
    """Return what was recorded of tariffs, in its order."""
    async with depot.database.reading(depot.actor) as connection:
        rows = await connection.execute(
            text(
                "SELECT wire_name, payload FROM events"
                " WHERE tenant_id = :tenant AND wire_name LIKE 'tariff.%' ORDER BY sequence"
            ),
            {"tenant": depot.tenant_id},
        )
        return [(row.wire_name, json.loads(row.payload)) for row in rows]


async def test_a_tariff_is_given_back_as_it_was_added(desk: Desk) -> None:
    added = await desk.tariff(
        " Evening ",
        ocpi_id="Eve-1",
        alt_text=[{"language": "en", "text": "Dearer in the evening."}],
        alt_url="https://example.com/prices",
    )
    assert (added["name"], added["ocpi_id"], added["version"]) == ("Evening", "Eve-1", 1)
    assert added["archived_at"] is None
    element = added["tariff"]["elements"][0]
    assert element["restrictions"] == {"start_time": "17:00", "end_time": "20:00"}
    component = element["components"][0]
    assert (component["price"], component["step_size"]) == ("0.55", 1)
    assert await desk.take("GET", f"/{added['id']}") == added


async def test_without_an_ocpi_id_partners_know_a_tariff_by_its_own(desk: Desk) -> None:
    added = await desk.tariff()
    assert added["ocpi_id"] == added["id"]


async def test_what_is_taken_is_told(desk: Desk) -> None:
    await desk.tariff(ocpi_id="E1")
    same_name = {"name": "EVENING", "tariff": EVENING}
    assert await desk.refused("POST", "", same_name) == (409, "tariff_name_taken")
    same_id = {"name": "Other", "tariff": EVENING, "ocpi_id": "e1"}
    assert await desk.refused("POST", "", same_id) == (409, "tariff_id_taken")
    other = await desk.tariff("Night")
    renamed = await desk.refused("PATCH", f"/{other['id']}", {"name": "evening"})
    assert renamed == (409, "tariff_name_taken")


async def test_each_change_is_a_version(desk: Desk, depot: Depot) -> None:
    added = await desk.tariff()
    path = f"/{added['id']}"
    depot.clock.advance(3600)
    dearer = {**EVENING, "max_price": {"excl": 50, "incl": "60.50"}}
    changed = await desk.take("PATCH", path, {"tariff": dearer, "version": 1})
    assert (changed["version"], changed["tariff"]["max_price"]["incl"]) == (2, "60.50")
    assert changed["updated_at"] > added["updated_at"]
    renamed = await desk.take("PATCH", path, {"name": "Late"})
    assert (renamed["name"], renamed["version"]) == ("Late", 3)
    versions = await desk.take("GET", f"{path}/versions")
    assert [one["version"] for one in versions] == [3, 2, 1]
    assert [one["document"]["name"] for one in versions] == ["Late", "Evening", "Evening"]
    assert versions[2]["document"]["tariff"] == added["tariff"]
    assert versions[0]["changed_by"] == "user:Ada"


async def test_what_changes_nothing_makes_no_version(desk: Desk, depot: Depot) -> None:
    added = await desk.tariff()
    same = await desk.take("PATCH", f"/{added['id']}", {"tariff": EVENING, "name": " Evening"})
    assert same["version"] == 1
    assert [kind for kind, _ in await events_of(depot)] == ["tariff.created"]


async def test_a_change_of_what_was_changed_meanwhile_is_refused(desk: Desk) -> None:
    added = await desk.tariff()
    path = f"/{added['id']}"
    await desk.take("PATCH", path, {"name": "Late"})
    late = await desk.refused("PATCH", path, {"name": "Later", "version": 1})
    assert late == (409, "changed_meanwhile")
    assert await desk.refused("POST", f"{path}/archive?version=1") == (409, "changed_meanwhile")


async def test_an_archived_tariff_is_kept_and_listed_apart(desk: Desk, depot: Depot) -> None:
    added = await desk.tariff(ocpi_id="E1")
    path = f"/{added['id']}"
    archived = await desk.take("POST", f"{path}/archive?version=1")
    assert archived["archived_at"] is not None
    assert (await desk.take("GET", ""))["items"] == []
    assert [one["id"] for one in (await desk.take("GET", "?archived=true"))["items"]] == [
        added["id"]
    ]
    assert await desk.refused("PATCH", path, {"name": "Late"}) == (409, "tariff_archived")
    assert (await desk.take("POST", f"{path}/archive")) == archived
    assert (await desk.tariff())["name"] == "Evening"
    reused = {"name": "Third", "tariff": EVENING, "ocpi_id": "E1"}
    assert await desk.refused("POST", "", reused) == (409, "tariff_id_taken")
    kinds = [kind for kind, _ in await events_of(depot)]
    assert kinds == ["tariff.created", "tariff.archived", "tariff.created"]


async def test_tariffs_are_listed_searched_and_exported(desk: Desk) -> None:
    await desk.tariff("Evening", ocpi_id="RING-7")
    francs = {**EVENING, "currency": "CHF", "type": "regular"}
    await desk.tariff("Alps", tariff=francs)

    async def found(query: str) -> list[str]:
        return [one["name"] for one in (await desk.take("GET", query))["items"]]

    assert await found("") == ["Alps", "Evening"]
    assert await found("?sort=-name") == ["Evening", "Alps"]
    assert await found("?search=ring-") == ["Evening"]
    assert await found("?currency=CHF") == await found("?type=regular") == ["Alps"]
    csv = (await desk.ask("GET", "?format=csv&search=even")).text.splitlines()
    assert csv[0].startswith("id,ocpi_id,name,currency,type,valid_from")
    assert ",RING-7,Evening,EUR,," in csv[1]


async def test_events_tell_what_changed(desk: Desk, depot: Depot) -> None:
    added = await desk.tariff(ocpi_id="E1")
    await desk.take("PATCH", f"/{added['id']}", {"name": "Late", "alt_url": "https://example.com/"})
    (_, created), (_, changed) = await events_of(depot)
    assert {name: created[name] for name in ("name", "ocpi_id", "currency", "version")} == {
        "name": "Evening",
        "ocpi_id": "E1",
        "currency": "EUR",
        "version": 1,
    }
    assert changed["changes"] == {
        "alt_url": {"before": None, "after": "https://example.com/"},
        "name": {"before": "Evening", "after": "Late"},
    }


async def test_a_sample_is_priced_line_by_line(desk: Desk) -> None:
    """1.00 at the start, 10 kWh at 0.35, 10 at 0.55: 10.00, and 12.10 with 21 %."""
    added = await desk.tariff()
    priced = await desk.take("POST", f"/{added['id']}/price", SAMPLE)
    assert (priced["due"]["excl"], priced["due"]["incl"]) == ("10.00", "12.10")
    assert [
        (line["dimension"], line["element"], line["billed"], line["amount"]["excl"])
        for line in priced["lines"]
    ] == [
        ("flat", 2, "1", "1.0000"),
        ("energy", 2, "10000", "3.5000"),
        ("energy", 1, "10000", "5.5000"),
    ]
    assert [period["energy_kwh"] for period in priced["periods"]] == ["10.0000", "10.0000"]
    assert await desk.take("POST", "/price", {"tariff": EVENING, "session": SAMPLE}) == priced


async def test_an_archived_tariff_still_prices(desk: Desk) -> None:
    added = await desk.tariff()
    before = await desk.take("POST", f"/{added['id']}/price", SAMPLE)
    await desk.take("POST", f"/{added['id']}/archive")
    assert await desk.take("POST", f"/{added['id']}/price", SAMPLE) == before


async def test_what_cannot_be_meant_is_refused_with_each_field(desk: Desk) -> None:
    wrong = {
        **EVENING,
        "currency": "ABC",
        "elements": [
            {
                "components": [{"dimension": "energy", "price": -1}],
                "restrictions": {"min_kwh": 5, "max_kwh": 5},
            }
        ],
    }
    answer = await desk.ask("POST", "", {"name": "Wrong", "tariff": wrong})
    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == [
        "currency",
        "elements[0].components[0].price",
        "elements[0].restrictions.max_kwh",
    ]


@pytest.mark.parametrize(
    "session",
    [
        {**SAMPLE, "timezone": "Mars/Olympus"},
        {**SAMPLE, "readings": SAMPLE["readings"][::-1]},
        {**SAMPLE, "readings": []},
        {**SAMPLE, "readings": [{"at": "2026-06-01T14:00:00", "energy_wh": 0}]},
        {**SAMPLE, "readings": [{"at": "2026-06-01T14:00:00Z", "energy_wh": "NaN"}]},
        {**SAMPLE, "readings": [{"at": "0001-01-01T00:00:00Z", "energy_wh": 1}]},
    ],
)
async def test_what_nobody_metered_is_not_priced(desk: Desk, session: Json) -> None:
    answer = await desk.ask("POST", "/price", {"tariff": EVENING, "session": session})
    assert answer.status_code in {400, 422}, answer.text


async def test_a_tariff_that_is_not_there_is_not_found(desk: Desk, depot: Depot) -> None:
    nothing = f"/{depot.ids.new()}"
    for method, path, body in (
        ("GET", nothing, None),
        ("PATCH", nothing, {"name": "Late"}),
        ("POST", f"{nothing}/archive", None),
        ("POST", f"{nothing}/price", SAMPLE),
        ("GET", f"{nothing}/versions", None),
    ):
        assert await desk.refused(method, path, body) == (404, "tariff_unknown")


async def test_who_may_only_read_changes_nothing(desk: Desk) -> None:
    added = await desk.tariff()
    path = f"/{added['id']}"
    new = {"name": "Other", "tariff": EVENING}
    for method, where, body in (
        ("POST", "", new),
        ("PATCH", path, {"name": "Late"}),
        ("POST", f"{path}/archive", None),
    ):
        answer = await desk.ask(method, where, body, may="tariffs.read")
        assert answer.status_code == 403
    for where in ("", path, f"{path}/versions"):
        assert (await desk.ask("GET", where, may="tariffs.edit")).status_code == 403
