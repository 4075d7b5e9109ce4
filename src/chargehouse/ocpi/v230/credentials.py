"""Credentials (module credentials)."""

from typing import Annotated

from msgspec import Meta

from chargehouse.ocpi.objects import OcpiObject
from chargehouse.ocpi.scalars import CountryCode, CredentialsToken, PartyId, Url
from chargehouse.ocpi.v221.credentials import check_roles
from chargehouse.ocpi.v230.places import BusinessDetails
from chargehouse.ocpi.v230.values import Role

HubPartyId = Annotated[str, Meta(pattern=r"\A[A-Za-z]{2}[A-Za-z0-9]{3}\Z")]
"""Country code and party id of a hub, as one word."""


class CredentialsRole(OcpiObject, frozen=True, kw_only=True):
    """A party of a platform, in one role; the same role may come again with another party."""

    role: Role
    business_details: BusinessDetails
    party_id: PartyId
    country_code: CountryCode


class Credentials(OcpiObject, frozen=True, kw_only=True):
    """What the other side needs to call us: the token in clear, and the versions endpoint."""

    token: CredentialsToken
    url: Url
    hub_party_id: HubPartyId | None = None
    roles: Annotated[tuple[CredentialsRole, ...], Meta(min_length=1)]

    def __post_init__(self) -> None:
        check_roles([(role.role, role.country_code, role.party_id) for role in self.roles])
