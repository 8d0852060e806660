"""Example files to download: the header we read and a few rows that show how each column is filled."""

from collections.abc import Sequence
from typing import Final

from panel.formats.rows import csv_chunks
from panel.formats.single_sheet import workbook_of
from panel.imports import members, proposals, scores
from panel.imports.table import Column

MEDIA_TYPES: Final = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}

_MEMBERS: Final = (
    {
        "family_name": "例示",
        "given_name": "委員一",
        "family_reading": "れいじ",
        "given_reading": "いいんいち",
        "name_en": "Example Member 1",
        "email": "member1@example.org",
        "organisation_ja": "例示の大学",
        "organisation_en": "Example university",
        "group": "学",
        "role": "委員",
    },
    {
        "family_name": "例示",
        "given_name": "委員二",
        "family_reading": "れいじ",
        "given_reading": "いいんに",
        "name_en": "Example Member 2",
        "email": "member2@example.org",
        "organisation_ja": "例示の企業",
        "organisation_en": "Example company",
        "group": "industry",
        "role": "member",
    },
)
_PROPOSALS: Final = (
    {
        "id": "T01",
        "kind": "technology",
        "title_ja": "無人機の群制御",
        "title_en": "Swarm control of uncrewed aircraft",
        "summary_ja": "多数の無人機を少人数で運用する技術。",
        "summary_en": "Few people operate many uncrewed aircraft.",
        "posture": "strengthen",
        "horizon": "within_5",
        "area_ja": "無人アセット防衛能力",
        "area_en": "Uncrewed defense capability",
        "sources": "出典の名称（年）",
    },
    {
        "id": "S01",
        "kind": "産業分野",
        "title_ja": "航空機用原動機製造業",
        "title_en": "Aircraft engine manufacturing",
        "summary_ja": "機体を支える国内の製造・修理基盤。",
        "posture": "維持",
        "horizon": "約10年",
        "industry_code": "3142",
        "industry_ja": "航空機用原動機製造業",
    },
)
_SCORES: Final = (
    {"score": "4", "confidence": "3"},
    {"rater_id": "R02", "score": "", "confidence": "1", "response_raw": "I don't know"},
    {"rater_id": "R03", "score": "", "response_raw": "該当なし"},
)
_SCORED: Final = {"item_id": "T01", "item_title": "無人機の群制御", "rater_id": "R01", "criterion": "防衛上の重要性"}

_EXAMPLES: Final[dict[str, tuple[Sequence[Column], Sequence[dict[str, str]]]]] = {
    "members": (members.COLUMNS, _MEMBERS),
    "proposals": (proposals.COLUMNS, _PROPOSALS),
    "scores": (scores.COLUMNS, tuple({**_SCORED, **row} for row in _SCORES)),
}


def example(what: str, format_: str) -> bytes:
    """The example of a kind of import as CSV (UTF-8 with byte order mark) or XLSX."""
    columns, rows = _EXAMPLES[what]
    header = [column.key for column in columns]
    cells = [[row.get(name, "") for name in header] for row in rows]
    return workbook_of(what, header, cells) if format_ == "xlsx" else b"".join(csv_chunks(header, cells))
