"""Builds a cycle in each phase: two items, their discussion, a round, sheets, a tally, decisions, a report."""

from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Any

from panel import freezing, seal
from panel.calc.calendar import Phase
from panel.calc.document_json import sha256 as document_sha256
from panel.calc.document_json import to_json
from panel.models.comments import Comment, CommentVersion
from panel.models.cycles import Axis, Cycle, Panel, Round, RoundCriterion, RoundProposal
from panel.models.decisions import Decision, DecisionVersion, Tier
from panel.models.people import Person, RecusalLevel
from panel.models.proposals import Aspect, Attachment, Certainty, EvidenceClaim, Proposal, ProposalState
from panel.models.proposals import ProposalVersion as Version
from panel.models.reports import Report, ReportText
from panel.models.search import index_comments, index_proposal
from panel.models.tallies import Snapshot
from panel.policy.actions import Action
from panel.reports.queries import document
from panel.seal import Sheet
from tests.make import BEGINNING, Make
from tests.rights.canaries import Canaries, Spot
from tests.rights.stage import CHAPTER, COMMENTERS, PHASES, RATERS, Item, Stage

_SHEET = (Action.SCORE_OWN, Action.SCORE_RATIONALE, Action.SCORE_SHEETS, Action.EXPORT_SHEETS, Action.SCORE_UNSEAL)
# What a report prints is everybody's once it is published.
_DECISION = (Action.DECISION_VIEW, Action.RECOMMENDATION_EDIT, Action.DECISION_AMEND, Action.PUBLISHED_VIEW)
_REPORT = (Action.RECOMMENDATION_EDIT, Action.EXPORT_REPORT, Action.PUBLISHED_VIEW)
_TITLE = (Action.ITEM_LIST, Action.PUBLISHED_VIEW)
_TEXT = (Action.ITEM_VIEW, Action.PUBLISHED_VIEW)


class Building:
    """One cycle while it is being built: proposed, discussed, scored, tallied, decided, as far as its phase goes."""

    def __init__(
        self, make: Make, canaries: Canaries, panel: Panel, people: dict[str, Person], phase: Phase, *, home: bool
    ) -> None:
        self.make, self.db, self.canaries = make, make.db, canaries
        self.panel, self.people, self.phase, self.home = panel, people, phase, home
        mandate = self.planted("the mandate", "", Action.CYCLE_VIEW)
        self.cycle: Cycle = make.cycle(panel, mandate_en=mandate)
        self.criterion = make.criterion(self.cycle)
        make.criterion(self.cycle, "feasibility", axis=Axis.OPPORTUNITY)

    def reached(self, phase: Phase) -> bool:
        """Whether this cycle has come that far."""
        return PHASES.index(self.phase) >= PHASES.index(phase)

    def planted(self, what: str, recused: str, *rows: Action, **whose: Any) -> str:
        """A text nobody reads but whom the rows, the owner or the letters name."""
        return self.canaries.plant(Spot(self.home, self.phase, recused), what, *rows, **whose)

    def built(self) -> Stage:
        """The cycle in its phase."""
        proposals = {recused: self._proposal(recused) for recused in ("R", "RC")}
        round_ = self._round(proposals)
        items = {recused: self._item(recused, proposal) for recused, proposal in proposals.items()}
        report_id = self._tally(round_, proposals) if self.reached(Phase.SCORING_CLOSED) else None
        self.cycle.phase = self.phase
        self.db.flush()
        return Stage(
            phase=self.phase,
            panel_id=self.panel.id,
            cycle_id=self.cycle.id,
            name=self.cycle.name,
            item=items["R"],
            acting=items["RC"],
            draft_id=self._draft(),
            round_id=round_.id,
            questions=tuple(criterion.id for criterion in self._questions(round_)),
            criterion_id=self.criterion.id,
            report_id=report_id,
        )

    # ---- The items ----

    def _proposal(self, recused: str) -> Proposal:
        fields = ("summary_en", "rationale_en", "area_en", "sources")
        text = {name: self.planted(f"{name} of an item", recused, *_TEXT) for name in fields}
        proposal = self.make.proposal(
            self.cycle,
            self.people["Mo"],
            title_en=self.planted("the title of an item", recused, *_TITLE),
            state=ProposalState.SUBMITTED if self.reached(Phase.PROPOSING) else ProposalState.DRAFT,
            version=3,
            **text,
        )
        self._versions(proposal, recused)
        index_proposal(self.db, proposal)
        return proposal

    def _versions(self, proposal: Proposal, recused: str) -> None:
        """Two earlier versions: what was typed before the submission is its author's alone."""
        last = self.db.query(Version).filter_by(proposal_id=proposal.id).one()
        last.number = 3
        self.db.flush()
        before = self.planted("a text before submission", recused, letters={"Mo"})
        since = self.planted("an earlier text", recused, Action.ITEM_HISTORY)
        for number, submitted, text in ((1, False, before), (2, last.submitted, since)):
            self.db.add(
                Version(
                    proposal_id=proposal.id,
                    number=number,
                    submitted=submitted,
                    written={**last.written, "summary_en": text},
                    author_id=proposal.author_id,
                    created_at=BEGINNING,
                )
            )

    def _item(self, recused: str, proposal: Proposal) -> Item:
        person = self.people["C" if recused == "RC" else recused]
        reason = self.planted("the reason of a recusal", recused, Action.RECUSAL_REASON, owner=recused)
        recusal = self.make.recusal(proposal, person, reason=reason)
        interest = self.planted("why somebody only speaks", recused, Action.RECUSAL_REASON, owner="E2")
        self.make.recusal(proposal, self.people["E2"], reason=interest, level=RecusalLevel.MAY_SPEAK)
        comments = self._comments(recused, proposal)
        return Item(
            id=proposal.id,
            recused=recused,
            recusal_id=recusal.id,
            attachment=self._attachment(recused, proposal),
            comments={letter: comments[letter].id for letter in COMMENTERS},
            hidden_comment_id=comments["hidden"].id,
            retracted_comment_id=comments["retracted"].id,
            claim_id=self._claim(recused, proposal),
        )

    def _comments(self, recused: str, proposal: Proposal) -> dict[str, Comment]:
        """One by each, one of them edited; a hidden one and a retracted one."""

        def said(letter: str, what: str, *rows: Action, **values: Any) -> Comment:
            return self.make.comment(proposal, self.people[letter], self.planted(what, recused, *rows), **values)

        made = {letter: said(letter, "a comment", Action.COMMENT_VIEW) for letter in COMMENTERS}
        why = self.planted("why a comment is hidden", recused, Action.COMMENT_VIEW)
        made["hidden"] = said("E1", "a hidden comment", Action.COMMENT_HIDE, hidden_at=BEGINNING, hidden_reason=why)
        made["retracted"] = said("E1", "a retracted comment", retracted_at=BEGINNING)
        self._edited(made["E1"], recused, Action.COMMENT_VIEW)
        self._edited(made["hidden"], recused, Action.COMMENT_HIDE)
        index_comments(self.db, [made[letter] for letter in (*COMMENTERS, "hidden", "retracted")])
        return made

    def _edited(self, comment: Comment, recused: str, row: Action) -> None:
        body = self.planted("what a comment said before", recused, row)
        version = CommentVersion(comment_id=comment.id, number=1, type=comment.type, body=body, replaced_at=BEGINNING)
        comment.version, comment.edited_at = 2, BEGINNING
        self.db.add(version)

    def _attachment(self, recused: str, proposal: Proposal) -> str:
        content = self.planted("the content of a file", recused, Action.ATTACHMENT_GET).encode()
        token = f"file-{proposal.id}"
        self.db.add(
            Attachment(
                proposal_id=proposal.id,
                token=token,
                name=self.planted("the name of a file", recused, Action.ITEM_VIEW) + ".txt",
                media_type="text/plain",
                size=len(content),
                sha256=sha256(content).hexdigest(),
                content=content,
                added_by_id=proposal.author_id,
                added_at=BEGINNING,
            )
        )
        return token

    def _claim(self, recused: str, proposal: Proposal) -> int:
        claim = EvidenceClaim(
            proposal_id=proposal.id,
            aspect=Aspect.SUPPLIERS,
            statement=self.planted("a claim", recused, Action.ITEM_VIEW),
            source="A yearbook",
            stated_on=date(2026, 4, 1),
            certainty=Certainty.HIGH,
            added_by_id=proposal.author_id,
            added_at=BEGINNING,
        )
        self.db.add(claim)
        self.db.flush()
        return claim.id

    def _draft(self) -> int:
        """A draft beside the items: its author's alone in every phase."""
        fields = ("title_en", "summary_en", "rationale_en")
        text = {name: self.planted(f"{name} of a draft", "", letters={"Mo"}) for name in fields}
        draft = self.make.proposal(self.cycle, self.people["Mo"], state=ProposalState.DRAFT, **text)
        index_proposal(self.db, draft)
        return draft.id

    # ---- The round ----

    def _round(self, proposals: dict[str, Proposal]) -> Round:
        round_ = self.make.round(self.cycle)
        if self.phase is Phase.DRAFT:  # no round asks about a draft; only so can the table say what it would answer
            for proposal in proposals.values():
                self.db.add(RoundProposal(round_id=round_.id, proposal_id=proposal.id, proposal_version=3))
        if self.reached(Phase.SCORING_OPEN):
            for recused, proposal in proposals.items():
                for n, rater in enumerate(RATERS):
                    marks = {str(criterion.id): str(n % 5 + 1) for criterion in self._questions(round_)}
                    self._sheet(round_, proposal, rater, recused, marks)
        return round_

    def _questions(self, round_: Round) -> list[RoundCriterion]:
        return self.db.query(RoundCriterion).filter_by(round_id=round_.id).order_by(RoundCriterion.position).all()

    def _sheet(self, round_: Round, proposal: Proposal, rater: str, recused: str, marks: dict[str, str]) -> None:
        """A recorded sheet; whoever declared something since has theirs voided; E3 typed on and did not record it."""
        owner = "RC" if (rater, recused) == ("C", "RC") else rater
        voided = owner == recused or rater == "E2"
        rows = (Action.SCORE_OWN,) if voided else _SHEET
        person_id = self.people[rater].id

        def save(what: str, *rows: Action, version: int, record: bool) -> None:
            sheet = Sheet(marks, reason=self.planted(what, recused, *rows, owner=owner))
            ids = (person_id, proposal.id)
            seal.save(self.db, self.make.settings.seal_key, round_, *ids, version=version, sheet=sheet, record=record)

        save("the reason of a sheet", *rows, version=0, record=True)
        if rater == "E3":
            save("the reason of a draft", Action.SCORE_OWN, version=1, record=False)
        if voided:
            seal.void(self.db, self.make.settings.seal_key, round_, person_id, proposal.id)

    def _tally(self, round_: Round, proposals: dict[str, Proposal]) -> int:
        now = datetime.now(UTC)
        freezing.freeze_round(self.db, self.make.settings, None, round_, now=now)
        if self.reached(Phase.TALLY):
            freezing.release_round(self.db, self.make.settings, None, round_, now=now)
        if self.reached(Phase.DECIDED):
            for recused, proposal in proposals.items():
                self._decision(round_, recused, proposal)
        return self._report(round_)

    def _decision(self, round_: Round, recused: str, proposal: Proposal) -> None:
        def words() -> dict[str, str]:
            fields = ("wording_en", "reason")
            return {name: self.planted(f"the {name} of a decision", recused, *_DECISION) for name in fields}

        who = {"tier": Tier.WATCH, "decided_by_id": self.people["C"].id, "decided_at": BEGINNING}
        snapshot = self.db.query(Snapshot).filter_by(round_id=round_.id).one()
        decision = Decision(proposal_id=proposal.id, snapshot_id=snapshot.id, version=2, **who, **words())
        self.db.add(decision)
        self.db.flush()
        old = {"wording_ja": "", "departs": False, "departure_reason": "", **who, **words()}
        self.db.add(DecisionVersion(decision_id=decision.id, number=1, **old))

    def _report(self, round_: Round) -> int:
        chapter = ReportText(
            cycle_id=self.cycle.id,
            chapter=CHAPTER,
            text_en=self.planted("a paragraph of the report", "", *_REPORT),
            updated_at=BEGINNING,
        )
        self.db.add(chapter)
        self.db.flush()
        _source, made = document(self.db, self.make.settings.seal_key, None, self.cycle.id, round_.number)
        report = Report(
            cycle_id=self.cycle.id,
            round_id=round_.id,
            number=1,
            document=to_json(made),
            sha256=document_sha256(made),
            frozen_by_id=self.people["S"].id,
            frozen_at=BEGINNING,
            published_at=BEGINNING if self.phase is Phase.PUBLISHED else None,
        )
        self.db.add(report)
        self.db.flush()
        return report.id
