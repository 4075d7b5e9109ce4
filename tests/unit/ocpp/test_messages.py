"""The generated messages against the official schemas."""

import importlib
import json
from pathlib import Path

import jsonschema  # type: ignore[import-untyped]  # the project has no stubs for it
import pytest
from tests.unit.ocpp.schema_samples import MESSAGES, load, sample
from tools import gen_ocpp

from chargehouse.ocpp import codec
from chargehouse.ocpp.actions import Action
from chargehouse.ocpp.errors import ProtocolFault
from chargehouse.ocpp.version import V16, V21, V201, VERSIONS, Version

BY_PACKAGE = {"v16": V16, "v201": V201, "v21": V21}
IDS = [f"{version}-{name}" for version, name, _ in MESSAGES]


def _both_ways(version: Version, name: str, text: str) -> codec.Decoded:
    action = name.removesuffix("Request").removesuffix("Response")
    if name.endswith("Response"):
        return codec.decode_response(version, action, text)
    return codec.decode_request(version, action, text)


@pytest.mark.parametrize("full", [False, True])
@pytest.mark.parametrize(("package", "name", "path"), MESSAGES, ids=IDS)
def test_every_message_survives_the_way_in_and_out(
    package: str, name: str, path: Path, *, full: bool
) -> None:
    schema = load(path)
    payload = sample(schema, full=full)
    decoded = _both_ways(BY_PACKAGE[package], name, json.dumps(payload))
    assert decoded.deviations == ()
    encoded = json.loads(codec.encode(decoded.value))
    jsonschema.validate(encoded, schema)
    assert encoded == payload


@pytest.mark.parametrize(("package", "name", "path"), MESSAGES, ids=IDS)
def test_every_required_field_is_missed_by_name(package: str, name: str, path: Path) -> None:
    version, schema = BY_PACKAGE[package], load(path)
    action = version.actions[name.removesuffix("Request").removesuffix("Response")]
    check = codec.check_response if name.endswith("Response") else codec.check_request
    for missing in schema.get("required", []):
        payload = sample(schema, full=True)
        del payload[missing]
        with pytest.raises(ProtocolFault) as caught:
            check(action, payload)
        assert caught.value.error_code == "OccurrenceConstraintViolation"
        assert caught.value.field_path == missing


@pytest.mark.parametrize(("package", "name", "path"), MESSAGES, ids=IDS)
def test_what_we_send_is_checked_field_by_field(package: str, name: str, path: Path) -> None:
    version, schema = BY_PACKAGE[package], load(path)
    action = version.actions[name.removesuffix("Request").removesuffix("Response")]
    check = codec.check_response if name.endswith("Response") else codec.check_request
    payload = sample(schema, full=True)
    assert json.loads(codec.encode(check(action, payload))) == payload
    with pytest.raises(ProtocolFault) as caught:
        check(action, payload | {"notAField": 1})
    assert caught.value.field_path == "notAField"


def test_every_schema_has_its_action_and_every_action_its_schema() -> None:
    for package, version in BY_PACKAGE.items():
        named = {name for kind, name, _ in MESSAGES if kind == package}
        made = {action.request.__name__ for action in version.actions.values()}
        made |= {a.response.__name__ for a in version.actions.values() if a.response}
        assert made == named


def test_the_committed_messages_are_what_the_generator_writes() -> None:
    for package in gen_ocpp.VERSIONS:
        module = importlib.import_module(f"chargehouse.ocpp.{package}.messages")
        written = Path(str(module.__file__)).read_text("utf-8")
        assert written == gen_ocpp.generate(package, gen_ocpp.schemas(package))


def test_versions_are_found_by_their_subprotocol() -> None:
    assert list(VERSIONS) == ["ocpp1.6", "ocpp2.0.1", "ocpp2.1"]
    assert [len(version.actions) for version in VERSIONS.values()] == [39, 64, 91]


@pytest.mark.parametrize("version", [V16, V201, V21])
def test_senders_are_named_for_every_action(version: Version) -> None:
    def sender(action: Action) -> str:
        return action.sender

    assert sender(version.actions["Heartbeat"]) == "station"
    assert sender(version.actions["Reset"]) == "csms"
    assert sender(version.actions["DataTransfer"]) == "both"


def test_undeclared_fields_of_custom_data_survive() -> None:
    text = '{"customData":{"vendorId":"v","deep":{"n":1.5}}}'
    decoded = codec.decode_request(V201, "Heartbeat", text)
    assert codec.encode(decoded.value) == text


def test_numbers_keep_their_digits_and_times_end_in_z() -> None:
    text = (
        '{"evseId":1,"meterValue":[{"sampledValue":[{"value":1234567.10}],'
        '"timestamp":"2026-03-02T08:00:00.123456Z"}]}'
    )
    value = codec.decode_request(V201, "MeterValues", text).value
    encoded = codec.encode(value)
    assert '"value":1234567.10' in encoded
    assert '"2026-03-02T08:00:00.123Z"' in encoded


def test_limits_of_one_decimal_are_checked_on_the_way_out() -> None:
    action = V16.actions["SetChargingProfile"]
    payload = sample(load(_schema("v16", "SetChargingProfileRequest")), full=True)
    period = payload["csChargingProfiles"]["chargingSchedule"]["chargingSchedulePeriod"][0]
    period["limit"] = 16.1
    codec.check_request(action, payload)
    period["limit"] = 16.15
    with pytest.raises(ProtocolFault) as caught:
        codec.check_request(action, payload)
    assert caught.value.error_code == "PropertyConstraintViolation"
    assert caught.value.field_path.endswith("chargingSchedulePeriod[0].limit")


def _schema(package: str, name: str) -> Path:
    return next(path for kind, named, path in MESSAGES if (kind, named) == (package, name))
