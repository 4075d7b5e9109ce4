"""How far access control is rolled out, place by place, in frames (NFR-005)."""

from datetime import timedelta
from typing import Any

import pytest
from tests.protocol.rawcharger import RawCharger
from tests.protocol.rig import NOON, Rig
from tests.protocol.v16.words import TAG, start
from tests.protocol.v201.driving import TAG as TOKEN
from tests.protocol.v201.driving import Player, token

from chargehouse.contexts.access.errors import StationUnknown
from chargehouse.contexts.stations.public import StationRef
from chargehouse.platform.flags.flags import KNOWN_FOR_S

ACCEPTED = {"status": "Accepted"}
STAGE = "access.stage"


async def roll_out(rig: Rig, stage: str | None, place: str = "") -> None:
    """Set the stage of the tenant or of a place, at the console; None gives its word up."""
    key = f"{STAGE}@{place}" if place else STAGE
    settings = rig.contexts.settings
    version = (await settings.read(rig.actor, key)).version
    if stage is None:
        await settings.reset(rig.actor, key, version=version, reason="a test")
    else:
        await settings.change(rig.actor, key, value=stage, version=version, reason="a test")
    rig.clock.advance(KNOWN_FOR_S)


async def of_1_6(rig: Rig, code: str) -> tuple[StationRef, RawCharger]:
    station = await rig.add_station(code)
    return station, await rig.booted(code)


async def of_2(rig: Rig, code: str, version: str) -> tuple[StationRef, Player]:
    station = await rig.add_station(code)
    player = Player(rig, await rig.connect(code, protocol=version))
    assert (await player.boot())["status"] == "Accepted"
    return station, player


async def asked_16(charger: RawCharger, tag: str = TAG) -> list[Any]:
    """Return what an Authorize and a StartTransaction are answered of the identifier."""
    asked = (await charger.call("Authorize", {"idTag": tag}))["idTagInfo"]
    return [asked, (await start(charger, tag))["idTagInfo"]]


async def asked_2(player: Player, value: str = TOKEN) -> list[Any]:
    """Return what an Authorize and a TransactionEvent are answered of the identifier."""
    player.new_transaction(f"tx-{player.rig.services.ids.new()}")
    asked = await player.call("Authorize", {"idToken": token(value)})
    begun = await player.tell("Started", "Authorized", tag=value)
    return [asked["idTokenInfo"], begun["idTokenInfo"]]


async def stages_of(rig: Rig, station: StationRef) -> list[tuple[str, str, str, str]]:
    rows = [row for row in await rig.decisions() if row["station_id"] == station.id]
    return [(row["stage"], row["decision"], row["reason"], row["answer"]) for row in rows]


async def test_each_station_is_answered_by_the_stage_of_its_place_in_1_6(rig: Rig) -> None:
    """A station's word comes before its location's, and that before the tenant's."""
    one, first = await of_1_6(rig, "CH-1")
    two, second = await of_1_6(rig, "CH-2")
    three, third = await of_1_6(rig, "CH-3")
    await roll_out(rig, "shadow", f"location:{rig.location_id}")
    await roll_out(rig, "on", f"station:{two.id}")
    await roll_out(rig, "off", f"station:{three.id}")
    assert await asked_16(first) == [ACCEPTED, ACCEPTED]
    assert await asked_16(second) == [{"status": "Invalid"}, {"status": "Invalid"}]
    assert await asked_16(third) == [ACCEPTED, ACCEPTED]
    assert await stages_of(rig, one) == [("shadow", "denied", "unknown_identifier", "Accepted")]
    assert await stages_of(rig, two) == [("on", "denied", "unknown_identifier", "Invalid")]
    assert await stages_of(rig, three) == []
    await roll_out(rig, None, f"location:{rig.location_id}")
    assert await asked_16(first, "ANOTHER-TAG") == [{"status": "Invalid"}, {"status": "Invalid"}]


@pytest.mark.parametrize("version", ["ocpp2.0.1", "ocpp2.1"])
async def test_each_station_is_answered_by_the_stage_of_its_place_in_2_x(
    rig: Rig, version: str
) -> None:
    one, first = await of_2(rig, "CH-1", version)
    two, second = await of_2(rig, "CH-2", version)
    three, third = await of_2(rig, "CH-3", version)
    await roll_out(rig, "shadow", f"location:{rig.location_id}")
    await roll_out(rig, "on", f"station:{two.id}")
    await roll_out(rig, "off", f"station:{three.id}")
    assert await asked_2(first) == [ACCEPTED, ACCEPTED]
    assert await asked_2(second) == [{"status": "Unknown"}, {"status": "Unknown"}]
    assert await asked_2(third) == [ACCEPTED, ACCEPTED]
    assert await stages_of(rig, one) == [("shadow", "denied", "unknown_identifier", "Accepted")]
    assert await stages_of(rig, two) == [("on", "denied", "unknown_identifier", "Unknown")]
    assert await stages_of(rig, three) == []


@pytest.mark.parametrize(
    ("case", "reason"),
    [
        ("nobody", "unknown_identifier"),
        ("blocked", "inactive_identifier"),
        ("expired", "expired_identifier"),
    ],
)
async def test_shadow_changes_no_answer_and_records_every_would_be_denial(
    rig: Rig, case: str, reason: str
) -> None:
    """What is answered in shadow is what is answered with access control off, to the letter."""
    for value in (TAG, TOKEN):
        if case == "blocked":
            await rig.add_identifier(value, status="blocked", group="GROUP")
        elif case == "expired":
            ended = NOON - timedelta(days=1)
            await rig.add_identifier(value, valid_until=ended, group="GROUP")
    silent, quiet = await of_1_6(rig, "CH-1")
    watched, seen = await of_1_6(rig, "CH-2")
    silent_2, quiet_2 = await of_2(rig, "CH-3", "ocpp2.0.1")
    watched_2, seen_2 = await of_2(rig, "CH-4", "ocpp2.0.1")
    await roll_out(rig, "shadow")
    for station in (silent, silent_2):
        await roll_out(rig, "off", f"station:{station.id}")
    assert await asked_16(seen) == await asked_16(quiet) == [ACCEPTED, ACCEPTED]
    assert await asked_2(seen_2) == await asked_2(quiet_2) == [ACCEPTED, ACCEPTED]
    assert await stages_of(rig, silent) == await stages_of(rig, silent_2) == []
    for station in (watched, watched_2):
        assert await stages_of(rig, station) == [("shadow", "denied", reason, "Accepted")]


async def test_in_shadow_a_contract_is_let_in_and_its_denial_recorded(rig: Rig) -> None:
    """No certificate is judged, so none is called bad where nothing is enforced."""
    station, player = await of_2(rig, "CH-1", "ocpp2.0.1")
    asked = {"idToken": token("DE8ACC12E46L89", "eMAID"), "certificate": "a contract"}
    denied = await player.call("Authorize", asked)
    assert denied["idTokenInfo"] == {"status": "Invalid"}
    assert denied["certificateStatus"] == "CertChainError"
    await roll_out(rig, "shadow", f"station:{station.id}")
    assert await player.call("Authorize", asked) == {"idTokenInfo": ACCEPTED}
    _, kept = await stages_of(rig, station)
    assert kept == ("shadow", "denied", "unsupported_path", "Accepted")


async def test_who_is_permitted_is_told_the_same_in_shadow(rig: Rig) -> None:
    until = NOON + timedelta(days=1)
    await rig.add_identifier(TAG, valid_until=until, group="GROUP")
    _, strict = await of_1_6(rig, "CH-1")
    watched, seen = await of_1_6(rig, "CH-2")
    await roll_out(rig, "shadow", f"station:{watched.id}")
    told = await asked_16(seen)
    assert told == await asked_16(strict)
    assert told[0] == {**ACCEPTED, "expiryDate": "2026-11-21T12:00:00Z", "parentIdTag": "GROUP"}


async def test_it_is_told_which_stage_holds_what_gave_it_and_why(rig: Rig) -> None:
    """The key that each place has says by which setting it is changed."""
    station = await rig.add_station()
    stages, place = rig.contexts.access_stages, f"location:{rig.location_id}"
    told = await stages.of_station(rig.actor, station.id)
    assert (told.stage, told.decided_by) == ("on", "default")
    await roll_out(rig, "off")
    await roll_out(rig, "shadow", place)
    told = await stages.of_station(rig.actor, station.id)
    assert (told.stage, told.decided_by) == ("shadow", "location")
    assert [(each.place, each.key, each.stage, each.reason) for each in told.places] == [
        ("station", f"{STAGE}@station:{station.id}", None, None),
        ("location", f"{STAGE}@{place}", "shadow", "a test"),
        ("tenant", STAGE, "off", "a test"),
    ]
    await roll_out(rig, "on", f"station:{station.id}")
    assert (await stages.of_station(rig.actor, station.id)).stage == "on"
    assert (await stages.of_location(rig.actor, rig.location_id)).stage == "shadow"
    with pytest.raises(StationUnknown):
        await stages.of_station(rig.actor, rig.location_id)
