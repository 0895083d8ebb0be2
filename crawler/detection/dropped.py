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
_EMPTY = ("()", "（）", "《》", "“”")
_LABEL_ENDS = re.compile(rf"{_LABEL}[:：]?$")
_NEXT_LABEL = re.compile(rf"[;；](?:{_LABEL}[:：]|[^\n;；:：]{{0,20}}[:：])")
_HAN = re.compile("[\u4e00-\u9fff]")
_BARE = re.compile(r"[:：话箱编址真件人机式話編機郵號](?=[;；,，。、)）])")
_TAG_BEFORE = re.compile(rf"(?<![<\w/])/?(?:{_TAG}/?|br /)$")
_ONLINE = re.compile("在[线線](?=[次场場期](?![\u4e00-\u9fff]))")  # but 在线次数, 在线期间
_DATE = re.compile(r"年月(?=[\d日])|月日(?!\w)")
_ROWS_MEET = re.compile(r"\|[ \t]*\n[ \t]*\|")  # the least that two emptied rows have
_EMPTY_ROWS = re.compile(r"(?:^[ \t]*\|[| \t]*$\n?){2,}", re.MULTILINE)
_NUMBERS = re.compile(r"[\d.,\s|]*\d[\d.,\s|]*")
_LABELLED = re.compile(r"[^|\d][^|]*\|(?:[^|]*\|)*?\s*\d[\d.,]*\s*\|")


def detect(text: str) -> bool:
    """Whether a frame stands in the text without its content."""
    return next(repair(text), None) is not None


def repair(text: str) -> Iterator[Edit]:
    """Reports of the frames, in Chinese alone; nothing is changed."""
    if _HAN.search(text) is None:
        return
    for frame in _EMPTY:
        place = text.find(frame)
        while place >= 0:
            if _beside_han(text, place, place + 2):
                yield _lost(place, place + 2, "what stood between the brackets")
            place = text.find(frame, place + 2)
    for match in _BARE.finditer(text):
        if match[0] not in ":：" and text[match.end()] not in ";；":
            continue
        label = _LABEL_ENDS.search(text, max(0, match.start() - 6), match.end())
        in_list = text[label.start() - 1 : label.start()] in (";", "；", ",", "，") if label else False
        if label and (match[0] in ":：" or (in_list and _NEXT_LABEL.match(text, match.end()))):
            yield _lost(label.start(), label.end(), "the value of a label")
    place = text.find(">")
    while place >= 0:
        tag = _TAG_BEFORE.search(text, max(0, place - 10), place)
        if tag and _beside_han(text, tag.start(), place + 1):
            yield _lost(tag.start(), place + 1, "the rest of a tag")
        place = text.find(">", place + 1)
    for match in _ONLINE.finditer(text):
        yield _lost(match.start(), match.end(), "a word after 在线")
    if "年月" in text or "月日" in text:
        for match in _DATE.finditer(text):
            if text[match.start() - 1 : match.start()].isdecimal():
                yield _lost(match.start(), match.end(), "digits of a date")
    if _ROWS_MEET.search(text):
        for match in _EMPTY_ROWS.finditer(text):
            if _HAN.search(text, max(0, match.start() - 200), match.end() + 200):
                yield _lost(match.start(), match.start() + len(match[0].rstrip("\n")), "the cells of a table")
    if "|" in text:
        yield from _unlabelled_rows(text)


def _beside_han(text: str, start: int, end: int) -> bool:
    """Whether Chinese, or what it is punctuated with, stands close by on either side."""
    around = text[max(0, start - 4) : start] + text[end : end + 4]
    return any("\u3000" <= character <= "\uff5e" for character in around)


def _unlabelled_rows(text: str) -> Iterator[Edit]:
    """Rows of three or more numbers next to a row that begins with its label."""
    start = 0
    lines = text.split("\n")
    for place, line in enumerate(lines):
        if line.count("|") >= 3 and _NUMBERS.fullmatch(line) and len(re.findall(r"\d+", line)) >= 3:
            around = lines[max(0, place - 1) : place] + lines[place + 1 : place + 2]
            if any("|" in other and _LABELLED.match(other.lstrip()) for other in around):
                yield _lost(start, start + len(line), "the label of a table row")
        start += len(line) + 1


def _lost(start: int, end: int, what: str) -> Edit:
    return Edit(KIND, start, end, None, "lost", f"dropped: {what}")
