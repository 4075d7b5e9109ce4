"""SignCertificate (OCPP 1.6 security extension, section 5.14)."""

import structlog

from chargehouse.contexts.stations.errors import SigningRequestRefused
from chargehouse.gateway.charger import Charger
from chargehouse.kernel.actor import system_actor
from chargehouse.kernel.errors import ChargehouseError
from chargehouse.ocpp.incoming import IncomingCall
from chargehouse.ocpp.v16.messages import SignCertificateRequest, SignCertificateResponse

log = structlog.get_logger(__name__)


async def handle(charger: Charger, call: IncomingCall) -> SignCertificateResponse:
    """Sign a request that can be signed, and send the certificate as a command of our own."""
    request: SignCertificateRequest = call.payload
    await charger.keep_frames()
    actor = system_actor("gateway", charger.tenant_id, "certificates")
    try:
        chain = await charger.services.certificates.sign(actor, charger.station.id, request.csr)
    except SigningRequestRefused:
        return SignCertificateResponse(status="Rejected")
    charger.services.background(_send(charger, chain))
    return SignCertificateResponse(status="Accepted")


async def _send(charger: Charger, chain: str) -> None:
    actor = system_actor("gateway", charger.tenant_id, "certificates")
    try:
        await charger.services.commands.request(
            actor,
            charger.station.id,
            "CertificateSigned",
            {"certificateChain": chain},
            timeout_s=charger.services.settings.call_timeout_s,
            reason="the station asked for it",
        )
    except ChargehouseError as error:
        log.warning("certificate_not_sent", station_id=str(charger.station.id), reason=error.code)
