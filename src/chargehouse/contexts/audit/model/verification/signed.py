"""Heads and anchors as verification takes them: whether they hold, and over what."""

from typing import NamedTuple

from chargehouse.contexts.audit.model.findings import Findings
from chargehouse.contexts.audit.model.statements import (
    NO_ANCHOR,
    Anchor,
    Head,
    Keys,
    Signed,
    digest,
    opened,
)


class Checkpoint(NamedTuple):
    """A root that was signed over the log of a size; `name` is the statement's, for people."""

    size: int
    root: str
    name: str


class Chain:
    """Takes heads and anchors in their order, and keeps what they say the roots were.

    `heads` and `anchors` count those that were told.
    """

    def __init__(self, tenant: str, keys: Keys, findings: Findings) -> None:
        self.heads = 0
        self.anchors = 0
        self._tenant = tenant
        self._keys = keys
        self._findings = findings
        self._checkpoints: list[Checkpoint] = []
        self._head: Head | None = None
        self._anchor: tuple[Anchor, str] | None = None

    def add_head(self, signed: Signed) -> None:
        """Take the next head."""
        self.heads += 1
        try:
            head = opened(signed, self._keys, Head)
        except ValueError as error:
            self._findings.add("head", f"Head {self.heads - 1}: {error}.")
            return
        self._expect(head.size, head.root, head.tenant, f"head {head.number}")
        before = self._head
        if before is None:
            if head.number != 0:
                self._findings.add("chain", f"The first head is number {head.number}.")
        elif head.number != before.number + 1:
            self._findings.add("chain", f"Head {head.number} follows head {before.number}.")
        elif head.size < before.size:
            self._findings.add(
                "chain", f"Head {head.number} is of a shorter log than the one before."
            )
        self._head = head

    def add_anchor(self, signed: Signed) -> None:
        """Take the next anchor."""
        self.anchors += 1
        try:
            anchor = opened(signed, self._keys, Anchor)
        except ValueError as error:
            self._findings.add("anchor", f"Anchor {self.anchors - 1}: {error}.")
            return
        name = f"anchor {anchor.number} of {anchor.day}"
        self._expect(anchor.size, anchor.root, anchor.tenant, name)
        number, previous = 0, NO_ANCHOR
        if self._anchor is not None:
            before, text = self._anchor
            number, previous = before.number + 1, digest(text).hex()
            if anchor.size < before.size:
                self._findings.add("chain", f"The {name} is of a shorter log than the one before.")
        if (anchor.number, anchor.previous) != (number, previous):
            self._findings.add("chain", f"The {name} does not follow the one before it.")
        self._anchor = anchor, signed.text

    def add_witnessed(self, signed: Signed) -> None:
        """Take an anchor that was kept elsewhere, in any order; those of other logs are passed."""
        try:
            anchor = opened(signed, self._keys, Anchor)
        except ValueError as error:
            self._findings.add("anchor", f"An anchor kept elsewhere: {error}.")
            return
        if anchor.tenant == self._tenant:
            name = f"anchor {anchor.number} of {anchor.day}, kept elsewhere,"
            self._expect(anchor.size, anchor.root, anchor.tenant, name)

    def checkpoints(self) -> list[Checkpoint]:
        """Return what was signed, the smallest log last."""
        return sorted(self._checkpoints, reverse=True)

    def _expect(self, size: int, root: str, tenant: str, name: str) -> None:
        if tenant != self._tenant:
            self._findings.add("head", f"The {name} is of another tenant's log.")
            return
        self._checkpoints.append(Checkpoint(size, root, name))
