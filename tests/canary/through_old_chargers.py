"""Canaries put in over OCPP 1.6."""

import json

from tests.canary.scene import NOW, Scene, attempt
from tests.independent.house import Json
from tests.protocol.rawcharger import RawCharger


async def by_ocpp16(scene: Scene, charger: RawCharger) -> None:
    await charger.call("BootNotification", {"chargePointVendor": "A", "chargePointModel": "B"})
    await by_requests(scene, charger)
    await by_sessions(scene, charger)
    await by_commands(scene, charger)
    await by_nonsense(scene, charger)


async def by_requests(scene: Scene, charger: RawCharger) -> None:
    tag = scene.flock.tag
    await charger.call("Authorize", {"idTag": tag("1.6 authorize")})
    await charger.call("Authorize", {"idTag": tag("rest").lower()})
    await charger.call("Authorize", {"idTag": f" {tag('1.6 spaces')} "})
    await charger.call("Authorize", {"idTag": tag("asked of a partner")})
    await charger.call("Authorize", {"idTag": tag("partner")})
    await attempt(charger, "Authorize", {"idTag": tag("1.6 too long") * 3})
    await attempt(charger, "Authorize", {"idTag": int(tag("1.6 as a number"), 16)})
    await attempt(charger, "Authorize", {"idTag": [tag("1.6 as a list")]})
    await attempt(charger, "Authorize", {"IDTAG": tag("1.6 in capitals")})
    await attempt(charger, "Authorize", {"idtag2": tag("1.6 unknown field")})
    await attempt(charger, tag("1.6 action")[:20], {"idTag": tag("1.6 unknown action")})
    for data in (tag("1.6 data"), json.dumps({"card": {"uid": tag("1.6 data json")}})):
        await charger.call("DataTransfer", {"vendorId": "V", "messageId": "m", "data": data})
    maker = {"vendorId": tag("1.6 data vendor"), "messageId": tag("1.6 data message")}
    await charger.call("DataTransfer", maker)
    await attempt(charger, "DataTransfer", {"vendorId": "V", "data": {"x": tag("1.6 data object")}})
    status = {"connectorId": 1, "errorCode": "OtherError", "status": "Faulted"}
    told = {
        "info": f"card {tag('1.6 info')} refused",
        "vendorErrorCode": f"E:{tag('1.6 vendor code')}",
        "vendorId": tag("1.6 vendor id"),
    }
    await charger.call("StatusNotification", {**status, **told})
    await attempt(charger, "StatusNotification", {**status, "status": tag("1.6 status")})
    await attempt(charger, "StatusNotification", {**status, "errorCode": tag("1.6 error code")})
    await attempt(
        charger, "Heartbeat", {"card": tag("1.6 surprise"), "all": [{"x": tag("1.6 deep")}]}
    )
    await attempt(charger, "Heartbeat", {tag("1.6 surprising name"): 1})
    mac = ":".join(tag("1.6 in pairs")[n : n + 2] for n in range(0, 16, 2))
    await charger.call("StatusNotification", {**status, "info": f"card {mac}"})
    event = {"type": tag("1.6 event type"), "timestamp": NOW, "techInfo": tag("1.6 tech info")}
    await attempt(charger, "SecurityEventNotification", event)


async def by_sessions(scene: Scene, charger: RawCharger) -> None:
    tag = scene.flock.tag
    start = {"connectorId": 1, "meterStart": 0, "timestamp": NOW}
    refused = await charger.call("StartTransaction", {**start, "idTag": tag("1.6 start")})
    assert refused["idTagInfo"]["status"] == "Invalid"
    began = await charger.call(
        "StartTransaction", {**start, "connectorId": 2, "idTag": tag("rest")}
    )
    assert began["idTagInfo"]["status"] == "Accepted"
    guest = await charger.call(
        "StartTransaction", {**start, "connectorId": 3, "idTag": tag("partner")}
    )
    assert guest["idTagInfo"]["status"] == "Accepted"
    left = {"transactionId": guest["transactionId"], "meterStop": 9000, "timestamp": NOW}
    await charger.call("StopTransaction", {**left, "idTag": tag("partner")})
    ocmf = f'OCMF|{{"FV":"1.0","ID":"{tag("1.6 ocmf")}","IT":"ISO14443"}}|{{"SD":"00"}}'
    samples = [
        {"value": ocmf, "format": "SignedData", "context": "Transaction.Begin"},
        {"value": ocmf.replace('"', "'"), "context": "Sample.Periodic"},
        {"value": tag("1.6 value"), "measurand": "Temperature"},
        {"value": "17", "unit": "Wh", "context": tag("1.6 context")},
        {"value": "18", "unit": tag("1.6 unit")},
    ]
    for sample in samples:
        values = [{"timestamp": NOW, "sampledValue": [sample]}]
        told = {"connectorId": 2, "transactionId": began["transactionId"], "meterValue": values}
        await attempt(charger, "MeterValues", told)
    stop = {"transactionId": began["transactionId"], "meterStop": 9, "timestamp": NOW}
    values = [{"timestamp": NOW, "sampledValue": samples[:1]}]
    last = {"idTag": tag("1.6 stop"), "transactionData": values}
    await charger.call("StopTransaction", {**stop, **last})
    await attempt(charger, "StopTransaction", {**stop, "reason": tag("1.6 reason")})


async def by_commands(scene: Scene, charger: RawCharger) -> None:
    tag, password = scene.flock.tag, scene.flock.password
    orders: list[tuple[str, Json, object]] = [
        ("RemoteStartTransaction", {"idTag": tag("1.6 remote")}, {"status": "Rejected"}),
        (
            "SendLocalList",
            {
                "listVersion": 1,
                "updateType": "Full",
                "localAuthorizationList": [
                    {
                        "idTag": tag("1.6 list"),
                        "idTagInfo": {"status": "Accepted", "parentIdTag": tag("1.6 list group")},
                    }
                ],
            },
            {"status": "Accepted"},
        ),
        (
            "ReserveNow",
            {
                "connectorId": 1,
                "expiryDate": NOW,
                "idTag": tag("1.6 reserve"),
                "parentIdTag": tag("1.6 reserve group"),
                "reservationId": 1,
            },
            {"status": "Accepted"},
        ),
        (
            "DataTransfer",
            {"vendorId": "V", "data": tag("1.6 data out")},
            {"status": "Accepted", "data": tag("1.6 data back")},
        ),
        (
            "ChangeConfiguration",
            {"key": "FreeVendIdTag", "value": tag("1.6 key")},
            {"status": "Accepted"},
        ),
        (
            "ChangeConfiguration",
            {"key": "Welcome", "value": tag("1.6 harmless key")},
            {"status": "Accepted"},
        ),
        (
            "ChangeConfiguration",
            {"key": "AuthorizationKey", "value": password("1.6 key")},
            {"status": "Rejected"},
        ),
        (
            "GetConfiguration",
            {"key": ["FreeVendIdTag", "Welcome", "AuthorizationKey"]},
            {
                "configurationKey": [
                    {"key": "FreeVendIdTag", "readonly": False, "value": tag("1.6 key read")},
                    {"key": "Welcome", "readonly": False, "value": f"Hi {tag('1.6 text read')}!"},
                    {"key": "AuthorizationKey", "readonly": False, "value": password("1.6 read")},
                ],
                "unknownKey": [],
            },
        ),
        (
            "GetDiagnostics",
            {"location": f"ftp://user:{password('1.6 url')}@host/x?card={tag('1.6 url')}"},
            {"fileName": "log.zip"},
        ),
        ("ClearCache", {}, ("InternalError", f"no room for {tag('1.6 call error')}")),
        ("ClearCache", {}, (tag("1.6 call error code"), "")),
        ("ClearCache", {}, {"status": tag("1.6 answer")}),
        ("Reset", {"type": "Soft"}, {"status": "Accepted", "card": tag("1.6 answer field")}),
    ]
    for action, payload, answer in orders:
        await scene.ordered(charger, scene.old, action, payload, answer)
    path = f"/stations/{scene.old['id']}"
    starting = await scene.api.post(
        f"{path}/start", {"id_token": tag("start verb"), "evse_id": 1, "wait": False}
    )
    assert starting["verb"] == "start"
    await charger.obey("RemoteStartTransaction", {"status": "Rejected"})
    commands = f"/api/v1{path}/commands"
    wrong = {"payload": {"idTag": tag("command too long") * 2}}
    await scene.refused(f"{commands}/RemoteStartTransaction", wrong)
    await scene.refused(f"{commands}/Reset", {"payload": {"type": tag("command word")}})


async def by_nonsense(scene: Scene, charger: RawCharger) -> None:
    tag = scene.flock.tag
    for frame in (
        f'[2,"1","Authorize",{{"idTag":"{tag("1.6 cut off")}"',
        f"card {tag('1.6 no json')}",
        f'[9,"1","Authorize",{{"idTag":"{tag("1.6 message type")}"}}]',
        f'{{"idTag":"{tag("1.6 no list")}"}}',
        f'[2,"1","Authorize","{tag("1.6 no object")}"]',
        f'[2,"1","Authorize",["{tag("1.6 list as payload")}"]]',
        f'[2,"1",{{"idTag":"{tag("1.6 action object")}"}},{{}}]',
        f'[3,"none",{{"idTagInfo":{{"parentIdTag":"{tag("1.6 stray answer")}"}}}}]',
        f'[4,"none","InternalError","card {tag("1.6 stray error")}",{{}}]',
        f'[4,"none","InternalError","",{{"card":"{tag("1.6 error details")}"}}]',
        f'[2,"n1","Authorize",{{"idTag":"{tag("1.6 nul")}\\u0000"}}]',
        f'[2,"n2","Authorize",{{"idTag":"{tag("1.6 surrogate")}\\ud800"}}]',
        f'[2,"n3","Authorize",{{"idT\\u0061g":"{tag("1.6 escaped name")}"}}]',
        f'[2,"n4","Authorize",{{"idTag":"\\u0030{tag("1.6 escaped")}"}}]',
        f'[2,"n5","Heartbeat",{{"customData":{{"vendorId":"v","x":"{tag("1.6 custom")}"}}}}]',
    ):
        await charger.send(frame)
    await charger.send(f'[2,"b","Authorize",{{"idTag":"{tag("1.6 binary")}"}}]'.encode())
    await charger.call("Heartbeat", {}, message_id="after nonsense")
    await charger.socket.close(1000, f"bye {tag('1.6 close reason')}")
