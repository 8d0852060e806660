"""What is typed to set up a cycle: its shape and limits; what only other records can tell is checked by the actions."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any, Final

from flask_babel import gettext, lazy_gettext
from wtforms import Field, HiddenField, SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import InputRequired, NumberRange, Optional, ValidationError

from panel.calc.calendar import Phase
from panel.calc.consensus import CENTRE_FROM, Rule
from panel.models.cycles import Criterion
from panel.presets import CriterionDraft
from panel.web.form import Form, LineField, MomentField, NewForm, ProseField, VersionedForm, WholeNumberField
from panel.web.weights import WeightField

SCALES: Final = ((1, 4), (1, 5), (1, 7), (1, 9), (1, 10), (0, 4), (0, 10))
"""The scales on offer; the longest has eleven values to anchor."""

_NEEDED = InputRequired(lazy_gettext("Enter this."))


class SetUpForm(VersionedForm):
    """A form that changes something and can say how it differs from what is stored."""

    def differences(self, stored: Mapping[str, Any]) -> list[tuple[str, Any, Any]]:
        """Label, stored value and typed value, where the two are not the same."""
        fields = [(self._fields[name], value) for name, value in stored.items() if name in self._fields]
        return [(field.label.text, value, field.data) for field, value in fields if (field.data or "") != (value or "")]

    def rebase(self, version: int) -> None:
        """Take what was typed as a change of this version, when the form is sent again."""
        self.version.data = str(version)


class DeadlineForm(Form):
    """A form that asks for a deadline."""

    closes_at = MomentField(lazy_gettext("Deadline (Japan time)"), [_NEEDED])

    @property
    def moment(self) -> datetime:
        """The deadline typed; valid forms only."""
        moment: datetime = self._fields["closes_at"].data
        return moment


DESCRIBED: Final = ("title_ja", "title_en", "from_fiscal_year", "to_fiscal_year", "mandate_ja", "mandate_en")


class Described:
    """The fields that say what a cycle is; their names are those of DESCRIBED."""

    title_ja = LineField(lazy_gettext("Title in Japanese"))
    title_en = LineField(lazy_gettext("Title in English"))
    from_fiscal_year = WholeNumberField(
        lazy_gettext("First fiscal year"),
        [_NEEDED, NumberRange(2000, 2099, lazy_gettext("Enter a year between 2000 and 2099."))],
    )
    to_fiscal_year = WholeNumberField(
        lazy_gettext("Last fiscal year"),
        [_NEEDED, NumberRange(2000, 2099, lazy_gettext("Enter a year between 2000 and 2099."))],
    )
    mandate_ja = ProseField(lazy_gettext("What the panel was asked to do, in Japanese"))
    mandate_en = ProseField(lazy_gettext("What the panel was asked to do, in English"))


class NewCycleForm(Described, NewForm):
    """A new cycle; `start` is a preset's key or the number of an earlier cycle."""

    name = LineField(lazy_gettext("Short name"), limit=80, required=True)
    start = SelectField(lazy_gettext("Criteria and rule to start with"))


class DescribeForm(Described, SetUpForm):
    """The words and years of a cycle that exists."""


def _percent(label: Any, highest: int = 100) -> WholeNumberField:
    sentence = lazy_gettext("Enter a whole percentage from 0 to %(highest)s.", highest=highest)
    return WholeNumberField(label, [_NEEDED, NumberRange(0, highest, sentence)])


class RuleForm(SetUpForm):
    """The consensus rule in percent, and the quorum."""

    share_needed = _percent(lazy_gettext("Share of the scores that must lie in one third, in percent"))
    share_against = _percent(lazy_gettext("Share that may lie in the opposite third, in percent"))
    split_share = _percent(lazy_gettext("Share in each outer third that makes the panel split, in percent"), 50)
    iqr_at_most = _percent(lazy_gettext("Widest interquartile range of an agreement, in percent of the scale"))
    minimum_share = _percent(lazy_gettext("Share of those entitled who must have scored, in percent"))
    minimum_raters = WholeNumberField(
        lazy_gettext("Fewest scores for any judgment"),
        [_NEEDED, NumberRange(1, 1000, lazy_gettext("Enter a number from 1 to 1000."))],
    )
    shown_from = WholeNumberField(
        lazy_gettext("Fewest scores of which more than the median is shown"),
        [_NEEDED, NumberRange(CENTRE_FROM, 100, lazy_gettext("Enter a number from 3 to 100."))],
    )
    places = WholeNumberField(
        lazy_gettext("How many proposals are to be chosen (the cut line)"),
        [Optional(), NumberRange(1, 10_000, lazy_gettext("Enter a number from 1 to 10,000, or leave it empty."))],
    )
    quorum = WholeNumberField(
        lazy_gettext("Quorum"), [_NEEDED, NumberRange(1, 1000, lazy_gettext("Enter a number from 1 to 1000."))]
    )

    @property
    def rule(self) -> Rule:
        """The rule as typed; valid forms only."""
        shares = {name: self._fields[name].data / 100 for name in SHARES}
        return Rule(**shares, **{name: self._fields[name].data for name in NUMBERS})

    @property
    def quorum_needed(self) -> int:
        """The quorum typed; valid forms only."""
        quorum: int = self._fields["quorum"].data
        return quorum


NUMBERS: Final = ("minimum_raters", "shown_from", "places")
SHARES: Final = ("share_needed", "share_against", "split_share", "iqr_at_most", "minimum_share")


def percents(rule: Mapping[str, Any]) -> dict[str, Any]:
    """A stored rule as the form shows it."""
    settings = asdict(Rule.from_plain(rule))
    return {name: round(value * 100) if name in SHARES else value for name, value in settings.items()}


PLANNED: Final = (
    Phase.PROPOSING,
    Phase.DISCUSSION,
    Phase.SCORING_OPEN,
    Phase.TALLY,
    Phase.DECIDED,
    Phase.PUBLISHED,
)
"""The phases that can be given a date; scoring closes with its round."""


def dates_form(labels: Mapping[Phase, str], **given: Any) -> SetUpForm:
    """A form with one moment for each phase that can be planned; fields are named by the phase's code."""
    fields: dict[str, Any] = {phase.value: MomentField(labels[phase]) for phase in PLANNED}
    made: SetUpForm = type("DatesForm", (SetUpForm,), fields)(**given)
    return made


class OpenForm(DeadlineForm, NewForm):
    """The deadline of a new round."""


class ExtendForm(DeadlineForm, SetUpForm):
    """A later deadline for a round."""


class StepForm(SetUpForm):
    """The confirmation of a step; `to` is the phase that was shown."""

    to = HiddenField()


class MoveForm(VersionedForm):
    """One place earlier or later in a list."""

    step = HiddenField()

    def validate_step(self, field: Field) -> None:
        """Only the two buttons of the page."""
        if field.data not in ("-1", "1"):
            raise ValidationError(gettext("Use the buttons of the page."))

    @property
    def places(self) -> int:
        """How far to move; valid forms only."""
        return int(self.step.data or 0)


class CriterionForm(SetUpForm):
    """A criterion; the fields of its anchors depend on its scale and are added by `criterion_form`."""

    scale = HiddenField()
    name_ja = LineField(lazy_gettext("Name of the criterion in Japanese"))
    name_en = LineField(lazy_gettext("Name of the criterion in English"))
    question_ja = ProseField(lazy_gettext("Question in Japanese"), limit=1000)
    question_en = ProseField(lazy_gettext("Question in English"), limit=1000)
    axis = SelectField(
        lazy_gettext("Axis"),
        choices=[
            SelectChoice("need", lazy_gettext("Need")),
            SelectChoice("opportunity", lazy_gettext("Opportunity")),
            SelectChoice("", lazy_gettext("None: counts in the overall total alone")),
        ],
    )
    weight = WeightField(lazy_gettext("Weight"), [_NEEDED])
    direction = SelectField(
        lazy_gettext("Best value"),
        choices=[SelectChoice("1", lazy_gettext("The highest")), SelectChoice("-1", lazy_gettext("The lowest"))],
    )
    applies_to = SelectField(
        lazy_gettext("Applies to"),
        choices=[
            SelectChoice("", lazy_gettext("Technology fields and industrial sectors")),
            SelectChoice("technology", lazy_gettext("Technology fields only")),
            SelectChoice("sector", lazy_gettext("Industrial sectors only")),
        ],
    )
    values: range

    def anchors(self) -> list[tuple[int, Any, Any]]:
        """The value and its two fields, from the lowest on."""
        return [(n, self._fields[f"anchor_{n}_ja"], self._fields[f"anchor_{n}_en"]) for n in self.values]

    def draft(self, key: str) -> CriterionDraft:
        """What was typed, as a criterion; valid forms only."""
        words = {str(n): {"ja": ja.data, "en": en.data} for n, ja, en in self.anchors()}
        typed: dict[str, Any] = {
            name: self._fields[name].data for name in ("name_ja", "name_en", "question_ja", "question_en", "weight")
        }
        return CriterionDraft(
            key=key,
            axis=self.axis.data or None,
            lowest=self.values[0],
            highest=self.values[-1],
            anchors={value: both for value, both in words.items() if any(both.values())},
            direction=int(self.direction.data),
            applies_to=self.applies_to.data or None,
            **typed,
        )


def read_scale(typed: str | None, usual: tuple[int, int]) -> tuple[int, int]:
    """The scale written as "1-9", if it is one of those on offer or the usual one; else the usual one."""
    return next((scale for scale in (*SCALES, usual) if typed == f"{scale[0]}-{scale[1]}"), usual)


def criterion_form(scale: tuple[int, int], given: Mapping[str, Any]) -> CriterionForm:
    """The form of a criterion on a scale, filled with what is given."""
    values = range(scale[0], scale[1] + 1)
    fields: dict[str, Any] = {"values": values}
    for n in values:
        for language, label in (("ja", gettext("Japanese")), ("en", gettext("English"))):
            fields[f"anchor_{n}_{language}"] = LineField(f"{n} {label}", limit=200)
    made: CriterionForm = type("AnchoredForm", (CriterionForm,), fields)(
        data={**given, "scale": f"{scale[0]}-{scale[1]}"}
    )
    return made


def criterion_values(criterion: Criterion) -> dict[str, Any]:
    """A criterion as its form shows it."""
    return {
        **{name: getattr(criterion, name) for name in ("name_ja", "name_en", "question_ja", "question_en", "weight")},
        "direction": str(criterion.direction),
        "axis": criterion.axis or "",
        "applies_to": criterion.applies_to or "",
        **{
            f"anchor_{value}_{language}": words.get(language, "")
            for value, words in criterion.anchors.items()
            for language in ("ja", "en")
        },
    }
