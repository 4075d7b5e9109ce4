"""The tree as it grows again from the entries, compared with every root that was signed over it."""

from collections.abc import Sequence

from chargehouse.contexts.audit.model.findings import Findings
from chargehouse.contexts.audit.model.tree import Frontier
from chargehouse.contexts.audit.model.verification.signed import Checkpoint


class Growth:
    """Takes the hashes of entries; `broken` once the tree cannot be what was signed."""

    def __init__(self, findings: Findings) -> None:
        self.broken = False
        self._findings = findings
        self._frontier = Frontier()
        self._checkpoints: list[Checkpoint] = []
        self._good_size = 0
        self._changed: int | None = None

    def root(self) -> bytes:
        """Return the root over the entries so far."""
        return self._frontier.root()

    def begin(self, checkpoints: Sequence[Checkpoint]) -> None:
        """Take what was signed, the smallest log last."""
        self._checkpoints = list(checkpoints)
        self._compare()

    def changed(self, index: int) -> None:
        """Note that an entry, whose hash follows, is known to be a bad one."""
        self._changed = index

    def add(self, leaves: Sequence[bytes]) -> None:
        """Take the next hashes."""
        at = 0
        while not self.broken and at < len(leaves):
            until = len(leaves)
            if self._checkpoints:
                until = min(until, at + self._checkpoints[-1].size - self._frontier.size)
            self._frontier.extend(leaves[at:until])
            at = until
            self._compare()

    def end(self, size: int) -> None:
        """Find that something was signed over more entries than there are."""
        if self._checkpoints and not self.broken:
            checkpoint = self._checkpoints[-1]
            add_short(self._findings, f"The {checkpoint.name} is over", checkpoint.size, size)

    def _compare(self) -> None:
        """Compare with everything that was signed over the log as it is now."""
        size = self._frontier.size
        if not self._checkpoints or self._checkpoints[-1].size > size:
            return
        root = self._frontier.root().hex()
        while self._checkpoints and self._checkpoints[-1].size <= size:
            checkpoint = self._checkpoints.pop()
            if checkpoint.root != root:
                self._differ(checkpoint.name, size)
                self.broken = True
                return
        self._good_size = size

    def _differ(self, name: str, size: int) -> None:
        """Name the entries since the last statement that holds, unless a bad one is known there."""
        start, last = self._good_size, size - 1
        detail = f"The {name} was signed over others than entries {start} to {last} are now."
        if size == start or (self._changed is not None and self._changed >= start):
            self._findings.add("root", detail)
        else:
            self._findings.add("root", detail, start, None if last == start else last)


def add_short(findings: Findings, who: str, said: int, size: int) -> None:
    """Add that a log has another size than is said of it."""
    if said > size:
        detail = f"{who} {said} entries: those from here on are missing."
        findings.add("short", detail, size, None if said - 1 == size else said - 1)
    else:
        findings.add("short", f"{who} {said} entries, and there are more.", said)
