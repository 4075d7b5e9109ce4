"""The broker on the database itself, by LISTEN and NOTIFY: nothing more to run."""

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

import asyncpg
import msgspec
import structlog

from chargehouse.kernel.ids import Ids, TimeOrderedIds
from chargehouse.platform.broker.envelope import (
    INLINE_LIMIT_BYTES,
    Envelope,
    channel_of,
    decode,
    encode,
    lock_of,
)
from chargehouse.platform.broker.link import Connect, Link
from chargehouse.platform.broker.port import (
    BrokerAway,
    BrokerTimeout,
    Handler,
    Listener,
    NobodyServes,
    Subscription,
    check_body,
    check_subject,
)
from chargehouse.platform.broker.tasks import Tasks, guarded, reply_of

KEPT_FOR = timedelta(minutes=5)

_BATCH = 500
_WAITING_LIMIT = 10_000
_SEND = """
WITH stored AS (
    INSERT INTO broker_messages (id, body) SELECT * FROM unnest($4::uuid[], $5::bytea[])
)
SELECT CASE WHEN lock IS NULL THEN false ELSE pg_try_advisory_xact_lock(lock) END,
       pg_notify(channel, payload)
FROM unnest($1::text[], $2::text[], $3::bigint[]) WITH ORDINALITY
     AS message (channel, payload, lock, place)
ORDER BY place
"""
_log = structlog.get_logger(__name__)


@dataclass(slots=True)
class _Outgoing:
    channel: str
    payload: str
    lock: int | None
    stored: tuple[UUID, bytes] | None
    is_unserved: asyncio.Future[bool]


@dataclass(eq=False, slots=True)
class _Inbox:
    """One subscription: `handler` answers requests, or `listener` hears messages in order."""

    broker: "PostgresBroker"
    subject: str
    listener: Listener | None = None
    handler: Handler | None = None
    waiting: asyncio.Queue[Envelope] = field(
        default_factory=lambda: asyncio.Queue(maxsize=_WAITING_LIMIT)
    )
    worker: asyncio.Task[None] | None = None

    async def cancel(self) -> None:
        """Stop hearing the subject."""
        await self.broker.forget(self)


class PostgresBroker:
    """A `Broker` on PostgreSQL.

    `connect` opens a connection of the broker's own, directly to the server (no pooler between),
    under a role that may select, insert and delete in `broker_messages`. Who serves a subject
    holds an advisory lock on it, by which askers learn that somebody does.
    """

    def __init__(self, connect: Connect, *, ids: Ids | None = None) -> None:
        self._ids = ids or TimeOrderedIds()
        self._link = Link(connect, self._make_ready)
        self._reply_channel = channel_of(f"replies {self._ids.new()}")
        self._inboxes: defaultdict[str, list[_Inbox]] = defaultdict(list)
        self._replies: dict[UUID, asyncio.Future[bytes]] = {}
        self._outgoing: list[_Outgoing] = []
        self._sender: asyncio.Task[None] | None = None
        self._tasks = Tasks()

    async def start(self) -> None:
        """Connect. Raises `BrokerAway` when the database does not answer."""
        await self._link.open()

    async def stop(self) -> None:
        """End every subscription and disconnect."""
        self._inboxes.clear()
        await self._tasks.cancel()
        for reply in self._replies.values():
            if not reply.done():
                reply.set_exception(BrokerAway("The broker was stopped"))
        await self._link.close()

    def healthy(self) -> bool:
        """Tell whether the database is connected."""
        return self._link.is_up()

    async def publish(self, subject: str, body: bytes) -> None:
        """Send to every subscriber; returns when the notification is committed."""
        check_subject(subject)
        check_body(body)
        await self._send(channel_of(subject), Envelope("message", self._ids.new(), body))

    async def subscribe(self, subject: str, listener: Listener) -> Subscription:
        """Hear a subject."""
        inbox = _Inbox(self, subject, listener=listener)
        await self._remember(inbox)
        inbox.worker = self._tasks.start(self._listen(inbox, listener))
        return inbox

    async def serve(self, subject: str, handler: Handler) -> Subscription:
        """Answer requests."""
        inbox = _Inbox(self, subject, handler=handler)
        await self._remember(inbox)
        return inbox

    async def request(self, subject: str, body: bytes, *, timeout_s: float) -> bytes:
        """Ask whoever serves the subject."""
        check_subject(subject)
        check_body(body)
        asked = Envelope("request", self._ids.new(), body, reply_channel=self._reply_channel)
        reply: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()
        self._replies[asked.id] = reply
        try:
            async with asyncio.timeout(timeout_s):
                channel = channel_of(subject)
                is_ours = any(inbox.handler for inbox in self._inboxes.get(channel, ()))
                if await self._send(channel, asked, None if is_ours else lock_of(subject)):
                    raise NobodyServes(f"No process serves {subject}")
                return await reply
        except TimeoutError:
            raise BrokerTimeout(f"No reply from {subject} within {timeout_s:g} s") from None
        finally:
            del self._replies[asked.id]

    async def forget(self, inbox: _Inbox) -> None:
        """End a subscription."""
        channel = channel_of(inbox.subject)
        others = self._inboxes.get(channel, [])
        if inbox not in others:
            return
        others.remove(inbox)
        if inbox.worker is not None:
            inbox.worker.cancel()
        try:
            async with self._link.turn() as connection:
                if inbox.handler is not None:
                    unlock = "SELECT pg_advisory_unlock_shared($1)"
                    await connection.execute(unlock, lock_of(inbox.subject))
                if not others:
                    self._inboxes.pop(channel, None)
                    await connection.remove_listener(channel, self._hear)
        except BrokerAway:  # the next connection will not listen to it
            return

    async def _remember(self, inbox: _Inbox) -> None:
        check_subject(inbox.subject)
        channel = channel_of(inbox.subject)
        async with self._link.turn() as connection:
            await self._attach(connection, inbox)
            self._inboxes[channel].append(inbox)

    async def _make_ready(self, connection: "asyncpg.Connection[Any]") -> None:
        await connection.execute("SET synchronous_commit = off")
        await connection.add_listener(self._reply_channel, self._hear)
        for inboxes in list(self._inboxes.values()):
            for inbox in inboxes:
                await self._attach(connection, inbox)

    async def _attach(self, connection: "asyncpg.Connection[Any]", inbox: _Inbox) -> None:
        if inbox.handler is not None:  # before listening, so that no request done counts as not
            lock = "SELECT pg_advisory_lock_shared($1)"
            await connection.execute(lock, lock_of(inbox.subject))
        await connection.add_listener(channel_of(inbox.subject), self._hear)

    async def _send(self, channel: str, envelope: Envelope, lock: int | None = None) -> bool:
        """Notify, with all that waits; tell whether nobody holds the lock."""
        if not self._link.is_up():
            raise BrokerAway("The database is not connected; it is being tried again")
        payload, stored = encode(envelope), None
        if len(payload) > INLINE_LIMIT_BYTES:
            stored = (self._ids.new(), envelope.body)
            payload = encode(msgspec.structs.replace(envelope, body=b"", stored=stored[0]))
        is_unserved: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._outgoing.append(_Outgoing(channel, payload, lock, stored, is_unserved))
        if self._sender is None or self._sender.done():
            self._sender = self._tasks.start(self._send_all())
        return await is_unserved

    async def _send_all(self) -> None:
        while self._outgoing:
            batch: list[_Outgoing] = []
            try:
                async with self._link.turn() as connection:
                    batch, self._outgoing = self._outgoing[:_BATCH], self._outgoing[_BATCH:]
                    rows = await connection.fetch(_SEND, *_columns(batch))
            except BaseException as problem:
                batch, self._outgoing = batch + self._outgoing, []
                for message in batch:
                    if not message.is_unserved.done():
                        message.is_unserved.set_exception(_reason(problem))
                if not isinstance(problem, BrokerAway):
                    raise
                return
            for message, row in zip(batch, rows, strict=True):
                if not message.is_unserved.done():
                    message.is_unserved.set_result(row[0])

    def _hear(self, _connection: object, _pid: int, channel: str, payload: object) -> None:
        try:
            envelope = decode(str(payload))
        except msgspec.DecodeError:
            _log.warning("a notification of another program was ignored")
            return
        if envelope.kind == "reply":
            self._tasks.start(self._take_reply(envelope))
            return
        for inbox in self._inboxes.get(channel, ()):
            if inbox.handler is not None and envelope.kind == "request":
                self._tasks.start(self._answer(inbox.subject, inbox.handler, envelope))
            if inbox.listener is not None and envelope.kind == "message":
                _queue(inbox, envelope)

    async def _listen(self, inbox: _Inbox, listener: Listener) -> None:
        while True:
            body = await self._body(await inbox.waiting.get())
            if body is not None:
                await guarded(inbox.subject, listener, body)

    async def _answer(self, subject: str, handler: Handler, asked: Envelope) -> None:
        body = await self._body(asked)
        if body is None or asked.reply_channel is None:
            return
        reply = await reply_of(subject, handler, body)
        if reply is None:
            return
        try:
            await self._send(asked.reply_channel, Envelope("reply", asked.id, reply))
        except BrokerAway:
            _log.warning("a reply was lost with the database", subject=subject)

    async def _take_reply(self, envelope: Envelope) -> None:
        body = await self._body(envelope)
        reply = self._replies.get(envelope.id)
        if body is not None and reply is not None and not reply.done():
            reply.set_result(body)

    async def _body(self, envelope: Envelope) -> bytes | None:
        if envelope.stored is None:
            return envelope.body
        try:
            async with self._link.turn() as connection:
                body: bytes | None = await connection.fetchval(
                    "SELECT body FROM broker_messages WHERE id = $1", envelope.stored
                )
        except BrokerAway:
            body = None
        if body is None:
            _log.warning("a message's body is gone")
        return body


def _queue(inbox: _Inbox, envelope: Envelope) -> None:
    try:
        inbox.waiting.put_nowait(envelope)
    except asyncio.QueueFull:
        _log.warning("a slow listener misses messages", subject=inbox.subject)


def _columns(batch: Sequence[_Outgoing]) -> tuple[list[Any], ...]:
    stored = [message.stored for message in batch if message.stored is not None]
    return (
        [message.channel for message in batch],
        [message.payload for message in batch],
        [message.lock for message in batch],
        [row_id for row_id, _ in stored],
        [body for _, body in stored],
    )


def _reason(problem: BaseException) -> BrokerAway:
    return problem if isinstance(problem, BrokerAway) else BrokerAway("The broker was stopped")


async def purge(connection: "asyncpg.Connection[Any]", kept_for: timedelta = KEPT_FOR) -> None:
    """Delete the bodies that nobody will fetch any more; to be run now and then."""
    await connection.execute(
        "DELETE FROM broker_messages WHERE created_at < now() - $1::interval", kept_for
    )
