"""Annual reports' statutory tables: invented figures whose sums agree, in the 2019 and the 2021 format.

The formats are those of 国办公开办函〔2019〕60号 (reports on 2019 and 2020) and 〔2021〕30号 (2021 onward).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from replica.places import between
from replica.records import FigureKey

APPLICANTS = ("自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他")
NEW, CARRIED_IN = "一、本年新收政府信息公开申请数量", "二、上年结转政府信息公开申请数量"
RESULT, CARRIED_OUT = "三、本年度办理结果", "四、结转下年度继续办理"
TOTAL, RESULT_TOTAL = "总计", "（七）总计"
GRANTED = "（一）予以公开"
_SHARED: tuple[tuple[str, tuple[str, ...]], ...] = (
    (GRANTED, ()),
    ("（二）部分公开（区分处理的，只计这一情形，不计其他情形）", ()),
    (
        "（三）不予公开",
        (
            "1.属于国家秘密",
            "2.其他法律行政法规禁止公开",
            "3.危及“三安全一稳定”",
            "4.保护第三方合法权益",
            "5.属于三类内部事务信息",
            "6.属于四类过程性信息",
            "7.属于行政执法案卷",
            "8.属于行政查询事项",
        ),
    ),
    (
        "（四）无法提供",
        ("1.本机关不掌握相关政府信息", "2.没有现成信息需要另行制作", "3.补正后申请内容仍不明确"),
    ),
    (
        "（五）不予处理",
        (
            "1.信访举报投诉类申请",
            "2.重复申请",
            "3.要求提供公开出版物",
            "4.无正当理由大量反复申请",
            "5.要求行政机关确认或重新出具已获取信息",
        ),
    ),
)
_OTHER_2021 = (
    "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请",
    "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请",
    "3.其他",
)
RESULTS = {
    2019: (*_SHARED, ("（六）其他处理", ())),
    2021: (*_SHARED, ("（六）其他处理", _OTHER_2021)),
}
REVIEW = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")
ROADS = ("行政复议", "行政诉讼/未经复议直接起诉", "行政诉讼/复议后起诉")
RULES_2021 = ("本年制发件数", "本年废止件数", "现行有效件数")
RULES_2019 = ("本年新制作数量", "本年新公开数量", "对外公开总数量")


@dataclass(frozen=True, slots=True)
class Report:
    """One unit's figures for one year; ``format`` is 2019 or 2021."""

    format: int
    figures: dict[FigureKey, float | int]

    def of(self, table: str, row: str, column: str) -> int:
        """A figure that is a count."""
        return int(self.figures[table, row, column])

    @property
    def item_rows(self) -> tuple[str, ...]:
        """The rows of table 三 whose sum is （七）总计, nested labels joined by ``/``."""
        return tuple(
            f"{group}/{item}" if item else group
            for group, items in RESULTS[self.format]
            for item in items or ("",)
        )


def format_of(year: int) -> int:
    """The format a report on that year uses."""
    return 2021 if year >= 2021 else 2019


@cache
def report(unit: str, year: int, first_year: int) -> Report:
    """The figures of one unit's report: sums agree, and what one year carries over the next takes in."""
    figures: dict[FigureKey, float | int] = {}
    made = Report(format_of(year), figures)
    size = between(12, 90, unit, "size")
    for column, share in zip(APPLICANTS, (100, 18, 3, 4, 9, 6), strict=True):
        key = (unit, year, column)
        new = between(size * share // 200, size * share // 100, *key, "new")
        carried_in = (
            report(unit, year - 1, first_year).of("三", CARRIED_OUT, column) if year > first_year else 0
        )
        carried_out = between(0, (new + carried_in) // 9, *key, "out")
        results = new + carried_in - carried_out
        rows = made.item_rows
        counts = dict.fromkeys(rows, 0)
        counts[GRANTED] = results // 2
        for nth in range(results - results // 2):
            counts[rows[between(1, len(rows) - 1, *key, nth)]] += 1
        for row, count in ((NEW, new), (CARRIED_IN, carried_in), *counts.items()):
            figures["三", row, column] = count
        figures["三", RESULT_TOTAL, column] = results
        figures["三", CARRIED_OUT, column] = carried_out
    for row in (NEW, CARRIED_IN, *made.item_rows, RESULT_TOTAL, CARRIED_OUT):
        figures["三", row, TOTAL] = sum(made.of("三", row, column) for column in APPLICANTS)
    _fill_review(figures, unit, year)
    _fill_disclosure(made, unit, year, first_year)
    return made


def _fill_review(figures: dict[FigureKey, float | int], unit: str, year: int) -> None:
    for road in ROADS:
        counts = [between(0, 4, unit, year, road, outcome) for outcome in REVIEW[:-1]]
        for outcome, count in zip(REVIEW, [*counts, sum(counts)], strict=True):
            figures["四", road, outcome] = count


def _fill_disclosure(made: Report, unit: str, year: int, first_year: int) -> None:
    figures = made.figures
    is_government = unit.endswith("人民政府办公室")
    fresh = between(1, 9, unit, year, "规范性文件")
    if made.format == 2021:
        repealed = between(0, 6, unit, year, "废止")
        standing = between(40, 120, unit, "现行有效") if is_government else between(8, 20, unit, "现行有效")
        for past in range(max(2021, first_year), year + 1):
            standing += between(1, 9, unit, past, "规范性文件") - between(0, 6, unit, past, "废止")
        rules = (1, 0, 14 + year - 2021) if is_government else (0, 0, 0)
        for row, counts in (("规章", rules), ("行政规范性文件", (fresh, repealed, standing))):
            for column, count in zip(RULES_2021, counts, strict=True):
                figures["二", row, column] = count
        for row, high in (("行政许可", 9000), ("行政处罚", 1200), ("行政强制", 160)):
            figures["二", row, "本年处理决定数量"] = between(high // 20, high, unit, year, row)
    else:
        for row, counts in (
            ("规章", (1, 1, 12) if is_government else (0, 0, 0)),
            ("规范性文件", (fresh, fresh, 60 + fresh)),
        ):
            for column, count in zip(RULES_2019, counts, strict=True):
                figures["二", row, column] = count
        for row in ("行政许可", "其他对外管理服务事项", "行政处罚", "行政强制"):
            figures["二", row, "上一年项目数量"] = between(20, 260, unit, year, row)
            figures["二", row, "本年增/减"] = between(-15, 21, unit, year, row, "delta")
            figures["二", row, "处理决定数量"] = between(30, 4000, unit, year, row, "decisions")
        figures["二", "行政事业性收费", "上一年项目数量"] = between(3, 30, unit, year, "fees")
        figures["二", "行政事业性收费", "本年增/减"] = between(-2, 2, unit, year, "fees", "delta")
        figures["二", "政府集中采购", "采购项目数量"] = between(5, 90, unit, year, "purchases")
        figures["二", "政府集中采购", "采购总金额"] = between(100_0000, 9000_0000, unit, year, "sum") / 10000
    if made.format == 2021:
        figures["二", "行政事业性收费", "本年收费金额（单位：万元）"] = (
            between(1, 99_000_000, unit, year, "fee") / 10000
        )
