"""The entries of a log, or of a piece of it, in their order."""

import hmac
from collections.abc import Sequence
from hashlib import sha256
from typing import Protocol

import msgspec

from chargehouse.contexts.audit.model.bodies import VERSION
from chargehouse.contexts.audit.model.findings import Findings
from chargehouse.contexts.audit.model.verification.absences import Absences
from chargehouse.contexts.audit.model.verification.kept import Kept, Told, read_told


class Growing(Protocol):
    """Takes the hashes of entries, in their order."""

    broken: bool

    def add(self, leaves: Sequence[bytes]) -> None:
        """Take the next hashes."""

    def changed(self, index: int, /) -> None:
        """Note that an entry, whose hash follows, is known to be a bad one."""


class Entries:
    """Checks entries, each by itself and that they follow one another; `expected` comes next."""

    def __init__(
        self,
        tenant: str,
        first: int,
        *,
        growth: Growing,
        absences: Absences,
        findings: Findings,
    ) -> None:
        self.expected = first
        self._tenant = tenant
        self._growth = growth
        self._absences = absences
        self.findings = findings

    def add(self, entries: Sequence[Kept]) -> None:
        """Take the next entries; the more at once, the less each costs."""
        leaves: list[bytes] = []
        for kept in entries:
            body, index = kept.body, kept.index
            if index != self.expected:
                self._grow(leaves)
                self._misplaced(index)
            self.expected = index + 1
            if body is None:
                self._take_emptied(kept, leaves)
                leaf = kept.leaf or b""
            else:
                leaf = sha256(b"\x00" + body).digest()
            if (kept.leaf or leaf) != leaf or (kept.in_tree or leaf) != leaf:
                self._grow(leaves)
                self._growth.changed(index)
                self.findings.add("changed", "It is not what was hashed.", index)
                leaf = kept.in_tree or kept.leaf or leaf
            elif body is not None:
                self._check(kept, body)
            leaves.append(leaf)
        self._grow(leaves)

    def _grow(self, leaves: list[bytes]) -> None:
        """Let the tree grow by entries so far, before anything is found out about the next."""
        self._growth.add(leaves)
        leaves.clear()

    def _misplaced(self, index: int) -> None:
        expected = self.expected
        self._growth.broken = True
        if index > expected:
            last = None if index - 1 == expected else index - 1
            self.findings.add("missing", "It is missing.", expected, last)
        elif index == expected - 1:
            self.findings.add("repeated", "It is there twice.", index)
        else:
            self.findings.add("out_of_order", f"It follows entry {expected - 1}.", index)

    def _check(self, kept: Kept, body: bytes) -> None:
        """Check what an entry says, which is what was hashed."""
        index = kept.index
        try:
            told = read_told(body)
        except msgspec.MsgspecError:
            self.findings.add("unreadable", "It has not the form of an entry.", index)
            return
        if told.index != index or told.tenant != self._tenant or told.v != VERSION:
            self.findings.add("out_of_order", "It belongs elsewhere.", index)
        if kept.columns is not None and kept.columns != told.columns():
            detail = "What is kept beside it to search by is not what it says."
            self.findings.add("changed", detail, index)
        if told.personal or kept.secrets:
            self._check_personal(kept, told)
        self._absences.answer(told.event, index, body)

    def _check_personal(self, kept: Kept, told: Told) -> None:
        secrets = kept.secrets
        for field, expected in told.personal.items():
            secret = secrets.get(field)
            if secret is None:
                self._absences.blank(kept.index, field)
                continue
            message = b"%s\x00%s" % (field.encode(), secret.value)
            if hmac.digest(secret.salt, message, "sha256").hex() != expected:
                detail = f"Its {field} is not what was committed to."
                self.findings.add("changed", detail, kept.index)
        for field in secrets.keys() - told.personal.keys():
            self.findings.add("changed", f"It never had a {field}.", kept.index)

    def _take_emptied(self, kept: Kept, leaves: list[bytes]) -> None:
        if kept.leaf is None:
            self._grow(leaves)
            self._growth.broken = True
            self.findings.add("unreadable", "It has neither a body nor a hash.", kept.index)
        if kept.secrets:
            self.findings.add("changed", "It has personal values and no body.", kept.index)
        self._absences.empty(kept.index)


class _Leaves:
    """Keeps the hashes of a piece."""

    def __init__(self) -> None:
        self.broken = False
        self.all: list[bytes] = []

    def add(self, leaves: Sequence[bytes]) -> None:
        self.all.extend(leaves)

    def changed(self, _index: int, /) -> None:
        self.broken = True


def plain(tenant: str, entries: Sequence[Kept]) -> list[bytes] | None:
    """Return the hashes of entries that follow one another and of which nothing is to be told.

    Of such a piece `Verifier.add_plain` takes the hashes alone. None where anything is found,
    where something is gone, or where an entry answers for what is.
    """
    findings = Findings()
    absences = Absences(findings)
    leaves = _Leaves()
    if not entries:
        return None
    piece = Entries(tenant, entries[0].index, growth=leaves, absences=absences, findings=findings)
    piece.add(entries)
    return None if findings.count or absences.told or leaves.broken else leaves.all
