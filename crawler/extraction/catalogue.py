"""The catalogue header (信息公开目录): which printed label has which value.

Labels and values stand in one cell, in neighbouring cells, on one line or on following lines, with or
without separators, one or several to a line. Every label is found first; what stands between one label and
the next is its value. The hard part is the end: an empty last field must not swallow the headline below it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from crawler.extraction.body import Page
from crawler.extraction.header_rows import SPACES, Entry, entries_of, fits, trimmed
from crawler.extraction.labels import BYLINE

_ABOUT_THE_DOCUMENT = frozenset(
    {"index_number", "document_number", "written_on", "validity", "category", "subject"}
)
"""Fields that little but a catalogue header prints; without one of them it takes three others."""
_MOST_LABELS = 60  # more than any header has: what goes on is a table of something else


@dataclass(slots=True)
class Header:
    """A header's entries in reading order, and the labels whose value could not be made out, with reasons."""

    entries: list[Entry] = field(default_factory=list)
    unsure: list[tuple[Entry, str]] = field(default_factory=list)

    def labels(self) -> set[str]:
        return {entry.label for entry in self.entries}

    def fields(self) -> set[str]:
        return {entry.field for entry in self.entries if entry.field}

    def moved(self, to_text: Callable[[int], int]) -> Header:
        """The same header over the repaired text; ``to_text`` maps an old offset to a new one."""

        def entry_there(entry: Entry) -> Entry:
            printed, value = ((to_text(start), to_text(end)) for start, end in (entry.printed, entry.value))
            start, end = to_text(entry.start), to_text(entry.end)
            return replace(entry, printed=printed, start=start, end=end, value=value)

        unsure = [(entry_there(entry), why) for entry, why in self.unsure]
        return Header([entry_there(entry) for entry in self.entries], unsure)


def read_header(page: Page) -> Header | None:
    """The page's catalogue header; None where it has none (a byline or a table's head is not one).

    A header printed twice is read once; a second copy only adds the labels that the first lacks.
    """
    header: Header | None = None
    others = 0
    for candidate in _clusters(page):
        if not _is_header(candidate):
            continue
        if header is None:
            header = candidate
        elif _agree(page, header, candidate):
            missing = candidate.labels() - header.labels()
            header.entries += [entry for entry in candidate.entries if entry.label in missing]
        else:
            others += 1
    return header if others < 3 else None  # a list of other documents' headers


def _is_header(cluster: Header) -> bool:
    fields = cluster.fields()
    if len(fields) < 2 or all(entry.empty for entry in cluster.entries):
        return False
    if not fields & _ABOUT_THE_DOCUMENT:
        return len(fields) > 2 and not fields.isdisjoint(BYLINE) and not fields <= BYLINE
    separated = any(entry.form in ("colon", "bracket", "cell") for entry in cluster.entries)
    return separated or "index_number" in fields or len(fields) > 3


def _agree(page: Page, header: Header, copy: Header) -> bool:
    said = {entry.label: page.text[slice(*entry.value)] for entry in header.entries}
    same = differ = 0
    for entry in copy.entries:
        other, value = said.get(entry.label), page.text[slice(*entry.value)]
        if other and value:
            same += other == value
            differ += other != value
    return same > differ


def _clusters(page: Page) -> Iterator[Header]:
    """Runs of labelled rows. Between two of them one row may stand: the value of the label above it."""
    cluster = Header()
    waiting: int | None = None  # the unlabelled row after the last labelled one
    table = 0
    for index, row in enumerate(page.rows):
        found = entries_of(page, index, row, bool(cluster.entries) and (not table or row.table == table))
        if not found:
            if not cluster.entries or cluster.entries[-1].value[0] >= row.start:
                continue  # outside a header, or the row of its column heads' values
            if waiting is None:
                waiting = index
                continue
            yield _closed(page, cluster, waiting)
            cluster, waiting = Header(), None
            continue
        last = cluster.entries[-1] if cluster.entries else None
        full = len(cluster.entries) > _MOST_LABELS
        repeated = full or not cluster.labels().isdisjoint(entry.label for entry in found)
        if last and (repeated or (waiting is not None and not _may_continue(page, cluster, waiting, found))):
            yield _closed(page, cluster, waiting)
            cluster, last = Header(), None
        if last and last.empty:
            if waiting is not None:
                last.value = trimmed(page.text, page.rows[waiting].start, page.rows[waiting].end)
                last.form = "next"
            elif found[0].start > row.start:
                last.value = trimmed(page.text, row.start, found[0].start)
        cluster.entries += found
        waiting, table = None, row.table
    if cluster.entries:
        yield _closed(page, cluster, waiting)


def _may_continue(page: Page, cluster: Header, waiting: int, found: list[Entry]) -> bool:
    """Whether labels after an unlabelled row still belong to the header above it."""
    last = cluster.entries[-1]
    if not last.empty or last.row < waiting - 1:
        return False
    if not all(entry.field in BYLINE for entry in found):
        return True
    shape, shape_before = page.rows[found[0].row].shape, page.rows[last.row].shape
    if shape or shape_before:
        return shape == shape_before
    alternating = _on_next_lines(cluster) or len(cluster.entries) == 1
    return alternating and not _is_title(page, cluster, waiting)


def _closed(page: Page, cluster: Header, waiting: int | None) -> Header:
    """The cluster without what only looked like a part of it, its last value settled."""
    while cluster.entries and not cluster.entries[-1].known:
        last_row = cluster.entries[-1].row
        if any(entry.known for entry in cluster.entries if entry.row == last_row):
            break
        cluster.entries.pop()
        waiting = None
    if not cluster.entries or waiting is None or not cluster.entries[-1].empty:
        return cluster
    last = cluster.entries[-1]
    if not _on_next_lines(cluster) or last.row != waiting - 1:
        return cluster
    row = page.rows[waiting]
    verdict = fits(last.field, page.cut(row))
    if verdict is None or not last.field or not last.field.endswith("_on"):
        shapes = {page.rows[entry.row + 1].shape for entry in cluster.entries if entry.form == "next"}
        if row.shape not in shapes or (row.start, row.end) in page.headings:
            verdict = False
        elif row.shape and row.shape != _shape_after(page, waiting):
            verdict = True
        elif _is_title(page, cluster, waiting):
            verdict = False
    if verdict:
        last.value = trimmed(page.text, row.start, row.end)
        last.form = "next"
    elif verdict is None:
        cluster.unsure.append((last, "the line below the last label may be its value or the headline"))
    return cluster


def _on_next_lines(cluster: Header) -> bool:
    return any(entry.form == "next" for entry in cluster.entries)


def _shape_after(page: Page, index: int) -> str:
    return page.rows[index + 1].shape if index + 1 < len(page.rows) else ""


def _is_title(page: Page, cluster: Header, index: int) -> bool:
    """Whether a line is the document's headline rather than a value."""
    row = page.rows[index]
    said = page.cut(row).strip(SPACES)
    named = {page.text[slice(*entry.value)] for entry in cluster.entries if entry.field == "title"}
    if said in named or (row.start, row.end) in page.headings or said == page.tags.get("articletitle"):
        return True
    if len(said) > 6 and page.shown_title and re.split(r"\s*[-_|—]", page.shown_title)[0] == said:
        return True
    values = {entry.row + 1 for entry in cluster.entries if entry.form == "next"}
    again = (other for number, other in enumerate(page.rows[:60]) if number not in values | {index})
    return len(said) > 6 and any(page.cut(other).strip(SPACES) == said for other in again)
