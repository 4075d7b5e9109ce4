"""Queries of what many places offer."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import and_, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from chargehouse.contexts.tariffs.model.assigning import Candidate
from chargehouse.contexts.tariffs.model.offering import OfferedTariff, Planned
from chargehouse.contexts.tariffs.tables import tariff_assignments, tariffs
from chargehouse.platform.postgres.matching import among

A = tariff_assignments.c
T = tariffs.c


async def planned(
    connection: AsyncConnection,
    tenant_id: UUID,
    at: datetime,
    *,
    locations: Collection[UUID],
    stations: Collection[UUID],
) -> list[Planned]:
    """Return the assignments to places that are not over in an instant, the tenant's own too."""
    statement = (
        select(
            *(A.id, A.tariff_id, A.level, A.location_id, A.station_id, A.evse_id, A.connector_id),
            A.valid_from.label("begins"),
            A.valid_until.label("ends"),
            *(T.party_id, T.ocpi_id, T.archived_at, T.valid_from, T.valid_to),
        )
        .join(tariffs, and_(T.tenant_id == A.tenant_id, T.id == A.tariff_id))
        .where(
            A.tenant_id == tenant_id,
            or_(A.valid_until.is_(None), A.valid_until > at),
            or_(
                A.level == "tenant",
                among(A.location_id, locations),
                among(A.station_id, stations),
            ),
        )
    )
    return [_planned(row) for row in await connection.execute(statement)]


def _planned(row: Any) -> Planned:  # noqa: ANN401  a row of more columns than SQLAlchemy types
    return Planned(
        key=(row.location_id, row.station_id, row.evse_id, row.connector_id),
        begins=row.begins,
        ends=row.ends,
        candidate=Candidate(
            assignment_id=row.id,
            tariff_id=row.tariff_id,
            level=row.level,
            archived_at=row.archived_at,
            valid_from=row.valid_from,
            valid_to=row.valid_to,
        ),
        tariff=OfferedTariff(tariff_id=row.tariff_id, party_id=row.party_id, ocpi_id=row.ocpi_id),
    )
