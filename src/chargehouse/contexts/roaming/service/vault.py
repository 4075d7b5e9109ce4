"""Partners' tokens: made, hashed, encrypted; and what is kept of a handshake."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from chargehouse.contexts.roaming.events import PartnerHandshakeFailed
from chargehouse.contexts.roaming.public import HandshakeStep, Partner
from chargehouse.contexts.roaming.repository import partners
from chargehouse.contexts.roaming.repository.partners import Held
from chargehouse.kernel.chance import Chance
from chargehouse.kernel.clock import Clock
from chargehouse.platform.postgres.database import UnitOfWork
from chargehouse.platform.secrets import Keyring

TOKEN_BYTES: Final = 32


class Vault:
    """Makes tokens, and keeps them: ours as hashes, partners' encrypted."""

    def __init__(self, keyring: Keyring, chance: Chance) -> None:
        self._keyring = keyring
        self._chance = chance

    def new(self) -> tuple[str, bytes]:
        """Return a new token of 43 characters, and the hash by which it is found."""
        token = self._chance.secret(TOKEN_BYTES)
        return token, self.hash(token)

    def hash(self, token: str) -> bytes:
        """Return the hash by which a token is found."""
        return self._keyring.token_hash(token)

    def lock(self, partner_id: UUID, token: str) -> bytes:
        """Return a partner's token, encrypted."""
        return self._keyring.encrypt(token, context=f"platforms.outbound/{partner_id}")

    def open(self, partner_id: UUID, encrypted: bytes) -> str:
        """Return what `lock` was given."""
        return self._keyring.decrypt(encrypted, context=f"platforms.outbound/{partner_id}")


class Steps:
    """The steps of a handshake, as they are taken; each that ended well is noted when it did."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.taken: list[HandshakeStep] = []
        self.now = ""

    def begin(self, step: str) -> None:
        """Note that the step before ended well, and which one begins."""
        self.end()
        self.now = step

    def end(self, fault: str | None = None) -> None:
        """Note how the step under way ended."""
        if self.now:
            self.taken.append(HandshakeStep(step=self.now, at=self._clock.now(), fault=fault))
            self.now = ""


async def locked(work: UnitOfWork, partner_id: UUID) -> Held:
    """Return a partner and its secrets, locked against change. Raises `PartnerUnknown`."""
    return await partners.known(work.connection, work.tenant_id, partner_id, lock=True)


async def note_failure(
    work: UnitOfWork, partner: Partner, by: str, taken: Sequence[HandshakeStep]
) -> None:
    """Keep what a handshake that failed came to; a token that it offered serves no more."""
    failed = next((each for each in taken if each.fault), None)
    await partners.change(
        work.connection,
        work.tenant_id,
        partner.id,
        {"steps": list(taken), "offered_hash": None, "updated_at": work.now()},
    )
    work.record(
        PartnerHandshakeFailed(
            aggregate_id=partner.id,
            name=partner.name,
            by=by,
            step=failed.step if failed else "",
            fault=(failed.fault or "") if failed else "",
        )
    )
