"""Holds back who guesses passwords: by e-mail address, and by the place it comes from."""

import ipaddress
import math
from datetime import datetime
from typing import Final

from chargehouse.contexts.people.errors import SignInsTooMany
from chargehouse.contexts.people.model import FAILURES_FORGOTTEN_AFTER, Failures
from chargehouse.contexts.people.repository import sign_ins as repository
from chargehouse.platform.postgres.database import Database
from chargehouse.platform.secrets import Keyring

FROM_ONE_PLACE_A_MINUTE: Final = 30
PLACES_REMEMBERED: Final = 10_000
MINUTE_S: Final = 60.0
IPV6_NETWORK_BITS: Final = 64


class Attempts:
    """Counts attempts before they are made, so that many at once are counted as well.

    An e-mail address is counted whether or not it has an account, in the database and as a keyed
    hash: being held back tells nothing about it. Places are counted in memory, ten thousand at
    most, a minute long.
    """

    def __init__(self, database: Database, keyring: Keyring) -> None:
        self._database = database
        self._keyring = keyring
        self._places: dict[str, int] = {}
        self._places_since_s = 0.0

    async def begin(self, email: str, address: str) -> Failures:
        """Count an attempt as a failure until it succeeds; raise `SignInsTooMany`."""
        self._count_place(_place_of(address))
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
        place = _place_of(address)
        if place in self._places:
            self._places[place] -= 1
        await self.forget(email)

    async def forget(self, email: str) -> None:
        """Forget the failures of an e-mail address."""
        async with self._database.relay() as relay:
            await repository.forget_failures(relay, self._hash(email))

    def _count_place(self, place: str) -> None:
        now_s = self._database.clock.monotonic()
        if now_s - self._places_since_s >= MINUTE_S:
            self._places.clear()
            self._places_since_s = now_s
        count = self._places.get(place, 0)
        if count >= FROM_ONE_PLACE_A_MINUTE:
            left_s = self._places_since_s + MINUTE_S - now_s
            raise _too_many(math.ceil(left_s))
        if place in self._places or len(self._places) < PLACES_REMEMBERED:
            self._places[place] = count + 1

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


def _place_of(address: str) -> str:
    """Return an address, and of IPv6 its network, since one machine has so many there."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if parsed.version == 4:  # noqa: PLR2004  IPv4
        return address
    return str(ipaddress.ip_network(f"{parsed}/{IPV6_NETWORK_BITS}", strict=False))
