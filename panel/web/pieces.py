"""What the page of all pieces shows: invented content, a form of every kind, and the colours as they are measured."""

import re
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from wtforms import BooleanField, FileField, FormField, RadioField, SelectField
from wtforms import Form as Parts
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs

from panel import clock
from panel.calc.contrast import contrast
from panel.calc.marks import Blank
from panel.config import ROOT
from panel.policy.actions import Action
from panel.policy.readers import readers
from panel.policy.subjects import Place
from panel.web.form import Form, LineField, ProseField, WholeNumberField
from panel.web.language import in_language

_LABELS: Final = {
    "title": ("件名", "Title"),
    "summary": ("要旨", "Summary"),
    "kind": ("種類", "Kind"),
    "posture": ("方向性", "Posture"),
    "born": ("日付", "Day"),
    "attachment": ("添付", "File"),
    "score": ("重要性", "Importance"),
    "agree": ("内容を確認しました", "I have checked this"),
}
_POSTURES: Final = {"maintain": ("維持", "Maintain"), "strengthen": ("強化", "Strengthen")}
_BLANKS: Final = {
    Blank.NOT_YET: ("まだ決めていない", "Not yet"),
    Blank.UNABLE: ("判断できない", "Unable to judge"),
    Blank.NOT_APPLICABLE: ("該当なし", "Not applicable"),
    Blank.ABSTAINED: ("棄権", "Abstain"),
}
_WRONG: Final = {
    "title": ("件名を入力してください。", "Enter a title."),
    "posture": ("一つ選んでください。", "Choose one."),
}
_SHOWN: Final = (
    "text", "text-quiet", "key", "key-hover", "success", "warning", "error", "line-control", "class-high",
    "class-middle", "class-low", "class-split", "class-none",
)  # fmt: skip


@dataclass(frozen=True)
class Swatch:
    """A colour by its name, and how far it stands from the ground in the light and in the dark scheme."""

    name: str
    light: str
    dark: str
    on_light: float
    on_dark: float


class Day(Parts):
    """A day in three parts."""

    year = WholeNumberField()
    month = WholeNumberField()
    day = WholeNumberField()


def contents() -> dict[str, Any]:
    """The values of the page."""
    wrong = _form(prefix="wrong-")
    for name, words in _WRONG.items():
        wrong[name].errors = [in_language(*words)]
    return {
        "sample": _form(),
        "wrong": wrong,
        "swatches": swatches(),
        "readers": readers(Action.ITEM_VIEW, Place(panel_id=1, proposal_id=1, author_id=1)),
        "moment": clock.now(),
    }


def _form(prefix: str = "") -> Form:
    """One field of every kind, labelled in the reader's language; nothing of it is ever kept."""
    label = {name: in_language(*words) for name, words in _LABELS.items()}
    postures = [SelectChoice(value, in_language(*words)) for value, words in _POSTURES.items()]
    marks = [SelectChoice(str(n), str(n)) for n in range(1, 6)]
    blanks = [SelectChoice(blank.value, in_language(*words)) for blank, words in _BLANKS.items()]
    fields = {
        "title": LineField(label["title"], limit=60, required=True),
        "summary": ProseField(label["summary"], limit=400),
        "kind": SelectField(label["kind"], choices=postures),
        "posture": RadioField(label["posture"], choices=postures),
        "born": FormField(Day, label["born"]),
        "attachment": FileField(label["attachment"]),
        "score": RadioField(label["score"], choices=marks + blanks),
        "agree": BooleanField(label["agree"]),
    }
    form: Form = type("PiecesForm", (Form,), fields)(prefix=prefix)
    return form


@cache
def swatches() -> tuple[Swatch, ...]:
    """The colours that text and parts are drawn in."""
    light, dark = palettes()
    return tuple(
        Swatch(
            name, light[name], dark[name], contrast(light[name], light["ground"]), contrast(dark[name], dark["ground"])
        )
        for name in _SHOWN
    )


def palettes() -> tuple[dict[str, str], dict[str, str]]:
    """The colours of the light and of the dark scheme by their names, as #rrggbb."""
    sheet = (ROOT / "static/shared/tokens.css").read_text(encoding="utf-8")
    light, dark = sheet.split("@media (prefers-color-scheme: dark)")
    return _colours(light), _colours(light, dark)


def _colours(*sheets: str) -> dict[str, str]:
    """Custom properties of the sheets, later ones winning, with references followed to what they come to."""
    raw = {name: value for sheet in sheets for name, value in re.findall(r"--([\w-]+):\s*([^;]+);", sheet)}

    def follow(value: str) -> str:
        reference = re.fullmatch(r"var\(--([\w-]+)\)", value)
        return follow(raw[reference[1]]) if reference else value

    return {name: follow(value) for name, value in raw.items()}
