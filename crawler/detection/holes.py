"""Characters that a conversion could not take: what became of them shows, what they were mostly does not."""

from __future__ import annotations

import re
from collections.abc import Iterator

from crawler.detection.plan import Edit

KIND = "hole"
HOLE = "\ufffd"

# Private-use codes in older GB18030 tables of characters that Unicode has long had (GB 18030-2022, annex).
_FORMER = {
    "\ue5e5": "\u3000",
    "\ue7c7": "\u1e3f",
    "\ue7c8": "\u01f9",
    "\ue81e": "\u9fb4",
    "\ue826": "\u9fb5",
    "\ue82b": "\u9fb6",
    "\ue82c": "\u9fb7",
    "\ue832": "\u9fb8",
    "\ue843": "\u9fb9",
    "\ue854": "\u9fba",
    "\ue864": "\u9fbb",
}
_HAN = "\u3400-\u9fff"
_HOLES = re.compile("\ufffd+")
_TWICE = re.compile("锟(?:斤拷锟)*(?:斤拷|斤)?")
_MEMORY = re.compile("烫{3,}|屯{3,}")
_PRIVATE = re.compile("[\ue000-\uf8ff][\ue000-\uf8ff]*")  # quicker to search for than with +
# 索??引??號: the characters of a label spaced out.
_SPACED = re.compile(
    rf"(?<!\w)[{_HAN}](?:(?:\?{{1,8}}[{_HAN}]){{2,}}(?=[\s:：|\]】]|$)|\?{{2,8}}[{_HAN}](?=[:：|\]】]))",
    re.MULTILINE,
)
_INDENT = re.compile(rf"^[ \u3000\xa0]*(\?{{2,8}})(?=[{_HAN}（《“])", re.MULTILINE)


def detect(text: str) -> bool:
    """Whether any such character stands in the text."""
    return next(blanks(text), None) is not None or next(repair(text), None) is not None


def blanks(text: str) -> Iterator[Edit]:
    """Edits for the blanks inside a label that became ``?``; elsewhere a ``?`` may begin a shifted run."""
    if "?" in text:
        for label in _SPACED.finditer(text):
            for match in re.finditer(r"\?+", label[0]):
                start = label.start() + match.start()
                after = "\xa0" * ((len(match[0]) + 1) // 2)
                rule = "blanks between the characters of a label printed as ?"
                yield Edit(KIND, start, start + len(match[0]), after, "inferred", rule)


def repair(text: str) -> Iterator[Edit]:
    """Reports of what is lost, and edits for blanks that became ``?`` and for private-use characters."""
    if "?" in text:
        for match in _INDENT.finditer(text):
            if "?" in text[match.end() : match.end() + 2000].partition("\n")[0]:
                continue  # a line in which ? stands for characters
            rule = "blanks at the beginning of a line printed as ?"
            yield Edit(KIND, *match.span(1), "\u3000" * min(2, len(match[1])), "inferred", rule)
    if HOLE in text:
        for match in _HOLES.finditer(text):
            yield Edit(KIND, *match.span(), None, "lost", "bytes that belong to no character")
    if "斤拷" in text:
        for match in _TWICE.finditer(text):
            if "斤拷" in match[0]:
                yield Edit(KIND, *match.span(), None, "lost", "U+FFFD in UTF-8 read as GBK")
    if "烫烫烫" in text or "屯屯屯" in text:
        for match in _MEMORY.finditer(text):
            yield Edit(KIND, *match.span(), None, "lost", "uninitialised memory read as GBK")
    for match in _PRIVATE.finditer(text):
        for place, character in enumerate(match[0], match.start()):
            if character in _FORMER:
                after = _FORMER[character]
                yield Edit(
                    KIND, place, place + 1, after, "proved", "private-use code of an older GB18030 table"
                )
        if any(character not in _FORMER for character in match[0]):
            yield Edit(
                KIND, *match.span(), None, "lost", "private-use characters: only the page's font knows them"
            )
