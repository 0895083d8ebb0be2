"""An annual report's page as a stream of tokens: row labels, numbers, empty cells, other text.

The statutory tables reach us as HTML, as lines with ``|``, one cell a line, in columns of spaces, and with
all digits of a row fused. The stream is the same for all of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from crawler.extraction.body import Page

Value = int | float | None
Kind = Literal["row", "group", "number", "run", "empty", "text"]


class Token(NamedTuple):
    """``what`` is the row's or group's name, or the text; ``groups`` the digits of a number or run of them.

    ``line`` is the page's row; ``cells`` how many cells that row has, so that one cell a line can be told
    from a table's row.
    """

    kind: Kind
    what: str
    groups: tuple[str, ...]
    line: int
    cells: int


KEPT = "printed twice with different numbers: the first reading is kept"
"""Why a number that the report gives twice, and differently, is only ``inferred``."""

_TRADITIONAL = (
    "國密規範圍辦復複訴訟業務組織結轉繼續區況會當無請數處統計強證執權總額項決廢稱屬於關係為與後終審維糾訪舉報類"
    "據實徵補內確認獲過條經濟責開發機構件產單萬費納術現製書詢證補複變"
)
_SIMPLIFIED = (
    "国密规范围办复复诉讼业务组织结转继续区况会当无请数处统计强证执权总额项决废称属于关系为与后终审维纠访举报类"
    "据实征补内确认获过条经济责开发机构件产单万费纳术现制书询证补复变"
)
_NO_WIDTH = "\u200b\ufeff"
_FOLD = str.maketrans(
    "０１２３４５６７８９（）．，：；＋－−–﹣／　\xa0" + _TRADITIONAL,
    "0123456789().,:;+----/  " + _SIMPLIFIED,
    _NO_WIDTH,
)
_QUOTES = re.compile(r"[\"“”‘’'「」『』＂]")
_NUMBERING = r"(?:[一二三四]\s*、|\(\s*[一二三四五六七]\s*\)|\d\s*[.、])"
_NUMBER = re.compile(r"([+-]?\d[\d,]*(?:\.\d+)?)(件次|人次|万元|[件条元项个宗份次部])?")
_NOTHING = frozenset({"", "/", "-", "--", "—", "——", "\\", "无", "·", "*", "×"})

_NO_LONGER = "(?:、?行政机关不再处理其?政?府?信?息?公?开?申?请?)?"
_ROWS: tuple[tuple[str, str], ...] = (
    ("received", "本年度?新收政?府?信?息?公?开?申?请?数?量?"),
    ("carried_in", "上年度?结转政?府?信?息?公?开?申?请?数?量?"),
    ("granted", "予以公开"),
    ("partly_granted", r"部分公开(?:\([^()]*\)?)?"),
    ("refused_state_secret", "属于国家秘密"),
    ("refused_by_law", "其他法律、?行政法规禁?止?公?开?"),
    ("refused_security_stability", "危及三安全一稳定"),
    ("refused_third_party", "保护第三方合法权?益?"),
    ("refused_internal", "属于(?:三类)?内部事务信?息?"),
    ("refused_process", "属于(?:四类)?过程性信?息?"),
    ("refused_enforcement_file", "属于行政执法案?卷?"),
    ("refused_administrative_query", "属于行政查询事?项?"),
    ("unavailable_not_held", "本机关不掌握相?关?政?府?信?息?"),
    ("unavailable_needs_creation", "没有现成信息需?要?另?行?制?作?"),
    ("unavailable_still_unclear", "补正后申请内容仍不?明?确?"),
    ("rejected_petition", "信访举报投诉类申?请?"),
    ("rejected_duplicate", "重复申请"),
    ("rejected_publication", "要求提供公开出版物?"),
    ("rejected_excessive", "无正当理由大量反复申?请?"),
    ("rejected_confirmation", "要求行政机关确认或重新出?具?已?获?取?信?息?"),
    ("other_not_corrected", f"(?:申请人)?(?:无正当理由)?逾期不补正{_NO_LONGER}"),
    ("other_fee_overdue", f"(?:申请人)?逾期(?:未按收费通知要?求?缴?纳?费?用?|不缴费){_NO_LONGER}"),
    ("carried_out", "结转下年度?继续办理"),
)  # fmt: skip
_GROUPS = (
    ("refused", "不予公开"),
    ("unavailable", "无法提供"),
    ("rejected", "不予处理"),
    ("others", "其他处理"),
    ("results", "本年度?办理结果"),
)
_DISCLOSURE = (
    ("regulations", "规章"),
    ("normative_documents", "(?:行政)?规范性文件"),
    ("licences", "行政许可"),
    ("other_services", "其他对外管理服务事项"),
    ("penalties", "行政处罚"),
    ("coercion", "行政强制(?:措施)?"),
    ("fees", "行政事业性收费"),
    ("procurement", "政府集中采购"),
)


def _named(rows: tuple[tuple[str, str], ...], prefix: str = "") -> str:
    return "|".join(f"(?P<{prefix}{name}>{pattern})" for name, pattern in rows)


_WHOLE = re.compile(
    rf"{_NUMBERING}*(?:{_named(_ROWS)}|{_named(_DISCLOSURE)}|{_named(_GROUPS)})[:：]?"
    rf"|(?P<other>3[.、]?其他|\(六\)3[.、]?其他)|(?P<handled>\(七\)总计)"
)


def _loose(pattern: str) -> str:
    """A pattern that also matches with spaces between its characters."""
    return re.sub(r"([一-龥、])(\??)", r"(?:\1\\s*)\2", pattern)


_INSIDE = re.compile(
    _loose(
        rf"{_NUMBERING}\s*(?:{_named(_ROWS)}|{_named(_GROUPS)})"
        rf"|(?P<other>3\s*[.、]\s*其他)(?!法律)|(?P<handled>\(\s*七\s*\)\s*总计)"
    )
    + rf"|(?:{_loose(_named(_DISCLOSURE))})(?=\s*[+-]?\d)"
)
_NUMBERS = re.compile(r"[+-]?\d[\d,.]*(?:\s+[+-]?\d[\d,.]*)*")
_BEGINNING = re.compile(r"第二十条第|信息内容|勾稽关系|申请人情况|本年新收|结果维持|^三、.{0,4}收到和处理")
_ROW_OF_NUMBERS = re.compile(r"(?:\d+[^\d]+){6}\d|\d{15}")
_COUNTED = re.compile(r"\s*[件部项条宗起个余万名份次%年月日个家]")


def tight(text: str) -> str:
    """The text without the blanks and line breaks that editors leave inside the words of a head or label."""
    for mark in _NO_WIDTH:
        text = text.replace(mark, "")
    return "".join(text.split())


def tokens(page: Page) -> Iterator[Token]:
    """The page as tokens in reading order, from where its tables begin."""
    started = False
    for index, row in enumerate(page.rows):
        count = len(row.cells)
        for cell in row.cells:
            text = page.text[cell.start : cell.end]
            started = started or _BEGINNING.search(tight(text)) is not None
            if not started:
                continue
            if text.isascii() and text.isdigit():  # most cells
                yield Token("number", "", (text,), index, count)
            else:
                for kind, what, groups in _in_cell(text.translate(_FOLD), tabular=count > 1):
                    yield Token(kind, what, groups, index, count)


def _in_cell(text: str, *, tabular: bool) -> Iterator[tuple[Kind, str, tuple[str, ...]]]:
    text = _QUOTES.sub("", text)
    printed = "".join(text.split())
    if printed in _NOTHING:
        yield "empty", printed, ()
        return
    number = _NUMBER.fullmatch(printed)
    if number and (tabular or len(text.split()) == 1):
        yield "number", number[2] or "", (number[1],)
        return
    whole = _WHOLE.fullmatch(printed)
    if whole:
        yield _label(whole)
        return
    labels = list(_INSIDE.finditer(text))
    if not labels and (len(printed) > 150 or not _ROW_OF_NUMBERS.search(text)):
        yield "text", printed, ()
        return
    place = 0
    for label in labels:
        yield from _between(text[place : label.start()])
        yield _label(label)
        place = label.end()
    yield from _between(text[place:])


def _label(match: re.Match[str]) -> tuple[Kind, str, tuple[str, ...]]:
    name = match.lastgroup or ""
    return ("group" if name in dict(_GROUPS) else "row"), name, ()


def _between(text: str) -> Iterator[tuple[Kind, str, tuple[str, ...]]]:
    """What stands between two labels of one cell: numbers apart or fused, and other text."""
    place = 0
    for run in _NUMBERS.finditer(text):
        if text[place : run.start()].strip():
            yield "text", "".join(text[place : run.start()].split()), ()
        if _COUNTED.match(text, run.end()):
            yield "text", run[0], ()
        else:
            yield "run", "", tuple(run[0].split())
        place = run.end()
    if text[place:].strip():
        yield "text", "".join(text[place:].split()), ()


def value_of(digits: str) -> int | float:
    """The number that a printed one stands for: ``+21`` -> 21, ``24252.311082`` -> 24252.311082."""
    plain = digits.replace(",", "").lstrip("+")
    return float(plain) if "." in plain else int(plain)


def trailed(values: Sequence[Value], least: int) -> list[Value]:
    """The values without the empty cells at the end beyond ``least``."""
    trailed = list(values)
    while len(trailed) > least and trailed[-1] is None:
        trailed.pop()
    return trailed
