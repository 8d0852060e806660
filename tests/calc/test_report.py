"""The report: which chapters there are, what they say, and that no number is lost or invented."""

from dataclasses import replace
from datetime import date

import pytest

from panel.calc.consensus import ConsensusClass
from panel.calc.document import Figure, Language, Section, Table, Text, tables
from panel.calc.document_json import to_json
from panel.calc.marks import Blank, Scale
from panel.calc.report.build import CHAPTERS, build
from panel.calc.report.facts import Dissent, Facts
from panel.calc.report.sentences import day, era_day, fiscal_years, n_sentence, percent
from panel.calc.report.words import BLANKS, CLASSES, SYNTHETIC
from panel.calc.summary import summary
from panel.formats.markdown import render
from tests.calc.facts import HASH, facts

BARE = {"results": (), "tally_round": None, "decisions": (), "comments": (), "snapshot": ""}


def words(given: Facts, language: Language = Language.JA) -> str:
    """Everything the report says, as text without the escapes of Markdown."""
    return render(build(given), language).decode().replace("\\", "")


def keys(given: Facts) -> list[str]:
    return [section.key for section in build(given).sections]


def section(given: Facts, key: str) -> str:
    found = next(one for one in build(given).sections if one.key == key)
    return words_of(replace(build(given), sections=(found,)))


def words_of(document: object) -> str:
    return render(document, Language.JA).decode().replace("\\", "")  # type: ignore[arg-type]


def test_chapters_without_anything_to_say_are_left_out_and_the_rest_numbered_without_gaps() -> None:
    document = build(facts())
    numbers = [one.number.ja for one in document.sections]
    assert keys(facts()) == [
        "roster",
        "introduction",
        "approach",
        "fields",
        "supply_chain",
        "measures",
        "minority",
        "next",
        "method",
        "tally",
        "history",
        "glossary",
    ]
    assert numbers == ["", "1", "2", "3", "4", "5", "6", "7", "付録A", "付録B", "付録C", "付録D"]


def test_every_chapter_appears_once_the_secretariat_writes_in_it() -> None:
    own = {key: (Text("本文", "Body"),) for key in CHAPTERS}
    assert set(CHAPTERS) <= set(keys(facts(own=own)))


def test_before_any_score_the_report_lists_the_proposals_and_says_nothing_is_decided() -> None:
    given = facts(**BARE)
    assert keys(given) == ["roster", "introduction", "approach", "fields", "measures", "method", "history", "glossary"]
    assert "提言は未決定である" in words(given)
    assert build(given).tidy == "proposals"


def test_the_roster_is_in_kana_order_with_those_who_do_not_score_apart() -> None:
    members, beside = (table for table in tables(build(facts())) if table.kind == "members")
    assert [row[0] for row in members.rows] == [
        Text("委員甲", "Member A"),
        Text("座長", "Chair"),
        Text("委員乙", "Member B"),
    ]
    assert [row[0] for row in beside.rows] == [Text("事務局員", "Clerk")]


def test_the_n_sentence_names_every_silence_and_adds_up() -> None:
    scale = Scale(1, 5)
    silence = {Blank.RECUSED: 2, Blank.UNABLE: 1, Blank.NOT_YET: 1}
    counted = n_sentence(summary([3] * 11, scale, silence))
    assert counted == Text(
        "有効11/対象15（回避2、判断できない1、未評価1）", "n = 11 of 15: 2 recused, 1 unable to judge, 1 not answered"
    )
    assert n_sentence(summary([3, 4], scale)) == Text("有効2/対象2", "n = 2 of 2")


def test_dates_and_fiscal_years_are_written_as_each_language_writes_them() -> None:
    assert day(date(2026, 11, 22)) == Text("2026年11月22日(日)", "22 November 2026")
    assert era_day(date(2026, 11, 22)) == Text("令和8年11月22日", "22 November 2026")
    assert fiscal_years(2027, 2031) == Text("令和9年度から令和13年度まで（2027～2031年度）", "FY2027 to FY2031")


@pytest.mark.parametrize(("share", "said"), [(0.75, "75"), (0.15, "15"), (1 / 3, "33.3"), (0.29, "29")])
def test_shares_are_printed_as_plain_percentages(share: float, said: str) -> None:
    assert percent(share) == said


def test_a_recommendation_carries_wording_reason_departure_n_and_figure() -> None:
    said = section(facts(), "fields")
    for expected in (
        "優先する。",
        "重要なため。",
        "順位より慎重に扱う。",
        "有効5/対象5",
        "有効1/対象7（回避2、判断できない1、該当なし1、棄権1、未評価1）",
        "T01 評価項目別の分布",
        "委員からの意見は2件（賛成2）",
        "急ぐべき。",
    ):
        assert expected in said


def test_before_decisions_every_scored_proposal_is_told_by_rank() -> None:
    said = section(facts(decisions=()), "fields")
    results = said[said.index("提案ごとの評価結果") :]
    assert results.index("# T01 技術一") < results.index("# T02 産業二")
    assert "# T03" not in results


def test_the_rule_and_the_hash_stand_in_the_annex_on_method() -> None:
    said = section(facts(), "method")
    assert HASH in said
    assert "評点の75%以上" in said
    assert "タイプ7" in said
    assert "定足数：3名" in said


def test_weights_are_printed_as_shares_that_add_up_to_a_hundred() -> None:
    criteria = next(table for table in tables(build(facts())) if table.kind == "criteria")
    assert sum(float(row[-1]) for row in criteria.rows if isinstance(row[-1], float)) == pytest.approx(100)


def test_every_frozen_number_stands_unrounded_in_the_tidy_table() -> None:
    given = facts()
    tidy = next(table for table in tables(build(given)) if table.kind == "results")
    titles = [column.title.en for column in tidy.columns]
    rows = {
        (dict(zip(titles, row, strict=True))["No."].en, dict(zip(titles, row, strict=True))["Criterion"].en): dict(
            zip(titles, row, strict=True)
        )
        for row in tidy.rows
    }
    for result in given.results:
        for criterion in given.criteria:
            row, found = rows[result.id, criterion.name.en], result.criteria[criterion.key].summary
            assert (row["n"], row["Eligible"], row["Mean"], row["Median"]) == (
                found.n,
                found.eligible,
                found.mean,
                found.median,
            )
            assert [row[BLANKS[blank].en.capitalize()] for blank in Blank] == [found.blanks[blank] for blank in Blank]
        assert rows[result.id, "Overall total"]["Mean"] == result.overall.summary.mean


def test_decisions_without_dissent_say_so() -> None:
    assert "少数意見の申出はなかった" in section(facts(), "minority")


def test_a_minority_opinion_stands_beside_its_recommendation_and_in_its_chapter() -> None:
    given = facts()
    dissent = Dissent(Text("反対する。"), Text("委員甲"), Text("次回検討する。"))
    given = replace(given, decisions=(replace(given.decisions[0], dissents=(dissent,)), *given.decisions[1:]))
    for chapter in ("fields", "minority"):
        assert "反対する。" in section(given, chapter)
    assert "申出はなかった" not in words(given)


def test_what_is_watched_opens_the_next_revision() -> None:
    assert "T02 産業二" in section(facts(), "next")


def test_a_chapter_led_by_a_criterion_ranks_by_it_and_respects_its_direction() -> None:
    leading = next(table for table in tables(build(facts())) if table.kind == "leading_supply_chain")
    assert [row[0].ja for row in leading.rows if isinstance(row[0], Text)] == ["T02", "T01"]
    reverse = tuple(replace(one, direction=-1) for one in facts().criteria)
    lowest = next(table for table in tables(build(facts(criteria=reverse))) if table.kind == "leading_supply_chain")
    assert [row[0].ja for row in lowest.rows if isinstance(row[0], Text)] == ["T01", "T02"]
    assert "低いほど良い" in lowest.caption.ja


def test_generated_scores_say_so_wherever_scores_are_shown() -> None:
    given = facts(synthetic_scores=True)
    assert build(given).notice == SYNTHETIC
    for chapter in ("fields", "supply_chain", "tally"):
        assert SYNTHETIC.ja in section(given, chapter).partition("## ")[2]
    assert SYNTHETIC.ja not in words(facts())
    assert SYNTHETIC.ja not in words(facts(synthetic_scores=True, **BARE))


def test_the_same_facts_give_the_same_document() -> None:
    assert to_json(build(facts())) == to_json(build(facts()))


def test_every_figure_states_its_finding_in_both_languages() -> None:
    figures = list(_figures(build(facts()).sections))
    assert figures
    for figure in figures:
        assert figure.alt.ja
        assert figure.alt.en
        assert figure.alt.ja.replace("&", "&amp;") in figure.drawing.ja


def _figures(blocks: tuple[object, ...]) -> list[Figure]:
    found: list[Figure] = []
    for block in blocks:
        if isinstance(block, Section):
            found += _figures(block.blocks)
        elif isinstance(block, Figure):
            found.append(block)
    return found


def test_an_open_round_is_told_as_under_way() -> None:
    given = facts()
    running = replace(given.rounds[0], closed_on=None)
    assert "実施中である" in words(replace(given, rounds=(running,)))


@pytest.mark.parametrize("verdict", ConsensusClass)
def test_every_class_has_words_in_both_languages(verdict: ConsensusClass) -> None:
    assert CLASSES[verdict].ja
    assert CLASSES[verdict].en


def test_a_long_ranking_is_drawn_in_figures_that_fit_a_page() -> None:
    given = facts()
    many = [replace(given.results[0], id=f"P{n:03d}") for n in range(60)]
    proposals = tuple(replace(given.proposals[0], key=result.id) for result in many)
    document = build(replace(given, results=tuple(many), proposals=proposals, decisions=()))
    overview = [table for table in tables(document) if table.kind == "ranking_chart"]
    assert [len(table.rows) for table in overview] == [25, 25, 10]


def test_tables_hold_numbers_as_numbers_and_dates_as_dates() -> None:
    for table in tables(build(facts())):
        for row in table.rows:
            for column, cell in zip(table.columns, row, strict=True):
                kinds = {"number": (int, float, type(None)), "date": (date, type(None)), "text": (Text, type(None))}
                assert isinstance(cell, kinds[column.kind]), (table.kind, column.title, cell)


def test_tables_of_one_kind_share_their_columns() -> None:
    seen: dict[str, Table] = {}
    for table in tables(build(facts(synthetic_scores=True))):
        assert seen.setdefault(table.kind, table).columns == table.columns
