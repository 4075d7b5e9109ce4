"""The work on local lists, a step at a time: reactions, then whatever is due."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from tests.protocol.modes import Reacting
from tests.protocol.rawcharger import PATIENCE_S, RawCharger
from tests.protocol.rig import Rig

from chargehouse.contexts.access import reactions
from chargehouse.contexts.access.public.control import ProblemFilters
from chargehouse.contexts.access.public.local_lists import LocalListView
from chargehouse.contexts.stations.public import StationRef
from chargehouse.platform.http.paging import Paging
from chargehouse.platform.outbox.consumers import BatchConsumer

SETTLED_AFTER_S = 90
"""So long after something happened the lists that it changes have been seen to."""


@dataclass
class Lists(Reacting):
    """What the worker does about local lists."""

    async def settle(self) -> None:
        """React, let time pass, and see to lists until there is nothing more to do."""
        await self.react()
        self.rig.clock.advance(SETTLED_AFTER_S)
        await self.see_to()

    async def see_to(self) -> None:
        """See to the lists that are due now, until none is."""
        keeping = self.rig.contexts.list_keeping
        async with asyncio.timeout(PATIENCE_S):
            while await keeping.round():
                await keeping.idle()

    def seeing(self) -> "asyncio.Task[None]":
        """Begin to settle, beside a charger that answers by hand."""
        return asyncio.create_task(self.settle())

    def consumers(self) -> Sequence[BatchConsumer]:
        """Return who listens for the sake of lists."""
        return reactions.list_consumers(self.rig.contexts.list_marking)

    async def of(self, station: StationRef) -> LocalListView:
        """Return how a station's list stands."""
        return await self.rig.contexts.local_lists.of(self.rig.actor, station.id)

    async def send_again(self, station: StationRef) -> LocalListView:
        """Have a list sent again, whole."""
        return await self.rig.contexts.local_lists.send_again(self.rig.actor, station.id)

    async def problems(self) -> list[str]:
        """Return the kinds of the open problems."""
        page = await self.rig.contexts.access_problems.page(
            self.rig.actor, Paging(), ProblemFilters(open=True)
        )
        return [each.kind for each in page.items]


def wire(at: datetime) -> str:
    """Return an instant as it is written on the wire."""
    return at.isoformat().replace("+00:00", "Z")


async def says_version(charger: RawCharger, version: int) -> None:
    """Answer the next question for the list's version in OCPP 1.6."""
    await charger.obey("GetLocalListVersion", {"listVersion": version})


async def takes_its_list(rig: Rig, charger: RawCharger, **settings: str) -> None:
    """Have a charger of OCPP 1.6 that never had a list take the first one over."""
    keys = [{"key": key, "readonly": False, "value": value} for key, value in settings.items()]
    work = Lists(rig).seeing()
    await charger.obey("GetConfiguration", {"configurationKey": keys})
    await says_version(charger, 0)
    sent = await charger.obey("SendLocalList", {"status": "Accepted"})
    await says_version(charger, sent["listVersion"])
    await work
