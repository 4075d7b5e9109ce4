"""The handlers of OCPP 2.0.1 and 2.1, by action."""

from typing import Final

from chargehouse.gateway.dispatch import HandlerTable, MessageHandler
from chargehouse.gateway.v2 import (
    authorize,
    battery_swap,
    boot_notification,
    cleared_charging_limit,
    close_periodic_event_stream,
    data_transfer,
    firmware_status_notification,
    get_15118_ev_certificate,
    get_certificate_chain_status,
    get_certificate_status,
    heartbeat,
    log_status_notification,
    meter_values,
    notify_charging_limit,
    notify_customer_information,
    notify_der_alarm,
    notify_der_start_stop,
    notify_display_messages,
    notify_ev_charging_needs,
    notify_ev_charging_schedule,
    notify_event,
    notify_monitoring_report,
    notify_periodic_event_stream,
    notify_priority_charging,
    notify_report,
    notify_settlement,
    open_periodic_event_stream,
    publish_firmware_status_notification,
    pull_dynamic_schedule_update,
    report_charging_profiles,
    report_der_control,
    reservation_status_update,
    security_event_notification,
    sign_certificate,
    status_notification,
    transaction_event,
    vat_number_validation,
)
from chargehouse.gateway.v2.registration import guarded

_IN_BOTH: Final[dict[str, MessageHandler]] = {
    "Authorize": authorize.handle,
    "BootNotification": boot_notification.handle,
    "ClearedChargingLimit": cleared_charging_limit.handle,
    "DataTransfer": data_transfer.handle,
    "FirmwareStatusNotification": firmware_status_notification.handle,
    "Get15118EVCertificate": get_15118_ev_certificate.handle,
    "GetCertificateStatus": get_certificate_status.handle,
    "Heartbeat": heartbeat.handle,
    "LogStatusNotification": log_status_notification.handle,
    "MeterValues": meter_values.handle,
    "NotifyChargingLimit": notify_charging_limit.handle,
    "NotifyCustomerInformation": notify_customer_information.handle,
    "NotifyDisplayMessages": notify_display_messages.handle,
    "NotifyEVChargingNeeds": notify_ev_charging_needs.handle,
    "NotifyEVChargingSchedule": notify_ev_charging_schedule.handle,
    "NotifyEvent": notify_event.handle,
    "NotifyMonitoringReport": notify_monitoring_report.handle,
    "NotifyReport": notify_report.handle,
    "PublishFirmwareStatusNotification": publish_firmware_status_notification.handle,
    "ReportChargingProfiles": report_charging_profiles.handle,
    "ReservationStatusUpdate": reservation_status_update.handle,
    "SecurityEventNotification": security_event_notification.handle,
    "SignCertificate": sign_certificate.handle,
    "StatusNotification": status_notification.handle,
    "TransactionEvent": transaction_event.handle,
}
_SINCE_21: Final[dict[str, MessageHandler]] = {
    "BatterySwap": battery_swap.handle,
    "ClosePeriodicEventStream": close_periodic_event_stream.handle,
    "GetCertificateChainStatus": get_certificate_chain_status.handle,
    "NotifyDERAlarm": notify_der_alarm.handle,
    "NotifyDERStartStop": notify_der_start_stop.handle,
    "NotifyPeriodicEventStream": notify_periodic_event_stream.handle,
    "NotifyPriorityCharging": notify_priority_charging.handle,
    "NotifySettlement": notify_settlement.handle,
    "OpenPeriodicEventStream": open_periodic_event_stream.handle,
    "PullDynamicScheduleUpdate": pull_dynamic_schedule_update.handle,
    "ReportDERControl": report_der_control.handle,
    "VatNumberValidation": vat_number_validation.handle,
}

HANDLERS_201: Final[HandlerTable] = {
    action: guarded(action, handler) for action, handler in _IN_BOTH.items()
}
HANDLERS_21: Final[HandlerTable] = {
    **HANDLERS_201,
    **{action: guarded(action, handler) for action, handler in _SINCE_21.items()},
}
