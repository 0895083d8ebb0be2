"""Which files are opened as archives, which are refused, and which are upgraded."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from sqlite_utils import Database

from archive import migrations, schema
from archive.errors import ArchiveError
from archive.store import Archive

if TYPE_CHECKING:
    from tests.archive.conftest import MakePage

VERSION_1 = Path(__file__).with_name("version_1.sql")


def made_by_version_1(path: Path) -> Path:
    connection = sqlite3.connect(path)
    connection.executescript(VERSION_1.read_text(encoding="utf-8"))
    connection.close()
    return path


def shape(db: Database) -> dict[str, Any]:
    """Every table's columns, keys and indexes."""
    return {
        table.name: (
            {(column.name, column.type, column.notnull, column.is_pk) for column in table.columns},
            {str(key) for key in table.foreign_keys},
            {(index.name, tuple(index.columns), index.unique) for index in table.indexes},
            table.strict,
        )
        for table in db.tables
    }


def test_a_missing_archive_is_said_to_be_missing_and_not_made(tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match=r"no such archive.*gongkai crawl"):
        Archive.open(tmp_path / "none.db")
    assert not (tmp_path / "none.db").exists()


def test_a_missing_directory_is_said_to_be_missing(tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match=r"directory .* does not exist"):
        Archive.open(tmp_path / "none" / "archive.db", create=True)


@pytest.mark.parametrize("create", [False, True])
@pytest.mark.parametrize("content", [b"a text file", b"SQLite format 3", b"%PDF-1.4\n" * 1000])
def test_another_file_is_refused_and_left_as_it_is(tmp_path: Path, content: bytes, create: bool) -> None:
    path = tmp_path / "notes.txt"
    path.write_bytes(content)
    with pytest.raises(ArchiveError, match="not a gongkai archive"):
        Archive.open(path, create=create)
    assert path.read_bytes() == content
    assert os.listdir(tmp_path) == ["notes.txt"]


@pytest.mark.parametrize("create", [False, True])
def test_another_program_s_database_is_refused_and_left_as_it_is(tmp_path: Path, create: bool) -> None:
    path = tmp_path / "places.sqlite"
    Database(path).table("places").insert({"url": "x"})
    before = path.read_bytes()
    with pytest.raises(ArchiveError, match="not a gongkai archive"):
        Archive.open(path, create=create)
    assert path.read_bytes() == before


def test_a_directory_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match="cannot be opened"):
        Archive.open(tmp_path, create=True)


def test_an_empty_file_becomes_an_archive_only_when_one_is_to_be_made(tmp_path: Path) -> None:
    path = tmp_path / "empty.db"
    path.touch()
    with pytest.raises(ArchiveError, match="not a gongkai archive"):
        Archive.open(path)
    Archive.open(path, create=True).close()
    Archive.open(path).close()


def test_a_newer_archive_is_refused_with_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    with Archive.open(path, create=True) as archive:
        archive.db.execute(f"PRAGMA user_version = {schema.VERSION + 1}")
    for readonly in (False, True):
        with pytest.raises(ArchiveError, match=f"version {schema.VERSION + 1}.*update gongkai"):
            Archive.open(path, readonly=readonly)


@pytest.mark.parametrize("readonly", [False, True])
def test_an_older_archive_is_upgraded_and_keeps_what_it_holds(tmp_path: Path, readonly: bool) -> None:
    path = made_by_version_1(tmp_path / "old.db")
    with (
        Archive.open(path, readonly=readonly) as archive,
        Archive.open(tmp_path / "new.db", create=True) as fresh,
    ):
        assert shape(archive.db) == shape(fresh.db)
        assert migrations.version_of(archive.db) == schema.VERSION
        hosts = archive.db.execute("SELECT DISTINCT host FROM captures").fetchall()
        assert hosts == [("127.0.0.1:8320",)]
        assert [hit.id for hit in archive.search("复议")] == [2], "found through its attachment"
        assert [hit.id for hit in archive.search("样政办发〔2024〕3号")] == [3, 2]
        assert archive.db.execute("PRAGMA foreign_key_check").fetchall() == []
        assert archive.db.execute("PRAGMA foreign_keys").fetchone() == (1,)


def test_an_upgrade_that_fails_leaves_the_archive_as_it_was(tmp_path: Path) -> None:
    path = made_by_version_1(tmp_path / "old.db")
    connection = sqlite3.connect(path)
    connection.execute("DROP TABLE attachments")
    connection.close()
    with pytest.raises(ValueError, match="table that doesn't exist"):
        Archive.open(path)
    connection = sqlite3.connect(path)
    assert connection.execute("PRAGMA user_version").fetchone() == (1,)
    assert connection.execute("SELECT DISTINCT host FROM captures").fetchall() == [("127.0.0.1",)]


def test_a_file_that_cannot_be_written_says_so(unprivileged: Path, page: MakePage) -> None:
    path = unprivileged / "archive.db"
    Archive.open(path, create=True).close()
    path.chmod(0o444)
    with pytest.raises(ArchiveError, match="cannot be written"):
        Archive.open(path).add_document(*page("要点"))


def test_a_reader_cannot_write(tmp_path: Path, page: MakePage) -> None:
    Archive.open(tmp_path / "archive.db", create=True).close()
    with (
        Archive.open(tmp_path / "archive.db", readonly=True) as archive,
        pytest.raises(ArchiveError, match="cannot be written"),
    ):
        archive.add_document(*page("要点"))


def test_closed_archives_are_one_whole_file(tmp_path: Path, page: MakePage) -> None:
    path = tmp_path / "a.db"
    with Archive.open(path, create=True) as archive:
        archive.add_document(*page("一"))
        with Archive.open(path, readonly=True) as reader:
            reading = reader.db.execute("SELECT * FROM documents")
            assert reading.fetchone(), "a reader in the midst of it neither waits nor is disturbed"
            with Archive.open(path) as other:
                other.add_document(*page("二", url="http://x.cn/2"))
    assert [file.name for file in tmp_path.iterdir() if file.is_file()] == ["a.db"]
    with Archive.open(path, readonly=True) as archive:
        assert archive.search("二")
    assert [file.name for file in tmp_path.iterdir() if file.is_file()] == ["a.db"]


def test_a_damaged_archive_says_so(tmp_path: Path, page: MakePage) -> None:
    path = tmp_path / "archive.db"
    with Archive.open(path, create=True) as archive:
        for number in range(50):
            archive.add_document(*page("要点" * 500, url=f"http://x.cn/{number}"))
    content = bytearray(path.read_bytes())
    content[4096 : len(content) // 2] = b"\xff" * (len(content) // 2 - 4096)
    path.write_bytes(content)
    with pytest.raises(ArchiveError, match="damaged"):
        Archive.open(path)


def test_on_a_full_disk_nothing_is_half_stored_and_all_before_is_kept(tmp_path: Path, page: MakePage) -> None:
    with Archive.open(tmp_path / "archive.db", create=True) as archive:
        archive.add_document(*page("要点"))
        (pages,) = archive.db.execute("PRAGMA page_count").fetchone()
        archive.db.execute(f"PRAGMA max_page_count = {pages + 2}")
        with pytest.raises(
            ArchiveError, match=r"disk is full; nothing of this step was stored.*Free some space"
        ):
            archive.add_document(*page("长" * 100_000, url="http://x.cn/2"))
        assert archive.db.table("captures").count == 1
        archive.db.execute("PRAGMA max_page_count = 1000000")
        assert archive.add_document(*page("长" * 100_000, url="http://x.cn/2")).outcome == "new"
        assert archive.search("要点")


def test_every_table_and_column_is_explained() -> None:
    for name, table in schema.TABLES.items():
        assert table.meaning, name
        for column, facts in table.columns.items():
            assert facts.meaning, f"{name}.{column}"
