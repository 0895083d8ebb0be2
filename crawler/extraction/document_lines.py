"""Which lines of a page belong to its document: its own element, header, headline and files.

Navigation, breadcrumbs and footers are left out.
"""

from __future__ import annotations

import re
from itertools import pairwise

from crawler.extraction.html_lines import Line, Walk
from crawler.extraction.labels import LABEL, opens_with_label

_FOOTER = re.compile(
    "版权所有|主办(?:单位)?[:：]|承办(?:单位)?[:：]|ICP备|网站标识码|公网安备|技术支持[:：]|网站地图|本站访问量"
    "|扫一扫在手机|您访问的链接即将离开"
)
_FOOTER_OPENS = re.compile(r"[上下]一[篇条]|[【\[]?(?:打印|关闭)|分享(?:到|$)|相关(?:链接|阅读|文章|信息)")
_BREADCRUMB = re.compile(
    r"^(?:您?(?:当前|现在|所在)的?)?位置[:：]|^您?(?:当前|现在)所在|^首页\s*[>》/]|^网站首页\s*[>》/]"
)
_AFTER = 15  # lines after the document in which its attachments are listed


def document_lines(walk: Walk, tags: dict[str, str], shown_title: str | None) -> list[int]:
    """The numbers of the document's lines, in reading order."""
    lines = walk.lines
    first, last, known = _own_element(walk)
    inside = [index for index, line in enumerate(lines) if first <= line.owner <= last]
    if not known:
        inside = [index for index in inside if not lines[index].is_menu] or inside
    return _with_header_and_title(lines, inside, tags, shown_title)


def _own_element(walk: Walk) -> tuple[int, int, bool]:
    """The numbers of the first and last block of the document's own element, and whether it was known.

    Blocks are numbered in reading order, so an element's blocks are one run of numbers. A system's known
    container is believed where it holds text; else the walk goes down from the page as long as one child
    holds three quarters of the running text.
    """
    parents = walk.parents
    totals = [0] * len(parents)
    for line in walk.lines:
        if line.plain >= 8 and not _is_footer(line.cells[0]):
            totals[line.owner] += line.plain
    for block in range(len(parents) - 1, 0, -1):
        totals[parents[block]] += totals[block]
    known = True
    best = max(walk.known, key=lambda block: totals[block], default=0)
    if best == 0 or totals[best] < 10 or totals[best] * 5 < totals[0]:
        best, known = 0, False
        for block in range(1, len(parents)):
            if parents[block] == best and totals[block] * 4 >= totals[0] * 3 > 0:
                best = block
    last = best
    while last + 1 < len(parents) and _within(parents, last + 1, best):
        last += 1
    return best, last, known


def _is_footer(line: str) -> bool:
    if len(line) > 200 or line[-1:] in ("。", "；"):
        return False
    return _FOOTER.search(line) is not None or _FOOTER_OPENS.match(line) is not None


def _within(parents: list[int], block: int, ancestor: int) -> bool:
    while block > ancestor:
        block = parents[block]
    return block == ancestor


def _with_header_and_title(
    lines: list[Line], inside: list[int], tags: dict[str, str], shown_title: str | None
) -> list[int]:
    """The document's lines in reading order: the catalogue header and the headline join the body."""
    first = inside[0] if inside else 0
    title = tags.get("articletitle") or (shown_title or "")
    header = _header(lines)
    last = inside[-1] if inside else -1
    files = (index for index in range(last + 1, min(last + _AFTER, len(lines))) if lines[index].links)
    chosen = {*inside, *header, *files}
    for index in range(first - 1, -1, -1):
        shown = lines[index].cells[0]
        if lines[index].heading or (len(shown) > 6 and shown in title and shown != title.split("_")[-1]):
            chosen.add(index)
            break
    kept = []
    for index in sorted(chosen):
        shown = lines[index].cells[0]
        if index not in header and (_is_footer(shown) or _BREADCRUMB.match(shown)):
            continue
        kept.append(index)
    return kept


def _header(lines: list[Line]) -> set[int]:
    """The lines that may make up a catalogue header: labels close together, and what stands between them."""
    labelled = []
    for index, line in enumerate(lines):
        for cell in line.cells:
            if opens_with_label(cell, line.edges or ()):
                labelled.append(index)
                break
    header: set[int] = set()
    for here, following in pairwise([*labelled, len(lines)]):
        if following - here <= 3 and following < len(lines):
            header.update(range(here, following + 1))
        elif here in header or len(LABEL.findall(lines[here].cells[0])) > 1 or len(lines[here].cells) > 2:
            header.update(range(here, min(here + 3, len(lines))))
    return header
