"""What kind of power a connector gives, as its device model says it."""

from typing import Final

DC_TYPES: Final = frozenset({"cCCS1", "cCCS2", "cG105"})
PHASES: Final = {"1": "ac_1_phase", "3": "ac_3_phase"}


def power_type_of(connector_type: str | None, supply_phases: str | None) -> str | None:
    """Return `dc`, `ac_1_phase`, `ac_3_phase`, or None where the device model does not say it.

    By ConnectorType (OCPP 2.0.1 part 2, 3.22) and SupplyPhases (appendix 3); nothing is guessed.
    """
    if connector_type in DC_TYPES:
        return "dc"
    if connector_type is None or supply_phases is None:
        return None
    return PHASES.get(supply_phases.strip())
