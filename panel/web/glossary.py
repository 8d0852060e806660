"""Words explained in place: what the macro `term` asks for, in the reader's language."""

from dataclasses import dataclass

from flask import Flask, g, url_for

from panel.calc.calendar import Language
from panel.presets.glossary import explained
from panel.web import language


@dataclass(frozen=True)
class Explained:
    """A word with its explanation; `id` is another one each time the page uses the word."""

    id: str
    word: str
    about: str
    other_word: str
    other_language: Language
    url: str


def explain(key: str) -> Explained:
    """The word of that key, for this use on this page. Raises KeyError, so that a wrong key cannot be published."""
    term = explained()[key]
    reader = language.current()
    other: Language = "en" if reader == "ja" else "ja"
    return Explained(
        id=f"term-{key}-{_next_number()}",
        word=term.word(reader),
        about=term.about(reader),
        other_word=term.full(other),
        other_language=other,
        url=url_for("search.glossary", _anchor=key),
    )


def _next_number() -> int:
    number: int = g.get("n_explained", 0) + 1
    g.n_explained = number
    return number


def install(app: Flask) -> None:
    """Give templates the words."""
    app.jinja_env.globals["explain"] = explain
