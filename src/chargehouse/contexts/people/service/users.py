"""Users: whom a tenant knows, listed, added, edited, removed."""

from collections.abc import AsyncIterator
from functools import partial
from uuid import UUID

from msgspec import UNSET, Struct, UnsetType

from chargehouse.contexts.people.errors import (
    UserChangedMeanwhile,
    UserEmailTaken,
    UserUnknown,
)
from chargehouse.contexts.people.events import UserAdded, UserEdited, UserRemoved
from chargehouse.contexts.people.model import email_of, masked_email, name_of
from chargehouse.contexts.people.model.users import phone_of, source_of
from chargehouse.contexts.people.public import (
    USERS_EDIT,
    USERS_EXPORT,
    USERS_READ,
    User,
    UserFilters,
    UserKind,
    UserStatus,
)
from chargehouse.contexts.people.repository import tokens as token_rows
from chargehouse.contexts.people.repository import users as repository
from chargehouse.contexts.people.service.authorities import AuthorityService
from chargehouse.kernel.actor import Actor
from chargehouse.platform.http.paging import Page, Paging, whole
from chargehouse.platform.postgres.database import Database


class UserChange(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What changes of a user; what is left out stays. Refused unless they have this `version`."""

    version: int
    kind: UserKind | UnsetType = UNSET
    name: str | UnsetType = UNSET
    email: str | UnsetType | None = UNSET
    phone: str | UnsetType | None = UNSET
    acquisition_source: str | UnsetType | None = UNSET
    status: UserStatus | UnsetType = UNSET


class UserService:
    """Keeps the users of a tenant, those who sign in and those who do not."""

    def __init__(self, database: Database, *, authorities: AuthorityService) -> None:
        self._database = database
        self._authorities = authorities

    async def list(self, actor: Actor, paging: Paging, filters: UserFilters) -> Page[User]:
        """Return a page of users."""
        actor.require(USERS_READ)
        async with self._database.reading(actor) as connection:
            return await repository.page(connection, actor.tenant_id, paging, filters)

    async def export(
        self, actor: Actor, paging: Paging, filters: UserFilters
    ) -> AsyncIterator[User]:
        """Return all users that the filters mean, as they are read."""
        actor.require(USERS_EXPORT)
        return await whole(partial(self.list, actor, filters=filters), paging)

    async def find(self, actor: Actor, user_id: UUID) -> User:
        """Return a user; raise `UserUnknown`."""
        actor.require(USERS_READ)
        async with self._database.reading(actor) as connection:
            return _known(await repository.find(connection, actor.tenant_id, user_id))

    async def add(
        self,
        actor: Actor,
        *,
        kind: UserKind,
        name: str,
        email: str | None = None,
        phone: str | None = None,
        acquisition_source: str | None = None,
    ) -> User:
        """Add a user without an account; raise `Invalid`, `UserEmailTaken`."""
        actor.require(USERS_EDIT)
        now = self._database.clock.now()
        user = User(
            id=self._database.ids.new(),
            account_id=None,
            kind=kind,
            name=name_of(name),
            email=email_of(email) if email and email.strip() else None,
            phone=phone_of(phone),
            acquisition_source=source_of(acquisition_source),
            status="active",
            departments=[],
            created_at=now,
            updated_at=now,
            version=1,
        )
        async with self._database.transaction(actor) as unit:
            if not await repository.add(unit.connection, actor.tenant_id, user):
                raise _email_taken()
            unit.record(user_added(user))
        return user

    async def edit(self, actor: Actor, user_id: UUID, change: UserChange) -> User:
        """Change what is given of a user; who is suspended may do nothing, and signs in no more.

        Raises `UserUnknown`, `UserChangedMeanwhile`, `Invalid`, `UserEmailTaken`,
        `LastAdministrator`.
        """
        actor.require(USERS_EDIT)
        async with self._authorities.changing(actor) as unit:
            before = _known(
                await repository.find(unit.connection, actor.tenant_id, user_id, lock=True)
            )
            if change.version != before.version:
                raise UserChangedMeanwhile("Somebody changed this user since you read it.")
            values = _differing(before, change)
            if not values:
                return before
            email = values.get("email")
            if isinstance(email, str) and await repository.has_email(
                unit.connection, actor.tenant_id, email, but=user_id
            ):
                raise _email_taken()
            await repository.change(
                unit.connection,
                actor.tenant_id,
                user_id,
                {**values, "updated_at": self._database.clock.now()},
            )
            after = _known(await repository.find(unit.connection, actor.tenant_id, user_id))
            unit.record(
                UserEdited(
                    aggregate_id=user_id,
                    name=after.name,
                    status=after.status,
                    changed=sorted(values),
                )
            )
        return after

    async def remove(self, actor: Actor, user_id: UUID) -> None:
        """Remove a user from the tenant, and revoke their API tokens; their account stays.

        Raises `UserUnknown`, `LastAdministrator`.
        """
        actor.require(USERS_EDIT)
        async with self._authorities.changing(actor) as unit:
            user = _known(
                await repository.find(unit.connection, actor.tenant_id, user_id, lock=True)
            )
            now = self._database.clock.now()
            if user.account_id is not None:
                await token_rows.revoke_of(unit.connection, actor.tenant_id, user.account_id, now)
            await repository.remove(unit.connection, actor.tenant_id, user_id)
            unit.record(UserRemoved(aggregate_id=user_id, name=user.name))


def user_added(user: User) -> UserAdded:
    """Return the event of a new user."""
    return UserAdded(
        aggregate_id=user.id,
        name=user.name,
        kind=user.kind,
        masked_email=masked_email(user.email) if user.email else None,
    )


def _known(user: User | None) -> User:
    if user is None:
        raise UserUnknown("There is no such user.")
    return user


def _email_taken() -> UserEmailTaken:
    return UserEmailTaken("Another user has this e-mail address.")


def _differing(before: User, change: UserChange) -> dict[str, object]:
    asked: dict[str, object] = {}
    if change.kind is not UNSET:
        asked["kind"] = change.kind
    if change.name is not UNSET:
        asked["name"] = name_of(change.name)
    if change.email is not UNSET:
        asked["email"] = email_of(change.email) if change.email else None
    if change.phone is not UNSET:
        asked["phone"] = phone_of(change.phone)
    if change.acquisition_source is not UNSET:
        asked["acquisition_source"] = source_of(change.acquisition_source)
    if change.status is not UNSET:
        asked["status"] = change.status
    return {name: value for name, value in asked.items() if getattr(before, name) != value}
