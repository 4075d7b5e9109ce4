"""Access control in shadow, reason by reason, in frames: no answer changes, each denial is kept.

What a charger is answered in shadow is what another is answered where access control is off, to
the letter; what each reason is answered once it is on is in `test_answers_by_reason` (NFR-005).
"""

from contextlib import AsyncExitStack
from typing import Any

import pytest
from tests.protocol.rig import NOON, Rig
from tests.protocol.test_answers_by_reason import CASES, Case, ruled_out_of_the_location
from tests.protocol.test_refused_starts import governed
from tests.protocol.test_stages_by_place import ACCEPTED, roll_out, stages_of
from tests.protocol.v16.words import TAG, start
from tests.protocol.v201.driving import Player, token

from chargehouse.contexts.access.model import REASONS
from chargehouse.contexts.stations.public import StationRef

VERSIONS = ("ocpp1.6", "ocpp2.0.1")
ODD: dict[str, dict[str, Any]] = {
    "unrecognised_identifier_type": {"idToken": token(TAG, "SubcutaneousChip")},
    "unsupported_path": {"idToken": token(TAG, "eMAID"), "certificate": "a contract"},
}
"""What only stations of OCPP 2.x can ask of."""
NEVER_DENIED = {"permitted", "unbound_token"}
"""The second is kept for cards that fleets give out; nothing is decided by it so far."""


async def in_shadow_and_off(rig: Rig) -> tuple[StationRef, StationRef]:
    """Return a station in shadow, whose policy forbids charging elsewhere, and one that is off."""
    watched = await governed(rig, elsewhere="deny")
    silent = await governed(rig, "CH-OFF", elsewhere="deny")
    await roll_out(rig, "shadow", f"station:{watched.id}")
    await roll_out(rig, "off", f"station:{silent.id}")
    return watched, silent


async def answered(rig: Rig, version: str, code: str) -> list[Any]:
    """Return all that an Authorize and a start with the identifier are answered."""
    if version == "ocpp1.6":
        charger = await rig.booted(code)
        asked = await charger.call("Authorize", {"idTag": TAG})
        minute = (rig.clock.now() - NOON).total_seconds() / 60
        begun = await start(charger, minute=minute)
        assert begun.pop("transactionId") > 0
        return [asked, begun]
    player = await player_of(rig, version, code)
    asked = await player.call("Authorize", {"idToken": token(TAG)})
    return [asked, await player.tell("Started", "Authorized", tag=TAG)]


async def player_of(rig: Rig, version: str, code: str) -> Player:
    player = Player(rig, await rig.connect(code, protocol=version), f"tx-{code}")
    assert (await player.boot())["status"] == "Accepted"
    return player


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.given.__name__)
async def test_in_shadow_no_answer_changes_and_each_denial_is_kept(
    rig: Rig, version: str, case: Case
) -> None:
    watched, silent = await in_shadow_and_off(rig)
    await case.given(rig, watched)
    seen = await answered(rig, version, "CH-1")
    assert seen == await answered(rig, version, "CH-OFF")
    info = "idTagInfo" if version == "ocpp1.6" else "idTokenInfo"
    assert [answer[info]["status"] for answer in seen] == ["Accepted", "Accepted"]
    assert set(await stages_of(rig, watched)) == {("shadow", "denied", case.reason, "Accepted")}
    assert await stages_of(rig, silent) == []


@pytest.mark.parametrize("reason", ODD)
async def test_in_shadow_what_only_2_x_can_ask_of_is_answered_as_without(
    rig: Rig, reason: str
) -> None:
    watched, silent = await in_shadow_and_off(rig)
    seen, quiet = [
        await (await player_of(rig, "ocpp2.0.1", code)).call("Authorize", ODD[reason])
        for code in ("CH-1", "CH-OFF")
    ]
    assert seen == quiet == {"idTokenInfo": ACCEPTED}
    assert await stages_of(rig, watched) == [("shadow", "denied", reason, "Accepted")]
    assert await stages_of(rig, silent) == []


@pytest.mark.parametrize("version", VERSIONS)
async def test_in_shadow_a_late_decision_denies_nobody_and_is_kept(rig: Rig, version: str) -> None:
    """`authorisation_timeout`: written on recovery, as what would have been answered."""
    watched, silent = await in_shadow_and_off(rig)
    body = {"idTag": TAG} if version == "ocpp1.6" else {"idToken": token(TAG)}
    chargers = [
        await rig.booted(code)
        if version == "ocpp1.6"
        else (await player_of(rig, version, code)).raw
        for code in ("CH-1", "CH-OFF")
    ]
    async with AsyncExitStack() as away:
        await away.enter_async_context(rig.database_away())
        seen, quiet = [await charger.call("Authorize", body) for charger in chargers]
    info = "idTagInfo" if version == "ocpp1.6" else "idTokenInfo"
    assert seen == quiet == {info: ACCEPTED}
    assert await stages_of(rig, watched) == [
        ("shadow", "denied", "authorisation_timeout", "Accepted")
    ]
    assert await stages_of(rig, silent) == []


@pytest.mark.parametrize("version", VERSIONS)
async def test_in_shadow_a_remote_start_is_sent_whatever_the_fleets_rule(
    rig: Rig, version: str
) -> None:
    """Access control on, it would end `refused` and nothing be sent."""
    watched, _ = await in_shadow_and_off(rig)
    await ruled_out_of_the_location(rig, watched)
    if version == "ocpp1.6":
        charger, action = await rig.booted("CH-1"), "RemoteStartTransaction"
    else:
        charger, action = (await player_of(rig, version, "CH-1")).raw, "RequestStartTransaction"
    work = rig.perform(watched, "start", {"id_token": TAG, "evse_id": 1})
    await charger.obey(action, {"status": "Accepted"})
    assert (await work).status == "accepted"
    assert await stages_of(rig, watched) == [("shadow", "denied", "team_rule", "Accepted")]


def test_every_reason_that_denies_is_tried_in_shadow() -> None:
    tried = {case.reason for case in CASES} | ODD.keys() | {"authorisation_timeout"}
    assert tried == {*REASONS} - NEVER_DENIED
