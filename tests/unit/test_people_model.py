from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from chargehouse.contexts.people.errors import (
    PermissionNotHeld,
    PermissionUnknown,
    TenantSlugInvalid,
)
from chargehouse.contexts.people.model import (
    expiry_of,
    grant,
    is_token,
    name_of,
    slug_of,
    use_is_to_be_noted,
)
from chargehouse.kernel.actor import Actor, Permission
from chargehouse.kernel.errors import Invalid

NORTH = UUID("01890000-0000-7000-8000-000000000001")
READ = Permission("things.read", "things", "See things.")
WRITE = Permission("things.write", "things", "Change things.")
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def holder_of(*actions: str) -> Actor:
    return Actor("token", NORTH, "somebody", permissions=frozenset(actions))


@pytest.mark.parametrize(
    ("given", "slug"),
    [("main", "main"), (" Depot-7 ", "depot-7"), ("a", "a"), ("7", "7"), ("a" * 63, "a" * 63)],
)
def test_a_slug_is_lower_case_and_trimmed(given: str, slug: str) -> None:
    assert slug_of(given) == slug


@pytest.mark.parametrize("given", ["", "-a", "a-", "a_b", "a b", "a/b", "é", "a" * 64])
def test_what_does_not_fit_into_an_address_is_no_slug(given: str) -> None:
    with pytest.raises(TenantSlugInvalid):
        slug_of(given)


@pytest.mark.parametrize("given", ["api", "Sign-In", " ocpp "])
def test_the_beginning_of_another_address_is_no_slug(given: str) -> None:
    with pytest.raises(TenantSlugInvalid, match="other addresses"):
        slug_of(given)


@pytest.mark.parametrize("given", ["", "  ", "a" * 101, "a\x00b"])
def test_a_name_is_neither_empty_nor_long_nor_unprintable(given: str) -> None:
    with pytest.raises(Invalid):
        name_of(given)


@pytest.mark.parametrize(
    ("text", "good"),
    [
        ("cht_" + "a" * 43, True),
        ("cht_" + "a" * 42, False),
        ("cht_" + "a" * 44, False),
        ("xyz_" + "a" * 43, False),
        ("cht_" + "a" * 42 + "\n", False),
        ("", False),
    ],
)
def test_a_token_is_known_by_its_form(text: str, *, good: bool) -> None:
    assert is_token(text) is good


def test_a_token_is_given_what_its_maker_holds_each_once() -> None:
    maker = holder_of("things.read", "things.write")
    asked = ["things.write", "things.read", "things.read"]
    assert grant(maker, asked, [READ, WRITE]) == ["things.read", "things.write"]


def test_a_token_is_never_given_more_than_its_maker_holds() -> None:
    with pytest.raises(PermissionNotHeld) as refusal:
        grant(holder_of("things.read"), ["things.read", "things.write"], [READ, WRITE])
    assert refusal.value.details == {"permissions": ["things.write"]}


def test_everything_is_given_only_by_who_holds_everything() -> None:
    assert grant(holder_of("*"), ["*"], [READ]) == ["*"]
    with pytest.raises(PermissionNotHeld):
        grant(holder_of("things.read"), ["*"], [READ])


def test_a_permission_that_does_not_exist_is_named() -> None:
    with pytest.raises(PermissionUnknown, match=r"things\.fly"):
        grant(holder_of("*"), ["things.fly"], [READ])


def test_a_token_without_permissions_is_refused() -> None:
    with pytest.raises(Invalid):
        grant(holder_of("*"), [], [READ])


def test_a_token_ends_in_the_future_or_never() -> None:
    later = NOON + timedelta(seconds=1)
    assert expiry_of(None, NOON) is None
    assert expiry_of(later, NOON) == later
    for wrong in (NOON, later.replace(tzinfo=None)):
        with pytest.raises(Invalid):
            expiry_of(wrong, NOON)


@pytest.mark.parametrize(
    ("seconds_ago", "noted"), [(None, True), (0, False), (59, False), (60, True)]
)
def test_a_use_is_noted_once_a_minute(seconds_ago: int | None, *, noted: bool) -> None:
    last = None if seconds_ago is None else NOON - timedelta(seconds=seconds_ago)
    assert use_is_to_be_noted(last, NOON) is noted
