"""Agreements by REST: made, changed, ended, fed by machines and by the file, and explained."""

from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlalchemy import text
from tests.integration.across.conftest import Depot

from chargehouse.contexts.access.public import DecisionFilters
from chargehouse.contexts.stations.public import StationRef
from chargehouse.kernel.actor import system_actor
from chargehouse.kernel.errors import ChargehouseError
from chargehouse.kernel.ids import TimeOrderedIds
from chargehouse.platform.http.paging import Paging

NIGHTS = {"days": [1, 2, 3, 4, 5, 6, 7], "begins": "22:00", "ends": "06:00"}
CARD, OTHER = "DE-CANARY-C0000001", "DE-CANARY-C0000002"
DAY_S = 86_400


class Desk:
    """The API, asked by somebody who may do everything."""

    def __init__(self, client: httpx.AsyncClient, depot: Depot) -> None:
        self.client = client
        self.depot = depot

    async def take(self, method: str, path: str, body: object = None) -> Any:  # noqa: ANN401  JSON
        answer = await self.client.request(method, path, json=body)
        assert answer.is_success, answer.text
        return answer.json() if answer.content else None

    async def agreement(self, name: str = "Roamer", **said: object) -> str:
        body = {"name": name, "everywhere": not {"locations", "stations"} & said.keys(), **said}
        return str((await self.take("POST", "/agreements", body))["id"])

    async def feed(self, agreement: str, *values: str, kind: str = "full", **said: object) -> Any:  # noqa: ANN401  JSON
        entries = [{"value": value} for value in values]
        body = {"kind": kind, "identifiers": entries, **said}
        return await self.take("PUT", f"/agreements/{agreement}/identifiers", body)

    async def known(self, agreement: str) -> list[tuple[str, str]]:
        listed = await self.take("GET", f"/agreements/{agreement}/identifiers?sort=created_at")
        return [(item["masked"], item["status"]) for item in listed["items"]]

    async def import_table(self, agreement: str, table: str, query: str = "kind=full") -> Any:  # noqa: ANN401  JSON
        answer = await self.client.post(
            f"/agreements/{agreement}/identifiers/import?{query}",
            content=table,
            headers={"Content-Type": "text/csv"},
        )
        assert answer.is_success, answer.text
        return answer.json()

    async def classify(self, value: str) -> tuple[str, str, str | None]:
        found = await self.take("POST", "/identifiers/classify", {"value": value})
        return found["access_class"], found["reason"], found["agreement_name"]

    async def explain(self, station: StationRef, **asked: str) -> Any:  # noqa: ANN401  JSON
        body = {"station_id": str(station.id), **asked}
        return await self.take("POST", "/access/explanations", body)


@pytest.fixture
def desk(client: httpx.AsyncClient, depot: Depot) -> Desk:
    return Desk(client, depot)


async def events(depot: Depot) -> list[tuple[str, dict[str, Any]]]:
    async with depot.database.reading(depot.actor) as connection:
        rows = await connection.execute(
            text(
                "SELECT wire_name, CAST(payload AS json) FROM events"
                " WHERE wire_name LIKE 'agreement.%' ORDER BY event_id"
            )
        )
        return [(name, payload) for name, payload in rows]


async def test_an_agreement_is_made_changed_and_ended(desk: Desk, depot: Depot) -> None:
    made = await desk.take(
        "POST",
        "/agreements",
        {"name": " Roamer ", "locations": [str(depot.location_id)], "windows": [NIGHTS]},
    )
    address = f"/agreements/{made['id']}"
    assert (made["name"], made["state"], made["version"]) == ("Roamer", "in_force", 1)
    assert made["words"] == "At 1 location, every day 22:00 to 06:00."
    taken = await desk.client.post("/agreements", json={"name": "ROAMER", "everywhere": True})
    assert (taken.status_code, taken.json()["type"]) == (409, "/problems/agreement_name_taken")
    change = {"everywhere": True, "locations": [], "windows": [], "version": 1}
    changed = await desk.take("PATCH", address, change)
    assert (changed["words"], changed["version"]) == ("Everywhere, always.", 2)
    assert (await desk.client.patch(address, json={"note": "x", "version": 1})).status_code == 409
    assert (await desk.take("PATCH", address, {"everywhere": True}))["version"] == 2
    ended = await desk.take("POST", f"{address}/end", {"reason": "They left."})
    assert (ended["state"], ended["valid_until"]) == ("ended", "2026-11-20T12:00:00Z")
    assert await desk.take("POST", f"{address}/end") == ended
    listed = await desk.take("GET", "/agreements?search=oam&active=true")
    assert [item["id"] for item in listed["items"]] == [made["id"]]
    refused = await desk.client.put(f"{address}/identifiers", json={"kind": "full"})
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/agreement_over")
    again = await desk.take("PATCH", address, {"valid_until": None})
    assert again["state"] == "in_force"
    told = await events(depot)
    assert [name for name, _ in told] == [
        "agreement.added",
        "agreement.changed",
        "agreement.ended",
        "agreement.changed",
    ]
    assert sorted(told[1][1]["changes"]) == ["everywhere", "locations", "windows"]


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({}, "everywhere"),
        ({"locations": ["01a1fd6d-0000-7000-8000-000000000001"]}, "locations"),
        ({"stations": ["01a1fd6d-0000-7000-8000-000000000001"]}, "stations"),
        ({"everywhere": True, "windows": [{**NIGHTS, "ends": "24:00"}]}, "windows[0].ends"),
        ({"everywhere": True, "fresh_for_s": 1}, "fresh_for_s"),
    ],
)
async def test_an_agreement_that_means_nothing_is_refused_by_its_field(
    desk: Desk, said: dict[str, object], field: str
) -> None:
    refused = await desk.client.post("/agreements", json={"name": "X", **said})
    assert refused.status_code == 422
    assert [error["field"] for error in refused.json()["errors"]] == [field]


async def test_a_full_feed_replaces_and_a_repetition_changes_nothing(
    desk: Desk, depot: Depot
) -> None:
    roamer = await desk.agreement()
    first = await desk.feed(roamer, CARD, OTHER)
    assert (first["added"], first["removed"], first["identifiers"]) == (2, 0, 2)
    assert first["applied"]
    again = await desk.feed(roamer, CARD.lower(), OTHER)
    assert (again["added"], again["changed"], again["removed"], again["unchanged"]) == (0, 0, 0, 2)
    depot.clock.advance(60)
    replaced = await desk.feed(roamer, OTHER, "DE-CANARY-C0000003")
    assert (replaced["added"], replaced["removed"], replaced["identifiers"]) == (1, 1, 2)
    agreement = await desk.take("GET", f"/agreements/{roamer}")
    assert (agreement["identifiers"], agreement["last_fed_at"]) == (2, "2026-11-20T12:01:00Z")
    assert agreement["version"] == 1
    assert (await desk.classify(CARD))[0] == "unknown"
    assert await desk.classify(OTHER) == ("agreement", "permitted", "Roamer")
    told = [payload for name, payload in await events(depot) if name == "agreement.fed"]
    assert [(each["added"], each["removed"]) for each in told] == [(2, 0), (1, 1)]


async def test_a_partial_feed_adds_changes_and_removes_what_it_names(desk: Desk) -> None:
    roamer = await desk.agreement()
    await desk.feed(roamer, CARD, OTHER)
    body = {
        "kind": "partial",
        "identifiers": [{"value": CARD, "status": "blocked", "group": "G-1"}, {"value": "NEW-1"}],
        "remove": [OTHER.lower(), "NEVER-THERE"],
    }
    path = f"/agreements/{roamer}/identifiers"
    report = await desk.take("PUT", path, body)
    assert (report["added"], report["changed"], report["removed"]) == (1, 1, 1)
    assert [status for _, status in await desk.known(roamer)] == ["blocked", "active"]
    repeated = await desk.take("PUT", path, body)
    assert (repeated["added"], repeated["changed"], repeated["removed"]) == (0, 0, 0)
    assert await desk.classify(CARD) == ("unauthorised", "inactive_identifier", "Roamer")
    found = await desk.take("POST", f"{path}/search", {"value": CARD.lower()})
    assert [item["group_masked"] is not None for item in found["items"]] == [True]
    blocked = await desk.take("GET", f"{path}?status=blocked")
    assert len(blocked["items"]) == 1


async def test_of_a_feed_half_of_which_is_wrong_nothing_is_applied_and_every_wrong_row_is_named(
    desk: Desk, depot: Depot
) -> None:
    roamer = await desk.agreement()
    await desk.feed(roamer, CARD)
    entries: list[object] = [
        {"value": OTHER},
        {"value": f"CANARY{'X' * 40}"},
        {"value": "CANARY-1", "type": "CANARY"},
        {"value": "CANARY-2", "status": 7},
        {"value": "CANARY-3"},
        {"value": "canary-3"},
        {"value": "CANARY-4", "valid_from": "yesterday"},
        {"value": "CANARY-5", "valid_from": "2026-03-02T00:00:00Z", "valid_until": "2026-03-01Z"},
        {"value": "CANARY-6", "driver": "CANARY"},
        "CANARY-7",
        {"status": "active"},
    ]
    body = {"kind": "partial", "identifiers": entries, "remove": ["CANARY-3", 7, ""]}
    depot.clock.advance(60)
    refused = await desk.client.put(f"/agreements/{roamer}/identifiers", json=body)
    assert (refused.status_code, refused.json()["type"]) == (422, "/problems/feed_refused")
    assert [error["field"] for error in refused.json()["errors"]] == [
        "identifiers[1].value",
        "identifiers[2].type",
        "identifiers[3].status",
        "identifiers[5].value",
        "identifiers[6].valid_from",
        "identifiers[7].valid_until",
        "identifiers[8].value",
        "identifiers[9].value",
        "identifiers[10].value",
        "remove[0]",
        "remove[1]",
        "remove[2]",
    ]
    assert "CANARY" not in refused.text.upper()
    assert len(await desk.known(roamer)) == 1
    agreement = await desk.take("GET", f"/agreements/{roamer}")
    assert agreement["last_fed_at"] == "2026-11-20T12:00:00Z"


async def test_a_feed_has_a_kind_and_an_end(desk: Desk) -> None:
    roamer = await desk.agreement()
    path = f"/agreements/{roamer}/identifiers"
    for body, field in (
        ({"kind": "full", "remove": [CARD]}, "remove"),
        ({"kind": "full", "identifiers": [{}] * 50_001}, "identifiers"),
        ({"kind": "some"}, "kind"),
    ):
        refused = await desk.client.put(path, json=body)
        assert refused.status_code == 422, refused.text
        assert [error["field"] for error in refused.json()["errors"]] == [field]
    nowhere = TimeOrderedIds().new()
    missing = await desk.client.put(f"/agreements/{nowhere}/identifiers", json={"kind": "full"})
    assert missing.status_code == 404


async def test_a_table_is_tried_before_it_is_applied(desk: Desk) -> None:
    roamer = await desk.agreement()
    await desk.feed(roamer, CARD)
    table = f"value;type;status;group\n{OTHER};emaid;active;\nCARD-3;;lost;G\n"
    dry = await desk.import_table(roamer, table, "kind=full&dry_run=true")
    assert (dry["added"], dry["removed"], dry["applied"], dry["identifiers"]) == (2, 1, False, 1)
    assert len(await desk.known(roamer)) == 1
    wet = await desk.import_table(roamer, table)
    assert (wet["added"], wet["removed"], wet["applied"], wet["identifiers"]) == (2, 1, True, 2)
    assert [status for _, status in await desk.known(roamer)] == ["active", "lost"]
    more = await desk.import_table(roamer, f"value\n{CARD}\n", "kind=partial")
    assert (more["added"], more["unchanged"], more["identifiers"]) == (1, 0, 3)


async def test_of_a_table_with_a_wrong_row_nothing_is_applied(desk: Desk) -> None:
    roamer = await desk.agreement()
    table = f"value,type\n{CARD},rfid\n{OTHER},CANARY\n{CARD},rfid\n"
    report = await desk.import_table(roamer, table)
    assert not report["applied"]
    assert [(error["line"], error["field"]) for error in report["errors"]] == [
        (3, "type"),
        (4, "value"),
    ]
    assert await desk.known(roamer) == []
    assert "CANARY" not in str(report)
    vehicles = await desk.client.post(
        f"/agreements/{roamer}/identifiers/import?kind=full", content="value,vehicle\nX,Van\n"
    )
    assert (vehicles.status_code, vehicles.json()["type"]) == (422, "/problems/import_unreadable")


async def test_partners_values_may_repeat_and_a_vehicles_identifier_comes_first(
    desk: Desk, depot: Depot
) -> None:
    station = await depot.station("CH-1")
    zeta = await desk.agreement("zeta")
    alpha = await desk.agreement("Alpha", locations=[str(depot.location_id)], windows=[NIGHTS])
    for agreement in (zeta, alpha):
        await desk.feed(agreement, CARD)
    assert await desk.classify(CARD) == ("agreement", "permitted", "Alpha")
    [item] = (await desk.take("GET", f"/agreements/{alpha}/identifiers"))["items"]
    noon = await desk.explain(station, identifier_id=item["id"])
    assert (noon["allowed"], noon["agreement_name"]) == (True, "zeta")
    assert [(step["name"], step["reason"], step["outside"]) for step in noon["agreements"]] == [
        ("Alpha", "outside_agreement", "hour"),
        ("zeta", "permitted", None),
    ]
    van = await desk.take("POST", "/vehicles", {"name": "Van"})
    own = {"value": CARD, "type": "emaid", "vehicle_id": van["id"], "status": "blocked"}
    added = await desk.take("POST", "/identifiers", own)
    assert await desk.classify(CARD) == ("unauthorised", "inactive_identifier", None)
    ours = await desk.explain(station, identifier_id=item["id"])
    assert (ours["reason"], ours["vehicle_name"], ours["agreement_id"]) == (
        "inactive_identifier",
        "Van",
        None,
    )
    assert [step["decided"] for step in ours["agreements"]] == [False, False]
    await desk.take("DELETE", f"/identifiers/{added['id']}")
    assert await desk.classify(CARD) == ("agreement", "permitted", "Alpha")
    await desk.feed(alpha)
    assert await desk.classify(CARD) == ("agreement", "permitted", "zeta")
    await desk.feed(zeta)
    assert (await desk.classify(CARD))[0] == "unknown"
    whole = await desk.explain(station, agreement_id=alpha)
    assert (whole["allowed"], whole["reason"], whole["outside"]) == (
        False,
        "outside_agreement",
        "hour",
    )


async def test_what_was_not_fed_in_time_is_stale_until_it_is_fed_again(
    desk: Desk, depot: Depot
) -> None:
    roamer = await desk.agreement(fresh_for_s=DAY_S)
    await desk.feed(roamer, CARD)
    depot.clock.advance(DAY_S)
    assert await desk.classify(CARD) == ("unauthorised", "stale_agreement", "Roamer")
    assert (await desk.take("GET", f"/agreements/{roamer}"))["stale"]
    wrong = {"kind": "full", "identifiers": [{"value": ""}]}
    assert (
        await desk.client.put(f"/agreements/{roamer}/identifiers", json=wrong)
    ).status_code == 422
    assert (await desk.classify(CARD))[1] == "stale_agreement"
    await desk.feed(roamer, CARD)
    assert await desk.classify(CARD) == ("agreement", "permitted", "Roamer")
    told = [payload["added"] for name, payload in await events(depot) if name == "agreement.fed"]
    assert told == [1, 0]


async def test_the_list_of_decisions_knows_agreements(desk: Desk, depot: Depot) -> None:
    station = await depot.station("CH-1")
    roamer = await desk.agreement(stations=[str((await depot.station("CH-2")).id)])
    await desk.feed(roamer, CARD)
    [row] = await _rows(depot, "SELECT value_hash FROM agreement_identifiers")
    await depot.tap(station, identifier_hash=row[0])
    await depot.tap(station)
    listed = await desk.take("GET", f"/access/decisions?agreement_id={roamer}")
    [decision] = listed["items"]
    assert (decision["agreement_name"], decision["reason"], decision["outside"]) == (
        "Roamer",
        "outside_agreement",
        "place",
    )
    detail = await desk.take("GET", f"/access/decisions/{decision['id']}")
    assert "It is judged by the agreement Roamer." in detail["steps"]
    csv = await desk.client.get(f"/access/decisions?agreement_id={roamer}&format=csv")
    assert "Roamer" in csv.text


async def test_a_neighbour_sees_and_feeds_nothing(desk: Desk, depot: Depot) -> None:
    roamer = UUID(await desk.agreement())
    await desk.feed(str(roamer), CARD)
    other = depot.ids.new()
    async with depot.database.transaction(system_actor("console", other, "x")) as work:
        await work.connection.execute(
            text("INSERT INTO tenants VALUES (:id, 'other', 'Other', now())"), {"id": other}
        )
    stranger = system_actor("console", other, "stranger")
    contexts = depot.contexts
    for call in (
        contexts.agreements.find(stranger, roamer),
        contexts.agreements.edit(stranger, roamer, {"note": "x"}),
        contexts.agreements.end(stranger, roamer),
        contexts.agreements.identifiers(stranger, roamer, Paging()),
        contexts.agreement_feeds.feed(stranger, roamer, "full", []),
    ):
        with pytest.raises(ChargehouseError, match="no such agreement"):
            await call
    assert (await contexts.agreements.list(stranger, Paging())).items == []
    theirs = await contexts.agreements.add(stranger, "Roamer", {"everywhere": True})
    await contexts.agreement_feeds.feed(stranger, theirs.id, "full", [])
    assert len(await desk.known(str(roamer))) == 1
    assert (await contexts.access.decisions(stranger, Paging(), DecisionFilters())).items == []


async def test_no_value_is_kept_or_told_in_the_clear(desk: Desk, depot: Depot) -> None:
    roamer = await desk.agreement()
    await desk.feed(roamer, CARD)
    tables = ("agreements", "agreement_identifiers", "token_index", "events", "access_decisions")
    for table in tables:
        rows = await _rows(depot, f"SELECT CAST(t AS text) FROM {table} t")  # noqa: S608  names of our own
        assert not [row for row in rows if "CANARY" in row[0].upper()], table


async def _rows(depot: Depot, statement: str) -> list[Any]:
    async with depot.database.reading(depot.actor) as connection:
        return list(await connection.execute(text(statement)))
