"""How cells and the formats' own few words read on paper and screen, the same in every format."""

from datetime import date
from typing import Final

from panel.calc.calendar import weekday
from panel.calc.certainty import chance
from panel.calc.document import Cell, Column, Language, Spoken, Table, Text, same

CONTENTS: Final = Text("目次", "Contents")
NUMBERS: Final = Text("図の数値", "Numbers of the figure")
FIGURE: Final = Text("図", "Figure")
TABLE: Final = Text("表", "Table")
NOTICE: Final = Text("注記", "Notice")
NONE: Final = "–"
_ONE_LINE: Final = 60


def spoken_language(language: Language) -> str:
    """The main language of a document, for its metadata."""
    return "en" if language is Language.EN else "ja"


def spoken(cell: Cell, column: Column, language: Language) -> tuple[Spoken, ...]:
    """A cell as it is printed: numbers with the column's decimals, dates as dates, a dash for nothing."""
    if isinstance(cell, Text):
        return cell.spoken(language)
    if column.kind == "chance" and isinstance(cell, int | float):
        return chance(cell).spoken(language)
    return same(_neutral(cell, column, language)).spoken(language)


def words(cell: Cell, column: Column, language: Language) -> str:
    """The same on one line."""
    return " / ".join(part.words for part in spoken(cell, column, language))


def _neutral(cell: int | float | date | None, column: Column, language: Language) -> str:
    if cell is None:
        return NONE
    if isinstance(cell, date):
        day = "" if language is Language.EN else f"({weekday(cell, 'ja')})"
        return f"{cell.isoformat()}{day}"
    return f"{cell:.{column.decimals}f}"


def is_short(parts: tuple[Spoken, ...]) -> bool:
    """Whether both languages fit on one line beside each other."""
    return sum(len(part.words) for part in parts) < _ONE_LINE


def printed_columns(table: Table) -> list[int]:
    """The positions of the columns that paper and screen show."""
    return [index for index, column in enumerate(table.columns) if column.printed]
