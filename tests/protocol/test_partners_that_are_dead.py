"""Drivers do not wait, start after start, for a partner that gives no answer (C7, NFR-002)."""

import asyncio
from typing import Any
from uuid import UUID

import pytest
from prometheus_client import CollectorRegistry
from tests.protocol.rawcharger import RawCharger
from tests.protocol.rig import Rig
from tests.protocol.roamers import add_partner, token_of
from tests.protocol.v16.words import TAG, authorize

from chargehouse.contexts.access.schemas.access import DecisionDetail
from chargehouse.ocpi.v221.tokens import WhitelistType

PARTNER, OTHER = UUID(int=77), UUID(int=78)
OTHERS_TAG = "0BADCAFE"
DEADLINE_S = 5.0
FIRST_PAUSE_S = 15
NOT_ASKED = "The partner was not asked: it gave no answer of late, and nobody waits for it now."


async def roaming(
    rig: Rig,
    whitelist: WhitelistType = "NEVER",
    *,
    partner_id: UUID = PARTNER,
    party: str = "NL-ROA",
    tag: str = TAG,
    **said: Any,  # noqa: ANN401  any field
) -> None:
    """Make an agreement that knows a partner's token."""
    await add_partner(rig.address, rig.actor.tenant_id, partner_id, party)
    asked = {"everywhere": True, "partner_id": partner_id, **said}
    await rig.contexts.agreements.add(rig.actor, f"Agreement with {party}", asked)
    rig.partner_tokens.tell(partner_id, token_of(tag, whitelist, party=party))
    await rig.contexts.partner_feeds.renew(rig.actor, partner_id)


async def charger_of(rig: Rig, code: str = "CH-1") -> RawCharger:
    await rig.add_station(code)
    return await rig.booted(code)


async def waits(rig: Rig, charger: RawCharger, tag: str = TAG) -> str:
    """Authorize while the partner hangs; return the answer, which comes at the deadline."""
    asked = len(rig.partner_line.asked)
    waiting = asyncio.create_task(authorize(charger, tag))
    await rig.eventually(lambda: len(rig.partner_line.asked) > asked)
    assert not waiting.done()
    rig.clock.advance(DEADLINE_S)
    return await waiting


async def falls_silent(rig: Rig, charger: RawCharger) -> None:
    """Wait for the partner as often as it is waited for."""
    for _ in range(3):
        await waits(rig, charger)


async def steps_of_the_last(rig: Rig) -> list[str]:
    access = rig.contexts.access
    decision = (await rig.decisions())[-1]
    row, attempt, outcomes, policy = await access.decision(rig.actor, decision["id"])
    names = await access.names(rig.actor, [row])
    detail = DecisionDetail.of(row, attempt, outcomes, names, policy)
    assert detail.partner is not None
    return [detail.partner.said, *detail.steps]


@pytest.mark.parametrize(
    ("whitelist", "real_time", "word", "reason"),
    [
        ("NEVER", "when_required", "Invalid", "partner_no_answer"),
        ("ALLOWED_OFFLINE", "when_required", "Accepted", "permitted"),
        ("ALLOWED", "whenever_allowed", "Accepted", "permitted"),
    ],
)
async def test_after_three_that_waited_nobody_does_and_the_tokens_type_decides(
    rig: Rig, whitelist: WhitelistType, real_time: str, word: str, reason: str
) -> None:
    """No clock moves: the answer is there at once, and its steps say why nobody was asked."""
    await roaming(rig, whitelist, real_time=real_time)
    charger = await charger_of(rig)
    await falls_silent(rig, charger)
    for _ in range(3):
        assert await authorize(charger) == word
    assert len(rig.partner_line.asked) == 3
    assert {row["reason"] for row in await rig.decisions()} == {reason}
    said, *steps = await steps_of_the_last(rig)
    assert said == "not_asked"
    assert NOT_ASKED in steps
    assert not [step for step in steps if step.startswith("The partner was asked")]


async def test_after_the_pause_one_start_asks_while_the_others_go_on(rig: Rig) -> None:
    await roaming(rig, "ALLOWED_OFFLINE")
    first, second = await charger_of(rig), await charger_of(rig, "CH-2")
    await falls_silent(rig, first)
    rig.clock.advance(FIRST_PAUSE_S)
    waiting = asyncio.create_task(authorize(first))
    await rig.eventually(lambda: len(rig.partner_line.asked) == 4)
    assert await authorize(second) == "Accepted"
    assert not waiting.done()
    rig.clock.advance(DEADLINE_S)
    await waiting
    rig.clock.advance(FIRST_PAUSE_S)
    assert await authorize(first) == "Accepted"
    assert len(rig.partner_line.asked) == 4
    rig.clock.advance(FIRST_PAUSE_S)
    await waits(rig, second)
    assert len(rig.partner_line.asked) == 5


async def test_a_partner_that_answers_again_is_asked_as_ever(rig: Rig) -> None:
    await roaming(rig)
    charger = await charger_of(rig)
    await falls_silent(rig, charger)
    rig.partner_line.words[TAG] = "ALLOWED"
    assert await authorize(charger) == "Invalid"
    rig.clock.advance(FIRST_PAUSE_S)
    assert await authorize(charger) == "Accepted"
    assert await rig.rows("SELECT * FROM asking_lines") == []
    rig.partner_line.words[TAG] = "BLOCKED"
    assert await authorize(charger) == "Blocked"
    assert len(rig.partner_line.asked) == 5
    del rig.partner_line.words[TAG]
    assert await waits(rig, charger) == "Invalid"
    assert await waits(rig, charger) == "Invalid"


async def test_a_partner_that_is_dead_keeps_no_other_from_being_asked(rig: Rig) -> None:
    await roaming(rig)
    await roaming(rig, partner_id=OTHER, party="DE-OTH", tag=OTHERS_TAG)
    charger = await charger_of(rig)
    await falls_silent(rig, charger)
    rig.partner_line.words[OTHERS_TAG] = "ALLOWED"
    assert await authorize(charger, OTHERS_TAG) == "Accepted"
    [line] = await rig.rows("SELECT * FROM asking_lines")
    assert (line["partner_id"], line["failures"], line["last_error"]) == (PARTNER, 3, "timed_out")


async def test_strangers_do_not_wait_for_it_either(rig: Rig) -> None:
    """Whom nobody knows is asked about; the dead partner held each of these up to the deadline."""
    await roaming(rig, asks_unknown=True)
    charger = await charger_of(rig)
    for _ in range(3):
        assert await waits(rig, charger, "A-STRANGER") == "Invalid"
    assert await authorize(charger, "A-STRANGER") == "Invalid"
    assert len(rig.partner_line.asked) == 3


async def test_how_often_partners_were_asked_is_counted(rig: Rig) -> None:
    await roaming(rig)
    charger = await charger_of(rig)
    rig.partner_line.words[TAG] = "ALLOWED"
    await authorize(charger)
    del rig.partner_line.words[TAG]
    await falls_silent(rig, charger)
    await authorize(charger)
    outcomes = ("answered", "no_answer", "not_asked")
    assert [counted(rig.metrics.registry, word) for word in outcomes] == [1, 3, 1]


def counted(registry: CollectorRegistry, outcome: str) -> float | None:
    return registry.get_sample_value("partner_authorisations_total", {"outcome": outcome})
