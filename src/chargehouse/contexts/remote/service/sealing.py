"""What of a partner's wish is encrypted."""

from uuid import UUID

from chargehouse.contexts.remote.model.wishes import Wish
from chargehouse.ocpi import codec
from chargehouse.platform.secrets import Keyring


class WishSealer:
    """Encrypts wishes, each for its own row."""

    def __init__(self, keyring: Keyring) -> None:
        self._keyring = keyring

    def seal(self, id_: UUID, wish: Wish) -> bytes:
        """Return a wish encrypted."""
        return self._keyring.encrypt_bytes(codec.encode(wish), context=_context(id_))

    def open(self, id_: UUID, sealed: bytes) -> Wish:
        """Return a wish as it was. Raises `Undecipherable`."""
        return codec.decode(Wish, self._keyring.decrypt_bytes(sealed, context=_context(id_)))


def _context(id_: UUID) -> str:
    return f"partner_commands.sealed/{id_}"
