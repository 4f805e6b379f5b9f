"""The Merkle tree: the figures of RFC 6962, and every proof for every tree of up to some size."""

from __future__ import annotations

import hashlib

from hypothesis import given
from hypothesis import strategies as st

from tests.toolkit.log.logs import leaf
from toolkit.log import tree

SMALL = 40

# The test vectors of Certificate Transparency's reference implementation: eight leaves and the roots of their trees.
LEAVES = [bytes.fromhex(text) for text in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")]  # fmt: skip  # noqa: E501
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


def grown(size: int) -> tree.MemoryTree:
    return tree.MemoryTree([leaf(n) for n in range(size)])


def naive_root(leaves: list[bytes]) -> bytes:
    """MTH as RFC 6962, section 2.1, writes it."""
    if not leaves:
        return hashlib.sha256().digest()
    if len(leaves) == 1:
        return hashlib.sha256(b"\0" + leaves[0]).digest()
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return hashlib.sha256(b"\1" + naive_root(leaves[:split]) + naive_root(leaves[split:])).digest()


class TestRoot:
    def test_is_that_of_the_reference(self) -> None:
        known = tree.MemoryTree(LEAVES)
        assert [tree.root(known, size).hex() for size in range(1, 9)] == ROOTS

    def test_is_the_definitions(self) -> None:
        known = grown(SMALL)
        for size in range(SMALL + 1):
            assert tree.root(known, size) == naive_root([leaf(n) for n in range(size)])


class TestInclusion:
    def test_holds_for_every_leaf_of_every_small_tree(self) -> None:
        known = grown(SMALL)
        for size in range(1, SMALL + 1):
            root = tree.root(known, size)
            for index in range(size):
                proof = tree.inclusion(known, index, size)
                assert tree.is_included(tree.leaf_hash(leaf(index)), index, size, proof, root)

    @given(st.integers(1, SMALL), st.data())
    def test_holds_for_nothing_else(self, size: int, data: st.DataObject) -> None:
        known = grown(size)
        index = data.draw(st.integers(0, size - 1))
        proof, root, right = (
            tree.inclusion(known, index, size),
            tree.root(known, size),
            tree.leaf_hash(leaf(index)),
        )
        wrong = data.draw(st.sampled_from(["leaf", "index", "root", "shorter", "longer", "flipped", "size"]))
        if wrong == "leaf":
            assert not tree.is_included(tree.leaf_hash(b"other"), index, size, proof, root)
        elif wrong == "index" and size > 1:
            other = data.draw(st.integers(0, size - 1).filter(lambda n: n != index))
            assert not tree.is_included(right, other, size, proof, root)
        elif wrong == "root":
            assert not tree.is_included(right, index, size, proof, bytes(32))
        elif wrong == "shorter" and proof:
            assert not tree.is_included(right, index, size, proof[:-1], root)
        elif wrong == "longer":
            assert not tree.is_included(right, index, size, [*proof, bytes(32)], root)
        elif wrong == "flipped" and proof:
            at = data.draw(st.integers(0, len(proof) - 1))
            flipped = [*proof[:at], bytes(32), *proof[at + 1 :]]
            assert not tree.is_included(right, index, size, flipped, root)
        else:
            assert not tree.is_included(right, size, size, proof, root)
            assert not tree.is_included(right, -1, size, proof, root)

    def test_of_a_node_does_not_pass_for_a_leaf(self) -> None:
        known = grown(4)
        inner = known.node(1, 0)
        assert not tree.is_included(inner, 0, 2, [known.node(1, 1)], tree.root(known, 2))


class TestConsistency:
    def test_holds_for_every_pair_of_small_trees(self) -> None:
        known = grown(SMALL)
        for size in range(SMALL + 1):
            for old in range(size + 1):
                proof = tree.consistency(known, old, size)
                assert tree.is_consistent(old, tree.root(known, old), size, tree.root(known, size), proof)

    @given(st.integers(1, SMALL), st.data())
    def test_holds_for_no_other_beginning(self, size: int, data: st.DataObject) -> None:
        old = data.draw(st.integers(1, size))
        known = grown(size)
        changed = tree.MemoryTree([leaf(n + 1000 if n == old - 1 else n) for n in range(old)])
        proof, root = tree.consistency(known, old, size), tree.root(known, size)
        assert not tree.is_consistent(old, tree.root(changed, old), size, root, proof)
        assert not tree.is_consistent(old, tree.root(known, old), size, bytes(32), proof)
        assert not tree.is_consistent(old, tree.root(known, old), size, root, [*proof, bytes(32)])
        assert not tree.is_consistent(size + 1, root, size, root, proof)
        if proof:
            assert not tree.is_consistent(old, tree.root(known, old), size, root, proof[1:])
