"""What is kept of an exchange says everything but identifiers and tokens."""

import json

import pytest

from chargehouse.contexts.roaming.model.excerpts import KEPT, LARGEST_READ, Kept

UID = "04AABBCCDDEE77"
CONTRACT = "NL-ROA-C12345678-X"
TOKEN = {"uid": UID, "type": "RFID", "contract_id": CONTRACT, "issuer": "Roamer", "valid": True}


def kept(module: str, path: str, request: object = None, answer: object = None) -> Kept:
    bodies = [b"" if body is None else json.dumps(body).encode() for body in (request, answer)]
    return Kept(module, path, *bodies)


@pytest.mark.parametrize(
    ("module", "path", "request_body", "answer"),
    [
        ("tokens", f"/ocpi/main/2.2.1/receiver/tokens/NL/ROA/{UID}?type=RFID", TOKEN, None),
        ("tokens", f"/ocpi/main/2.2.1/sender/tokens/{UID}/authorize", None, {"data": "ALLOWED"}),
        ("tokens", "/tokens", None, {"data": [TOKEN, {**TOKEN, "visual_number": CONTRACT}]}),
        ("tokens", "/receiver/tokens/NL/ROA/1", [UID, [CONTRACT]], None),
        ("sessions", "/sessions/NL/ROA/2", {"cdr_token": {**TOKEN, "uid": [UID]}}, None),
        ("sessions", "/sessions/NL/ROA/1", {"id": "1", "cdr_token": TOKEN}, None),
        ("sessions", "/sessions/1", {"id": "1", "auth_id": CONTRACT}, {"data": {"auth_id": UID}}),
        ("commands", "/commands/START_SESSION", {"token": TOKEN, "location_id": "L"}, None),
        ("commands", "/commands/X", {"token": TOKEN}, {"status_message": f"no {UID.lower()}"}),
        ("credentials", "/credentials", {"token": UID, "url": "https://x.example"}, None),
    ],
)
def test_identifiers_and_tokens_are_masked_wherever_they_stand(
    module: str, path: str, request_body: object, answer: object
) -> None:
    told = kept(module, path, request_body, answer)
    text = f"{told.path} {told.request} {told.answer}".upper()
    assert UID not in text
    assert CONTRACT not in text
    assert (told.request is None) == (request_body is None)


def test_a_short_identifier_is_masked_where_it_stands_alone() -> None:
    request = {"cdr_token": {**TOKEN, "uid": "1"}, "id": "S-10", "kwh": 11}
    told = kept("sessions", "/2.2.1/sessions/NL/ROA/S-1", request, {"status_message": "no 1 here"})
    assert told.path == "/2.2.1/sessions/NL/ROA/S-1"
    assert '"S-10"' in (told.request or "")
    assert '"uid":"1"' not in (told.request or "")
    assert "no 1" not in (told.answer or "")
    assert "/1" not in kept("tokens", "/receiver/tokens/NL/ROA/1?type=RFID").path


def test_what_is_no_identifier_is_told_as_it_was() -> None:
    place = {"id": "LOC1", "evses": [{"uid": "EVSE-1", "status": "CHARGING"}], "kwh": 1.50}
    told = kept("locations", "/locations/ES/CPO/LOC1?x=1", place, {"status_code": 1000})
    assert told.path == "/locations/ES/CPO/LOC1?x=1"
    assert json.loads(told.request or "") == place
    assert json.loads(told.answer or "") == {"status_code": 1000}


def test_what_is_large_is_cut_and_what_is_no_json_is_counted() -> None:
    told = kept("locations", "/", [{"id": "x" * 100}] * 60, None)
    assert told.request is not None
    assert told.request.endswith("bytes)")
    assert KEPT < len(told.request) < KEPT + 30
    assert Kept("locations", "/", b"<html>", b"x" * LARGEST_READ).request == "(6 bytes)"
    assert (
        Kept("locations", "/", b"", b"[" * (LARGEST_READ + 1)).answer
        == f"({LARGEST_READ + 1} bytes)"
    )
