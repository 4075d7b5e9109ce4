"""What may stand in a tariff of the catalogue, and what can be priced as a sample."""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from itertools import pairwise
from typing import Final

from whenever import available_timezones

from chargehouse.contexts.tariffs.model.metered import MeteredSession
from chargehouse.contexts.tariffs.model.tariff import (
    UNRESTRICTED,
    Dimension,
    PriceComponent,
    PriceLimit,
    Restrictions,
    Tariff,
    TariffElement,
    Tax,
)
from chargehouse.contexts.tariffs.model.wording import NAMES
from chargehouse.kernel.errors import Invalid
from chargehouse.kernel.money import MINOR_DIGITS

ELEMENTS_AT_MOST: Final = 100
NAME_MAX_LENGTH: Final = 100
OCPI_ID_MAX_LENGTH: Final = 36
TEXT_MAX_LENGTH: Final = 512
URL_MAX_LENGTH: Final = 255
TAXES_AT_MOST: Final = 5
TAX_NAME_MAX_LENGTH: Final = 50
READINGS_AT_MOST: Final = 10_000
DAYS_AT_MOST: Final = 366

_DIGITS: Final = 4
_GREATEST: Final = Decimal(1_000_000)
_GREATEST_REGISTER: Final = Decimal(10**12)
_STEP_AT_MOST: Final = 1_000_000
_YEARS: Final = range(2000, 2200)
_PERCENT_AT_MOST: Final = Decimal(100)
_OF_A_RESERVATION: Final = ("flat", "time")

Fault = tuple[str, str]
"""A field, and what is expected of it."""


def checked(tariff: Tariff) -> Tariff:
    """Return a tariff that can be published and priced. Raises `Invalid`, with each fault."""
    _refuse(_tariff_faults(tariff))
    return tariff


def checked_sample(metered: MeteredSession) -> MeteredSession:
    """Return a session that can be priced. Raises `Invalid`, with each fault."""
    _refuse(_sample_faults(metered))
    return metered


def name_of(text: str) -> str:
    """Return a tariff's name without blanks around it. Raises `Invalid`."""
    return _text(text, "name", NAME_MAX_LENGTH)


def ocpi_id_of(text: str) -> str:
    """Return an id as partners are told it: printable ASCII, its case kept. Raises `Invalid`."""
    if not (text.isascii() and text.strip() == text):
        _refuse([("ocpi_id", "has printable ASCII characters, and no blanks around them")])
    return _text(text, "ocpi_id", OCPI_ID_MAX_LENGTH)


def alt_text_of(text: str) -> str:
    """Return a text for people about a tariff. Raises `Invalid`."""
    return _text(text, "alt_text", TEXT_MAX_LENGTH)


def url_of(text: str) -> str:
    """Return the address of a page about a tariff. Raises `Invalid`."""
    if not text.startswith(("https://", "http://")):
        _refuse([("alt_url", "begins with https:// or http://")])
    return _text(text, "alt_url", URL_MAX_LENGTH)


def _refuse(faults: Iterator[Fault] | list[Fault]) -> None:
    errors = [{"field": field, "message": rule} for field, rule in faults]
    if errors:
        first = errors[0]
        raise Invalid(
            f"The field {first['field']} is refused: it {first['message']}.", {"errors": errors}
        )


def _text(text: str, field: str, length: int) -> str:
    kept = text.strip()
    if not kept or len(kept) > length or not kept.isprintable():
        _refuse([(field, f"has 1 to {length} printable characters")])
    return kept


def _tariff_faults(tariff: Tariff) -> Iterator[Fault]:
    if tariff.currency not in MINOR_DIGITS:
        yield "currency", "is the ISO 4217 code of a currency"
    if not 1 <= len(tariff.elements) <= ELEMENTS_AT_MOST:
        yield "elements", f"are 1 to {ELEMENTS_AT_MOST}"
    for place, element in enumerate(tariff.elements[:ELEMENTS_AT_MOST]):
        for field, rule in _element_faults(tariff, element):
            yield f"elements[{place}].{field}", rule
    yield from _never_asked(tariff)
    yield from _limit_faults("min_price", tariff.min_price)
    yield from _limit_faults("max_price", tariff.max_price)
    yield from _limits_apart(tariff.min_price, tariff.max_price)
    if tariff.valid_from and tariff.valid_to and tariff.valid_from >= tariff.valid_to:
        yield "valid_to", "comes after valid_from"


def _element_faults(tariff: Tariff, element: TariffElement) -> Iterator[Fault]:
    if not element.components:
        yield "components", "are at least one"
    seen: set[Dimension] = set()
    for place, component in enumerate(element.components[: len(NAMES) + 1]):
        at = f"components[{place}]"
        if component.dimension in seen:
            yield f"{at}.dimension", "is there once in an element"
        seen.add(component.dimension)
        reserved = element.restrictions.reservation is not None
        if reserved and component.dimension not in _OF_A_RESERVATION:
            yield f"{at}.dimension", "is flat or time where a reservation is priced"
        for field, rule in _component_faults(tariff, component):
            yield f"{at}.{field}", rule
    for field, rule in _restriction_faults(element.restrictions):
        yield f"restrictions.{field}", rule


def _component_faults(tariff: Tariff, component: PriceComponent) -> Iterator[Fault]:
    if not _is_figure(component.price, _GREATEST):
        yield "price", f"is 0 to {_GREATEST} with at most {_DIGITS} decimals"
    if not 0 <= component.step_size <= _STEP_AT_MOST:
        yield "step_size", f"is 0 to {_STEP_AT_MOST}"
    taxes = component.taxes or ()
    if taxes and tariff.tax_included == "not_applicable":
        yield "taxes", "are not said where no taxes apply"
    if len(taxes) > TAXES_AT_MOST or len({tax.name for tax in taxes}) < len(taxes):
        yield "taxes", f"are at most {TAXES_AT_MOST}, each of another name"
    for tax in taxes[:TAXES_AT_MOST]:
        yield from _tax_faults(tax)


def _tax_faults(tax: Tax) -> Iterator[Fault]:
    named = (tax.name, tax.account_number or "-")
    if not all(0 < len(text) <= TAX_NAME_MAX_LENGTH and text.isprintable() for text in named):
        yield "taxes", f"have a name of 1 to {TAX_NAME_MAX_LENGTH} printable characters"
    if not _is_figure(tax.percent, _PERCENT_AT_MOST):
        yield "taxes", f"are 0 to 100 percent with at most {_DIGITS} decimals"


def _restriction_faults(said: Restrictions) -> Iterator[Fault]:
    if said.start_time is not None and said.start_time == said.end_time:
        yield "end_time", "is another than start_time; leave both out for the whole day"
    if said.start_date and said.end_date and said.start_date >= said.end_date:
        yield "end_date", "comes after start_date; the element ends before that day"
    if len(set(said.day_of_week)) < len(said.day_of_week):
        yield "day_of_week", "names each day once"
    for unit in ("kwh", "current", "power", "duration"):
        least, below = getattr(said, f"min_{unit}"), getattr(said, f"max_{unit}")
        figures = [Decimal(each) for each in (least, below) if each is not None]
        if not all(_is_figure(figure, _GREATEST) for figure in figures):
            yield f"min_{unit}", f"and max_{unit} are 0 to {_GREATEST}, {_DIGITS} decimals at most"
        elif below is not None and below <= (least or 0):
            yield f"max_{unit}", f"is more than min_{unit}: below it the element is active"


def _never_asked(tariff: Tariff) -> Iterator[Fault]:
    """Yield each price that an element without restrictions, standing before it, always hides."""
    hidden: dict[Dimension, int] = {}
    for place, element in enumerate(tariff.elements[:ELEMENTS_AT_MOST]):
        if element.restrictions.reservation is not None:
            continue
        for component in element.components:
            if component.dimension in hidden:
                before = hidden[component.dimension] + 1
                yield (
                    f"elements[{place}]",
                    f"never prices {NAMES[component.dimension]}: element {before} always does",
                )
        if element.restrictions == UNRESTRICTED:
            for component in element.components:
                hidden.setdefault(component.dimension, place)


def _limit_faults(field: str, limit: PriceLimit | None) -> Iterator[Fault]:
    if limit is None:
        return
    figures = [figure for figure in (limit.excl, limit.incl) if figure is not None]
    if not figures or not all(_is_figure(figure, _GREATEST) for figure in figures):
        yield field, f"has excl, incl or both, 0 to {_GREATEST}, {_DIGITS} decimals at most"
    elif limit.excl is not None and limit.incl is not None and limit.incl < limit.excl:
        yield f"{field}.incl", "is not less than excl"


def _limits_apart(least: PriceLimit | None, most: PriceLimit | None) -> Iterator[Fault]:
    if least is None or most is None:
        return
    for low, high in ((least.excl, most.excl), (least.incl, most.incl)):
        if low is None or high is None or not (low.is_finite() and high.is_finite()):
            continue
        if high < low:
            yield "max_price", "is not less than min_price"


def _is_figure(value: Decimal, greatest: Decimal) -> bool:
    """Tell whether a number is 0 to the greatest, with no more decimals than OCPI has."""
    if not value.is_finite() or not 0 <= value <= greatest:
        return False
    return value == value.quantize(Decimal(1).scaleb(-_DIGITS))


def _sample_faults(metered: MeteredSession) -> Iterator[Fault]:
    if metered.timezone not in available_timezones():
        yield "timezone", "is the IANA name of a time zone, such as Europe/Berlin"
    if not metered.readings and metered.reserved is None:
        yield "readings", "are there, or a reservation is"
    if len(metered.readings) > READINGS_AT_MOST:
        yield "readings", f"are at most {READINGS_AT_MOST}"
        return
    yield from _instant_faults("readings", [each.at for each in metered.readings])
    if metered.reserved is not None:
        ends = [metered.reserved.begins, metered.reserved.ends]
        yield from _instant_faults("reserved", ends)
    for place, each in enumerate(metered.readings):
        figures = [each.energy_wh, each.power_w or 0, each.current_a or 0]
        if not all(_is_measured(Decimal(figure)) for figure in figures):
            yield f"readings[{place}]", "has figures that a meter can show"


def _instant_faults(field: str, instants: list[datetime]) -> Iterator[Fault]:
    if any(at.year not in _YEARS for at in instants):
        yield field, f"lie between {_YEARS[0]} and {_YEARS[-1]}"
    elif any(following < at for at, following in pairwise(instants)):
        yield field, "are in the order of their time"
    elif instants and (instants[-1] - instants[0]).days >= DAYS_AT_MOST:
        yield field, f"span less than {DAYS_AT_MOST} days"


def _is_measured(value: Decimal) -> bool:
    return value.is_finite() and abs(value) <= _GREATEST_REGISTER
