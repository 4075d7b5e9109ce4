"""Sessions as the partner is told them whose driver charges (sessions, 9.3.1 of 2.2.1)."""

from decimal import Decimal
from typing import Any, Final
from uuid import UUID

import msgspec
from msgspec.structs import replace

from chargehouse.contexts.cdrs.public import OcpiFacts, SessionCost
from chargehouse.contexts.cdrs.public.ocpi import period_v221, price_v221, price_v230
from chargehouse.contexts.publishing.public import TokenUse
from chargehouse.contexts.sessions.public import SessionHead
from chargehouse.ocpi import codec
from chargehouse.ocpi.codec import JsonObject
from chargehouse.ocpi.conversions.said import NotSayable
from chargehouse.ocpi.conversions.v211.cdrs import NOT_AVAILABLE
from chargehouse.ocpi.conversions.v211.locations import location_to_v211
from chargehouse.ocpi.conversions.v211.sessions import session_to_v211
from chargehouse.ocpi.conversions.v230.sessions import session_to_v230
from chargehouse.ocpi.headers import PartyKey
from chargehouse.ocpi.scalars import DateTime, four_decimals
from chargehouse.ocpi.v211.sessions import Session as Session211
from chargehouse.ocpi.v221.locations import Connector, Location
from chargehouse.ocpi.v221.sessions import Session as Session221
from chargehouse.ocpi.v221.sessions import SessionStatus
from chargehouse.ocpi.v230.sessions import Session as Session230

NO_CURRENCY: Final = 3 * "X"
"""What ISO 4217 has for no currency: of a session that no tariff prices."""

NOTHING_DUE: Final = {"excl_vat": Decimal(0), "incl_vat": Decimal(0)}
WAITING: Final = "Idle"
"""The state of OCPP 2.x in which no vehicle is connected."""

WH_PER_KWH: Final = 1000


class ToldPlace(msgspec.Struct, frozen=True, kw_only=True):
    """Where somebody charges, as partners were told it when the session began.

    `party_id` is the owner's row here, `connector` is an object of 2.2.1.
    """

    party_id: UUID
    owner: PartyKey
    location_id: str
    evse_uid: str
    evse_id: str | None
    connector: JsonObject


class SessionFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What of a session is not asked twice: whose token it was, and where it is."""

    use: TokenUse
    place: ToldPlace | None = None


def place_in(
    location: JsonObject, party_id: UUID, evse_uid: str, connector_id: int | None
) -> ToldPlace:
    """Return the place of a told location at which somebody charges; raises `NotSayable`.

    A station that does not say which connector it is can only mean the one there is.
    """
    evse = next((each for each in location.get("evses") or () if each["uid"] == evse_uid), None)
    if evse is None:
        raise NotSayable("evse_uid", "the location is told without the EVSE")
    connectors = evse["connectors"]
    named = [each for each in connectors if each["id"] == str(connector_id)]
    if not named and len(connectors) == 1:
        named = connectors
    if not named:
        raise NotSayable("connector_id", "the EVSE is told without the connector")
    return ToldPlace(
        party_id=party_id,
        owner=PartyKey(location["country_code"], location["party_id"]),
        location_id=location["id"],
        evse_uid=evse_uid,
        evse_id=evse.get("evse_id"),
        connector=named[0],
    )


def reserved_in(location: JsonObject, party_id: UUID, evse_uid: str) -> ToldPlace:
    """Return the place of a told location that was reserved, and to which nobody came.

    A CDR says `#NA` for its EVSE and connector (cdrs, 10.4.3 of 2.2.1); what it says of the kind of
    connector is of the EVSE's first one. Raises `NotSayable`.
    """
    evse = next((each for each in location.get("evses") or () if each["uid"] == evse_uid), None)
    if evse is None:
        raise NotSayable("evse_uid", "the location is told without the EVSE")
    return ToldPlace(
        party_id=party_id,
        owner=PartyKey(location["country_code"], location["party_id"]),
        location_id=location["id"],
        evse_uid=NOT_AVAILABLE,
        evse_id=NOT_AVAILABLE,
        connector={**evse["connectors"][0], "id": NOT_AVAILABLE},
    )


def facts_for_cdr(use: TokenUse, place: ToldPlace) -> OcpiFacts:
    """Return what a CDR says besides what we record; raises `NotSayable` for an unnamed EVSE."""
    if place.evse_id is None:
        raise NotSayable("cdr_location.evse_id", "the EVSE has none")
    connector = codec.check(Connector, place.connector)
    return OcpiFacts(
        token=use.token,
        auth_method=use.auth_method,
        authorization_reference=use.authorization_reference,
        location_id=place.location_id,
        evse_uid=place.evse_uid,
        evse_id=place.evse_id,
        connector_id=connector.id,
        connector_standard=connector.standard,
        connector_format=connector.format,
        connector_power_type=connector.power_type,
    )


def status_of(head: SessionHead, cost: SessionCost) -> SessionStatus:
    """Return the status of a session (sessions, 9.4.3 of 2.2.1).

    It is `COMPLETED` once it ended and nothing is in doubt, as nothing changes after that, and
    `INVALID` where nobody knows its energy, or its readings are too many to be priced, and it is
    not billed; `PENDING` as long as no vehicle was connected.
    """
    if head.ended_at is not None and head.settled:
        known = cost.energy_known and not cost.truncated
        return "COMPLETED" if known or cost.free is not None else "INVALID"
    if head.ended_at is None and head.charging_state == WAITING and not head.energy_wh:
        return "PENDING"
    return "ACTIVE"


def session_v221(
    head: SessionHead, cost: SessionCost, use: TokenUse, place: ToldPlace
) -> Session221:
    """Return a session in 2.2.1: its cost so far is what its CDR would say if it ended now.

    What it costs is left out where it is not known without taxes, or not of all its readings; what
    nothing prices is free.
    """
    breakdown, tariff = cost.cost, cost.tariff
    said: dict[str, Any] = {
        "country_code": place.owner.country_code,
        "party_id": place.owner.party_id,
        "id": str(head.id),
        "start_date_time": DateTime.of(head.started_at),
        "kwh": _kwh(head, cost),
        "cdr_token": codec.to_plain(use.token),
        "auth_method": use.auth_method,
        "location_id": place.location_id,
        "evse_uid": place.evse_uid,
        "connector_id": place.connector["id"],
        "currency": NO_CURRENCY if breakdown is None else breakdown.currency,
        "status": status_of(head, cost),
        "last_updated": DateTime.of(cost.until),
    }
    if head.ended_at is not None:
        said["end_date_time"] = DateTime.of(head.ended_at)
    if use.authorization_reference is not None:
        said["authorization_reference"] = use.authorization_reference
    if breakdown is None or tariff is None:
        said["total_cost"] = NOTHING_DUE
    elif not cost.truncated:
        said["charging_periods"] = [period_v221(e, tariff.ocpi_id) for e in breakdown.periods]
        if breakdown.total.excl is not None:
            said["total_cost"] = price_v221("total_cost", breakdown.total)
    return codec.check(Session221, said)


def session_v230(
    head: SessionHead, cost: SessionCost, use: TokenUse, place: ToldPlace
) -> Session230:
    """Return a session in 2.3.0, each tax by its own name."""
    said = session_to_v230(session_v221(head, cost, use, place)).value
    if cost.cost is None or cost.cost.total.excl is None or cost.truncated:
        return said
    return replace(said, total_cost=price_v230(cost.cost.total))


def session_v211(
    head: SessionHead, cost: SessionCost, use: TokenUse, place: ToldPlace, location: JsonObject
) -> Session211:
    """Return a session in 2.1.1, with the `location` it is at as it is told in 2.2.1.

    Raises `NotSayable` where 2.1.1 does not know the connector. That a location is not shown to
    everybody keeps nobody from being told where their own driver charges.
    """
    shown = codec.check(Location, {**location, "publish": True})
    at = location_to_v211(shown).value
    return session_to_v211(session_v221(head, cost, use, place), at).value


def _kwh(head: SessionHead, cost: SessionCost) -> Decimal:
    if cost.cost is not None:
        return cost.cost.energy_kwh
    return four_decimals(Decimal(head.energy_wh or 0) / WH_PER_KWH)
