"""The version-neutral verbs in OCPP 1.6."""

from chargehouse.gateway import verbs
from chargehouse.gateway.verbs import Said, verb, without_none
from chargehouse.kernel.errors import Invalid


def _start(asked: verbs.Start) -> Said:
    payload = without_none(idTag=asked.id_token, connectorId=asked.evse_id)
    return "RemoteStartTransaction", payload


def _stop(asked: verbs.Stop) -> Said:
    try:
        number = int(asked.transaction_id)
    except ValueError:
        raise Invalid(
            "Transactions of OCPP 1.6 have numbers.",
            {"errors": [{"field": "transaction_id", "message": "must be a whole number"}]},
        ) from None
    return "RemoteStopTransaction", {"transactionId": number}


def _unlock(asked: verbs.Unlock) -> Said:
    return "UnlockConnector", {"connectorId": asked.evse_id}


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
    "reset": verb(verbs.Reset, _reset),
    "set_availability": verb(verbs.SetAvailability, _set_availability),
    "trigger": verb(verbs.Trigger, _trigger),
    "get_configuration": verb(verbs.GetConfiguration, _get_configuration),
    "set_configuration": verb(verbs.SetConfiguration, _set_configuration),
    "clear_cache": verb(verbs.ClearCache, _clear_cache),
}
