"""How an identifier is written down: hashed, encrypted, masked."""

from uuid import UUID

from chargehouse.contexts.identity.model import (
    IdentifierValue,
    NewIdentifier,
    group_context,
    value_context,
)
from chargehouse.platform.secrets import Keyring, mask


class Sealer:
    """Turns values into what may be stored."""

    def __init__(self, keyring: Keyring) -> None:
        self._keyring = keyring

    def hash_of(self, tenant_id: UUID, value: IdentifierValue) -> bytes:
        """Return the hash by which a tenant finds a value."""
        return self._keyring.identifier_hash(tenant_id, value.normalised)

    def columns_of(
        self, tenant_id: UUID, identifier_id: UUID, new: NewIdentifier
    ) -> dict[str, object]:
        """Return the columns that say what a new identifier is, but for whose it is."""
        return {
            "id": identifier_id,
            "type": new.type,
            "value_hash": self.hash_of(tenant_id, new.value),
            "value_encrypted": self._keyring.encrypt(
                new.value.given, context=value_context(identifier_id)
            ),
            "masked": mask(new.value.given),
            "fits_ocpp16": new.fits_ocpp16,
            "status": new.status,
            "valid_from": new.valid_from,
            "valid_until": new.valid_until,
            **self.group_columns(identifier_id, new.group),
        }

    def group_columns(
        self, identifier_id: UUID, group: IdentifierValue | None
    ) -> dict[str, object]:
        """Return the columns of an identifier's group."""
        if group is None:
            return {"group_masked": None, "group_encrypted": None}
        return {
            "group_masked": mask(group.given),
            "group_encrypted": self._keyring.encrypt(
                group.given, context=group_context(identifier_id)
            ),
        }

    def open_value(self, identifier_id: UUID, encrypted: bytes) -> IdentifierValue:
        """Return a value as it was given."""
        return IdentifierValue(
            self._keyring.decrypt(encrypted, context=value_context(identifier_id))
        )

    def open_group(self, identifier_id: UUID, encrypted: bytes | None) -> IdentifierValue | None:
        """Return a group as it was given."""
        if encrypted is None:
            return None
        return IdentifierValue(
            self._keyring.decrypt(encrypted, context=group_context(identifier_id))
        )
