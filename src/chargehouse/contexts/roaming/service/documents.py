"""Files of others' location documents: read line by line, judged, written with their owners."""

import csv
import os
from collections.abc import Iterator
from contextlib import ExitStack
from io import TextIOWrapper
from pathlib import Path
from typing import BinaryIO, Final, NamedTuple

import msgspec

from chargehouse.contexts.roaming.model.adoption import Judged, KnownParties, Unreadable, judge
from chargehouse.kernel.errors import Conflict, Invalid

COLUMNS: Final = ("id", "country_code", "party_id", "document")
LISTED: Final = 1000
LONGEST: Final = 16 * 1024 * 1024
_BOM: Final = b"\xef\xbb\xbf"


class Finding(NamedTuple):
    """A document that has not its owner, or cannot be read (then `owner` is None)."""

    line: int
    id: str | None
    fault: str
    owner: str | None


class Adopted(msgspec.Struct, kw_only=True):
    """What was found in a file; of the findings the first thousand are listed."""

    documents: int = 0
    orphans: int = 0
    unreadable: int = 0
    findings: list[Finding] = msgspec.field(default_factory=list)

    def note(self, line: int, judged: Judged | Unreadable, id_: str | None = None) -> None:
        """Count a document, and list it where something is wrong."""
        self.documents += 1
        if isinstance(judged, Unreadable):
            self.unreadable += 1
            finding = Finding(line, id_, judged.why, None)
        elif judged.fault is not None:
            self.orphans += 1
            finding = Finding(line, judged.id, judged.fault, str(judged.owner))
        else:
            return
        if len(self.findings) < LISTED:
            self.findings.append(finding)


def adopt_documents(source: Path, known: KnownParties, output: Path | None) -> Adopted:
    """Judge the documents of a file, and, with `output`, write them there with their owners.

    A name that ends with `.csv` is a table of `COLUMNS`, everything else JSON lines, of at most
    16 MiB each. What has its owner, and what cannot be read, is written as it is; so what was
    written can be read again, and then nothing is wrong in it but what cannot be read. The output
    is there as a whole or not at all. Raises `Invalid`, `Conflict` where the output exists, and
    `OSError`.
    """
    if output is not None and output.exists():
        raise Conflict(f"There is a file {output} already: name another one.")
    draft = None if output is None else output.with_name(f".{output.name}.{os.getpid()}")
    try:
        with ExitStack() as files:
            given = files.enter_context(source.open("rb"))
            into = None if draft is None else files.enter_context(draft.open("xb"))
            is_table = source.suffix.lower() == ".csv"
            found = (_table if is_table else _lines)(given, known, into)
        if draft is not None and output is not None:
            draft.rename(output)
    finally:
        if draft is not None:
            draft.unlink(missing_ok=True)
    return found


def _lines(given: BinaryIO, known: KnownParties, into: BinaryIO | None) -> Adopted:
    found = Adopted()
    for number, (line, is_whole) in enumerate(_bounded(given), 1):
        body = line.strip().removeprefix(_BOM)
        written = line
        if body:
            judged = judge(body, known) if is_whole else Unreadable("is longer than 16 MiB")
            found.note(number, judged)
            if isinstance(judged, Judged) and judged.fault is not None:
                written = judged.text + b"\n"
        if into is not None:
            into.write(written)
            if not is_whole:
                _copy_rest(given, into)
        elif not is_whole:
            _copy_rest(given, None)
    return found


def _bounded(given: BinaryIO) -> Iterator[tuple[bytes, bool]]:
    while line := given.readline(LONGEST):
        yield line, len(line) < LONGEST or line.endswith(b"\n")


def _copy_rest(given: BinaryIO, into: BinaryIO | None) -> None:
    """Pass over what is left of a line that is too long."""
    while line := given.readline(LONGEST):
        if into is not None:
            into.write(line)
        if line.endswith(b"\n"):
            return


def _table(given: BinaryIO, known: KnownParties, into: BinaryIO | None) -> Adopted:
    found = Adopted()
    csv.field_size_limit(LONGEST)
    with ExitStack() as files:
        text = files.enter_context(
            TextIOWrapper(given, encoding="utf-8-sig", errors="surrogateescape", newline="")
        )
        rows = csv.reader(text)
        head = next(rows, [])
        if [name.strip().lower() for name in head] != list(COLUMNS):
            raise Invalid(f"The table must have the columns {', '.join(COLUMNS)}, in this order.")
        writer = None
        if into is not None:
            out = files.enter_context(
                TextIOWrapper(into, encoding="utf-8", errors="surrogateescape", newline="")
            )
            writer = csv.writer(out)
            writer.writerow(head)
        try:
            for row in rows:
                written = _row(row, rows.line_num, known, found) if row else row
                if writer is not None:
                    writer.writerow(written)
        except csv.Error as error:
            raise Invalid(f"Line {rows.line_num} is not CSV: {error}.") from error
    return found


def _row(row: list[str], line: int, known: KnownParties, found: Adopted) -> list[str]:
    if len(row) != len(COLUMNS):
        found.note(line, Unreadable(f"has not {len(COLUMNS)} columns"), row[0])
        return row
    id_, country_code, party_id, document = row
    judged = judge(document.encode(errors="surrogateescape"), known, (country_code, party_id))
    found.note(line, judged, id_)
    if isinstance(judged, Unreadable) or judged.fault is None:
        return row
    owner = judged.owner
    return [id_, owner.country_code, owner.party_id, judged.text.decode()]
