"""One uid told of two parties of a hub: who was let in is who is billed (C7, C8)."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import pytest
import pytest_asyncio
from tests.integration.roaming.conftest import KEYRING, Ground, Json
from tests.integration.roaming.driving import UID, Yard, yard
from tests.integration.roaming.fakepartner import Answer, Asked, enveloped, role

from chargehouse.contexts.access.public import Attempt
from chargehouse.kernel.actor import system_actor
from chargehouse.platform.secrets import mask

pytestmark = pytest.mark.asyncio(loop_scope="module")

ONE, TWO = ("NL", "RO1"), ("NL", "RO2")
PARTIES = [ONE, TWO]


@pytest_asyncio.fixture(loop_scope="module")
async def hub(ground: Ground) -> AsyncIterator[Yard]:
    roles = [role("NL-RO1"), role("NL-RO2")]
    async with yard(ground, roles=roles, lists=("tokens",)) as made:
        yield made


async def agreed(at: Yard, **said: object) -> None:
    """Let the hub's drivers charge, by what it told us of them."""
    body = {"name": "Hub", "everywhere": True, "partner_id": at.teller.id, **said}
    answer = await at.teller.roamer.client.post("/api/v1/agreements", json=body)
    assert answer.status_code == 201, answer.text
    await fed(at)


async def fed(at: Yard) -> None:
    actor = system_actor("job", at.tenant_id, "test")
    await at.contexts.partner_feeds.renew(actor, UUID(at.teller.id))


async def tells(at: Yard, owner: tuple[str, str]) -> None:
    """Have the hub tell the uid as a party's; of two the last told counts for a decision."""
    at.passes(seconds=1)
    await at.knows(owner=owner, contract_id="-".join((*owner, "C1")), valid=True)


async def let_in(at: Yard, name: str) -> Any:  # noqa: ANN401  a decision
    """Have the uid judged, and a session begin that comes of it."""
    now = at.now()
    decision = await at.contexts.decisions.decide(
        at.tenant_id,
        Attempt(
            station_id=at.station_id,
            location_id=at.location_id,
            kind="authorize",
            protocol="ocpp2.0.1",
            received_at=now,
            judged_at=now,
            identifier_hash=KEYRING.identifier_hash(at.tenant_id, UID.upper()),
            identifier_type="rfid",
            masked=mask(UID),
        ),
        value=UID,
    )
    assert decision.is_permitted
    who = {"attempt_id": decision.attempt_id, "decision_id": decision.decision_id}
    await at.start(name, who=who)
    return decision


async def billed(at: Yard, name: str) -> list[tuple[str, str, str]]:
    """Have a session end; return whose token its session object says, and its CDR."""
    at.passes(minutes=30)
    await at.ends(name, 5000)
    await at.follow()
    tokens = [each["cdr_token"] for each in await at.listed("sessions")]
    assert [each["cdr_token"] for each in await at.listed("cdrs")] == tokens
    return [(each["country_code"], each["party_id"], each["contract_id"]) for each in tokens]


@pytest.mark.parametrize("whose", PARTIES)
async def test_the_bill_goes_to_the_party_whose_token_was_let_in(
    hub: Yard, whose: tuple[str, str]
) -> None:
    """And not to the one whose token would be let in by the time that it is told of."""
    [other] = [each for each in PARTIES if each != whose]
    await tells(hub, other)
    await tells(hub, whose)
    await agreed(hub)
    await let_in(hub, "T1")
    await tells(hub, other)
    await fed(hub)
    assert await billed(hub, "T1") == [(*whose, "-".join((*whose, "C1")))]


@pytest.mark.parametrize("whose", PARTIES)
async def test_an_agreement_with_one_party_bills_that_party(
    hub: Yard, whose: tuple[str, str]
) -> None:
    for owner in PARTIES:
        await tells(hub, owner)
    await agreed(hub, party="-".join(whose))
    await let_in(hub, "T1")
    assert await billed(hub, "T1") == [(*whose, "-".join((*whose, "C1")))]


@pytest.mark.parametrize("whose", PARTIES)
async def test_the_party_that_answered_for_a_stranger_is_billed(
    hub: Yard, whose: tuple[str, str]
) -> None:
    await agreed(hub, asks_unknown=True)
    token = dict(zip(("country_code", "party_id"), whose, strict=True))
    answers(hub, {"allowed": "ALLOWED", "token": {**token, "uid": UID, "type": "RFID"}})
    await let_in(hub, "T1")
    for owner in PARTIES:
        await tells(hub, owner)
    assert await billed(hub, "T1") == [(*whose, "-".join((*whose, "C1")))]


@pytest.mark.parametrize(
    "token", [None, "a token", {"country_code": "NL", "party_id": "RO1", "uid": "ANOTHER"}]
)
async def test_where_the_party_is_not_known_nobody_is_billed_and_people_see_it(
    hub: Yard, token: object
) -> None:
    await agreed(hub, asks_unknown=True)
    answers(hub, {"allowed": "ALLOWED", "token": token})
    await let_in(hub, "T1")
    for owner in PARTIES:
        await tells(hub, owner)
    assert await billed(hub, "T1") == []
    client = hub.teller.roamer.client
    unsaid: list[Json] = (await client.get("/api/v1/roaming/publishing/unsaid")).json()
    reason = "cdr_token: which token it was, the partner has not told us"
    assert {(each["module"], each["reason"]) for each in unsaid} == {
        ("sessions", reason),
        ("cdrs", reason),
    }


def answers(at: Yard, said: Json) -> None:
    """Have the hub answer so when it is asked about the uid."""

    async def told(_: Asked) -> Answer:
        return enveloped(said)

    path = f"/2.2.1/tokens/{UID}/authorize?type=RFID"
    at.teller.partner.special[path] = told
