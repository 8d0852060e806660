"""The bad input of the security notes as data: what is typed, chosen, sent, uploaded; whether it may be taken."""

import struct
import zipfile
import zlib
from dataclasses import dataclass
from io import BytesIO

from tests.formats.test_upload import OLE, PDF, encrypted, office, png

MARK = "zpx"  # stands in every text, so that an answer can be searched for it


@dataclass(frozen=True)
class Text:
    """One text, whether a single line takes it and whether a body takes it; None: not asked of that kind of field."""

    number: str
    typed: str
    line: bool | None
    prose: bool | None


FAMILY = "\U0001f468‍\U0001f469‍\U0001f467‍\U0001f466"
TEXTS = (
    Text("B1", f"{MARK}技\x00術", False, False),
    Text("B3", f"{MARK}報告\u202excod.exe", False, True),
    Text("B5", f"{MARK}{FAMILY}", True, True),
    Text("B6", f"{MARK}𠮷𩸽", True, True),
    Text("B7", f"{MARK}ﾊﾝｶｸﾞ", True, True),
    Text("B8", f"{MARK}か\u3099", True, True),
    Text("B10", MARK + "𠮷" * 19_997, False, True),
    Text("B10+", MARK + "𠮷" * 19_998, False, False),
    Text("B11", f"{MARK}a\r\nb\rc\nd", False, True),
    Text("B12", f"{MARK}\x0b", False, False),
    Text("B12f", f"{MARK}\x0c", False, False),
    Text("B12b", f"{MARK}\x08", False, False),
    Text("B12e", f"{MARK}\x1b[31m", False, False),
    Text("C1", f"{MARK}\x85", False, False),
    Text("B13", f"{MARK}\u2028\u2029", True, True),
    Text("B14", f"{MARK}e" + "\u0301" * 500, False, True),
    Text("B14s", f"{MARK}e" + "\u0301" * 70, True, True),
    Text("B15", f"{MARK}１２\u3000", True, True),
    Text("B16", f"{MARK}<script>alert(1)</script>\"><svg onload=alert(1)>{{{{7*7}}}}${{7*7}}%s%n'; DROP", True, True),
    Text("B17", f"{MARK}[x](javascript:alert(1)) ![x](http://h.example/p.png)<iframe>", True, True),
    Text("B18", f"{MARK}<https://例え.jp/>", True, True),
    Text("B19", f"=1+1{MARK}", True, True),
    Text("B22", f"{MARK}%_\\*\"'", True, True),
    Text("B23", f'{MARK},"\t;', True, True),
    Text("B24", f"{MARK}〜～−－‖∥", True, True),
    Text("B52", f"@SUM({MARK})|' /C calc'!A0", True, True),
    Text("B57", f"{MARK}\r\nBcc: x@y.example", False, True),
    Text("noncharacter", f"{MARK}\ufdd0", False, False),
    Text("plane", f"{MARK}\U0010ffff", False, False),
    Text("damaged", f"{MARK}\ufffd", False, False),
)
NOT_ADDRESSES = (
    f"{MARK}@b",
    f'"{MARK} y"@example.jp',
    f"{MARK}@example.jp\r\nBcc: x@y.example",
    f"{MARK}@@example.jp",
    f"{MARK}@example.jp,x@y.example",
    f"{MARK}" * 100 + "@example.jp",
    f"<{MARK}@example.jp>",
)
# Typed into a number, a day, a moment, a choice, a hidden field: none of it was put there by the page.
NUMBERS = (
    *("NaN", "nan", "inf", "-Infinity", "1e309", "1e0", "3.0", "3.5", "-1", "6", "99", "10" * 10),
    *("３", " 3 ", "0_3", "03", "0x3", "٣", "9" * 5_000, "-0", "+3", "true", "null", "[3]", '{"a":3}'),
    *(
        "2026-02-31",
        "9999-12-31",
        "2026-12-18 24:00",
        "0001-01-01",
        "2026-13-01 10:00",
        "yesterday",
        "\x00",
        "\U0001f468",
    ),
    *("999999", "-999999", "", "a" * 2_000, "%", "1;DROP TABLE", "../../etc/passwd"),
)
JSON_BODIES = (
    b'{"a":"\\ud800"}',
    b'{"a":NaN}',
    b'{"a":Infinity}',
    b'{"a":1e400}',
    b'{"a":3.5}',
    b'{"a":1,"a":2}',
    b'{"a":null}',
    b'{"a":{"b":1}}',
    b'{"a":[[1]]}',
    b'{"a":' + b"9" * 5_000 + b"}",
    b"[" * 100_000,
    b'{"a":' * 30_000,
    b"[]",
    b'"text"',
    b"3",
    b"",
    b"{",
    b"\xff{}",
    '{"a":"x"}'.encode("utf-16"),
    b'{"a":"' + b"x" * 300 + b'"}x',
)
FORGED = {  # B73: columns and words of ours that no form has
    "id": "1",
    "person_id": "1",
    "panel_id": "2",
    "cycle_id": "1",
    "author_id": "5",
    "proposal_id": "1",
    "is_admin": "1",
    "is_administrator": "1",
    "is_active": "0",
    "password_hash": "x",
    "state": "withdrawn",
    "phase": "PU",
    "sealed_key": "x",
    "submitted": "1",
    "recorded": "1",
    "created_at": "2000-01-01",
    "__class__": "x",
    "_method": "DELETE",
}


def bomb(inner: int = 120_000_000) -> bytes:
    """B46: an XLSX of a tenth of a megabyte whose one sheet unpacks to more than a hundred."""
    return office("xlsx", xl__worksheets__sheet1_xml=b" " * inner)


def entity(kind: str) -> bytes:
    """B47: a document type with an entity that reads a file, in the main part."""
    declared = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>'
    return office(kind, **{("xl__styles_xml" if kind == "xlsx" else "word__styles_xml"): declared})


def laughs() -> bytes:
    """B47: entities of entities."""
    steps = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 9))
    return office("docx", word__styles_xml=f'<!DOCTYPE x [<!ENTITY l0 "ha">{steps}]><x>&l8;</x>')


def archive_with(*names: str) -> bytes:
    """B48: an archive of a document with further entries of these names."""
    content = BytesIO(office("docx"))
    with zipfile.ZipFile(content, "a") as archive:
        for name in names:
            archive.writestr(name, "x")
    return content.getvalue()


def polyglot() -> bytes:
    """B44: the head of a picture before a page."""
    return png()[:33] + b"<html><script>alert(1)</script></html>"


def wide_png() -> bytes:
    """B45: a picture of 900 megapixels that is all head."""
    head = struct.pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + b"IHDR" + head + struct.pack(">I", zlib.crc32(b"IHDR" + head))


FILES = (  # name, content: none of them may be taken by any form
    ("B38", "empty.txt", b""),
    ("B38n", "", PDF),
    ("B40", "evil.php.png", png()),
    ("B40s", "x.svg", b"<svg onload='alert(1)'/>"),
    ("B40h", "x.html", b"<script>alert(1)</script>"),
    ("B40e", "x.exe", b"MZ"),
    ("B40m", "x.docm", office("docx")),
    ("B40l", "x.lnk", b"L\0\0\0"),
    ("B44", "x.png", polyglot()[:20]),
    ("B45", "wide.png", wide_png()),
    ("B46", "bomb.xlsx", bomb()),
    ("B47", "entity.docx", entity("docx")),
    ("B47x", "entity.xlsx", entity("xlsx")),
    ("B47l", "laughs.docx", laughs()),
    ("B48", "climb.docx", archive_with("../../etc/cron.d/x")),
    ("B48a", "absolute.docx", archive_with("/etc/x")),
    ("B49", "secret.docx", encrypted()),
    ("B49o", "old.xlsx", OLE + b"x" * 600),
    ("B49m", "macros.xlsx", office("xlsx", xl__vbaProject_bin=b"x")),
    ("B50", "utf16.csv", b"\xff\xfe\x00"),
    ("B51", "open.csv", b'a,b\n"open,1\n' * 50),
    ("B51r", "long.csv", b"a\n" * 30_000),
    ("damaged", "x.xlsx", office("xlsx")[:-40]),
    ("zip", "x.docx", b"PK\x03\x04" + b"\0" * 100),
    ("bidi", "a\u202efdp.pdf", PDF),
)
