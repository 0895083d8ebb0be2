"""The statutory tables: formats by year, sums that agree, one report misprinted on purpose."""

from __future__ import annotations

import io
from collections import defaultdict

import pytest

import replica
from replica.reports import (
    APPLICANTS,
    CARRIED_IN,
    CARRIED_OUT,
    NEW,
    RESULT_TOTAL,
    REVIEW,
    ROADS,
    TOTAL,
)

cities = pytest.mark.parametrize("city", replica.CITIES)


def reports(city: str) -> list[replica.Expected]:
    return [one for one in replica.inventory(city) if one.kind == "annual_report"]


def failing(one: replica.Expected) -> tuple[str, ...]:
    """The checks C1 to C4 that one report's figures do not pass."""
    third = {(row, column): value for (table, row, column), value in one.figures.items() if table == "三"}
    items = {row for row, _ in third} - {NEW, CARRIED_IN, CARRIED_OUT, RESULT_TOTAL}
    failed = set()
    for column in (*APPLICANTS, TOTAL):
        if (
            third[NEW, column] + third[CARRIED_IN, column]
            != third[RESULT_TOTAL, column] + third[CARRIED_OUT, column]
        ):
            failed.add("C1")
        if sum(third[row, column] for row in items) != third[RESULT_TOTAL, column]:
            failed.add("C2")
    for row in {row for row, _ in third}:
        if sum(third[row, column] for column in APPLICANTS) != third[row, TOTAL]:
            failed.add("C3")
    for road in ROADS:
        counts = [one.figures["四", road, outcome] for outcome in REVIEW]
        if sum(counts[:-1]) != counts[-1]:
            failed.add("C4")
    return tuple(sorted(failed))


@cities
def test_sums_agree_except_where_the_inventory_says_so(city: str) -> None:
    for one in reports(city):
        assert failing(one) == one.inconsistent, one.title
        assert min(one.figures[key] for key in one.figures if key[0] in "三四") >= 0


def test_one_report_is_misprinted() -> None:
    assert [one.title for city in replica.CITIES for one in reports(city) if one.inconsistent] == [
        "阜阳市2020年政府信息公开工作年度报告"
    ]


@cities
def test_what_one_year_carries_over_the_next_takes_in(city: str) -> None:
    by_unit = defaultdict(dict)
    for one in reports(city):
        by_unit[one.title.split(str(one.report_year))[0]][one.report_year] = one.figures
    for years in by_unit.values():
        assert len(years) >= 5
        for year in sorted(years)[1:]:
            for column in (*APPLICANTS, TOTAL):
                assert years[year]["三", CARRIED_IN, column] == years[year - 1]["三", CARRIED_OUT, column]


@cities
def test_both_formats_are_there_and_differ_as_the_notices_do(city: str) -> None:
    for one in reports(city):
        columns = {column for table, _, column in one.figures if table == "二"}
        rows = {row for table, row, _ in one.figures if table == "三"}
        if one.report_year >= 2021:
            assert "本年制发件数" in columns
            assert len(rows) == 25
        else:
            assert "本年新制作数量" in columns
            assert len(rows) == 23


def test_attached_tables_can_be_read_out_of_the_files(get) -> None:
    import docx
    import pdfplumber

    read = set()
    for city in replica.CITIES:
        for one in reports(city):
            for path, text in one.attachments.items():
                body = get(city, path).body
                if body.startswith(b"%PDF"):
                    with pdfplumber.open(io.BytesIO(body)) as file:
                        tables = [table for page in file.pages for table in page.extract_tables()]
                        first = file.pages[0].extract_text()
                    rows = [[cell for cell in row if cell] for table in tables for row in table]
                    read.add("pdf")
                else:
                    document = docx.Document(io.BytesIO(body))
                    rows = [
                        [cell.text for cell in row.cells] for table in document.tables for row in table.rows
                    ]
                    first = document.paragraphs[0].text
                    read.add("docx")
                assert first[:20] == text[:20]
                wanted = [str(one.figures["三", NEW, column]) for column in (*APPLICANTS, TOTAL)]
                assert any(row[0] == NEW and row[-7:] == wanted for row in rows), one.title
    assert read == {"pdf", "docx"}


def test_one_attachment_has_a_hostile_name(get) -> None:
    paths = [path for one in replica.inventory("changzhou") for path in one.attachments if "passwd" in path]
    assert len(paths) == 1
    answer = get("changzhou", paths[0])
    assert answer.headers["Content-Disposition"] == 'attachment; filename="../../etc/passwd"'
    assert answer.body.startswith(b"%PDF")
