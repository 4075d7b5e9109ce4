"""The queries of the identifiers that agreements know."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import msgspec
from sqlalchemy import Row, func, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from chargehouse.contexts.identity.model import IdentifierStatus, IdentifierType
from chargehouse.contexts.identity.public import AgreementIdentifier
from chargehouse.contexts.identity.tables import agreement_identifiers
from chargehouse.platform.http.paging import ListQuery, Page, Paging, Sorting
from chargehouse.platform.postgres.matching import among

SORTING: Final = Sorting(
    columns={"created_at": agreement_identifiers.c.id},
    id=agreement_identifiers.c.id,
    default="-created_at",
)
COLUMNS: Final[Mapping[str, str]] = {
    "id": "uuid",
    "type": "text",
    "value_hash": "bytea",
    "value_encrypted": "bytea",
    "masked": "text",
    "fits_ocpp16": "boolean",
    "status": "text",
    "valid_from": "timestamptz",
    "valid_until": "timestamptz",
    "group_masked": "text",
    "group_encrypted": "bytea",
    "token_party": "text",
    "token_type": "text",
    "whitelist": "text",
}
"""What a feed says of an identifier, with the columns' types."""

WRITE: Final = text(f"""
    INSERT INTO agreement_identifiers (tenant_id, agreement_id, created_at, updated_at,
                                       {", ".join(COLUMNS)})
    SELECT CAST(:tenant_id AS uuid), CAST(:agreement_id AS uuid), CAST(:at AS timestamptz),
           CAST(:at AS timestamptz), u.*
    FROM unnest({", ".join(f"CAST(:{name} AS {kind}[])" for name, kind in COLUMNS.items())}) AS u
    ON CONFLICT (tenant_id, value_hash, agreement_id) DO UPDATE SET
        type = excluded.type, fits_ocpp16 = excluded.fits_ocpp16, status = excluded.status,
        valid_from = excluded.valid_from, valid_until = excluded.valid_until,
        group_masked = excluded.group_masked, group_encrypted = excluded.group_encrypted,
        token_party = excluded.token_party, token_type = excluded.token_type,
        whitelist = excluded.whitelist, updated_at = excluded.updated_at
""")  # noqa: S608  names of our own

REMOVE: Final = text("""
    DELETE FROM agreement_identifiers i
    USING unnest(CAST(:value_hashes AS bytea[])) AS w (value_hash)
    WHERE i.tenant_id = :tenant_id AND i.agreement_id = :agreement_id
          AND i.value_hash = w.value_hash
""")

OTHERS: Final = text("""
    SELECT i.value_hash FROM agreement_identifiers i
    WHERE i.tenant_id = :tenant_id AND i.agreement_id = :agreement_id AND NOT EXISTS (
        SELECT FROM unnest(CAST(:value_hashes AS bytea[])) AS w (value_hash)
        WHERE w.value_hash = i.value_hash)
""")

TO_ASK: Final = text("""
    SELECT w.*, a.partner_id IS NOT NULL AS fails, a.ask_again_at
    FROM partners_to_ask(:tenant_id, :identifier_id, :station_id, :at, :most) AS w
    LEFT JOIN asking_lines a ON a.tenant_id = :tenant_id AND a.partner_id = w.partner_id
""")


async def page(
    connection: AsyncConnection,
    tenant_id: UUID,
    agreement_id: UUID,
    paging: Paging,
    *,
    type_: IdentifierType | None = None,
    status: IdentifierStatus | None = None,
) -> Page[AgreementIdentifier]:
    """Return a page of the identifiers of an agreement."""
    c = agreement_identifiers.c
    filters = [
        c.tenant_id == tenant_id,
        c.agreement_id == agreement_id,
        None if type_ is None else c.type == type_,
        None if status is None else c.status == status,
    ]
    query = ListQuery[AgreementIdentifier](SORTING, paging, filters)
    rows = (await connection.execute(query.paged(select(agreement_identifiers)))).all()
    return query.page(rows, _identifier)


async def find_by_hash(
    connection: AsyncConnection, tenant_id: UUID, agreement_id: UUID, value_hash: bytes
) -> AgreementIdentifier | None:
    """Return the identifier of an agreement whose value has this hash."""
    found = await kept(connection, tenant_id, agreement_id, [value_hash])
    return None if value_hash not in found else _identifier(found[value_hash])


async def kept(
    connection: AsyncConnection,
    tenant_id: UUID,
    agreement_id: UUID,
    value_hashes: Collection[bytes],
) -> dict[bytes, Row[Any]]:
    """Return those of the values that an agreement knows, as rows by hash."""
    c = agreement_identifiers.c
    statement = select(agreement_identifiers).where(
        c.tenant_id == tenant_id,
        c.agreement_id == agreement_id,
        among(c.value_hash, value_hashes),
    )
    return {row.value_hash: row for row in await connection.execute(statement)}


async def others(
    connection: AsyncConnection,
    tenant_id: UUID,
    agreement_id: UUID,
    value_hashes: Collection[bytes],
) -> list[bytes]:
    """Return the hashes that an agreement knows besides these."""
    asked = {
        "tenant_id": tenant_id,
        "agreement_id": agreement_id,
        "value_hashes": list(value_hashes),
    }
    return list((await connection.execute(OTHERS, asked)).scalars())


async def write(
    connection: AsyncConnection,
    tenant_id: UUID,
    agreement_id: UUID,
    rows: Sequence[Mapping[str, object]],
    at: datetime,
) -> None:
    """Add identifiers, or change those that are there; each row has every one of `COLUMNS`."""
    said = {name: [row[name] for row in rows] for name in COLUMNS}
    await connection.execute(
        WRITE, {"tenant_id": tenant_id, "agreement_id": agreement_id, "at": at, **said}
    )


async def remove(
    connection: AsyncConnection,
    tenant_id: UUID,
    agreement_id: UUID,
    value_hashes: Collection[bytes],
) -> None:
    """Delete identifiers of an agreement."""
    asked = {
        "tenant_id": tenant_id,
        "agreement_id": agreement_id,
        "value_hashes": list(value_hashes),
    }
    await connection.execute(REMOVE, asked)


async def to_ask(
    connection: AsyncConnection,
    tenant_id: UUID,
    identifier_id: UUID | None,
    station_id: UUID,
    at: datetime,
    *,
    most: int,
) -> list[Row[Any]]:
    """Return who is asked of a start, in which words; without an identifier, of a stranger.

    With each, whether it gave no answer the last time, and until when it is left alone.
    """
    asked = {
        "tenant_id": tenant_id,
        "identifier_id": identifier_id,
        "station_id": station_id,
        "at": at,
        "most": most,
    }
    return list(await connection.execute(TO_ASK, asked))


async def count(connection: AsyncConnection, tenant_id: UUID, agreement_id: UUID) -> int:
    """Return how many identifiers an agreement knows."""
    statement = select(func.count()).where(
        agreement_identifiers.c.tenant_id == tenant_id,
        agreement_identifiers.c.agreement_id == agreement_id,
    )
    return int((await connection.execute(statement)).scalar_one())


def _identifier(row: Row[Any]) -> AgreementIdentifier:
    return msgspec.convert(row, AgreementIdentifier, from_attributes=True)
