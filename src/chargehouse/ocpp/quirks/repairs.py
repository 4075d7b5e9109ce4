"""Repairs of single values: what the sender meant, or `None` when that is not plain."""

from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation

from chargehouse.ocpp.wire import LARGEST_EXPONENT


def number_from(text: str) -> Decimal | None:
    """Return the number in a text, or `None`; absurd exponents count as none."""
    try:
        number = Decimal(text.strip())
    except InvalidOperation:
        return None
    sane = number.is_finite() and abs(number.adjusted()) <= LARGEST_EXPONENT
    return number if sane else None


def number_with_comma(text: str) -> Decimal | None:
    """Return the number in a text with a decimal comma (`230,5`), or `None`."""
    return number_from(text.replace(",", ".")) if text.count(",") == 1 else None


def instant_from(text: str) -> tuple[datetime, bool] | None:
    """Return the instant in a text and whether it named its zone; without one it is UTC."""
    try:
        instant = datetime.fromisoformat(text.strip().upper().replace(" ", "T", 1))
    except ValueError:
        return None
    if instant.tzinfo is None:
        return instant.replace(tzinfo=UTC), False
    return instant, True


def flag_from(value: object) -> bool | None:
    """Return the truth meant by `"true"`, `"False"`, `1` or `"0"`, or `None`."""
    return {"true": True, "1": True, "false": False, "0": False}.get(str(value).strip().lower())
