"""Readings that 1.6 chargers send as text."""

from decimal import Decimal

from chargehouse.ocpp.quirks.deviation import Deviation
from chargehouse.ocpp.quirks.repairs import number_from, number_with_comma


def reading(text: str, field_path: str) -> tuple[Decimal | None, Deviation | None]:
    """Return the number in a 1.6 sampled value, and the deviation if it was not plain.

    The number is `None` when there is none to be read: an empty text, or words.
    """
    if (number := number_from(text)) is not None:
        return number, None
    if (number := number_with_comma(text)) is not None:
        return number, Deviation("decimal-comma", field_path)
    return None, Deviation("unreadable-sample", field_path)
