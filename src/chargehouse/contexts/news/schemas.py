"""What the REST API of news takes; what it gives stands in `public`."""

from datetime import datetime
from typing import Annotated

from msgspec import UNSET, Meta, UnsetType

from chargehouse.contexts.news.public import Audience, Line, Texts
from chargehouse.platform.http.bodies import Body

Instant = Annotated[datetime, Meta(tz=True)]
Localised = Annotated[
    Texts,
    Meta(description="By language: `en`, which must be there, and `de`."),
]


class NewEntry(Body, frozen=True, kw_only=True):
    """An entry to be added; without `published_at` it is published at once."""

    title: Localised
    summary: Localised
    audience: Audience
    line: Line
    prominent: bool = False
    published_at: Instant | None = None


class ChangedEntry(Body, frozen=True, kw_only=True):
    """What changes of an entry."""

    title: Localised | UnsetType = UNSET
    summary: Localised | UnsetType = UNSET
    audience: Audience | UnsetType = UNSET
    line: Line | UnsetType = UNSET
    prominent: bool | UnsetType = UNSET
    published_at: Instant | UnsetType = UNSET
    version: int | None = None
