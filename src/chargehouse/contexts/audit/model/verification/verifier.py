"""The verifier of a log: its statements, then every entry in order."""

from collections.abc import Sequence
from uuid import UUID

from chargehouse.contexts.audit.model.findings import Findings, Report
from chargehouse.contexts.audit.model.statements import Keys, Signed
from chargehouse.contexts.audit.model.verification.absences import Absences
from chargehouse.contexts.audit.model.verification.entries import Entries
from chargehouse.contexts.audit.model.verification.growth import Growth, add_short
from chargehouse.contexts.audit.model.verification.kept import Kept
from chargehouse.contexts.audit.model.verification.signed import Chain


class Verifier:
    """Verifies one log: tell it the anchors and heads in their order, then every entry, then end.

    `keys` are those that are trusted. Nothing is remembered of an entry but its hash, what is
    blank in it until an erasure covers it, and that its body is gone, so a log of any length can
    be verified as it is read.
    """

    def __init__(self, tenant_id: UUID, keys: Keys) -> None:
        self.findings = Findings()
        self._tenant = str(tenant_id)
        self._chain = Chain(self._tenant, keys, self.findings)
        self._growth = Growth(self.findings)
        self._absences = Absences(self.findings)
        self._entries = Entries(
            self._tenant,
            0,
            growth=self._growth,
            absences=self._absences,
            findings=self.findings,
        )

    @property
    def size(self) -> int:
        """How many entries were told."""
        return self._entries.expected

    @property
    def tenant(self) -> str:
        """Whose log it is."""
        return self._tenant

    @property
    def broken(self) -> bool:
        """Whether the tree over the entries could not be made, or is not what was signed."""
        return self._growth.broken

    def root(self) -> bytes:
        """Return the root over the entries so far."""
        return self._growth.root()

    def add_head(self, signed: Signed) -> None:
        """Take the next head."""
        self._chain.add_head(signed)

    def add_anchor(self, signed: Signed) -> None:
        """Take the next anchor."""
        self._chain.add_anchor(signed)

    def add_witnessed(self, signed: Signed) -> None:
        """Take an anchor that was kept elsewhere, in any order; those of other logs are passed."""
        self._chain.add_witnessed(signed)

    def begin(self) -> None:
        """Note that all statements were told and entries follow."""
        self._growth.begin(self._chain.checkpoints())

    def add_entries(self, entries: Sequence[Kept]) -> None:
        """Take the next entries; the more at once, the less each costs."""
        self._entries.add(entries)

    def add_plain(self, leaves: Sequence[bytes]) -> None:
        """Take the hashes of the next entries, which `plain` has looked through."""
        self._entries.expected += len(leaves)
        self._growth.add(leaves)

    def end(self, size: int | None = None) -> Report:
        """Return what was found; `size` is how many entries there are said to be."""
        if size is not None and size != self._entries.expected:
            add_short(self.findings, "The log is said to have", size, self._entries.expected)
        self._growth.end(self._entries.expected)
        self._absences.end()
        return Report(
            ok=self.findings.count == 0,
            tenant=self._tenant,
            size=self._entries.expected,
            root=self.root().hex(),
            heads=self._chain.heads,
            anchors=self._chain.anchors,
            erased=self._absences.erased,
            emptied=self._absences.emptied,
            first_bad_index=self.findings.first_bad,
            findings=self.findings.listed(),
        )
