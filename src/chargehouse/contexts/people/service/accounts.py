"""Accounts of people: added, made users of tenants, given other passwords."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from chargehouse.contexts.people.errors import (
    AccountUnknown,
    AlreadyMember,
    EmailTaken,
    PasswordWrong,
)
from chargehouse.contexts.people.events import AccountAdded, PasswordChanged
from chargehouse.contexts.people.model import (
    email_of,
    field_error,
    grant,
    masked_email,
    name_of,
    password_of,
)
from chargehouse.contexts.people.model.departments import ADMINISTRATION
from chargehouse.contexts.people.public import Account, Part, TenantRef, User, UserGrant
from chargehouse.contexts.people.repository import accounts as repository
from chargehouse.contexts.people.repository import authority as authority_rows
from chargehouse.contexts.people.repository import departments as department_rows
from chargehouse.contexts.people.repository import sign_ins as sign_in_rows
from chargehouse.contexts.people.repository import users as user_rows
from chargehouse.contexts.people.repository.accounts import KnownAccount
from chargehouse.contexts.people.service.attempts import Attempts
from chargehouse.contexts.people.service.cookies import SignInAuthenticator
from chargehouse.contexts.people.service.passwords import Passwords
from chargehouse.contexts.people.service.sign_ins import Browser
from chargehouse.contexts.people.service.telling import CONSOLE, Teller, Telling
from chargehouse.contexts.people.service.users import user_added
from chargehouse.kernel.actor import EVERYTHING, Permission, system_actor
from chargehouse.kernel.reach import EVERYWHERE
from chargehouse.platform.http.sign_in import SignedIn
from chargehouse.platform.postgres.database import Database, UnitOfWork


class AccountService:
    """Adds accounts and changes their passwords.

    `add`, `join` and `set_password` take no actor: nobody within a tenant may use them, only who
    runs the installation.
    """

    def __init__(
        self,
        database: Database,
        *,
        catalogue: Sequence[Permission],
        passwords: Passwords,
        authenticator: SignInAuthenticator,
        attempts: Attempts,
        telling: Telling,
    ) -> None:
        self._database = database
        self._catalogue = catalogue
        self._passwords = passwords
        self._authenticator = authenticator
        self._attempts = attempts
        self._telling = telling

    async def add(
        self,
        tenant: TenantRef,
        *,
        email: str,
        name: str,
        password: str,
        permissions: Sequence[str] = (EVERYTHING,),
        first_run_link: bytes | None = None,
    ) -> Account:
        """Add an account that may act in a tenant; raise `Invalid`, `EmailTaken`.

        With a link for the first account, by its hash, `EmailTaken` also means that the link does
        not serve.
        """
        email, name = email_of(email), name_of(name)
        console = system_actor("console", tenant.id, "console")
        granted = grant(console, permissions, self._catalogue)
        password_hash = await self._passwords.hash(password_of(password, email=email))
        account = Account(id=self._database.ids.new(), email=email, name=name)
        now = self._database.clock.now()
        async with self._database.transaction(console) as unit:
            added = await repository.add_account(
                unit.connection, account, password_hash, now, first_run_link=first_run_link
            )
            if not added:
                raise EmailTaken("Somebody has an account with this e-mail address.")
            await self._know(unit, account, granted)
        return account

    async def join(
        self, tenant: TenantRef, email: str, permissions: Sequence[str] = (EVERYTHING,)
    ) -> Account:
        """Make somebody who has an account a member of one more tenant.

        Raises `AccountUnknown`, `AlreadyMember`.
        """
        account = (await self._by_email(email)).account
        console = system_actor("console", tenant.id, "console")
        granted = grant(console, permissions, self._catalogue)
        async with self._database.transaction(console) as unit:
            await self._know(unit, account, granted)
        self._authenticator.forget_tenant(tenant.id)
        return account

    async def is_password(self, email: str, password: str) -> bool:
        """Tell whether this is an account's password; for the installation's own use."""
        known = await self._by_email(email)
        return await self._passwords.is_right(password, known.password_hash)

    async def set_password(self, email: str, password: str) -> Account:
        """Give an account another password, which ends all its sign-ins, and every wait.

        Raises `AccountUnknown`, `Invalid`.
        """
        known = await self._by_email(email)
        account = known.account
        await self._change(known, password_of(password, email=account.email), keeping=None)
        await self._attempts.forget(account.email)
        return account

    async def change_password(
        self, signed_in: SignedIn, *, current: str, new: str, browser: Browser
    ) -> None:
        """Change the own password, which ends the account's other sign-ins.

        Raises `PasswordWrong`, `SignInsTooMany`, `Invalid`.
        """
        async with self._database.relay() as relay:
            known = await repository.known(relay, signed_in.account_id)
        email = known.account.email
        wanted = password_of(new, email=email, field="new_password")
        await self._attempts.begin(email, browser.address)
        if not await self._passwords.is_right(current, known.password_hash):
            raise _wrong()
        await self._attempts.succeed(email, browser.address)
        await self._change(known, wanted, keeping=signed_in)

    async def _know(self, unit: UnitOfWork, account: Account, granted: list[str]) -> None:
        """Make an account's owner a user of a tenant; raise `AlreadyMember`."""
        now, tenant_id = self._database.clock.now(), unit.tenant_id
        user = User(
            id=self._database.ids.new(),
            account_id=account.id,
            kind="staff",
            name=account.name,
            email=account.email,
            phone=None,
            acquisition_source=None,
            status="active",
            departments=[],
            created_at=now,
            updated_at=now,
            version=1,
        )
        if await user_rows.add(unit.connection, tenant_id, user):
            user_id = user.id
            unit.record(user_added(user))
        else:
            known = await user_rows.give_account(
                unit.connection, tenant_id, account.email, account.id, now
            )
            if known is None:
                raise AlreadyMember("This account is a member of the tenant.")
            user_id = known
        await self._permit(unit, user_id, granted, now)
        unit.record(_added(account, granted))

    async def _permit(
        self, unit: UnitOfWork, user_id: UUID, granted: list[str], now: datetime
    ) -> None:
        """Let a user do things everywhere: all of them as one of the administration."""
        administration = await department_rows.of_seed(
            unit.connection, unit.tenant_id, ADMINISTRATION
        )
        if EVERYTHING in granted and administration is not None:
            await authority_rows.assign(
                unit.connection,
                unit.tenant_id,
                self._database.ids.new(),
                user_id=user_id,
                department_id=administration,
                scope=EVERYWHERE,
                at=now,
                by="console:console",
            )
            return
        each = [
            UserGrant(
                id=self._database.ids.new(),
                effect="allow",
                action=action,
                part=Part(everywhere=True),
                reason="Permitted from the command line.",
                created_at=now,
                created_by="console:console",
            )
            for action in granted
        ]
        await authority_rows.give(unit.connection, unit.tenant_id, user_id, each)

    async def _change(
        self, known: KnownAccount, password: str, *, keeping: SignedIn | None
    ) -> None:
        account = known.account
        password_hash = await self._passwords.hash(password)
        async with self._database.relay() as relay:
            kept = await repository.keep_password(
                relay, account.id, password_hash, instead_of=known.password_hash
            )
            if not kept:
                raise _wrong()
            ended = await sign_in_rows.revoke(
                relay,
                account.id,
                self._database.clock.now(),
                but=keeping.sign_in_id if keeping else None,
            )
            tenants = await repository.tenants_of(relay, account.id)
        self._authenticator.forget(ended)
        event = PasswordChanged(aggregate_id=account.id, masked_email=masked_email(account.email))
        by = CONSOLE
        if keeping is not None:
            by = Teller("user", account.name, account.id, keeping.actor.origin)
        await self._telling.tell(event, tenants, by)

    async def _by_email(self, email: str) -> KnownAccount:
        async with self._database.relay() as relay:
            known = await repository.find_by_email(relay, email.strip().lower())
        if known is None:
            raise AccountUnknown("Nobody has an account with this e-mail address.")
        return known


def _added(account: Account, permissions: list[str]) -> AccountAdded:
    return AccountAdded(
        aggregate_id=account.id,
        name=account.name,
        masked_email=masked_email(account.email),
        permissions=permissions,
    )


def _wrong() -> PasswordWrong:
    return PasswordWrong(
        "This is not your password.", field_error("current_password", "not your password")
    )
