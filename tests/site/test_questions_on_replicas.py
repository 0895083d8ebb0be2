"""The fifteen questions on reports as they are read, against what the replicas wrote in them.

And on the five real pages, against a count by eye, where those lie beside the project.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from archive.records import Capture, Hints
from archive.site import functions
from archive.site.cities import City
from archive.site.questions import BY_SLUG
from archive.store import Archive
from crawler.commands.serve import cities
from crawler.reading import read
from replica import CITIES, Expected
from replica.portals import inventory, portal
from replica.records import Request, Response

SEEDS = Path(__file__).parents[3] / "shared" / "seeds"
PROVINCE = {"changzhou": "江苏省", "yancheng": "江苏省", "zhaoyuan": "山东省", "fuyang": "安徽省"}
REFUSED = "（三）不予公开/"
DIRECT, AFTERWARDS = "行政诉讼/未经复议直接起诉", "行政诉讼/复议后起诉"
SAID_NO = (REFUSED, "（四）无法提供/", "（五）不予处理/")


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    """The replicas' annual reports and work plans, the second edition's changed reports among them."""
    with Archive.open(tmp_path_factory.mktemp("replicas") / "gongkai.db", create=True) as archive:
        for city in CITIES:
            first = {one.path: one for one in inventory(city, 1)}
            for one in inventory(city, 1):
                if one.kind in ("annual_report", "work_plan") and one.reach in ("ok", "js"):
                    add(archive, city, one, 1)
            for one in inventory(city, 2):
                if one.kind == "annual_report" and one.path in first and first[one.path] != one:
                    add(archive, city, one, 2)
        yield archive


def add(archive: Archive, city: str, one: Expected, edition: int) -> None:
    page = captured(city, one.final_path or one.path, edition, one)
    archive.add_document(page, read(page))
    for path in one.attachments:
        file = captured(city, path, edition, one)
        archive.add_attachment(file, read(file), page_url=page.url)


def captured(city: str, path: str, edition: int, one: Expected) -> Capture:
    answer = fetched(city, path, edition)
    headers = [("Content-Type", answer.content_type)] if answer.content_type else []
    return Capture(
        f"http://www.{city}.gov.cn{path}", f"2026-0{edition}-01T00:00:00Z", 200,
        (*headers, *answer.headers), answer.body, Hints(city, one.column, one.title, one.listed_on),
    )  # fmt: skip


def fetched(city: str, path: str, edition: int) -> Response:
    site = portal(city, edition)
    if path in site.pages:
        return site.pages[path]
    parts = urlsplit(path)
    answer = site.answer(Request("GET", parts.path, dict(parse_qsl(parts.query)), {}, {}))
    assert answer is not None
    return answer


def ask(archive: Archive, slug: str, **given: str) -> list[dict[str, Any]]:
    connection = sqlite3.connect(f"file:{archive.path}?mode=ro", uri=True)
    connection.row_factory = sqlite3.Row
    functions.register(connection, cities())
    question = BY_SLUG[slug]
    rows = [dict(row) for row in connection.execute(question.sql, {**question.parameters, **given})]
    connection.close()
    return rows


class Truth:
    """One report's numbers as the replica wrote them."""

    def __init__(self, city: City, one: Expected) -> None:
        self.city, self.one = city, one
        self.own = one.title.startswith(f"{city.name}2")
        self.key = (city.name, one.title.split(str(one.report_year))[0], one.report_year)

    def total(self, *rows: str, column: str = "总计") -> int:
        """Table 三's column, over all rows that begin so."""
        return sum(
            int(value) for (table, row, name), value in self.one.figures.items()
            if table == "三" and name == column and row.startswith(rows)
        )  # fmt: skip

    def handled(self) -> int:
        return self.total("（七）总计")

    def review(self, road: str, outcome: str) -> int:
        return int(self.one.figures["四", road, outcome])

    def corrected(self, road: str) -> float | None:
        """Corrected cases in a hundred that were decided."""
        return per_cent(
            self.review(road, "结果纠正"), self.review(road, "总计") - self.review(road, "尚未审结")
        )

    def problems(self) -> str:
        """Section five; empty where the report is an attachment."""
        _, heading, rest = self.one.text.partition("五、存在的主要问题及改进情况")
        return heading + rest.partition("六、其他")[0]


@pytest.fixture(scope="module")
def truths() -> list[Truth]:
    """Every annual report but the one whose table is emptied: nobody can count that."""
    known = {city.slug: city for city in cities()}
    return [
        Truth(known[slug], one)
        for slug in CITIES
        for one in inventory(slug, 1)
        if one.kind == "annual_report" and one.reach in ("ok", "js") and "emptied_table" not in one.damage
    ]


def by_report(rows: list[dict[str, Any]], *columns: str) -> dict[Any, tuple[Any, ...]]:
    answers = {(r["city"], r["unit"], r["report_year"]): tuple(r[c] for c in columns) for r in rows}
    assert len(answers) == len(rows)
    return answers


def per_cent(part: float, whole: float, digits: int = 1) -> float | None:
    return float(f"{100 * part / whole + 1e-9:.{digits}f}") if whole else None


def must_agree(answers: dict[Any, tuple[Any, ...]], truths: dict[Any, tuple[Any, ...]]) -> None:
    assert len(truths) > 20
    known = {key: answer for key, answer in answers.items() if key in truths}
    assert known.keys() == truths.keys()
    assert {
        key: (known[key], truths[key]) for key in truths
        if not all(found == pytest.approx(told, abs=0.051) if told is not None else found is None
                   for found, told in zip(known[key], truths[key], strict=True))
    } == {}  # fmt: skip


def test_1_to_8_on_every_report(archive: Archive, truths: list[Truth]) -> None:
    def answers(slug: str, *columns: str) -> dict[Any, tuple[Any, ...]]:
        return by_report(ask(archive, slug, whose=""), *columns)

    must_agree(
        answers("granted", "granted_percent", "granted_or_partly_percent"),
        {t.key: (per_cent(t.total("（一）"), t.handled()), per_cent(t.total("（一）", "（二）"), t.handled()))
         for t in truths},
    )  # fmt: skip
    must_agree(
        answers("not_held", "not_held", "said_no"),
        {t.key: (t.total("（四）无法提供/1"), t.total(*SAID_NO)) for t in truths},
    )
    must_agree(
        answers("reconsideration_corrected", "corrected_percent"),
        {t.key: (t.corrected("行政复议"),) for t in truths},
    )
    lost = ask(archive, "litigation_lost", whose="")
    for way, road in (("litigation_direct", DIRECT), ("litigation_after_reconsideration", AFTERWARDS)):
        must_agree(
            by_report([row for row in lost if row["way"] == way], "lost_percent"),
            {t.key: (t.corrected(road),) for t in truths},
        )
    must_agree(
        answers("review_per_hundred", "reconsiderations_per_100", "lawsuits"),
        {t.key: (per_cent(t.review("行政复议", "总计"), t.handled()),
                 t.review(DIRECT, "总计") + t.review(AFTERWARDS, "总计"))
         for t in truths},
    )  # fmt: skip
    must_agree(
        answers("applicants", "business", "legal_service", "received"),
        {t.key: (t.total("一、", column="商业企业"), t.total("一、", column="法律服务机构"), t.total("一、"))
         for t in truths},
    )  # fmt: skip
    must_agree(
        answers("abuse_rules", "petition_percent", "excessive_percent"),
        {t.key: (per_cent(t.total("（五）不予处理/1"), t.handled(), 2),
                 per_cent(t.total("（五）不予处理/4"), t.handled(), 2)) for t in truths},
    )  # fmt: skip


def test_2_refusals_by_province(archive: Archive, truths: list[Truth]) -> None:
    refused, handled = Counter[tuple[str, str]](), Counter[str]()
    for truth in truths:
        if truth.own:
            province = PROVINCE[truth.city.slug]
            handled[province] += truth.total("（七）总计")
            for ground in range(1, 9):
                refused[province, str(ground)] += truth.total(f"{REFUSED}{ground}")
    grounds = (
        "refused_state_secret", "refused_by_law", "refused_security_stability", "refused_third_party",
        "refused_internal", "refused_process", "refused_enforcement_file", "refused_administrative_query",
    )  # fmt: skip
    rows = ask(archive, "refusal_grounds")
    assert {(r["province"], str(grounds.index(r["ground"]) + 1)): r["refused"] for r in rows} == refused
    assert {r["province"]: r["handled"] for r in rows} == handled


def test_9_backlog(archive: Archive, truths: list[Truth]) -> None:
    told = {t.key: t for t in truths}
    answers = by_report(ask(archive, "backlog", whose=""), "carried_out", "last_carried_out", "c5_holds")
    for key, truth in told.items():
        before = told.get((*key[:2], key[2] - 1))
        if before is not None:
            last = before.total("四、")
            holds = "yes" if truth.total("二、") == last else "no"
            assert answers[key] == (truth.total("四、"), last, holds), key


def test_10_the_report_that_does_not_add_up(archive: Archive) -> None:
    wrong = [one.title for city in CITIES for one in inventory(city, 1) if one.inconsistent]
    rows = ask(archive, "wrong_sums")
    assert wrong == ["阜阳市2020年政府信息公开工作年度报告"]
    assert {(row["unit"], row["report_year"]) for row in rows} == {("阜阳市", 2020)}
    assert {row["check"] for row in rows} == {"C1", "C2", "C3"}


def test_11_normative_documents(archive: Archive, truths: list[Truth]) -> None:
    answers = by_report(ask(archive, "normative_documents", whose=""), "in_force")
    told = {
        t.key: (t.one.figures["二", "行政规范性文件", "现行有效件数"],)
        for t in truths
        if ("二", "行政规范性文件", "现行有效件数") in t.one.figures
    }
    must_agree({key: value for key, value in answers.items() if value != (None,)}, told)


def test_12_plans(archive: Archive) -> None:
    named = {
        one.title for city in CITIES for one in inventory(city, 1)
        if one.kind == "work_plan" and one.reach in ("ok", "js") and "标准化" in one.text
    }  # fmt: skip
    assert len(named) > 10
    assert named <= {row["plan"] for row in ask(archive, "plans_and_reports", phrase="标准化")}


def test_13_late_reports(archive: Archive, truths: list[Truth]) -> None:
    def late(truth: Truth) -> bool:
        day = truth.one.catalogue.get("published_on", truth.one.listed_on)
        return str(day) > f"{truth.key[2] + 1}-{'03-31' if truth.own else '01-31'}"

    found = {(row["city"], row["unit"], row["report_year"]) for row in ask(archive, "late")}
    assert found == {truth.key for truth in truths if late(truth)}


def test_14_changed_reports(archive: Archive) -> None:
    changed = {
        new.title for city in CITIES for old in inventory(city, 1) for new in inventory(city, 2)
        if new.path == old.path and new != old and new.kind == "annual_report"
    }  # fmt: skip
    assert changed
    found = {(row["unit"], row["report_year"]) for row in ask(archive, "changed")}
    assert found == {(title.split("20")[0], int(title[title.index("20") :][:4])) for title in changed}


def test_15_copied_sections_and_rules_without_power(archive: Archive, truths: list[Truth]) -> None:
    whole = [truth for truth in truths if not truth.one.damage and truth.problems()]
    alike = {
        frozenset((one.key, other.key))
        for one, other in combinations(whole, 2)
        if functions.similarity(one.problems(), other.problems()) >= 0.6
    }
    rows = ask(archive, "copied_problems", at_least="0.6")
    pairs = {
        frozenset(
            ((r["city"], r["unit"], r["report_year"]), (r["other_city"], r["other_unit"], r["other_year"]))
        )
        for r in rows
    }
    kept = {truth.key for truth in whole}
    assert len(alike) > 10
    assert {pair for pair in pairs if pair <= kept} == alike

    powerless = {
        t.key for t in truths
        if not (t.own and t.city.adcode.endswith("00"))
        and any(value for (table, row, _), value in t.one.figures.items() if table == "二" and row == "规章")
    }  # fmt: skip
    found = {(r["city"], r["unit"], r["report_year"]) for r in ask(archive, "rules_without_power")}
    assert found == powerless


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the five real pages are not here")
def test_the_real_pages_answer_as_counted_by_eye(tmp_path: Path) -> None:
    """招远's report on 2023 is the one with whole tables; 盐城's and 常州's have none that can be read."""
    with Archive.open(tmp_path / "seeds.db", create=True) as archive:
        for path in sorted(SEEDS.glob("*.txt")):
            page = Capture(
                f"file:{path.name}", "2026-01-01T00:00:00Z", 200,
                (("Content-Type", "text/plain; charset=utf-8"),), path.read_bytes(),
            )  # fmt: skip
            archive.add_document(page, read(page))

        def answer(slug: str, *columns: str, **given: str) -> tuple[Any, ...]:
            rows = [row for row in ask(archive, slug, whose="", **given) if row["report_year"] == 2023]
            rows = [row for row in rows if any(row[column] is not None for column in columns)]
            assert len(rows) == 1, rows
            return tuple(rows[0][column] for column in columns)

        assert answer("granted", "handled", "granted", "partly_granted", "granted_percent") == (
            200,
            50,
            86,
            25.0,
        )
        assert answer("not_held", "not_held", "said_no", "main_ground") == (56, 58, "unavailable_not_held")
        assert answer("reconsideration_corrected", "upheld", "corrected", "other", "pending") == (2, 1, 1, 1)
        assert answer("review_per_hundred", "reconsiderations", "lawsuits") == (5, 3)
        assert answer("applicants", "received", "natural_person", "business", "legal_service") == (
            205,
            204,
            1,
            0,
        )
        assert answer("abuse_rules", "rejected_petition", "rejected_excessive") == (0, 0)
        assert answer("backlog", "received", "carried_in", "carried_out", "backlog_percent") == (
            205,
            6,
            11,
            5.2,
        )
        assert answer("normative_documents", "issued", "repealed", "in_force") == (1, 3, 12)
        assert ask(archive, "wrong_sums") == []
        grounds = {row["ground"]: row["refused"] for row in ask(archive, "refusal_grounds")}
        assert {ground for ground, refused in grounds.items() if refused} == {
            "refused_third_party", "refused_internal",
        }  # fmt: skip
        assert ask(archive, "rules_without_power") == []
