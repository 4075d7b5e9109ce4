"""BootNotification (OCPP 2.x part 2, use cases B01 to B03)."""

from dataclasses import replace
from typing import Final

from chargehouse.contexts.sessions.public import StationRebooted
from chargehouse.contexts.stations.errors import StationUnknown
from chargehouse.contexts.stations.public import BootReport, Registration
from chargehouse.gateway.boots import is_reboot, retry_interval_s
from chargehouse.gateway.charger import Charger
from chargehouse.gateway.quirks.profiles import profile_of
from chargehouse.gateway.v2.replies import answer
from chargehouse.ocpp.incoming import IncomingCall
from chargehouse.ocpp.wire import Payload

STATUSES: Final = {"accepted": "Accepted", "pending": "Pending", "rejected": "Rejected"}
NO_REBOOT: Final = "Triggered"


async def handle(charger: Charger, call: IncomingCall) -> Payload:
    """Keep what the station says it is, and answer how it is registered.

    Open sessions are told of a reboot, unless this message was asked for or repeats one that was
    not accepted yet. A station that was removed meanwhile is rejected.
    """
    services, said = charger.services, call.payload.charging_station
    quirk_profile = profile_of(said.vendor_name, said.model)
    rebooted = call.payload.reason != NO_REBOOT and is_reboot(charger)
    registration = await _booted(charger, call, quirk_profile, rebooted=rebooted)
    if rebooted:
        fact = StationRebooted(
            station_id=charger.station.id,
            location_id=charger.admitted.location_id,
            protocol=charger.protocol,
            received_at=call.received_at,
        )
        await services.sessions.apply(charger.tenant_id, fact)
    charger.admitted = replace(
        charger.admitted, registration=registration, quirk_profile=quirk_profile
    )
    charger.booted, charger.boot_asked, charger.reports = True, False, None
    if registration == "accepted" and services.settings.read_configuration:
        services.inventory.booted(charger)
    return answer(
        call,
        current_time=services.clock.now(),
        interval=retry_interval_s(registration, services.settings),
        status=STATUSES[registration],
    )


async def _booted(
    charger: Charger, call: IncomingCall, quirk_profile: str, *, rebooted: bool
) -> Registration:
    request = call.payload
    said = request.charging_station
    boot = BootReport(
        vendor=said.vendor_name,
        model=said.model,
        serial_number=said.serial_number,
        firmware_version=said.firmware_version,
        quirk_profile=quirk_profile,
        reason=request.reason,
        received_at=call.received_at,
        rebooted=rebooted,
    )
    try:
        return await charger.services.reports.booted(charger.station, boot, charger.unit())
    except StationUnknown:
        return "rejected"
