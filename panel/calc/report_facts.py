"""What a report is made of: frozen facts, free of database and clock, from which the chapters are built."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from panel.calc.document import NOTHING, Text

Role = Literal["chair", "deputy", "member", "observer", "secretariat"]
Group = Literal["government", "industry", "academia", "other"]
Axis = Literal["need", "opportunity", "other"]
Theme = Literal["", "supply_chain", "transfer", "collaboration"]
Posture = Literal["", "maintain", "strengthen", "cultivate", "reduce"]
Class = Literal["agreed_high", "agreed_middle", "agreed_low", "split", "open", "too_few"]
Tier = Literal["top", "priority", "maintain", "deferred", "not_adopted"]
CommentKind = Literal["support", "concern", "question", "evidence", "wording"]


@dataclass(frozen=True, slots=True)
class Member:
    """A line of the roster; ``reading`` (ふりがな) gives the kana order."""

    name: Text
    reading: str
    role: Role
    organisation: Text
    group: Group
    position: Text = NOTHING


@dataclass(frozen=True, slots=True)
class Criterion:
    """A criterion as frozen into the round; ``anchors`` run from ``low`` to ``high``, some may be empty."""

    key: str
    name: Text
    question: Text
    axis: Axis
    weight: float
    low: int
    high: int
    anchors: tuple[Text, ...] = ()
    high_is_best: bool = True
    theme: Theme = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """The consensus rule of the round: shares from 0 to 1 of the valid scores, on thirds of the scale."""

    agree_share: float
    against_share: float
    split_share: float
    max_iqr: float
    minimum_raters: int
    quorum: int = 0


@dataclass(frozen=True, slots=True)
class Round:
    """One sealed round; ``n_submitted`` of ``n_members`` returned at least one score."""

    number: int
    opened_on: date
    closed_on: date | None
    n_members: int
    n_submitted: int


@dataclass(frozen=True, slots=True)
class Meeting:
    """One meeting of the panel, for the list of meetings held."""

    number: int
    held_on: date
    agenda: Text


@dataclass(frozen=True, slots=True)
class Proposal:
    """A technology field or an industrial sector as it stood when the round closed."""

    key: str
    kind: Literal["technology", "sector"]
    title: Text
    summary: Text = NOTHING
    rationale: Text = NOTHING
    posture: Posture = ""
    area: Text = NOTHING
    actions: Text = NOTHING
    indicators: Text = NOTHING


@dataclass(frozen=True, slots=True)
class Count:
    """The n triple: valid scores, and each silence by its reason; never merged, never a zero score."""

    valid: int
    recused: int = 0
    unable: int = 0
    not_applicable: int = 0
    abstained: int = 0
    not_answered: int = 0

    @property
    def roster(self) -> int:
        """Everybody who sits on the panel for this item, recused or not."""
        return self.valid + self.silent

    @property
    def silent(self) -> int:
        """Everybody without a valid score."""
        return self.recused + self.unable + self.not_applicable + self.abstained + self.not_answered


@dataclass(frozen=True, slots=True)
class CriterionResult:
    """The frozen summary of one criterion for one proposal; ``histogram`` counts from ``low`` to ``high``."""

    criterion: str
    count: Count
    histogram: tuple[int, ...]
    mean: float | None = None
    median: float | None = None
    q1: float | None = None
    q3: float | None = None
    sd: float | None = None


@dataclass(frozen=True, slots=True)
class TallyRow:
    """The frozen result of one proposal; totals are weighted means on the scale of the criteria."""

    proposal: str
    rank: int | None
    tied: bool
    total: float | None
    need: float | None
    opportunity: float | None
    count: Count
    verdict: Class
    criteria: tuple[CriterionResult, ...]
    median: float | None = None
    q1: float | None = None
    q3: float | None = None


@dataclass(frozen=True, slots=True)
class Dissent:
    """A minority opinion, its signature if it was given, and the chair's answer."""

    text: Text
    signed: Text = NOTHING
    answer: Text = NOTHING


@dataclass(frozen=True, slots=True)
class Decision:
    """What the panel recommends about one proposal."""

    proposal: str
    tier: Tier
    wording: Text
    reason: Text
    departure_reason: Text = NOTHING
    decided_on: date | None = None
    dissents: tuple[Dissent, ...] = ()


@dataclass(frozen=True, slots=True)
class Comments:
    """What was said about one proposal: how many comments of each kind, and the main points without names."""

    proposal: str
    counts: Mapping[CommentKind, int]
    points: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything a report states. ``own`` holds the secretariat's paragraphs by chapter key.

    Fiscal years start in April; ``dated_on`` is the snapshot's date (the report's, where none is frozen).
    ``glossary`` pairs terms with a note. ``snapshot`` is the hash the numbers were frozen under.
    """

    panel: Text
    cycle: Text
    first_fiscal_year: int
    last_fiscal_year: int
    dated_on: date
    roster: tuple[Member, ...]
    criteria: tuple[Criterion, ...]
    rule: Rule
    rounds: tuple[Round, ...]
    proposals: tuple[Proposal, ...]
    tally: tuple[TallyRow, ...] = ()
    tally_round: int | None = None
    decisions: tuple[Decision, ...] = ()
    comments: tuple[Comments, ...] = ()
    meetings: tuple[Meeting, ...] = ()
    own: Mapping[str, tuple[Text, ...]] = field(default_factory=dict)
    glossary: tuple[tuple[Text, Text], ...] = ()
    snapshot: str = ""
    synthetic_scores: bool = False
