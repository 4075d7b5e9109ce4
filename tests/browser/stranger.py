"""A charger of somebody else's make, for tests that wait: it answers as it is told to."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from tests.browser.house import House
from tests.endurance.serving import PASSWORD
from tests.independent.charger import Answer, IndependentCharger
from tests.protocol.rawcharger import basic, open_socket
from websockets.exceptions import InvalidStatus

from chargehouse.kernel.clock import SystemClock

CLOCK = SystemClock()


class Stranger:
    """The `ocpp` package's charge point, which lives in another thread."""

    def __init__(self, house: House, charger: IndependentCharger) -> None:
        self._background = house.background
        self.charger = charger
        self._silent = asyncio.Event()

    def answer(self, action: str, answer: Answer) -> None:
        """Answer requests of an action from now on: a payload, an exception, or silence."""
        self.charger.answers[action] = answer

    def silence(self, action: str) -> None:
        """Leave requests of an action unanswered from now on."""
        self._silent = asyncio.Event()
        self.charger.answers[action] = self._silent

    def speak(self) -> None:
        """Answer what was left unanswered, with an empty payload."""
        self._background.run(_set(self._silent))

    def say(self, action: str, **fields: object) -> Any:  # noqa: ANN401  the package's response
        """Send a request and return the package's response."""
        return self._background.run(self.charger.say(action, **fields))

    def obeyed(self, action: str) -> dict[str, Any]:
        """Wait until it was told something; return what."""
        self._background.run(self.charger.obeyed(action))
        return self.charger.last_order(action)

    def boot(self, *evses: int) -> None:
        """Say what it is, and that these of its EVSEs are available."""
        if self.charger.protocol == "ocpp1.6":
            self.say("BootNotification", charge_point_vendor="Stranger", charge_point_model="One")
        else:
            make = {"vendor_name": "Stranger", "model": "Two"}
            self.say("BootNotification", charging_station=make, reason="PowerUp")
        for evse in evses:
            self.report(evse, "Available")

    def report(self, evse: int, status: str, error: str = "NoError", **more: object) -> None:
        """Say how an EVSE is."""
        if self.charger.protocol == "ocpp1.6":
            self.say(
                "StatusNotification", connector_id=evse, error_code=error, status=status, **more
            )
        else:
            self.say(
                "StatusNotification",
                timestamp=CLOCK.now().isoformat(),
                connector_status=status,
                evse_id=evse,
                connector_id=1,
            )

    def vanish(self) -> None:
        """Drop the connection without a word."""
        self._background.run(self.charger.vanish())


@contextmanager
def stranger(
    house: House, url: str, code: str, *, protocol: str = "ocpp1.6", password: str = PASSWORD
) -> Iterator[Stranger]:
    """Connect to an address, as a charger of this id, until the end of the block."""
    run = house.background.run
    socket = run(open_socket(url, [protocol], basic(code, password)))
    charger = IndependentCharger(protocol, code, socket)
    serving = run(_live(charger))
    try:
        yield Stranger(house, charger)
    finally:
        run(_end(charger, serving))


def turned_away(house: House, url: str, code: str, password: str) -> int:
    """Try to connect, and be refused; return the status of HTTP."""
    with pytest.raises(InvalidStatus) as refused:
        house.background.run(open_socket(url, ["ocpp1.6"], basic(code, password)))
    return refused.value.response.status_code


async def _set(silent: asyncio.Event) -> None:
    silent.set()


async def _live(charger: IndependentCharger) -> "asyncio.Task[None]":
    return asyncio.create_task(charger.run())


async def _end(charger: IndependentCharger, serving: "asyncio.Task[None]") -> None:
    await charger.wire.socket.close()
    serving.cancel()
    await asyncio.gather(serving, return_exceptions=True)
