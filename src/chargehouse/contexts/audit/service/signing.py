"""Heads and anchors: what the log was is signed, so that nobody can say that it was otherwise."""

from datetime import datetime
from uuid import UUID

from chargehouse.contexts.audit.model import statements
from chargehouse.contexts.audit.model.statements import Signed, Statement, key_id, text_of, unhex
from chargehouse.contexts.audit.model.tree import Frontier
from chargehouse.contexts.audit.repository import statements as repository
from chargehouse.contexts.audit.repository import writing
from chargehouse.kernel.actor import system_actor
from chargehouse.platform.postgres.database import Database, UnitOfWork
from chargehouse.platform.secrets import Keyring


class Signer:
    """Signs statements with the installation's newest key; knows the older ones."""

    def __init__(self, keyring: Keyring) -> None:
        self._keyring = keyring
        self.keys = {key_id(key): key for key in keyring.public_keys}
        self.key_id = key_id(keyring.public_keys[-1])

    def sign(self, statement: Statement) -> Signed:
        """Return a statement that names `key_id`, signed."""
        text = text_of(statement)
        return Signed(text, self._keyring.sign(text.encode()).hex())


class SigningService:
    """Signs a head where the log has grown, and an anchor where the day has none.

    Both are numbered, and a log is held while they are made, so that they stand in one order
    however many processes sign and whatever their clocks say.
    """

    def __init__(self, database: Database, signer: Signer) -> None:
        self._database = database
        self._signer = signer

    async def sign(self, tenant_id: UUID) -> None:
        """Sign what there is to sign of a tenant's log."""
        actor = system_actor("job", tenant_id, "audit.sign")
        async with self._database.transaction(actor) as work:
            state = await writing.lock(work.connection, tenant_id)
            now = work.now()
            await self._head(work, state.frontier, now)
            if not await repository.has_anchor_of(work.connection, tenant_id, now):
                await self._anchor(work, state.frontier, now)

    async def _head(self, work: UnitOfWork, frontier: Frontier, at: datetime) -> None:
        before = await repository.newest_head(work.connection, work.tenant_id)
        if frontier.size == (before.size if before else 0):
            return
        number, root = before.number + 1 if before else 0, frontier.root()
        signed = self._signer.sign(
            statements.head(
                work.tenant_id,
                number,
                size=frontier.size,
                root=root,
                at=at,
                key=self._signer.key_id,
            )
        )
        await repository.add_head(
            work.connection,
            work.tenant_id,
            {
                "number": number,
                "size": frontier.size,
                "root": root,
                "at": at,
                "key_id": self._signer.key_id,
                "signature": unhex(signed.signature),
            },
        )
        await writing.note(work.connection, work.tenant_id, signed_size=frontier.size)

    async def _anchor(self, work: UnitOfWork, frontier: Frontier, at: datetime) -> None:
        before = await repository.newest_anchor(work.connection, work.tenant_id)
        number, root = before.number + 1 if before else 0, frontier.root()
        previous = statements.digest(before.text) if before else None
        signed = self._signer.sign(
            statements.anchor(
                work.tenant_id,
                number,
                day=at.date(),
                size=frontier.size,
                root=root,
                previous=previous,
                at=at,
                key=self._signer.key_id,
            )
        )
        await repository.add_anchor(
            work.connection,
            work.tenant_id,
            {
                "number": number,
                "day": at.date(),
                "size": frontier.size,
                "root": root,
                "previous": previous,
                "at": at,
                "key_id": self._signer.key_id,
                "signature": unhex(signed.signature),
            },
        )
        await writing.note(work.connection, work.tenant_id, anchored_at=at)
