"""The line to registered partners: each in its version, by its token, bounded."""

import hashlib
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from typing import Final, NamedTuple
from urllib.parse import urlencode, urlsplit
from uuid import UUID

import msgspec

from chargehouse.contexts.roaming.errors import NoLine, PartnerUnknown
from chargehouse.contexts.roaming.model.sides import Side, their_sides
from chargehouse.contexts.roaming.public import (
    PartnerPage,
    PartnerQuestion,
    PartnerReply,
    Party,
    RegisteredPartner,
)
from chargehouse.contexts.roaming.repository import parties, partners
from chargehouse.contexts.roaming.repository.partners import Held
from chargehouse.contexts.roaming.service.asking import FAILURES, TIMEOUT_S, refuse_failures, told
from chargehouse.contexts.roaming.service.exchanges import ExchangeLog, Seen
from chargehouse.contexts.roaming.service.vault import Vault
from chargehouse.kernel.actor import Actor, system_actor
from chargehouse.kernel.ids import Ids
from chargehouse.ocpi import codec
from chargehouse.ocpi.envelope import read_answer
from chargehouse.ocpi.errors import PartnerRefused, PartnerUnintelligible, is_success
from chargehouse.ocpi.headers import MessageIds, Routing, write_authorization
from chargehouse.ocpi.paging import PageRequest, page_query, read_page_head
from chargehouse.ocpi.urls import object_url
from chargehouse.ocpi.versions import VERSIONS, VersionName, has_routing
from chargehouse.platform.gathering import Gathering
from chargehouse.platform.outside.exchange import Answered, Outside
from chargehouse.platform.postgres.database import Database

LARGEST_ANSWER: Final = 1024 * 1024
PAGES_AT_MOST: Final = 100_000
HUB: Final = "HUB"
ACTOR: Final = "roaming.line"

_Key = tuple[UUID, UUID]
"""A tenant, and a partner."""


class Bounds(NamedTuple):
    """How long an exchange may take, and how many bytes its answer may have."""

    timeout_s: float
    largest: int


OF_A_PAGE: Final = Bounds(30.0, 16 * 1024 * 1024)


class _Found(NamedTuple):
    """What is kept of a partner, with its parties and ours."""

    held: Held
    theirs: Sequence[Party]
    ours: Sequence[Party]


class _Line(NamedTuple):
    """A partner that can be asked, where its sides of modules are, and how it is asked there."""

    tenant_id: UUID
    partner: RegisteredPartner
    urls: Mapping[Side, str]
    authorization: str
    ours: Sequence[Party]


class Line:
    """Asks registered partners; the `PartnerLine` of other contexts.

    Whom many ask for at once are looked up together: a change that goes to fifty partners costs
    one look, not fifty.
    """

    def __init__(
        self, database: Database, vault: Vault, outside: Outside, exchanges: ExchangeLog
    ) -> None:
        self._database = database
        self._ids: Ids = database.ids
        self._clock = database.clock
        self._vault = vault
        self._outside = outside
        self._exchanges = exchanges
        self._looks = Gathering("partners' lines", self._find)

    async def partners(self, actor: Actor) -> Sequence[RegisteredPartner]:
        """Return the registered partners of the actor's tenant, by name."""
        async with self._database.reading(actor) as connection:
            found = await partners.page(connection, actor.tenant_id)
            known = await parties.of_platforms(connection, actor.tenant_id)
        return [
            _registered(Held(each, partners.NO_SECRETS), known.get(each.id, ()))
            for each in found
            if each.state == "registered"
        ]

    async def partner(self, actor: Actor, partner_id: UUID) -> RegisteredPartner | None:
        """Return a partner that is registered."""
        async with self._database.reading(actor) as connection:
            held = await partners.find(connection, actor.tenant_id, partner_id)
            if held is None or held.partner.state != "registered":
                return None
            known = await parties.of_platform(connection, actor.tenant_id, partner_id)
        return _registered(held, known)

    async def registered(self, actor: Actor, partner_id: UUID) -> RegisteredPartner:
        """Return a partner that is registered. Raises `PartnerUnknown` for every other."""
        found = await self.partner(actor, partner_id)
        if found is None:
            raise PartnerUnknown("There is no such registered partner.")
        return found

    async def ask(
        self,
        actor: Actor,
        partner_id: UUID,
        question: PartnerQuestion,
        *,
        timeout_s: float | None = None,
    ) -> PartnerReply:
        """Ask a partner and return its answer, which says success.

        Where the question does not say it, the message is from our default party, and for the
        hub or for the only party of the partner. Raises `NoLine`, `NoAnswer`, `PartnerRefused`,
        `PartnerUnintelligible`.
        """
        line = await self._line(actor, partner_id)
        url = _url(line, question)
        bounds = Bounds(timeout_s or TIMEOUT_S, LARGEST_ANSWER)
        return await self._ask(line, question, url, bounds)

    async def pages(
        self, actor: Actor, partner_id: UUID, question: PartnerQuestion, page: PageRequest
    ) -> AsyncIterator[PartnerPage]:
        """Ask for a list and return it page by page, following the partner's links.

        Raises as `ask`, and `PartnerUnintelligible` for a link that leaves the partner's server,
        or a list that comes back to a page that was read.
        """
        line = await self._line(actor, partner_id)
        query = (*question.query, *page_query(page))
        asked = msgspec.structs.replace(question, query=query)
        url = _url(line, asked)
        read: set[bytes] = set()
        before = b""
        for _ in range(PAGES_AT_MOST):
            read.add(_digest(url.encode()))
            reply = await self._ask(line, asked, url, OF_A_PAGE)
            items = _list(reply.data)
            said = _digest(bytes(reply.data))
            if items and said == before:
                raise PartnerUnintelligible("The list repeats a page", "Link")
            before = said
            head = read_page_head(reply.headers)
            yield PartnerPage(items, head.total_count)
            following = head.next_url
            if following is None:
                return
            if _origin(following) != _origin(url):
                raise PartnerUnintelligible("The next page is on another server", "Link")
            if _digest(following.encode()) in read:
                raise PartnerUnintelligible("The list comes back to a page", "Link")
            url = following
        raise PartnerUnintelligible("The list has no end", "Link")

    async def _line(self, actor: Actor, partner_id: UUID) -> _Line:
        found = await self._looks.find((actor.tenant_id, partner_id))
        outbound = None if found is None else found.held.secrets.outbound
        if found is None or found.held.partner.state != "registered" or not outbound:
            raise NoLine("This partner is not registered.")
        partner = found.held.partner
        token, encoding = self._vault.open(partner.id, outbound), partner.token_encoding
        return _Line(
            actor.tenant_id,
            _registered(found.held, found.theirs),
            their_sides(_version(partner.ocpi_version), partner.endpoints, partner.legacy_role),
            write_authorization(token, encoded=encoding == "base64"),
            found.ours,
        )

    async def _find(self, asked: Collection[_Key]) -> dict[_Key, _Found]:
        found: dict[_Key, _Found] = {}
        for tenant_id in {tenant_id for tenant_id, _ in asked}:
            ids = [partner_id for tenant, partner_id in asked if tenant == tenant_id]
            async with self._database.reading(system_actor("job", tenant_id, ACTOR)) as connection:
                held = await partners.several(connection, tenant_id, ids)
                theirs = await parties.of_platforms(connection, tenant_id, ids)
                ours = await parties.ours(connection, tenant_id)
            for each in held:
                id_ = each.partner.id
                found[tenant_id, id_] = _Found(each, theirs.get(id_, ()), ours)
        return found

    async def _ask(
        self, line: _Line, question: PartnerQuestion, url: str, bounds: Bounds
    ) -> PartnerReply:
        ids = MessageIds(str(self._ids.new()), str(self._ids.new()))
        headers = {"Authorization": line.authorization, **ids.headers()}
        if has_routing(line.partner.version, question.module):
            headers |= _routing(line, question).headers()
        body = None if question.body is msgspec.UNSET else codec.encode(question.body)
        began = self._clock.monotonic()
        answer: Answered | None = None
        fault: str | None = None
        try:
            answer = await self._outside.ask(
                question.method,
                url,
                headers,
                body,
                timeout_s=bounds.timeout_s,
                largest=bounds.largest,
            )
            return _reply(answer)
        except FAILURES as error:
            fault = told(error)
            raise
        finally:
            self._exchanges.note(
                Seen(
                    tenant_id=line.tenant_id,
                    partner_id=line.partner.id,
                    inbound=False,
                    module=question.module,
                    method=question.method,
                    url=url,
                    request_id=ids.request_id,
                    correlation_id=ids.correlation_id,
                    duration_s=self._clock.monotonic() - began,
                    http_status=None if answer is None else answer.status,
                    fault=fault,
                    request=body or b"",
                    answer=b"" if answer is None else answer.body,
                )
            )


def _registered(held: Held, known: Sequence[Party]) -> RegisteredPartner:
    partner = held.partner
    version = _version(partner.ocpi_version)
    return RegisteredPartner(
        id=partner.id,
        name=partner.name,
        version=version,
        modules=frozenset(their_sides(version, partner.endpoints, partner.legacy_role)),
        parties=tuple(known),
    )


def _version(name: str | None) -> VersionName:
    return next(version for version in VERSIONS if version == name)


def _url(line: _Line, question: PartnerQuestion) -> str:
    if question.url is not None:
        return question.url
    endpoint = line.urls.get((question.module, question.role))
    if endpoint is None:
        raise NoLine("This partner has no such side of the module.")
    url = object_url(endpoint, *question.segments)
    asked = urlencode(question.query, safe=":")
    joint = "&" if "?" in url else "?"
    return f"{url}{joint}{asked}" if asked else url


def _routing(line: _Line, question: PartnerQuestion) -> Routing:
    """Return from whom and for whom a message is; a hub is asked without a receiver, by GET.

    What is pushed without a receiver is for the hub itself, which hands it on to everybody it
    concerns (transport and format, broadcast push and open routing request).
    """
    given = question.routing
    sender = given.from_party or line.ours[0].key
    receiver = given.to_party
    if receiver is None:
        hub = next((party for party in line.partner.parties if party.role == HUB), None)
        if hub is not None:
            receiver = None if question.method == "GET" else hub.key
        elif line.partner.parties:
            receiver = line.partner.parties[0].key
    return Routing(from_party=sender, to_party=receiver)


def _reply(answer: Answered) -> PartnerReply:
    refuse_failures(answer)
    said = read_answer(answer.body)
    if not is_success(said.status_code):
        raise PartnerRefused(said.status_code, said.status_message)
    return PartnerReply(said.data, answer.headers)


def _list(data: msgspec.Raw) -> Sequence[msgspec.Raw]:
    try:
        return msgspec.json.decode(data, type=list[msgspec.Raw])
    except msgspec.ValidationError:
        raise PartnerUnintelligible("Not a list", "data") from None


def _origin(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    return parts.scheme.lower(), parts.netloc.lower()


def _digest(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()
