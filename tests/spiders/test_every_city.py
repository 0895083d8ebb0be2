"""No city without an example: each has its facts, a replica or a recording, and annual reports in it."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import replica
from archive.store import Archive
from crawler.extraction.fields import validity
from crawler.fetching.crawling import spiders
from replica import Expected, Replicas
from tests.fetching.crawls import crawl, ended, path

SPIDERS = spiders()
_AS_COLUMN = {"title": "catalogue_title"}
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
        listed = _listed(archive)
    assert any(row["report_year"] and row["issuing_body"] for row in found.values())
    for one in replica.inventory(city):
        if one.kind == "annual_report" and one.reach == "ok":
            _holds(one, found, listed)


def test_of_a_recorded_city_every_reviewed_document_is_held_against_a_crawl(
    portals: Replicas, tmp_path: Path
) -> None:
    for city in replica.cities():
        reviewed = replica.inventory(city) if city not in replica.CITIES else []
        if reviewed:
            archive_path = tmp_path / f"{city}.db"
            ended(crawl(city, portals.origins[city], archive_path))
            with Archive.open(archive_path, readonly=True) as archive:
                found = {path(row["url"]): row for row in archive.documents(city=city)}
                listed = _listed(archive)
            for one in reviewed:
                _holds(one, found, listed)


def test_what_was_reviewed_wrongly_is_told_by_what_was_found() -> None:
    one = replica.Expected("/1.html", "年报", "annual_report", "样例市2023年年报", 2023, "2024-01-30")
    row = {"title": one.title, "kind": one.kind, "column": "年报", "report_year": 2022}
    with pytest.raises(AssertionError, match=r"(?s)/1\.html.*/2\.html"):
        _holds(one, {"/2.html": row}, {"/2.html": "2024-01-30"})
    with pytest.raises(AssertionError, match=r"report_year.*2022"):
        _holds(one, {"/1.html": row}, {"/1.html": "2024-01-30"})


def _listed(archive: Archive) -> dict[str, str | None]:
    """The date beside each link, by the path it leads to at first."""
    rows = archive.db.execute("SELECT url, listed_on FROM pages WHERE role = 'document'").fetchall()
    return {path(url): listed_on for url, listed_on in rows}


def _holds(one: Expected, found: dict[str, dict[str, Any]], listed: dict[str, str | None]) -> None:
    """The crawl read a document as it was reviewed."""
    where = one.final_path or one.path
    row = found.get(where)
    assert row is not None, "\n".join(
        (
            f"no document was found at {where}; these were:",
            *(f"  {at}  {row['title']}" for at, row in found.items()),
        )
    )
    wanted = {
        "kind": one.kind, "column": one.column, "listed_on": one.listed_on, "title": one.title,
        "report_year": one.report_year,
    }  # fmt: skip
    read = {**row, "listed_on": listed.get(one.path)}
    if not one.injuries:
        read |= {f"catalogue {name}": row[_AS_COLUMN.get(name, name)] for name in one.catalogue}
        wanted |= {f"catalogue {name}": value for name, value in one.catalogue.items()}
        if printed := one.catalogue.get("validity"):
            wanted["catalogue validity"] = validity(str(printed))
    differs = [
        f"{name}: reviewed {value!r}, read {read[name]!r}"
        for name, value in wanted.items()
        if read[name] != value
    ]
    assert not differs, "\n".join((where, *differs))
