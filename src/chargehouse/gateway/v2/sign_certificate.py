"""SignCertificate (OCPP 2.x part 2, use cases A02 and A03)."""

from typing import Final

import structlog

from chargehouse.contexts.stations.errors import SigningRequestRefused
from chargehouse.gateway.charger import Charger
from chargehouse.gateway.v2.replies import answer, status_info
from chargehouse.kernel.actor import system_actor
from chargehouse.kernel.errors import ChargehouseError
from chargehouse.ocpp.incoming import IncomingCall
from chargehouse.ocpp.wire import Payload

OWN: Final = "ChargingStationCertificate"

log = structlog.get_logger(__name__)


async def handle(charger: Charger, call: IncomingCall) -> Payload:
    """Sign a request that can be signed, and send the certificate as a command of our own.

    Certificates towards vehicles are refused: no authority for them is configured.
    """
    request = call.payload
    await charger.keep_frames()
    if request.certificate_type not in {None, OWN}:
        why = status_info(call, "NoAuthority", "No authority for such certificates is configured.")
        return answer(call, status="Rejected", status_info=why)
    actor = system_actor("gateway", charger.tenant_id, "certificates")
    try:
        chain = await charger.services.certificates.sign(actor, charger.station.id, request.csr)
    except SigningRequestRefused as refused:
        why = status_info(call, "InvalidCSR", refused.message)
        return answer(call, status="Rejected", status_info=why)
    payload: dict[str, object] = {"certificateChain": chain, "certificateType": OWN}
    request_id = getattr(request, "request_id", None)
    if request_id is not None:
        payload["requestId"] = request_id
    charger.services.background(_send(charger, payload))
    return answer(call, status="Accepted")


async def _send(charger: Charger, payload: dict[str, object]) -> None:
    actor = system_actor("gateway", charger.tenant_id, "certificates")
    try:
        await charger.services.commands.request(
            actor,
            charger.station.id,
            "CertificateSigned",
            payload,
            timeout_s=charger.services.settings.call_timeout_s,
            reason="the station asked for it",
        )
    except ChargehouseError as error:
        log.warning("certificate_not_sent", station_id=str(charger.station.id), reason=error.code)
