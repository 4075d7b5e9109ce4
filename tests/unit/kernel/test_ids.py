"""Ids by their time."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from chargehouse.kernel.ids import first_id


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (datetime(1970, 1, 1, 0, 0, 1, tzinfo=UTC), UUID("00000000-03e8-0000-0000-000000000000")),
        (datetime(1161, 5, 17, tzinfo=UTC), UUID(int=0)),
    ],
)
def test_the_least_id_of_an_instant_is_before_all_ids_of_it(at: datetime, expected: UUID) -> None:
    assert first_id(at) == expected
