"""What is asked of a partner so that it has an object of ours as it is.

Whole objects are put at their owner's address (transport and format, client owned object push);
EVSEs in which alone a location changed, at their own; CDRs are posted. What OCPI cannot delete is
told as gone by what it says: EVSEs that are `REMOVED`, a token that is not valid.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple

import msgspec
from msgspec.structs import replace

from chargehouse.contexts.publishing.model.dating import removed
from chargehouse.contexts.publishing.public import Publication
from chargehouse.contexts.roaming.public import PartnerQuestion, PartyRole, RegisteredPartner
from chargehouse.ocpi import codec
from chargehouse.ocpi.codec import JsonObject
from chargehouse.ocpi.headers import PartyKey, Routing
from chargehouse.ocpi.scalars import DateTime, same
from chargehouse.ocpi.urls import ID_FIELDS
from chargehouse.ocpi.versions import VersionName

LOCATIONS: Final = "locations"
TARIFFS: Final = "tariffs"
CDRS: Final = "cdrs"
TOKENS: Final = "tokens"
PARTS_MAX: Final = 4
"""Where more EVSEs of a location changed, it is sent as a whole, once."""

RECEIVERS: Final[dict[str, PartyRole]] = {TOKENS: "CPO"}
"""Which role a module's receiver is in; of the others it is an eMSP's."""


class Told(NamedTuple):
    """An object as a partner is to have it: in its version, of its owner; `gone` is deleted."""

    module: str
    version: VersionName
    owner: PartyKey
    document: JsonObject
    gone: bool = False

    @property
    def path(self) -> tuple[str, ...]:
        """Where the object is, under a receiver's endpoint."""
        owner = self.owner
        return owner.country_code, owner.party_id, self.document[ID_FIELDS[self.module]]


class _CdrToken(msgspec.Struct):
    country_code: str | None = None
    party_id: str | None = None


class _Named(msgspec.Struct):
    """What a document says of whom it is for."""

    cdr_token: _CdrToken | None = None


def hidden(publication: Publication, at: datetime) -> Publication | None:
    """Return an opened publication as it is told to who is told it no more: as gone, by now.

    None where there is no way to say so.
    """
    if publication.module == TARIFFS:
        return replace(publication, withdrawn_at=at)
    if publication.module != LOCATIONS:
        return None
    said = removed(codec.decode_plain(publication.document))
    document = codec.encode({**said, "last_updated": DateTime.of(at)})
    return replace(publication, document=document, withdrawn_at=at)


def telling(told: Told, parts: Sequence[str], routing: Routing) -> list[PartnerQuestion]:
    """Return what is asked so that the partner has an object; `parts` are EVSEs, none for all."""
    if told.module == CDRS:
        return [_question("POST", told, routing, (), told.document)]
    if told.gone and told.module == TARIFFS:
        return [_question("DELETE", told, routing, told.path, msgspec.UNSET)]
    evses = _changed(told, parts)
    if evses:
        return [_question("PUT", told, routing, (*told.path, evse["uid"]), evse) for evse in evses]
    return [_question("PUT", told, routing, told.path, told.document)]


def looking(told: Told, routing: Routing) -> PartnerQuestion | None:
    """Return what is asked to see what a partner has of an object; None where nothing can be."""
    if told.module == CDRS:
        return None
    return _question("GET", told, routing, told.path, msgspec.UNSET)


def has_it(told: Told, found: bytes | msgspec.Raw) -> bool:
    """Say whether what a partner has is what it is to have, by when it was last updated."""
    try:
        held = msgspec.json.decode(found)
        one = DateTime.read(held["last_updated"])
        other = DateTime.read(told.document["last_updated"])
    except (msgspec.DecodeError, ValueError, TypeError, KeyError):
        return False
    return one.instant == other.instant


def routing_of(told: Told, document: bytes, partner: RegisteredPartner) -> Routing:
    """Return from whom and for whom an object is; a hub's are for it to hand on, to all or to one.

    `document` is the object in 2.2.1 or later: a session or CDR is for the party of its token,
    where that is the partner's, or behind its hub.
    """
    receiver = _of_token(document, partner) or _in_role(partner, RECEIVERS.get(told.module, "EMSP"))
    return Routing(from_party=told.owner, to_party=receiver)


def _of_token(document: bytes, partner: RegisteredPartner) -> PartyKey | None:
    token = msgspec.json.decode(document, type=_Named).cdr_token
    if token is None or token.country_code is None or token.party_id is None:
        return None
    key = PartyKey(token.country_code, token.party_id)
    return key if _is_hub(partner) or partner.owns(key) else None


def _in_role(partner: RegisteredPartner, role: PartyRole) -> PartyKey | None:
    if _is_hub(partner):
        return None
    return next((party.key for party in partner.parties if party.role == role), None)


def _is_hub(partner: RegisteredPartner) -> bool:
    return any(party.role == "HUB" for party in partner.parties)


def _changed(told: Told, parts: Sequence[str]) -> list[JsonObject]:
    """Return the EVSEs that are sent alone; none where the whole is, or one is not there."""
    if told.module != LOCATIONS or not 0 < len(parts) <= PARTS_MAX:
        return []
    evses: list[JsonObject] = told.document.get("evses") or []
    found = [evse for evse in evses if any(same(evse["uid"], part) for part in parts)]
    return found if len(found) == len(parts) else []


def _question(
    method: Any,  # noqa: ANN401  one of the methods of a question
    told: Told,
    routing: Routing,
    segments: tuple[str, ...],
    body: object,
) -> PartnerQuestion:
    typed = told.module == TOKENS and told.version != "2.1.1" and bool(segments)
    return PartnerQuestion(
        method=method,
        module=told.module,
        role="RECEIVER",
        segments=segments,
        query=(("type", told.document["type"]),) if typed else (),
        body=body,
        routing=routing,
    )
