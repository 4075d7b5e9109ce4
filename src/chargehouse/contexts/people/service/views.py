"""Saved views: what a person keeps of pages, in one tenant, for themselves alone."""

from uuid import UUID

import msgspec

from chargehouse.contexts.people.errors import ViewChangedMeanwhile, ViewUnknown
from chargehouse.contexts.people.model import name_of
from chargehouse.contexts.people.model.views import page_of, query_of, require_free, require_room
from chargehouse.contexts.people.public import View
from chargehouse.contexts.people.repository import views as repository
from chargehouse.platform.http.sign_in import SignedIn
from chargehouse.platform.postgres.database import Database


class ViewService:
    """Keeps views; nobody sees another's."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def list(self, signed_in: SignedIn, page: str | None) -> list[View]:
        """Return the own views, of one page where it is given, by page and name.

        Raises `Invalid` for what is no page's name.
        """
        wanted = None if page is None else page_of(page)
        async with self._database.reading(signed_in.actor) as connection:
            return await repository.listed(
                connection, signed_in.actor.tenant_id, signed_in.account_id, wanted
            )

    async def add(self, signed_in: SignedIn, *, page: str, name: str, query: str) -> View:
        """Keep a view; raise `Invalid`, `ViewNameTaken`, `ViewsTooMany`."""
        view = View(
            id=self._database.ids.new(),
            page=page_of(page),
            name=name_of(name),
            query=query_of(query),
            version=1,
        )
        tenant_id, account_id = signed_in.actor.tenant_id, signed_in.account_id
        async with self._database.transaction(signed_in.actor) as unit:
            await repository.lock_account(unit.connection, account_id)
            mine = await repository.listed(unit.connection, tenant_id, account_id)
            require_room(mine, view.page, view.name)
            await repository.add(
                unit.connection, tenant_id, account_id, view, self._database.clock.now()
            )
        return view

    async def change(
        self,
        signed_in: SignedIn,
        view_id: UUID,
        *,
        name: str | None,
        query: str | None,
        version: int | None,
    ) -> View:
        """Change what is given of a view, and only if it still has this version.

        Raises `ViewUnknown`, `ViewChangedMeanwhile`, `ViewNameTaken`, `Invalid`.
        """
        tenant_id, account_id = signed_in.actor.tenant_id, signed_in.account_id
        async with self._database.transaction(signed_in.actor) as unit:
            await repository.lock_account(unit.connection, account_id)
            mine = {
                view.id: view
                for view in await repository.listed(unit.connection, tenant_id, account_id)
            }
            before = mine.pop(view_id, None)
            if before is None:
                raise _unknown()
            if version not in (None, before.version):
                raise ViewChangedMeanwhile("The view was changed since you read it.")
            after = msgspec.structs.replace(
                before,
                name=before.name if name is None else name_of(name),
                query=before.query if query is None else query_of(query),
                version=before.version + 1,
            )
            require_free(mine.values(), after.page, after.name)
            await repository.replace(unit.connection, tenant_id, account_id, after)
        return after

    async def remove(self, signed_in: SignedIn, view_id: UUID) -> None:
        """Forget a view; raise `ViewUnknown`."""
        async with self._database.transaction(signed_in.actor) as unit:
            if not await repository.remove(
                unit.connection, signed_in.actor.tenant_id, signed_in.account_id, view_id
            ):
                raise _unknown()


def _unknown() -> ViewUnknown:
    return ViewUnknown("You have no such view.")
