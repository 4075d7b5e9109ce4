"""The configuration keys of OCPP 1.6 (section 9) and of its security extension."""

from chargehouse.simulator.configuration import Configuration
from chargehouse.simulator.profile import Profile

STANDARD = {
    "AllowOfflineTxForUnknownId": "false",
    "AuthorizationCacheEnabled": "true",
    "AuthorizeRemoteTxRequests": "true",
    "ClockAlignedDataInterval": "0",
    "ConnectionTimeOut": "60",
    "ConnectorPhaseRotation": "0.RST,1.RST",
    "GetConfigurationMaxKeys": "50",
    "HeartbeatInterval": "300",
    "LocalAuthorizeOffline": "true",
    "LocalPreAuthorize": "false",
    "MeterValuesAlignedData": "Energy.Active.Import.Register",
    "MeterValuesSampledData": "Energy.Active.Import.Register,Power.Active.Import,SoC",
    "MeterValueSampleInterval": "60",
    "NumberOfConnectors": "1",
    "ResetRetries": "3",
    "StopTransactionOnEVSideDisconnect": "true",
    "StopTransactionOnInvalidId": "true",
    "StopTxnAlignedData": "",
    "StopTxnSampledData": "",
    "SupportedFeatureProfiles": (
        "Core,FirmwareManagement,LocalAuthListManagement,Reservation,SmartCharging,RemoteTrigger"
    ),
    "TransactionMessageAttempts": "3",
    "TransactionMessageRetryInterval": "10",
    "UnlockConnectorOnEVSideDisconnect": "true",
    "WebSocketPingInterval": "60",
    "LocalAuthListEnabled": "true",
    "LocalAuthListMaxLength": "100",
    "SendLocalListMaxLength": "100",
    "ReserveConnectorZeroSupported": "true",
    "ChargeProfileMaxStackLevel": "8",
    "ChargingScheduleAllowedChargingRateUnit": "Current,Power",
    "ChargingScheduleMaxPeriods": "24",
    "MaxChargingProfilesInstalled": "10",
    "AuthorizationKey": "",
    "CpoName": "",
    "SecurityProfile": "1",
}

FIXED = frozenset(
    {
        "ChargeProfileMaxStackLevel",
        "ChargingScheduleAllowedChargingRateUnit",
        "ChargingScheduleMaxPeriods",
        "GetConfigurationMaxKeys",
        "LocalAuthListMaxLength",
        "MaxChargingProfilesInstalled",
        "NumberOfConnectors",
        "ReserveConnectorZeroSupported",
        "SendLocalListMaxLength",
        "SupportedFeatureProfiles",
    }
)

HIDDEN = frozenset({"AuthorizationKey"})
"""Keys that can be written and not read."""

AFTER_BOOT = frozenset({"WebSocketPingInterval", "SecurityProfile", "ConnectorPhaseRotation"})


def configuration(profile: Profile) -> Configuration:
    """Return the settings that a charger leaves the factory with."""
    free = profile.freevend
    values = STANDARD | {
        "NumberOfConnectors": str(len(profile.outlets)),
        "LocalAuthListMaxLength": str(profile.local_list_limit),
        "SendLocalListMaxLength": str(profile.local_list_limit),
    }
    slow = AFTER_BOOT | profile.reboot_settings
    if free is not None:
        values |= {free.key: free.off}
        slow |= {free.key} if free.reboot else frozenset()
    known = {name: text for name, text in values.items() if name not in profile.lacks}
    return Configuration(
        known | profile.settings, fixed=FIXED | profile.fixed_settings, needs_reboot=slow
    )
