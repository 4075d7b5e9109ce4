"""The load generator against a small server that accepts everything."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

from chargehouse.kernel.clock import FakeClock
from chargehouse.ocpp import codec, rpc
from chargehouse.ocpp.version import V16, V201, VERSIONS, Version

ROOT = Path(__file__).parents[2]
PATIENCE_S = 60


class Accepting:
    """Checks every request against the schema and answers that it is accepted."""

    def __init__(self) -> None:
        self.actions: set[str] = set()
        self.deviations = 0
        self.port = 0

    async def serve(self, websocket: ServerConnection) -> None:
        assert websocket.subprotocol is not None
        version = VERSIONS[websocket.subprotocol]
        try:
            async for text in websocket:
                await websocket.send(self.answer(version, text))
        except ConnectionClosed:
            return

    def answer(self, version: Version, text: str | bytes) -> str:
        call, deviations = rpc.decode_frame(text)
        assert isinstance(call, rpc.Call)
        decoded = codec.decode_request(version, call.action, call.payload)
        self.deviations += len(deviations) + len(decoded.deviations)
        self.actions.add(call.action)
        action = codec.find_action(version, call.action)
        answer = codec.check_response(action, self.reply(version, call.action))
        return rpc.encode_result(call.message_id, answer)

    @staticmethod
    def reply(version: Version, action: str) -> dict[str, Any]:
        now = FakeClock().now()
        info = {"idTagInfo": {"status": "Accepted"}}
        match action:
            case "BootNotification":
                return {"status": "Accepted", "currentTime": now, "interval": 300}
            case "Heartbeat":
                return {"currentTime": now}
            case "Authorize":
                return info if version is V16 else {"idTokenInfo": {"status": "Accepted"}}
            case "StartTransaction":
                return info | {"transactionId": 12}
            case _:
                return {}


@pytest.fixture
async def server() -> AsyncIterator[Accepting]:
    accepting = Accepting()
    protocols = [Subprotocol(version.subprotocol) for version in (V16, V201)]
    async with serve(accepting.serve, "127.0.0.1", 0, subprotocols=protocols) as listening:
        accepting.port = next(iter(listening.sockets)).getsockname()[1]
        yield accepting


async def generated(server: Accepting, **wanted: Any) -> dict[str, Any]:  # noqa: ANN401  fields of a job
    job = {
        "url": f"ws://127.0.0.1:{server.port}/ocpp",
        "codes": [f"B{at}" for at in range(5)],
        "password": "some-long-password",
        "subprotocol": "ocpp1.6",
        "scenario": "heartbeat",
        "mode": "closed",
        "seconds": 0.3,
        "tags": 100,
        "warm_up_s": 0.1,
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bench.load",
        cwd=ROOT,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(json.dumps(job | wanted).encode() + b"\n")
    async with asyncio.timeout(PATIENCE_S):
        while True:
            line = await process.stdout.readline()
            assert line, "the generator ended without a result"
            told: dict[str, Any] = json.loads(line)
            if not told.keys() & {"ready", "quiet"}:
                break
            process.stdin.write(b"go\n")
        process.stdin.close()
        assert await process.wait() == 0
    return told


@pytest.mark.parametrize(
    ("scenario", "subprotocol", "actions"),
    [
        ("heartbeat", "ocpp1.6", {"Heartbeat"}),
        ("authorise-1.6", "ocpp1.6", {"Authorize"}),
        ("authorise-2.0.1", "ocpp2.0.1", {"Authorize"}),
        ("meter-values-1.6", "ocpp1.6", {"StartTransaction", "MeterValues"}),
        ("transaction-events-2.0.1", "ocpp2.0.1", {"TransactionEvent"}),
        (
            "sessions-1.6",
            "ocpp1.6",
            {
                "Authorize",
                "StatusNotification",
                "StartTransaction",
                "MeterValues",
                "StopTransaction",
            },
        ),
    ],
)
async def test_every_scenario_sends_sound_requests_in_a_closed_loop(
    server: Accepting, scenario: str, subprotocol: str, actions: set[str]
) -> None:
    found = await generated(server, scenario=scenario, subprotocol=subprotocol)
    assert server.actions == actions | {"BootNotification"}
    assert server.deviations == 0
    assert (found["errors"], found["lost"]) == (0, 0)
    assert found["messages"] > 0
    assert found["p50_ms"] <= found["p99_ms"] <= found["max_ms"]


async def test_an_open_loop_sends_at_the_rate_it_is_told(server: Accepting) -> None:
    found = await generated(server, mode="open", rate=200.0, seconds=1.0)
    assert 0 < found["messages"] <= 200
    assert found["errors"] == 0


@pytest.mark.parametrize("mode", ["boot", "idle", "storm"])
async def test_every_charger_boots(server: Accepting, mode: str) -> None:
    found = await generated(server, mode=mode, scenario="")
    assert server.actions == {"BootNotification"}
    assert found.get("errors", 0) == 0
    assert found.get("connected", 5) == 5
