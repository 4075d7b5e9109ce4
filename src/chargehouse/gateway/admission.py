"""Who is let in: from the request line and headers to a station, or a refusal.

Security profiles 0 to 3: OCPP 2.x part 2, use case A00.
"""

import contextlib
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Final
from uuid import UUID

from chargehouse.contexts.people.errors import TenantUnknown
from chargehouse.contexts.people.public import TenantRef
from chargehouse.contexts.stations.errors import RegistrationClosed
from chargehouse.contexts.stations.public import (
    PROFILES_WITH_PASSWORD,
    PROFILES_WITHOUT,
    Admitted,
    StationRef,
)
from chargehouse.gateway.knocks import (
    Knock,
    basic_credentials,
    chosen_version,
    common_name,
    names_in,
    password_readings,
)
from chargehouse.gateway.patience import Patience
from chargehouse.gateway.services import Services
from chargehouse.kernel.actor import system_actor
from chargehouse.kernel.errors import Unavailable
from chargehouse.ocpp.version import V16, VERSIONS, Version

UNAUTHENTICATED, BASIC, TLS_BASIC, CLIENT_CERTIFICATE = 0, 1, 2, 3


@dataclass(frozen=True, slots=True)
class Welcome:
    """A station that may come in. `deviations` are what was odd and is lived with."""

    station: StationRef
    admitted: Admitted
    version: Version
    security_profile: int
    subprotocol_offered: bool
    deviations: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Refusal:
    """A station that may not come in, with a fixed word for why and a line for its installer.

    `station_id` is set where it said that it is a station which is known.
    """

    status: HTTPStatus
    reason: str
    advice: str
    station_id: UUID | None = None


NO_COMMON_SUBPROTOCOL: Final = Refusal(
    HTTPStatus.BAD_REQUEST,
    "no_common_subprotocol",
    f"Offer one of the subprotocols {', '.join(VERSIONS)}.",
)
NO_PASSWORD: Final = Refusal(
    HTTPStatus.UNAUTHORIZED, "no_password", "Send the station's password (Basic)."
)
UNKNOWN_STATION: Final = Refusal(
    HTTPStatus.NOT_FOUND,
    "unknown_station",
    "This station is not known: add it, or open a registration window.",
)


class Admission:
    """Decides who is let in. Refusals are counted, kept as events, and limited."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._patience = Patience(services.clock, services.settings.failed_logins_per_minute)

    async def admit(self, knock: Knock) -> Welcome | Refusal:
        """Return the station that knocks, or why it is refused. Raises `Unavailable`."""
        slug, code = names_in(knock.path)
        called = slug.lower(), code.lower()
        if self._patience.is_over(knock.remote_address, called):
            self._services.connections.refused_unheard("rate_limited")
            return Refusal(
                HTTPStatus.TOO_MANY_REQUESTS,
                "rate_limited",
                "Too many refused connections of this station or its address; wait a minute.",
            )
        if not code:
            self._services.connections.refused_unheard("bad_path")
            return Refusal(
                HTTPStatus.NOT_FOUND, "bad_path", "Connect to /ocpp/<tenant>/<station id>."
            )
        try:
            tenant = await self._services.tenants.resolve(slug)
        except TenantUnknown:
            self._patience.refused(knock.remote_address, called)
            self._services.connections.refused_unheard("unknown_tenant")
            return Refusal(HTTPStatus.NOT_FOUND, "unknown_tenant", "There is no such tenant.")
        outcome = await self._admit_to(tenant, code, knock)
        if isinstance(outcome, Welcome):
            self._patience.welcomed(knock.remote_address, called)
            return outcome
        self._patience.refused(knock.remote_address, called)
        self._services.connections.refused(
            tenant.id,
            outcome.reason,
            code=code,
            remote_address=knock.remote_address,
            station_id=outcome.station_id,
        )
        return outcome

    async def _admit_to(self, tenant: TenantRef, code: str, knock: Knock) -> Welcome | Refusal:
        admitted = await self._services.connections.find(tenant.id, code)
        if admitted is None:
            registered = await self._registered(tenant, code, knock)
            if isinstance(registered, Refusal):
                return registered
            admitted = registered
        outcome = await self._admit_known(tenant, code, admitted, knock)
        if isinstance(outcome, Refusal):
            return replace(outcome, station_id=admitted.station_id)
        return outcome

    async def _admit_known(
        self, tenant: TenantRef, code: str, admitted: Admitted, knock: Knock
    ) -> Welcome | Refusal:
        version = chosen_version(knock.subprotocols, admitted.protocol)
        if version is None:
            return NO_COMMON_SUBPROTOCOL
        checked = await self._authenticate(tenant, code, admitted, knock, version)
        if isinstance(checked, Refusal):
            return checked
        profile, deviations = checked
        return Welcome(
            station=StationRef(tenant_id=tenant.id, id=admitted.station_id, code=code),
            admitted=admitted,
            version=version,
            security_profile=profile,
            subprotocol_offered=version.subprotocol in knock.subprotocols,
            deviations=deviations,
        )

    async def _registered(self, tenant: TenantRef, code: str, knock: Knock) -> Admitted | Refusal:
        """Add a new station where a registration window lets it in.

        It is added where it could then come in, and not before: a password that it sent in clear
        is never one of a station that must use TLS.
        """
        version = chosen_version(knock.subprotocols, None)
        if version is None:
            return NO_COMMON_SUBPROTOCOL
        credentials = basic_credentials(knock.authorization)
        lacking = {
            profile: await self._lacking(tenant, code, profile, knock, version)
            for profile in (PROFILES_WITH_PASSWORD if credentials else PROFILES_WITHOUT)
        }
        try:
            return await self._services.registrations.admit_new(
                tenant.id,
                code,
                profiles=[profile for profile, lack in lacking.items() if lack is None],
                password=credentials[1] if credentials else None,
            )
        except RegistrationClosed:
            opened = await self._services.registrations.profiles_let_in(tenant.id)
        return next(
            (lack for profile, lack in lacking.items() if lack and profile in opened),
            UNKNOWN_STATION,
        )

    async def _authenticate(
        self, tenant: TenantRef, code: str, admitted: Admitted, knock: Knock, version: Version
    ) -> tuple[int, tuple[str, ...]] | Refusal:
        profile = admitted.security_profile
        lacking = await self._lacking(tenant, code, profile, knock, version)
        if lacking is not None:
            return lacking
        if profile in PROFILES_WITHOUT:
            return profile, ()
        return self._by_password(tenant, code, admitted, knock)

    async def _lacking(
        self, tenant: TenantRef, code: str, profile: int, knock: Knock, version: Version
    ) -> Refusal | None:
        """Return what a knock lacks for a security profile, whatever the password is."""
        if profile >= TLS_BASIC and not knock.encrypted:
            return Refusal(HTTPStatus.FORBIDDEN, "tls_required", "This station must use wss://.")
        if profile == CLIENT_CERTIFICATE:
            return await self._lacking_of_certificate(tenant, code, knock)
        if profile == UNAUTHENTICATED:
            if self._services.settings.allow_unauthenticated:
                return None
            return Refusal(
                HTTPStatus.UNAUTHORIZED,
                "unauthenticated_not_allowed",
                "Stations without authentication are not allowed here.",
            )
        return _lacking_of_credentials(code, knock, version)

    def _by_password(
        self, tenant: TenantRef, code: str, admitted: Admitted, knock: Knock
    ) -> tuple[int, tuple[str, ...]] | Refusal:
        credentials = basic_credentials(knock.authorization)
        hashes = [
            known for known in (admitted.password_hash, admitted.offered_password_hash) if known
        ]
        if credentials is None or not hashes:
            return NO_PASSWORD
        user, password = credentials
        readings = password_readings(password)
        matching = [
            (number, known)
            for known in hashes
            for number, reading in enumerate(readings)
            if self._services.keyring.password_verify(reading, known)
        ]
        if not matching:
            return Refusal(HTTPStatus.UNAUTHORIZED, "wrong_password", "The password is wrong.")
        number, proven = matching[0]
        deviations = []
        if number:
            deviations.append("authorization-key-in-another-form")
        if user.lower() != code.lower():
            deviations.append("wrong-basic-user-name")
        if proven != admitted.password_hash:
            self._services.background(self._take_offered(tenant, admitted, proven))
        profile = TLS_BASIC if knock.encrypted else BASIC
        return profile, tuple(deviations)

    async def _take_offered(self, tenant: TenantRef, admitted: Admitted, proven: bytes) -> None:
        """Expect the password that a station was told and has used; while we cannot, either."""
        actor = system_actor("gateway", tenant.id, "admission")
        with contextlib.suppress(Unavailable):
            await self._services.stations.take_offered_password(actor, admitted.station_id, proven)

    async def _lacking_of_certificate(
        self, tenant: TenantRef, code: str, knock: Knock
    ) -> Refusal | None:
        certificate = knock.peer_certificate
        if not certificate:
            return Refusal(
                HTTPStatus.UNAUTHORIZED, "no_certificate", "Present the station's certificate."
            )
        name = common_name(certificate)
        if name is None or name.lower() != code.lower():
            return Refusal(
                HTTPStatus.UNAUTHORIZED,
                "wrong_certificate",
                "The certificate's common name is not this station's id.",
            )
        serial = str(certificate.get("serialNumber", ""))
        issuer = common_name({"subject": certificate.get("issuer", ())})
        if not await self._services.certificates.is_good(tenant.id, code, serial, issuer):
            return Refusal(
                HTTPStatus.UNAUTHORIZED,
                "revoked_certificate",
                "This certificate was revoked, or was not issued to this station.",
            )
        return None


def _lacking_of_credentials(code: str, knock: Knock, version: Version) -> Refusal | None:
    credentials = basic_credentials(knock.authorization)
    if credentials is None:
        return NO_PASSWORD
    if version is not V16 and credentials[0].lower() != code.lower():
        return Refusal(
            HTTPStatus.UNAUTHORIZED, "wrong_user_name", "The user name is the station's id."
        )
    return None
