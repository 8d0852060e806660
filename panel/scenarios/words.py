"""How the weights a scenario can begin with are called, and what stands stored after a conflict."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from panel.calc.certainty import line_words
from panel.calc.scenarios import Question, Start, beginnings
from panel.calc.weight_sets import Dependence, WeightReach
from panel.scenarios.forms import WeightsForm
from panel.scenarios.queries import Own
from panel.web.language import in_language
from panel.web.weights import plain_weight

_STARTS = {
    Start.FIXED: _l("the fixed weights"),
    Start.EQUAL: _l("equal weights"),
    Start.NEED: _l("need alone"),
    Start.OPPORTUNITY: _l("opportunity alone"),
    Start.MEMBERS: _l("the mean of the members' own weights"),
}


def offered(questions: Sequence[Question], stated: Sequence[Sequence[float]] = ()) -> list[tuple[str, str]]:
    """The weights to begin with: what the address calls them, and in words."""
    names = {question.key: in_language(question.name.ja, question.name.en) for question in questions}
    return [
        (f"{start}:{key}" if key else start.value, _words(start, names.get(key, "")))
        for start, key in beginnings(questions, stated)
    ]


def _words(start: Start, name: str) -> str:
    if start is Start.MORE:
        return str(_("a fifth more for “%(criterion)s”", criterion=name))
    if start is Start.LESS:
        return str(_("a fifth less for “%(criterion)s”", criterion=name))
    return str(_STARTS[start])


def stored_beside(form: WeightsForm, own: Own) -> list[tuple[str, str, str]]:
    """Label, stored value and typed value, where the two differ."""
    stored: list[tuple[Any, str, str]] = [(form.name, own.name, form.name.data or "")]
    stored += [
        (field, plain_weight(weight), plain_weight(field.data))
        for field, weight in zip(form.weight_fields(), own.weights, strict=True)
    ]
    return [(str(field.label.text), before, typed) for field, before, typed in stored if before != typed]


def line(places: int) -> str:
    """What the cut line is called where it is drawn."""
    words = line_words(places)
    return in_language(words.ja, words.en)


def finding(found: WeightReach) -> str:
    """What to take away of how far the places depend on the weights; without an exact answer nothing is called sure."""
    sure, depends = (len(found.of(one)) for one in (Dependence.ALWAYS_IN, Dependence.DEPENDS))
    if not sure:
        sentence = _("No proposal is among the first %(k)s under all weights; for %(depends)s it depends on them.")
    elif not found.exact:
        sentence = _(
            "Of %(n)s ways to weigh the criteria, all put %(sure)s among the first %(k)s; for %(depends)s it depends."
        )
    elif depends:
        sentence = _("Whatever the weights, %(sure)s are among the first %(k)s; for %(depends)s it depends on them.")
    else:
        sentence = _("Whatever the weights, the first %(k)s are the same.")
    return str(sentence) % {"n": f"{found.replicates:,}", "sure": sure, "k": found.places, "depends": depends}
