"""Why a sheet cannot be imported: codes with a place, which the import page turns into sentences."""

from dataclasses import dataclass
from enum import StrEnum


class Code(StrEnum):
    """What is wrong; ``detail`` of the problem holds what is named after the dash."""

    EMPTY_FILE = "empty_file"
    TOO_LARGE = "too_large"  # the limit in MiB
    UNKNOWN_TYPE = "unknown_type"  # the file name
    OLD_EXCEL = "old_excel"
    ENCRYPTED = "encrypted"
    MACROS = "macros"
    EXTERNAL_LINKS = "external_links"
    NOT_A_WORKBOOK = "not_a_workbook"
    UNSAFE_PART = "unsafe_part"  # the part's name
    TOO_MANY_PARTS = "too_many_parts"  # the limit
    UNPACKS_TOO_LARGE = "unpacks_too_large"  # the limit in MiB
    DOCUMENT_TYPE = "document_type"  # the part with the DTD
    UNKNOWN_ENCODING = "unknown_encoding"
    CONTROL_CHARACTER = "control_character"  # the code point, as U+0000
    UNCLOSED_QUOTE = "unclosed_quote"
    MISPLACED_QUOTE = "misplaced_quote"
    CELL_TOO_LONG = "cell_too_long"  # the limit in characters
    NO_HEADER = "no_header"
    EMPTY_HEADER = "empty_header"
    DUPLICATE_HEADER = "duplicate_header"  # the name
    UNEQUAL_COLUMNS = "unequal_columns"  # found / expected
    NO_ROWS = "no_rows"
    TOO_MANY_ROWS = "too_many_rows"  # the limit
    TOO_MANY_COLUMNS = "too_many_columns"  # the limit


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong; rows and columns count from 1 as in a spreadsheet, None is the whole file."""

    code: Code
    row: int | None = None
    column: int | None = None
    detail: str = ""


class SheetRefused(ValueError):
    """The file is not taken; ``problems`` holds at least one reason, the first also as attributes."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__("; ".join(f"{problem.code} {problem.detail}".strip() for problem in problems))
        self.problems = problems

    @property
    def code(self) -> Code:
        """The first reason."""
        return self.problems[0].code

    @property
    def row(self) -> int | None:
        """Where the first reason lies."""
        return self.problems[0].row

    @property
    def column(self) -> int | None:
        """Where the first reason lies."""
        return self.problems[0].column

    @property
    def detail(self) -> str:
        """What the first reason names."""
        return self.problems[0].detail


def refused(code: Code, detail: str = "", row: int | None = None, column: int | None = None) -> SheetRefused:
    """A refusal for one reason."""
    return SheetRefused(Problem(code, row, column, detail))
