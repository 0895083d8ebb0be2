"""OFD files (GB/T 33190): a zip of XML in which every run of text stands at its place on the page.

No library for it is kept up; the little that reading needs is here. A page's runs are gathered into lines by
height and ordered from left to right; a wide gap stands between two columns of a table.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple
from zipfile import ZipFile

from lxml import etree

from crawler.extraction.attachments import Line, UnreadableError, members

_LARGEST_MEMBER = 50_000_000


class _Run(NamedTuple):
    x: float
    y: float
    width: float
    size: float
    text: str


def lines(body: bytes) -> Iterator[Line]:
    """The file's lines. Raises UnreadableError for a broken file and for one that holds only pictures."""
    with members(body) as archive:
        try:
            found = [line for page in _pages(archive) for line in _lines(page)]
        except (KeyError, ValueError, EOFError, OSError, etree.XMLSyntaxError) as error:
            raise UnreadableError("file_broken", f"the OFD file is damaged: {error}") from error
    if not found:
        raise UnreadableError("file_scanned", "the OFD file holds no text, only pictures")
    yield from found


def _pages(archive: ZipFile) -> Iterator[etree._Element]:
    for root in _said(_xml(archive, "OFD.xml"), "DocRoot"):
        document = _xml(archive, root.lstrip("/"))
        folder = posixpath.dirname(root.lstrip("/"))
        for page in document.iterfind(".//{*}Pages/{*}Page"):
            place = page.get("BaseLoc", "")
            name = (
                place.lstrip("/")
                if place.startswith("/")
                else posixpath.normpath(posixpath.join(folder, place))
            )
            yield _xml(archive, name)


def _said(element: etree._Element, name: str) -> list[str]:
    return [found.text.strip() for found in element.iterfind(f".//{{*}}{name}") if found.text]


def _xml(archive: ZipFile, name: str) -> etree._Element:
    with archive.open(name) as member:
        source = member.read(_LARGEST_MEMBER + 1)
    if len(source) > _LARGEST_MEMBER:
        raise ValueError(f"{name} is larger than {_LARGEST_MEMBER // 1_000_000} MB")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    return etree.fromstring(source, parser)


def _lines(page: etree._Element) -> Iterator[Line]:
    runs = sorted(_runs(page), key=lambda run: (run.y, run.x))
    line: list[_Run] = []
    for run in runs:
        if line and run.y - line[0].y > max(run.size, 1.0) * 0.6:
            yield _joined(line)
            line = []
        line.append(run)
    if line:
        yield _joined(line)


def _runs(page: etree._Element) -> Iterator[_Run]:
    for item in page.iterfind(".//{*}TextObject"):
        left, top, *_ = (*(float(number) for number in item.get("Boundary", "0 0 0 0").split()), 0.0, 0.0)
        size = float(item.get("Size", "4"))
        scale = (item.get("CTM", "1 0 0 1 0 0").split() or ["1"])[0]
        for code in item.iterfind("{*}TextCode"):
            if code.text and code.text.strip():
                x, y = left + float(code.get("X", "0")), top + float(code.get("Y", "0"))
                shown = size * abs(float(scale))
                yield _Run(x, y, _width(code, shown), shown, code.text)


def _width(code: etree._Element, size: float) -> float:
    """How far the run reaches: its steps (``DeltaX``; ``g n d`` is n times d) and one last character."""
    steps = (code.get("DeltaX") or "").split()
    reach = 0.0
    place = 0
    while place < len(steps):
        if steps[place] == "g" and place + 2 < len(steps):
            reach += int(steps[place + 1]) * float(steps[place + 2])
            place += 3
        else:
            reach += float(steps[place])
            place += 1
    return reach + size if steps else size * sum(0.5 if c.isascii() else 1.0 for c in code.text or "")


def _joined(runs: list[_Run]) -> Line:
    """A line of runs; where a gap is wider than a character, a column ends."""
    runs = sorted(runs, key=lambda run: run.x)
    cells = [runs[0].text]
    for before, run in pairwise(runs):
        if run.x - (before.x + before.width) > run.size * 1.2:
            cells.append(run.text)
        else:
            cells[-1] += run.text
    return Line([(cell.strip(), 1) for cell in cells], 1 if len(cells) > 1 else 0)
