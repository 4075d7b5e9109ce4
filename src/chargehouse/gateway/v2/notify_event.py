"""NotifyEvent (OCPP 2.x part 2, use case N07; G01 and G05 for states and faults)."""

from typing import Any, Final

from chargehouse.contexts.stations.public import FaultReport, StatusReport
from chargehouse.gateway.charger import Charger
from chargehouse.gateway.free_text import masked_words, without_identifiers
from chargehouse.gateway.v2.replies import answer
from chargehouse.ocpp.incoming import IncomingCall
from chargehouse.ocpp.wire import Payload

PROBLEM: Final = "Problem"
AVAILABILITY: Final = "AvailabilityState"
TRUE: Final = frozenset({"true", "1"})


async def handle(charger: Charger, call: IncomingCall) -> Payload:
    """Keep what events tell: faults, states of connectors; all the rest is on the timeline.

    A fault is a `Problem` variable that is true, or an alert, until it is told to be cleared. Its
    code is its component and variable; the maker's own code is kept beside it.
    """
    for event in call.payload.event_data:
        if event.variable.name == AVAILABILITY:
            await _availability(charger, call, event)
        elif event.variable.name == PROBLEM or event.trigger == "Alerting":
            await _fault(charger, call, event)
    await charger.keep_frames()
    return answer(call)


async def _availability(charger: Charger, call: IncomingCall, event: Any) -> None:  # noqa: ANN401  the struct of either version
    evse_id, connector_id = _place(event)
    of_connector = event.component.name == "Connector" and evse_id and connector_id
    if not of_connector and event.component.name != "ChargingStation":
        return
    report = StatusReport(
        evse_id=evse_id,
        connector_id=connector_id,
        status=event.actual_value,
        reported_at=event.timestamp,
        received_at=call.received_at,
    )
    await charger.services.reports.status(charger.station, report, charger.unit())


async def _fault(charger: Charger, call: IncomingCall, event: Any) -> None:  # noqa: ANN401  as above
    evse_id, connector_id = _place(event)
    over = event.variable.name == PROBLEM and event.actual_value.strip().lower() not in TRUE
    report = FaultReport(
        evse_id=evse_id,
        connector_id=connector_id,
        error_code=f"{event.component.name}.{event.variable.name}",
        vendor_error_code=without_identifiers(event.tech_code) if event.tech_code else None,
        info=masked_words(event.tech_info) if event.tech_info else None,
        reported_at=event.timestamp,
        received_at=call.received_at,
        cleared=bool(event.cleared) or over,
    )
    await charger.services.reports.fault(charger.station, report, charger.unit())


def _place(event: Any) -> tuple[int, int]:  # noqa: ANN401  as above
    evse = event.component.evse
    return (evse.id, evse.connector_id or 0) if evse else (0, 0)
