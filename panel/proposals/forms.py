"""The forms of proposals: filters in the address, the text in one column, files, evidence, confirmations."""

from typing import Any

from flask import request
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, FileField, RadioField, SelectField
from wtforms.validators import InputRequired, ValidationError

from panel.calc.text import TextRefused, clean_line
from panel.models.proposals import WRITTEN_FIELDS, Kind
from panel.models.search import LONGEST_QUERY
from panel.proposals.listing import SORTS
from panel.proposals.words import ASPECTS, CERTAINTIES, FIELDS, HORIZONS, KINDS, POSTURES
from panel.web.form import LINE_LIMIT, DayField, Form, LineField, NewForm, ProseField, VersionedForm, choices

MOST_WORDS = 12
_LONGEST_NUMBER = 9
_NOT_STATED = {"": _l("Not stated")}
STATES_OF_LIST = {
    "": _l("All but withdrawn"),
    "draft": _l("My drafts"),
    "submitted": _l("Submitted"),
    "withdrawn": _l("Withdrawn"),
}


def line_asked(name: str) -> str:
    """One line of the address, empty where it holds what no text may hold."""
    try:
        return clean_line(request.args.get(name, "")[:LINE_LIMIT])
    except TextRefused:
        return ""


def number_asked(name: str) -> int:
    """A number of the address, 0 where it is none."""
    asked = request.args.get(name, "")
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) <= _LONGEST_NUMBER else 0


class FilterForm(Form):
    """What stands in the address of the list; nothing in it changes anything."""

    class Meta:
        """A search can be linked to, so it carries no token."""

        csrf = False

    q = LineField(_l("Words to search for"), limit=LONGEST_QUERY)
    kind = SelectField(_l("Kind"), choices=choices({"": _l("All"), **KINDS}), default="")
    state = SelectField(_l("State"), choices=choices(STATES_OF_LIST), default="")
    posture = SelectField(_l("Posture"), choices=choices({"": _l("All"), **POSTURES}), default="")
    area = LineField(_l("Field or sector"))
    industry = LineField(_l("Branch of industry"))
    author = SelectField(_l("Author"), choices=choices({"": _l("All"), "me": _l("Me")}), default="")
    sort = SelectField(
        _l("Sorted by"), choices=choices({sign + name: name for name in SORTS for sign in ("", "-")}), default="code"
    )

    @property
    def sound(self) -> dict[str, str]:
        """What is asked for, without what may not be."""
        return {field.name: field.data or "" for field in self if not field.errors}

    def validate_q(self, field: LineField) -> None:
        """More words than anybody looks for at once would only make the database work."""
        if len((field.data or "").split()) > MOST_WORDS:
            raise ValidationError(_l("Search for at most %(n)s words at a time.", n=MOST_WORDS))


class NewProposalForm(NewForm):
    """What is proposed: enough to begin a draft and to see whether it exists already."""

    kind = RadioField(_l("Kind"), choices=choices(KINDS), validators=[InputRequired(_l("Choose one."))])
    title_ja = LineField(FIELDS["title_ja"])
    title_en = LineField(FIELDS["title_en"])

    @property
    def written(self) -> dict[str, str | None]:
        """What a draft begins with."""
        return {"kind": Kind(self.kind.data), "title_ja": self.title_ja.data, "title_en": self.title_en.data}


class ProposalForm(VersionedForm):
    """The whole text of a proposal."""

    kind = RadioField(
        FIELDS["kind"],
        choices=choices(KINDS),
        default=Kind.TECHNOLOGY,
        validators=[InputRequired(_l("Choose one."))],
    )
    title_ja = LineField(FIELDS["title_ja"])
    title_en = LineField(FIELDS["title_en"])
    summary_ja = ProseField(FIELDS["summary_ja"])
    summary_en = ProseField(FIELDS["summary_en"])
    rationale_ja = ProseField(FIELDS["rationale_ja"])
    rationale_en = ProseField(FIELDS["rationale_en"])
    actions_ja = ProseField(FIELDS["actions_ja"])
    actions_en = ProseField(FIELDS["actions_en"])
    goals_ja = ProseField(FIELDS["goals_ja"])
    goals_en = ProseField(FIELDS["goals_en"])
    posture = RadioField(FIELDS["posture"], choices=choices({**POSTURES, **_NOT_STATED}), default="")
    horizon = RadioField(FIELDS["horizon"], choices=choices({**HORIZONS, **_NOT_STATED}), default="")
    area_ja = LineField(FIELDS["area_ja"])
    area_en = LineField(FIELDS["area_en"])
    industry_code = LineField(FIELDS["industry_code"], limit=20)
    industry_ja = LineField(FIELDS["industry_ja"])
    industry_en = LineField(FIELDS["industry_en"])
    sources = ProseField(FIELDS["sources"])

    @property
    def written(self) -> dict[str, str | None]:
        """The text as it is stored; a posture that is not stated is none."""
        values: dict[str, Any] = {name: self[name].data or "" for name in WRITTEN_FIELDS}
        return {**values, "posture": values["posture"] or None}


class UnclassifiedField(BooleanField):
    """The promise without which nothing is shown to the panel."""

    def __init__(self, **more: Any) -> None:
        label = _l("This holds no specially designated secret and no other classified information.")
        needed = InputRequired(_l("Tick this box if it is true. If it is not, do not enter the text here."))
        super().__init__(label, [needed], **more)


class RevisionForm(ProposalForm):
    """A new version of a text that the panel already sees."""

    unclassified = UnclassifiedField()


class SubmitForm(VersionedForm):
    """The confirmation before a draft is shown to the panel."""

    unclassified = UnclassifiedField()


class WithdrawForm(VersionedForm):
    """The confirmation before a proposal is taken back."""


class AttachForm(NewForm):
    """One file to lay beside a proposal."""

    file = FileField(_l("File"), validators=[InputRequired(_l("Choose a file."))])
    unclassified = UnclassifiedField()

    @property
    def sent(self) -> tuple[str, bytes]:
        """The name and the content of the file; empty where none was chosen."""
        sent = request.files.get("file")
        return (sent.filename or "", sent.read()) if sent else ("", b"")


class ClaimForm(NewForm):
    """One claim of the evidence card with what it rests on."""

    aspect = SelectField(
        _l("What it is about"), choices=choices(ASPECTS), validators=[InputRequired(_l("Choose one."))]
    )
    statement = ProseField(_l("Claim"), limit=2_000, required=True)
    source = LineField(_l("Source"), required=True)
    stated_on = DayField(_l("Date of the source"), validators=[InputRequired(_l("Enter this."))])
    certainty = RadioField(
        _l("Certainty"),
        choices=choices(CERTAINTIES),
        validators=[InputRequired(_l("Choose one."))],
    )

    @property
    def written(self) -> dict[str, Any]:
        """The claim as it is stored."""
        return {name: self[name].data for name in ("aspect", "statement", "source", "stated_on", "certainty")}
