"""The device model of OCPP 2.x (2.0.1 part 2, appendices): component, variable, value."""

import re

from chargehouse.simulator.configuration import Configuration
from chargehouse.simulator.power import LINE_VOLTS
from chargehouse.simulator.profile import Profile

STANDARD = {
    "AlignedDataCtrlr.Interval": "0",
    "AlignedDataCtrlr.Measurands": "Energy.Active.Import.Register",
    "AuthCacheCtrlr.Enabled": "true",
    "AuthCtrlr.AuthorizeRemoteStart": "false",
    "AuthCtrlr.DisableRemoteAuthorization": "false",
    "AuthCtrlr.Enabled": "true",
    "AuthCtrlr.LocalAuthorizeOffline": "true",
    "AuthCtrlr.LocalPreAuthorize": "false",
    "AuthCtrlr.OfflineTxForUnknownIdEnabled": "false",
    "ChargingStation.AvailabilityState": "Available",
    "ChargingStation.Model": "",
    "ChargingStation.VendorName": "",
    "ChargingStation.FirmwareVersion": "",
    "ChargingStation.SerialNumber": "",
    "ClockCtrlr.DateTime": "",
    "ClockCtrlr.TimeSource": "Heartbeat",
    "DeviceDataCtrlr.ItemsPerMessage[GetReport]": "50",
    "DeviceDataCtrlr.ItemsPerMessage[GetVariables]": "50",
    "DeviceDataCtrlr.ItemsPerMessage[SetVariables]": "50",
    "LocalAuthListCtrlr.Enabled": "true",
    "LocalAuthListCtrlr.Entries": "0",
    "LocalAuthListCtrlr.ItemsPerMessage": "100",
    "MonitoringCtrlr.Available": "false",
    "OCPPCommCtrlr.HeartbeatInterval": "300",
    "OCPPCommCtrlr.MessageAttempts[TransactionEvent]": "3",
    "OCPPCommCtrlr.MessageAttemptInterval[TransactionEvent]": "10",
    "OCPPCommCtrlr.MessageTimeout[Default]": "30",
    "OCPPCommCtrlr.NetworkConfigurationPriority": "1",
    "OCPPCommCtrlr.NetworkProfileConnectionAttempts": "3",
    "OCPPCommCtrlr.OfflineThreshold": "60",
    "OCPPCommCtrlr.QueueAllMessages": "false",
    "OCPPCommCtrlr.WebSocketPingInterval": "60",
    "ReservationCtrlr.Enabled": "true",
    "SampledDataCtrlr.TxEndedMeasurands": "Energy.Active.Import.Register",
    "SampledDataCtrlr.TxEndedInterval": "0",
    "SampledDataCtrlr.TxStartedMeasurands": "Energy.Active.Import.Register",
    "SampledDataCtrlr.TxUpdatedInterval": "60",
    "SampledDataCtrlr.TxUpdatedMeasurands": (
        "Energy.Active.Import.Register,Power.Active.Import,SoC"
    ),
    "SecurityCtrlr.BasicAuthPassword": "",
    "SecurityCtrlr.CertificateEntries": "0",
    "SecurityCtrlr.Identity": "",
    "SecurityCtrlr.OrganizationName": "",
    "SecurityCtrlr.SecurityProfile": "1",
    "SmartChargingCtrlr.Enabled": "true",
    "SmartChargingCtrlr.Entries": "0",
    "SmartChargingCtrlr.ProfileStackLevel": "8",
    "SmartChargingCtrlr.RateUnit": "A,W",
    "TxCtrlr.EVConnectionTimeOut": "60",
    "TxCtrlr.StopTxOnEVSideDisconnect": "true",
    "TxCtrlr.StopTxOnInvalidId": "true",
    "TxCtrlr.TxStartPoint": "PowerPathClosed",
    "TxCtrlr.TxStopPoint": "EVConnected,Authorized",
}

FIXED_COMPONENTS = ("ChargingStation.", "EVSE@", "Connector@", "DeviceDataCtrlr.")
FIXED = frozenset(
    {
        "ClockCtrlr.DateTime",
        "LocalAuthListCtrlr.Entries",
        "LocalAuthListCtrlr.ItemsPerMessage",
        "MonitoringCtrlr.Available",
        "SecurityCtrlr.CertificateEntries",
        "SecurityCtrlr.SecurityProfile",
        "SmartChargingCtrlr.Entries",
        "SmartChargingCtrlr.ProfileStackLevel",
        "SmartChargingCtrlr.RateUnit",
    }
)
HIDDEN = frozenset({"SecurityCtrlr.BasicAuthPassword"})
"""Variables that can be written and not read."""
AFTER_BOOT = frozenset(
    {"OCPPCommCtrlr.NetworkConfigurationPriority", "OCPPCommCtrlr.WebSocketPingInterval"}
)

_NAME = re.compile(r"([^@.]+)(?:@(\d+)(?:/(\d+))?)?\.([^\[]+)(?:\[(.+)\])?")


def configuration(profile: Profile, code: str) -> Configuration:
    """Return the device model that a charger leaves the factory with."""
    values = STANDARD | {
        "ChargingStation.Model": profile.model,
        "ChargingStation.VendorName": profile.vendor,
        "ChargingStation.FirmwareVersion": profile.firmware,
        "ChargingStation.SerialNumber": code[:25],
        "SecurityCtrlr.Identity": code,
        "SecurityCtrlr.OrganizationName": profile.vendor,
    }
    for at, outlet in enumerate(profile.outlets, 1):
        amperes = outlet.max_power_w // (LINE_VOLTS * max(1, outlet.phases))
        values |= {
            f"EVSE@{at}.AvailabilityState": "Available",
            f"EVSE@{at}.Power": str(outlet.max_power_w),
            f"EVSE@{at}.SupplyPhases": str(outlet.phases),
            f"Connector@{at}/1.AvailabilityState": "Available",
            f"Connector@{at}/1.ConnectorType": outlet.connector_type,
            f"Connector@{at}/1.MaxCurrent": str(amperes),
        }
    free = profile.freevend
    slow = AFTER_BOOT | profile.reboot_settings
    if free is not None:
        values |= {free.key: free.off}
        slow |= {free.key} if free.reboot else frozenset()
    fixed = FIXED | {name for name in values if name.startswith(FIXED_COMPONENTS)}
    known = {name: text for name, text in values.items() if name not in profile.lacks}
    return Configuration(
        known | profile.settings, fixed=fixed | profile.fixed_settings, needs_reboot=slow
    )


def name_of(component: str, evse: tuple[int, int | None] | None, variable: str) -> str:
    """Return the name under which a variable is kept; `variable` includes `[instance]`."""
    if evse is None:
        return f"{component}.{variable}"
    evse_id, connector_id = evse
    place = f"@{evse_id}" if connector_id is None else f"@{evse_id}/{connector_id}"
    return f"{component}{place}.{variable}"


def parts_of(name: str) -> tuple[dict[str, object], dict[str, object]]:
    """Return the component and the variable that a name stands for, as on the wire."""
    found = _NAME.fullmatch(name)
    if found is None:
        return {"name": name}, {"name": name}
    component: dict[str, object] = {"name": found[1]}
    if found[2]:
        evse = {"id": int(found[2])} | ({"connectorId": int(found[3])} if found[3] else {})
        component["evse"] = evse
    variable: dict[str, object] = {"name": found[4]}
    if found[5]:
        variable["instance"] = found[5]
    return component, variable
