"""Sign-ins: made, listed, ended."""

from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from chargehouse.contexts.people.errors import (
    PasswordWrong,
    SignInNotAccepted,
    SignInUnknown,
    TenantNotYours,
)
from chargehouse.contexts.people.events import SignedIn as SignedInEvent
from chargehouse.contexts.people.events import SignedOut, SignInRefused
from chargehouse.contexts.people.model import (
    LASTS_AT_MOST,
    SIGN_IN_PREFIX,
    field_error,
    is_email,
    masked_email,
    user_agent_of,
)
from chargehouse.contexts.people.public import Account, SignInRecord, TenantRef
from chargehouse.contexts.people.repository import accounts as account_rows
from chargehouse.contexts.people.repository import proofs as proof_rows
from chargehouse.contexts.people.repository import sign_ins as repository
from chargehouse.contexts.people.repository.accounts import KnownAccount
from chargehouse.contexts.people.repository.sign_ins import KnownSignIn
from chargehouse.contexts.people.service.attempts import Attempts
from chargehouse.contexts.people.service.challenges import Challenges
from chargehouse.contexts.people.service.cookies import SignInAuthenticator
from chargehouse.contexts.people.service.factors import SecondFactors
from chargehouse.contexts.people.service.passwords import Passwords
from chargehouse.contexts.people.service.telling import Teller, Telling
from chargehouse.kernel.chance import Chance
from chargehouse.platform.http.sign_in import SignedIn
from chargehouse.platform.postgres.database import Database
from chargehouse.platform.secrets import Keyring

SECOND_STEP: Final = "second step"


@dataclass(frozen=True, slots=True)
class Browser:
    """Where somebody signs in: the address it comes from, and what the browser calls itself."""

    address: str
    user_agent: str = ""


@dataclass(frozen=True, slots=True)
class NewSignIn:
    """Who signed in, and the cookie's value, which is told this once and kept nowhere."""

    signed_in: SignedIn
    plain: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class SecondStep:
    """The password was right, and a code is asked for, in answer to this challenge."""

    challenge: str = field(repr=False)


class SignInService:
    """Makes, lists and ends the sign-ins of people."""

    def __init__(
        self,
        database: Database,
        keyring: Keyring,
        chance: Chance,
        *,
        passwords: Passwords,
        authenticator: SignInAuthenticator,
        attempts: Attempts,
        telling: Telling,
        factors: SecondFactors,
        challenges: Challenges,
    ) -> None:
        self._database = database
        self._keyring = keyring
        self._chance = chance
        self._passwords = passwords
        self._authenticator = authenticator
        self._attempts = attempts
        self._telling = telling
        self._factors = factors
        self._challenges = challenges

    async def sign_in(self, email: str, password: str, browser: Browser) -> NewSignIn | SecondStep:
        """Sign somebody in, or ask for a code where their account wants one.

        Raises `SignInNotAccepted`, alike and after the same time for a wrong password and for no
        such account; `SignInsTooMany`; and, to whose password is right, `TenantNotYours`.
        """
        account = await self._by_password(email.strip().lower(), password, browser)
        return await self.after_password(account, browser)

    async def after_password(self, account: Account, browser: Browser) -> NewSignIn | SecondStep:
        """Sign in whose password was right, or ask for a code where their account wants one.

        Raises `TenantNotYours`.
        """
        if await self._factors.is_asked_for(account.id):
            return SecondStep(await self._challenges.ask(SECOND_STEP, account.id))
        await self._attempts.succeed(account.email, browser.address)
        return await self.welcome(account, browser)

    async def second_step(self, challenge: str, code: str, browser: Browser) -> NewSignIn:
        """Sign in whose password was right, by a code of their authenticator or for recovery.

        Raises `ChallengeNotServing`, `CodeWrong`, `SignInsTooMany` and `TenantNotYours`.
        """
        asked = await self._challenges.look(SECOND_STEP, challenge)
        async with self._database.relay() as relay:
            account = (await account_rows.known(relay, asked.account_id)).account
        await self._attempts.begin(account.email, browser.address)
        await self._factors.check(account, code, browser.address)
        await self._challenges.take(SECOND_STEP, challenge)
        await self._attempts.succeed(account.email, browser.address)
        return await self.welcome(account, browser)

    async def prove(
        self, signed_in: SignedIn, password: str, code: str | None, browser: Browser
    ) -> None:
        """Let who is signed in prove again who they are, by all that their account asks for.

        Raises `PasswordWrong`, `CodeWrong` and `SignInsTooMany`.
        """
        async with self._database.relay() as relay:
            known = await account_rows.known(relay, signed_in.account_id)
        account = known.account
        await self._attempts.begin(account.email, browser.address)
        if not await self._passwords.is_right(password, known.password_hash):
            raise PasswordWrong("This is not your password.", field_error("password", "wrong"))
        if await self._factors.is_asked_for(account.id):
            await self._factors.check(account, code or "", browser.address)
        await self._attempts.succeed(account.email, browser.address)
        await self.proved(signed_in)

    async def proved(self, signed_in: SignedIn) -> None:
        """Keep that who is signed in proved just now who they are."""
        async with self._database.relay() as relay:
            await proof_rows.note_proof(relay, signed_in.sign_in_id, self._database.clock.now())
        self._authenticator.forget([signed_in.sign_in_id])

    async def welcome(self, account: Account, browser: Browser) -> NewSignIn:
        """Make a sign-in for an account's owner; raise `TenantNotYours` where none is theirs."""
        async with self._database.relay() as relay:
            tenants = await account_rows.tenants_of(relay, account.id)
        if not tenants:
            raise TenantNotYours("Your account belongs to no tenant; ask who runs the system.")
        return await self.open(account, tenants, browser)

    async def _by_password(self, email: str, password: str, browser: Browser) -> Account:
        failures = await self._attempts.begin(email, browser.address)
        async with self._database.relay() as relay:
            known = await account_rows.find_by_email(relay, email) if is_email(email) else None
            tenants = await account_rows.tenants_of(relay, known.account.id) if known else []
        right = await self._passwords.is_right(password, known.password_hash if known else None)
        if known is None or not right:
            refused = SignInRefused(
                aggregate_id=known.account.id if known else self._database.ids.new(),
                masked_email=masked_email(email),
                failures=failures.count,
            )
            stranger = Teller("user", "not signed in", origin=browser.address)
            self._telling.tell_later(refused, tenants, stranger)
            raise SignInNotAccepted("The e-mail address or the password is wrong.")
        await self._hash_again(known, password)
        return known.account

    async def open(self, account: Account, tenants: list[TenantRef], browser: Browser) -> NewSignIn:
        """Make a sign-in for somebody who proved to be the account's owner."""
        now = self._database.clock.now()
        plain = SIGN_IN_PREFIX + self._chance.secret()
        sign_in = KnownSignIn(
            id=self._database.ids.new(),
            account=account,
            user_agent=user_agent_of(browser.user_agent),
            created_at=now,
            proved_at=now,
            last_seen_at=now,
            expires_at=now + LASTS_AT_MOST,
            revoked_at=None,
        )
        async with self._database.relay() as relay:
            await repository.add(relay, sign_in, self._keyring.token_hash(plain))
        event = SignedInEvent(
            aggregate_id=account.id,
            sign_in_id=sign_in.id,
            masked_email=masked_email(account.email),
        )
        owner = Teller("user", account.name, account.id, browser.address)
        await self._telling.tell(event, tenants, owner)
        return NewSignIn(await self._authenticator.authenticate(plain, None), plain)

    async def list(self, signed_in: SignedIn) -> list[SignInRecord]:
        """Return where the account is signed in, the one used last first."""
        async with self._database.relay() as relay:
            found = await repository.serving(
                relay, signed_in.account_id, self._database.clock.now()
            )
        return [
            SignInRecord(
                id=each.id,
                user_agent=each.user_agent,
                created_at=each.created_at,
                last_seen_at=each.last_seen_at,
                expires_at=each.expires_at,
                current=each.id == signed_in.sign_in_id,
            )
            for each in found
        ]

    async def end(self, signed_in: SignedIn, sign_in_id: UUID) -> None:
        """End one of the account's own sign-ins; raise `SignInUnknown`."""
        if not await self._end(signed_in, only=sign_in_id):
            raise SignInUnknown("You are not signed in so.")

    async def sign_out(self, signed_in: SignedIn) -> None:
        """End the sign-in that asks."""
        await self._end(signed_in, only=signed_in.sign_in_id)

    async def sign_out_everywhere(self, signed_in: SignedIn) -> None:
        """End every sign-in of the account, the one that asks as well."""
        await self._end(signed_in)

    async def _end(self, signed_in: SignedIn, *, only: UUID | None = None) -> bool:
        async with self._database.relay() as relay:
            known = await account_rows.find(relay, signed_in.account_id)
            tenants = await account_rows.tenants_of(relay, signed_in.account_id)
            ended = await repository.revoke(
                relay, signed_in.account_id, self._database.clock.now(), only=only
            )
        self._authenticator.forget(ended)
        if known is not None and ended:
            event = SignedOut(
                aggregate_id=signed_in.account_id,
                sign_ins=len(ended),
                masked_email=masked_email(known.account.email),
            )
            account, origin = known.account, signed_in.actor.origin
            await self._telling.tell(
                event, tenants, Teller("user", account.name, account.id, origin)
            )
        return bool(ended)

    async def _hash_again(self, known: KnownAccount, password: str) -> None:
        """Keep a password at what hashes cost now."""
        if self._passwords.needs_hashing_again(known.password_hash):
            stronger = await self._passwords.hash(password)
            async with self._database.relay() as relay:
                await account_rows.keep_password(
                    relay, known.account.id, stronger, instead_of=known.password_hash
                )
