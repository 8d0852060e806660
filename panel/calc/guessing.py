"""Passwords that somebody would try first: how much of one is left when all that is well known is taken away.

Taken away are words about the person, the site and its work, the best-known passwords, years, rows of keys, alphabets
and kana, and whatever only repeats what stands before it; look-alikes of letters (p@ssw0rd) count as the letters.
The lists are short and our own: what is longer than fifteen characters and not made of these is in few lists of leaks.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from unicodedata import normalize

LEAST_LEFT = 8  # characters nobody could foresee
_SHORTEST_ROW = 4
_LOOK_ALIKES = str.maketrans("0134578@$!|", "oieastbasil")
_YEAR = re.compile("(?:19|20)[0-9]{2}")

_ROWS = (
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
    "あいうえおかきくけこさしすせそたちつてとなにぬねのはひふへほまみむめもやゆよらりるれろわをん",
    "いろはにほへとちりぬるをわかよたれそつねならむうゐのおくやまけふこえてあさきゆめみしゑひもせす",
)
_BEST_KNOWN = """
    password passwort passphrase welcome letmein administrator admin login qwerty iloveyou monkey
    dragon football baseball sunshine princess master superman batman pokemon shadow michael charlie
    trustno summer winter spring autumn secret hello whatever freedom computer internet default
    changeme access flower lovely starwars google samsung correcthorsebatterystaple january february
    april august september october november december monday friday sunday sakura arigatou arigato
    ohayou konnichiwa nippon nihon japan tokyo osaka kyoto doraemon naruto
    ぱすわーど あんしょうばんごう さくら ありがとう おはよう こんにちは 暗証番号 秘密 日本 東京 大阪 京都
"""
_ABOUT_THE_SITE = """
    panel expert committee council ministry defence defense industry industrial strategy technology
    security policy government national secretariat chair chairperson member report proposal 防衛 産業
    戦略 技術 安全保障 政策 有識者 会議 国家 委員 座長 事務局 報告書 提案 評価 大臣 庁 省
"""


@dataclass(frozen=True)
class Guess:
    """How somebody would get at the password: by a word about its owner or the site, or (None) without either."""

    word: str | None


def guess(password: str, about: Iterable[str] = ()) -> Guess | None:
    """The way to a password that is easily guessed, or None; `about` are names and addresses of its owner."""
    text = [sign for sign in _folded(password) if sign.isalnum() or ord(sign) > 0x7F]
    plain = "".join(text)
    letters = plain.translate(_LOOK_ALIKES)
    known = dict.fromkeys([*(word for phrase in about for word in _words(phrase)), *_ABOUT_THE_SITE.split()])
    foreseen = {*_repeated(plain), *_in_rows(plain), *_places(letters, _BEST_KNOWN.split())}
    foreseen.update(place for year in _YEAR.finditer(plain) for place in range(*year.span()))
    if len(plain) - len(foreseen | set(_places(letters, known))) >= LEAST_LEFT:
        return None
    telling = sorted(
        known, key=lambda word: (-len(word), word not in plain)
    )  # the longest, as typed before look-alikes
    return Guess(next((word for word in telling if word in letters), None))


def _folded(text: str) -> str:
    """One spelling for what looks or reads alike: width, case, and katakana as hiragana."""
    folded = normalize("NFKC", text).casefold()
    return "".join(chr(ord(sign) - 0x60) if "ァ" <= sign <= "ヶ" else sign for sign in folded)


def _words(phrase: str) -> Iterator[str]:
    """The parts of a name or an address that somebody would try; two letters are a word in Japanese only."""
    for word in re.split(r"[\W_]+", _folded(phrase)):
        if len(word) >= (3 if word.isascii() else 2):
            yield word.translate(_LOOK_ALIKES)


def _places(letters: str, words: Iterable[str]) -> Iterator[int]:
    for word in words:
        start = letters.find(word)
        while start >= 0:
            yield from range(start, start + len(word))
            start = letters.find(word, start + 1)


def _in_rows(plain: str) -> Iterator[int]:
    """The places of everything that goes on in the order of a row, in either direction, but for its first sign."""
    for start in range(len(plain)):
        for row in _ROWS:
            for way in (row, row[::-1]):
                n = _shared(plain[start:], way[way.find(plain[start]) :] if plain[start] in way else "")
                if n >= _SHORTEST_ROW:
                    yield from range(start + 1, start + n)


def _shared(one: str, other: str) -> int:
    n = 0
    while n < min(len(one), len(other)) and one[n] == other[n]:
        n += 1
    return n


def _repeated(plain: str) -> Iterator[int]:
    """The places of everything that stands there just as it stood right before."""
    for size in range(1, len(plain) // 2 + 1):
        for start in range(len(plain) - 2 * size + 1):
            if plain[start : start + size] == plain[start + size : start + 2 * size]:
                yield from range(start + size, start + 2 * size)
