from uuid import UUID

import pytest
from sqlalchemy import Uuid, column

from chargehouse.kernel.reach import ALL, EVERYWHERE, NONE, Reach, Scope
from chargehouse.platform.postgres.matching import within

HERE, THERE = UUID(int=1), UUID(int=2)
LOCATION = column("location_id", Uuid)
AT_BOTH, AT_THERE = Scope(locations=frozenset({HERE, THERE})), Scope(locations=frozenset({THERE}))
FLEET = Scope(fleets=frozenset({HERE}))


@pytest.mark.parametrize("reach", [ALL, Reach(EVERYWHERE, FLEET)])
def test_who_reaches_every_location_asks_for_none(reach: Reach) -> None:
    """So that their queries are what they would be without any limits."""
    assert within(reach, LOCATION) == []


@pytest.mark.parametrize(
    ("reach", "conditions"),
    [
        (Reach(AT_BOTH), ["location_id = ANY (:param_1)"]),
        (Reach(EVERYWHERE, AT_THERE), ["NOT (location_id = ANY (:param_1))"]),
        (
            Reach(AT_BOTH, AT_THERE),
            ["location_id = ANY (:param_1)", "NOT (location_id = ANY (:param_1))"],
        ),
        (Reach(FLEET), ["location_id = ANY (:param_1)"]),
        (NONE, ["location_id = ANY (:param_1)"]),
        (Reach(AT_BOTH, EVERYWHERE), ["false"]),
    ],
)
def test_a_reach_becomes_conditions_of_a_fixed_form(reach: Reach, conditions: list[str]) -> None:
    assert [str(condition) for condition in within(reach, LOCATION)] == conditions


def test_who_reaches_by_fleets_alone_reaches_no_location() -> None:
    [condition] = within(Reach(FLEET), LOCATION)
    assert condition.compile().params == {"param_1": []}
