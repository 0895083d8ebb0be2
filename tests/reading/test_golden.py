"""Whole documents, reviewed by eye: pages under ``tests/golden`` with what must be read from them.

After a change that is meant, run this file as a script: it writes them anew. Review the difference.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from archive.records import Capture
from crawler.reading import read

GOLDEN = Path(__file__).parents[1] / "golden"
PAGES = sorted(path for path in GOLDEN.iterdir() if path.suffix in (".html", ".txt"))


def told(path: Path) -> dict[str, Any]:
    """What is read from a page, without what changes with every release."""
    kind = "html" if path.suffix == ".html" else "plain"
    headers = (("Content-Type", f"text/{kind}; charset=utf-8"),)
    url = f"http://www.example.gov.cn/zwgk/{path.name}"
    document = read(Capture(url, "2025-01-01T00:00:00Z", 200, headers, path.read_bytes())).as_json()
    del document["reader"], document["charset"]
    document["figures"] = [
        f"{f['table']}.{f['row']}.{f['column']} = {f['value']} ({f['certainty']})"
        for f in document["figures"]
    ]
    document["findings"] = [
        f"{f['kind']} at {f['start']}: {f['before']} ({f['certainty']})" for f in document["findings"]
    ]
    return document


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_the_page_is_read_as_reviewed(path: Path) -> None:
    reviewed = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    assert json.loads(json.dumps(told(path))) == reviewed


if __name__ == "__main__":
    for page in PAGES:
        text = json.dumps(told(page), ensure_ascii=False, indent=1) + "\n"
        page.with_suffix(".json").write_text(text, encoding="utf-8")
