"""Every action of OCPP 2.1 (part 2): who sends it, its request, its response."""

from chargehouse.ocpp.actions import Action, table
from chargehouse.ocpp.v21 import messages as m

ACTIONS = table(
    Action("AFRRSignal", "csms", m.AFRRSignalRequest, m.AFRRSignalResponse),
    Action(
        "AdjustPeriodicEventStream",
        "csms",
        m.AdjustPeriodicEventStreamRequest,
        m.AdjustPeriodicEventStreamResponse,
    ),
    Action("Authorize", "station", m.AuthorizeRequest, m.AuthorizeResponse),
    Action("BatterySwap", "station", m.BatterySwapRequest, m.BatterySwapResponse),
    Action("BootNotification", "station", m.BootNotificationRequest, m.BootNotificationResponse),
    Action("CancelReservation", "csms", m.CancelReservationRequest, m.CancelReservationResponse),
    Action("CertificateSigned", "csms", m.CertificateSignedRequest, m.CertificateSignedResponse),
    Action("ChangeAvailability", "csms", m.ChangeAvailabilityRequest, m.ChangeAvailabilityResponse),
    Action(
        "ChangeTransactionTariff",
        "csms",
        m.ChangeTransactionTariffRequest,
        m.ChangeTransactionTariffResponse,
    ),
    Action("ClearCache", "csms", m.ClearCacheRequest, m.ClearCacheResponse),
    Action(
        "ClearChargingProfile",
        "csms",
        m.ClearChargingProfileRequest,
        m.ClearChargingProfileResponse,
    ),
    Action("ClearDERControl", "csms", m.ClearDERControlRequest, m.ClearDERControlResponse),
    Action(
        "ClearDisplayMessage", "csms", m.ClearDisplayMessageRequest, m.ClearDisplayMessageResponse
    ),
    Action("ClearTariffs", "csms", m.ClearTariffsRequest, m.ClearTariffsResponse),
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
    Action(
        "ClosePeriodicEventStream",
        "station",
        m.ClosePeriodicEventStreamRequest,
        m.ClosePeriodicEventStreamResponse,
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
        "GetCertificateChainStatus",
        "station",
        m.GetCertificateChainStatusRequest,
        m.GetCertificateChainStatusResponse,
    ),
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
    Action("GetDERControl", "csms", m.GetDERControlRequest, m.GetDERControlResponse),
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
    Action(
        "GetPeriodicEventStream",
        "csms",
        m.GetPeriodicEventStreamRequest,
        m.GetPeriodicEventStreamResponse,
    ),
    Action("GetReport", "csms", m.GetReportRequest, m.GetReportResponse),
    Action("GetTariffs", "csms", m.GetTariffsRequest, m.GetTariffsResponse),
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
        "NotifyAllowedEnergyTransfer",
        "csms",
        m.NotifyAllowedEnergyTransferRequest,
        m.NotifyAllowedEnergyTransferResponse,
    ),
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
    Action("NotifyDERAlarm", "station", m.NotifyDERAlarmRequest, m.NotifyDERAlarmResponse),
    Action(
        "NotifyDERStartStop", "station", m.NotifyDERStartStopRequest, m.NotifyDERStartStopResponse
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
    Action("NotifyPeriodicEventStream", "station", m.NotifyPeriodicEventStream, None),
    Action(
        "NotifyPriorityCharging",
        "station",
        m.NotifyPriorityChargingRequest,
        m.NotifyPriorityChargingResponse,
    ),
    Action("NotifyReport", "station", m.NotifyReportRequest, m.NotifyReportResponse),
    Action("NotifySettlement", "station", m.NotifySettlementRequest, m.NotifySettlementResponse),
    Action(
        "NotifyWebPaymentStarted",
        "csms",
        m.NotifyWebPaymentStartedRequest,
        m.NotifyWebPaymentStartedResponse,
    ),
    Action(
        "OpenPeriodicEventStream",
        "station",
        m.OpenPeriodicEventStreamRequest,
        m.OpenPeriodicEventStreamResponse,
    ),
    Action("PublishFirmware", "csms", m.PublishFirmwareRequest, m.PublishFirmwareResponse),
    Action(
        "PublishFirmwareStatusNotification",
        "station",
        m.PublishFirmwareStatusNotificationRequest,
        m.PublishFirmwareStatusNotificationResponse,
    ),
    Action(
        "PullDynamicScheduleUpdate",
        "station",
        m.PullDynamicScheduleUpdateRequest,
        m.PullDynamicScheduleUpdateResponse,
    ),
    Action(
        "ReportChargingProfiles",
        "station",
        m.ReportChargingProfilesRequest,
        m.ReportChargingProfilesResponse,
    ),
    Action("ReportDERControl", "station", m.ReportDERControlRequest, m.ReportDERControlResponse),
    Action("RequestBatterySwap", "csms", m.RequestBatterySwapRequest, m.RequestBatterySwapResponse),
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
    Action("SetDERControl", "csms", m.SetDERControlRequest, m.SetDERControlResponse),
    Action("SetDefaultTariff", "csms", m.SetDefaultTariffRequest, m.SetDefaultTariffResponse),
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
    Action(
        "UpdateDynamicSchedule",
        "csms",
        m.UpdateDynamicScheduleRequest,
        m.UpdateDynamicScheduleResponse,
    ),
    Action("UpdateFirmware", "csms", m.UpdateFirmwareRequest, m.UpdateFirmwareResponse),
    Action(
        "UsePriorityCharging", "csms", m.UsePriorityChargingRequest, m.UsePriorityChargingResponse
    ),
    Action(
        "VatNumberValidation",
        "station",
        m.VatNumberValidationRequest,
        m.VatNumberValidationResponse,
    ),
)
