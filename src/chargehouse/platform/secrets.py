"""Keyed hashes, encryption, signatures and masks: identifiers, tokens, passwords, the log."""

import hmac
import os
import secrets
import stat
from pathlib import Path
from typing import Final, Self
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from chargehouse.kernel.errors import ChargehouseError, Invalid

MASTER_KEY_BYTES: Final = 32
MASTER_KEY_FILE: Final = "master.key"
IDENTIFIER_HASH_BYTES: Final = 16
STATION_PASSWORD_MIN_LENGTH: Final = 16

_NONCE_BYTES = 12
_SALT_BYTES = 16
_MASK = "••••"
_OWNER_ONLY = 0o600


class MasterKeyInvalid(ChargehouseError):  # noqa: N818  a refusal is named for what is so
    """The master key cannot be used: it is damaged, or others may read it."""

    code = "master_key_invalid"


class Undecipherable(ChargehouseError):  # noqa: N818  as above
    """A stored value was not encrypted by these keys in this context, or was changed since."""

    code = "undecipherable"


class Keyring:
    """Hashes, encrypts, signs and verifies under keys derived from master keys of 32 bytes.

    Hashes are always made with `master_key`, the first one an installation had, because they are
    looked up; encryption and signatures use the last of `newer`, and what any of them wrote is
    understood.
    """

    def __init__(self, master_key: bytes, *newer: bytes) -> None:
        for key in (master_key, *newer):
            if len(key) != MASTER_KEY_BYTES:
                raise MasterKeyInvalid(f"A master key has {MASTER_KEY_BYTES} bytes.")
        self._identifiers = _derive(master_key, b"identifiers")
        self._tokens = _derive(master_key, b"tokens")
        self._passwords = _derive(master_key, b"station passwords")
        self._fingerprints = _derive(master_key, b"fingerprints")
        self._ciphers = [
            (_derive(key, b"key id", 1), AESGCM(_derive(key, b"encryption")))
            for key in (master_key, *newer)
        ]
        self._signing = [
            Ed25519PrivateKey.from_private_bytes(_derive(key, b"signing"))
            for key in (master_key, *newer)
        ]

    @classmethod
    def load(cls, data_dir: Path, secret_key: str | None = None) -> Self:
        """Return the keyring of `secret_key` (64 hexadecimal digits), else of a key file.

        The file `master.key` in `data_dir` is made where there is none. Raises `MasterKeyInvalid`.
        """
        if secret_key is not None:
            return cls(*_keys_of(secret_key))
        return cls(*load_or_create_master_keys(data_dir / MASTER_KEY_FILE))

    def __repr__(self) -> str:
        return f"Keyring({len(self._ciphers)} keys)"

    def identifier_hash(self, tenant_id: UUID, normalised_value: str) -> bytes:
        """Return the 16 bytes by which a tenant's identifier is looked up.

        HMAC-SHA256 cut to 128 bits: among a thousand million identifiers the chance of any
        two alike is below 2**-68, and the index is half as large.
        """
        value = tenant_id.bytes + normalised_value.encode()
        return hmac.digest(self._identifiers, value, "sha256")[:IDENTIFIER_HASH_BYTES]

    def token_hash(self, token: str) -> bytes:
        """Return the 32 bytes by which an API token is looked up."""
        return hmac.digest(self._tokens, token.encode(), "sha256")

    def fingerprint(self, data: bytes) -> bytes:
        """Return 32 bytes by which data is known again, and nothing told about it."""
        return hmac.digest(self._fingerprints, data, "sha256")

    def encrypt(self, plain: str, *, context: str) -> bytes:
        """Return `plain` encrypted with AES-256-GCM.

        `context` says where it is kept (`identifiers.value/<id>`) and must be given again to
        decrypt, so that a value cannot be moved elsewhere. Layout: key id (1 byte), nonce (12),
        ciphertext with its tag.
        """
        return self.encrypt_bytes(plain.encode(), context=context)

    def decrypt(self, encrypted: bytes, *, context: str) -> str:
        """Return what `encrypt` was given in the same context, or raise `Undecipherable`."""
        return self.decrypt_bytes(encrypted, context=context).decode()

    def encrypt_bytes(self, plain: bytes, *, context: str) -> bytes:
        """Return `plain` encrypted, as `encrypt` does."""
        key_id, cipher = self._ciphers[-1]
        nonce = os.urandom(_NONCE_BYTES)
        return key_id + nonce + cipher.encrypt(nonce, plain, context.encode())

    def decrypt_bytes(self, encrypted: bytes, *, context: str) -> bytes:
        """Return what `encrypt_bytes` was given, or raise `Undecipherable`."""
        nonce, ciphertext = encrypted[1 : 1 + _NONCE_BYTES], encrypted[1 + _NONCE_BYTES :]
        for key_id, cipher in reversed(self._ciphers):
            if key_id != encrypted[:1] or len(nonce) != _NONCE_BYTES:
                continue
            try:
                return cipher.decrypt(nonce, ciphertext, context.encode())
            except InvalidTag:
                continue
        raise Undecipherable("A stored value does not open with this installation's keys.")

    def needs_encrypting_again(self, encrypted: bytes) -> bool:
        """Tell whether a value was written with another key than the newest."""
        return encrypted[:1] != self._ciphers[-1][0]

    def sign(self, message: bytes) -> bytes:
        """Return the Ed25519 signature (RFC 8032) of the newest key, the last `public_keys`."""
        return self._signing[-1].sign(message)

    @property
    def public_keys(self) -> list[bytes]:
        """The public keys of `sign`, 32 bytes each, the oldest first."""
        return [key.public_key().public_bytes_raw() for key in self._signing]

    def password_hash(self, password: str | bytes) -> bytes:
        """Return a salted, keyed hash of a station's password, 48 bytes (ADR 0003).

        Raises `Invalid` for fewer than 16 characters: the hash is fast, so that only the length
        of a random password protects it.
        """
        if len(password) < STATION_PASSWORD_MIN_LENGTH:
            raise Invalid(
                f"A station's password has at least {STATION_PASSWORD_MIN_LENGTH} characters.",
                {
                    "errors": [
                        {
                            "field": "password",
                            "message": f"at least {STATION_PASSWORD_MIN_LENGTH} characters",
                        }
                    ]
                },
            )
        salt = os.urandom(_SALT_BYTES)
        return salt + hmac.digest(self._passwords, salt + _as_bytes(password), "sha256")

    def password_verify(self, password: str | bytes, stored: bytes) -> bool:
        """Tell, in constant time, whether `password` is the one that `stored` was made of."""
        salt, expected = stored[:_SALT_BYTES], stored[_SALT_BYTES:]
        actual = hmac.digest(self._passwords, salt + _as_bytes(password), "sha256")
        return hmac.compare_digest(actual, expected)


def mask(value: str) -> str:
    """Return an identifier's mask, fit for people and logs: `04••••1F`.

    At most four characters and never more than a third are shown, nothing below six characters;
    the dots do not tell the length.
    """
    shown = min(len(value) // 3, 4)
    if shown < 2:  # noqa: PLR2004  one character of five helps a guess more than a reader
        return _MASK
    return value[: shown - 2] + _MASK + value[-2:]


def load_or_create_master_keys(path: Path) -> tuple[bytes, ...]:
    """Return the keys in the file, the oldest first; make the file with one where there is none.

    One key a line, in hexadecimal. The file is made at once or not at all, readable by its owner
    alone; two processes that start together get the same key. Raises `MasterKeyInvalid` when the
    file is damaged or others may read it.
    """
    try:
        return _read_keys(path)
    except FileNotFoundError:
        _create_key_file(path)
        return _read_keys(path)


def _read_keys(path: Path) -> tuple[bytes, ...]:
    with path.open(encoding="ascii", errors="replace") as file:
        mode = stat.S_IMODE(os.fstat(file.fileno()).st_mode)
        if mode & 0o077:
            raise MasterKeyInvalid(
                f"{path} can be read by others (mode {mode:o}): give it mode 600."
            )
        return _keys_of(file.read())


def _keys_of(text: str) -> tuple[bytes, ...]:
    try:
        keys = tuple(bytes.fromhex(line) for line in text.split())
    except ValueError:
        keys = ()
    if not keys or any(len(key) != MASTER_KEY_BYTES for key in keys):
        raise MasterKeyInvalid("A master key is 64 hexadecimal digits, one key a line.")
    return keys


def _create_key_file(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWNER_ONLY)
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_hex(MASTER_KEY_BYTES) + "\n")
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(draft, path)
        except FileExistsError:
            return  # another process was first: its key is the key
    finally:
        draft.unlink()
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _derive(master_key: bytes, purpose: bytes, length: int = 32) -> bytes:
    return HKDF(
        algorithm=SHA256(), length=length, salt=None, info=b"chargehouse " + purpose
    ).derive(master_key)


def _as_bytes(password: str | bytes) -> bytes:
    return password if isinstance(password, bytes) else password.encode()
