"""The tree of RFC 6962, by the test vectors its authors publish, and its proofs for every small size."""

from hashlib import sha256

import pytest

from panel.calc.merkle import (
    EMPTY,
    consistency_proof,
    extends,
    includes,
    inclusion_proof,
    leaf_hash,
    root,
    roots,
)

DATA = [
    bytes.fromhex(one)
    for one in (
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
LEAVES = [leaf_hash(data) for data in DATA]
# Roots of the first n leaves, as in the reference implementation of certificate transparency.
ROOTS = (
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)


@pytest.mark.parametrize("size", range(9))
def test_roots_are_those_of_the_published_vectors(size: int) -> None:
    """T6: RFC 6962, the empty tree included."""
    assert root(LEAVES[:size]).hex() == ROOTS[size]


def test_the_empty_tree_is_the_hash_of_nothing() -> None:
    assert root([]) == EMPTY == sha256(b"").digest()


def test_the_published_proofs_of_inclusion() -> None:
    assert [one.hex()[:16] for one in inclusion_proof(5, LEAVES)] == [
        "bc1a0643b12e4d2d",
        "ca854ea128ed050b",
        "d37ee418976dd957",
    ]
    assert inclusion_proof(0, LEAVES[:1]) == []


def test_the_published_proofs_of_consistency() -> None:
    assert [one.hex()[:16] for one in consistency_proof(6, LEAVES)] == [
        "0ebc5d3437fbe2db",
        "ca854ea128ed050b",
        "d37ee418976dd957",
    ]
    assert consistency_proof(1, LEAVES[:1]) == []


def test_roots_on_the_way_are_those_of_the_smaller_trees() -> None:
    assert {size: one.hex() for size, one in roots(LEAVES, {1, 6, 8, 9}).items()} == {n: ROOTS[n] for n in (1, 6, 8)}


MANY = [leaf_hash(bytes([n])) for n in range(33)]


@pytest.mark.parametrize("size", [1, 2, 3, 5, 8, 13, 16, 17, 32, 33])
def test_every_leaf_is_shown_to_be_in_and_no_other(size: int) -> None:
    whole = root(MANY[:size])
    for index in range(size):
        proof = inclusion_proof(index, MANY[:size])
        assert includes(MANY[index], index, size, proof, whole)
        assert not includes(leaf_hash(b"other"), index, size, proof, whole)
        assert not includes(MANY[index], index, size, [*proof, whole], whole)
        assert not includes(MANY[index], index, size, proof[:-1], whole) or not proof
        assert size == 1 or not includes(MANY[index], (index + 1) % size, size, proof, whole)
    assert not includes(MANY[0], size, size, [], whole)


@pytest.mark.parametrize("later", [1, 2, 3, 7, 8, 12, 21, 33])
def test_every_earlier_tree_is_shown_to_be_the_beginning(later: int) -> None:
    after = root(MANY[:later])
    for earlier in range(1, later + 1):
        before = root(MANY[:earlier])
        proof = consistency_proof(earlier, MANY[:later])
        assert extends(earlier, before, later, after, proof)
        assert not extends(earlier, leaf_hash(b"other"), later, after, proof)
        assert not extends(earlier, before, later, leaf_hash(b"other"), proof)
        assert not extends(earlier, before, later, after, [*proof, after])
    assert not extends(0, EMPTY, later, after, [])


def test_there_is_no_proof_of_what_is_not_there() -> None:
    with pytest.raises(IndexError):
        inclusion_proof(3, MANY[:3])
    with pytest.raises(IndexError):
        consistency_proof(4, MANY[:3])
