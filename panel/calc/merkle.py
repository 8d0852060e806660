"""A Merkle tree as RFC 6962 draws it: one root for all events, and short proofs that one of them is under it.

leaf = SHA-256(0x00 + data), node = SHA-256(0x01 + left + right); the left subtree is the largest full one.
Proofs are lists of hashes, checked as RFC 9162 (2.1.3.2 and 2.1.4.2) does it.
"""

from collections.abc import Container, Iterable, Sequence
from hashlib import sha256
from typing import Final, TypeAlias

EMPTY: Final = sha256(b"").digest()
"""The root over no leaves: e3b0c442…b855."""


def leaf_hash(data: bytes) -> bytes:
    """The hash of one leaf."""
    return sha256(b"\0" + data).digest()


_Peaks: TypeAlias = list[tuple[int, bytes]]  # full subtrees from the left, each smaller: (leaves in it, its root)


def root(leaves: Iterable[bytes]) -> bytes:
    """The root over the hashes of leaves, in one pass that keeps one hash a level (100,000 leaves: 0.2 s)."""
    peaks: _Peaks = []
    for leaf in leaves:
        _grow(peaks, leaf)
    return _joined(peaks)


def roots(leaves: Iterable[bytes], sizes: Container[int]) -> dict[int, bytes]:
    """The roots over the first so many leaves for each of the sizes the tree passes through, in the same one pass."""
    peaks: _Peaks = []
    found = {}
    for size, leaf in enumerate(leaves, start=1):
        _grow(peaks, leaf)
        if size in sizes:
            found[size] = _joined(peaks)
    return found


def _grow(peaks: _Peaks, leaf: bytes) -> None:
    size, joined = 1, leaf
    while peaks and peaks[-1][0] == size:
        joined = _node(peaks.pop()[1], joined)
        size *= 2
    peaks.append((size, joined))


def _joined(peaks: _Peaks) -> bytes:
    if not peaks:
        return EMPTY
    *before, (_size, whole) = peaks
    for _size, subtree in reversed(before):
        whole = _node(subtree, whole)
    return whole


def inclusion_proof(index: int, leaves: Sequence[bytes]) -> list[bytes]:
    """The hashes beside the way from leaf `index` (from 0) up to the root. Raises IndexError for no such leaf."""
    if not 0 <= index < len(leaves):
        raise IndexError(index)
    if len(leaves) == 1:
        return []
    split = _split(len(leaves))
    if index < split:
        return [*inclusion_proof(index, leaves[:split]), root(leaves[split:])]
    return [*inclusion_proof(index - split, leaves[split:]), root(leaves[:split])]


def includes(leaf: bytes, index: int, size: int, proof: Sequence[bytes], whole: bytes) -> bool:
    """Whether the proof leads from the hash of leaf `index` to the root of a tree of `size` leaves."""
    if not 0 <= index < size:
        return False
    at, last, reached = index, size - 1, leaf
    for beside in proof:
        if last == 0:
            return False
        if at & 1 or at == last:
            reached = _node(beside, reached)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            reached = _node(reached, beside)
        at, last = at >> 1, last >> 1
    return last == 0 and reached == whole


def consistency_proof(earlier: int, leaves: Sequence[bytes]) -> list[bytes]:
    """What shows that the tree over the first `earlier` leaves is the beginning of the tree over all of them.

    Raises IndexError unless there are that many leaves, at least one.
    """
    if not 0 < earlier <= len(leaves):
        raise IndexError(earlier)
    return _subproof(earlier, leaves, known=True)


def _subproof(earlier: int, leaves: Sequence[bytes], *, known: bool) -> list[bytes]:
    if earlier == len(leaves):
        return [] if known else [root(leaves)]
    split = _split(len(leaves))
    if earlier <= split:
        return [*_subproof(earlier, leaves[:split], known=known), root(leaves[split:])]
    return [*_subproof(earlier - split, leaves[split:], known=False), root(leaves[:split])]


def extends(earlier: int, before: bytes, later: int, after: bytes, proof: Sequence[bytes]) -> bool:
    """Whether the tree of `later` leaves with root `after` begins with the tree of `earlier` leaves, root `before`."""
    if not 0 < earlier <= later:
        return False
    if earlier == later:
        return not proof and before == after
    path = list(proof) if earlier & (earlier - 1) else [before, *proof]
    if not path:
        return False
    at, last = earlier - 1, later - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    old = new = path[0]
    for beside in path[1:]:
        if last == 0:
            return False
        if at & 1 or at == last:
            old, new = _node(beside, old), _node(beside, new)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            new = _node(new, beside)
        at, last = at >> 1, last >> 1
    return last == 0 and old == before and new == after


def _node(left: bytes, right: bytes) -> bytes:
    return sha256(b"\1" + left + right).digest()


def _split(size: int) -> int:
    """The largest power of two below a size of at least two."""
    return 1 << ((size - 1).bit_length() - 1)
