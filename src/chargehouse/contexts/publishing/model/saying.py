"""What partners are told, said in the version that one of them speaks."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from chargehouse.contexts.publishing.public import Publication
from chargehouse.ocpi import codec
from chargehouse.ocpi.conversions.said import NotSayable, Said
from chargehouse.ocpi.conversions.v211.locations import location_to_v211
from chargehouse.ocpi.conversions.v211.tariffs import tariff_to_v211
from chargehouse.ocpi.conversions.v211.tokens import token_to_v211
from chargehouse.ocpi.conversions.v230.locations import location_from_v230, location_to_v230
from chargehouse.ocpi.conversions.v230.sessions import (
    cdr_from_v230,
    cdr_to_v230,
    session_from_v230,
    session_to_v230,
)
from chargehouse.ocpi.conversions.v230.tariffs import tariff_from_v230, tariff_to_v230
from chargehouse.ocpi.conversions.v230.tokens import token_from_v230, token_to_v230
from chargehouse.ocpi.interfaces import OBJECTS
from chargehouse.ocpi.versions import VersionName

MIDDLE: Final[VersionName] = "2.2.1"

Conversion = Callable[[Any], Said[Any]]
Conversions = Mapping[tuple[str, VersionName], Conversion]

_TO: Final[Conversions] = {
    ("cdrs", "2.3.0"): cdr_to_v230,
    ("locations", "2.1.1"): location_to_v211,
    ("locations", "2.3.0"): location_to_v230,
    ("sessions", "2.3.0"): session_to_v230,
    ("tariffs", "2.1.1"): tariff_to_v211,
    ("tariffs", "2.3.0"): tariff_to_v230,
    ("tokens", "2.1.1"): token_to_v211,
    ("tokens", "2.3.0"): token_to_v230,
}
"""From 2.2.1. Sessions and CDRs are kept in the version of the one partner that is told them: in
2.1.1 they hold what 2.2.1 does not say."""

_FROM: Final[Conversions] = {
    ("cdrs", "2.3.0"): cdr_from_v230,
    ("locations", "2.3.0"): location_from_v230,
    ("sessions", "2.3.0"): session_from_v230,
    ("tariffs", "2.3.0"): tariff_from_v230,
    ("tokens", "2.3.0"): token_from_v230,
}
"""To 2.2.1."""


def said_in(publication: Publication, version: VersionName) -> bytes | None:
    """Return a publication, whose document is opened, in a version: JSON; None where that cannot.

    In its own version it is what it is, to the last byte.
    """
    if publication.version == version:
        return publication.document
    value: object = codec.decode(
        OBJECTS[publication.version][publication.module], publication.document
    )
    steps = [(_FROM, publication.version), (_TO, version)]
    for conversions, other in steps:
        if other == MIDDLE:
            continue
        convert = conversions.get((publication.module, other))
        if convert is None:
            return None
        try:
            value = convert(value).value
        except NotSayable:
            return None
    return codec.encode(value)
