"""``gongkai verify``: whether the archive is what it claims to be."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict
from pathlib import Path

import click
from rich.console import Console
from rich.progress import Progress

from archive.store import Archive
from archive.verify import size, verify
from crawler.careful_reading import read_carefully
from crawler.commands.options import archive_option, json_option


@click.command()
@archive_option
@json_option
def command(archive_path: Path, as_json: bool) -> None:
    """Check that bodies have their hashes, documents say what their bytes say, and search finds them.

    Exit status 1 if anything is not as it must be.

    Example: gongkai verify --archive gongkai.db
    """
    looked_at: Counter[str] = Counter()
    faults = []
    outdated = 0
    console = Console(stderr=True)
    with (
        Archive.open(archive_path, readonly=True) as archive,
        Progress(console=console, disable=not console.is_terminal, transient=True) as progress,
    ):
        task = progress.add_task("verifying", total=size(archive))
        for step in verify(archive, read_carefully):
            looked_at[step.what] += 1
            outdated += step.outdated
            if step.fault is not None:
                faults.append(step.fault)
            progress.advance(task)
    if as_json:
        found = {
            "bodies": looked_at["body"],
            "documents": looked_at["document"],
            "outdated": outdated,
            "faults": [asdict(fault) for fault in faults],
        }
        click.echo(json.dumps(found, ensure_ascii=False, indent=1))
    else:
        for fault in faults:
            click.echo(f"{fault.what} {fault.name}: {fault.reason}", err=True)
        click.echo(
            f"{looked_at['body']} bodies and {looked_at['document']} documents looked at: "
            + (f"faults: {len(faults)}" if faults else "all as they must be")
        )
        if outdated:
            click.echo(
                f"{outdated} documents were read by other rules: `gongkai reread` brings them up to date"
            )
    if faults:
        raise SystemExit(1)
