"""URLs of objects, and bodies that agree with them."""

from typing import Any

import pytest
from tests.unit.ocpi.ocpi_documents import document

from chargehouse.ocpi import urls, versions
from chargehouse.ocpi.errors import (
    InvalidParameters,
)
from chargehouse.ocpi.headers import PartyKey
from chargehouse.ocpi.interfaces import INTERFACES, methods_of

CPO, MSP = PartyKey("ES", "CPO"), PartyKey("nl", "mSp")


def test_urls_are_made_of_segments_whatever_is_in_them() -> None:
    base = "https://msp.example/ocpi/2.2.1/locations"
    assert (
        urls.owned_url(base + "/", CPO, "LOC 1/a", "3256", "1")
        == base + "/ES/CPO/LOC%201%2Fa/3256/1"
    )
    assert urls.object_url(base, "LOC1") == base + "/LOC1"
    assert urls.authorize_url(base, "0A#1", "RFID") == base + "/0A%231/authorize?type=RFID"
    assert urls.authorize_url(base, "0A") == base + "/0A/authorize"
    assert urls.charging_preferences_url(base, "101") == base + "/101/charging_preferences"
    assert (
        urls.object_url(base + "?key=1", "a", query={"type": "RFID"}) == base + "/a?key=1&type=RFID"
    )
    asked = urls.active_profile_url(base, "S", 900, "https://a.example/?r=5&t=6")
    assert asked == base + "/S?duration=900&response_url=https%3A%2F%2Fa.example%2F%3Fr%3D5%26t%3D6"


def test_the_segments_of_a_url_name_an_object() -> None:
    found = urls.read_owned(["ES", "CPO", "LOC1", "3256", "1"])
    assert found == urls.OwnedUrl(CPO, "LOC1", "3256", "1")
    assert urls.read_owned(["es", "cpo", "S-1"]).party.is_same(CPO)
    assert urls.read_party(["nl", "mSp"]) == MSP
    for wrong in (
        [],
        ["ES"],
        ["ES", "CPO"],
        ["ESP", "CPO", "1"],
        ["ES", "CPO", ""],
        ["ES"] * 6,
        ["ES", "CPO", "x" * 40],
    ):
        with pytest.raises(InvalidParameters):
            urls.read_owned(wrong)
    with pytest.raises(InvalidParameters):
        urls.read_party(["ES"])


def agrees(segments: list[str], body: dict[str, Any], module: str, **more: str) -> None:
    urls.check_agrees(urls.read_owned(segments), body, module, **more)


def test_a_body_agrees_with_its_url_whatever_the_case() -> None:
    agrees(["es", "cpo", "loc-2"], document("v221", "locations", "Location"), "locations")
    agrees(["ES", "CPO", "S-1"], document("v211", "sessions", "Session"), "sessions")
    agrees(["NL", "MSP", "012345678"], document("v221", "tokens", "Token"), "tokens")
    agrees(
        ["NL", "MSP", "012345678"], document("v221", "tokens", "Token"), "tokens", token_type="RFID"
    )
    agrees(["ES", "CPO", "L", "UID-mixed-3257"], document("v221", "locations", "Evse"), "locations")
    agrees(["ES", "CPO", "L", "E", "2"], document("v221", "locations", "Connector"), "locations")
    agrees(["ES", "CPO", "L"], {"name": "x"}, "locations")


@pytest.mark.parametrize(
    ("segments", "body", "module", "field"),
    [
        (["FR", "CPO", "LOC-2"], ("locations", "Location"), "locations", "country_code"),
        (["ES", "OTH", "LOC-2"], ("locations", "Location"), "locations", "party_id"),
        (["ES", "CPO", "LOC-3"], ("locations", "Location"), "locations", "id"),
        (["ES", "CPO", "L", "3256"], ("locations", "Evse"), "locations", "uid"),
        (["ES", "CPO", "L", "E", "1"], ("locations", "Connector"), "locations", "id"),
        (["NL", "MSP", "9"], ("tokens", "Token"), "tokens", "uid"),
        (["ES", "CPO", "T-9"], ("tariffs", "Tariff"), "tariffs", "id"),
    ],
)
def test_url_and_body_that_disagree_are_refused(
    segments: list[str], body: tuple[str, str], module: str, field: str
) -> None:
    with pytest.raises(InvalidParameters) as refused:
        agrees(segments, document("v221", *body), module)
    assert refused.value.field == field


def test_a_token_of_another_type_than_its_url_is_refused() -> None:
    with pytest.raises(InvalidParameters, match="type"):
        agrees(
            ["NL", "MSP", "012345678"],
            document("v221", "tokens", "Token"),
            "tokens",
            token_type="APP_USER",
        )


def test_each_side_of_a_module_has_its_methods() -> None:
    assert {module for module, _ in INTERFACES} == versions.MODULES["2.3.0"] - {"credentials"}
    assert methods_of("2.2.1", "locations", "RECEIVER") == {"GET", "PUT", "PATCH"}
    assert "DELETE" not in methods_of("2.3.0", "tokens", "RECEIVER")
    assert methods_of("2.2.1", "tariffs", "RECEIVER") == {"GET", "PUT", "DELETE"}
    assert methods_of("2.1.1", "tariffs", "RECEIVER") == {"GET", "PUT", "DELETE", "PATCH"}
    assert methods_of("2.1.1", "sessions", "SENDER") == {"GET"}
