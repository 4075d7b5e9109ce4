"""REST of news."""

from typing import Annotated, Any
from uuid import UUID

from litestar import Controller, Request, delete, get, patch, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter

from chargehouse.contexts.news.model import NewsFilters, languages_of
from chargehouse.contexts.news.public import (
    NEWS_MANAGE,
    NEWS_READ,
    Audience,
    Line,
    NewsEntry,
    NewsItem,
    Unread,
)
from chargehouse.contexts.news.schemas import ChangedEntry, NewEntry
from chargehouse.contexts.news.service import NewsService
from chargehouse.kernel.actor import Actor
from chargehouse.platform.http.auth import permitted
from chargehouse.platform.http.paging import Page, Paging

For = Annotated[
    Audience | None,
    QueryParameter(name="audience", description="Only for these; what is for both is for each."),
]
OfLine = Annotated[
    Line | None, QueryParameter(name="line", description="Only of this release line.")
]
Planned = Annotated[
    bool,
    QueryParameter(
        name="planned",
        description="Own entries that are not published yet, for who may `news.manage`.",
    ),
]
Language = Annotated[
    str | None,
    QueryParameter(
        name="lang",
        max_length=35,
        description="In this language where there is it; before `Accept-Language`, then English.",
    ),
]


class NewsController(Controller):
    """What's new."""

    path = "/api/v1/news"
    tags = ("News",)

    @get(**permitted(NEWS_READ))
    async def list_news(
        self,
        request: Request[Any, Any, Any],
        actor: NamedDependency[Actor],
        news: NamedDependency[NewsService],
        paging: NamedDependency[Paging],
        *,
        audience: For = None,
        line: OfLine = None,
        planned: Planned = False,
        language: Language = None,
    ) -> Page[NewsItem]:
        """List what's new, of releases and of the tenant itself, newest first."""
        languages = languages_of(request.headers.get("accept-language"))
        asked = [language, *languages] if language else languages
        filters = NewsFilters(audience=audience, line=line, planned=planned)
        return await news.page(actor, filters, paging, languages=asked)

    @get("/unread", **permitted(NEWS_READ))
    async def read_unread_news(
        self, actor: NamedDependency[Actor], news: NamedDependency[NewsService]
    ) -> Unread:
        """Count what came since one last read."""
        return await news.unread(actor)

    @post("/read", status_code=204, **permitted(NEWS_READ))
    async def mark_news_read(
        self, actor: NamedDependency[Actor], news: NamedDependency[NewsService]
    ) -> None:
        """Note that one has read everything there is."""
        await news.read(actor)

    @post(**permitted(NEWS_MANAGE))
    async def add_news(
        self,
        actor: NamedDependency[Actor],
        news: NamedDependency[NewsService],
        data: JSONBody[NewEntry],
    ) -> NewsEntry:
        """Add an entry of the tenant's own."""
        return await news.add(
            actor,
            title=data.title,
            summary=data.summary,
            audience=data.audience,
            line=data.line,
            prominent=data.prominent,
            published_at=data.published_at,
        )

    @get("/{entry_id:uuid}", **permitted(NEWS_MANAGE))
    async def read_news_entry(
        self,
        actor: NamedDependency[Actor],
        news: NamedDependency[NewsService],
        entry_id: FromPath[UUID],
    ) -> NewsEntry:
        """Return an entry of the tenant's own in all its languages, published or not."""
        return await news.get(actor, entry_id)

    @patch("/{entry_id:uuid}", **permitted(NEWS_MANAGE))
    async def change_news(
        self,
        actor: NamedDependency[Actor],
        news: NamedDependency[NewsService],
        entry_id: FromPath[UUID],
        data: JSONBody[ChangedEntry],
    ) -> NewsEntry:
        """Change an entry of the tenant's own."""
        return await news.edit(actor, entry_id, data.said("version"), version=data.version)

    @delete("/{entry_id:uuid}", **permitted(NEWS_MANAGE))
    async def remove_news(
        self,
        actor: NamedDependency[Actor],
        news: NamedDependency[NewsService],
        entry_id: FromPath[UUID],
    ) -> None:
        """Remove an entry of the tenant's own."""
        await news.remove(actor, entry_id)


CONTROLLERS = (NewsController,)
