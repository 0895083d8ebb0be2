"""Sample pages, made of whole cloth: what they say is invented."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from archive.records import Capture, Charset, Document, Hints
from archive.store import Archive


class Page(NamedTuple):
    capture: Capture
    document: Document


MakePage = Callable[..., Page]


def _page(
    text: str,
    *,
    url: str = "http://www.example.gov.cn/art/1.html",
    at: str = "2026-01-01T08:00:00Z",
    body: bytes | None = None,
    city: str | None = None,
    **said: Any,
) -> Page:
    facts: dict[str, Any] = {
        "title": None,
        "kind": "other",
        "report_year": None,
        "catalogue": {},
        "labels": {},
        "raw_text": text,
        "findings": (),
        "charset": Charset("utf-8", 1.0),
        "reader": "sample 1",
        **said,
    }
    headers = (("Content-Type", "text/html; charset=utf-8"), ("Set-Cookie", "a=1"), ("Set-Cookie", "b=2"))
    page_body = f"<html><body>{text}<!-- {said} --></body></html>".encode() if body is None else body
    return Page(
        Capture(url, at, 200, headers, page_body, Hints(city=city)), Document(url=url, text=text, **facts)
    )


@pytest.fixture(scope="session")
def page() -> MakePage:
    """Makes a capture and what it says; any field of the document can be given."""
    return _page


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    """An empty archive."""
    with Archive.open(tmp_path / "archive.db", create=True) as archive:
        yield archive


@pytest.fixture
def unprivileged() -> Iterator[Path]:
    """A directory, and no more rights than anybody has while it is used: root may read and write all."""
    with tempfile.TemporaryDirectory() as folder:
        us = os.geteuid()
        if us == 0:
            nobody = 65534
            os.chown(folder, nobody, nobody)
            os.seteuid(nobody)
        try:
            yield Path(folder)
        finally:
            os.seteuid(us)
            for closed in Path(folder).iterdir():
                closed.chmod(0o700)
