"""What a subscription hears, and by whose right."""

from uuid import UUID

import pytest

from chargehouse.contexts.webhooks.errors import EventTypeNotReadable, EventTypesInvalid
from chargehouse.contexts.webhooks.model.hearing import (
    checked_patterns,
    held_at,
    is_about,
    may_hear,
    wants,
)
from chargehouse.contexts.webhooks.public import EventCatalogue, EventType
from chargehouse.kernel.actor import Actor
from chargehouse.kernel.reach import Reach, Scope

ONE, TWO = UUID(int=1), UUID(int=2)


def kind(name: str, permission: str) -> EventType:
    return EventType(name=name, description="", permission=permission, schema={}, example={})


CATALOGUE = EventCatalogue(
    [
        kind("session.started", "sessions.read"),
        kind("session.terminated", "sessions.read"),
        kind("station.booted", "stations.read"),
    ]
)


def test_patterns_are_kept_once_in_order() -> None:
    chosen = ["station.booted", "session.*", "session.*"]
    assert checked_patterns(chosen, CATALOGUE, {"*"}) == ["session.*", "station.booted"]


@pytest.mark.parametrize(
    "patterns",
    [[], ["session"], ["session.*.x"], ["ses*"], ["other.*"], ["session.begun"], ["**"], [""]],
)
def test_a_pattern_that_matches_nothing_is_refused(patterns: list[str]) -> None:
    with pytest.raises(EventTypesInvalid):
        checked_patterns(patterns, CATALOGUE, {"*"})


@pytest.mark.parametrize(
    ("held", "patterns", "taken"),
    [
        ({"sessions.read"}, ["session.*"], True),
        ({"sessions.read"}, ["*"], True),
        ({"sessions.read"}, ["session.*", "station.booted"], False),
        ({"webhooks.manage"}, ["*"], False),
        ({"events.read"}, ["station.booted"], True),
    ],
)
def test_who_may_read_nothing_of_a_pattern_may_not_subscribe_to_it(
    held: set[str], patterns: list[str], *, taken: bool
) -> None:
    if taken:
        checked_patterns(patterns, CATALOGUE, held)
    else:
        with pytest.raises(EventTypeNotReadable):
            checked_patterns(patterns, CATALOGUE, held)


@pytest.mark.parametrize(
    ("patterns", "wanted"),
    [
        ({"*"}, True),
        ({"session.*"}, True),
        ({"session.started"}, True),
        ({"session.terminated", "station.*"}, False),
    ],
)
def test_patterns_match_by_name_by_first_part_or_all(patterns: set[str], *, wanted: bool) -> None:
    assert wants(patterns, "session.started") is wanted


def test_nobody_hears_what_they_may_not_read_nor_what_is_in_no_catalogue() -> None:
    assert may_hear({"sessions.read"}, "session.started", CATALOGUE)
    assert not may_hear({"sessions.read"}, "station.booted", CATALOGUE)
    assert not may_hear({"*"}, "unheard.of", CATALOGUE)


@pytest.mark.parametrize(
    ("station", "location", "passes"),
    [
        (None, None, True),
        (ONE, None, True),
        (TWO, None, False),
        (None, TWO, True),
        (None, ONE, False),
        (ONE, ONE, False),
    ],
)
def test_a_filter_lets_through_what_is_of_its_station_and_location(
    station: UUID | None, location: UUID | None, *, passes: bool
) -> None:
    found = is_about(station_id=station, location_id=location, of_station=ONE, of_location=TWO)
    assert found is passes


def test_what_somebody_may_read_at_a_location_is_heard_of_that_location_alone() -> None:
    here, other = frozenset({ONE}), frozenset({TWO})
    actor = Actor(
        kind="user",
        tenant_id=TWO,
        name="Ada",
        permissions=frozenset({"webhooks.manage"}),
        reaches={
            "sessions.read": Reach(Scope(locations=here)),
            "stations.read": Reach(Scope(locations=here), Scope(fleets=other)),
        },
    )
    assert held_at(actor, None) == {"webhooks.manage"}
    assert held_at(actor, ONE) == {"webhooks.manage", "sessions.read"}
    assert held_at(actor, TWO) == {"webhooks.manage"}
