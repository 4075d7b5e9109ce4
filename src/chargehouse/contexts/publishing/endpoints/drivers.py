"""REST of what partners are told of drivers."""

from litestar import Controller, get, put
from litestar.di import NamedDependency
from litestar.params import JSONBody

from chargehouse.contexts.publishing.public import (
    PUBLISHING_EDIT,
    PUBLISHING_READ,
    TokenSharing,
    Unsaid,
)
from chargehouse.contexts.publishing.schemas import ChosenSharing
from chargehouse.contexts.publishing.service import TokenSharingService
from chargehouse.kernel.actor import Actor
from chargehouse.platform.http.auth import permitted


class DriverController(Controller):
    """Which of our drivers partners know, and what they are not told of theirs."""

    path = "/api/v1/roaming/publishing"
    tags = ("Roaming",)

    @get("/tokens", **permitted(PUBLISHING_READ))
    async def read_token_sharing(
        self, actor: NamedDependency[Actor], token_sharing: NamedDependency[TokenSharingService]
    ) -> TokenSharing:
        """Return which of our identifiers partners are told as tokens, and how many are."""
        return await token_sharing.read(actor)

    @put("/tokens", **permitted(PUBLISHING_EDIT))
    async def choose_token_sharing(
        self,
        actor: NamedDependency[Actor],
        token_sharing: NamedDependency[TokenSharingService],
        data: JSONBody[ChosenSharing],
    ) -> TokenSharing:
        """Choose which of our identifiers partners are told; they are told soon after.

        What is not shared any more is told once more, as not valid.
        """
        return await token_sharing.choose(
            actor, data.shared, fleets=data.fleets, whitelist=data.whitelist
        )

    @get("/unsaid", **permitted(PUBLISHING_READ))
    async def list_unsaid(
        self, actor: NamedDependency[Actor], token_sharing: NamedDependency[TokenSharingService]
    ) -> list[Unsaid]:
        """List the sessions and CDRs that their partners cannot be told, and why, the last first.

        They are tried again every minute, as when a location gets its address.
        """
        return await token_sharing.unsaid(actor)
