"""The version-neutral verbs in OCPP 2.0.1 and 2.1."""

from chargehouse.gateway import verbs
from chargehouse.gateway.verbs import Said, dotted, verb, without_none


def _start(asked: verbs.Start) -> Said:
    token = {"idToken": asked.id_token, "type": asked.token_type}
    payload = without_none(idToken=token, remoteStartId=asked.remote_start_id, evseId=asked.evse_id)
    return "RequestStartTransaction", payload


def _stop(asked: verbs.Stop) -> Said:
    return "RequestStopTransaction", {"transactionId": asked.transaction_id}


def _unlock(asked: verbs.Unlock) -> Said:
    return "UnlockConnector", {"evseId": asked.evse_id, "connectorId": asked.connector_id}


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
    "reset": verb(verbs.Reset, _reset),
    "set_availability": verb(verbs.SetAvailability, _set_availability),
    "trigger": verb(verbs.Trigger, _trigger),
    "get_configuration": verb(verbs.GetConfiguration, _get_configuration),
    "set_configuration": verb(verbs.SetConfiguration, _set_configuration),
    "clear_cache": verb(verbs.ClearCache, _clear_cache),
}
