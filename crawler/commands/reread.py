"""``gongkai reread``: archived bytes read again by the rules of this release, on all cores."""

from __future__ import annotations

import json
import os
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path
from typing import NamedTuple

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from archive.records import Document
from archive.store import Archive
from crawler.careful_reading import read_carefully
from crawler.commands.options import archive_option, json_option
from crawler.reading import READER

_AHEAD = 4  # captures under way for each process: enough to keep it busy, few enough to hold in memory


class _Task(NamedTuple):
    """A capture to read again: of a document, or (``document`` None) of an attachment."""

    capture: int
    document: int | None


@click.command()
@archive_option
@click.option("--all", "everything", is_flag=True, help="Also what this release's rules have read already.")
@click.option(
    "--jobs",
    type=click.IntRange(min=1),
    default=os.cpu_count() or 1,
    show_default="one a core",
    help="Processes that read.",
)
@json_option
def command(archive_path: Path, everything: bool, jobs: int, as_json: bool) -> None:
    """Bring an archive up to date after the reading rules improved. Nothing is fetched.

    A document that the new rules read differently keeps its former reading beside the new one. It can be
    interrupted: the same command goes on with what is left.

    Example: gongkai reread --archive gongkai.db
    """
    console = Console(stderr=True)
    columns = TextColumn("reading"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
    counted = {"read": 0, "changed": 0, "attachments": 0}
    with (
        Archive.open(archive_path) as archive,
        Progress(*columns, console=console, disable=not console.is_terminal, transient=True) as progress,
    ):
        tasks = _tasks(archive, everything=everything)
        bar = progress.add_task("", total=len(tasks))
        for task, document in _read(archive, tasks, jobs):
            if task.document is None:
                archive.replace_attachment_reading(task.capture, document)
                counted["attachments"] += 1
            else:
                now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
                counted["changed"] += archive.replace_reading(task.document, document, at=now)
                counted["read"] += 1
            progress.advance(bar)
    if as_json:
        click.echo(json.dumps(counted))
        return
    click.echo(
        f"{counted['read']} documents and {counted['attachments']} attachments read again: "
        f"{counted['changed']} documents say something else by {READER}, their former reading is kept"
    )


def _tasks(archive: Archive, *, everything: bool) -> list[_Task]:
    """What is to be read: attachments first, since a document that is up to date vouches for its own."""
    outdated = "redacted_at IS NULL" + ("" if everything else " AND reader != :reader")
    attachments = archive.db.execute(
        "SELECT DISTINCT attachments.capture FROM attachments JOIN documents ON documents.id = document"
        f" JOIN captures ON captures.id = attachments.capture"
        f" WHERE captures.body_sha256 IS NOT NULL AND {outdated}",
        {"reader": READER},
    ).fetchall()
    documents = archive.db.execute(
        f"SELECT capture, id FROM documents WHERE {outdated} ORDER BY id", {"reader": READER}
    ).fetchall()
    return [_Task(capture, None) for (capture,) in attachments] + [_Task(*row) for row in documents]


def _read(archive: Archive, tasks: list[_Task], jobs: int) -> Iterator[tuple[_Task, Document]]:
    """Each task with what its capture says, in order; a bounded number of them under way."""
    under_way: deque[tuple[_Task, Future[Document]]] = deque()
    # A fresh process: a forked one would inherit the archive's open file.
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
        for task in tasks:
            under_way.append((task, pool.submit(read_carefully, archive.capture(task.capture))))
            if len(under_way) >= jobs * _AHEAD:
                done, future = under_way.popleft()
                yield done, future.result()
        while under_way:
            done, future = under_way.popleft()
            yield done, future.result()
