"""Every action of OCPP 2.0.1 (part 2): who sends it, its request, its response."""

from chargehouse.ocpp.actions import Action, table
from chargehouse.ocpp.v201 import messages as m

ACTIONS = table(
    Action("Authorize", "station", m.AuthorizeRequest, m.AuthorizeResponse),
    Action("BootNotification", "station", m.BootNotificationRequest, m.BootNotificationResponse),
    Action("CancelReservation", "csms", m.CancelReservationRequest, m.CancelReservationResponse),
    Action("CertificateSigned", "csms", m.CertificateSignedRequest, m.CertificateSignedResponse),
    Action("ChangeAvailability", "csms", m.ChangeAvailabilityRequest, m.ChangeAvailabilityResponse),
    Action("ClearCache", "csms", m.ClearCacheRequest, m.ClearCacheResponse),
    Action(
        "ClearChargingProfile",
        "csms",
        m.ClearChargingProfileRequest,
        m.ClearChargingProfileResponse,
    ),
    Action(
        "ClearDisplayMessage", "csms", m.ClearDisplayMessageRequest, m.ClearDisplayMessageResponse
    ),
    Action(
        "ClearVariableMonitoring",
        "csms",
        m.ClearVariableMonitoringRequest,
        m.ClearVariableMonitoringResponse,
    ),
    Action(
        "ClearedChargingLimit",
        "station",
        m.ClearedChargingLimitRequest,
        m.ClearedChargingLimitResponse,
    ),
    Action("CostUpdated", "csms", m.CostUpdatedRequest, m.CostUpdatedResponse),
    Action(
        "CustomerInformation", "csms", m.CustomerInformationRequest, m.CustomerInformationResponse
    ),
    Action("DataTransfer", "both", m.DataTransferRequest, m.DataTransferResponse),
    Action("DeleteCertificate", "csms", m.DeleteCertificateRequest, m.DeleteCertificateResponse),
    Action(
        "FirmwareStatusNotification",
        "station",
        m.FirmwareStatusNotificationRequest,
        m.FirmwareStatusNotificationResponse,
    ),
    Action(
        "Get15118EVCertificate",
        "station",
        m.Get15118EVCertificateRequest,
        m.Get15118EVCertificateResponse,
    ),
    Action("GetBaseReport", "csms", m.GetBaseReportRequest, m.GetBaseReportResponse),
    Action(
        "GetCertificateStatus",
        "station",
        m.GetCertificateStatusRequest,
        m.GetCertificateStatusResponse,
    ),
    Action(
        "GetChargingProfiles", "csms", m.GetChargingProfilesRequest, m.GetChargingProfilesResponse
    ),
    Action(
        "GetCompositeSchedule",
        "csms",
        m.GetCompositeScheduleRequest,
        m.GetCompositeScheduleResponse,
    ),
    Action("GetDisplayMessages", "csms", m.GetDisplayMessagesRequest, m.GetDisplayMessagesResponse),
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
    Action(
        "GetMonitoringReport", "csms", m.GetMonitoringReportRequest, m.GetMonitoringReportResponse
    ),
    Action("GetReport", "csms", m.GetReportRequest, m.GetReportResponse),
    Action(
        "GetTransactionStatus",
        "csms",
        m.GetTransactionStatusRequest,
        m.GetTransactionStatusResponse,
    ),
    Action("GetVariables", "csms", m.GetVariablesRequest, m.GetVariablesResponse),
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
        "NotifyChargingLimit",
        "station",
        m.NotifyChargingLimitRequest,
        m.NotifyChargingLimitResponse,
    ),
    Action(
        "NotifyCustomerInformation",
        "station",
        m.NotifyCustomerInformationRequest,
        m.NotifyCustomerInformationResponse,
    ),
    Action(
        "NotifyDisplayMessages",
        "station",
        m.NotifyDisplayMessagesRequest,
        m.NotifyDisplayMessagesResponse,
    ),
    Action(
        "NotifyEVChargingNeeds",
        "station",
        m.NotifyEVChargingNeedsRequest,
        m.NotifyEVChargingNeedsResponse,
    ),
    Action(
        "NotifyEVChargingSchedule",
        "station",
        m.NotifyEVChargingScheduleRequest,
        m.NotifyEVChargingScheduleResponse,
    ),
    Action("NotifyEvent", "station", m.NotifyEventRequest, m.NotifyEventResponse),
    Action(
        "NotifyMonitoringReport",
        "station",
        m.NotifyMonitoringReportRequest,
        m.NotifyMonitoringReportResponse,
    ),
    Action("NotifyReport", "station", m.NotifyReportRequest, m.NotifyReportResponse),
    Action("PublishFirmware", "csms", m.PublishFirmwareRequest, m.PublishFirmwareResponse),
    Action(
        "PublishFirmwareStatusNotification",
        "station",
        m.PublishFirmwareStatusNotificationRequest,
        m.PublishFirmwareStatusNotificationResponse,
    ),
    Action(
        "ReportChargingProfiles",
        "station",
        m.ReportChargingProfilesRequest,
        m.ReportChargingProfilesResponse,
    ),
    Action(
        "RequestStartTransaction",
        "csms",
        m.RequestStartTransactionRequest,
        m.RequestStartTransactionResponse,
    ),
    Action(
        "RequestStopTransaction",
        "csms",
        m.RequestStopTransactionRequest,
        m.RequestStopTransactionResponse,
    ),
    Action(
        "ReservationStatusUpdate",
        "station",
        m.ReservationStatusUpdateRequest,
        m.ReservationStatusUpdateResponse,
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
    Action("SetDisplayMessage", "csms", m.SetDisplayMessageRequest, m.SetDisplayMessageResponse),
    Action("SetMonitoringBase", "csms", m.SetMonitoringBaseRequest, m.SetMonitoringBaseResponse),
    Action("SetMonitoringLevel", "csms", m.SetMonitoringLevelRequest, m.SetMonitoringLevelResponse),
    Action("SetNetworkProfile", "csms", m.SetNetworkProfileRequest, m.SetNetworkProfileResponse),
    Action(
        "SetVariableMonitoring",
        "csms",
        m.SetVariableMonitoringRequest,
        m.SetVariableMonitoringResponse,
    ),
    Action("SetVariables", "csms", m.SetVariablesRequest, m.SetVariablesResponse),
    Action("SignCertificate", "station", m.SignCertificateRequest, m.SignCertificateResponse),
    Action(
        "StatusNotification", "station", m.StatusNotificationRequest, m.StatusNotificationResponse
    ),
    Action("TransactionEvent", "station", m.TransactionEventRequest, m.TransactionEventResponse),
    Action("TriggerMessage", "csms", m.TriggerMessageRequest, m.TriggerMessageResponse),
    Action("UnlockConnector", "csms", m.UnlockConnectorRequest, m.UnlockConnectorResponse),
    Action("UnpublishFirmware", "csms", m.UnpublishFirmwareRequest, m.UnpublishFirmwareResponse),
    Action("UpdateFirmware", "csms", m.UpdateFirmwareRequest, m.UpdateFirmwareResponse),
)
