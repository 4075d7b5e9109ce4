"""What a verification finds."""

from typing import Final, Literal

import msgspec

FINDINGS_AT_MOST: Final = 100

Wrong = Literal[
    "changed",
    "missing",
    "repeated",
    "out_of_order",
    "blank",
    "emptied",
    "unreadable",
    "root",
    "head",
    "anchor",
    "chain",
    "short",
    "key",
    "file",
]


class Finding(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Something that is wrong: of an entry, of the entries from `index` to `until`, or of none.

    `changed`: it is not what was hashed. `missing`, `repeated`, `out_of_order`: entries do not
    follow each other. `blank`: a personal value is gone and no later entry of an erasure names it.
    `emptied`: a body is gone and no later entry of retention covers it. `unreadable`: it has not
    the form of its kind. `root`: the entries so far are not those that a head or an anchor was
    signed over. `head`, `anchor`: a signed statement does not hold. `chain`: anchors or heads do
    not follow each other. `short`: the log ends before a head or an anchor. `key`: no trusted key
    signed. `file`: bytes of the file are not those that were exported.
    """

    wrong: Wrong
    detail: str
    index: int | None = None
    until: int | None = None


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """What a verification came to: `ok`, or what is wrong, the first bad entry before all.

    `first_bad_index` is null where nothing is wrong, or no entry can be named. `erased` counts
    personal values that were erased, `emptied` entries whose body retention dropped.
    """

    ok: bool
    tenant: str
    size: int
    root: str
    heads: int
    anchors: int
    erased: int
    emptied: int
    first_bad_index: int | None
    findings: list[Finding]


class Findings:
    """Collects what is wrong, to a bound.

    What is blank or emptied may be so because the entry that answered for it is gone or changed,
    so that such an entry is named first, wherever it stands.
    """

    def __init__(self) -> None:
        self._found: list[Finding] = []
        self.count = 0

    def add(
        self, wrong: Wrong, detail: str, index: int | None = None, until: int | None = None
    ) -> None:
        """Keep a finding."""
        self.count += 1
        self._found.append(Finding(wrong=wrong, detail=detail, index=index, until=until))
        if len(self._found) > 2 * FINDINGS_AT_MOST:
            self._found = self.listed()

    @property
    def first_bad(self) -> int | None:
        """The index of the first bad entry; None where none can be named."""
        return next((found.index for found in self.listed() if found.index is not None), None)

    def listed(self) -> list[Finding]:
        """Return what was found: the first bad entry first, what is of no entry last."""
        return sorted(self._found, key=_rank)[:FINDINGS_AT_MOST]


def _rank(found: Finding) -> tuple[bool, bool, int]:
    return found.index is None, found.wrong in {"blank", "emptied"}, found.index or 0
