"""GetCertificateChainStatus (OCPP 2.1 part 2, use case M07)."""

from chargehouse.gateway.charger import Charger
from chargehouse.gateway.v2.replies import answer, messages_of
from chargehouse.ocpp.incoming import IncomingCall
from chargehouse.ocpp.wire import Payload


async def handle(charger: Charger, call: IncomingCall) -> Payload:
    """Fail for each certificate: nobody is configured to be asked whether one is revoked."""
    await charger.keep_frames()
    made = messages_of(call).CertificateStatus
    now = charger.services.clock.now()
    return answer(
        call,
        certificate_status=[
            made(
                certificate_hash_data=asked.certificate_hash_data,
                source=asked.source,
                status="Failed",
                next_update=now,
            )
            for asked in call.payload.certificate_status_requests
        ],
    )
