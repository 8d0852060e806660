"""Which members and proposals hang together by their scores, against the connected parts that SciPy finds."""

import numpy as np
from hypothesis import given
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from panel.calc.statistics.arrays import F64
from panel.calc.statistics.connectivity import connected, connectivity
from tests.calc.rounds import quickly
from tests.calc.tables import with_gaps


@quickly
@given(with_gaps())
def test_parts_are_those_of_scipy(y: F64) -> None:
    mask = ~np.isnan(y)
    n_raters, n_items = mask.shape
    rater, item = np.nonzero(mask)
    size = n_items + n_raters
    graph = coo_array((np.ones(len(item)), (item, n_items + rater)), shape=(size, size))
    count, labels = connected_components(graph, directed=False)
    ours = connectivity(mask)
    assert ours.n_components == count
    assert [*ours.item, *ours.rater] == labels.tolist()


def test_a_long_chain_hangs_together() -> None:
    mask = np.eye(40, 41, dtype=np.bool_) | np.eye(40, 41, 1, dtype=np.bool_)
    assert connected(mask)
    mask[20, 20] = False
    assert not connected(mask)
