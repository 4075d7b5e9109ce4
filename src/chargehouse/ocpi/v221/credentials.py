"""Credentials (module credentials)."""

from collections.abc import Iterable
from typing import Annotated

from msgspec import Meta

from chargehouse.ocpi.objects import OcpiObject
from chargehouse.ocpi.scalars import CountryCode, CredentialsToken, PartyId, Url
from chargehouse.ocpi.v221.places import BusinessDetails
from chargehouse.ocpi.v221.values import Role


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
    roles: Annotated[tuple[CredentialsRole, ...], Meta(min_length=1)]

    def __post_init__(self) -> None:
        check_roles([(role.role, role.country_code, role.party_id) for role in self.roles])


def check_roles(roles: Iterable[tuple[str, str, str]]) -> None:
    """Raise `ValueError` where a party has the same role twice, whatever the case."""
    named = [(role, country.upper(), party.upper()) for role, country, party in roles]
    if len(set(named)) < len(named):
        raise ValueError("A party has the same role twice")
