"""What is asked of somebody on their way in: answered once, and within minutes."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from uuid import UUID

from chargehouse.contexts.people.errors import ChallengeNotServing
from chargehouse.contexts.people.repository import proofs as repository
from chargehouse.kernel.chance import Chance
from chargehouse.platform.postgres.database import Database
from chargehouse.platform.secrets import Keyring

LASTS: Final = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Asked:
    """Of whom something was asked, where that is known, and what belongs to it."""

    account_id: UUID | None
    data: bytes


class Challenges:
    """Keeps what is asked, by tokens of which only a keyed hash is kept."""

    def __init__(self, database: Database, keyring: Keyring, chance: Chance) -> None:
        self._database = database
        self._keyring = keyring
        self._chance = chance

    async def ask(self, purpose: str, account_id: UUID | None, data: bytes = b"") -> str:
        """Return the token by which an answer names what was asked."""
        token, now = self._chance.secret(), self._database.clock.now()
        async with self._database.relay() as relay:
            await repository.forget_challenges(relay, now)
            await repository.keep_challenge(
                relay,
                self._hash(purpose, token),
                purpose=purpose,
                account_id=account_id,
                data=data,
                expires_at=now + LASTS,
            )
        return token

    async def take(self, purpose: str, token: str) -> Asked:
        """Return what was asked, which no other answer can name again.

        Raises `ChallengeNotServing`.
        """
        async with self._database.relay() as relay:
            found = await repository.take_challenge(
                relay, self._hash(purpose, token), purpose, self._database.clock.now()
            )
        if found is None:
            raise _not_serving()
        return Asked(*found)

    async def look(self, purpose: str, token: str) -> Asked:
        """Return what was asked, which waits on; raise `ChallengeNotServing`."""
        async with self._database.relay() as relay:
            found = await repository.challenge_of(
                relay, self._hash(purpose, token), purpose, self._database.clock.now()
            )
        if found is None:
            raise _not_serving()
        return Asked(*found)

    def _hash(self, purpose: str, token: str) -> bytes:
        return self._keyring.token_hash(f"{purpose} {token}")


def _not_serving() -> ChallengeNotServing:
    return ChallengeNotServing("This took too long, or was done before: begin again.")
