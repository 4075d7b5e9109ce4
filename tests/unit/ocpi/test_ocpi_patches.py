"""PATCH: what it changes, what it leaves, and the laws that hold for any."""

import copy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.ocpi.ocpi_documents import document

from chargehouse.ocpi import codec
from chargehouse.ocpi.errors import InvalidParameters, NoSuchObject
from chargehouse.ocpi.interfaces import EVSES, OBJECTS, PATCHES
from chargehouse.ocpi.location_trees import Within, found_within, with_patched, with_put
from chargehouse.ocpi.patches import PatchRules, patched
from chargehouse.ocpi.scalars import DateTime
from chargehouse.ocpi.versions import VersionName

NOW = DateTime("2026-11-21T20:00:00Z")
LATER = "2026-03-03T00:00:00Z"
LATEST = "2026-03-04T00:00:00Z"
EARLIER = "2020-01-01T00:00:00Z"

LOCATIONS = PATCHES["2.2.1"]["locations"]
SESSIONS = PATCHES["2.2.1"]["sessions"]
FOLDERS: dict[VersionName, str] = {"2.1.1": "v211", "2.2.1": "v221", "2.3.0": "v230"}
CASES: list[tuple[VersionName, str, str]] = [
    (version, module, name)
    for version in FOLDERS
    for module, name in (("locations", "Location"), ("sessions", "Session"), ("tokens", "Token"))
]


def location() -> dict[str, Any]:
    return document("v221", "locations", "Location")


def apply(stored: dict[str, Any], patch: dict[str, Any], rules: PatchRules) -> dict[str, Any]:
    return patched(stored, patch, rules, NOW)


def test_a_patch_changes_what_it_names_and_nothing_else() -> None:
    stored = {**location(), "acme_colour": "red"}
    before = copy.deepcopy(stored)
    changed = apply(stored, {"name": "Neu", "last_updated": LATER}, LOCATIONS)
    assert changed == {**stored, "name": "Neu", "last_updated": LATER}
    assert stored == before


@pytest.mark.parametrize(("version", "module", "name"), CASES)
def test_a_patch_needs_last_updated_since_2_2(version: VersionName, module: str, name: str) -> None:
    stored = document(FOLDERS[version], module, name)
    rules = PATCHES[version][module]
    if version == "2.1.1":
        assert apply(stored, {}, rules) == {**stored, "last_updated": NOW}
        return
    for patch in ({}, {"last_updated": None}, {"last_updated": "yesterday"}, {"last_updated": 7}):
        with pytest.raises(InvalidParameters) as refused:
            apply(stored, patch, rules)
        assert refused.value.field == "last_updated"
        assert refused.value.status_code == 2001


def test_a_null_takes_nothing_back() -> None:
    patch = {"name": None, "evses": None, "last_updated": LATER}
    assert apply(location(), patch, LOCATIONS) == {**location(), "last_updated": LATER}


@pytest.mark.parametrize(
    ("field", "value"), [("id", "LOC-9"), ("country_code", "FR"), ("party_id", "OTH"), ("id", 7)]
)
def test_whose_an_object_is_and_its_id_stay(field: str, value: object) -> None:
    with pytest.raises(InvalidParameters) as refused:
        apply(location(), {field: value, "last_updated": LATER}, LOCATIONS)
    assert refused.value.field == field


def test_an_id_may_be_repeated_in_another_case_and_stays_as_it_was() -> None:
    patch = {"id": "loc-2", "party_id": "cpo", "last_updated": LATER}
    assert apply(location(), patch, LOCATIONS)["id"] == "LOC-2"


def test_the_type_of_a_token_stays() -> None:
    with pytest.raises(InvalidParameters, match="type"):
        apply(
            document("v221", "tokens", "Token"),
            {"type": "APP_USER", "last_updated": LATER},
            PATCHES["2.2.1"]["tokens"],
        )


def test_evses_and_connectors_in_a_patch_of_a_location_are_merged_by_id() -> None:
    patch = {
        "evses": [
            {"uid": "UID-mixed-3257", "connectors": [{"id": "2", "max_amperage": 16}]},
            {**document("v221", "locations", "Evse", "minimal"), "uid": "NEW"},
        ],
        "last_updated": LATER,
    }
    changed = apply(location(), patch, LOCATIONS)
    old_first, old_second = location()["evses"]
    first, second, third = changed["evses"]
    assert first == old_first
    assert second["uid"] == old_second["uid"]
    assert second["status"] == old_second["status"]
    assert second["last_updated"] == LATER
    assert second["connectors"][0] == old_second["connectors"][0]
    expected = {**old_second["connectors"][1], "max_amperage": 16, "last_updated": LATER}
    assert second["connectors"][1] == expected
    assert third["uid"] == "NEW"
    assert codec.check(OBJECTS["2.2.1"]["locations"], changed)


def test_parking_places_are_merged_by_id_and_have_no_date() -> None:
    stored = document("v230", "locations", "Location")
    patch = {"parking_places": [{"id": "p-1", "roofed": False}], "last_updated": LATER}
    changed = apply(stored, patch, PATCHES["2.3.0"]["locations"])
    assert changed["parking_places"][0] == {**stored["parking_places"][0], "roofed": False}
    assert changed["parking_places"][1] == stored["parking_places"][1]


@pytest.mark.parametrize("evses", ["all", [7], [{"status": "REMOVED"}], {"uid": "3256"}])
def test_members_that_cannot_be_told_apart_are_refused(evses: object) -> None:
    with pytest.raises(InvalidParameters):
        apply(location(), {"evses": evses, "last_updated": LATER}, LOCATIONS)


def test_charging_periods_are_added_and_only_once() -> None:
    stored = document("v221", "sessions", "Session")
    new = {"start_date_time": LATER, "dimensions": [{"type": "ENERGY", "volume": 2}]}
    patch = {"kwh": 15, "charging_periods": [new], "last_updated": LATER}
    changed = apply(stored, patch, SESSIONS)
    assert changed["charging_periods"] == [*stored["charging_periods"], new]
    assert changed["kwh"] == 15
    assert apply(changed, patch, SESSIONS) == changed
    with pytest.raises(InvalidParameters, match="charging_periods"):
        apply(stored, {"charging_periods": new, "last_updated": LATER}, SESSIONS)


def test_2_1_1_replaces_the_charging_periods() -> None:
    stored = document("v211", "sessions", "Session")
    changed = apply(stored, {"charging_periods": []}, PATCHES["2.1.1"]["sessions"])
    assert changed["charging_periods"] == []


def test_a_status_shows_in_the_location_it_is_in() -> None:
    patch = {"status": "CHARGING", "last_updated": LATER}
    changed = with_patched(location(), Within("uid-mixed-3257"), patch, LOCATIONS, NOW)
    evse = found_within(changed, Within("uid-MiXed-3257"))
    assert evse["status"] == "CHARGING"
    assert (evse["last_updated"], changed["last_updated"]) == (LATER, LATER)
    assert changed["evses"][0] == location()["evses"][0]


def test_a_connector_shows_in_its_evse_and_its_location() -> None:
    within = Within("uid-MiXed-3257", "2")
    patch = {"tariff_ids": ["15"], "last_updated": LATER}
    changed = with_patched(location(), within, patch, LOCATIONS, NOW)
    assert found_within(changed, within)["tariff_ids"] == ["15"]
    evse = found_within(changed, Within(within.evse_uid))
    assert (evse["last_updated"], changed["last_updated"]) == (LATER, LATER)


def test_a_late_message_does_not_take_the_location_back() -> None:
    patch = {"status": "CHARGING", "last_updated": EARLIER}
    changed = with_patched(location(), Within("3256"), patch, LOCATIONS, NOW)
    assert found_within(changed, Within("3256"))["last_updated"] == EARLIER
    assert changed["last_updated"] == location()["last_updated"]


def test_an_evse_and_a_connector_are_put_in_or_replaced() -> None:
    evse = {**document("v221", "locations", "Evse", "minimal"), "uid": "N", "last_updated": LATER}
    added = with_put(location(), Within("N"), evse)
    assert [each["uid"] for each in added["evses"]] == ["3256", "uid-MiXed-3257", "N"]
    assert added["last_updated"] == LATER
    connector = {**evse["connectors"][0], "id": "9", "last_updated": LATEST}
    more = with_put(added, Within("n", "9"), connector)
    assert [each["id"] for each in found_within(more, Within("N"))["connectors"]] == ["1", "9"]
    assert (more["last_updated"], found_within(more, Within("N"))["last_updated"]) == (
        LATEST,
        LATEST,
    )
    assert with_put(more, Within("N", "9"), connector) == more
    bare = {name: value for name, value in location().items() if name != "evses"}
    assert with_put(bare, Within("N"), evse)["evses"] == [evse]


def test_what_is_not_there_cannot_be_patched() -> None:
    for within in (Within("nowhere"), Within("3256", "nowhere"), Within("nowhere", "1")):
        with pytest.raises(NoSuchObject):
            with_patched(location(), within, {"last_updated": LATER}, LOCATIONS, NOW)
    with pytest.raises(NoSuchObject):
        with_put(location(), Within("nowhere", "1"), document("v221", "locations", "Connector"))


def test_2_1_1_patches_a_status_without_a_date() -> None:
    stored = document("v211", "locations", "Location")
    rules = PATCHES["2.1.1"]["locations"]
    changed = with_patched(stored, Within("3256"), {"status": "CHARGING"}, rules, NOW)
    assert found_within(changed, Within("3256"))["last_updated"] == NOW
    assert changed["last_updated"] == NOW
    assert codec.check(EVSES["2.1.1"], found_within(changed, Within("3256")))


dates = st.sampled_from([EARLIER, LATER, LATEST, "2026-03-02T08:15:30.500Z"])


@st.composite
def patches(draw: st.DrawFn, version: VersionName, module: str, name: str) -> dict[str, Any]:
    """Draw a PATCH made of the fields of other whole objects of the same type."""
    kind = draw(st.sampled_from(["minimal", "full"]))
    other = document(FOLDERS[version], module, name, kind)
    identity = PATCHES[version][module].identity
    names = draw(st.sets(st.sampled_from([n for n in sorted(other) if n not in identity])))
    return {n: other[n] for n in names} | {"last_updated": draw(dates)}


@pytest.mark.parametrize(("version", "module", "name"), CASES)
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_any_patch_keeps_the_laws(
    version: VersionName, module: str, name: str, data: st.DataObject
) -> None:
    rules, made = PATCHES[version][module], OBJECTS[version][module]
    kind = data.draw(st.sampled_from(["minimal", "full"]))
    stored = document(FOLDERS[version], module, name, kind)
    patch = data.draw(patches(version, module, name))
    once = apply(stored, patch, rules)
    assert apply(once, patch, rules) == once  # the same again changes nothing
    assert set(once) == set(stored) | set(patch)  # nothing is taken back
    untouched = set(stored) - set(patch)
    assert {n: once[n] for n in untouched} == {n: stored[n] for n in untouched}
    plain = set(patch) - set(rules.members) - set(rules.grows)
    assert {n: once[n] for n in plain} == {n: patch[n] for n in plain}
    assert codec.check(made, once)  # whole objects' fields make a whole object
    other = data.draw(patches(version, module, name))
    lists = set(rules.members) | set(rules.grows)
    separate = {n: v for n, v in other.items() if n not in patch and n not in lists}
    separate["last_updated"] = patch["last_updated"]
    both = apply(apply(stored, patch, rules), separate, rules)
    assert both == apply(stored, {**patch, **separate}, rules)  # two patches are one
