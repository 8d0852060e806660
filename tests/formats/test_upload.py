"""What may be laid beside a proposal: name, signature and inside agree; whatever runs, fetches or bursts is refused."""

import struct
import zipfile
import zlib
from io import BytesIO

import pytest

from panel.formats.upload import MAX_BYTES, Flaw, UploadRefused, inspected

PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def png(width: int = 10, height: int = 10) -> bytes:
    """The beginning of a picture that size; its pixels are never looked at."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + b"IHDR" + head + struct.pack(">I", zlib.crc32(b"IHDR" + head))


def office(kind: str = "docx", **parts: bytes | str) -> bytes:
    """A zipped document with its main part and more; two underscores in a name are a slash, one is a dot."""
    main = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml", "pptx": "ppt/presentation.xml"}[kind]
    content = BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(main, "<document/>")
        for name, part in parts.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), part)
    return content.getvalue()


def encrypted() -> bytes:
    """An archive whose parts say that they are encrypted."""
    data = bytearray(office())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(mark)
        while at >= 0:
            data[at + offset] |= 1
            at = data.find(mark, at + 4)
    return bytes(data)


@pytest.mark.parametrize(
    ("name", "data", "media_type"),
    [
        ("報告書（最終）.pdf", PDF, "application/pdf"),
        ("A.PDF", PDF, "application/pdf"),
        ("chart.png", png(), "image/png"),
        ("photo.jpeg", b"\xff\xd8\xff\xe0" + b"x" * 40, "image/jpeg"),
        ("text v1.2 2026.docx", office(), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("sheet.xlsx", office("xlsx"), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("slides.pptx", office("pptx", ppt__embeddings__chart_xlsx=b"x"),
         "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
        ("rows.csv", "品目,数\n弾,1\n".encode("cp932"), "text/csv"),
        ("rows.csv", "\ufeff品目".encode(), "text/csv"),
        ("note.txt", "メモ".encode("utf-16"), "text/plain"),
        ("..\\..\\x.txt", b"plain", "text/plain"),
    ],
)  # fmt: skip
def test_a_document_is_taken_for_what_it_is(name: str, data: bytes, media_type: str) -> None:
    assert inspected(data, name).media_type == media_type


@pytest.mark.parametrize(
    ("name", "data", "flaw"),
    [
        ("a.pdf", b"", Flaw.EMPTY),
        ("a.txt", b"x" * (MAX_BYTES + 1), Flaw.TOO_LARGE),
        ("x.svg", b"<svg/>", Flaw.TYPE),
        ("x.html", b"<html>", Flaw.TYPE),
        ("x.exe", b"MZ", Flaw.TYPE),
        ("x.docm", office(), Flaw.TYPE),
        ("x.lnk", b"L", Flaw.TYPE),
        ("../../etc/passwd", b"root", Flaw.TYPE),
        ("pdf", PDF, Flaw.TYPE),
        (".pdf ", b"x", Flaw.DIFFERS),
        ("evil.php.png", png(), Flaw.RUNS),
        ("x.exe.pdf", PDF, Flaw.RUNS),
        ("x.png", b"<html>", Flaw.DIFFERS),
        ("x.png", b"\x89PNG\r\n\x1a\n<html><script>", Flaw.DIFFERS),
        ("x.jpg", png(), Flaw.DIFFERS),
        ("x.pdf", png(), Flaw.DIFFERS),
        ("x.docx", office("xlsx"), Flaw.DIFFERS),
        ("x.docx", b"PK\x03\x04 broken", Flaw.DIFFERS),
        ("x.docx", OLE + b"old", Flaw.DIFFERS),
        ("x.txt", b"MZ\x90\x00", Flaw.DIFFERS),
        ("x.csv", office(), Flaw.DIFFERS),
        ("x.txt", b"\x81\xff", Flaw.DIFFERS),
        ("x.pdf", PDF.replace(b"<<>>endobj", b"<</Encrypt 2 0 R>>"), Flaw.ENCRYPTED),
        ("x.docx", OLE + "EncryptedPackage".encode("utf-16-le"), Flaw.ENCRYPTED),
        ("x.xlsx", encrypted(), Flaw.ENCRYPTED),
        ("x.docx", office(word__vbaProject_bin=b"x"), Flaw.MACROS),
        ("x.docx", office(word__embeddings__oleObject1_bin=b"x"), Flaw.MACROS),
        ("x.docx", office(word___rels__a_rels=b'<R Type="a/attachedTemplate" TargetMode="External"/>'), Flaw.REMOTE),
        ("x.docx", office(word__fields_xml=b"<w:instrText>DDEAUTO c:\\calc</w:instrText>"), Flaw.REMOTE),
        ("x.docx", office(word__a_xml=b"<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>"), Flaw.TRAP),
        ("x.docx", office(word__b_zip=b"x"), Flaw.TRAP),
        ("x.docx", office(__up_xml=b"x"), Flaw.TRAP),
        ("x.xlsx", office("xlsx", xl__big_bin=bytes(80 * 2**20)), Flaw.TRAP),
        ("x.png", png(30_000, 30_000), Flaw.PIXELS),
    ],
)  # fmt: skip
def test_what_is_not_what_it_says_or_could_harm_is_refused(name: str, data: bytes, flaw: Flaw) -> None:
    with pytest.raises(UploadRefused) as refused:
        inspected(data, name)
    assert refused.value.flaw is flaw


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.docx", office(docProps__core_xml=b"<cp><dc:creator>Somebody</dc:creator></cp>")),
        ("a.pdf", PDF.replace(b"<<>>endobj", b"<</Author (Somebody)>>")),
        ("a.jpg", b"\xff\xd8\xff\xe1\x00\x10Exif\0\0"),
    ],
)
def test_a_file_that_names_its_author_or_device_is_noticed(name: str, data: bytes) -> None:
    assert inspected(data, name).tells
    assert not inspected(office(docProps__core_xml=b"<cp><dc:creator></dc:creator></cp>"), "a.docx").tells
