"""The lenses of one closed round for one reader: what is frozen where it is, computed where it is not."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

from sqlalchemy.orm import Session

from panel.analysis.loading import Loaded, closed_round, load
from panel.analysis.memory import Memory
from panel.analysis.pairing import load_pair
from panel.analysis.reading import read
from panel.calc.analysis import Analysis
from panel.calc.consensus import Rule
from panel.calc.lens_figures import Divides, Steps, Voices
from panel.calc.lenses import GROUPS, PARTS, Comparison, LeftOut, Lens, Part, compared, of_analysis
from panel.calc.reasons import Reason, Stat

if TYPE_CHECKING:
    from panel.calc.statistics.lenses import Glasses

SEED: Final = 0
"""Where drawing begins for the interval of a change of agreement, which belongs to no single round."""

_VOICES: Final[Memory[tuple[Voices, ...]]] = Memory(limit=8)


@dataclass(frozen=True)
class Asked:
    """A closed round, the proposals of it that are compared, and who asks: only what they may read is in here."""

    round_id: int
    rule: Rule
    proposal_ids: Collection[int]
    person_id: int


class Lenses:
    """One round, ready to be looked at; nothing is read before it is asked for."""

    def __init__(self, db: Session, seal_key: bytes, asked: Asked) -> None:
        self._db, self._seal_key, self._asked = db, seal_key, asked

    @cached_property
    def analysis(self) -> Analysis:
        """What the board says of the same proposals."""
        return read(self._db, self._seal_key, self._asked.round_id, self._asked.proposal_ids)

    @property
    def line(self) -> int:
        """The last place above the line."""
        return min(self.analysis.settings.places, len(self.analysis.items))

    @cached_property
    def _loaded(self) -> Loaded:
        return load(self._db, self._seal_key, self._asked.round_id, self._asked.proposal_ids)

    @cached_property
    def _own(self) -> int | None:
        """The row of whoever asks."""
        return self._loaded.rater_of(self._asked.person_id)

    @cached_property
    def _glasses(self) -> "Glasses | Reason":
        from panel.calc.statistics.lenses import Glasses  # noqa: PLC0415 - brings NumPy

        if self._loaded.scores is None:
            return self._loaded.reason or Reason.ALL_MISSING
        return Glasses(self._loaded.scores, self._asked.rule, self.analysis.settings.places)

    def parts(self, lens: Lens) -> tuple[Part, ...]:
        """What a lens can look at here: the groups that scored, and the reader's own sheets if there are any."""
        scores = self._loaded.scores
        if scores is None:
            return PARTS[lens][:1]
        if lens is Lens.GROUPS:
            return tuple(part for part in GROUPS if part.value in scores.groups) or GROUPS[:1]
        if lens is Lens.WITHOUT_ONE and self._own is None:
            return (Part.ANY,)
        return PARTS[lens]

    def through(self, lens: Lens, part: Part) -> Comparison:
        """The round through one part of a lens, but for `Part.ANY`, which is `left_out`."""
        if lens in (Lens.MEDIAN, Lens.SEVERITY):
            return of_analysis(self.analysis, lens)
        if isinstance(self._glasses, Reason):
            return compared(lens, part, [], 0, len(self._asked.proposal_ids), self._glasses)
        return self._glasses.through(lens, part, self._own)

    def left_out(self) -> tuple[LeftOut, ...]:
        """What leaving out any one member does to each proposal, the most decided first."""
        found = [LeftOut(one.id, one.rank, one.decisive, one.moves) for one in self.analysis.items]
        return tuple(sorted(found, key=lambda one: (-one.decisive, -one.moves, one.rank, one.id)))

    # ---- The panel as a whole, its groups, and the round before ----

    def voices(self) -> tuple[Voices, ...]:
        """How far the members agree: on the totals first, then on every question; the totals alone where owners are
        forgotten, nothing where that was not frozen either."""
        panel = self.analysis.panel
        totals = () if panel is None else (Voices("", len(self.analysis.items), panel),)
        if self._loaded.scores is None:
            return totals
        from panel.calc.statistics.voices import by_question  # noqa: PLC0415 - brings NumPy

        scores, settings = self._loaded.scores, self.analysis.settings
        round_ = closed_round(self._db, self._asked.round_id)
        key = (round_.sha256, round_.owner_key, frozenset(self._asked.proposal_ids))
        asked = _VOICES.get(key, lambda: by_question(scores, self._asked.rule.shown_from, settings))
        return (*totals, *asked)

    def divides(self) -> Divides:
        """Where the stakeholder groups part."""
        if self._loaded.scores is None:
            return Divides((), (), (), len(self._asked.proposal_ids), self._loaded.reason)
        from panel.calc.statistics.divides import divides  # noqa: PLC0415 - brings NumPy

        return divides(self._loaded.scores, self._asked.rule, self.analysis.settings.seed)


def steps(db: Session, seal_key: bytes, earlier: Asked, later: Asked, agreed: Collection[str]) -> Steps:
    """What moved from one round to the next; `agreed` are the codes on which the later round has a consensus."""
    pair = load_pair(
        db, seal_key, earlier.round_id, later.round_id, set(earlier.proposal_ids) & set(later.proposal_ids)
    )
    if pair.earlier is None or pair.later is None:
        reason = pair.reason or Reason.ALL_MISSING
        none = Stat.none(reason)
        return Steps((), 0, none, none, none, reason)
    from panel.calc.statistics.steps import steps as figures  # noqa: PLC0415 - brings NumPy

    shown_from = max(earlier.rule.shown_from, later.rule.shown_from)
    agrees = [item in agreed for item in pair.later.items]
    return figures(pair.earlier, pair.later, pair.n_both, shown_from, agrees, SEED)
