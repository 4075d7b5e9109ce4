"""What is signed: heads of the tree, daily anchors, exports.

A statement is canonical JSON under an Ed25519 signature (RFC 8032). A key is known by the first
eight bytes of its public key's SHA-256.
"""

from collections.abc import Mapping
from datetime import date, datetime
from hashlib import sha256
from typing import Final, NamedTuple, TypeVar
from uuid import UUID

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from chargehouse.contexts.audit.model.bodies import VERSION, canonical, stamp
from chargehouse.contexts.audit.model.tree import HASH_BYTES

T = TypeVar("T", bound="Statement")

KEY_ID_BYTES: Final = 8
NO_ANCHOR: Final = "00" * HASH_BYTES

Keys = Mapping[str, bytes]


class Statement(msgspec.Struct, frozen=True, kw_only=True, tag_field="type"):
    """What every statement tells: the log of a tenant had this root at this size.

    `at` is when the signer's clock said so; a clock may have been wrong, so that only numbers
    order statements.
    """

    v: int = VERSION
    tenant: str
    size: int
    root: str
    at: str
    key: str


class Head(Statement, frozen=True, kw_only=True, tag="head"):
    """The log as it was; `number` counts the heads of a tenant from 0."""

    number: int


class Anchor(Statement, frozen=True, kw_only=True, tag="anchor"):
    """The log as it was on a day, also on one without entries.

    `previous` is the SHA-256 of the text of the anchor before, of zeros for the first one.
    """

    number: int
    day: str
    previous: str


class Export(Statement, frozen=True, kw_only=True, tag="export"):
    """All bytes of an export before the line that holds this, by their SHA-256."""

    sha256: str


class Signed(NamedTuple):
    """A statement's text, and the signature under it in hexadecimal."""

    text: str
    signature: str


def text_of(statement: Statement) -> str:
    """Return the text that is signed."""
    return canonical(statement).decode()


def head(tenant_id: UUID, number: int, *, size: int, root: bytes, at: datetime, key: str) -> Head:
    """Return a head."""
    return Head(
        tenant=str(tenant_id), number=number, size=size, root=root.hex(), at=stamp(at), key=key
    )


def anchor(
    tenant_id: UUID,
    number: int,
    *,
    day: date,
    size: int,
    root: bytes,
    previous: bytes | None,
    at: datetime,
    key: str,
) -> Anchor:
    """Return an anchor; `previous` is None for the first."""
    return Anchor(
        tenant=str(tenant_id),
        number=number,
        day=day.isoformat(),
        size=size,
        root=root.hex(),
        previous=NO_ANCHOR if previous is None else previous.hex(),
        at=stamp(at),
        key=key,
    )


def digest(text: str) -> bytes:
    """Return the hash of an anchor's text, which the next one carries."""
    return sha256(text.encode()).digest()


def key_id(public_key: bytes) -> str:
    """Return by what a key is known."""
    return sha256(public_key).digest()[:KEY_ID_BYTES].hex()


def unhex(text: str, size: int | None = None) -> bytes:
    """Return what lower-case hexadecimal stands for. Raises `ValueError` for anything else."""
    value = bytes.fromhex(text)
    if value.hex() != text or (size is not None and len(value) != size):
        raise ValueError("not hexadecimal as it is written here")
    return value


def opened(signed: Signed, keys: Keys, kind: type[T]) -> T:
    """Return a statement whose signature holds. Raises `ValueError` saying what is wrong."""
    try:
        statement = msgspec.json.decode(signed.text, type=kind)
    except (msgspec.MsgspecError, UnicodeEncodeError):
        raise ValueError("it is no statement of its kind") from None
    if text_of(statement) != signed.text:
        raise ValueError("it is not written in its one form")
    public_key = keys.get(statement.key)
    if public_key is None:
        raise ValueError(f"it is signed by a key that is not trusted, {statement.key}")
    try:
        signature = unhex(signed.signature)
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, signed.text.encode())
        unhex(statement.root, HASH_BYTES)
    except (InvalidSignature, ValueError):
        raise ValueError("its signature does not hold") from None
    return statement
