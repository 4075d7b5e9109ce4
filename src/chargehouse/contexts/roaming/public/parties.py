"""A party: a company in one role, ours or a partner's."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec
from msgspec import Meta

from chargehouse.ocpi.headers import PartyKey
from chargehouse.ocpi.v221.places import BusinessDetails
from chargehouse.ocpi.v221.values import Role

PartyRole = Annotated[Role | Literal["PTP"], Meta(description="A role of OCPI.")]


class Party(msgspec.Struct, frozen=True, kw_only=True):
    """A party: a company in one role. `platform_id` is None for ours.

    `country_code` (alpha-2) and `party_id` are compared without case and kept as they were given.
    A `provisional` party is the placeholder that a tenant begins with.
    """

    id: UUID
    country_code: str
    party_id: str
    role: PartyRole
    business_details: BusinessDetails
    platform_id: UUID | None
    is_default: bool
    provisional: bool
    created_at: datetime
    updated_at: datetime
    version: int

    @property
    def key(self) -> PartyKey:
        """What partners call it."""
        return PartyKey(self.country_code, self.party_id)
