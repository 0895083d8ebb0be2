"""Content that was dropped from its frame: 网站()下载, 电话;电子邮箱:。, emptied tables.

It is reported, never filled in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from crawler.detection.plan import Edit

KIND = "dropped"

_LABEL = (
    "(?:电话|传真|手机|电子邮箱|电子邮件|邮箱|网址|邮编|邮政编码|地址|联系人|联系方式"
    "|電話|傳真|手機|電子郵箱|電子郵件|郵箱|網址|郵編|郵政編碼|聯系人|聯繫人|聯系方式|聯繫方式)"
)
_TAG = "(?:br|p|div|span|strong|td|tr|li|font|table|tbody|img|h[1-6])"
# Each with characters of which one must stand in the text, so that most texts cost no search.
_RULES: tuple[tuple[str, re.Pattern[str], str], ...] = (
    ("(（", re.compile(r"(?<![A-Za-z0-9_])(?:\(\)|（）)"), "empty brackets: a link or a number"),
    ("《", re.compile(r"《》"), "an empty title"),
    ("“", re.compile(r"“”"), "empty quotation marks"),
    (":：", re.compile(rf"{_LABEL}[:：](?=[;；,，。、)）])"), "a label without its value"),
    (
        ";；",
        re.compile(rf"(?<=[;；,，]){_LABEL}(?=[;；](?:{_LABEL}[:：]|[^\n;；:：]{{0,20}}[:：]))"),
        "a label without its value",
    ),
    (">", re.compile(rf"(?<![<\w/])/?{_TAG}\s?/?>"), "remains of a tag"),
    ("线線", re.compile(r"(?<=在)[线線](?=[次场場期])"), "a word after 在线"),
    ("年月", re.compile(r"(?<=\d年)月(?=[\d日])|(?<=\d月)日(?![\w\d])"), "digits of a date"),
)
_EMPTY_ROWS = re.compile(r"(?:^[ \t]*\|[| \t]*$\n?){2,}", re.MULTILINE)
_NUMBERS = re.compile(r"[\d.,\s|]*\d[\d.,\s|]*")
_LABELLED = re.compile(r"[^|\d][^|]*\|(?:[^|]*\|)*?\s*\d[\d.,]*\s*\|")


def detect(text: str) -> bool:
    """Whether a frame stands in the text without its content."""
    return next(repair(text), None) is not None


def repair(text: str) -> Iterator[Edit]:
    """Reports of the frames; nothing is changed."""
    for signs, pattern, what in _RULES:
        if any(sign in text for sign in signs):
            for match in pattern.finditer(text):
                yield Edit(KIND, *match.span(), None, "lost", f"dropped: {what}")
    if "|" in text:
        for match in _EMPTY_ROWS.finditer(text):
            yield Edit(
                KIND, match.start(), len(match[0].rstrip("\n")) + match.start(), None, "lost", "emptied table"
            )
        yield from _unlabelled_rows(text)


def _unlabelled_rows(text: str) -> Iterator[Edit]:
    """Rows of three or more numbers next to a row that begins with its label."""
    start = 0
    lines = text.split("\n")
    for place, line in enumerate(lines):
        if line.count("|") >= 3 and _NUMBERS.fullmatch(line) and len(re.findall(r"\d+", line)) >= 3:
            around = lines[max(0, place - 1) : place] + lines[place + 1 : place + 2]
            if any("|" in other and _LABELLED.match(other.lstrip()) for other in around):
                yield Edit(KIND, start, start + len(line), None, "lost", "dropped: a table row's label")
        start += len(line) + 1
