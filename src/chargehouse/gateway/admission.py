"""Who is let in: from the request line and headers to a station, or a refusal.

Path `/ocpp/{tenant}/{station}`, or `/ocpp/{station}` for the default tenant (OCPP-J 1.6 section
3.1.1; 2.x part 4 section 3.1.1); security profiles 0 to 3 (2.x part 2, use case A00).
"""

import base64
import binascii
import contextlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import unquote
from uuid import UUID

from chargehouse.contexts.people.errors import TenantUnknown
from chargehouse.contexts.people.public import DEFAULT_TENANT, TenantRef
from chargehouse.contexts.stations.errors import RegistrationClosed
from chargehouse.contexts.stations.public import Admitted, StationRef
from chargehouse.gateway.services import Services
from chargehouse.kernel.actor import system_actor
from chargehouse.kernel.errors import Unavailable
from chargehouse.ocpp.version import V16, VERSIONS, Version

MAX_CODE_CHARACTERS: Final = 48
ADDRESSES_REMEMBERED: Final = 10_000
MINUTE_S: Final = 60.0
UNAUTHENTICATED, BASIC, TLS_BASIC, CLIENT_CERTIFICATE = 0, 1, 2, 3


@dataclass(frozen=True, slots=True)
class Knock:
    """A request to connect. `peer_certificate` is what the TLS layer verified, if it did."""

    path: str
    authorization: str | None
    subprotocols: Sequence[str]
    remote_address: str
    encrypted: bool
    peer_certificate: Mapping[str, Any] | None = None


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


class Admission:
    """Decides who is let in. Refusals are counted, kept as events, and limited by address."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._failures: dict[str, int] = {}
        self._failures_since_s = 0.0

    async def admit(self, knock: Knock) -> Welcome | Refusal:
        """Return the station that knocks, or why it is refused. Raises `Unavailable`."""
        if self._too_many_failures(knock.remote_address):
            self._services.connections.refused_unheard("rate_limited")
            return Refusal(
                HTTPStatus.TOO_MANY_REQUESTS,
                "rate_limited",
                "Too many refused connections from this address; wait a minute.",
            )
        slug, code = names_in(knock.path)
        if not code:
            self._services.connections.refused_unheard("bad_path")
            return Refusal(
                HTTPStatus.NOT_FOUND, "bad_path", "Connect to /ocpp/<tenant>/<station id>."
            )
        try:
            tenant = await self._services.tenants.resolve(slug)
        except TenantUnknown:
            self._failed(knock.remote_address)
            self._services.connections.refused_unheard("unknown_tenant")
            return Refusal(HTTPStatus.NOT_FOUND, "unknown_tenant", "There is no such tenant.")
        outcome = await self._admit_to(tenant, code, knock)
        if isinstance(outcome, Refusal):
            self._failed(knock.remote_address)
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
            admitted = await self._registered(tenant, code, knock)
        if admitted is None:
            return Refusal(
                HTTPStatus.NOT_FOUND,
                "unknown_station",
                "This station is not known: add it, or open a registration window.",
            )
        outcome = await self._admit_known(tenant, code, admitted, knock)
        if isinstance(outcome, Refusal):
            return replace(outcome, station_id=admitted.station_id)
        return outcome

    async def _admit_known(
        self, tenant: TenantRef, code: str, admitted: Admitted, knock: Knock
    ) -> Welcome | Refusal:
        version = chosen_version(knock.subprotocols, admitted.protocol)
        if version is None:
            return Refusal(
                HTTPStatus.BAD_REQUEST,
                "no_common_subprotocol",
                f"Offer one of the subprotocols {', '.join(VERSIONS)}.",
            )
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

    async def _registered(self, tenant: TenantRef, code: str, knock: Knock) -> Admitted | None:
        """Add a new station where a registration window lets it in."""
        credentials = basic_credentials(knock.authorization)
        try:
            return await self._services.registrations.admit_new(
                tenant.id, code, password=credentials[1] if credentials else None
            )
        except RegistrationClosed:
            return None

    async def _authenticate(
        self, tenant: TenantRef, code: str, admitted: Admitted, knock: Knock, version: Version
    ) -> tuple[int, tuple[str, ...]] | Refusal:
        profile = admitted.security_profile
        if profile >= TLS_BASIC and not knock.encrypted:
            return Refusal(HTTPStatus.FORBIDDEN, "tls_required", "This station must use wss://.")
        if profile == CLIENT_CERTIFICATE:
            return await self._by_certificate(tenant, code, knock)
        if profile == UNAUTHENTICATED:
            if self._services.settings.allow_unauthenticated:
                return UNAUTHENTICATED, ()
            return Refusal(
                HTTPStatus.UNAUTHORIZED,
                "unauthenticated_not_allowed",
                "Stations without authentication are not allowed here.",
            )
        return self._by_password(tenant, code, admitted, knock, version)

    def _by_password(
        self, tenant: TenantRef, code: str, admitted: Admitted, knock: Knock, version: Version
    ) -> tuple[int, tuple[str, ...]] | Refusal:
        credentials = basic_credentials(knock.authorization)
        hashes = [
            known for known in (admitted.password_hash, admitted.offered_password_hash) if known
        ]
        if credentials is None or not hashes:
            return Refusal(
                HTTPStatus.UNAUTHORIZED, "no_password", "Send the station's password (Basic)."
            )
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
            if version is not V16:
                return Refusal(
                    HTTPStatus.UNAUTHORIZED, "wrong_user_name", "The user name is the station's id."
                )
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

    async def _by_certificate(
        self, tenant: TenantRef, code: str, knock: Knock
    ) -> tuple[int, tuple[str, ...]] | Refusal:
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
        return CLIENT_CERTIFICATE, ()

    def _too_many_failures(self, address: str) -> bool:
        now_s = self._services.clock.monotonic()
        if now_s - self._failures_since_s >= MINUTE_S:
            self._failures.clear()
            self._failures_since_s = now_s
        limit = self._services.settings.failed_logins_per_minute
        return self._failures.get(address, 0) >= limit

    def _failed(self, address: str) -> None:
        if address in self._failures or len(self._failures) < ADDRESSES_REMEMBERED:
            self._failures[address] = self._failures.get(address, 0) + 1


def names_in(path: str) -> tuple[str, str]:
    """Return tenant slug and station code of a path; the code is empty where there is none.

    A trailing slash, doubled slashes, a query and percent-encoding are lived with.
    """
    parts = [unquote(part) for part in path.partition("?")[0].split("/") if part]
    if not parts or parts[0].lower() != "ocpp":
        return "", ""
    named = parts[1:]
    if len(named) == 1:
        named = [DEFAULT_TENANT, *named]
    if len(named) != 2 or not named[1].isprintable():  # noqa: PLR2004  tenant and station
        return "", ""
    tenant, code = named[0], named[1].strip()
    return (tenant, code) if len(code) <= MAX_CODE_CHARACTERS else ("", "")


def offered_subprotocols(headers: Sequence[str]) -> list[str]:
    """Return the subprotocols of the request's headers, however they are spaced and cased."""
    words = [word.strip().strip('"') for header in headers for word in header.split(",")]
    return [word for word in words if word]


def chosen_version(offered: Sequence[str], expected: str | None) -> Version | None:
    """Return the version to speak: the expected one where offered, else the newest offered.

    Without any offer, the expected one or 1.6: some chargers send no header.
    """
    known = [VERSIONS[word.lower()] for word in offered if word.lower() in VERSIONS]
    if not offered:
        return VERSIONS[expected or "ocpp1.6"]
    for version in known:
        if version.subprotocol == expected:
            return version
    oldest_first = list(VERSIONS.values())
    return max(known, key=oldest_first.index) if known else None


def basic_credentials(header: str | None) -> tuple[str, bytes] | None:
    """Return user name and password of an `Authorization: Basic` header (RFC 7617), or None."""
    if header is None or header[:6].lower() != "basic ":
        return None
    try:
        decoded = base64.b64decode(header[6:].strip(), validate=True)
    except (binascii.Error, ValueError):
        return None
    user, _, password = decoded.partition(b":")
    return user.decode(errors="replace"), password


def password_readings(sent: bytes) -> list[bytes]:
    """Return the passwords that may be meant: as sent, or as hex of bytes, either way round."""
    readings = [sent, sent.hex().upper().encode(), sent.hex().encode()]
    try:
        readings.append(bytes.fromhex(sent.decode("ascii")))
    except ValueError:
        return readings
    return readings


def common_name(certificate: Mapping[str, Any]) -> str | None:
    """Return the subject's common name of a certificate as Python's TLS layer shows it."""
    for attributes in certificate.get("subject", ()):
        for name, value in attributes:
            if name == "commonName":
                return str(value)
    return None
