"""The statutory tables: every number right or null, however the report is laid out or damaged."""

from __future__ import annotations

import json
import random
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.records import Document
from benchmarks import report_pages
from benchmarks.extraction import read_source
from benchmarks.report_pages import FORMATS, LAYOUTS, PRINTED, Report
from crawler.extraction.vocabulary import (
    APPLICATION_COLUMNS,
    APPLICATION_ROWS,
    DISCLOSURE_ROWS,
    REVIEW_COLUMNS,
    REVIEW_ROWS,
    as_markdown,
)

SHARED = Path(__file__).parents[3] / "shared"
Place = tuple[str, str, str]


def read_layout(report: Report, name: str) -> Document:
    return read_source(LAYOUTS[name](report), html=name.startswith("html"))


def figures(document: Document) -> dict[Place, int | float | None]:
    return {(figure.table, figure.row, figure.column): figure.value for figure in document.figures}


@pytest.mark.parametrize("name", sorted(set(LAYOUTS) - {"fused"}))
@pytest.mark.parametrize("form", FORMATS)
def test_every_cell_is_read_in_every_layout(name: str, form: Any) -> None:
    for seed in range(5):
        report = report_pages.invent(seed, form)
        document = read_layout(report, name)
        assert figures(document) == report.cells
        assert {figure.certainty for figure in document.figures} == {"proved"}
        assert document.kind == "annual_report"
        assert document.report_year == report.year
        assert [section.number for section in document.sections] == [1, 2, 3, 4, 5, 6]
        checks = {check.check for check in document.checks if check.holds}
        assert checks == {"C1", "C2", "C3", "C4", "C7"}


@pytest.mark.parametrize("form", FORMATS)
def test_fused_digits_are_split_by_the_sums_or_left_null(form: Any) -> None:
    solved = 0
    for seed in range(12):
        report = report_pages.invent(seed, form)
        document = read_layout(report, "fused")
        for place, value in figures(document).items():
            assert value is None or value == report.cells[place]
            solved += value is not None and place[0] == "applications"
    assert solved > 12 * 23 * 7 * 0.95


def test_a_fused_row_without_sums_is_split_where_the_text_gives_the_numbers() -> None:
    text = (
        "样例市2023年政府信息公开工作年度报告\n全年制发行政规范性文件77件，现行有效的行政规范性文件470件。\n"
        "第二十条第（一）项信息内容本年制发件数本年废止件数现行有效件数规章000行政规范性文件77132470"
        "第二十条第（五）项信息内容本年处理决定数量行政许可2629"
    )
    found = {
        figure.column: figure
        for figure in read_source(text, html=False).figures
        if figure.row == "normative_documents"
    }
    assert [(f.value, f.certainty) for f in found.values()] == [
        (77, "inferred"),
        (132, "inferred"),
        (470, "inferred"),
    ]
    untold = read_source(text.replace("77件", "若干件").replace("470件", "若干件"), html=False)
    assert {f.value for f in untold.figures if f.row == "normative_documents"} == {None}


@given(st.integers(0, 100_000), st.sampled_from(sorted(LAYOUTS)), st.sampled_from(FORMATS), st.data())
@settings(max_examples=60, deadline=None)
def test_no_wrong_number_is_given_for_certain_when_labels_are_lost(
    seed: int, name: str, form: Any, data: Any
) -> None:
    report = report_pages.invent(seed, form)
    source = LAYOUTS[name](report)
    for label in data.draw(st.sets(st.sampled_from(sorted(PRINTED.values())), max_size=9)):
        source = source.replace(label, "", 1)
    document = read_source(source, html=name.startswith("html"))
    failing = any(check.holds is False for check in document.checks)
    for figure in document.figures:
        if figure.value is not None and figure.certainty == "proved" and not failing:
            assert figure.value == report.cells[figure.table, figure.row, figure.column]


@given(st.integers(0, 100_000), st.sampled_from(sorted(LAYOUTS)), st.sampled_from(FORMATS))
@settings(max_examples=40, deadline=None)
def test_a_report_wrong_as_published_stays_so_beside_its_failing_check(
    seed: int, name: str, form: Any
) -> None:
    report = report_pages.invent(seed, form)
    place = random.Random(seed).choice(
        [place for place in sorted(report.cells) if place[0] == "applications"]
    )
    cells = {**report.cells, place: report.cells[place] + 3}
    document = read_source(LAYOUTS[name](Report(report.year, form, cells)), html=name.startswith("html"))
    for figure in document.figures:
        assert figure.value is None or figure.value == cells[figure.table, figure.row, figure.column]
    if name != "fused":
        assert any(check.holds is False for check in document.checks)


BLANKS = {
    "html": (" ", "\u3000", "&nbsp;", "\n", "<br>", "\u200b"),
    "text": (" ", "\u3000", "\xa0", "\t", "\u200b"),
}
_INSIDE_WORDS = re.compile("(?<=[一-龥（）])(?=[一-龥（）])")


def with_blanks(source: str, blanks: tuple[str, ...], share: float, chance: random.Random) -> str:
    """The source with a blank at a share of the places inside the words of its tables."""
    start = source.index("第二十条")
    tables = _INSIDE_WORDS.sub(
        lambda _: chance.choice(blanks) if chance.random() < share else "", source[start:]
    )
    return source[:start] + tables


@pytest.mark.parametrize("name", sorted(set(LAYOUTS) - {"fused"}))
@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("share", [0.3, 1])
def test_blanks_inside_labels_and_heads_change_nothing(name: str, form: Any, share: float) -> None:
    blanks = BLANKS["html" if name.startswith("html") else "text"]
    for seed in range(3):
        report = report_pages.invent(seed, form)
        source = with_blanks(LAYOUTS[name](report), blanks, share, random.Random(seed))
        document = read_source(source, html=name.startswith("html"))
        assert figures(document) == report.cells
        assert {figure.certainty for figure in document.figures} == {"proved"}


@pytest.mark.parametrize("form", FORMATS)
def test_blanks_inside_the_labels_of_fused_rows_give_no_other_numbers(form: Any) -> None:
    for seed in range(6):
        report = report_pages.invent(seed, form)
        source = LAYOUTS["fused"](report)
        blanked = with_blanks(source, BLANKS["text"], 0.3, random.Random(seed))
        assert figures(read_source(blanked, html=False)) == figures(read_source(source, html=False))


def test_a_report_without_a_title_is_known_by_heads_with_blanks_inside_them() -> None:
    text = (
        "第二 十条第（一）项 |\n信 息内容 | 本年 制发件数 | 本年废 止件数 | 现行有 效件数 |\n"
        "规 章 | 1 | 0 | 2 |\n行政规范 性文件 | 3 | 4 | 5 |\n"
    )
    document = read_source(text, html=False)
    assert document.kind == "annual_report"
    assert list(figures(document).values()) == [1, 0, 2, 3, 4, 5]


def test_empty_cells_are_null_and_not_zero() -> None:
    report = report_pages.invent(3, 2021)
    source = LAYOUTS["html_bare"](report)
    for digit in "0123456789":
        source = source.replace(f">{digit}</td>", "></td>")
    document = read_source(source, html=True)
    blanked = [place for place, value in report.cells.items() if value in range(10)]
    assert blanked
    assert {figures(document)[place] for place in blanked} == {None}


def test_a_value_only_in_the_total_column_fills_only_that() -> None:
    rows = "\n".join(
        f"{label} | {'5' if name == 'received' else '0'} | ||||||||" for name, label in PRINTED.items()
    )
    document = read_source(
        f"第二十条第（一）项 | |||\n信息内容 | 本年制发件数 |\n申请人情况 | |\n{rows}\n", html=False
    )
    found = figures(document)
    assert found["applications", "received", "total"] == 5
    assert found["applications", "received", "natural_person"] is None


def test_a_unit_printed_in_a_cell_is_told() -> None:
    text = (
        "第二十条第（九）项 |\n信息内容 | 采购项目数量 | 采购总金额 |\n政府集中采购 | 3 | 160.5964万元 |\n"
        "第二十条第（一）项 |\n信息内容 | 本年新制作数量 | 本年新公开数量 | 对外公开总数量 |\n"
        "规章 | 0 | / | 2 |\n"
    )
    document = read_source(text, html=False)
    assert figures(document)["disclosure", "procurement", "amount"] == 160.5964
    assert figures(document)["disclosure", "regulations", "newly_disclosed"] is None
    assert "unit_in_cell" in {finding.kind for finding in document.findings}


def test_a_report_without_tables_has_no_figures_and_says_so() -> None:
    text = "样例市2023年政府信息公开工作年度报告\n2023年共收到政府信息公开申请146件，已答复申请141件。"
    document = read_source(text, html=False)
    assert document.figures == ()
    assert [finding.kind for finding in document.findings] == ["tables_lost"]
    told = {(check.row, check.expected, check.holds) for check in document.checks}
    assert told == {("received", 146, None), ("handled", 141, None)}


def test_text_and_table_that_differ_are_reported() -> None:
    report = report_pages.invent(5, 2021)
    received = report.row("received")[6]
    source = LAYOUTS["pipes"](report).replace(f"申请{received}件", f"申请{received + 4}件")
    narrated = [check for check in read_source(source, html=False).checks if check.check == "C7"]
    assert [(check.expected, check.found, check.holds) for check in narrated] == [
        (received + 4, received, False)
    ]


def test_the_vocabulary_documents_every_row_and_column() -> None:
    printed = as_markdown()
    for term in (*APPLICATION_ROWS, *APPLICATION_COLUMNS, *REVIEW_ROWS, *REVIEW_COLUMNS, *DISCLOSURE_ROWS):
        assert f"`{term.name}`" in printed


# --- the labelled reports, where the data folder is at hand ---

ROWS = {
    "new": "received", "carried_in": "carried_in", "open": "granted", "partial": "partly_granted",
    "result_total": "handled", "carried_out": "carried_out",
    "other1": "other_not_corrected", "other2": "other_fee_overdue", "other3": "other",
}  # fmt: skip
for _short, _prefix in (("deny", "refused_"), ("unable", "unavailable_"), ("refuse", "rejected_")):
    _names = [term.name for term in APPLICATION_ROWS if term.name.startswith(_prefix)]
    ROWS.update({f"{_short}{number}": name for number, name in enumerate(_names, 1)})


def labelled() -> list[dict[str, Any]]:
    path = SHARED / "data" / "reports.jsonl"
    return (
        [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] if path.exists() else []
    )


def expected_cells(sample: dict[str, Any], text: str) -> dict[Place, int | float | None]:
    """The labels as figures; rows that the excerpt's text does not name are left out."""
    truth: dict[Place, int | float | None] = {}
    expected = sample["expected"]
    for short, values in (expected.get("applications_rows") or {}).items():
        for column, value in zip(APPLICATION_COLUMNS, values, strict=True):
            truth["applications", ROWS[short], column.name] = value
    by_label = {row.label: row for row in DISCLOSURE_ROWS}
    for label, values in (expected.get("art20") or {}).items():
        row = by_label.get(label.replace("_万元", ""))
        if row and row.label.removeprefix("行政") in text:
            columns = row.columns[int(sample["format"])]  # type: ignore[index]
            values = values if isinstance(values, list) else [values]
            truth.update({("disclosure", row.name, c): v for c, v in zip(columns, values, strict=True)})
    places = [("review", row.name, column.name) for row in REVIEW_ROWS for column in REVIEW_COLUMNS]
    truth.update(zip(places, expected.get("review15") or [], strict=False))
    return truth


@pytest.mark.parametrize("sample", labelled(), ids=lambda sample: sample["id"])
def test_the_labelled_reports_give_their_numbers(sample: dict[str, Any]) -> None:
    document = read_source(sample["excerpt"], html=False)
    found = figures(document)
    for place, value in expected_cells(sample, document.text).items():
        if place[1] == "normative_documents" and sample["layout"].startswith("fused"):
            assert found[place] is None  # no sum and no text in the excerpt splits it
        else:
            assert found.get(place) == value, place
    marks = {"rows_sum_ok": {"C3"}, "result_sum_ok": {"C2"}, "balance_ok": {"C1"}, "review_ok": {"C4"}}
    for mark, names in marks.items():
        if mark in sample["checks"]:
            verdicts = {check.holds for check in document.checks if check.check in names}
            assert (False not in verdicts) is sample["checks"][mark]


def seed(number: str) -> Document:
    paths = list((SHARED / "seeds").glob(f"{number}_*.txt"))
    if not paths:
        pytest.skip("the folder with real pages is not at hand")
    return read_source(paths[0].read_text(encoding="utf-8"), html=False)


def test_a_report_with_seven_lost_labels_is_read_whole() -> None:
    document = seed("001")
    assert len(document.figures) == 200
    assert None not in figures(document).values()
    assert figures(document)["applications", "received", "total"] == 205
    assert figures(document)["applications", "refused_third_party", "total"] == 1
    assert {check.holds for check in document.checks} == {True}


def test_a_skeleton_of_empty_cells_is_null_with_its_narrative_found() -> None:
    document = seed("002")
    assert len(document.figures) == 23 * 7
    assert set(figures(document).values()) == {None}
    assert [(c.row, c.expected) for c in document.checks if c.check == "C7"] == [("handled", 2408)]


def test_a_report_that_lost_its_tables_has_no_figures() -> None:
    document = seed("000")
    assert document.figures == ()
    assert "tables_lost" in {finding.kind for finding in document.findings}


OUTCOMES = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")
PARTS = ("行政复议", "未经复议直接起诉", "复议后起诉")


def in_cells(*texts: object) -> str:
    return "<tr>" + "".join(f"<td>{text}</td>" for text in texts) + "</tr>"


def three_tables(numbers: list[int]) -> str:
    tables = (
        in_cells(name) + in_cells(*OUTCOMES) + in_cells(*numbers[at : at + 5])
        for name, at in zip(PARTS, (0, 5, 10), strict=True)
    )
    return "".join(f"<table>{table}</table>" for table in tables)


def three_rows(numbers: list[int]) -> str:
    rows = (in_cells(name, *numbers[at : at + 5]) for name, at in zip(PARTS, (0, 5, 10), strict=True))
    return f"<table>{in_cells('', *OUTCOMES)}{''.join(rows)}</table>"


@pytest.mark.parametrize("printed", [three_tables, three_rows])
def test_a_review_table_in_parts_is_read_by_the_names_of_its_parts(printed: Any) -> None:
    report = report_pages.invent(3, 2021)
    source = report_pages.html(report)
    start = source.rindex("<table")
    end = source.index("</table>", start) + len("</table>")
    document = read_source(source[:start] + printed(report.review()) + source[end:], html=True)
    assert figures(document) == report.cells


def test_a_page_number_inside_a_table_is_no_cell_of_it() -> None:
    report = report_pages.invent(4, 2021)
    source = report_pages.html(report)
    row = source.rindex("<tr>", 0, source.index("（四）无法提供"))
    head = '<tr><td rowspan="14">三、本年度办理结果</td>'
    parted = f"{source[:row]}</tbody></table><p>3</p><table>{head}{source[row + len('<tr>') :]}"
    assert figures(read_source(parted, html=True)) == report.cells


@pytest.mark.parametrize("nothing", ["—", "-", "/", "无", "&nbsp;", ""])
def test_a_cell_without_a_number_is_null_never_nought(nothing: str) -> None:
    report = report_pages.invent(5, 2021)
    found = figures(
        read_source(report_pages.html(report).replace("<p>0</p>", f"<p>{nothing}</p>"), html=True)
    )
    assert found == {place: value or None for place, value in report.cells.items()}


def test_numbers_may_be_full_width_grouped_or_counted() -> None:
    report = report_pages.invent(6, 2021)
    source = report_pages.html(report)
    wide = str.maketrans("0123456789", "０１２３４５６７８９")
    for pattern, printed in (
        (r"<p>(\d+)</p>", lambda match: f"<p>{match[1].translate(wide)}</p>"),
        (r"<p>(\d{4,})</p>", lambda match: f"<p>{int(match[1]):,}</p>"),
        (r"<p>(\d+)</p>", lambda match: f"<p>{match[1]}件</p>"),
        (r"<p>(\d)(\d+)</p>", lambda match: f"<p><span>{match[1]}</span><span>{match[2]}</span></p>"),
    ):
        assert figures(read_source(re.sub(pattern, printed, source), html=True)) == report.cells
