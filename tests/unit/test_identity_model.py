from datetime import UTC, datetime
from uuid import UUID

import pytest

from chargehouse.contexts.identity.model import (
    IdentifierValue,
    NewIdentifier,
    group_context,
    normalise,
    type_of,
)
from chargehouse.contexts.identity.public import IdentifierReader
from chargehouse.kernel.errors import Invalid
from chargehouse.platform.secrets import Keyring, Undecipherable

KEYRING = Keyring(bytes(range(32)))
NORTH = UUID("01890000-0000-7000-8000-000000000001")
SOUTH = UUID("01890000-0000-7000-8000-000000000002")
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("given", "compared"),
    [("04a2b3c4", "04A2B3C4"), ("  04A2 B3\t", "04A2 B3"), ("de-abc-c1", "DE-ABC-C1"), ("", "")],
)
def test_values_are_compared_trimmed_and_in_upper_case(given: str, compared: str) -> None:
    assert normalise(given) == compared


@pytest.mark.parametrize(
    ("wire_type", "kind", "recognised"),
    [
        (None, None, True),
        ("ISO14443", "rfid", True),
        ("ISO15693", "rfid", True),
        ("eMAID", "emaid", True),
        ("MacAddress", "mac", True),
        ("KeyCode", "key_code", True),
        ("Central", "central", True),
        ("Local", "local", True),
        ("NoAuthorization", "none", True),
        ("EVCCID", "evccid", True),
        ("VIN", "vin", True),
        ("DirectPayment", "payment", True),
        ("iso14443", "rfid", True),
        ("Horoscope", "other", False),
        ("", "other", False),
    ],
)
def test_types_are_known_by_the_words_of_the_protocol(
    wire_type: str | None, kind: str | None, *, recognised: bool
) -> None:
    assert type_of(wire_type) == (kind, recognised)


@pytest.mark.parametrize("text", ["", "   ", "x" * 37, "04A2\x00B3", "04Ä2B3C4", "04A2\nB3C4"])
def test_a_value_that_no_protocol_carries_is_refused_without_being_repeated(text: str) -> None:
    with pytest.raises(Invalid) as refusal:
        IdentifierValue.parse(text)
    said = f"{refusal.value} {refusal.value.details}"
    assert not text.strip() or text.strip() not in said


def test_a_value_is_never_shown_by_repr() -> None:
    value = IdentifierValue.parse(" 04A2B3C4 ")
    new = NewIdentifier(value=value, type="rfid", group=value)
    assert value.given == "04A2B3C4"
    assert "04A2" not in repr(value)
    assert "04A2" not in repr(new)


@pytest.mark.parametrize(
    ("value", "group", "fits"),
    [
        ("x" * 20, None, True),
        ("x" * 21, None, False),
        ("x", "y" * 20, True),
        ("x", "y" * 21, False),
    ],
)
def test_ocpp_1_6_carries_twenty_characters_of_value_and_group(
    value: str, group: str | None, *, fits: bool
) -> None:
    new = NewIdentifier(
        value=IdentifierValue.parse(value),
        type="rfid",
        group=None if group is None else IdentifierValue.parse(group, "group"),
    )
    assert new.fits_ocpp16 is fits


def test_a_validity_begins_before_it_ends_and_names_its_zone() -> None:
    value = IdentifierValue.parse("04A2B3C4")
    with pytest.raises(Invalid, match="valid_until"):
        NewIdentifier(value=value, type="rfid", valid_from=NOON, valid_until=NOON)
    with pytest.raises(Invalid, match="valid_from"):
        NewIdentifier(value=value, type="rfid", valid_from=NOON.replace(tzinfo=None))


def test_an_identifier_off_the_wire_is_hash_mask_and_type() -> None:
    reader = IdentifierReader(KEYRING, NORTH)
    ref = reader.identifier_of(" 04a2b3c4d5e61f ", "ISO14443")
    assert ref.hash == KEYRING.identifier_hash(NORTH, "04A2B3C4D5E61F")
    assert (ref.masked, ref.type, ref.type_recognised) == ("04••••1f", "rfid", True)
    assert "04a2b3" not in repr(ref).lower()


def test_one_value_is_somebody_else_in_another_tenant() -> None:
    north, south = IdentifierReader(KEYRING, NORTH), IdentifierReader(KEYRING, SOUTH)
    assert north.identifier_of("04A2B3C4").hash == north.identifier_of("04a2b3c4", "Odd").hash
    assert north.identifier_of("04A2B3C4").hash != south.identifier_of("04A2B3C4").hash


@pytest.mark.parametrize("value", ["", "\x00" * 12, "é\x07abcdefghij", "x" * 300, "\u202e" * 9])
def test_whatever_a_charger_sends_has_a_mask_that_can_be_stored(value: str) -> None:
    masked = IdentifierReader(KEYRING, NORTH).identifier_of(value).masked
    assert masked.isprintable()
    assert len(masked) <= 8


def test_a_group_opens_for_its_own_identifier_alone() -> None:
    reader = IdentifierReader(KEYRING, NORTH)
    sealed = KEYRING.encrypt("FLEET-7", context=group_context(NORTH))
    assert reader.group_of(NORTH, sealed) == "FLEET-7"
    with pytest.raises(Undecipherable):
        reader.group_of(SOUTH, sealed)
