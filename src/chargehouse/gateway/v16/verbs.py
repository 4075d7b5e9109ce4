"""The version-neutral verbs in OCPP 1.6."""

from chargehouse.gateway import verbs
from chargehouse.gateway.verbs import Said, tenths, utc_text, verb, without_none
from chargehouse.kernel.errors import Invalid


def _start(asked: verbs.Start) -> Said:
    payload = without_none(idTag=asked.id_token, connectorId=asked.evse_id)
    return "RemoteStartTransaction", payload


def _stop(asked: verbs.Stop) -> Said:
    return "RemoteStopTransaction", {"transactionId": _number(asked.transaction_id)}


def _unlock(asked: verbs.Unlock) -> Said:
    return "UnlockConnector", {"connectorId": asked.evse_id}


def _reserve(asked: verbs.Reserve) -> Said:
    payload = without_none(
        connectorId=asked.evse_id or 0,
        expiryDate=utc_text(asked.expires_at),
        idTag=asked.id_token,
        parentIdTag=asked.group_id,
        reservationId=asked.reservation_id,
    )
    return "ReserveNow", payload


def _cancel_reservation(asked: verbs.CancelReservation) -> Said:
    return "CancelReservation", {"reservationId": asked.reservation_id}


def _set_charging_profile(asked: verbs.SetChargingProfile) -> Said:
    schedule = without_none(
        duration=asked.duration_s,
        startSchedule=utc_text(asked.start_at),
        chargingRateUnit=asked.unit,
        minChargingRate=tenths(asked.least),
        chargingSchedulePeriod=[
            {"startPeriod": each.start_period, "limit": tenths(each.limit)}
            for each in asked.periods
        ],
    )
    profile = {
        "chargingProfileId": asked.profile_id,
        "transactionId": _number(asked.transaction_id),
        "stackLevel": 0,
        "chargingProfilePurpose": "TxProfile",
        "chargingProfileKind": "Relative" if asked.start_at is None else "Absolute",
        "chargingSchedule": schedule,
    }
    return "SetChargingProfile", {"connectorId": asked.evse_id, "csChargingProfiles": profile}


def _clear_charging_profile(asked: verbs.ClearChargingProfile) -> Said:
    return "ClearChargingProfile", {"id": asked.profile_id}


def _get_composite_schedule(asked: verbs.GetCompositeSchedule) -> Said:
    return "GetCompositeSchedule", {"connectorId": asked.evse_id, "duration": asked.duration_s}


def _number(transaction_id: str) -> int:
    try:
        return int(transaction_id)
    except ValueError:
        raise Invalid(
            "Transactions of OCPP 1.6 have numbers.",
            {"errors": [{"field": "transaction_id", "message": "must be a whole number"}]},
        ) from None


def _reset(asked: verbs.Reset) -> Said:
    return "Reset", {"type": "Soft" if asked.gentle else "Hard"}


def _set_availability(asked: verbs.SetAvailability) -> Said:
    kind = "Operative" if asked.operative else "Inoperative"
    return "ChangeAvailability", {"connectorId": asked.evse_id or 0, "type": kind}


def _trigger(asked: verbs.Trigger) -> Said:
    payload = without_none(requestedMessage=asked.message, connectorId=asked.evse_id)
    return "TriggerMessage", payload


def _get_configuration(asked: verbs.GetConfiguration) -> Said:
    return "GetConfiguration", {"key": asked.keys}


def _set_configuration(asked: verbs.SetConfiguration) -> Said:
    return "ChangeConfiguration", {"key": asked.key, "value": asked.value}


def _clear_cache(_: verbs.ClearCache) -> Said:
    return "ClearCache", {}


VERBS = {
    "start": verb(verbs.Start, _start),
    "stop": verb(verbs.Stop, _stop),
    "unlock": verb(verbs.Unlock, _unlock),
    "reserve": verb(verbs.Reserve, _reserve),
    "cancel_reservation": verb(verbs.CancelReservation, _cancel_reservation),
    "set_charging_profile": verb(verbs.SetChargingProfile, _set_charging_profile),
    "clear_charging_profile": verb(verbs.ClearChargingProfile, _clear_charging_profile),
    "get_composite_schedule": verb(verbs.GetCompositeSchedule, _get_composite_schedule),
    "reset": verb(verbs.Reset, _reset),
    "set_availability": verb(verbs.SetAvailability, _set_availability),
    "trigger": verb(verbs.Trigger, _trigger),
    "get_configuration": verb(verbs.GetConfiguration, _get_configuration),
    "set_configuration": verb(verbs.SetConfiguration, _set_configuration),
    "clear_cache": verb(verbs.ClearCache, _clear_cache),
}
