"""How far the members agree on each question, by the same figures as on their totals."""

from dataclasses import replace
from typing import Final

import numpy as np

from panel.calc.analysis import PanelAnalysis, Settings
from panel.calc.lens_figures import Voices
from panel.calc.statistics.arrays import Bool
from panel.calc.statistics.cut import Cut
from panel.calc.statistics.krippendorff import Level, Resample, krippendorff_alpha
from panel.calc.statistics.panel_figures import panel_figures
from panel.calc.statistics.scores import Scores
from panel.calc.statistics.severity_mixed import mixed

_ORDINAL_UP_TO: Final = 5
"""Points of a scale up to which the distances between marks are not taken as known."""
_MOST_DRAWN: Final = 20_000
_DRAWS: Final = 200


def by_question(scores: Scores, shown_from: int, settings: Settings) -> tuple[Voices, ...]:
    """The figures of every question, over the proposals on which at least `shown_from` members answered it."""
    marked = scores.mask & scores.asked
    found = []
    for number, key in enumerate(scores.criteria):
        enough = marked[:, :, number].sum(axis=0) >= shown_from
        found.append(Voices(key, int(enough.sum()), _figures(scores, number, enough, settings)))
    return tuple(found)


def _figures(scores: Scores, number: int, enough: Bool, settings: Settings) -> PanelAnalysis:
    """The figures of one question: the totals under weights that leave nothing but it."""
    weights = np.zeros(len(scores.criteria))
    weights[number] = 1.0
    alone = scores.weighed(weights).of_items(np.flatnonzero(enough).tolist())
    sitting = (alone.mask & alone.asked)[:, :, number].any(axis=1)
    cut = Cut(alone.of_raters(np.flatnonzero(sitting).tolist()), 1)
    figures = panel_figures(cut, settings, mixed(cut.y, cut.mask))
    if scores.scale.width >= _ORDINAL_UP_TO:
        return figures
    draws = Resample.MEMBERS if cut.mask.size <= _MOST_DRAWN else None
    alpha = krippendorff_alpha(cut.y, cut.mask, Level.ORDINAL, resample=draws, draws=_DRAWS, seed=settings.seed)
    return replace(figures, alpha=alpha)
