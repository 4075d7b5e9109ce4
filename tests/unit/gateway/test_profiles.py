"""Families of chargers, by what their BootNotification says."""

import pytest

from chargehouse.gateway.quirks.profiles import GENERIC, profile_of, shipped_profiles


@pytest.mark.parametrize(
    ("vendor", "model", "name"),
    [
        ("ABB", "TERRA AC W22-S-R-0", "abb-terra-ac"),
        ("ABB", "Terra 54", "abb"),
        ("Alfen BV", "NG910-60023", "alfen"),
        ("Easee", "Charge", "easee"),
        ("KEBA AG", "KC-P30", "keba"),
        ("VESTEL", "EVC04-AC22SW-T2P", "vestel"),
        ("Webasto", "Unite", "vestel"),
        ("Webasto", "Live", "webasto"),
        ("Wall Box Chargers", "CPB1-M-2-4", "wallbox"),
        ("Phoenix Contact", "CHARX SEC-3100", "phoenix-charx"),
        ("Phoenix Contact", "EM-CP", GENERIC),
        ("", "", GENERIC),
        ("[odd", "*", GENERIC),
    ],
)
def test_a_family_is_known_by_vendor_and_model(vendor: str, model: str, name: str) -> None:
    assert profile_of(vendor, model) == name


def test_patterns_are_in_lower_case_or_they_would_never_fit() -> None:
    patterns = [text for found in shipped_profiles() for text in (found.vendor, found.model)]
    assert patterns == [text.lower() for text in patterns]
