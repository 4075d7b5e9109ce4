"""Canaries put in over OCPP 2.0.1."""

from tests.canary.scene import NOW, Scene, attempt
from tests.independent.house import Json
from tests.protocol.rawcharger import RawCharger


async def by_ocpp201(scene: Scene, charger: RawCharger) -> None:
    await charger.call(
        "BootNotification",
        {"reason": "PowerUp", "chargingStation": {"model": "B", "vendorName": "A"}},
    )
    await by_requests(scene, charger)
    await by_sessions(scene, charger)
    await by_reports(scene, charger)
    await by_commands(scene, charger)


def token(tag: str, more: str | None = None) -> Json:
    found: Json = {"idToken": tag, "type": "ISO14443"}
    if more is not None:
        found["additionalInfo"] = [{"additionalIdToken": more, "type": "card"}]
    return found


async def by_requests(scene: Scene, charger: RawCharger) -> None:
    tag = scene.flock.tag
    known = token(tag("2 authorize"), tag("2 additional"))
    await charger.call("Authorize", {"idToken": known})
    await charger.call("Authorize", {"idToken": token(tag("rest").lower())})
    custom = {"vendorId": "v", "card": tag("2 custom"), "list": [{"uid": tag("2 custom list")}]}
    await charger.call(
        "Authorize", {"idToken": token(tag("2 authorize again")), "customData": custom}
    )
    odd: Json = {"idToken": tag("2 odd type"), "type": tag("2 token type")[:20]}
    await attempt(charger, "Authorize", {"idToken": odd})
    await attempt(charger, "Authorize", {"idToken": token(tag("2 too long") * 4)})
    await attempt(charger, "Authorize", {"idToken": tag("2 not an object")})
    await attempt(charger, tag("2 action"), {"idToken": token(tag("2 unknown action"))})
    await charger.call("Heartbeat", {"customData": custom})
    await charger.call("Heartbeat", {"customData": {"vendorId": tag("2 custom vendor")}})
    for data in (tag("2 data"), {"card": tag("2 data object")}, [tag("2 data list")]):
        await charger.call("DataTransfer", {"vendorId": "V", "data": data})
    status = {
        "timestamp": NOW,
        "connectorStatus": "Occupied",
        "evseId": 1,
        "connectorId": 1,
        "customData": custom,
    }
    await charger.call("StatusNotification", status)
    await attempt(
        charger, "StatusNotification", {**status, "connectorStatus": tag("2 connector status")}
    )
    await attempt(
        charger,
        "SecurityEventNotification",
        {"type": tag("2 event type"), "timestamp": NOW, "techInfo": tag("2 tech info")},
    )


async def by_sessions(scene: Scene, charger: RawCharger) -> None:
    tag = scene.flock.tag
    ocmf = f'OCMF|{{"FV":"1.0","ID":"{tag("2 ocmf")}"}}|{{"SD":"00"}}'
    signed = {
        "signedMeterData": ocmf,
        "signingMethod": "ECDSA-secp256r1",
        "encodingMethod": "OCMF",
        "publicKey": "00",
    }
    sample = {"value": 5, "context": "Transaction.Begin", "signedMeterValue": signed}
    event = {
        "timestamp": NOW,
        "triggerReason": "Authorized",
        "evse": {"id": 1, "connectorId": 1},
        "meterValue": [{"timestamp": NOW, "sampledValue": [sample]}],
        "customData": {"vendorId": "v", "card": tag("2 event custom")},
    }

    def told(kind: str, number: int, transaction: str, **more: object) -> Json:
        info = {"transactionInfo": {"transactionId": transaction}}
        return {**event, "eventType": kind, "seqNo": number, **info, **more}

    await charger.call(
        "TransactionEvent",
        told("Started", 0, "t-1", idToken=token(tag("2 started"), tag("2 started additional"))),
    )
    await charger.call("TransactionEvent", told("Started", 0, "t-2", idToken=token(tag("rest"))))
    await charger.call(
        "TransactionEvent", told("Updated", 1, "t-2", idToken=token(tag("2 update")))
    )
    await charger.call("TransactionEvent", told("Ended", 2, "t-2", idToken=token(tag("2 ended"))))
    await attempt(
        charger, "TransactionEvent", told("Ended", 3, "t-2", triggerReason=tag("2 trigger"))
    )
    values = [{"timestamp": NOW, "sampledValue": [sample]}]
    await charger.call("MeterValues", {"evseId": 1, "meterValue": values})


async def by_reports(scene: Scene, charger: RawCharger) -> None:
    tag, password = scene.flock.tag, scene.flock.password

    def variable(component: str, name: str, value: str) -> Json:
        return {
            "component": {"name": component},
            "variable": {"name": name},
            "variableAttribute": [{"value": value}],
        }

    said = [
        variable("AuthCtrlr", "MasterPassGroupId", tag("2 report")),
        variable("Display", "Greeting", f"Hello {tag('2 report text')}"),
        variable("SecurityCtrlr", "BasicAuthPassword", password("2 report")),
    ]
    report = {"requestId": 1, "generatedAt": NOW, "seqNo": 0, "reportData": said}
    await charger.call("NotifyReport", report)
    event = {
        "eventId": 1,
        "timestamp": NOW,
        "trigger": "Alerting",
        "actualValue": tag("2 event value"),
        "eventNotificationType": "HardWiredNotification",
        "component": {"name": "TokenReader"},
        "variable": {"name": "Problem"},
        "techCode": f"C-{tag('2 tech code')}",
        "techInfo": f"card {tag('2 event tech info')} is worn",
    }
    await charger.call("NotifyEvent", {"generatedAt": NOW, "seqNo": 0, "eventData": [event]})
    for data in (tag("2 customer"), f'{{"idToken":"{tag("2 customer json")}"}}'):
        await charger.call(
            "NotifyCustomerInformation",
            {"data": data, "seqNo": 0, "generatedAt": NOW, "requestId": 1},
        )
    message = {"format": "UTF8", "content": f"Welcome, {tag('2 display')}"}
    await charger.call(
        "NotifyDisplayMessages",
        {
            "requestId": 1,
            "messageInfo": [{"id": 1, "priority": "NormalCycle", "message": message}],
        },
    )


async def by_commands(scene: Scene, charger: RawCharger) -> None:
    tag, password = scene.flock.tag, scene.flock.password
    place = {"component": {"name": "AuthCtrlr"}, "variable": {"name": "MasterPassGroupId"}}
    orders: list[tuple[str, Json, object]] = [
        (
            "RequestStartTransaction",
            {
                "remoteStartId": 1,
                "idToken": token(tag("2 remote"), tag("2 remote additional")),
                "groupIdToken": token(tag("2 remote group")),
            },
            {
                "status": "Rejected",
                "statusInfo": {
                    "reasonCode": "Other",
                    "additionalInfo": f"card {tag('2 status info')} is locked",
                },
            },
        ),
        (
            "SendLocalList",
            {
                "versionNumber": 1,
                "updateType": "Full",
                "localAuthorizationList": [
                    {
                        "idToken": token(tag("2 list")),
                        "idTokenInfo": {
                            "status": "Accepted",
                            "groupIdToken": token(tag("2 list group")),
                            "personalMessage": {"format": "UTF8", "content": tag("2 message")},
                        },
                    }
                ],
            },
            {"status": "Accepted"},
        ),
        (
            "ReserveNow",
            {"id": 1, "expiryDateTime": NOW, "idToken": token(tag("2 reserve"))},
            {"status": "Accepted"},
        ),
        (
            "CustomerInformation",
            {
                "requestId": 1,
                "report": True,
                "clear": False,
                "customerIdentifier": tag("2 customer id"),
                "idToken": token(tag("2 customer token")),
            },
            {"status": "Accepted"},
        ),
        (
            "DataTransfer",
            {"vendorId": "V", "data": {"card": tag("2 data out")}},
            {"status": "Accepted", "data": [tag("2 data back")]},
        ),
        (
            "SetVariables",
            {
                "setVariableData": [
                    {"attributeValue": tag("2 set"), **place},
                    {
                        "attributeValue": password("2 set"),
                        "component": {"name": "SecurityCtrlr"},
                        "variable": {"name": "BasicAuthPassword"},
                    },
                ]
            },
            {
                "setVariableResult": [
                    {"attributeStatus": "Rejected", **place},
                    {"attributeStatus": "Rejected", **place},
                ]
            },
        ),
        (
            "GetVariables",
            {"getVariableData": [place]},
            {
                "getVariableResult": [
                    {"attributeStatus": "Accepted", "attributeValue": tag("2 get"), **place}
                ]
            },
        ),
        (
            "SetDisplayMessage",
            {
                "message": {
                    "id": 1,
                    "priority": "NormalCycle",
                    "message": {"format": "UTF8", "content": f"Hello {tag('2 display out')}"},
                }
            },
            {"status": "Accepted"},
        ),
        (
            "ClearCache",
            {"customData": {"vendorId": "v", "card": tag("2 custom out")}},
            {
                "status": "Accepted",
                "customData": {"vendorId": "v", "card": tag("2 custom back")},
            },
        ),
        ("ClearCache", {}, ("InternalError", f"no room for {tag('2 call error')}")),
        ("ClearCache", {}, {"status": tag("2 answer")}),
    ]
    for action, payload, answer in orders:
        await scene.ordered(charger, scene.new, action, payload, answer)
