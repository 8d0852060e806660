"""The shared pieces, rendered alone: what a field says to eyes and ears, and that every sheet and word is there."""

import re
from pathlib import Path
from types import SimpleNamespace

import pytest
from flask import Flask
from flask_babel import Babel
from jinja2 import StrictUndefined
from werkzeug.datastructures import MultiDict
from wtforms import FieldList, Form, FormField, RadioField, SelectChoice, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from panel.web import assets, language

ROOT = Path(__file__).parents[2]
STATIC = ROOT / "static/shared"


class Day(Form):
    """A date in three parts."""

    year = StringField("Year")
    month = StringField("Month")
    day = StringField("Day")


class Sheet(Form):
    """One field of each kind the tests look at."""

    title = StringField("Title", [InputRequired("Enter a title."), Length(max=60)])
    summary = TextAreaField("Summary", [Optional(), Length(max=2000)])
    posture = RadioField("Posture", [InputRequired("Choose one.")], choices=[SelectChoice("m"), SelectChoice("s")])
    score = RadioField(
        "Feasibility",
        [Optional()],
        choices=[SelectChoice("1"), SelectChoice("2"), SelectChoice("unable", "Unable to judge")],
    )
    due = FormField(Day, "Due")
    goals = FieldList(StringField("Goal", [InputRequired("Enter a goal.")]), min_entries=1)


@pytest.fixture(scope="module")
def app() -> Flask:
    """Just enough of an application to render templates: no database, no rooms."""
    app = Flask(__name__, template_folder=str(ROOT / "templates"), static_folder=str(ROOT / "static"))
    Babel(app, default_locale="en")
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.globals.update(csrf_token=lambda: "token", frame=SimpleNamespace(colon=": ", language="en"))
    app.jinja_env.filters["marked"] = language.marked
    return app


def rendered(app: Flask, call: str, **values: object) -> str:
    """What one macro call gives, with runs of white space made one."""
    name = re.match(r"\w+", call)
    assert name
    with app.test_request_context():
        source = f'{{% from "shared/_macros.html" import {name[0]} %}}{{{{ {call} }}}}'
        return re.sub(r"\s+", " ", app.jinja_env.from_string(source).render(**values))


def refused() -> Sheet:
    """The sheet after an empty submission."""
    form = Sheet(MultiDict({"goals-0": ""}))
    assert not form.validate()
    return form


def test_required_and_optional_are_said_in_words(app: Flask) -> None:
    assert "(required)" in rendered(app, "field(f)", f=Sheet().title)
    assert "(optional)" in rendered(app, "field(f)", f=Sheet().summary)


def test_a_wrong_field_points_at_its_error_and_its_hint(app: Flask) -> None:
    html = rendered(app, "field(f, hint='Short.')", f=refused().title)
    assert 'aria-describedby="title-hint title-error"' in html
    assert 'aria-invalid="true"' in html
    assert re.search(r'id="title-error".*Enter a title\.', html)


def test_a_sound_field_is_not_marked_wrong(app: Flask) -> None:
    assert "aria-invalid" not in rendered(app, "field(f)", f=Sheet().title)


def test_the_browser_never_cuts_a_long_paste(app: Flask) -> None:
    html = rendered(app, "field(f)", f=Sheet().summary)
    assert "maxlength" not in html
    assert 'data-limit="2000"' in html
    assert "Up to 2,000 characters" in html


def test_radio_buttons_stand_in_a_named_group(app: Flask) -> None:
    html = rendered(app, "field(f)", f=refused().posture)
    assert re.search(r'<fieldset[^>]*aria-describedby="posture-error".*<legend>Posture', html)
    assert html.count('type="radio"') == 2


def test_a_date_in_parts_has_a_label_for_each_part(app: Flask) -> None:
    html = rendered(app, "field(f)", f=Sheet().due)
    for part in ("year", "month", "day"):
        assert f'<label for="due-{part}">' in html


def test_the_error_summary_leads_to_the_first_control_of_each_wrong_field(app: Flask) -> None:
    html = rendered(app, "error_summary(form)", form=refused())
    assert re.findall(r'href="#([^"]+)"', html) == ["title", "posture-0", "goals-0"]


def test_there_is_no_error_summary_without_errors(app: Flask) -> None:
    assert rendered(app, "error_summary(form)", form=Sheet()).strip() == ""


def test_answers_that_are_no_score_stand_apart_from_the_scale(app: Flask) -> None:
    html = rendered(app, "scale(f, {'1': 'low'}, item='AI')", f=Sheet().score)
    marks, others = html.split("scale-others")
    assert marks.count('type="radio"') == 2
    assert "Unable to judge" in others
    assert re.search(r"<legend[^>]*><span[^>]*>AI / </span>Feasibility", marks)


@pytest.mark.parametrize(("language", "order"), [("ja", ["ja", "en"]), ("en", ["en", "ja"])])
def test_the_readers_language_comes_first(app: Flask, language: str, order: list[str]) -> None:
    html = rendered(app, f"bilingual_text('飛行船', 'Airship', language='{language}')")
    assert re.findall(r'lang="(\w+)"', html) == order


def test_a_text_in_one_language_only_leaves_no_empty_place(app: Flask) -> None:
    assert rendered(app, "bilingual_text('飛行船', '', language='en')").count("<span") == 1


def test_every_class_has_a_mark_beside_its_word(app: Flask) -> None:
    keys = ("agreed_high", "agreed_middle", "agreed_low", "split", "too_few", "open")
    badges = [rendered(app, f"class_badge('{key}')") for key in keys]
    marks = {re.findall(r'aria-hidden="true">(.)<', badge)[0] for badge in badges}
    assert len(marks) == len(keys)


def test_what_is_typed_never_becomes_markup(app: Flask) -> None:
    form = Sheet(MultiDict({"title": '"><script>'}))
    assert "<script>" not in rendered(app, "field(f)", f=form.title)


def test_every_shared_sheet_is_part_of_the_joined_one() -> None:
    assert sorted(assets.SHEETS) == sorted(path.stem for path in STATIC.glob("*.css"))


def test_every_sentence_a_script_says_is_given_by_the_frame() -> None:
    base = (ROOT / "templates/shared/base.html").read_text(encoding="utf-8")
    given = set(re.findall(r'^  "(\w+)": _\(', base, re.MULTILINE))
    scripts = " ".join(path.read_text(encoding="utf-8") for path in STATIC.glob("*.js"))
    spoken = set(re.findall(r'"([a-z_]+)"', " ".join(re.findall(r"say\([^)]*|REASONS = .*", scripts))))
    assert spoken == given


def test_every_behaviour_that_templates_ask_for_exists() -> None:
    pages = " ".join(path.read_text(encoding="utf-8") for path in (ROOT / "templates").rglob("*.html"))
    names = {name for group in re.findall(r'data-behaviour="([\w /-]+)"', pages) for name in group.split()}
    addresses = {ROOT / "static" / (name if "/" in name else f"shared/{name}") for name in names}
    assert [path for path in addresses if not path.with_suffix(".js").exists()] == []


def test_no_script_writes_markup() -> None:
    for path in (ROOT / "static").rglob("*.js"):
        assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(", path.read_text("utf-8"))
