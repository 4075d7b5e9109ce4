"""Whose sessions are a partner's, and how its driver was let in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from msgspec.structs import replace
from tests.unit.cdrs.scene import NOON, head

from chargehouse.contexts.access.public import DecidedFor
from chargehouse.contexts.publishing.public import RemoteStart
from chargehouse.contexts.publishing.service.judgements import DecidedJudgements
from chargehouse.contexts.publishing.service.roaming_tokens import ReceivedTokens
from chargehouse.contexts.received.public import ReceivedToken
from chargehouse.contexts.sessions.public import SessionHead
from chargehouse.kernel.actor import Actor, system_actor
from chargehouse.ocpi.scalars import DateTime
from chargehouse.ocpi.v221.charging_periods import CdrToken
from chargehouse.ocpi.v221.tokens import Token

ACTOR = system_actor("job", UUID(int=1), "test")
ROAMER, OTHER, ATTEMPT, DECISION, AGREEMENT = (UUID(int=number) for number in range(10, 15))
HASH = b"0123456789abcdef"
SESSION = replace(
    head(), identifier_hash=HASH, attempt_id=ATTEMPT, decision_id=DECISION, vehicle_id=None
)
COMMANDED = CdrToken(
    country_code="NL", party_id="ROA", uid="APP-1", type="APP_USER", contract_id="NL-ROA-C2"
)


def token(partner_id: UUID, **said: Any) -> ReceivedToken:  # noqa: ANN401  of a token
    listed = said.pop("listed", True)
    plain = {
        "country_code": "NL",
        "party_id": "ROA",
        "uid": "04AABB1F",
        "type": "RFID",
        "contract_id": "NL-ROA-C1",
        "valid": True,
        **said,
    }
    return ReceivedToken(
        id=UUID(int=20),
        partner_id=partner_id,
        party_id=UUID(int=21),
        uid_hash=HASH,
        token=Token(
            issuer="Roamer",
            whitelist="ALLOWED",
            last_updated=DateTime.of(NOON),
            **plain,
        ),
        received_at=NOON,
        unlisted_at=None if listed else datetime(2026, 11, 21, tzinfo=UTC),
    )


@dataclass
class World:
    """What partners told and did, and what was decided."""

    told: Sequence[ReceivedToken] = ()
    started: bool = False
    decided: DecidedFor | None = None
    agreements: Mapping[UUID, UUID] = field(default_factory=dict)

    async def tokens_of_uid(self, actor: Actor, uid_hash: bytes) -> Sequence[ReceivedToken]:
        assert (actor, uid_hash) == (ACTOR, HASH)
        return self.told

    async def of_attempt(self, actor: Actor, attempt_id: UUID) -> RemoteStart | None:
        assert (actor, attempt_id) == (ACTOR, ATTEMPT)
        if not self.started:
            return None
        return RemoteStart(partner_id=OTHER, token=COMMANDED, authorization_reference="command-1")

    async def decided_for(self, actor: Actor, decision_id: UUID) -> DecidedFor | None:
        assert (actor, decision_id) == (ACTOR, DECISION)
        return self.decided

    async def partner_of(self, actor: Actor, agreement_id: UUID) -> UUID | None:
        assert actor == ACTOR
        return self.agreements.get(agreement_id)

    def tokens(self) -> ReceivedTokens:
        judgements = DecidedJudgements(self, self)
        return ReceivedTokens(self, starts=self, judgements=judgements)  # type: ignore[arg-type]


async def used(world: World, session: SessionHead = SESSION) -> tuple[UUID, str, str | None] | None:
    found = await world.tokens().of_session(ACTOR, session)
    if found is None:
        return None
    return found.partner_id, found.auth_method, found.authorization_reference


def decided(
    said: str | None,
    partner_id: UUID | None = None,
    party: str | None = None,
    token_type: str | None = None,
) -> DecidedFor:
    return DecidedFor(
        party=party,
        token_type=token_type,
        agreement_id=AGREEMENT,
        partner_id=partner_id,
        said=said,
        reference="answer-1" if said == "allowed" else None,
    )


async def test_a_session_is_of_the_partner_that_told_its_token() -> None:
    assert await used(World([token(ROAMER)])) == (ROAMER, "WHITELIST", None)
    assert await used(World()) is None


async def test_what_a_partner_started_is_its_own() -> None:
    """Also of a token that it never told, and of one that a vehicle of ours has as well."""
    world = World(started=True)
    assert await used(world) == (OTHER, "COMMAND", "command-1")
    ours = replace(SESSION, vehicle_id=UUID(int=5))
    assert await used(world, ours) == (OTHER, "COMMAND", "command-1")
    unknown = replace(SESSION, identifier_hash=None)
    assert await used(world, unknown) == (OTHER, "COMMAND", "command-1")


async def test_a_partner_that_was_asked_and_let_it_in_gave_a_reference() -> None:
    world = World([token(ROAMER)], decided=decided("allowed", ROAMER))
    assert await used(world) == (ROAMER, "AUTH_REQUEST", "answer-1")


async def test_a_partner_that_did_not_answer_let_nobody_in() -> None:
    world = World([token(ROAMER)], decided=decided("no_answer", ROAMER))
    assert await used(world) == (ROAMER, "WHITELIST", None)


@pytest.mark.parametrize(
    ("mode", "vehicle", "hash_"),
    [("freevend", None, HASH), ("managed_access", UUID(int=5), HASH), (None, None, None)],
)
async def test_whoever_is_ours_or_anybody_is_no_partners(
    mode: str | None, vehicle: UUID | None, hash_: bytes | None
) -> None:
    session = replace(SESSION, mode=mode, vehicle_id=vehicle, identifier_hash=hash_)
    world = World([token(ROAMER)])
    assert await used(world, session) is None
    assert not await world.tokens().is_missing(ACTOR, session)


async def test_a_bill_goes_to_no_guess() -> None:
    """Of several partners with a uid the one whose agreement let it in is meant, or nobody."""
    both = [token(ROAMER), token(OTHER)]
    assert await used(World(both)) is None
    tied = World(both, decided=decided(None), agreements={AGREEMENT: OTHER})
    assert await used(tied) == (OTHER, "WHITELIST", None)
    assert await used(World(both, decided=decided(None))) is None


@pytest.mark.parametrize("said", [None, "allowed"])
async def test_of_several_parties_of_a_partner_the_one_that_was_let_in_is_meant(
    said: str | None,
) -> None:
    """Whichever is kept first, and though the other's token is the better one by now."""
    one, two = token(ROAMER, valid=False), token(ROAMER, party_id="RO2", contract_id="NL-RO2-C1")
    app = token(ROAMER, party_id="RO2", type="APP_USER", contract_id="NL-RO2-APP")

    async def billed(party: str, token_type: str | None, *told: ReceivedToken) -> str | None:
        found = (
            await World(
                told,
                decided=decided(said, None if said is None else ROAMER, party, token_type),
                agreements={AGREEMENT: ROAMER},
            )
            .tokens()
            .of_session(ACTOR, SESSION)
        )
        return None if found is None else found.token.contract_id

    for told in ([one, two, app], [app, two, one]):
        assert await billed("nl-roa", "RFID", *told) == "NL-ROA-C1"
        assert await billed("NL-RO2", "RFID", *told) == "NL-RO2-C1"
        assert await billed("NL-RO2", "APP_USER", *told) == "NL-RO2-APP"
        assert await billed("NL-RO2", None, *told) == "NL-RO2-C1"
    assert await billed("NL-RO2", "RFID", one) is None


async def test_which_of_a_partners_parties_is_billed_is_no_guess() -> None:
    both = [token(ROAMER), token(ROAMER, party_id="RO2")]
    assert await used(World(both)) is None
    unknown = World(both, decided=decided("allowed", ROAMER))
    assert await used(unknown) is None
    assert await unknown.tokens().is_missing(ACTOR, SESSION)


async def test_the_token_that_is_good_is_meant() -> None:
    world = World(
        [
            token(ROAMER, valid=False, contract_id="OLD"),
            token(ROAMER, listed=False, contract_id="GONE"),
            token(ROAMER, type="APP_USER", contract_id="APP"),
            token(ROAMER, contract_id="CARD"),
        ]
    )
    found = await world.tokens().of_session(ACTOR, SESSION)
    assert found is not None
    assert found.token.contract_id == "CARD"


async def test_a_token_that_its_partner_did_not_tell_is_missed() -> None:
    world = World(decided=decided("allowed", ROAMER))
    assert await used(world) is None
    assert await world.tokens().is_missing(ACTOR, SESSION)
    assert not await World(decided=decided(None)).tokens().is_missing(ACTOR, SESSION)
