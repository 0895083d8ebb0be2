"""``gongkai search``: the archive's full-text search."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from archive.records import KINDS
from archive.search import Hit
from archive.store import Archive
from crawler.commands.options import YEAR, archive_option, json_option, limit_option


@click.command()
@click.argument("query", default="")
@archive_option
@click.option("--city", help="Only this city's pages.")
@click.option("--kind", type=click.Choice(KINDS), help="Only pages of this kind.")
@click.option("--year", "report_year", type=YEAR, help="Only pages reporting on, or planning for, this year.")
@click.option("--issuing-body", help="Only pages whose 发布机构 contains this.")
@click.option("--validity", help="Only pages with this 有效性: in_force, repealed …")
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="Only pages published on this day or later.")
@click.option(
    "--until", type=click.DateTime(["%Y-%m-%d"]), help="Only pages published on this day or earlier."
)
@limit_option
@json_option
def command(query: str, archive_path: Path, limit: int, as_json: bool, **filters: object) -> None:
    """Find the pages that hold all words of QUERY; the newest where there is none.

    Any word of one character or more is found wherever it stands, traditional or simplified, full-width or
    half-width. "…" keeps spaces together, -word leaves pages out (write -- before a query that begins with
    it).

    Example: gongkai search '依申请公开 "结果纠正" -复议' --kind annual_report --year 2023
    """
    for name in ("since", "until"):
        filters[name] = f"{filters[name]:%Y-%m-%d}" if filters[name] else None
    with Archive.open(archive_path, readonly=True) as archive:
        hits = archive.search(query, limit=limit, **filters)  # type: ignore[arg-type]
    if as_json:
        click.echo(json.dumps([asdict(hit) for hit in hits], ensure_ascii=False, indent=1))
    elif not hits:
        click.echo("No document holds all of that.")
    else:
        _show(hits, limit)


def _show(hits: list[Hit], limit: int) -> None:
    console = Console()
    table = Table("ID", show_lines=True)
    table.add_column("page, and where the words stand", overflow="fold")  # Chinese has no spaces to wrap at
    for hit in hits:
        facts = (hit.city, hit.kind, hit.report_year, hit.published_on, hit.issuing_body, hit.document_number)
        snippet = Text(hit.snippet)
        for start, end in hit.marks:
            snippet.stylize("bold red", start, end)
        lines = [
            Text(hit.title or hit.url, style="bold"),
            Text(" · ".join(str(fact) for fact in facts if fact is not None), style="dim"),
            snippet,
        ]
        if hit.gone_at:
            lines.insert(1, Text(f"taken down, seen gone {hit.gone_at[:10]}", style="yellow"))
        table.add_row(str(hit.id), Text("\n").join(lines))
    console.print(table)
    if len(hits) == limit:
        console.print(f"The best {limit}; --limit shows more. `gongkai show ID` shows one.")
