"""Invitations: a link by which a user makes the account with which they sign in."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from chargehouse.contexts.people.errors import (
    HasAccount,
    InvitationNotServing,
    PasswordWrong,
    UserUnknown,
)
from chargehouse.contexts.people.events import AccountAdded, UserInvited
from chargehouse.contexts.people.model import field_error, masked_email, password_of
from chargehouse.contexts.people.public import USERS_EDIT, Account, Invitation, User
from chargehouse.contexts.people.repository import accounts as account_rows
from chargehouse.contexts.people.repository import invitations as repository
from chargehouse.contexts.people.repository import tenants as tenant_rows
from chargehouse.contexts.people.repository import users as user_rows
from chargehouse.contexts.people.repository.accounts import KnownAccount
from chargehouse.contexts.people.repository.invitations import Invited
from chargehouse.contexts.people.service.attempts import Attempts
from chargehouse.contexts.people.service.passwords import Passwords
from chargehouse.contexts.people.service.sign_ins import (
    Browser,
    NewSignIn,
    SecondStep,
    SignInService,
)
from chargehouse.kernel.actor import Actor, system_actor
from chargehouse.kernel.chance import Chance
from chargehouse.kernel.errors import Invalid
from chargehouse.platform.postgres.database import Database, UnitOfWork
from chargehouse.platform.secrets import Keyring

LASTS: Final = timedelta(days=7)
PURPOSE: Final = "invitation "


@dataclass(frozen=True, slots=True)
class NewInvitation:
    """The secret of a link, which is told this once, and until when it serves."""

    secret: str = field(repr=False)
    expires_at: datetime


class InvitationService:
    """Makes links, and the accounts of those who come with one.

    Whoever has an account elsewhere with the same e-mail address keeps it: their password is asked
    for, and the account belongs to the user here as well.
    """

    def __init__(
        self,
        database: Database,
        keyring: Keyring,
        chance: Chance,
        *,
        passwords: Passwords,
        attempts: Attempts,
        sign_ins: SignInService,
    ) -> None:
        self._database = database
        self._keyring = keyring
        self._chance = chance
        self._passwords = passwords
        self._attempts = attempts
        self._sign_ins = sign_ins

    async def invite(self, actor: Actor, user_id: UUID) -> NewInvitation:
        """Return a link's secret for a user with an e-mail address; an earlier link ends.

        Raises `UserUnknown`, `HasAccount`, and `Invalid` where there is no e-mail address.
        """
        actor.require(USERS_EDIT)
        made = NewInvitation(self._chance.secret(), self._database.clock.now() + LASTS)
        async with self._database.transaction(actor) as unit:
            user = await user_rows.find(unit.connection, actor.tenant_id, user_id, lock=True)
            if user is None:
                raise UserUnknown("There is no such user.")
            email = _address(user)
            await repository.keep(
                unit.connection, actor.tenant_id, user_id, self._hash(made.secret), made.expires_at
            )
            unit.record(
                UserInvited(
                    aggregate_id=user_id,
                    masked_email=masked_email(email),
                    expires_at=made.expires_at,
                )
            )
        return made

    async def look(self, secret: str) -> Invitation:
        """Return who is invited, and where to; raise `InvitationNotServing`."""
        _, invitation, _ = await self._read(secret)
        return invitation

    async def accept(self, secret: str, password: str, browser: Browser) -> NewSignIn | SecondStep:
        """Make the account and sign its owner in, or take the one that its owner has.

        An account with an authenticator asks for its code, as it does whenever somebody signs in.
        Raises `InvitationNotServing`, `Invalid`, `PasswordWrong`, `SignInsTooMany`.
        """
        invited, invitation, known = await self._read(secret)
        account = await self._account(invitation, known, password, browser)
        new_hash = None
        if known is None:
            new_hash = await self._passwords.hash(password_of(password, email=account.email))
        actor = system_actor("user", invited.tenant_id, account.name)
        async with self._database.transaction(actor) as unit:
            if not await repository.take(
                unit.connection, invited.tenant_id, invited.user_id, self._hash(secret)
            ):
                raise _not_serving()
            await self._join(unit, account, new_hash)
        return await self._sign_ins.after_password(account, browser)

    async def _read(self, secret: str) -> tuple[Invited, Invitation, KnownAccount | None]:
        """Return a link's invitation, and the account that whoever is invited has elsewhere."""
        async with self._database.relay() as relay:
            invited = await repository.locate(relay, self._hash(secret))
        if invited is None:
            raise _not_serving()
        reader = system_actor("user", invited.tenant_id, "invitation")
        async with self._database.reading(reader) as connection:
            user = await user_rows.find(connection, invited.tenant_id, invited.user_id)
            tenant = await tenant_rows.find_tenant(connection, invited.tenant_id)
            expires_at = await repository.serves_until(
                connection, invited.tenant_id, invited.user_id
            )
        if user is None or user.email is None or tenant is None:
            raise _not_serving()
        if expires_at is None or expires_at <= self._database.clock.now():
            raise _not_serving()
        async with self._database.relay() as relay:
            known = await account_rows.find_by_email(relay, user.email)
        invitation = Invitation(
            tenant_name=tenant.name,
            email=user.email,
            name=user.name,
            has_account=known is not None,
            expires_at=expires_at,
        )
        return invited, invitation, known

    async def _join(self, unit: UnitOfWork, account: Account, new_hash: str | None) -> None:
        now = self._database.clock.now()
        if new_hash is not None and not await account_rows.add_account(
            unit.connection, account, new_hash, now
        ):
            raise _not_serving()
        if not await user_rows.give_account(
            unit.connection, unit.tenant_id, account.email, account.id, now
        ):
            raise _not_serving()
        unit.record(
            AccountAdded(
                aggregate_id=account.id,
                name=account.name,
                masked_email=masked_email(account.email),
                permissions=[],
            )
        )

    async def _account(
        self, invitation: Invitation, known: KnownAccount | None, password: str, browser: Browser
    ) -> Account:
        if known is None:
            return Account(
                id=self._database.ids.new(), email=invitation.email, name=invitation.name
            )
        await self._attempts.begin(invitation.email, browser.address)
        if not await self._passwords.is_right(password, known.password_hash):
            raise PasswordWrong(
                "This is not the password of your account.", field_error("password", "wrong")
            )
        return known.account

    def _hash(self, secret: str) -> bytes:
        return self._keyring.token_hash(PURPOSE + secret)


def _address(user: User) -> str:
    if user.account_id is not None:
        raise HasAccount("This user can sign in already.")
    if user.email is None:
        rule = "needed, to know again who comes"
        raise Invalid("An invitation needs an e-mail address.", field_error("email", rule))
    return user.email


def _not_serving() -> InvitationNotServing:
    return InvitationNotServing(
        "This link does not serve (any more): ask whoever invited you for another."
    )
