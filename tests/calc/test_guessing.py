"""ASVS 6.2.4, 6.2.11, 6.2.12: what others would try first is no password, however long it is."""

import pytest

from panel.calc.guessing import guess

ABOUT = ("yamada.taro@mod.example.jp", "山田", "太郎", "やまだ", "Taro Yamada", "国際企画課")


@pytest.mark.parametrize(
    "password",
    [
        "aaaaaaaaaaaaaaaaaaaa",
        "abcabcabcabcabcabc",
        "correct-correct-correct-",
        "abcdefghijklmnopqrst",
        "zyxwvutsrqponmlkjihg",
        "1234567890123456789",
        "qwertyuiopasdfghjkl",
        "1qaz2wsx3edc4rfv5tgb",
        "あいうえおかきくけこさしすせそ",
        "アイウエオカキクケコサシスセソ",
        "いろはにほへとちりぬるをわか",
        "password123456789",
        "P@ssw0rd P@ssw0rd!!",
        "p a s s w o r d 2026",
        "Summer2026Winter2027",
        "パスワードパスワード１２３",
        "correct horse battery staple",
        "  !!!!!!!!!!!!  ab",
        "",
    ],
)
def test_what_everybody_tries_is_found_without_knowing_anybody(password: str) -> None:
    found = guess(password)
    assert found is not None
    assert found.word is None


@pytest.mark.parametrize(
    ("password", "word"),
    [
        ("yamada-taro-2026-yamada", "yamada"),
        ("Y4m4d4 T4r0 1234567", "yamada"),
        ("山田太郎山田太郎山田太郎山田太郎", "山田"),
        ("ヤマダ・2026・ヤマダ・2027", "やまだ"),
        ("DefenseIndustryPanel1", "industry"),
        ("防衛産業戦略有識者会議2026", "有識者"),
        ("Ministry-of-Defence", "ministry"),
        ("国際企画課国際企画課二〇二六", "国際企画課"),
    ],
)
def test_words_about_the_owner_and_the_site_are_found_and_named(password: str, word: str) -> None:
    found = guess(password, ABOUT)
    assert found is not None
    assert found.word == word


@pytest.mark.parametrize(
    "password",
    [
        "correct horse battery",
        "purple rivers sing quietly",
        "Tr0ub4dor&3 lives upstairs",
        "窓の外に小さな灯台が見える夜",
        "kqzvd83mpx0wtrjf",
        "bideguko-tanirepo-muzosaya",
        "🔑🚲🌊🍵🎻🪁🧭🌵🐙",
        "防衛の話はせずに川辺で釣りをする",
    ],
)
def test_phrases_of_ones_own_are_left_alone(password: str) -> None:
    assert guess(password, ABOUT) is None


def test_the_longest_password_is_looked_through_at_once() -> None:
    assert guess("ab" * 64, ["a" * 300]) is not None
