"""Who is connected to a hub (module hubclientinfo)."""

from chargehouse.ocpi.objects import OcpiObject
from chargehouse.ocpi.scalars import CountryCode, DateTime, PartyId
from chargehouse.ocpi.v221.hub_client_info import ConnectionStatus
from chargehouse.ocpi.v230.values import Role


class ClientInfo(OcpiObject, frozen=True, kw_only=True):
    """A party that a hub knows, and whether it can be reached."""

    party_id: PartyId
    country_code: CountryCode
    role: Role
    status: ConnectionStatus
    last_updated: DateTime
