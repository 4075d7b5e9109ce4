from decimal import Decimal

import pytest

from chargehouse.contexts.stations.model.identity import (
    checked_code,
    checked_name,
    checked_password,
    checked_profile,
    one_of,
)
from chargehouse.contexts.stations.model.places import (
    checked_coordinate,
    checked_country,
    checked_text,
    checked_timezone,
)
from chargehouse.kernel.errors import Invalid


@pytest.mark.parametrize("code", ["A", "CH-1", "a" * 48, "x*-_=:+|@.9"])
def test_a_code_of_the_characters_that_ocpp_allows_is_taken(code: str) -> None:
    assert checked_code(code) == code


@pytest.mark.parametrize("code", ["", "a" * 49, "a b", "a/b", "ä", "a\n", "a%20"])
def test_another_code_is_refused_and_not_repeated(code: str) -> None:
    with pytest.raises(Invalid) as refused:
        checked_code(code)
    assert refused.value.details["errors"][0]["field"] == "code"  # type: ignore[index]


@pytest.mark.parametrize(
    "password", ["short", "a" * 15, "a" * 41, "with a blank inside it", "ü" * 20]
)
def test_a_password_that_ocpp_does_not_allow_is_refused_and_not_repeated(password: str) -> None:
    with pytest.raises(Invalid) as refused:
        checked_password(password)
    assert password not in refused.value.message


def test_names_are_trimmed_and_not_empty() -> None:
    assert checked_name("  Depot ") == "Depot"
    with pytest.raises(Invalid):
        checked_name("   ")


@pytest.mark.parametrize("profile", [-1, 4])
def test_there_are_four_security_profiles(profile: int) -> None:
    with pytest.raises(Invalid):
        checked_profile(profile)


def test_a_value_is_one_of_the_known_or_none() -> None:
    assert one_of("protocol", None, ("a",)) is None
    assert one_of("protocol", "a", ("a",)) == "a"
    with pytest.raises(Invalid):
        one_of("protocol", "b", ("a",))


@pytest.mark.parametrize(
    "name", ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "UTC"]
)
def test_an_iana_zone_is_taken(name: str) -> None:
    assert checked_timezone(name) == name


@pytest.mark.parametrize("name", ["", "Berlin", "CEST", "+01:00", "../etc/passwd", "europe/berlin"])
def test_what_is_no_iana_zone_is_refused(name: str) -> None:
    with pytest.raises(Invalid):
        checked_timezone(name)


def test_addresses_are_trimmed_and_countries_are_two_letters() -> None:
    assert checked_text("city", " Berlin ") == "Berlin"
    assert checked_text("city", " ") is None
    assert checked_country("de") == "DE"
    assert checked_country(None) is None
    with pytest.raises(Invalid):
        checked_country("DEU")


@pytest.mark.parametrize("degrees", ["90.1", "-91", "NaN", "Infinity"])
def test_a_latitude_is_on_earth(degrees: str) -> None:
    with pytest.raises(Invalid):
        checked_coordinate("latitude", Decimal(degrees), Decimal(90))
