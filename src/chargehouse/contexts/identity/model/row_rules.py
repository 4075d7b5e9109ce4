"""What a row of identifiers can be refused for, in English: the words that stand at its line."""

from typing import Final

from chargehouse.contexts.identity.model.identifiers import (
    ASCII_RULE,
    LATER_RULE,
    LENGTH_RULE,
    STATUSES,
    TYPES,
    ZONE_RULE,
)

NOT_UTF_8: Final = "is not UTF-8"
QUOTES: Final = "has quotes that do not match"
TYPE: Final = f"is one of {', '.join(TYPES)}"
STATUS: Final = f"is one of {', '.join(STATUSES)}"
INSTANT: Final = "is an instant with its zone: 2026-03-01T00:00:00Z"
TWICE_IN_FEED: Final = "stands in this feed before"
TWICE_IN_FILE: Final = "stands in this file before"
EXISTS: Final = "is the value of an identifier that exists"
NAME_OF_SEVERAL: Final = "is the name of more than one vehicle"

ROW_RULES: Final = (
    *(LENGTH_RULE, ASCII_RULE, ZONE_RULE, LATER_RULE),
    *(NOT_UTF_8, QUOTES, TYPE, STATUS, INSTANT),
    *(TWICE_IN_FEED, TWICE_IN_FILE, EXISTS, NAME_OF_SEVERAL),
)
"""Each of them; the portal has them in every language."""
