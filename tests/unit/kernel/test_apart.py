"""What fails for one hinders no other."""

import pytest

from chargehouse.kernel.apart import for_each


async def test_all_have_their_turn_and_what_failed_is_told_at_the_end() -> None:
    seen = []

    async def act(number: int) -> int:
        seen.append(number)
        if number % 2:
            raise ValueError(str(number))
        return number

    with pytest.raises(ExceptionGroup) as told:
        await for_each([1, 2, 3, 4], act)
    assert seen == [1, 2, 3, 4]
    assert [str(each) for each in told.value.exceptions] == ["1", "3"]
    assert await for_each([2, 4], act) == 6
