"""The frontier hands out every page once, whatever becomes of the process that asked for it."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.errors import ArchiveError
from archive.frontier import Filters, Frontier, Link, Page
from archive.store import Archive

CITY = "changzhou"


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive.open(tmp_path / "archive.db", create=True) as opened:
        yield opened


def begin(archive: Archive, **filters: object) -> Frontier:
    chosen = Filters(**filters)  # type: ignore[arg-type]
    return Frontier(archive, CITY, filters=chosen, version="1", user_agent="test")


def offer(frontier: Frontier, *links: Link) -> None:
    with frontier.archive.transaction():
        frontier.offer(links)


def document(name: str, **facts: object) -> Link:
    return Link(url=f"http://a.example/{name}", role="document", **facts)  # type: ignore[arg-type]


def done(frontier: Frontier, page: Page, **facts: str) -> None:
    with frontier.archive.transaction():
        frontier.done(page, **facts)


def take_all(frontier: Frontier) -> list[Page]:
    return list(iter(frontier.take, None))


def die(archive: Archive) -> None:
    """Let the process that holds the run be one that has ended."""
    ended = subprocess.Popen(["true"])
    ended.wait()
    host = os.uname().nodename
    with archive.transaction():
        archive.db.execute("UPDATE runs SET process = ? WHERE state = 'running'", [f"{host}:{ended.pid}:1"])


def test_list_pages_come_first(archive: Archive) -> None:
    frontier = begin(archive)
    offer(frontier, document("1"), Link("http://a.example/list", "list", parse="parse"), document("2"))
    assert [page.link.url[-4:] for page in take_all(frontier)] == ["list", "le/1", "le/2"]


def test_a_link_comes_back_as_it_was_given(archive: Archive) -> None:
    link = Link(
        url="http://a.example/list", role="list", parse="parse_rows", arguments={"page": 2, "old": ["甲"]},
        kind="policy", column="政策文件", listed_on="2024-01-31", referer="http://a.example/",
        method="POST", payload="currpage=2", browser=True,
    )  # fmt: skip
    frontier = begin(archive)
    offer(frontier, link)
    (page,) = take_all(frontier)
    assert page.link == link


def test_a_form_and_its_page_are_two_pages(archive: Archive) -> None:
    frontier = begin(archive)
    one = Link("http://a.example/search", "list")
    form = Link(one.url, "list", method="POST", payload="p=1")
    drawn = Link(one.url, "list", browser=True)
    offer(frontier, one, form, drawn, one)
    assert len(take_all(frontier)) == 3


def test_a_known_document_takes_the_lists_newer_title(archive: Archive) -> None:
    frontier = begin(archive)
    newer = document("1", title="新", listed_on="2024-02-02")
    offer(frontier, document("1", title="旧"), newer, document("1"))
    (page,) = take_all(frontier)
    assert (page.link.title, page.link.listed_on) == ("新", "2024-02-02")


def test_filters_leave_the_other_pages_for_a_wider_crawl(archive: Archive) -> None:
    links = [
        document("new", kind="policy", listed_on="2024-05-01"),
        document("undated", kind="policy"),
        document("old", kind="policy", listed_on="2019-05-01"),
        document("report", kind="annual_report", listed_on="2024-05-01"),
        Link("http://a.example/", "list"),
    ]
    frontier = begin(archive, kinds=("policy",), since="2020-01-01")
    offer(frontier, *links)
    assert frontier.left() == 3
    for page in take_all(frontier):
        done(frontier, page)
    assert not frontier.waiting()
    frontier.finish("finished")
    wider = begin(archive)
    assert {page.link.url.rpartition("/")[2] for page in take_all(wider)} >= {"old", "report"}


def test_a_sample_takes_a_document_of_each_column(archive: Archive) -> None:
    frontier = begin(archive, sample=1)
    offer(frontier, *(document(f"{column}{n}", column=column) for n in range(5) for column in ("甲", "乙")))
    assert sorted(page.link.column or "" for page in take_all(frontier)) == ["乙", "甲"]


def test_only_one_process_crawls_a_city(archive: Archive) -> None:
    begin(archive)
    with pytest.raises(ArchiveError, match=f"changzhou is being crawled .* by process {os.getpid()}"):
        begin(archive)
    Frontier(archive, "fuyang", filters=Filters(), version="1", user_agent="test")


def test_a_process_that_has_the_number_of_a_dead_one_is_not_taken_for_it(archive: Archive) -> None:
    begin(archive)
    with archive.transaction():
        archive.db.execute("UPDATE runs SET process = replace(process, ':', ':') || '0'")
    assert begin(archive).resumed


def test_the_next_crawl_takes_a_dead_ones_leases_back(archive: Archive) -> None:
    first = begin(archive)
    offer(first, document("1"), document("2"))
    taken = first.take()
    assert taken is not None
    die(archive)
    second = begin(archive)
    assert second.resumed
    # What was under way when the process died comes last: it may be what it died of.
    assert [page.link.url for page in take_all(second)] == ["http://a.example/2", "http://a.example/1"]


def test_an_unfinished_crawl_goes_on_and_a_finished_one_begins_anew(archive: Archive) -> None:
    first = begin(archive)
    offer(first, Link("http://a.example/", "list"), document("1"), document("2"))
    for _ in range(2):
        done(first, first.take())  # type: ignore[arg-type]
    first.finish("interrupted")
    second = begin(archive)
    assert [page.link.url for page in take_all(second)] == ["http://a.example/2"]
    second.finish("finished")
    third = begin(archive)
    assert "http://a.example/" in {page.link.url for page in take_all(third)}


def test_what_failed_on_the_way_is_tried_again_by_the_crawl_that_goes_on(archive: Archive) -> None:
    first = begin(archive)
    offer(first, document("1"), document("2"))
    for days in (0, 1):
        with archive.transaction():
            first.failed(first.take(), "timeout", days=days)  # type: ignore[arg-type]
    first.finish("interrupted")
    assert [page.link.url for page in take_all(begin(archive))] == ["http://a.example/1"]


def test_a_page_is_settled_only_with_the_transaction_that_holds_its_content(archive: Archive) -> None:
    frontier = begin(archive)
    offer(frontier, document("1"))
    page = frontier.take()
    assert page is not None
    with pytest.raises(ZeroDivisionError), archive.transaction():
        _ = frontier.done(page), 1 / 0  # type: ignore[func-returns-value]
    assert archive.db.execute("SELECT state FROM pages").fetchall() == [("leased",)]


def test_intervals_grow_while_nothing_changes(archive: Archive) -> None:
    seen = []
    for body in ("a", "a", "a", "b"):
        frontier = begin(archive)
        offer(frontier, document("1"))
        with archive.transaction():
            archive.db.execute("UPDATE pages SET state = 'pending'")
        done(frontier, frontier.take(), body_sha256=body)  # type: ignore[arg-type]
        frontier.finish("finished")
        seen += [interval for (interval,) in archive.db.execute("SELECT interval FROM pages").fetchall()]
    assert seen == [1, 2, 4, 1]


@given(fates=st.lists(st.sampled_from(["done", "failed", "die", "interrupt", "offer"]), max_size=30))
@settings(max_examples=25, deadline=None)
def test_every_page_is_settled_and_none_twice(
    fates: list[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Whatever happens on the way, a last undisturbed crawl settles exactly what is left."""
    settled: list[str] = []
    offered: set[str] = set()
    with Archive.open(tmp_path_factory.mktemp("frontier") / "archive.db", create=True) as archive:
        frontier = begin(archive)
        for number, fate in enumerate(fates):
            if fate == "offer":
                names = {str(number), str(number // 2)}
                offer(frontier, *map(document, sorted(names)))
                offered |= names
            elif fate == "interrupt":
                frontier.take()
                frontier.finish("interrupted")
                frontier = begin(archive)
            elif (page := frontier.take()) is not None and fate == "die":
                die(archive)
                frontier = begin(archive)
            elif page is not None:
                with archive.transaction():
                    if fate == "done":
                        frontier.done(page)
                    else:
                        frontier.failed(page, "http_404", days=1)
                settled.append(page.link.url.rpartition("/")[2])
        frontier.finish("interrupted")
        last = begin(archive)
        while (page := last.take()) is not None:
            done(last, page)
            settled.append(page.link.url.rpartition("/")[2])
    assert sorted(settled) == sorted(offered)
