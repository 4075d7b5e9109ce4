import os
import stat
from pathlib import Path
from uuid import UUID

import pytest

from chargehouse.kernel.errors import Invalid
from chargehouse.platform.secrets import (
    Keyring,
    MasterKeyInvalid,
    Undecipherable,
    load_or_create_master_keys,
    mask,
)

FIRST_KEY = bytes(range(32))
SECOND_KEY = bytes(range(32, 64))
NORTH = UUID("01890000-0000-7000-8000-000000000001")
SOUTH = UUID("01890000-0000-7000-8000-000000000002")


@pytest.fixture
def keyring() -> Keyring:
    return Keyring(FIRST_KEY)


def test_an_identifier_hashes_alike_in_one_tenant_and_differently_in_another(
    keyring: Keyring,
) -> None:
    hashed = keyring.identifier_hash(NORTH, "04A2B3C4")
    assert hashed == Keyring(FIRST_KEY).identifier_hash(NORTH, "04A2B3C4")
    assert len(hashed) == 16
    assert hashed != keyring.identifier_hash(SOUTH, "04A2B3C4")
    assert hashed != keyring.identifier_hash(NORTH, "04A2B3C5")
    assert hashed != Keyring(SECOND_KEY).identifier_hash(NORTH, "04A2B3C4")


def test_an_encrypted_value_opens_in_its_own_context_only(keyring: Keyring) -> None:
    encrypted = keyring.encrypt("04A2B3C4", context="identifiers/1")
    assert b"04A2B3C4" not in encrypted
    assert keyring.decrypt(encrypted, context="identifiers/1") == "04A2B3C4"
    with pytest.raises(Undecipherable):
        keyring.decrypt(encrypted, context="identifiers/2")


def test_the_same_value_never_encrypts_to_the_same_bytes(keyring: Keyring) -> None:
    assert keyring.encrypt("x", context="c") != keyring.encrypt("x", context="c")


@pytest.mark.parametrize("position", [0, 5, 13, -1])
def test_a_changed_ciphertext_does_not_open(keyring: Keyring, position: int) -> None:
    changed = bytearray(keyring.encrypt("04A2B3C4", context="c"))
    changed[position] ^= 1
    with pytest.raises(Undecipherable):
        keyring.decrypt(bytes(changed), context="c")


@pytest.mark.parametrize("stump", [b"", b"\x00", b"\x00" * 12, b"\x00" * 13])
def test_a_stump_of_a_ciphertext_does_not_open(keyring: Keyring, stump: bytes) -> None:
    with pytest.raises(Undecipherable):
        keyring.decrypt(stump, context="c")


def test_a_newer_key_encrypts_while_the_first_still_opens_and_hashes(keyring: Keyring) -> None:
    old = keyring.encrypt("04A2B3C4", context="c")
    rotated = Keyring(FIRST_KEY, SECOND_KEY)
    assert rotated.decrypt(old, context="c") == "04A2B3C4"
    assert rotated.needs_encrypting_again(old)
    new = rotated.encrypt("04A2B3C4", context="c")
    assert not rotated.needs_encrypting_again(new)
    with pytest.raises(Undecipherable):
        keyring.decrypt(new, context="c")
    assert rotated.identifier_hash(NORTH, "a") == keyring.identifier_hash(NORTH, "a")
    assert rotated.token_hash("a") == keyring.token_hash("a")


@pytest.mark.parametrize("password", ["correct-horse-battery", bytes(range(20))])
def test_a_station_password_is_known_again_and_no_other(
    keyring: Keyring, password: str | bytes
) -> None:
    stored = keyring.password_hash(password)
    assert keyring.password_verify(password, stored)
    assert not keyring.password_verify(password[:-1], stored)
    assert not keyring.password_verify(password, b"")
    assert not Keyring(SECOND_KEY).password_verify(password, stored)
    assert keyring.password_hash(password) != stored


def test_a_short_station_password_is_refused(keyring: Keyring) -> None:
    with pytest.raises(Invalid) as refusal:
        keyring.password_hash("fifteen-letters")
    assert "fifteen-letters" not in f"{refusal.value} {refusal.value.details}"


def test_a_key_ring_does_not_show_its_keys(keyring: Keyring) -> None:
    assert repr(keyring) == "Keyring(1 keys)"


@pytest.mark.parametrize(
    ("value", "masked"),
    [
        ("", "••••"),
        ("04A2B", "••••"),
        ("04A2B3", "••••B3"),
        ("04A2B3C4", "••••C4"),
        ("04A2B3C4D", "0••••4D"),
        ("04A2B3C4D5E61F", "04••••1F"),
        ("DE-ABC-C12345678-9", "DE••••-9"),
    ],
)
def test_a_mask_shows_at_most_a_third_and_hides_the_length(value: str, masked: str) -> None:
    assert mask(value) == masked


def test_a_key_file_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "data" / "master.key"
    keys = load_or_create_master_keys(path)
    assert load_or_create_master_keys(path) == keys
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [file.name for file in path.parent.iterdir()] == ["master.key"]


def test_a_key_file_that_others_may_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "master.key"
    load_or_create_master_keys(path)
    path.chmod(0o640)
    with pytest.raises(MasterKeyInvalid, match="mode 600"):
        load_or_create_master_keys(path)


@pytest.mark.parametrize("content", ["", "zz", "00" * 31, "é" * 64])
def test_a_damaged_key_file_is_refused_and_kept(tmp_path: Path, content: str) -> None:
    path = tmp_path / "master.key"
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(content)
    with pytest.raises(MasterKeyInvalid):
        load_or_create_master_keys(path)
    assert path.read_text(encoding="utf-8") == content


def test_a_configured_key_needs_no_file(tmp_path: Path) -> None:
    keyring = Keyring.load(tmp_path, FIRST_KEY.hex())
    assert keyring.token_hash("a") == Keyring(FIRST_KEY).token_hash("a")
    assert not list(tmp_path.iterdir())


def test_a_keyring_without_a_configured_key_keeps_its_own(tmp_path: Path) -> None:
    assert Keyring.load(tmp_path).token_hash("a") == Keyring.load(tmp_path).token_hash("a")
