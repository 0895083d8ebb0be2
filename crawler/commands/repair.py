"""``gongkai repair``: damaged Chinese text, repaired, with what was found and why."""

from __future__ import annotations

import difflib
import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import IO, Any

import click

from archive.errors import InputError
from archive.records import Capture, Finding
from crawler.commands.json_lines import answers
from crawler.detection import Repair, charset, plan, repair

_COLOURS = {"proved": "green", "inferred": "yellow", "lost": "red"}
_EXAMPLES = 5


@click.command()
@click.argument("source", type=click.File("rb"), default="-", metavar="[FILE|-]")
@click.option("--url", default=None, help="The address the text comes from.")
@click.option(
    "--jsonl", is_flag=True, help='Read JSON lines {"id", "url", "text" | "html"}, answer one each.'
)
@click.option(
    "--explain", is_flag=True, help="Show damaged and repaired text side by side, with each finding."
)
@click.option("--diff", is_flag=True, help="Show what changes as a unified diff.")
def command(source: IO[bytes], url: str | None, jsonl: bool, explain: bool, diff: bool) -> None:
    """Repair a text in any encoding and print {"text", "findings"} as JSON.

    Example: gongkai repair page.txt --explain
    """
    if jsonl + explain + diff > 1:
        raise click.UsageError("choose one of --jsonl, --explain and --diff")
    if jsonl:
        for line in answers(source, _answer):
            click.echo(line)
        return
    raw_text = charset.decode(source.read()).text
    repaired = repair(raw_text, url=url)
    if explain:
        _explain(raw_text, repaired)
    elif diff:
        name = "-" if source is sys.stdin.buffer else Path(source.name).name
        click.echo("".join(_diff(raw_text, repaired.text, name)), nl=False)
    else:
        click.echo(json.dumps(_plain(repaired.text, repaired.findings), ensure_ascii=False, indent=2))


def _answer(record: dict[str, Any]) -> dict[str, Any]:
    url = record.get("url")
    if url is not None and not isinstance(url, str):
        raise InputError('"url" must be a string')
    if isinstance(text := record.get("text"), str):
        repaired = repair(text, url=url)
        return _plain(repaired.text, repaired.findings)
    if isinstance(html := record.get("html"), str):
        from crawler.reading import read  # a page's text is what reading makes of it

        headers = (("Content-Type", "text/html; charset=utf-8"),)
        page = read(Capture(url or "", "1970-01-01T00:00:00Z", 200, headers, html.encode("utf-8", "replace")))
        return _plain(page.text, page.findings)
    raise InputError('the line needs "text" or "html" with the page as a string')


def _plain(text: str, findings: Iterable[Finding]) -> dict[str, Any]:
    return {"text": text, "findings": [asdict(finding) for finding in findings]}


def _diff(before: str, after: str, name: str) -> Iterator[str]:
    rows = difflib.unified_diff(
        before.splitlines(keepends=True),
        after.splitlines(keepends=True),
        f"{name} (damaged)",
        f"{name} (repaired)",
    )
    for row in rows:
        yield row if row.endswith("\n") else f"{row}\n\\ No newline at end of file\n"


def _explain(raw_text: str, repaired: Repair) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console()
    places = plan.Places(repaired.findings)
    sides = Table(expand=True, show_lines=True)
    for heading in ("Damaged", "Repaired"):
        sides.add_column(heading, overflow="fold", ratio=1)
    for start, end, found in _damaged_lines(raw_text, repaired.findings):
        left, right = (
            Text(raw_text[start:end]),
            Text(repaired.text[places.to_text(start) : places.to_text(end)]),
        )
        for finding in found:
            style = _COLOURS[finding.certainty]
            left.stylize(f"bold {style}", finding.start - start, max(finding.end, finding.start + 1) - start)
            if finding.after is not None:
                at = places.to_text(finding.start) - places.to_text(start)
                right.stylize(f"bold {style}", at, at + len(finding.after))
        sides.add_row(left, right)
    if sides.row_count:
        console.print(sides)
    reasons = Table(show_lines=True)
    reasons.add_column("Kind", no_wrap=True)
    reasons.add_column("Certainty", no_wrap=True)
    reasons.add_column("Why", ratio=1)
    reasons.add_column("What", overflow="fold", ratio=1)
    for (kind, certainty, rule), found in _by_rule(repaired.findings).items():
        reasons.add_row(kind, Text(certainty, style=_COLOURS[certainty]), Text(rule), Text(_examples(found)))
    if reasons.row_count:
        console.print(reasons)
    console.print(_summary(repaired.findings))


def _damaged_lines(raw_text: str, findings: Iterable[Finding]) -> Iterator[tuple[int, int, list[Finding]]]:
    """The lines in which something was found: start, end, and what."""
    waiting = sorted(findings, key=lambda finding: finding.start)
    start = 0
    for line in raw_text.split("\n"):
        end = start + len(line)
        found = [finding for finding in waiting if finding.start <= end]
        if found:
            last = max(end, max(finding.end for finding in found) if len(found) == len(waiting) else end)
            yield start, last, found
            waiting = waiting[len(found) :]
        start = end + 1


def _by_rule(findings: Iterable[Finding]) -> dict[tuple[str, str, str], list[Finding]]:
    groups: dict[tuple[str, str, str], list[Finding]] = {}
    for finding in findings:
        groups.setdefault((finding.kind, finding.certainty, finding.rule), []).append(finding)
    return groups


def _examples(found: list[Finding]) -> str:
    """The first findings of one rule, each with its place, and how many more there are."""
    lines = []
    for finding in found[:_EXAMPLES]:
        after = "" if finding.after is None else f" → {_shown(finding.after) or 'nothing'}"
        rather = f" (or {_shown(finding.runner_up)})" if finding.runner_up else ""
        lines.append(f"at {finding.start}: {_shown(finding.before)}{after}{rather}")
    if len(found) > _EXAMPLES:
        lines.append(f"and {len(found) - _EXAMPLES} more")
    return "\n".join(lines)


def _shown(text: str) -> str:
    return (text if len(text) <= 40 else f"{text[:39]}…").replace("\n", "⏎")


def _summary(findings: tuple[Finding, ...]) -> str:
    if not findings:
        return "No damage found."
    counts = {certainty: sum(f.certainty == certainty for f in findings) for certainty in _COLOURS}
    return ", ".join(f"{count} {certainty}" for certainty, count in counts.items() if count)
