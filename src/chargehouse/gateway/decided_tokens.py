"""What was decided of the tokens of transactions, while the connection lasts (OCPP 2.x)."""

from datetime import datetime
from typing import Final, NamedTuple

from chargehouse.contexts.access.public import Decision

TRANSACTIONS_REMEMBERED: Final = 64


class JudgedToken(NamedTuple):
    """A transaction's token, and what was decided.

    `evse_id` and `reported_at` are those of the event that it was judged by: a denial is asked for
    again by them, and is another once the identifier or the policy is. `reported_at` is None where
    the token has been let in elsewhere since, so that the next event is judged by its own.
    """

    identifier_hash: bytes
    decision: Decision
    evse_id: int | None
    reported_at: datetime | None


class JudgedTokens:
    """The tokens of a connection's last transactions."""

    __slots__ = ("_by_transaction",)

    def __init__(self) -> None:
        self._by_transaction: dict[str, JudgedToken] = {}

    def of(self, transaction_id: str, identifier_hash: bytes) -> JudgedToken | None:
        """Return what was decided of a transaction, if it was of this token."""
        known = self._by_transaction.get(transaction_id)
        return known if known is not None and known.identifier_hash == identifier_hash else None

    def keep(self, transaction_id: str, judged: JudgedToken) -> None:
        """Remember what was decided; of too many transactions the first is forgotten."""
        self._by_transaction.pop(transaction_id, None)
        while len(self._by_transaction) >= TRANSACTIONS_REMEMBERED:
            del self._by_transaction[next(iter(self._by_transaction))]
        self._by_transaction[transaction_id] = judged

    def forget(self, transaction_id: str) -> None:
        """Remember nothing more of a transaction."""
        self._by_transaction.pop(transaction_id, None)

    def let_in(self, identifier_hash: bytes) -> None:
        """Have a token judged anew wherever it was denied: an Authorize has let it in."""
        for transaction_id, known in self._by_transaction.items():
            if known.identifier_hash == identifier_hash and not known.decision.allowed:
                self._by_transaction[transaction_id] = known._replace(reported_at=None)
