"""The fifteen questions, each against an answer counted by hand."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import pytest

from archive.records import Check, Section
from archive.site import functions
from archive.site.questions import BY_SLUG, QUESTIONS
from archive.store import Archive
from tests.site.samples import CITIES, add, applications, capture, document, figures


def ask(archive: Archive, slug: str, **given: str) -> list[dict[str, Any]]:
    """The question's answer, as any sqlite3 connection with the functions gives it."""
    connection = sqlite3.connect(f"file:{archive.path}?mode=ro", uri=True)
    connection.row_factory = sqlite3.Row
    functions.register(connection, CITIES)
    question = BY_SLUG[slug]
    rows = connection.execute(question.sql, {**question.parameters, **given}).fetchall()
    connection.close()
    return [dict(row) for row in rows]


def report(archive: Archive, city: str, year: int, *numbers: Any, **facts: Any) -> int:
    """A city's own report on a year, or a unit's where ``title`` names one."""
    names = {known.slug: known.name for known in CITIES}
    facts.setdefault("title", f"{names[city]}{year}年政府信息公开工作年度报告")
    url = facts.pop("url", f"http://{city}.example/{year}/{facts['title']}")
    at = facts.pop("at", "2026-03-01T00:00:00Z")
    page = document(url, year=year, numbers=tuple(figure for part in numbers for figure in part), **facts)
    return add(archive, city, page, at=at)


def test_there_are_fifteen_and_all_of_them_run_on_an_empty_archive(archive: Archive) -> None:
    assert sorted({question.number for question in QUESTIONS}) == list(range(1, 16))
    assert [ask(archive, question.slug) for question in QUESTIONS] == [[]] * len(QUESTIONS)


def test_1_granted(archive: Archive) -> None:
    report(archive, "changzhou", 2022, applications(granted=30, partly_granted=10, handled=80))
    report(archive, "changzhou", 2023, applications(granted=1, partly_granted=1, handled=3))
    report(archive, "zhaoyuan", 2023, applications(granted=0, handled=0))
    report(archive, "zhaoyuan", 2022, applications(granted=None, partly_granted=2, handled=4))

    rows = ask(archive, "granted")

    assert [
        (r["city"], r["report_year"], r["granted_percent"], r["granted_or_partly_percent"]) for r in rows
    ] == [
        ("常州市", 2022, 37.5, 50.0),
        ("常州市", 2023, 33.3, 66.7),
        ("招远市", 2022, None, None),  # a number that cannot be read is not 0
        ("招远市", 2023, None, None),  # nothing was decided
    ]
    assert {row["city"] for row in ask(archive, "granted", city="zhaoyuan")} == {"招远市"}


def test_2_refusal_grounds_by_province_leave_out_departments(archive: Archive) -> None:
    report(archive, "changzhou", 2022, applications(refused_internal=3, refused_third_party=1, handled=50))
    report(archive, "changzhou", 2023, applications(refused_internal=2, handled=50))
    department = "常州市教育局2023年政府信息公开年度报告"
    report(archive, "changzhou", 2023, applications(refused_internal=9, handled=10), title=department)
    report(archive, "zhaoyuan", 2023, applications(refused_process=1, handled=4))

    rows = {(row["province"], row["ground"]): row for row in ask(archive, "refusal_grounds")}

    assert len(rows) == 16
    internal = rows["江苏省", "refused_internal"]
    assert (internal["reports"], internal["refused"], internal["handled"], internal["percent"]) == (
        2, 5, 100, 5.0,
    )  # fmt: skip
    assert rows["江苏省", "refused_third_party"]["percent"] == 1.0
    assert rows["山东省", "refused_process"]["percent"] == 25.0
    only = ask(archive, "refusal_grounds", from_year="2023", to_year="2023")
    assert {r["ground"]: r["percent"] for r in only if r["province"] == "江苏省"}["refused_internal"] == 4.0


def test_3_not_held(archive: Archive) -> None:
    report(
        archive, "changzhou", 2023,
        applications(unavailable_not_held=6, refused_process=3, rejected_petition=1, granted=90),
    )  # fmt: skip
    report(archive, "changzhou", 2022, applications(unavailable_not_held=1, rejected_duplicate=3))
    report(archive, "zhaoyuan", 2023, applications(unavailable_not_held=6, refused_by_law=None))

    rows = ask(archive, "not_held")

    assert [(r["not_held"], r["said_no"], r["not_held_percent"], r["main_ground"]) for r in rows] == [
        (1, 4, 25.0, "rejected_duplicate"),
        (6, 10, 60.0, "unavailable_not_held"),
        (6, None, None, None),
    ]


def test_4_and_5_corrected_and_lost_leave_pending_cases_out(archive: Archive) -> None:
    report(
        archive, "changzhou", 2023,
        figures("review", "reconsideration", upheld=6, corrected=2, other=0, pending=5, total=13),
        figures("review", "litigation_direct", upheld=3, corrected=1, other=1, pending=2, total=7),
        figures("review", "litigation_after_reconsideration", upheld=2, corrected=0, other=0, total=2),
    )  # fmt: skip

    (corrected,) = ask(archive, "reconsideration_corrected")
    assert corrected["corrected_percent"] == 25.0
    assert [(row["way"], row["lost_percent"]) for row in ask(archive, "litigation_lost")] == [
        ("litigation_direct", 20.0),
        ("litigation_after_reconsideration", 0.0),
    ]


def test_6_review_cases_per_hundred(archive: Archive) -> None:
    report(
        archive, "changzhou", 2023, applications(handled=200),
        figures("review", "reconsideration", total=13), figures("review", "litigation_direct", total=7),
        figures("review", "litigation_after_reconsideration", total=2),
    )  # fmt: skip
    (row,) = ask(archive, "review_per_hundred")
    assert (row["handled"], row["reconsiderations_per_100"], row["lawsuits_per_100"]) == (200, 6.5, 4.5)


def test_7_applicants(archive: Archive) -> None:
    for year, business, legal in ((2022, 5, 1), (2023, 20, 10)):
        report(
            archive, "changzhou", year,
            figures("applications", "received", natural_person=100 - business - legal, business=business,
                    legal_service=legal, total=100),
            figures("applications", "handled", business=50, legal_service=50, total=100),
        )  # fmt: skip
    rows = ask(archive, "applicants")
    assert [(r["report_year"], r["business_percent"], r["legal_service_percent"]) for r in rows] == [
        (2022, 5.0, 1.0),
        (2023, 20.0, 10.0),
    ]


def test_8_abuse_rules(archive: Archive) -> None:
    report(archive, "changzhou", 2023, applications(rejected_petition=8, rejected_excessive=1, handled=200))
    (row,) = ask(archive, "abuse_rules")
    assert (row["petition_percent"], row["excessive_percent"]) == (4.0, 0.5)


def test_9_backlog_and_whether_the_years_join(archive: Archive) -> None:
    report(archive, "changzhou", 2021, applications(received=90, carried_in=10, carried_out=5))
    report(
        archive, "changzhou", 2022, applications(received=75, carried_in=5, carried_out=8),
        title="2022年常州市人民政府政府信息公开年度报告",
    )  # fmt: skip
    report(archive, "changzhou", 2023, applications(received=60, carried_in=7, carried_out=0))
    report(archive, "changzhou", 2025, applications(received=10, carried_in=0, carried_out=1))

    rows = ask(archive, "backlog")

    assert [(r["report_year"], r["backlog_percent"], r["last_carried_out"], r["c5_holds"]) for r in rows] == [
        (2021, 5.0, None, None),
        (2022, 10.0, 5, "yes"),
        (2023, 0.0, 8, "no"),
        (2025, 10.0, None, None),
    ]


def test_10_wrong_sums_name_the_column_and_c6_is_none(archive: Archive) -> None:
    checks = (
        Check("C1", "received", "natural_person", 10, 10, True),
        Check("C2", "handled", "total", 27, 21, False),
        Check("C3", "granted", "total", 4, None, None),
        Check("C6", "normative_documents", "in_force", 643, 470, False),
    )
    wrong = report(archive, "changzhou", 2023, checks=checks)
    (row,) = ask(archive, "wrong_sums")
    assert (row["check"], row["row"], row["column"], row["expected"], row["found"], row["document"]) == (
        "C2", "handled", "total", 27, 21, wrong,
    )  # fmt: skip


def test_11_normative_documents_in_force(archive: Archive) -> None:
    for year, issued, repealed, in_force in ((2021, 69, 3, 665), (2022, 10, 5, 670), (2023, 0, 0, 500)):
        report(
            archive, "changzhou", year,
            figures("disclosure", "normative_documents", issued=issued, repealed=repealed, in_force=in_force),
        )  # fmt: skip
    rows = ask(archive, "normative_documents")
    assert [(r["report_year"], r["in_force"], r["expected"], r["difference"]) for r in rows] == [
        (2021, 665, None, None),
        (2022, 670, 670, 0),
        (2023, 500, 670, -170),
    ]


def test_12_plans_and_what_the_report_says(archive: Archive) -> None:
    for year in (2022, 2023):
        text = f"一、推进基层政务公开标准化规范化。样本{year}。"
        title = f"关于印发《常州市{year}年政务公开工作要点》的通知"
        plan = document(f"http://a.example/p{year}", kind="work_plan", title=title, year=year, text=text)
        add(archive, "changzhou", plan)
    add(archive, "changzhou", document("http://a.example/p", kind="work_plan", year=2021, text="别的要点"))
    report(archive, "changzhou", 2022, text="全年持续推进基層政務公開，样本。")
    report(archive, "changzhou", 2023, text="没有提到。")

    rows = ask(archive, "plans_and_reports", phrase="基层政务公开")

    assert [(row["report_year"], row["planned"], row["reported"]) for row in rows] == [
        (2022, "一、推进【基层政务公开】标准化规范化。样本2022。", "全年持续推进【基層政務公開】，样本。"),
        (2023, "一、推进【基层政务公开】标准化规范化。样本2023。", None),
    ]
    assert ask(archive, "plans_and_reports", phrase="公共企事业单位") == []


def test_13_late_by_the_date_that_the_law_sets_each(archive: Archive) -> None:
    report(archive, "changzhou", 2022, published="2023-03-31")
    report(archive, "changzhou", 2023, published="2024-04-02")
    report(archive, "changzhou", 2023, title="常州市教育局2023年政府信息公开年度报告", published="2024-02-10")
    report(archive, "changzhou", 2023, title="常州市武进区2023年政府信息公开年度报告", published="2024-02-10")
    report(archive, "zhaoyuan", 2023)  # no date, so not called late
    page = document("http://z.example/listed", title="招远市2022年政府信息公开年度报告", year=2022)
    archive.add_document(capture(page.url, "zhaoyuan", listed_on="2023-04-30"), page)

    rows = ask(archive, "late")

    assert [(r["unit"], r["report_year"], r["due_on"], r["days_late"]) for r in rows] == [
        ("招远市", 2022, "2023-03-31", 30),
        ("常州市教育局", 2023, "2024-01-31", 10),
        ("常州市", 2023, "2024-03-31", 2),
    ]


def test_14_changed_in_which_cell(archive: Archive) -> None:
    url = "http://c.example/r"
    report(archive, "changzhou", 2023, applications(handled=5, granted=1), url=url, text="一")
    changed = report(
        archive, "changzhou", 2023, applications(handled=6, granted=1), url=url, text="二",
        at="2026-04-01T00:00:00Z",
    )  # fmt: skip
    words = report(
        archive, "changzhou", 2023, applications(handled=6, granted=1), url=url, text="三",
        at="2026-05-01T00:00:00Z",
    )  # fmt: skip
    report(archive, "zhaoyuan", 2023, applications(handled=6))

    rows = ask(archive, "changed")

    assert [(r["document"], r["row"], r["column"], r["was"], r["became"]) for r in rows] == [
        (words, None, None, None, None),
        (changed, "handled", "total", 5, 6),
    ]


def test_15_copied_problems_and_rules_without_power(archive: Archive) -> None:
    copied = "公开内容还不够全面，主动公开的深度有待加强，解读形式较为单一，业务培训仍需深入开展。"
    own = "平台检索不便，历史数据迁移尚未完成，下一步将重建目录并补录早年文件，同时增加人手与经费投入。"
    for city, year, problems in (
        ("changzhou", 2022, copied),
        ("changzhou", 2023, copied.replace("较为", "比较")),
        ("zhaoyuan", 2023, own),
    ):
        head = "五、存在的主要问题及改进情况"
        text = f"一、总体情况\n{city}{year}。\n{head}\n{problems}"
        section = Section(5, head, text.index(head), len(text))
        report(
            archive, city, year, figures("disclosure", "regulations", issued=1, repealed=0, in_force=2),
            text=text, sections=(section,),
        )  # fmt: skip

    (pair,) = ask(archive, "copied_problems")
    assert (pair["report_year"], pair["other_year"]) == (2022, 2023)
    assert 0.6 <= pair["alike"] < 1
    assert ask(archive, "copied_problems", at_least="0.99") == []
    # 招远 is a county-level city, 常州 a city with districts.
    assert [(row["unit"], row["made"]) for row in ask(archive, "rules_without_power")] == [("招远市", 1)]


@pytest.mark.parametrize("slug", [question.slug for question in QUESTIONS])
def test_redacted_pages_answer_nothing(archive: Archive, slug: str, tmp_path: Path) -> None:
    number = report(
        archive, "zhaoyuan", 2023, applications(handled=5),
        figures("disclosure", "regulations", issued=1, repealed=0, in_force=2), published="2025-01-01",
    )  # fmt: skip
    archive.db.execute("UPDATE documents SET redacted_at = '2026-05-01T00:00:00Z' WHERE id = ?", [number])
    assert ask(archive, slug) == []
