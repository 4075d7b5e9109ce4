"""A log in memory, signed and exported by the model alone."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from chargehouse.contexts.audit.model import statements
from chargehouse.contexts.audit.model.bodies import SALT_BYTES, Fact, Secret, written
from chargehouse.contexts.audit.model.exports import Writer, export, verify
from chargehouse.contexts.audit.model.findings import Report
from chargehouse.contexts.audit.model.statements import Signed, Statement, key_id, text_of
from chargehouse.contexts.audit.model.tree import Frontier, leaf_hash

TENANT = UUID("01900000-0000-7000-8000-00000000000a")
THING = UUID("01900000-0000-7000-8000-0000000000c1")
ADA = UUID("01900000-0000-7000-8000-0000000000ad")
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def fact(number: int, name: str = "thing.edited", **payload: object) -> Fact:
    """Return an event of Ada's, in which her address is personal."""
    data = {"aggregate_id": THING, "email": "a•••@example.com", "size": 1.5, **payload}
    return Fact(
        event_id=UUID(int=number),
        name=name,
        aggregate_id=THING,
        station_id=None,
        at=NOON + timedelta(seconds=number),
        actor_kind="user",
        actor_id=ADA,
        actor_name="Ada",
        origin="192.0.2.7",
        request_id=f"request-{number}",
        payload=msgspec.json.encode(data).decode(),
        personal=frozenset({"email"}),
    )


class Signer:
    """A key that signs."""

    def __init__(self, seed: int = 1) -> None:
        self._key = Ed25519PrivateKey.from_private_bytes(bytes([seed]) * 32)
        self.public = self._key.public_key().public_bytes_raw()
        self.id = key_id(self.public)

    def sign(self, statement: Statement) -> Signed:
        text = text_of(statement)
        return Signed(text, self._key.sign(text.encode()).hex())


def salts() -> Iterator[bytes]:
    for number in itertools.count(1):
        yield number.to_bytes(SALT_BYTES, "big")


@dataclass
class Entry:
    """An entry as it is kept."""

    index: int
    leaf: bytes
    body: bytes | None
    secrets: dict[str, Secret]


@dataclass
class Ledger:
    """A log, its heads and its anchors."""

    signer: Signer = field(default_factory=Signer)
    entries: list[Entry] = field(default_factory=list)
    heads: list[Signed] = field(default_factory=list)
    anchors: list[Signed] = field(default_factory=list)
    frontier: Frontier = field(default_factory=Frontier)
    salts: Iterator[bytes] = field(default_factory=salts)

    def append(self, *facts: Fact) -> None:
        for each in facts:
            index = len(self.entries)
            made = written(each, tenant_id=TENANT, index=index, salts=self.salts)
            leaf = leaf_hash(made.body)
            self.entries.append(Entry(index, leaf, made.body, made.secrets))
            self.frontier.append(leaf)

    def grow(self, count: int) -> None:
        first = len(self.entries)
        self.append(*(fact(first + number) for number in range(count)))

    def sign_head(self, at: datetime = NOON) -> None:
        head = statements.head(
            TENANT,
            len(self.heads),
            size=self.frontier.size,
            root=self.frontier.root(),
            at=at,
            key=self.signer.id,
        )
        self.heads.append(self.signer.sign(head))

    def drop_anchor(self, day: date, at: datetime = NOON) -> None:
        previous = statements.digest(self.anchors[-1].text) if self.anchors else None
        anchor = statements.anchor(
            TENANT,
            len(self.anchors),
            day=day,
            size=self.frontier.size,
            root=self.frontier.root(),
            previous=previous,
            at=at,
            key=self.signer.id,
        )
        self.anchors.append(self.signer.sign(anchor))

    def erase(self, index: int, name: str) -> None:
        """Erase a personal value, with the entry that says so."""
        del self.entries[index].secrets[name]
        self.append(
            fact(
                len(self.entries),
                "gdpr.scrubbed",
                fields=[{"index": index, "field": name}],
            )
        )

    def retain(self, first_kept: int) -> None:
        """Drop the bodies before an entry, with the entry that says so."""
        for entry in self.entries[:first_kept]:
            entry.body, entry.secrets = None, {}
        self.append(fact(len(self.entries), "audit.retained", first_kept=first_kept))

    def export(self) -> list[bytes]:
        writer = Writer()
        lines = [writer.header(TENANT, NOON, {self.signer.id: self.signer.public})]
        lines += [writer.anchor(signed) for signed in self.anchors]
        lines += [writer.head(signed) for signed in self.heads]
        lines += [writer.entry(e.index, e.leaf, e.body, e.secrets) for e in self.entries]
        statement = export(TENANT, writer, root=self.frontier.root(), at=NOON, key=self.signer.id)
        lines.append(writer.footer(self.signer.sign(statement)))
        return lines

    def verify(self) -> Report:
        return verify(self.export())


def signed_again(ledger: Ledger, lines: list[bytes]) -> list[bytes]:
    """Return changed lines of an export under a footer that is right for them, if they are read."""
    writer = Writer()
    for line in lines[:-1]:
        writer._digest.update(line)  # noqa: SLF001  the forger does as the writer does
    writer.entries = sum(line.startswith(b'{"line":"entry"') for line in lines)
    statement = export(TENANT, writer, root=ledger.frontier.root(), at=NOON, key=ledger.signer.id)
    return [*lines[:-1], writer.footer(ledger.signer.sign(statement))]
