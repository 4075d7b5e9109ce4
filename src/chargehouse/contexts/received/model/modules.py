"""What is so of each module whose objects we receive: whose they are, and how they are called."""

from collections.abc import Mapping
from typing import Final, NamedTuple

from chargehouse.contexts.received.public import (
    LOCATIONS_MOST,
    SESSIONS_MOST,
    TOKENS_MOST,
    ReceivedModule,
)
from chargehouse.contexts.roaming.public import PartyRole
from chargehouse.kernel.setting import Setting
from chargehouse.ocpi.codec import JsonObject
from chargehouse.ocpi.errors import InvalidParameters

OWNERS: Final[Mapping[ReceivedModule, PartyRole]] = {
    "cdrs": "CPO",
    "locations": "CPO",
    "sessions": "CPO",
    "tariffs": "CPO",
    "tokens": "EMSP",
}
"""In which role a party owns a module's objects; a client of a hub is itself the party."""

PULLED: Final[tuple[ReceivedModule, ...]] = (
    "hubclientinfo",
    "locations",
    "tariffs",
    "tokens",
    "sessions",
    "cdrs",
)
"""The modules whose lists are read, in this order: a hub's clients before what is theirs."""

STANDING: Final[frozenset[ReceivedModule]] = frozenset({"locations", "tariffs", "tokens"})
"""The modules whose lists hold all that there is, so that what is missing in one is gone."""

GROWING: Final[frozenset[ReceivedModule]] = frozenset({"cdrs", "sessions"})
"""The modules whose lists hold what was, and grow for ever."""

DEFAULT_TYPE: Final = "RFID"
"""What kind of token is meant where none is said (tokens, receiver interface)."""

MOST: Final[Mapping[ReceivedModule, Setting[int]]] = {
    "cdrs": SESSIONS_MOST,
    "hubclientinfo": LOCATIONS_MOST,
    "locations": LOCATIONS_MOST,
    "sessions": SESSIONS_MOST,
    "tariffs": LOCATIONS_MOST,
    "tokens": TOKENS_MOST,
}
"""How many objects of a module are kept of one partner."""

_ID_FIELDS: Final[Mapping[ReceivedModule, str]] = {
    "cdrs": "id",
    "locations": "id",
    "sessions": "id",
    "tariffs": "id",
    "tokens": "uid",
}


class ObjectName(NamedTuple):
    """What an owner calls an object of a module; tokens have a type besides, others none."""

    module: ReceivedModule
    object_id: str
    token_type: str = ""

    @property
    def text(self) -> str:
        """The name as it is compared: without case."""
        if self.module == "tokens":
            return f"{self.token_type}/{self.object_id}".upper()
        return self.object_id.lower()


def name_in(module: ReceivedModule, document: JsonObject) -> ObjectName:
    """Return what a document says its name is. Raises `InvalidParameters`."""
    field = _ID_FIELDS[module]
    found, kind = document.get(field), document.get("type", DEFAULT_TYPE)
    if not isinstance(found, str) or not isinstance(kind, str):
        raise InvalidParameters("Missing, or no text", field)
    return ObjectName(module, found, kind if module == "tokens" else "")
