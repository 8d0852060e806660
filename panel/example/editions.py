"""The two cycles of the example: the edition under way, and a small exercise that has come as far as its decisions."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from panel import freezing, ledger
from panel.calc.calendar import Phase, in_japan
from panel.calc.consensus import ConsensusClass, Rule
from panel.config import Settings
from panel.example import discussion, fields, rounds
from panel.example.texts import dice, texts
from panel.models.cycles import Cycle, PhaseDate, Round
from panel.models.decisions import Decision, Tier
from panel.models.people import Person, Recusal, RecusalLevel
from panel.models.proposals import Proposal
from panel.models.tallies import Snapshot, TallyRow

EDITION, EXERCISE = "example", "exercise"
_QUORUM = 8
_EXERCISE_TAKES_ONE_IN = 3
_TIERS = {
    ConsensusClass.AGREED_HIGH: Tier.PRIORITY,
    ConsensusClass.AGREED_MIDDLE: Tier.IMPORTANT,
    ConsensusClass.OPEN: Tier.WATCH,
    ConsensusClass.AGREED_LOW: Tier.NOT_ADOPTED,
}


@dataclass(frozen=True)
class Setting:
    """What both cycles are loaded with: where, for whom, and on which day."""

    db: Session
    settings: Settings
    panel_id: int
    chair: Person
    voters: list[Person]
    speakers: list[Person]
    now: datetime

    def days_ago(self, days: int, hour: int = 17) -> datetime:
        """That hour in Japan, so many days before (after, if negative) the day of loading."""
        day = in_japan(self.now).date() - timedelta(days=days)
        return datetime.combine(day, time(hour), in_japan(self.now).tzinfo)


def add_exercise(to: Setting) -> None:
    """One round closed and released, most proposals decided, some left to try a decision on."""
    cycle = _cycle(to, EXERCISE, ("取りまとめの練習（例示）", "Report exercise (example)"), began=40, phase=Phase.TALLY)
    codes = fields.all_codes()[::_EXERCISE_TAKES_ONE_IN]
    proposals = fields.add_proposals(to.db, cycle, codes, to.voters, to.days_ago(36))
    recusals = _recuse(to, proposals)
    discussion.discuss(to.db, proposals, to.speakers, recusals, to.days_ago(34))
    first = _scored(to, cycle, proposals, recusals, number=1, opened=14, closes=7)
    _decide(to, _closed(to, first))


def add_edition(to: Setting) -> None:
    """All 72 fields and sectors: a first round that everybody can read, a second one half of which is in."""
    cycle = _cycle(
        to,
        EDITION,
        ("国家防衛産業戦略 令和9〜13年度（例示）", "National Defense Industry Strategy FY2027-2031 (example)"),
        began=90,
        phase=Phase.SCORING_OPEN,
    )
    proposals = fields.add_proposals(to.db, cycle, fields.all_codes(), to.voters, to.days_ago(70))
    recusals = _recuse(to, proposals)
    discussion.discuss(to.db, proposals, to.speakers, recusals, to.days_ago(60))
    _closed(to, _scored(to, cycle, proposals, recusals, number=1, opened=38, closes=24))
    _scored(to, cycle, proposals, recusals, number=2, opened=9, closes=-5)
    cycle.phase = Phase.SCORING_OPEN
    to.db.flush()


def _cycle(to: Setting, name: str, title: tuple[str, str], *, began: int, phase: Phase) -> Cycle:
    cycle = Cycle(
        panel_id=to.panel_id,
        name=name,
        title_ja=title[0],
        title_en=title[1],
        mandate_ja="維持・強化すべき技術分野と産業分野について、専門的な見地から検討する。",
        mandate_en="To advise, as experts, which technology fields and industrial sectors to maintain and strengthen.",
        from_fiscal_year=2027,
        to_fiscal_year=2031,
        phase=phase,
        rule=Rule().as_plain(),
        quorum=_QUORUM,
        synthetic=True,
        created_at=to.days_ago(began),
    )
    to.db.add(cycle)
    to.db.flush()
    fields.add_criteria(to.db, cycle)
    for days, planned in zip((began - 2, began - 20, 14, -20, -40), _PLANNED, strict=True):
        to.db.add(PhaseDate(cycle_id=cycle.id, phase=planned, begins_at=to.days_ago(days, hour=9)))
    return cycle


_PLANNED = (Phase.PROPOSING, Phase.DISCUSSION, Phase.SCORING_OPEN, Phase.DECIDED, Phase.PUBLISHED)


def _recuse(to: Setting, proposals: list[Proposal]) -> list[Recusal]:
    """Five declared interests: the chair's makes the deputy act for one item, one only keeps from scoring."""
    free = [proposal for proposal in proposals if proposal.author_id is None]
    concerned = dice("recused").sample(free, k=5)
    people = [to.chair, *dice("recused people").sample(to.voters[1:], k=4)]
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
    to: Setting,
    cycle: Cycle,
    proposals: list[Proposal],
    recusals: list[Recusal],
    *,
    number: int,
    opened: int,
    closes: int,
) -> Round:
    round_ = rounds.open_round(
        to.db,
        to.settings,
        cycle,
        proposals,
        to.voters,
        number=number,
        opened_at=to.days_ago(opened, hour=9),
        closes_at=to.days_ago(closes),
    )
    ledger.record(to.db, None, "round.open", f"round:{round_.id}", panel_id=to.panel_id, number=number)
    rounds.score(to.db, to.settings, round_, proposals, to.voters, recusals)
    return round_


def _closed(to: Setting, round_: Round) -> Snapshot:
    """Frozen and released by the same code as any round, so that what is shown is what the program computes."""
    freezing.freeze_round(to.db, to.settings, None, round_, now=round_.closes_at)
    return freezing.release_round(to.db, None, round_, now=round_.closes_at)


def _decide(to: Setting, snapshot: Snapshot) -> None:
    """Decide all but the split ones and those too few could judge; one is lifted above its place, with a reason."""
    rows = to.db.execute(
        select(TallyRow.consensus, Proposal)
        .join(Proposal, Proposal.id == TallyRow.proposal_id)
        .where(TallyRow.snapshot_id == snapshot.id)
        .order_by(TallyRow.rank)
    ).all()
    lifted = [proposal.id for consensus, proposal in rows if consensus == ConsensusClass.OPEN][-1]
    for consensus, proposal in rows:
        tier = _TIERS.get(ConsensusClass(consensus))
        if tier is not None:
            to.db.add(_decision(to, snapshot, proposal, tier, departs=proposal.id == lifted))
    to.db.flush()


def _decision(to: Setting, snapshot: Snapshot, proposal: Proposal, tier: Tier, *, departs: bool) -> Decision:
    final = Tier.IMPORTANT if departs else tier
    wording = texts("decision", final)[0].about({"title": proposal.title_ja}, {"title": proposal.title_en})
    return Decision(
        proposal_id=proposal.id,
        snapshot_id=snapshot.id,
        tier=final,
        wording_ja=wording.ja,
        wording_en=wording.en,
        reason=texts("ground", tier)[0].ja,
        departs=departs,
        departure_reason=texts("departure")[0].ja if departs else "",
        decided_by_id=to.chair.id,
        decided_at=to.days_ago(2, hour=15),
    )
