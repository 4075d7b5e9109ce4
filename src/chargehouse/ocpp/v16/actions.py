"""Every action of OCPP 1.6 and its security extension: who sends it, its request, its response."""

from chargehouse.ocpp.actions import Action, table
from chargehouse.ocpp.v16 import messages as m

ACTIONS = table(
    Action("Authorize", "station", m.AuthorizeRequest, m.AuthorizeResponse),
    Action("BootNotification", "station", m.BootNotificationRequest, m.BootNotificationResponse),
    Action("CancelReservation", "csms", m.CancelReservationRequest, m.CancelReservationResponse),
    Action("CertificateSigned", "csms", m.CertificateSignedRequest, m.CertificateSignedResponse),
    Action("ChangeAvailability", "csms", m.ChangeAvailabilityRequest, m.ChangeAvailabilityResponse),
    Action(
        "ChangeConfiguration", "csms", m.ChangeConfigurationRequest, m.ChangeConfigurationResponse
    ),
    Action("ClearCache", "csms", m.ClearCacheRequest, m.ClearCacheResponse),
    Action(
        "ClearChargingProfile",
        "csms",
        m.ClearChargingProfileRequest,
        m.ClearChargingProfileResponse,
    ),
    Action("DataTransfer", "both", m.DataTransferRequest, m.DataTransferResponse),
    Action("DeleteCertificate", "csms", m.DeleteCertificateRequest, m.DeleteCertificateResponse),
    Action(
        "DiagnosticsStatusNotification",
        "station",
        m.DiagnosticsStatusNotificationRequest,
        m.DiagnosticsStatusNotificationResponse,
    ),
    Action(
        "ExtendedTriggerMessage",
        "csms",
        m.ExtendedTriggerMessageRequest,
        m.ExtendedTriggerMessageResponse,
    ),
    Action(
        "FirmwareStatusNotification",
        "station",
        m.FirmwareStatusNotificationRequest,
        m.FirmwareStatusNotificationResponse,
    ),
    Action(
        "GetCompositeSchedule",
        "csms",
        m.GetCompositeScheduleRequest,
        m.GetCompositeScheduleResponse,
    ),
    Action("GetConfiguration", "csms", m.GetConfigurationRequest, m.GetConfigurationResponse),
    Action("GetDiagnostics", "csms", m.GetDiagnosticsRequest, m.GetDiagnosticsResponse),
    Action(
        "GetInstalledCertificateIds",
        "csms",
        m.GetInstalledCertificateIdsRequest,
        m.GetInstalledCertificateIdsResponse,
    ),
    Action(
        "GetLocalListVersion", "csms", m.GetLocalListVersionRequest, m.GetLocalListVersionResponse
    ),
    Action("GetLog", "csms", m.GetLogRequest, m.GetLogResponse),
    Action("Heartbeat", "station", m.HeartbeatRequest, m.HeartbeatResponse),
    Action("InstallCertificate", "csms", m.InstallCertificateRequest, m.InstallCertificateResponse),
    Action(
        "LogStatusNotification",
        "station",
        m.LogStatusNotificationRequest,
        m.LogStatusNotificationResponse,
    ),
    Action("MeterValues", "station", m.MeterValuesRequest, m.MeterValuesResponse),
    Action(
        "RemoteStartTransaction",
        "csms",
        m.RemoteStartTransactionRequest,
        m.RemoteStartTransactionResponse,
    ),
    Action(
        "RemoteStopTransaction",
        "csms",
        m.RemoteStopTransactionRequest,
        m.RemoteStopTransactionResponse,
    ),
    Action("ReserveNow", "csms", m.ReserveNowRequest, m.ReserveNowResponse),
    Action("Reset", "csms", m.ResetRequest, m.ResetResponse),
    Action(
        "SecurityEventNotification",
        "station",
        m.SecurityEventNotificationRequest,
        m.SecurityEventNotificationResponse,
    ),
    Action("SendLocalList", "csms", m.SendLocalListRequest, m.SendLocalListResponse),
    Action("SetChargingProfile", "csms", m.SetChargingProfileRequest, m.SetChargingProfileResponse),
    Action("SignCertificate", "station", m.SignCertificateRequest, m.SignCertificateResponse),
    Action(
        "SignedFirmwareStatusNotification",
        "station",
        m.SignedFirmwareStatusNotificationRequest,
        m.SignedFirmwareStatusNotificationResponse,
    ),
    Action(
        "SignedUpdateFirmware",
        "csms",
        m.SignedUpdateFirmwareRequest,
        m.SignedUpdateFirmwareResponse,
    ),
    Action("StartTransaction", "station", m.StartTransactionRequest, m.StartTransactionResponse),
    Action(
        "StatusNotification", "station", m.StatusNotificationRequest, m.StatusNotificationResponse
    ),
    Action("StopTransaction", "station", m.StopTransactionRequest, m.StopTransactionResponse),
    Action("TriggerMessage", "csms", m.TriggerMessageRequest, m.TriggerMessageResponse),
    Action("UnlockConnector", "csms", m.UnlockConnectorRequest, m.UnlockConnectorResponse),
    Action("UpdateFirmware", "csms", m.UpdateFirmwareRequest, m.UpdateFirmwareResponse),
)
