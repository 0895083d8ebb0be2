"""The demo's archive is crawled on the ports it was made on, and is never mixed with a real one."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from tests.fetching.crawls import start


def refused(*command: str | Path) -> str:
    process = start("gongkai", "demo", *command)
    _, told = process.communicate(timeout=60)
    assert process.returncode in (1, 2)
    return told


def test_other_ports_are_refused_with_the_right_one(demo: Path, tmp_path: Path) -> None:
    archive = shutil.copy(demo / "first.db", tmp_path / "archive.db")
    with closing(sqlite3.connect(archive)) as db:
        (url,) = db.execute("SELECT url FROM pages WHERE city = 'changzhou' ORDER BY id LIMIT 1").fetchone()
    port = int(url.split(":")[2].split("/")[0])
    assert f"at port {port} and up" in refused("--archive", archive, "--port", str(port + 4))


def test_its_ports_are_found_by_themselves(demo: Path) -> None:
    told = (demo / "second.txt").read_text(encoding="utf-8")
    assert "some days later" in told
    with closing(sqlite3.connect(demo / "second.db")) as db:
        addresses = "SELECT count(*), count(DISTINCT url) FROM documents WHERE current"
        (documents, apart) = db.execute(addresses).fetchone()
        (versions,) = db.execute("SELECT count(*) FROM documents").fetchone()
    assert documents == apart == versions - 4, "a page changed in each of four cities, and none is new"


def test_invented_pages_do_not_get_among_real_ones(demo: Path, tmp_path: Path) -> None:
    archive = shutil.copy(demo / "first.db", tmp_path / "archive.db")
    with closing(sqlite3.connect(archive)) as db, db:
        db.execute("UPDATE pages SET url = 'http://www.changzhou.gov.cn/' || id WHERE city = 'changzhou'")
    assert "holds pages of www.changzhou.gov.cn" in refused("--archive", archive)
