"""What answers are wrapped in, ours and partners'."""

from datetime import UTC, datetime

import msgspec
import pytest
from tests.unit.ocpi.ocpi_documents import document, read

from chargehouse.ocpi import envelope, errors
from chargehouse.ocpi.errors import (
    OcpiRefusal,
    PartnerRefused,
    PartnerUnintelligible,
)
from chargehouse.ocpi.v221.tokens import Token

NOW = datetime(2026, 11, 21, 20, 0, 0, 250_000, tzinfo=UTC)


def test_an_answer_of_ours_says_yes_with_its_data() -> None:
    assert read(envelope.success(NOW, {"a": 1})) == {
        "data": {"a": 1},
        "status_code": 1000,
        "timestamp": "2026-11-21T20:00:00.250Z",
    }
    assert "data" not in read(envelope.success(NOW))
    assert read(envelope.success(NOW, [], "Nothing there"))["data"] == []
    assert read(envelope.success_of_list(NOW, [b'{"x":1.50}', b"{}"]))["data"] == [
        {"x": pytest.approx(1.5)},
        {},
    ]


REFUSALS: list[tuple[OcpiRefusal, int, int]] = [
    (OcpiRefusal("no"), 2000, 200),
    (errors.NotJson(), 2000, 400),
    (errors.InvalidParameters("no", "id"), 2001, 200),
    (errors.NotEnoughInformation("no"), 2002, 200),
    (errors.UnknownLocation("no"), 2003, 200),
    (errors.UnknownToken("no"), 2004, 404),
    (errors.NoSuchObject("no"), 2000, 404),
    (errors.NotAuthorised("no"), 2000, 401),
    (errors.MethodNotAllowed("no"), 2000, 405),
    (errors.ServerFault("no"), 3000, 200),
    (errors.UnusableApi("no"), 3001, 200),
    (errors.UnsupportedVersion("no"), 3002, 200),
    (errors.NoMatchingEndpoints("no"), 3003, 200),
    (errors.HubFault("no"), 4000, 200),
    (errors.UnknownReceiver("no"), 4001, 200),
    (errors.ForwardTimedOut("no"), 4002, 200),
    (errors.ReceiverUnreachable("no"), 4003, 200),
]


@pytest.mark.parametrize(("error", "status_code", "http_status"), REFUSALS)
def test_a_refusal_has_its_codes(error: OcpiRefusal, status_code: int, http_status: int) -> None:
    said = read(envelope.refusal(NOW, error))
    assert said["status_code"] == status_code
    assert said["status_message"] == error.message
    assert set(said) == {"status_code", "status_message", "timestamp"}
    assert error.http_status == http_status


def test_a_partners_answer_is_read_with_a_broad_mind() -> None:
    assert envelope.read_data(int, b'{"status_code": 1000, "data": 7}') == 7
    assert envelope.read_data(int, b'{"status_code": 1999, "data": 7, "timestamp": "now"}') == 7
    assert envelope.read_data(dict[str, int], b'{"status_code": 1000, "data": {}}') == {}
    assert envelope.read_answer(b'{"status_code": 1000}').data == msgspec.Raw(b"null")


def test_a_partner_that_answers_200_and_means_no_is_understood() -> None:
    with pytest.raises(PartnerRefused) as refused:
        envelope.read_data(int, b'{"status_code": 2001, "status_message": "No id", "data": {}}')
    assert (refused.value.status_code, refused.value.status_message) == (2001, "No id")


@pytest.mark.parametrize(
    "raw", [b"<html>", b"[]", b"{}", b'{"status_code": "1000"}', b'{"status_code":1000,"data":"x"}']
)
def test_an_answer_that_is_none_is_told_so(raw: bytes) -> None:
    with pytest.raises(PartnerUnintelligible):
        envelope.read_data(int, raw)


def test_a_list_gives_what_is_sound_and_says_what_is_not() -> None:
    good = document("v221", "tokens", "Token")
    bad = {**good, "whitelist": "PERHAPS"}
    raw = msgspec.json.encode({"status_code": 1000, "data": [good, bad, 7, good]})
    tokens, faults = envelope.read_list(Token, raw)
    assert len(tokens) == 2
    assert [fault.field for fault in faults] == ["[1].whitelist", "[2]"]
