"""``gongkai cities``: what can be crawled."""

from __future__ import annotations

import json

import click
from rich.console import Console
from rich.table import Table

from crawler.commands.options import json_option
from crawler.fetching.crawling import spiders


@click.command()
@json_option
def command(as_json: bool) -> None:
    r"""List the cities that can be crawled.

    \b
    Example:
      gongkai cities --json
    """
    rows = [
        {
            "city": name,
            "title": spider.title,
            "adcode": spider.adcode,
            "portal": f"{spider.scheme}://{spider.domain}/",
            "family": spider.family,
            "start_year": spider.start_year,
        }
        for name, spider in spiders().items()
    ]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    table = Table("city", "name", "adcode", padding=(0, 0))
    table.add_column("portal", overflow="fold", min_width=max(len(_host(row["portal"])) for row in rows))
    table.add_column("family")
    table.add_column("since", justify="right")
    for row in rows:
        table.add_row(*map(str, (row | {"portal": _host(row["portal"])}).values()))
    Console().print(table)


def _host(portal: object) -> str:
    """The address as one would say it."""
    return str(portal).removeprefix("https://").rstrip("/")
