"""What agreements say of a start, and what may stand in one."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
import pytest

from chargehouse.contexts.identity.model.agreements import (
    Entry,
    checked,
    is_stale,
    state_of,
    steps_of,
    token_verdict,
)
from chargehouse.contexts.identity.public import Agreement
from chargehouse.contexts.identity.public.partners import Whitelist
from chargehouse.contexts.stations.public import Spot
from chargehouse.kernel.errors import Invalid
from chargehouse.kernel.weekly_hours import Window

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
NORTH, SOUTH, BAY = UUID(int=11), UUID(int=12), UUID(int=21)
HERE = Spot(BAY, NORTH, "Europe/Berlin")
NIGHTS = Window([1, 2, 3, 4, 5, 6, 7], "22:00", "06:00")
MINUTE = timedelta(minutes=1)


def agreement(name: str = "Roamer", number: int = 1, **said: Any) -> Agreement:  # noqa: ANN401  any field
    """Return an agreement that holds everywhere and always, unless said otherwise."""
    made = Agreement(
        id=UUID(int=100 + number),
        name=name,
        note="",
        active=True,
        state="in_force",
        everywhere=not ({"locations", "stations"} & said.keys()),
        locations=[],
        stations=[],
        windows=[],
        words="",
        valid_from=None,
        valid_until=None,
        fresh_for_s=None,
        last_fed_at=None,
        stale=False,
        identifiers=0,
        partner_id=None,
        party=None,
        real_time="when_required",
        asks_unknown=False,
        created_at=NOON,
        updated_at=NOON,
        version=1,
    )
    return checked(msgspec.structs.replace(made, **said))


STALE = {"fresh_for_s": 3600, "last_fed_at": NOON - timedelta(hours=1)}


@pytest.mark.parametrize(
    ("said", "entry", "reason", "outside"),
    [
        ({}, Entry(), "permitted", None),
        ({"active": False}, Entry(), "inactive_identifier", None),
        ({}, Entry(status="blocked"), "inactive_identifier", None),
        ({"valid_from": NOON + MINUTE}, Entry(), "inactive_identifier", None),
        ({"valid_from": NOON}, Entry(), "permitted", None),
        ({"valid_until": NOON}, Entry(), "expired_identifier", None),
        ({}, Entry(valid_until=NOON), "expired_identifier", None),
        ({}, Entry(valid_from=NOON + MINUTE), "inactive_identifier", None),
        (STALE, Entry(), "stale_agreement", None),
        ({**STALE, "fresh_for_s": 3601}, Entry(), "permitted", None),
        ({"locations": [SOUTH]}, Entry(), "outside_agreement", "place"),
        ({"locations": [SOUTH], "windows": [NIGHTS]}, Entry(), "outside_agreement", "place"),
        ({"locations": [SOUTH], "stations": [BAY]}, Entry(), "permitted", None),
        ({"windows": [NIGHTS]}, Entry(), "outside_agreement", "hour"),
        ({**STALE, "locations": [SOUTH]}, Entry(), "stale_agreement", None),
        ({**STALE, "active": False}, Entry(), "inactive_identifier", None),
    ],
)
def test_an_agreement_says_why(
    said: dict[str, Any], entry: Entry, reason: str, outside: str | None
) -> None:
    [step] = steps_of([(agreement(**said), entry)], HERE, NOON)
    assert (step.reason, step.outside, step.decided) == (reason, outside, True)


@pytest.mark.parametrize(
    ("whitelist", "when_required", "whenever_allowed", "never"),
    [
        (None, "permitted", "permitted", "permitted"),
        ("always", "permitted", "permitted", "permitted"),
        ("allowed", "permitted", "ask_partner", "permitted"),
        ("allowed_offline", "ask_partner", "ask_partner", "permitted"),
        ("never", "ask_partner", "ask_partner", "unsupported_path"),
    ],
)
def test_whether_the_partner_is_asked_follows_from_the_tokens_type(
    whitelist: Whitelist | None, when_required: str, whenever_allowed: str, never: str
) -> None:
    """OCPI 2.2.1, tokens, WhitelistType."""
    assert token_verdict("when_required", whitelist) == when_required
    assert token_verdict("whenever_allowed", whitelist) == whenever_allowed
    assert token_verdict("never", whitelist) == never


def test_who_is_let_in_by_another_agreement_is_not_asked_about() -> None:
    known = [
        (agreement("alpha", 1, locations=[SOUTH]), Entry()),
        (agreement("Beta", 2), Entry(whitelist="never")),
        (agreement("zebra", 3), Entry()),
    ]
    assert [step.name for step in steps_of(known, HERE, NOON) if step.decided] == ["zebra"]
    [alpha, beta] = steps_of(known[:2], HERE, NOON)
    assert (alpha.reason, beta.reason, beta.decided) == ("outside_agreement", "ask_partner", True)


def test_the_first_by_name_that_permits_decides_and_the_others_are_told() -> None:
    known = [
        (agreement("zebra", 1), Entry()),
        (agreement("Beta", 2), Entry()),
        (agreement("alpha", 3, locations=[SOUTH]), Entry()),
    ]
    steps = steps_of(known, HERE, NOON)
    assert [(step.name, step.decided) for step in steps] == [
        ("alpha", False),
        ("Beta", True),
        ("zebra", False),
    ]


def test_where_none_permits_the_first_by_name_says_why() -> None:
    known = [
        (agreement("Beta", 1, windows=[NIGHTS]), Entry()),
        (agreement("Alpha", 2), Entry(status="lost")),
    ]
    [alpha, beta] = steps_of(known, HERE, NOON)
    assert (alpha.reason, alpha.decided) == ("inactive_identifier", True)
    assert (beta.reason, beta.decided) == ("outside_agreement", False)
    assert steps_of([], HERE, NOON) == []


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"everywhere": False}, "everywhere"),
        ({"everywhere": True, "locations": [NORTH]}, "everywhere"),
        ({"locations": [UUID(int=n) for n in range(501)]}, "locations"),
        ({"windows": [NIGHTS] * 51}, "windows"),
        ({"windows": [Window([], "22:00", "06:00")]}, "windows"),
        ({"valid_from": NOON, "valid_until": NOON}, "valid_until"),
        ({"valid_from": datetime(2026, 1, 1)}, "valid_from"),  # noqa: DTZ001  that is what is refused
        ({"fresh_for_s": 59}, "fresh_for_s"),
        ({"fresh_for_s": 366 * 86400 + 1}, "fresh_for_s"),
        ({"name": " "}, "name"),
        ({"note": "a\nb"}, "note"),
    ],
)
def test_an_agreement_that_means_nothing_is_refused_by_its_field(
    said: dict[str, Any], field: str
) -> None:
    with pytest.raises(Invalid) as refusal:
        agreement(**said)
    assert refusal.value.details["errors"] == [
        {"field": field, "message": refusal.value.details["errors"][0]["message"]}  # type: ignore[index]
    ]


def test_an_agreement_says_where_and_when_in_words() -> None:
    assert agreement().words == "Everywhere, always."
    scoped = agreement(locations=[NORTH, NORTH], stations=[BAY], windows=[NIGHTS])
    assert scoped.words == "At 1 location and 1 station, every day 22:00 to 06:00."
    assert agreement(" Roamer ").name == "Roamer"


@pytest.mark.parametrize(
    ("active", "valid_from", "valid_until", "state"),
    [
        (True, None, None, "in_force"),
        (False, None, None, "inactive"),
        (True, NOON + MINUTE, None, "not_begun"),
        (True, NOON, NOON + MINUTE, "in_force"),
        (False, None, NOON, "ended"),
    ],
)
def test_the_state_of_an_agreement(
    *, active: bool, valid_from: datetime | None, valid_until: datetime | None, state: str
) -> None:
    found = state_of(active=active, valid_from=valid_from, valid_until=valid_until, at=NOON)
    assert found == state


def test_only_what_was_fed_and_has_a_limit_becomes_stale() -> None:
    assert not is_stale(60, None, NOON)
    assert not is_stale(None, NOON - timedelta(days=900), NOON)
    assert is_stale(60, NOON - MINUTE, NOON)
    assert not is_stale(60, NOON - MINUTE, NOON - timedelta(seconds=1))
