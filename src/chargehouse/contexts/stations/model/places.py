"""What a location may be."""

from decimal import Decimal
from typing import Final

from whenever import available_timezones

from chargehouse.contexts.stations.model.identity import refusal

LATITUDE_MAX: Final = Decimal(90)
LONGITUDE_MAX: Final = Decimal(180)
TEXT_MAX_CHARACTERS: Final = 200
COUNTRY_LETTERS: Final = 2
OCPI_ID_MAX_CHARACTERS: Final = 36
ZONE_RULE: Final = "the IANA name of a time zone that is known here, such as Europe/Berlin"


def checked_timezone(name: str) -> str:
    """Return an IANA time zone's name as given; raise `Invalid`."""
    if name not in available_timezones():
        raise refusal("timezone", ZONE_RULE)
    return name


def checked_text(field: str, text: str | None) -> str | None:
    """Return a part of an address without blanks around it, None for an empty one."""
    text = (text or "").strip()
    if len(text) > TEXT_MAX_CHARACTERS or not text.isprintable():
        raise refusal(field, f"at most {TEXT_MAX_CHARACTERS} printable characters")
    return text or None


def checked_country(country: str | None) -> str | None:
    """Return a country's two letters in upper case (ISO 3166-1), or None; raise `Invalid`."""
    if not country:
        return None
    if not (len(country) == COUNTRY_LETTERS and country.isascii() and country.isalpha()):
        raise refusal("country", "the two letters of ISO 3166-1, such as DE")
    return country.upper()


def checked_ocpi_id(text: str | None) -> str | None:
    """Return what partners call a location, as given, or None for its own id; raise `Invalid`."""
    if text is None:
        return None
    fits = 0 < len(text) <= OCPI_ID_MAX_CHARACTERS and text.isascii() and text.isprintable()
    if not fits or text != text.strip():
        raise refusal("ocpi_id", f"1 to {OCPI_ID_MAX_CHARACTERS} printable ASCII characters")
    return text


def checked_coordinate(field: str, value: Decimal | None, maximum: Decimal) -> Decimal | None:
    """Return a coordinate in degrees, or None; raise `Invalid` for one that is not on Earth."""
    if value is not None and not (value.is_finite() and -maximum <= value <= maximum):
        raise refusal(field, f"-{maximum} to {maximum} degrees")
    return value
