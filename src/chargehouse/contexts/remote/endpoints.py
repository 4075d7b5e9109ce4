"""REST of commands across platforms."""

from typing import Annotated, Final
from uuid import UUID

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter
from litestar.status_codes import HTTP_200_OK

from chargehouse.contexts.remote.public import (
    REMOTE_COMMAND,
    REMOTE_READ,
    CommandOrder,
    LimitsInForce,
    ProfileOrder,
    ReceivedCommand,
    SentCommand,
)
from chargehouse.contexts.remote.service import ReceivedCommandService, SentCommandService
from chargehouse.kernel.actor import Actor
from chargehouse.platform.http.auth import permitted
from chargehouse.platform.http.paging import Page, Paging

OfSession = Annotated[
    str | None,
    QueryParameter(name="session_id", max_length=36, description="Of a session, by its id there."),
]
OfPartner = Annotated[UUID | None, QueryParameter(name="partner_id", description="A partner's.")]


class PartnerCommandController(Controller):
    """Asking partners' chargers."""

    path = "/api/v1/roaming/partners/{partner_id:uuid}"
    tags = ("Roaming",)

    @post("/commands", status_code=HTTP_200_OK, **permitted(REMOTE_COMMAND))
    async def command_partner(
        self,
        actor: NamedDependency[Actor],
        sent_commands: NamedDependency[SentCommandService],
        partner_id: FromPath[UUID],
        data: JSONBody[CommandOrder],
    ) -> SentCommand:
        """Ask a partner's charger for something; answer with what the partner said at once."""
        return await sent_commands.command(actor, partner_id, data)

    @post("/charging-profiles", status_code=HTTP_200_OK, **permitted(REMOTE_COMMAND))
    async def limit_partners_session(
        self,
        actor: NamedDependency[Actor],
        sent_commands: NamedDependency[SentCommandService],
        partner_id: FromPath[UUID],
        data: JSONBody[ProfileOrder],
    ) -> SentCommand:
        """Set, clear or read the limits of a partner's session; answer as for a command."""
        return await sent_commands.profile(actor, partner_id, data)

    @get("/charging-profiles/{their_session:str}", **permitted(REMOTE_READ))
    async def read_partners_limits(
        self,
        actor: NamedDependency[Actor],
        sent_commands: NamedDependency[SentCommandService],
        partner_id: FromPath[UUID],
        their_session: FromPath[str],
    ) -> LimitsInForce:
        """Return the limits that a partner last told of a session, unasked."""
        return await sent_commands.active_profile(actor, partner_id, their_session)


class CommandsAcrossController(Controller):
    """What was asked of partners, and by them."""

    path = "/api/v1/roaming"
    tags = ("Roaming",)

    @get("/sent-commands", **permitted(REMOTE_READ))
    async def list_sent_commands(
        self,
        actor: NamedDependency[Actor],
        sent_commands: NamedDependency[SentCommandService],
        paging: NamedDependency[Paging],
        *,
        partner_id: OfPartner = None,
        session_id: OfSession = None,
    ) -> Page[SentCommand]:
        """List what was asked of partners' chargers, the newest first."""
        return await sent_commands.page(actor, paging, partner_id, session_id)

    @get("/sent-commands/{sent_command_id:uuid}", **permitted(REMOTE_READ))
    async def read_sent_command(
        self,
        actor: NamedDependency[Actor],
        sent_commands: NamedDependency[SentCommandService],
        sent_command_id: FromPath[UUID],
    ) -> SentCommand:
        """Return what was asked of a partner's charger, and what came of it."""
        return await sent_commands.find(actor, sent_command_id)

    @get("/received-commands", **permitted(REMOTE_READ))
    async def list_received_commands(
        self,
        actor: NamedDependency[Actor],
        received_commands: NamedDependency[ReceivedCommandService],
        paging: NamedDependency[Paging],
        *,
        partner_id: OfPartner = None,
    ) -> Page[ReceivedCommand]:
        """List what partners asked of our chargers, the newest first."""
        return await received_commands.page(actor, paging, partner_id)

    @get("/received-commands/{received_command_id:uuid}", **permitted(REMOTE_READ))
    async def read_received_command(
        self,
        actor: NamedDependency[Actor],
        received_commands: NamedDependency[ReceivedCommandService],
        received_command_id: FromPath[UUID],
    ) -> ReceivedCommand:
        """Return what a partner asked of a charger of ours, and what came of it."""
        return await received_commands.find(actor, received_command_id)


CONTROLLERS: Final = (PartnerCommandController, CommandsAcrossController)
