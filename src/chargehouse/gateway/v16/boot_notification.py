"""BootNotification (OCPP 1.6 section 4.2)."""

from dataclasses import replace

from chargehouse.contexts.sessions.public import StationRebooted
from chargehouse.contexts.stations.errors import StationUnknown
from chargehouse.contexts.stations.public import BootReport
from chargehouse.gateway.boots import is_reboot, retry_interval_s
from chargehouse.gateway.charger import Charger
from chargehouse.gateway.quirks.profiles import profile_of
from chargehouse.ocpp.errors import ProtocolFault
from chargehouse.ocpp.incoming import IncomingCall
from chargehouse.ocpp.v16.messages import BootNotificationRequest, BootNotificationResponse

STATUSES = {"accepted": "Accepted", "pending": "Pending", "rejected": "Rejected"}


async def handle(charger: Charger, call: IncomingCall) -> BootNotificationResponse:
    """Keep what the station is, and answer how it is registered.

    Open sessions are told of a reboot, unless this message was asked for or repeats one that was
    not accepted yet.
    """
    request: BootNotificationRequest = call.payload
    services = charger.services
    boot = BootReport(
        vendor=request.charge_point_vendor,
        model=request.charge_point_model,
        serial_number=request.charge_point_serial_number or request.charge_box_serial_number,
        firmware_version=request.firmware_version,
        quirk_profile=profile_of(request.charge_point_vendor, request.charge_point_model),
        received_at=call.received_at,
        rebooted=is_reboot(charger),
    )
    try:
        registration = await services.reports.booted(charger.station, boot, charger.unit())
    except StationUnknown as error:
        raise ProtocolFault("SecurityError", "This station was removed") from error
    if boot.rebooted:
        fact = StationRebooted(
            station_id=charger.station.id,
            location_id=charger.admitted.location_id,
            protocol=charger.protocol,
            received_at=call.received_at,
        )
        await services.sessions.apply(charger.tenant_id, fact)
    charger.admitted = replace(
        charger.admitted, registration=registration, quirk_profile=boot.quirk_profile
    )
    charger.booted, charger.boot_asked = True, False
    if registration == "accepted" and services.settings.read_configuration:
        services.inventory.booted(charger)
    return BootNotificationResponse(
        status=STATUSES[registration],  # type: ignore[arg-type]  # the table has these words alone
        current_time=services.clock.now(),
        interval=retry_interval_s(registration, services.settings),
    )
