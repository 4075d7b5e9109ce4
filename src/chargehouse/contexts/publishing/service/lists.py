"""Answers partners that ask for what is ours: lists by the page, and single objects."""

from collections.abc import Callable, Sequence
from typing import Final
from uuid import UUID

import msgspec

from chargehouse.contexts.publishing.public import Publication
from chargehouse.contexts.publishing.repository import lists
from chargehouse.contexts.publishing.repository.lists import Asked
from chargehouse.contexts.publishing.service.publications import PublicationBook
from chargehouse.contexts.roaming.public import ModuleAnswer, ModuleRequest
from chargehouse.ocpi.errors import InvalidParameters
from chargehouse.ocpi.paging import page_headers, read_page
from chargehouse.ocpi.versions import VersionName
from chargehouse.platform.postgres.database import Database

PAGE_MAX: Final = 100
"""So many objects are on a page, where a partner asks for no fewer."""

Say = Callable[[Publication, VersionName], bytes | None]
"""Says a publication, whose document is opened, in a version: JSON, or None where that cannot."""


class PublishedLists:
    """Answers with publications, each partner with those that it is told, of all our parties.

    A list is in the order in which its objects came to be told, which no change alters. The link
    to the next page names, besides the offset, the last object of this one (`after`) and how many
    there were when the list began (`of`): who follows it misses nothing and gets nothing twice,
    whatever changes meanwhile, and the last page costs no more than the first.
    """

    def __init__(self, database: Database, book: PublicationBook) -> None:
        self._database = database
        self._book = book

    async def page(
        self, request: ModuleRequest, say: Say, *, needs_date_from: bool = False
    ) -> ModuleAnswer:
        """Return the page of a list that is asked for (transport and format, pagination).

        `date_from` is inclusive, `date_to` exclusive. What the partner's version cannot say is
        left out of its page, and counted. Raises `InvalidParameters`.
        """
        query = dict(request.query)
        page = read_page(query, largest=PAGE_MAX, needs_date_from=needs_date_from)
        after, total = _cursor(query)
        asked = Asked(request.module, request.partner_id, page.date_from, page.date_to)
        tenant_id = request.actor.tenant_id
        async with self._database.reading(request.actor) as connection:
            if total is None:
                total = await lists.count(connection, tenant_id, asked)
            left = max(0, min(page.limit, total - page.offset))
            found = await lists.page(
                connection, tenant_id, asked, limit=left, offset=page.offset, after=after
            )
        if 0 < len(found) < left:
            total = page.offset + len(found)
        following = [(name, text) for name, text in request.query if name not in {"after", "of"}]
        if found:
            following += [("after", str(found[-1].id)), ("of", str(total))]
        headers = page_headers(request.url, following, page, total)
        if not found:
            headers.pop("Link", None)
        return ModuleAnswer(data=self._said(found, request.version, say), headers=headers)

    async def one(self, request: ModuleRequest, object_id: str) -> Publication | None:
        """Return what the partner is told by an id, its document opened; None for nothing."""
        asked = Asked(request.module, request.partner_id)
        async with self._database.reading(request.actor) as connection:
            found = await lists.one(connection, request.actor.tenant_id, asked, object_id)
        return None if found is None else self._opened(found)

    def _said(
        self, found: Sequence[Publication], version: VersionName, say: Say
    ) -> list[msgspec.Raw]:
        said = (say(self._opened(each), version) for each in found)
        return [msgspec.Raw(document) for document in said if document is not None]

    def _opened(self, publication: Publication) -> Publication:
        return msgspec.structs.replace(publication, document=self._book.opened(publication))


def _cursor(query: dict[str, str]) -> tuple[UUID | None, int | None]:
    """Return behind which object a page begins, and how many there are, where a link says so."""
    after, of = query.get("after"), query.get("of")
    if after is None:
        return None, None
    try:
        found = UUID(after)
    except ValueError:
        raise InvalidParameters("Not a link of ours", "after") from None
    if of is None or not of.isascii() or not of.isdigit() or len(of) > len(str(2**31)):
        return found, None
    return found, int(of)
