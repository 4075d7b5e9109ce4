"""A server that serves is not ended by a database that goes away before it has told all."""

import asyncio
from types import SimpleNamespace
from typing import Any, cast

import pytest

from chargehouse.app.addresses import HostPort, Listening
from chargehouse.app.serve import FIRST_RUN_AGAIN_S, ChargehouseProcess, tell_first_run
from chargehouse.kernel.clock import FakeClock
from chargehouse.kernel.errors import Unavailable
from chargehouse.platform.settings import Settings

TURNS = 5


class Away:
    """The first run, whose database is away at the first two looks."""

    def __init__(self) -> None:
        self.looks = 0

    async def is_open(self) -> bool:
        self.looks += 1
        if self.looks < 3:
            raise Unavailable("The database is away; try again soon.")
        return True

    async def new_link(self) -> str:
        return "a-token"


async def test_the_first_run_is_told_once_the_database_is_back(
    capsys: pytest.CaptureFixture[str],
) -> None:
    clock, first_run = FakeClock(), Away()
    process: Any = SimpleNamespace(
        contexts=SimpleNamespace(first_run=first_run), settings=Settings(), clock=clock
    )
    here = HostPort("127.0.0.1", 8080)
    listening = Listening(here, here, tls=False)
    telling = asyncio.create_task(tell_first_run(cast("ChargehouseProcess", process), listening))
    for looks in (1, 2):
        for _ in range(TURNS):
            await asyncio.sleep(0)
        assert (first_run.looks, telling.done()) == (looks, False)
        clock.advance(FIRST_RUN_AGAIN_S)
    await telling
    assert "a-token" in capsys.readouterr().out
    assert first_run.looks == 3
