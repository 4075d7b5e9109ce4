"""What is known of how makes are switched, and what their settings say: FR-001, FR-006."""

import pytest

from chargehouse.contexts.access.model.capability import (
    NO_SWITCH,
    NOT_ASKING,
    capability_of,
    not_enforced,
)
from chargehouse.contexts.access.public.freevend import AlongWith, Gap, Probe, SwitchPath
from chargehouse.gateway.freevend.profiles import (
    is_tag,
    keys_of,
    mode_said,
    profiles_of,
    settings_for,
    shipped_profiles,
)
from chargehouse.gateway.freevend.settings import Facts, Value
from chargehouse.gateway.freevend.v2 import Settings2
from chargehouse.gateway.freevend.v16 import Settings16

PATH = SwitchPath(profile="x", key="FreeMode", on="true", off="false")


def values(**said: str) -> dict[str, Value]:
    """Return settings as a charger told them."""
    names = {name.replace("__", "."): text for name, text in said.items()}
    return {name.lower(): Value(text, name) for name, text in names.items()}


def test_patterns_are_in_lower_case_and_off_is_said_wherever_there_is_a_key() -> None:
    for row in shipped_profiles():
        assert (row.vendor, row.model) == (row.vendor.lower(), row.model.lower())
        assert bool(row.off) == bool(row.keys)
        assert row.source
        assert row.tag is None or len(row.tag) <= 20


@pytest.mark.parametrize(
    ("charger", "first", "last"),
    [
        (("ABB", "TAC-W22", "1.8.32", "ocpp1.6"), "abb-terra-ac", "custom"),
        ((" Easee ", "Charge", "310", "ocpp1.6"), "easee", "custom"),
        (("Easee", "Charge", "V299", "ocpp1.6"), "custom", "custom"),
        (("Easee", "Charge", None, "ocpp1.6"), "easee", "custom"),
        (("Webasto", "Unite 22", None, "ocpp1.6"), "webasto-unite", "custom"),
        (("Webasto", "Next", None, "ocpp1.6"), "webasto", "custom"),
        (("LOOP", "EX-1762", None, "ocpp2.0.1"), "loop", "standard"),
        (("Alfen BV", "NG910", None, "ocpp2.1"), "alfen", "standard"),
        ((None, None, None, "ocpp2.0.1"), "standard", "standard"),
    ],
)
def test_rows_of_a_make_come_before_those_of_the_standard(
    charger: tuple[str | None, str | None, str | None, str], first: str, last: str
) -> None:
    rows = profiles_of(*charger)
    assert (rows[0].name, rows[-1].name) == (first, last)
    keys = keys_of(rows)
    assert len(keys) == len(set(keys)) > 0


@pytest.mark.parametrize(
    ("value", "mode"),
    [
        ("true", "freevend"),
        (" TRUE ", "freevend"),
        ("1", "freevend"),
        ("on", "freevend"),
        ("False", "managed_access"),
        ("0", "managed_access"),
        ("", None),
        ("maybe", None),
    ],
)
def test_a_truth_is_known_in_many_words(value: str, mode: str | None) -> None:
    assert mode_said(PATH, {"freemode": value}) == mode


def test_what_is_not_told_says_nothing() -> None:
    assert mode_said(PATH, {"other": "true"}) is None


def test_where_any_text_switches_the_tag_is_set_and_taken_away() -> None:
    also = (AlongWith("CustomLocalIdTag", "FREE", ""),)
    path = SwitchPath(profile="x", key="FreeVendIdTag", on="", off="", tag="FREE", also=also)
    assert settings_for(path, "freevend") == [
        ("FreeVendIdTag", "FREE"),
        ("CustomLocalIdTag", "FREE"),
    ]
    assert settings_for(path, "managed_access") == [
        ("FreeVendIdTag", ""),
        ("CustomLocalIdTag", ""),
    ]
    assert mode_said(path, {"freevendidtag": "ANY"}) == "freevend"
    assert mode_said(path, {"freevendidtag": " "}) == "managed_access"


def test_a_setting_that_goes_along_may_not_contradict() -> None:
    also = (AlongWith("ExternalAuthorizationRequired", off="True"),)
    path = SwitchPath(profile="easee", key="freecharging", on="True", off="False", also=also)
    told = {"freecharging": "False", "externalauthorizationrequired": "False"}
    assert mode_said(path, told) is None
    assert mode_said(path, told | {"externalauthorizationrequired": "true"}) == "managed_access"
    assert settings_for(path, "freevend") == [("freecharging", "True")]


def test_the_way_back_is_the_value_that_was_read() -> None:
    [alfen, *_] = profiles_of("Alfen", "NG910", None, "ocpp2.0.1")
    path = alfen.path("AlfenStation.AuthorizationMethod", "RemoteAuth")
    assert settings_for(path, "managed_access")[0][1] == "RemoteAuth"
    assert mode_said(path, {path.key.lower(): "RFID"}) == "managed_access"
    assert alfen.path(path.key, "Plug&Charge").off == "RFID"


def test_a_tag_that_the_charger_names_itself_counts_for_more_than_its_makes() -> None:
    [micro, *_] = profiles_of("MicroOcpp", None, None, "ocpp1.6")
    key = "MO_FreeVendActive"
    assert micro.path(key, "false").tag == "A0000000"
    assert micro.path(key, "false", "WORKSHOP").tag == "WORKSHOP"
    assert "MO_FreeVendIdTag" in keys_of([micro])
    assert is_tag(None, "MO_FreeVendIdTag")


@pytest.mark.parametrize(
    ("told", "gaps"),
    [
        ({}, []),
        ({"LocalPreAuthorize": "true"}, ["pre_authorises"]),
        ({"LocalPreAuthorize": "true", "AuthorizationCacheEnabled": "false"}, ["trusts_its_list"]),
        (
            {
                "LocalPreAuthorize": "true",
                "AuthorizationCacheEnabled": "false",
                "LocalAuthListEnabled": "false",
            },
            [],
        ),
        ({"AllowOfflineTxForUnknownId": "True"}, ["unknown_let_in_offline"]),
    ],
)
def test_settings_of_1_6_say_how_a_charger_decides(told: dict[str, str], gaps: list[Gap]) -> None:
    assert Settings16().facts(Facts(values(**told))).gaps == gaps


def test_variables_of_2_x_say_how_a_charger_decides() -> None:
    told = values(
        AuthCtrlr__DisableRemoteAuthorization="true",
        AuthCtrlr__LocalPreAuthorize="true",
        AuthCtrlr__OfflineTxForUnknownIdEnabled="true",
    )
    gaps = Settings2().facts(Facts(told)).gaps
    assert gaps == ["pre_authorises", "asks_nobody", "unknown_let_in_offline"]


@pytest.mark.parametrize(
    ("probe", "capability"),
    [
        (Probe(outcome="offline", profile=""), "unknown"),
        (Probe(outcome="accepted", profile="", path=PATH), "full"),
        (Probe(outcome="accepted", profile="", path=PATH, gaps=("ignores_refusal",)), "partial"),
        (Probe(outcome="accepted", profile="", path=PATH, notes=("So.",)), "partial"),
        (Probe(outcome="accepted", profile="", path=PATH, asks=False), "partial"),
        (Probe(outcome="accepted", profile=""), "partial"),
        (Probe(outcome="accepted", profile="", asks=False), "unsupported"),
    ],
)
def test_a_probe_says_what_a_charger_can_do(probe: Probe, capability: str) -> None:
    assert capability_of(probe) == capability


def test_what_is_not_enforced_is_said_in_sentences() -> None:
    assert not_enforced(switches=True, asks=True, gaps=(), notes=()) == []
    said = not_enforced(switches=False, asks=False, gaps=("ignores_refusal",), notes=("So.",))
    assert said[:2] == [NO_SWITCH, NOT_ASKING]
    assert said[-1] == "So."
