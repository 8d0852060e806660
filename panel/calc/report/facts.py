"""What a report is made of: frozen facts, free of database and clock, from which the chapters are built."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from panel.calc.analysis import Analysis
from panel.calc.consensus import Rule
from panel.calc.document import NOTHING, Text
from panel.calc.marks import Scale
from panel.calc.results import ItemResult

Role = Literal["chair", "deputy", "member", "observer", "secretariat"]
Group = Literal["government", "industry", "academia", "other"]
Axis = Literal["need", "opportunity"]
Theme = Literal["", "supply_chain", "transfer", "collaboration"]
Kind = Literal["technology", "sector"]
Posture = Literal["", "maintain", "strengthen", "cultivate", "reduce"]
Horizon = Literal["", "within_5", "about_10", "beyond_10"]
Tier = Literal["priority", "important", "watch", "not_adopted"]
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
    """A criterion as frozen into the round; ``anchors`` name values of the scale, not necessarily all.

    ``direction`` -1 means that the lowest value is best. ``theme`` makes it lead a chapter of its own.
    """

    key: str
    name: Text
    question: Text
    axis: Axis | None
    weight: float
    scale: Scale
    anchors: Mapping[int, Text] = field(default_factory=dict)
    direction: int = 1
    theme: Theme = ""


@dataclass(frozen=True, slots=True)
class Round:
    """One sealed round; ``n_submitted`` of ``n_members`` returned at least one score, None where that is withheld."""

    number: int
    opened_on: date
    closed_on: date | None
    n_members: int
    n_submitted: int | None


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
    kind: Kind
    title: Text
    summary: Text = NOTHING
    rationale: Text = NOTHING
    posture: Posture = ""
    area: Text = NOTHING
    horizon: Horizon = ""
    actions: Text = NOTHING
    goals: Text = NOTHING


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

    Fiscal years start in April; ``dated_on`` is the snapshot's date. ``results`` are those of round
    ``tally_round``, their ids the keys of the proposals, frozen under the hash ``snapshot``; ``analysis`` says how far
    they can be relied on. ``glossary`` pairs terms with a note.
    """

    panel: Text
    cycle: Text
    first_fiscal_year: int
    last_fiscal_year: int
    dated_on: date
    roster: tuple[Member, ...]
    criteria: tuple[Criterion, ...]
    rule: Rule
    quorum: int
    rounds: tuple[Round, ...]
    proposals: tuple[Proposal, ...]
    results: tuple[ItemResult, ...] = ()
    tally_round: int | None = None
    analysis: Analysis | None = None
    decisions: tuple[Decision, ...] = ()
    comments: tuple[Comments, ...] = ()
    meetings: tuple[Meeting, ...] = ()
    own: Mapping[str, tuple[Text, ...]] = field(default_factory=dict)
    glossary: tuple[tuple[Text, Text], ...] = ()
    snapshot: str = ""
    synthetic_scores: bool = False
