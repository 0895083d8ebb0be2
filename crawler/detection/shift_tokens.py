"""The tokens of a damaged line, as the search behind :mod:`crawler.detection.shift` reads them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from crawler.detection import gbk
from crawler.detection.pinyin import plain, readings

LETTERS = "a-zāáǎàēéěèīíǐìōóǒòūúǔùüǖǘǚǜńňǹḿɡɑ"
"""The letters of readings, for a pattern's brackets."""
_TOKEN = re.compile(rf"\? ?([{LETTERS}]{{1,6}}) ?\)|\( ?([{LETTERS}]{{1,6}}) ?\)|.", re.DOTALL)


class Token(NamedTuple):
    """What stands at one place: a character with its bytes (0: none), or a reading with its bracket."""

    text: str
    code: int
    start: int
    end: int
    closes: str = ""  # ?zhí)
    notes: str = ""  # (zhí)


def tokens(text: str, start: int, end: int) -> Iterable[Token]:
    """The tokens of a stretch of text, one after the other."""
    for match in _TOKEN.finditer(text, start, end):
        closes, notes = match[1], match[2]
        if (closes or notes) and not _is_reading(plain(closes or notes)):
            for place in range(match.start(), match.end()):
                yield _single(text[place], place)
        elif closes or notes:
            yield Token(match[0], 0, match.start(), match.end(), plain(closes or ""), plain(notes or ""))
        else:
            yield _single(match[0], match.start())


def _single(character: str, place: int) -> Token:
    code = ord(character) if character < "\x80" else gbk.pair(character)
    return Token(character, code, place, place + 1)


def mark_code(token: Token) -> int:
    """The bytes of a token that can be one of the marks a stray byte precedes; 0 otherwise."""
    full = gbk.FOLDED.get(token.text, token.text)
    return gbk.pair(full) if full in gbk.MARKS and not token.closes and not token.notes else 0


@cache
def codes_read(reading: str) -> tuple[int, ...]:
    """The GBK codes of the characters with that reading."""
    return tuple(code for code, text in gbk.characters().items() if reading in readings(text))


@cache
def _all_readings() -> frozenset[str]:
    return frozenset(reading for text in gbk.characters().values() for reading in readings(text))


def _is_reading(reading: str) -> bool:
    return reading in _all_readings()
