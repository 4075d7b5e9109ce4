"""Credentials of each version: whom they name, and what is said of us."""

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from chargehouse.contexts.roaming.model.sides import CREDENTIALS_MODULE, Side, our_sides
from chargehouse.contexts.roaming.public import (
    BusinessDetails,
    LegacyRole,
    Party,
    PartyKey,
    PartyRole,
)
from chargehouse.ocpi import codec
from chargehouse.ocpi.errors import InvalidParameters
from chargehouse.ocpi.objects import OcpiObject
from chargehouse.ocpi.v211 import credentials as v211
from chargehouse.ocpi.v221 import credentials as v221
from chargehouse.ocpi.v230 import credentials as v230
from chargehouse.ocpi.versions import Endpoint, Endpoint211, VersionDetails, VersionDetails211
from chargehouse.ocpi.versions import VersionName as Version

Credentials = v211.Credentials | v221.Credentials | v230.Credentials
CREDENTIALS: Final[dict[Version, type[Credentials]]] = {
    "2.1.1": v211.Credentials,
    "2.2.1": v221.Credentials,
    "2.3.0": v230.Credentials,
}
HUB: Final = "HUB"
NOT_BEFORE_230: Final = "PTP"


class Claim(NamedTuple):
    """A party that a partner says it is; `field` is where it says so."""

    field: str
    key: PartyKey
    role: PartyRole
    details: BusinessDetails


def claims_of(credentials: Credentials, legacy_role: LegacyRole) -> list[Claim]:
    """Return the parties that credentials name; 2.3.0 names a hub beside the roles."""
    if isinstance(credentials, v211.Credentials):
        key = PartyKey(credentials.country_code, credentials.party_id)
        return [Claim("party_id", key, legacy_role, _details(credentials.business_details))]
    roles: tuple[v221.CredentialsRole | v230.CredentialsRole, ...] = credentials.roles
    claims = [
        Claim(
            f"roles[{index}]",
            PartyKey(role.country_code, role.party_id),
            role.role,
            _details(role.business_details),
        )
        for index, role in enumerate(roles)
    ]
    hub = credentials.hub_party_id if isinstance(credentials, v230.Credentials) else None
    if hub is not None and all(claim.role != HUB for claim in claims):
        key = PartyKey(hub[:2], hub[2:])
        claims.append(Claim("hub_party_id", key, HUB, BusinessDetails(name=str(key))))
    return claims


def credentials_of(version: Version, ours: Sequence[Party], *, token: str, url: str) -> Credentials:
    """Return what a partner is told of us: all our parties, in 2.1.1 the first one alone.

    `ours` is not empty, and the default party comes first.
    """
    if version == "2.1.1":
        first = ours[0]
        return v211.Credentials(
            token=token,
            url=url,
            business_details=first.business_details,
            party_id=first.party_id,
            country_code=first.country_code,
        )
    roles = [
        {
            "role": party.role,
            "business_details": codec.to_plain(party.business_details),
            "party_id": party.party_id,
            "country_code": party.country_code,
        }
        for party in ours
        if version == "2.3.0" or party.role != NOT_BEFORE_230
    ]
    return codec.check(CREDENTIALS[version], {"token": token, "url": url, "roles": roles})


def details_of(
    version: Version, base_url: str, table: Iterable[Side], partner: LegacyRole
) -> VersionDetails | VersionDetails211:
    """Return our endpoints in a version; `base_url` is that of its details.

    In 2.1.1 a partner finds the sides that go with what it is.
    """
    sides = our_sides(version, table, partner)
    at_credentials = f"{base_url}/{CREDENTIALS_MODULE}"
    if version == "2.1.1":
        old = [
            Endpoint211(identifier=CREDENTIALS_MODULE, url=at_credentials),
            *(Endpoint211(identifier=name, url=f"{base_url}/{name}") for name, _ in sides),
        ]
        return VersionDetails211(version=version, endpoints=tuple(old))
    told = [
        Endpoint(identifier=CREDENTIALS_MODULE, role="RECEIVER", url=at_credentials),
        *(
            Endpoint(identifier=name, role=role, url=f"{base_url}/{role.lower()}/{name}")
            for name, role in sides
        ),
    ]
    return VersionDetails(version=version, endpoints=tuple(told))


def _details(said: OcpiObject) -> BusinessDetails:
    """Return a company as we keep it; a logo of a kind that is not known is left out."""
    plain = codec.to_plain(said)
    try:
        return codec.check(BusinessDetails, plain)
    except InvalidParameters:
        return codec.check(
            BusinessDetails, {name: value for name, value in plain.items() if name != "logo"}
        )
