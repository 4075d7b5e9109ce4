"""Decisions about saved views."""

import re
from collections.abc import Collection
from typing import Final

from chargehouse.contexts.people.errors import ViewNameTaken, ViewsTooMany
from chargehouse.contexts.people.model.naming import field_error
from chargehouse.contexts.people.public import View
from chargehouse.kernel.errors import Invalid

VIEWS_AT_MOST: Final = 100
QUERY_MAX_LENGTH: Final = 4_000

_PAGE = re.compile(r"[a-z][a-z0-9-]{0,62}")


def page_of(text: str) -> str:
    """Return a page's name as it stands in the portal's address; raise `Invalid`."""
    if _PAGE.fullmatch(text) is None:
        rule = "1 to 63 letters a-z, digits and hyphens"
        raise Invalid(f"A page's name has {rule}.", field_error("page", rule))
    return text


def query_of(text: str) -> str:
    """Return the search string of an address; raise `Invalid`."""
    if len(text) > QUERY_MAX_LENGTH or not text.isprintable():
        rule = f"at most {QUERY_MAX_LENGTH} printable characters"
        raise Invalid(f"A view's query has {rule}.", field_error("query", rule))
    return text


def require_room(views: Collection[View], page: str, name: str) -> None:
    """Raise `ViewsTooMany` or `ViewNameTaken` unless another view fits beside these."""
    if len(views) >= VIEWS_AT_MOST:
        raise ViewsTooMany(f"You have {VIEWS_AT_MOST} views; remove one first.")
    require_free(views, page, name)


def require_free(views: Collection[View], page: str, name: str) -> None:
    """Raise `ViewNameTaken` where one of these has the name on the same page."""
    if any((view.page, view.name) == (page, name) for view in views):
        raise ViewNameTaken(
            "Another view of this page has this name.", field_error("name", "taken")
        )
