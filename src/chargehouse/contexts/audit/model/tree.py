"""The tree over the entries' hashes (RFC 6962, section 2.1; RFC 9162, section 2.1)."""

from collections.abc import Callable, Iterable, Sequence
from hashlib import sha256
from typing import Final, NamedTuple, Self

HASH_BYTES: Final = 32
EMPTY_ROOT: Final = sha256(b"").digest()


class Node(NamedTuple):
    """A node over 2**level leaves, all there: it covers leaves from place * 2**level on."""

    level: int
    place: int


def leaf_hash(body: bytes) -> bytes:
    """Return the hash of an entry."""
    return sha256(b"\x00" + body).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of a node over two others."""
    return sha256(b"\x01" + left + right).digest()


def root_of(hashes: Iterable[bytes]) -> bytes:
    """Return the root over leaves' hashes, or over those of perfect nodes of one level."""
    frontier = Frontier()
    frontier.extend(hashes)
    return frontier.root()


class Frontier:
    """A tree as far as it is needed to grow: the roots of its perfect parts, the largest first."""

    def __init__(self, size: int = 0, parts: Iterable[bytes] = ()) -> None:
        self.size = size
        self._parts = list(parts)
        if len(self._parts) != size.bit_count():
            raise ValueError(f"A tree of {size} leaves has another number of perfect parts.")

    @classmethod
    def read(cls, size: int, packed: bytes) -> Self:
        """Return the frontier of so many leaves whose parts were `packed`."""
        return cls(
            size,
            (packed[at : at + HASH_BYTES] for at in range(0, len(packed), HASH_BYTES)),
        )

    @property
    def packed(self) -> bytes:
        """The parts' hashes, one after another."""
        return b"".join(self._parts)

    def append(self, hash_: bytes) -> None:
        """Add a leaf."""
        self._add(0, hash_)

    def extend(self, hashes: Iterable[bytes]) -> None:
        """Add leaves; by perfect parts, each made a level at once."""
        leaves, at = list(hashes), 0
        while at < len(leaves):
            level = (len(leaves) - at).bit_length() - 1
            if self.size:
                level = min(level, (self.size & -self.size).bit_length() - 1)
            part = leaves[at : at + (1 << level)]
            at += len(part)
            while len(part) > 1:
                pairs = iter(part)
                part = [
                    sha256(b"\x01" + left + right).digest()
                    for left, right in zip(pairs, pairs, strict=True)
                ]
            self._add(level, part[0])

    def _add(self, level: int, hash_: bytes) -> None:
        """Add a perfect part over 2**level leaves; what is there ends where such a part may."""
        parts = self._parts
        after = self.size >> level
        while after & 1:
            hash_ = sha256(b"\x01" + parts.pop() + hash_).digest()
            after >>= 1
        parts.append(hash_)
        self.size += 1 << level

    def root(self) -> bytes:
        """Return the root."""
        return folded(self._parts)


def folded(parts: Sequence[bytes]) -> bytes:
    """Return the root over perfect parts that stand beside each other, the largest first."""
    if not parts:
        return EMPTY_ROOT
    root = parts[-1]
    for part in reversed(parts[:-1]):
        root = node_hash(part, root)
    return root


# Proofs. A proof's steps are ranges of leaves; each is made of perfect nodes, whose hashes are
# kept or quickly made.

Range = tuple[int, int]
Hashes = Callable[[Node], bytes]


def inclusion_ranges(index: int, size: int) -> list[Range]:
    """Return the ranges that stand beside the way from a leaf to the root (`PATH`)."""
    ranges = []
    start, end = 0, size
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            ranges.append((middle, end))
            end = middle
        else:
            ranges.append((start, middle))
            start = middle
    return ranges[::-1]


def consistency_ranges(first: int, second: int) -> list[Range]:
    """Return the ranges by which the tree of `second` is seen to grow from `first` (`PROOF`)."""
    ranges = []
    start, end, whole = 0, second, True
    while first != end:
        middle = start + _split(end - start)
        if first <= middle:
            ranges.append((middle, end))
            end = middle
        else:
            ranges.append((start, middle))
            start, whole = middle, False
    if not whole:
        ranges.append((start, end))
    return ranges[::-1]


def nodes_of(range_: Range) -> list[Node]:
    """Return the perfect nodes that a range of a tree is made of, the largest first."""
    start, end = range_
    nodes = []
    while start < end:
        level = (end - start).bit_length() - 1
        if start:
            level = min(level, (start & -start).bit_length() - 1)
        nodes.append(Node(level, start >> level))
        start += 1 << level
    return nodes


def proof_of(ranges: Iterable[Range], hash_of: Hashes) -> list[bytes]:
    """Return the hashes of ranges, from those of perfect nodes."""
    return [folded([hash_of(node) for node in nodes_of(range_)]) for range_ in ranges]


def is_included(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Tell whether a proof shows a leaf at an index of the tree (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size:
        return False
    first, last, hash_ = index, size - 1, leaf
    for step in proof:
        if last == 0:
            return False
        if first & 1 or first == last:
            hash_ = node_hash(step, hash_)
            while first and not first & 1:
                first, last = first >> 1, last >> 1
        else:
            hash_ = node_hash(hash_, step)
        first, last = first >> 1, last >> 1
    return last == 0 and hash_ == root


def is_consistent(
    first: int, first_root: bytes, second: int, second_root: bytes, proof: Sequence[bytes]
) -> bool:
    """Tell whether a proof shows that one tree grew from another (RFC 9162, 2.1.4.2)."""
    if not 0 <= first <= second:
        return False
    if first in {0, second}:
        wanted = EMPTY_ROOT if first == 0 else second_root
        return not proof and first_root == wanted
    steps = list(proof)
    if first & (first - 1) == 0:
        steps.insert(0, first_root)
    if not steps:
        return False
    at, last = first - 1, second - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    old = new = steps[0]
    for step in steps[1:]:
        if last == 0:
            return False
        if at & 1 or at == last:
            old, new = node_hash(step, old), node_hash(step, new)
            while at and not at & 1:
                at, last = at >> 1, last >> 1
        else:
            new = node_hash(new, step)
        at, last = at >> 1, last >> 1
    return last == 0 and old == first_root and new == second_root


def _split(size: int) -> int:
    """Return the largest power of two below a size of at least 2."""
    return 1 << ((size - 1).bit_length() - 1)
