"""What a document is, what it is called, and the year it is about."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

from archive.records import Hints, Kind
from crawler.extraction import dates
from crawler.extraction.body import Page

_KINDS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    ("annual_report", re.compile(
        r"信息公开.{0,8}(?:年度?报告?|年度工作报告)|年度?报告?.{0,12}信息公开|信息公开.{0,6}年报")),
    ("work_plan", re.compile(r"工作要点|工作计划|工作安排|实施计划|重点任务|任务分工|工作打算")),
    ("work_summary", re.compile(
        r"工作(?:情况)?(?:的)?总结|工作情况(?:的)?(?:报告|汇报|通报)|工作小结|工作推进情况|年度总结")),
    ("policy", re.compile(
        r"(?:通知|办法|意见|规定|细则|方案|决定|公告|通告|条例|规则|规范|预案|批复|制度|指南|措施|规划|命令|通报|函)"
        r"(?:[（(][^（）()]*[）)])?$")),
)  # fmt: skip
_COLUMNS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    ("annual_report", re.compile(r"年报|年度报告")),
    ("work_plan", re.compile(r"工作要点|规划计划|工作计划")),
    ("work_summary", re.compile(r"工作总结|工作推进")),
    ("policy", re.compile(r"政策文件|规范性文件|规章|政策法规|政府文件")),
)
_REPORT_WORDS = re.compile(
    r"本(?:年度)?(?:报告|年报)(?:中)?(?:所列数据|依据|根据|电子版|的电子版)|第二十条第[（(]一[）)]项|本列数据的勾稽关系"
    r"|收到和处理政府信息公开申请情况|政府信息公开行政复议、行政诉讼情况|主动公开政府信息的?情况"
)
_TABLE = re.compile(  # with blanks inside its words, as editors leave them
    r"第\s*二\s*十\s*条\s*第\s*[（(]\s*[一五六八九]\s*[）)]\s*项[\s|]*信\s*息\s*内\s*容"
)
_YEAR = r"(?:(?<!\d)(?:19|20)\d{2}|[一二][〇○ＯO零０一二三四五六七八九]{3})"
_TITLE_YEAR = re.compile(rf"({_YEAR})\s*年?(?:度)?")
_PERIOD = re.compile(rf"(?:统计期限|统计时段|数据.{{0,6}}期限)[^。]{{0,12}}?({_YEAR})\s*年\s*1\s*月\s*1\s*日")
_OPENING_YEAR = re.compile(rf"({_YEAR})\s*年(?:度)?(?:以来)?[,，、共]|({_YEAR})年度?政府信息公开")
_ISSUED = re.compile(r"现将《([^》]{6,60})》|印发《([^》]{6,60})》")
_CAPTION = re.compile(
    r"(?:政府)?信息公开(?:元数据|目录|基本信息|信息)|(?:信息|文件|文档|公文)(?:基本)?(?:属性|信息|概览|要素)"
)
_HEADLINE_END = re.compile(
    r"(?:报告|年报|要点|总结|计划|通知|办法|意见|规定|细则|方案|决定|公告|通告|规则|预案|汇报|制度)(?:[（(][^（）()]{1,12}[）)])?$"
)


def title_of(page: Page, named: str | None, hints: Hints, header_end: int) -> str | None:
    """The document's title: the header's, the page tag's, the headline's, then the list's and the window's.

    On plain text the first short line of a title's form stands for the headline. ``header_end`` is where the
    catalogue header ends.
    """
    tagged = page.tags.get("articletitle")
    if named and not named.endswith(("...", "…")):
        return named
    if tagged:
        return tagged
    headlines = [page.text[start:end].strip() for start, end in page.headings]
    headlines = [
        headline for headline in headlines if len(headline) > 4 and not _CAPTION.fullmatch(headline)
    ] or _headlines(page, header_end)
    return next(iter([*headlines[:1], *filter(None, (hints.title, page.shown_title, named))]), None)


def _headlines(page: Page, header_end: int) -> list[str]:
    lines = [
        page.cut(row).strip()
        for row in page.rows[:60]
        if row.start >= header_end and row.end - row.start <= 80 and len(row.cells) == 1
    ]
    return [
        line for line in lines[:12] if _HEADLINE_END.search(line) and not re.search(r"[。；;:：,，]", line)
    ]


def kind_of(title: str | None, page: Page, hints: Hints) -> Kind:
    """The kind by title, then by the column it was listed in, then by what it says."""
    named = [title or ""]
    issued = _ISSUED.search(title) if title else _ISSUED.match(page.text[:600])
    if issued:
        named.insert(0, issued[1] or issued[2])
    for kind, pattern in _KINDS:
        if any(pattern.search(name) for name in named if name):
            return kind
    for kind, pattern in _COLUMNS:
        if hints.column and pattern.search(hints.column):
            return kind
    if len(_REPORT_WORDS.findall(page.text)) > 1 or _PERIOD.search(page.text) or _TABLE.search(page.text):
        return "annual_report"
    return "other"


def report_year(kind: Kind, title: str | None, page: Page, url: str, hints: Hints) -> int | None:
    """The year a report, plan or summary is about (never the year it was published in); else None."""
    if kind not in ("annual_report", "work_plan", "work_summary"):
        return None
    for name in (title, hints.title):
        years = [year for match in _TITLE_YEAR.finditer(name or "") if (year := dates.year_of(match[1]))]
        if years:
            return years[0]
    if kind == "annual_report":
        period = _PERIOD.search(page.text)
        if period:
            return dates.year_of(period[1])
        asked = parse_qs(urlsplit(url).query) if "?" in url else {}
        for key in ("fbtime", "nbYear", "year", "timeFrame"):
            year = dates.year_of(asked.get(key, [""])[0])
            if year:
                return year
    said = [match[1] or match[2] for match in _OPENING_YEAR.finditer(page.text)]
    counted = {year: said.count(year) for year in said}
    return dates.year_of(max(counted, key=lambda year: counted[year])) if counted else None
