"""A round seen through other glasses: other members, other centres and other methods, each beside the mean of all."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np

from panel.calc.consensus import ConsensusClass, Rule, classify
from panel.calc.lenses import Comparison, Lens, Part, Shift, compared
from panel.calc.reasons import Reason
from panel.calc.statistics.arrays import F64, GRAIN, I64, Bool
from panel.calc.statistics.averages import confidence_weighted_means
from panel.calc.statistics.dispersion import whole_steps
from panel.calc.statistics.items import ItemSummary, item_summary
from panel.calc.statistics.outranking import promethee2, topsis
from panel.calc.statistics.parts import Labels, may_stand_apart
from panel.calc.statistics.ranks import min_ranks
from panel.calc.statistics.scores import Scores, composite, means
from panel.calc.statistics.voting import MOST_FOR_SCHULZE, borda, copeland, margins, schulze, schulze_places, support

SURE: Final = 3.0
"""The confidence from which a member counts as sure."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What a lens sees: a value for each of N proposals, higher is better, NaN for one it does not compare.

    `mask[R, N]` are the scores of the members it looks at, None where it looks at all. `grain` is what separates two
    values, `reason` why there are none.
    """

    values: F64
    grain: float
    mask: Bool | None = None
    reason: Reason | None = None


@dataclass(frozen=True, slots=True)
class Parted:
    """The members in parts, proposal by proposal: `labels[R, N]`, and `shown[R, N]` where a part may stand apart."""

    labels: Labels
    shown: Bool


class Glasses:
    """The totals of a round, ready to be looked at through one lens after the other.

    `places` is the last place above the line; `rule` says how many marks are shown and what is a consensus. Proposals
    are those of `scores`, each scored by at least as many as the rule shows everything of.
    """

    def __init__(self, scores: Scores, rule: Rule, places: int) -> None:
        self.scores, self.rule, self.places = scores, rule, places
        found = composite(scores)
        self.y, self.mask = found.y, found.mask
        self.grain = GRAIN * scores.scale.width
        self.whole = whole_steps(np.where(self.mask, self.y, np.nan), scores.scale)

    @cached_property
    def summary(self) -> ItemSummary:
        """The totals of all members."""
        return item_summary(self.y, self.mask, self.scores.scale)

    def through(self, lens: Lens, part: Part, own: int | None = None) -> Comparison:
        """The round through one part of a lens; `own` is the row of the member who asks for it without their sheets.

        Raises KeyError for the lenses that an analysis holds already (`of_analysis`).
        """
        counting = bool(self.scores.weights.any())
        return self._compared(lens, part, self._seen(lens, part, own) if counting else self._nothing(Reason.NO_WEIGHT))

    def _seen(self, lens: Lens, part: Part, own: int | None) -> Seen:
        ways: Mapping[Lens, Callable[[], Seen]] = {
            Lens.GROUPS: lambda: self._of(part, self._groups),
            Lens.EXPERTISE: lambda: self._of(part, self._sureness),
            Lens.WITHOUT_ONE: lambda: self._without(own),
            Lens.TRIMMED: lambda: Seen(self.summary.trimmed, self.grain),
            Lens.CONFIDENCE: self._weighted,
            Lens.METHODS: lambda: self._by_method(part),
        }
        return ways[lens]()

    # ---- Some of the members ----

    @cached_property
    def _groups(self) -> Parted:
        return self._parted(labels_of(self.scores))

    @cached_property
    def _sureness(self) -> Parted | Reason:
        sureness = self.scores.sureness
        if sureness is None or np.isnan(sureness[self.mask]).all():
            return Reason.UNSTATED
        return self._parted(np.where(sureness >= SURE, Part.SURE.value, Part.LESS_SURE.value))

    def _parted(self, labels: Labels) -> Parted:
        shown = may_stand_apart(self.y, self.mask, labels, self.scores.scale, self.rule.shown_from)
        return Parted(labels, shown)

    def _of(self, part: Part, parted: Parted | Reason) -> Seen:
        """Those who have this label, on the proposals where that tells nobody's score."""
        if isinstance(parted, Reason):
            return self._nothing(parted)
        kept = parted.shown & (parted.labels == part.value)
        return self._some(kept) if kept.any() else self._nothing(Reason.HIDDEN)

    def _without(self, own: int | None) -> Seen:
        kept = np.ones(self.mask.shape, dtype=np.bool_)
        if own is not None:
            kept[own] = False
        return self._some(kept)

    def _some(self, kept: Bool) -> Seen:
        """The mean of the members who are kept; NaN where none of them scored."""
        mask = self.mask & kept
        n = mask.sum(axis=0)
        sums = np.where(mask, self.y, 0.0).sum(axis=0)
        return Seen(np.divide(sums, n, out=np.full(n.shape, np.nan), where=n > 0), self.grain, mask)

    # ---- Other centres ----

    def _weighted(self) -> Seen:
        sureness = self.scores.sureness
        if sureness is None or np.isnan(sureness[self.mask]).all():
            return self._nothing(Reason.UNSTATED)
        return Seen(confidence_weighted_means(np.where(self.mask, self.y, np.nan), sureness), self.grain)

    # ---- Other methods ----

    def _by_method(self, part: Part) -> Seen:
        if part in (Part.TOPSIS, Part.PROMETHEE):
            return self._on_criteria(topsis if part is Part.TOPSIS else promethee2)
        if part is Part.BORDA:
            return Seen(borda(self.y, self.mask, grain=self.grain).scores, GRAIN)
        if part is Part.SCHULZE and len(self.scores.items) > MOST_FOR_SCHULZE:
            return self._nothing(Reason.TOO_MANY)
        ahead = margins(support(self.y, self.mask, grain=self.grain))
        places: I64 = copeland(ahead) if part is Part.COPELAND else -schulze_places(schulze(ahead))
        return Seen(places.astype(np.float64), 0.0)

    def _on_criteria(self, method: Callable[[F64, F64], F64]) -> Seen:
        """By the mean marks on each criterion, where everything of them is shown."""
        counts = self.scores.weights > 0
        if not (self.scores.asked[:, counts] == self.scores.asked[:1, counts]).all():
            return self._nothing(Reason.OTHER_QUESTIONS)
        enough = (self.scores.mask & self.scores.asked).sum(axis=0) >= self.rule.shown_from
        asked = counts & self.scores.asked.any(axis=0)
        matrix = np.where(enough, means(self.scores), np.nan)[:, asked]
        if np.isnan(matrix).any(axis=1).all():
            return self._nothing(Reason.HIDDEN)
        merits = method(matrix, self.scores.weights[asked])
        return self._nothing(Reason.NO_VARIATION) if np.isnan(merits).all() else Seen(merits, GRAIN)

    # ---- What it comes to ----

    def _nothing(self, reason: Reason) -> Seen:
        return Seen(np.full(len(self.scores.items), np.nan), 0.0, reason=reason)

    def _compared(self, lens: Lens, part: Part, seen: Seen) -> Comparison:
        here = np.flatnonzero(~np.isnan(seen.values) & ~np.isnan(self.summary.mean))
        ranks = min_ranks(self.summary.mean[here], self.grain).tolist()
        lens_ranks = min_ranks(seen.values[here], seen.grain).tolist()
        shifts = [
            Shift(self.scores.items[item], rank, lens_rank, *self._classes(item, seen.mask))
            for item, rank, lens_rank in zip(here.tolist(), ranks, lens_ranks, strict=True)
        ]
        above = int((self.summary.rank_min[here] <= self.places).sum())
        n_hidden = len(self.scores.items) - len(here)
        return compared(lens, part, shifts, min(self.places, above), n_hidden, seen.reason)

    def _classes(self, item: int, mask: Bool | None) -> tuple[ConsensusClass | None, ConsensusClass | None, int | None]:
        """The class by all and by those a lens looks at, with their number; nothing where it looks at all."""
        if mask is None:
            return None, None, None
        n = int(mask[:, item].sum())
        every, some = self._class(item, self.mask, int(self.scores.eligible[item])), self._class(item, mask, n)
        few = ConsensusClass.TOO_FEW
        return (None, None, n) if few in (every, some) else (every, some, n)

    def _class(self, item: int, mask: Bool, eligible: int) -> ConsensusClass:
        values, counts = np.unique(self.whole[mask[:, item], item], return_counts=True)
        histogram = dict(zip(values.astype(np.int64).tolist(), counts.tolist(), strict=True))
        return classify(histogram, eligible, self.scores.scale, self.rule)


def labels_of(scores: Scores) -> Labels:
    """The stakeholder group of every score, [R, N]; "" for none."""
    return np.array([[group or ""] for group in scores.groups]).repeat(len(scores.items), axis=1)
