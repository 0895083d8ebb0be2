"""Which report is there, late or missing: judged by the law's dates on a given day."""

from __future__ import annotations

from datetime import date

import pytest

from archive.site.coverage import coverage
from archive.store import Archive
from tests.site.samples import CITIES, add, capture, document

KNOWN = {city.slug: city for city in CITIES}


def states(archive: Archive, today: date = date(2026, 3, 1)) -> dict[str, dict[int, str]]:
    found = coverage(archive.db.conn, KNOWN, today)
    return {row.name: {cell.year: cell.state for cell in row.cells} for row in found.rows}


def own(archive: Archive, year: int, published: str | None, **facts: str) -> int:
    page = document(
        f"http://c.example/{year}/{published}", title=f"常州市{year}年政府信息公开年度报告", year=year,
        published=published,
    )  # fmt: skip
    return archive.add_document(
        capture(page.url, "changzhou", at=facts.pop("at", "2026-02-01T00:00:00Z"), **facts), page
    ).document_id


def test_the_last_day_is_on_time_and_the_next_is_late(archive: Archive) -> None:
    own(archive, 2022, "2023-03-31")
    own(archive, 2023, "2024-04-01")
    assert states(archive)["常州市"] == {
        2025: "not_due", 2024: "missing", 2023: "late", 2022: "on_time", 2021: "missing", 2020: "missing",
    }  # fmt: skip


@pytest.mark.parametrize(("today", "state"), [(date(2026, 3, 31), "not_due"), (date(2026, 4, 1), "missing")])
def test_a_report_is_missing_from_the_first_of_april_on(archive: Archive, today: date, state: str) -> None:
    own(archive, 2022, "2023-03-01")
    assert states(archive, today)["常州市"][2025] == state


def test_without_a_date_of_publication_the_list_and_then_the_first_sight_decide(archive: Archive) -> None:
    own(archive, 2021, None, listed_on="2022-06-01")
    own(archive, 2022, None, at="2023-02-01T00:00:00Z")
    own(archive, 2023, None, at="2026-02-01T00:00:00Z")
    found = states(archive)["常州市"]
    assert (found[2021], found[2022], found[2023]) == ("late", "on_time", "undated")


def test_departments_do_not_stand_in_for_the_city(archive: Archive) -> None:
    page = document(
        "http://c.example/edu",
        title="常州市教育局2023年政府信息公开年度报告",
        year=2023,
        published="2024-01-02",
    )
    add(archive, "changzhou", page)
    (row,) = coverage(archive.db.conn, KNOWN, date(2026, 3, 1)).rows
    cell = next(cell for cell in row.cells if cell.year == 2023)
    assert (cell.state, cell.others, cell.document) == ("missing", 1, None)


def test_of_two_pages_with_one_report_the_earlier_counts(archive: Archive) -> None:
    own(archive, 2023, "2024-05-01")
    first = own(archive, 2023, "2024-03-01")
    (row,) = coverage(archive.db.conn, KNOWN, date(2026, 3, 1)).rows
    assert next(cell.document for cell in row.cells if cell.year == 2023) == first


def test_a_crawled_city_without_any_report_is_all_missing_and_files_are_counted_apart(
    archive: Archive,
) -> None:
    add(archive, "zhaoyuan", document("http://z.example/plan", kind="work_plan"))
    add(archive, None, document("file:report", year=2020))
    found = coverage(archive.db.conn, KNOWN, date(2026, 5, 1))
    assert found.elsewhere == 1
    assert states(archive, date(2026, 5, 1)) == {
        "招远市": dict.fromkeys((2025, 2024, 2023, 2022, 2021), "missing")
    }
