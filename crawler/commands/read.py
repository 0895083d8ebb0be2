"""``gongkai read``: one page, or one page a line, as JSON."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import IO, Any

import click

from archive.errors import InputError
from archive.records import Capture
from crawler.commands.json_lines import answers
from crawler.reading import read

_READ_AT = "1970-01-01T00:00:00Z"  # a file has no fetch time, and reading has no clock


@click.command()
@click.argument("source", type=click.File("rb"), default="-", metavar="[FILE|-]")
@click.option("--url", default="", help="The address the page comes from; its date and host are witnesses.")
@click.option(
    "--jsonl", is_flag=True, help='Read JSON lines {"id", "url", "text" | "html"}, answer one line each.'
)
def command(source: IO[bytes], url: str, jsonl: bool) -> None:
    """Read one page (HTML, text, PDF, DOCX, XLSX or OFD) and print what it says as JSON.

    Example: gongkai read report.html --url https://www.example.gov.cn/art/2024/1/5/art_1_2.html
    """
    if jsonl:
        for line in answers(source, _answer):
            click.echo(line)
        return
    name = "" if source.name == "-" or source is sys.stdin.buffer else Path(source.name).name
    document = read(Capture(url or name, _READ_AT, 200, (), source.read()))
    click.echo(json.dumps(document.as_json(), ensure_ascii=False, indent=2))


def _answer(record: dict[str, Any]) -> dict[str, Any]:
    return read(_capture(record)).as_json()


def _capture(record: dict[str, Any]) -> Capture:
    """A page handed in as JSON. Raises InputError where it carries no text."""
    kind = "html" if "html" in record else "text"
    text = record.get(kind)
    if not isinstance(text, str):
        raise InputError('the line needs "text" or "html" with the page as a string')
    url = record.get("url") or ""
    if not isinstance(url, str):
        raise InputError('"url" must be a string')
    content_type = f"text/{'html' if kind == 'html' else 'plain'}; charset=utf-8"
    body = text.encode("utf-8", "replace")  # a lone surrogate is no character
    return Capture(url, _READ_AT, 200, (("Content-Type", content_type),), body)
