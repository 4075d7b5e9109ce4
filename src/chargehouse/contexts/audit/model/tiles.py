"""Which hashes of the tree are kept, and how the others follow from them.

A tile holds 256 hashes of one level in eight: leaves, nodes over 256 leaves, over 65 536, and so
on (as C2SP's tlog-tiles has it). Only full tiles are kept; a tile's root is a hash of the next.
"""

from collections.abc import Sequence
from typing import Final, NamedTuple

from chargehouse.contexts.audit.model.tree import HASH_BYTES, Node, root_of

TILE_HEIGHT: Final = 8
TILE_WIDTH: Final = 1 << TILE_HEIGHT


class Span(NamedTuple):
    """Hashes that stand beside each other, of leaves (level 0) or of roots of tiles below."""

    level: int
    start: int
    end: int


class Tile(NamedTuple):
    """A full tile: its level among tiles, its place, its hashes one after another, its root."""

    level: int
    place: int
    hashes: bytes
    root: bytes


def span_of(node: Node) -> Span:
    """Return the hashes on the levels of tiles that a node is the root of."""
    level, height = divmod(node.level, TILE_HEIGHT)
    return Span(level, node.place << height, (node.place + 1) << height)


def made_tile(level: int, place: int, hashes: Sequence[bytes]) -> Tile:
    """Return a tile of 256 hashes."""
    if len(hashes) != TILE_WIDTH:
        raise ValueError(f"A tile has {TILE_WIDTH} hashes, not {len(hashes)}.")
    return Tile(level, place, b"".join(hashes), root_of(hashes))


def filled(level: int, before: int, after: int) -> range:
    """Return the tiles of a level that became full while the log grew from a size to another."""
    leaves = 1 << (TILE_HEIGHT * (level + 1))
    return range(before // leaves, after // leaves)


def unpacked(hashes: bytes) -> list[bytes]:
    """Return the hashes that stand one after another."""
    return [hashes[at : at + HASH_BYTES] for at in range(0, len(hashes), HASH_BYTES)]
