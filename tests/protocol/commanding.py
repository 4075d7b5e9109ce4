"""A registered partner that commands a real charger, over real HTTP."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import httpx
from tests.integration.across.asking import whole_application
from tests.integration.remote.conftest import LOCATION, TOKEN, tell_of
from tests.integration.roaming.conftest import KEYRING, Ground, Json, Roamer
from tests.integration.roaming.fakepartner import (
    Answer,
    Asked,
    FakePartner,
    enveloped,
    fake_partner,
)
from tests.integration.roaming.registering import Caller, registered
from tests.protocol.rawcharger import PATIENCE_S
from tests.protocol.rig import Rig

from chargehouse.contexts.publishing.public import RemoteStart
from chargehouse.contexts.remote import reactions
from chargehouse.contexts.remote.service import CommandedStarts, WishSealer
from chargehouse.platform.outbox.bell import Bell
from chargehouse.platform.outbox.relay import Relay

EVSE = "CH-1-1"


@dataclass
class Remote:
    """A registered partner, and a worker that follows what chargers answer."""

    rig: Rig
    partner: FakePartner
    caller: Caller
    bell: Bell
    partner_id: UUID
    results: list[Json] = field(default_factory=list)

    async def command(self, name: str, **body: object) -> str:
        """Ask for a command; return what was said at once."""
        said = {"response_url": f"{self.partner.url}/results/1", **body}
        answer = await self.caller.ask("POST", f"2.2.1/receiver/commands/{name}", said)
        word: str = answer.json()["data"]["result"]
        return word

    async def agree(self, name: str = "Roamer", **said: Any) -> UUID:  # noqa: ANN401  any field
        """Make an agreement with the partner, everywhere unless told otherwise."""
        everywhere = not {"locations", "stations"} & said.keys()
        terms = {"everywhere": everywhere, "partner_id": self.partner_id, **said}
        made = await self.rig.contexts.agreements.add(self.rig.actor, name, terms)
        return made.id

    async def start(self, **said: object) -> str:
        """Ask for a start at the charger's connector."""
        return await self.command(
            "START_SESSION",
            token={**TOKEN, **said},
            location_id=LOCATION,
            evse_uid=EVSE,
            authorization_reference="AUTH-1",
        )

    async def told(self, count: int) -> list[str]:
        """Wait until the partner was told so many results; return them."""
        async with asyncio.timeout(PATIENCE_S):
            while len(self.results) < count:
                self.bell.ring_here()
                await self.rig.contexts.result_teller.round()
                await asyncio.sleep(0)
        return [each["result"] for each in self.results]

    async def commanded(self) -> RemoteStart | None:
        """Return the partner's start of which the only session came."""
        [session] = await self.rig.sessions()
        starts = CommandedStarts(self.rig.database, WishSealer(KEYRING))
        return await starts.of_attempt(self.rig.actor, session["attempt_id"])


@asynccontextmanager
async def commanding(rig: Rig) -> AsyncIterator[Remote]:
    """Register a partner that is told of the chargers there are, and may command them."""
    await tell_of(rig.contexts, rig.database, rig.actor, rig.location_id)
    async with fake_partner() as partner, roamer_of(rig) as roamer:
        partner.receives = ("commands",)
        partner_id, token = await registered(roamer, partner)
        bell = Bell(rig.database, None, clock=rig.clock, ids=rig.database.ids)
        made = Remote(rig, partner, Caller(roamer, token), bell, UUID(partner_id))

        async def result(asked: Asked) -> Answer:
            made.results.append(json.loads(asked.body))
            return enveloped()

        partner.special["/results/1"] = result
        consumers = reactions.consumers(rig.contexts.result_following)
        relay = Relay(rig.database, consumers, bell=bell, clock=rig.clock)
        await bell.start()
        await relay.start()
        yield made
        await relay.stop()
        await bell.stop()
        await rig.contexts.result_teller.stop()
        await rig.contexts.exchanges.stop()
        await rig.contexts.outside.close()


@asynccontextmanager
async def roamer_of(rig: Rig) -> AsyncIterator[Roamer]:
    """Open the REST API and the doors over the rig's own services."""
    application = whole_application(rig.contexts, rig.database, KEYRING)
    ground = Ground(rig.address, rig.database, rig.clock, rig.contexts, application)
    token = await rig.contexts.tokens.create(rig.actor, name="test", permissions=["*"])
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(application),  # type: ignore[arg-type]
        base_url="http://house",
        headers={"Authorization": f"Bearer {token.plain}"},
    ) as client:
        yield Roamer(ground, "main", rig.actor, client)
