"""``gongkai serve``: the archive as a web site on this machine."""

from __future__ import annotations

import socket
from contextlib import suppress
from pathlib import Path

import click
import uvicorn

from archive.errors import ConfigurationError
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
    with listener(host, port) as listening:
        name = f"[{host}]" if ":" in host else host
        click.echo(f"http://{name}:{listening.getsockname()[1]}/  (Ctrl-C stops it)")
        server = uvicorn.Server(uvicorn.Config(site.app(), log_level="warning"))
        with suppress(KeyboardInterrupt):  # how it is meant to be stopped
            server.run(sockets=[listening])


def listener(host: str, port: int) -> socket.socket:
    """A socket that listens there.

    Raises:
        ConfigurationError: the port is taken, or the address is not this machine's.
    """
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        return socket.create_server((host, port), family=family, backlog=2048)
    except OSError as error:
        raise ConfigurationError(
            f"the site cannot listen on {host} port {port} ({error.strerror});"
            " choose another with --port (0: any free one) or --host"
        ) from error


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
