"""The two cycles of the example: the edition under way, and a small exercise that has come as far as its decisions."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from panel import freezing, presets
from panel.calc.calendar import Phase, in_japan
from panel.calc.consensus import ConsensusClass
from panel.config import Settings
from panel.cycles.actions import advance, create_cycle, open_round
from panel.decisions.actions import Values, record_decision
from panel.decisions.queries import DecisionHere, decision_here
from panel.example import discussion, fields, sheets, views
from panel.example.texts import dice, texts
from panel.models.cycles import Cycle, Round
from panel.models.decisions import Tier
from panel.models.people import Person, Recusal, RecusalLevel, Role
from panel.models.proposals import Proposal
from panel.models.tallies import TallyRow
from panel.policy.actions import Action
from panel.policy.rules import may
from panel.policy.subjects import Actor

EDITION, EXERCISE = "example", "exercise"
_QUORUM = 8
_EXERCISE_TAKES_ONE_IN = 3
_TIERS = {
    ConsensusClass.AGREED_HIGH: (Tier.PRIORITY, Tier.IMPORTANT),
    ConsensusClass.AGREED_MIDDLE: (Tier.IMPORTANT,),
    ConsensusClass.OPEN: (Tier.WATCH,),
    ConsensusClass.AGREED_LOW: (Tier.NOT_ADOPTED,),
}


@dataclass(frozen=True)
class Setting:
    """What both cycles are loaded with: where, for whom, and on which day; the first voter is the chair."""

    db: Session
    settings: Settings
    panel_id: int
    voters: list[Person]
    speakers: list[Person]
    now: datetime

    def days_ago(self, days: int, hour: int = 17) -> datetime:
        """That hour in Japan, so many days before (after, if negative) the day of loading."""
        here = in_japan(self.now)
        return datetime.combine(here.date() - timedelta(days=days), time(hour), here.tzinfo)


def add_exercise(to: Setting) -> None:
    """One round closed and released, most proposals decided, some left to try a decision on."""
    cycle = _cycle(to, EXERCISE, ("取りまとめの練習（例示）", "Report exercise (example)"), began=40)
    proposals, recusals = _discussed(to, cycle, fields.all_codes()[::_EXERCISE_TAKES_ONE_IN], from_day=36)
    _closed(to, _scored(to, cycle, proposals, recusals, opened=14, closes=7))
    _decide(to, proposals, recusals)


def add_edition(to: Setting) -> None:
    """All 72 fields and sectors: a first round that is tallied, and a second one half of which is in."""
    title = ("国家防衛産業戦略 令和9〜13年度（例示）", "National Defense Industry Strategy FY2027-2031 (example)")
    cycle = _cycle(to, EDITION, title, began=90)
    proposals, recusals = _discussed(to, cycle, fields.all_codes(), from_day=70)
    _closed(to, _scored(to, cycle, proposals, recusals, opened=38, closes=24))
    _scored(to, cycle, proposals, recusals, opened=9, closes=-5)


def _cycle(to: Setting, name: str, title: tuple[str, str], *, began: int) -> Cycle:
    days = {Phase.PROPOSING: began - 2, Phase.DISCUSSION: began - 20, Phase.DECIDED: -20, Phase.PUBLISHED: -40}
    return create_cycle(
        to.db,
        None,
        to.panel_id,
        name=name,
        title_ja=title[0],
        title_en=title[1],
        mandate_ja="維持・強化すべき技術分野と産業分野について、専門的な見地から検討する。",
        mandate_en="To advise, as experts, which technology fields and industrial sectors to maintain and strengthen.",
        from_fiscal_year=2027,
        to_fiscal_year=2031,
        criteria=presets.preset("defence").criteria,
        quorum=_QUORUM,
        dates={phase: to.days_ago(day, hour=9) for phase, day in days.items()},
        synthetic=True,
        now=to.days_ago(began),
    )


def _discussed(
    to: Setting, cycle: Cycle, codes: tuple[str, ...], *, from_day: int
) -> tuple[list[Proposal], list[Recusal]]:
    """The proposals of a cycle with what was said about them, and who is kept out of which."""
    advance(to.db, None, cycle.id, Phase.PROPOSING)
    proposals = fields.add_proposals(to.db, cycle, codes, to.voters, to.days_ago(from_day))
    recusals = _recuse(to, proposals)
    advance(to.db, None, cycle.id, Phase.DISCUSSION)
    discussion.discuss(to.db, proposals, to.speakers, recusals, to.days_ago(from_day - 2))
    views.add_views(to.db, cycle, to.voters)
    return proposals, recusals


def _recuse(to: Setting, proposals: list[Proposal]) -> list[Recusal]:
    """Five declared interests: the chair's makes the deputy act for one item, one only keeps from scoring."""
    free = [proposal for proposal in proposals if proposal.author_id is None]
    concerned = dice("recused").sample(free, k=5)
    chair, *others = to.voters
    people = [chair, *dice("recused people").sample(others, k=4)]
    recusals = [
        Recusal(
            person_id=person.id,
            proposal_id=proposal.id,
            level=RecusalLevel.MAY_SPEAK if person is people[-1] else RecusalLevel.RECUSED,
            reason=texts("recusal")[0].written_in(person.language),
            declared_by_id=person.id,
            since_at=proposal.submitted_at,
        )
        for person, proposal in zip(people, concerned, strict=True)
    ]
    to.db.add_all(recusals)
    to.db.flush()
    return recusals


def _scored(
    to: Setting, cycle: Cycle, proposals: list[Proposal], recusals: list[Recusal], *, opened: int, closes: int
) -> Round:
    now, closes_at = to.days_ago(opened, hour=9), to.days_ago(closes)
    round_ = open_round(to.db, to.settings.seal_key, None, cycle.id, closes_at=closes_at, now=now)
    sheets.score(to.db, to.settings, round_, proposals, to.voters, recusals)
    return round_


def _closed(to: Setting, round_: Round) -> None:
    """Frozen and released by the same code as any round, so that what is shown is what the program computes."""
    freezing.freeze_round(to.db, to.settings, None, round_, now=round_.closes_at)
    freezing.release_round(to.db, to.settings, None, round_, now=round_.closes_at)


def _decide(to: Setting, proposals: list[Proposal], recusals: list[Recusal]) -> None:
    """The chair decides what the panel agrees on; one proposal gets more than its place says, with the reason."""
    chair = _chair(to, recusals)
    cases = [decision_here(to.db, chair, proposal.id) for proposal in _by_rank(to, proposals)]
    cases = [case for case in cases if may(chair, Action.DECISION_RECORD, case.place)]
    lifted = [case for case in cases if case.result.consensus is ConsensusClass.OPEN][-1]
    for case in cases:
        fitting = _TIERS.get(case.result.consensus, ())
        tier = Tier.PRIORITY if case is lifted else next((t for t in fitting if not case.result.departure_of(t)), None)
        if tier is not None:
            record_decision(to.db, chair, case, _values(case, tier), now=to.days_ago(2, hour=15))


def _chair(to: Setting, recusals: list[Recusal]) -> Actor:
    person = to.voters[0]
    kept_out = frozenset(recusal.proposal_id for recusal in recusals if recusal.person_id == person.id)
    roles = {to.panel_id: frozenset({Role.CHAIR})}
    return Actor(person.id, person.name, person.language, roles, recused_from=kept_out)


def _by_rank(to: Setting, proposals: list[Proposal]) -> list[Proposal]:
    ranks = dict(to.db.execute(select(TallyRow.proposal_id, TallyRow.rank)).all())
    return sorted(proposals, key=lambda proposal: ranks[proposal.id] or len(proposals))


def _values(case: DecisionHere, tier: Tier) -> Values:
    proposal = case.proposal
    wording = texts("decision", tier)[0].about({"title": proposal.title_ja}, {"title": proposal.title_en})
    departs = case.result.departure_of(tier)
    return Values(
        tier=tier,
        wording_ja=wording.ja,
        wording_en=wording.en,
        reason=texts("ground", "departs" if departs else tier)[0].ja,
        departure_reason=texts("departure")[0].ja if departs else "",
    )
