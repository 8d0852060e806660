"""Tables as plain rows for spreadsheets: one header, one value to a cell, tables of one kind stacked."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from panel.calc.document import NOTHING, Cell, Column, Document, Language, Table, Text, same, tables
from panel.formats.printed import NOTICE

Value = str | int | float | date | None


@dataclass(frozen=True, slots=True)
class FlatColumn:
    """A header and how its cells are written."""

    header: str
    column: Column


@dataclass(frozen=True, slots=True)
class FlatTable:
    """One sheet: every row has as many values as there are columns."""

    kind: str
    caption: Text
    columns: tuple[FlatColumn, ...]
    rows: tuple[tuple[Value, ...], ...]


def flat_tables(document: Document, language: Language) -> list[FlatTable]:
    """One sheet for each kind of table, in the order they first appear."""
    kinds: dict[str, list[Table]] = {}
    for table in tables(document):
        kinds.setdefault(table.kind, []).append(table)
    return [flatten(same_kind, document.notice, language) for same_kind in kinds.values()]


def about(document: Document, language: Language) -> FlatTable:
    """The cover as rows, because words above a table would cost it its one header row."""
    rows = [
        (Text("題名", "Title"), document.title),
        (Text("会議", "Panel"), document.subtitle),
        (Text("日付", "Date"), document.date_words),
        *document.cover,
    ]
    if document.snapshot:
        rows.append((Text("集計スナップショット（SHA-256）", "Tally snapshot (SHA-256)"), same(document.snapshot)))
    if document.notice:
        rows.append((NOTICE, document.notice))
    columns = (Column(Text("項目", "Item"), width=2), Column(Text("内容", "Content"), width=6))
    return flatten([Table("about", Text("文書", "Document"), columns, tuple(rows))], NOTHING, language)


def tidy(document: Document, language: Language) -> FlatTable | None:
    """The table that holds every result."""
    found = [table for table in tables(document) if table.kind == document.tidy]
    return flatten(found, document.notice, language) if found else None


def flatten(same_kind: Sequence[Table], notice: Text, language: Language) -> FlatTable:
    """Where both languages were asked for, a text column becomes two, so that a cell holds one value."""
    first = same_kind[0]
    rows = [row for table in same_kind for row in table.rows]
    spread = [
        (index, column, choice)
        for index, column in enumerate(first.columns)
        for choice in _choices([row[index] for row in rows], language)
    ]
    columns = [FlatColumn(column.title.plain(choice), column) for _, column, choice in spread]
    flat_rows: list[tuple[Value, ...]] = [
        tuple(_value(row[index], choice) for index, _, choice in spread) for row in rows
    ]
    if notice:
        columns.append(FlatColumn(NOTICE.plain(language), Column(NOTICE, width=4)))
        flat_rows = [(*row, notice.plain(language)) for row in flat_rows]
    return FlatTable(first.kind, first.caption, tuple(columns), tuple(flat_rows))


def _choices(cells: Iterable[Cell], language: Language) -> tuple[Language, ...]:
    if language is not Language.BOTH:
        return (language,)
    texts = [cell for cell in cells if isinstance(cell, Text)]
    if any(len(text.spoken(language)) > 1 for text in texts):
        return Language.JA, Language.EN
    return (Language.BOTH,)


def _value(cell: Cell, language: Language) -> Value:
    return cell.plain(language) if isinstance(cell, Text) else cell
