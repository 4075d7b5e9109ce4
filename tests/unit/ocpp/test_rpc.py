"""Frames, sound and unsound."""

import pytest

from chargehouse.ocpp import rpc
from chargehouse.ocpp.errors import FrameFault
from chargehouse.ocpp.version import V16, V21, V201


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ('[2,"a","Heartbeat",{}]', rpc.Call),
        ('[3,"a",{}]', rpc.CallResult),
        ('[4,"a","GenericError","",{}]', rpc.CallError),
        ('[5,"a","GenericError","",{}]', rpc.CallResultError),
        ('[6,"a","NotifyPeriodicEventStream",{}]', rpc.Send),
        (b'[2,"a","Heartbeat",{}]', rpc.Call),
        ('\n[2,\n "a",\r\n"Heartbeat",\n{}\n]\n', rpc.Call),
    ],
)
def test_sound_frames_are_read_without_deviations(text: str, kind: type) -> None:
    frame, deviations = rpc.decode_frame(text)
    assert type(frame) is kind
    assert frame.message_id == "a"
    assert deviations == ()


@pytest.mark.parametrize(
    ("text", "quirk"),
    [
        ('\ufeff[2,"a","Heartbeat",{}]', "byte-order-mark"),
        ('["2","a","Heartbeat",{}]', "message-type-as-text"),
        ('[2,5,"Heartbeat",{}]', "message-id-not-text"),
        ('[2,"' + "a" * 40 + '","Heartbeat",{}]', "long-message-id"),
        ('[2,"a","Heartbeat"]', "missing-payload"),
        ('[2,"a","Heartbeat",{"x":"\\u0000"}]', "nul-character"),
        ('[2,"a\\u0000","Heartbeat",{}]', "nul-character"),
        ('[2,"a\\ud800","Heartbeat",{}]', "lone-surrogate"),
        (b'\xef\xbb\xbf[2,"a\xff","Heartbeat",{}]', "bad-utf8"),
        ('[2,"a\tb","Heartbeat",{}]', "control-character"),
    ],
)
def test_unsound_frames_are_repaired_and_noted(text: str | bytes, quirk: str) -> None:
    frame, deviations = rpc.decode_frame(text)
    assert isinstance(frame, rpc.Call)
    assert quirk in {deviation.quirk for deviation in deviations}
    assert "\0" not in frame.message_id
    assert b"\\u0000" not in bytes(frame.payload)


@pytest.mark.parametrize(
    ("text", "code", "message_id", "answerable"),
    [
        ("", "RpcFrameworkError", "-1", True),
        ("{}", "RpcFrameworkError", "-1", True),
        ("[]", "RpcFrameworkError", "-1", True),
        ("not json", "RpcFrameworkError", "-1", True),
        ('[2,"a","Heartbeat",{]', "FormatViolation", "a", True),
        ('[3,"a",{]', "RpcFrameworkError", "a", False),
        ('[4,"a"]', "RpcFrameworkError", "a", False),
        ('[9,"a",{}]', "MessageTypeNotSupported", "a", True),
        ('[2,"a",5,{}]', "RpcFrameworkError", "a", True),
        ("[2,null,5,{}]", "RpcFrameworkError", "-1", True),
        ('[2,"' + "a" * 200 + '","Heartbeat",{}]', "RpcFrameworkError", "-1", True),
        ("[" * 200_000, "RpcFrameworkError", "-1", True),
        ('[2,"a","B",' + "[" * 200_000 + "]" * 200_000 + "]", "FormatViolation", "a", True),
        ('[2,"a","B",{"x":NaN}]', "FormatViolation", "a", True),
        ('[2,"a","B",{"x":' + "1" * 5000 + "}", "FormatViolation", "a", True),
    ],
)
def test_what_is_no_frame_is_refused_with_the_id_that_could_be_salvaged(
    text: str, code: str, message_id: str, *, answerable: bool
) -> None:
    with pytest.raises(FrameFault) as caught:
        rpc.decode_frame(text)
    assert caught.value.error_code == code
    assert caught.value.message_id == message_id
    assert caught.value.answerable is answerable


def test_a_frame_beyond_the_limit_is_not_read() -> None:
    with pytest.raises(FrameFault):
        rpc.decode_frame('[2,"a","Heartbeat",{}]', max_chars=10)


def test_error_codes_are_named_as_each_version_names_them() -> None:
    assert V16.error_code("FormatViolation") == "FormationViolation"
    assert V16.error_code("OccurrenceConstraintViolation") == "OccurenceConstraintViolation"
    assert V16.error_code("RpcFrameworkError") == "FormationViolation"
    assert V16.error_code("MessageTypeNotSupported") == "FormationViolation"
    for version in (V201, V21):
        assert version.error_code("FormatViolation") == "FormatViolation"
        assert (
            version.error_code("OccurrenceConstraintViolation") == "OccurrenceConstraintViolation"
        )


def test_what_is_written_is_read_back() -> None:
    for text in (
        rpc.encode_call("a", "Heartbeat", {}),
        rpc.encode_result("a", {}),
        rpc.encode_error("a", "InternalError", "x" * 300),
        rpc.encode_result_error("a", "FormatViolation", ""),
        rpc.encode_send("a", "NotifyPeriodicEventStream", {}),
    ):
        frame, deviations = rpc.decode_frame(text)
        assert frame.message_id == "a"
        assert deviations == ()
