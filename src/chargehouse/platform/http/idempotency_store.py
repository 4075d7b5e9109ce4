"""Idempotency keys in PostgreSQL: hashed keys, fingerprints, encrypted answers."""

from datetime import datetime
from typing import Final

import msgspec
from sqlalchemy import text

from chargehouse.kernel.actor import Actor
from chargehouse.platform.http.idempotency import KEPT_FOR, Claim, KeptAnswer
from chargehouse.platform.postgres.database import Database
from chargehouse.platform.secrets import Keyring

TAKE: Final = text(
    "INSERT INTO idempotency_keys AS known"
    " (tenant_id, actor, key_hash, fingerprint, created_at, expires_at)"
    " VALUES (:tenant_id, :actor, :key_hash, :fingerprint, :now, :expires_at)"
    " ON CONFLICT (tenant_id, actor, key_hash) DO UPDATE"
    " SET fingerprint = excluded.fingerprint, answer = NULL,"
    "     created_at = excluded.created_at, expires_at = excluded.expires_at"
    " WHERE known.expires_at <= excluded.created_at"
    " RETURNING true"
)
KNOWN: Final = text(
    "SELECT fingerprint, answer FROM idempotency_keys"
    " WHERE tenant_id = :tenant_id AND actor = :actor AND key_hash = :key_hash"
)
KEEP: Final = text(
    "UPDATE idempotency_keys SET answer = :answer"
    " WHERE tenant_id = :tenant_id AND actor = :actor AND key_hash = :key_hash"
)
RELEASE: Final = text(
    "DELETE FROM idempotency_keys"
    " WHERE tenant_id = :tenant_id AND actor = :actor AND key_hash = :key_hash"
)
FORGET: Final = text(
    "DELETE FROM idempotency_keys WHERE tenant_id = :tenant_id AND expires_at <= :now"
)


class PostgresIdempotencyStore:
    """Keeps keys in the table `idempotency_keys`, in the actor's tenant.

    Keys and requests are kept as keyed hashes and answers encrypted, since either may hold an
    identifier or a new token.
    """

    def __init__(self, database: Database, keyring: Keyring) -> None:
        self._database = database
        self._keyring = keyring

    async def claim(self, actor: Actor, key: str, request: bytes) -> Claim | None:
        """Take a key for a request and return None, or return what it was used for."""
        row = self._row(actor, key)
        fingerprint = self._keyring.fingerprint(request)
        now: datetime = self._database.clock.now()
        taking = {**row, "fingerprint": fingerprint, "now": now, "expires_at": now + KEPT_FOR}
        async with self._database.transaction(actor) as unit:
            if (await unit.connection.execute(TAKE, taking)).first() is not None:
                return None
            known = (await unit.connection.execute(KNOWN, row)).first()
        if known is None:  # released between the two statements
            return Claim(same_request=True, answer=None)
        return Claim(
            same_request=known.fingerprint == fingerprint,
            answer=None if known.answer is None else self._opened(known.answer, row),
        )

    async def keep(self, actor: Actor, key: str, answer: KeptAnswer) -> None:
        """Keep the answer of a key that was taken."""
        row = self._row(actor, key)
        sealed = self._keyring.encrypt_bytes(msgspec.json.encode(answer), context=_context(row))
        async with self._database.transaction(actor) as unit:
            await unit.connection.execute(KEEP, {**row, "answer": sealed})

    async def release(self, actor: Actor, key: str) -> None:
        """Give a key free, since its request changed nothing."""
        async with self._database.transaction(actor) as unit:
            await unit.connection.execute(RELEASE, self._row(actor, key))

    async def forget_expired(self, actor: Actor) -> int:
        """Delete the actor's tenant's keys that are older than a day; return how many."""
        async with self._database.transaction(actor) as unit:
            result = await unit.connection.execute(
                FORGET, {"tenant_id": actor.tenant_id, "now": self._database.clock.now()}
            )
            return result.rowcount

    def _row(self, actor: Actor, key: str) -> dict[str, object]:
        return {
            "tenant_id": actor.tenant_id,
            "actor": f"{actor.kind}:{actor.id or actor.name}",
            "key_hash": self._keyring.fingerprint(key.encode()),
        }

    def _opened(self, sealed: bytes, row: dict[str, object]) -> KeptAnswer:
        return msgspec.json.decode(
            self._keyring.decrypt_bytes(sealed, context=_context(row)), type=KeptAnswer
        )


def _context(row: dict[str, object]) -> str:
    return f"idempotency_keys.answer/{row['tenant_id']}/{row['actor']}"
