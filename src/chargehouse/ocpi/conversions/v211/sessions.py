"""Sessions between 2.2.1 and 2.1.1."""

from decimal import Decimal
from typing import Any, get_args

from chargehouse.ocpi import codec
from chargehouse.ocpi.codec import JsonObject
from chargehouse.ocpi.conversions.said import Draft, NotSayable, Said
from chargehouse.ocpi.headers import PartyKey
from chargehouse.ocpi.scalars import same
from chargehouse.ocpi.v211 import sessions as v211
from chargehouse.ocpi.v211.charging_periods import CdrDimensionType
from chargehouse.ocpi.v211.locations import Connector, Evse, Location
from chargehouse.ocpi.v221 import sessions as v221
from chargehouse.ocpi.v221.charging_periods import CdrToken

_DIMENSIONS = frozenset(get_args(CdrDimensionType))


def session_to_v211(session: v221.Session, location: Location) -> Said[v211.Session]:
    """Return a session in 2.1.1, with its EVSE and connector in the `location` it is at.

    Raises `NotSayable` where the location has no such connector.
    """
    draft = Draft(session)
    draft.leave("country_code", "party_id", "location_id", "evse_uid", "connector_id")
    draft.data["location"] = _narrowed(location, session.evse_uid, session.connector_id)
    draft.rename("start_date_time", "start_datetime")
    draft.rename("end_date_time", "end_datetime")
    token_to_auth_id(draft)
    draft.each("charging_periods", period_to_v211)
    cost_to_number(draft, "total_cost")
    if session.status == "RESERVATION":
        draft.data["status"] = "PENDING"
        draft.note("status")
    return draft.said(v211.Session)


def session_from_v211(
    session: v211.Session, owner: PartyKey, token: CdrToken
) -> Said[v221.Session]:
    """Return a session in 2.2.1, of its owner; `token` is the one that its `auth_id` names.

    Raises `NotSayable` where its location does not name one connector.
    """
    draft = Draft(session)
    evse, connector = only_connector(session.location)
    draft.leave("location", "auth_id")
    draft.data |= {
        "country_code": owner.country_code,
        "party_id": owner.party_id,
        "cdr_token": codec.to_plain(token),
        "location_id": session.location.id,
        "evse_uid": evse.uid,
        "connector_id": connector.id,
    }
    draft.rename("start_datetime", "start_date_time")
    draft.rename("end_datetime", "end_date_time")
    draft.each("charging_periods", period_from_v211)
    number_to_cost(draft, "total_cost")
    return draft.said(v221.Session)


def token_to_auth_id(draft: Draft) -> None:
    """Name the token by its contract alone, and the method of authorisation by what 2.1.1 has."""
    draft.data["auth_id"] = draft.data.pop("cdr_token")["contract_id"]
    draft.lose("authorization_reference")
    if draft.data["auth_method"] == "COMMAND":
        draft.data["auth_method"] = "AUTH_REQUEST"
        draft.note("auth_method")


def period_to_v211(period: Draft) -> bool:
    """Keep the dimensions that 2.1.1 knows; a period without any is lost."""
    period.lose("tariff_id")
    period.each("dimensions", lambda dimension: dimension.data["type"] in _DIMENSIONS)
    return bool(period.data["dimensions"])


def period_from_v211(period: Draft) -> bool:
    """Leave out the flat fee, which is no dimension any more."""
    period.each("dimensions", lambda dimension: dimension.data["type"] != "FLAT")
    return bool(period.data["dimensions"])


def cost_to_number(draft: Draft, name: str) -> None:
    """Say an amount without its tax."""
    cost: JsonObject | None = draft.data.get(name)
    if cost is not None:
        draft.data[name] = cost["excl_vat"]
        if cost.get("incl_vat") is not None:
            draft.note(f"{name}.incl_vat")


def number_to_cost(draft: Draft, name: str) -> None:
    """Say an amount whose tax is not known."""
    amount: Decimal | None = draft.data.get(name)
    if amount is not None:
        draft.data[name] = {"excl_vat": amount}


def only_connector(location: Location) -> tuple[Evse, Connector]:
    """Return the EVSE and connector that a session or CDR is of; raises `NotSayable`."""
    evses = location.evses or ()
    if len(evses) != 1 or len(evses[0].connectors) != 1:
        raise NotSayable("location", "It does not name one connector")
    return evses[0], evses[0].connectors[0]


def _narrowed(location: Location, evse_uid: str, connector_id: str) -> dict[str, Any]:
    for evse in location.evses or ():
        for connector in evse.connectors:
            if same(evse.uid, evse_uid) and same(connector.id, connector_id):
                narrow: dict[str, Any] = codec.to_plain(location)
                only: dict[str, Any] = codec.to_plain(evse)
                narrow["evses"] = [{**only, "connectors": [codec.to_plain(connector)]}]
                return narrow
    raise NotSayable("location", "It has no such connector")
