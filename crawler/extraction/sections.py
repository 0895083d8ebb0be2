"""The six prescribed sections of an annual report, wherever their headings stand."""

from __future__ import annotations

import re

from archive.records import Section

_TITLES = [
    re.compile(title)
    for title in (
        r"(?:总体情况|概述)",
        r"(?:行政机关)?主动公开政府信息(?:的)?情况",
        r"(?:行政机关)?收到和处理政府信息公开申请(?:的)?情况",
        r"(?:因)?政府信息公开(?:工作)?(?:被申请|被提起)?行政法?[复複]议(?:情况)?[、和,，]?(?:被)?(?:提起)?行政诉讼(?:的)?情况",
        r"(?:政府信息公开工作)?(?:存在的?)?(?:主要)?问题(?:及|和|与)改进(?:情况|措施)?",
        r"其他需要报告的(?:其他)?事项",
    )
]
_NUMERALS = "一二三四五六"
_NUMBERED = re.compile(rf"([{_NUMERALS}])\s*[、.．]\s*")


def sections(text: str) -> tuple[Section, ...]:
    """The sections in order; each runs to the next heading. A heading lost on the page gives no section."""
    found: list[tuple[int, str, int]] = []
    last = 0
    for match in _NUMBERED.finditer(text):
        number = _NUMERALS.index(match[1]) + 1
        title = _TITLES[number - 1].match(text, match.end())
        if title and number > last and _stands_alone(text, match.start()):
            found.append((number, match[0] + title[0], match.start()))
            last = number
    ends = [*(start for _, _, start in found), len(text)][1:]
    return tuple(
        Section(number, title, start, end) for (number, title, start), end in zip(found, ends, strict=True)
    )


def _stands_alone(text: str, start: int) -> bool:
    """Whether a heading begins here, rather than a mention of one in running text."""
    before = text[:start].rstrip(" \t\u3000\xa0")
    return not before or len(before) < start or before[-1] in "\n\r。|…；;" or before[-1].isdigit()
