"""The labels of one row of a catalogue header, with the values that stand on the same row.

A word is taken for a label where something sets it off: a colon, brackets, a cell or element of its own,
space on both sides at the start of a line. Words of running text, column heads and size switches are none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from crawler.extraction import dates
from crawler.extraction.body import Page, Row
from crawler.extraction.document_numbers import INDEX_SHAPE, document_number
from crawler.extraction.labels import (
    LABEL,
    LABELS,
    TO_SIMPLIFIED,
    TRUNCATED,
    field_of,
    is_label,
    opens_with_label,
    plain_label,
)

SPACES = " \t\r\n\u3000\xa0\u200b"
_BEFORE = SPACES + "•·●*|;；"  # what a label may stand behind
_SEPARATOR = re.compile(  # a translation may stand before it: 索引号 Index No.：
    r"(?:[ \t/(（]*[A-Za-z][A-Za-z .'/]{1,30}[)）]?)?[ \t\u3000\xa0?*]*([:：])(?!//)"
)
_CLOSING = re.compile(r"[ \t\u3000\xa0]*[\]】][ \t]*[:：]?")
_UNKNOWN = re.compile(
    r"(?:^|(?<=[ \t\u3000\xa0]{2}))([一-龥](?:[ \u3000\xa0]*[一-龥/]){1,9})[ \u3000\xa0]*[:：]"
)
_CUT_LABEL = re.compile(rf"(?:^|(?<=\s))([{''.join(TRUNCATED)}])[ ]*[:：]")
_VALIDITY = re.compile(r"(?:现行|已|全文|部分|尚未|未)?(?:有效|无效|失效|废止|修改|修订|生效|是|否)")
_TYPED = frozenset({"index_number", "document_number", "validity", "written_on", "published_on"})
_LISTS = frozenset({"category", "subject", "keywords", "summary", None})  # they may end in a semicolon
_SHORT_LINE = 40
_LONG_LINE = 120
_LONGEST_LINE = 10_000  # no header is longer; what follows is a value
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
        return self.field is not None or is_label(self.label)

    @property
    def empty(self) -> bool:
        return self.value[0] == self.value[1]


def fits(name: str | None, value: str) -> bool | None:
    """Whether a value is of its field's kind; None where it can't be told."""
    value = value.strip(SPACES)
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


def entries_of(page: Page, index: int, row: Row, in_header: bool) -> list[Entry]:
    """The labels of one row with the values that stand on the same row."""
    found: list[Entry] = []
    for cell in row.cells:
        text = page.text[cell.start : min(cell.end, cell.start + _LONGEST_LINE)]
        if text.isascii():
            continue  # no label
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
            return _below(page, index, found)
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
        opening = text[:start].rstrip(SPACES)
        closing = _CLOSING.match(text, end) if opening[-1:] in ("[", "【") else None
        colon = _SEPARATOR.match(text, end)
        starts = not opening or start == done or text[start - 1] in _BEFORE or base + start in page.edges
        last = end == len(text) or not text[end:].strip(SPACES)
        label = plain_label(match[0])
        tight = len(match[0]) == len(label) > 2  # a value may end in what begins a label
        if closing:
            form, start, end = "bracket", len(opening) - 1, closing.end()
        elif colon and (starts or (found and (tight or _complete(found[-1], text[done:start])))):
            form, end = "colon", colon.end()
        elif starts and (last or text[end] in SPACES or base + end in page.edges):
            whole = not opening and last
            form = "cell" if whole and alone else "line" if whole else "bare"
        elif tight and in_header and last:
            form = "glued"
        else:
            continue
        printed = base + match.start(), base + match.end()
        found.append(Entry(label, printed, field_of(label), base + start, base + end, (0, 0), form, index))
        done = place = end
    colons = text.count(":") + text.count("：")
    if not (found or in_header) or colons == sum([entry.form == "colon" for entry in found]):
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


def _complete(entry: Entry, value: str) -> bool:
    """Whether a value is whole, so that a label may follow it without a space (2023-05-06文号：)."""
    return entry.field in _TYPED and bool(fits(entry.field, value))


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


def _below(page: Page, index: int, heads: list[Entry]) -> list[Entry]:
    """Labels as column heads with their values in the one row below; more rows list other things."""
    following = page.rows[index + 1 : index + 3]
    row = page.rows[index]
    if not following or following[0].table != row.table or len(following[0].cells) != len(row.cells):
        return []
    if (
        len(following) > 1
        and following[1].table == row.table
        and len(following[1].cells) == len(row.cells)
        and not all(is_label(plain_label(page.cut(cell)).rstrip(":：")) for cell in following[1].cells)
    ):
        return []
    columns = {cell.start: below for cell, below in zip(row.cells, following[0].cells, strict=True)}
    fitting = 0
    for head in heads:
        below = columns.get(head.start)
        if below is None:
            return []
        head.value = trimmed(page.text, below.start, below.end)
        verdict = fits(head.field, page.text[slice(*head.value)])
        if verdict is False and not head.empty:
            return []
        if verdict and head.field in _TYPED:
            fitting += 2 if head.field == "index_number" else 1  # nothing else looks like one
    return heads if fitting > 1 else []


def _plausible(page: Page, row: Row, found: list[Entry]) -> list[Entry]:
    """Without the words that are labels elsewhere: unseparated ones in a line of running text."""
    separated = any(entry.form in ("colon", "bracket", "cut") for entry in found)
    if not separated:
        opens = page.text[row.start : found[0].start].strip(SPACES) == ""
        return found if opens else [entry for entry in found if entry.form in ("glued", "cell")]
    kept = []
    stops = [entry.start for entry in found[1:]] + [row.end]
    for entry, stop in zip(found, stops, strict=True):
        if entry.form == "bare" and entry.start > row.start:
            value = page.text[entry.end : stop]
            if not (entry.field and fits(entry.field, value) and len(entry.label) > 2):
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
        start, end = trimmed(page.text, max(cell.start, entry.end), min(cell.end, stop))
        if stop < cell.end:  # another label follows: the mark between the two is no part of the value
            marks = "|" if entry.field in _LISTS else "|；;"
            end = start + len(page.text[start:end].rstrip(SPACES + marks))
        if start < end:
            return start, end
    return entry.end, entry.end


def _settled(page: Page, entry: Entry) -> bool:
    """Whether the entry stands now that its value is known; a truncated label gets its full name."""
    value = page.text[slice(*entry.value)]
    if entry.label == "字号" and value and document_number(value) is None:
        return False  # the font-size switch
    if entry.form == "cut":
        for label in TRUNCATED[entry.label]:
            name = LABELS[label]
            if name in ("title", "keywords", "issuing_body") or fits(name, value):
                entry.label, entry.field = label, name
                return bool(value)
        return False
    return True


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    if end <= start:
        return start, start
    piece = text[start:end]
    start += len(piece) - len(piece.lstrip(SPACES))
    return start, start + len(piece.strip(SPACES))
