"""Energy as whole watt-hours, read exactly from what a meter says."""

from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation, localcontext
from typing import Final

WATT_HOURS: Final = {"Wh": 1, "kWh": 1000}
WATTS: Final = {"W": 1, "kW": 1000}
GREATEST: Final = 2**62
"""Beyond this no figure is a meter's; it also keeps differences within 64 bits."""

_DIGITS = 24
_PLAIN_DIGITS = 18
_MULTIPLIER_LIMIT = 12


class NotAQuantity(ValueError):  # noqa: N818  it is what is so
    """A text, its unit or its multiplier is not a quantity of this kind."""


def watt_hours(text: str, unit: str = "Wh", multiplier: int = 0) -> int:
    """Return energy in whole Wh; half a watt-hour goes to the even neighbour.

    The value is `text` x 10^`multiplier` in `unit` (Wh or kWh, in any case). A decimal comma is
    read as a point. Raises `NotAQuantity` for anything else: varh and VAh are not energy here.
    """
    return _whole(text, WATT_HOURS, unit, multiplier)


def watts(text: str, unit: str = "W", multiplier: int = 0) -> int:
    """Return power in whole W (unit W or kW), as `watt_hours` does."""
    return _whole(text, WATTS, unit, multiplier)


def decimal_of(text: str, multiplier: int = 0) -> Decimal:
    """Return `text` x 10^`multiplier`. Raises `NotAQuantity` unless it is a finite number."""
    if not -_MULTIPLIER_LIMIT <= multiplier <= _MULTIPLIER_LIMIT or len(text) > _DIGITS * 2:
        raise NotAQuantity
    try:
        value = Decimal(text.replace(",", ".", 1) if "," in text else text)
    except InvalidOperation:
        raise NotAQuantity from None
    if not value.is_finite() or abs(value.adjusted()) > _DIGITS:
        raise NotAQuantity
    return value.scaleb(multiplier) if multiplier else value


def _whole(text: str, units: dict[str, int], unit: str, multiplier: int) -> int:
    factor = units.get(unit) or _factor_without_case(units, unit)
    if not multiplier and len(text) <= _PLAIN_DIGITS and text.isascii() and text.isdigit():
        return int(text) * factor
    with localcontext(prec=_DIGITS * 3):
        value = decimal_of(text, multiplier) * factor
        whole = int(value.to_integral_value(ROUND_HALF_EVEN))
    if not -GREATEST < whole < GREATEST:
        raise NotAQuantity
    return whole


def _factor_without_case(units: dict[str, int], unit: str) -> int:
    for name, factor in units.items():
        if name.lower() == unit.strip().lower():
            return factor
    raise NotAQuantity
