"""Knows whose the cookie of a sign-in is."""

import asyncio
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from chargehouse.contexts.people.errors import ProofNeeded
from chargehouse.contexts.people.model import PROOF_LASTS, is_over, is_sign_in_token
from chargehouse.contexts.people.repository import sign_ins as repository
from chargehouse.contexts.people.service.recognising import (
    Answer,
    Claim,
    Recognised,
    Recognition,
    ended,
    expired,
)
from chargehouse.kernel.actor import Permission
from chargehouse.kernel.clock import Clock
from chargehouse.kernel.errors import Unavailable
from chargehouse.platform.http.sign_in import SignedIn
from chargehouse.platform.postgres.database import Database
from chargehouse.platform.secrets import Keyring

KNOWN_FOR_S: Final = 5.0
KNOWN_AT_MOST: Final = 10_000
USED_LATELY: Final = timedelta(seconds=30)
"""Who comes at least that often is looked up with the others, before they come again."""

LOOKED_UP_EVERY_S: Final = 15.0


@dataclass(slots=True)
class _Known:
    recognised: Recognised
    until_s: float
    used_at: datetime


class SignInAuthenticator:
    """Turns the cookies of sign-ins into actors.

    What is known of a sign-in is believed for five seconds, so that one that was ended by another
    process is refused within that time; one ended here at once. Whoever comes while others are
    looked up waits, and goes with the next; and all who came lately are looked up together: a
    hundred open browsers cost a few queries in five seconds, not a few each.
    """

    def __init__(
        self, database: Database, keyring: Keyring, clock: Clock, *, catalogue: Sequence[Permission]
    ) -> None:
        self._database = database
        self._keyring = keyring
        self._clock = clock
        self._recognition = Recognition(database, keyring, catalogue=catalogue)
        self._known: dict[Claim, _Known] = {}
        self._generation = 0
        self._asked: dict[Claim, asyncio.Future[Answer]] = {}
        self._looking: asyncio.Task[None] | None = None
        self._waiting: dict[UUID, set[asyncio.Event]] = {}
        self._watch: asyncio.Task[None] | None = None

    async def authenticate(self, cookie: str, tenant: str | None) -> SignedIn:
        """Return who holds this cookie, in the tenant of a slug or else the first of theirs.

        Raises `SignInEnded`, `SignInExpired`, `TenantNotYours` and `Unavailable`.
        """
        if not is_sign_in_token(cookie):
            raise ended()
        claim = Claim(self._keyring.token_hash(cookie), tenant.strip().lower() if tenant else None)
        known, now = self._known.get(claim), self._clock.now()
        if known is None or known.until_s <= self._clock.monotonic():
            recognised = await self._recognised(claim)
        else:
            known.used_at = now
            recognised = known.recognised
        if is_over(recognised.last_seen_at, recognised.expires_at, now):
            raise expired()
        return recognised.signed_in

    def forget(self, sign_in_ids: Collection[UUID]) -> None:
        """Believe nothing more of sign-ins, for they were ended."""
        self._generation += 1
        self._known = {
            claim: known
            for claim, known in self._known.items()
            if known.recognised.signed_in.sign_in_id not in sign_in_ids
        }
        self._end(sign_in_ids)

    def require_proof(self, signed_in: SignedIn) -> None:
        """Raise `ProofNeeded` unless who is signed in proved lately who they are."""
        if self._clock.now() - signed_in.proved_at >= PROOF_LASTS:
            raise ProofNeeded("Prove again who you are: with your password, or with a passkey.")

    def forget_tenant(self, tenant_id: UUID) -> None:
        """Believe nothing more of what people may do in a tenant, for it was changed."""
        self._generation += 1
        self._known = {
            claim: known
            for claim, known in self._known.items()
            if known.recognised.signed_in.actor.tenant_id != tenant_id
        }

    async def wait_until_over(self, signed_in: SignedIn) -> None:
        """Return once this sign-in has ended: at once where it was ended here.

        Whether another process ended one, or time, is looked up every fifteen seconds for all
        that are waited for, which is no use of them.
        """
        over = asyncio.Event()
        self._waiting.setdefault(signed_in.sign_in_id, set()).add(over)
        if self._watch is None:
            self._watch = asyncio.create_task(self._look_again_and_again(), name="sign-ins' ends")
        try:
            await over.wait()
        finally:
            self._waiting[signed_in.sign_in_id].discard(over)
            if not self._waiting[signed_in.sign_in_id]:
                del self._waiting[signed_in.sign_in_id]
            if not self._waiting and self._watch is not None:
                self._watch.cancel()
                self._watch = None

    def _end(self, sign_in_ids: Collection[UUID]) -> None:
        for sign_in_id in sign_in_ids:
            for over in self._waiting.get(sign_in_id, ()):
                over.set()

    async def _look_again_and_again(self) -> None:
        """End what no longer serves; what cannot be looked up now is believed."""
        while True:
            waiting = set(self._waiting)
            try:
                async with self._database.relay() as relay:
                    serving = await repository.serving_among(relay, waiting, self._clock.now())
            except Unavailable:
                serving = waiting
            self._end(waiting - serving)
            await self._clock.sleep(LOOKED_UP_EVERY_S)

    async def _recognised(self, claim: Claim) -> Recognised:
        asked = self._asked.get(claim)
        if asked is None:
            asked = self._asked[claim] = asyncio.get_running_loop().create_future()
        if self._looking is None:
            self._looking = asyncio.create_task(self._look_up(), name="sign-ins")
        answer = await asyncio.shield(asked)
        if isinstance(answer, Exception):
            raise answer
        return answer

    async def _look_up(self) -> None:
        """Answer everybody who asks, until nobody does."""
        try:
            while self._asked:
                asked, self._asked = self._asked, {}
                await self._answer(asked)
        finally:
            self._looking = None

    async def _answer(self, asked: dict[Claim, asyncio.Future[Answer]]) -> None:
        generation, now = self._generation, self._clock.now()
        used = {
            claim: known.used_at
            for claim, known in self._known.items()
            if now - known.used_at < USED_LATELY
        }
        if len(used) >= KNOWN_AT_MOST:
            used = {}
        used |= dict.fromkeys(asked, now)
        try:
            answers = await self._recognition.answers(used)
        except Exception as error:  # noqa: BLE001  it is raised to everybody who asked
            for waiting in asked.values():
                waiting.set_exception(error)
                waiting.exception()
            return
        for claim, waiting in asked.items():
            waiting.set_result(answers[claim])
        if generation == self._generation:
            until_s = self._clock.monotonic() + KNOWN_FOR_S
            self._known = {
                claim: _Known(answer, until_s, used[claim])
                for claim, answer in answers.items()
                if isinstance(answer, Recognised)
            }
