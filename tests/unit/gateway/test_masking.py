"""What is kept of frames and of free text: codes stay, identifiers do not."""

import json

import pytest

from chargehouse.gateway.free_text import masked_words, without_identifiers
from chargehouse.gateway.masking import masked_json, masked_payload
from chargehouse.ocpp.observer import FrameSeen
from chargehouse.ocpp.quirks.deviation import Deviation

TAG = "04E5A1B2C3D480"


def seen(action: str, payload: object, *deviations: Deviation, kind: str = "call") -> FrameSeen:
    text = json.dumps([2, "m-1", action, payload])
    return FrameSeen("in", kind, action, "m-1", text, deviations)  # type: ignore[arg-type]  # a test's word


def kept(action: str, payload: object, *deviations: Deviation) -> object:
    masked = masked_payload(seen(action, payload, *deviations))
    return json.loads(masked or "null")


@pytest.mark.parametrize(
    "text",
    [
        "E-0102",
        "0x80",
        "OVERTEMP_01_SENSOR2",
        "ConnectorLockFailure",
        "EVCommunicationError 17",
        "2026-11-20T12:00:00Z",
        "2026-11-20 12:00:00",
        "1.2.3-rc4",
        "org.openchargealliance.core",
        "230.4 V, 16 A",
    ],
)
def test_a_makers_words_and_codes_stay(text: str) -> None:
    assert without_identifiers(text) == text


@pytest.mark.parametrize(
    "identifier",
    [
        TAG,
        TAG.lower(),
        "04:E5:A1:B2",
        "04-e5-a1-b2-c3-d4-80",
        "04 E5 A1 B2 C3 D4 80",
        "DEADBEEF",
        "DE8ACC12E46L89",
        "WVWZZZ1JZXW000001",
        "0123456789",
    ],
)
@pytest.mark.parametrize("around", ["{}", "card {} refused", "E:{};", "tag={}", "(_{}_)"])
def test_an_identifier_does_not_stay(identifier: str, around: str) -> None:
    for masked in (without_identifiers, masked_words):
        text = masked(around.format(identifier))
        assert identifier not in text
        assert "••••" in text


def test_errors_are_stricter_than_free_text() -> None:
    assert masked_words("connector 12 and card 4711") == "connector 12 and card ••••"
    assert without_identifiers("connector 12 and code 4711") == "connector 12 and code 4711"


def test_a_fault_keeps_its_codes_and_loses_the_card() -> None:
    told = {"connectorId": 1, "errorCode": "OtherError", "status": "Faulted"}
    payload = {**told, "vendorErrorCode": "E-0102", "info": f"card {TAG} refused"}
    assert kept("StatusNotification", payload) == {**payload, "info": "card 04••••80 refused"}


def test_what_no_schema_knows_is_hidden() -> None:
    payload = {"card": TAG, "n": {"deep": [TAG, 5, True]}, TAG: 1}
    odd = [Deviation("unknown-field", name) for name in payload]
    hidden = {"card": "••••", "n": "••••", "04••••80": "••••"}
    assert kept("Heartbeat", payload, *odd) == hidden


def test_a_word_that_deviates_loses_identifiers_and_is_kept() -> None:
    odd = (Deviation("unknown-word", "sampledValue[0].unit"),)
    for unit, shown in (("Celsius", "Celsius"), (TAG, "04••••80"), ([TAG, 7], ["04••••80", 7])):
        assert kept("X", {"sampledValue": [{"unit": unit}]}, *odd) == {
            "sampledValue": [{"unit": shown}]
        }


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("1234.5", "1234.5"),
        ("1,5", "1,5"),
        ("", ""),
        ("-3e2", "-3e2"),
        (f"OCMF|{TAG}", "••••"),
        (TAG, "••••"),
    ],
)
def test_a_sampled_value_is_a_figure_or_hidden(value: str, shown: str) -> None:
    def of(text: str) -> object:
        sampled = [{"value": "17"}, {"value": text}]
        return {"connectorId": 1, "meterValue": [{"sampledValue": sampled}]}

    assert kept("MeterValues", of(value)) == of(shown)


def test_text_that_is_not_quite_json_is_kept_as_far_as_it_is_read() -> None:
    text = '[2,"m-1","Authorize",{"idTag":"' + TAG + '","x":"a\tb"}]'
    found = (Deviation("control-character", ""),)
    masked = masked_payload(FrameSeen("in", "call", "Authorize", "m-1", text, found))
    assert masked is not None
    assert TAG not in masked
    assert json.loads(masked)["idTag"] == "04••••80"


def test_messages_for_people_lose_identifiers() -> None:
    status = {"reasonCode": "Other", "additionalInfo": f"card {TAG}"}
    answer = {"status": "Rejected", "statusInfo": status}
    masked = json.loads(masked_json("ClearCache", answer))
    assert masked["statusInfo"] == {"reasonCode": "Other", "additionalInfo": "card 04••••80"}
    assert kept("ClearCache", answer) == masked
