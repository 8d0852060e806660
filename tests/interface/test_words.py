"""The Japanese of the pages: the glossary's word for each term, one word for one thing, and Japanese punctuation."""

import ast
import re
from collections.abc import Iterator
from functools import lru_cache

import pytest

from panel.config import ROOT
from panel.presets.glossary import Term, terms
from panel.translations import PARTS, forms, merged

JAPANESE = "\u3040-\u30ff\u3400-\u9fff々「」『』（）、。％"
# Terms whose English is no everyday word, so that wherever it stands the glossary's Japanese must stand, too.
CHECKED = (
    "abstain",
    "administrator",
    "anonymised",
    "area of expertise",
    "chair",
    "confidentiality obligation",
    "conflict of interest (COI)",
    "consensus",
    "consolidated report",
    "deadline",
    "deputy chair",
    "distribution",
    "evidence card",
    "hash",
    "indicator (KPI)",
    "industrial sector",
    "interquartile range (IQR)",
    "manufacturing readiness level (MRL)",
    "median",
    "minority opinion",
    "not applicable",
    "observer",
    "posture",
    "proposer",
    "quorum",
    "recommendation (by a panel)",
    "scale anchor",
    "secretariat",
    "sign in",
    "sign out",
    "single point of failure",
    "standard deviation",
    "tally",
    "technology readiness level (TRL)",
    "unable to judge",
    "weight",
)
# One word for one thing: what must not be written, and what is written instead.
NOT_WRITTEN = {
    "サインイン": "ログイン",
    "サインアウト": "ログアウト",
    "二要素": "二段階認証",
    "回復コード": "リカバリーコード",
    "ワンタイムリンク": "1回限りのリンク",
    "討議": "議論",
    "投票": "評価",
    "議決": "決定",
    "答申": "提言",
    "回避": "審議から退く",
    "退席": "審議から退く",
    "評価回": "第N回評価",
    "合意の基準": "合意の判定基準",
    "意見が分かれ": "意見が割れ",
    "集計を公開": "集計を開示",
    "お名前": "氏名",
    "写しを取": "コピーする",
    "又は": "または",
    "既に": "すでに",
    "下さい": "ください",
    "出来": "でき",
    "ユーザ": "the role of the person",
    "スコア": "評点",
    "コンセンサス": "合意",
}
ENDING_OF_A_REQUEST = re.compile(r"(?:して|って|けて|いて|んで|べて|れて|めて|えて|せて)。")


@lru_cache(maxsize=1)
def sentences() -> list[tuple[str, str]]:
    """Every message with its Japanese, the plural forms joined."""
    return [(" ".join(forms(one.id)), " ".join(forms(one.string))) for one in merged(PARTS) if one.id]


def names(term: Term) -> list[str]:
    """The ways the glossary writes a term in Japanese, the one in brackets or after a slash included."""
    return [name for name in re.split(r"[（）／]", term.ja) if name]


def english(term: Term) -> re.Pattern[str]:
    """Where a sentence uses the term, in the singular or plural, outside the names of placeholders."""
    word = re.split(r"\s*[(/]", term.en)[0]
    return re.compile(rf"(?<![(\w]){re.escape(word)}(?:e?s|ed|ing)?\b", re.IGNORECASE)


@pytest.mark.parametrize("checked", CHECKED)
def test_a_term_is_said_with_the_word_of_the_glossary(checked: str) -> None:
    [term] = [one for one in terms() if one.en == checked]
    used = [(said, ja) for said, ja in sentences() if english(term).search(said)]
    wrong = [said for said, ja in used if not any(name in ja for name in names(term))]
    assert wrong == []


def test_one_thing_has_one_word() -> None:
    found = [(word, ja) for _said, ja in sentences() for word in NOT_WRITTEN if word in ja]
    assert found == []


# How Japanese is not set, by what is asked of it.
NOT_SET = {
    "no straight punctuation after Japanese": rf"[{JAPANESE}]\s?[,.!?:;~](?!\w)",
    "no straight brackets around Japanese": rf"(?<!%)\([^()%]*[{JAPANESE}]|[{JAPANESE}]\((?!%\()",
    "no half-width katakana": "[\uff61-\uff9f]",
    "no full-width letters or digits": "[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]",
    "no space between Japanese words": "[ぁ-んァ-ヶ一-龥] [ぁ-んァ-ヶ一-龥]",
    "no straight tilde for a range": "~",
    "no Western comma or full stop": "[，．]",
    "no stop twice": "。。|、、",
    "hoka in kana": "(?<!その)他の(?:人|会議|委員|ファイル)",
}


@pytest.mark.parametrize("rule", NOT_SET)
def test_japanese_is_set_as_japanese(rule: str) -> None:
    assert [ja for _said, ja in sentences() if re.search(NOT_SET[rule], ja)] == []


# What pure code says in two languages stands in its own tables, not in the catalogue.
TABLES = ("calc", "formats")
DAY_OF_THE_WEEK = re.compile(r"\((?:0|[日月火水木金土])\)")  # a day is written 9月24日(木)


def of_code(source: str) -> Iterator[str]:
    """Every text of a module but docstrings, a value in the place of each expression."""
    tree = ast.parse(source)
    said = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    parts = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            yield "".join(str(part.value) if isinstance(part, ast.Constant) else "0" for part in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in said | parts:
            yield node.value


@lru_cache(maxsize=1)
def tables() -> list[str]:
    """The Japanese of the words tables of pure code; patterns of signs and columns of words are no sentences."""
    files = [path for room in TABLES for path in (ROOT / "panel" / room).rglob("*.py")]
    found = [DAY_OF_THE_WEEK.sub("", text) for path in files for text in of_code(path.read_text(encoding="utf-8"))]
    return [text for text in found if re.search(f"[{JAPANESE}]", text) and not re.search(r"[\[\\]|^\n", text)]


@pytest.mark.parametrize("rule", NOT_SET)
def test_japanese_of_pure_code_is_set_as_japanese(rule: str) -> None:
    assert [text for text in tables() if re.search(NOT_SET[rule], text)] == []


def test_nobody_is_told_what_to_do_without_a_please() -> None:
    assert [ja for _said, ja in sentences() if ENDING_OF_A_REQUEST.search(ja)] == []


def test_sentences_end_politely() -> None:
    plain = re.compile(r"(?:である|だった|であった|ではない|しない|できない|ならない|れない|なった|された)。")
    assert [ja for _said, ja in sentences() if plain.search(ja)] == []
