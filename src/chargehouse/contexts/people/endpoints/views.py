"""REST of saved views."""

from typing import Annotated
from uuid import UUID

from litestar import Controller, delete, get, patch, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter

from chargehouse.contexts.people.public import View
from chargehouse.contexts.people.schemas import NewView, ViewChange
from chargehouse.contexts.people.service import ViewService
from chargehouse.platform.http.auth import authenticated
from chargehouse.platform.http.sign_in import SignedIn

OfPage = Annotated[str | None, QueryParameter(name="page", description="Only of this page.")]


class ViewController(Controller):
    """What a person keeps of pages, in one tenant."""

    path = "/api/v1/views"
    tags = ("Views",)

    @get(**authenticated())
    async def list_views(
        self,
        signed_in: NamedDependency[SignedIn],
        views: NamedDependency[ViewService],
        page: OfPage = None,
    ) -> list[View]:
        """List the own views, by page and name."""
        return await views.list(signed_in, page)

    @post(**authenticated())
    async def add_view(
        self,
        signed_in: NamedDependency[SignedIn],
        views: NamedDependency[ViewService],
        data: JSONBody[NewView],
    ) -> View:
        """Keep a view, a hundred at most."""
        return await views.add(signed_in, page=data.page, name=data.name, query=data.query)

    @patch("/{view_id:uuid}", **authenticated())
    async def change_view(
        self,
        signed_in: NamedDependency[SignedIn],
        views: NamedDependency[ViewService],
        view_id: FromPath[UUID],
        data: JSONBody[ViewChange],
    ) -> View:
        """Change a view."""
        return await views.change(
            signed_in, view_id, name=data.name, query=data.query, version=data.version
        )

    @delete("/{view_id:uuid}", **authenticated())
    async def remove_view(
        self,
        signed_in: NamedDependency[SignedIn],
        views: NamedDependency[ViewService],
        view_id: FromPath[UUID],
    ) -> None:
        """Forget a view."""
        await views.remove(signed_in, view_id)
