"""What the statistics cost, as multiples of the matrix products they cannot do without; run with one BLAS thread."""

import json
import sys
import time
import tracemalloc
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from functools import partial

import numpy as np

from panel.calc.statistics.arrays import F64
from panel.calc.statistics.bootstrap import bootstrap
from panel.calc.statistics.joint import joint
from panel.calc.statistics.smaa import smaa
from panel.calc.statistics.weight_priors import NearWeights

N_RATERS, N_ITEMS, N_CRITERIA = 100, 1_000, 8
N_REPLICATES = 10_000
WEIGHTS = np.array([20, 15, 15, 10, 10, 10, 10, 10]) / 100
SEED = 20_261_123
TURNS = 4
MEGABYTE = 1e6

Act = Callable[[], object]


@dataclass(frozen=True)
class Line:
    """What was reached and what was aimed at, in the words of the table."""

    name: str
    reached: float
    aim: float
    unit: str
    note: str = ""


def main() -> None:
    """Print one line of JSON for each measure as soon as it is known."""
    for line in lines():
        sys.stdout.write(json.dumps(asdict(line)) + "\n")
        sys.stdout.flush()


def lines() -> Iterator[Line]:
    """100 members, 1,000 proposals, 8 criteria, 10,000 replicates; whole, and with a fifth of the sheets missing."""
    whole = marks(N_RATERS, N_ITEMS)
    gaps = np.where(np.random.default_rng(SEED).random((N_RATERS, N_ITEMS, 1)) < 0.8, whole, np.nan)
    one, all_at_once = products(N_RATERS), products(N_RATERS * N_CRITERIA)
    places = {"places": (10,), "seed": SEED}
    near = places | {"prior": NearWeights(WEIGHTS)}
    for name, values in (("complete", whole), ("a fifth missing", gaps)):
        mask = ~np.isnan(values[..., 0])
        yield against(
            f"bootstrap, whole distribution, {name}", partial(bootstrap, values @ WEIGHTS, mask, **places), one, 6
        )
        yield against(f"bootstrap and SMAA together, {name}", partial(joint, values, **near), all_at_once, 3)
    yield against("SMAA over weights", partial(smaa, np.nanmean(gaps, axis=0), **near), all_at_once, 3)
    yield peak("memory of bootstrap and SMAA together", partial(joint, gaps, **near))
    small = marks(12, 60) @ WEIGHTS
    seconds = quickest(partial(bootstrap, small, np.ones_like(small, dtype=np.bool_), **places))
    yield Line("bootstrap of 12 members and 60 proposals", seconds * 1e3, 30, "ms CPU")


def marks(n_raters: int, n_items: int) -> F64:
    """Marks from 1 to 9 [R, N, C] around the merit of each item."""
    rng = np.random.default_rng(SEED)
    merit = rng.normal(5, 1, (n_items, 1))
    return np.clip(np.rint(merit + rng.normal(0, 1.3, (n_raters, n_items, N_CRITERIA))), 1, 9)


def products(n_rows: int) -> Act:
    """Two products of single precision: sums over members, and how many they are sums of."""
    rng = np.random.default_rng(SEED)
    counts = rng.random((N_REPLICATES, n_rows), dtype=np.float32)
    values = rng.random((n_rows, N_ITEMS), dtype=np.float32)
    result = np.empty((N_REPLICATES, N_ITEMS), dtype=np.float32)

    def both() -> None:
        np.matmul(counts, values, out=result)
        np.matmul(counts, values, out=result)

    return both


def against(name: str, act: Act, bound: Act, aim: float) -> Line:
    """CPU time of an act as a multiple of its bound, by turns, each at its best."""
    times = [(seconds(act), seconds(bound)) for _ in range(TURNS)]
    own, least = (min(column) for column in zip(*times, strict=True))
    return Line(name, own / least, aim, "x", f"{own * 1e3:.0f} ms CPU, its matrix products {least * 1e3:.0f} ms")


def quickest(act: Act) -> float:
    """The least CPU time of some turns."""
    return min(seconds(act) for _ in range(TURNS))


def seconds(act: Act) -> float:
    """CPU time over all threads."""
    began = time.process_time()
    act()
    return time.process_time() - began


def peak(name: str, act: Act) -> Line:
    """The most memory that an act holds beyond its input."""
    tracemalloc.start()
    act()
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return Line(name, most / MEGABYTE, 200, "MB", "beyond the input")


if __name__ == "__main__":
    main()
