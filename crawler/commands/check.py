"""``gongkai check CITY``: is the live portal still as its spider expects it?"""

from __future__ import annotations

import json
import sys
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from archive.records import KINDS
from archive.store import Archive
from crawler.commands.options import CityName, json_option, settings_option
from crawler.fetching.crawling import crawl

HEADER = ("index_number", "issuing_body", "published_on")
"""Fields that every portal's catalogue header prints; a page must show one of them at least."""


_MARKS = {True: "✓", False: "✗", None: "–"}
_VERDICTS = {
    True: "Good enough to record: annual reports were found, with their catalogue header.",
    False: "Not good enough to record: no annual report with a catalogue header was found.",
}


@dataclass(frozen=True, slots=True)
class Looked:
    """One thing that was looked for.

    ``found`` is what was there, ``ok`` whether that was expected (None: it need not be there), ``url`` the
    address that failed.
    """

    what: str
    found: str
    ok: bool | None
    url: str | None = None


@click.command()
@click.argument("city", type=CityName())
@click.option("--portal", metavar="URL", help="Look at this address instead of the city's portal.")
@click.option(
    "--record",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="FOLDER",
    help="Keep the answers there, to be played back: replica/recordings/CITY.",
)
@settings_option
@json_option
def command(
    city: str, portal: str | None, record: Path | None, settings: dict[str, str], as_json: bool
) -> None:
    r"""Ask a live portal, politely, whether its columns, lists and headers are where its spider expects them.

    About twenty requests, one at a time, robots.txt obeyed; nothing is kept unless --record says where. The
    exit status is 0 if annual reports were found with their catalogue header; not every portal has the other
    columns.

    \b
    Example:
      gongkai check changzhou
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "check.db"
        (crawled,) = crawl(
            [city],
            path,
            portals={city: portal} if portal else None,
            sample=1,
            settings={"LOG_LEVEL": "ERROR", **_recording(record), **settings},
        )
        if crawled.run is None:
            raise crawled.error or click.ClickException("the check could not begin")
        with Archive.open(path, readonly=True) as archive:
            results = [*_home(archive), *_columns(archive), *_headers(archive)]
            reports = _has_reports(archive)
    if as_json:
        click.echo(json.dumps([asdict(one) for one in results], ensure_ascii=False, indent=1))
    else:
        table = Table("", "looked for", title=f"The portal of {city}")
        table.add_column("found", overflow="fold")
        for one in results:
            found = one.found if one.url is None else f"{one.found}: {one.url}"
            table.add_row(_MARKS[one.ok], escape(one.what), escape(found))
        Console().print(table)
        click.echo(_VERDICTS[reports])
    sys.exit(int(not reports))


def _recording(folder: Path | None) -> dict[str, Any]:
    """Settings that keep the answers; uncompressed, so that their links can be read and led home."""
    return {"RECORD_INTO": str(folder), "COMPRESSION_ENABLED": False} if folder else {}


def _home(archive: Archive) -> list[Looked]:
    """The home page, and the pages that lead from it to the columns."""
    rows = archive.db.execute(
        "SELECT url, state, reason FROM pages WHERE role = 'list' AND \"column\" IS NULL ORDER BY id"
    )
    return [
        Looked(f"page {_path(url)}", reason or "read", state == "done", url if reason else None)
        for url, state, reason in rows.fetchall()
    ]


def _columns(archive: Archive) -> list[Looked]:
    """For each kind: its columns by name, and whether their lists gave documents."""
    results = []
    for kind in KINDS[:-1]:
        rows = archive.db.execute(
            """
            SELECT "column", sum(role = 'document'), max(CASE WHEN role = 'list' THEN reason END),
                   max(CASE WHEN role = 'list' AND reason IS NOT NULL THEN url END)
            FROM pages WHERE kind = ? GROUP BY 1 ORDER BY 1
            """,
            [kind],
        ).fetchall()
        results += [
            Looked(
                f"{kind}: list of the column {column}", reason or f"{documents} documents", documents > 0, url
            )
            for column, documents, reason, url in rows
        ]
        if not rows:
            needed = kind == "annual_report"
            results.append(Looked(f"{kind}: a column of a standard name", "none", False if needed else None))
    return results


def _has_reports(archive: Archive) -> bool:
    """Whether an annual report was found with its catalogue header."""
    fields = ", ".join(HEADER)
    question = (
        f"SELECT count(*) FROM documents WHERE kind = 'annual_report' AND coalesce({fields}) IS NOT NULL"
    )
    return bool(archive.db.execute(question).fetchone()[0])


def _headers(archive: Archive) -> list[Looked]:
    """The catalogue header on one document of each column."""
    rows = archive.db.execute(
        f"""
        SELECT pages."column", pages.url, pages.reason, {", ".join(f"documents.{name}" for name in HEADER)}
        FROM pages LEFT JOIN documents ON documents.url = coalesce(pages.redirected_to, pages.url)
        WHERE pages.role = 'document' AND pages.state NOT IN ('pending', 'leased')
          AND pages.redirected_to IS NULL AND coalesce(pages.reason, '') <> 'off_host' ORDER BY pages.id
        """
    )
    results = []
    for column, url, reason, *values in rows.fetchall():
        fields = [name for name, value in zip(HEADER, values, strict=True) if value is not None]
        found = reason or ", ".join(fields) or "no field"
        results.append(
            Looked(
                f"{column}: catalogue header of {_path(url)}", found, bool(fields), url if reason else None
            )
        )
    return results


def _path(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
