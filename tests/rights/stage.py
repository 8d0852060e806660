"""One cycle in one phase, as ids: what a probe needs to know to build its addresses."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from panel.calc.calendar import Phase

PHASES = tuple(Phase)
COMMENTERS = ("M", "Mo", "R", "V", "C", "S", "E1")
# One of them is recused and E2 has an interest that leaves only the right to speak: five count, so that all is shown.
RATERS = ("C", "V", "M", "R", "E1", "E2", "E3")
CHAPTER = "situation"


@dataclass(frozen=True)
class Item:
    """One proposal by Mo. `recused` is the subject kept out of it: R of the first, RC (the chair) of the second.

    E2 has declared an interest in it, too, and may speak but not score.
    """

    id: int
    recused: str
    recusal_id: int
    attachment: str  # the token in its address
    comments: dict[str, int]  # by who wrote them: every letter of COMMENTERS
    hidden_comment_id: int
    retracted_comment_id: int
    claim_id: int


@dataclass(frozen=True)
class Stage:
    """One cycle in one phase; what is in it stays the same while every probe is rolled back.

    `item` keeps out R, `acting` keeps out the chair, so that there the deputy acts. Before scoring the round stands
    open in a cycle that does not score. No cycle comes there; but its address must exist, so that it is the table and
    not the want of a round that answers.
    """

    phase: Phase
    panel_id: int
    cycle_id: int
    name: str
    item: Item
    acting: Item
    draft_id: int  # what Mo has begun and not submitted, whatever the phase of the cycle
    round_id: int
    questions: tuple[int, ...]  # of the round: the ids in the names of the fields of a sheet
    criterion_id: int
    report_id: int | None  # a frozen edition, once the round is closed
    scenarios: Mapping[str, int] = field(default_factory=dict)  # once a tally is read: one of each letter
    shortlists: Mapping[str, int] = field(default_factory=dict)

    def item_for(self, subject: str, *, acting: bool = False) -> Item:
        """The item at which a subject is what its letter says; `acting` takes the one the chair is recused from."""
        return self.acting if acting or subject == "RC" else self.item
