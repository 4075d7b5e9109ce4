"""Credentials and hub clients between 2.2.1 and 2.3.0."""

from chargehouse.ocpi.conversions.said import Draft, Said
from chargehouse.ocpi.conversions.v230.locations import business_details_from_v230
from chargehouse.ocpi.v221 import credentials as v221
from chargehouse.ocpi.v221 import hub_client_info as hub_221
from chargehouse.ocpi.v230 import credentials as v230
from chargehouse.ocpi.v230 import hub_client_info as hub_230


def credentials_to_v230(credentials: v221.Credentials) -> Said[v230.Credentials]:
    """Return credentials in 2.3.0, where a hub is named by `hub_party_id` and is no role."""
    draft = Draft(credentials)
    hubs = [role for role in credentials.roles if role.role == "HUB"]
    if hubs:
        draft.data["hub_party_id"] = hubs[0].country_code + hubs[0].party_id
    return draft.said(v230.Credentials)


def credentials_from_v230(credentials: v230.Credentials) -> Said[v221.Credentials]:
    """Return credentials in 2.2.1, where a hub is one of the roles."""
    draft = Draft(credentials)
    draft.each("roles", _role)
    hub = draft.data.pop("hub_party_id", None)
    if hub is not None and all(role.role != "HUB" for role in credentials.roles):
        draft.note("hub_party_id")
    return draft.said(v221.Credentials)


def client_info_to_v230(info: hub_221.ClientInfo) -> Said[hub_230.ClientInfo]:
    """Return a hub's client in 2.3.0, whole."""
    return Draft(info).said(hub_230.ClientInfo)


def client_info_from_v230(info: hub_230.ClientInfo) -> Said[hub_221.ClientInfo]:
    """Return a hub's client in 2.2.1; a payment provider is another role there."""
    draft = Draft(info)
    _role_from_v230(draft)
    return draft.said(hub_221.ClientInfo)


def _role(role: Draft) -> None:
    _role_from_v230(role)
    role.inside("business_details", business_details_from_v230)


def _role_from_v230(role: Draft) -> None:
    if role.data["role"] == "PTP":
        role.data["role"] = "OTHER"
        role.note("role")
