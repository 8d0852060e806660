"""What is typed into a decision, its wording and its conclusion."""

from flask_babel import lazy_gettext
from wtforms import BooleanField, RadioField, SelectChoice  # type: ignore[attr-defined]  # newer than its types
from wtforms.validators import InputRequired

from panel.models.decisions import Tier
from panel.web.form import Form, ProseField, VersionedForm

TIER_WORDS = {
    Tier.PRIORITY: lazy_gettext("Priority"),
    Tier.IMPORTANT: lazy_gettext("Important"),
    Tier.WATCH: lazy_gettext("Watch"),
    Tier.NOT_ADOPTED: lazy_gettext("Not adopted"),
}


class WordingForm(VersionedForm):
    """The wording of a recommendation in both languages."""

    wording_ja = ProseField(lazy_gettext("Wording in Japanese"))
    wording_en = ProseField(lazy_gettext("Wording in English"))


class DecisionForm(WordingForm):
    """A decision; the version is 0 while there is none."""

    tier = RadioField(
        lazy_gettext("Tier"),
        choices=[SelectChoice(tier.value, words) for tier, words in TIER_WORDS.items()],
        validators=[InputRequired(lazy_gettext("Choose a tier."))],
    )
    reason = ProseField(lazy_gettext("Reason"), required=True)
    departure_reason = ProseField(lazy_gettext("Why this departs from the ranking"))


class ConcludeForm(Form):
    """The end of the deciding."""

    undecided = BooleanField(lazy_gettext("These proposals stay undecided"))
