"""The whole journey in a real browser: from an empty site to the Word file on the minister's desk."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import docx
import pytest
from playwright.sync_api import Page

from panel import clock
from tests.browser.pages import PASSWORD, Desk

pytestmark = pytest.mark.browser
MEMBERS = """family_name,given_name,family_reading,given_reading,name_en,email,organisation_ja,group,role
委員,一,いいん,いち,Member One,one@example.org,大学,academia,member
委員,二,いいん,に,Member Two,two@example.org,企業,industry,member
"""


def _set_up(secretariat: Desk, first_link: str) -> int:
    secretariat.found_panel(first_link)
    secretariat.open("/cycles/new")
    secretariat.fill(
        name="strategy", title_ja="戦略", title_en="Strategy", from_fiscal_year="2027", to_fiscal_year="2031"
    )
    secretariat.confirm()
    return secretariat.number


def test_from_an_empty_site_to_the_report(first_link: str, window: Callable[..., Page], tmp_path: Path) -> None:
    secretariat, chair, one, two = (Desk(window()) for _ in range(4))
    cycle = _set_up(secretariat, first_link)
    chair.set_password(
        secretariat.invite(cycle, role="chair", family_name="Chair", email="chair@example.org"), PASSWORD
    )
    (tmp_path / "members.csv").write_text(MEMBERS, encoding="utf-8-sig")
    secretariat.import_members(cycle, tmp_path / "members.csv")
    one.set_password(secretariat.link_for(cycle, "one@example.org"), PASSWORD)
    two.set_password(secretariat.link_for(cycle, "two@example.org"), PASSWORD)

    secretariat.advance(cycle)
    guidance = one.propose(
        cycle,
        title_ja="誘導技術",
        title_en="Guidance",
        summary_ja="長射程の誘導。",
        actions_ja="国内の試験設備を整える。",
    )
    batteries = two.propose(
        cycle, title_ja="蓄電池", title_en="Batteries", summary_ja="孤立環境の電源。", actions_ja="量産を支援する。"
    )
    secretariat.advance(cycle)
    two.comment(guidance, "試験設備はどこに置くのか。")
    one.comment(batteries, "材料の調達先は。")

    chair.open_round(cycle, f"{clock.now() + timedelta(days=30):%Y-%m-%d} 17:00")
    chair.open(f"/cycles/{cycle}/scoring")
    for member, mark in ((chair, 4), (two, 5)):
        member.score(1, guidance, mark, f"評点{mark}の理由")
    for member, mark in ((chair, 2), (one, 2)):
        member.score(1, batteries, mark, "供給が不安")
    assert two.page.goto(f"/cycles/{cycle}/tally").status in (403, 404)  # type: ignore[union-attr]

    _close(chair, secretariat)
    chair.open(f"/cycles/{cycle}/tally")
    chair.reads("Guidance")
    chair.decide(guidance, "priority", "評点が最も高い。", "評価者が少ないが、緊急性が高い。")
    chair.decide(batteries, "watch", "供給の見通しを待つ。")
    secretariat.open(f"/cycles/{cycle}/report?language=ja")
    with secretariat.page.expect_download() as download:
        secretariat.page.get_by_role("link", name="Word").first.click()
    download.value.save_as(tmp_path / "report.docx")
    _read(tmp_path / "report.docx")


def _close(chair: Desk, secretariat: Desk) -> None:
    chair.open("/rounds/1/close")
    chair.confirm()
    chair.reads("Waiting for a second person")
    secretariat.open("/rounds/1/close")
    secretariat.confirm()
    chair.open("/rounds/1/compute")
    chair.confirm()


def _read(file: Path) -> None:
    document = docx.Document(str(file))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    text = "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])
    for wanted in ("誘導技術", "蓄電池", "国内の試験設備を整える。", "評価者が少ないが、緊急性が高い。", "委員 一"):
        assert wanted in text, wanted
