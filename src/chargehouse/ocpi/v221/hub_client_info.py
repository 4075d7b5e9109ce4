"""Who is connected to a hub (module hubclientinfo)."""

from typing import Literal

from chargehouse.ocpi.objects import OcpiObject
from chargehouse.ocpi.scalars import CountryCode, DateTime, PartyId
from chargehouse.ocpi.v221.values import Role

ConnectionStatus = Literal["CONNECTED", "OFFLINE", "PLANNED", "SUSPENDED"]


class ClientInfo(OcpiObject, frozen=True, kw_only=True):
    """A party that a hub knows, and whether it can be reached."""

    party_id: PartyId
    country_code: CountryCode
    role: Role
    status: ConnectionStatus
    last_updated: DateTime
