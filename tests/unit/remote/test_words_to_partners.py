"""Commands in each version, and what of them chargers are told (C7)."""

import hashlib
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, cast
from uuid import UUID

import msgspec
import pytest
from msgspec.structs import replace

from chargehouse.contexts.remote.errors import NoTokenForPartners, NotSayableToPartner
from chargehouse.contexts.remote.model.drafts import command_draft, profile_draft
from chargehouse.contexts.remote.model.spots import ChargingSpot, free_spot
from chargehouse.contexts.remote.model.versions import (
    read_command,
    read_response,
    read_result,
    response_for,
    result_for,
)
from chargehouse.contexts.remote.model.wishes import id_token_of
from chargehouse.contexts.remote.public import CommandOrder, LimitPeriod, Limits, ProfileOrder
from chargehouse.contexts.roaming.public import (
    BusinessDetails,
    Party,
    PartyKey,
    RegisteredPartner,
    Role,
)
from chargehouse.kernel.errors import Invalid
from chargehouse.ocpi import codec
from chargehouse.ocpi.errors import InvalidParameters, NoSuchObject, PartnerUnintelligible
from chargehouse.ocpi.v221.commands import CommandResponse, CommandResult, StartSession
from chargehouse.ocpi.v221.tokens import Token
from chargehouse.ocpi.versions import VersionName

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
ID = UUID("01935a3c-8f6b-7c1e-9a55-3c1f0e6d2b47")
OWNER = PartyKey("NL", "ROA")
URL = "https://roamer.example/results/1"
TOKEN: dict[str, Any] = {
    "country_code": "NL",
    "party_id": "ROA",
    "uid": "04AABBCCDDEE77",
    "type": "RFID",
    "contract_id": "NL-ROA-C12345678-X",
    "issuer": "Roamer",
    "valid": True,
    "whitelist": "NEVER",
    "last_updated": "2026-11-22T00:00:00Z",
}
TOKEN_211 = {
    **{name: TOKEN[name] for name in ("uid", "type", "issuer", "valid", "whitelist")},
    "auth_id": TOKEN["contract_id"],
    "last_updated": TOKEN["last_updated"],
}
START = {"response_url": URL, "token": TOKEN, "location_id": "LOC1"}


def token(**more: object) -> Token:
    return codec.check(Token, {**TOKEN, **more})


def partner(version: VersionName = "2.2.1", *names: str, role: Role = "CPO") -> RegisteredPartner:
    return RegisteredPartner(
        id=ID,
        name="Operator",
        version=version,
        modules=frozenset(),
        parties=tuple(
            Party(
                id=ID,
                country_code=name[:2],
                party_id=name[3:],
                role=role,
                business_details=BusinessDetails(name=name),
                platform_id=ID,
                is_default=False,
                provisional=False,
                created_at=NOW,
                updated_at=NOW,
                version=1,
            )
            for name in names or ("ES-CPO",)
        ),
    )


def test_a_start_means_the_same_in_every_version() -> None:
    old = read_command("2.1.1", "START_SESSION", codec.encode({**START, "token": TOKEN_211}), OWNER)
    middle = read_command("2.2.1", "START_SESSION", codec.encode(START), OWNER)
    emaid = {**START, "token": {**TOKEN, "type": "EMAID"}}
    new: Any = read_command("2.3.0", "START_SESSION", codec.encode(emaid), OWNER)
    assert isinstance(middle, StartSession)
    assert old == middle
    assert replace(new, token=middle.token) == middle
    assert new.token.type == "OTHER"


def test_a_command_that_the_version_does_not_have_is_nowhere() -> None:
    with pytest.raises(NoSuchObject):
        read_command("2.1.1", "CANCEL_RESERVATION", b"{}", OWNER)
    with pytest.raises(NoSuchObject):
        read_command("2.2.1", "DANCE", b"{}", OWNER)
    with pytest.raises(InvalidParameters) as refused:
        read_command("2.2.1", "START_SESSION", codec.encode({**START, "connector_id": "1"}), OWNER)
    assert "evse_uid" in refused.value.message
    with pytest.raises(InvalidParameters):
        read_command("2.3.0", "STOP_SESSION", codec.encode({"response_url": URL}), OWNER)


def test_answers_are_in_the_partners_words() -> None:
    response = CommandResponse(result="ACCEPTED", timeout=60)
    assert codec.to_plain(response_for("2.1.1", response)) == {"result": "ACCEPTED"}
    assert response_for("2.3.0", response) is response
    occupied = CommandResult(result="EVSE_OCCUPIED")
    assert codec.to_plain(result_for("2.1.1", occupied)) == {"result": "REJECTED"}
    assert read_result("2.1.1", b'{"result":"TIMEOUT"}').result == "TIMEOUT"
    assert read_response("2.1.1", msgspec.Raw(b'"ACCEPTED"'), 90) == CommandResponse(
        result="ACCEPTED", timeout=90
    )
    with pytest.raises(PartnerUnintelligible):
        read_response("2.2.1", msgspec.Raw(b'{"result":"MAYBE"}'), 90)


def test_a_uid_that_no_charger_of_1_6_can_hold_gets_another_always_the_same() -> None:
    def digest(text: str) -> bytes:
        return hashlib.sha256(text.encode()).digest()

    assert id_token_of(token(), digest) == TOKEN["uid"]
    long = token(type="APP_USER", uid="0123456789abcdef0123456789abcdef")
    told = id_token_of(long, digest)
    assert told == id_token_of(replace(long, uid=long.uid.upper()), digest)
    assert told != id_token_of(replace(long, party_id="OTH"), digest)
    assert len(told) <= 20


def test_a_free_evse_is_taken_where_none_is_named() -> None:
    def spot(evse_id: int, status: str | None, *, connected: bool = True) -> ChargingSpot:
        return ChargingSpot(station_id=ID, evse_id=evse_id, status=status, connected=connected)

    spots = [
        spot(1, "Charging"),
        spot(2, "Available", connected=False),
        spot(3, "Preparing"),
        spot(4, "Available"),
    ]
    assert free_spot(spots) == spots[3]
    assert free_spot(spots[:3]) == spots[2]
    assert free_spot(spots[:2]) is None


def order(**said: object) -> CommandOrder:
    whole = {"kind": "START_SESSION", "identifier_id": ID, "location_id": "L", **said}
    return CommandOrder(**cast("Any", whole))


def test_a_start_of_ours_names_our_token_and_their_party() -> None:
    draft = command_draft(partner(), order(), token(), url=URL, id_=ID, now=NOW)
    assert draft.question.segments == ("START_SESSION",)
    assert draft.question.routing.from_party == OWNER
    assert draft.question.routing.to_party == PartyKey("ES", "CPO")
    assert codec.to_plain(draft.question.body) == {
        "response_url": URL,
        "token": TOKEN,
        "location_id": "L",
    }
    assert draft.about == {"identifier_id": ID, "location_id": "L"}
    old = command_draft(partner("2.1.1"), order(), token(), url=URL, id_=ID, now=NOW)
    assert codec.to_plain(old.question.body)["token"] == TOKEN_211


def test_a_reservation_of_ours_gets_an_id_that_the_version_can_say() -> None:
    wanted = order(kind="RESERVE_NOW", expires_at=NOW.replace(hour=9))
    draft = command_draft(partner(), wanted, token(), url=URL, id_=ID, now=NOW)
    assert draft.about["reservation_id"] == str(ID)
    body = codec.to_plain(draft.question.body)
    assert body["expiry_date"] == "2026-11-22T09:00:00Z"
    old = command_draft(partner("2.1.1"), wanted, token(), url=URL, id_=ID, now=NOW)
    assert isinstance(codec.to_plain(old.question.body)["reservation_id"], int)


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"location_id": None}, "location_id"),
        ({"session_id": "S"}, "session_id"),
        ({"connector_id": "1"}, "connector_id"),
        ({"party": "DE-CPO"}, "party"),
        ({"kind": "RESERVE_NOW"}, "expires_at"),
        ({"kind": "RESERVE_NOW", "expires_at": NOW}, "expires_at"),
        ({"kind": "RESERVE_NOW", "expires_at": NOW.replace(tzinfo=None)}, "expires_at"),
        ({"kind": "STOP_SESSION", "identifier_id": None, "location_id": None}, "session_id"),
    ],
)
def test_what_cannot_be_meant_names_the_field(said: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        command_draft(partner(), order(**said), token(), url=URL, id_=ID, now=NOW)
    errors: Any = refused.value.details["errors"]
    assert errors[0]["field"] == field


def test_what_cannot_be_said_to_a_partner_is_refused() -> None:
    with pytest.raises(NoTokenForPartners):
        command_draft(partner(), order(), None, url=URL, id_=ID, now=NOW)
    at_connector = order(evse_uid="E", connector_id="1")
    with pytest.raises(NotSayableToPartner):
        command_draft(partner("2.1.1"), at_connector, token(), url=URL, id_=ID, now=NOW)
    cancel = CommandOrder(kind="CANCEL_RESERVATION", reservation_id="1")
    with pytest.raises(NotSayableToPartner):
        command_draft(partner("2.1.1"), cancel, None, url=URL, id_=ID, now=NOW)
    for named in (partner("2.2.1", "ES-CPO", "FR-CPO"), partner("2.2.1", "BE-HUB", role="HUB")):
        with pytest.raises(Invalid):
            command_draft(named, order(), token(), url=URL, id_=ID, now=NOW)


def test_limits_are_set_read_and_cleared_at_the_partners_session() -> None:
    limits = Limits(unit="W", periods=[LimitPeriod(start_s=0, limit=Decimal(1))])
    put = profile_draft(
        partner(), ProfileOrder(kind="SET_PROFILE", session_id="S", profile=limits), url=URL
    )
    got = profile_draft(partner(), ProfileOrder(kind="GET_PROFILE", session_id="S"), url=URL)
    gone = profile_draft(partner(), ProfileOrder(kind="CLEAR_PROFILE", session_id="S"), url=URL)
    assert [each.question.method for each in (put, got, gone)] == ["PUT", "GET", "DELETE"]
    assert got.question.query == (("duration", "3600"), ("response_url", URL))
    assert codec.to_plain(put.question.body)["response_url"] == URL
    with pytest.raises(NotSayableToPartner):
        profile_draft(partner("2.1.1"), ProfileOrder(kind="GET_PROFILE", session_id="S"), url=URL)
    with pytest.raises(Invalid):
        profile_draft(partner(), ProfileOrder(kind="SET_PROFILE", session_id="S"), url=URL)
