"""What the commands show fits a terminal of eighty columns, and what cannot be done is told in one line."""

from __future__ import annotations

from pathlib import Path

import replica
from crawler.fetching.crawling import spiders
from tests.fetching.crawls import ended_well, start


def test_cities_shows_every_portal_whole() -> None:
    process = start("gongkai", "cities", COLUMNS="80")
    table, errors = process.communicate(timeout=60)
    assert process.returncode == 0, errors
    assert all(spider.domain in table for spider in spiders().values())
    assert "https://" not in table
    assert "https://" in ended_well("gongkai", "cities", "--json")


def test_the_demos_table_has_its_headings_whole(tmp_path: Path) -> None:
    process = start("gongkai", "demo", "--archive", tmp_path / "demo.db", "--port", "28320", COLUMNS="80")
    told, errors = process.communicate(timeout=180)
    assert process.returncode == 0, errors
    table = told[told.index("What the archive holds") :].split("Not fetched")[0].splitlines()
    words = {word for line in table for word in line.replace("┃", " ").split()}
    assert words >= {"city", "kind", "documents", "years", "damage:", "found", "repaired", "lost"}
    # A slug of eleven letters would fit as well as the longest that is there.
    longest = max(map(len, replica.CITIES))
    assert max(map(len, table[1:])) <= 80 - (11 - longest)


def test_a_port_with_too_few_above_it_is_refused(tmp_path: Path) -> None:
    last = 65536 - len(replica.cities())
    process = start("gongkai", "demo", "--archive", tmp_path / "demo.db", "--port", str(last + 1))
    _, errors = process.communicate(timeout=60)
    assert process.returncode in (1, 2)
    (line,) = errors.strip().splitlines()
    assert f"{last} is the last" in line
