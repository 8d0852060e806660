"""Each page once: for the reader who sees most of it, in a cycle that holds most; then each of its other states."""

from collections.abc import Iterator, Sequence

from werkzeug.routing import Rule

from panel.calc.calendar import Language
from tests.sweep.documents import Drawn, answers, page_of
from tests.sweep.worlds import Place, Readable

_READERS = ("S", "C", "M", "A", "Mo", "N", "H", "V", "R", "RC", "O", "S empty", "C twice")
# Where most can be seen is looked at first; a place that is not named comes after those that are.
_FULLEST = (
    "example edition, first round",
    "example exercise",
    "tally",
    "scoring_open",
    "decided",
    "proposing",
    "published",
)
_SEATED = ("S empty", "C empty", "M empty", "O empty")


def once(worlds: Sequence[Readable], rule: Rule, language: Language) -> tuple[Readable, Drawn] | None:
    """The page of a rule, with the first of the worlds in which somebody sees it."""
    for world in worlds:
        places = [place for place in world.places if place.state == "normal" and place.has(rule)]
        places.sort(key=lambda place: _FULLEST.index(place.label) if place.label in _FULLEST else len(_FULLEST))
        page = _first(world, rule, places, _READERS, language, statuses=(200, 202))
        if page is not None:
            return world, page
    return None


def empty(world: Readable, rule: Rule, language: Language) -> Drawn | None:
    """The page of a rule in a cycle that holds nothing."""
    places = [place for place in world.places if place.state == "empty" and place.has(rule)]
    return _first(world, rule, places[::-1], _SEATED, language, statuses=(200,))


def closed(world: Readable, rule: Rule, language: Language) -> Drawn | None:
    """What is said where the page of a rule is closed: by the phase first, else to a reader who has no right."""
    places = [place for place in world.places if place.state == "normal" and place.has(rule)]
    readers = ("S", "C", "M", "A", "R")
    return _first(world, rule, places, readers, language, statuses=(409,)) or _first(
        world, rule, places, readers, language, statuses=(403,)
    )


def _first(
    world: Readable,
    rule: Rule,
    places: Sequence[Place],
    readers: Sequence[str],
    language: Language,
    *,
    statuses: Sequence[int],
) -> Drawn | None:
    for subject in readers:
        for place in places if rule.arguments else places[:1]:
            if subject in place.subjects:
                page = page_of(world, rule, place, subject, language)
                if page is not None and page.status in (*statuses, 500):  # a crash is never passed over
                    return page
    return None


def first_answers(world: Readable, page: Drawn) -> Iterator[Drawn]:
    """The first error and the first conflict of each form of a page."""
    told: set[tuple[str, str]] = set()
    for answer in answers(world, page, set()):
        key = (answer.document.state, answer.document.address)
        if key not in told:
            told.add(key)
            yield answer
