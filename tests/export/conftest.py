"""An archive of invented pages: what they say, their names and numbers are samples."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from archive.records import AttachmentLink, Capture, Charset, Document, Figure, Finding, Hints
from archive.store import Added, Archive

ORIGIN = "http://www.example.gov.cn"
DAY = "2026-01-{:02}T08:00:00Z"

Put = Callable[..., Added]


def _put(archive: Archive, number: int, text: str, *, day: int = 1, **said: Any) -> Added:
    url = said.pop("url", f"{ORIGIN}/art/{number}.html")
    city = said.pop("city", "sample")
    body = f"<html><body>{text}</body></html>".encode()
    headers = (("Content-Type", "text/html; charset=utf-8"),)
    facts: dict[str, Any] = {
        "title": f"第{number}号公开年报",
        "kind": "annual_report",
        "report_year": 2020 + number % 5,
        "catalogue": {"issuing_body": "样例市人民政府", "published_on": f"2026-01-{number % 28 + 1:02}"},
        "labels": {"发布机构": "样例市人民政府"},
        "raw_text": text,
        "findings": (Finding("space", 0, 1, text[:1], None, "lost", "sample"),),
        "charset": Charset("utf-8", 1.0),
        "reader": "sample 1",
        "figures": (Figure("requests", "new", "total", number), Figure("requests", "new", "other", None)),
        **said,
    }
    capture = Capture(url, DAY.format(day), 200, headers, body, Hints(city=city))
    return archive.add_document(capture, Document(url=url, text=text, **facts))


def _attach(archive: Archive, number: int, text: str, *, value: int = 7, day: int = 1) -> None:
    url = f"{ORIGIN}/files/{number}.pdf"
    page = f"{ORIGIN}/art/{number}.html"
    file = Capture(
        url, DAY.format(day), 200, (("Content-Type", "application/pdf"),), b"%PDF-1.4 " + text.encode()
    )
    document = Document(
        url, "附件.pdf", "other", None, {}, {}, text, text, (), Charset("utf-8", 1.0), "sample 1",
        figures=(Figure("requests", "file", "total", value),),
    )  # fmt: skip
    archive.add_attachment(file, document, page_url=page)


@pytest.fixture(scope="session")
def put() -> Put:
    """Archives a page: ``put(archive, number, text, day=…, any field of the document)``."""
    return _put


@pytest.fixture(scope="session")
def attach() -> Callable[..., None]:
    """Archives a file of page ``number``; the page must name it among its attachments."""
    return _attach


@pytest.fixture(scope="session")
def link() -> Callable[[int, str], AttachmentLink]:
    """The link to the file of page ``number``."""
    return lambda number, name: AttachmentLink(f"{ORIGIN}/files/{number}.pdf", name, 0)


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    """An archive of twenty pages."""
    with Archive.open(tmp_path / "archive.db", create=True) as archive:
        for number in range(1, 21):
            _put(archive, number, f"样例市第{number}号政府信息公开工作年度报告\n受理依申请公开{number}件")
        yield archive
