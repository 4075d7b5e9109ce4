"""Our identifiers with their values, for what has to tell them to others."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from chargehouse.contexts.identity.model import IdentifierValue
from chargehouse.contexts.identity.public import IDENTIFIERS_READ, OpenIdentifier
from chargehouse.contexts.identity.repository import opening
from chargehouse.contexts.identity.service.sealing import Sealer
from chargehouse.kernel.actor import Actor
from chargehouse.kernel.errors import Invalid
from chargehouse.platform.postgres.database import Database
from chargehouse.platform.secrets import Keyring


class IdentifierOpener:
    """Opens our identifiers; the `IdentifierOpening` of others. People are shown none of it."""

    def __init__(self, database: Database, keyring: Keyring) -> None:
        self._database = database
        self._sealer = Sealer(keyring)

    async def find(self, actor: Actor, identifier_id: UUID) -> OpenIdentifier | None:
        """Return an identifier with its value, or None where it is not there any more."""
        actor.require(IDENTIFIERS_READ)
        async with self._database.reading(actor) as connection:
            row = await opening.find(connection, actor.tenant_id, identifier_id)
        return None if row is None else self._opened(row)

    async def find_by_value(self, actor: Actor, value: str) -> OpenIdentifier | None:
        """Return the identifier of a value, in any case, or None."""
        actor.require(IDENTIFIERS_READ)
        try:
            parsed = IdentifierValue.parse(value)
        except Invalid:
            return None
        value_hash = self._sealer.hash_of(actor.tenant_id, parsed)
        async with self._database.reading(actor) as connection:
            row = await opening.find_by_hash(connection, actor.tenant_id, value_hash)
        return None if row is None else self._opened(row)

    async def of_vehicle(self, actor: Actor, vehicle_id: UUID) -> list[OpenIdentifier]:
        """Return a vehicle's identifiers with their values."""
        actor.require(IDENTIFIERS_READ)
        async with self._database.reading(actor) as connection:
            rows = await opening.of_vehicle(connection, actor.tenant_id, vehicle_id)
        return [self._opened(row) for row in rows]

    async def after(
        self, actor: Actor, identifier_id: UUID | None, limit: int
    ) -> list[OpenIdentifier]:
        """Return the identifiers that follow one by their ids, or the first ones."""
        actor.require(IDENTIFIERS_READ)
        async with self._database.reading(actor) as connection:
            rows = await opening.after(connection, actor.tenant_id, identifier_id, limit)
        return [self._opened(row) for row in rows]

    async def turned(self, actor: Actor, since: datetime, until: datetime) -> list[OpenIdentifier]:
        """Return the identifiers whose validity began or ended between two instants."""
        actor.require(IDENTIFIERS_READ)
        async with self._database.reading(actor) as connection:
            rows = await opening.turned(connection, actor.tenant_id, since, until)
        return [self._opened(row) for row in rows]

    def _opened(self, row: Row[Any]) -> OpenIdentifier:
        group = self._sealer.open_group(row.id, row.group_encrypted)
        return OpenIdentifier(
            id=row.id,
            value=self._sealer.open_value(row.id, row.value_encrypted),
            group=group,
            masked=row.masked,
            type=row.type,
            active=row.status == "active" and row.vehicle_status in {None, "active"},
            valid_from=row.valid_from,
            valid_until=row.valid_until,
            vehicle_id=row.vehicle_id,
            fleet_id=row.fleet_id,
        )
