"""The one way in: ``read(capture) -> Document``.

A live crawl, ``ingest`` and ``reread`` all come through here, and nothing else decodes or extracts. Reading
is a pure function: no network, no database, no clock, the same answer every time.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

from archive.records import Capture, Charset, Document, Finding
from crawler.detection import charset, plan, repair
from crawler.extraction import kind as kinds
from crawler.extraction.annual_report import Statutory, statutory_tables
from crawler.extraction.attachments import UnreadableError, form_of, lay_out_file
from crawler.extraction.body import Page, lay_out
from crawler.extraction.catalogue import Header, read_header
from crawler.extraction.checks import checks
from crawler.extraction.fields import Report, catalogue
from crawler.extraction.header_rows import Entry
from crawler.extraction.labels import plain_label
from crawler.extraction.narrative import counts
from crawler.extraction.page_tags import witnesses
from crawler.extraction.sections import sections


def _rules() -> str:
    """A digest of everything that decides what ``read`` answers, so nobody has to count up."""
    here = Path(__file__).parent
    rooms = (here / "detection", here / "extraction")
    files = sorted(file for room in rooms for file in room.rglob("*") if file.suffix in (".py", ".txt"))
    return sha256(b"".join(file.read_bytes() for file in (here / "reading.py", *files))).hexdigest()[:8]


READER = f"gongkai {version('gongkai')}+{_rules()}"
"""Which reader made a document; stored with it, so that ``reread`` knows what the rules were."""

_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
_MARKUP = re.compile(rb"<(?:!doctype|html|head|body|div|table|p|meta|script|ul|span|br)\b", re.IGNORECASE)


def read(capture: Capture) -> Document:
    """What a page or file says: decoded, laid out, repaired, and read for all that the archive keeps.

    Never raises for what the bytes are: what cannot be read is a finding.
    """
    page, used, unread = _page(capture)
    mended = repair(page.text, url=capture.url)
    places = plan.Places(mended.findings)
    shown = page if mended.text == page.text else page.moved(mended.text, places.to_text)

    header = _header(page, shown, places)
    fields = catalogue(shown, header, witnesses(shown, header, capture.url, capture.hints))
    named = fields.values["title"]
    header_end = max((entry.end for entry in fields.entries), default=0)
    title = kinds.title_of(shown, named if isinstance(named, str) else None, capture.hints, header_end)
    kind = kinds.kind_of(title, shown, capture.hints)
    said = counts(shown) if kind == "annual_report" else ()
    tables = statutory_tables(shown, said) if kind == "annual_report" else Statutory()
    return Document(
        url=capture.url,
        title=title,
        kind=kind,
        report_year=kinds.report_year(kind, title, shown, capture.url, capture.hints),
        catalogue=fields.values,
        labels=_labels(page.text, places, fields.entries),
        raw_text=page.text,
        text=mended.text,
        findings=_sorted(
            mended.findings, _findings(page.text, places, unread + fields.reports + tables.reports)
        ),
        charset=used,
        reader=READER,
        witnesses=tuple(fields.witnesses),
        sections=sections(shown.text) if kind == "annual_report" else (),
        figures=tuple(tables.figures),
        checks=checks(tables.figures, said),
        attachments=page.attachments,
    )


def _page(capture: Capture) -> tuple[Page, Charset, list[Report]]:
    """The capture's body as a page, how its bytes became text, and what of a file could not be read."""
    form = form_of(capture.body)
    if form is not None:
        text = Charset(used="utf-8", confidence=1.0, reason=f"not text but a file: {form}")
        try:
            return lay_out_file(capture.body, form), text, []
        except UnreadableError as error:
            return Page("", ()), text, [Report(error.kind, 0, 0, "lost", str(error))]
    declared = capture.header("content-type") or ""
    kind = declared.split(";")[0].strip().lower()
    html = "html" in kind or (
        kind in ("", "application/octet-stream") and bool(_MARKUP.search(capture.body[:4096]))
    )
    named = _CHARSET.search(declared)
    decoded = charset.decode(
        capture.body, header=named[1] if named else None, hint=capture.hints.charset, html=html
    )
    return lay_out(decoded.text, html=html, base_url=capture.url), decoded.charset, []


def _labels(raw_text: str, places: plan.Places, entries: Sequence[Entry]) -> dict[str, str]:
    """The header's labels and values as the page prints them, before any repair."""

    def raw(start: int, end: int) -> str:
        return raw_text[places.to_raw(start) : places.to_raw(end, end=True)] if start < end else ""

    labels: dict[str, str] = {}
    for entry in entries:
        label = entry.label if entry.form == "cut" else plain_label(raw(*entry.printed)).rstrip(":：")
        labels[label] = labels.get(label) or raw(*entry.value)
    return labels


def _header(page: Page, shown: Page, places: plan.Places) -> Header | None:
    """The catalogue header of the repaired page, or of the page as it came where that shows more of it.

    A repair may take a label's padding for damage: ``索??引??號``.
    """
    header = read_header(shown)
    if shown is page:
        return header
    before = read_header(page)
    if before and len(before.fields()) > (len(header.fields()) if header else 0):
        return before.moved(places.to_text)
    return header


def _findings(raw_text: str, places: plan.Places, reports: list[Report]) -> list[Finding]:
    """Reports over the repaired text as findings over the raw text."""
    found = []
    for report in reports:
        start, end = places.to_raw(report.start), places.to_raw(report.end, end=True)
        found.append(
            Finding(report.kind, start, end, raw_text[start:end], None, report.certainty, report.rule)
        )
    return found


def _sorted(repairs: tuple[Finding, ...], reports: list[Finding]) -> tuple[Finding, ...]:
    return tuple(sorted([*repairs, *reports], key=lambda finding: (finding.start, finding.end, finding.kind)))
