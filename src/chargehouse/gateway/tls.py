"""TLS of the charger port: our certificate, and whose client certificates are believed."""

import ssl
from uuid import UUID

from chargehouse.contexts.people.service import TenantService
from chargehouse.contexts.stations.service import CertificateService
from chargehouse.kernel.clock import Clock
from chargehouse.platform.outbox.bell import POLL_S
from chargehouse.platform.rounds import Rounds
from chargehouse.platform.settings import OcppSettings


def server_context(settings: OcppSettings) -> ssl.SSLContext | None:
    """Return the TLS context of the charger port, or None where it has no certificate.

    TLS 1.2 at least (OCPP 2.x part 2, A00.FR.313); a client certificate is asked for and not
    insisted on, since only stations of security profile 3 have one.
    """
    if settings.tls_cert is None:
        return None
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.load_cert_chain(settings.tls_cert, settings.tls_key)
    context.verify_mode = ssl.CERT_OPTIONAL
    if settings.tls_client_ca is not None:
        context.load_verify_locations(settings.tls_client_ca)
    return context


class Trust:
    """Teaches the TLS context the tenants' own certificate authorities, as they come to be."""

    def __init__(
        self,
        context: ssl.SSLContext | None,
        tenants: TenantService,
        certificates: CertificateService,
        clock: Clock,
    ) -> None:
        self._context = context
        self._tenants = tenants
        self._certificates = certificates
        self._known: set[UUID] = set()
        self._rounds = Rounds("gateway trust", self.refresh, clock=clock, apart_s=POLL_S)

    async def start(self) -> None:
        """Learn the authorities that there are, and look for new ones each second.

        TLS names no tenant, so what a charger shows cannot be looked up when it is shown.
        """
        if self._context is not None:
            await self.refresh()
            await self._rounds.start()

    async def stop(self) -> None:
        """Look no more."""
        await self._rounds.stop()

    async def refresh(self) -> None:
        """Learn the authorities of tenants that are new. Raises `Unavailable`."""
        if self._context is None:
            return
        for tenant in await self._tenants.list():
            if tenant.id not in self._known:
                authority = await self._certificates.ca_certificate(tenant.id)
                self._context.load_verify_locations(cadata=authority)
                self._known.add(tenant.id)
