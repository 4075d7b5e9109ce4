"""What an identifier would be answered now, for people who help drivers."""

from datetime import datetime
from typing import Final

from chargehouse.contexts.identity.model import IdentifierValue, require_zone, type_of
from chargehouse.contexts.identity.public import (
    IDENTIFIERS_CLASSIFY,
    AccessClass,
    Classification,
)
from chargehouse.contexts.identity.repository import index
from chargehouse.contexts.identity.service.sealing import Sealer
from chargehouse.kernel.actor import Actor
from chargehouse.platform.postgres.database import Database
from chargehouse.platform.secrets import Keyring, mask

PERMITTED: Final = "permitted"


class ClassificationService:
    """Answers the question of a decision without making one."""

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
        )


def _class(known_as: AccessClass | None, refusal: str | None) -> AccessClass:
    if known_as is None:
        return "unknown"
    return known_as if refusal is None else "unauthorised"
