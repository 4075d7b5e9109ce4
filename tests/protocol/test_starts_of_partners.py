"""A partner starts and stops a real charger, and is told what it did (C7)."""

from collections.abc import AsyncIterator

import pytest
from tests.integration.remote.conftest import TOKEN, UID
from tests.protocol.commanding import Remote, commanding
from tests.protocol.rawcharger import RawCharger
from tests.protocol.rig import Rig
from tests.protocol.v16.words import authorize, start, started, status, stop


@pytest.fixture
async def charger(rig: Rig) -> RawCharger:
    await rig.add_station()
    raw = await rig.booted()
    await status(raw, "Available")
    await rig.settled()
    return raw


@pytest.fixture
async def remote(rig: Rig, charger: RawCharger) -> AsyncIterator[Remote]:
    async with commanding(rig) as made:
        await made.agree()
        yield made


async def test_a_partner_starts_and_stops_a_charger(
    rig: Rig, charger: RawCharger, remote: Remote
) -> None:
    """The token is in no list of ours: the partner answers for it."""
    assert await remote.start() == "ACCEPTED"
    asked = await charger.obey("RemoteStartTransaction", {"status": "Accepted"})
    assert asked == {"idTag": UID, "connectorId": 1}
    assert await remote.told(1) == ["ACCEPTED"]
    assert await authorize(charger, UID) == "Accepted"
    transaction = await started(charger, UID)

    [decision] = await rig.decisions()
    assert (decision["source"], decision["reason"], decision["class"]) == (
        "partner",
        "permitted",
        "agreement",
    )
    found = await remote.commanded()
    assert found is not None
    assert (found.token.uid, found.authorization_reference) == (UID, "AUTH-1")
    [session] = await rig.sessions()
    assert await remote.command("STOP_SESSION", session_id=str(session["id"])) == "ACCEPTED"
    asked = await charger.obey("RemoteStopTransaction", {"status": "Accepted"})
    assert asked == {"transactionId": transaction}
    assert await remote.told(2) == ["ACCEPTED", "ACCEPTED"]
    await stop(charger, transaction, reason="Remote")
    [session] = await rig.sessions()
    assert session["status"] == "terminated"
    assert UID not in await rig.dump()


async def test_a_charger_that_refuses_lets_nobody_in(
    rig: Rig, charger: RawCharger, remote: Remote
) -> None:
    assert await remote.start() == "ACCEPTED"
    await charger.obey("RemoteStartTransaction", {"status": "Rejected"})
    assert await remote.told(1) == ["REJECTED"]


async def test_a_session_that_starts_after_a_time_out_is_not_refused(
    rig: Rig, charger: RawCharger, remote: Remote
) -> None:
    assert await remote.start() == "ACCEPTED"
    message_id, _ = await charger.expect_call("RemoteStartTransaction")
    rig.clock.advance(31)
    assert await remote.told(1) == ["TIMEOUT"]
    await charger.answer(message_id, {"status": "Accepted"})
    await started(charger, UID, minute=1)
    found = await remote.commanded()
    assert found is not None
    assert found.token.contract_id == TOKEN["contract_id"]


async def test_a_start_that_is_told_of_hours_later_was_let_in_all_the_same(
    rig: Rig, charger: RawCharger, remote: Remote
) -> None:
    """The charger lost its link after it was told to start, and kept the start."""
    assert await remote.start() == "ACCEPTED"
    await charger.obey("RemoteStartTransaction", {"status": "Accepted"})
    await remote.told(1)
    await charger.vanish()
    rig.clock.advance(3 * 3600)
    again = await rig.booted()
    await started(again, UID, minute=1)
    assert await remote.commanded() is not None


async def test_who_was_started_elsewhere_is_a_stranger_here(
    rig: Rig, charger: RawCharger, remote: Remote
) -> None:
    """What a partner authorised holds for the charger and the time that it asked for."""
    assert await remote.start() == "ACCEPTED"
    await charger.obey("RemoteStartTransaction", {"status": "Accepted"})
    await remote.told(1)
    await rig.add_station("CH-2")
    other = await rig.booted("CH-2")
    assert await authorize(other, UID) == "Invalid"
    rig.clock.advance(3600)
    answer = await start(charger, UID, minute=60)
    assert answer["idTagInfo"]["status"] == "Invalid"
