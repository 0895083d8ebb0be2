"""Several processes at one archive, and processes killed in the middle of a write."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from archive.store import Archive
from archive.verify import verify
from crawler.reading import read

WRITE = """
import sys
from archive.records import Capture
from archive.store import Archive
from crawler.reading import read

path, name, number = sys.argv[1], sys.argv[2], int(sys.argv[3])
with Archive.open(path, create=True) as archive:
    for i in range(number):
        body = f"<html><h1>样本{name}{i}</h1><p>{'依申请公开的办理情况。' * 50}</p></html>".encode()
        at = f"2026-01-{1 + i // 1440:02}T{i // 60 % 24:02}:{i % 60:02}:00Z"
        capture = Capture(f"http://{name}.cn/{i % 40}", at, 200, (), body)
        archive.add_document(capture, read(capture))
        print(i, flush=True)
"""

SEARCH = """
import sys, time
from archive.store import Archive

end = time.monotonic() + 3
while time.monotonic() < end:
    with Archive.open(sys.argv[1], readonly=True) as archive:
        archive.search("依申请公开")
        archive.search("样本", limit=5)
        halves = archive.db.execute(
            "SELECT (SELECT count(*) FROM documents WHERE current) <> (SELECT count(*) FROM documents_fts),"
            " EXISTS (SELECT 1 FROM documents WHERE id NOT IN (SELECT document FROM visits)),"
            " EXISTS (SELECT 1 FROM captures WHERE body_sha256 NOT IN (SELECT sha256 FROM bodies))"
        ).fetchone()
        assert halves == (0, 0, 0), halves
"""


def start(script: str, *arguments: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", script, *map(str, arguments)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def faults(path: Path) -> list[object]:
    with Archive.open(path) as archive:
        return [step.fault for step in verify(archive, read) if step.fault]


def test_two_processes_make_and_write_one_archive(tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    writers = [start(WRITE, path, name, 150) for name in ("a", "b")]
    for writer in writers:
        _, errors = writer.communicate(timeout=60)
        assert writer.returncode == 0, errors
    with Archive.open(path) as archive:
        assert archive.db.table("captures").count == 300
    assert faults(path) == []


def test_four_readers_beside_a_writer_see_whole_documents_only(tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    Archive.open(path, create=True).close()
    writer = start(WRITE, path, "a", 10_000)
    readers = [start(SEARCH, path) for _ in range(4)]
    try:
        for reader in readers:
            _, errors = reader.communicate(timeout=60)
            assert reader.returncode == 0, errors
        assert writer.poll() is None, "the writer wrote all the while"
    finally:
        writer.kill()
        writer.communicate()


@pytest.mark.parametrize("seconds", [0.0, 0.003, 0.02, 0.1, 0.3])
def test_a_killed_writer_leaves_every_document_that_it_had_added(tmp_path: Path, seconds: float) -> None:
    path = tmp_path / "archive.db"
    writer = start(WRITE, path, "a", 10_000)
    assert writer.stdout is not None
    writer.stdout.readline()
    time.sleep(seconds)
    writer.kill()
    rest = writer.stdout.read()
    writer.communicate()
    added = 1 + sum(line.endswith("\n") for line in rest.splitlines(keepends=True))
    with Archive.open(path) as archive:
        assert archive.db.table("captures").count in (added, added + 1)
    assert faults(path) == []


def test_many_at_once_may_make_the_archive(tmp_path: Path) -> None:
    together = threading.Barrier(8)

    def open_anew(path: Path) -> None:
        together.wait()
        Archive.open(path, create=True).close()

    with ThreadPoolExecutor(8) as pool:
        for number in range(25):
            paths = [tmp_path / f"{number}.db"] * 8
            list(pool.map(open_anew, paths))  # raises what a thread raised
