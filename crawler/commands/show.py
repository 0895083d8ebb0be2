"""``gongkai show``: one document, as text, as it came, or as JSON."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from archive import versions
from archive.errors import InputError
from archive.records import Document
from archive.store import Archive
from crawler.commands.options import ROW, archive_option, json_option


def _moment(ctx: click.Context, param: click.Parameter, given: str | None) -> str | None:
    """A day or time as the archive writes them."""
    if given is None:
        return None
    try:
        if len(given) == len("2024-01-31"):
            return date.fromisoformat(given).isoformat()
        moment = datetime.fromisoformat(given)
    except ValueError:
        raise click.BadParameter(f"{given}: give a day such as 2024-01-31, or 2024-01-31T08:00:00Z") from None
    return (moment.astimezone(UTC) if moment.tzinfo else moment).strftime("%Y-%m-%dT%H:%M:%SZ")


@click.command()
@click.argument("number", metavar="ID", type=ROW)
@archive_option
@click.option("--raw", "what", flag_value="raw", help="The text before repair.")
@click.option("--text", "what", flag_value="text", help="The text alone.")
@click.option("--html", "what", flag_value="html", help="The bytes as the server sent them.")
@click.option(
    "--at",
    "moment",
    metavar="DATE",
    callback=_moment,
    help="The version that stood at this day (YYYY-MM-DD) or time (UTC).",
)
@json_option
def command(number: int, archive_path: Path, what: str | None, moment: str | None, as_json: bool) -> None:
    """Show one document: its catalogue, versions, damage, attachments and text. ID is what search prints.

    Example: gongkai show 12 --at 2024-06-30
    """
    if what and as_json:
        raise click.UsageError("--json cannot be combined with --raw, --text or --html")
    with Archive.open(archive_path, readonly=True) as archive:
        connection = archive.db.conn
        version = versions.at(connection, number, moment) if moment else versions.version(connection, number)
        if version.redacted_at and what:
            raise InputError(
                f"{version.url} was redacted on {version.redacted_at[:10]}: {version.redacted_why}"
            )
        document = archive.document(version.document_id)
        history = versions.history(connection, version.document_id)
        if what == "html":
            sys.stdout.buffer.write(archive.capture(version.capture).body)
        elif what:
            click.echo(document.raw_text if what == "raw" else document.text)
        elif as_json:
            shown = {
                "version": asdict(version),
                "versions": [asdict(v) for v in history],
                **document.as_json(),
            }
            click.echo(json.dumps(shown, ensure_ascii=False, indent=1))
        else:
            _show(Console(), version, history, document)


def _show(
    console: Console, version: versions.Version, history: list[versions.Version], document: Document
) -> None:
    console.print(Text(document.title or version.url, style="bold"))
    console.print(_facts(version, document))
    if len(history) > 1:
        table = Table("ID", "version", "first seen", "last seen", title="Versions", title_justify="left")
        for other in history:
            style = "bold" if other == version else None
            table.add_row(
                str(other.document_id), str(other.version), other.first_seen, other.last_seen, style=style
            )
        console.print(table)
    if document.findings:
        damage = Table("at", "damage", "certainty", title="Findings", title_justify="left")
        damage.add_column("stood", overflow="fold")
        damage.add_column("reads", overflow="fold")
        for finding in document.findings[:20]:
            damage.add_row(
                str(finding.start), finding.kind, finding.certainty, Text(finding.before),
                Text("–" if finding.after is None else finding.after),
            )  # fmt: skip
        console.print(damage)
        if len(document.findings) > 20:
            console.print(f"… and {len(document.findings) - 20} more; --json shows all")
    for link in document.attachments:
        console.print(Text(f"附件 {link.name}  {link.url}"))
    console.print()
    console.print(Text(document.text))


def _facts(version: versions.Version, document: Document) -> Table:
    """The catalogue and what is known of the version, in two columns."""
    facts: dict[str, Any] = {
        "ID": version.document_id,
        "URL": version.url,
        "kind": document.kind,
        "report year": document.report_year,
        **document.catalogue,
        "version": f"{version.version}, seen {version.first_seen} to {version.last_seen}",
        "taken down": version.gone_at,
        "redacted": version.redacted_at and f"{version.redacted_at}: {version.redacted_why}",
        "charset": document.charset.used,
    }
    table = Table(show_header=False, box=None, pad_edge=False)
    for name, value in facts.items():
        if value is not None:
            table.add_row(Text(name, style="dim"), Text(str(value)))
    return table
