"""Users, departments, and what these let somebody do, from the first assignment to the last."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from tests.integration.signing import ADA, House, open_house

from chargehouse.platform.postgres.address import PostgresAddress

BOB = {"email": "bob@example.com", "password": "bob's own long password"}
EVERYWHERE = {"everywhere": True}
HERE, ELSEWHERE = "01a1fd6d-0000-7000-8000-000000000001", "01a1fd6d-0000-7000-8000-000000000002"


@pytest.fixture
async def house(database: PostgresAddress) -> AsyncIterator[House]:
    async with open_house(database) as opened:
        await opened.add(ADA)
        yield opened


@pytest.fixture
async def ada(house: House) -> AsyncIterator[httpx.AsyncClient]:
    """The administrator's browser."""
    async with house.signed_in(ADA) as browser:
        yield browser


async def asked(browser: httpx.AsyncClient, path: str, **query: str) -> Any:  # noqa: ANN401  JSON
    answer = await browser.get(path, params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()


def refusal(answer: httpx.Response) -> tuple[int, str]:
    """Return the status of a refusal, and its name."""
    return answer.status_code, answer.json()["type"].removeprefix("/problems/")


async def department(browser: httpx.AsyncClient, name: str) -> dict[str, Any]:
    return next(each for each in await asked(browser, "/departments") if each["name"] == name)


async def user(browser: httpx.AsyncClient, name: str) -> dict[str, Any]:
    return (await asked(browser, "/users", search=name))["items"][0]  # type: ignore[no-any-return]


async def add_bob(house: House, *actions: str) -> None:
    """Add somebody who signs in and was allowed these things."""
    await house.reception.accounts.add(
        house.north,
        email=BOB["email"],
        name="Bob",
        password=BOB["password"],
        permissions=actions,
    )


async def test_every_tenant_begins_with_five_departments(ada: httpx.AsyncClient) -> None:
    found = await asked(ada, "/departments")
    assert [(each["name"], each["users"]) for each in found] == [
        ("Administration", 1),
        ("Finance", 0),
        ("Marketing", 0),
        ("Operations", 0),
        ("Support", 0),
    ]


async def test_who_is_put_into_a_department_may_what_it_says_at_once(
    house: House, ada: httpx.AsyncClient
) -> None:
    await add_bob(house, "tenant.read")
    bob, support = await user(ada, "Bob"), await department(ada, "Support")
    path = f"/users/{bob['id']}/departments/{support['id']}"
    async with house.signed_in(BOB) as browser:
        assert (await browser.get("/users")).status_code == 403
        assert (await ada.put(path, json={"part": EVERYWHERE})).status_code == 200
        assert (await browser.get("/users")).status_code == 200
        assert (await ada.delete(path)).status_code == 204
        assert (await browser.get("/users")).status_code == 403
    assert (await user(ada, "Bob"))["departments"] == []


async def test_a_denial_wins_and_the_explanation_names_it(
    house: House, ada: httpx.AsyncClient
) -> None:
    await add_bob(house, "tenant.read")
    bob, support = await user(ada, "Bob"), await department(ada, "Support")
    await ada.put(f"/users/{bob['id']}/departments/{support['id']}", json={"part": EVERYWHERE})
    denial = {
        "effect": "deny",
        "action": "users.read",
        "part": EVERYWHERE,
        "reason": "Under notice.",
    }
    given = (await ada.post(f"/users/{bob['id']}/grants", json=denial)).json()
    async with house.signed_in(BOB) as browser:
        assert (await browser.get("/users")).status_code == 403
    why = await asked(ada, f"/users/{bob['id']}/explanation", action="users.read")
    assert (why["permitted"], why["decided_by"]) == (False, 1)
    assert [(step["effect"], step["department"]) for step in why["steps"]] == [
        ("allow", "Support"),
        ("deny", None),
    ]
    taken = await ada.delete(f"/users/{bob['id']}/grants/{given['id']}")
    assert taken.status_code == 204
    why = await asked(ada, f"/users/{bob['id']}/explanation", action="users.read")
    assert (why["permitted"], why["steps"][why["decided_by"]]["department"]) == (True, "Support")


async def test_what_holds_at_a_location_is_listed_and_explained_there(
    house: House, ada: httpx.AsyncClient
) -> None:
    await add_bob(house, "tenant.read")
    bob, here, elsewhere = await user(ada, "Bob"), HERE, ELSEWHERE
    allowed = {
        "effect": "allow",
        "action": "users.edit",
        "part": {"locations": [here]},
        "reason": "Looks after this site.",
    }
    await ada.post(f"/users/{bob['id']}/grants", json=allowed)
    held = {each["action"]: each for each in await asked(ada, f"/users/{bob['id']}/permissions")}
    assert held["tenant.read"]["allowed"]["everywhere"]
    assert held["users.edit"]["allowed"]["locations"] == [here]
    path = f"/users/{bob['id']}/explanation"
    for place, permitted in ({"location_id": here}, True), ({"location_id": elsewhere}, False):
        assert (await asked(ada, path, action="users.edit", **place))["permitted"] is permitted
    assert not (await asked(ada, path, action="users.edit"))["permitted"]
    async with house.signed_in(BOB) as browser:
        refused = await browser.delete(f"/users/{bob['id']}")
        assert (refused.status_code, refused.json()["details"]["permission"]) == (403, "users.edit")
        assert "users.edit" in (await asked(browser, "/me"))["permissions"]


async def test_nobody_gives_what_they_do_not_hold(house: House, ada: httpx.AsyncClient) -> None:
    await add_bob(house, "permissions.assign", "departments.edit", "departments.read")
    bob = await user(ada, "Bob")
    administration = await department(ada, "Administration")
    marketing = await department(ada, "Marketing")
    async with house.signed_in(BOB) as browser:
        for answer in (
            await browser.put(
                f"/users/{bob['id']}/departments/{administration['id']}",
                json={"part": EVERYWHERE},
            ),
            await browser.post(
                f"/users/{bob['id']}/grants",
                json={
                    "effect": "allow",
                    "action": "tokens.create",
                    "part": {"locations": [HERE]},
                    "reason": "I would like to.",
                },
            ),
            await browser.post("/departments", json={"name": "Mine", "allows": ["*"]}),
            await browser.patch(
                f"/departments/{marketing['id']}",
                json={"version": 1, "allows": ["tokens.create"]},
            ),
        ):
            assert (answer.status_code, answer.json()["type"]) == (
                403,
                "/problems/permission_not_held",
            )


async def test_a_denial_is_not_taken_back_by_whom_it_binds(
    house: House, ada: httpx.AsyncClient
) -> None:
    await add_bob(house, "permissions.assign", "users.read")
    bob = await user(ada, "Bob")
    denial = {
        "effect": "deny",
        "action": "users.read",
        "part": EVERYWHERE,
        "reason": "Under notice.",
    }
    given = (await ada.post(f"/users/{bob['id']}/grants", json=denial)).json()
    async with house.signed_in(BOB) as browser:
        answer = await browser.delete(f"/users/{bob['id']}/grants/{given['id']}")
        assert refusal(answer) == (403, "permission_not_held")


async def test_the_last_administrator_stays(house: House, ada: httpx.AsyncClient) -> None:
    me = await user(ada, "Ada")
    administration = await department(ada, "Administration")
    denial = {"effect": "deny", "action": "users.edit", "part": EVERYWHERE, "reason": "Try."}
    for answer in (
        await ada.delete(f"/users/{me['id']}"),
        await ada.patch(f"/users/{me['id']}", json={"version": 1, "status": "suspended"}),
        await ada.delete(f"/users/{me['id']}/departments/{administration['id']}"),
        await ada.patch(f"/departments/{administration['id']}", json={"version": 1, "allows": []}),
        await ada.post(f"/users/{me['id']}/grants", json=denial),
    ):
        assert refusal(answer) == (409, "last_administrator")
    await add_bob(house, "*")
    assert (await ada.delete(f"/users/{me['id']}")).status_code == 204


async def test_who_is_suspended_is_out_and_comes_back(house: House, ada: httpx.AsyncClient) -> None:
    await add_bob(house, "users.read", "tokens.create")
    bob = await user(ada, "Bob")
    async with house.signed_in(BOB) as browser:
        made = await browser.post("/tokens", json={"name": "Mine", "permissions": ["users.read"]})
        token = {"Authorization": f"Bearer {made.json()['value']}"}
        async with house.browser(**token) as program:
            assert (await program.get("/users")).status_code == 200
            change = {"version": bob["version"], "status": "suspended"}
            changed = (await ada.patch(f"/users/{bob['id']}", json=change)).json()
            assert (await browser.get("/users")).status_code == 403
            gone = await program.get("/users")
            assert (gone.status_code, gone.json()["type"]) == (
                401,
                "/problems/api_token_owner_gone",
            )
            back = {"version": changed["version"], "status": "active"}
            await ada.patch(f"/users/{bob['id']}", json=back)
            assert (await browser.get("/users")).status_code == 200
            assert (await program.get("/users")).status_code == 200


async def test_a_token_never_does_more_than_its_owner(house: House, ada: httpx.AsyncClient) -> None:
    await add_bob(house, "users.read", "tokens.create")
    bob = await user(ada, "Bob")
    grants = await asked(ada, f"/users/{bob['id']}/grants")
    reading = next(each["id"] for each in grants if each["action"] == "users.read")
    async with house.signed_in(BOB) as browser:
        for more in ("tokens.revoke", "*"):
            asking = {"name": "More", "permissions": ["users.read", more]}
            refused = await browser.post("/tokens", json=asking)
            assert (refused.status_code, refused.json()["details"]["permissions"]) == (403, [more])
        made = await browser.post("/tokens", json={"name": "Mine", "permissions": ["users.read"]})
        assert made.json()["token"]["owner_id"] == bob["account_id"]
    async with house.browser(Authorization=f"Bearer {made.json()['value']}") as program:
        assert (await program.get("/users")).status_code == 200
        await ada.delete(f"/users/{bob['id']}/grants/{reading}")
        assert (await program.get("/users")).status_code == 403


async def test_a_token_at_locations_makes_none_without(
    ada: httpx.AsyncClient, house: House
) -> None:
    here = HERE
    asking = {"name": "Here", "permissions": ["tokens.create", "tokens.read"]}
    made = await ada.post("/tokens", json={**asking, "locations": [here]})
    assert made.json()["token"]["locations"] == [here]
    async with house.browser(Authorization=f"Bearer {made.json()['value']}") as program:
        refused = await program.post("/tokens", json={"name": "x", "permissions": ["tokens.read"]})
        assert refused.status_code == 403  # tokens stand at no location
    empty = await ada.post("/tokens", json={**asking, "locations": []})
    assert (empty.status_code, empty.json()["errors"][0]["field"]) == (422, "locations")


async def test_a_token_serves_so_many_requests_a_minute(
    house: House, ada: httpx.AsyncClient
) -> None:
    asking = {"name": "Slow", "permissions": ["users.read"], "requests_per_minute": 3}
    made = (await ada.post("/tokens", json=asking)).json()
    async with house.browser(Authorization=f"Bearer {made['value']}") as program:
        answers = [(await program.get("/users")).status_code for _ in range(4)]
        assert answers == [200, 200, 200, 429]
        refused = await program.get("/users")
        assert refusal(refused) == (429, "requests_too_many")
        house.office.clock.advance(int(refused.headers["Retry-After"]))
        assert (await program.get("/users")).status_code == 200
        assert (await program.get("/users")).status_code == 429
    wrong = await ada.post("/tokens", json={**asking, "requests_per_minute": 0})
    assert wrong.json()["errors"][0]["field"] == "requests_per_minute"


async def test_a_removed_users_tokens_are_revoked(house: House, ada: httpx.AsyncClient) -> None:
    await add_bob(house, "users.read", "tokens.create")
    bob = await user(ada, "Bob")
    async with house.signed_in(BOB) as browser:
        made = await browser.post("/tokens", json={"name": "Mine", "permissions": ["users.read"]})
    await ada.delete(f"/users/{bob['id']}")
    async with house.browser(Authorization=f"Bearer {made.json()['value']}") as program:
        gone = await program.get("/users")
        assert refusal(gone) == (401, "api_token_revoked")
    async with house.browser() as browser:
        assert (await browser.post("/sign-in", json=BOB)).status_code == 403


async def test_a_driver_is_kept_without_an_account(house: House, ada: httpx.AsyncClient) -> None:
    driver = {
        "kind": "driver",
        "name": "Dua",
        "email": "Dua@Example.com",
        "phone": "+49 30 1234567",
        "acquisition_source": "QR code",
    }
    added = (await ada.post("/users", json=driver)).json()
    assert {name: added[name] for name in driver} == {**driver, "email": "dua@example.com"}
    assert (added["account_id"], added["status"]) == (None, "active")
    twice = await ada.post("/users", json=driver)
    assert refusal(twice) == (409, "user_email_taken")
    found = await asked(ada, "/users", kind="driver")
    assert [each["id"] for each in found["items"]] == [added["id"]]
    await house.reception.accounts.add(
        house.north, email="dua@example.com", name="Dua", password="a long enough password"
    )
    assert (await user(ada, "Dua"))["account_id"] is not None


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": " "}, "name"),
        ({"email": "nobody"}, "email"),
        ({"phone": "call me"}, "phone"),
        ({"acquisition_source": "x" * 101}, "acquisition_source"),
    ],
)
async def test_a_field_that_cannot_be_meant_is_named(
    ada: httpx.AsyncClient, wrong: dict[str, str], field: str
) -> None:
    answer = await ada.post("/users", json={"kind": "driver", "name": "Dua", **wrong})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, field)


async def test_two_who_edit_one_user_are_told(ada: httpx.AsyncClient) -> None:
    added = (await ada.post("/users", json={"kind": "driver", "name": "Dua"})).json()
    path = f"/users/{added['id']}"
    assert (await ada.patch(path, json={"version": 1, "name": "Dua L."})).status_code == 200
    late = await ada.patch(path, json={"version": 1, "name": "Duah"})
    assert refusal(late) == (409, "changed_meanwhile")
    assert (await asked(ada, path))["name"] == "Dua L."


async def test_a_file_of_users_needs_its_own_permission(
    house: House, ada: httpx.AsyncClient
) -> None:
    await add_bob(house, "users.read")
    async with house.signed_in(BOB) as browser:
        assert (await browser.get("/users", params={"format": "csv"})).status_code == 403
    file = await ada.get("/users", params={"format": "csv"})
    assert file.text.splitlines()[0].startswith("id,kind,name,email")
    assert len(file.text.splitlines()) == 3


async def test_a_department_is_made_edited_and_removed_when_it_is_empty(
    house: House, ada: httpx.AsyncClient
) -> None:
    await add_bob(house, "tenant.read")
    bob = await user(ada, "Bob")
    made = await ada.post(
        "/departments", json={"name": "Night shift", "allows": ["users.read", "users.read"]}
    )
    path = f"/departments/{made.json()['id']}"
    assert made.json()["allows"] == ["users.read"]
    taken = await ada.post("/departments", json={"name": "NIGHT SHIFT"})
    assert refusal(taken) == (409, "department_name_taken")
    await ada.put(f"/users/{bob['id']}{path}", json={"part": EVERYWHERE})
    async with house.signed_in(BOB) as browser:
        assert (await browser.get("/users")).status_code == 200
        edit = {"version": 1, "denies": ["users.read"]}
        assert (await ada.patch(path, json=edit)).json()["version"] == 2
        assert (await browser.get("/users")).status_code == 403
    stale = await ada.patch(path, json={"version": 1, "name": "Day shift"})
    assert refusal(stale) == (409, "changed_meanwhile")
    full = await ada.delete(path)
    assert refusal(full) == (409, "department_in_use")
    await ada.delete(f"/users/{bob['id']}{path}")
    assert (await ada.delete(path)).status_code == 204
    seeded = await department(ada, "Support")
    kept = await ada.delete(f"/departments/{seeded['id']}")
    assert refusal(kept) == (409, "department_in_use")
    unknown = await ada.post("/departments", json={"name": "Odd", "allows": ["dance"]})
    assert refusal(unknown) == (422, "permission_unknown")


async def test_another_tenant_sees_none_of_it(house: House, ada: httpx.AsyncClient) -> None:
    await house.reception.accounts.add(
        house.south, email=BOB["email"], name="Bob", password=BOB["password"]
    )
    me = await user(ada, "Ada")
    async with house.signed_in(BOB) as browser:
        assert [each["name"] for each in (await asked(browser, "/users"))["items"]] == ["Bob"]
        assert (await browser.get(f"/users/{me['id']}")).status_code == 404
        assert (await browser.delete(f"/users/{me['id']}")).status_code == 404
        theirs = await department(ada, "Support")
        assert (await browser.get(f"/departments/{theirs['id']}")).status_code == 404
        own = await user(browser, "Bob")
        path = f"/users/{own['id']}/departments/{theirs['id']}"
        assert (await browser.put(path, json={"part": EVERYWHERE})).status_code == 404
