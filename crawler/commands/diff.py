"""``gongkai diff``: what changed between two versions of a page."""

from __future__ import annotations

import json
from dataclasses import asdict
from itertools import zip_longest
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from archive import versions
from archive.errors import InputError
from archive.store import Archive
from crawler.commands.options import ROW, archive_option, json_option


@click.command()
@click.argument("number", metavar="ID", type=ROW)
@click.argument("pair", metavar="[A B]", nargs=-1, type=ROW)
@archive_option
@json_option
def command(number: int, pair: tuple[int, ...], archive_path: Path, as_json: bool) -> None:
    """Show what changed in a page, by catalogue field, paragraph and figure.

    ID is any version of the page. A and B are version numbers; without them, the last version is compared
    with the one before it.

    Example: gongkai diff 12 1 3
    """
    if len(pair) not in (0, 2):
        raise click.UsageError("give two version numbers, or none")
    with Archive.open(archive_path, readonly=True) as archive:
        before, after = _two(versions.history(archive.db.conn, number), number, pair)
        difference = versions.difference(archive.db.conn, before.document_id, after.document_id)
    if as_json:
        found = asdict(difference)
        found["text"] = [change for change in found["text"] if change["change"] != "same"]
        click.echo(json.dumps(found, ensure_ascii=False, indent=1))
    else:
        _show(Console(), difference)


def _two(
    history: list[versions.Version], number: int, pair: tuple[int, ...]
) -> tuple[versions.Version, versions.Version]:
    """The two versions to compare."""
    if not history:
        raise InputError(
            f"the archive has no document {number}; `gongkai search` shows the numbers there are"
        )
    if not pair:
        if len(history) == 1:
            raise InputError(f"document {number}: the page has one version only, so nothing has changed")
        return history[-2], history[-1]
    known = {version.version: version for version in history}
    for wanted in pair:
        if wanted not in known:
            there = ", ".join(map(str, sorted(known)))
            raise InputError(f"document {number}: there is no version {wanted}; there are {there}")
    return known[pair[0]], known[pair[1]]


def _show(console: Console, difference: versions.Difference) -> None:
    for sign, version, style in (("---", difference.before, "red"), ("+++", difference.after, "green")):
        line = f"{sign} version {version.version} (ID {version.document_id}), first seen {version.first_seen}"
        console.print(Text(line, style=style))
    for change in difference.fields:
        before, after = str(change.before or "–"), str(change.after or "–")
        console.print(Text.assemble(f"{change.field}: ", (before, "red"), " → ", (after, "green")))
    _show_text(console, difference.text)
    if difference.figures:
        table = Table("table", "row", "column", "before", "after", title="Figures", title_justify="left")
        for figure in difference.figures:
            table.add_row(
                figure.table, figure.row, figure.column, _number(figure.before), _number(figure.after)
            )
        console.print(table)
    if not difference.fields and not difference.figures and all(c.change == "same" for c in difference.text):
        console.print("No difference.")


def _show_text(console: Console, changes: tuple[versions.TextChange, ...]) -> None:
    """Changed paragraphs, the words that differ set off; of the unchanged, how many there are."""
    following = [*changes[1:], None]
    replaced: tuple[str, ...] = ()
    for change, after in zip(changes, following, strict=True):
        if change.change == "same":
            same = len(change.paragraphs)
            console.print(Text(f"  … {same} paragraph{'s' * (same > 1)} the same", style="dim"))
        elif change.change == "removed":
            paired = after is not None and after.change == "added"
            replaced = change.paragraphs if paired else ()
            new = after.paragraphs if after is not None and paired else ()
            for old, counterpart in zip_longest(change.paragraphs, new[: len(change.paragraphs)]):
                places = versions.word_changes(old, counterpart)[0] if counterpart else []
                console.print(_line("- ", old, places, "red"))
        else:
            for new_one, counterpart in zip_longest(change.paragraphs, replaced[: len(change.paragraphs)]):
                places = versions.word_changes(counterpart, new_one)[1] if counterpart else []
                console.print(_line("+ ", new_one, places, "green"))
            replaced = ()


def _line(sign: str, paragraph: str, places: list[tuple[int, int]], style: str) -> Text:
    line = Text(sign + paragraph, style=style)
    for start, end in places:
        line.stylize("reverse", start + len(sign), end + len(sign))
    return line


def _number(value: float | None) -> str:
    return "–" if value is None else str(value)
