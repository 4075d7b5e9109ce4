"""Partners that are pushed to: they keep what they are told, or do their worst."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

import asyncpg
from tests.integration.roaming.conftest import Ground, Json, Roamer
from tests.integration.roaming.fakepartner import (
    Answer,
    Asked,
    FakePartner,
    answering,
    enveloped,
    role,
)
from tests.integration.roaming.registering import registered
from tests.unit.ocpi.ocpi_documents import document

from chargehouse.contexts.publishing.public import PartnerQueue
from chargehouse.contexts.publishing.service import Pusher
from chargehouse.kernel.chance import SystemChance
from chargehouse.platform.metrics import Metrics

PATIENCE_S = 60
EVERYTHING = ("locations", "tariffs", "sessions", "cdrs", "tokens")
HUGE = 100 * 1024 * 1024

Mood = Callable[["Receiver", Asked], Awaitable[Answer]]


class Steady(SystemChance):
    """Chance without jitter."""

    def uniform(self, low: float, high: float) -> float:  # noqa: ARG002  the protocol's own
        return low


async def keeps(receiver: "Receiver", asked: Asked) -> Answer:
    """Do what is asked."""
    path = asked.path.partition("?")[0]
    if asked.method == "GET":
        held = receiver.kept.get(path)
        return enveloped(None, 2000, 404) if held is None else enveloped(held)
    if asked.method == "DELETE":
        return enveloped(None, *(() if receiver.kept.pop(path, None) else (2000, 404)))
    if asked.method == "POST":
        receiver.posted.append(json.loads(asked.body))
        return 201, {"Location": f"{receiver.url}/cdrs/{len(receiver.posted)}"}, enveloped()[2]
    receiver.kept[path] = json.loads(asked.body)
    return enveloped()


async def hangs(receiver: "Receiver", _: Asked) -> Answer:
    await receiver.ended.wait()
    raise ConnectionResetError


async def redirects(receiver: "Receiver", _: Asked) -> Answer:
    return 307, {"Location": f"{receiver.url}/elsewhere"}, b""


async def overflows(_: "Receiver", __: Asked) -> Answer:
    return 200, {}, b"x" * HUGE


async def talks_nonsense(_: "Receiver", __: Asked) -> Answer:
    return 200, {}, b"<html>It works!</html>"


async def fails(_: "Receiver", __: Asked) -> Answer:
    return enveloped(None, 3000, 500)


async def hangs_up(_: "Receiver", __: Asked) -> Answer:
    raise ConnectionResetError


async def refuses(_: "Receiver", __: Asked) -> Answer:
    return enveloped(None, 2001)


async def forgets_to_answer(receiver: "Receiver", asked: Asked) -> Answer:
    """Do what is asked, and hang up."""
    await keeps(receiver, asked)
    raise ConnectionResetError


@dataclass
class Receiver(FakePartner):
    """What it was told, by path, and in which mood it is; `told` are the requests to its sides."""

    modules: tuple[str, ...] = ("credentials",)
    receives: tuple[str, ...] = EVERYTHING
    mood: Mood = keeps
    kept: dict[str, Json] = field(default_factory=dict)
    posted: list[Json] = field(default_factory=list)
    told: list[Asked] = field(default_factory=list)
    id: str = ""
    ended: asyncio.Event = field(default_factory=asyncio.Event)
    _changed: asyncio.Event = field(default_factory=asyncio.Event)

    async def answer(self, asked: Asked) -> Answer:
        if "/receiver/" not in asked.path:
            return await super().answer(asked)
        self.told.append(asked)
        self._changed.set()
        return await self.mood(self, asked)

    @property
    def requests(self) -> list[str]:
        """What it was asked as a receiver, below its endpoints."""
        return [f"{each.method} {each.path.partition('/receiver/')[2]}" for each in self.told]

    async def hears(self, count: int) -> None:
        """Wait for so many requests in all."""
        async with asyncio.timeout(PATIENCE_S):
            while len(self.told) < count:
                self._changed.clear()
                await self._changed.wait()


@dataclass
class Publisher:
    """A tenant that tells its partners what is its own, with a worker."""

    roamer: Roamer
    pusher: Pusher
    party_id: UUID

    @property
    def ground(self) -> Ground:
        return self.roamer.ground

    def worker(self) -> Pusher:
        """Return another worker over the same database."""
        contexts = self.roamer.contexts
        return Pusher(
            self.ground.database,
            contexts.partner_line,
            contexts.publication_book,
            parties=contexts.party_book,
            chance=Steady(),
            metrics=Metrics(),
        )

    async def keep(self, module: str, said: Json, **more: object) -> None:
        """Have an object told, by its own id."""
        ids = self.ground.database.ids
        object_id = said["uid"] if module == "tokens" else said["id"]
        known = {"object_id": f"{object_id}", "subject_id": ids.new(), "version": "2.2.1", **more}
        async with self.ground.database.transaction(self.roamer.actor) as work:
            await self.roamer.contexts.publication_book.keep(
                work,
                module=module,
                party_id=self.party_id,
                document=said,
                **known,  # type: ignore[arg-type]
            )

    async def location(self, id_: str = "LOC1", name: str = "Yard", **more: object) -> UUID:
        """Have a location told; return what it is about."""
        subject_id = UUID(int=int.from_bytes(id_.encode()))
        said = {**location(id_), "name": name}
        await self.keep("locations", said, subject_id=subject_id, **more)
        return subject_id

    async def withdraw(self, module: str, subject_id: UUID) -> None:
        async with self.ground.database.transaction(self.roamer.actor) as work:
            await self.roamer.contexts.publication_book.withdraw(
                work, module=module, subject_id=subject_id
            )

    async def follow(self, partner_id: str, *, anew: bool = True) -> None:
        """Do what is done when a partner registered or parted."""
        async with self.ground.database.transaction(self.roamer.actor) as work:
            await self.roamer.contexts.partner_queues.follow(work, UUID(partner_id), anew=anew)

    async def push(self) -> int:
        """Push all that is due; return how many pushes that were."""
        count = 0
        while taken := await self.pusher.round():
            count += taken
            await self.pusher.idle()
        return count

    def advance(self, by: timedelta) -> None:
        self.roamer.clock.advance(by.total_seconds())

    async def queue(self, partner: Receiver) -> PartnerQueue:
        return await self.roamer.contexts.partner_queues.get(self.roamer.actor, UUID(partner.id))

    @asynccontextmanager
    async def partner(
        self, name: str = "Roamer", version: str = "2.2.1", party: str = "NL-ROA", **more: object
    ) -> AsyncIterator[Receiver]:
        """Serve a partner that is registered, and has been told everything."""
        receiver = Receiver()
        async with answering(receiver.answer) as receiver.url:
            for key, value in more.items():
                setattr(receiver, key, value)
            if "roles" not in more:
                receiver.roles = [role(party)]
            legacy = receiver.roles[0]["role"]
            receiver.id, _ = await registered(
                self.roamer, receiver, version, name=name, legacy_role=legacy
            )
            await self.follow(receiver.id)
            await self.push()
            receiver.told.clear()
            yield receiver
            receiver.ended.set()
            for _ in range(4):  # who hangs hangs up, before the loop is gone
                await asyncio.sleep(0)


def location(id_: str = "LOC1", evses: int = 2) -> Json:
    """Return a location of our default party with some EVSEs, in 2.2.1."""
    whole = document("v221", "locations", "Location")
    evse = {**whole["evses"][0], "status": "AVAILABLE"}
    parts = [{**evse, "uid": f"E{n}", "evse_id": f"XX*CHG*E{id_}*{n}"} for n in range(evses)]
    owner = {"country_code": "XX", "party_id": "CHG"}
    return {**whole, **owner, "id": id_, "publish": True, "evses": parts}


async def closed(ground: Ground) -> None:
    """Let no worker of a later test find what waits for partners that are gone."""
    connection = await asyncpg.connect(**ground.address.asyncpg_kwargs())
    await connection.execute("DELETE FROM push_lines")
    await connection.close()
