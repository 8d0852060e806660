"""Why a file as a whole cannot be read, as sentences that say what to do."""

from flask_babel import gettext as _

from panel.formats.sheet import Code, SheetRefused
from panel.imports.table import Problems


def add_refusal(problems: Problems, refusal: SheetRefused) -> None:
    """Put every reason of a refused file on the list."""
    for problem in refusal.problems:
        column = None if problem.column is None else str(problem.column)
        problems.add(_sentence(problem.code, problem.detail), problem.row, column)


def _sentence(code: Code, detail: str) -> str:
    """The sentence of a reason; `detail` is what it names."""
    sentences = {
        Code.EMPTY_FILE: _("The file is empty."),
        Code.TOO_LARGE: _("The file is larger than %(limit)s MB.", limit=detail),
        Code.UNKNOWN_TYPE: _("“%(name)s” is neither a CSV nor an XLSX file, whatever its name says.", name=detail),
        Code.OLD_EXCEL: _("This is the old Excel format. Save it as .xlsx or .csv."),
        Code.ENCRYPTED: _("The file is protected by a password. Save it without one."),
        Code.MACROS: _("The workbook contains macros. Save it as .xlsx without them."),
        Code.EXTERNAL_LINKS: _("The workbook contains links to other files. Remove them and save it again."),
        Code.NOT_A_WORKBOOK: _("This is not a sound XLSX file. Open it in a spreadsheet program and save it again."),
        Code.UNSAFE_PART: _("The workbook contains a part that does not belong into one: %(name)s.", name=detail),
        Code.TOO_MANY_PARTS: _("The workbook has more than %(limit)s parts.", limit=detail),
        Code.UNPACKS_TOO_LARGE: _("The workbook unpacks to more than %(limit)s MB.", limit=detail),
        Code.DOCUMENT_TYPE: _(
            "The workbook declares a document type in %(name)s, which no program of ours reads.", name=detail
        ),
        Code.UNKNOWN_ENCODING: _("The letters cannot be read. Save the file as CSV in UTF-8."),
        Code.CONTROL_CHARACTER: _("The cell holds a control character (%(character)s). Remove it.", character=detail),
        Code.UNCLOSED_QUOTE: _("A quotation mark is opened here and never closed."),
        Code.MISPLACED_QUOTE: _("A quotation mark stands where none can stand."),
        Code.CELL_TOO_LONG: _("The cell is longer than %(limit)s characters.", limit=detail),
        Code.NO_HEADER: _("The file has no header row."),
        Code.EMPTY_HEADER: _("The column has no name in the header row."),
        Code.DUPLICATE_HEADER: _("The header “%(name)s” stands twice.", name=detail),
        Code.UNEQUAL_COLUMNS: _("The row has another number of cells than the header (%(counts)s).", counts=detail),
        Code.NO_ROWS: _("The file has a header but no rows."),
        Code.TOO_MANY_ROWS: _("The file has more than %(limit)s rows. Divide it.", limit=detail),
        Code.TOO_MANY_COLUMNS: _("The file has more than %(limit)s columns.", limit=detail),
    }
    sentence: str = sentences[code]
    return sentence
