"""A redacted page is gone from the file, and its stub says what was there, when and why."""

from __future__ import annotations

import random
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from archive.compaction import compact
from archive.errors import ArchiveError
from archive.records import AttachmentLink, Figure, Finding, Witness
from archive.redaction import redact
from archive.store import Archive
from archive.verify import verify

if TYPE_CHECKING:
    from tests.archive.conftest import MakePage

NOW = "2026-02-01T00:00:00Z"
SECRET = "𠮷鑫某某身份证"


def everything_in(archive: Archive) -> bytes:
    return b"".join(path.read_bytes() for path in Path(archive.path).parent.glob(f"{archive.path.name}*"))


@pytest.fixture
def archived(archive: Archive, page: MakePage) -> Archive:
    links = (AttachmentLink("http://x.cn/a.txt", f"{SECRET}.txt", 0),)
    for day, more in ((1, ""), (2, "修订")):
        archive.add_document(
            *page(
                f"关于{SECRET}的公示{more}", url="http://x.cn/1", at=f"2026-01-0{day}T00:00:00Z",
                title=f"{SECRET}公示", body=f"<p>{SECRET}{more}".encode(), kind="policy",
                catalogue={"summary": SECRET}, labels={"姓名": SECRET}, attachments=links,
                findings=(Finding("k", 2, 4, SECRET, None, "lost", "r"),),
                figures=(Figure("t", SECRET, "c", 1),), witnesses=(Witness("title", SECRET, "meta"),),
            )
        )  # fmt: skip
    file = page(f"附件{SECRET}", url="http://x.cn/a.txt", body=SECRET.encode(), title=SECRET)
    archive.add_attachment(*file, page_url="http://x.cn/1")
    for number in range(60):
        own = random.Random(number).randbytes(400).hex()
        body = f"<p>{'共同的页面框架' * 400}{own}".encode()
        archive.add_document(*page(f"其他页面{number}", url=f"http://x.cn/other/{number}", body=body))
    return archive


def test_nothing_of_the_page_is_left_in_the_file(archived: Archive) -> None:
    compact(archived, at=NOW)
    assert archived.search(SECRET)
    assert SECRET.encode() in everything_in(archived)
    redact(archived, 1, why="当事人申请", at=NOW)
    assert archived.search(SECRET) == []
    left = everything_in(archived)
    assert SECRET.encode() not in left
    assert SECRET[:2].encode() not in left, "the search index knows a text as pairs of characters"


def test_the_stub_can_be_audited(archived: Archive) -> None:
    removed = redact(archived, 2, why="当事人申请", at=NOW)
    assert removed.versions == 2
    assert sha256(f"<p>{SECRET}".encode()).hexdigest() in removed.bodies
    rows = archived.db.execute(
        "SELECT url, version, kind, first_seen, redacted_at, redacted_why, text FROM documents"
        " WHERE url = 'http://x.cn/1' ORDER BY version"
    ).fetchall()
    assert rows[0] == ("http://x.cn/1", 1, "policy", "2026-01-01T00:00:00Z", NOW, "当事人申请", "")
    (bodies,) = archived.db.execute("SELECT bodies FROM redactions").fetchone()
    assert all(digest in bodies for digest in removed.bodies)
    with pytest.raises(ArchiveError, match="redacted"):
        archived.capture(1)


def test_the_rest_of_the_archive_is_whole(archived: Archive) -> None:
    compact(archived, at="2026-01-31T00:00:00Z")
    redact(archived, 1, why="x", at=NOW)
    assert archived.db.execute("SELECT DISTINCT trained_at FROM dictionaries").fetchall() == [(NOW,)], (
        "the dictionary trained on the page's bytes is replaced too"
    )
    by_url = {url: number for number, url in archived.db.execute("SELECT id, url FROM documents")}
    steps = list(verify(archived, lambda capture: archived.document(by_url[capture.url])))
    assert [step.fault for step in steps if step.fault] == []
    assert archived.search("其他页面59")


def test_a_later_crawl_does_not_store_it_again(archived: Archive, page: MakePage) -> None:
    redact(archived, 1, why="x", at=NOW)
    again = page(f"{SECRET}又来", url="http://x.cn/1", at="2026-03-01T00:00:00Z")
    assert archived.add_document(*again).outcome == "redacted"
    file = page(SECRET, url="http://x.cn/a.txt", body=b"again")
    assert archived.add_attachment(*file, page_url="http://x.cn/1") is False
    assert SECRET.encode() not in everything_in(archived)


@pytest.mark.parametrize(
    ("url", "body"),
    [
        ("http://x.cn/a.txt", SECRET.encode()),
        ("http://x.cn/a.txt", f"{SECRET}, saved anew".encode()),
        ("http://mirror.cn/b.txt", SECRET.encode()),
        ("http://mirror.cn/1", f"<p>{SECRET}".encode()),
    ],
    ids=["a removed file", "another file in its place", "the file elsewhere", "the page elsewhere"],
)
def test_nor_does_it_come_back_with_somebody_elses_crawl(
    archived: Archive, page: MakePage, url: str, body: bytes
) -> None:
    redact(archived, 1, why="x", at=NOW)
    found = page(f"附件{SECRET}", url=url, body=body, at="2026-03-01T00:00:00Z", title=SECRET)
    came = archived.add_document(*found)
    assert came.outcome == "redacted"
    (stub,) = archived.db.execute("SELECT url FROM documents WHERE id = ?", [came.document_id]).fetchone()
    assert stub == "http://x.cn/1", "the stub says why"
    assert archived.add_attachment(*found, page_url="http://x.cn/other/1") is False
    assert archived.search(SECRET) == []
    assert SECRET.encode() not in everything_in(archived)


def test_a_file_that_another_page_points_to_as_well_stays_and_comes_as_ever(
    archived: Archive, page: MakePage
) -> None:
    form = page("申请表", url="http://x.cn/form.txt", body="空白申请表".encode())
    links = (AttachmentLink("http://x.cn/form.txt", "申请表.txt", 0),)
    for number in (1, 2):
        url = f"http://x.cn/with-form/{number}"
        archive_page = archived.add_document(*page(f"附表{number}", url=url, attachments=links))
        archived.add_attachment(*form, page_url=url)
        if number == 1:
            first = archive_page.document_id
    redact(archived, first, why="x", at=NOW)
    assert [hit.url for hit in archived.search("申请表")] == ["http://x.cn/with-form/2"]
    elsewhere = page("申请表", url="http://y.cn/form.txt", body="空白申请表".encode())
    assert archived.add_document(*elsewhere).outcome == "new"


def test_bytes_that_another_page_sent_too_stay_there_and_it_is_named(
    archive: Archive, page: MakePage
) -> None:
    for number in (1, 2):
        archive.add_document(*page("同", url=f"http://x.cn/{number}", body=b"<p>the same bytes"))
    assert redact(archive, 1, why="x", at=NOW).also_at == ("http://x.cn/2",)
    assert archive.capture(2).body == b"<p>the same bytes"


def test_redacting_twice_changes_nothing_more(archived: Archive) -> None:
    first = redact(archived, 1, why="x", at=NOW)
    redact(archived, 1, why="x", at=NOW)
    (bodies,) = archived.db.execute("SELECT bodies FROM redactions").fetchone()
    assert all(digest in bodies for digest in first.bodies)


def test_an_unknown_document(archive: Archive) -> None:
    with pytest.raises(ArchiveError, match="no document 9"):
        redact(archive, 9, why="x", at=NOW)
