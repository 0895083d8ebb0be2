"""``gongkai export``: the archive's documents for other tools."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import cast

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from archive import delivery
from archive.dictionary import FORMATS, FormatName
from archive.export import Exported, export, stream
from archive.records import KINDS
from crawler.commands.options import YEAR, archive_option, json_option

_DAY = click.DateTime(["%Y-%m-%d"])


@click.command()
@archive_option
@click.option("--format", "form", type=click.Choice(FORMATS), default="jsonl", show_default=True)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, allow_dash=True),
    required=True,
    help="The file to write, for texts the directory; - prints JSON lines or CSV.",
)
@click.option(
    "--since", metavar="CURSOR", help="Only what is new or changed since the export that printed it."
)
@click.option(
    "--table",
    type=click.Choice(delivery.TABLES),
    default="documents",
    show_default=True,
    help="Rows of what: documents, or what belongs to them.",
)
@click.option("--versions", is_flag=True, help="All versions of a page, not only the current (WARC: always).")
@click.option("--city", help="Only this city's pages.")
@click.option("--kind", type=click.Choice(KINDS), help="Only pages of this kind.")
@click.option("--year", "report_year", type=YEAR, help="Only pages reporting on, or planning for, this year.")
@click.option("--issuing-body", help="Only pages whose 发布机构 contains this.")
@click.option("--validity", help="Only pages with this 有效性: in_force, repealed …")
@click.option("--published-since", type=_DAY, help="Only pages published on this day or later.")
@click.option("--published-until", type=_DAY, help="Only pages published on this day or earlier.")
@json_option
def command(
    archive_path: Path,
    form: FormatName,
    output: Path,
    since: str | None,
    table: str,
    versions: bool,
    as_json: bool,
    **filters: object,
) -> None:
    r"""Write the archive's documents for other tools, with a dictionary of the columns beside them.

    Prints a cursor at the end: with --since, the next export holds only what is new or changed, each document
    once. An export that was killed goes on where it was when the same command is repeated.

    \b
    Examples:
      gongkai export --format parquet --table figures -o figures.parquet
      gongkai export --format jsonl --since d1204 -o new.jsonl
      gongkai export --format warc --city changzhou -o changzhou.warc.gz
    """
    for name in ("published_since", "published_until"):
        filters[name] = f"{filters[name]:%Y-%m-%d}" if filters[name] else None
    given = {name: cast("str | int", value) for name, value in filters.items() if value is not None}
    selection = delivery.Selection(table, versions, given)
    if str(output) == "-":
        if form not in ("jsonl", "csv"):
            raise click.UsageError(f"{form} cannot be printed; name a file with -o")
        done = stream(archive_path, sys.stdout.buffer, form=form, selection=selection, since=since)
        click.echo(_summary(done, form), err=True)
        return
    done = _with_progress(archive_path, output, form, selection, since)
    click.echo(json.dumps(asdict(done), ensure_ascii=False) if as_json else _summary(done, form))


def _with_progress(
    archive_path: Path, output: Path, form: FormatName, selection: delivery.Selection, since: str | None
) -> Exported:
    console = Console(stderr=True)
    columns = TextColumn("exporting"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
    with Progress(*columns, console=console, disable=not console.is_terminal, transient=True) as progress:
        task = progress.add_task("", total=None)
        return export(
            archive_path,
            output,
            form=form,
            selection=selection,
            since=since,
            progress=lambda done, total: progress.update(task, completed=done, total=total),
        )


def _summary(done: Exported, form: FormatName) -> str:
    what = "captures" if form == "warc" else "documents"
    rows = f" ({done.rows} rows)" if done.rows != done.documents else ""
    again = "; went on after an interruption" if done.resumed else ""
    return f"{done.documents} {what}{rows} into {done.path}{again}. Next time: --since {done.cursor}"
