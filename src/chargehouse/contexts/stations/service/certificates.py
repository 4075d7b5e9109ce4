"""The tenant's own certificate authority, and what it issues to stations."""

from datetime import datetime
from typing import Final
from uuid import UUID

from chargehouse.contexts.stations.errors import CertificateUnknown, StationUnknown
from chargehouse.contexts.stations.events import CertificateIssued, CertificateRevoked
from chargehouse.contexts.stations.model.certificates import (
    checked_request,
    new_authority,
    pem_of,
    serial_of,
    signed_certificate,
)
from chargehouse.contexts.stations.public import CERTIFICATES, CommandPort, StationCertificate
from chargehouse.contexts.stations.repository import certificates, stations
from chargehouse.contexts.stations.service.standing import require_at_station
from chargehouse.kernel.actor import Actor, system_actor
from chargehouse.kernel.reach import Place
from chargehouse.platform.http.paging import Page, Paging
from chargehouse.platform.postgres.database import Database, UnitOfWork
from chargehouse.platform.secrets import Keyring

BY_CERTIFICATE: Final = 3
"""The security profile of a station that proves who it is by a certificate."""
AUTHORITY_NAME: Final = "Stations of "


class CertificateService:
    """Signs, lists and revokes certificates of stations (OCPP security profile 3)."""

    def __init__(self, database: Database, keyring: Keyring, port: CommandPort) -> None:
        self._port = port
        self._database = database
        self._clock = database.clock
        self._ids = database.ids
        self._keyring = keyring

    async def ca_certificate(self, tenant_id: UUID) -> str:
        """Return the certificate of the tenant's authority, in PEM; make it on first use."""
        actor = system_actor("gateway", tenant_id, "certificates")
        async with self._database.transaction(actor) as work:
            certificate_pem, _ = await self._authority(work)
        return certificate_pem

    async def authority(self, actor: Actor) -> str:
        """Return the certificate of the actor's tenant's authority, in PEM."""
        actor.require_somewhere(CERTIFICATES)
        return await self.ca_certificate(actor.tenant_id)

    async def sign(self, actor: Actor, station_id: UUID, csr_pem: str) -> str:
        """Return the certificate for a station's request and the authority's behind it, in PEM.

        Raises `SigningRequestRefused` and `StationUnknown`.
        """
        actor.require_somewhere(CERTIFICATES)
        now = self._clock.now()
        async with self._database.transaction(actor) as work:
            station = await stations.find(work.connection, actor.tenant_id, station_id, now)
            if station is None:
                raise StationUnknown("There is no such station.")
            actor.require(CERTIFICATES, at=Place(station.location_id))
            request = checked_request(csr_pem, station.code)
            authority_pem, key_pem = await self._authority(work)
            certificate = signed_certificate(request, authority_pem, key_pem, now)
            issued = StationCertificate(
                id=self._ids.new(),
                station_id=station_id,
                serial_number=serial_of(certificate),
                subject=certificate.subject.rfc4514_string(),
                certificate_pem=pem_of(certificate),
                not_before=certificate.not_valid_before_utc,
                not_after=certificate.not_valid_after_utc,
                status="valid",
                issued_at=now,
            )
            values = {name: getattr(issued, name) for name in issued.__struct_fields__}
            await certificates.add(work.connection, {**values, "tenant_id": actor.tenant_id})
            work.record(
                CertificateIssued(
                    aggregate_id=station_id,
                    station_id=station_id,
                    certificate_id=issued.id,
                    serial_number=issued.serial_number,
                    not_after=issued.not_after,
                )
            )
        return issued.certificate_pem + authority_pem

    async def is_good(
        self, tenant_id: UUID, code: str, serial_number: str, issuer: str | None = None
    ) -> bool:
        """Tell whether a certificate that TLS verified may stand for a station.

        `serial_number` is in hexadecimal; `issuer` is the common name of who signed it. Our own
        authority's must have been issued to this station and not be revoked; another tenant's
        authority is nobody here; of an authority that the operator trusts besides, only what is
        known to be revoked is refused.
        """
        if issuer is not None and issuer.startswith(AUTHORITY_NAME):
            if issuer != AUTHORITY_NAME + str(tenant_id):
                return False
            accepted: tuple[str | None, ...] = ("valid",)
        else:
            accepted = ("valid", None)
        actor = system_actor("gateway", tenant_id, "certificates")
        serial = serial_number.lower().lstrip("0")
        async with self._database.reading(actor) as connection:
            status = await certificates.status_of(connection, tenant_id, code, serial)
        return status in accepted

    async def revoke(self, actor: Actor, certificate_id: UUID) -> StationCertificate:
        """Honour a certificate no longer.

        A connection that may stand on it (security profile 3) is closed: another certificate of
        the station lets it in again. Raises `CertificateUnknown`.
        """
        actor.require_somewhere(CERTIFICATES)
        now = self._clock.now()
        async with self._database.transaction(actor) as work:
            revoked = await certificates.revoke(work.connection, actor.tenant_id, certificate_id)
            if revoked is None:
                raise CertificateUnknown("There is no such certificate.")
            await require_at_station(work.connection, actor, CERTIFICATES, revoked.station_id)
            work.record(
                CertificateRevoked(
                    aggregate_id=revoked.station_id,
                    station_id=revoked.station_id,
                    certificate_id=revoked.id,
                    serial_number=revoked.serial_number,
                )
            )
            station = await stations.find(work.connection, actor.tenant_id, revoked.station_id, now)
        if station is not None and station.socket.security_profile == BY_CERTIFICATE:
            await self._port.close(actor.tenant_id, station.id, "its certificate was revoked")
        return revoked

    async def page(
        self,
        actor: Actor,
        paging: Paging,
        *,
        station_id: UUID | None = None,
        status: str | None = None,
        expires_before: datetime | None = None,
    ) -> Page[StationCertificate]:
        """Return a page of certificates."""
        reach = actor.require_somewhere(CERTIFICATES)
        listed = certificates.query(
            actor.tenant_id,
            reach,
            paging,
            station_id=station_id,
            status=status,
            expires_before=expires_before,
        )
        async with self._database.reading(actor) as connection:
            return await certificates.page(connection, listed)

    async def _authority(self, work: UnitOfWork) -> tuple[str, str]:
        found = await certificates.authority(work.connection, work.tenant_id)
        if found is None:
            await self._make_authority(work)
            found = await certificates.authority(work.connection, work.tenant_id)
        if found is None:
            raise CertificateUnknown("The tenant's authority was not kept.")
        certificate_pem, encrypted = found
        return certificate_pem, self._keyring.decrypt(encrypted, context=_context(work.tenant_id))

    async def _make_authority(self, work: UnitOfWork) -> None:
        now = self._clock.now()
        certificate_pem, key_pem = new_authority(f"{AUTHORITY_NAME}{work.tenant_id}", now)
        await certificates.add_authority(
            work.connection,
            {
                "tenant_id": work.tenant_id,
                "certificate_pem": certificate_pem,
                "key_encrypted": self._keyring.encrypt(key_pem, context=_context(work.tenant_id)),
                "created_at": now,
            },
        )


def _context(tenant_id: UUID) -> str:
    return f"certificate_authorities.key/{tenant_id}"
