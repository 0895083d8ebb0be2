"""Whatever goes wrong in reading a page, its bytes are archived with the reason, and read again later."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import cast

from archive.records import Capture, Document, Hints
from archive.store import Archive
from archive.verify import verify
from crawler.careful_reading import read_carefully
from crawler.reading import read

HTML = (("Content-Type", "text/html; charset=utf-8"),)
PAGE = Capture(
    "http://www.example.gov.cn/1.html",
    "2026-01-01T08:00:00Z",
    200,
    HTML,
    "<h1>样例市政务公开工作要点</h1>".encode(),
    Hints(title="工作要点"),
)
NOT_MADE_FOR_ANY_RULE = replace(PAGE, headers=cast(tuple[tuple[str, str], ...], (("Content-Type", 7),)))


def test_what_can_be_read_is_read() -> None:
    assert read_carefully(PAGE) == read(PAGE)


def test_what_cannot_be_read_is_a_document_that_says_why() -> None:
    document = read_carefully(NOT_MADE_FOR_ANY_RULE)
    (finding,) = document.findings
    assert (finding.kind, finding.certainty) == ("unread", "lost")
    assert finding.rule.startswith("AttributeError: ")
    assert (document.title, document.text) == ("工作要点", "")


def test_its_bytes_are_kept_and_read_again_by_mended_rules(tmp_path: Path) -> None:
    with Archive.open(tmp_path / "archive.db", create=True) as archive:
        unread: Document = read_carefully(NOT_MADE_FOR_ANY_RULE)
        number = archive.add_document(PAGE, unread).document_id
        (capture,) = archive.db.execute("SELECT capture FROM documents WHERE id = ?", [number]).fetchone()
        assert archive.capture(capture).body == PAGE.body
        mended = read_carefully(archive.capture(capture))
        assert archive.replace_reading(number, mended, at="2026-01-02T00:00:00Z")
        assert [hit.id for hit in archive.search("政务公开")] == [number]
        assert [step.fault for step in verify(archive, read_carefully) if step.fault] == []
