"""An archive with reports of one unit on two years, and a page with an attachment."""

from __future__ import annotations

from pathlib import Path

import pytest

from archive.records import Capture, Hints
from archive.store import Archive
from benchmarks import header_pages, report_pages
from crawler.reading import read

TEXT = (("Content-Type", "text/plain; charset=utf-8"),)


@pytest.fixture
def archive_path(tmp_path: Path) -> Path:
    path = tmp_path / "gongkai.db"
    with Archive.open(path, create=True) as archive:
        for seed in (21, 22):
            report = report_pages.invent(seed, 2021)
            header = header_pages.text_lines(
                [("索引号", f"000000000/2024-{seed:05}"), ("发布机构", "样例市人民政府办公室")], "："
            )
            url = f"http://www.example.gov.cn/art_{seed}.html"
            body = f"{header}\n{report_pages.pipes(report)}".encode()
            capture = Capture(url, f"2024-02-{seed}T08:00:00Z", 200, TEXT, body, Hints(city="sample"))
            archive.add_document(capture, read(capture))
    return path
