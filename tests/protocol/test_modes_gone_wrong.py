"""What comes between a charger and its expected mode, how it is told and how it ends: FR-017."""

import asyncio
from dataclasses import replace

import pytest
from tests.protocol.modes import Modes, simulated
from tests.protocol.rawcharger import PATIENCE_S, RawCharger
from tests.protocol.rig import Rig

from chargehouse.app.wiring import command_port
from chargehouse.contexts.access.errors import NothingToAccept, NothingToRetry
from chargehouse.contexts.access.public.freevend import Answer, SwitchPath, Wish
from chargehouse.contexts.stations.public import StationRef
from chargehouse.gateway.freevend.portions import APART_S
from chargehouse.gateway.questions import TIMEOUT_S
from chargehouse.kernel.errors import Invalid
from chargehouse.platform.http.paging import Paging
from chargehouse.platform.settings import OcppSettings

CARD = "04AABBCCDDEE80"
KEY = "FreeVend"
BOOT = {"chargePointVendor": "Acme", "chargePointModel": "One"}


@pytest.fixture
def ocpp_settings() -> OcppSettings:
    return OcppSettings(port=0, ping_interval_s=86_400)


@pytest.fixture
def modes(rig: Rig) -> Modes:
    return Modes(rig)


async def probed(rig: Rig, modes: Modes) -> None:
    await modes.settle()
    rig.clock.advance(11)
    await modes.settle()


async def answer_about(charger: RawCharger, value: str) -> None:
    """Tell what the setting is, whatever else is asked for."""
    key = {"key": KEY, "readonly": False, "value": value}
    request = await charger.obey("GetConfiguration", {"configurationKey": [key]})
    assert KEY in request["key"]


async def by_hand(rig: Rig, modes: Modes) -> tuple[StationRef, RawCharger]:
    """Return a charger that is answered for by hand, after its probe."""
    station = await rig.add_station()
    charger = await rig.booted()
    await modes.settle()
    rig.clock.advance(11)
    work = asyncio.create_task(modes.settle())
    await answer_about(charger, "false")
    await work
    return station, charger


async def two_by_hand(
    rig: Rig, modes: Modes
) -> tuple[StationRef, StationRef, RawCharger, RawCharger]:
    """Return two stations after their probes, and their chargers."""
    one = await rig.add_station()
    other = await rig.add_station("CH-2")
    first, second = await rig.booted(), await rig.booted("CH-2")
    await modes.settle()
    rig.clock.advance(11)
    work = asyncio.create_task(modes.settle())
    for each in (first, second):
        await answer_about(each, "false")
    await work
    return one, other, first, second


async def heard(charger: RawCharger) -> None:
    """Return when all that the charger said has been heard."""
    await charger.call("Heartbeat")


async def statuses(modes: Modes) -> list[str]:
    """Return the statuses of all changes, the newest first."""
    rig = modes.rig
    page = await rig.contexts.access_control.changes(rig.actor, Paging())
    return [each.status for each in page.items]


async def test_offline_at_boundaries_only_the_latest_mode_is_applied(
    rig: Rig, modes: Modes
) -> None:
    async with simulated(rig, "zaptec-go") as at:
        await probed(rig, modes)
        at.charger.cut_link()
        await rig.eventually(lambda: len(rig.chargers) == 0)
        await modes.expect(at.station, "freevend")
        now = await modes.of(at.station)
        assert (now.sync, now.is_confirmed) == ("unconfirmed", False)
        assert await modes.kinds() == {"charger_offline"}
        await modes.expect(at.station, "managed_access")
        await modes.expect(at.station, "freevend")
        assert await modes.kinds() == {"charger_offline", "boundary_missed"}
        at.charger.restore_link()
        await rig.eventually(lambda: at.charger.online)
        await modes.settle()
        assert (await modes.of(at.station)).sync == "in_sync"
        assert at.charger.is_free
        assert len(at.asked("ChangeConfiguration")) == 1
        assert await statuses(modes) == ["confirmed", "missed", "missed"]
        assert await modes.kinds() == set()


async def test_a_boot_waits_until_nobody_charges(rig: Rig, modes: Modes) -> None:
    await rig.add_identifier(CARD)
    async with simulated(rig, "vestel") as at:
        await probed(rig, modes)
        assert await at.charger.start_charging(CARD)
        await rig.eventually(lambda: at.charger.evses[1].transaction is not None)
        await rig.sessions()
        await modes.expect(at.station, "freevend")
        change = (await modes.of(at.station)).change
        assert change is not None
        assert (change.status, change.reason) == ("reboot_pending", "in_use")
        assert (await modes.of(at.station)).sync == "changing"
        assert at.asked("Reset") == []
        at.charger.unplug()
        await rig.eventually(lambda: at.charger.evses[1].transaction is None)
        await rig.eventually(lambda: not at.charger.uplink.outbox)
        rig.clock.advance(61)
        await modes.settle()
        assert len(at.asked("Reset")) == 1
        await rig.eventually(lambda: not at.charger.online)
        assert (await modes.of(at.station)).sync == "changing"
        rig.clock.advance(6)
        await rig.eventually(lambda: at.charger.online)
        await modes.settle()
        assert (await modes.of(at.station)).sync == "in_sync"
        assert at.charger.is_free


async def test_a_boot_that_was_only_asked_for_confirms_nothing(rig: Rig, modes: Modes) -> None:
    station, charger = await by_hand(rig, modes)
    work = asyncio.create_task(modes.expect(station, "freevend"))
    await charger.obey("ChangeConfiguration", {"status": "RebootRequired"})
    await charger.obey("Reset", {"status": "Accepted"})
    await work
    asked = rig.command(station, "TriggerMessage", {"requestedMessage": "BootNotification"})
    await charger.obey("TriggerMessage", {"status": "Accepted"})
    await asked
    await charger.call("BootNotification", BOOT)
    await modes.settle()
    change = (await modes.of(station)).change
    assert change is not None
    assert (change.status, change.step) == ("reboot_pending", "boot")
    assert await charger.silence()
    await charger.call("BootNotification", BOOT)
    work = asyncio.create_task(modes.settle())
    await answer_about(charger, "true")
    await work
    assert (await modes.of(station)).sync == "in_sync"


async def test_a_charger_that_forgets_at_each_boot_is_found_out(rig: Rig, modes: Modes) -> None:
    async with simulated(rig, "liar-forgets") as at:
        await probed(rig, modes)
        await modes.expect(at.station, "freevend")
        await rig.eventually(lambda: not at.charger.online)
        rig.clock.advance(6)
        await rig.eventually(lambda: at.charger.online)
        await modes.settle()
        now = await modes.of(at.station)
        assert now.sync == "unconfirmed"
        assert [each.kind for each in now.problems] == ["setting_forgotten"]


async def test_a_mode_that_is_another_after_a_boot_is_set_again(rig: Rig, modes: Modes) -> None:
    async with simulated(rig, "zaptec-go") as at:
        await probed(rig, modes)
        await modes.expect(at.station, "freevend")
        at.charger.configuration.put("FreeCharging", "false")
        cycle = asyncio.create_task(at.charger.power_cycle())
        await rig.eventually(lambda: not at.charger.online)
        rig.clock.advance(6)
        await cycle
        await rig.eventually(lambda: at.charger.online)
        await modes.settle()
        assert at.charger.is_free
        assert (await modes.of(at.station)).sync == "in_sync"
        assert "mode_lost" in {each.kind for each in await modes.problems(is_open=False)}
        assert await modes.kinds() == set()


@pytest.mark.parametrize(
    ("answer", "kind"), [(None, "no_answer"), ({"unknownKey": [KEY]}, "setting_unreadable")]
)
async def test_a_mode_that_is_not_told_after_a_boot_is_doubted_and_asked_for_again(
    rig: Rig, modes: Modes, answer: dict[str, list[str]] | None, kind: str
) -> None:
    """FR-017: it was confirmed before the boot, and counts no longer."""
    station, charger = await by_hand(rig, modes)
    work = asyncio.create_task(modes.expect(station, "freevend"))
    await charger.obey("ChangeConfiguration", {"status": "Accepted"})
    await answer_about(charger, "true")
    await work
    assert (await modes.of(station)).sync == "in_sync"
    await charger.call("BootNotification", BOOT)
    work = asyncio.create_task(modes.settle())
    message_id, _ = await charger.expect_call("GetConfiguration")
    if answer is None:
        rig.clock.advance(TIMEOUT_S + 1)
    else:
        await charger.answer(message_id, answer)
    await work
    now = await modes.of(station)
    assert (now.sync, now.is_confirmed) == ("unconfirmed", False)
    assert await modes.kinds() == {kind}
    rig.clock.advance(11)
    work = asyncio.create_task(modes.settle())
    await answer_about(charger, "true")
    await work
    now = await modes.of(station)
    assert (now.sync, now.is_confirmed) == ("in_sync", True)
    assert await modes.kinds() == set()
    assert await charger.silence(), "it is told nothing, since it is in its mode"


async def test_a_charger_without_a_setting_is_left_to_the_answers(rig: Rig, modes: Modes) -> None:
    async with simulated(rig, "keba") as at:
        await probed(rig, modes)
        await modes.expect(at.station, "freevend")
        now = await modes.of(at.station)
        assert (now.capability, now.sync, now.path) == ("partial", "server_enforced", None)
        assert len(now.not_enforced) == 2
        assert now.change is None
        assert await modes.kinds() == set()
        assert at.asked("ChangeConfiguration") == []
        with pytest.raises(NothingToRetry):
            await rig.contexts.access_control.retry(rig.actor, at.station.id)


async def test_a_refusal_is_told_and_retried_by_somebody(rig: Rig, modes: Modes) -> None:
    station, charger = await by_hand(rig, modes)
    work = asyncio.create_task(modes.expect(station, "freevend"))
    assert await charger.obey("ChangeConfiguration", {"status": "Rejected"}) == {
        "key": KEY,
        "value": "true",
    }
    await work
    [problem] = await modes.problems()
    assert problem.kind == "change_refused"
    assert problem.evidence[-1]["answered"] == "rejected"
    known = await rig.contexts.access_problems.acknowledge(rig.actor, problem.id, "we know")
    assert (known.note, known.closed_at) == ("we know", None)
    await rig.contexts.access_problems.retry(rig.actor, problem.id)
    work = asyncio.create_task(modes.settle())
    await answer_about(charger, "false")
    await charger.obey("ChangeConfiguration", {"status": "Accepted"})
    await answer_about(charger, "true")
    await work
    assert (await modes.of(station)).sync == "in_sync"
    assert await modes.problems() == []
    names = [name for name, _ in await rig.events()]
    assert names.count("charger_access.problem_opened") == 1
    assert names.count("charger_access.problem_closed") == 1


async def test_an_answer_after_the_deadline_counts_by_what_is_read(rig: Rig, modes: Modes) -> None:
    station, charger = await by_hand(rig, modes)
    work = asyncio.create_task(modes.expect(station, "freevend"))
    message_id, _ = await charger.expect_call("ChangeConfiguration")
    rig.clock.advance(TIMEOUT_S + 1)
    await work
    assert await modes.kinds() == {"no_answer"}
    await charger.answer(message_id, {"status": "Accepted"})
    rig.clock.advance(11)
    work = asyncio.create_task(modes.settle())
    await answer_about(charger, "true")
    await work
    assert (await modes.of(station)).sync == "in_sync"
    assert await charger.silence()


async def test_another_process_switches_the_chargers_of_this_one(rig: Rig, modes: Modes) -> None:
    station, charger = await by_hand(rig, modes)
    elsewhere = command_port()
    elsewhere.attach(replace(rig.services, process_id=rig.database.ids.new()), None)
    wish = Wish(station.id, "freevend", SwitchPath(profile="x", key=KEY, on="true", off="false"))
    answers: list[Answer] = []
    work = asyncio.ensure_future(elsewhere.freevend.switch(rig.tenant_id, [wish], answers.extend))
    await charger.obey("ChangeConfiguration", {"status": "RebootRequired"})
    await work
    assert [each.outcome for each in answers] == ["reboot_required"]
    probing = asyncio.ensure_future(elsewhere.freevend.probe(rig.tenant_id, station.id))
    await answer_about(charger, "false")
    assert (await probing).outcome == "accepted"
    await charger.close()
    await rig.eventually(lambda: len(rig.chargers) == 0)
    await rig.settled()
    await elsewhere.freevend.read_back(rig.tenant_id, [wish], answers.extend)
    assert [each.outcome for each in answers] == ["reboot_required", "offline"]


async def test_one_that_hangs_holds_up_no_other_of_its_batch(rig: Rig, modes: Modes) -> None:
    """FR-017: the others are read back, and confirmed, before its deadline."""
    quick, slow, charger, hanging = await two_by_hand(rig, modes)
    for station in (quick, slow):
        await rig.set_mode(station, "freevend")
    work = asyncio.create_task(modes.settle())
    await hanging.expect_call("ChangeConfiguration")
    await charger.obey("ChangeConfiguration", {"status": "Accepted"})
    await heard(charger)
    rig.clock.advance(APART_S)
    await answer_about(charger, "true")
    async with asyncio.timeout(PATIENCE_S):
        while (await modes.of(quick)).sync != "in_sync":  # noqa: ASYNC110  written elsewhere
            await asyncio.sleep(0)
    assert (await modes.of(slow)).sync == "changing"
    assert not work.done()
    rig.clock.advance(TIMEOUT_S)
    await work
    assert await modes.kinds() == {"no_answer"}


async def test_answers_come_from_another_process_while_one_hangs(rig: Rig, modes: Modes) -> None:
    quick, slow, charger, hanging = await two_by_hand(rig, modes)
    elsewhere = command_port()
    elsewhere.attach(replace(rig.services, process_id=rig.database.ids.new()), None)
    path = SwitchPath(profile="x", key=KEY, on="true", off="false")
    wishes = [Wish(each.id, "freevend", path) for each in (quick, slow)]
    answers: list[Answer] = []
    work = asyncio.ensure_future(elsewhere.freevend.switch(rig.tenant_id, wishes, answers.extend))
    await hanging.expect_call("ChangeConfiguration")
    await charger.obey("ChangeConfiguration", {"status": "Accepted"})
    await heard(charger)
    rig.clock.advance(APART_S)
    await rig.eventually(lambda: len(answers) == 1)
    assert (answers[0].station_id, answers[0].outcome) == (quick.id, "accepted")
    assert not work.done()
    rig.clock.advance(TIMEOUT_S)
    await work
    assert [(each.station_id, each.outcome) for each in answers[1:]] == [(slow.id, "timed_out")]


async def test_a_conversation_that_stumbles_breaks_off_no_other(
    rig: Rig, modes: Modes, monkeypatch: pytest.MonkeyPatch
) -> None:
    station, charger = await by_hand(rig, modes)
    other = await rig.add_station("CH-2")
    await rig.booted("CH-2")
    here = command_port()
    here.attach(rig.services, rig.chargers)
    path = SwitchPath(profile="x", key=KEY, on="true", off="false")
    held = rig.chargers.of(other.id)
    assert held is not None
    monkeypatch.delattr(held, "connection")
    wishes = [Wish(each.id, "freevend", path) for each in (other, station)]
    answers: list[Answer] = []
    work = asyncio.ensure_future(here.freevend.switch(rig.tenant_id, wishes, answers.extend))
    await charger.obey("ChangeConfiguration", {"status": "Accepted"})
    await work
    outcomes = {each.station_id: each.outcome for each in answers}
    assert outcomes == {other.id: "timed_out", station.id: "accepted"}


async def test_what_is_not_enforced_is_accepted_in_writing(rig: Rig, modes: Modes) -> None:
    control = rig.contexts.access_control
    async with simulated(rig, "loop") as at:
        await probed(rig, modes)
        found = await modes.of(at.station)
        assert (found.capability, found.may_be_scheduled) == ("partial", False)
        assert any("go on charging" in each for each in found.not_enforced)
        with pytest.raises(Invalid):
            await control.accept(rig.actor, at.station.id, "  ")
        accepted = await control.accept(rig.actor, at.station.id, "We watch this one.")
        assert accepted.may_be_scheduled
        assert accepted.acceptance is not None
        assert accepted.acceptance.words == "We watch this one."


async def test_an_operators_word_counts_for_more_than_a_probe(rig: Rig, modes: Modes) -> None:
    control = rig.contexts.access_control
    async with simulated(rig, "zaptec-go") as at:
        await probed(rig, modes)
        full = await modes.of(at.station)
        assert (full.capability, full.may_be_scheduled) == ("full", True)
        with pytest.raises(NothingToAccept):
            await control.accept(rig.actor, at.station.id, "nothing to accept")
        said = await control.override(rig.actor, at.station.id, "unsupported", "It lies.")
        assert (said.capability, said.found, said.path) == ("unsupported", "full", None)
        assert said.override is not None
        assert said.override.words == "It lies."
        await modes.expect(at.station, "freevend")
        assert await modes.kinds() == {"not_enforceable"}
        assert at.asked("ChangeConfiguration") == []
        back = await control.override(rig.actor, at.station.id, None, "Mended.")
        await modes.settle()
        assert (back.capability, (await modes.of(at.station)).sync) == ("full", "in_sync")
        assert await modes.kinds() == set()


async def test_an_operator_may_name_the_setting(rig: Rig, modes: Modes) -> None:
    own = SwitchPath(profile="operator", key="CpoName", on="free", off="")
    control = rig.contexts.access_control
    async with simulated(rig, "generic-ac") as at:
        await probed(rig, modes)
        assert (await modes.of(at.station)).capability == "partial"
        await control.override(rig.actor, at.station.id, "full", "The maker says so.", own)
        await modes.expect(at.station, "freevend")
        assert (await modes.of(at.station)).sync == "in_sync"
        assert at.charger.configuration.text("CpoName") == "free"
