"""Traditional characters to simplified ones, where a page stands in traditional script."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from urllib.parse import urlsplit

import opencc

from archive.records import Certainty
from crawler.detection.plan import Edit

KIND = "script"
_RULE = "traditional script → simplified"
_OPEN = frozenset("乾著徵於瞭藉覆畫夥鍾摺餘麼沈")
"""Traditional characters whose simplified form depends on the word they stand in."""
_BOTH = frozenset(
    "于范并准后里面台云干几只松谷丑斗系胡制周余冲郁征御姜凶才志注布占卷向回岳咸采升了群秘咨厘峰"
)
"""Simplified characters that traditional text has too: 皇后, 公里, and forms that pages keep: 关于."""
_NOT_MAINLAND = (".tw", ".hk", ".mo")
_KANA = re.compile("[\u3041-\u30fa]")
_JAPANESE = 5
"""A line is Japanese from one kana to so many kanji on; debris of shifted bytes may hold one or two."""
_CLAUSE = re.compile(r"[^，。、；：！？,;:!?\s]+")
_PAGE_SHARE = 0.2
"""A simplified page that quotes a traditional name or line stays as it is: this share of the characters that
tell the scripts apart must be traditional before a page counts as converted."""


@cache
def _converter(name: str) -> opencc.OpenCC:
    return opencc.OpenCC(f"{name}.json")


@cache
def tellers() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Patterns of the characters that are only traditional, and of those that are only simplified."""
    every = "".join(map(chr, range(0x4E00, 0x9FA6)))
    simple = _converter("t2s").convert("\n".join(every)).split("\n")
    traditional = _converter("s2t").convert("\n".join(every)).split("\n")
    forms = list(zip(every, simple, traditional, strict=True))
    return (
        re.compile("[" + "".join(c for c, s, _ in forms if c != s) + "]"),
        re.compile("[" + "".join(c for c, s, t in forms if c == s != t and c not in _BOTH) + "]"),
    )


def simplified(text: str) -> str:
    """The text in simplified characters, one for one; the word around decides 著, 乾, 徵 and their like."""
    converted = _converted("tw2s", text)
    if len(converted) == len(text):
        return converted
    return "".join(_converted("t2s", c) for c in text)


def _converted(name: str, text: str) -> str:
    """OpenCC's conversion; half surrogates, which it cannot take, stay."""
    try:
        whole: str = _converter(name).convert(text)
    except UnicodeEncodeError:
        return "".join(c if "\ud800" <= c <= "\udfff" else _converted(name, c) for c in text)
    return whole


def traditional_forms(text: str) -> str:
    """The text in traditional characters."""
    return _converted("s2t", text)


def detect(text: str, *, url: str | None = None) -> bool:
    """Whether the text is Chinese in traditional script from a place that writes simplified."""
    traditional, simple = tellers()
    share = len(traditional.findall(text))
    if not share or share * 50 < len(text) or _writes_traditional(url):
        return False
    return share >= _PAGE_SHARE * (share + len(simple.findall(text)))


def repair(text: str) -> Iterator[Edit]:
    """One edit a character, line by line; lines that are simplified or Japanese stay.

    The characters of a word that may be Taiwan's for another of the mainland (專案: 专案 or 项目) are
    ``inferred``, for whether a page's vocabulary was converted as well cannot always be seen.
    """
    traditional, simple = tellers()
    start = 0
    for line in re.split(r"(?<=\n)", text):
        found = len(traditional.findall(line))
        if found and found >= len(simple.findall(line)) and len(_KANA.findall(line)) * _JAPANESE < found:
            after = simplified(line)
            back = _converted("s2t", after)
            doubtful = frozenset(_of_taiwan(line, after))
            for place, (old, new) in enumerate(zip(line, after, strict=True)):
                if old != new:
                    settled = old not in _OPEN or (len(back) == len(line) and back[place] == old)
                    settled = settled and place not in doubtful
                    certainty: Certainty = "proved" if settled else "inferred"
                    yield Edit(
                        KIND, start + place, start + place + 1, new, certainty, _RULE, same_reading=True
                    )
        start += len(line)


def _of_taiwan(line: str, after: str) -> Iterator[int]:
    """The places of a line, ``after`` in simplified characters, whose words OpenCC would replace."""
    for clause in _CLAUSE.finditer(line):
        kept, changed = after[slice(*clause.span())], _converted("tw2sp", clause[0])
        if kept != changed:
            start, end = _alike(kept, changed), _alike(kept[::-1], changed[::-1])
            yield from range(clause.start() + max(0, start - 1), clause.end() - max(0, end - 1))


def _alike(one: str, other: str) -> int:
    """How many characters both begin with."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((place for place, (a, b) in pairs if a != b), min(len(one), len(other)))


def _writes_traditional(url: str | None) -> bool:
    try:
        host = urlsplit(url or "").hostname or ""
    except ValueError:
        return False
    return host.endswith(_NOT_MAINLAND)
