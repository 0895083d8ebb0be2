"""No city without an example: each has its facts, a replica or a recording, and annual reports in it."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator
from pathlib import Path

import pytest

import replica
from archive.store import Archive
from crawler.fetching.crawling import spiders
from replica import Replicas
from tests.fetching.crawls import crawl, ended, path

SPIDERS = spiders()
every_city = pytest.mark.parametrize("city", SPIDERS)


@pytest.fixture(scope="module")
def portals() -> Iterator[Replicas]:
    with replica.serve(delay_scale=0) as running:
        yield running


@every_city
def test_its_file_is_at_most_fifteen_lines_of_facts(city: str) -> None:
    source = Path(inspect.getfile(SPIDERS[city])).read_text(encoding="utf-8")
    lines = [line for line in source.splitlines() if line.strip() and not line.strip().startswith("#")]
    assert len(lines) <= 15
    assert not [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.FunctionDef)]


@every_city
def test_its_facts_are_complete(city: str) -> None:
    spider = SPIDERS[city]()  # refuses to be made without a fact
    assert spider.name == city == Path(inspect.getfile(SPIDERS[city])).stem
    assert spider.title[-1] in "市县区旗州盟"
    assert 2008 <= spider.start_year < 2030  # the year in which 政府信息公开条例 came into force


def test_no_two_cities_have_the_same_code() -> None:
    codes = [spider.adcode for spider in SPIDERS.values()]
    assert len(codes) == len(set(codes))


@every_city
def test_it_has_a_replica_or_a_recording(city: str) -> None:
    assert city in replica.cities(), (
        f"record a few pages: gongkai check {city} --record replica/recordings/{city}"
    )


@every_city
def test_crawling_its_replica_finds_an_annual_report(city: str, portals: Replicas, tmp_path: Path) -> None:
    ended(crawl(city, portals.origins[city], tmp_path / "archive.db", "--kinds", "annual_report"))
    with Archive.open(tmp_path / "archive.db", readonly=True) as archive:
        found = {path(row["url"]): row for row in archive.documents(kind="annual_report")}
    assert any(row["report_year"] and row["issuing_body"] for row in found.values())
    reviewed = [one for one in replica.inventory(city) if one.kind == "annual_report" and one.reach == "ok"]
    for one in reviewed:
        row = found[one.final_path or one.path]
        assert (row["title"], row["report_year"]) == (one.title, one.report_year)
