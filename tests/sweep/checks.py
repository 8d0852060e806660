"""What every page must be, asked of its HTML alone: title, headings, names, targets, and text in the right language."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache
from itertools import pairwise

from panel.translations import PARTS, merged
from tests.sweep.documents import Drawn
from tests.sweep.tree import Element

Complaint = tuple[str, str, str]  # rule, selector, what is seen there
Check = Callable[[Drawn, Element], Iterator[Complaint]]

_JAPANESE = re.compile(r"[\u3041-\u30ff\u3400-\u9fff々〇]")
_WORD = re.compile(r"(?<![\w@./_-])[A-Za-z][a-z]+(?:['’][a-z]+)?(?![\w@/_=])")
_ENGLISH_FROM = 4  # words: fewer may be a name, a unit or a term
_JAPANESE_FROM = 2  # characters
_NAMES = {"日本語", "English", "Panel"}  # of the languages, each in itself, and of the product
_REFERENCES = (
    "for",
    "aria-describedby",
    "aria-labelledby",
    "aria-controls",
    "aria-owns",
    "popovertarget",
    "list",
    "form",
)
_READ_ALOUD = ("alt", "aria-label", "placeholder", "title")
_UNKNOWN_LANGUAGE = {"textarea", "code", "pre", "kbd", "samp"}  # whatever is typed or quoted there
_CONTROLS = {"input", "select", "textarea"}
_PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]")


def complaints(page: Drawn, tree: Element) -> list[Complaint]:
    """Every rule a page breaks that can be seen without a browser."""
    return [found for check in _CHECKS for found in check(page, tree)]


def _title(page: Drawn, tree: Element) -> Iterator[Complaint]:
    """The title says "thing - page - Panel"."""
    titles = [
        one.text.strip() for one in tree.all() if one.tag == "title" and "svg" not in {x.tag for x in one.around()}
    ]
    if len(titles) != 1 or not re.fullmatch(r"(.+ - )+Panel", titles[0]) or titles[0].startswith((" ", "-")):
        yield "title", "title", f"{titles}"


def _headings(page: Drawn, tree: Element) -> Iterator[Complaint]:
    levels = [(int(one.tag[1]), one) for one in tree.all() if re.fullmatch(r"h[1-6]", one.tag)]
    if [level for level, _one in levels].count(1) != 1:
        yield "one-h1", "h1", f"{[one.text.strip() for level, one in levels if level == 1]}"
    for (before, _), (level, one) in pairwise(levels):
        if level > before + 1:
            yield "heading-jump", one.selector, f"h{before} to h{level}: {one.text.strip()}"
    for _level, one in levels:
        if not one.text.strip():
            yield "empty-heading", one.selector, ""


def _ids(page: Drawn, tree: Element) -> Iterator[Complaint]:
    counted = Counter(one["id"] for one in tree.all() if one["id"])
    for name, n in counted.items():
        if n > 1:
            yield "unique-id", f"#{name}", f"{n} times"
    for one in tree.all():
        for attribute in _REFERENCES:
            for name in one[attribute].split():
                if name not in counted:
                    yield "reference", one.selector, f"{attribute}={name} is nowhere"
        if one.tag == "a" and one["href"].startswith("#") and one["href"][1:] not in counted:
            yield "reference", one.selector, f"href={one['href']} is nowhere"


def _names(page: Drawn, tree: Element) -> Iterator[Complaint]:
    """Links, buttons and controls say what they are."""
    labelled = {one["for"] for one in tree.all() if one.tag == "label"}
    for one in tree.all():
        if one["aria-label"].strip() or one["aria-labelledby"] or one["aria-hidden"] == "true":
            continue
        if one.tag in ("a", "button", "summary", "label", "legend", "caption", "th") and not _spoken(one):
            yield "empty-name", one.selector, f"<{one.tag}> says nothing"
        shown = one["type"] not in ("hidden", "submit") and "hidden" not in one.attributes
        named = one["id"] in labelled or any(outer.tag == "label" for outer in one.around())
        if one.tag in _CONTROLS and shown and not named:
            yield "label", one.selector, f"{one.tag} {one['name']}"


def _spoken(element: Element) -> str:
    images = (one["alt"] or one["aria-label"] or one["title"] for one in element.all())
    return element.text.strip() or "".join(images).strip()


def _tables(page: Drawn, tree: Element) -> Iterator[Complaint]:
    """Every table has a caption, every head of one its scope."""
    for table in (one for one in tree.all() if one.tag == "table"):
        if not any(one.tag == "caption" for one in table.all()):
            yield "caption", table.selector, "a table without a caption"
        for head in (one for one in table.all() if one.tag == "th" and not one["scope"]):
            yield "scope", head.selector, head.text.strip()


def _languages(page: Drawn, tree: Element) -> Iterator[Complaint]:
    """What is said in the other language is marked as such."""
    for where, text in _said(tree):
        if text in _NAMES or _is_quoted(where) or _is_page_title(where):
            continue
        n_japanese, n_english = len(_JAPANESE.findall(text)), len(_WORD.findall(text))
        if where.language == "en" and n_japanese >= _JAPANESE_FROM:
            yield "lang-ja", where.selector, text
        if where.language == "ja" and not n_japanese and n_english >= _ENGLISH_FROM:
            yield "lang-en", where.selector, text


def _is_quoted(where: Element) -> bool:
    return any(one.tag in _UNKNOWN_LANGUAGE for one in where.around())


def _is_page_title(where: Element) -> bool:
    """The one place that cannot mark the name of a thing as being in another language; its heading can."""
    return where.tag == "title" and any(one.tag == "head" for one in where.around())


def _said(tree: Element) -> Iterator[tuple[Element, str]]:
    """Each piece of text with its element, and what attributes say."""
    yield from tree.runs()
    for one in tree.all():
        for attribute in _READ_ALOUD:
            if one[attribute].strip():
                yield one, one[attribute].strip()
        if one.tag == "input" and one["type"] in ("submit", "button"):
            yield one, one["value"]


def _untranslated(page: Drawn, tree: Element) -> Iterator[Complaint]:
    """No English sentence of ours on a Japanese page."""
    if page.document.language != "ja":
        return
    exact, patterns = _english()
    for where, text in _said(tree):
        if (
            where.language == "ja"
            and text not in _NAMES
            and not _is_quoted(where)  # a key is called what stands on it
            and (text in exact or (" " in text and _matches(patterns, text)))
        ):
            yield "untranslated", where.selector, text


@cache
def _matches(patterns: tuple[re.Pattern[str], ...], text: str) -> bool:
    return not _JAPANESE.search(text) and any(pattern.fullmatch(text) for pattern in patterns)


@cache
def _english() -> tuple[frozenset[str], tuple[re.Pattern[str], ...]]:
    """What is written in English and said otherwise in Japanese: as it stands, and with something put in."""
    exact, patterns = set(), []
    for message in merged(PARTS):
        for words in (message.id,) if isinstance(message.id, str) else tuple(message.id):
            if not words or message.string == words or len(words) < 4:
                continue
            if _PLACEHOLDER.search(words):
                fixed = [re.escape(part.replace("%%", "%")) for part in _PLACEHOLDER.split(words)[::2]]
                if sum(len(part) for part in fixed) > 8:
                    patterns.append(re.compile(".+".join(fixed)))
            else:
                exact.add(" ".join(words.replace("%%", "%").split()))
    return frozenset(exact - _NAMES), tuple(patterns)


_CHECKS: tuple[Check, ...] = (_title, _headings, _ids, _names, _tables, _languages, _untranslated)
