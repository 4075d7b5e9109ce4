"""What is refused, with which code, naming which field; and no value of it is repeated."""

from decimal import Decimal
from typing import Any

import msgspec
import pytest
from tests.unit.ocpi.ocpi_documents import document

from chargehouse.ocpi import codec, documents
from chargehouse.ocpi.errors import InvalidParameters, NotJson
from chargehouse.ocpi.objects import OcpiObject
from chargehouse.ocpi.scalars import DateTime, four_decimals, same
from chargehouse.ocpi.v211.locations import Location as Location211
from chargehouse.ocpi.v211.tariffs import Tariff as Tariff211
from chargehouse.ocpi.v221.cdrs import Cdr
from chargehouse.ocpi.v221.commands import StartSession
from chargehouse.ocpi.v221.credentials import Credentials
from chargehouse.ocpi.v221.locations import Connector, Location, PublishTokenType
from chargehouse.ocpi.v221.sessions import Session
from chargehouse.ocpi.v221.tariffs import Tariff
from chargehouse.ocpi.v221.tokens import Token
from chargehouse.ocpi.v230.credentials import Credentials as Credentials230
from chargehouse.ocpi.v230.locations import Evse as Evse230
from chargehouse.ocpi.v230.payments import FinancialAdviceConfirmation

Path = tuple[str | int, ...]

WHERE: dict[type[OcpiObject], tuple[str, str, str]] = {
    Location211: ("v211", "locations", "Location"),
    Tariff211: ("v211", "tariffs", "Tariff"),
    Cdr: ("v221", "cdrs", "Cdr"),
    StartSession: ("v221", "commands", "StartSession"),
    Credentials: ("v221", "credentials", "Credentials"),
    Connector: ("v221", "locations", "Connector"),
    Location: ("v221", "locations", "Location"),
    Session: ("v221", "sessions", "Session"),
    Tariff: ("v221", "tariffs", "Tariff"),
    Token: ("v221", "tokens", "Token"),
    Credentials230: ("v230", "credentials", "Credentials"),
    Evse230: ("v230", "locations", "Evse"),
    FinancialAdviceConfirmation: ("v230", "payments", "FinancialAdviceConfirmation"),
}

ABSENT = "(left out)"

REFUSED: list[tuple[type[OcpiObject], Path, object]] = [
    (Location, ("country_code",), "ESP"),
    (Location, ("country_code",), "E1"),
    (Location, ("country_code",), "ES\n"),
    (Location, ("party_id",), "CP"),
    (Location, ("party_id",), "CPOS"),
    (Location, ("party_id",), "C*O"),
    (Location, ("id",), "x" * 37),
    (Location, ("id",), ""),
    (Location, ("id",), "Straße"),
    (Location, ("id",), "tab\there"),
    (Location, ("id",), 12),
    (Location, ("publish",), "true"),
    (Location, ("publish",), 1),
    (Location, ("name",), "x" * 256),
    (Location, ("name",), "two\nlines"),
    (Location, ("name",), "nul\0"),
    (Location, ("address",), "x" * 256),
    (Location, ("city",), "x" * 46),
    (Location, ("postal_code",), "x" * 11),
    (Location, ("state",), "x" * 21),
    (Location, ("country",), "ES"),
    (Location, ("coordinates", "latitude"), 40.416775),
    (Location, ("coordinates", "latitude"), "40.4167"),
    (Location, ("coordinates", "latitude"), "40,416775"),
    (Location, ("coordinates", "longitude"), "-1003.70379"),
    (Location, ("evses", 0, "connectors"), []),
    (Location, ("evses", 1, "evse_id"), "x" * 49),
    (Location, ("evses", 1, "floor_level"), "x" * 5),
    (Location, ("evses", 1, "physical_reference"), 3),
    (Location, ("evses", 1, "directions", 0, "language"), "spa"),
    (Location, ("evses", 1, "directions", 0, "text"), "x" * 513),
    (Location, ("evses", 1, "capabilities"), "RFID_READER"),
    (Location, ("operator", "name"), "x" * 101),
    (Location, ("operator", "logo", "type"), "jpeg2"),
    (Location, ("operator", "logo", "width"), 100_000),
    (Location, ("operator", "website"), "https://e.example/" + "x" * 238),
    (Location, ("operator", "website"), "https://e.example/a b"),
    (Location, ("opening_times", "regular_hours", 0, "weekday"), 0),
    (Location, ("opening_times", "regular_hours", 0, "weekday"), 8),
    (Location, ("opening_times", "regular_hours", 0, "period_begin"), "24:00"),
    (Location, ("opening_times", "regular_hours", 0, "period_begin"), "8:00"),
    (Location, ("last_updated",), "2026-03-02T08:15:30+01:00"),
    (Location, ("last_updated",), "2026-03-02T08:15:30+00:00"),
    (Location, ("last_updated",), "2026-03-02T08:15:30.123456Z"),
    (Location, ("last_updated",), "2026-03-02 08:15:30Z"),
    (Location, ("last_updated",), "2026-03-02T08:15Z"),
    (Location, ("last_updated",), "2026-02-30T08:15:30Z"),
    (Location, ("last_updated",), "2026-W10-1T08:15:30Z"),
    (Location, ("last_updated",), "20260302T081530Z"),
    (Location, ("last_updated",), 1_772_439_330),
    (Location, ("last_updated",), "2026-03-02T08:15:30z"),
    (Connector, ("max_voltage",), 920.5),
    (Connector, ("max_voltage",), "920"),
    (Connector, ("tariff_ids",), "T-1"),
    (Connector, ("tariff_ids", 0), "x" * 37),
    (Session, ("kwh",), "12.5"),
    (Session, ("kwh",), "NaN"),
    (Session, ("kwh",), True),
    (Session, ("kwh",), None),
    (Session, ("currency",), "EURO"),
    (Session, ("total_cost", "excl_vat"), "1.0"),
    (Session, ("charging_periods", 0, "dimensions"), []),
    (Session, ("cdr_token", "contract_id"), ABSENT),
    (Tariff, ("elements",), []),
    (Tariff, ("elements", 0, "price_components"), []),
    (Tariff, ("elements", 0, "price_components", 0, "step_size"), -1),
    (Tariff, ("elements", 0, "restrictions", "start_time"), "24:00"),
    (Tariff, ("elements", 0, "restrictions", "start_date"), "2026-13-01"),
    (Tariff, ("elements", 0, "restrictions", "day_of_week", 0), "monday"),
    (Cdr, ("id",), "x" * 40),
    (Cdr, ("credit_reference_id",), ABSENT),
    (Cdr, ("cdr_location", "address"), "x" * 46),
    (Cdr, ("charging_periods",), []),
    (Cdr, ("signed_data", "signed_values"), []),
    (Cdr, ("signed_data", "signed_values", 0, "signed_data"), "x" * 5001),
    (StartSession, ("evse_uid",), ABSENT),
    (StartSession, ("response_url",), ""),
    (Token, ("whitelist",), "SOMETIMES"),
    (Token, ("type",), "EMAID"),
    (Credentials, ("token",), "with a blank"),
    (Credentials, ("token",), "x" * 65),
    (Credentials, ("token",), ""),
    (Credentials, ("roles",), []),
    (Credentials, ("roles", 0, "country_code"), "ESP"),
    (Credentials230, ("hub_party_id",), "NLHU"),
    (Evse230, ("status",), "DANCING"),
    (Evse230, ("accepted_service_providers", 0), "x" * 51),
    (Evse230, ("parking", 0, "evse_position"), "ABOVE"),
    (FinancialAdviceConfirmation, ("total_costs",), {}),
    (FinancialAdviceConfirmation, ("eft_data", 0), ""),
    (Location211, ("type",), "on_street"),
    (Location211, ("country",), "E"),
    (Location211, ("opening_times",), {}),
    (Location211, ("address",), "x" * 46),
    (Tariff211, ("elements", 0, "price_components", 0, "price"), "2,00"),
    (Tariff211, ("elements", 0, "price_components", 0, "price"), "1e9"),
]


def changed(made: type[OcpiObject], path: Path, value: object) -> dict[str, Any]:
    whole = document(*WHERE[made])
    inner: Any = whole
    for step in path[:-1]:
        inner = inner[step]
    if value is ABSENT:
        del inner[path[-1]]
    else:
        inner[path[-1]] = value
    return whole


ENCODER = msgspec.json.Encoder(decimal_format="number")


@pytest.mark.parametrize(
    ("made", "path", "value"),
    REFUSED,
    ids=lambda part: part.__name__ if isinstance(part, type) else str(part)[:40],
)
def test_what_cannot_be_meant_is_refused_by_name(
    made: type[OcpiObject], path: Path, value: object
) -> None:
    raw = ENCODER.encode(changed(made, path, value))
    with pytest.raises(InvalidParameters) as refused:
        codec.decode(made, raw)
    assert refused.value.status_code == 2001
    assert refused.value.http_status == 200
    text = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)[1:]
    parent = text.rpartition(".")[0]
    assert refused.value.field in {text, parent}
    if isinstance(value, str) and len(value) > 4:
        assert value not in refused.value.message
    with pytest.raises(InvalidParameters) as refused_again:
        documents.receive(made, raw)
    assert refused_again.value.field == refused.value.field


def test_a_number_beyond_all_measure_is_none() -> None:
    raw = ENCODER.encode(document("v221", "sessions", "Session", "minimal"))
    for digits in (b"1e31", b"1e999999999", b"-1e-40"):
        with pytest.raises(InvalidParameters, match="Not a number"):
            codec.decode(Session, raw.replace(b'"kwh":0,', b'"kwh":%s,' % digits))


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{",
        b"nul",
        b"\xff\xfe",
        b'{"id": "\xc3\x28"}',
        b'{"id": "\\ud800"}',
        b"[" * 100_000,
        b'{"country_code": "ESP"} trailing',
        b'{"country_code": "ESP", "id": }',
        b'{"kwh": NaN}',
        b"{'id': 'x'}",
    ],
)
def test_what_is_no_json_is_a_bad_request(raw: bytes) -> None:
    for made in (Location, Token):
        with pytest.raises(NotJson) as refused:
            codec.decode(made, raw)
        assert refused.value.http_status == 400
    with pytest.raises(NotJson):
        documents.receive(Location, raw)


@pytest.mark.parametrize("raw", [b"[]", b"null", b'"text"', b"7"])
def test_json_that_is_no_object_is_refused(raw: bytes) -> None:
    with pytest.raises(InvalidParameters):
        codec.decode(Location, raw)
    with pytest.raises(InvalidParameters, match="Not an object"):
        documents.receive(Location, raw)


@pytest.mark.parametrize(
    ("token", "needed"),
    [
        ({}, "uid, visual_number and group_id"),
        ({"type": "RFID", "issuer": "I"}, "uid, visual_number and group_id"),
        ({"uid": "1"}, "a type"),
        ({"visual_number": "1"}, "an issuer"),
    ],
)
def test_a_publish_token_names_a_token(token: dict[str, str], needed: str) -> None:
    with pytest.raises(InvalidParameters, match=needed):
        codec.check(PublishTokenType, token)


@pytest.mark.parametrize("made", [Credentials, Credentials230])
def test_a_party_has_a_role_once(made: type[OcpiObject]) -> None:
    whole = document(*WHERE[made], "minimal")
    twice = {**whole["roles"][0], "party_id": "cPo"}
    with pytest.raises(InvalidParameters, match="same role twice"):
        codec.check(made, {**whole, "roles": [whole["roles"][0], twice]})
    codec.check(made, {**whole, "roles": [whole["roles"][0], {**twice, "role": "EMSP"}]})


@pytest.mark.parametrize(
    ("sent", "seconds"),
    [
        ("2026-03-02T08:15:30Z", 30.0),
        ("2026-03-02T08:15:30", 30.0),
        ("2026-03-02T08:15:30.2Z", 30.2),
        ("2026-03-02T08:15:30.123", 30.123),
        ("2026-03-02T08:15:30.1234Z", 30.1234),
    ],
)
def test_an_instant_is_utc_with_z_or_without(sent: str, seconds: float) -> None:
    read = DateTime.read(sent)
    assert read == sent
    assert read.instant.isoformat().startswith("2026-03-02T08:15:30")
    assert read.instant.utcoffset() is not None
    assert read.instant.second + read.instant.microsecond / 1e6 == pytest.approx(seconds)


def test_our_instants_have_three_decimals_at_most() -> None:
    for sent, written in (
        ("2026-03-02T08:15:30Z", "2026-03-02T08:15:30Z"),
        ("2026-03-02T08:15:30.1Z", "2026-03-02T08:15:30.100Z"),
        ("2026-03-02T08:15:30.9999Z", "2026-03-02T08:15:30.999Z"),
    ):
        assert DateTime.of(DateTime.read(sent).instant) == written


@pytest.mark.parametrize(
    ("exact", "written"),
    [("1.23455", "1.2346"), ("1.23445", "1.2344"), ("100", "100"), ("2.50", "2.5")],
)
def test_numbers_of_ours_have_four_decimals(exact: str, written: str) -> None:
    assert codec.encode(four_decimals(Decimal(exact))).decode() == written


def test_ci_strings_are_the_same_whatever_their_case() -> None:
    assert same("LOC-a1", "loc-A1")
    assert not same("LOC-a1", "LOC-a2")
