"""Knows whose the cookie of a sign-in is."""

import asyncio
from collections.abc import Collection, Sequence
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
from chargehouse.platform.beliefs import Beliefs
from chargehouse.platform.gathering import Gathering
from chargehouse.platform.http.sign_in import SignedIn
from chargehouse.platform.postgres.database import Database
from chargehouse.platform.secrets import Keyring

KNOWN_FOR_S: Final = 5.0
USES_AT_MOST: Final = 10_000
USED_LATELY: Final = timedelta(seconds=30)
"""Who comes at least that often is looked up with the others, before they come again."""

LOOKED_UP_EVERY_S: Final = 15.0


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
        self._known = Beliefs[Claim, Recognised](clock, KNOWN_FOR_S)
        self._used_at: dict[Claim, datetime] = {}
        self._looks = Gathering("sign-ins", self._look_up)
        self._waiting: dict[UUID, set[asyncio.Event]] = {}
        self._watch: asyncio.Task[None] | None = None

    async def authenticate(self, cookie: str, tenant: str | None) -> SignedIn:
        """Return who holds this cookie, in the tenant of a slug or else the first of theirs.

        Raises `SignInEnded`, `SignInExpired`, `TenantNotYours` and `Unavailable`.
        """
        if not is_sign_in_token(cookie):
            raise ended()
        claim = Claim(self._keyring.token_hash(cookie), tenant.strip().lower() if tenant else None)
        recognised, now = self._known.get(claim), self._clock.now()
        if recognised is None:
            recognised = await self._recognised(claim)
        else:
            self._used_at[claim] = now
        if is_over(recognised.last_seen_at, recognised.expires_at, now):
            raise expired()
        return recognised.signed_in

    def forget(self, sign_in_ids: Collection[UUID]) -> None:
        """Believe nothing more of sign-ins, for they were ended."""
        self._known.forget(lambda known: known.signed_in.sign_in_id in sign_in_ids)
        self._end(sign_in_ids)

    def require_proof(self, signed_in: SignedIn) -> None:
        """Raise `ProofNeeded` unless who is signed in proved lately who they are."""
        if self._clock.now() - signed_in.proved_at >= PROOF_LASTS:
            raise ProofNeeded("Prove again who you are: with your password, or with a passkey.")

    def forget_tenant(self, tenant_id: UUID) -> None:
        """Believe nothing more of what people may do in a tenant, for it was changed."""
        self._known.forget(lambda known: known.signed_in.actor.tenant_id == tenant_id)

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
        answer = await self._looks.find(claim)
        if answer is None:
            raise ended()
        if isinstance(answer, Exception):
            raise answer
        return answer

    async def _look_up(self, asked: Collection[Claim]) -> dict[Claim, Answer]:
        generation, now = self._known.generation, self._clock.now()
        used = {claim: at for claim, at in self._used_at.items() if now - at < USED_LATELY}
        if len(used) >= USES_AT_MOST:
            used = {}
        used |= dict.fromkeys(asked, now)
        answers = await self._recognition.answers(used)
        known = {
            claim: answer for claim, answer in answers.items() if isinstance(answer, Recognised)
        }
        for claim, answer in known.items():
            self._known.keep(claim, answer, generation)
        self._used_at = {claim: used[claim] for claim in known}
        return answers
