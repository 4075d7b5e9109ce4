"""REST of partners' platforms."""

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from litestar import Controller, delete, get, patch, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from chargehouse.contexts.roaming.public import (
    PARTNERS_EDIT,
    PARTNERS_READ,
    Partner,
    PartnerExchange,
)
from chargehouse.contexts.roaming.schemas import (
    ChangedPartner,
    NewPartner,
    Registration,
    ToldInvitation,
)
from chargehouse.contexts.roaming.service import ExchangeLog, PartnerService
from chargehouse.kernel.actor import Actor
from chargehouse.platform.http.auth import permitted

Limit = Annotated[int, QueryParameter(ge=1, le=200, description="How many are told at most.")]


class PartnerController(Controller):
    """Partners: their platforms, and how far they are registered."""

    path = "/api/v1/roaming/partners"
    tags = ("Roaming",)

    @get(**permitted(PARTNERS_READ))
    async def list_partners(
        self, actor: NamedDependency[Actor], partners: NamedDependency[PartnerService]
    ) -> list[Partner]:
        """List partners by name."""
        return await partners.all(actor)

    @post(**permitted(PARTNERS_EDIT))
    async def add_partner(
        self,
        actor: NamedDependency[Actor],
        partners: NamedDependency[PartnerService],
        data: JSONBody[NewPartner],
    ) -> Partner:
        """Add a partner; nothing is exchanged with it yet."""
        return await partners.add(
            actor,
            name=data.name,
            token_encoding=data.token_encoding,
            legacy_role=data.legacy_role,
        )

    @get("/{partner_id:uuid}", **permitted(PARTNERS_READ))
    async def read_partner(
        self,
        actor: NamedDependency[Actor],
        partners: NamedDependency[PartnerService],
        partner_id: FromPath[UUID],
    ) -> Partner:
        """Return a partner, with the steps of its last handshake."""
        return await partners.find(actor, partner_id)

    @get("/{partner_id:uuid}/exchanges", **permitted(PARTNERS_READ))
    async def list_exchanges(
        self,
        actor: NamedDependency[Actor],
        exchanges: NamedDependency[ExchangeLog],
        partner_id: FromPath[UUID],
        limit: Limit = 50,
        faulty: FromQuery[bool] = False,  # noqa: FBT002  a query parameter
    ) -> Sequence[PartnerExchange]:
        """Return the last requests of a partner to us and of ours to it, masked, newest first."""
        return await exchanges.of_partner(actor, partner_id, faulty=faulty, limit=limit)

    @patch("/{partner_id:uuid}", **permitted(PARTNERS_EDIT))
    async def change_partner(
        self,
        actor: NamedDependency[Actor],
        partners: NamedDependency[PartnerService],
        partner_id: FromPath[UUID],
        data: JSONBody[ChangedPartner],
    ) -> Partner:
        """Change how a partner is called, or spoken to."""
        return await partners.change(actor, partner_id, data.said())

    @delete("/{partner_id:uuid}", **permitted(PARTNERS_EDIT))
    async def remove_partner(
        self,
        actor: NamedDependency[Actor],
        partners: NamedDependency[PartnerService],
        partner_id: FromPath[UUID],
    ) -> None:
        """Remove a partner that is not registered."""
        await partners.remove(actor, partner_id)

    @post("/{partner_id:uuid}/invitation", status_code=200, **permitted(PARTNERS_EDIT))
    async def invite_partner(
        self,
        actor: NamedDependency[Actor],
        partners: NamedDependency[PartnerService],
        partner_id: FromPath[UUID],
    ) -> ToldInvitation:
        """Make the token with which a partner registers; it is told this once."""
        told = await partners.invite(actor, partner_id)
        return ToldInvitation(
            partner=told.partner, versions_url=told.versions_url, token=told.token
        )

    @post("/{partner_id:uuid}/registration", status_code=200, **permitted(PARTNERS_EDIT))
    async def register_with_partner(
        self,
        actor: NamedDependency[Actor],
        partners: NamedDependency[PartnerService],
        partner_id: FromPath[UUID],
        data: JSONBody[Registration],
    ) -> Partner:
        """Register with a partner that gave us a token and the address of its versions."""
        return await partners.register(
            actor,
            partner_id,
            versions_url=data.versions_url,
            token=data.token,
            ocpi_version=data.ocpi_version,
        )

    @post("/{partner_id:uuid}/rotation", status_code=200, **permitted(PARTNERS_EDIT))
    async def rotate_credentials(
        self,
        actor: NamedDependency[Actor],
        partners: NamedDependency[PartnerService],
        partner_id: FromPath[UUID],
    ) -> Partner:
        """Change credentials with a partner, and read its endpoints anew."""
        return await partners.rotate(actor, partner_id)

    @delete("/{partner_id:uuid}/registration", status_code=200, **permitted(PARTNERS_EDIT))
    async def unregister_partner(
        self,
        actor: NamedDependency[Actor],
        partners: NamedDependency[PartnerService],
        partner_id: FromPath[UUID],
    ) -> Partner:
        """End the registration here, whatever the partner answers when it is told."""
        return await partners.unregister(actor, partner_id)
