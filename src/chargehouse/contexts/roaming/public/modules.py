"""What other contexts are given of partners: their requests of modules, and a way to ask them."""

from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Literal, NamedTuple, Protocol
from uuid import UUID

import msgspec

from chargehouse.contexts.roaming.public.parties import Party, PartyRole
from chargehouse.kernel.actor import Actor
from chargehouse.ocpi.headers import PartyKey, Routing
from chargehouse.ocpi.paging import PageRequest
from chargehouse.ocpi.versions import InterfaceRole, VersionName


class ModuleRequest(msgspec.Struct, frozen=True, kw_only=True):
    """What a registered partner asks of one of our modules; who asks and how is checked already.

    `role` is the side of the module that we are. `segments` are the decoded parts of the path
    after the endpoint, `query` is as it came, and `url` is our endpoint's own address, for `Link`
    and `Location`. `routing` is what the request said of parties: where it names one it is for,
    that one is ours; where it names one it is from, that one is the partner's.
    """

    actor: Actor
    partner_id: UUID
    partner_name: str
    version: VersionName
    module: str
    role: InterfaceRole
    method: str
    segments: tuple[str, ...]
    query: tuple[tuple[str, str], ...]
    body: bytes
    routing: Routing
    url: str


class ModuleAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """What a module answers with success; JSON that is ready stands in `data` as `msgspec.Raw`."""

    data: object = msgspec.UNSET
    headers: Mapping[str, str] = {}
    http_status: int = 200
    message: str | None = None


class PartnerModule(Protocol):
    """A side of a module: answers partners in every version that has it."""

    async def answer(self, request: ModuleRequest) -> ModuleAnswer:
        """Do what a partner asks. Raises `OcpiRefusal`, which becomes the envelope."""


ModuleTable = Mapping[tuple[str, InterfaceRole], PartnerModule]
"""Our modules, by their names and by the side of them that we are."""


class RegisteredPartner(msgspec.Struct, frozen=True, kw_only=True):
    """A partner that can be asked, with its parties, and the modules it has by their sides.

    `modules` names its own sides: what it sends, and what it receives. In 2.1.1 the sides follow
    from what the partner is.
    """

    id: UUID
    name: str
    version: VersionName
    modules: frozenset[tuple[str, InterfaceRole]]
    parties: tuple[Party, ...]

    def has(self, module: str, role: InterfaceRole) -> bool:
        """Say whether the partner has a side of a module."""
        return (module, role) in self.modules

    def owns(self, key: PartyKey, role: PartyRole | None = None) -> bool:
        """Say whether a party, in a role or in any, is this partner's."""
        return any(party.key.is_same(key) and role in {None, party.role} for party in self.parties)


class PartnerQuestion(msgspec.Struct, frozen=True, kw_only=True):
    """A request of ours: `role` is the partner's side, `segments` come after its endpoint.

    `url` replaces endpoint and segments where the partner gave one, as a `response_url`.
    """

    method: Literal["GET", "POST", "PUT", "PATCH", "DELETE"]
    module: str
    role: InterfaceRole
    segments: tuple[str, ...] = ()
    query: tuple[tuple[str, str], ...] = ()
    body: object = msgspec.UNSET
    routing: Routing = Routing()
    url: str | None = None


class PartnerReply(NamedTuple):
    """A partner's answer with success: its data, and its headers by names in lower case."""

    data: msgspec.Raw
    headers: Mapping[str, str]


class PartnerPage(NamedTuple):
    """A page of a partner's list, and how many objects it says that the list has, if it does."""

    items: Sequence[msgspec.Raw]
    total_count: int | None


class PartnerLine(Protocol):
    """Asks partners, each in its version, by its token, bounded in time and size.

    Whatever a partner does to a question is `NoAnswer`, `PartnerRefused` or
    `PartnerUnintelligible`; one that is not registered, or has no such module, is `NoLine`.
    """

    async def partners(self, actor: Actor) -> Sequence[RegisteredPartner]:
        """Return the registered partners of the actor's tenant, by name."""

    async def partner(self, actor: Actor, partner_id: UUID) -> RegisteredPartner | None:
        """Return a partner that is registered."""

    async def registered(self, actor: Actor, partner_id: UUID) -> RegisteredPartner:
        """Return a partner that is registered. Raises `PartnerUnknown` for every other."""

    async def ask(
        self,
        actor: Actor,
        partner_id: UUID,
        question: PartnerQuestion,
        *,
        timeout_s: float | None = None,
    ) -> PartnerReply:
        """Ask a partner and return its answer."""

    def pages(
        self, actor: Actor, partner_id: UUID, question: PartnerQuestion, page: PageRequest
    ) -> AsyncIterator[PartnerPage]:
        """Ask for a list and return it page by page, following the partner's links.

        A list that comes back to a page, or has more pages than it says, is
        `PartnerUnintelligible`.
        """


class PartyBook(Protocol):
    """Knows whose parties are whose; asks for no permission."""

    async def ours(self, actor: Actor, role: PartyRole | None = None) -> Sequence[Party]:
        """Return our parties, in a role or in any; the default one comes first."""

    async def partners(self, actor: Actor, partner_id: UUID) -> Sequence[Party]:
        """Return the parties of a partner."""

    async def named(self, actor: Actor, key: PartyKey, role: PartyRole) -> Party | None:
        """Return a party by its key and role, whoever's it is."""
