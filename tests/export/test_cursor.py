"""What is handed out after a cursor: everything new or changed, once."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from archive.errors import InputError
from archive.records import AttachmentLink
from archive.redaction import redact
from archive.store import Archive

Put = Callable[..., object]


def numbers(archive: Archive, since: str | None = None, **filters: str | int | bool) -> list[int]:
    found = archive.documents(since=since, **filters)  # type: ignore[arg-type]
    return [int(row["url"].rsplit("/", 1)[1].removesuffix(".html")) for row in found]


def cursor(archive: Archive) -> str:
    return str([row["cursor"] for row in archive.documents()][-1])


def test_without_a_cursor_every_page_comes_once(archive: Archive) -> None:
    assert numbers(archive) == list(range(1, 21))


def test_a_row_holds_the_document_and_all_that_belongs_to_it(archive: Archive) -> None:
    row = next(archive.documents())
    assert (row["title"], row["city"], row["report_year"]) == ("第1号公开年报", "sample", 2021)
    assert row["labels"] == {"发布机构": "样例市人民政府"}
    assert [(figure["column"], figure["value"]) for figure in row["figures"]] == [
        ("total", 1),
        ("other", None),
    ]
    assert row["findings"][0]["rule"] == "sample"


def test_after_the_last_cursor_nothing_comes(archive: Archive) -> None:
    assert numbers(archive, since=cursor(archive)) == []


def test_ten_changes_are_ten_documents(archive: Archive, put: Put) -> None:
    before = cursor(archive)
    for number in range(3, 13):
        put(archive, number, f"第{number}号年报修订版", day=2)
    assert sorted(numbers(archive, since=before)) == list(range(3, 13))


def test_another_visit_without_news_is_no_change(archive: Archive, put: Put) -> None:
    before = cursor(archive)
    put(archive, 5, "样例市第5号政府信息公开工作年度报告\n受理依申请公开5件", day=2)
    archive.add_visit("http://www.example.gov.cn/art/6.html", "2026-01-02T08:00:00Z")
    assert numbers(archive, since=before) == []


def test_a_page_taken_down_back_again_or_redacted_comes_again(archive: Archive, put: Put) -> None:
    before = cursor(archive)
    archive.mark_gone("http://www.example.gov.cn/art/4.html", "2026-01-02T08:00:00Z", "http_404")
    (row,) = archive.documents(since=before)
    assert row["gone_at"] == "2026-01-02T08:00:00Z"
    put(archive, 4, "样例市第4号政府信息公开工作年度报告\n受理依申请公开4件", day=3)
    (back,) = archive.documents(since=row["cursor"])
    assert (back["id"], back["gone_at"]) == (row["id"], None)
    redact(archive, back["id"], why="隐私", at="2026-01-04T08:00:00Z")
    (stub,) = archive.documents(since=back["cursor"])
    assert (stub["redacted_at"], stub["text"], stub["title"]) == ("2026-01-04T08:00:00Z", "", None)


def test_a_file_that_arrives_later_brings_its_page_again(
    archive: Archive,
    put: Put,
    attach: Callable[..., None],
    link: Callable[[int, str], AttachmentLink],
) -> None:
    put(archive, 21, "附件见后", attachments=(link(21, "年报.pdf"),))
    before = cursor(archive)
    attach(archive, 21, "附件中的复议情况")
    (row,) = archive.documents(since=before)
    assert [file["text"] for file in row["attachments"]] == ["附件中的复议情况"]
    attach(archive, 21, "附件中的复议情况", day=2)
    assert numbers(archive, since=row["cursor"]) == [], "the same file again is no news"


def test_figures_that_newer_rules_read_out_of_a_file_bring_its_page_again(
    archive: Archive,
    put: Put,
    attach: Callable[..., None],
    link: Callable[[int, str], AttachmentLink],
) -> None:
    put(archive, 21, "附件见后", attachments=(link(21, "年报.pdf"),))
    attach(archive, 21, "附件", value=7)
    before = cursor(archive)
    attach(archive, 21, "附件", value=8)
    (row,) = archive.documents(since=before)
    assert 8 in [figure["value"] for figure in row["figures"]]


def test_all_versions_come_when_asked_for(archive: Archive, put: Put) -> None:
    put(archive, 2, "第2号年报修订版", day=2)
    assert len(numbers(archive)) == 20
    assert len(numbers(archive, versions=True)) == 21


def test_filters_narrow_what_comes(archive: Archive, put: Put) -> None:
    put(archive, 30, "常州的规定", city="changzhou", kind="policy", report_year=None)
    assert numbers(archive, city="changzhou") == [30]
    assert numbers(archive, kind="annual_report", report_year=2021) == [1, 6, 11, 16]
    assert numbers(archive, published_since="2026-01-20", published_until="2026-01-21") == [19, 20]


def test_what_is_written_while_reading_is_seen_the_next_time(archive: Archive, put: Put) -> None:
    reading = archive.documents()
    first = next(reading)
    put(archive, 7, "第7号年报修订版", day=2)
    rows = [first, *reading]
    assert len(rows) == 20
    assert "修订版" not in "".join(row["text"] for row in rows)
    assert numbers(archive, since=rows[-1]["cursor"]) == [7]


@pytest.mark.parametrize(
    ("wrong", "told"), [("7", "not a cursor"), ("d999", "of another"), ("c3", "--format warc")]
)
def test_a_cursor_of_something_else_is_refused(archive: Archive, wrong: str, told: str) -> None:
    with pytest.raises(InputError, match=told):
        numbers(archive, since=wrong)


def test_an_unknown_filter_is_refused(archive: Archive) -> None:
    with pytest.raises(InputError, match="colour"):
        numbers(archive, colour="red")


def test_an_archive_from_before_changes_were_numbered_is_handed_out_whole(tmp_path: Path) -> None:
    old = sqlite3.connect(tmp_path / "old.db")
    old.executescript((Path(__file__).parents[1] / "archive" / "version_1.sql").read_text(encoding="utf-8"))
    documents = old.execute("SELECT id FROM documents WHERE current = 1 ORDER BY id").fetchall()
    old.close()
    with Archive.open(tmp_path / "old.db") as upgraded:
        assert [(row["id"],) for row in upgraded.documents()] == documents != []
