"""Holds back who guesses passwords: by e-mail address, and by the place it comes from."""

from datetime import datetime
from typing import Final

from chargehouse.contexts.people.errors import SignInsTooMany
from chargehouse.contexts.people.model import FAILURES_FORGOTTEN_AFTER, Failures
from chargehouse.contexts.people.repository import sign_ins as repository
from chargehouse.platform.places import place_of
from chargehouse.platform.postgres.database import Database
from chargehouse.platform.secrets import Keyring
from chargehouse.platform.tally import Tally

FROM_ONE_PLACE_A_MINUTE: Final = 30


class Attempts:
    """Counts attempts before they are made, so that many at once are counted as well.

    An e-mail address is counted whether or not it has an account, in the database and as a keyed
    hash: being held back tells nothing about it. Places are counted in memory.
    """

    def __init__(self, database: Database, keyring: Keyring) -> None:
        self._database = database
        self._keyring = keyring
        self._from_places = Tally[str](database.clock)

    async def begin(self, email: str, address: str) -> Failures:
        """Count an attempt as a failure until it succeeds; raise `SignInsTooMany`."""
        self._count_place(place_of(address))
        now = self._database.clock.now()
        email_hash = self._hash(email)
        async with self._database.relay() as relay:
            await repository.forget_failures(relay, before=now - FAILURES_FORGOTTEN_AFTER)
            failures = await repository.failures_locked(relay, email_hash, now)
            _refuse_within(failures, now)
            counted = failures.another(now)
            await repository.keep_failures(relay, email_hash, counted)
        return counted

    async def succeed(self, email: str, address: str) -> None:
        """Forget the failures of an e-mail address, since its owner came."""
        self._from_places.take_back(place_of(address))
        await self.forget(email)

    async def forget(self, email: str) -> None:
        """Forget the failures of an e-mail address."""
        async with self._database.relay() as relay:
            await repository.forget_failures(relay, self._hash(email))

    def _count_place(self, place: str) -> None:
        if self._from_places.of(place) >= FROM_ONE_PLACE_A_MINUTE:
            raise _too_many(self._from_places.seconds_left())
        self._from_places.count(place)

    def _hash(self, email: str) -> bytes:
        return self._keyring.fingerprint(b"sign-in " + email.encode("utf-8", "surrogatepass"))


def _refuse_within(failures: Failures, now: datetime) -> None:
    wait_s = failures.wait_s(now)
    if wait_s:
        raise _too_many(wait_s)


def _too_many(retry_after_s: int) -> SignInsTooMany:
    return SignInsTooMany(
        "Too many attempts to sign in; wait before you try again.",
        {"retry_after_s": retry_after_s},
    )
