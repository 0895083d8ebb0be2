"""WARC files made by this archive: accepted by others, and the same archive when they come back."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from fastwarc.warc import ArchiveIterator

from archive.delivery import Selection
from archive.export import export
from archive.records import Capture, Hints
from archive.redaction import redact
from archive.store import Archive
from crawler.cli import gongkai
from crawler.reading import read

from .warc_samples import http, page, record, zipped

ORIGIN = "http://www.example.gov.cn"
ODD = f'{ORIGIN}/公开/a b.html?q=年报\n"<x>'
FILE = b"%PDF-1.4 \xe6\xa0\xb7\xe4\xbe\x8b"


def html(title: str, said: str) -> bytes:
    link = '<p><a href="/files/1.pdf">年报附件.pdf</a></p>' if "附件" in said else ""
    return f"<html><head><title>{title}</title></head><body><p>{said}</p>{link}</body></html>".encode()


def add(archive: Archive, url: str, body: bytes, day: int, *headers: tuple[str, str], **hints: str) -> None:
    told = headers or (("Content-Type", "text/html; charset=utf-8"),)
    capture = Capture(url, f"2026-01-{day:02}T08:00:00Z", 200, told, body, Hints(**hints))
    archive.add_document(capture, read(capture))


@pytest.fixture
def crawled(tmp_path: Path) -> Iterator[Archive]:
    """Versions, an unchanged visit, equal bytes at two addresses, a file, odd addresses and headers."""
    with Archive.open(tmp_path / "crawled.db", create=True) as archive:
        add(archive, f"{ORIGIN}/1.html", html("一号", "受理三件，见附件"), 1, city="sample", column="年报")
        add(archive, f"{ORIGIN}/2.html", html("二号", "受理四件"), 1, city="sample", title="列表里的题名")
        add(archive, f"{ORIGIN}/1.html", html("一号", "受理五件，见附件"), 2, city="sample", column="年报")
        add(archive, f"{ORIGIN}/1.html", html("一号", "受理五件，见附件"), 3, city="sample", column="年报")
        add(archive, f"{ORIGIN}/mirror.html", html("二号", "受理四件"), 3, city="other")
        add(
            archive, ODD, html("甲", "乙"), 4,
            ("Content-Type", "text/html; charset=utf-8"), ("Content-Encoding", "gzip"),
            ("Content-Length", "9"), ("Transfer-Encoding", "chunked"), ("X-说明", "中文\r\nX-Injected: 1"),
            ("Set-Cookie", "a=1"), ("Set-Cookie", "b=2"), charset="gb18030",
        )  # fmt: skip
        add(archive, "file:样例.txt#3", "纯文本".encode(), 5, ("Content-Type", "text/plain; charset=utf-8"))
        file = Capture(
            f"{ORIGIN}/files/1.pdf", "2026-01-02T08:00:01Z", 200, (("Content-Type", "application/pdf"),), FILE
        )
        archive.add_attachment(file, read(file), page_url=f"{ORIGIN}/1.html")
        yield archive


def written(archive: Archive, tmp_path: Path, **asked: Any) -> Path:
    export(archive.path, tmp_path / "out.warc.gz", form="warc", **asked)
    return tmp_path / "out.warc.gz"


def ingested(path: Path, target: Path) -> dict[str, Any]:
    ended = CliRunner().invoke(gongkai, ["ingest", str(path), "--archive", str(target), "--json"])
    assert ended.exit_code == 0, ended.output
    return dict(json.loads(ended.stdout))


def records(path: Path) -> list[tuple[dict[str, str], bytes]]:
    with path.open("rb") as file:
        return [
            (dict(record.headers.items()), record.reader.read())
            for record in ArchiveIterator(file, parse_http=False)
        ]


def test_warcio_accepts_it(crawled: Archive, tmp_path: Path) -> None:
    path = written(crawled, tmp_path)
    checker = [sys.executable, "-m", "warcio.cli", "check", "-v", str(path)]
    ended = subprocess.run(checker, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert ended.stdout.count("digest pass") == len(records(path)) - 2, "all but the two revisits"
    assert not ended.stderr


def test_each_capture_is_a_record_of_its_kind_with_its_bytes(crawled: Archive, tmp_path: Path) -> None:
    found = records(written(crawled, tmp_path))
    kinds = [headers["WARC-Type"] for headers, _ in found]
    assert kinds[0] == "warcinfo"
    assert kinds[2::2] == ["metadata"] * 8
    assert kinds[1::2] == ["response"] * 3 + ["revisit", "revisit", "response", "resource", "response"]
    assert b"X-Archive-Orig-" in found[0][1], "what was not kept is told"
    for headers, block in found[1::2]:
        if headers["WARC-Type"] == "response":
            body = block.partition(b"\r\n\r\n")[2]
            place = (headers["WARC-Date"], sha256(body).hexdigest())
            question = "SELECT 1 FROM captures WHERE fetched_at = ? AND body_sha256 = ?"
            assert crawled.db.execute(question, place).fetchone(), headers["WARC-Target-URI"]


def test_a_revisit_points_to_the_first_record_with_the_same_bytes(crawled: Archive, tmp_path: Path) -> None:
    revisits = [
        headers for headers, _ in records(written(crawled, tmp_path)) if headers["WARC-Type"] == "revisit"
    ]
    assert [headers["WARC-Target-URI"] for headers in revisits] == [
        f"{ORIGIN}/1.html",
        f"{ORIGIN}/mirror.html",
    ]
    assert revisits[1]["WARC-Refers-To-Target-URI"] == f"{ORIGIN}/2.html"
    assert revisits[1]["WARC-Refers-To-Date"] == "2026-01-01T08:00:00Z"


def test_odd_addresses_and_headers_stay_on_their_lines(crawled: Archive, tmp_path: Path) -> None:
    (head, block), *_ = [
        found for found in records(written(crawled, tmp_path)) if "q=" in found[0].get("WARC-Target-URI", "")
    ]
    assert head["WARC-Target-URI"].isascii()
    assert head["WARC-Target-URI"].endswith("?q=%E5%B9%B4%E6%8A%A5%0A%22%3Cx%3E")
    lines = block.partition(b"\r\n\r\n")[0].decode("ascii").split("\r\n")
    assert [line.partition(":")[0] for line in lines[1:]] == [
        "Content-Type", "X-Archive-Orig-Content-Encoding", "X-Archive-Orig-Content-Length",
        "X-Archive-Orig-Transfer-Encoding", "X-%E8%AF%B4%E6%98%8E", "Set-Cookie", "Set-Cookie",
    ]  # fmt: skip


def comparable(archive: Archive) -> list[dict[str, Any]]:
    """Every version with all that belongs to it, but for the numbers of rows."""
    found = []
    for row in archive.documents(versions=True):
        rest = {name: value for name, value in row.items() if name not in ("cursor", "id", "capture")}
        for table in ("figures", "checks", "attachments"):
            numbers = ("id", "attachment", "capture")
            rest[table] = [
                {name: value for name, value in part.items() if name not in numbers} for part in row[table]
            ]
        found.append(rest)
    return sorted(found, key=lambda row: (row["url"], row["version"]))


def test_there_and_back_gives_the_same_archive(crawled: Archive, tmp_path: Path) -> None:
    path = written(crawled, tmp_path)
    counts = ingested(path, tmp_path / "back.db")
    assert (counts["new"], counts["changed"], counts["unchanged"], counts["attached"]) == (5, 1, 1, 1)
    with Archive.open(tmp_path / "back.db") as back:
        assert comparable(back) == comparable(crawled)
        question = "SELECT url, fetched_at, status, headers, body_sha256, hints FROM captures ORDER BY id"
        assert back.db.execute(question).fetchall() == crawled.db.execute(question).fetchall()
        visits = "SELECT url, at, outcome FROM visits ORDER BY id"
        assert back.db.execute(visits).fetchall() == crawled.db.execute(visits).fetchall()


def test_ingested_again_it_changes_nothing(crawled: Archive, tmp_path: Path) -> None:
    path = written(crawled, tmp_path)
    ingested(path, tmp_path / "back.db")
    with Archive.open(tmp_path / "back.db") as back:
        before = list(back.documents(versions=True))
    counts = ingested(path, tmp_path / "back.db")
    assert (counts["new"], counts["changed"]) == (0, 0)
    with Archive.open(tmp_path / "back.db") as back:
        assert list(back.documents(versions=True)) == before


def test_a_cursor_gives_the_captures_since_and_their_originals_again(
    crawled: Archive, tmp_path: Path
) -> None:
    first = export(crawled.path, tmp_path / "first.warc.gz", form="warc")
    add(crawled, f"{ORIGIN}/2.html", html("二号", "受理四件"), 9, city="sample")
    second = export(crawled.path, tmp_path / "second.warc.gz", form="warc", since=first.cursor)
    assert (first.cursor, second.documents, second.cursor) == ("c8", 1, "c9")
    found = records(tmp_path / "second.warc.gz")
    assert [head["WARC-Type"] for head, _ in found] == ["warcinfo", "response", "metadata"], "it stands alone"


def test_filters_and_redaction_leave_captures_out(crawled: Archive, tmp_path: Path) -> None:
    path = written(crawled, tmp_path, selection=Selection(filters={"city": "sample"}))
    assert sum(head["WARC-Type"] in ("response", "revisit") for head, _ in records(path)) == 5
    redact(crawled, 1, why="隐私", at="2026-02-01T00:00:00Z")
    path = written(crawled, tmp_path, selection=Selection(filters={"city": "sample"}))
    assert [head["WARC-Target-URI"] for head, _ in records(path)[1::2]] == [f"{ORIGIN}/2.html"]


def test_a_foreign_warc_goes_into_the_archive_with_what_was_left_out_counted(tmp_path: Path) -> None:
    path = tmp_path / "crawl.warc.gz"
    link = '<html><body><p>见附件</p><a href="/files/1.pdf">年报.pdf</a></body></html>'.encode()
    pdf = record(http(FILE, "Content-Type: application/pdf"), url="http://a.example/files/1.pdf")
    picture = record(http(b"PNG", "Content-Type: image/png"), url="http://a.example/x.png")
    path.write_bytes(zipped(page(1), page(2, link), pdf, picture, picture))
    counts = ingested(path, tmp_path / "a.db")
    assert (counts["new"], counts["attached"], counts["records_left_out"]) == (2, 1, {"image/png": 2})
    with Archive.open(tmp_path / "a.db") as archive:
        assert [hit.url for hit in archive.search("依申请公开三件")] == ["http://a.example/1.html"]
        [(name, captured)] = archive.db.execute("SELECT name, capture FROM attachments").fetchall()
        assert (name, archive.capture(captured).body) == ("年报.pdf", FILE)


def test_damage_is_named_counted_and_the_rest_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "crawl.warc.gz"
    path.write_bytes(zipped(page(1), page(2, length=10**12), page(3)))
    command = ["ingest", str(path), "--archive", str(tmp_path / "a.db")]
    ended = CliRunner().invoke(gongkai, command)
    assert ended.exit_code == 1
    assert "crawl.warc.gz@" in ended.stderr
    assert "1,000,000,000,000 bytes" in ended.stderr
    assert "2 new" in ended.stdout


def test_a_warc_that_cannot_be_opened_is_named_and_the_others_are_read(tmp_path: Path) -> None:
    (tmp_path / "1.warc").symlink_to("/proc/self/mem")
    (tmp_path / "2.warc").write_bytes(page(2))
    command = [
        "ingest",
        str(tmp_path / "1.warc"),
        str(tmp_path / "2.warc"),
        "--archive",
        str(tmp_path / "a.db"),
    ]
    ended = CliRunner().invoke(gongkai, command)
    assert ended.exit_code == 1
    assert "1.warc: cannot be read" in ended.stderr
    assert "1 new" in ended.stdout


def test_a_revisit_of_a_page_ingested_earlier_finds_it(tmp_path: Path) -> None:
    (tmp_path / "1.warc.gz").write_bytes(zipped(page(1)))
    refers = [
        "WARC-Refers-To-Target-URI: http://a.example/1.html",
        "WARC-Refers-To-Date: 2024-05-06T07:08:09Z",
    ]
    again = record(b"", *refers, kind="revisit", date="2025-01-01T00:00:00Z")
    (tmp_path / "2.warc.gz").write_bytes(zipped(again))
    ingested(tmp_path / "1.warc.gz", tmp_path / "a.db")
    assert ingested(tmp_path / "2.warc.gz", tmp_path / "a.db")["unchanged"] == 1
    with Archive.open(tmp_path / "a.db") as archive:
        (seen,) = archive.documents()
        assert (seen["first_seen"], seen["last_seen"]) == ("2024-05-06T07:08:09Z", "2025-01-01T00:00:00Z")


def test_the_command_prints_the_next_cursor(crawled: Archive, tmp_path: Path) -> None:
    command = [
        "export",
        "--archive",
        str(crawled.path),
        "--format",
        "warc",
        "-o",
        str(tmp_path / "o.warc.gz"),
    ]
    ended = CliRunner().invoke(gongkai, [*command, "--json"])
    assert json.loads(ended.stdout) == {
        "path": str(tmp_path / "o.warc.gz"), "documents": 8, "rows": 8, "cursor": "c8", "resumed": False,
    }  # fmt: skip
    assert "--since c8" in CliRunner().invoke(gongkai, command).stdout


def test_lines_can_be_piped(crawled: Archive) -> None:
    command = ["export", "--archive", str(crawled.path), "-o", "-", "--kind", "other"]
    ended = CliRunner().invoke(gongkai, command)
    lines = [json.loads(line) for line in ended.stdout.splitlines()]
    assert len(lines) == len(list(crawled.documents(kind="other"))) > 0
    assert "Next time: --since d" in ended.stderr
    assert CliRunner().invoke(gongkai, [*command, "--format", "parquet"]).exit_code == 2
