"""Counts that an annual report's text gives beside its tables: 收到政府信息公开申请146件, 予以公开50件."""

from __future__ import annotations

import re
from typing import NamedTuple

from crawler.extraction.body import Page


class Count(NamedTuple):
    """A number in running text, with the table, row and column that it should agree with.

    Besides the tables' rows there are sums of them: ``refused``, ``unavailable``, ``rejected``, ``others``
    (a group's items) and ``received_and_carried_in``.
    """

    table: str
    row: str
    column: str
    value: int


_PATTERNS = (
    ("applications", "received_and_carried_in", "total", "(?:办理|处理|受理)~申请~#[(（]含[^)）]*转"),
    ("applications", "received", "total", "(?:收到|新收|受理)~申请(?:公开)?~#"),
    ("applications", "received", "total", "(?:收到|新收|受理)#~申请"),
    ("applications", "carried_in", "total", r"(?:上一?年|\d{4}年)度?结?转~#"),
    ("applications", "handled", "total", "(?:办理|答复|办结)~申请~#"),
    ("applications", "carried_out", "total", r"结转(?:至|到)?(?:下一?年|\d{4}年)~#"),
    ("applications", "granted", "total", "予以公开#"),
    ("applications", "partly_granted", "total", "部分公开#"),
    ("applications", "refused", "total", "不予公开#"),
    ("applications", "unavailable", "total", "无法提供#"),
    ("applications", "rejected", "total", "不予处理#"),
    ("applications", "others", "total", "其他(?:处理|情形)#"),
    ("disclosure", "normative_documents", "issued", "(?:制发|制定|出台)~规范性文件#"),
    ("disclosure", "normative_documents", "issued", "(?:制发|制定|出台)#~规范性文件"),
    ("disclosure", "normative_documents", "repealed", "废止~规范性文件#"),
    ("disclosure", "normative_documents", "in_force", "现行有效~规范性文件#"),
)
_WITHIN_CLAUSE = r"[^。；;，,、\d]{0,24}"
_NUMBER = r"(?:情形)?(?:共|约)?\s*(\d{1,7})\s*(?:件|宗|份|条|项)"
_COMPILED = tuple(
    (table, row, column, re.compile(pattern.replace("~", _WITHIN_CLAUSE).replace("#", _NUMBER)))
    for table, row, column, pattern in _PATTERNS
)
_DIGIT = re.compile(r"\d")


def counts(page: Page) -> tuple[Count, ...]:
    """The counts of the running text; of a row counted twice, the first."""
    found: dict[tuple[str, str, str], Count] = {}
    for row in page.rows:
        if len(row.cells) > 1 or row.end - row.start < 12:
            continue
        for sentence in re.split("[。\n]", page.cut(row)):
            if not ("申请" in sentence or "规范性文件" in sentence) or not _DIGIT.search(sentence):
                continue
            for table, name, column, pattern in _COMPILED:
                match = pattern.search(sentence)
                if match:
                    found.setdefault((table, name, column), Count(table, name, column, int(match[1])))
    if ("applications", "received_and_carried_in", "total") in found:
        found.pop(("applications", "handled", "total"), None)  # the same number, read as what it says
    return tuple(found.values())
