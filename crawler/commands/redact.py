"""``gongkai redact``: remove a page's content for good."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from archive import versions
from archive.redaction import redact
from archive.store import Archive
from crawler.commands.options import ROW, archive_option


@click.command()
@click.argument("number", metavar="ID", type=ROW)
@click.option("--why", required=True, help="The reason, kept with the stub.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@archive_option
def command(number: int, why: str, yes: bool, archive_path: Path) -> None:
    """Remove a page's content, in all versions, and leave a stub: address, dates, hashes and reason.

    This cannot be undone. Later crawls do not store the page again. Copies of the archive file made before
    still have the content.

    Example: gongkai redact 12 --why "privacy request of 2026-11-02"
    """
    if not why.strip():
        raise click.BadParameter("the stub must tell a reason", param_hint="--why")
    with Archive.open(archive_path) as archive:
        url = versions.version(archive.db.conn, number).url
        if not yes:
            click.confirm(f"Remove the content of {url} for good?", abort=True)
        at = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        removed = redact(archive, number, why=why, at=at)
    click.echo(f"{removed.url}: {removed.versions} versions and {len(removed.bodies)} bodies removed")
    for other in removed.also_at:
        click.echo(f"The same bytes are also archived from {other}; redact it too if need be")
