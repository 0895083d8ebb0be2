"""``gongkai status``: what the archive holds and how the last crawls went."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from archive.progress import holdings, last_runs, not_fetched, waiting
from archive.store import Archive
from crawler.commands.options import archive_option, json_option


@click.command()
@archive_option
@json_option
def command(archive_path: Path, as_json: bool) -> None:
    r"""Show what the archive holds by city, kind and year, and each city's last crawl.

    \b
    Example:
      gongkai status --archive gongkai.db
    """
    with Archive.open(archive_path, readonly=True) as archive:
        held = holdings(archive)
        runs = [
            {
                **asdict(run),
                "waiting": waiting(archive, run.city),
                "not_fetched": dict(Counter(page.reason for page in not_fetched(archive, run.city))),
            }
            for run in last_runs(archive)
        ]
    if as_json:
        found = {"documents": [asdict(row) for row in held], "runs": runs}
        click.echo(json.dumps(found, ensure_ascii=False, indent=1))
        return
    console = Console()
    documents = Table("city", "kind", "year", "documents", "gone", title="Documents")
    for row in held:
        year = str(row.report_year) if row.report_year else "–"
        documents.add_row(row.city or "(from files)", row.kind, year, str(row.documents), str(row.gone or ""))
    console.print(documents)
    crawls = Table("city", title="Crawls")
    crawls.add_column("last crawl", no_wrap=True)
    for heading in ("state", "requests", "waiting", "not fetched"):
        crawls.add_column(heading)
    for run in runs:
        missed = ", ".join(f"{reason} {pages}" for reason, pages in run["not_fetched"].items())
        crawls.add_row(
            run["city"], run["started_at"][:16].replace("T", " "), run["state"],
            str(run["stats"].get("requests", 0)), str(run["waiting"]), missed,
        )  # fmt: skip
    console.print(crawls)
