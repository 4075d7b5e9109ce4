"""Futures that one listener hears at once."""

import asyncio
from typing import Any

import pytest

from chargehouse.kernel.prompt import Prompt


@pytest.fixture
async def prompt() -> Prompt[str]:
    return Prompt(loop=asyncio.get_running_loop())


async def test_a_result_is_heard_before_whoever_sets_it_goes_on(prompt: Prompt[str]) -> None:
    heard: list[str] = []
    prompt.hear(lambda done: heard.append(done.result()))
    prompt.set_result("yes")
    assert heard == ["yes"]
    await asyncio.sleep(0)
    assert heard == ["yes"]


async def test_an_error_is_heard_in_its_turn(prompt: Prompt[str]) -> None:
    heard: list[BaseException | None] = []
    prompt.hear(lambda done: heard.append(done.exception()))
    error = ValueError("no")
    prompt.set_exception(error)
    assert heard == []
    await asyncio.sleep(0)
    assert heard == [error]


async def test_a_cancellation_is_heard_in_its_turn_and_once(prompt: Prompt[str]) -> None:
    heard: list[bool] = []
    prompt.hear(lambda done: heard.append(done.cancelled()))
    assert prompt.cancel()
    assert not prompt.cancel()
    assert heard == []
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert heard == [True]


async def test_a_task_may_wait_for_it_as_for_any_other(prompt: Prompt[str]) -> None:
    async def wait() -> str:
        return await prompt

    waiting = asyncio.create_task(wait())
    await asyncio.sleep(0)
    prompt.set_result("yes")
    assert await waiting == "yes"


async def test_a_listener_that_fails_is_not_the_fault_of_who_sets_the_result(
    prompt: Prompt[str],
) -> None:
    told: list[dict[str, Any]] = []
    asyncio.get_running_loop().set_exception_handler(lambda _loop, context: told.append(context))

    def fails(_done: Prompt[str]) -> None:
        raise ValueError("a listener's own")

    prompt.hear(fails)
    prompt.set_result("yes")
    assert prompt.result() == "yes"
    assert [str(each["exception"]) for each in told] == ["a listener's own"]
