"""Chinese dates as ISO dates; a damaged or partial date is no date."""

from __future__ import annotations

import re
from datetime import date

TO_ASCII = str.maketrans("０１２３４５６７８９：．／－　", "0123456789:./- ")
_NUMERALS = {
    **{c: i for i, c in enumerate("〇一二三四五六七八九")},
    "○": 0,
    "Ｏ": 0,
    "零": 0,
    "O": 0,
    "０": 0,
    "元": 1,
}

_NUMERIC = re.compile(
    r"(?<!\d)((?:19|20)\d{2})\s?(?:年\s?(\d{1,2})\s?月\s?(\d{1,2})\s?日|([-/.])(\d{1,2})\4(\d{1,2})(?![\d.]|[-/]\d))"
)
_SPELT = re.compile(
    r"([一二][〇○ＯO零０一二三四五六七八九]{3})年(元|[一二三四五六七八九]|十[一二]?)月([一二三四五六七八九]?十?[一二三四五六七八九]|[一二三]?十)日"
)
_AFTER = re.compile(
    r"(?:[(（]?(?:星期|周)[一二三四五六日天][)）]?)?\s*(?:T?\s*\d{1,2}(?:[:时]\d{1,2}分?(?::\d{1,2}秒?(?:\.\d+)?)?)?(?:Z|[+-][\d:]{4,6})?)?"
)


def parse(printed: str) -> str | None:
    """The ISO date of a printed date, with or without a time after it.

    None for anything else: no month is assumed where none is printed, and text around the date is not
    looked through (see :func:`find`).
    """
    printed = printed.strip().translate(TO_ASCII)
    found = _NUMERIC.match(printed) or _SPELT.match(printed)
    if found is None:
        return None
    rest = printed[found.end() :].strip()
    if not _AFTER.fullmatch(rest):
        return None
    return _iso(found)


def find(text: str) -> list[str]:
    """Every whole date in running text, as ISO dates in reading order."""
    text = text.translate(TO_ASCII)
    matches = sorted([*_NUMERIC.finditer(text), *_SPELT.finditer(text)], key=lambda match: match.start())
    return [iso for match in matches if (iso := _iso(match))]


def year_of(printed: str) -> int | None:
    """A year printed in digits or numerals (``2023``, ``二〇二三``); None for anything else."""
    printed = printed.translate(TO_ASCII)
    if re.fullmatch(r"(?:19|20)\d{2}", printed):
        return int(printed)
    if len(printed) == 4 and printed[0] in "一二" and all(c in _NUMERALS for c in printed):
        return int("".join(str(_NUMERALS[c]) for c in printed))
    return None


def _iso(found: re.Match[str]) -> str | None:
    if found.re is _NUMERIC:
        year, month, day = (int(part) for part in found.group(1, *((2, 3) if found[2] else (5, 6))))
    else:
        year = int("".join(str(_NUMERALS[c]) for c in found[1]))
        month, day = _tens(found[2]), _tens(found[3])
    try:
        return date(year, month, day).isoformat()
    except ValueError:  # no such day: 2023-02-30
        return None


def _tens(numeral: str) -> int:
    """十二 -> 12, 二十 -> 20, 元 -> 1."""
    tens, ten, ones = numeral.rpartition("十")
    return (_NUMERALS[tens] if tens else 1) * 10 * bool(ten) + (_NUMERALS[ones] if ones else 0)
