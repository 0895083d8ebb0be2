"""HTML laid out as rows: the tree's lines, those that belong to the document, one text out of them.

Everything visible becomes a line first, because catalogue headers hide in odd places (collapsed blocks,
mobile copies); what does not belong is left out afterwards.
"""

from __future__ import annotations

import re
from urllib.parse import urljoin

from lxml import etree

from archive.records import AttachmentLink
from crawler.extraction.body import Cell, Page, Row, lay_out_text
from crawler.extraction.document_lines import document_lines
from crawler.extraction.html_lines import LAYOUT_SPACE, Walk

_TAG = re.compile(r"<(?:script|style)\b.*?</(?:script|style)>|<[^<>]*>", re.DOTALL | re.IGNORECASE)


def lay_out_html(text: str, base_url: str) -> Page:
    """The page that the markup shows; an empty page where there is nothing but markup."""
    parser = etree.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True, collect_ids=False
    )
    source = text.replace("\0", "\ufffd").encode("utf-8", "replace")
    try:
        root = etree.fromstring(source, parser)
    except etree.XMLSyntaxError:  # libxml2 says so of a document without any element or text
        root = None
    if root is None:
        return Page("", ())
    tags = {
        name.lower(): content.strip()
        for meta in root.iter("meta")
        if (name := meta.get("name")) and (content := meta.get("content"))
    }
    shown = root.find(".//title")
    shown_title = (
        LAYOUT_SPACE.sub(" ", shown.text).strip() or None if shown is not None and shown.text else None
    )
    walk = Walk()
    walk.over(root)
    if not walk.lines:
        return lay_out_text(_TAG.sub(" ", text))  # nothing, or markup nested deeper than a parser follows
    return _assemble(walk, base_url, tags, shown_title)


def _assemble(walk: Walk, base_url: str, tags: dict[str, str], shown_title: str | None) -> Page:
    """The page's text out of the lines that belong to the document."""
    lines = walk.lines
    text: list[str] = []
    rows: list[Row] = []
    edges: set[int] = set()
    headings: list[tuple[int, int]] = []
    links: list[AttachmentLink] = []
    ends: dict[int, int] = {}
    offset = 0
    for index in document_lines(walk, tags, shown_title):
        line = lines[index]
        start = offset
        if line.columns is None:
            text.append(line.cells[0])
            offset += len(line.cells[0])
            cells = [Cell(start, offset)]
        else:
            cells = []
            for cell, columns in zip(line.cells, line.columns, strict=True):
                cells.append(Cell(offset, offset + len(cell), columns))
                text += (cell, " | ")
                offset += len(cell) + 3
            text[-1] = " |"
            offset -= 1
        holder = line.holder
        shape = f"{holder.tag}.{holder.get('class', '')}" if holder is not None else ""
        rows.append(Row(tuple(cells), line.table, shape))
        ends[index] = offset
        if line.edges:
            edges.update(start + edge for edge in line.edges)
        if line.heading:
            headings.append((start, offset))
        for href, name in line.links or ():
            links.append(AttachmentLink(_absolute(base_url, href), name, start))
        text.append("\n")
        offset += 1
    empties = {ends[before - 1] for before in walk.empties if before - 1 in ends}
    return Page(
        "".join(text), tuple(rows), frozenset(edges), frozenset(empties), tuple(headings), tags, shown_title,
        tuple(links),
    )  # fmt: skip


def _absolute(base_url: str, href: str) -> str:
    try:
        return urljoin(base_url, href.strip())
    except ValueError:  # urljoin's word for a bracketed host that is none
        return href.strip()
