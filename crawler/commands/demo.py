"""``gongkai demo``: the whole way from portal to archive, on this machine alone."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import urlsplit

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table

import replica
from archive.errors import ConfigurationError
from archive.store import Archive
from crawler.commands.crawl import missed, progress, unfinished
from crawler.fetching.crawling import crawl

# The portals are our own: what one owes a city's server would only make the demo slow.
_OWN_SERVER = {"LOG_LEVEL": "ERROR", "DOWNLOAD_DELAY": 0, "AUTOTHROTTLE_ENABLED": False, "WALL_DELAY": 0}

_FIRST_PORT = 8320

_FOUND = """
    SELECT documents.kind, count(DISTINCT documents.id), min(report_year), max(report_year),
           count(findings.kind), count(findings.after), coalesce(sum(findings.certainty = 'lost'), 0)
    FROM documents LEFT JOIN findings ON findings.document = documents.id
    WHERE documents.current = 1 AND documents.city = ? GROUP BY documents.kind ORDER BY documents.kind
"""


@click.command()
@click.option(
    "--archive",
    "archive_path",
    type=click.Path(dir_okay=False, path_type=Path),
    default="gongkai-demo.db",
    show_default=True,
    help="The demo's archive file.",
)
@click.option(
    "--port",
    type=click.IntRange(1024, 65535),
    help="The first of their ports; 8320, or that of the archive's earlier runs.",
)
def command(archive_path: Path, port: int | None) -> None:
    r"""Crawl replicas of portals served from this machine, and show what was found.

    All their texts and figures are invented samples. The first run shows the portals on one day; every
    further run into the same archive shows them some days later, when each has changed a page and lost one.

    \b
    Example:
      gongkai demo && gongkai demo
    """
    console = Console()
    earlier = _earlier_port(archive_path)
    if earlier is not None and port not in (None, earlier):
        raise ConfigurationError(
            f"{archive_path}: its pages have addresses at port {earlier} and up; on other ports they would be"
            f" other pages. Leave --port out, or make another archive with --archive"
        )
    port, again = port or earlier or _FIRST_PORT, earlier is not None
    try:
        with replica.serve(edition=2 if again else 1, port=port) as portals:
            console.print(
                f"Crawling {len(portals.origins)} replica portals (127.0.0.1:{port} and up) into "
                f"{archive_path}" + (": some days later." if again else ".")
            )
            with progress(console) as watch:
                crawled = crawl(
                    portals.origins, archive_path, portals=portals.origins, settings=_OWN_SERVER, watch=watch
                )
    except OSError as error:
        raise ConfigurationError(
            f"the replicas cannot be served on ports {port} and up ({error.strerror}); "
            "choose others with --port"
        ) from error
    for one in crawled:
        if one.error is not None:
            click.echo(f"gongkai: {one.city}: {one.error}", err=True)
    begun = [(one.city, one.run) for one in crawled if one.run is not None]
    stopped = []
    if begun:
        with Archive.open(archive_path, readonly=True) as archive:
            console.print(_holdings(archive, portals.origins))
            console.print(missed(archive, begun))
            console.print(_downloads(archive, begun, unchanged=_answers(portals, 304)))
            if again:
                console.print(_changes(archive, begun))
            stopped = unfinished(archive, begun)
        console.print(f"\n[bold]Try next[/bold]\n{_next(archive_path)}", highlight=False)
    for line in stopped:
        click.echo(line, err=True)
    sys.exit(int(bool(stopped) or any(one.error is not None for one in crawled)))


def _earlier_port(archive_path: Path) -> int | None:
    """The first of the ports that the archive's replicas were crawled on; None: it holds none of them yet.

    Raises:
        ConfigurationError: it holds pages of the real portals, which samples must not get among.
    """
    if not archive_path.exists():
        return None
    with Archive.open(archive_path, readonly=True) as archive:
        first_pages = "SELECT city, url FROM pages WHERE id IN (SELECT min(id) FROM pages GROUP BY city)"
        crawled = dict(archive.db.execute(first_pages).fetchall())
    for nth, city in enumerate(replica.cities()):
        if city in crawled:
            portal = urlsplit(crawled[city])
            if portal.hostname != "127.0.0.1" or portal.port is None:
                raise ConfigurationError(
                    f"{archive_path}: it holds pages of {portal.hostname}, and the demo's are invented;"
                    " make another archive with --archive"
                )
            return portal.port - nth
    return None


def _answers(portals: replica.Replicas, status: int) -> int:
    return sum(answer.status == status for answer in portals.requests)


def _holdings(archive: Archive, cities: Iterable[str]) -> Table:
    """Fits eighty columns with every word of its headings; a long slug is folded before anything is cut."""
    table = Table(title="What the archive holds", padding=(0, 0))
    table.add_column("city", overflow="fold")
    table.add_column("kind", no_wrap=True)
    for heading in ("documents", "years", "damage:\nfound", "\nrepaired", "\nlost"):
        table.add_column(heading, justify="right", no_wrap=True)
    for city in cities:
        name = city
        for kind, documents, first, last, *damage in archive.db.execute(_FOUND, [city]):
            years = f"{first}–{last}" if first != last else str(first or "")
            table.add_row(name, kind, str(documents), years, *map(str, damage))
            name = ""
        table.add_section()
    return table


def _downloads(archive: Archive, begun: list[tuple[str, int]], *, unchanged: int) -> str:
    """What was sent: the documents and files kept, and how many were known and not sent again."""
    runs = [run for _, run in begun]
    (kept,) = archive.db.execute(
        f"SELECT count(*) FROM captures WHERE run IN ({_marks(runs)})", runs
    ).fetchone()
    return (
        f"{kept} documents and attachments downloaded; "
        f"{unchanged} known ones were unchanged and not sent again (304)."
    )


def _changes(archive: Archive, begun: list[tuple[str, int]]) -> Table:
    table = Table("city", "what happened", "page", title="Since the last crawl")
    runs = [run for _, run in begun]
    rows = archive.db.execute(
        f"""
        SELECT documents.city, visits.outcome, coalesce(documents.title, visits.url)
        FROM visits JOIN documents ON documents.id = visits.document
        WHERE visits.run IN ({_marks(runs)}) AND visits.outcome IN ('new', 'changed', 'gone', 'back')
        ORDER BY 1, 2
        """,
        runs,
    )
    for city, outcome, title in rows:
        table.add_row(city, outcome, escape(title))
    return table


def _marks(values: list[int]) -> str:
    return ",".join("?" * len(values))


def _next(archive_path: Path) -> str:
    gongkai = "gongkai" if shutil.which("gongkai") else sys.argv[0]
    here = f"--archive {archive_path}"
    return "\n".join(
        (
            f"  {gongkai} search 依申请公开 {here}",
            f"  {gongkai} show 1 {here}",
            f"  {gongkai} status {here}",
            f"  {gongkai} serve {here}",
            f"  {gongkai} demo      # once more: the portals some days later",
            f"  {gongkai} cities    # the portals that can be crawled for real",
        )
    )
