"""Everything that a tally is worth, from one array of scores: one call, the same numbers for the same seed."""

import numpy as np

from panel.calc.analysis import Analysis, Settings
from panel.calc.reasons import Reason
from panel.calc.statistics.arrays import Bool
from panel.calc.statistics.bootstrap import bootstrap
from panel.calc.statistics.claims import Findings, claims
from panel.calc.statistics.connectivity import connected, scored
from panel.calc.statistics.cut import Cut
from panel.calc.statistics.item_analysis import item_columns
from panel.calc.statistics.line_swaps import line_swaps
from panel.calc.statistics.panel_figures import panel_figures
from panel.calc.statistics.scores import Scores, composite
from panel.calc.statistics.severity_mixed import mixed


def software() -> str:
    """What else than this program decides the last digits."""
    return f"NumPy {np.__version__}"


def analyse(scores: Scores, settings: Settings) -> Analysis:
    """The analysis of a round: places of every proposal, what holds them, how far the panel agrees, in plain sentences.

    Proposals without a total and members who scored none have no part in it. The same scores, settings and versions
    give the same numbers. Without items, the reason: no_weight, all_missing, one_rater, one_item,
    disconnected. Nobody's marks are filled in, and nothing here raises for scores that `Scores` takes.
    """
    found = composite(scores)
    sitting, rated = scored(found.mask)
    n_raters = int(sitting.sum())
    reason = _undefined(scores, n_raters, int(rated.sum())) or (None if connected(found.mask) else Reason.DISCONNECTED)
    if reason is not None:
        return Analysis(settings, n_raters, (), None, (), reason)
    cut = Cut(_kept(scores, rated, sitting), settings.places)
    drawn = bootstrap(
        cut.y, cut.mask, seed=settings.seed, places=[settings.places], replicates=settings.replicates, histogram=False
    )
    if drawn.reason is not None:
        return Analysis(settings, n_raters, (), None, (), drawn.reason)
    fit = mixed(cut.y, cut.mask)
    swaps = line_swaps(cut)
    columns = item_columns(cut, drawn, fit)
    items = tuple(columns.item(place, swaps, settings) for place in cut.order.tolist())
    panel = panel_figures(cut, settings, fit)
    return Analysis(settings, n_raters, items, panel, claims(Findings(cut, items, swaps, panel)))


def _undefined(scores: Scores, n_raters: int, n_items: int) -> Reason | None:
    if not scores.weights.any():
        return Reason.NO_WEIGHT
    if n_items == 0:
        return Reason.ALL_MISSING
    if n_raters == 1:
        return Reason.ONE_RATER
    return Reason.ONE_ITEM if n_items == 1 else None


def _kept(scores: Scores, rated: Bool, sitting: Bool) -> Scores:
    """Without the proposals and the members that have no total."""
    if not rated.all():
        scores = scores.of_items([int(place) for place in np.flatnonzero(rated)])
    return scores if sitting.all() else scores.of_raters([int(row) for row in np.flatnonzero(sitting)])
