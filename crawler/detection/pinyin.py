"""Pinyin put behind characters by copying hosts: 發(fā) → 發.

An annotation is damage when its reading fits the character before it. Real pages explain a rare character
the same way (郯(tán)城), so on characters that are simplified as they stand it takes several to make a page
damaged.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache

from crawler.detection.plan import Edit
from crawler.detection.script import tellers

KIND = "pinyin"
# One to six letters with marks; some generators put a blank or an emoji inside the brackets, or repeat them.
_BRACKET = r"[(（][^\w()（）]{0,3}[A-Za-zÀ-ɏɑɡḀ-ỹ\u0300-\u030c]{1,8}[^\w()（）]{0,3}[)）]"
_ANNOTATION = re.compile(rf"{_BRACKET}(?:{_BRACKET})*")
_LETTERS = re.compile(r"[^\W\d_]+")
_SEVERAL = 3


def detect(text: str) -> bool:
    """Whether any fitting annotation that counts as damage stands in the text."""
    return next(repair(text), None) is not None


def repair(text: str) -> Iterator[Edit]:
    """Edits that delete the annotations; ``proved`` where the character's first reading was printed."""
    if "(" not in text and "（" not in text:
        return
    found: list[tuple[re.Match[str], str]] = []
    for match in _ANNOTATION.finditer(text):
        if match.start() and (fit := fits(text[match.start() - 1], match[0])):
            found.append((match, fit))
    if not found:
        return
    traditional, _ = tellers()
    on_traditional = [traditional.match(text, match.start() - 1) is not None for match, _ in found]
    common = {text[match.start() - 1] for match, _ in found if _is_common(text[match.start() - 1])}
    whole_page = any(on_traditional) or len(common) >= _SEVERAL
    for (match, fit), alone in zip(found, on_traditional, strict=True):
        repeated = match[0].count(")") + match[0].count("）") > 1
        if alone or whole_page or repeated:
            yield Edit(
                KIND,
                match.start(),
                match.end(),
                "",
                "proved" if fit == "first" else "inferred",
                "pinyin annotation: its reading fits the character before it",
            )


@cache
def readings(character: str) -> tuple[str, ...]:
    """The character's readings with tone marks (NFC), pypinyin's first one first; empty where it has none."""
    listed: str = _dictionary().get(ord(character), "")
    return tuple(dict.fromkeys(plain(reading) for reading in listed.split(",") if reading))


@cache
def _dictionary() -> dict[int, str]:
    from pypinyin.constants import PINYIN_DICT  # 40 000 entries: loaded only when something looks annotated

    table: dict[int, str] = PINYIN_DICT
    return table


def plain(reading: str) -> str:
    """A reading in one spelling: NFC, lower case, ordinary a and g."""
    return unicodedata.normalize("NFC", reading.strip().lower()).replace("ɑ", "a").replace("ɡ", "g")


@cache
def toneless(reading: str) -> str:
    """The reading's letters alone: lǜ → lv."""
    marks = unicodedata.normalize("NFD", reading)
    bare = marks.replace("u\u0308", "v")
    return "".join(c for c in bare if not unicodedata.combining(c))


def _is_common(character: str) -> bool:
    """Whether it is one of GB2312's 3755 common characters."""
    try:
        return character.encode("gb2312") < b"\xd8"
    except UnicodeEncodeError:
        return False


@cache
def fits(character: str, brackets: str) -> str | None:
    """``first`` or ``other`` reading of the character in all brackets; None where one says something else."""
    fit = "first"
    known = readings(character)
    for printed in map(plain, _LETTERS.findall(unicodedata.normalize("NFC", brackets))):
        bare = toneless(printed)
        choices = known if bare != printed.replace("ü", "v") else tuple(map(toneless, known))
        wanted = printed if bare != printed.replace("ü", "v") else bare
        if wanted not in choices:
            return None
        if wanted != choices[0]:
            fit = "other"
    return fit
