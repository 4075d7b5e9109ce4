"""NotifyReport (OCPP 2.x part 2, use cases B06 to B08): the device model, in parts."""

from typing import Any, Final

import msgspec

from chargehouse.contexts.stations.public import VariableReport
from chargehouse.gateway.charger import Charger
from chargehouse.gateway.v2.replies import answer
from chargehouse.ocpp.incoming import IncomingCall
from chargehouse.ocpp.wire import Payload

OF_CONNECTORS: Final = frozenset({"ConnectorType", "SupplyPhases"})
REPORTS_UNDER_WAY: Final = 8
CONNECTORS_KEPT: Final = 1000


async def handle(charger: Charger, call: IncomingCall) -> Payload:
    """Keep the variables of a part before it is answered.

    What says of connectors what they are is kept until the last part, because a connector's type
    and its EVSE's phases may stand in different parts.
    """
    request = call.payload
    await charger.keep_frames()
    told = [report for said in request.report_data or () for report in variables_of(said)]
    of_connectors = [report for report in told if report.variable in OF_CONNECTORS]
    earlier = _earlier(charger, request.request_id)
    if request.tbc:
        earlier.extend(of_connectors[: CONNECTORS_KEPT - len(earlier)])
    else:
        told = [*earlier, *told]
        _forget(charger, request.request_id)
    await charger.services.variables.observed(charger.station, told, call.received_at)
    return answer(call)


def variables_of(said: Any) -> list[VariableReport]:  # noqa: ANN401  the struct of either version
    """Return each attribute of a reported variable."""
    component, variable = said.component, said.variable
    evse, characteristics = component.evse, said.variable_characteristics
    return [
        VariableReport(
            component=component.name,
            component_instance=component.instance or "",
            evse_id=evse.id if evse else 0,
            connector_id=(evse.connector_id or 0) if evse else 0,
            variable=variable.name,
            variable_instance=variable.instance or "",
            attribute=attribute.type or "Actual",
            value=attribute.value,
            mutability=attribute.mutability or "ReadWrite",
            data_type=characteristics.data_type if characteristics else None,
            unit=characteristics.unit if characteristics else None,
            characteristics=_text(characteristics),
        )
        for attribute in said.variable_attribute
    ]


def _text(characteristics: object | None) -> str | None:
    return msgspec.json.encode(characteristics).decode() if characteristics else None


def _earlier(charger: Charger, request_id: int) -> list[VariableReport]:
    reports = charger.reports
    if reports is None:
        reports = charger.reports = {}
    while request_id not in reports and len(reports) >= REPORTS_UNDER_WAY:
        del reports[next(iter(reports))]
    return reports.setdefault(request_id, [])


def _forget(charger: Charger, request_id: int) -> None:
    if charger.reports is not None:
        charger.reports.pop(request_id, None)
