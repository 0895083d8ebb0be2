"""A crawl some days later fetches what is new and nothing that it has."""

from __future__ import annotations

from pathlib import Path

import pytest

from archive.store import Archive
from replica import CITIES, Replicas, changes
from tests.fetching.crawls import Crawl, archived, crawl, ended, path, reachable

every_city = pytest.mark.parametrize("city", CITIES)


@every_city
def test_no_unchanged_body_is_downloaded_again(second_crawl: Crawl, city: str) -> None:
    changed, _ = changes(city)
    files = {one for one in reachable(city) if one not in changed}
    with Archive.open(second_crawl.archive, readonly=True) as archive:
        files |= {path(url) for (url,) in archive.db.execute("SELECT url FROM attachments").fetchall()}
    again = [one.path for one in second_crawl.requests if one.city == city and one.status == 200]
    assert not set(again) & files
    assert set(changed) <= set(again)


@every_city
def test_only_the_changed_page_has_a_new_version_and_the_vanished_one_is_told(
    second_crawl: Crawl, city: str
) -> None:
    changed, gone = changes(city)
    told = {path(page["url"]): page["outcome"] for page in second_crawl.cities[city]["news"]}
    assert told == {**dict.fromkeys(changed, "changed"), **dict.fromkeys(gone, "gone")}
    with Archive.open(second_crawl.archive, readonly=True) as archive:
        rows = archive.db.execute(
            "SELECT url, version, gone_at IS NOT NULL FROM documents WHERE city = ? AND current = 1", [city]
        ).fetchall()
    assert {path(url) for url, version, _ in rows if version > 1} == set(changed)
    assert {path(url) for url, _, vanished in rows if vanished} == set(gone)


def test_a_page_that_was_gone_and_is_there_again_comes_back(
    second_crawl: Crawl, replicas: Replicas, tmp_path: Path
) -> None:
    """It is asked for again only when it is due: here, because its day has come."""
    city = "changzhou"
    (gone,) = changes(city)[1]
    with Archive.open(second_crawl.archive) as archive, archive.transaction():
        archive.db.execute("UPDATE pages SET due_at = '2000-01-01T00:00:00Z' WHERE state = 'gone'")
    found = ended(crawl(city, replicas.origins[city], second_crawl.archive))
    outcomes = {path(page["url"]): page["outcome"] for page in found["news"]}
    assert outcomes[gone] == "back"


def test_blocked_and_missing_pages_are_left_alone_for_a_while(second_crawl: Crawl) -> None:
    refused = [one for one in second_crawl.requests if one.status in (403, 404, 412, 521)]
    gone = {path for city in CITIES for path in changes(city)[1]}
    assert {one.path for one in refused} == gone


def test_the_archive_holds_both_versions(second_crawl: Crawl) -> None:
    for city in CITIES:
        assert len(archived(second_crawl.archive, city)) == len(reachable(city))
