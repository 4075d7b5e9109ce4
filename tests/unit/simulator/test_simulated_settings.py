"""Settings, local lists, profiles of makers, and charging profiles."""

from datetime import UTC, datetime, timedelta

import pytest

from chargehouse.simulator.configuration import Configuration
from chargehouse.simulator.evse import Evse
from chargehouse.simulator.local_list import Listed, LocalList
from chargehouse.simulator.profile import Outlet, profile, shipped_profiles
from chargehouse.simulator.smart_charging import ChargingProfiles, StoredProfile
from chargehouse.simulator.v2.settings import name_of, parts_of

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("name", "value", "change"),
    [
        ("Interval", "60", "accepted"),
        ("interval", "60", "accepted"),
        ("Interval", "often", "rejected"),
        ("Enabled", "maybe", "rejected"),
        ("Serial", "x", "rejected"),
        ("Slow", "2", "reboot_required"),
        ("Nonsense", "x", "unknown"),
    ],
)
def test_a_setting_changes_as_its_kind_allows(name: str, value: str, change: str) -> None:
    values = {"Interval": "30", "Enabled": "true", "Serial": "7", "Slow": "1"}
    configuration = Configuration(values, fixed=["Serial"], needs_reboot=["Slow"])
    assert configuration.change(name, value) == change


def test_a_slow_setting_is_read_back_at_once_and_holds_from_the_next_boot() -> None:
    configuration = Configuration({"Slow": "1"}, needs_reboot=["Slow"])
    configuration.change("Slow", "2")
    stored = configuration.find("Slow")
    assert stored is not None
    assert (stored.value, configuration.text("Slow")) == ("2", "1")
    configuration.reboot()
    assert configuration.text("Slow") == "2"


def test_a_local_list_is_replaced_or_changed() -> None:
    cards, yes, no = LocalList(limit=2), Listed(permitted=True), Listed(permitted=False)
    assert cards.update(1, {"AA": yes, "BB": no}, full=True) == "Accepted"
    let_in = (cards.permits("aa", NOON), cards.permits("BB", NOON), cards.knows("bb"))
    assert let_in == (True, False, True)
    assert cards.update(1, {"CC": yes}, full=False) == "VersionMismatch"
    assert cards.update(2, {"CC": yes}, full=False) == "Failed"
    assert cards.update(2, {"BB": None, "CC": yes}, full=False) == "Accepted"
    assert (cards.knows("BB"), cards.permits("CC", NOON), cards.version) == (False, True, 2)


def test_who_is_on_a_local_list_until_an_instant_is_let_in_before_it() -> None:
    cards = LocalList(limit=2)
    cards.update(1, {"AA": Listed(permitted=True, until=NOON)}, full=True)
    assert cards.permits("AA", NOON - timedelta(seconds=1))
    assert not cards.permits("AA", NOON)


@pytest.mark.parametrize("name", list(shipped_profiles()))
def test_every_shipped_profile_names_a_protocol_and_an_outlet(name: str) -> None:
    model = profile(name)
    assert model.protocols
    assert model.outlets


def test_an_unknown_profile_is_refused_with_the_names_there_are() -> None:
    with pytest.raises(LookupError, match="generic-ac"):
        profile("nonsense")


def stored(number: int, purpose: str, level: int, limit: int, start_s: int = 0) -> StoredProfile:
    return StoredProfile(number, 0, purpose, level, "W", NOON, ((start_s, limit),))


def test_the_highest_level_of_a_purpose_and_the_least_of_the_purposes_hold() -> None:
    profiles, evse = ChargingProfiles(), Evse(1, Outlet())
    assert profiles.limit_w(evse, NOON) is None
    profiles.put(stored(1, "ChargePointMaxProfile", 0, 9_000))
    profiles.put(stored(2, "TxDefaultProfile", 0, 5_000))
    profiles.put(stored(3, "TxDefaultProfile", 1, 7_000))
    assert profiles.limit_w(evse, NOON) == 7_000
    profiles.put(stored(4, "TxProfile", 0, 8_000))
    assert profiles.limit_w(evse, NOON) == 8_000
    assert profiles.clear(lambda each: each.purpose == "ChargePointMaxProfile")
    assert not profiles.clear(lambda each: each.id == 1)


def test_a_period_holds_from_its_start() -> None:
    profiles, evse = ChargingProfiles(), Evse(1, Outlet())
    profiles.put(stored(1, "TxDefaultProfile", 0, 5_000, start_s=600))
    assert profiles.limit_w(evse, NOON + timedelta(seconds=599)) is None
    assert profiles.limit_w(evse, NOON + timedelta(seconds=600)) == 5_000


@pytest.mark.parametrize(
    "name",
    ["AuthCtrlr.Enabled", "EVSE@2.Power", "Connector@2/1.MaxCurrent", "OCPPCommCtrlr.X[Default]"],
)
def test_a_variable_is_found_again_by_what_is_said_of_it(name: str) -> None:
    component, variable = parts_of(name)
    evse = component.get("evse")
    place = (evse["id"], evse.get("connectorId")) if isinstance(evse, dict) else None
    instance = f"[{variable['instance']}]" if "instance" in variable else ""
    assert name_of(str(component["name"]), place, f"{variable['name']}{instance}") == name
