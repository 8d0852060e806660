"""Search finds what was typed, two-character words of Japanese included."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from panel.calc.words import Query, query_phrases, tokens
from tests.calc.rounds import quickly


def test_japanese_becomes_pairs_and_latin_words() -> None:
    assert tokens("防衛産業のAI航空機, F-15 ﾊﾝｶﾞｰ 2027年度 強靭化") == [
        *("防衛", "衛産", "産業", "業の"),
        *("ai", "航空", "空機", "f", "15"),
        *("ハン", "ンガ", "ガー", "2027", "年度"),
        *("強靱", "靱化"),
    ]


def test_a_lone_character_is_a_token() -> None:
    assert tokens("A型 と") == ["a", "型", "と"]


@pytest.mark.parametrize(
    ("typed", "query"),
    [
        ("防衛　予算", Query(("防衛", "予算"), ())),
        ("防衛産業", Query(("防衛 衛産 産業",), ())),
        ("AI航空機", Query(("ai 航空 空機",), ())),
        ("型", Query((), ("型",))),
        ("A空B", Query(("a", "b"), ("空",))),
        ("AI空 A型 b", Query(("ai", "a", "b"), ("空", "型"))),
        ("X型防衛装備", Query(("x 型防 防衛 衛装 装備",), ())),
        ("提案 提案", Query(("提案",), ())),
        ("𠮷野", Query(("𠮷野",), ())),
        ('% _ \\ * "', Query((), ())),
        ("snake_case 100%", Query(("snake case", "100"), ())),
    ],
)
def test_a_query_says_what_to_look_for(typed: str, query: Query) -> None:
    assert query_phrases(typed) == query


JAPANESE = st.text("防衛産業提案予算のアー", min_size=1, max_size=12)


@quickly
@given(JAPANESE, JAPANESE, st.integers(0, 5))
def test_every_stretch_of_a_text_is_found(text: str, after: str, start: int) -> None:
    stretch = text[start : start + 4]
    indexed = f" {' '.join(tokens(f'{text} {after}'))} "
    query = query_phrases(stretch)
    assert all(f" {phrase} " in indexed for phrase in query.phrases)
    assert all(character in indexed for character in query.characters)


@quickly
@given(st.text())
def test_no_text_breaks_the_index(text: str) -> None:
    for token in tokens(text):
        assert token
        assert not set(token) & set(" \"'%_*\\")
