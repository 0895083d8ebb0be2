"""From printed values to the catalogue's fields: one form for dates, numbers and validity, else nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from archive.records import FIELDS, Certainty, Witness
from crawler.extraction import dates
from crawler.extraction.body import Page
from crawler.extraction.catalogue import Header
from crawler.extraction.document_numbers import INDEX_SHAPE, document_number, index_number
from crawler.extraction.header_rows import Entry

_NOTHING = frozenset(
    {"", "无", "無", "null", "none", "undefined", "nan", "-", "--", "—", "/", "无文号", "暂无", "空"}
)
_FROM_TAGS = ("title", "published_on", "source")
_VALIDITY = (
    (re.compile(r"部分"), "partly"),
    (re.compile(r"尚未|未生效|未施行|待生效"), "not_yet"),
    (re.compile(r"无效|^否$"), "unknown"),
    (re.compile(r"废止"), "repealed"),
    (re.compile(r"失效|过期|到期"), "expired"),
    (re.compile(r"修改|修订"), "amended"),
    (re.compile(r"有效|^是$|生效"), "in_force"),
)


@dataclass(slots=True)
class Report:
    """Something about ``text[start:end]`` that the reader of the page should know."""

    kind: str
    start: int
    end: int
    certainty: Certainty
    rule: str


@dataclass(slots=True)
class Catalogue:
    """The seventeen fields, None where the page has none; the header's entries; what went wrong."""

    values: dict[str, str | int | None] = field(default_factory=lambda: dict.fromkeys(FIELDS))
    entries: tuple[Entry, ...] = ()
    witnesses: list[Witness] = field(default_factory=list)
    reports: list[Report] = field(default_factory=list)


def validity(printed: str) -> str:
    """``in_force``, ``repealed``, ``expired``, ``amended``, ``partly``, ``not_yet`` or ``unknown``."""
    return next((code for pattern, code in _VALIDITY if pattern.search(printed)), "unknown")


def catalogue(page: Page, header: Header | None, witnesses: list[Witness]) -> Catalogue:
    """The fields of a page, from its header; title, day and source from the page tags where it lacks them.

    ``witnesses`` are those from outside the header, in the order in which they are believed. Bylines, the
    page's address and the list it was found in stay witnesses: they fill no field.
    """
    result = Catalogue()
    if header is not None:
        result.entries = tuple(header.entries)
        for entry in header.entries:
            _take(result, entry, page.text[slice(*entry.value)])
        for entry, reason in header.unsure:
            result.reports.append(Report("value_unsure", entry.start, entry.end, "lost", reason))
    else:
        _take_unlabelled(result, page)
    for witness in witnesses:
        if (
            witness.source == "page tag"
            and witness.field in _FROM_TAGS
            and result.values[witness.field] is None
        ):
            result.values[witness.field] = witness.value
    result.witnesses += witnesses
    return result


def _take(result: Catalogue, entry: Entry, printed: str) -> None:
    """Enter one labelled value; where two labels give one field, the first one printed stands."""
    if entry.form == "cut":
        result.reports.append(
            Report(
                "label_truncated", entry.start, entry.end, "inferred", f"read as {entry.label} by its value"
            )
        )
    if entry.field is None or not printed:
        return
    value = None if printed.strip().lower() in _NOTHING else _value(result, entry, printed)
    if value is None:
        return
    result.witnesses.append(Witness(entry.field, str(value), f"header {entry.label}"))
    if result.values[entry.field] is None:
        result.values[entry.field] = value


def _value(result: Catalogue, entry: Entry, printed: str) -> str | int | None:
    def report(kind: str, certainty: Certainty, rule: str) -> None:
        result.reports.append(Report(kind, *entry.value, certainty, rule))

    name = entry.field or ""
    if name.endswith("_on"):
        iso = dates.parse(printed)
        if iso is None and re.fullmatch(r".{0,4}(?:有效|失效|废止)", printed):
            report("value_misplaced", "inferred", f"{entry.label} holds a word of validity")
            result.values["validity"] = result.values["validity"] or validity(printed)
        elif iso is None:
            report("date_unreadable", "lost", "no whole date can be read")
        return iso
    if name == "index_number":
        number = index_number(printed)
        if number is None:
            report("index_number_rejected", "lost", "not of the form organisation/year-serial")
        return number.text if number else None
    if name == "document_number":
        found = document_number(printed)
        if found is None:
            report(
                "document_number_irregular", "inferred", "kept as printed: no agency, year and serial in it"
            )
            return printed
        if found.inferred:
            report("document_number_damaged", "inferred", "a bracket or the 号 is missing")
        return found.text
    if name == "validity":
        return validity(printed)
    if name == "views":
        digits = re.match(r"\d{1,12}", printed.translate(dates.TO_ASCII).replace(",", ""))
        return int(digits[0]) if digits else None
    return re.sub(r"\s*\n\s*", " ", printed)


def _take_unlabelled(result: Catalogue, page: Page) -> None:
    """An index number that stands alone near the top: its labels are lost, the rest is not guessed."""
    for row in page.rows[:40]:
        for cell in row.cells:
            printed = page.cut(cell)
            if INDEX_SHAPE.fullmatch(printed):
                result.values["index_number"] = printed
                result.reports.append(
                    Report(
                        "labels_lost", cell.start, cell.end, "inferred",
                        "an index number without its label: the header's other values cannot be told apart",
                    )
                )  # fmt: skip
                return
