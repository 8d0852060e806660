"""The filters of a list as words, each with the address of the list without it."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from panel.proposals import words
from panel.proposals.forms import STATES_OF_LIST
from panel.proposals.listing import Wanted
from panel.web import language


@dataclass(frozen=True)
class Token:
    """One filter in words, and what the address asks for when it is taken away."""

    words: str
    without: dict[str, str]


def tokens(wanted: Wanted, areas: Sequence[tuple[str, str]]) -> list[Token]:
    """What restricts the list, in the order of its filters; the order of the lines restricts nothing."""
    return [Token(said, wanted.without(name)) for name, said in _said(wanted, areas).items() if said]


def _said(wanted: Wanted, areas: Sequence[tuple[str, str]]) -> dict[str, str]:
    return {
        "q": _("with “%(words)s”", words=wanted.q) if wanted.q else "",
        "kind": str(words.KINDS.get(wanted.kind, "")),
        "area": _name(wanted.area, areas),
        "industry": wanted.industry,
        "posture": str(words.POSTURES.get(wanted.posture, "")),
        "state": str(STATES_OF_LIST[wanted.state]) if wanted.state else "",
        "author": _("proposed by me") if wanted.author else "",
    }


def _name(asked: str, areas: Sequence[tuple[str, str]]) -> str:
    """An area as its reader calls it, whichever of its names the address holds."""
    return next((language.in_language(*pair) for pair in areas if asked and asked in pair), asked)
