"""The access context's `LocalListPort`: reaches chargers at whichever process holds them."""

import asyncio
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Final
from uuid import UUID

import msgspec

from chargehouse.contexts.access.public.local_lists import (
    ListOutcome,
    ListQuestion,
    ListReceipt,
    ListSight,
    ListWish,
)
from chargehouse.gateway.local_lists.conversation import Conversation
from chargehouse.gateway.questions import TIMEOUT_S
from chargehouse.gateway.reach import Reach
from chargehouse.platform.broker.port import Subscription

LOOK_PATIENCE_S: Final = 3 * TIMEOUT_S
ENTRIES_TOGETHER: Final = 500
"""So many entries are told in one word between processes, whatever a broker's longest is."""


class LookErrand(msgspec.Struct, frozen=True):
    """A word between processes: look at the lists of chargers of yours."""

    tenant_id: UUID
    asked: list[ListQuestion]


def looks_subject(process_id: UUID) -> str:
    """Return the subject on which a process is asked about its chargers' lists."""
    return f"gateway.{process_id}.list_looks"


def sends_subject(process_id: UUID) -> str:
    """Return the subject on which a process is told what to send to a charger of its own."""
    return f"gateway.{process_id}.list_sends"


class LocalLists:
    """Works in every process; chargers need only be somewhere."""

    def __init__(self, reach: Reach) -> None:
        self._reach = reach
        self._subscriptions: list[Subscription] = []

    async def start(self) -> None:
        """Take errands from other processes, where chargers may be connected here."""
        if self._reach.holds_chargers:
            services = self._reach.services
            process_id = services.process_id
            self._subscriptions = [
                await services.broker.serve(looks_subject(process_id), self._run_look),
                await services.broker.serve(sends_subject(process_id), self._run_send),
            ]

    async def stop(self) -> None:
        """Take no more errands from other processes."""
        for subscription in self._subscriptions:
            await subscription.cancel()

    async def look(self, tenant_id: UUID, asked: Sequence[ListQuestion]) -> Sequence[ListSight]:
        """Ask chargers for their lists' versions; an answer for each, in their order."""
        holders = await self._reach.elsewhere(tenant_id, [each.station_id for each in asked])
        by_process: dict[UUID, list[ListQuestion]] = defaultdict(list)
        for each in asked:
            if each.station_id in holders:
                by_process[holders[each.station_id]].append(each)
        here = [each for each in asked if each.station_id not in holders]
        work = [self._look_here(here)]
        work += [
            self._look_there(process_id, LookErrand(tenant_id, theirs))
            for process_id, theirs in by_process.items()
        ]
        sights = {each.station_id: each for part in await asyncio.gather(*work) for each in part}
        return [sights[each.station_id] for each in asked]

    async def send(self, tenant_id: UUID, wishes: Sequence[ListWish]) -> Sequence[ListReceipt]:
        """Send lists or differences, and read the versions back; an answer for each, in order."""
        holders = await self._reach.elsewhere(tenant_id, [each.station_id for each in wishes])
        return await asyncio.gather(
            *(
                self._send_there(holders[each.station_id], each)
                if each.station_id in holders
                else self._send_here(each)
                for each in wishes
            )
        )

    async def _look_here(self, asked: Sequence[ListQuestion]) -> list[ListSight]:
        return list(await asyncio.gather(*(self._look_at(each) for each in asked)))

    async def _look_at(self, asked: ListQuestion) -> ListSight:
        charger = self._reach.here(asked.station_id)
        if charger is None:
            return ListSight(station_id=asked.station_id, outcome="offline")
        return await Conversation(charger).look(asked)

    async def _look_there(self, process_id: UUID, errand: LookErrand) -> list[ListSight]:
        body = await self._reach.ask(
            looks_subject(process_id), msgspec.json.encode(errand), LOOK_PATIENCE_S
        )
        if isinstance(body, bytes):
            return msgspec.json.decode(body, type=list[ListSight])
        return [ListSight(station_id=each.station_id, outcome=body) for each in errand.asked]

    async def _send_here(self, wish: ListWish) -> ListReceipt:
        charger = self._reach.here(wish.station_id)
        if charger is None:
            return ListReceipt(station_id=wish.station_id, outcome="offline")
        return await Conversation(charger).send(wish)

    async def _send_there(self, process_id: UUID, wish: ListWish) -> ListReceipt:
        """Have another process send a wish, some hundred entries after the other."""
        receipt = ListReceipt(station_id=wish.station_id, outcome="offline")
        for place, part in enumerate(_parts(wish)):
            version = wish.version if receipt.version is None else receipt.version + 1
            told = msgspec.structs.replace(part, version=version)
            calls = 2 + (len(part.entries) + len(part.gone)) // max(part.items_at_most, 1)
            body = await self._reach.ask(
                sends_subject(process_id), msgspec.json.encode(told), calls * TIMEOUT_S
            )
            said = (
                msgspec.json.decode(body, type=ListReceipt)
                if isinstance(body, bytes)
                else ListReceipt(station_id=wish.station_id, outcome=_unreached(body, place))
            )
            before = receipt.exchanges
            receipt = msgspec.structs.replace(said, exchanges=(*before, *said.exchanges))
            if receipt.outcome != "accepted":
                break
        return receipt

    async def _run_look(self, body: bytes) -> bytes | None:
        errand = msgspec.json.decode(body, type=LookErrand)
        return msgspec.json.encode(await self._look_here(errand.asked))

    async def _run_send(self, body: bytes) -> bytes | None:
        wish = msgspec.json.decode(body, type=ListWish)
        return msgspec.json.encode(await self._send_here(wish))


def _parts(wish: ListWish) -> Iterator[ListWish]:
    """Yield a wish in parts: who is taken off, then who is added; the first may be a full one."""
    kind, yielded = wish.kind, False
    for at in range(0, len(wish.gone), ENTRIES_TOGETHER):
        gone = wish.gone[at : at + ENTRIES_TOGETHER]
        yield msgspec.structs.replace(wish, entries=(), gone=gone)
        yielded = True
    for at in range(0, max(len(wish.entries), 1), ENTRIES_TOGETHER):
        entries = wish.entries[at : at + ENTRIES_TOGETHER]
        if entries or not yielded:
            yield msgspec.structs.replace(wish, kind=kind, entries=entries, gone=())
        kind = "difference"


def _unreached(outcome: ListOutcome, place: int) -> ListOutcome:
    """Return how a charger is answered for whose process does not answer."""
    return "timed_out" if place else outcome
