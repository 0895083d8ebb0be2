"""An export that is killed goes on, and holds each document once."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from fastwarc.warc import ArchiveIterator, WarcRecordType

from archive.errors import InputError
from archive.export import export
from archive.records import Capture, Charset, Document
from archive.store import Archive

PAGES = 40


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive that every format writes in several chunks."""
    path = tmp_path_factory.mktemp("large") / "archive.db"
    with Archive.open(path, create=True) as archive:
        for number in range(PAGES):
            url = f"http://www.example.gov.cn/art/{number}.html"
            body = random.Random(number).randbytes(900_000)
            document = Document(
                url, f"第{number}号", "other", None, {"summary": "述" * 900_000}, {}, "正文", "正文", (),
                Charset("utf-8", 1.0), "sample 1",
            )  # fmt: skip
            archive.add_document(Capture(url, "2026-01-01T08:00:00Z", 200, (), body), document)
    return path


def killed(archive: Path, target: Path, form: str) -> int:
    """Exports, kills the process without warning once it has written a part; how many documents it had."""
    journal = target.with_name(target.name + ".export.json")
    gongkai = [sys.executable, "-c", "from crawler.cli import main; main()"]
    command = [*gongkai, "export", "--archive", str(archive), "--format", form, "-o", str(target)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        while process.poll() is None:
            if journal.exists() and 0 < json.loads(journal.read_text())["documents"] < PAGES:
                break
            time.sleep(0.002)
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert process.returncode == -signal.SIGKILL, "it was done before it could be killed"
    return int(json.loads(journal.read_text())["documents"])


def urls(target: Path, form: str) -> list[str]:
    if form == "jsonl":
        return [json.loads(line)["url"] for line in target.open(encoding="utf-8")]
    if form == "parquet":
        return [str(url) for url in pq.read_table(target, columns=["url"])["url"].to_pylist()]
    if form == "warc":
        with target.open("rb") as file:
            return [
                record.headers["WARC-Target-URI"] for record in ArchiveIterator(file, WarcRecordType.response)
            ]
    return [
        json.loads(line.removeprefix("url: "))
        for path in sorted(target.rglob("*.txt"))
        for line in path.open(encoding="utf-8")
        if line.startswith("url: ")
    ]


@pytest.mark.parametrize("form", ["jsonl", "parquet", "text", "warc"])
def test_killed_and_resumed_it_holds_each_document_once(large: Path, tmp_path: Path, form: Any) -> None:
    target = tmp_path / "out"
    had = killed(large, target, form)
    done = export(large, target, form=form)
    assert done.resumed
    assert 0 < had < done.documents == PAGES
    assert sorted(urls(target, form)) == sorted(
        f"http://www.example.gov.cn/art/{n}.html" for n in range(PAGES)
    )
    assert not list(tmp_path.glob("out.part")) + list(tmp_path.glob("out.made"))
    assert export(large, tmp_path / "again", form=form, since=done.cursor).documents == 0


def test_what_changes_between_death_and_resumption_comes_with_the_next_cursor(
    tmp_path: Path, put: Callable[..., Any]
) -> None:
    with Archive.open(tmp_path / "archive.db", create=True) as archive:
        for number in range(1, 31):
            put(archive, number, f"正文{number}", catalogue={"summary": "述" * 900_000})
        had = killed(archive.path, tmp_path / "out", "jsonl")
        put(archive, 1, "正文1的修订版", day=2)
        put(archive, 30, "正文30的修订版", day=2)
        done = export(archive.path, tmp_path / "out")
        after = export(archive.path, tmp_path / "after", since=done.cursor)
    assert had < 30
    first = urls(tmp_path / "out", "jsonl")
    assert len(first) == len(set(first)) == done.documents == 29
    assert {url.rsplit("/")[-1] for url in urls(tmp_path / "after", "jsonl")} == {"1.html", "30.html"}
    assert after.documents == 2


def test_a_half_written_chunk_is_cut_off(archive: Archive, tmp_path: Path) -> None:
    export(archive.path, tmp_path / "whole")
    journal = tmp_path / "whole.export.json"
    lines = (tmp_path / "whole").read_bytes().splitlines(keepends=True)
    done = {"number": int(json.loads(lines[4])["cursor"][1:]), "documents": 5, "rows": 5}
    state = {"state": "running", "cursor": None, "size": len(b"".join(lines[:5])), **done}
    journal.write_text(json.dumps(json.loads(journal.read_text()) | state))
    (tmp_path / "whole.part").write_bytes(b"".join(lines[:5]) + lines[5][:100])
    assert export(archive.path, tmp_path / "whole").resumed
    assert (tmp_path / "whole").read_bytes() == b"".join(lines)


def test_a_death_just_before_the_end_is_made_up_for(archive: Archive, tmp_path: Path) -> None:
    export(archive.path, tmp_path / "whole")
    before = (tmp_path / "whole").read_bytes()
    journal = tmp_path / "whole.export.json"
    journal.write_text(json.dumps(json.loads(journal.read_text()) | {"state": "finishing", "cursor": None}))
    done = export(archive.path, tmp_path / "whole")
    assert (done.resumed, done.documents) == (True, 20)
    assert (tmp_path / "whole").read_bytes() == before


def test_another_export_does_not_go_on_with_an_unfinished_one(large: Path, tmp_path: Path) -> None:
    killed(large, tmp_path / "out", "jsonl")
    with pytest.raises(InputError, match="with other options is unfinished"):
        export(large, tmp_path / "out", form="csv")


def test_two_exports_do_not_write_one_file(archive: Archive, tmp_path: Path) -> None:
    def start_another(done: int, total: int) -> None:
        with pytest.raises(InputError, match="another export is writing"):
            export(archive.path, tmp_path / "out")

    export(archive.path, tmp_path / "out", progress=start_another)
    assert os.path.getsize(tmp_path / "out")
