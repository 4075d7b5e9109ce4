"""The credentials token, ids of messages, routing, versions."""

import base64

import pytest
from tests.unit.ocpi.ocpi_documents import read

from chargehouse.ocpi import codec, headers, versions
from chargehouse.ocpi.errors import (
    InvalidParameters,
)
from chargehouse.ocpi.headers import MessageIds, PartyKey, Routing

CPO, MSP = PartyKey("ES", "CPO"), PartyKey("nl", "mSp")


def test_a_token_is_read_in_base64_and_as_it_is() -> None:
    token = "ebf3b399-779f-4497-9b9d-ac6ad3cc44d2"
    encoded = base64.b64encode(token.encode()).decode()
    assert headers.read_authorization(f"Token {encoded}") == (token, encoded)
    assert headers.read_authorization(f"Token {token}") == (token,)
    assert headers.read_authorization(f"  token   {token} ") == (token,)
    for sent in (True, False):
        assert token in headers.read_authorization(headers.write_authorization(token, encoded=sent))
    assert headers.write_authorization(token, encoded=False) == f"Token {token}"
    longest = "x" * 64
    assert longest in headers.read_authorization(headers.write_authorization(longest, encoded=True))


@pytest.mark.parametrize(
    "value",
    [
        None,
        "",
        "Token",
        "Token ",
        "Bearer abc",
        "Token a b",
        "Tokenabc",
        "Token é",
        "Token " + "x" * 200,
    ],
)
def test_a_header_without_a_token_has_none(value: str | None) -> None:
    assert headers.read_authorization(value) == ()


def test_what_is_base64_of_no_token_is_read_as_it_is() -> None:
    for text in (b"\xff\xfe", b"with blank", b""):
        sent = base64.b64encode(text).decode()
        assert headers.read_authorization(f"Token {sent}") == ((sent,) if sent else ())


def test_messages_have_ids() -> None:
    ids = MessageIds("r-1", "c-1")
    assert headers.read_message_ids(ids.headers()) == ("r-1", "c-1")
    assert headers.read_message_ids({"x-request-id": "r"}) == ("r", None)
    assert headers.read_message_ids({"X-Request-ID": ""}) == (None, None)


def test_routing_is_swapped_in_the_answer() -> None:
    routing = Routing(CPO, MSP)
    said = routing.swapped().headers()
    assert said == {
        "OCPI-from-country-code": "nl",
        "OCPI-from-party-id": "mSp",
        "OCPI-to-country-code": "ES",
        "OCPI-to-party-id": "CPO",
    }
    shouted = {name.upper(): value for name, value in said.items()}
    assert headers.read_routing(shouted) == routing.swapped()
    assert headers.read_routing({}) == Routing()
    assert Routing(from_party=CPO).headers().keys() == {
        "OCPI-from-country-code",
        "OCPI-from-party-id",
    }
    assert MSP.is_same(PartyKey("NL", "MSP"))
    assert not MSP.is_same(CPO)
    assert str(CPO) == "ES-CPO"


@pytest.mark.parametrize(
    "sent",
    [
        {"OCPI-to-party-id": "CPO"},
        {"OCPI-from-country-code": "ES"},
        {"OCPI-to-country-code": "ESP", "OCPI-to-party-id": "CPO"},
        {"OCPI-to-country-code": "ES", "OCPI-to-party-id": ""},
    ],
)
def test_half_a_party_is_no_route(sent: dict[str, str]) -> None:
    with pytest.raises(InvalidParameters):
        headers.read_routing(sent)


def test_functional_modules_alone_are_routed_since_2_2() -> None:
    routed = {m for m in versions.MODULES["2.3.0"] if versions.has_routing("2.3.0", m)}
    assert routed == set(versions.MODULES["2.3.0"]) - {"credentials", "hubclientinfo"}
    assert not versions.has_routing("2.2.1", "versions")
    assert not versions.has_routing("2.1.1", "locations")
    assert versions.has_message_ids("2.2.1")
    assert not versions.has_message_ids("2.1.1")


def test_the_newest_version_that_both_speak_is_taken() -> None:
    raw = b'[{"version":"2.1.1","url":"https://a/1"},{"version":"2.2.1","url":"https://a/2"},{"version":"9.0","url":"https://a/9"}]'
    offered = codec.decode(list[versions.Version], raw)
    found = versions.newest_common(offered)
    assert found is not None
    assert found.url == "https://a/2"
    assert versions.newest_common(offered[2:]) is None


def test_version_details_are_read_with_and_without_roles() -> None:
    endpoint = {"identifier": "nltnm-tokens", "role": "SENDER", "url": "https://a/t"}
    details = {"version": "2.2.1", "endpoints": [endpoint]}
    assert read(codec.encode(codec.check(versions.VersionDetails, details))) == details
    older = {"version": "2.1.1", "endpoints": [{"identifier": "cdrs", "url": "https://a/c"}]}
    assert read(codec.encode(codec.check(versions.VersionDetails211, older))) == older
    for wrong in (
        {**details, "endpoints": []},
        {**details, "endpoints": [{**endpoint, "role": "CPO"}]},
    ):
        with pytest.raises(InvalidParameters):
            codec.check(versions.VersionDetails, wrong)
