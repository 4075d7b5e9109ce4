"""A partner's start is decided as any other is, and the partner told the truth (C7, C8)."""

from collections.abc import AsyncIterator

import pytest
from tests.integration.remote.conftest import TOKEN, UID
from tests.protocol.commanding import Remote, commanding
from tests.protocol.rawcharger import RawCharger
from tests.protocol.rig import Rig
from tests.protocol.roamers import token_of
from tests.protocol.test_stages_by_place import roll_out
from tests.protocol.v16.words import authorize, started, status
from tests.protocol.v201.driving import Player

from chargehouse.contexts.access.model.team_rules import RuleChange
from chargehouse.contexts.access.public.policies import PolicyDraft, StartRules
from chargehouse.contexts.identity.model import IdentifierChange
from chargehouse.contexts.stations.public import StationRef
from chargehouse.kernel.weekly_hours import Window

EVERY_DAY = [1, 2, 3, 4, 5, 6, 7]
AT_NIGHT = Window(EVERY_DAY, "22:00", "06:00")
"""Not the rig's noon."""
AT_NOON = Window(EVERY_DAY, "13:00", "14:00")
APP = {"type": "APP_USER", "uid": "an-app-user-with-a-long-name"}


@pytest.fixture
async def station(rig: Rig) -> StationRef:
    return await rig.add_station()


@pytest.fixture
async def charger(rig: Rig, station: StationRef) -> RawCharger:
    raw = await rig.booted()
    await status(raw, "Available")
    await rig.settled()
    return raw


@pytest.fixture
async def remote(rig: Rig, charger: RawCharger) -> AsyncIterator[Remote]:
    async with commanding(rig) as made:
        yield made


async def refused(rig: Rig, remote: Remote, reason: str, text: str) -> None:
    """Ask for a start, which is refused: the charger is told nothing, the partner why."""
    assert await remote.start() == "ACCEPTED"
    assert await remote.told(1) == ["REJECTED"]
    [result] = remote.results
    assert result["message"] == [{"language": "en", "text": text}]
    [decision] = await rig.decisions()
    assert (decision["decision"], decision["reason"], decision["source"]) == (
        "denied",
        reason,
        "partner",
    )
    [command] = await rig.rows("SELECT status, error_code, sent_at FROM commands")
    assert (command["status"], command["error_code"], command["sent_at"]) == (
        "refused",
        reason,
        None,
    )
    assert await rig.sessions() == []


@pytest.mark.parametrize("token", [{}, APP])
@pytest.mark.parametrize("asks_first", [True, False])
async def test_an_agreement_lets_the_partners_drivers_in(
    rig: Rig, charger: RawCharger, remote: Remote, token: dict[str, str], *, asks_first: bool
) -> None:
    """Also those of apps, which are on no list; whether the charger asks again or starts at once.

    A 1.6 charger asks where its AuthorizeRemoteTxRequests is true.
    """
    agreement = await remote.agree(party="NL-ROA", windows=[AT_NOON])
    assert await remote.start(**token) == "ACCEPTED"
    asked = await charger.obey("RemoteStartTransaction", {"status": "Accepted"})
    assert await remote.told(1) == ["ACCEPTED"]
    if asks_first:
        assert await authorize(charger, asked["idTag"]) == "Accepted"
    await started(charger, asked["idTag"])
    [decision] = await rig.decisions()
    assert (decision["reason"], decision["class"], decision["agreement_id"]) == (
        "permitted",
        "agreement",
        agreement,
    )
    found = await remote.commanded()
    assert found is not None
    assert found.token.uid == {**TOKEN, **token}["uid"]


async def test_without_an_agreement_nobody_is_started(rig: Rig, remote: Remote) -> None:
    text = "No agreement lets your drivers charge there."
    await refused(rig, remote, "unknown_identifier", text)


async def test_an_agreement_that_knows_the_value_of_another_is_none(
    rig: Rig, remote: Remote
) -> None:
    """Partners' uids may repeat: whom another's agreement knows by it is somebody else."""
    made = await rig.contexts.agreements.add(rig.actor, "Others", {"everywhere": True})
    await rig.contexts.agreement_feeds.feed(rig.actor, made.id, "full", [{"value": UID}])
    text = "No agreement lets your drivers charge there."
    await refused(rig, remote, "unknown_identifier", text)


async def test_the_rules_of_a_fleet_hold_for_partners_as_well(rig: Rig, remote: Remote) -> None:
    await remote.agree()
    fleet = await rig.contexts.fleets.add(rig.actor, name="Night buses")
    bus = await rig.contexts.vehicles.add(rig.actor, name="Bus 7", fleet_id=fleet.id)
    card = await rig.add_identifier(UID)
    change = IdentifierChange(vehicle_id=bus.id)
    await rig.contexts.identifiers.update(rig.actor, card.id, change)
    rule = RuleChange(locations=[rig.location_id])
    await rig.contexts.team_rules.add(rig.actor, fleet.id, "deny", rule)
    await refused(rig, remote, "team_rule", "The token may not charge there now.")


@pytest.mark.parametrize("what", ["place", "hour"])
async def test_what_the_agreement_does_not_cover_is_refused(
    rig: Rig, remote: Remote, what: str
) -> None:
    if what == "place":
        yard = await rig.contexts.locations.add(rig.actor, name="Yard", timezone="Europe/Berlin")
        await remote.agree(locations=[yard.id])
    else:
        await remote.agree(windows=[AT_NIGHT])
    text = "The agreement does not cover this place or this hour."
    await refused(rig, remote, "outside_agreement", text)
    [decision] = await rig.decisions()
    assert (decision["outside"], decision["class"]) == (what, "unauthorised")


async def test_an_agreement_that_was_ended_lets_nobody_in(rig: Rig, remote: Remote) -> None:
    agreement = await remote.agree()
    await rig.contexts.agreements.edit(rig.actor, agreement, {"active": False})
    text = "The token, or the agreement, is not active now."
    await refused(rig, remote, "inactive_identifier", text)


async def test_of_several_agreements_the_first_that_covers_it_decides(
    rig: Rig, charger: RawCharger, remote: Remote
) -> None:
    await remote.agree("At night", windows=[AT_NIGHT])
    covering = await remote.agree("By day")
    assert await remote.start() == "ACCEPTED"
    await charger.obey("RemoteStartTransaction", {"status": "Accepted"})
    [decision] = await rig.decisions()
    assert decision["agreement_id"] == covering
    assert [each["name"] for each in decision["passed_over"]] == ["At night"]


async def test_a_token_that_the_partner_told_not_to_be_valid_is_refused(
    rig: Rig, remote: Remote
) -> None:
    await remote.agree()
    rig.partner_tokens.tell(remote.partner_id, token_of(UID, valid=False))
    await rig.contexts.partner_feeds.renew(rig.actor, remote.partner_id)
    text = "The token, or the agreement, is not active now."
    await refused(rig, remote, "inactive_identifier", text)


async def test_a_list_that_is_old_takes_nothing_from_the_partners_own_word(
    rig: Rig, charger: RawCharger, remote: Remote
) -> None:
    """The token's whitelist type is NEVER: by a tap the partner would be asked first."""
    await remote.agree(fresh_for_s=600)
    rig.partner_tokens.tell(remote.partner_id, token_of(UID, "NEVER"))
    await rig.contexts.partner_feeds.renew(rig.actor, remote.partner_id)
    rig.clock.advance(3600)
    assert await remote.start() == "ACCEPTED"
    await charger.obey("RemoteStartTransaction", {"status": "Accepted"})
    assert await authorize(charger, UID) == "Accepted"
    await started(charger, UID, minute=60)
    assert rig.partner_line.asked == []
    assert len(await rig.decisions()) == 1


async def test_a_blocked_card_of_ours_is_blocked_for_partners_as_well(
    rig: Rig, remote: Remote
) -> None:
    await rig.add_identifier(UID, status="blocked")
    await remote.agree()
    text = "The token, or the agreement, is not active now."
    await refused(rig, remote, "inactive_identifier", text)


async def test_a_card_of_ours_is_no_leave_for_a_partner(rig: Rig, remote: Remote) -> None:
    """What a partner calls its token is its own affair: by our card's value it gets nowhere."""
    await rig.add_identifier(UID)
    text = "No agreement lets your drivers charge there."
    await refused(rig, remote, "unknown_identifier", text)


async def test_what_a_refused_start_left_behind_bars_nobody_who_taps(
    rig: Rig, charger: RawCharger, remote: Remote
) -> None:
    await rig.add_identifier(UID)
    await remote.start()
    assert await remote.told(1) == ["REJECTED"]
    assert await authorize(charger, UID) == "Accepted"


async def test_who_charges_elsewhere_is_not_started_where_that_is_forbidden(
    rig: Rig, charger: RawCharger, remote: Remote, station: StationRef
) -> None:
    await remote.agree()
    draft = PolicyDraft(default_mode="managed_access", starts=StartRules(elsewhere="deny"))
    await rig.contexts.policies.set_own(rig.actor, station.id, draft)
    await rig.add_identifier(UID)
    await rig.add_station("CH-2")
    await started(await rig.booted("CH-2"), UID)
    rig.clock.advance(60)
    assert await remote.start() == "ACCEPTED"
    assert await remote.told(1) == ["REJECTED"]
    assert remote.results[0]["message"][0]["text"] == "The token charges elsewhere."


async def test_in_freevend_nobody_needs_an_agreement(
    rig: Rig, charger: RawCharger, remote: Remote, station: StationRef
) -> None:
    await rig.set_mode(station, "freevend")
    assert await remote.start() == "ACCEPTED"
    await charger.obey("RemoteStartTransaction", {"status": "Accepted"})
    assert await remote.told(1) == ["ACCEPTED"]
    await started(charger, UID)
    assert await rig.decisions() == []
    assert len(await rig.sessions()) == 1


async def test_in_shadow_the_denial_is_kept_and_the_charger_is_started(
    rig: Rig, charger: RawCharger, remote: Remote
) -> None:
    await roll_out(rig, "shadow", f"location:{rig.location_id}")
    assert await remote.start() == "ACCEPTED"
    await charger.obey("RemoteStartTransaction", {"status": "Accepted"})
    assert await remote.told(1) == ["ACCEPTED"]
    await started(charger, UID)
    [decision] = await rig.decisions()
    assert (decision["decision"], decision["stage"]) == ("denied", "shadow")
    assert await remote.commanded() is not None


async def test_a_2_0_1_station_is_told_to_start_by_the_same_decision(rig: Rig) -> None:
    await rig.add_station()
    player = Player(rig, await rig.connect("CH-1", protocol="ocpp2.0.1"))
    await player.boot()
    await player.status("Available")
    await rig.settled()
    async with commanding(rig) as remote:
        assert await remote.start() == "ACCEPTED"
        assert await remote.told(1) == ["REJECTED"]
        agreement = await remote.agree()
        assert await remote.start() == "ACCEPTED"
        asked = await player.raw.obey("RequestStartTransaction", {"status": "Accepted"})
        assert await remote.told(2) == ["REJECTED", "ACCEPTED"]
        answer = await player.tell(
            "Started",
            "RemoteStart",
            state="Charging",
            tag=asked["idToken"],
            remote_start_id=asked["remoteStartId"],
        )
        assert answer["idTokenInfo"]["status"] == "Accepted"
        first, second = sorted(await rig.decisions(), key=lambda row: row["id"])
        assert (first["reason"], second["agreement_id"]) == ("unknown_identifier", agreement)
        assert await remote.commanded() is not None
