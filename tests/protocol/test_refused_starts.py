"""Starts that were refused and go on: stopped where the policy says so, and told where that fails.

A charger that asked nobody, or began while it was offline, learns of the refusal by the answer to
its start; some go on charging all the same.
"""

import asyncio
from typing import Any

import pytest
from tests.protocol.modes import Modes, ModesAndStarts
from tests.protocol.rawcharger import RawCharger
from tests.protocol.rig import Rig
from tests.protocol.test_stages_by_place import roll_out
from tests.protocol.v16.words import TAG, authorize, metered, start, started, stop
from tests.protocol.v201.driving import TAG as TOKEN
from tests.protocol.v201.driving import Player

from chargehouse.contexts.access.model.refused_starts import AGAIN_AFTER, TAKES_AT_MOST
from chargehouse.contexts.access.public.policies import PolicyDraft, StartRules
from chargehouse.contexts.stations.public import StationRef

PROBLEM = "refused_start_goes_on"
SOON_S = 10
PATIENCE_S = 60
"""How long, of our time, a stop may wait for the charger's answer before a test has failed."""


@pytest.fixture
def modes(rig: Rig) -> Modes:
    return ModesAndStarts(rig)


async def governed(rig: Rig, code: str = "CH-1", **said: Any) -> StationRef:  # noqa: ANN401  any field
    """Add a station with a policy of its own that says this of starts."""
    station = await rig.add_station(code)
    draft = PolicyDraft(default_mode="managed_access", starts=StartRules(**said))
    await rig.contexts.policies.set_own(rig.actor, station.id, draft)
    return station


async def seen_to(rig: Rig, modes: Modes, after_s: float = 0) -> int:
    """Let the worker hear what happened, and see to what is due after a while."""
    await modes.react()
    rig.clock.advance(after_s)
    async with asyncio.timeout(PATIENCE_S):
        return await rig.contexts.refused_starts.round()


async def stopped(
    modes: Modes, charger: RawCharger, action: str, answer: str, after_s: float = SOON_S
) -> Any:  # noqa: ANN401  a payload
    """Let the worker send its stop; return what it asked, after the charger's answer."""
    work = asyncio.create_task(seen_to(modes.rig, modes, after_s))
    asked = await charger.obey(action, {"status": answer})
    assert await work == 1
    return asked


async def outcomes(rig: Rig) -> list[tuple[str, str | None]]:
    rows = await rig.rows("SELECT kind, details FROM access_outcomes ORDER BY at, id")
    return [(row["kind"], row["details"]) for row in rows]


async def test_a_refused_start_is_answered_and_stopped_in_1_6(rig: Rig, modes: Modes) -> None:
    await governed(rig, refused="stop")
    charger = await rig.booted()
    answer = await start(charger)
    assert answer["idTagInfo"] == {"status": "Invalid"}
    assert await seen_to(rig, modes, SOON_S - 1) == 0, "the charger has its time to end it"
    await metered(charger, 1500, transaction=answer["transactionId"], minute=0.1)
    asked = await stopped(modes, charger, "RemoteStopTransaction", "Accepted", 1)
    assert asked == {"transactionId": answer["transactionId"]}
    assert await outcomes(rig) == [("stop_sent", "accepted")]
    await stop(charger, answer["transactionId"], minute=1, reason="Remote")
    assert await seen_to(rig, modes, TAKES_AT_MOST.total_seconds()) == 0
    assert await modes.kinds() == set()


@pytest.mark.parametrize("version", ["ocpp2.0.1", "ocpp2.1"])
async def test_a_refused_start_is_answered_and_stopped_in_2_x(
    rig: Rig, modes: Modes, version: str
) -> None:
    await governed(rig, refused="stop", stop_after_s=0)
    player = Player(rig, await rig.connect(protocol=version))
    await player.boot()
    begun = await player.tell("Started", "Authorized", tag=TOKEN)
    assert begun["idTokenInfo"] == {"status": "Unknown"}
    asked = await stopped(modes, player.raw, "RequestStopTransaction", "Accepted", 0)
    assert asked == {"transactionId": "tx-1"}
    await player.tell("Ended", "RemoteStop", stopped="Remote")
    assert await seen_to(rig, modes, TAKES_AT_MOST.total_seconds()) == 0
    assert await modes.kinds() == set()


async def test_a_token_refused_after_the_transaction_began_is_stopped_as_well(
    rig: Rig, modes: Modes
) -> None:
    """In 2.x a transaction may begin with a cable, and ask only then."""
    await governed(rig, refused="stop", stop_after_s=0)
    player = Player(rig, await rig.connect(protocol="ocpp2.0.1"))
    await player.boot()
    await player.plugged_in("Started")
    answer = await player.tell("Updated", "Authorized", tag=TOKEN, state="EVConnected")
    assert answer["idTokenInfo"] == {"status": "Unknown"}
    assert await seen_to(rig, modes, SOON_S) == 0, "nobody charges yet"
    await player.tell("Updated", "ChargingStateChanged", state="Charging")
    asked = await stopped(modes, player.raw, "RequestStopTransaction", "Accepted", 0)
    assert asked == {"transactionId": "tx-1"}


async def test_whoever_goes_on_though_told_to_stop_is_a_problem_until_it_ends(
    rig: Rig, modes: Modes
) -> None:
    """It is told once; after that only people can do something, and they are told."""
    station = await governed(rig, refused="stop")
    charger = await rig.booted()
    number = (await start(charger))["transactionId"]
    await stopped(modes, charger, "RemoteStopTransaction", "Accepted")
    assert await seen_to(rig, modes, TAKES_AT_MOST.total_seconds() - 1) == 0
    assert await modes.kinds() == set()
    assert await seen_to(rig, modes, 1) == 1
    [problem] = await modes.problems()
    assert (problem.kind, problem.station_id) == (PROBLEM, station.id)
    assert [(each["asked"], each["answered"]) for each in problem.evidence] == [
        ("to stop the transaction", "accepted")
    ]
    assert await seen_to(rig, modes, 600) == 0, "it is told once"
    await stop(charger, number, minute=20)
    await seen_to(rig, modes)
    assert await modes.kinds() == set()


async def test_a_charger_that_refuses_the_stop_is_asked_three_times(rig: Rig, modes: Modes) -> None:
    await governed(rig, refused="stop")
    charger = await rig.booted()
    await start(charger)
    wait_s = AGAIN_AFTER.total_seconds()
    for after_s in (SOON_S, wait_s, wait_s):
        await stopped(modes, charger, "RemoteStopTransaction", "Rejected", after_s)
    assert await seen_to(rig, modes, wait_s) == 1
    assert await modes.kinds() == {PROBLEM}
    sent = [details for kind, details in await outcomes(rig) if kind == "stop_sent"]
    assert sent == ["rejected"] * 3


async def test_where_the_policy_only_answers_nothing_is_stopped(rig: Rig, modes: Modes) -> None:
    await governed(rig, refused="answer")
    charger = await rig.booted()
    assert (await start(charger))["idTagInfo"]["status"] == "Invalid"
    assert await seen_to(rig, modes, 600) == 0


async def test_who_was_let_in_is_never_stopped(rig: Rig, modes: Modes) -> None:
    await governed(rig, refused="stop")
    await rig.add_identifier(TAG)
    charger = await rig.booted()
    await started(charger)
    assert await seen_to(rig, modes, 600) == 0


async def test_who_was_let_in_since_is_stopped_no_more_in_1_6(rig: Rig, modes: Modes) -> None:
    await governed(rig, refused="stop")
    charger = await rig.booted()
    assert (await start(charger))["idTagInfo"]["status"] == "Invalid"
    await modes.react()
    await rig.add_identifier(TAG)
    assert await authorize(charger) == "Accepted"
    assert await seen_to(rig, modes, 600) == 1
    assert await rig.rows("SELECT * FROM commands") == []
    assert await seen_to(rig, modes, 600) == 0


async def test_who_was_let_in_since_is_stopped_no_more_in_2_x(rig: Rig, modes: Modes) -> None:
    """The transaction's own next event asks again, and is let in."""
    await governed(rig, refused="stop")
    player = Player(rig, await rig.connect(protocol="ocpp2.0.1"))
    await player.boot()
    begun = await player.tell("Started", "Authorized", tag=TOKEN)
    await modes.react()
    await rig.add_identifier(TOKEN)
    again = await player.tell("Updated", "ChargingStateChanged", tag=TOKEN, state="Charging")
    said = [each["idTokenInfo"]["status"] for each in (begun, again)]
    assert said == ["Unknown", "Accepted"]
    assert await seen_to(rig, modes, 600) == 1
    assert await rig.rows("SELECT * FROM commands") == []


@pytest.mark.parametrize("stage", ["off", "shadow"])
async def test_nobody_is_stopped_where_access_control_is_not_on(
    rig: Rig, modes: Modes, stage: str
) -> None:
    """NFR-005: neither who came meanwhile, nor who was refused before."""
    station = await governed(rig, refused="stop")
    charger = await rig.booted()
    assert (await start(charger))["idTagInfo"]["status"] == "Invalid"
    await modes.react()
    await roll_out(rig, stage, f"station:{station.id}")
    assert (await start(charger, connector=2))["idTagInfo"]["status"] == "Accepted"
    await seen_to(rig, modes, 600)
    assert await rig.rows("SELECT * FROM commands") == []
    assert await modes.kinds() == set()


async def test_nobody_is_stopped_in_freevend(rig: Rig, modes: Modes) -> None:
    """Neither who starts in it, nor who was refused before it began."""
    station = await governed(rig, refused="stop")
    charger = await rig.booted()
    assert (await start(charger))["idTagInfo"]["status"] == "Invalid"
    await modes.react()
    await rig.set_mode(station, "freevend")
    await start(charger, connector=2)
    await seen_to(rig, modes, 600)
    assert await rig.rows("SELECT * FROM commands") == []


async def test_an_offline_start_that_is_still_on_is_stopped(rig: Rig, modes: Modes) -> None:
    """It is judged at the charger's time, refused, and stopped once we hear of it."""
    await governed(rig, refused="stop")
    charger = await rig.booted()
    await charger.socket.close()
    rig.clock.advance(1800)
    charger = await rig.booted()
    answer = await start(charger, minute=20)
    assert answer["idTagInfo"] == {"status": "Invalid"}
    await stopped(modes, charger, "RemoteStopTransaction", "Accepted")
    [session] = await rig.sessions()
    assert session["offline"]


async def test_what_the_charger_refused_by_itself_is_an_outcome_in_1_6(
    rig: Rig, modes: Modes
) -> None:
    await governed(rig)
    await rig.add_identifier(TAG)
    charger = await rig.booted()
    assert await authorize(charger) == "Accepted"
    number = await started(charger)
    await stop(charger, number, minute=1, reason="DeAuthorized")
    await seen_to(rig, modes)
    assert ("charger_local_rejection", "DeAuthorized") in await outcomes(rig)
    assert [row["decision"] for row in await rig.decisions()] == ["allowed"]


async def test_what_the_charger_refused_by_itself_is_an_outcome_in_2_x(
    rig: Rig, modes: Modes
) -> None:
    await governed(rig)
    await rig.add_identifier(TOKEN)
    player = Player(rig, await rig.connect(protocol="ocpp2.0.1"))
    await player.boot()
    await player.charging()
    await player.tell("Ended", "Deauthorized", stopped="DeAuthorized")
    await seen_to(rig, modes)
    assert ("charger_local_rejection", "DeAuthorized") in await outcomes(rig)


async def test_a_stop_that_follows_our_refusal_is_not_the_chargers_own(
    rig: Rig, modes: Modes
) -> None:
    await governed(rig, refused="stop")
    charger = await rig.booted()
    number = (await start(charger))["transactionId"]
    await stop(charger, number, minute=1, reason="DeAuthorized")
    assert await seen_to(rig, modes, 600) == 0
    assert "charger_local_rejection" not in dict(await outcomes(rig))


async def test_who_charges_elsewhere_is_refused_where_the_policy_says_so(rig: Rig) -> None:
    """Both protocols: `ConcurrentTx`, until the other charging ends."""
    await governed(rig, "CH-1")
    await governed(rig, "CH-2", elsewhere="deny")
    await rig.add_identifier(TAG)
    first, second = await rig.booted("CH-1"), await rig.booted("CH-2")
    assert await authorize(second) == "Accepted"
    number = await started(first)
    rig.clock.advance(60)
    answer = await start(second, minute=1)
    assert answer["idTagInfo"] == {"status": "ConcurrentTx"}, "though it was let in a minute ago"
    assert await authorize(second) == "ConcurrentTx"
    assert (await rig.decisions())[-1]["reason"] == "concurrent_session"
    assert await authorize(first) == "Accepted", "the other station's policy allows it"
    await stop(first, number, minute=2)
    rig.clock.advance(60)
    assert await authorize(second) == "Accepted"


async def test_whoever_charges_here_is_not_elsewhere(rig: Rig) -> None:
    """A driver who taps again at the same station is no stranger to it."""
    await governed(rig, elsewhere="deny")
    await rig.add_identifier(TAG)
    charger = await rig.booted()
    assert await authorize(charger) == "Accepted"
    await started(charger)
    assert await authorize(charger) == "Accepted"
    await started(charger, minute=1)
    assert (await start(charger, connector=2, minute=2))["idTagInfo"]["status"] == "ConcurrentTx"
