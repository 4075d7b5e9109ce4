"""Which values of a station's configuration people may read as they are (NFR-006).

A configuration value may hold anything: a driver's tag, a password. So a value is plain only
where its form rules that out, and masked otherwise.
"""

import re
from typing import Final
from urllib.parse import urlsplit

from chargehouse.platform.secrets import mask

HIDDEN: Final = "••••"
PLAIN_DIGITS: Final = 5
STANDARD_DIGITS: Final = 9
PLAIN_SCHEMES: Final = frozenset({"http", "https", "ws", "wss", "ftp", "ftps", "sftp"})

SECRETIVE: Final = re.compile(
    r"passw|pwd|secret|credential|authorizationkey|privatekey|apikey|token|tag|pin\b|pin$|puk|user"
    r"|login|seccid|iccid|imsi|emaid|evccid|contractid",
    re.IGNORECASE,
)
"""Names that announce a secret or an identifier: these are masked whatever their form."""

TELLTALE_BUT_HARMLESS: Final = frozenset(
    {
        "authorizeremotetxrequests",
        "localauthlistmaxlength",
        "maxenergyoninvalidid",
        "pingretries",
        "stoptransactiononinvalididtag",
        "stoptxoninvalidid",
        "tokenlength",
        "websocketpinginterval",
    }
)

NUMERIC: Final = frozenset(
    {
        # OCPP 1.6, 9
        *("BlinkRepeat", "ClockAlignedDataInterval", "ConnectionTimeOut", "HeartbeatInterval"),
        *("LightIntensity", "MaxEnergyOnInvalidId", "MeterValueSampleInterval"),
        *("MinimumStatusDuration", "NumberOfConnectors", "ResetRetries"),
        *("TransactionMessageAttempts", "TransactionMessageRetryInterval"),
        *("WebSocketPingInterval", "LocalAuthListMaxLength", "SendLocalListMaxLength"),
        *("ChargeProfileMaxStackLevel", "ChargingScheduleMaxPeriods"),
        *("MaxChargingProfilesInstalled", "GetConfigurationMaxKeys", "SecurityProfile"),
        *("CertificateSignedMaxChainSize", "CertificateStoreMaxLength"),
        # OCPP 2.0.1 part 2, appendices 2 and 3
        *("BytesPerMessage", "ItemsPerMessage", "OfflineThreshold", "MessageTimeout"),
        *("MessageAttempts", "MessageAttemptInterval", "NetworkProfileConnectionAttempts"),
        *("RetryBackOffWaitMinimum", "RetryBackOffRepeatTimes", "RetryBackOffRandomRange"),
        *("SampledDataTxUpdatedInterval", "SampledDataTxEndedInterval", "AlignedDataInterval"),
        *("AlignedDataTxEndedInterval", "EVConnectionTimeOut", "MaxElements", "Entries"),
        *("Power", "SupplyPhases", "ACVoltage", "ACCurrent", "DCVoltage", "DCCurrent"),
    }
)
VOCABULARY: Final = frozenset(
    {
        # Feature profiles, transaction points, rotations, units, formats, file transfer
        *("Core", "FirmwareManagement", "LocalAuthListManagement", "Reservation"),
        *("SmartCharging", "RemoteTrigger", "Custom", "NotApplicable", "Unknown"),
        *("ParkingBayOccupancy", "EVConnected", "Authorized", "PowerPathClosed", "EnergyTransfer"),
        *("DataSigned", "Current", "Power", "RST", "RTS", "SRT", "STR", "TRS", "TSR"),
        *("ASCII", "HTML", "URI", "UTF8", "FTP", "FTPS", "HTTP", "HTTPS", "SFTP"),
        # Measurands, and what may be appended to them
        *("Current.Export", "Current.Import", "Current.Offered", "Energy.Active.Export.Interval"),
        *("Energy.Active.Export.Register", "Energy.Active.Import.Interval"),
        *("Energy.Active.Import.Register", "Energy.Active.Net", "Energy.Apparent.Export"),
        *("Energy.Apparent.Import", "Energy.Apparent.Net", "Energy.Reactive.Export.Interval"),
        *("Energy.Reactive.Export.Register", "Energy.Reactive.Import.Interval"),
        *("Energy.Reactive.Import.Register", "Energy.Reactive.Net", "Frequency"),
        *("Power.Active.Export", "Power.Active.Import", "Power.Factor", "Power.Offered"),
        *("Power.Reactive.Export", "Power.Reactive.Import", "RPM", "SoC", "Temperature"),
        *("Voltage", "L1", "L2", "L3", "N", "L1-N", "L2-N", "L3-N", "L1-L2", "L2-L3", "L3-L1"),
        # States of connectors and stations
        *("Available", "Occupied", "Reserved", "Unavailable", "Faulted", "Operative"),
        *("Inoperative", "Idle", "Accepted", "Pending", "Rejected"),
        # Connector types of OCPP 2.0.1
        *("cCCS1", "cCCS2", "cG105", "cTesla", "cType1", "cType2", "s309-1P-16A"),
        *("s309-1P-32A", "s309-3P-16A", "s309-3P-32A", "sBS1361", "sCEE-7-7", "sType2"),
        *("sType3", "Other1PhMax16A", "Other1PhOver16A", "Other3Ph", "Pan", "wInductive"),
        *("wResonant", "Undetermined"),
    }
)
_LOWER_VOCABULARY: Final = frozenset(word.lower() for word in VOCABULARY)
_LOWER_NUMERIC: Final = frozenset(name.lower() for name in NUMERIC)
_NUMBER = re.compile(r"[+-]?(\d+)(?:\.(\d{1,3}))?")
_INSTANT = re.compile(
    r"(?:19|20)\d\d-[01]\d-[0-3]\d(?:T[0-2]\d:[0-5]\d(?::[0-6]\d(?:\.\d{1,9})?)?"
    r"(?:Z|[+-][0-2]\d:[0-5]\d)?)?"
)
_ROTATION = re.compile(r"\d{1,2}\.(?:[RST]{3}|NotApplicable|Unknown)", re.IGNORECASE)
_BOOLEANS: Final = frozenset({"true", "false", "on", "off", "yes", "no", ""})


def is_plain(variable: str, value: str) -> bool:
    """Tell whether a value holds neither an identifier nor a secret, by its name and form."""
    name = variable.lower()
    if SECRETIVE.search(name) and name not in TELLTALE_BUT_HARMLESS:
        return value.lower() in _BOOLEANS
    return (
        value.lower() in _BOOLEANS
        or _is_number(value, STANDARD_DIGITS if name in _LOWER_NUMERIC else PLAIN_DIGITS)
        or _INSTANT.fullmatch(value) is not None
        or _is_vocabulary(value)
        or _is_open_url(value)
    )


def shown_value(variable: str, value: str) -> str:
    """Return a configuration value as people may read it: itself, its mask, or dots."""
    if is_plain(variable, value):
        return value
    return HIDDEN if SECRETIVE.search(variable) else mask(value)


def _is_number(value: str, digits: int) -> bool:
    found = _NUMBER.fullmatch(value)
    return found is not None and len(found[1]) + len(found[2] or "") <= digits


def _is_vocabulary(value: str) -> bool:
    return all(
        word.strip().lower() in _LOWER_VOCABULARY or _ROTATION.fullmatch(word.strip())
        for word in value.split(",")
    )


def _is_open_url(value: str) -> bool:
    try:
        parts = urlsplit(value)
        plain_port = parts.port is None or parts.port > 0
    except ValueError:
        return False
    return (
        parts.scheme in PLAIN_SCHEMES
        and bool(parts.hostname)
        and plain_port
        and "@" not in parts.netloc
        and not parts.query
        and not parts.fragment
        and value.isprintable()
    )
