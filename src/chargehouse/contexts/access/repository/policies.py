"""The queries of access policies and their versions."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import msgspec
from sqlalchemy import ColumnElement, Row, Select, and_, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from chargehouse.contexts.access.model.documents import document_in, local_minutes, minutes_of
from chargehouse.contexts.access.public.policies import (
    AccessPolicy,
    PolicyDocument,
    PolicyVersion,
)
from chargehouse.contexts.access.tables import (
    access_exceptions,
    access_policies,
    access_policy_versions,
    access_windows,
    station_modes,
)
from chargehouse.platform.http.paging import ListQuery, Page, Paging, Sorting
from chargehouse.platform.postgres.matching import among, contains

P = access_policies.c
V = access_policy_versions.c

SORTING: Final = Sorting(
    columns={
        "name": func.lower(P.name),
        "created_at": P.created_at,
        "updated_at": P.updated_at,
    },
    id=P.id,
    default="name",
)


async def find(
    connection: AsyncConnection, tenant_id: UUID, policy_id: UUID
) -> AccessPolicy | None:
    """Return a policy that was not removed."""
    return await _one(connection, tenant_id, P.id == policy_id)


async def own_of(
    connection: AsyncConnection, tenant_id: UUID, station_id: UUID
) -> AccessPolicy | None:
    """Return a station's own policy."""
    return await _one(connection, tenant_id, P.station_id == station_id)


async def lock(
    connection: AsyncConnection, tenant_id: UUID, policy_id: UUID, *, shared: bool = False
) -> None:
    """Hold a policy against change, or, `shared`, with others who do."""
    statement = select(P.id).where(P.tenant_id == tenant_id, P.id == policy_id)
    await connection.execute(statement.with_for_update(read=shared))


async def page(
    connection: AsyncConnection, tenant_id: UUID, paging: Paging, *, search: str | None = None
) -> Page[AccessPolicy]:
    """Return a page of the shared policies; `search` is a part of the name."""
    filters = [
        P.tenant_id == tenant_id,
        P.removed_at.is_(None),
        P.station_id.is_(None),
        contains(P.name, search) if search else None,
    ]
    query = ListQuery[AccessPolicy](SORTING, paging, filters)
    rows = (await connection.execute(query.paged(_policies(tenant_id)))).all()
    return query.page(rows, _policy)


async def documents(
    connection: AsyncConnection, tenant_id: UUID, policy_ids: Collection[UUID]
) -> dict[UUID, tuple[int, PolicyDocument]]:
    """Return what policies say now, each with its version."""
    statement = (
        select(V.policy_id, V.version, V.document)
        .join(
            access_policies,
            and_(P.tenant_id == tenant_id, P.id == V.policy_id, P.version == V.version),
        )
        .where(V.tenant_id == tenant_id, among(V.policy_id, policy_ids))
    )
    rows = await connection.execute(statement)
    return {row.policy_id: (row.version, _document(row.document)) for row in rows}


async def versions(
    connection: AsyncConnection, tenant_id: UUID, policy_id: UUID
) -> list[PolicyVersion]:
    """Return the versions of a policy, removed or not, the newest first."""
    statement = (
        select(V.version, V.changed_at, V.changed_by, V.document)
        .where(V.tenant_id == tenant_id, V.policy_id == policy_id)
        .order_by(V.version.desc())
    )
    return [_version(row) for row in await connection.execute(statement)]


async def version_of(
    connection: AsyncConnection, tenant_id: UUID, policy_id: UUID, version: int
) -> PolicyVersion | None:
    """Return what a policy, removed or not, said in a version."""
    statement = select(V.version, V.changed_at, V.changed_by, V.document).where(
        V.tenant_id == tenant_id, V.policy_id == policy_id, V.version == version
    )
    row = (await connection.execute(statement)).first()
    return None if row is None else _version(row)


async def names(
    connection: AsyncConnection, tenant_id: UUID, policy_ids: Collection[UUID]
) -> dict[UUID, str]:
    """Return what shared policies are called, removed ones among them."""
    statement = select(P.id, P.name).where(
        P.tenant_id == tenant_id, among(P.id, policy_ids), P.name.is_not(None)
    )
    return {row.id: row.name for row in await connection.execute(statement)}


async def name_is_taken(
    connection: AsyncConnection, tenant_id: UUID, name: str, *, but: UUID | None = None
) -> bool:
    """Tell whether another policy has a name, in whatever case."""
    statement = select(P.id).where(
        P.tenant_id == tenant_id,
        P.removed_at.is_(None),
        func.lower(P.name) == func.lower(name),
        *([] if but is None else [P.id != but]),
    )
    return (await connection.execute(statement)).first() is not None


async def add(
    connection: AsyncConnection, tenant_id: UUID, policy: AccessPolicy, changed_by: str
) -> bool:
    """Add a policy in its first version; tell whether its name, or its station, was free."""
    statement = (
        insert(access_policies)
        .values(
            tenant_id=tenant_id,
            id=policy.id,
            name=policy.name,
            station_id=policy.station_id,
            default_mode=policy.default_mode,
            created_at=policy.created_at,
            updated_at=policy.updated_at,
            version=policy.version,
        )
        .on_conflict_do_nothing()
    )
    if (await connection.execute(statement)).rowcount == 0:
        return False
    await _add_version(connection, tenant_id, policy, changed_by)
    return True


async def change(
    connection: AsyncConnection, tenant_id: UUID, policy: AccessPolicy, changed_by: str
) -> None:
    """Write another version of a policy."""
    await connection.execute(
        update(access_policies)
        .where(P.tenant_id == tenant_id, P.id == policy.id)
        .values(
            name=policy.name,
            default_mode=policy.default_mode,
            updated_at=policy.updated_at,
            version=policy.version,
        )
    )
    await connection.execute(
        delete(access_windows).where(
            access_windows.c.tenant_id == tenant_id, access_windows.c.policy_id == policy.id
        )
    )
    await connection.execute(
        delete(access_exceptions).where(
            access_exceptions.c.tenant_id == tenant_id, access_exceptions.c.policy_id == policy.id
        )
    )
    await _add_version(connection, tenant_id, policy, changed_by)


async def remove(
    connection: AsyncConnection, tenant_id: UUID, policy_id: UUID, now: datetime
) -> None:
    """Remove a policy; what it said is kept for past decisions."""
    await connection.execute(
        update(access_policies)
        .where(P.tenant_id == tenant_id, P.id == policy_id)
        .values(removed_at=now)
    )


async def remove_own(
    connection: AsyncConnection,
    tenant_id: UUID,
    station_ids: Collection[UUID],
    *,
    but: UUID | None,
    now: datetime,
) -> list[UUID]:
    """Remove stations' own policies, but for one; return which there were."""
    statement = (
        update(access_policies)
        .where(
            P.tenant_id == tenant_id,
            among(P.station_id, station_ids),
            P.removed_at.is_(None),
            P.id.is_distinct_from(but),
        )
        .values(removed_at=now)
        .returning(P.id)
    )
    return list((await connection.execute(statement)).scalars())


async def _add_version(
    connection: AsyncConnection, tenant_id: UUID, policy: AccessPolicy, changed_by: str
) -> None:
    own = {"tenant_id": tenant_id, "policy_id": policy.id}
    windows = [
        {
            **own,
            "id": one.id,
            "days": one.days,
            "begins": minutes_of(one.begins),
            "ends": minutes_of(one.ends),
            "mode": one.mode,
        }
        for one in policy.windows
    ]
    exceptions = [
        {
            **own,
            "id": one.id,
            "name": one.name,
            "begins": local_minutes(one.begins),
            "ends": local_minutes(one.ends),
            "mode": one.mode,
        }
        for one in policy.exceptions
    ]
    await connection.execute(
        insert(access_policy_versions).values(
            **own,
            version=policy.version,
            document=msgspec.to_builtins(document_in(policy)),
            changed_by=changed_by,
            changed_at=policy.updated_at,
        )
    )
    if windows:
        await connection.execute(insert(access_windows), windows)
    if exceptions:
        await connection.execute(insert(access_exceptions), exceptions)


async def _one(
    connection: AsyncConnection, tenant_id: UUID, which: ColumnElement[bool]
) -> AccessPolicy | None:
    statement = _policies(tenant_id).where(P.tenant_id == tenant_id, which, P.removed_at.is_(None))
    row = (await connection.execute(statement)).first()
    return None if row is None else _policy(row)


def _policies(tenant_id: UUID) -> Select[Any]:
    governed = (
        select(func.count())
        .select_from(station_modes)
        .where(station_modes.c.tenant_id == tenant_id, station_modes.c.policy_id == P.id)
        .scalar_subquery()
    )
    return (
        select(access_policies, V.document, governed.label("stations"))
        .join(
            access_policy_versions,
            and_(V.tenant_id == P.tenant_id, V.policy_id == P.id, V.version == P.version),
        )
        .where(P.tenant_id == tenant_id)
    )


def _policy(row: Row[Any]) -> AccessPolicy:
    document = _document(row.document)
    return AccessPolicy(
        id=row.id,
        name=row.name,
        station_id=row.station_id,
        default_mode=document.default_mode,
        windows=document.windows,
        exceptions=document.exceptions,
        starts=document.starts,
        created_at=row.created_at,
        updated_at=row.updated_at,
        version=row.version,
        stations=row.stations,
    )


def _version(row: Row[int, datetime, str, Any]) -> PolicyVersion:
    return PolicyVersion(
        version=row.version,
        changed_at=row.changed_at,
        changed_by=row.changed_by,
        document=_document(row.document),
    )


def _document(value: object) -> PolicyDocument:
    return msgspec.convert(value, PolicyDocument)
