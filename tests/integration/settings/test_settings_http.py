"""B11: settings over the REST API."""

import pytest
from tests.integration.settings.conftest import CATALOGUE, Served, World


async def test_settings_are_listed_changed_and_brought_back(served: Served) -> None:
    async with served.as_("ada") as ada:
        listed = (await ada.get("/settings")).json()
        assert [each["key"] for each in listed] == list(CATALOGUE)
        changed = await ada.patch(
            "/settings/house.doors", json={"value": 5, "version": 0, "reason": "more people"}
        )
        assert changed.status_code == 200, changed.text
        assert changed.json()["proposal"] is None
        assert changed.json()["setting"]["value"] == 5
        assert (await ada.get("/settings/house.doors")).json() == changed.json()["setting"]
        reset = await ada.delete("/settings/house.doors", params={"version": 1, "reason": "no"})
        assert (reset.status_code, reset.json()["setting"]["value"]) == (200, 2)
        history = (await ada.get("/settings/house.doors/history")).json()
        assert [(each["version"], each["after"]) for each in history["items"]] == [
            (2, None),
            (1, 5),
        ]
        back = await ada.post(
            "/settings/house.doors/rollback", json={"to_version": 1, "version": 2}
        )
        assert back.json()["setting"]["value"] == 5


async def test_a_dangerous_change_is_proposed_and_approved_by_somebody_else(
    served: Served,
) -> None:
    async with served.as_("ada") as ada, served.as_("ben") as ben:
        change = {"value": "off", "version": 0, "reason": "works"}
        outcome = (await ada.patch("/settings/gate.stage", json=change)).json()
        place = f"/settings/proposals/{outcome['proposal']['id']}"
        own = await ada.post(f"{place}/approve", json={"reason": "mine"})
        assert (own.status_code, own.json()["type"]) == (403, "/problems/second_person_needed")
        assert (await ben.get("/settings/proposals", params={"status": "open"})).json()[
            "items"
        ] == [{**outcome["proposal"], "is_own": False}]
        done = await ben.post(f"{place}/approve", json={"reason": "seen"})
        assert (done.status_code, done.json()["status"]) == (200, "approved")
        again = await ben.post(f"{place}/decline", json={"reason": "late"})
        assert (again.status_code, again.json()["type"]) == (409, "/problems/proposal_decided")
        assert (await ada.get("/settings/gate.stage")).json()["value"] == "off"


async def test_what_would_change_by_going_back_is_shown_first(served: Served, world: World) -> None:
    clock = world.office.clock
    before = clock.now().isoformat().replace("+00:00", "Z")
    clock.advance(5)
    async with served.as_("ada") as ada:
        await ada.patch("/settings/house.doors", json={"value": 5, "version": 0})
        differences = await ada.get("/settings/diff", params={"at": before})
        assert differences.json() == [
            {"key": "house.doors", "then": None, "now": 5, "dangerous": False, "can_return": True}
        ]
        done = await ada.post("/settings/rollback", json={"at": before, "reason": "oh"})
        assert done.json() == {"changed": ["house.doors"], "proposed": [], "left": []}


@pytest.mark.parametrize(
    ("key", "wrong"),
    [
        ("house.doors", "five"),
        ("house.doors", True),
        ("house.doors", 10),
        ("house.bell", "true"),
        ("house.owner", "nobody"),
        ("house.page", "javascript:alert(1)"),
        ("house.rooms", ["ok", ""]),
        ("vault.code", 5),
        ("vault.code", "two\nlines"),
    ],
)
async def test_a_value_of_the_wrong_type_names_its_field(
    served: Served, key: str, wrong: object
) -> None:
    async with served.as_("ada") as ada:
        answer = await ada.patch(f"/settings/{key}", json={"value": wrong, "version": 0})
        assert answer.status_code == 422
        assert [error["field"] for error in answer.json()["errors"]] == ["value"]
        assert CATALOGUE[key].kind.rule in answer.json()["errors"][0]["message"]


@pytest.mark.parametrize("wrong", [None, {"a": 1}, [1], [[]]])
async def test_what_no_setting_could_take_is_refused(served: Served, wrong: object) -> None:
    async with served.as_("ada") as ada:
        answer = await ada.patch("/settings/house.doors", json={"value": wrong, "version": 0})
        assert answer.status_code == 422


async def test_a_stale_version_is_a_conflict(served: Served) -> None:
    async with served.as_("ada") as ada:
        await ada.patch("/settings/house.doors", json={"value": 5, "version": 0})
        late = await ada.patch("/settings/house.doors", json={"value": 6, "version": 0})
        assert (late.status_code, late.json()["type"]) == (409, "/problems/changed_meanwhile")


async def test_a_secret_is_taken_and_not_given(served: Served) -> None:
    async with served.as_("ada") as ada:
        secret = "a thing to keep"
        answers = [
            await ada.patch("/settings/vault.code", json={"value": secret, "version": 0}),
            await ada.get("/settings"),
            await ada.get("/settings/vault.code/history"),
        ]
        assert answers[0].json()["setting"]["is_set"] is True
        assert all(secret not in answer.text for answer in answers)


async def test_each_door_asks_for_its_permission(served: Served) -> None:
    async with served.as_("settings.read") as reader:
        assert (await reader.get("/settings")).status_code == 200
        assert (await reader.get("/settings/proposals")).status_code == 200
        change = {"value": 5, "version": 0}
        assert (await reader.patch("/settings/house.doors", json=change)).status_code == 403
    async with served.as_("settings.update") as changer:
        assert (await changer.get("/settings")).status_code == 403
        secret = {"value": "x", "version": 0}
        refused = await changer.patch("/settings/vault.code", json=secret)
        assert (refused.status_code, refused.json()["details"]) == (
            403,
            {"permission": "vault.edit"},
        )
    async with served.as_("settings.update,vault.edit") as keeper:
        assert (await keeper.patch("/settings/vault.code", json=secret)).status_code == 200
    async with served.as_("nobody") as nobody:
        assert (await nobody.get("/settings")).status_code == 401


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/settings/house%00doors", 404),
        ("/settings/house.doors%20", 404),
        ("/settings/proposals?key=%00", 422),
        ("/settings/proposals?status=lost", 422),
        ("/settings/diff?at=0001-01-01T00:00:00%2B14:00", 422),
        ("/settings/diff?at=9999-12-31T23:59:59-14:00", 422),
        ("/settings/diff?at=2026-03-02T07:00:00", 422),
        ("/settings/diff?at=yesterday", 422),
        ("/settings/diff", 422),
        ("/settings/house.doors/history?cursor=x", 422),
    ],
)
async def test_an_address_that_cannot_be_meant_is_refused(
    served: Served, path: str, status: int
) -> None:
    async with served.as_("ada") as ada:
        assert (await ada.get(path)).status_code == status


@pytest.mark.parametrize("version", [-1, 2**31, 2**63, 2**70, 1.5, "one", None])
async def test_a_version_that_cannot_be_is_refused(served: Served, version: object) -> None:
    async with served.as_("ada") as ada:
        change = await ada.patch("/settings/house.doors", json={"value": 5, "version": version})
        back = await ada.post(
            "/settings/house.doors/rollback", json={"to_version": version, "version": 0}
        )
        reset = await ada.delete("/settings/house.doors", params={"version": str(version)})
    assert {change.status_code, back.status_code} == {422}
    assert reset.status_code in {409, 422}


async def test_a_reason_that_cannot_be_kept_names_its_field(served: Served) -> None:
    async with served.as_("ada") as ada:
        for reason in ("\x00", "x" * 501):
            change = {"value": 5, "version": 0, "reason": reason}
            answer = await ada.patch("/settings/house.doors", json=change)
            assert answer.status_code == 422
            assert [error["field"] for error in answer.json()["errors"]] == ["reason"]
