"""What we ask of partners' chargers: commands with tokens of ours, and limits for sessions."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, Final, NamedTuple
from uuid import UUID

from chargehouse.contexts.publishing.public import TokenLookup
from chargehouse.contexts.remote.errors import SentCommandUnknown
from chargehouse.contexts.remote.events import PartnerCommandEnded, PartnerCommandSent
from chargehouse.contexts.remote.model.drafts import Draft, command_draft, profile_draft
from chargehouse.contexts.remote.model.versions import read_answer, read_response
from chargehouse.contexts.remote.public import (
    REMOTE_COMMAND,
    REMOTE_READ,
    CommandOrder,
    LimitsInForce,
    ProfileOrder,
    SentCommand,
)
from chargehouse.contexts.remote.repository import sent
from chargehouse.contexts.roaming.errors import NoLine
from chargehouse.contexts.roaming.public import (
    PartnerLine,
    RegisteredPartner,
    TenantNames,
)
from chargehouse.kernel.actor import Actor, system_actor
from chargehouse.kernel.errors import ChargehouseError
from chargehouse.ocpi.errors import PartnerRefused, PartnerUnintelligible
from chargehouse.ocpi.urls import object_url
from chargehouse.ocpi.v221.charging_profiles import ChargingProfileResponse
from chargehouse.platform.http.paging import Page, Paging
from chargehouse.platform.outbox.writing import actor_label
from chargehouse.platform.outside.exchange import NoAnswer
from chargehouse.platform.postgres.database import Database

FAILURES: Final = (NoAnswer, NoLine, PartnerRefused, PartnerUnintelligible)
ASKED_WITHIN_S: Final = 15.0
GIVEN_UP_AFTER: Final = timedelta(minutes=2)
"""Longer than a partner may take to answer at once; then the process that asked is gone."""
PATIENCE_S: Final = 90
"""How long a result is waited for where a partner does not say (2.1.1)."""
PATIENCE_MAX_S: Final = 3600
MESSAGE_LENGTH: Final = 500


class _Said(NamedTuple):
    """What a partner said at once."""

    state: str
    response: str | None
    message: str | None
    patience_s: int


class SentCommandService:
    """Asks partners' chargers, and shows what came of it."""

    def __init__(
        self,
        database: Database,
        line: PartnerLine,
        *,
        tokens: TokenLookup,
        tenants: TenantNames,
        own_url: Callable[[], str],
    ) -> None:
        self._database = database
        self._line = line
        self._tokens = tokens
        self._tenants = tenants
        self._own_url = own_url

    async def command(self, actor: Actor, partner_id: UUID, order: CommandOrder) -> SentCommand:
        """Ask a partner's charger for something; return what the partner said at once.

        What its charger made of it comes later. Raises `Invalid`, `PartnerUnknown`,
        `NoTokenForPartners` and `NotSayableToPartner`; what a partner does to the question is a
        state.
        """
        actor.require(REMOTE_COMMAND)
        partner = await self._line.registered(actor, partner_id)
        id_ = self._database.ids.new()
        url = await self._way_back(actor, partner, "commands", order.kind, id_)
        token = None
        if order.identifier_id is not None:
            token = await self._tokens.token(actor, order.identifier_id)
        now = self._database.clock.now()
        draft = command_draft(partner, order, token, url=url, id_=id_, now=now)
        return await self._ask(actor, partner, id_, draft)

    async def profile(self, actor: Actor, partner_id: UUID, order: ProfileOrder) -> SentCommand:
        """Set, clear or read the limits of a partner's session; else as `command`."""
        actor.require(REMOTE_COMMAND)
        partner = await self._line.registered(actor, partner_id)
        id_ = self._database.ids.new()
        url = await self._way_back(actor, partner, "chargingprofiles", order.kind, id_)
        return await self._ask(actor, partner, id_, profile_draft(partner, order, url=url))

    async def page(
        self,
        actor: Actor,
        paging: Paging,
        partner_id: UUID | None = None,
        session_id: str | None = None,
    ) -> Page[SentCommand]:
        """Return a page of what was asked of partners, the newest first.

        `session_id` is the partner's id of a session, which what is asked for may name.
        """
        actor.require(REMOTE_READ)
        async with self._database.reading(actor) as connection:
            return await sent.page(connection, actor.tenant_id, paging, partner_id, session_id)

    async def find(self, actor: Actor, id_: UUID) -> SentCommand:
        """Return what was asked of a partner, and what came of it. Raises `SentCommandUnknown`."""
        actor.require(REMOTE_READ)
        async with self._database.reading(actor) as connection:
            return _known(await sent.find(connection, actor.tenant_id, id_))

    async def active_profile(
        self, actor: Actor, partner_id: UUID, session_id: str
    ) -> LimitsInForce:
        """Return the limits that a partner last told of a session. Raises `SentCommandUnknown`."""
        actor.require(REMOTE_READ)
        async with self._database.reading(actor) as connection:
            found = await sent.profile_of(connection, actor.tenant_id, partner_id, session_id)
        if found is None:
            raise SentCommandUnknown("The partner told no profile of this session.")
        return found

    async def tenants_overdue(self) -> set[UUID]:
        """Return the tenants that `expire` has work in."""
        async with self._database.relay() as relay:
            return await sent.tenants_overdue(relay, self._database.clock.now())

    async def expire(self, tenant_id: UUID) -> int:
        """End what no result came of in time; return how many. A late result still counts."""
        actor = system_actor("job", tenant_id, "remote.expire")
        async with self._database.transaction(actor) as work:
            now = work.now()
            ended = [
                *await sent.expire(work.connection, tenant_id, now, was="asking", becomes="failed"),
                *await sent.expire(
                    work.connection, tenant_id, now, was="accepted", becomes="timed_out"
                ),
            ]
            for each in ended:
                work.record(ended_event(each))
        return len(ended)

    async def _ask(
        self, actor: Actor, partner: RegisteredPartner, id_: UUID, draft: Draft
    ) -> SentCommand:
        now = self._database.clock.now()
        async with self._database.transaction(actor) as work:
            values = {
                "tenant_id": actor.tenant_id,
                "id": id_,
                "partner_id": partner.id,
                "partner_name": partner.name,
                "version": partner.version,
                "kind": draft.kind,
                "state": "asking",
                **draft.about,
                "requested_by": actor_label(actor),
                "requested_at": now,
                "expires_at": now + GIVEN_UP_AFTER,
            }
            await sent.add(work.connection, values)
        said = await self._said(actor, partner, draft)
        async with self._database.transaction(actor) as work:
            kept = await sent.change(
                work.connection,
                actor.tenant_id,
                id_,
                {
                    "state": said.state,
                    "response": said.response,
                    "message": said.message,
                    "expires_at": work.now() + timedelta(seconds=said.patience_s),
                },
                where_state=["asking"],
            )
            if kept is None:
                # The result was faster than the answer: it says more, and stays.
                only = {"response": said.response}
                kept = await sent.change(
                    work.connection, actor.tenant_id, id_, only, where_state=["done", "failed"]
                )
            work.record(
                PartnerCommandSent(
                    aggregate_id=id_,
                    partner_id=partner.id,
                    kind=draft.kind,
                    state=said.state,
                    response=said.response,
                )
            )
        return _known(kept)

    async def _said(self, actor: Actor, partner: RegisteredPartner, draft: Draft) -> _Said:
        try:
            reply = await self._line.ask(
                actor, partner.id, draft.question, timeout_s=ASKED_WITHIN_S
            )
            if draft.question.module == "commands":
                answer: Any = read_response(partner.version, reply.data, PATIENCE_S)
            else:
                answer = read_answer(ChargingProfileResponse, reply.data)
        except FAILURES as error:
            return _Said("failed", None, _words(error), 0)
        state = "accepted" if answer.result == "ACCEPTED" else "refused"
        texts = getattr(answer, "message", None)
        patience_s = min(max(answer.timeout, 1), PATIENCE_MAX_S)
        return _Said(state, answer.result, texts[0].text if texts else None, patience_s)

    async def _way_back(
        self, actor: Actor, partner: RegisteredPartner, module: str, kind: str, id_: UUID
    ) -> str:
        """Return where a partner posts the result to: below the SENDER endpoint of ours."""
        door = f"{self._own_url()}/ocpi/{await self._tenants.slug(actor)}/{partner.version}"
        return object_url(f"{door}/sender/{module}", kind, str(id_))


def ended_event(command: SentCommand) -> PartnerCommandEnded:
    """Return the event of a command of ours that came to its end."""
    return PartnerCommandEnded(
        aggregate_id=command.id,
        partner_id=command.partner_id,
        kind=command.kind,
        state=command.state,
        result=command.result,
    )


def _known(command: SentCommand | None) -> SentCommand:
    if command is None:
        raise SentCommandUnknown("Nothing of the kind was asked of a partner.")
    return command


def _words(error: ChargehouseError) -> str:
    said = getattr(error, "status_message", None)
    return f"{error.message}: {said}"[:MESSAGE_LENGTH] if said else error.message[:MESSAGE_LENGTH]
