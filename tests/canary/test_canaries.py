"""No identifier and no secret is found where it must not be, in whatever form (NFR-006)."""

import pytest
from tests.canary.answers import EMPTY, NOT_READ, SHOWN, SILENT, reading_routes
from tests.canary.canaries import CORE, Flock
from tests.canary.conftest import Aftermath

pytestmark = pytest.mark.asyncio(loop_scope="package")


@pytest.mark.parametrize(
    "kind", ["tables", "answers", "problems", "logs", "files", "stream", "webhooks"]
)
async def test_no_canary_is_found(aftermath: Aftermath, kind: str) -> None:
    places: dict[str, str] = getattr(aftermath, kind)
    assert any(places.values())
    found = {place: aftermath.flock.found_in(text) for place, text in places.items()}
    assert {place: doors for place, doors in found.items() if doors} == {}


@pytest.mark.parametrize(
    "hidden",
    [
        CORE,
        CORE.lower(),
        CORE.encode().hex(),
        bytes.fromhex(CORE)[::-1].hex(),
        "x" + __import__("base64").b64encode(b"ab" + CORE.encode() + b"cd").decode(),
    ],
)
async def test_a_canary_would_be_found(hidden: str) -> None:
    flock = Flock()
    flock.tag("door")
    assert flock.found_in(f"some text 00{hidden} and more")


async def test_every_route_that_reads_was_read(aftermath: Aftermath) -> None:
    assert {*NOT_READ, *SHOWN, *SILENT, *EMPTY} <= set(reading_routes())
    assert aftermath.read.silent <= set(SILENT)


async def test_every_list_held_something(aftermath: Aftermath) -> None:
    assert aftermath.read.empty <= set(EMPTY)


async def test_the_day_was_a_busy_one(aftermath: Aftermath) -> None:
    filled = {name.partition("_2")[0] for name, text in aftermath.tables.items() if text}
    assert filled >= {
        *("identifiers", "token_index", "vehicles", "access_attempts", "access_decisions"),
        *("sessions", "meter_values", "frames", "events", "commands", "faults", "connectors"),
        *("agreements", "agreement_identifiers"),
        *("station_connections", "idempotency_keys", "api_tokens"),
        *("accounts", "sign_ins"),
    }
    assert {"broker_messages", "pgqueuer", "pgqueuer_log"} <= set(aftermath.tables)
    assert any("variables" in name for name in filled)
    assert any("postgresql-" in name for name in aftermath.files)
    assert '"body":"request"' in aftermath.logs["server.log"]
    assert "event: station.booted" in aftermath.stream["stream"]
    assert "gateway_frames_total" in aftermath.answers["/metrics"]
