"""``gongkai crawl``: fetch what is new on cities' portals."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.markup import escape
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
)
from rich.table import Table

from archive.frontier import Page
from archive.progress import news, not_fetched, outcomes, run_of, waiting
from archive.records import KINDS
from archive.store import Archive
from crawler.commands.options import CityName, archive_option, json_option, settings_option
from crawler.fetching.browser import HOW_TO_GET_ONE
from crawler.fetching.crawling import Crawled, Watch, crawl


@click.command()
@click.argument("cities", nargs=-1, required=True, type=CityName(), metavar="CITY…")
@click.option("--since", metavar="YYYY-MM-DD", help="Only documents listed on that day or later.")
@click.option("--kinds", metavar="KIND,…", help=f"Only columns of these kinds: {', '.join(KINDS[:-1])}.")
@click.option(
    "--portal", metavar="URL", help="Crawl this address instead of the city's portal (one city only)."
)
@settings_option
@archive_option
@json_option
def command(
    cities: tuple[str, ...],
    since: str | None,
    kinds: str | None,
    portal: str | None,
    settings: dict[str, str],
    archive_path: Path,
    as_json: bool,
) -> None:
    r"""Crawl cities' portals into the archive: politely, and only what is new since the last crawl.

    An interrupted crawl goes on where it stopped. The exit status is 1 if a city's crawl did not come to its
    end, or did not get past the portal's entrance.

    \b
    Examples:
      gongkai crawl changzhou
      gongkai crawl changzhou fuyang --kinds annual_report --since 2023-01-01
    """
    if portal and len(cities) != 1:
        raise click.UsageError("--portal stands in for one city's portal; name just that city")
    console = Console(stderr=as_json)
    with progress(console) as watch:
        crawled = crawl(
            cities,
            archive_path,
            portals={cities[0]: portal} if portal else None,
            since=since,
            kinds=kinds,
            settings={"LOG_LEVEL": "ERROR", **settings},
            watch=watch,
        )
    sys.exit(report(crawled, archive_path, as_json=as_json, console=console))


def report(crawled: list[Crawled], archive_path: Path, *, as_json: bool, console: Console) -> int:
    """Tell how the crawls went; the exit status: 1 if one did not come to its end."""
    for one in crawled:
        if one.error is not None:
            click.echo(f"gongkai: {one.city}: {one.error}", err=True)
    begun = [(one.city, one.run) for one in crawled if one.run is not None]
    if not begun:
        return 1
    with Archive.open(archive_path, readonly=True) as archive:
        closed = [page for city, _ in begun for page in not_fetched(archive, city) if page.column is None]
        if as_json:
            click.echo(json.dumps([_as_json(archive, *one) for one in begun], ensure_ascii=False, indent=1))
        else:
            console.print(_found(archive, begun))
            for _, run in begun:
                for page in news(archive, run):
                    if page.outcome != "new":
                        console.print(f"{page.outcome}: {page.title or ''} {page.url}", highlight=False)
            console.print(missed(archive, begun))
        stopped = unfinished(archive, begun)
    for line in stopped:
        click.echo(line, err=True)
    for entrance in closed:
        click.echo(
            f"gongkai: {entrance.city}: {entrance.url}, which leads to the columns: {entrance.reason}",
            err=True,
        )
    return int(len(begun) < len(crawled) or bool(stopped or closed))


def unfinished(archive: Archive, begun: list[tuple[str, int]]) -> list[str]:
    """A line for each of the crawls that did not come to its end."""
    states = {city: run_of(archive, run).state for city, run in begun}
    return [
        f"gongkai: {city}: {state}; the next crawl goes on from here"
        for city, state in states.items()
        if state != "finished"
    ]


def _as_json(archive: Archive, city: str, run: int) -> dict[str, Any]:
    return {
        "city": city,
        "state": run_of(archive, run).state,
        "kinds": [asdict(row) for row in outcomes(archive, run)],
        "news": [asdict(page) for page in news(archive, run)],
        "not_fetched": [asdict(page) for page in not_fetched(archive, city)],
        "waiting": waiting(archive, city),
    }


def _found(archive: Archive, begun: list[tuple[str, int]]) -> Table:
    table = Table("city", "kind", "documents", "new", "changed", "unchanged", "gone", title="This crawl")
    for _, run in begun:
        for row in outcomes(archive, run):
            numbers = (row.documents, row.new, row.changed, row.unchanged, row.gone)
            table.add_row(row.city, row.kind, *map(str, numbers))
    return table


def missed(archive: Archive, begun: list[tuple[str, int]]) -> Table | str:
    table = Table("city", "not fetched", "pages", title="Not fetched, and why")
    table.add_column("for example", overflow="fold")
    for city, _ in begun:
        pages = not_fetched(archive, city)
        for reason, count in Counter(page.reason for page in pages).most_common():
            example = next(page for page in pages if page.reason == reason)
            told = f"{reason}: get a browser with {HOW_TO_GET_ONE}" if reason == "no_browser" else reason
            name = escape(example.title or example.column or "")
            table.add_row(city, told, str(count), f"{name}\n{escape(example.url)}".lstrip("\n"))
    return table if table.row_count else "Every page that is known was fetched."


@contextmanager
def progress(console: Console) -> Iterator[Watch | None]:
    """A line a city while the crawl runs: pages settled of those known, and the last one's title."""
    if not console.is_terminal:
        yield None
        return
    columns = (
        SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(),
        TimeElapsedColumn(), TextColumn("{task.fields[last]}"),
    )  # fmt: skip
    with Progress(*columns, console=console) as bars:
        tasks: dict[str, TaskID] = {}
        done = Counter[str]()

        def watch(city: str, page: Page, left: int) -> None:
            if city not in tasks:
                tasks[city] = bars.add_task(city, last="")
            done[city] += 1
            title = page.link.title or page.link.column or ""
            bars.update(tasks[city], completed=done[city], total=done[city] + left, last=escape(title[:24]))

        yield watch
