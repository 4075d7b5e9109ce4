"""What is said to partners' chargers, each time in the partner's version."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

from chargehouse.contexts.remote.errors import NoTokenForPartners, NotSayableToPartner
from chargehouse.contexts.remote.model.limits import profile_of
from chargehouse.contexts.remote.model.versions import command_for
from chargehouse.contexts.remote.model.wishes import owner_of
from chargehouse.contexts.remote.public import CommandKind, CommandOrder, ProfileOrder
from chargehouse.contexts.roaming.public import PartnerQuestion, PartyKey, RegisteredPartner
from chargehouse.kernel.errors import Invalid
from chargehouse.ocpi import codec
from chargehouse.ocpi.conversions.said import NotSayable
from chargehouse.ocpi.errors import InvalidParameters
from chargehouse.ocpi.headers import Routing
from chargehouse.ocpi.scalars import DateTime
from chargehouse.ocpi.v221.charging_profiles import SetChargingProfile
from chargehouse.ocpi.v221.commands import COMMANDS
from chargehouse.ocpi.v221.tokens import Token

NEEDED: Final[Mapping[str, frozenset[str]]] = {
    "CANCEL_RESERVATION": frozenset({"reservation_id"}),
    "RESERVE_NOW": frozenset({"identifier_id", "location_id", "expires_at"}),
    "START_SESSION": frozenset({"identifier_id", "location_id"}),
    "STOP_SESSION": frozenset({"session_id"}),
    "UNLOCK_CONNECTOR": frozenset({"location_id", "evse_uid", "connector_id"}),
}
ALLOWED: Final[Mapping[str, frozenset[str]]] = {
    **NEEDED,
    "RESERVE_NOW": NEEDED["RESERVE_NOW"] | {"evse_uid", "reservation_id"},
    "START_SESSION": NEEDED["START_SESSION"] | {"evse_uid", "connector_id"},
}
CHOSEN: Final[tuple[str, ...]] = (
    *("identifier_id", "location_id", "evse_uid", "connector_id", "session_id"),
    *("reservation_id", "expires_at"),
)
KEPT: Final[tuple[str, ...]] = tuple(name for name in CHOSEN if name != "expires_at")
METHODS: Final[Mapping[str, Any]] = {
    "CLEAR_PROFILE": "DELETE",
    "GET_PROFILE": "GET",
    "SET_PROFILE": "PUT",
}
LONGEST_S: Final = 7 * 24 * 3600


class Draft(NamedTuple):
    """What a partner is asked, and what of it is kept."""

    kind: CommandKind
    question: PartnerQuestion
    about: Mapping[str, object]


def command_draft(
    partner: RegisteredPartner,
    order: CommandOrder,
    token: Token | None,
    *,
    url: str,
    id_: UUID,
    now: datetime,
) -> Draft:
    """Return a command for a partner; `url` is where its result goes.

    Raises `Invalid`, `NoTokenForPartners`, `NotSayableToPartner`.
    """
    said: dict[str, Any] = {
        name: getattr(order, name) for name in CHOSEN if getattr(order, name) is not None
    }
    _check(order, said, now)
    if order.identifier_id is not None and token is None:
        raise NoTokenForPartners("Partners are not told of this identifier.")
    if order.kind == "RESERVE_NOW" and "reservation_id" not in said:
        said["reservation_id"] = _reservation(partner, id_)
    about = {name: said[name] for name in KEPT if name in said}
    body = {name: said[name] for name in about if name != "identifier_id"}
    body["response_url"] = url
    if token is not None:
        body["token"] = codec.to_plain(token)
    if order.expires_at is not None:
        body["expiry_date"] = DateTime.of(order.expires_at)
    try:
        command = command_for(partner.version, codec.check(COMMANDS[order.kind], body))
    except NotSayable as error:
        raise NotSayableToPartner(error.message, {"field": error.field}) from None
    except InvalidParameters as error:
        raise _invalid(error.field, "is not as OCPI has it") from None
    question = PartnerQuestion(
        method="POST",
        module="commands",
        role="RECEIVER",
        segments=(order.kind,),
        body=command,
        routing=Routing(
            from_party=None if token is None else owner_of(token),
            to_party=_party(partner, order.party),
        ),
    )
    return Draft(order.kind, question, about)


def profile_draft(partner: RegisteredPartner, order: ProfileOrder, *, url: str) -> Draft:
    """Return what a partner is asked of the limits of a session.

    Raises `Invalid`, `NotSayableToPartner`.
    """
    if partner.version == "2.1.1":
        raise NotSayableToPartner("2.1.1 has no charging profiles.", {"field": "kind"})
    if (order.kind == "SET_PROFILE") != (order.profile is not None):
        raise _invalid("profile", "is what SET_PROFILE needs, and nothing else takes")
    body: dict[str, Any] = {}
    query: tuple[tuple[str, str], ...] = (("response_url", url),)
    if order.profile is not None:
        start = order.profile.starts_at
        if start is not None and start.tzinfo is None:
            raise _invalid("profile.starts_at", "needs a time zone, such as Z")
        profile = profile_of(order.profile)
        body = {"body": SetChargingProfile(charging_profile=profile, response_url=url)}
        query = ()
    elif order.kind == "GET_PROFILE":
        query = (("duration", str(order.duration_s)), *query)
    question = PartnerQuestion(
        method=METHODS[order.kind],
        module="chargingprofiles",
        role="RECEIVER",
        segments=(order.session_id,),
        query=query,
        routing=Routing(to_party=_party(partner, order.party)),
        **body,
    )
    return Draft(order.kind, question, {"session_id": order.session_id})


def _check(order: CommandOrder, said: Mapping[str, object], now: datetime) -> None:
    for name in sorted(NEEDED[order.kind] - said.keys()):
        raise _invalid(name, f"is needed for {order.kind}")
    for name in sorted(said.keys() - ALLOWED[order.kind]):
        raise _invalid(name, f"has no meaning for {order.kind}")
    if order.connector_id is not None and order.evse_uid is None:
        raise _invalid("connector_id", "needs an evse_uid")
    until = order.expires_at
    if until is None:
        return
    if until.tzinfo is None:
        raise _invalid("expires_at", "needs a time zone, such as Z")
    if not 0 < (until - now).total_seconds() <= LONGEST_S:
        raise _invalid("expires_at", "is within the next seven days")


def _party(partner: RegisteredPartner, named: str | None) -> PartyKey | None:
    """Return the party that is asked: the one that is named, or the partner's only CPO."""
    if named is not None:
        key = PartyKey(named[:2], named[3:])
        if not partner.owns(key):
            raise _invalid("party", "is none of the partner's")
        return key
    if any(party.role == "HUB" for party in partner.parties):
        raise _invalid("party", "is needed: the partner is a hub")
    found = [party.key for party in partner.parties if party.role == "CPO"]
    if len(found) > 1:
        raise _invalid("party", "is needed: the partner speaks for several")
    return found[0] if found else None


def _reservation(partner: RegisteredPartner, id_: UUID) -> str:
    """Return an id for a reservation of ours; in 2.1.1 these are numbers."""
    return str(id_.int % 2**31) if partner.version == "2.1.1" else str(id_)


def _invalid(field: str, rule: str) -> Invalid:
    return Invalid(
        f"The field {field} is refused: it {rule}.",
        {"errors": [{"field": field, "message": rule}]},
    )
