"""Settings that go by place: NFR-005, B11."""

from uuid import UUID

import pytest
from tests.integration.settings.conftest import BEN, World, open_world

from chargehouse.contexts.settings.errors import SettingUnknown
from chargehouse.contexts.stations.service import LocationService
from chargehouse.kernel.errors import Invalid
from chargehouse.kernel.ids import TimeOrderedIds
from chargehouse.kernel.setting import Flag, Setting, SettingPlace, Text, key_at, setting_of
from chargehouse.platform.http.paging import Paging

IDS = TimeOrderedIds()
STAGE = "gate.stage"


async def yard_of(world: World) -> SettingPlace:
    """A location of the tenant."""
    locations = LocationService(world.office.database)
    added = await locations.add(world.person(), name="Yard", timezone="Europe/Berlin")
    return SettingPlace("location", added.id)


async def test_a_place_has_a_value_of_its_own_with_its_own_history(world: World) -> None:
    """Who, when and why are kept for each place, as for the tenant."""
    yard = await yard_of(world)
    key = key_at(STAGE, yard)
    console = world.office.actor
    assert await world.value(key) is None
    await world.settings.change(console, key, value="off", version=0, reason="works at the yard")
    gate = setting_of(world.reader.catalogue, STAGE)
    assert gate is not None
    north = world.office.north
    assert world.reader.own(north, gate, yard.id) == "off"
    assert world.reader.value(north, gate) == "on"
    assert world.reader.is_placed(north, gate)
    state = await world.settings.read(world.person(), key)
    assert (state.value, state.version, state.reason) == ("off", 1, "works at the yard")
    [change] = (await world.history.of(world.person(), key, Paging())).items
    assert (change.before, change.after, change.reason) == (None, "off", "works at the yard")
    await world.settings.reset(console, key, version=1, reason="works are done")
    assert world.reader.own(north, gate, yard.id) is None
    assert not world.reader.is_placed(north, gate)


async def test_a_dangerous_one_needs_two_persons_at_a_place_as_well(world: World) -> None:
    key = key_at(STAGE, await yard_of(world))
    with pytest.raises(Invalid):
        await world.settings.change(world.person(), key, value="off", version=0, reason=None)
    outcome = await world.settings.change(
        world.person(), key, value="off", version=0, reason="a trial"
    )
    assert outcome.proposal is not None
    assert (outcome.proposal.key, await world.value(key)) == (key, None)
    await world.proposals.approve(world.person(BEN), outcome.proposal.id, "I agree")
    assert await world.value(key) == "off"
    assert await world.value(STAGE) == "on"


async def test_another_process_hears_of_a_places_value(world: World) -> None:
    yard = await yard_of(world)
    other = open_world(world.office)
    await world.set(key_at(STAGE, yard), "off", world.office.actor)
    await other.reader.look()
    gate = setting_of(other.reader.catalogue, STAGE)
    assert gate is not None
    assert other.reader.own(world.office.north, gate, yard.id) == "off"


async def test_places_go_back_with_the_rest(world: World) -> None:
    key = key_at(STAGE, await yard_of(world))
    before = world.office.clock.now()
    world.office.clock.advance(60)
    await world.set(key, "off", world.office.actor)
    told = await world.history.differences(world.person(), before)
    assert [(each.key, each.then, each.now) for each in told] == [(key, None, "off")]
    outcome = await world.history.rollback(world.office.actor, before, "a trial is over")
    assert outcome.changed == [key]
    assert await world.value(key) is None


@pytest.mark.parametrize(
    "key",
    [
        f"{STAGE}@location:{UUID(int=7)}",
        f"{STAGE}@station:{UUID(int=7)}",
        f"{STAGE}@country:{UUID(int=7)}",
        f"{STAGE}@location:yard",
        f"{STAGE}@",
        f"house.bell@location:{UUID(int=7)}",
    ],
)
async def test_a_place_that_is_not_there_has_nothing(world: World, key: str) -> None:
    with pytest.raises(SettingUnknown):
        await world.settings.read(world.person(), key)
    with pytest.raises(SettingUnknown):
        await world.settings.change(world.office.actor, key, value="off", version=0, reason="x")


async def test_an_id_is_written_in_one_way(world: World) -> None:
    """Else one place would have two values."""
    yard = await yard_of(world)
    with pytest.raises(SettingUnknown):
        await world.settings.read(world.person(), f"{STAGE}@location:{str(yard.id).upper()}")


def test_a_secret_is_the_whole_tenants() -> None:
    with pytest.raises(ValueError, match="whole tenant"):
        Setting("vault.word", Text(9), "", "A word.", secret=True, by_place=True)
    with pytest.raises(ValueError, match="whole tenant"):
        Setting("house.lamp", Flag(), default=True, description="A lamp.").at(
            SettingPlace("station", IDS.new())
        )
