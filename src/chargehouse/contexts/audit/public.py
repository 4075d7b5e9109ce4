"""What others may use of the log: permissions, and how personal fields are erased."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

import msgspec

from chargehouse.contexts.audit.events import ErasedField
from chargehouse.kernel.actor import Actor, Permission

AUDIT_READ = Permission("audit.read", "audit", "Read the audit log, its proofs and anchors.")
AUDIT_EXPORT = Permission("audit.export", "audit", "Take a copy of the audit log.")
AUDIT_VERIFY = Permission("audit.verify", "audit", "Have the audit log verified.")
AUDIT_ERASE = Permission("audit.erase", "audit", "Erase personal fields of the audit log.")

CONSUMER = "audit.log"
"""The consumer by which events become entries; its lag is the log's."""

PERMISSIONS = (AUDIT_READ, AUDIT_EXPORT, AUDIT_VERIFY, AUDIT_ERASE)


class AuditErasure(Protocol):
    """Finds and erases what is personal in the log; for requests of erasure."""

    async def personal_fields(self, actor: Actor, ids: Iterable[UUID]) -> list[ErasedField]:
        """Return what is personal, and still there, in entries by or about these ids."""

    async def erase(self, actor: Actor, fields: Iterable[ErasedField], *, request_id: UUID) -> int:
        """Erase fields for a request; return how many were still there."""


class AuditActor(msgspec.Struct, frozen=True, kw_only=True):
    """Who acted; `name` is null where it was erased."""

    kind: str
    id: UUID | None
    name: str | None


class FieldChange(msgspec.Struct, frozen=True, kw_only=True):
    """A field that was changed, as it was before and after."""

    field: str
    before: Any
    after: Any


class AuditEntry(msgspec.Struct, frozen=True, kw_only=True):
    """What was done: who, what, on what, from where.

    `data` is what the event tells besides; `changes` are the fields that were changed, where the
    event tells them. `personal` names what can be erased, `erased` what was.
    """

    index: int
    event_id: UUID
    name: str
    module: str
    at: datetime
    actor: AuditActor
    origin: str | None
    aggregate_id: UUID
    station_id: UUID | None
    request_id: str | None
    data: dict[str, Any]
    changes: list[FieldChange]
    personal: list[str]
    erased: list[str]


class SignedHead(msgspec.Struct, frozen=True, kw_only=True):
    """A signed head of the tree; `text` is what the signature is over, both as exports have it."""

    number: int
    size: int
    root: str
    at: datetime
    key_id: str
    text: str
    signature: str


class SignedAnchor(msgspec.Struct, frozen=True, kw_only=True):
    """A daily anchor; `previous` is the hash of the text of the one before."""

    number: int
    day: str
    size: int
    root: str
    previous: str
    at: datetime
    key_id: str
    text: str
    signature: str


class InclusionProof(msgspec.Struct, frozen=True, kw_only=True):
    """Shows that an entry is in the log that a head was signed over (RFC 9162, 2.1.3.2)."""

    index: int
    leaf_hash: str
    proof: list[str]
    head: SignedHead


class ConsistencyProof(msgspec.Struct, frozen=True, kw_only=True):
    """Shows that the log only grew from one size to another (RFC 9162, 2.1.4.2)."""

    first_size: int
    first_root: str
    second_size: int
    second_root: str
    proof: list[str]


class PublicKey(msgspec.Struct, frozen=True, kw_only=True):
    """A key that signs, or signed, heads and anchors: 32 bytes in hexadecimal."""

    id: str
    key: str


class WitnessState(msgspec.Struct, frozen=True, kw_only=True):
    """Somewhere outside that anchors are sent to, and up to which it was told."""

    name: str
    told: int | None
    told_at: datetime | None


class AuditStatus(msgspec.Struct, frozen=True, kw_only=True):
    """How the log stands; `lag_s` is how long the oldest event has waited to become an entry.

    `signed_size` is how many entries the newest head covers, `first_kept` the first one that
    retention left whole.
    """

    size: int
    signed_size: int
    first_kept: int
    lag_s: float
    newest_head: SignedHead | None
    newest_anchor: SignedAnchor | None
    keys: list[PublicKey]
    witnesses: list[WitnessState]
