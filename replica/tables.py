"""The three statutory tables as cells: what a report prints of its figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from replica.reports import (
    APPLICANTS,
    CARRIED_IN,
    CARRIED_OUT,
    NEW,
    RESULT,
    RESULT_TOTAL,
    RESULTS,
    REVIEW,
    ROADS,
    RULES_2019,
    RULES_2021,
    TOTAL,
    Report,
)


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell; spans as in HTML."""

    text: str
    colspan: int = 1
    rowspan: int = 1


@dataclass(frozen=True, slots=True)
class Table:
    """A table's rows, each with the cells that begin in it."""

    rows: tuple[tuple[Cell, ...], ...]

    def as_text(self) -> str:
        """One line a row, cells joined by `` | ``; a spanning cell stands once, where it begins."""
        return "\n".join(" | ".join(cell.text for cell in row) for row in self.rows)


def _row(*texts: str) -> tuple[Cell, ...]:
    return tuple(Cell(text) for text in texts)


def _number(value: float | int) -> str:
    return f"{value:.4f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)


def statutory_tables(report: Report) -> tuple[Table, Table, Table]:
    """Tables 二, 三 and 四 of a report."""
    return _disclosure(report), _applications(report), _review(report)


def _disclosure(report: Report) -> Table:
    parts: tuple[tuple[str, Sequence[str], Sequence[str]], ...]
    if report.format == 2021:
        decisions = ("本年处理决定数量",)
        parts = (
            ("（一）", RULES_2021, ("规章", "行政规范性文件")),
            ("（五）", decisions, ("行政许可",)),
            ("（六）", decisions, ("行政处罚", "行政强制")),
            ("（八）", ("本年收费金额（单位：万元）",), ("行政事业性收费",)),
        )
    else:
        projects = ("上一年项目数量", "本年增/减", "处理决定数量")
        parts = (
            ("（一）", RULES_2019, ("规章", "规范性文件")),
            ("（五）", projects, ("行政许可", "其他对外管理服务事项")),
            ("（六）", projects, ("行政处罚", "行政强制")),
            ("（八）", projects[:2], ("行政事业性收费",)),
            ("（九）", ("采购项目数量", "采购总金额"), ("政府集中采购",)),
        )
    rows: list[tuple[Cell, ...]] = []
    for item, columns, labels in parts:
        span = 3 // len(columns) if 3 % len(columns) == 0 else 1
        spans = [span] * (len(columns) - 1) + [3 - span * (len(columns) - 1)]
        rows.append((Cell(f"第二十条第{item}项", colspan=4),))
        rows.append((Cell("信息内容"), *(Cell(c, colspan=s) for c, s in zip(columns, spans, strict=True))))
        for label in labels:
            values = [_number(report.figures["二", label, column]) for column in columns]
            rows.append((Cell(label), *(Cell(v, colspan=s) for v, s in zip(values, spans, strict=True))))
    return Table(tuple(rows))


def _applications(report: Report) -> Table:
    def numbers(row: str) -> tuple[Cell, ...]:
        return _row(*(_number(report.figures["三", row, column]) for column in (*APPLICANTS, TOTAL)))

    identity = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"
    rows = [
        (Cell(identity, colspan=3, rowspan=3), Cell("申请人情况", colspan=7)),
        (Cell("自然人", rowspan=2), Cell("法人或其他组织", colspan=5), Cell(TOTAL, rowspan=2)),
        _row(*APPLICANTS[1:]),
        (Cell(NEW, colspan=3), *numbers(NEW)),
        (Cell(CARRIED_IN, colspan=3), *numbers(CARRIED_IN)),
    ]
    lead: tuple[Cell, ...] = (Cell(RESULT, rowspan=len(report.item_rows) + 1),)
    for group, items in RESULTS[report.format]:
        if not items:
            rows.append((*lead, Cell(group, colspan=2), *numbers(group)))
            lead = ()
        for nth, item in enumerate(items):
            head = (Cell(group, rowspan=len(items)),) if nth == 0 else ()
            rows.append((*lead, *head, Cell(item), *numbers(f"{group}/{item}")))
            lead = ()
    rows.append((Cell(RESULT_TOTAL, colspan=2), *numbers(RESULT_TOTAL)))
    rows.append((Cell(CARRIED_OUT, colspan=3), *numbers(CARRIED_OUT)))
    return Table(tuple(rows))


def _review(report: Report) -> Table:
    return Table(
        (
            (Cell("行政复议", colspan=5, rowspan=2), Cell("行政诉讼", colspan=10)),
            (Cell("未经复议直接起诉", colspan=5), Cell("复议后起诉", colspan=5)),
            _row(*(outcome for _ in ROADS for outcome in REVIEW)),
            _row(*(_number(report.figures["四", road, outcome]) for road in ROADS for outcome in REVIEW)),
        )
    )
