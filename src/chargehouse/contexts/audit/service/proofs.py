"""Proofs, heads, anchors, and how the log stands."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from chargehouse.contexts.audit.errors import EntryUnknown, NotSignedYet, SizeUnknown
from chargehouse.contexts.audit.model.tiles import TILE_WIDTH, span_of
from chargehouse.contexts.audit.model.tree import (
    EMPTY_ROOT,
    Range,
    consistency_ranges,
    folded,
    inclusion_ranges,
    nodes_of,
    proof_of,
    root_of,
)
from chargehouse.contexts.audit.public import (
    AUDIT_READ,
    CONSUMER,
    AuditStatus,
    ConsistencyProof,
    InclusionProof,
    PublicKey,
    SignedAnchor,
    SignedHead,
    WitnessState,
)
from chargehouse.contexts.audit.repository import reading, tree
from chargehouse.contexts.audit.repository import statements as repository
from chargehouse.contexts.audit.service.signing import Signer
from chargehouse.contexts.audit.service.witnesses import Witness
from chargehouse.kernel.actor import Actor
from chargehouse.platform.outbox import ledger
from chargehouse.platform.postgres.database import Database


class ProofService:
    """Proves what the log holds, from hashes that are kept; a proof reads a few tiles."""

    def __init__(self, database: Database, signer: Signer, witnesses: list[Witness]) -> None:
        self._database = database
        self._signer = signer
        self._witnesses = witnesses

    async def inclusion(self, actor: Actor, index: int) -> InclusionProof:
        """Prove that an entry is in the log that the newest head was signed over.

        Raises `EntryUnknown`, and `NotSignedYet` for an entry that no head covers.
        """
        actor.require(AUDIT_READ)
        async with self._database.reading(actor) as connection:
            row = await reading.find(connection, actor.tenant_id, index)
            if row is None:
                raise EntryUnknown("There is no such entry.")
            head = await repository.newest_head(connection, actor.tenant_id)
            if head is None or head.size <= index:
                raise NotSignedYet("No head covers the entry yet; one is signed within a minute.")
            ranges = inclusion_ranges(index, head.size)
            proof = await _proof(connection, actor.tenant_id, ranges)
        return InclusionProof(
            index=index,
            leaf_hash=row.leaf_hash.hex(),
            proof=[step.hex() for step in proof],
            head=head,
        )

    async def consistency(self, actor: Actor, first: int, second: int | None) -> ConsistencyProof:
        """Prove that the log only grew from one size to another, or to the newest head's.

        Raises `SizeUnknown`.
        """
        actor.require(AUDIT_READ)
        async with self._database.reading(actor) as connection:
            log = await repository.log(connection, actor.tenant_id)
            size = 0 if log is None else log.size
            if second is None:
                second = 0 if log is None else log.signed_size
            if not 0 <= first <= second <= size:
                raise SizeUnknown(f"Sizes must rise, and the log has {size} entries.")
            ranges = consistency_ranges(first, second) if first else []
            proof = await _proof(connection, actor.tenant_id, ranges)
            roots = [await _root(connection, actor.tenant_id, each) for each in (first, second)]
        return ConsistencyProof(
            first_size=first,
            first_root=roots[0].hex(),
            second_size=second,
            second_root=roots[1].hex(),
            proof=[step.hex() for step in proof],
        )

    async def heads(self, actor: Actor, *, before: int | None, limit: int) -> list[SignedHead]:
        """Return heads, the newest first, those numbered below `before`."""
        actor.require(AUDIT_READ)
        async with self._database.reading(actor) as connection:
            return await repository.heads(
                connection, actor.tenant_id, before=before, limit=limit, newest_first=True
            )

    async def anchors(self, actor: Actor, *, before: int | None, limit: int) -> list[SignedAnchor]:
        """Return anchors, the newest first, those numbered below `before`."""
        actor.require(AUDIT_READ)
        async with self._database.reading(actor) as connection:
            return await repository.anchors(
                connection, actor.tenant_id, before=before, limit=limit, newest_first=True
            )

    async def status(self, actor: Actor) -> AuditStatus:
        """Return how the log stands, and by which keys it is signed."""
        actor.require(AUDIT_READ)
        async with self._database.reading(actor) as connection:
            log = await repository.log(connection, actor.tenant_id)
            head = await repository.newest_head(connection, actor.tenant_id)
            anchor = await repository.newest_anchor(connection, actor.tenant_id)
            told = await repository.told(connection, actor.tenant_id)
        async with self._database.relay() as relay:
            lag_s = await ledger.behind_s(relay, [CONSUMER])
        return AuditStatus(
            size=0 if log is None else log.size,
            signed_size=0 if log is None else log.signed_size,
            first_kept=0 if log is None else log.first_kept,
            lag_s=round(lag_s, 3),
            newest_head=head,
            newest_anchor=anchor,
            keys=[PublicKey(id=id_, key=key.hex()) for id_, key in self._signer.keys.items()],
            witnesses=[
                WitnessState(name=witness.name, told=number, told_at=at)
                for witness in self._witnesses
                for number, at in [told.get(witness.name, (None, None))]
            ],
        )


async def _proof(connection: AsyncConnection, tenant_id: UUID, ranges: list[Range]) -> list[bytes]:
    """Return a proof's steps, each tile read once."""
    spans = {node: span_of(node) for range_ in ranges for node in nodes_of(range_)}
    tiles = {}
    for level, place in {(span.level, span.start // TILE_WIDTH) for span in spans.values()}:
        tiles[level, place] = await tree.hashes_of_tile(connection, tenant_id, level, place)
    hashes = {}
    for node, span in spans.items():
        place, start = divmod(span.start, TILE_WIDTH)
        hashes[node] = root_of(tiles[span.level, place][start : start + span.end - span.start])
    return proof_of(ranges, hashes.__getitem__)


async def _root(connection: AsyncConnection, tenant_id: UUID, size: int) -> bytes:
    if size == 0:
        return EMPTY_ROOT
    parts = await _proof(
        connection,
        tenant_id,
        [
            (node.place << node.level, (node.place + 1) << node.level)
            for node in nodes_of((0, size))
        ],
    )
    return folded(parts)
