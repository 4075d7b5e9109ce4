"""What chargers are told, reason by reason: the words are the mission's, typed here (FR-015).

Each reason is reached by what is really kept, and asked by frames as chargers send them: of an
identifier, and of a start.
"""

import json
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from datetime import timedelta
from typing import Any, NamedTuple

import pytest
from tests.protocol.modes import ModesAndStarts
from tests.protocol.rig import NOON, Rig
from tests.protocol.roamers import token_of
from tests.protocol.test_agreements_at_chargers import AT_NIGHT, DAY_S, agreed, elsewhere
from tests.protocol.test_partners_asked import roaming
from tests.protocol.test_refused_starts import governed
from tests.protocol.v16.words import TAG, start, started, stop
from tests.protocol.v201.driving import Player, token
from tests.protocol.v201.driving import said as written

from chargehouse.contexts.access.model.team_rules import RuleChange
from chargehouse.contexts.access.public.policies import PolicyDraft
from chargehouse.contexts.access.schemas.access import DecisionDetail
from chargehouse.contexts.identity.model import IdentifierChange
from chargehouse.contexts.stations.public import StationRef
from chargehouse.kernel.weekly_hours import Window
from chargehouse.ocpi.errors import UNKNOWN_TOKEN, PartnerRefused
from chargehouse.ocpi.v221.tokens import AllowedType
from chargehouse.platform.outside.exchange import NoAnswer

VERSIONS = ("ocpp1.6", "ocpp2.0.1", "ocpp2.1")
AT_NOON = Window([1, 2, 3, 4, 5, 6, 7], "13:00", "14:00")
"""The hour of the rig's noon by the clocks in Berlin."""


class Words(NamedTuple):
    """What is answered in OCPP 1.6 and in 2.x."""

    in_1_6: str
    in_2: str


class Case(NamedTuple):
    """A reason, how it comes about, and the words for it."""

    reason: str
    words: Words
    given: Callable[[Rig, StationRef], Awaitable[object]]


async def nobody(rig: Rig, station: StationRef) -> None:
    """Keep nothing: nobody has the identifier."""


async def inactive(rig: Rig, station: StationRef) -> None:
    await rig.add_identifier(TAG, status="blocked")


async def expired(rig: Rig, station: StationRef) -> None:
    await rig.add_identifier(TAG, valid_until=NOON - timedelta(days=1))


async def stale(rig: Rig, station: StationRef) -> None:
    await agreed(rig, "Roamer", TAG, fresh_for_s=DAY_S)
    rig.clock.advance(DAY_S)


async def at_another_place(rig: Rig, station: StationRef) -> None:
    await agreed(rig, "Roamer", TAG, locations=[await elsewhere(rig)])


async def at_another_hour(rig: Rig, station: StationRef) -> None:
    await agreed(rig, "Roamer", TAG, windows=[AT_NIGHT])


async def ruled(rig: Rig, effect: Any, **rule: Any) -> None:  # noqa: ANN401  any field
    """Keep a vehicle of a fleet with such a rule."""
    fleet = await rig.contexts.fleets.add(rig.actor, name="Night buses")
    bus = await rig.contexts.vehicles.add(rig.actor, name="Bus 7", fleet_id=fleet.id)
    identifier = await rig.add_identifier(TAG)
    change = IdentifierChange(vehicle_id=bus.id)
    await rig.contexts.identifiers.update(rig.actor, identifier.id, change)
    await rig.contexts.team_rules.add(rig.actor, fleet.id, effect, RuleChange(**rule))


async def ruled_out_of_the_location(rig: Rig, station: StationRef) -> None:
    await ruled(rig, "deny", locations=[rig.location_id])


async def ruled_out_at_this_hour(rig: Rig, station: StationRef) -> None:
    await ruled(rig, "deny", everywhere=True, windows=[AT_NOON])


async def allowed_elsewhere_alone(rig: Rig, station: StationRef) -> None:
    await ruled(rig, "allow", locations=[await elsewhere(rig)])


async def ruled_out_of_the_charger(rig: Rig, station: StationRef) -> None:
    await ruled(rig, "deny", stations=[station.id])


async def charging_elsewhere(rig: Rig, station: StationRef) -> None:
    await rig.add_identifier(TAG)
    await governed(rig, "CH-ELSEWHERE")
    await started(await rig.booted("CH-ELSEWHERE"))
    rig.clock.advance(60)


def said(word: AllowedType | Exception) -> Callable[[Rig, StationRef], Awaitable[object]]:
    """Have a partner be asked about a token of its, and say so."""

    async def given(rig: Rig, station: StationRef) -> None:
        await roaming(rig, token_of(TAG, "NEVER"))
        rig.partner_line.words[TAG] = word

    given.__name__ = f"partner_{word if isinstance(word, str) else type(word).__name__}"
    return given


CASES = (
    Case("unknown_identifier", Words("Invalid", "Unknown"), nobody),
    Case("inactive_identifier", Words("Blocked", "Blocked"), inactive),
    Case("expired_identifier", Words("Expired", "Expired"), expired),
    Case("stale_agreement", Words("Invalid", "Invalid"), stale),
    Case("outside_agreement", Words("Invalid", "NotAtThisLocation"), at_another_place),
    Case("outside_agreement", Words("Invalid", "NotAtThisTime"), at_another_hour),
    Case("team_rule", Words("Blocked", "Blocked"), ruled_out_of_the_location),
    Case("team_rule", Words("Blocked", "Blocked"), ruled_out_at_this_hour),
    Case("team_rule", Words("Blocked", "Blocked"), allowed_elsewhere_alone),
    Case("team_rule", Words("Blocked", "NotAllowedTypeEVSE"), ruled_out_of_the_charger),
    Case("concurrent_session", Words("ConcurrentTx", "ConcurrentTx"), charging_elsewhere),
    Case("partner_denied", Words("Blocked", "Blocked"), said("BLOCKED")),
    Case("partner_denied", Words("Expired", "Expired"), said("EXPIRED")),
    Case("partner_denied", Words("Blocked", "NoCredit"), said("NO_CREDIT")),
    Case("partner_denied", Words("Invalid", "NotAtThisLocation"), said("NOT_ALLOWED")),
    Case("partner_denied", Words("Invalid", "Unknown"), said(PartnerRefused(UNKNOWN_TOKEN, None))),
    Case("partner_no_answer", Words("Invalid", "Invalid"), said(NoAnswer("timed_out"))),
)


async def player_of(rig: Rig, version: str) -> Player:
    player = Player(rig, await rig.connect(protocol=version))
    assert (await player.boot())["status"] == "Accepted"
    return player


async def answered(rig: Rig, version: str) -> list[dict[str, str]]:
    """Return what an Authorize and a start with the identifier are answered, as they stand."""
    if version == "ocpp1.6":
        charger = await rig.booted()
        asked = (await charger.call("Authorize", {"idTag": TAG}))["idTagInfo"]
        minute = (rig.clock.now() - NOON).total_seconds() / 60
        return [asked, (await start(charger, minute=minute))["idTagInfo"]]
    player = await player_of(rig, version)
    asked = (await player.call("Authorize", {"idToken": token(TAG)}))["idTokenInfo"]
    begun = await player.tell("Started", "Authorized", tag=TAG)
    return [asked, begun["idTokenInfo"]]


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.given.__name__)
async def test_each_reason_has_its_word(rig: Rig, version: str, case: Case) -> None:
    station = await governed(rig, elsewhere="deny")
    await case.given(rig, station)
    word = case.words.in_1_6 if version == "ocpp1.6" else case.words.in_2
    assert await answered(rig, version) == [{"status": word}] * 2
    kept = [row for row in await rig.decisions() if row["station_id"] == station.id]
    assert {(row["decision"], row["reason"], row["answer"]) for row in kept} == {
        ("denied", case.reason, word)
    }


@pytest.mark.parametrize("version", ["ocpp2.0.1", "ocpp2.1"])
async def test_a_type_that_nobody_knows_is_unknown_and_1_6_sends_none(
    rig: Rig, version: str
) -> None:
    """`unrecognised_identifier_type`: where the value is known the type does not matter."""
    await rig.add_station()
    player = await player_of(rig, version)
    odd = {"idToken": token(TAG, "SubcutaneousChip")}
    assert (await player.call("Authorize", odd))["idTokenInfo"] == {"status": "Unknown"}
    [decision] = await rig.decisions()
    assert decision["reason"] == "unrecognised_identifier_type"
    await rig.add_identifier(TAG)
    assert (await player.call("Authorize", odd))["idTokenInfo"] == {"status": "Accepted"}


@pytest.mark.parametrize("version", ["ocpp2.0.1", "ocpp2.1"])
async def test_a_way_that_cannot_be_checked_here_is_invalid(rig: Rig, version: str) -> None:
    """`unsupported_path`: a contract certificate, whose like 1.6 does not have."""
    await rig.add_station()
    await rig.add_identifier(TAG)
    player = await player_of(rig, version)
    asked = {"idToken": token(TAG, "eMAID"), "certificate": "a contract"}
    answer = await player.call("Authorize", asked)
    assert answer["idTokenInfo"] == {"status": "Invalid"}
    [decision] = await rig.decisions()
    assert (decision["reason"], decision["answer"]) == ("unsupported_path", "Invalid")


@pytest.mark.parametrize("version", VERSIONS)
async def test_without_a_decision_in_time_the_answer_is_invalid(rig: Rig, version: str) -> None:
    """`authorisation_timeout`: even of somebody who might charge; it is written on recovery."""
    await rig.add_station()
    await rig.add_identifier(TAG)
    async with AsyncExitStack() as away:
        if version == "ocpp1.6":
            charger = await rig.booted()
            await away.enter_async_context(rig.database_away())
            status = (await charger.call("Authorize", {"idTag": TAG}))["idTagInfo"]
        else:
            player = await player_of(rig, version)
            await away.enter_async_context(rig.database_away())
            status = (await player.call("Authorize", {"idToken": token(TAG)}))["idTokenInfo"]
        assert status == {"status": "Invalid"}
    [decision] = await rig.decisions()
    assert (decision["reason"], decision["answer"]) == ("authorisation_timeout", "Invalid")


@pytest.mark.parametrize("version", VERSIONS)
async def test_what_the_charger_decided_itself_is_an_outcome_and_no_answer(
    rig: Rig, version: str
) -> None:
    """`charger_local_rejection`: nothing is denied, and nothing is told of the identifier."""
    await rig.add_station()
    await rig.add_identifier(TAG)
    work = ModesAndStarts(rig)
    if version == "ocpp1.6":
        charger = await rig.booted()
        await stop(charger, await started(charger), minute=1, reason="DeAuthorized")
    else:
        player = await player_of(rig, version)
        await player.charging(TAG)
        answer = await player.tell("Ended", "Deauthorized", stopped="DeAuthorized")
        assert "idTokenInfo" not in answer
    await work.react()
    [outcome] = await rig.rows("SELECT * FROM access_outcomes")
    [decision] = await rig.decisions()
    assert (outcome["kind"], outcome["decision_id"]) == ("charger_local_rejection", decision["id"])
    assert decision["decision"] == "allowed"
    [event] = await rig.rows(
        "SELECT payload FROM events WHERE wire_name = 'charger_access.access_denied_observed'"
    )
    told = json.loads(event["payload"])
    assert (told["decision_id"], told["observed_by"]) == (str(decision["id"]), "station")
    assert told["reason"] == "charger_local_rejection"


class Tries(NamedTuple):
    """What the tries of one attempt came to."""

    answers: list[Any]
    decisions: int


async def tried(rig: Rig, version: str, action: str, payload: Any) -> Tries:  # noqa: ANN401  a payload
    """Send a message ten times on one connection, and ten times after a reconnect."""
    answers = []
    for _ in range(2):
        raw = await rig.booted() if version == "ocpp1.6" else (await player_of(rig, version)).raw
        answers += [await raw.call(action, payload, "the-same") for _ in range(10)]
        await raw.vanish()
    return Tries(answers, len(await rig.decisions()))


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("who", ["known", "unknown"])
@pytest.mark.parametrize("kind", ["authorize", "start"])
async def test_the_same_attempt_retried_ten_times_and_after_a_reconnect_is_one_decision(
    rig: Rig, version: str, kind: str, who: str
) -> None:
    """NFR-003: the same frames again are the same attempt, and get the answer they had."""
    await rig.add_station()
    if who == "known":
        await rig.add_identifier(TAG)
    at = written(rig.clock.now())
    if version == "ocpp1.6":
        body: Any = {"idTag": TAG}
        if kind == "start":
            body = {**body, "connectorId": 1, "meterStart": 0, "timestamp": at}
    elif kind == "authorize":
        body = {"idToken": token(TAG)}
    else:
        body = {
            "eventType": "Started",
            "timestamp": at,
            "triggerReason": "Authorized",
            "seqNo": 0,
            "transactionInfo": {"transactionId": "tx-1"},
            "evse": {"id": 1, "connectorId": 1},
            "idToken": token(TAG),
        }
    actions = {"authorize": "Authorize", "start": "TransactionEvent"}
    action = "StartTransaction" if (kind, version) == ("start", "ocpp1.6") else actions[kind]
    answers, decisions = await tried(rig, version, action, body)
    assert decisions == 1
    assert all(answer == answers[0] for answer in answers)
    assert len(await rig.sessions()) == (1 if kind == "start" else 0)


async def test_a_decision_tells_its_steps_and_the_policy_of_its_day(rig: Rig) -> None:
    """FR-011: identifier, class, agreements, policy and version, rule, mode, answer, in order."""
    station = await governed(rig, elsewhere="deny")
    await agreed(rig, "Roamer", TAG, windows=[AT_NIGHT])
    await answered(rig, "ocpp1.6")
    later = PolicyDraft(default_mode="managed_access")
    await rig.contexts.policies.set_own(rig.actor, station.id, later)
    [decision] = await rig.decisions()
    access = rig.contexts.access
    row, attempt, outcomes, policy = await access.decision(rig.actor, decision["id"])
    names = await access.names(rig.actor, [row])
    detail = DecisionDetail.of(row, attempt, outcomes, names, policy)
    assert detail.steps == [
        f"The station sent identifier {decision['masked']}.",
        "It is classed unauthorised.",
        "It is judged by the agreement Roamer.",
        "The station was governed by its own policy, version 1.",
        "The station was in managed access: the policy's default.",
        "The agreement does not cover this place or this hour.",
        "The station was answered Invalid.",
    ]
    assert detail.policy is not None
    assert (detail.policy.version, detail.policy.document.starts.elsewhere) == (1, "deny")
