"""What an identifier would be answered now, for people who help drivers."""

from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec

from chargehouse.contexts.identity.errors import IdentifierUnknown, VehicleUnknown
from chargehouse.contexts.identity.model import IdentifierValue, require_zone, type_of
from chargehouse.contexts.identity.public import (
    IDENTIFIERS_CLASSIFY,
    AccessClass,
    Classification,
    Standing,
)
from chargehouse.contexts.identity.repository import index, vehicles
from chargehouse.contexts.identity.service.sealing import Sealer
from chargehouse.kernel.actor import Actor
from chargehouse.platform.postgres.database import Database
from chargehouse.platform.secrets import Keyring, mask

PERMITTED: Final = "permitted"


class ClassificationService:
    """Answers the question of a decision without making one; the `StandingLookup` of others."""

    def __init__(self, database: Database, keyring: Keyring) -> None:
        self._database = database
        self._sealer = Sealer(keyring)

    async def classify(
        self,
        actor: Actor,
        value: IdentifierValue,
        *,
        wire_type: str | None = None,
        at: datetime | None = None,
    ) -> Classification:
        """Return what a station in managed access would be answered, `at` an instant or now.

        `wire_type` is the token type as OCPP 2.x writes it; 1.6 sends none. Nothing is recorded.
        Raises `Invalid` for an instant without its zone.
        """
        actor.require(IDENTIFIERS_CLASSIFY)
        require_zone("at", at)
        judged_at = self._database.clock.now() if at is None else at
        async with self._database.reading(actor) as connection:
            row = await index.classify(
                connection,
                actor.tenant_id,
                self._sealer.hash_of(actor.tenant_id, value),
                type_recognised=type_of(wire_type)[1],
                at=judged_at,
            )
        return Classification(
            masked=mask(value.given),
            access_class=_class(row[0], row.refusal),
            permitted=row.refusal is None,
            reason=row.refusal or PERMITTED,
            judged_at=judged_at,
            identifier_id=row.identifier_id,
            vehicle_id=row.vehicle_id,
            valid_until=row.valid_until,
            agreement_id=row.agreement_id,
            agreement_name=row.agreement_name,
        )

    async def of_identifier(self, actor: Actor, identifier_id: UUID, at: datetime) -> Standing:
        """Return how an identifier stands, for whoever may ask of what it stands for."""
        async with self._database.reading(actor) as connection:
            row = await index.standing(connection, actor.tenant_id, identifier_id, at)
        if row is None:
            raise IdentifierUnknown("There is no such identifier.")
        return msgspec.convert(row, Standing, from_attributes=True)

    async def of_vehicle(self, actor: Actor, vehicle_id: UUID) -> Standing:
        """Return how a vehicle stands, for whoever may ask of what it stands for."""
        async with self._database.reading(actor) as connection:
            vehicle = await vehicles.find(connection, actor.tenant_id, vehicle_id)
        if vehicle is None:
            raise VehicleUnknown("There is no such vehicle.")
        return Standing(
            fleet_id=vehicle.fleet_id,
            refusal=None if vehicle.status == "active" else "inactive_identifier",
            vehicle_id=vehicle.id,
            vehicle_name=vehicle.name,
        )


def _class(known_as: AccessClass | None, refusal: str | None) -> AccessClass:
    if known_as is None:
        return "unknown"
    return known_as if refusal is None else "unauthorised"
