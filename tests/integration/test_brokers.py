import asyncio
import shutil
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any, Protocol

import asyncpg
import pytest

from chargehouse.kernel.errors import Invalid
from chargehouse.platform.broker.choice import open_broker
from chargehouse.platform.broker.nats import NatsBroker
from chargehouse.platform.broker.port import (
    MAX_BODY_BYTES,
    Broker,
    BrokerAway,
    BrokerTimeout,
    NobodyServes,
)
from chargehouse.platform.broker.postgres import PostgresBroker, purge
from chargehouse.platform.postgres.address import PostgresAddress

TABLE = """
CREATE UNLOGGED TABLE IF NOT EXISTS broker_messages (
    id uuid PRIMARY KEY,
    body bytea NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
)
"""
NATS_SERVER = shutil.which("nats-server") or shutil.which("nats-server", path="/usr/sbin")


class Place(Protocol):
    """Where brokers meet: makes them, and cuts all their connections."""

    def broker(self) -> Broker: ...

    async def cut(self) -> None: ...

    async def stop(self) -> None: ...


class PostgresPlace:
    def __init__(self, address: PostgresAddress) -> None:
        self.address = address

    async def start(self) -> None:
        await self._execute(TABLE)

    async def connect(self) -> "asyncpg.Connection[Any]":
        connection: asyncpg.Connection[Any] = await asyncpg.connect(**self.address.asyncpg_kwargs())
        return connection

    def broker(self) -> Broker:
        return PostgresBroker(self.connect)

    async def cut(self) -> None:
        await self._execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )

    async def stop(self) -> None:
        pass

    async def _execute(self, statement: str) -> None:
        connection = await self.connect()
        await connection.execute(statement)
        await connection.close()


class NatsPlace:
    def __init__(self, log: Path) -> None:
        self._log = log
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self._port = probe.getsockname()[1]
        self._server: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        assert NATS_SERVER is not None
        self._server = await asyncio.create_subprocess_exec(
            NATS_SERVER, "-a", "127.0.0.1", "-p", str(self._port), "-l", str(self._log)
        )
        async with asyncio.timeout(20):
            while True:
                try:
                    _, writer = await asyncio.open_connection("127.0.0.1", self._port)
                except OSError:
                    await asyncio.sleep(0.01)
                else:
                    writer.close()
                    await writer.wait_closed()
                    return

    def broker(self) -> Broker:
        return NatsBroker(f"nats://127.0.0.1:{self._port}")

    async def cut(self) -> None:
        await self.stop()
        await self.start()

    async def stop(self) -> None:
        assert self._server is not None
        self._server.kill()
        await self._server.wait()


@pytest.fixture(params=["postgres", "nats"])
async def place(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Place]:
    made: PostgresPlace | NatsPlace
    if request.param == "postgres":
        made = PostgresPlace(request.getfixturevalue("empty_database"))
    elif NATS_SERVER is None:
        pytest.skip("nats-server is not installed: the NATS broker is not tested")
    else:
        made = NatsPlace(tmp_path / "nats.log")
    await made.start()
    yield made
    await made.stop()


Join = Callable[[], Awaitable[Broker]]


@pytest.fixture
async def join(place: Place) -> AsyncIterator[Join]:
    brokers: list[Broker] = []

    async def join() -> Broker:
        broker = place.broker()
        await broker.start()
        brokers.append(broker)
        return broker

    yield join
    for broker in brokers:
        await broker.stop()


class Ear:
    """Hears messages and waits for a number of them."""

    def __init__(self) -> None:
        self.heard: list[bytes] = []
        self._news = asyncio.Event()

    async def __call__(self, body: bytes) -> None:
        self.heard.append(body)
        self._news.set()

    async def hears(self, count: int) -> list[bytes]:
        async with asyncio.timeout(20):
            while len(self.heard) < count:
                self._news.clear()
                await self._news.wait()
        return self.heard


async def shout(body: bytes) -> bytes:
    return body.upper()


async def keep_silent(body: bytes) -> None:
    return None


async def ask_until(outcome: bytes | type[Exception], asker: Broker, subject: str) -> None:
    async with asyncio.timeout(20):
        while True:
            got: bytes | type[Exception]
            try:
                got = await asker.request(subject, b"hey", timeout_s=1)
            except (BrokerAway, BrokerTimeout, NobodyServes) as refusal:
                got = type(refusal)
            if got == outcome:
                return
            await asyncio.sleep(0.01)


async def test_a_message_reaches_every_subscriber_the_senders_own_too(join: Join) -> None:
    here, there = await join(), await join()
    ears = [Ear(), Ear(), Ear()]
    await here.subscribe("news", ears[0])
    await there.subscribe("news", ears[1])
    await there.subscribe("news", ears[2])

    await here.publish("news", b"hello")

    for ear in ears:
        assert await ear.hears(1) == [b"hello"]


async def test_other_subjects_are_not_heard(join: Join) -> None:
    broker = await join()
    ear = Ear()
    await broker.subscribe("news.sport", ear)

    await broker.publish("news", b"not for you")
    await broker.publish("news.sport.chess", b"nor this")
    await broker.publish("news.sport", b"for you")

    assert await ear.hears(1) == [b"for you"]


async def test_messages_of_every_size_arrive_in_the_order_sent(join: Join) -> None:
    here, there = await join(), await join()
    ear = Ear()
    await there.subscribe("news", ear)
    sent = [b"", b"\x00\xff", b"a" * 5_000, b"b" * 9_000, b"c", b"d" * MAX_BODY_BYTES, b"e"]

    for body in sent:
        await here.publish("news", body)

    assert await ear.hears(len(sent)) == sent


async def test_equal_messages_sent_at_once_all_arrive(join: Join) -> None:
    broker = await join()
    ear = Ear()
    await broker.subscribe("news", ear)

    await asyncio.gather(*(broker.publish("news", b"again") for _ in range(1_200)))

    assert len(await ear.hears(1_200)) == 1_200


async def test_a_cancelled_subscription_hears_no_more(join: Join) -> None:
    broker = await join()
    gone, still = Ear(), Ear()
    subscription = await broker.subscribe("news", gone)
    await broker.subscribe("news", still)

    await subscription.cancel()
    await subscription.cancel()
    await broker.publish("news", b"hello")

    await still.hears(1)
    assert gone.heard == []


async def test_a_listener_that_fails_hears_the_next_message(join: Join) -> None:
    broker = await join()
    ear = Ear()

    async def trip_then_hear(body: bytes) -> None:
        if body == b"stone":
            raise RuntimeError("tripped")
        await ear(body)

    await broker.subscribe("path", trip_then_hear)
    await broker.publish("path", b"stone")
    await broker.publish("path", b"grass")

    assert await ear.hears(1) == [b"grass"]


@pytest.mark.parametrize("size", [0, 10, 9_000, MAX_BODY_BYTES])
async def test_a_request_is_answered(join: Join, size: int) -> None:
    asker, server = await join(), await join()
    await server.serve("shout", shout)

    assert await asker.request("shout", b"a" * size, timeout_s=20) == b"A" * size


async def test_a_process_may_ask_itself(join: Join) -> None:
    broker = await join()
    await broker.serve("shout", shout)

    assert await broker.request("shout", b"hey", timeout_s=20) == b"HEY"


async def test_many_requests_at_once_each_get_their_own_reply(join: Join) -> None:
    asker, server = await join(), await join()
    await server.serve("shout", shout)

    replies = await asyncio.gather(
        *(asker.request("shout", b"ask %d" % n, timeout_s=20) for n in range(300))
    )

    assert replies == [b"ASK %d" % n for n in range(300)]


async def test_a_slow_request_does_not_hold_up_the_next(join: Join) -> None:
    asker, server = await join(), await join()
    released = asyncio.Event()

    async def wait_or_answer(body: bytes) -> bytes:
        if body == b"slow":
            await released.wait()
        return body

    await server.serve("queue", wait_or_answer)
    slow = asyncio.create_task(asker.request("queue", b"slow", timeout_s=20))

    assert await asker.request("queue", b"quick", timeout_s=20) == b"quick"
    released.set()
    assert await slow == b"slow"


async def test_a_subject_that_nobody_serves_is_told_apart_from_silence(join: Join) -> None:
    asker, server = await join(), await join()
    await server.serve("silent", keep_silent)
    ended = await server.serve("ended", shout)
    await ended.cancel()
    await server.subscribe("news", Ear())

    with pytest.raises(NobodyServes):
        await asker.request("nothing", b"?", timeout_s=20)
    with pytest.raises(NobodyServes):
        await asker.request("ended", b"?", timeout_s=20)
    with pytest.raises(BrokerTimeout):
        await asker.request("silent", b"?", timeout_s=0.05)


async def test_a_handler_that_fails_sends_no_reply_and_serves_on(join: Join) -> None:
    broker = await join()

    async def trip_or_shout(body: bytes) -> bytes:
        if body == b"stone":
            raise RuntimeError("tripped")
        if body == b"flood":
            return b"x" * (MAX_BODY_BYTES + 1)
        return body.upper()

    await broker.serve("shout", trip_or_shout)

    for trouble in (b"stone", b"flood"):
        with pytest.raises(BrokerTimeout):
            await broker.request("shout", trouble, timeout_s=0.05)
    assert await broker.request("shout", b"hey", timeout_s=20) == b"HEY"


async def test_a_stopped_server_serves_no_more(join: Join) -> None:
    asker, server = await join(), await join()
    await server.serve("shout", shout)
    await server.stop()

    await ask_until(NobodyServes, asker, "shout")


async def test_subscriptions_and_service_outlive_a_lost_connection(
    join: Join, place: Place
) -> None:
    asker, server = await join(), await join()
    ear = Ear()
    await server.subscribe("news", ear)
    await server.serve("shout", shout)

    await place.cut()

    await ask_until(b"HEY", asker, "shout")
    await asker.publish("news", b"back")
    assert await ear.hears(1) == [b"back"]
    assert asker.healthy()
    assert server.healthy()


async def test_a_broker_that_was_not_started_or_was_stopped_is_away(
    join: Join, place: Place
) -> None:
    stopped, fresh = await join(), place.broker()
    await stopped.stop()
    await fresh.stop()

    for broker in (stopped, fresh):
        assert not broker.healthy()
        with pytest.raises(BrokerAway):
            await broker.publish("news", b"hello")
        with pytest.raises(BrokerAway):
            await broker.request("shout", b"hey", timeout_s=1)
        with pytest.raises(BrokerAway):
            await broker.subscribe("news", Ear())


@pytest.mark.parametrize("subject", ["", "a b", "a..b", "a.*", "a.>", "ü", "x" * 201, "a\r\nb"])
async def test_a_subject_that_not_every_broker_can_carry_is_refused(
    join: Join, subject: str
) -> None:
    broker = await join()

    with pytest.raises(Invalid):
        await broker.publish(subject, b"")
    with pytest.raises(Invalid):
        await broker.subscribe(subject, Ear())
    with pytest.raises(Invalid):
        await broker.serve(subject, shout)


async def test_a_body_that_is_too_long_is_refused(join: Join) -> None:
    broker = await join()

    with pytest.raises(Invalid):
        await broker.publish("news", b"x" * (MAX_BODY_BYTES + 1))
    with pytest.raises(Invalid):
        await broker.request("news", b"x" * (MAX_BODY_BYTES + 1), timeout_s=1)


async def test_a_subject_may_be_as_long_as_promised(join: Join) -> None:
    broker = await join()
    ears = [Ear(), Ear()]
    long = "x" * 199
    await broker.subscribe(long + "a", ears[0])
    await broker.subscribe(long + "b", ears[1])

    await broker.publish(long + "a", b"one")
    await broker.publish(long + "b", b"two")

    assert (await ears[0].hears(1), await ears[1].hears(1)) == ([b"one"], [b"two"])


async def test_only_old_bodies_are_purged(empty_database: PostgresAddress) -> None:
    place = PostgresPlace(empty_database)
    await place.start()
    connection = await place.connect()
    await connection.execute(
        "INSERT INTO broker_messages (id, body, created_at) VALUES"
        " (gen_random_uuid(), 'old', now() - interval '1 hour'),"
        " (gen_random_uuid(), 'new', now())"
    )

    await purge(connection)

    assert [row["body"] for row in await connection.fetch("TABLE broker_messages")] == [b"new"]
    await connection.close()


async def test_a_foreign_notification_is_ignored(empty_database: PostgresAddress) -> None:
    place = PostgresPlace(empty_database)
    await place.start()
    broker = place.broker()
    await broker.start()
    ear = Ear()
    await broker.subscribe("news", ear)
    connection = await place.connect()
    channel = await connection.fetchval("SELECT 'ch_' || left(encode(sha256('news'), 'hex'), 48)")

    await connection.execute("SELECT pg_notify($1, 'not an envelope')", channel)
    await broker.publish("news", b"hello")

    assert await ear.hears(1) == [b"hello"]
    await connection.close()
    await broker.stop()


async def test_a_broker_that_cannot_connect_says_so() -> None:
    async def refuse() -> "asyncpg.Connection[Any]":
        raise ConnectionRefusedError

    with pytest.raises(BrokerAway):
        await PostgresBroker(refuse).start()


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        (None, PostgresBroker),
        ("postgres:", PostgresBroker),
        ("nats://ann:hunter2@one:4222,nats://two:4222", NatsBroker),
        ("tls://one:4222?creds=/etc/chargehouse/nats.creds", NatsBroker),
    ],
)
def test_the_url_chooses_the_broker(url: str | None, kind: type) -> None:
    assert isinstance(open_broker(url, _never), kind)


@pytest.mark.parametrize(
    "url", ["amqp://ann:hunter2@one", "nats://", "nats://ann:hunter2@one?colour=blue"]
)
def test_a_url_of_no_broker_is_refused_without_its_password(url: str) -> None:
    with pytest.raises(Invalid) as refused:
        open_broker(url, _never)

    assert "hunter2" not in str(refused.value)


async def _never() -> "asyncpg.Connection[Any]":
    raise AssertionError("nothing is connected before the start")
