"""What somebody may do follows from what they were allowed and denied, whatever the order."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chargehouse.contexts.people.model.authority import (
    Authority,
    Grant,
    authority,
    explain,
    limited,
    reach_of,
)
from chargehouse.kernel.actor import EVERYTHING, Actor, Permission
from chargehouse.kernel.errors import Forbidden
from chargehouse.kernel.reach import EVERYWHERE, Place, Reach, Scope

ACTIONS = ("stations.read", "stations.edit", "sessions.read")
LOCATIONS = tuple(UUID(int=number) for number in range(1, 4))
FLEETS = tuple(UUID(int=number) for number in range(11, 13))
PLACES = tuple(
    Place(location, fleet) for location in (None, *LOCATIONS) for fleet in (None, *FLEETS)
)

scopes = st.one_of(
    st.just(EVERYWHERE),
    st.builds(
        Scope,
        locations=st.frozensets(st.sampled_from(LOCATIONS)),
        fleets=st.frozensets(st.sampled_from(FLEETS)),
    ),
)
grants = st.lists(
    st.builds(
        Grant,
        st.sampled_from(("allow", "deny")),
        st.frozensets(st.sampled_from((*ACTIONS, EVERYTHING)), min_size=1),
        scopes,
    ),
    max_size=6,
)


def actor_of(held: Authority) -> Actor:
    return Actor("user", UUID(int=9), "Ada", permissions=held.permissions, reaches=held.reaches)


def by_hand(given_: list[Grant], action: str, place: Place) -> bool:
    """Decide as the rule says it: a denial that holds wins, then an allowance, then nothing."""
    holding = [
        grant.effect
        for grant in given_
        if (action in grant.actions or EVERYTHING in grant.actions)
        and (
            grant.scope.everywhere
            or (place.location_id is not None and place.location_id in grant.scope.locations)
            or (place.fleet_id is not None and place.fleet_id in grant.scope.fleets)
        )
    ]
    return "deny" not in holding and "allow" in holding


@given(grants, st.sampled_from(ACTIONS), st.sampled_from(PLACES))
def test_a_denial_wins_and_nothing_is_permitted_by_itself(
    given_: list[Grant], action: str, place: Place
) -> None:
    actor = actor_of(authority(given_, ACTIONS))
    permission = Permission(action, "test", "")
    assert actor.may(permission, place) == by_hand(given_, action, place)
    assert explain(given_, action, place).permitted == by_hand(given_, action, place)


@given(grants.flatmap(lambda given_: st.tuples(st.just(given_), st.permutations(given_))))
def test_the_order_of_grants_is_of_no_account(orders: tuple[list[Grant], list[Grant]]) -> None:
    assert authority(orders[0], ACTIONS) == authority(orders[1], ACTIONS)


@given(grants, st.sampled_from(ACTIONS))
def test_the_whole_tenant_is_more_than_every_place_of_it(given_: list[Grant], action: str) -> None:
    actor = actor_of(authority(given_, ACTIONS))
    permission = Permission(action, "test", "")
    if actor.may(permission):
        assert all(actor.may(permission, place) for place in PLACES)
    if any(actor.may(permission, place) for place in PLACES):
        assert actor.may_somewhere(permission)
    assert explain(given_, action, None).permitted == actor.may(permission)


@given(grants, st.sampled_from(ACTIONS), st.frozensets(st.sampled_from(LOCATIONS)))
def test_what_is_limited_is_never_more(
    given_: list[Grant], action: str, locations: frozenset[UUID]
) -> None:
    held = authority(given_, ACTIONS)
    for asked in ((action,), (EVERYTHING,)):
        token = actor_of(limited(held, asked, locations, ACTIONS))
        for place in PLACES:
            may = token.may(Permission(action, "test", ""), place)
            owner_may = actor_of(held).may(Permission(action, "test", ""), place)
            assert may == (owner_may and _allows_at(held, action, place, locations))


def _allows_at(held: Authority, action: str, place: Place, locations: frozenset[UUID]) -> bool:
    allowed = held.reach(action).allowed
    return place.location_id in locations and (
        allowed.everywhere or place.location_id in allowed.locations
    )


def test_who_may_everything_may_also_what_is_invented_tomorrow() -> None:
    held = authority([Grant("allow", frozenset({EVERYTHING}), EVERYWHERE)], ACTIONS)
    assert held.permissions == {EVERYTHING}


def test_one_denial_takes_everything_apart() -> None:
    held = authority(
        [
            Grant("allow", frozenset({EVERYTHING}), EVERYWHERE),
            Grant("deny", frozenset({"stations.edit"}), Scope(locations=frozenset(LOCATIONS[:1]))),
        ],
        ACTIONS,
    )
    assert held.permissions == {"stations.read", "sessions.read"}
    assert held.reaches == {
        "stations.edit": Reach(EVERYWHERE, Scope(locations=frozenset(LOCATIONS[:1])))
    }


def test_who_may_it_elsewhere_is_told_so() -> None:
    only_here = Grant(
        "allow", frozenset({"stations.edit"}), Scope(locations=frozenset(LOCATIONS[:1]))
    )
    actor = actor_of(authority([only_here], ACTIONS))
    edit = Permission("stations.edit", "stations", "Edit stations.")
    actor.require(edit, Place(LOCATIONS[0]))
    with pytest.raises(Forbidden, match="which you hold, but not for this"):
        actor.require(edit)
    with pytest.raises(Forbidden, match=r"needs the permission sessions\.read:"):
        actor.require_somewhere(Permission("sessions.read", "sessions", "See sessions."))


def test_what_decided_is_named() -> None:
    department = Grant("allow", frozenset(ACTIONS), EVERYWHERE, "Operations")
    own = Grant("deny", frozenset({"stations.edit"}), Scope(locations=frozenset(LOCATIONS[:1])))
    refused = explain([department, own], "stations.edit", Place(LOCATIONS[0]))
    assert (refused.permitted, refused.decided_by) == (False, own)
    elsewhere = explain([department, own], "stations.edit", Place(LOCATIONS[1]))
    assert (elsewhere.permitted, elsewhere.decided_by) == (True, department)
    assert [step.applies for step in elsewhere.steps] == [True, False]
    assert explain([], "stations.edit", None).decided_by is None
    assert not reach_of([own], "stations.edit").covers(Place(LOCATIONS[1]))
