"""How the closed choices and the fields of a proposal are called."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from panel.calc.calendar import Phase
from panel.models.proposals import Aspect, Certainty, Kind, Posture, ProposalState
from panel.proposals.steps import Step

KINDS: Mapping[str, Any] = {
    Kind.TECHNOLOGY: _l("Technology field"),
    Kind.SECTOR: _l("Industrial sector"),
}
POSTURES: Mapping[str, Any] = {
    Posture.MAINTAIN: _l("Maintain"),
    Posture.STRENGTHEN: _l("Strengthen"),
    Posture.CULTIVATE: _l("Cultivate"),
    Posture.REDUCE: _l("Reduce or exit"),
}
HORIZONS: Mapping[str, Any] = {
    "within_5": _l("Within 5 years"),
    "about_10": _l("In about 10 years"),
    "beyond_10": _l("Beyond 10 years"),
}
STATES: Mapping[str, Any] = {
    ProposalState.DRAFT: _l("Draft"),
    ProposalState.SUBMITTED: _l("Submitted"),
    ProposalState.WITHDRAWN: _l("Withdrawn"),
    ProposalState.DISCARDED: _l("Discarded draft"),
}
FIELDS: Mapping[str, Any] = {
    "kind": _l("Kind"),
    "title_ja": _l("Japanese title"),
    "title_en": _l("English title"),
    "summary_ja": _l("Summary in Japanese"),
    "summary_en": _l("Summary in English"),
    "rationale_ja": _l("Rationale in Japanese"),
    "rationale_en": _l("Rationale in English"),
    "actions_ja": _l("Proposed actions in Japanese"),
    "actions_en": _l("Proposed actions in English"),
    "goals_ja": _l("Goals and indicators in Japanese"),
    "goals_en": _l("Goals and indicators in English"),
    "posture": _l("Posture"),
    "horizon": _l("Horizon"),
    "area_ja": _l("Capability area in Japanese"),
    "area_en": _l("Capability area in English"),
    "industry_code": _l("Code of the industry"),
    "industry_ja": _l("Industry in Japanese"),
    "industry_en": _l("Industry in English"),
    "sources": _l("Sources"),
}
TEXTS = (
    ("summary", _l("Summary")),
    ("rationale", _l("Rationale")),
    ("actions", _l("Proposed actions")),
    ("goals", _l("Goals and indicators")),
)
PARTS: Mapping[str, tuple[Any, tuple[str, ...]]] = {
    "title": (_l("Title and kind"), ("kind", "title_ja", "title_en")),
    "text": (_l("Text"), tuple(f"{key}_{code}" for key, _label in TEXTS for code in ("ja", "en"))),
    "class": (
        _l("Classification"),
        ("posture", "horizon", "area_ja", "area_en", "industry_code", "industry_ja", "industry_en"),
    ),
    "sources": (_l("Sources"), ("sources",)),
}
"""The parts of the form, by the name in the address, with the fields of each."""
ASPECTS: Mapping[str, Any] = {
    Aspect.CAPABILITY_GAP: _l("Capability gap"),
    Aspect.SUPPLIERS: _l("Suppliers and single points of failure"),
    Aspect.DEPENDENCE: _l("Dependence on other countries"),
    Aspect.TRL_NOW: _l("TRL now"),
    Aspect.TRL_LATER: _l("TRL in 5 years"),
    Aspect.MRL_NOW: _l("MRL now"),
    Aspect.MRL_LATER: _l("MRL in 5 years"),
    Aspect.CIVIL_MARKET: _l("Civil market"),
    Aspect.TRANSFER: _l("Prospects of transfer and joint development"),
    Aspect.COST: _l("Cost band"),
    Aspect.YEAR: _l("Year of realisation"),
}
CERTAINTIES: Mapping[str, Any] = {
    Certainty.HIGH: _l("High"),
    Certainty.MEDIUM: _l("Medium"),
    Certainty.LOW: _l("Low"),
}
_CHOICES = {"kind": KINDS, "posture": POSTURES, "horizon": HORIZONS}


def shown(field: str, value: str | None) -> str:
    """A stored value as a person reads it; a value of a closed choice becomes its word."""
    words = _CHOICES.get(field)
    return str(words.get(value or "", "")) if words is not None else value or ""


def filled(written: Mapping[str, str | None]) -> dict[str, int]:
    """How many fields of each part of the form say something."""
    return {key: sum(bool(written[name]) for name in names) for key, (_word, names) in PARTS.items()}


CALL: Mapping[Phase, Any] = {
    Phase.DRAFT: _l("The call for proposals has not begun. Drafts are seen by their authors alone."),
    Phase.PROPOSING: _l("The call is open: propose, revise your own proposals, comment on the others."),
    Phase.DISCUSSION: _l(
        "The call has closed. Authors can still revise, and the panel comments, until the round opens."
    ),
    Phase.SCORING_OPEN: _l("The round is open: texts and comments are frozen, and each member scores."),
    Phase.SCORING_CLOSED: _l("The round is closed. Texts and comments stay frozen until the tally is released."),
    Phase.TALLY: _l("The round is tallied: read the results, and comment before the panel decides."),
    Phase.DECIDED: _l("The panel has decided. Proposals and comments stay as they are."),
    Phase.PUBLISHED: _l("The result is published. Proposals and comments stay as they are."),
}
"""What can be done with proposals in each phase, above their list."""
_OWN_STANDING: Mapping[ProposalState, Any] = {
    ProposalState.DRAFT: _l("A draft: only you can see it until you submit it."),
    ProposalState.DISCARDED: _l("A discarded draft: only you can see it. Edit it to take it up again."),
    ProposalState.WITHDRAWN: _l("Withdrawn: it is kept for the record and is not scored."),
}
_STANDING: Mapping[Phase, Any] = {
    Phase.PROPOSING: _l("Submitted: its author can still revise it, and the panel can comment."),
    Phase.DISCUSSION: _l("In discussion: the panel comments, and its author can still revise it."),
    Phase.SCORING_OPEN: _l("Being scored: its text and comments are frozen until the round closes."),
    Phase.SCORING_CLOSED: _l("Scored: the round is closed and its result not yet released."),
    Phase.TALLY: _l("Tallied: the panel reads the result and decides."),
    Phase.DECIDED: _l("Decided by the panel."),
    Phase.PUBLISHED: _l("Decided and published."),
}


STEPS: Mapping[Step, tuple[Any, Any]] = {
    Step.SUBMIT: (_l("Nobody else reads your draft yet. Submit it while the call is open."), _l("Submit")),
    Step.WRITE: (_l("The call for proposals has closed. Your draft is kept, and you can go on writing."), _l("Edit")),
    Step.TAKE_UP: (_l("You have taken this back. You can take it up again as it was."), _l("Take it up again")),
    Step.SCORE: (_l("This round asks for your score."), _l("Score this proposal")),
    Step.DECIDE: (_l("The result is there, and no decision is recorded yet."), _l("Record the decision")),
    Step.SEE_DECISION: (_l("The panel has decided."), _l("See the decisions")),
    Step.SEE_RESULT: (_l("The round is tallied. See where the panel agrees."), _l("See the result")),
    Step.REVISE: (_l("You can still revise your text. Read the comments first."), _l("Revise the proposal")),
    Step.COMMENT: (_l("Say what you support, doubt or want to know, before the round opens."), _l("Write a comment")),
    Step.WAIT: (
        _l("This is your own proposal: you do not score it. You read the result when the round is tallied."),
        "",
    ),
}
"""Why, and the verb of the button; nothing for whoever has nothing to do."""


def age(n_years: int) -> str:
    """How old a source is, in full years."""
    if n_years < 1:
        return str(_("less than a year old"))
    return str(ngettext("%(num)d year old", "%(num)d years old", n_years))


def standing(state: ProposalState, phase: Phase) -> str:
    """Where a proposal stands, in one sentence; `phase` is that of the item."""
    return str(_OWN_STANDING[state] if state in _OWN_STANDING else _STANDING[phase])


def said(words: Mapping[str, Any]) -> dict[str, str]:
    """The same words in the reader's language, translated once for a whole list."""
    return {key: str(word) for key, word in words.items()}
