"""A report of a small panel: below five the centre alone, below three only how many there were."""

import pytest

from panel.calc.consensus import Rule
from panel.calc.marks import Scale
from panel.calc.report.withheld import for_small_panels
from panel.calc.tally import Item, Roster, Sheet, tally
from panel.calc.weights import CriterionSpec


@pytest.mark.parametrize(
    ("n", "median", "all_shown"), [(2, None, False), (3, 4.0, False), (4, 4.0, False), (5, 4.0, True)]
)
def test_what_is_left_of_so_many_scores(n: int, median: float | None, all_shown: bool) -> None:
    sheets = [Sheet("T01", f"r{number}", {"importance": 4}) for number in range(n)]
    criterion = CriterionSpec("importance", Scale(1, 5), axis="need")
    result = tally([Item("T01")], [criterion], sheets, {"T01": Roster(n)}, Rule()).items[0]
    for summary in (for_small_panels(result).overall.summary, for_small_panels(result).criteria["importance"].summary):
        assert (summary.n, summary.median) == (n, median)
        assert (summary.mean is not None) is all_shown
        assert bool(summary.histogram) is all_shown
