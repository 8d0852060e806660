"""What the pages of scoring call things: answers, states, and what a distribution says."""

from typing import Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from panel.calc.marks import Blank
from panel.calc.strip import strip
from panel.scoring.earlier import Earlier
from panel.scoring.lines import State
from panel.scoring.queries import Question
from panel.web import language

BLANKS: Final = {
    Blank.UNABLE: _l("Unable to judge"),
    Blank.NOT_APPLICABLE: _l("Not applicable"),
    Blank.ABSTAINED: _l("Abstain"),
}
NOT_YET: Final = _l("Not answered yet")
# How each state is shown: the kind of its badge, its words, and its mark in the list beside a sheet.
STATES: Final = {
    State.NEW: ("neutral", _l("Not started"), "○"),
    State.DRAFT: ("warning", _l("Draft, not submitted"), "◐"),
    State.CHANGED: ("warning", _l("Submitted; a later change is a draft"), "◕"),
    State.PARTLY: ("info", _l("Submitted, questions left open"), "◕"),
    State.DONE: ("success", _l("Submitted"), "●"),
}


def anchors(question: Question) -> dict[str, str]:
    """The words of a scale in the reader's language, by value."""
    return {value: language.in_language(words["ja"], words["en"]) for value, words in question.anchors.items()}


def answer(question: Question, mark: str) -> str:
    """An answer as it is read: the value with its anchor, or the blank's name."""
    if mark in BLANKS:
        return str(BLANKS[Blank(mark)])
    anchor = anchors(question).get(mark)
    return _("%(value)s (%(anchor)s)", value=mark, anchor=anchor) if anchor else mark or str(NOT_YET)


def finding(found: Earlier) -> str:
    """What the panel gave, in words; an empty sentence where nothing of it is shown."""
    if found.median is None:
        return str(_("Fewer than three scores: not shown."))
    said = _("Median %(median)s", median=f"{found.median:g}")
    if found.q1 is not None and found.q3 is not None:
        said += _(", middle half %(q1)s to %(q3)s", q1=f"{found.q1:g}", q3=f"{found.q3:g}")
    return f"{said} (n = {found.n})"


def distribution(found: Earlier) -> str:
    """The drawing of a distribution, with the reader's own mark in it; empty where it is not shown."""
    if not found.histogram or found.median is None or found.q1 is None or found.q3 is None:
        return ""
    spread = (found.q1, found.median, found.q3)
    return strip(finding(found), found.histogram, spread, found.own, str(_("You")))
