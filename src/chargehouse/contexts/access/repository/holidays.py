"""Public holidays, from the `holidays` library."""

from collections.abc import Collection
from datetime import date


def countries() -> dict[str, list[str]]:
    """Return the countries that are known (ISO 3166-1), each with its regions."""
    from holidays import list_supported_countries  # noqa: PLC0415  it takes a second to import

    return {
        country: list(regions)
        for country, regions in list_supported_countries(include_aliases=False).items()
    }


def holidays_of(country: str, region: str | None, years: Collection[int]) -> dict[date, str]:
    """Return the public holidays of a country or one of its regions, in English where told so."""
    from holidays import country_holidays  # noqa: PLC0415  it takes a second to import

    known = country_holidays(country, subdiv=region, years=sorted(years), language="en_US")
    return {day: known[day] for day in sorted(known)}
