"""From papers to pages: bodies as HTML, damaged where a wound says so, validators, list rows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.utils import format_datetime
from html import escape

from replica.damage import strip_tags, traditional
from replica.papers import Block, Paper
from replica.places import digest
from replica.records import Injury, Response
from replica.tables import Cell
from replica.wounds import Wound

_UNOPENED = re.compile(r"\?[a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜü]+ ?\)")
SECOND_EDITION = "2026-11-12"
"""The day on which the second edition's changed pages say they were modified."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of a list."""

    href: str
    title: str
    date: str


@dataclass(frozen=True, slots=True)
class Style:
    """How a portal's editor leaves paragraphs and tables in the page."""

    paragraph: str
    paragraph_end: str
    table: str
    cell: str
    indent: str = ""


def body(paper: Paper, style: Style, wounds: Sequence[Wound] = ()) -> tuple[str, tuple[Injury, ...]]:
    """The body's HTML and what was damaged in it."""
    parts: list[str] = []
    injuries: list[Injury] = []
    for nth, block in enumerate(paper.blocks):
        truth = block if isinstance(block, str) else block.as_text()
        shown, html = block, ""
        struck = [wound for wound in wounds if wound.hits(nth, block)]
        for wound in struck:
            if wound.on_block:
                changed = wound.on_block(shown)
                if changed != shown:
                    injuries.append(
                        Injury(wound.kind, truth, changed if isinstance(changed, str) else changed.as_text())
                    )
                shown = changed
        html = block_html(shown, style)
        for wound in struck:
            if wound.on_html:
                changed_html = wound.on_html(html)
                if strip_tags(changed_html) != strip_tags(html):
                    added = changed_html.removeprefix(html)
                    pair = (truth, changed_html) if added == changed_html else ("", added)
                    kinds = _kinds(wound.kind, html, changed_html)
                    injuries += [Injury(kind, pair[0], strip_tags(pair[1])) for kind in kinds]
                html = changed_html
        parts.append(html)
    return "\n".join(parts), tuple(injuries)


def _kinds(kind: str, html: str, changed: str) -> tuple[str, ...]:
    """What a wound came to in one block: perhaps only a change of script, perhaps a shifted frame too."""
    if changed == traditional(html):
        return ("script",)
    if kind == "pinyin" and _UNOPENED.search(changed):
        return ("pinyin", "shift")
    return (kind,)


def block_html(block: Block, style: Style) -> str:
    """One paragraph or table as HTML."""
    if isinstance(block, str):
        return f"{style.paragraph}{style.indent}{escape(block, quote=False)}{style.paragraph_end}"
    rows = "\n".join("<tr>" + "".join(_cell(cell, style) for cell in row) + "</tr>" for row in block.rows)
    return f"{style.table}<tbody>\n{rows}\n</tbody></table>"


def _cell(cell: Cell, style: Style) -> str:
    spans = (f' colspan="{cell.colspan}"' if cell.colspan > 1 else "") + (
        f' rowspan="{cell.rowspan}"' if cell.rowspan > 1 else ""
    )
    return f"<td{spans}{style.cell}>{escape(cell.text, quote=False)}</td>"


def stamped(response: Response, name: str, modified_on: str) -> Response:
    """The response with validators: by its name both, only Last-Modified, or only ETag."""
    choice = int(digest(4, name), 16) % 3
    seconds = int(digest(4, name, "time"), 16) % 28800
    day = datetime.fromisoformat(modified_on).replace(tzinfo=UTC)
    moment = datetime.fromtimestamp(day.timestamp() + seconds, tz=UTC)
    extra: list[tuple[str, str]] = []
    if choice != 1:
        extra.append(("ETag", f'"{digest(16, response.body)}"'))
    if choice != 2:
        extra.append(("Last-Modified", format_datetime(moment, usegmt=True)))
    return replace(response, headers=(*response.headers, *extra))


def page_of(entries: Sequence[Entry], number: int, size: int) -> Sequence[Entry]:
    """The entries of one list page, counted from 1; nothing past the end."""
    return entries[(number - 1) * size : number * size] if number > 0 else ()


def page_count(entries: Sequence[Entry], size: int) -> int:
    """How many pages of that size the list fills, at least 1."""
    return max(1, -(-len(entries) // size))
