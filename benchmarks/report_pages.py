"""Annual reports made for measuring: invented figures, printed in the layouts that portals and copies use.

Everything here is a sample; no figure and no sentence is taken from a real report.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

from crawler.extraction.vocabulary import (
    APPLICATION_COLUMNS,
    DISCLOSURE_COLUMNS,
    DISCLOSURE_ROWS,
    OUTCOMES,
    REVIEW_COLUMNS,
    REVIEW_ROWS,
    Format,
    application_rows,
)

Cells = dict[tuple[str, str, str], int | float]

PRINTED = {
    "received": "一、本年新收政府信息公开申请数量",
    "carried_in": "二、上年结转政府信息公开申请数量",
    "granted": "（一）予以公开",
    "partly_granted": "（二）部分公开（区分处理的，只计这一情形，不计其他情形）",
    "refused_state_secret": "1.属于国家秘密",
    "refused_by_law": "2.其他法律行政法规禁止公开",
    "refused_security_stability": "3.危及“三安全一稳定”",
    "refused_third_party": "4.保护第三方合法权益",
    "refused_internal": "5.属于三类内部事务信息",
    "refused_process": "6.属于四类过程性信息",
    "refused_enforcement_file": "7.属于行政执法案卷",
    "refused_administrative_query": "8.属于行政查询事项",
    "unavailable_not_held": "1.本机关不掌握相关政府信息",
    "unavailable_needs_creation": "2.没有现成信息需要另行制作",
    "unavailable_still_unclear": "3.补正后申请内容仍不明确",
    "rejected_petition": "1.信访举报投诉类申请",
    "rejected_duplicate": "2.重复申请",
    "rejected_publication": "3.要求提供公开出版物",
    "rejected_excessive": "4.无正当理由大量反复申请",
    "rejected_confirmation": "5.要求行政机关确认或重新出具已获取信息",
    "other_not_corrected": "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请",
    "other_fee_overdue": "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请",
    "other": "3.其他",
    "handled": "（七）总计",
    "carried_out": "四、结转下年度继续办理",
}
_GROUPS = {
    "refused_state_secret": ("（三）不予公开", 8),
    "unavailable_not_held": ("（四）无法提供", 3),
    "rejected_petition": ("（五）不予处理", 5),
    "other_not_corrected": ("（六）其他处理", 3),
}
_SUMS = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"
_APPLICANTS = ("商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他")
_OUTCOMES = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")
_HEADINGS = (
    "一、总体情况",
    "二、主动公开政府信息情况",
    "三、收到和处理政府信息公开申请情况",
    "四、政府信息公开行政复议、行政诉讼情况",
    "五、存在的主要问题及改进情况",
    "六、其他需要报告的事项",
)


@dataclass(frozen=True)
class Report:
    """A report's year, format and true figures."""

    year: int
    form: Format
    cells: Cells

    def row(self, name: str) -> list[int]:
        return [int(self.cells["applications", name, column.name]) for column in APPLICATION_COLUMNS]

    def review(self) -> list[int]:
        return [int(self.cells["review", r.name, c.name]) for r in REVIEW_ROWS for c in REVIEW_COLUMNS]

    def disclosed(self, name: str) -> list[int | float]:
        row = next(row for row in DISCLOSURE_ROWS if row.name == name)
        return [self.cells["disclosure", name, column] for column in row.columns[self.form]]


def invent(seed: int, form: Format) -> Report:
    """A consistent report with invented figures: C1 to C4 hold."""
    chance = random.Random(seed)
    cells: Cells = {}
    totals = [0] * 6
    names = [name for name in application_rows(form) if name in OUTCOMES]
    for name in names:
        busy = chance.random() < 0.45
        row = [chance.choice((0, 0, 0, 1, 2, 7)) if busy else 0 for _ in range(5)]
        row.insert(0, chance.randint(0, 300) if busy else 0)
        totals = [a + b for a, b in zip(totals, row, strict=True)]
        _enter(cells, name, row)
    carried_in = [chance.randint(0, 9), *(chance.choice((0, 0, 1)) for _ in range(5))]
    carried_out = [c + chance.choice((0, 1, 5)) for c in carried_in]
    received = [t + o - i for t, o, i in zip(totals, carried_out, carried_in, strict=True)]
    for name, row in (
        ("received", received), ("carried_in", carried_in), ("handled", totals), ("carried_out", carried_out)
    ):  # fmt: skip
        _enter(cells, name, row)
    for term in REVIEW_ROWS:
        row = [chance.choice((0, 0, 1, 2, 12)) for _ in range(4)]
        for column, value in zip(REVIEW_COLUMNS, [*row, sum(row)], strict=True):
            cells["review", term.name, column.name] = value
    for disclosed in DISCLOSURE_ROWS:
        for column in disclosed.columns.get(form, ()):
            number: int | float = chance.choice((0, 3, 12, 471, 28349))
            if column == "amount_10k_yuan":
                number = round(chance.random() * 9000, 4)
            elif column == "change":
                number = chance.choice((-15, 0, 21))
            cells["disclosure", disclosed.name, column] = number
    return Report(2018 + seed % 6 if form == 2019 else 2021 + seed % 5, form, cells)


def _enter(cells: Cells, name: str, row: list[int]) -> None:
    for column, value in zip(APPLICATION_COLUMNS, [*row, sum(row)], strict=True):
        cells["applications", name, column.name] = value


# --- the tables as rows of cells; a cell is (text, rowspan, colspan) ---

Cell = tuple[str, int, int]


def _cell(value: object, rowspan: int = 1, colspan: int = 1) -> Cell:
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value), rowspan, colspan
    return (f"{value:.4f}" if isinstance(value, float) else str(value)), rowspan, colspan


def disclosure_table(report: Report) -> list[list[Cell]]:
    rows: list[list[Cell]] = []
    labels = {
        term.name: term.label.strip("（本年）") if report.form == 2019 else term.label
        for term in DISCLOSURE_COLUMNS
    }
    labels["decisions"] = "处理决定数量" if report.form == 2019 else "本年处理决定数量"
    labels.update({term.name: term.label for term in DISCLOSURE_COLUMNS if term.name != "decisions"})
    item = ""
    for row in DISCLOSURE_ROWS:
        columns = row.columns.get(report.form)
        if columns is None:
            continue
        if row.item != item:
            item = row.item
            rows.append([_cell(f"第二十条第{item}项", 1, 4)])
            rows.append(
                [_cell("信息内容"), *(_cell(labels[c], 1, 3 if len(columns) == 1 else 1) for c in columns)]
            )
        label = "规范性文件" if report.form == 2019 and row.name == "normative_documents" else row.label
        rows.append(
            [_cell(label), *(_cell(v, 1, 3 if len(columns) == 1 else 1) for v in report.disclosed(row.name))]
        )
    return rows


def applications_table(report: Report) -> list[list[Cell]]:
    rows = [
        [_cell(_SUMS, 3, 3), _cell("申请人情况", 1, 7)],
        [_cell("自然人", 2), _cell("法人或其他组织", 1, 5), _cell("总计", 2)],
        [_cell(name) for name in _APPLICANTS],
    ]
    names = application_rows(report.form)
    for name in names:
        numbers = [_cell(value) for value in report.row(name)]
        label = PRINTED[name]
        if name in ("received", "carried_in", "carried_out"):
            rows.append([_cell(label, 1, 3), *numbers])
            continue
        cells: list[Cell] = []
        if name == "granted":
            cells.append(_cell("三、本年度办理结果", len(names) - 3))
        if name == "other" and report.form == 2019:
            label = "（六）其他处理"
        group = _GROUPS.get(name)
        if group:
            cells.append(_cell(group[0], group[1]))
        wide = name in ("granted", "partly_granted", "handled") or label == "（六）其他处理"
        rows.append([*cells, _cell(label, 1, 2 if wide else 1), *numbers])
    return rows


def review_table(report: Report) -> list[list[Cell]]:
    return [
        [_cell("行政复议", 1, 5), _cell("行政诉讼", 1, 10)],
        [*(_cell(name, 2) for name in _OUTCOMES), _cell("未经复议直接起诉", 1, 5), _cell("复议后起诉", 1, 5)],
        [_cell(name) for name in _OUTCOMES * 2],
        [_cell(value) for value in report.review()],
    ]


Tables = list[list[list[Cell]]]


def tables(report: Report) -> Tables:
    return [disclosure_table(report), applications_table(report), review_table(report)]


# --- layouts ---


def html(report: Report) -> str:
    """The national template: row and column spans, a paragraph in every cell."""
    return _page(report, [_html_table(table, "<p>{}</p>") for table in tables(report)])


def html_bare(report: Report) -> str:
    """Tables without paragraphs, broken labels in the heads."""
    printed = [_html_table(table, "{}") for table in tables(report)]
    return _page(
        report,
        [table.replace("商业企业", "商业<br>企业").replace("结果维持", "结果<br/>维持") for table in printed],
    )


def html_without_spans(report: Report) -> str:
    """Spans resolved into empty cells, as some editors save tables."""
    printed = []
    for table in tables(report):
        rows = ("".join(f"<td>{text}</td>" for text in row) for row in grid(table))
        printed.append("<table>" + "".join(f"<tr>{row}</tr>" for row in rows) + "</table>")
    return _page(report, printed)


def _html_table(table: list[list[Cell]], inside: str) -> str:
    rows = []
    for row in table:
        cells = "".join(
            f'<td rowspan="{down}" colspan="{across}">{inside.format(text)}</td>\n'
            for text, down, across in row
        )
        rows.append(f"<tr>{cells}</tr>\n")
    return f'<table border="1"><tbody>{"".join(rows)}</tbody></table>'


def grid(table: list[list[Cell]]) -> list[list[str]]:
    """Every cell at its column, merged ones leaving empty cells."""
    width = sum(across for _, _, across in table[0])
    cells = [["\0"] * width for _ in table]
    for y, row in enumerate(table):
        x = 0
        for text, down, across in row:
            while cells[y][x] != "\0":
                x += 1
            for dy in range(min(down, len(table) - y)):
                for dx in range(across):
                    cells[y + dy][x + dx] = text if dx == dy == 0 else ""
    return [[text.replace("\0", "") for text in row] for row in cells]


def pipes(report: Report) -> str:
    """Lines of ``a | b |``, merged cells leaving ``||`` at the end of the line."""
    return _text(report, ["\n".join(_piped(row, table) for row in table) for table in tables(report)])


def _piped(row: list[Cell], table: list[list[Cell]]) -> str:
    fill = sum(across - 1 for _, _, across in row)
    return " | ".join(text for text, _, _ in row) + " |" + ("|" * fill if fill > 1 else "")


def cell_lines_piped(report: Report) -> str:
    """One cell a line, each with its ``|``, a line of pipes after each row."""
    printed = []
    for table in tables(report):
        lines = [line for row in table for line in [*(f"{text} |" for text, _, _ in row), "||"]]
        printed.append("\n".join(lines))
    return _text(report, printed)


def cell_lines(report: Report) -> str:
    """One cell a line, blank lines between, no pipes."""
    return _text(
        report, ["\n\n".join(text for row in table for text, _, _ in row) for table in tables(report)]
    )


def fused(report: Report) -> str:
    """No separators at all."""
    return _text(
        report, ["".join(text for row in table for text, _, _ in row) for table in tables(report)], ""
    )


def spaced_columns(report: Report) -> str:
    """Columns held apart by spaces, as text comes out of PDF files."""
    printed = ["\n".join("   ".join(text for text, _, _ in row) for row in table) for table in tables(report)]
    return _text(report, printed)


def _page(report: Report, tables: list[str]) -> str:
    title = f"样例市{report.year}年政府信息公开工作年度报告"
    sections = [f"<p>{line}</p>" for line in _opening(report)]
    for heading, table in zip(_HEADINGS[1:4], tables, strict=True):
        sections += [f"<p><strong>{heading}</strong></p>", table]
    sections += [f"<p>{heading}</p><p>{_CLOSING}</p>" for heading in _HEADINGS[4:]]
    menu = "".join(f'<li><a href="/c/{n}.html">栏目{n}</a></li>' for n in range(40))
    return (
        f"<!DOCTYPE html><html><head><meta charset='utf-8'><title>{title}</title></head><body>"
        f"<div class='nav'><ul>{menu}</ul></div><h1>{title}</h1>"
        f"<div class='article-content'>{''.join(sections)}</div>"
        "<div class='foot'>主办：样例市人民政府办公室</div></body></html>"
    )


def _text(report: Report, tables: list[str], join: str = "\n") -> str:
    sections = _opening(report)
    for heading, table in zip(_HEADINGS[1:4], tables, strict=True):
        sections.append(heading + join + table)
    sections += [f"{heading}\n{_CLOSING}" for heading in _HEADINGS[4:]]
    return "\n".join([f"样例市{report.year}年政府信息公开工作年度报告", *sections])


_CLOSING = "本样例不含真实内容，仅供测量之用，下一步将继续改进样例的编排。"


def _opening(report: Report) -> list[str]:
    received = report.row("received")[6]
    return [
        f"本报告所列数据的统计期限自{report.year}年1月1日起至{report.year}年12月31日止。",
        "一、总体情况",
        f"本样例说明：全年共收到政府信息公开申请{received}件，均按照规定办理。",
    ]


FORMATS: tuple[Format, Format] = (2019, 2021)
LAYOUTS: dict[str, Callable[[Report], str]] = {
    "html": html,
    "html_bare": html_bare,
    "html_without_spans": html_without_spans,
    "pipes": pipes,
    "cell_lines_piped": cell_lines_piped,
    "cell_lines": cell_lines,
    "fused": fused,
    "spaced_columns": spaced_columns,
}
