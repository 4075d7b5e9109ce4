"""A start that was not answered is sent again: one session, one decision (NFR-003)."""

from collections.abc import AsyncIterator

import pytest
from tests.protocol.rawcharger import RawCharger
from tests.protocol.rig import Rig, open_rig
from tests.protocol.v16.words import TAG, authorize, start
from tests.protocol.v201.driving import Player

from chargehouse.platform.postgres.address import PostgresAddress
from chargehouse.platform.settings import OcppSettings


@pytest.fixture
async def rig(database: PostgresAddress) -> AsyncIterator[Rig]:
    """A gateway that listens, with the station `CH-1` and a driver who may charge."""
    async with open_rig(database, OcppSettings(port=0, ping_interval_s=86_400)) as opened:
        await opened.add_identifier(TAG)
        await opened.add_station()
        yield opened


@pytest.fixture
async def charger(rig: Rig) -> RawCharger:
    """The station's charger, booted."""
    return await rig.booted()


async def test_a_start_sent_again_on_its_connection_under_a_new_id_is_one_attempt(
    rig: Rig, charger: RawCharger
) -> None:
    first = await start(charger)
    assert await start(charger) == first
    assert len(await rig.sessions()) == 1
    assert len(await rig.decisions()) == 1


async def test_a_start_that_follows_its_authorisation_is_one_attempt_however_often_it_is_sent(
    rig: Rig, charger: RawCharger
) -> None:
    assert await authorize(charger) == "Accepted"
    first = await start(charger)
    assert await start(charger) == first
    await charger.vanish()
    again = await rig.connect()
    assert await start(again) == first
    [decision] = await rig.decisions()
    [session] = await rig.sessions()
    assert session["decision_id"] == decision["id"]


async def test_a_start_sent_again_takes_no_newer_authorisation_for_its_own(
    rig: Rig, charger: RawCharger
) -> None:
    assert await authorize(charger) == "Accepted"
    first = await start(charger)
    rig.clock.advance(60)
    assert await authorize(charger) == "Accepted"
    assert await start(charger) == first
    attempts = await rig.rows("SELECT started_at FROM access_attempts ORDER BY id")
    assert [row["started_at"] is None for row in attempts] == [False, True]


async def test_one_card_starts_two_connectors_in_one_second_as_two_attempts(
    rig: Rig, charger: RawCharger
) -> None:
    assert await authorize(charger) == "Accepted"
    first = await start(charger, connector=1)
    second = await start(charger, connector=2)
    assert first["transactionId"] != second["transactionId"]
    assert len(await rig.sessions()) == 2
    assert len(await rig.decisions()) == 2
    assert await start(charger, connector=2) == second
    assert len(await rig.decisions()) == 2


async def test_an_event_sent_again_on_its_connection_under_a_new_id_is_one_attempt(
    rig: Rig,
) -> None:
    await rig.add_station("CH-2")
    player = Player(rig, await rig.connect("CH-2", "ocpp2.0.1"))
    await player.boot()
    event = player.event("Started", "Authorized", tag=TAG)
    first = await player.call("TransactionEvent", event)
    assert await player.call("TransactionEvent", event) == first
    assert len(await rig.decisions()) == 1
