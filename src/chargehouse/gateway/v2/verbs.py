"""The version-neutral verbs in OCPP 2.0.1 and 2.1."""

from chargehouse.gateway import verbs
from chargehouse.gateway.verbs import Said, dotted, tenths, utc_text, verb, without_none


def _start(asked: verbs.Start) -> Said:
    token = {"idToken": asked.id_token, "type": asked.token_type}
    payload = without_none(idToken=token, remoteStartId=asked.remote_start_id, evseId=asked.evse_id)
    return "RequestStartTransaction", payload


def _stop(asked: verbs.Stop) -> Said:
    return "RequestStopTransaction", {"transactionId": asked.transaction_id}


def _unlock(asked: verbs.Unlock) -> Said:
    return "UnlockConnector", {"evseId": asked.evse_id, "connectorId": asked.connector_id}


def _reserve(asked: verbs.Reserve) -> Said:
    group = None if asked.group_id is None else {"idToken": asked.group_id, "type": "Central"}
    payload = without_none(
        id=asked.reservation_id,
        expiryDateTime=utc_text(asked.expires_at),
        idToken={"idToken": asked.id_token, "type": asked.token_type},
        groupIdToken=group,
        evseId=asked.evse_id,
    )
    return "ReserveNow", payload


def _cancel_reservation(asked: verbs.CancelReservation) -> Said:
    return "CancelReservation", {"reservationId": asked.reservation_id}


def _set_charging_profile(asked: verbs.SetChargingProfile) -> Said:
    schedule = without_none(
        id=1,
        startSchedule=utc_text(asked.start_at),
        duration=asked.duration_s,
        chargingRateUnit=asked.unit,
        minChargingRate=tenths(asked.least),
        chargingSchedulePeriod=[
            {"startPeriod": each.start_period, "limit": tenths(each.limit)}
            for each in asked.periods
        ],
    )
    profile = {
        "id": asked.profile_id,
        "stackLevel": 0,
        "chargingProfilePurpose": "TxProfile",
        "chargingProfileKind": "Relative" if asked.start_at is None else "Absolute",
        "transactionId": asked.transaction_id,
        "chargingSchedule": [schedule],
    }
    return "SetChargingProfile", {"evseId": asked.evse_id, "chargingProfile": profile}


def _clear_charging_profile(asked: verbs.ClearChargingProfile) -> Said:
    return "ClearChargingProfile", {"chargingProfileId": asked.profile_id}


def _get_composite_schedule(asked: verbs.GetCompositeSchedule) -> Said:
    return "GetCompositeSchedule", {"evseId": asked.evse_id, "duration": asked.duration_s}


def _reset(asked: verbs.Reset) -> Said:
    return "Reset", {"type": "OnIdle" if asked.gentle else "Immediate"}


def _set_availability(asked: verbs.SetAvailability) -> Said:
    kind = "Operative" if asked.operative else "Inoperative"
    return "ChangeAvailability", without_none(operationalStatus=kind, evse=_evse(asked.evse_id))


def _trigger(asked: verbs.Trigger) -> Said:
    payload = without_none(requestedMessage=asked.message, evse=_evse(asked.evse_id))
    return "TriggerMessage", payload


def _get_configuration(asked: verbs.GetConfiguration) -> Said:
    return "GetVariables", {"getVariableData": [_named(key) for key in asked.keys]}


def _set_configuration(asked: verbs.SetConfiguration) -> Said:
    setting = {**_named(asked.key), "attributeValue": asked.value}
    return "SetVariables", {"setVariableData": [setting]}


def _clear_cache(_: verbs.ClearCache) -> Said:
    return "ClearCache", {}


def _evse(evse_id: int | None) -> dict[str, object] | None:
    return None if evse_id is None else {"id": evse_id}


def _named(key: str) -> dict[str, object]:
    component, variable = dotted(key)
    return {"component": {"name": component}, "variable": {"name": variable}}


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
