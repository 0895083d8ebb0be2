"""``gongkai ingest``: pages from files into the archive."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import click
from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    Progress,
    TextColumn,
    TimeRemainingColumn,
)

from archive.compaction import compact
from archive.errors import InputError
from archive.records import Capture
from archive.store import Archive
from crawler import intake
from crawler.careful_reading import read_carefully
from crawler.commands.options import archive_option, json_option
from crawler.items import Item, LeftOut
from crawler.warc_records import Originals


@click.command()
@click.argument(
    "paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path), metavar="PATH…"
)
@archive_option
@json_option
def command(paths: tuple[Path, ...], archive_path: Path, as_json: bool) -> None:
    """Bring pages from files and directories into the archive, which is made if there is none.

    Takes HTML, text, PDF, DOCX, XLSX and OFD files, a page each; JSON lines (.jsonl) with "text" or "html"
    and, if known, "url", "id", "title", "city", "column", "listed_on", "fetched_at"; and WARC and WACZ files
    (gzip, zstd or plain), of which pages and readable files are taken. What cannot be read is named with its
    file and line or byte; the rest is kept, and the exit status is 1.

    Example: gongkai ingest saved-pages/ crawl.warc.gz --archive gongkai.db
    """
    wanted, left_out = intake.files(paths)
    at = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    counts = Counter(new=0, changed=0, unchanged=0)
    passed_over: Counter[str] = Counter()
    refused: list[dict[str, str]] = []
    with Archive.open(archive_path, create=True) as archive:
        originals = Originals(archive.capture_of)
        for item in _with_progress(wanted, at, originals):
            try:
                if isinstance(item.page, InputError):
                    raise item.page
                if isinstance(item.page, LeftOut):
                    passed_over[item.page.reason] += 1
                else:
                    counts[_add(archive, item.page, item.pages)] += 1
            except InputError as error:
                refused.append({"place": item.place, "reason": str(error)})
                click.echo(f"{item.place}: {error}", err=True)
        if counts["new"] or counts["changed"]:
            compact(archive, at=at)
    if as_json:
        files = [intake.printable(path) for path in left_out]
        summary = {**counts, "refused": refused, "left_out": files, "records_left_out": passed_over}
        click.echo(json.dumps(summary, ensure_ascii=False))
    else:
        click.echo(_summary(counts, len(refused), len(left_out), archive_path))
        if passed_over:
            reasons = ", ".join(f"{number} {reason}" for reason, number in passed_over.most_common(12))
            click.echo(f"WARC records left out: {reasons}")
    if refused:
        raise SystemExit(1)


def _add(archive: Archive, capture: Capture, pages: tuple[str, ...]) -> str:
    """Store a page, or a file with the archived pages that point to it; what became of it."""
    parents = archive.pages_of(capture.url, pages)
    document = read_carefully(capture)
    if not parents:
        return archive.add_document(capture, document).outcome
    stored = [archive.add_attachment(capture, document, page_url=page) for page in parents]
    return "attached" if any(stored) else "redacted"


def _with_progress(wanted: list[Path], at: str, originals: Originals) -> Iterator[Item]:
    """The pages of all files, with a progress bar by bytes on a terminal."""
    console = Console(stderr=True)
    columns = (
        TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn(),
    )  # fmt: skip
    with Progress(*columns, console=console, disable=not console.is_terminal, transient=True) as progress:
        task = progress.add_task("reading", total=sum(path.stat().st_size for path in wanted))
        before = 0
        for path in wanted:
            progress.update(task, description=intake.printable(path.relative_to(path.parent)))
            for item in intake.items(path, at=at, originals=originals):
                yield item
                progress.update(task, completed=before + item.end)
            before += path.stat().st_size


def _summary(counts: Counter[str], refused: int, left_out: int, archive_path: Path) -> str:
    found = ", ".join(f"{number} {outcome}" for outcome, number in counts.items())
    parts = [f"{counts.total()} pages into {archive_path}: {found}"]
    if left_out:
        parts.append(f"{left_out} files that are no pages were left out")
    if refused:
        parts.append(f"{refused} could not be read (named above)")
    return "; ".join(parts)
