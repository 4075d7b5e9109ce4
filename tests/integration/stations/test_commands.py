import asyncio
from collections.abc import Awaitable, Callable, Mapping
from uuid import UUID

import msgspec
import pytest
from sqlalchemy import text
from tests.integration.stations.conftest import Ground

from chargehouse.contexts.stations.errors import CommandNotPossible, CommandUnknown, StationUnknown
from chargehouse.contexts.stations.jobs import expire_commands
from chargehouse.contexts.stations.model.filters import CommandFilters
from chargehouse.contexts.stations.public import (
    STATIONS_READ,
    CommandOutcome,
    CommandRow,
    CommandTarget,
)
from chargehouse.contexts.stations.service import CommandService, ConnectionService
from chargehouse.kernel.actor import Actor
from chargehouse.kernel.errors import Forbidden, Invalid
from chargehouse.platform.http.paging import Paging
from chargehouse.platform.secrets import Keyring, mask

CANARY = "04A2B3C4D5E61F"
KEYRING = Keyring(bytes(range(32)))


class Loopback:
    """A port to a station that answers as a test says."""

    def __init__(self, answer: Callable[[CommandRow], Awaitable[CommandOutcome]]) -> None:
        self.answer = answer
        self.sent: list[CommandRow] = []
        self.closed: list[tuple[UUID, UUID, str]] = []

    def translate(
        self, target: CommandTarget, verb: str, arguments: Mapping[str, object]
    ) -> tuple[str, Mapping[str, object]]:
        return f"{target.protocol}:{verb}", arguments

    def check(self, protocol: str, action: str, payload: Mapping[str, object]) -> None:
        if "bad" in payload:
            rule = f"{protocol} {action} has no field bad"
            raise Invalid(rule, {"errors": [{"field": "bad", "message": rule}]})

    def mask(self, protocol: str, action: str, payload: Mapping[str, object]) -> str:
        masked = {key: mask(f"{protocol}{action}{value}") for key, value in payload.items()}
        return msgspec.json.encode(masked).decode()

    async def close(self, tenant_id: UUID, station_id: UUID, reason: str) -> None:
        self.closed.append((tenant_id, station_id, reason))

    async def send(self, command: CommandRow) -> CommandOutcome:
        self.sent.append(command)
        return await self.answer(command)


async def accepted(command: CommandRow) -> CommandOutcome:
    return CommandOutcome(
        status="accepted", answer='{"status":"Accepted"}', answer_status="Accepted"
    )


async def never(command: CommandRow) -> CommandOutcome:
    raise AssertionError("nothing is sent to a station that is not connected")


def service_of(ground: Ground, port: Loopback) -> CommandService:
    return CommandService(ground.database, KEYRING, port)


async def connect(ground: Ground) -> None:
    process_id = ground.ids.new()
    async with ground.database.relay() as relay:
        await relay.execute(
            text(
                "INSERT INTO processes VALUES (:id, '{gateway}', 'here', 1, '0', :now,"
                " CAST(:now AS timestamptz) + interval '1 day')"
            ),
            {"id": process_id, "now": ground.clock.now()},
        )
    service = ConnectionService(ground.database, ground.clock, ground.ids, ground.metrics)
    await service.connected(
        ground.station,
        connection_id=ground.ids.new(),
        process_id=process_id,
        subprotocol="ocpp1.6",
        security_profile=1,
        remote_address="192.0.2.7",
        at=ground.clock.now(),
    )


async def test_a_command_comes_back_with_the_stations_own_answer_and_is_kept(
    ground: Ground,
) -> None:
    """D6."""
    await connect(ground)
    port = Loopback(accepted)
    service = service_of(ground, port)
    made = await service.request(
        ground.actor, ground.station.id, "RemoteStartTransaction", {"idTag": CANARY}, reason="test"
    )
    assert (made.status, made.answer_status, made.answer) == (
        "accepted",
        "Accepted",
        {"status": "Accepted"},
    )
    assert port.sent[0].payload == {"idTag": CANARY}
    assert await service.get(ground.actor, ground.station.id, made.id) == made
    [row] = await ground.rows("SELECT c::text AS whole, request_encrypted FROM commands c")
    assert CANARY not in row.whole
    assert row.request_encrypted is None
    names = [name for name, _ in await ground.events()]
    assert names[-2:] == ["station.command_requested", "station.command_completed"]
    assert CANARY not in str(await ground.events())


async def test_a_station_that_is_not_connected_is_offline_at_once_and_in_the_history(
    ground: Ground,
) -> None:
    async with ground.database.transaction(ground.actor) as work:
        await work.connection.execute(text("UPDATE stations SET protocol = 'ocpp2.0.1'"))
    service = service_of(ground, Loopback(never))
    made = await service.request(ground.actor, ground.station.id, "Reset", {"type": "Immediate"})
    assert made.status == "offline"
    page = await service.page(
        ground.actor, Paging(), CommandFilters(station_id=ground.station.id, status="offline")
    )
    assert [command.id for command in page.items] == [made.id]


async def test_a_station_of_unknown_protocol_takes_no_commands(ground: Ground) -> None:
    with pytest.raises(CommandNotPossible):
        await service_of(ground, Loopback(never)).request(
            ground.actor, ground.station.id, "Reset", {}
        )


async def test_a_payload_that_cannot_be_meant_is_refused_and_not_kept(ground: Ground) -> None:
    await connect(ground)
    service = service_of(ground, Loopback(never))
    with pytest.raises(Invalid):
        await service.request(ground.actor, ground.station.id, "Reset", {"bad": 1})
    assert await ground.rows("SELECT 1 FROM commands") == []


async def test_a_verb_is_translated_to_the_stations_protocol(ground: Ground) -> None:
    await connect(ground)
    made = await service_of(ground, Loopback(accepted)).perform(
        ground.actor, ground.station.id, "reset", {"kind": "soft"}
    )
    assert (made.verb, made.action) == ("reset", "ocpp1.6:reset")


async def test_without_waiting_a_command_is_queued_and_ends_by_itself(ground: Ground) -> None:
    await connect(ground)
    release = asyncio.Event()

    async def later(command: CommandRow) -> CommandOutcome:
        await release.wait()
        return await accepted(command)

    service = service_of(ground, Loopback(later))
    made = await service.request(ground.actor, ground.station.id, "Reset", {}, wait=False)
    assert made.status == "queued"
    release.set()
    await service.stop()
    assert (await service.get(ground.actor, ground.station.id, made.id)).status == "accepted"


async def test_a_command_ends_once_and_a_late_answer_replaces_a_time_out(ground: Ground) -> None:
    await connect(ground)

    async def silent(command: CommandRow) -> CommandOutcome:
        return CommandOutcome(status="timed_out")

    service = service_of(ground, Loopback(silent))
    made = await service.request(ground.actor, ground.station.id, "Reset", {})
    assert made.status == "timed_out"
    tenant_id = ground.actor.tenant_id
    late = await service.complete(
        tenant_id, made.id, CommandOutcome(status="accepted", answered_at=ground.clock.now())
    )
    assert (late.status, late.answered_at) == ("accepted", ground.clock.now())
    again = await service.complete(tenant_id, made.id, CommandOutcome(status="timed_out"))
    assert again.status == "accepted"
    with pytest.raises(CommandUnknown):
        await service.complete(tenant_id, UUID(int=1), CommandOutcome(status="timed_out"))


async def test_commands_of_a_process_that_died_expire(ground: Ground) -> None:
    await connect(ground)

    async def dies(command: CommandRow) -> CommandOutcome:
        if command.action == "Sent":
            await service.mark_sent(command, ground.ids.new(), ground.clock.now())
        raise ConnectionError

    service = service_of(ground, Loopback(dies))
    for action in ("Queued", "Sent"):
        with pytest.raises(ConnectionError):
            await service.request(ground.actor, ground.station.id, action, {}, timeout_s=5)
    assert await expire_commands(service) == 0
    ground.clock.advance(60)
    assert await expire_commands(service) == 2
    page = await service.page(ground.actor, Paging(sort="requested_at"), CommandFilters())
    assert {command.action: command.status for command in page.items} == {
        "Queued": "expired",
        "Sent": "timed_out",
    }


async def test_commands_need_their_permission_and_a_station_of_the_tenant(ground: Ground) -> None:
    service = service_of(ground, Loopback(never))
    reader = Actor(
        "token", ground.actor.tenant_id, "r", permissions=frozenset({STATIONS_READ.action})
    )
    with pytest.raises(Forbidden):
        await service.request(reader, ground.station.id, "Reset", {})
    with pytest.raises(StationUnknown):
        await service.request(await ground.add_tenant(), ground.station.id, "Reset", {})


async def test_a_waiting_command_is_loaded_whole_by_the_process_that_holds_its_station(
    ground: Ground,
) -> None:
    await connect(ground)
    tenant_id = ground.actor.tenant_id
    seen: list[CommandRow | None] = []

    async def elsewhere(command: CommandRow) -> CommandOutcome:
        seen.append(await service.load(tenant_id, command.id))
        await service.mark_sent(command, ground.ids.new(), ground.clock.now())
        seen.append(await service.load(tenant_id, command.id))
        return await accepted(command)

    service = service_of(ground, Loopback(elsewhere))
    await service.request(ground.actor, ground.station.id, "Reset", {"idTag": CANARY})
    loaded, after = seen
    assert loaded is not None
    assert loaded.payload == {"idTag": CANARY}
    assert after is None
    [connection] = await ground.rows("SELECT process_id FROM station_connections")
    assert await service.holder(tenant_id, ground.station.id) == connection.process_id
    ground.clock.advance(2 * 24 * 3600)
    assert await service.holder(tenant_id, ground.station.id) is None
