"""The tree is RFC 6962's: known answers, and a recursion of its definition."""

from collections.abc import Sequence
from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chargehouse.contexts.audit.model.tiles import (
    TILE_WIDTH,
    Span,
    filled,
    made_tile,
    span_of,
    unpacked,
)
from chargehouse.contexts.audit.model.tree import (
    EMPTY_ROOT,
    Frontier,
    Node,
    consistency_ranges,
    inclusion_ranges,
    is_consistent,
    is_included,
    leaf_hash,
    proof_of,
    root_of,
)

# The test vectors that implementations of Certificate Transparency share: eight inputs, and the
# roots over the first one, the first two, and so on.
INPUTS = [
    bytes.fromhex(text)
    for text in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
INCLUSION = {
    (0, 1): [],
    (0, 8): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (5, 8): [
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (2, 3): ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"],
    (1, 5): [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
}
CONSISTENCY = {
    (1, 1): [],
    (1, 8): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (6, 8): [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (2, 5): [
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
}


# The definitions, word for word (RFC 6962, 2.1, 2.1.1, 2.1.2).


def mth(leaves: Sequence[bytes]) -> bytes:
    if not leaves:
        return sha256().digest()
    if len(leaves) == 1:
        return sha256(b"\x00" + leaves[0]).digest()
    k = below(len(leaves))
    return sha256(b"\x01" + mth(leaves[:k]) + mth(leaves[k:])).digest()


def path(m: int, leaves: Sequence[bytes]) -> list[bytes]:
    if len(leaves) == 1:
        return []
    k = below(len(leaves))
    if m < k:
        return [*path(m, leaves[:k]), mth(leaves[k:])]
    return [*path(m - k, leaves[k:]), mth(leaves[:k])]


def subproof(m: int, leaves: Sequence[bytes], *, whole: bool) -> list[bytes]:
    if m == len(leaves):
        return [] if whole else [mth(leaves)]
    k = below(len(leaves))
    if m <= k:
        return [*subproof(m, leaves[:k], whole=whole), mth(leaves[k:])]
    return [*subproof(m - k, leaves[k:], whole=False), mth(leaves[:k])]


def below(n: int) -> int:
    k = 1
    while 2 * k < n:
        k *= 2
    return k


def some(count: int) -> list[bytes]:
    return [f"leaf {number}".encode() for number in range(count)]


def hash_in(leaves: Sequence[bytes], node: Node) -> bytes:
    width = 1 << node.level
    return mth(leaves[node.place * width : (node.place + 1) * width])


def included(index: int, leaves: Sequence[bytes]) -> list[bytes]:
    ranges = inclusion_ranges(index, len(leaves))
    return proof_of(ranges, lambda node: hash_in(leaves, node))


def grown(first: int, leaves: Sequence[bytes]) -> list[bytes]:
    ranges = consistency_ranges(first, len(leaves))
    return proof_of(ranges, lambda node: hash_in(leaves, node))


def test_roots_are_the_known_ones() -> None:
    assert root_of([]) == EMPTY_ROOT
    for size, root in enumerate(ROOTS, 1):
        assert root_of(map(leaf_hash, INPUTS[:size])).hex() == root


@pytest.mark.parametrize(("index", "size"), INCLUSION)
def test_inclusion_proofs_are_the_known_ones(index: int, size: int) -> None:
    proof = included(index, INPUTS[:size])
    assert [step.hex() for step in proof] == INCLUSION[index, size]
    root = bytes.fromhex(ROOTS[size - 1])
    assert is_included(leaf_hash(INPUTS[index]), index, size, proof, root)


@pytest.mark.parametrize(("first", "second"), CONSISTENCY)
def test_consistency_proofs_are_the_known_ones(first: int, second: int) -> None:
    proof = grown(first, INPUTS[:second])
    assert [step.hex() for step in proof] == CONSISTENCY[first, second]
    roots = (bytes.fromhex(ROOTS[first - 1]), bytes.fromhex(ROOTS[second - 1]))
    assert is_consistent(first, roots[0], second, roots[1], proof)


@given(st.integers(0, 70))
def test_a_frontier_is_the_definitions_tree(size: int) -> None:
    leaves = some(size)
    frontier = Frontier()
    frontier.extend(map(leaf_hash, leaves))
    assert frontier.root() == mth(leaves)
    again = Frontier.read(frontier.size, frontier.packed)
    again.append(leaf_hash(b"one more"))
    assert again.root() == mth([*leaves, b"one more"])


@given(st.data())
def test_proofs_are_the_definitions_and_hold(data: st.DataObject) -> None:
    leaves = some(data.draw(st.integers(1, 70)))
    index = data.draw(st.integers(0, len(leaves) - 1))
    first = data.draw(st.integers(1, len(leaves)))
    inclusion, consistency = included(index, leaves), grown(first, leaves)
    assert inclusion == path(index, leaves)
    assert consistency == subproof(first, leaves, whole=True)
    root, leaf = mth(leaves), leaf_hash(leaves[index])
    assert is_included(leaf, index, len(leaves), inclusion, root)
    assert is_consistent(first, mth(leaves[:first]), len(leaves), root, consistency)


@settings(max_examples=300)
@given(st.data())
def test_a_proof_of_something_else_does_not_hold(data: st.DataObject) -> None:
    leaves = some(data.draw(st.integers(2, 40)))
    size, index = len(leaves), data.draw(st.integers(0, len(leaves) - 1))
    first = data.draw(st.integers(1, size - 1))
    root, leaf = mth(leaves), leaf_hash(leaves[index])
    inclusion, consistency = path(index, leaves), subproof(first, leaves, whole=True)
    old = mth(leaves[:first])
    other = data.draw(st.integers(0, size - 1).filter(lambda number: number != index))
    assert not is_included(leaf, other, size, inclusion, root)
    assert not is_included(leaf, index, size, inclusion[:-1], root)
    assert not is_included(leaf, index, size, [*inclusion, root], root)
    assert not is_included(leaf_hash(b"forged"), index, size, inclusion, root)
    assert not is_consistent(first, EMPTY_ROOT, size, root, consistency)
    assert not is_consistent(first, old, size, EMPTY_ROOT, consistency)
    assert not is_consistent(first, old, size, root, [*consistency, root])
    assert not is_consistent(first, old, size, root, consistency[:-1])
    assert not is_consistent(size, root, first, old, consistency)


def test_tiles_hold_every_node_of_a_tree() -> None:
    """What is kept as full tiles, and the leaves after them, gives each node that proofs need."""
    leaves = some(3 * TILE_WIDTH + 7)
    hashes = [leaf_hash(leaf) for leaf in leaves]
    places = filled(0, 0, len(leaves))
    tiles = [
        made_tile(0, place, hashes[place * TILE_WIDTH : (place + 1) * TILE_WIDTH])
        for place in places
    ]
    levels = [hashes, [tile.root for tile in tiles]]
    assert [unpacked(tile.hashes) for tile in tiles] == [
        hashes[place * 256 : place * 256 + 256] for place in places
    ]
    assert list(filled(1, 0, len(leaves))) == []
    assert list(filled(0, 255, 256)) == [0]

    def hash_of(node: Node) -> bytes:
        span = span_of(node)
        return root_of(levels[span.level][span.start : span.end])

    for index in (0, 255, 256, 700, len(leaves) - 1):
        proof = proof_of(inclusion_ranges(index, len(leaves)), hash_of)
        assert is_included(hashes[index], index, len(leaves), proof, root_of(hashes))
    assert span_of(Node(9, 1)) == Span(1, 2, 4)


def test_what_is_no_tree_is_refused() -> None:
    with pytest.raises(ValueError, match="perfect parts"):
        Frontier(3, [EMPTY_ROOT])
    with pytest.raises(ValueError, match="256"):
        made_tile(0, 0, [EMPTY_ROOT])
    assert not is_included(EMPTY_ROOT, 0, 0, [], EMPTY_ROOT)
    assert is_consistent(0, EMPTY_ROOT, 1, leaf_hash(b""), [])
