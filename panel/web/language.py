"""Which language this visitor reads: what they chose, else their account, else their browser, else the site."""

from collections.abc import Callable
from functools import lru_cache

from babel.support import Translations
from flask import Flask, g, has_request_context, request, session
from flask_babel import Babel, force_locale, get_domain, get_locale
from markupsafe import Markup, escape
from werkzeug.exceptions import HTTPException

from panel.calc.calendar import Language
from panel.calc.document import Language as DocumentLanguage
from panel.calc.languages import language_of
from panel.web.site import site

LANGUAGES: tuple[Language, ...] = ("ja", "en")
NAMES = {"ja": "日本語", "en": "English"}
SWITCH = "_language"  # the form field of the language button: re-renders what was typed, saves nothing


def install(app: Flask) -> None:
    """Teach the application both languages."""
    app.config.setdefault("BABEL_TRANSLATION_DIRECTORIES", f"{app.root_path}/translations")
    app.config.setdefault("BABEL_DEFAULT_TIMEZONE", "Asia/Tokyo")
    Babel(app, locale_selector=chosen, default_locale="en")


def chosen() -> Language:
    """The language of the current answer."""
    actor = g.get("actor")
    for candidate in (_pressed(), session.get("language"), actor.language if actor else None):
        if candidate in LANGUAGES:
            return "ja" if candidate == "ja" else "en"
    header = request.headers.get("Accept-Language", "")
    asked = request.accept_languages.best_match(LANGUAGES) if len(header) <= 500 else None
    return "ja" if (asked or site().settings.default_language) == "ja" else "en"


def _pressed() -> str | None:
    """What the language button of a posted form asks for; nothing where the body itself cannot be read."""
    if request.method != "POST":
        return None
    try:
        return request.form.get(SWITCH)
    except HTTPException:
        return None


def current() -> Language:
    """The language in use, as a plain code."""
    locale = get_locale() if has_request_context() else None
    return "ja" if locale is not None and locale.language == "ja" else "en"


def of_document() -> DocumentLanguage:
    """In which language a document is asked for, `?language=ja|en|both`; else the reader's own."""
    asked = request.args.get("language", "")
    return DocumentLanguage(asked) if asked in tuple(DocumentLanguage) else DocumentLanguage(current())


def word(text: str, **variables: object) -> str:
    """What `gettext` answers, for templates: a page says a hundred words, and finds their catalogue once."""
    locale = get_locale()
    translated: str = _catalogue(locale.language if locale else "").gettext(text)
    return translated % variables if variables else translated


@lru_cache(maxsize=8)
def _catalogue(_language: str) -> Translations:
    found: Translations = get_domain().get_translations()
    return found


def switched() -> bool:
    """Whether this post only asks for the page in the other language; nothing is checked or saved then."""
    pressed = _pressed()
    if pressed in LANGUAGES:
        session["language"] = pressed
        return True
    return False


def in_language(ja: str, en: str) -> str:
    """The text in the reader's language, or in the other one where this one is empty."""
    return told(ja, en)[0]


def told(ja: str, en: str) -> tuple[str, Language]:
    """The text `in_language` chooses, with the language it is in."""
    reader = current()
    if reader == "ja":
        return (ja, "ja") if ja else (en, "en")
    return (en, "en") if en else (ja, "ja")


def written_in(text: str) -> Language:
    """The language of a text that people wrote, for the attribute of the element that holds it."""
    return language_of(text) or current()


def marked(text: object) -> Markup:
    """A text that people wrote, marked with its language where that is not the page's; drawn text stays as it is."""
    if hasattr(text, "__html__"):
        return escape(text)
    of = language_of(str(text))
    if of is None or of == current():
        return escape(text)
    return Markup('<span lang="{}">{}</span>').format(of, text)


def in_words_of(code: str, caller: Callable[[], str]) -> str:
    """A part of a page whose labels stand in another language than the page: `{% call in_words_of("en") %}`."""
    with force_locale(code):
        return caller()
