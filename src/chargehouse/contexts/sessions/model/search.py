"""What may be meant by a text that somebody looks for."""

import re
from typing import Final
from uuid import UUID

BEGINNING: Final = re.compile(r"[0-9a-f-]{4,36}\Z")
ID_DIGITS: Final = 32
DIGITS_MIN: Final = 4


def ids_beginning(text: str) -> tuple[UUID, UUID] | None:
    """Return the first and the last id that begin with a text; None where none can.

    Less than four digits begin too many ids to tell them apart.
    """
    said = text.strip().lower()
    if not BEGINNING.match(said):
        return None
    digits = said.replace("-", "")
    if not DIGITS_MIN <= len(digits) <= ID_DIGITS:
        return None
    whole = str(UUID(digits.ljust(ID_DIGITS, "0")))
    if "-" in said and not whole.startswith(said):
        return None
    return UUID(digits.ljust(ID_DIGITS, "0")), UUID(digits.ljust(ID_DIGITS, "f"))
