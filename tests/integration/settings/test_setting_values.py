"""B11: settings are typed, and changed while everything runs; who changed what is kept."""

from datetime import timedelta

import pytest
from tests.integration.settings.conftest import BEN, CATALOGUE, GATE, VAULT, World

from chargehouse.contexts.settings.errors import (
    SecretNotKept,
    SettingChangedMeanwhile,
    SettingUnknown,
    SettingVersionUnknown,
)
from chargehouse.contexts.settings.public import SETTINGS_READ, SETTINGS_UPDATE
from chargehouse.kernel.errors import Forbidden, Invalid
from chargehouse.platform.http.paging import Paging

SECRET = "open sesame, twice"


async def test_a_setting_that_nobody_changed_has_its_default(world: World) -> None:
    states = await world.settings.list(world.person())
    assert [state.key for state in states] == list(CATALOGUE)
    doors = next(state for state in states if state.key == "house.doors")
    assert (doors.value, doors.default, doors.is_set, doors.version) == (2, 2, False, 0)
    assert (doors.kind, doors.minimum, doors.maximum, doors.unit) == ("int", 1, 9, "doors")
    assert doors.permission == "settings.update"
    assert (doors.changed_at, doors.changed_by) == (None, None)
    gate = next(state for state in states if state.key == "gate.stage")
    assert (gate.options, gate.dangerous) == (["off", "on"], True)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("house.bell", False),
        ("house.doors", 7),
        ("house.wait", 1.5),
        ("house.name", "Zum Bären „X“"),
        ("house.owner", "ada@example.com"),
        ("house.page", "https://example.com/"),
        ("house.rooms", ["hall", "attic"]),
    ],
)
async def test_a_value_of_each_kind_comes_back_as_it_was_given(
    world: World, key: str, value: object
) -> None:
    await world.set(key, value)
    state = await world.settings.read(world.person(), key)
    assert (state.value, state.is_set, state.version) == (value, True, 1)
    assert (state.changed_by, state.changed_at) == ("user:P1", world.office.clock.now())
    read = world.reader.value(world.office.north, CATALOGUE[key])
    assert read == (tuple(value) if isinstance(value, list) else value)
    assert world.reader.value(world.office.south, CATALOGUE[key]) == CATALOGUE[key].default


async def test_a_value_of_the_wrong_type_changes_nothing(world: World) -> None:
    for key in ("house.doors", "house.bell", "house.owner", "vault.code"):
        with pytest.raises(Invalid):
            await world.set(key, ["what?"])
    assert await world.told() == []


async def test_a_stale_change_is_refused(world: World) -> None:
    await world.set("house.doors", 3)
    with pytest.raises(SettingChangedMeanwhile):
        await world.settings.change(
            world.person(BEN), "house.doors", value=4, version=0, reason=None
        )
    assert await world.value("house.doors") == 3


async def test_the_same_value_again_changes_nothing(world: World) -> None:
    await world.set("house.doors", 3)
    await world.set("house.doors", 3)
    assert (await world.settings.read(world.person(), "house.doors")).version == 1
    assert len(await world.told()) == 1


async def test_a_reset_brings_the_default_back_and_counts_as_a_change(world: World) -> None:
    await world.set("house.doors", 3)
    outcome = await world.settings.reset(world.person(), "house.doors", version=1, reason="no")
    assert (outcome.setting.value, outcome.setting.is_set, outcome.setting.version) == (2, False, 2)
    assert world.reader.value(world.office.north, CATALOGUE["house.doors"]) == 2
    again = await world.settings.reset(world.person(), "house.doors", version=2, reason=None)
    assert again.setting.version == 2


async def test_every_change_is_kept_and_told(world: World) -> None:
    await world.set("house.doors", 3)
    await world.set("house.doors", 4, world.person(BEN))
    await world.settings.reset(world.person(), "house.doors", version=2, reason="enough")
    page = await world.history.of(world.person(), "house.doors", Paging())
    assert [(c.version, c.how, c.before, c.after, c.changed_by, c.reason) for c in page.items] == [
        (3, "reset", 4, None, "user:P1", "enough"),
        (2, "set", 3, 4, "user:P2", "a test"),
        (1, "set", None, 3, "user:P1", "a test"),
    ]
    assert [
        (name, told["key"], told["before"], told["after"]) for name, told in await world.told()
    ] == [
        ("settings.changed", "house.doors", None, 3),
        ("settings.changed", "house.doors", 3, 4),
        ("settings.changed", "house.doors", 4, None),
    ]


async def test_a_setting_goes_back_to_an_earlier_version(world: World) -> None:
    for doors in (3, 4, 5):
        await world.set("house.doors", doors)
    actor = world.person()
    back = await world.settings.rollback(actor, "house.doors", to_version=1, version=3, reason="x")
    assert (back.setting.value, back.setting.version) == (3, 4)
    first = await world.settings.rollback(actor, "house.doors", to_version=0, version=4, reason="x")
    assert (first.setting.value, first.setting.is_set) == (2, False)
    with pytest.raises(SettingVersionUnknown):
        await world.settings.rollback(actor, "house.doors", to_version=9, version=5, reason=None)
    names = [name for name, _ in await world.told()]
    assert names[-2:] == ["settings.changed", "settings.rolled_back"]


async def test_a_secret_is_never_told(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    await world.set("vault.code", SECRET)
    state = await world.settings.read(world.person(), "vault.code")
    assert (state.value, state.default, state.is_set) == (None, None, True)
    assert world.reader.value(world.office.north, CATALOGUE["vault.code"]) == SECRET
    page = await world.history.of(world.person(), "vault.code", Paging())
    assert [(change.before, change.after) for change in page.items] == [(None, "•••")]
    [(_, told)] = await world.told()
    assert (told["before"], told["after"]) == (None, "•••")
    assert SECRET not in await world.office.dump()
    assert SECRET not in "".join(capsys.readouterr())
    with pytest.raises(SecretNotKept):
        await world.settings.rollback(
            world.person(), "vault.code", to_version=0, version=1, reason=None
        )


async def test_a_secrets_ciphertext_opens_in_no_other_place(world: World) -> None:
    await world.set("vault.code", SECRET)
    await world.office.rows(
        "INSERT INTO setting_values SELECT $1, key, value, encrypted, 9, changed_at, changed_by"
        " FROM setting_values",
        world.office.south,
    )
    await world.office.rows(
        "INSERT INTO setting_versions VALUES ($1, 1, now())", world.office.south
    )
    await world.reader.look()
    assert world.reader.value(world.office.south, CATALOGUE["vault.code"]) == ""


async def test_a_setting_is_changed_by_who_may(world: World) -> None:
    reader = world.person(BEN, SETTINGS_READ)
    changer = world.person(BEN, SETTINGS_READ, SETTINGS_UPDATE)
    keeper = world.person(BEN, SETTINGS_READ, SETTINGS_UPDATE, VAULT)
    assert not (await world.settings.read(reader, "house.doors")).may_change
    assert (await world.settings.read(changer, "house.doors")).may_change
    assert not (await world.settings.read(changer, "vault.code")).may_change
    with pytest.raises(Forbidden):
        await world.set("house.doors", 3, reader)
    with pytest.raises(Forbidden):
        await world.set("vault.code", SECRET, changer)
    await world.set("vault.code", SECRET, keeper)
    with pytest.raises(Forbidden):
        await world.settings.list(world.person(BEN, VAULT))


async def test_what_is_no_setting_is_unknown(world: World) -> None:
    with pytest.raises(SettingUnknown):
        await world.settings.read(world.person(), "house.roof")
    with pytest.raises(SettingUnknown):
        await world.settings.change(world.person(), "house.roof", value=1, version=0, reason=None)
    with pytest.raises(SettingUnknown):
        await world.history.of(world.person(), "house.roof", Paging())


async def test_all_settings_go_back_to_an_instant(world: World) -> None:
    clock, actor = world.office.clock, world.person()
    await world.set("house.doors", 3)
    await world.set("vault.code", "old")
    clock.advance(60)
    instant = clock.now()
    clock.advance(60)
    await world.set("house.doors", 4)
    await world.set("house.name", "New")
    await world.set("vault.code", "new")
    await world.set("gate.stage", "off", world.office.actor)
    differences = await world.history.differences(actor, instant)
    assert [(d.key, d.then, d.now, d.can_return) for d in differences] == [
        ("gate.stage", None, "off", True),
        ("house.doors", 3, 4, True),
        ("house.name", None, "New", True),
        ("vault.code", "•••", "•••", False),
    ]
    outcome = await world.history.rollback(actor, instant, "it was better")
    assert outcome.changed == ["house.doors", "house.name"]
    assert [proposal.key for proposal in outcome.proposed] == ["gate.stage"]
    assert outcome.left == ["vault.code"]
    assert (await world.value("house.doors"), await world.value("house.name")) == (3, "")
    assert world.reader.value(world.office.north, GATE) == "off"
    name, told = (await world.told())[-1]
    assert name == "settings.rolled_back"
    assert (told["keys"], told["proposed_keys"]) == (outcome.changed, ["gate.stage"])


async def test_a_rollback_that_one_may_not_make_whole_changes_nothing(world: World) -> None:
    instant = world.office.clock.now()
    world.office.clock.advance(1)
    await world.set("house.doors", 4)
    await world.set("vault.code", "new")
    changer = world.person(BEN, SETTINGS_READ, SETTINGS_UPDATE)
    with pytest.raises(Forbidden):
        await world.history.rollback(changer, instant, "back")
    assert await world.value("house.doors") == 4


async def test_nothing_goes_back_to_the_future(world: World) -> None:
    future = world.office.clock.now() + timedelta(seconds=1)
    with pytest.raises(Invalid):
        await world.history.rollback(world.person(), future, "soon")
    with pytest.raises(Invalid):
        await world.history.differences(world.person(), future.replace(tzinfo=None))


async def test_tenants_do_not_see_each_others_settings(world: World) -> None:
    await world.set("house.doors", 4)
    await world.set("gate.stage", "off")
    stranger = world.office.stranger
    assert (await world.settings.read(stranger, "house.doors")).value == 2
    assert (await world.history.of(stranger, "house.doors", Paging())).items == []
    for table in ("setting_values", "setting_changes", "setting_versions", "setting_proposals"):
        assert await world.office.seen_without_filter(stranger, table) == set()
        assert await world.office.seen_without_filter(world.office.actor, table) != set()
