"""Queries of the tenant's certificate authority and the certificates that it issued."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Row, Select, and_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from chargehouse.contexts.stations.public import StationCertificate
from chargehouse.contexts.stations.repository.directory import at_reached
from chargehouse.contexts.stations.tables import (
    certificate_authorities,
    station_certificates,
    stations,
)
from chargehouse.kernel.reach import Reach
from chargehouse.platform.http.paging import Filters, ListQuery, Page, Paging, Sorting

CERTIFICATE: Final[Select[Any]] = select(station_certificates)
SORTING: Final = Sorting(
    columns={
        "issued_at": station_certificates.c.issued_at,
        "not_after": station_certificates.c.not_after,
    },
    id=station_certificates.c.id,
    default="-issued_at",
)


async def authority(connection: AsyncConnection, tenant_id: UUID) -> tuple[str, bytes] | None:
    """Return the authority's certificate and encrypted key, or None."""
    statement = select(
        certificate_authorities.c.certificate_pem, certificate_authorities.c.key_encrypted
    ).where(certificate_authorities.c.tenant_id == tenant_id)
    row = (await connection.execute(statement)).first()
    return None if row is None else (row.certificate_pem, row.key_encrypted)


async def add_authority(connection: AsyncConnection, values: Mapping[str, object]) -> None:
    """Add the tenant's authority, unless there is one."""
    await connection.execute(
        insert(certificate_authorities).values(**values).on_conflict_do_nothing()
    )


async def add(connection: AsyncConnection, values: Mapping[str, object]) -> None:
    """Add a certificate."""
    await connection.execute(insert(station_certificates).values(**values))


def query(
    tenant_id: UUID,
    reach: Reach,
    paging: Paging,
    *,
    station_id: UUID | None,
    status: str | None,
    expires_before: datetime | None,
) -> ListQuery[StationCertificate]:
    """Return the list that is asked for."""
    c = station_certificates.c
    filters: Filters = (
        c.tenant_id == tenant_id,
        None if station_id is None else c.station_id == station_id,
        None if status is None else c.status == status,
        None if expires_before is None else c.not_after < expires_before,
        *at_reached(c.station_id, tenant_id, reach),
    )
    return ListQuery[StationCertificate](SORTING, paging, filters)


async def page(
    connection: AsyncConnection, listed: ListQuery[StationCertificate]
) -> Page[StationCertificate]:
    """Return one page of certificates."""
    return listed.page((await connection.execute(listed.paged(CERTIFICATE))).all(), _certificate)


async def revoke(
    connection: AsyncConnection, tenant_id: UUID, certificate_id: UUID
) -> StationCertificate | None:
    """Mark a certificate as revoked; return it, or None where there is none."""
    statement = (
        update(station_certificates)
        .where(
            station_certificates.c.tenant_id == tenant_id,
            station_certificates.c.id == certificate_id,
        )
        .values(status="revoked")
        .returning(station_certificates)
    )
    row = (await connection.execute(statement)).first()
    return None if row is None else _certificate(row)


async def status_of(
    connection: AsyncConnection, tenant_id: UUID, code: str, serial_number: str
) -> str | None:
    """Return the status of a station's certificate, or None for one that is not ours."""
    c = station_certificates.c
    statement = (
        select(c.status)
        .join(stations, and_(stations.c.tenant_id == c.tenant_id, stations.c.id == c.station_id))
        .where(
            c.tenant_id == tenant_id,
            stations.c.folded_code == code.lower(),
            stations.c.removed_at.is_(None),
            c.serial_number == serial_number,
        )
    )
    found: str | None = (await connection.execute(statement)).scalar()
    return found


def _certificate(row: Row[Any]) -> StationCertificate:
    return StationCertificate(
        id=row.id,
        station_id=row.station_id,
        serial_number=row.serial_number,
        subject=row.subject,
        certificate_pem=row.certificate_pem,
        not_before=row.not_before,
        not_after=row.not_after,
        status=row.status,
        issued_at=row.issued_at,
    )
