"""Bodies share the bytes of their portal, and need nothing but SQLite and zstd to be read."""

from __future__ import annotations

import gzip
import random
import subprocess
import sys
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import zstandard

from archive import compaction
from archive.compaction import compact
from archive.store import Archive

if TYPE_CHECKING:
    from tests.archive.conftest import MakePage

DOCUMENTED = Path(__file__).parents[2] / "docs" / "archive-file.md"
NOW = "2026-02-01T00:00:00Z"
WORDS = "样本市人民政府办公室关于印发政务公开工作要点的通知受理申请件数复议诉讼年度报告情况"


def portal(pages: int, seed: int) -> Iterator[bytes]:
    """Pages of one portal: 40 kB of shared navigation and scripts, 6 kB of their own text."""
    chance = random.Random(seed)

    def words(number: int) -> str:
        return "".join(chance.choices(WORDS, k=number))

    menu = "".join(f'<li><a href="/{chance.getrandbits(40):x}.html">{words(6)}</a></li>' for _ in range(450))
    for number in range(pages):
        text = "".join(f"<p>{words(90)}。</p>" for _ in range(20))
        yield f"<html><title>{number}</title><ul>{menu}</ul>{text}<ul>{menu[:9000]}</ul></html>".encode()


@pytest.fixture
def crawled(archive: Archive, page: MakePage) -> Archive:
    with archive.transaction():
        for number, body in enumerate(portal(80, 1)):
            archive.add_document(*page(f"页{number}", url=f"http://a.cn/{number}", body=body))
    return archive


def test_they_take_at_most_two_fifths_of_the_same_bodies_gzipped(crawled: Archive) -> None:
    bodies = [crawled.capture(number).body for number in range(1, 81)]
    gzipped = sum(len(gzip.compress(body)) for body in bodies)
    result = compact(crawled, at=NOW)
    assert result.encoded == 80
    assert result.after < result.before
    assert result.after <= 0.4 * gzipped, f"{result.after / gzipped:.2f} of gzip, the dictionary included"
    assert [crawled.capture(number).body for number in range(1, 81)] == bodies


def test_later_bodies_use_the_dictionary_at_once(crawled: Archive, page: MakePage) -> None:
    compact(crawled, at=NOW)
    body = list(portal(81, 1))[-1]
    crawled.add_document(*page("后", url="http://a.cn/later", body=body))
    size, dictionary = crawled.db.execute(
        "SELECT length(data), dictionary FROM bodies WHERE sha256 = ?", (sha256(body).hexdigest(),)
    ).fetchone()
    assert dictionary is not None
    assert size < len(zstandard.compress(body, 12)) / 2
    assert compact(crawled, at=NOW).encoded == 0, "nothing is left to do"


def test_a_body_that_two_hosts_sent_stays_where_it_is(crawled: Archive, page: MakePage) -> None:
    for number, body in enumerate(portal(60, 1)):
        crawled.add_document(*page(f"页{number}", url=f"http://b.cn/{number}", body=body))
    compact(crawled, at=NOW)
    assert compact(crawled, at=NOW).encoded == 0


def test_few_pages_are_worth_no_dictionary(archive: Archive, page: MakePage) -> None:
    for number, body in enumerate(portal(compaction.ENOUGH - 1, 2)):
        archive.add_document(*page(f"页{number}", url=f"http://a.cn/{number}", body=body))
    compact(archive, at=NOW)
    assert archive.db.table("dictionaries").count == 0


def test_pages_of_a_few_bytes_are_worth_none_either(archive: Archive, page: MakePage) -> None:
    for number in range(60):
        archive.add_document(
            *page(f"页{number}", url=f"http://a.cn/{number}", body=b"a" * 40 + b"%d" % number)
        )
    compact(archive, at=NOW)
    assert archive.db.table("dictionaries").count == 0


def test_an_archive_opens_with_the_documented_lines_alone(crawled: Archive) -> None:
    compact(crawled, at=NOW)
    page = DOCUMENTED.read_text(encoding="utf-8")
    lines = page.split("```python\n")[1].split("```")[0]
    assert "gongkai.db" in lines
    script = f"{lines}\nprint(digest)".replace("gongkai.db", str(crawled.path))
    alone = subprocess.run([sys.executable, "-I", "-c", script], capture_output=True, text=True, check=False)
    assert alone.returncode == 0, alone.stderr
    assert len(alone.stdout.strip()) == 64


def test_what_does_not_shrink_is_kept_as_it_is(archive: Archive, page: MakePage) -> None:
    noise = random.Random(3).randbytes(5000)
    archive.add_document(*page("图", body=noise))
    assert archive.db.execute("SELECT encoding, data FROM bodies").fetchone() == ("identity", noise)
    assert archive.capture(1).body == noise


def test_an_empty_body_is_a_body(archive: Archive, page: MakePage, tmp_path: Path) -> None:
    archive.add_document(*page("", body=b""))
    assert archive.capture(1).body == b""
