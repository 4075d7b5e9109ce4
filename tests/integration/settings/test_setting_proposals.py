"""B11: dangerous settings are changed by two persons."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from tests.integration.settings.conftest import ADA, BEN, CAROL, GATE, KEY, World

from chargehouse.contexts.settings.errors import (
    NotYourProposal,
    PersonNeeded,
    ProposalDecided,
    ProposalExpired,
    ProposalUnknown,
    ProposalWaits,
    SecondPersonNeeded,
    SettingChangedMeanwhile,
)
from chargehouse.contexts.settings.public import SETTINGS_READ, SETTINGS_UPDATE, Proposal
from chargehouse.kernel.actor import Actor
from chargehouse.kernel.errors import Forbidden, Invalid
from chargehouse.platform.http.paging import Paging

SECRET = "open sesame, twice"


async def propose(
    world: World, by: Actor | None = None, *, value: str = "off", version: int = 0
) -> Proposal:
    outcome = await world.settings.change(
        by or world.person(), "gate.stage", value=value, version=version, reason="works at the gate"
    )
    assert outcome.proposal is not None
    return outcome.proposal


def gate(world: World) -> str:
    return world.reader.value(world.office.north, GATE)


async def test_a_dangerous_change_waits_for_another_person(world: World) -> None:
    proposal = await propose(world)
    assert gate(world) == "on"
    state = await world.settings.read(world.person(), "gate.stage")
    assert (state.value, state.version, state.proposal_id) == ("on", 0, proposal.id)
    approved = await world.proposals.approve(world.person(BEN), proposal.id, "agreed")
    assert (approved.status, approved.decided_by) == ("approved", "user:P2")
    assert gate(world) == "off"
    [change] = (await world.history.of(world.person(), "gate.stage", Paging())).items
    assert (change.changed_by, change.approved_by) == ("user:P1", "user:P2")
    assert change.reason == "works at the gate"
    assert [name for name, _ in await world.told()] == [
        "settings.change_proposed",
        "settings.changed",
        "settings.change_approved",
    ]


async def test_a_proposal_is_the_own_one_of_who_made_it_alone(world: World) -> None:
    """Whoever bears the same name made nothing, and a token stands for its owner."""
    assert (await propose(world, world.token(ADA))).is_own
    namesake = replace(world.person(BEN), name=world.person(ADA).name)
    seen = [
        (await world.proposals.list(who, Paging(), status=None, key=None)).items[0].is_own
        for who in (world.person(ADA), world.token(ADA), namesake, world.token(None))
    ]
    assert seen == [True, True, False, False]


async def test_two_approvers_are_never_one_person(world: World) -> None:
    """Neither the account itself nor any token that it made counts as another person."""
    proposal = await propose(world, world.token(ADA))
    for same in (world.person(ADA), world.token(ADA)):
        with pytest.raises(SecondPersonNeeded):
            await world.proposals.approve(same, proposal.id, "me too")
        with pytest.raises(SecondPersonNeeded):
            await world.proposals.decline(same, proposal.id, "or not")
    assert gate(world) == "on"
    await world.proposals.approve(world.token(BEN), proposal.id, "agreed")
    assert gate(world) == "off"


async def test_a_token_for_which_nobody_answers_neither_proposes_nor_approves(
    world: World,
) -> None:
    with pytest.raises(PersonNeeded):
        await propose(world, world.token(None))
    proposal = await propose(world)
    with pytest.raises(PersonNeeded):
        await world.proposals.approve(world.token(None), proposal.id, "somebody")
    with pytest.raises(PersonNeeded):
        await world.proposals.approve(world.office.actor, proposal.id, "the console")


async def test_the_console_changes_a_dangerous_setting_at_once(world: World) -> None:
    proposal = await propose(world)
    await world.set("gate.stage", "off", world.office.actor)
    assert gate(world) == "off"
    with pytest.raises(SettingChangedMeanwhile):
        await world.proposals.approve(world.person(BEN), proposal.id, "agreed")
    assert (await world.settings.read(world.person(), "gate.stage")).version == 1


async def test_a_declined_change_is_not_made(world: World) -> None:
    proposal = await propose(world)
    declined = await world.proposals.decline(world.person(BEN), proposal.id, "not today")
    assert (declined.status, declined.decision_reason) == ("declined", "not today")
    assert gate(world) == "on"
    with pytest.raises(ProposalDecided):
        await world.proposals.approve(world.person(CAROL), proposal.id, "but I agree")
    assert gate(world) == "on"
    assert (await world.told())[-1][0] == "settings.change_declined"
    await propose(world)


async def test_who_proposed_takes_it_back(world: World) -> None:
    proposal = await propose(world)
    with pytest.raises(NotYourProposal):
        await world.proposals.withdraw(world.person(BEN), proposal.id, "away with it")
    taken = await world.proposals.withdraw(world.person(ADA), proposal.id, "a mistake")
    assert taken.status == "withdrawn"
    with pytest.raises(ProposalDecided):
        await world.proposals.approve(world.person(BEN), proposal.id, "agreed")


async def test_a_setting_has_one_waiting_change(world: World) -> None:
    first = await propose(world)
    with pytest.raises(ProposalWaits) as refusal:
        await propose(world, world.person(BEN))
    assert refusal.value.details["proposal_id"] == str(first.id)


async def test_a_proposal_that_nobody_decides_expires(world: World) -> None:
    proposal = await propose(world)
    world.office.clock.advance(timedelta(days=7).total_seconds())
    with pytest.raises(ProposalExpired):
        await world.proposals.approve(world.person(BEN), proposal.id, "agreed")
    listed = await world.proposals.list(world.person(), Paging(), status="expired", key=None)
    assert [each.id for each in listed.items] == [proposal.id]
    assert (await world.settings.read(world.person(), "gate.stage")).proposal_id is None
    again = await propose(world)
    opened = await world.proposals.list(world.person(), Paging(), status="open", key="gate.stage")
    assert [each.id for each in opened.items] == [again.id]


async def test_what_was_approved_is_what_was_proposed(world: World) -> None:
    proposal = await propose(world)
    await world.proposals.approve(world.person(BEN), proposal.id, "agreed")
    back = await world.settings.reset(
        world.person(BEN), "gate.stage", version=1, reason="works are done"
    )
    assert back.proposal is not None
    assert (back.proposal.value, back.proposal.how) == (None, "reset")
    await world.proposals.approve(world.person(ADA), back.proposal.id, "good")
    state = await world.settings.read(world.person(), "gate.stage")
    assert (state.value, state.is_set, state.version) == ("on", False, 2)


async def test_a_proposed_secret_is_never_told_and_forgotten_when_declined(world: World) -> None:
    async def proposed(value: str) -> Proposal:
        outcome = await world.settings.change(
            world.person(), "vault.key", value=value, version=0, reason="a new lock"
        )
        assert outcome.proposal is not None
        assert outcome.proposal.value == "•••"
        return outcome.proposal

    first = await proposed("never used")
    await world.proposals.decline(world.person(BEN), first.id, "no")
    assert await world.office.rows("SELECT id FROM setting_proposals WHERE encrypted IS NULL")
    second = await proposed(SECRET)
    await world.proposals.approve(world.person(BEN), second.id, "yes")
    assert world.reader.value(world.office.north, KEY) == SECRET
    listed = await world.proposals.list(world.person(), Paging(), status=None, key=None)
    assert [each.value for each in listed.items] == ["•••", "•••"]
    assert SECRET not in await world.office.dump()
    assert not await world.office.rows("SELECT id FROM setting_proposals WHERE encrypted <> ''")


async def test_a_dangerous_change_and_a_verdict_need_a_reason(world: World) -> None:
    with pytest.raises(Invalid):
        await world.settings.change(
            world.person(), "gate.stage", value="off", version=0, reason=" "
        )
    proposal = await propose(world)
    with pytest.raises(Invalid):
        await world.proposals.approve(world.person(BEN), proposal.id, "")


async def test_proposals_are_decided_by_who_may_and_are_of_one_tenant(world: World) -> None:
    proposal = await propose(world)
    changer = world.person(BEN, SETTINGS_READ, SETTINGS_UPDATE)
    with pytest.raises(Forbidden):
        await world.proposals.approve(changer, proposal.id, "agreed")
    stranger = Actor("user", world.office.south, "S", BEN, frozenset({"*"}))
    with pytest.raises(ProposalUnknown):
        await world.proposals.approve(stranger, proposal.id, "agreed")
    with pytest.raises(ProposalUnknown):
        await world.proposals.approve(world.person(BEN), UUID(int=404), "agreed")
    assert (await world.proposals.list(stranger, Paging(), status=None, key=None)).items == []
