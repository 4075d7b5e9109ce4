"""The functional modules: lists with their pages, filters and objects, and what is refused."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Final, NamedTuple
from urllib.parse import urlencode

from chargehouse.contexts.roaming.model.findings.chart import Seen
from chargehouse.contexts.roaming.model.findings.objects import OWNERS, Sender, check_objects
from chargehouse.contexts.roaming.model.findings.pages import (
    Key,
    Page,
    check_beyond,
    check_date_from,
    check_date_to,
    check_link,
    check_page,
    check_repeats,
    check_routing,
    check_skips,
    check_unfiltered,
    instant_of,
    key_of,
    offset_of,
)
from chargehouse.contexts.roaming.model.findings.refusals import (
    check_authorisation,
    check_first_token,
    check_method,
    check_missing,
)
from chargehouse.contexts.roaming.public import LegacyRole, PartnerEndpoint, PartyKey
from chargehouse.contexts.roaming.service.examining.entrance import Entered
from chargehouse.contexts.roaming.service.examining.visit import Visit
from chargehouse.ocpi.headers import Routing
from chargehouse.ocpi.scalars import DateTime
from chargehouse.ocpi.urls import authorize_url, object_url, owned_url
from chargehouse.ocpi.versions import InterfaceRole, has_routing

LISTED: Final = ("locations", "tariffs", "sessions", "cdrs", "tokens", "hubclientinfo")
KEPT: Final = ("locations", "sessions", "tariffs", "tokens")
"""Modules whose receiver shows what it was sent."""

A_FEW: Final = 2
MANY: Final = 25
PAGES_READ: Final = 3
BEYOND: Final = 1000
LONG_AGO: Final = "2015-01-01T00:00:00Z"
LATELY: Final = timedelta(days=30)
OF_LATELY: Final = frozenset({"sessions", "cdrs"})
SENT_BY_CPO: Final = frozenset({"locations", "tariffs", "sessions", "cdrs"})


class House(NamedTuple):
    """A partner whose configuration was read, and our own party that asks it."""

    entered: Entered
    legacy_role: LegacyRole
    ours: PartyKey | None
    parties: frozenset[tuple[str, str, str]]

    def url_of(self, module: str, side: InterfaceRole) -> str | None:
        """Return the endpoint of a side of a module; in 2.1.1 sides follow from the role."""
        for endpoint in self.entered.endpoints:
            if endpoint.identifier == module and self._side(endpoint) == side:
                return endpoint.url
        return None

    def routing(self, module: str) -> Routing | None:
        """Return the parties of a request to a module, None where it has none."""
        if not has_routing(self.entered.version, module):
            return None
        role = OWNERS.get(module)
        found = sorted(self.parties, key=lambda party: (party[2] != role, party))
        to_party = PartyKey(found[0][0], found[0][1]) if found else None
        return Routing(from_party=self.ours, to_party=to_party)

    def _side(self, endpoint: PartnerEndpoint) -> str | None:
        if self.entered.version != "2.1.1":
            return endpoint.role
        sends = (endpoint.identifier in SENT_BY_CPO) == (self.legacy_role == "CPO")
        return "SENDER" if sends and endpoint.identifier != "commands" else "RECEIVER"


async def try_first_token(visit: Visit, house: House) -> None:
    """Ask a list with a token that is good for the registration alone."""
    for module in LISTED:
        url = house.url_of(module, "SENDER")
        if url is not None:
            seen = await visit.ask(_with_query(url, {"limit": "1"}), module=module)
            if seen is not None:
                check_first_token(visit.looks, seen)
            return


def lists_of(house: House) -> Iterator[tuple[str, str]]:
    """Yield the lists that a partner sends, with their addresses."""
    for module in LISTED:
        url = house.url_of(module, "SENDER")
        if url is not None:
            yield module, url


class ListLook:
    """Looks at one list: its pages, its filters, its objects."""

    def __init__(self, visit: Visit, house: House, module: str, url: str) -> None:
        self._visit = visit
        self._module = module
        self._url = url
        self._routing = house.routing(module)
        self._sender = Sender(house.entered.version, house.parties)
        since = DateTime.of(visit.looks.now - LATELY) if module in OF_LATELY else LONG_AGO
        self._filters: Mapping[str, str] = {"date_from": since}

    async def look(self) -> None:
        """Read a few pages, then the beginning at once, the end, and what filters leave."""
        first = await self._page({"offset": "0", "limit": str(A_FEW), **self._filters}, A_FEW)
        if first is None:
            return
        keys, pages = await self._follow(first)
        if first.total is not None:
            await self._beyond(first.total + BEYOND)
        if not first.items:
            return
        at_once = await self._page({"offset": "0", "limit": str(MANY), **self._filters}, MANY)
        if at_once is not None and pages > 1:
            check_skips(self._visit.looks, keys, at_once)
        await self._dates(first if at_once is None else at_once)
        if self._module == "sessions":
            seen = await self._ask({"limit": "1"})
            if seen is not None:
                check_unfiltered(self._visit.looks, seen)

    async def _follow(self, first: Page) -> tuple[list[Key], int]:
        """Follow the links to the next pages; return what they brought, and how many they were."""
        page, offset, keys, pages = first, 0, list(first.keys), 1
        while check_link(self._visit.looks, page, offset, self._filters) and pages < PAGES_READ:
            url = page.next_url or ""
            offset = offset_of(url, offset + len(page.items))
            following = await self._page_at(url, A_FEW)
            if following is None or not check_repeats(self._visit.looks, following, keys):
                return keys, 1
            keys += following.keys
            page, pages = following, pages + 1
        return keys, pages

    async def _beyond(self, offset: int) -> None:
        seen = await self._ask({"offset": str(offset), "limit": str(A_FEW), **self._filters})
        if seen is not None:
            check_beyond(self._visit.looks, seen)

    async def _dates(self, page: Page) -> None:
        """Ask for what changed from the newest instant on, and for what changed before it."""
        instants = [instant for instant in map(instant_of, page.items) if instant is not None]
        if not instants:
            return
        newest = max(instants)
        at = newest.replace(microsecond=newest.microsecond // 1000 * 1000)
        looks, just_then = self._visit.looks, DateTime.of(at)
        expected = [key_of(item) for item in page.items if _is_from(item, newest)]
        later = await self._page({"date_from": just_then, "limit": str(MANY)}, MANY)
        if later is not None:
            check_date_from(looks, later, at, expected)
        earlier = await self._page(
            {**self._filters, "date_to": just_then, "limit": str(MANY)}, MANY
        )
        if earlier is not None:
            check_date_to(looks, earlier, at)

    async def _ask(self, query: Mapping[str, str]) -> Seen | None:
        return await self._visit.ask(
            _with_query(self._url, query), module=self._module, routing=self._routing
        )

    async def _page(self, query: Mapping[str, str], limit: int) -> Page | None:
        return await self._page_at(_with_query(self._url, query), limit)

    async def _page_at(self, url: str, limit: int) -> Page | None:
        seen = await self._visit.ask(url, module=self._module, routing=self._routing)
        if seen is None:
            return None
        page = check_page(self._visit.looks, seen, limit)
        if page is None:
            return None
        if self._routing is not None:
            check_routing(self._visit.looks, seen, self._routing)
        check_objects(self._visit.looks, seen, page.items[:MANY], self._sender)
        return page


async def try_refusals(visit: Visit, house: House) -> None:
    """Ask for what cannot exist, and by a method that does not."""
    for module, url in _missing(visit, house):
        seen = await visit.ask(url, module=module, routing=house.routing(module))
        if seen is not None:
            check_missing(visit.looks, seen)
    commands = house.url_of("commands", "RECEIVER")
    if commands is not None:
        url = object_url(commands, "START_SESSION")
        seen = await visit.ask(url, module="commands", routing=house.routing("commands"))
        if seen is not None:
            check_method(visit.looks, seen)


async def try_authorisation(visit: Visit, house: House) -> None:
    """Ask for the authorisation of a token that cannot exist."""
    url = house.url_of("tokens", "SENDER")
    if url is None:
        return
    seen = await visit.ask(
        authorize_url(url, visit.unknown(), "RFID"),
        module="tokens",
        routing=house.routing("tokens"),
        method="POST",
    )
    if seen is not None:
        check_authorisation(visit.looks, seen)


def _missing(visit: Visit, house: House) -> Iterator[tuple[str, str]]:
    """Yield addresses of objects that nobody has: one that is sent, and one that is received."""
    url = house.url_of("locations", "SENDER")
    if url is not None:
        yield "locations", object_url(url, visit.unknown())
    for module in KEPT:
        url = house.url_of(module, "RECEIVER")
        if url is not None and house.ours is not None:
            yield module, owned_url(url, house.ours, visit.unknown())
            return


def _is_from(item: object, instant: datetime) -> bool:
    return instant_of(item) == instant


def _with_query(url: str, query: Mapping[str, str]) -> str:
    return f"{url}{'&' if '?' in url else '?'}{urlencode(query, safe=':')}"
