"""Captures, versions and visits."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive.bodies import MAX_BODY
from archive.errors import ArchiveError, InputError
from archive.records import (
    FIELDS,
    KINDS,
    AttachmentLink,
    Charset,
    Check,
    Document,
    Figure,
    Finding,
    Section,
    Witness,
)
from archive.store import Archive
from archive.verify import verify

if TYPE_CHECKING:
    from tests.archive.conftest import MakePage

URL = "http://www.example.gov.cn/art/1.html"
DAY = "2026-01-{:02}T08:00:00Z"


def outcomes(archive: Archive) -> list[str]:
    return [outcome for (outcome,) in archive.db.execute("SELECT outcome FROM visits ORDER BY id")]


def current(archive: Archive) -> tuple[int, ...]:
    return tuple(
        version for (version,) in archive.db.execute("SELECT version FROM documents WHERE current = 1")
    )


def test_a_page_is_new_then_unchanged_then_changed(archive: Archive, page: MakePage) -> None:
    first = archive.add_document(*page("依申请公开情况", at=DAY.format(1)))
    again = archive.add_document(*page("依申请公开情况", at=DAY.format(2)))
    other = archive.add_document(*page("依申请公开情况及复议", at=DAY.format(3)))
    assert [added.outcome for added in (first, again, other)] == ["new", "unchanged", "changed"]
    assert [added.version for added in (first, again, other)] == [1, 1, 2]
    assert current(archive) == (2,)
    seen = archive.db.execute("SELECT first_seen, last_seen FROM documents ORDER BY version").fetchall()
    assert seen == [(DAY.format(1), DAY.format(2)), (DAY.format(3), DAY.format(3))]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("要点\n浏览次数：833", "要点\n浏览次数：12,834"),
        ("要点 浏 览 次 数: [833次]", "要点 浏 览 次 数: [834次]"),
        ("今天是2026年1月1日 星期四\n要点", "今天是2026年1月2日 星期五\n要点"),
        ("要点\n\n  全文", "要点\n全文"),
    ],
)
def test_counters_and_the_date_of_today_make_no_version(
    archive: Archive, page: MakePage, before: str, after: str
) -> None:
    archive.add_document(*page(before, at=DAY.format(1)))
    assert archive.add_document(*page(after, at=DAY.format(2))).outcome == "unchanged"
    assert archive.body(
        str(archive.db.execute("SELECT body_sha256 FROM captures WHERE id = 2").fetchone()[0])
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("网站浏览量：120万次", "网站浏览量：130万次"),
        ("网站全年访问量 8330 次", "网站全年访问量 8340 次"),
        ("受理申请 12 件", "受理申请 13 件"),
    ],
)
def test_a_number_that_the_page_reports_does(
    archive: Archive, page: MakePage, before: str, after: str
) -> None:
    archive.add_document(*page(before, at=DAY.format(1)))
    assert archive.add_document(*page(after, at=DAY.format(2))).outcome == "changed"


def test_the_catalogue_counts_but_not_its_counter(archive: Archive, page: MakePage) -> None:
    archive.add_document(*page("要点", at=DAY.format(1), catalogue={"validity": "in_force", "views": 3}))
    same = page("要点", at=DAY.format(2), catalogue={"validity": "in_force", "views": 99})
    repealed = page("要点", at=DAY.format(3), catalogue={"validity": "repealed", "views": 99})
    assert archive.add_document(*same).outcome == "unchanged"
    assert archive.add_document(*repealed).outcome == "changed"


def test_a_nonce_in_a_link_makes_no_version_but_another_file_does(archive: Archive, page: MakePage) -> None:
    def linking(at: str, url: str) -> tuple[object, ...]:
        return page("附件", at=at, attachments=(AttachmentLink(url, "附件.pdf", 0),))

    archive.add_document(*linking(DAY.format(1), "http://x.cn/down;jsessionid=A1?file=7&_=1"))
    nonce = archive.add_document(*linking(DAY.format(2), "http://x.cn/down;jsessionid=B2?file=7&_=2"))
    file = archive.add_document(*linking(DAY.format(3), "http://x.cn/down?file=8"))
    assert (nonce.outcome, file.outcome) == ("unchanged", "changed")


def test_the_same_bytes_are_no_new_version_even_when_newer_rules_read_them_otherwise(
    archive: Archive, page: MakePage
) -> None:
    archive.add_document(*page("旧读法", at=DAY.format(1), body=b"<p>bytes"))
    assert archive.add_document(*page("新读法", at=DAY.format(2), body=b"<p>bytes")).outcome == "unchanged"


def test_the_same_capture_twice_changes_nothing(archive: Archive, page: MakePage) -> None:
    archive.add_document(*page("要点"))
    before = list(archive.db.iterdump())
    assert archive.add_document(*page("要点")).outcome == "unchanged"
    assert list(archive.db.iterdump()) == before


def test_a_page_that_goes_back_to_old_words_has_a_third_version(archive: Archive, page: MakePage) -> None:
    for day, words in enumerate(("甲", "乙", "甲"), start=1):
        added = archive.add_document(*page(words, at=DAY.format(day)))
    assert (added.version, added.outcome) == (3, "changed")


def test_captures_that_come_late_take_their_place_in_time(archive: Archive, page: MakePage) -> None:
    archive.add_document(*page("新", at=DAY.format(20)))
    archive.add_document(*page("旧", at=DAY.format(5)))
    assert current(archive) == (1,)
    assert archive.add_document(*page("新", at=DAY.format(15))).outcome == "unchanged"
    assert archive.add_document(*page("旧", at=DAY.format(10))).outcome == "unchanged"
    seen = archive.db.execute(
        "SELECT text, first_seen, last_seen FROM documents ORDER BY first_seen"
    ).fetchall()
    assert seen == [("旧", DAY.format(5), DAY.format(10)), ("新", DAY.format(15), DAY.format(20))]
    assert [hit.id for hit in archive.search("旧")] == []


def test_a_page_taken_down_stays_marked_and_comes_back(archive: Archive, page: MakePage) -> None:
    archive.add_document(*page("要点", at=DAY.format(1)))
    assert archive.mark_gone(URL, DAY.format(2), "http_404")
    assert not archive.mark_gone(URL, DAY.format(3), "http_404"), "known already"
    assert archive.db.execute("SELECT gone_at, gone_why FROM documents").fetchone() == (
        DAY.format(2),
        "http_404",
    )
    assert archive.search("要点"), "still found"
    assert archive.add_document(*page("要点", at=DAY.format(4))).outcome == "unchanged"
    assert archive.db.execute("SELECT gone_at FROM documents").fetchone() == (None,)
    assert outcomes(archive) == ["new", "gone", "back"]
    changes = archive.db.execute("SELECT outcome, at FROM changes ORDER BY at").fetchall()
    assert changes == [("new", DAY.format(1)), ("gone", DAY.format(2)), ("back", DAY.format(4))]


def test_a_page_that_comes_back_changed_is_a_new_version_that_is_there(
    archive: Archive, page: MakePage
) -> None:
    archive.add_document(*page("要点", at=DAY.format(1)))
    archive.mark_gone(URL, DAY.format(2), "http_410")
    assert archive.add_document(*page("要点修订", at=DAY.format(3))).outcome == "changed"
    assert archive.db.execute("SELECT gone_at FROM documents WHERE current = 1").fetchone() == (None,)


def test_an_unmodified_page_is_a_visit(archive: Archive, page: MakePage) -> None:
    archive.add_document(*page("要点", at=DAY.format(1)))
    archive.add_visit(URL, DAY.format(2))
    assert outcomes(archive) == ["new", "not_modified"]
    assert archive.db.execute("SELECT last_seen FROM documents").fetchone() == (DAY.format(2),)
    with pytest.raises(ArchiveError, match="not in the archive"):
        archive.add_visit("http://www.example.gov.cn/unknown", DAY.format(2))
    assert not archive.mark_gone("http://www.example.gov.cn/unknown", DAY.format(2), "http_404")


def test_a_capture_comes_back_byte_for_byte(archive: Archive, page: MakePage) -> None:
    capture, document = page("要点", body=bytes(range(256)) * 50, city="changzhou")
    archive.add_document(capture, document)
    assert archive.capture(1) == capture


def test_bodies_are_stored_once(archive: Archive, page: MakePage) -> None:
    for number in range(3):
        archive.add_document(*page("同", url=f"http://www.example.gov.cn/{number}", body=b"<p>the same"))
    assert archive.db.execute("SELECT count(*) FROM bodies").fetchone() == (1,)


def test_a_body_beyond_the_limit_is_refused_and_nothing_is_stored(archive: Archive, page: MakePage) -> None:
    with pytest.raises(InputError, match="64,000,001 bytes"):
        archive.add_document(*page("大", body=b"x" * (MAX_BODY + 1)))
    assert archive.db.execute("SELECT count(*) FROM captures").fetchone() == (0,)


def test_a_document_that_cannot_be_stored_leaves_nothing_behind(archive: Archive, page: MakePage) -> None:
    capture, document = page("要点", findings=(Finding("damage", 0, 1, "要", None, "lost", "rule"),))
    broken = replace(document, checks=(Check("C1", None, "总计", 1, 1, True),))  # type: ignore[arg-type]
    with pytest.raises(sqlite3.IntegrityError):
        archive.add_document(capture, broken)
    for table in ("bodies", "captures", "documents", "findings", "visits"):
        assert archive.db.table(table).count == 0


def test_an_outer_transaction_takes_all_or_nothing(archive: Archive, page: MakePage) -> None:
    def crawl() -> None:
        with archive.transaction():
            archive.add_document(*page("要点"))
            raise RuntimeError("the crawl was stopped")

    with pytest.raises(RuntimeError):
        crawl()
    assert archive.db.table("documents").count == 0
    assert archive.search("要点") == []


def test_inside_an_outer_transaction_a_failed_document_takes_back_only_itself(
    archive: Archive, page: MakePage
) -> None:
    with archive.transaction():
        archive.add_document(*page("好"))
        with pytest.raises(InputError):
            archive.add_document(*page("大", url="http://x.cn/2", body=b"x" * (MAX_BODY + 1)))
    assert archive.db.table("captures").count == 1


# Attachments


def with_attachment(page: MakePage, text: str, day: int) -> tuple[object, ...]:
    links = (AttachmentLink("http://x.cn/a.pdf", "附件1", 0), AttachmentLink("http://x.cn/b.pdf", "附件2", 3))
    return page(text, at=DAY.format(day), attachments=links)


def test_a_file_is_found_through_its_page_and_its_figures_are_the_page_s(
    archive: Archive, page: MakePage
) -> None:
    archive.add_document(*with_attachment(page, "现予公布", 1))
    file = page(
        "行政复议结果纠正", url="http://x.cn/a.pdf", body=b"%PDF-", figures=(Figure("四", "复议", "纠正", 3),)
    )
    archive.add_attachment(*file, page_url=URL)
    assert [hit.url for hit in archive.search("结果纠正")] == [URL]
    found = archive.db.execute(
        "SELECT value, name FROM figures JOIN attachments ON attachments.id = attachment"
    ).fetchall()
    assert found == [(3, "附件1")]
    assert archive.document(1).figures == (), "read from the file, not from the page"


def test_a_new_version_of_the_page_keeps_the_files_it_still_points_to(
    archive: Archive, page: MakePage
) -> None:
    archive.add_document(*with_attachment(page, "现予公布", 1))
    file = page(
        "结果纠正", url="http://x.cn/a.pdf", body=b"%PDF-", figures=(Figure("四", "复议", "纠正", 3),)
    )
    archive.add_attachment(*file, page_url=URL)
    archive.add_document(*with_attachment(page, "现予重新公布", 2))
    assert [hit.id for hit in archive.search("结果纠正")] == [2]
    assert archive.db.execute("SELECT document FROM figures ORDER BY id").fetchall() == [(1,), (2,)]


def test_a_file_that_changed_is_found_by_its_new_words_only(archive: Archive, page: MakePage) -> None:
    archive.add_document(*with_attachment(page, "现予公布", 1))
    for day, words in ((1, "旧表"), (2, "新表")):
        file = page(words, url="http://x.cn/a.pdf", at=DAY.format(day), body=words.encode())
        archive.add_attachment(*file, page_url=URL)
    assert archive.search("旧表") == []
    assert archive.search("新表")
    assert outcomes(archive) == ["new", "new", "changed"]


def test_a_file_of_an_unknown_page_is_refused(archive: Archive, page: MakePage) -> None:
    with pytest.raises(ArchiveError, match=r"http://x\.cn/none"):
        archive.add_attachment(*page("表", url="http://x.cn/a.pdf"), page_url="http://x.cn/none")
    assert archive.db.table("bodies").count == 0


# Reading again


def test_a_newer_reading_takes_the_place_of_the_former_which_is_kept(
    archive: Archive, page: MakePage
) -> None:
    former = page("規(guī)章", findings=(Finding("pinyin", 1, 6, "(guī)", None, "lost", "r"),))
    added = archive.add_document(*former)
    links = (AttachmentLink("http://x.cn/a.pdf", "附件", 0),)
    newer = replace(former.document, text="規章", reader="sample 2", findings=(), attachments=links)
    assert archive.replace_reading(added.document_id, newer, at=DAY.format(9))
    assert archive.document(added.document_id) == replace(newer, catalogue=dict.fromkeys(FIELDS))
    assert [hit.id for hit in archive.search("规章")] == [added.document_id]
    reader, reading = archive.db.execute("SELECT reader, reading FROM readings").fetchone()
    assert reader == "sample 1"
    assert "規(guī)章" in reading


def test_a_reading_that_says_the_same_only_notes_the_newer_rules(archive: Archive, page: MakePage) -> None:
    capture, document = page("要点")
    archive.add_document(capture, document)
    assert not archive.replace_reading(1, replace(document, reader="sample 2"), at=DAY.format(9))
    assert archive.document(1).reader == "sample 2"
    assert archive.db.table("readings").count == 0


# What goes in comes out

words = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
spots = st.integers(0, 10_000)
numbers = st.none() | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False, allow_infinity=False)
certainties = st.sampled_from(["proved", "inferred", "lost"])
documents = st.builds(
    Document,
    url=st.just(URL),
    title=st.none() | words,
    kind=st.sampled_from(KINDS),
    report_year=st.none() | st.integers(1990, 2100),
    catalogue=st.fixed_dictionaries(
        {field: st.none() | (st.integers(0, 10**9) if field == "views" else words) for field in FIELDS}
    ),
    labels=st.dictionaries(words, words, max_size=3),
    raw_text=words,
    text=words,
    findings=st.builds(
        Finding, words, spots, spots, words, st.none() | words, certainties, words, st.none() | words
    ).map(lambda finding: (finding,)),
    charset=st.builds(Charset, words, st.floats(0, 1), spots, st.none() | words),
    reader=words,
    witnesses=st.lists(st.builds(Witness, words, words, words), max_size=2).map(tuple),
    sections=st.lists(st.builds(Section, spots, words, spots, spots), max_size=2).map(tuple),
    figures=st.lists(st.builds(Figure, words, words, words, numbers, certainties), max_size=3).map(tuple),
    checks=st.lists(
        st.builds(Check, words, words, words, numbers, numbers, st.none() | st.booleans()), max_size=2
    ).map(tuple),
    attachments=st.lists(st.builds(AttachmentLink, words, words, spots), max_size=2).map(tuple),
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(document=documents, number=st.integers(0, 2**60))
def test_any_document_comes_back_as_it_was(
    archive: Archive, page: MakePage, document: Document, number: int
) -> None:
    capture = replace(page("").capture, url=f"http://www.example.gov.cn/{number}")
    known = archive.db.execute("SELECT 1 FROM documents WHERE url = ?", (capture.url,)).fetchone()
    document = replace(document, url=capture.url)
    added = archive.add_document(capture, document)
    assert known or archive.document(added.document_id) == document


def test_the_index_follows_every_change(archive: Archive, page: MakePage) -> None:
    archive.add_document(*with_attachment(page, "甲", 1))
    archive.add_attachment(*page("附件", url="http://x.cn/a.pdf", body=b"%PDF"), page_url=URL)
    archive.add_document(*with_attachment(page, "乙", 2))
    archive.replace_reading(2, page("丙", reader="sample 2").document, at=DAY.format(3))
    archive.mark_gone(URL, DAY.format(4), "http_404")
    faults = [
        step.fault for step in verify(archive, lambda capture: archive.document(2)) if step.what == "index"
    ]
    assert faults == [None]


def test_a_file_that_is_also_a_page_of_its_own_has_its_own_history(archive: Archive, page: MakePage) -> None:
    archive.add_document(*with_attachment(page, "现予公布", 1))
    archive.add_attachment(*page("表", url="http://x.cn/a.pdf", at=DAY.format(5)), page_url=URL)
    assert archive.add_document(*page("表", url="http://x.cn/a.pdf", at=DAY.format(3))).outcome == "new"
    assert sorted(hit.url for hit in archive.search("表")) == [URL, "http://x.cn/a.pdf"]
    assert [hit.url for hit in archive.search("现予公布")] == [URL]
