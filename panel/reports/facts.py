"""What a report states, gathered in a handful of selects from frozen rows; no number of the tally is computed anew."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, get_args

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from panel import presets
from panel.analysis import reading
from panel.calc.calendar import in_japan
from panel.calc.consensus import Rule
from panel.calc.disclosure import disclosed
from panel.calc.document import NOTHING, Text, same, unmarked
from panel.calc.marks import Scale
from panel.calc.report import facts as report
from panel.calc.report.facts import Facts
from panel.calc.report.withheld import placed_anew
from panel.calc.results import ItemResult
from panel.models.comments import Comment
from panel.models.cycles import Axis, Cycle, Panel, Round, RoundCriterion, RoundProposal, RoundVoter
from panel.models.decisions import Decision, Tier
from panel.models.people import Group, Membership, Person
from panel.models.proposals import Proposal, ProposalVersion
from panel.models.reports import ReportText
from panel.models.tallies import Snapshot, TallyRow

# The criterion that leads a chapter of its own, by its key in the presets.
_THEMES: Final[Mapping[str, report.Theme]] = {
    "supply_risk": "supply_chain",
    "transfer_potential": "transfer",
    "dual_use": "collaboration",
}
_ROLE_ORDER: Final = get_args(report.Role)


@dataclass(frozen=True)
class Source:
    """The frozen tally a report is made from, and the cycle it belongs to."""

    cycle_id: int
    panel_id: int
    round_id: int
    number: int
    snapshot_id: int


def source_of(db: Session, cycle_id: int, number: int | None) -> Source | None:
    """The frozen round of this number, or the latest frozen one; None where there is none."""
    query = (
        select(Cycle.id, Cycle.panel_id, Round.id, Round.number, Snapshot.id)
        .join(Round, Round.cycle_id == Cycle.id)
        .join(Snapshot, Snapshot.round_id == Round.id)
        .where(Cycle.id == cycle_id)
        .order_by(Round.number.desc())
        .limit(1)
    )
    if number is not None:
        query = query.where(Round.number == number)
    row = db.execute(query).one_or_none()
    return Source(*row) if row else None


def facts(db: Session, seal_key: bytes, source: Source, hidden: frozenset[int] = frozenset()) -> Facts:
    """Everything the report of a frozen round states; `hidden` proposals (recusals) are absent from it.

    So are then the hash of the tally and the number of those who submitted: they speak of the hidden ones as well.
    The analysis is the frozen one, or that of what is left, for which `seal_key` tells whose sheets belong together.
    """
    cycle, panel, snapshot = db.execute(
        select(Cycle, Panel, Snapshot)
        .join(Panel, Panel.id == Cycle.panel_id)
        .join(Snapshot, Snapshot.id == source.snapshot_id)
        .where(Cycle.id == source.cycle_id)
    ).one()
    round_ = db.get_one(Round, source.round_id)
    codes = _codes(db, source.round_id)
    is_whole = hidden.isdisjoint(codes)
    codes = {key: code for key, code in codes.items() if key not in hidden}
    rule = Rule.from_plain(round_.rule)
    results = _results(db, source.snapshot_id, codes)
    if not round_.imported:  # there the raters were pseudonyms of a file somebody brought in
        results = tuple(disclosed(result, rule.shown_from) for result in results)
    return Facts(
        panel=Text(panel.title_ja, panel.title_en),
        cycle=Text(cycle.title_ja, cycle.title_en),
        first_fiscal_year=cycle.from_fiscal_year,
        last_fiscal_year=cycle.to_fiscal_year,
        dated_on=_day(snapshot.created_at),
        roster=_roster(db, source.panel_id),
        criteria=_criteria(db, source.round_id),
        rule=rule,
        quorum=round_.quorum,
        rounds=_rounds(db, source, is_whole=is_whole),
        proposals=_proposals(db, source.round_id, codes),
        results=placed_anew(results),
        tally_round=source.number,
        analysis=reading.read(db, seal_key, source.round_id, codes),
        decisions=_decisions(db, codes),
        comments=_comments(db, codes),
        own=_own(db, source.cycle_id),
        glossary=_glossary(),
        snapshot=snapshot.sha256 if is_whole else "",
        synthetic_scores=cycle.synthetic,
    )


def _day(moment: datetime) -> date:
    return in_japan(moment).date()


def _codes(db: Session, round_id: int) -> dict[int, str]:
    """The proposals of a round by id: what the rest of the report calls them."""
    rows = db.execute(
        select(Proposal.id, Proposal.code)
        .join(RoundProposal, RoundProposal.proposal_id == Proposal.id)
        .where(RoundProposal.round_id == round_id)
    )
    return {row.id: row.code for row in rows}


def _roster(db: Session, panel_id: int) -> tuple[report.Member, ...]:
    """One line a person who can be named: pseudonymous raters of imported rounds have no place in a member list."""
    rows = db.execute(
        select(Person, Membership.role)
        .join(Membership, Membership.person_id == Person.id)
        .where(Membership.panel_id == panel_id, Membership.ended_at.is_(None), Person.email.is_not(None))
    ).all()
    first: dict[int, tuple[Person, str]] = {}
    for person, role in sorted(rows, key=lambda row: _ROLE_ORDER.index(row[1])):
        first.setdefault(person.id, (person, role))
    return tuple(_member(person, role) for person, role in first.values())


def _member(person: Person, role: Any) -> report.Member:
    return report.Member(
        name=Text(person.name, person.name_en),
        reading=person.reading,
        role=role,
        organisation=Text(person.organisation_ja, person.organisation_en),
        group=Group(person.stakeholder_group).value,
    )


def _criteria(db: Session, round_id: int) -> tuple[report.Criterion, ...]:
    rows = db.scalars(
        select(RoundCriterion).where(RoundCriterion.round_id == round_id).order_by(RoundCriterion.position)
    )
    return tuple(
        report.Criterion(
            key=row.key,
            name=Text(row.name_ja, row.name_en),
            question=Text(row.question_ja, row.question_en),
            axis=Axis(row.axis).value if row.axis else None,
            weight=float(row.weight),
            scale=Scale(row.lowest, row.highest),
            anchors={
                int(value): Text(words.get("ja", ""), words.get("en", "")) for value, words in row.anchors.items()
            },
            direction=row.direction,
            theme=_THEMES.get(row.key, ""),
        )
        for row in rows
    )


def _rounds(db: Session, source: Source, *, is_whole: bool) -> tuple[report.Round, ...]:
    voters = dict(db.execute(select(RoundVoter.round_id, func.count()).group_by(RoundVoter.round_id)).all())
    returned = _returned(db, source.cycle_id)
    rows = db.execute(
        select(Round.id, Round.number, Round.opened_at, Round.closed_at)
        .where(Round.cycle_id == source.cycle_id, Round.number <= source.number)
        .order_by(Round.number)
    )
    return tuple(
        report.Round(
            number=row.number,
            opened_on=_day(row.opened_at),
            closed_on=_day(row.closed_at) if row.closed_at else None,
            n_members=voters.get(row.id, 0),
            n_submitted=returned.get(row.id, 0) if is_whole else None,
        )
        for row in rows
    )


def _proposals(db: Session, round_id: int, codes: Mapping[int, str]) -> tuple[report.Proposal, ...]:
    """Each proposal in the wording that was put to the round."""
    rows = db.execute(
        select(RoundProposal.proposal_id, ProposalVersion.written)
        .join(
            ProposalVersion,
            (ProposalVersion.proposal_id == RoundProposal.proposal_id)
            & (ProposalVersion.number == RoundProposal.proposal_version),
        )
        .where(RoundProposal.round_id == round_id)
    )
    return tuple(_proposal(codes[key], written) for key, written in rows if key in codes)


def _proposal(code: str, written: Mapping[str, Any]) -> report.Proposal:
    def both(field: str) -> Text:
        return Text(written.get(f"{field}_ja") or "", written.get(f"{field}_en") or "")

    return report.Proposal(
        key=code,
        kind=written["kind"],
        title=both("title"),
        summary=both("summary"),
        rationale=both("rationale"),
        posture=written.get("posture") or "",
        area=both("area") or both("industry"),
        horizon=written.get("horizon") or "",
        actions=both("actions"),
        goals=both("goals"),
    )


def _results(db: Session, snapshot_id: int, codes: Mapping[int, str]) -> tuple[ItemResult, ...]:
    rows = db.execute(select(TallyRow.proposal_id, TallyRow.result).where(TallyRow.snapshot_id == snapshot_id))
    return tuple(ItemResult.from_plain(result) for key, result in rows if key in codes)


def _decisions(db: Session, codes: Mapping[int, str]) -> tuple[report.Decision, ...]:
    rows = db.scalars(select(Decision).where(Decision.proposal_id.in_(codes)).order_by(Decision.proposal_id))
    return tuple(
        report.Decision(
            proposal=codes[row.proposal_id],
            tier=Tier(row.tier).value,
            wording=Text(row.wording_ja, row.wording_en),
            reason=unmarked(row.reason),
            departure_reason=unmarked(row.departure_reason) if row.departs else NOTHING,
            decided_on=_day(row.decided_at),
        )
        for row in rows
    )


def _comments(db: Session, codes: Mapping[int, str]) -> tuple[report.Comments, ...]:
    """How many comments of each kind stand on each proposal; texts stay in the discussion."""
    rows = db.execute(
        select(Comment.proposal_id, Comment.type, func.count())
        .where(Comment.proposal_id.in_(codes), Comment.retracted_at.is_(None), Comment.hidden_at.is_(None))
        .group_by(Comment.proposal_id, Comment.type)
    )
    counts: dict[int, dict[Any, int]] = {}
    for proposal_id, kind, n in rows:
        counts.setdefault(proposal_id, {})[str(kind)] = n
    return tuple(report.Comments(codes[key], kinds) for key, kinds in sorted(counts.items()))


def _own(db: Session, cycle_id: int) -> dict[str, tuple[Text, ...]]:
    """The secretariat's paragraphs by chapter; an empty line starts a new one in either language."""
    rows = db.execute(
        select(ReportText.chapter, ReportText.text_ja, ReportText.text_en).where(ReportText.cycle_id == cycle_id)
    )
    return {row.chapter: tuple(_paragraphs(row.text_ja, row.text_en)) for row in rows}


def _paragraphs(ja: str, en: str) -> Iterable[Text]:
    japanese, english = ([part.strip() for part in text.split("\n\n") if part.strip()] for text in (ja, en))
    for index in range(max(len(japanese), len(english))):
        yield Text("".join(japanese[index : index + 1]), "".join(english[index : index + 1]))


def _returned(db: Session, cycle_id: int) -> dict[int, int]:
    """How many members returned at least one sheet in each closed round."""
    rows = db.execute(
        select(Snapshot.round_id, Snapshot.n_raters)
        .join(Round, Round.id == Snapshot.round_id)
        .where(Round.cycle_id == cycle_id)
    )
    return {row.round_id: row.n_raters for row in rows}


def _glossary() -> tuple[tuple[Text, Text], ...]:
    """The terms of scoring, as an excerpt of the glossary that ships with the project."""
    terms = presets.rows("glossary_ja_en.csv")
    return tuple((Text(row["ja"], row["en"]), same(row["note"])) for row in terms if row["category"] == "scoring")
