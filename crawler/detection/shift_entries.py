"""Where in a text shifted runs may begin.

One kind of decoder prints ``?`` there. The other, silent one prints nothing; there only what follows, or an
annotation that does not fit its character, tells.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache, partial
from itertools import islice

from crawler.detection import gbk
from crawler.detection.common import infrequent, lines_with, uncommon
from crawler.detection.pinyin import fits, plain
from crawler.detection.script import tellers
from crawler.detection.shift_tokens import LETTERS

ANNOTATED = 3
"""Annotated traditional characters from which a page's other annotations may be false matches."""
PLAIN = 20_000
"""Characters of ordinary text among which one name may look like debris."""
REACH = 6
"""Characters behind a mark in which a run that no ``?`` opens shows an uncommon one."""

_MARKS = "。！？，；：!?,;:"
NOTE = re.compile(rf"\( ?[{LETTERS}]{{1,6}} ?\)")
"""An annotation."""
_OPENED = re.compile(
    rf"\? ?[{LETTERS}]{{1,6}} ?\)|\?(?=[！？，；：。])|\?(?=[{_MARKS}](?:[^\x00-\x7f]|[@-~]{NOTE.pattern}))"
)
_OPENING, _CLOSING = 0xB0, 0xB1  # the second bytes of “ and ”
_SYMBOLS = "⑴-⒛─-╿"  # which shifted bytes print more often than authors do

Entries = Callable[[str, int], re.Match[str] | None]
"""Looks for the next entry of a run in a text, from a place on."""


def is_opened(text: str) -> bool:
    """Whether a ``?`` stands where it may open a run."""
    return "?" in text and _OPENED.search(text) is not None


def opened(text: str, place: int) -> re.Match[str] | None:
    """The next ``?`` that may open a run, with the annotation of which it is a remnant."""
    return _OPENED.search(text, place)


def is_silent(text: str) -> bool:
    """Whether runs may begin without ``?``.

    Uncommon characters stand close together behind marks, or seven infrequent ones anywhere: names can look
    so too, but seldom on the same page's size of ordinary text. Or some annotations do not fit, in a page
    that was annotated; or where a quotation mark is missing stands what 。” and 。“ become.
    """
    if _lacks_quotation(text):
        return True
    if _is_annotated(text) and any(_is_misfit(text, note) for note in NOTE.finditer(text)):
        return True
    places = sum(1 for _ in _gibberish().finditer(text))
    for found in _debris().finditer(text):
        before = text[max(0, found.start() - REACH) : found.start()].rpartition("\n")[2]
        places += any(character in _MARKS for character in before)
    return places * PLAIN > len(text)


def unopened(text: str, place: int) -> re.Match[str] | None:
    """The next mark or annotation with which a run may begin that no ``?`` opens."""
    for entry in _unopened().finditer(text, place):
        if entry[0][0] != "(" or _is_misfit(text, entry):
            return entry
    return None


def character_before(text: str, line_start: int, place: int) -> int:
    """Where the character before a place begins, or, if it has an annotation, that character."""
    note = text.rfind("(", max(line_start + 1, place - 9), place)
    if note > 0 and NOTE.fullmatch(text, note, place):
        return note - 1
    return place - 1


def undamaged(text: str, entries: Entries) -> Iterator[str]:
    """The lines of a text, without annotations, each as far as the first place where a run may begin."""
    for line in text.splitlines():
        entry = entries(line, 0)
        yield NOTE.sub("", line[: entry.start()] if entry else line)


@cache
def _debris() -> re.Pattern[str]:
    """Three different uncommon characters close together: 颍州区、颍泉区、颍东区 are none."""
    one = f"[{uncommon()}{_SYMBOLS}]"
    return re.compile(rf"({one})[^\n]{{0,4}}(?!\1)({one})[^\n]{{0,4}}(?!\1|\2){one}")


@cache
def _gibberish() -> re.Pattern[str]:
    """Seven infrequent characters, with no more than one other between any two."""
    one = f"[{infrequent()}{_SYMBOLS}]"
    return re.compile(f"{one}(?:[^\n]?{one}){{6}}")


@cache
def _unopened() -> re.Pattern[str]:
    rare = rf"[{_MARKS}](?=[^\n]{{0,{REACH - 1}}}[{uncommon()}{_SYMBOLS}])"
    return re.compile(rf"{rare}|{NOTE.pattern}|{_quotation('[！!]')}")


def _quotation(mark: str) -> str:
    """The pattern of what 。” and 。“ become with a byte between their first two, and what stands behind."""
    return rf"{mark}(?=(?P<opening>[{gbk.row(_OPENING)}])|[{gbk.row(_CLOSING)}])"


@cache
def _quotations() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(_quotation(mark)) for mark in "！!")  # far quicker to find than either of them


def _lacks_quotation(text: str) -> bool:
    """Whether a quotation mark is missing in a line in which it would stand so."""
    for quotations in _quotations():
        for start, end in lines_with(quotations, text):
            missing = text.count("”", start, end) - text.count("“", start, end)
            entries = quotations.finditer(text, start, end)
            if any(missing > 0 if entry["opening"] else missing < 0 for entry in entries):
                return True
    return False


def _is_annotated(text: str) -> bool:
    """Whether several traditional characters carry an annotation, as they do where false matches happen."""
    traditional, _ = tellers()
    places = (note.start() - 1 for note in NOTE.finditer(text) if note.start())
    return len([*islice(filter(partial(traditional.match, text), places), ANNOTATED)]) == ANNOTATED


def _is_misfit(text: str, note: re.Match[str]) -> bool:
    """Whether a toned annotation is none of the character before it."""
    reading = plain(note[0].strip("( )"))
    if reading.isascii() or note.start() == 0:
        return False
    before = text[character_before(text, 0, note.start())]
    return not before.isascii() and fits(before, note[0]) is None
