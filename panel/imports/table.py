"""The rows of a file under the names we know, and the list of all that is wrong with them."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, TypeVar

from flask_babel import gettext as _
from flask_babel import ngettext

from panel.calc import text as text_policy
from panel.calc.text import TextRefused, comparable
from panel.errors import Invalid
from panel.formats.sheet import Sheet
from panel.web.form import refusal_sentence

SHOWN: Final = 120
"""So many problems are listed; of the others only the number is given."""

T = TypeVar("T")


@dataclass(frozen=True)
class Column:
    """A column we read: its key is the English header, the others are what people also write."""

    key: str
    others: tuple[str, ...] = ()
    required: bool = False

    @property
    def names(self) -> frozenset[str]:
        """Every header that means this column, in the form in which texts are compared."""
        return frozenset(_folded(name) for name in (self.key, *self.others))


def _folded(name: str) -> str:
    return comparable(name).replace(" ", "_")


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong: the row as a spreadsheet counts it, the header of the column, and a sentence."""

    sentence: str
    row: int | None = None
    column: str | None = None

    @property
    def line(self) -> str:
        """The problem in one line."""
        if self.row is None:
            return self.sentence
        if self.column is None:
            return str(_("Row %(row)s: %(sentence)s", row=self.row, sentence=self.sentence))
        return str(
            _("Row %(row)s, column %(column)s: %(sentence)s", row=self.row, column=self.column, sentence=self.sentence)
        )


@dataclass
class Problems:
    """Collects what is wrong; counts everything, keeps what a person would still read."""

    shown: list[Problem] = field(default_factory=list)
    n: int = 0

    def add(self, sentence: str, row: int | None = None, column: str | None = None) -> None:
        """One more."""
        self.n += 1
        if len(self.shown) < SHOWN:
            self.shown.append(Problem(sentence, row, column))

    @property
    def n_more(self) -> int:
        """How many are counted but not listed."""
        return self.n - len(self.shown)


class ImportRefused(Invalid):
    """Nothing of the file was taken; the sentence names the first problem and how many more there are."""

    def __init__(self, problems: Problems) -> None:
        first = problems.shown[0].line
        more = problems.n - 1
        rest = ngettext("(and %(num)d more)", "(and %(num)d more)", more) if more else ""
        super().__init__(f"{first} {rest}".strip())
        self.problems = problems


@dataclass(frozen=True)
class Line:
    """One row of the file, read by the keys of the columns; it puts what is wrong on the list."""

    number: int
    cells: Sequence[str]
    places: Mapping[str, int]
    headers: Mapping[str, str]
    problems: Problems

    def raw(self, key: str) -> str:
        """The cell exactly as it stands in the file; empty where the file has no such column."""
        place = self.places.get(key)
        return "" if place is None else self.cells[place]

    def wrong(self, key: str, sentence: str) -> None:
        """Say what is wrong with a cell."""
        self.problems.add(sentence, self.number, self.headers.get(key, key))

    def line(self, key: str, limit: int, *, required: bool = False) -> str:
        """A cell of one line under the text policy."""
        return self._text(key, limit, required, text_policy.clean_line)

    def prose(self, key: str, limit: int) -> str:
        """A cell of several lines under the text policy."""
        return self._text(key, limit, False, text_policy.clean_text)

    def _text(self, key: str, limit: int, required: bool, clean: Callable[[str], str]) -> str:
        try:
            text = clean(self.raw(key))
        except TextRefused as refused:
            self.wrong(key, refusal_sentence(refused))
            return ""
        if len(text) > limit:
            self.wrong(key, _("This is %(n)s characters long; at most %(limit)s fit.", n=len(text), limit=limit))
            return ""
        if required and not text:
            self.wrong(key, _("This must not be empty."))
        return text

    def choice(self, key: str, words: Mapping[str, T], usual: T) -> T:
        """What a word of a closed list means; `usual` for an empty cell."""
        typed = comparable(self.raw(key)).strip()
        if not typed:
            return usual
        if typed not in words:
            known = ", ".join(words)
            self.wrong(key, _("“%(typed)s” is not known here. Known are: %(known)s.", typed=typed[:80], known=known))
            return usual
        return words[typed]


@dataclass(frozen=True)
class Table:
    """The file with its columns found."""

    rows: tuple[tuple[int, Sequence[str]], ...]
    places: Mapping[str, int]
    headers: Mapping[str, str]
    unread: tuple[str, ...]
    problems: Problems

    def lines(self) -> Iterator[Line]:
        """The rows, one after the other."""
        for number, cells in self.rows:
            yield Line(number, cells, self.places, self.headers, self.problems)


def table_of(sheet: Sheet, columns: Collection[Column], problems: Problems) -> Table:
    """Find our columns in the header of a file; a required one that is missing is a problem."""
    places: dict[str, int] = {}
    unread = []
    for place, name in enumerate(sheet.header):
        found = next((column for column in columns if _folded(name) in column.names), None)
        if found is None:
            unread.append(name)
        elif found.key in places:
            problems.add(
                _("This means the same as the column “%(other)s”.", other=sheet.header[places[found.key]]), 1, name
            )
        else:
            places[found.key] = place
    for column in columns:
        if column.required and column.key not in places:
            problems.add(_("The column “%(name)s” is missing.", name=column.key))
    rows = tuple((row.number, row.cells) for row in sheet.rows)
    return Table(rows, places, {key: sheet.header[place] for key, place in places.items()}, tuple(unread), problems)
