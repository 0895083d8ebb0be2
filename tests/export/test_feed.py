"""The Atom feed of new documents."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from lxml import etree

from archive.feed import NEWEST, feed
from archive.redaction import redact
from archive.store import Archive

ATOM = "{http://www.w3.org/2005/Atom}"


def entries(archive: Archive, **filters: Any) -> list[dict[str, Any]]:
    root = etree.fromstring(feed(archive.db.conn, address="http://127.0.0.1:8001", **filters))
    assert root.tag == f"{ATOM}feed"
    assert all(root.findtext(f"{ATOM}{name}") for name in ("id", "title", "updated"))
    return [
        {
            **{
                name: entry.findtext(f"{ATOM}{name}")
                for name in ("id", "title", "updated", "published", "summary")
            },
            "author": entry.findtext(f"{ATOM}author/{ATOM}name"),
            **{link.get("rel"): link.get("href") for link in entry.findall(f"{ATOM}link")},
        }
        for entry in root.findall(f"{ATOM}entry")
    ]


def test_the_latest_come_first(archive: Archive, put: Callable[..., Any]) -> None:
    put(archive, 31, "新来的\n  公告", day=9)
    put(archive, 3, "第3号年报修订版", day=8)
    first, second, *others = entries(archive)
    assert (first["title"], first["summary"], first["author"]) == (
        "第31号公开年报",
        "新来的 公告",
        "样例市人民政府",
    )
    assert (first["updated"], first["published"]) == ("2026-01-09T08:00:00Z", "2026-01-04T00:00:00+08:00")
    assert first["alternate"] == "http://127.0.0.1:8001/documents/21"
    assert first["via"] == "http://www.example.gov.cn/art/31.html"
    assert second["title"] == "第3号公开年报（第2版）"
    assert len(others) == 20


def test_entries_keep_their_ids_and_have_one_each(archive: Archive) -> None:
    ids = [entry["id"] for entry in entries(archive)]
    assert len(set(ids)) == 20
    assert [entry["id"] for entry in entries(archive)] == ids


def test_filters_choose_and_the_length_is_bounded(archive: Archive, put: Callable[..., Any]) -> None:
    assert len(entries(archive, report_year=2021)) == 4
    assert entries(archive, city="nowhere") == []
    with archive.transaction():
        for number in range(100, 100 + NEWEST + 5):
            put(archive, number, f"公告{number}", figures=())
    assert len(entries(archive)) == NEWEST


def test_hostile_content_is_text_and_redacted_content_is_gone(
    archive: Archive, put: Callable[..., Any]
) -> None:
    put(
        archive,
        40,
        "]]>&<b>\x00\x0b\ufffe",
        day=9,
        title="<script>alert(1)</script>\x1b",
        url="javascript:alert(1)",
    )
    hostile, *_ = entries(archive)
    assert hostile["title"] == "<script>alert(1)</script>\ufffd"
    assert "via" not in hostile
    redact(archive, 1, why="隐私", at="2026-02-01T00:00:00Z")
    assert len(entries(archive)) == 20
