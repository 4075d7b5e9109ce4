"""Second factors: an authenticator's codes, and recovery codes where it is lost."""

from dataclasses import dataclass, field
from uuid import UUID

from chargehouse.contexts.people.errors import (
    CodeWrong,
    SecondFactorKept,
    SecondFactorMissing,
)
from chargehouse.contexts.people.events import (
    RecoveryCodesRenewed,
    RecoveryCodeUsed,
    SecondFactorAdded,
    SecondFactorRemoved,
)
from chargehouse.contexts.people.model import field_error, masked_email
from chargehouse.contexts.people.model.factors import (
    authenticator_link,
    new_recovery_codes,
    new_secret,
    recovery_code_of,
    step_of,
)
from chargehouse.contexts.people.public import Account
from chargehouse.contexts.people.repository import accounts as account_rows
from chargehouse.contexts.people.repository import proofs as repository
from chargehouse.contexts.people.service.telling import Telling
from chargehouse.kernel.chance import Chance
from chargehouse.platform.http.sign_in import SignedIn
from chargehouse.platform.postgres.database import Database
from chargehouse.platform.secrets import Keyring

TOTP = "totp"


@dataclass(frozen=True, slots=True)
class NewAuthenticator:
    """What an authenticator is told, this once: by hand, or by a link as a QR code."""

    secret: str = field(repr=False)
    link: str = field(repr=False)


class SecondFactors:
    """Adds, checks and removes an account's authenticator, and makes recovery codes."""

    def __init__(
        self, database: Database, keyring: Keyring, chance: Chance, telling: Telling
    ) -> None:
        self._database = database
        self._keyring = keyring
        self._chance = chance
        self._telling = telling

    async def begin(self, signed_in: SignedIn) -> NewAuthenticator:
        """Return a secret that serves once its first code is confirmed.

        Raises `SecondFactorKept` where the account has an authenticator.
        """
        account = await self._account(signed_in.account_id)
        secret = new_secret(self._chance)
        encrypted = self._keyring.encrypt(secret, context=_context(account.id))
        async with self._database.relay() as relay:
            kept = await repository.keep_secret(
                relay, account.id, encrypted, self._database.clock.now()
            )
        if not kept:
            raise SecondFactorKept("You have an authenticator: remove it to add another.")
        return NewAuthenticator(secret, authenticator_link(secret, account.email))

    async def confirm(self, signed_in: SignedIn, code: str) -> list[str]:
        """Ask for codes from now on; return the recovery codes, which are told this once.

        Raises `SecondFactorMissing`, `SecondFactorKept` and `CodeWrong`.
        """
        async with self._database.relay() as relay:
            known = await repository.secret_of(relay, signed_in.account_id)
        if known is None:
            raise SecondFactorMissing("Begin with a new secret.")
        if known.is_confirmed:
            raise SecondFactorKept("This authenticator is confirmed.")
        await self._check_totp(signed_in.account_id, code)
        codes = await self._renew(signed_in.account_id)
        account = await self._account(signed_in.account_id)
        added = SecondFactorAdded(
            aggregate_id=account.id, kind=TOTP, masked_email=masked_email(account.email)
        )
        await self._telling.tell_owner(added, account, signed_in.actor.origin)
        return codes

    async def renew_codes(self, signed_in: SignedIn) -> list[str]:
        """Return new recovery codes in place of the old; raise `SecondFactorMissing`."""
        if not await self.is_asked_for(signed_in.account_id):
            raise SecondFactorMissing("You have no authenticator.")
        account = await self._account(signed_in.account_id)
        codes = await self._renew(account.id)
        event = RecoveryCodesRenewed(
            aggregate_id=account.id, masked_email=masked_email(account.email)
        )
        await self._telling.tell_owner(event, account, signed_in.actor.origin)
        return codes

    async def remove(self, signed_in: SignedIn) -> None:
        """Ask for a password alone from now on; raise `SecondFactorMissing`."""
        account = await self._account(signed_in.account_id)
        async with self._database.relay() as relay:
            removed = await repository.remove_secret(relay, account.id)
        if not removed:
            raise SecondFactorMissing("You have no authenticator.")
        event = SecondFactorRemoved(
            aggregate_id=account.id, kind=TOTP, masked_email=masked_email(account.email)
        )
        await self._telling.tell_owner(event, account, signed_in.actor.origin)

    async def is_asked_for(self, account_id: UUID) -> bool:
        """Tell whether an account needs a code besides its password."""
        async with self._database.relay() as relay:
            known = await repository.secret_of(relay, account_id)
        return known is not None and known.is_confirmed

    async def codes_left(self, account_id: UUID) -> int:
        """Count an account's recovery codes."""
        async with self._database.relay() as relay:
            return await repository.codes_left(relay, account_id)

    async def check(self, account: Account, code: str, origin: str | None) -> None:
        """Accept a code of an account's authenticator or one for recovery; raise `CodeWrong`."""
        recovery = recovery_code_of(code)
        if recovery is None:
            await self._check_totp(account.id, code)
            return
        async with self._database.relay() as relay:
            used = await repository.use_code(relay, account.id, self._hash(account.id, recovery))
            left = await repository.codes_left(relay, account.id)
        if not used:
            raise _wrong()
        event = RecoveryCodeUsed(
            aggregate_id=account.id, left=left, masked_email=masked_email(account.email)
        )
        await self._telling.tell_owner(event, account, origin)

    async def _check_totp(self, account_id: UUID, code: str) -> None:
        now = self._database.clock.now()
        async with self._database.relay() as relay:
            known = await repository.secret_of(relay, account_id)
            if known is None:
                raise _wrong()
            secret = self._keyring.decrypt(known.encrypted, context=_context(account_id))
            step = step_of(secret, code, now, known.last_step)
            if step is None or not await repository.use_step(relay, account_id, step, now):
                raise _wrong()

    async def _renew(self, account_id: UUID) -> list[str]:
        codes = new_recovery_codes(self._chance)
        hashes = [self._hash(account_id, code.replace("-", "")) for code in codes]
        async with self._database.relay() as relay:
            await repository.replace_codes(relay, account_id, hashes)
        return codes

    async def _account(self, account_id: UUID) -> Account:
        async with self._database.relay() as relay:
            return (await account_rows.known(relay, account_id)).account

    def _hash(self, account_id: UUID, code: str) -> bytes:
        return self._keyring.token_hash(f"recovery {account_id} {code}")


def _context(account_id: UUID) -> str:
    return f"totp {account_id}"


def _wrong() -> CodeWrong:
    return CodeWrong(
        "This code is wrong, or was used.", field_error("code", "wrong, or used before")
    )
