"""The catalogue header (信息公开目录): which printed label has which value.

Labels and values stand in one cell, in neighbouring cells, on one line or on following lines, with or
without separators, one or several to a line. Every label is found first; what stands between one label and
the next is its value. The hard part is the end: an empty last field must not swallow the headline below it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from crawler.extraction import dates
from crawler.extraction.body import Page, Row
from crawler.extraction.document_numbers import INDEX_SHAPE, document_number
from crawler.extraction.labels import (
    BYLINE,
    LABEL,
    LABELS,
    TO_SIMPLIFIED,
    TRUNCATED,
    opens_with_label,
    plain_label,
)

_SPACES = " \t\r\n\u3000\xa0\u200b"
_SEPARATOR = re.compile(r"[ \t\u3000\xa0?]*([:：])")
_CLOSING = re.compile(r"[ \t\u3000\xa0]*[\]】][ \t]*[:：]?")
_UNKNOWN = re.compile(
    r"(?:^|(?<=[ \t\u3000\xa0]{2}))([一-龥](?:[ \u3000\xa0]*[一-龥/]){1,9})[ \u3000\xa0]*[:：]"
)
_CUT_LABEL = re.compile(rf"(?:^|(?<=\s))([{''.join(TRUNCATED)}])[ ]*[:：]")
_VALIDITY = re.compile(r"(?:现行|已|全文|部分|尚未|未)?(?:有效|无效|失效|废止|修改|修订|生效|是|否)")

_ABOUT_THE_DOCUMENT = frozenset(
    {"index_number", "document_number", "written_on", "validity", "category", "subject"}
)
"""Fields that little but a catalogue header prints; without one of them it takes three others."""

_SHORT_LINE = 40
_LONG_LINE = 120
_SEPARATED = re.compile(r"[:：\[【]")


@dataclass(slots=True)
class Entry:
    """One label with its value: ``start``/``end`` span label and separator, ``printed`` the label alone."""

    label: str
    printed: tuple[int, int]
    field: str | None
    start: int
    end: int
    value: tuple[int, int]
    form: str
    row: int

    @property
    def known(self) -> bool:
        return self.label.translate(TO_SIMPLIFIED) in LABELS

    @property
    def empty(self) -> bool:
        return self.value[0] == self.value[1]


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
        found = _entries(page, index, row, bool(cluster.entries) and (not table or row.table == table))
        if not found:
            if not cluster.entries:
                continue
            if waiting is None:
                waiting = index
                continue
            yield _closed(page, cluster, waiting)
            cluster, waiting = Header(), None
            continue
        last = cluster.entries[-1] if cluster.entries else None
        repeated = not cluster.labels().isdisjoint(entry.label for entry in found)
        if last and (repeated or (waiting is not None and not _may_continue(page, cluster, waiting, found))):
            yield _closed(page, cluster, waiting)
            cluster, last = Header(), None
        if last and last.empty:
            if waiting is not None:
                last.value = _trimmed(page.text, page.rows[waiting].start, page.rows[waiting].end)
                last.form = "next"
            elif found[0].start > row.start:
                last.value = _trimmed(page.text, row.start, found[0].start)
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
    verdict = _fits(last.field, page.cut(row))
    if verdict is None or not last.field or not last.field.endswith("_on"):
        shapes = {page.rows[entry.row + 1].shape for entry in cluster.entries if entry.form == "next"}
        if row.shape not in shapes or (row.start, row.end) in page.headings:
            verdict = False
        elif row.shape and row.shape != _shape_after(page, waiting):
            verdict = True
        elif _is_title(page, cluster, waiting):
            verdict = False
    if verdict:
        last.value = _trimmed(page.text, row.start, row.end)
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
    said = page.cut(row).strip(_SPACES)
    named = {page.text[slice(*entry.value)] for entry in cluster.entries if entry.field == "title"}
    if said in named or (row.start, row.end) in page.headings or said == page.tags.get("articletitle"):
        return True
    if len(said) > 6 and page.shown_title and re.split(r"\s*[-_|—]", page.shown_title)[0] == said:
        return True
    values = {entry.row + 1 for entry in cluster.entries if entry.form == "next"}
    again = (other for number, other in enumerate(page.rows[:60]) if number not in values | {index})
    return len(said) > 6 and any(page.cut(other).strip(_SPACES) == said for other in again)


def _fits(name: str | None, value: str) -> bool | None:
    """Whether a value is of its field's kind; None where it can't be told."""
    value = value.strip(_SPACES)
    if name is None:
        return True if len(value) <= 20 else None
    if name.endswith("_on"):
        return dates.parse(value) is not None
    if name == "index_number":
        return INDEX_SHAPE.fullmatch(value) is not None
    if name == "document_number":
        return document_number(value) is not None
    if name == "validity":
        return _VALIDITY.fullmatch(value) is not None
    if name == "views":
        return value.isdigit()
    if name == "disclosure":
        return len(value) < 8 and "公开" in value.translate(TO_SIMPLIFIED)
    return True if len(value) <= 20 and name != "summary" else None


def _entries(page: Page, index: int, row: Row, in_header: bool) -> list[Entry]:
    """The labels of one row with the values that stand on the same row."""
    found: list[Entry] = []
    for cell in row.cells:
        text = page.text[cell.start : cell.end]
        if (
            in_header
            or len(text) < _SHORT_LINE
            or _SEPARATED.search(text, 0, _LONG_LINE)
            or opens_with_label(text)
        ):
            found += _in_cell(page, index, cell.start, text, alone=len(row.cells) > 1, in_header=in_header)
    if not found:
        return _unknown_in_table(page, index, row) if in_header and row.table else []
    if row.table:
        if _is_column_head(page, row, found):
            return []
        if in_header or len(found) > 1:
            found = sorted(found + _unknown_in_table(page, index, row, found), key=lambda entry: entry.start)
    found = _plausible(page, row, found)
    stops = [entry.start for entry in found[1:]] + [row.end]
    for entry, stop in zip(found, stops, strict=False):
        entry.value = _value(page, row, entry, stop)
    return [entry for entry in found if _settled(page, entry)]


def _in_cell(page: Page, index: int, base: int, text: str, *, alone: bool, in_header: bool) -> list[Entry]:
    found: list[Entry] = []
    done = place = 0
    while match := LABEL.search(text, place):
        start, end = match.span()
        place = start + 1  # where this is no label, one may begin inside it: 息府办文件 文号
        opening = text[:start].rstrip(_SPACES)
        closing = _CLOSING.match(text, end) if opening[-1:] in ("[", "【") else None
        colon = _SEPARATOR.match(text, end)
        starts = (
            not opening
            or start == done
            or text[start - 1] in _SPACES + "•·●|;；"
            or base + start in page.edges
        )
        ends = not text[end:].strip(_SPACES) or text[end] in _SPACES or base + end in page.edges
        tight = len(match[0]) == len(plain_label(match[0])) > 2  # a value may end in what begins a label
        if closing:
            form, start, end = "bracket", len(opening) - 1, closing.end()
        elif colon and (starts or (found and tight)):
            form, end = "colon", colon.end()
        elif starts and ends:
            whole = not opening and not text[end:].strip(_SPACES)
            form = "cell" if whole and alone else "line" if whole else "bare"
        elif tight and in_header and not text[end:].strip(_SPACES):
            form = "glued"
        else:
            continue
        label = plain_label(match[0])
        known = LABELS.get(label.translate(TO_SIMPLIFIED))
        printed = base + match.start(), base + match.end()
        found.append(Entry(label, printed, known, base + start, base + end, (0, 0), form, index))
        done = place = end
    if not found and not in_header:
        return found
    others = [match for match in _UNKNOWN.finditer(text) if not re.match(r"[各全]", match[1])]
    for match in (*_CUT_LABEL.finditer(text), *others):
        start, end = base + match.start(1), base + match.end()
        if not any(start < entry.end and entry.start < end for entry in found):
            form = "cut" if match[1] in TRUNCATED else "colon"
            found.append(
                Entry(
                    plain_label(match[1]), (start, base + match.end(1)), None, start, end, (0, 0), form, index
                )
            )
    return sorted(found, key=lambda entry: entry.start)


def _unknown_in_table(page: Page, index: int, row: Row, found: list[Entry] | None = None) -> list[Entry]:
    """Label cells that no list names, in a table whose other rows pair labels with values."""
    if len(row.cells) % 2:
        return []
    labelled = {entry.start for entry in found or ()}
    unknown = []
    for cell in row.cells[::2]:
        label = plain_label(page.text[cell.start : cell.end]).rstrip(":：")
        if re.fullmatch(r"[一-龥/]{2,10}", label) and not any(
            cell.start <= start <= cell.end for start in labelled
        ):
            unknown.append(
                Entry(label, (cell.start, cell.end), None, cell.start, cell.end, (0, 0), "cell", index)
            )
    return unknown


def _is_column_head(page: Page, row: Row, found: list[Entry]) -> bool:
    """Whether the labels are a table's column heads: cell after cell a label, no room for values."""
    if any(entry.form != "cell" for entry in found):
        return False
    filled = [cell for cell in row.cells if cell.start < cell.end]
    labelled = {entry.start for entry in found}
    run = longest = 0
    for cell in row.cells:
        run = run + 1 if any(cell.start <= start < max(cell.end, cell.start + 1) for start in labelled) else 0
        longest = max(longest, run)
    return longest > 2 or (len(filled) == len(row.cells) == len(found) > 1)


def _plausible(page: Page, row: Row, found: list[Entry]) -> list[Entry]:
    """Without the words that are labels elsewhere: unseparated ones in a line of running text."""
    separated = any(entry.form in ("colon", "bracket", "cut") for entry in found)
    if not separated:
        opens = page.text[row.start : found[0].start].strip(_SPACES) == ""
        return found if opens else [entry for entry in found if entry.form in ("glued", "cell")]
    kept = []
    stops = [entry.start for entry in found[1:]] + [row.end]
    for entry, stop in zip(found, stops, strict=True):
        if entry.form == "bare" and entry.start > row.start:
            value = page.text[entry.end : stop]
            if not (entry.field and _fits(entry.field, value) and len(entry.label) > 2):
                continue
        kept.append(entry)
    return kept


def _value(page: Page, row: Row, entry: Entry, stop: int) -> tuple[int, int]:
    """What stands between a label and ``stop``: the rest of its cell, else the next filled cell."""
    for cell in row.cells:
        if cell.end <= entry.end and not cell.start <= entry.start <= cell.end:
            continue
        if cell.start >= stop:
            break
        span = _trimmed(page.text, max(cell.start, entry.end), min(cell.end, stop))
        if span[0] < span[1]:
            return span
    return entry.end, entry.end


def _settled(page: Page, entry: Entry) -> bool:
    """Whether the entry stands now that its value is known; a truncated label gets its full name."""
    value = page.text[slice(*entry.value)]
    if entry.label == "字号" and value and document_number(value) is None:
        return False  # the font-size switch
    if entry.form == "cut":
        for label in TRUNCATED[entry.label]:
            name = LABELS[label]
            if name in ("title", "keywords", "issuing_body") or _fits(name, value):
                entry.label, entry.field = label, name
                return bool(value)
        return False
    return True


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    if end <= start:
        return start, start
    piece = text[start:end]
    start += len(piece) - len(piece.lstrip(_SPACES))
    return start, start + len(piece.strip(_SPACES))
