"""Connectors as OCPI 2.2.1 says them, and what is said of those of which not all is known.

A standard that nobody told is the one of its kind of power: the combo or the type 2 of IEC 62196,
or, where these are sold with type 1, that. A kind of power that nobody told is the standard's own.
Voltage and current follow from both, and from the power where that is known. Of a connector of
which neither standard nor kind of power is known nothing is said.
"""

import re
from collections.abc import Mapping
from typing import Any, Final, get_args

from chargehouse.contexts.stations.public import StandingConnector
from chargehouse.ocpi.conversions.said import NotSayable
from chargehouse.ocpi.v221.locations import ConnectorType

AC_VOLTAGE_V: Final = 230
"""Line to neutral."""
DC_VOLTAGE_V: Final = 500
HIGH_DC_VOLTAGE_V: Final = 1000
HIGH_DC_POWER_W: Final = 50_000
"""Above it a connector is taken for one of 1000 V."""
AC_CURRENT_A: Final = 16
DC_CURRENT_A: Final = 125
ONE_PHASE_POWER_W: Final = 7_400
"""A type 2 of which no phases are known has one up to here, else three."""

TYPE_1_COUNTRIES: Final = frozenset({"CA", "JP", "KR", "MX", "TW", "US"})

POWER: Final[Mapping[str, str]] = {
    "ac_1_phase": "AC_1_PHASE",
    "ac_3_phase": "AC_3_PHASE",
    "dc": "DC",
}
PHASES: Final[Mapping[str, int]] = {"AC_1_PHASE": 1, "AC_3_PHASE": 3}

_DC: Final = frozenset(
    {
        "CHADEMO",
        "CHAOJI",
        "GBT_DC",
        "IEC_62196_T1_COMBO",
        "IEC_62196_T2_COMBO",
        "PANTOGRAPH_BOTTOM_UP",
        "PANTOGRAPH_TOP_DOWN",
    }
)
_THREE_PHASES: Final = frozenset(
    {
        "IEC_60309_2_three_16",
        "IEC_60309_2_three_32",
        "IEC_60309_2_three_64",
        "IEC_62196_T3C",
    }
)
_EITHER: Final = frozenset({"IEC_62196_T2", "GBT_AC"})
_WITH_CABLE: Final = _DC | {"IEC_62196_T1", "TESLA_R", "TESLA_S"}

_OTHER_WORDS: Final[Mapping[str, tuple[str, str | None]]] = {
    # OCPP 2.0.1 part 2, 3.22: `c` is a cable, `s` a socket
    "cccs1": ("IEC_62196_T1_COMBO", "CABLE"),
    "cccs2": ("IEC_62196_T2_COMBO", "CABLE"),
    "cg105": ("CHADEMO", "CABLE"),
    "ctesla": ("TESLA_S", "CABLE"),
    "ctype1": ("IEC_62196_T1", "CABLE"),
    "ctype2": ("IEC_62196_T2", "CABLE"),
    "s3091p16a": ("IEC_60309_2_single_16", "SOCKET"),
    "s3093p16a": ("IEC_60309_2_three_16", "SOCKET"),
    "s3093p32a": ("IEC_60309_2_three_32", "SOCKET"),
    "sbs1361": ("DOMESTIC_G", "SOCKET"),
    "scee77": ("DOMESTIC_F", "SOCKET"),
    "stype2": ("IEC_62196_T2", "SOCKET"),
    "stype3": ("IEC_62196_T3C", "SOCKET"),
    # what people call them
    "ccs": ("IEC_62196_T2_COMBO", None),
    "ccs1": ("IEC_62196_T1_COMBO", None),
    "ccs2": ("IEC_62196_T2_COMBO", None),
    "combo1": ("IEC_62196_T1_COMBO", None),
    "combo2": ("IEC_62196_T2_COMBO", None),
    "j1772": ("IEC_62196_T1", None),
    "mennekes": ("IEC_62196_T2", None),
    "schuko": ("DOMESTIC_F", None),
    "type1": ("IEC_62196_T1", None),
    "type2": ("IEC_62196_T2", None),
    "type3": ("IEC_62196_T3C", None),
    "type3a": ("IEC_62196_T3A", None),
    "type3c": ("IEC_62196_T3C", None),
}


def _folded(word: str) -> str:
    return re.sub(r"[^a-z0-9]", "", word.lower())


_WORDS: Final[Mapping[str, tuple[str, str | None]]] = {
    **_OTHER_WORDS,
    **{_folded(name): (name, None) for name in get_args(ConnectorType)},
}


def connector_said(connector: StandingConnector, country: str | None) -> dict[str, Any]:
    """Return a connector without its tariffs and its `last_updated`.

    `country` is where it stands (alpha-2). Raises `NotSayable`.
    """
    number = f"connector {connector.connector_id}"
    standard, form = _standard(connector, number)
    power_type = POWER.get(connector.power_type or "") or _power_type(
        standard, connector.max_power_w
    )
    if standard is None:
        standard = _standard_of(power_type, country)
    said: dict[str, Any] = {
        "id": str(connector.connector_id),
        "standard": standard,
        "format": form or ("CABLE" if standard in _WITH_CABLE else "SOCKET"),
        "power_type": power_type,
        **_electricity(power_type, connector.max_power_w),
    }
    if connector.max_power_w is not None:
        said["max_electric_power"] = connector.max_power_w
    return said


def _standard(connector: StandingConnector, number: str) -> tuple[str | None, str | None]:
    if connector.standard is None:
        if connector.power_type is None:
            raise NotSayable(number, "neither its standard nor its kind of power is known")
        return None, None
    found = _WORDS.get(_folded(connector.standard))
    if found is None:
        raise NotSayable(number, "OCPI has no word for its standard")
    return found


def _standard_of(power_type: str, country: str | None) -> str:
    kind = "T1" if country in TYPE_1_COUNTRIES else "T2"
    return f"IEC_62196_{kind}_COMBO" if power_type == "DC" else f"IEC_62196_{kind}"


def _power_type(standard: str | None, power_w: int | None) -> str:
    if standard in _DC:
        return "DC"
    if standard in _THREE_PHASES:
        return "AC_3_PHASE"
    if standard in _EITHER and (power_w is None or power_w > ONE_PHASE_POWER_W):
        return "AC_3_PHASE"
    return "AC_1_PHASE"


def _electricity(power_type: str, power_w: int | None) -> dict[str, int]:
    phases = PHASES.get(power_type)
    if phases is None:
        is_high = power_w is not None and power_w > HIGH_DC_POWER_W
        volts, amperes, phases = HIGH_DC_VOLTAGE_V if is_high else DC_VOLTAGE_V, DC_CURRENT_A, 1
    else:
        volts, amperes = AC_VOLTAGE_V, AC_CURRENT_A
    if power_w is not None:
        amperes = max(1, round(power_w / (volts * phases)))
    return {"max_voltage": volts, "max_amperage": amperes}
