"""StatusNotification (OCPP 1.6 section 4.9)."""

from typing import Final

from chargehouse.contexts.sessions.public import Updated
from chargehouse.contexts.stations.public import StatusReport
from chargehouse.gateway.charger import Charger
from chargehouse.gateway.free_text import without_identifiers
from chargehouse.ocpp.incoming import IncomingCall
from chargehouse.ocpp.v16.messages import StatusNotificationRequest, StatusNotificationResponse

CHARGING_STATES: Final = {
    "Charging": "Charging",
    "SuspendedEV": "SuspendedEV",
    "SuspendedEVSE": "SuspendedEVSE",
    "Finishing": "EVConnected",
}
"""What a connector's status says of the transaction on it; the others say nothing."""


async def handle(charger: Charger, call: IncomingCall) -> StatusNotificationResponse:
    """Keep a connector's status and faults, and what it says of the session on it."""
    request: StatusNotificationRequest = call.payload
    connector_id = request.connector_id
    report = StatusReport(
        evse_id=connector_id,
        connector_id=1 if connector_id else 0,
        status=request.status,
        error_code=request.error_code,
        vendor_id=_plain(request.vendor_id),
        vendor_error_code=_plain(request.vendor_error_code),
        info=_plain(request.info),
        reported_at=request.timestamp,
        received_at=call.received_at,
    )
    await charger.services.reports.status(charger.station, report, charger.unit())
    if request.timestamp is not None:
        charger.told_time(request.timestamp, call.received_at)
    state = CHARGING_STATES.get(request.status)
    if state is not None and connector_id:
        updated = Updated(
            station_id=charger.station.id,
            location_id=charger.admitted.location_id,
            protocol=charger.protocol,
            received_at=call.received_at,
            reported_at=request.timestamp,
            evse_id=connector_id,
            connector_id=1,
            charging_state=state,
        )
        await charger.services.sessions.apply(charger.tenant_id, updated)
    return StatusNotificationResponse()


def _plain(text: str | None) -> str | None:
    return without_identifiers(text) if text else text
