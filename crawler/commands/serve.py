"""``gongkai serve``: the archive as a web site on this machine."""

from __future__ import annotations

from pathlib import Path

import click
import uvicorn

from archive.site import app
from archive.site.cities import City
from archive.store import Archive
from crawler.commands.options import archive_option
from crawler.extraction import vocabulary
from crawler.fetching.crawling import spiders


@click.command()
@archive_option
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8001, show_default=True, help="0: any free one."
)
def command(archive_path: Path, host: str, port: int) -> None:
    r"""Open the archive as a web site: search, documents, versions, charts, and the fifteen questions.

    It only reads; a crawl may write the same archive meanwhile. Stop it with Ctrl-C.

    \b
    Example:
      gongkai serve --archive gongkai.db --port 8001
    """
    Archive.open(archive_path, readonly=True).close()  # says what is wrong with it, and upgrades an older one
    site = app.build(archive_path, cities=cities(), labels=labels())
    server = uvicorn.Server(uvicorn.Config(site.app(), host=host, port=port, log_level="warning"))
    socket = server.config.bind_socket()
    click.echo(f"http://{host}:{socket.getsockname()[1]}/  (Ctrl-C stops it)")
    server.run(sockets=[socket])


def cities() -> list[City]:
    """Every city that has a spider."""
    return [City(name, spider.title, spider.adcode, spider.start_year) for name, spider in spiders().items()]


def labels() -> dict[str, str]:
    """The statutory tables' rows (``table.row``) and columns (``table/column``) as the reports print them."""
    tables = (
        ("disclosure", vocabulary.DISCLOSURE_ROWS, vocabulary.DISCLOSURE_COLUMNS),
        ("applications", vocabulary.APPLICATION_ROWS, vocabulary.APPLICATION_COLUMNS),
        ("review", vocabulary.REVIEW_ROWS, vocabulary.REVIEW_COLUMNS),
    )
    return {
        f"{table}{mark}{term.name}": term.label
        for table, rows, columns in tables
        for mark, terms in ((".", rows), ("/", columns))
        for term in terms
    }
