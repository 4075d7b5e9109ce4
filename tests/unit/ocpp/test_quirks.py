"""Payloads that chargers send and no schema knows: kept, noted, answered."""

import json
from datetime import UTC, datetime
from decimal import Decimal

import msgspec
import pytest

from chargehouse.ocpp import codec
from chargehouse.ocpp.errors import ProtocolFault
from chargehouse.ocpp.quirks.readings import reading
from chargehouse.ocpp.quirks.rules import parse_rules, shipped_rules
from chargehouse.ocpp.version import V16, V201, Version

START = {
    "connectorId": 1,
    "idTag": "TAG",
    "meterStart": 5,
    "timestamp": "2026-03-02T08:00:00Z",
}
STATUS = {"connectorId": 1, "errorCode": "NoError", "status": "Available"}
BOOT = {"chargePointVendor": "V", "chargePointModel": "M"}
STOP = {"transactionId": 1, "meterStop": 9, "timestamp": "2026-03-02T08:00:00Z"}
SAMPLE = {"value": "1"}
AT = "2026-03-02T08:00:00Z"


def _meter(sample: object, *, listed: bool = True) -> dict[str, object]:
    values: object = {"timestamp": AT, "sampledValue": sample}
    return {"connectorId": 0, "meterValue": [values] if listed else values}


def _meter2(*samples: object) -> dict[str, object]:
    return {"evseId": 1, "meterValue": [{"timestamp": AT, "sampledValue": list(samples)}]}


CASES = [
    (
        V16,
        "StartTransaction",
        START | {"timestamp": "2026-03-02T08:00:00"},
        "time-without-zone",
        "timestamp",
    ),
    (
        V16,
        "StartTransaction",
        START | {"timestamp": "2026-03-02 08:00:00.5"},
        "time-without-zone",
        "timestamp",
    ),
    (V16, "StartTransaction", START | {"idTag": "A" * 22}, "text-too-long", "idTag"),
    (V16, "StartTransaction", START | {"meterStart": "5"}, "number-as-text", "meterStart"),
    (
        V16,
        "StartTransaction",
        START | {"meterStart": 5.4},
        "fraction-for-whole-number",
        "meterStart",
    ),
    (V16, "StartTransaction", START | {"idTag": 12345678}, "text-expected", "idTag"),
    (
        V16,
        "StartTransaction",
        START | {"reservationId": None, "more": 1},
        "null-field",
        "reservationId",
    ),
    (V16, "StartTransaction", START | {"vendorField": 1}, "unknown-field", "vendorField"),
    (V16, "StatusNotification", STATUS | {"errorCode": "Error"}, "error-code-error", "errorCode"),
    (V16, "StatusNotification", STATUS | {"errorCode": "E42"}, "unknown-error-code", "errorCode"),
    (V16, "StatusNotification", STATUS | {"status": "SUSPENDEDEV"}, "word-in-other-case", "status"),
    (
        V16,
        "StatusNotification",
        STATUS | {"timestamp": ""},
        "unreadable-optional-field",
        "timestamp",
    ),
    (
        V16,
        "StatusNotification",
        {"connectorId": 1, "status": "Available"},
        "missing-error-code",
        "errorCode",
    ),
    (
        V16,
        "BootNotification",
        BOOT | {"chargeBoxSerialNumber": "S" * 26},
        "text-too-long",
        "chargeBoxSerialNumber",
    ),
    (
        V16,
        "BootNotification",
        BOOT | {"meterSerialNumber": "S" * 33},
        "text-too-long",
        "meterSerialNumber",
    ),
    (V16, "BootNotification", {"chargePointModel": "M"}, "missing-maker", "chargePointVendor"),
    (
        V16,
        "BootNotification",
        {"chargepointvendor": "V", "chargePointModel": "M"},
        "field-in-other-case",
        "chargepointvendor",
    ),
    (V16, "StopTransaction", STOP | {"reason": "evdisconnected"}, "word-in-other-case", "reason"),
    (V16, "StopTransaction", STOP | {"reason": "Sunset"}, "unknown-reason", "reason"),
    (V16, "MeterValues", _meter([SAMPLE], listed=False), "object-for-list", "meterValue"),
    (V16, "MeterValues", _meter([]), "empty-list", "meterValue[0].sampledValue"),
    (
        V16,
        "MeterValues",
        _meter([SAMPLE | {"unit": "Hz"}]),
        "unknown-word",
        "meterValue[0].sampledValue[0].unit",
    ),
    (
        V16,
        "MeterValues",
        _meter([SAMPLE | {"context": "Odd"}]),
        "unknown-word",
        "meterValue[0].sampledValue[0].context",
    ),
    (
        V16,
        "MeterValues",
        _meter([SAMPLE | {"measurand": "X"}]),
        "unknown-word",
        "meterValue[0].sampledValue[0].measurand",
    ),
    (
        V16,
        "MeterValues",
        _meter([{"value": 1.5}]),
        "text-expected",
        "meterValue[0].sampledValue[0].value",
    ),
    (
        V201,
        "MeterValues",
        _meter2({"value": "1,5"}),
        "decimal-comma",
        "meterValue[0].sampledValue[0].value",
    ),
    (
        V201,
        "MeterValues",
        _meter2({"value": "1.5"}),
        "number-as-text",
        "meterValue[0].sampledValue[0].value",
    ),
    (
        V201,
        "MeterValues",
        _meter2({"value": ""}),
        "unreadable-sample",
        "meterValue[0].sampledValue[0]",
    ),
    (
        V201,
        "BootNotification",
        {"reason": "Sun", "chargingStation": {"vendorName": "", "model": "M"}},
        "unknown-boot-reason",
        "reason",
    ),
    (V201, "Heartbeat", {"customData": {}, "x": 1}, "custom-data-without-vendor", "customData"),
    (
        V201,
        "BootNotification",
        {"chargingStation": {"vendorName": "", "model": "M"}},
        "missing-boot-reason",
        "reason",
    ),
    (
        V201,
        "NotifyMonitoringReport",
        {"requestId": 1, "seqNo": 1, "generatedAt": AT, "tbc": "True"},
        "flag-as-text",
        "tbc",
    ),
    (
        V201,
        "NotifyEVChargingNeeds",
        {
            "evseId": 1,
            "chargingNeeds": {
                "requestedEnergyTransfer": "DC",
                "dcChargingParameters": {
                    "evMaxCurrent": 1,
                    "evMaxVoltage": 1,
                    "stateOfCharge": 101,
                },
            },
        },
        "number-out-of-range",
        "chargingNeeds.dcChargingParameters.stateOfCharge",
    ),
    (
        V201,
        "NotifyEVChargingSchedule",
        {
            "evseId": 1,
            "timeBase": AT,
            "chargingSchedule": {
                "id": 1,
                "chargingRateUnit": "A",
                "chargingSchedulePeriod": [{"startPeriod": 0, "limit": 1}] * 1025,
            },
        },
        "list-too-long",
        "chargingSchedule.chargingSchedulePeriod",
    ),
]


@pytest.mark.parametrize(
    ("version", "action", "payload", "quirk", "path"), CASES, ids=[f"{c[3]}-{c[4]}" for c in CASES]
)
def test_a_quirk_is_lived_with_and_noted(
    version: Version, action: str, payload: dict[str, object], quirk: str, path: str
) -> None:
    decoded = codec.decode_request(version, action, json.dumps(payload))
    noted = {(deviation.quirk, deviation.field_path) for deviation in decoded.deviations}
    assert (quirk, path) in noted


def test_a_null_payload_is_an_empty_one() -> None:
    decoded = codec.decode_request(V16, "Heartbeat", "null")
    assert [deviation.quirk for deviation in decoded.deviations] == ["missing-payload"]


@pytest.mark.parametrize("value", ["NaN", "Infinity", "1e999999999"])
def test_a_sample_that_is_no_number_is_left_out(value: str) -> None:
    decoded = codec.decode_request(V201, "MeterValues", json.dumps(_meter2({"value": value})))
    assert decoded.value.meter_value[0].sampled_value == []


def test_every_shipped_rule_is_tried() -> None:
    assert set(shipped_rules().names) == {case[3] for case in CASES}


def test_what_the_charger_said_is_kept() -> None:
    payload = _meter([SAMPLE | {"unit": "Hz", "context": "Odd"}])
    sample = codec.decode_request(V16, "MeterValues", json.dumps(payload)).value
    assert sample.meter_value[0].sampled_value[0].unit == "Hz"
    assert sample.meter_value[0].sampled_value[0].context == "Odd"
    long_tag = codec.decode_request(V16, "Authorize", json.dumps({"idTag": "A" * 21})).value
    assert long_tag.id_tag == "A" * 21


def test_a_time_without_a_zone_is_utc() -> None:
    text = json.dumps(START | {"timestamp": "2026-03-02T08:00:00"})
    value = codec.decode_request(V16, "StartTransaction", text).value
    assert value.timestamp == datetime(2026, 3, 2, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    ("action", "payload"),
    [
        ("StartTransaction", START | {"timestamp": "1970-01-01T00:00:00Z"}),
        ("StopTransaction", STOP | {"transactionId": 2**63 - 1}),
        ("StopTransaction", STOP | {"transactionId": -1}),
        ("StopTransaction", STOP | {"meterStop": 9.0}),
        ("StartTransaction", START | {"idTag": r"a:#;\b"}),
        ("BootNotification", BOOT | {"chargePointVendor": ""}),
        ("MeterValues", _meter([SAMPLE | {"unit": "Celsius"}])),
    ],
)
def test_odd_but_sound_payloads_are_no_deviation(action: str, payload: dict[str, object]) -> None:
    assert codec.decode_request(V16, action, json.dumps(payload)).deviations == ()


def test_configuration_values_that_are_no_texts_become_texts() -> None:
    keys = [
        {"key": "A", "readonly": "false", "value": 300},
        {"key": "B", "readonly": False, "value": True},
    ]
    text = json.dumps({"configurationKey": keys})
    decoded = codec.decode_response(V16, "GetConfiguration", text)
    assert [key.value for key in decoded.value.configuration_key] == ["300", "true"]
    assert not decoded.value.configuration_key[0].readonly


@pytest.mark.parametrize(
    ("payload", "code", "path"),
    [
        ("[]", "FormatViolation", ""),
        ("{]", "FormatViolation", ""),
        ('{"idTag":"X"' + "," * 3 + "}", "FormatViolation", ""),
        ("[" * 100_000, "FormatViolation", ""),
        ("{}", "OccurrenceConstraintViolation", "idTag"),
        ('{"idTag":null}', "OccurrenceConstraintViolation", "idTag"),
        ('{"idTag":["SECRET"]}', "TypeConstraintViolation", "idTag"),
        ('{"idTag":"' + "SECRET" * 1000 + '"}', "PropertyConstraintViolation", "idTag"),
    ],
)
def test_what_is_not_plain_is_refused_by_code_and_field(payload: str, code: str, path: str) -> None:
    with pytest.raises(ProtocolFault) as caught:
        codec.decode_request(V16, "Authorize", payload)
    assert (caught.value.error_code, caught.value.field_path) == (code, path)
    assert "SECRET" not in repr(caught.value) + str(caught.value.details)


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("status", "SECRET", "PropertyConstraintViolation"),
        ("connectorId", 1.5, "TypeConstraintViolation"),
        ("connectorId", 2**70, "PropertyConstraintViolation"),
        ("connectorId", "1e999999999", "TypeConstraintViolation"),
        ("connectorId", True, "TypeConstraintViolation"),
    ],
)
def test_a_value_that_means_nothing_is_refused(field: str, value: object, code: str) -> None:
    with pytest.raises(ProtocolFault) as caught:
        codec.decode_request(V16, "StatusNotification", json.dumps(STATUS | {field: value}))
    assert (caught.value.error_code, caught.value.field_path) == (code, field)
    assert "SECRET" not in str(caught.value)


def test_nothing_is_forgiven_in_what_we_send() -> None:
    action = V16.actions["RemoteStartTransaction"]
    for payload in ({"idTag": "A" * 21}, {"idTag": 5}, {"idTag": "A", "connectorId": None}):
        with pytest.raises(ProtocolFault):
            codec.check_request(action, payload)


def test_an_unknown_action_is_not_implemented() -> None:
    with pytest.raises(ProtocolFault) as caught:
        codec.decode_request(V201, "StartTransaction", "{}")
    assert caught.value.error_code == "NotImplemented"


@pytest.mark.parametrize(
    ("text", "number", "quirk"),
    [
        ("230.50", Decimal("230.50"), None),
        ("230,5", Decimal("230.5"), "decimal-comma"),
        ("", None, "unreadable-sample"),
        ("NaN", None, "unreadable-sample"),
        ("1e999999999", None, "unreadable-sample"),
    ],
)
def test_readings_are_numbers_or_noted(
    text: str, number: Decimal | None, quirk: str | None
) -> None:
    found, deviation = reading(text, "value")
    assert found == number
    assert (deviation.quirk if deviation else None) == quirk


def test_a_rule_of_no_known_kind_is_refused() -> None:
    with pytest.raises(msgspec.ValidationError):
        parse_rules({"rule": [{"name": "x", "kind": "guess"}]})
