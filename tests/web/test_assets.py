"""Static files: joined and compressed once, each form with its own tag, and nothing of a page compressed with them."""

import gzip
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from panel.config import ROOT
from panel.web import assets
from tests.visit import Visitor

ADDRESS = f"/static/{assets.SHEET}?v=1"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A static folder with every sheet empty and no behaviour yet."""
    shared = tmp_path / "shared"
    shared.mkdir()
    for name in assets.SHEETS:
        (shared / f"{name}.css").write_text(f".{name} {{}}\n")
    (shared / "words.js").write_text("export function say() {}\n")
    (shared / "start.js").write_text("go(behaviours);\n")
    return tmp_path


def test_the_sheets_are_joined_in_their_order(folder: Path) -> None:
    joined = assets.made(folder)[assets.SHEET].content.decode()
    assert tuple(re.findall(r"\.(\w+) \{\}", joined)) == assets.SHEETS


def test_a_behaviour_becomes_a_part_of_the_module_under_the_name_pages_call_it_by(folder: Path) -> None:
    behaviour = 'import { say } from "../shared/words.js";\n\nexport function start(element) { say(element); }\n'
    (folder / "scoring").mkdir()
    (folder / "scoring/score.js").write_text(behaviour)
    (folder / "shared/copy.js").write_text(behaviour.replace("../shared/", "./"))
    joined = assets.made(folder)[assets.SCRIPT].content.decode()
    assert re.findall(r'^"([\w/]+)": \(\) =>', joined, re.MULTILINE) == ["scoring/score", "copy"]
    assert "import " not in joined
    assert "export " not in joined
    assert joined.index("function say()") < joined.index('"copy"') < joined.index("go(behaviours)")


def test_a_behaviour_that_imports_another_is_refused(folder: Path) -> None:
    (folder / "shared/copy.js").write_text('import { start } from "./counter.js";\n')
    with pytest.raises(ValueError, match=r"shared/copy\.js imports more"):
        assets.made(folder)


def test_what_only_people_read_is_left_out(folder: Path) -> None:
    (folder / "shared/print.css").write_text('/* why\n   so */\n.a::after {\n  content: ": ";\n}\n')
    (folder / "shared/copy.js").write_text(
        '// Why so.\nexport function start() {\n  say("https://a.example"); // here\n}\n'
    )
    joined = assets.made(folder)
    assert joined[assets.SHEET].content.endswith(b' .a::after { content: ": "; } ')
    script = joined[assets.SCRIPT].content.decode()
    assert "Why so" not in script
    assert 'say("https://a.example"); // here\n}' in script


def test_a_change_of_a_part_changes_the_address_of_the_whole(folder: Path) -> None:
    before = assets.made(folder)[assets.SHEET].digest
    (folder / "shared/print.css").write_text(".other {}\n")
    assert assets.made(folder)[assets.SHEET].digest != before


def test_compressing_gives_the_same_bytes_each_time() -> None:
    assert assets.Asset(b"a" * 999, "text/css").compressed == assets.Asset(b"a" * 999, "text/css").compressed


@pytest.mark.one_database
def test_a_browser_that_takes_gzip_is_sent_it(visit: Callable[..., Visitor]) -> None:
    client = visit().client
    plain = client.get(ADDRESS)
    compressed = client.get(ADDRESS, headers={"Accept-Encoding": "gzip, br"})
    assert "Content-Encoding" not in plain.headers
    assert compressed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(compressed.data) == plain.data
    assert len(compressed.data) < len(plain.data) / 3
    assert plain.headers["ETag"] != compressed.headers["ETag"]
    for answer in (plain, compressed):
        assert answer.headers["Vary"] == "Accept-Encoding"
        assert answer.headers["Content-Type"] == "text/css; charset=utf-8"
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"


@pytest.mark.one_database
@pytest.mark.parametrize("encoding", ["identity", "gzip;q=0", "br"])
def test_a_browser_that_does_not_take_gzip_is_sent_plain_text(visit: Callable[..., Visitor], encoding: str) -> None:
    answer = visit().client.get(ADDRESS, headers={"Accept-Encoding": encoding})
    assert answer.data == assets.made(ROOT / "static")[assets.SHEET].content


@pytest.mark.one_database
def test_what_a_browser_has_already_is_not_sent_again(visit: Callable[..., Visitor]) -> None:
    client = visit().client
    tag = client.get(ADDRESS).headers["ETag"]
    again = client.get(ADDRESS, headers={"If-None-Match": tag})
    assert again.status_code == 304
    assert again.data == b""
    assert again.headers["Vary"] == "Accept-Encoding"


@pytest.mark.one_database
def test_a_file_that_is_not_there_is_not_found_with_every_header(visit: Callable[..., Visitor]) -> None:
    answer = visit().client.get("/static/shared/none.css?v=1")
    assert answer.status_code == 404
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


@pytest.mark.one_database
def test_a_page_is_never_compressed(visit: Callable[..., Visitor]) -> None:
    answer = visit().get("/help", headers={"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in answer.headers
