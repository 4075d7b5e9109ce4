"""The queries of the token index: what decisions read of every identifier."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Row, func, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

# The identifiers of an inactive vehicle are inactive. A new version with every write, so that
# nothing that was decided before is answered again.
SETTLE: Final = text("""
    WITH known AS (
        SELECT w.value_hash, i.id, i.status, i.valid_from, i.valid_until, i.vehicle_id,
               i.group_encrypted, v.status AS vehicle_status, v.fleet_id,
               EXISTS (SELECT FROM agreement_identifiers a
                       WHERE a.tenant_id = :tenant_id AND a.value_hash = w.value_hash) AS agreed
        FROM unnest(CAST(:value_hashes AS bytea[])) AS w (value_hash)
        LEFT JOIN identifiers i ON i.tenant_id = :tenant_id AND i.value_hash = w.value_hash
        LEFT JOIN vehicles v ON v.tenant_id = :tenant_id AND v.id = i.vehicle_id
    ), forgotten AS (
        DELETE FROM token_index t USING known k
        WHERE t.tenant_id = :tenant_id AND t.value_hash = k.value_hash
              AND k.id IS NULL AND NOT k.agreed
    )
    INSERT INTO token_index AS t (tenant_id, value_hash, class, status, valid_from, valid_until,
                                  identifier_id, vehicle_id, fleet_id, group_encrypted, agreed)
    SELECT CAST(:tenant_id AS uuid), k.value_hash,
           CASE WHEN k.id IS NULL THEN 'agreement' ELSE 'own_fleet' END,
           CASE WHEN k.vehicle_status <> 'active' THEN 'inactive'
                ELSE coalesce(k.status, 'active') END,
           k.valid_from, k.valid_until, k.id, k.vehicle_id, k.fleet_id, k.group_encrypted, k.agreed
    FROM known k WHERE k.id IS NOT NULL OR k.agreed
    ON CONFLICT (tenant_id, value_hash) DO UPDATE SET
        class = excluded.class, status = excluded.status, valid_from = excluded.valid_from,
        valid_until = excluded.valid_until, identifier_id = excluded.identifier_id,
        vehicle_id = excluded.vehicle_id, fleet_id = excluded.fleet_id,
        group_encrypted = excluded.group_encrypted, agreed = excluded.agreed,
        version = excluded.version
""")

# The same judgement as a decision's: `access_refusal` and `agreement_verdict_of` hold it.
CLASSIFY: Final = text("""
    SELECT t.class, t.vehicle_id, g.agreement_id, g.agreement AS agreement_name,
           coalesce(g.identifier_id, t.identifier_id) AS identifier_id,
           coalesce(g.valid_until, t.valid_until) AS valid_until,
           coalesce(nullif(g.reason, 'permitted'),
                    access_refusal(t.value_hash IS NOT NULL, :type_recognised, t.status,
                                   t.valid_from, t.valid_until, :at)) AS refusal
    FROM (SELECT CAST(:value_hash AS bytea) AS wanted) AS w
    LEFT JOIN token_index t ON t.tenant_id = :tenant_id AND t.value_hash = w.wanted
    LEFT JOIN LATERAL (
        SELECT v.* FROM agreement_verdict_of(
            t.tenant_id, t.value_hash, t.class = 'own_fleet', NULL, :at) v
        WHERE t.agreed
    ) g ON true
""")

# An identifier that a partner told us of stands as a vehicle's does where a vehicle has it too.
STANDING: Final = text("""
    SELECT i.masked, t.class AS access_class, t.vehicle_id, t.fleet_id, v.name AS vehicle_name,
           access_refusal(t.value_hash IS NOT NULL, true, t.status, t.valid_from, t.valid_until,
                          :at) AS refusal
    FROM (
        SELECT masked, value_hash FROM identifiers
        WHERE tenant_id = :tenant_id AND id = :identifier_id
        UNION ALL
        SELECT masked, value_hash FROM agreement_identifiers
        WHERE tenant_id = :tenant_id AND id = :identifier_id
    ) i
    LEFT JOIN token_index t ON t.tenant_id = :tenant_id AND t.value_hash = i.value_hash
    LEFT JOIN vehicles v ON v.tenant_id = :tenant_id AND v.id = t.vehicle_id
""")


async def settle(
    connection: AsyncConnection, tenant_id: UUID, value_hashes: Collection[bytes]
) -> None:
    """Bring the index up to what vehicles and agreements now say of some values.

    One writer of a tenant at a time, until its transaction ends: what one reads the other may have
    just changed.
    """
    key = func.hashtextextended(f"token index {tenant_id}", 0)
    await connection.execute(select(func.pg_advisory_xact_lock(key)))
    await connection.execute(SETTLE, {"tenant_id": tenant_id, "value_hashes": list(value_hashes)})


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


async def standing(
    connection: AsyncConnection, tenant_id: UUID, identifier_id: UUID, at: datetime
) -> Row[Any] | None:
    """Return mask, class, vehicle, fleet and refusal of an identifier, or None."""
    asked = {"tenant_id": tenant_id, "identifier_id": identifier_id, "at": at}
    row: Row[Any] | None = (await connection.execute(STANDING, asked)).first()
    return row
