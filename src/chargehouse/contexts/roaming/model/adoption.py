"""Location documents of others: whose each is, and what is wrong with the owner that it names."""

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from chargehouse.contexts.roaming.public import PartyKey
from chargehouse.ocpi import codec
from chargehouse.ocpi.countries import ALPHA_3
from chargehouse.ocpi.documents import read_document
from chargehouse.ocpi.errors import InvalidParameters, NotJson

MISSING: Final = "names no party"
UNKNOWN: Final = "names a party that is not known"
FROM_ADDRESS: Final = "names the country of its address as its party's"
DISAGREES: Final = "names another party than its row"


class KnownParties(NamedTuple):
    """The parties that can own a location, and the one that adopts what none of them owns."""

    cpos: tuple[PartyKey, ...]
    default: PartyKey


class Judged(NamedTuple):
    """Whose a document is; `fault` is what was wrong, None where all is as it should be.

    `text` is the document with its owner in it, as it was where nothing was wrong.
    """

    id: str
    owner: PartyKey
    fault: str | None
    text: bytes


class Unreadable(NamedTuple):
    """A document that cannot be judged, and why: it is left as it is."""

    why: str


def judge(
    text: bytes, known: KnownParties, row: tuple[str, str] | None = None
) -> Judged | Unreadable:
    """Return whose a location document is.

    `row` is the country code and party id of the table's row around it, which count before those
    inside. Names are compared without case; all that a document holds besides is kept.
    """
    try:
        document = read_document(text)
    except NotJson:
        return Unreadable("is not JSON")
    except InvalidParameters:
        return Unreadable("is not an object")
    id_ = document.get("id")
    if not isinstance(id_, str) or not id_.strip():
        return Unreadable("has no id")
    inside = (document.get("country_code"), document.get("party_id"))
    said = inside if row is None else row
    owner = _known(said, known)
    if owner is not None:
        if _is(inside, owner):
            return Judged(id_, owner, None, text)
        return Judged(id_, owner, DISAGREES, _owned(document, owner))
    fault = _fault(said, document, known)
    adopter = _known(inside, known) or known.default
    return Judged(id_, adopter, fault, _owned(document, adopter))


def _fault(said: tuple[Any, Any], document: Mapping[str, Any], known: KnownParties) -> str:
    country, party = (part.strip().upper() if isinstance(part, str) else "" for part in said)
    if not country or not party:
        return MISSING
    address = document.get("country")
    stands = address.strip().upper() if isinstance(address, str) else ""
    is_of_address = bool(stands) and stands in {country, ALPHA_3.get(country, country)}
    if is_of_address and any(party == cpo.party_id.upper() for cpo in known.cpos):
        return FROM_ADDRESS
    return UNKNOWN


def _known(said: tuple[Any, Any], known: KnownParties) -> PartyKey | None:
    return next((cpo for cpo in known.cpos if _is(said, cpo)), None)


def _is(said: tuple[Any, Any], owner: PartyKey) -> bool:
    country, party = said
    if not isinstance(country, str) or not isinstance(party, str):
        return False
    return PartyKey(country, party).is_same(owner)


def _owned(document: Mapping[str, Any], owner: PartyKey) -> bytes:
    return codec.encode(
        {**document, "country_code": owner.country_code, "party_id": owner.party_id}
    )
