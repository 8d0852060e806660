"""Two closed rounds as arrays with the same members in the same rows: who they are is not known here."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from panel import owners
from panel.analysis.loading import load
from panel.calc.reasons import Reason

if TYPE_CHECKING:
    from panel.calc.statistics.scores import Scores


@dataclass(frozen=True)
class Pair:
    """Both rounds on the proposals that both asked about, in the same order, or the reason why there are none.

    The first `n_both` rows are the members who scored in both, in the order of the earlier round's rows; those who
    scored in one alone follow and belong to nobody in the other.
    """

    earlier: "Scores | None"
    later: "Scores | None"
    n_both: int = 0
    reason: Reason | None = None


def load_pair(db: Session, seal_key: bytes, earlier_id: int, later_id: int, proposal_ids: Collection[int]) -> Pair:
    """The scores of two closed rounds of a cycle, put together by member.

    A reason instead: forgotten (of either), other_questions (on another scale), all_missing (no proposal in common).
    """
    before, after = (load(db, seal_key, round_id, proposal_ids) for round_id in (earlier_id, later_id))
    if before.scores is None or after.scores is None:
        return Pair(None, None, reason=before.reason or after.reason)
    if before.scores.scale != after.scores.scale:
        return Pair(None, None, reason=Reason.OTHER_QUESTIONS)
    common = [item for item in after.scores.items if item in before.scores.items]
    if not common:
        return Pair(None, None, reason=Reason.ALL_MISSING)
    both = owners.same_rows(db, later_id, before.rater_of, after.rater_of)
    earlier, later = (
        _arranged(found, common, [pair[side] for pair in both])
        for side, found in enumerate((before.scores, after.scores))
    )
    return Pair(earlier, later, len(both))


def _arranged(scores: "Scores", items: list[str], first: list[int]) -> "Scores":
    """The scores on these proposals, these rows first and the others after them."""
    others = [row for row in range(len(scores.groups)) if row not in set(first)]
    return scores.of_items([scores.items.index(item) for item in items]).of_raters([*first, *others])
