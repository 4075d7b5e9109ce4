"""Takes what looks like an identifier out of chargers' free text (NFR-006).

A maker's own codes and words are worth keeping; a card's number in the middle of them is not.
"""

import re
from functools import lru_cache
from typing import Final

from chargehouse.contexts.identity.public import printable_mask

ERROR_CHARACTERS: Final = 500
WORDS_REMEMBERED: Final = 1024

_IN_PAIRS: Final = (
    r"(?<![0-9A-Fa-f])[0-9A-Fa-f]{2}([:\- ])[0-9A-Fa-f]{2}(?:\1[0-9A-Fa-f]{2}){2,}(?![0-9A-Fa-f])"
)
"""Four bytes or more, set apart: a card's number or a MAC address as people write them."""

_IDENTIFIER: Final = re.compile(
    rf"{_IN_PAIRS}|(?<![A-Za-z0-9])(?:[0-9A-Fa-f]{{8,}}|(?=(?:[A-Za-z]*\d){{3}})[A-Za-z0-9]{{8,}})"
    r"(?![A-Za-z0-9])"
)
"""Besides: eight hexadecimal digits or more (a card), or letters with three digits (a contract)."""

_TELLING: Final = re.compile(rf"(?<!\S)(?=\S*\d)\S{{4,}}|{_IDENTIFIER.pattern}")
"""Besides: whatever has a digit in it and four characters or more, up to the next space."""


def masked_words(text: str) -> str:
    """Return an error's text with every word masked that could be an identifier at all."""
    return _TELLING.sub(_masked, text[:ERROR_CHARACTERS])


def without_identifiers(text: str) -> str:
    """Return a text with what has the form of a card's or a contract's number masked.

    Short codes (`E-0102`, `0x80`) stay as they are.
    """
    return _IDENTIFIER.sub(_masked, text)


@lru_cache(WORDS_REMEMBERED)
def plain_word(word: str) -> str:
    """Return a word of a protocol's vocabulary as `without_identifiers` does, quickly."""
    return without_identifiers(word)


def _masked(found: re.Match[str]) -> str:
    return printable_mask(found[0])
