"""Every route of `openapi.json` answers as it says, whatever it is asked; `make fuzz` asks more."""

from tests.fuzz.asking import ask
from tests.fuzz.product import running


async def test_no_route_fails_or_answers_what_is_not_documented() -> None:
    async with running() as product:
        code, said = await ask(product, examples=2, phases=["fuzzing"])
        assert code == 0, said + product.last_words()
