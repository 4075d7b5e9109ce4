"""Reads an export, and verifies it as it is read."""

from collections.abc import Iterable, Iterator
from hashlib import sha256
from typing import Final
from uuid import UUID

import msgspec

from chargehouse.contexts.audit.model.bodies import VERSION, Secret
from chargehouse.contexts.audit.model.exports.lines import (
    FORMAT,
    AnchorLine,
    EntryLine,
    FileUnreadable,
    FooterLine,
    HeaderLine,
    LineMalformed,
    read,
    written,
)
from chargehouse.contexts.audit.model.findings import Report
from chargehouse.contexts.audit.model.statements import (
    Export,
    Keys,
    Signed,
    key_id,
    opened,
    unhex,
)
from chargehouse.contexts.audit.model.tree import HASH_BYTES
from chargehouse.contexts.audit.model.verification import NOTHING, Kept, Verifier, plain

ENTRIES_AT_ONCE: Final = 1024


class Plain(msgspec.Struct, frozen=True):
    """A piece of a file, with which all is well as far as it can tell by itself.

    Its lines are entries from `first` on, whose hashes are `leaves`.
    """

    first: int
    leaves: list[bytes]


def anchors_in(lines: Iterable[bytes]) -> Iterator[Signed]:
    """Yield the anchors of a file of such lines. Raises `FileUnreadable`."""
    for number, line in enumerate(lines, 1):
        try:
            told = msgspec.json.decode(line, type=AnchorLine)
        except (msgspec.MsgspecError, ValueError):
            raise FileUnreadable(number, "is no anchor") from None
        yield Signed(told.text, told.signature)


def verify(
    lines: Iterable[bytes],
    *,
    trusted: Iterable[bytes] | None = None,
    witnessed: Iterable[Signed] = (),
) -> Report:
    """Verify an export, given by its lines with their ends.

    `trusted` are the public keys to trust, those of the file itself where it is None;
    `witnessed` are anchors that were kept elsewhere. Raises `FileUnreadable` where there is not
    even a header; whatever else is wrong stands in the report.
    """
    rest = iter(lines)
    reading = Reading(next(rest, b""), trusted, witnessed)
    for line in rest:
        reading.take(line)
    return reading.report()


def looked_through(piece: bytes, tenant: str) -> Plain | None:
    """Return what a piece of a file tells, if it is entries alone and all is well with them.

    `Reading.take_plain` takes it for the same as its lines one by one.
    """
    entries = []
    for line in piece.splitlines(keepends=True):
        try:
            told = read(line)
            if not isinstance(told, EntryLine) or written(told) != line:
                return None
            entries.append(_kept(told))
        except (LineMalformed, ValueError):
            return None
    leaves = plain(tenant, entries)
    return None if leaves is None else Plain(entries[0].index, leaves)


class Reading:
    """One file on its way: its first line, then all others in order, or by pieces."""

    def __init__(
        self, header: bytes, trusted: Iterable[bytes] | None, witnessed: Iterable[Signed]
    ) -> None:
        told = _read_header(header)
        self._number = 1
        self._digest = sha256(header)
        self._told_keys = {id_: unhex(key) for id_, key in told.keys.items()}
        if trusted is None:
            self._keys: Keys = {key_id(key): key for key in self._told_keys.values()}
        else:
            self._keys = {key_id(key): key for key in trusted}
        self._verifier = Verifier(UUID(told.tenant), self._keys)
        self._footer: tuple[FooterLine, str] | None = None
        self._begun = False
        self._waiting: list[Kept] = []
        self._check_keys()
        for signed in witnessed:
            self._verifier.add_witnessed(signed)

    @property
    def tenant(self) -> str:
        """Whose log it is."""
        return self._verifier.tenant

    def take(self, line: bytes) -> None:
        """Take the next line, with its end."""
        self._number += 1
        if self._footer is not None:
            self._wrong("follows the last line")
            return
        try:
            told = read(line)
        except LineMalformed:
            self._wrong("is no line of an export")
            self._digest.update(line)
            return
        if written(told) != line:
            self._wrong("is not written in its one form")
        if isinstance(told, FooterLine):
            self._hand_over()
            self._footer = told, self._digest.hexdigest()
            return
        self._digest.update(line)
        if isinstance(told, EntryLine):
            self._entry(told)
        elif self._begun or isinstance(told, HeaderLine):
            self._wrong("stands in the wrong place")
        elif isinstance(told, AnchorLine):
            self._verifier.add_anchor(Signed(told.text, told.signature))
        else:
            self._verifier.add_head(Signed(told.text, told.signature))

    def take_plain(self, piece: bytes, told: Plain) -> bool:
        """Take the next piece of the file, looked through; tell whether it goes on from here."""
        self._hand_over()
        if self._footer is not None or told.first != self._verifier.size:
            return False
        self._begin()
        self._number += len(told.leaves)
        self._digest.update(piece)
        self._verifier.add_plain(told.leaves)
        return True

    def report(self) -> Report:
        """Return what was found."""
        self._hand_over()
        self._begin()
        self._end()
        return self._verifier.end(self._said_size())

    def _check_keys(self) -> None:
        findings = self._verifier.findings
        if self._keys.keys() != self._told_keys.keys() & self._keys.keys():
            findings.add("key", "A trusted key is not among those of the file.")
        if {key_id(key) for key in self._told_keys.values()} != self._told_keys.keys():
            findings.add("key", "A key of the file does not bear its own id.")

    def _entry(self, told: EntryLine) -> None:
        self._begin()
        try:
            kept = _kept(told)
        except ValueError:
            self._verifier.findings.add(
                "unreadable", "It is not written as entries are.", told.index
            )
            return
        self._waiting.append(kept)
        if len(self._waiting) == ENTRIES_AT_ONCE:
            self._hand_over()

    def _hand_over(self) -> None:
        """Have the entries verified that were read and wait for it."""
        self._verifier.add_entries(self._waiting)
        self._waiting.clear()

    def _begin(self) -> None:
        if not self._begun:
            self._begun = True
            self._verifier.begin()

    def _end(self) -> None:
        findings = self._verifier.findings
        if self._footer is None:
            findings.add("file", "The file ends before its last line.", self._verifier.size)
            return
        footer, seen = self._footer
        try:
            said = opened(Signed(footer.text, footer.signature), self._keys, Export)
        except ValueError as error:
            findings.add("file", f"The last line: {error}.")
            return
        if said.sha256 != seen or said.tenant != self._verifier.tenant:
            findings.add("file", "Bytes of the file are not those that were exported.")
        if not self._verifier.broken and said.root != self._verifier.root().hex():
            findings.add("root", "The entries are not those that were exported.")

    def _said_size(self) -> int | None:
        if self._footer is None:
            return None
        try:
            return msgspec.json.decode(self._footer[0].text, type=Export).size
        except msgspec.MsgspecError:
            return None

    def _wrong(self, detail: str) -> None:
        """Note what is wrong with a line; where entries are due, the next one is meant."""
        self._hand_over()
        index = self._verifier.size if self._begun and self._footer is None else None
        self._verifier.findings.add("file", f"Line {self._number} {detail}.", index)


def _kept(told: EntryLine) -> Kept:
    """Return an entry as it is kept. Raises `ValueError` where it is not written as one."""
    secrets = NOTHING
    if told.personal:
        secrets = {
            field: Secret(unhex(secret.salt), secret.value.encode())
            for field, secret in told.personal.items()
        }
    body = None if told.body is None else told.body.encode()
    return Kept(told.index, body, unhex(told.leaf, HASH_BYTES), secrets)


def _read_header(line: bytes) -> HeaderLine:
    try:
        header = msgspec.json.decode(line, type=HeaderLine)
        for key in header.keys.values():
            unhex(key, HASH_BYTES)
        UUID(header.tenant)
    except (msgspec.MsgspecError, ValueError):
        raise FileUnreadable(1, "is not the header of an export") from None
    if (header.format, header.v) != (FORMAT, VERSION) or written(header) != line:
        raise FileUnreadable(1, "is not the header of an export")
    return header
