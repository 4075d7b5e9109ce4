"""The queries of the token index: what decisions read of every identifier."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Row, delete, text
from sqlalchemy.ext.asyncio import AsyncConnection

from chargehouse.contexts.identity.tables import token_index

# The identifiers of an inactive vehicle are inactive. A new version with every write, so that
# nothing that was decided before is answered again.
PROJECT: Final = text("""
    INSERT INTO token_index AS t (tenant_id, value_hash, class, status, valid_from, valid_until,
                                  identifier_id, vehicle_id, group_encrypted)
    SELECT i.tenant_id, i.value_hash, 'own_fleet',
           CASE WHEN v.status <> 'active' THEN 'inactive' ELSE i.status END,
           i.valid_from, i.valid_until, i.id, i.vehicle_id, i.group_encrypted
    FROM identifiers i
    LEFT JOIN vehicles v ON v.tenant_id = i.tenant_id AND v.id = i.vehicle_id
    WHERE i.tenant_id = :tenant_id AND i.id = ANY(:identifier_ids)
    ON CONFLICT (tenant_id, value_hash) DO UPDATE SET
        class = excluded.class, status = excluded.status, valid_from = excluded.valid_from,
        valid_until = excluded.valid_until, identifier_id = excluded.identifier_id,
        vehicle_id = excluded.vehicle_id, group_encrypted = excluded.group_encrypted,
        version = excluded.version
""")

# The same judgement as a decision's: `access_refusal` is the one place that holds it.
CLASSIFY: Final = text("""
    SELECT t.class, t.identifier_id, t.vehicle_id, t.valid_until,
           access_refusal(t.value_hash IS NOT NULL, :type_recognised, t.status, t.valid_from,
                          t.valid_until, :at) AS refusal
    FROM (SELECT CAST(:value_hash AS bytea) AS wanted) AS w
    LEFT JOIN token_index t ON t.tenant_id = :tenant_id AND t.value_hash = w.wanted
""")


async def project(
    connection: AsyncConnection, tenant_id: UUID, identifier_ids: Collection[UUID]
) -> None:
    """Bring the index up to what identifiers and their vehicles now say."""
    await connection.execute(
        PROJECT, {"tenant_id": tenant_id, "identifier_ids": list(identifier_ids)}
    )


async def remove(connection: AsyncConnection, tenant_id: UUID, value_hash: bytes) -> None:
    """Take a value out of the index."""
    await connection.execute(
        delete(token_index).where(
            token_index.c.tenant_id == tenant_id, token_index.c.value_hash == value_hash
        )
    )


async def classify(
    connection: AsyncConnection,
    tenant_id: UUID,
    value_hash: bytes,
    *,
    type_recognised: bool,
    at: datetime,
) -> Row[Any]:
    """Return class, ids, validity and refusal of a value; all of them null where none is known."""
    asked = {
        "tenant_id": tenant_id,
        "value_hash": value_hash,
        "type_recognised": type_recognised,
        "at": at,
    }
    return (await connection.execute(CLASSIFY, asked)).one()
