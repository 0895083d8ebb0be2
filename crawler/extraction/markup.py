"""HTML laid out as rows: one walk over the parsed tree, then the choice of what belongs to the document.

Everything visible becomes a row first, because catalogue headers hide in odd places (collapsed blocks,
mobile copies); navigation, breadcrumbs and footers are left out afterwards.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from urllib.parse import urljoin

from lxml import etree

from archive.records import AttachmentLink
from crawler.extraction.body import Cell, Page, Row, lay_out_text
from crawler.extraction.labels import LABEL, opens_with_label

_SKIP, _LINK, _BREAK, _LEAF, _BLOCK, _MENU, _TABLE, _ROW, _CELL, _HEADING = range(10)
_ROLES = {
    **dict.fromkeys(
        ("script", "style", "noscript", "template", "select", "button", "svg", "iframe", "object", "textarea",
         "head", "title", "map", "audio", "video", "nav", "footer"), _SKIP),
    **dict.fromkeys(
        ("body", "div", "dl", "section", "article", "main", "form", "header", "center",
         "blockquote", "aside", "fieldset", "details", "summary", "figure"), _BLOCK),
    **dict.fromkeys(("p", "li", "dt", "dd", "pre", "address", "figcaption", "legend"), _LEAF),
    **dict.fromkeys(("ul", "ol"), _MENU),
    **dict.fromkeys(("br", "hr"), _BREAK),
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), _HEADING),
    "table": _TABLE, "tr": _ROW, "td": _CELL, "th": _CELL, "a": _LINK,
}  # fmt: skip

_CONTENT = frozenset(
    [
        "GovInfoContent",
        "UCAP-CONTENT",
        "TRS_Editor",
        "trs_editor_view",
        "TRS_UEDITOR",
        "m-article",
        "wzzw-article",
        "zoom",
        "Zoom",
        "article-content",
        "article_content",
        "articleContent",
        "news_content",
        "newsContent",
        "content-article",
        "pages_content",
        "zwxl-article",
        "wenzhang",
        "j-fontContent",
        "conTxt",
        "view_content",
        "detail-content",
        "bt-content",
        "zoomcon",
        "xxgk_content",
        "vsb_content",
        "vsb_content_2",
        "v_news_content",
        "egovinfocontenttable",
        "BodyLabel",
        "NewsContent",
        "info-content",
        "con_text",
    ]
)
"""ids and classes that the portals' systems give the element that holds the document itself."""

_FOOTER = re.compile(
    "版权所有|主办(?:单位)?[:：]|承办(?:单位)?[:：]|ICP备|网站标识码|公网安备|技术支持[:：]|网站地图|本站访问量"
    "|扫一扫在手机|您访问的链接即将离开"
)
_FOOTER_OPENS = re.compile(r"[上下]一[篇条]|[【\[]?(?:打印|关闭)|分享(?:到|$)|相关(?:链接|阅读|文章|信息)")
_BREADCRUMB = re.compile(
    r"^(?:您?(?:当前|现在|所在)的?)?位置[:：]|^您?(?:当前|现在)所在|^首页\s*[>》/]|^网站首页\s*[>》/]"
)
_FILE = re.compile(r"\.(?:pdf|docx?|xlsx?|ofd|wps|et|zip|rar|pptx?)(?:$|[?#\s])", re.IGNORECASE)
_PAGES = ("/", ".html", ".htm", ".shtml", "#", ".jhtml", "(0)", "(0);")  # what links to no file end with
_FILE_TEXT = re.compile(
    r"^附件|下载本信息公开文件|^点击下载|文件下载$|\.(?:pdf|docx?|xlsx?|ofd|wps|zip|rar)$", re.IGNORECASE
)
_AFTER = 15  # lines after the document in which its attachments are listed
_TAG = re.compile(r"<(?:script|style)\b.*?</(?:script|style)>|<[^<>]*>", re.DOTALL | re.IGNORECASE)
_NO_MENU = re.compile("[。：；]|附件|下载")
_SPACE = re.compile(r"[ \t\r\n\f\v]+")


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
    shown_title = _SPACE.sub(" ", shown.text).strip() or None if shown is not None and shown.text else None
    walk = _Walk()
    walk.over(root)
    if not walk.lines:
        return lay_out_text(_TAG.sub(" ", text))  # nothing, or markup nested deeper than a parser follows
    return _assemble(walk, base_url, tags, shown_title)


class _Line:
    """A row before its place in the text is known; most have only one cell and none of the rest."""

    columns: list[int] | None = None
    edges: list[int] | None = None
    heading = False
    holder: etree._Element | None = None
    links: list[tuple[str, str]] | None = None
    plain = 0  # characters outside links
    table = 0

    def __init__(self, cells: list[str], owner: int) -> None:
        self.cells = cells
        self.owner = owner

    @property
    def is_menu(self) -> bool:
        """Whether the line is little but links that lead to no file."""
        return not self.links and not self.heading and self.plain * 4 < len(self.cells[0])


@dataclass(slots=True)
class _OpenTable:
    """A table being read; ``cells`` is None outside its rows, and in rows that only lay out the page."""

    number: int
    cells: list[tuple[list[_Line], int]] | None = None


class _Walk:
    """One walk over a parsed page: its lines, and the blocks they stand in.

    Block ``i`` stands in block ``parents[i]``; ``known`` are the blocks whose id or class portals give the
    document. ``empties`` are the numbers of the lines before which an element without text stands.
    """

    def __init__(self) -> None:
        self.lines: list[_Line] = []
        self.parents = [-1]
        self.known: list[int] = []
        self.empties: list[int] = []
        self._tables = 0
        self._open_tables: list[_OpenTable] = []
        self._sink = self.lines  # where finished lines go: the page, or the open table's cell
        self._block = 0
        self._holder: etree._Element | None = None
        self._heading = False
        self._pieces: list[str] = []  # the text nodes of the line being read
        self._links: list[tuple[str, str]] = []
        self._linked = 0  # characters of this line inside links
        self._link_from = 0

    def over(self, root: etree._Element) -> None:
        """Read the whole tree: the hot loop of reading."""
        pieces = self._pieces
        skipped: etree._Element | None = None  # its end is still to come
        steps = etree.iterwalk(root, events=("start", "end"))
        for event, element in steps:
            role = _ROLES.get(element.tag)
            if event == "start":
                if role is _SKIP or (role is _MENU and _is_menu(element)):
                    steps.skip_subtree()
                    skipped = element
                    continue
                if role is _LINK:
                    self._link_from = len(pieces)
                elif role is not None:
                    if pieces:
                        self._finish()
                    self._holder = element
                    if role > _LEAF:
                        self._open(role, element)
                text = element.text
            else:
                if role is _LINK:
                    self._link(element)
                elif role is not None and element is not skipped:
                    if pieces:
                        self._finish()
                    elif len(element) == 0 and self._sink is self.lines:
                        self.empties.append(len(self.lines))
                    if role > _LEAF:
                        self._close(role)
                text = element.tail
            if text and (pieces or not text.isspace()):
                pieces.append(text)
        if pieces:
            self._finish()

    def _finish(self) -> None:
        """The line is complete: it goes where lines go now."""
        line = _line(self._pieces, self._block)
        if line is not None:
            line.plain = len(line.cells[0]) - self._linked
            line.holder = self._holder
            if self._heading:
                line.heading = True
            if self._links:
                line.links = self._links
            self._sink.append(line)
        self._pieces.clear()
        self._links, self._linked = [], 0

    def _link(self, element: etree._Element) -> None:
        """A link ends: what it shows counts as linked; one that leads to a file is kept."""
        shown = "".join(self._pieces[self._link_from :]).strip()
        self._linked += len(shown)
        href = element.get("href")
        if href and not href.endswith(_PAGES) and (_leads_to_file(href) or _FILE_TEXT.search(shown)):
            name = _SPACE.sub(" ", shown) or element.get("title") or ""
            self._links.append((href, name))
            if not shown and name:
                self._pieces.append(name)

    def _open(self, role: int, element: etree._Element) -> None:
        """A block, table, row, cell or headline begins."""
        table = self._open_tables[-1] if self._open_tables else None
        if role is _HEADING:
            self._heading = True
            return
        if role is _ROW:
            if table:
                table.cells = []
            return
        self.parents.append(self._block)
        self._block = len(self.parents) - 1
        classes = element.get("class")
        if element.get("id") in _CONTENT or (classes and not _CONTENT.isdisjoint(classes.split())):
            self.known.append(self._block)
        if role is _TABLE:
            if table and table.cells is not None:
                self._spill(table)
            self._tables += 1
            self._open_tables.append(_OpenTable(self._tables))
            self._sink = self.lines
        elif role is _CELL and table and table.cells is not None:
            self._sink = []
            table.cells.append((self._sink, _span(element.get("colspan"))))

    def _close(self, role: int) -> None:
        """A block, table, row, cell or headline ends."""
        if role is _HEADING:
            self._heading = False
        elif role is _ROW:
            if self._open_tables and self._open_tables[-1].cells is not None:
                self._close_row(self._open_tables[-1])
        else:
            self._block = self.parents[self._block]
            if role is _CELL or role is _TABLE:
                self._sink = self.lines
            if role is _TABLE and self._open_tables:
                self._open_tables.pop()

    def _spill(self, table: _OpenTable) -> None:
        """A row that turns out to lay out the page: what was read of its cells becomes paragraphs."""
        for lines, _ in table.cells or ():
            self.lines.extend(lines)
        table.cells = None

    def _close_row(self, table: _OpenTable) -> None:
        cells = table.cells or []
        if len(cells) < 2 or _lays_out(cells):
            if len(cells) == 1 and len(cells[0][0]) <= 1 and cells[0][0]:
                cells[0][0][0].table = table.number
            self._spill(table)
            return
        row = _Line([" ".join([line.cells[0] for line in lines]) for lines, _ in cells], self._block)
        row.columns = [columns for _, columns in cells]
        row.table = table.number
        for lines, _ in cells:
            for line in lines:
                row.plain += line.plain
                if line.links:
                    row.links = [*(row.links or ()), *line.links]
        self.lines.append(row)
        table.cells = None


def _lays_out(cells: list[tuple[list[_Line], int]]) -> bool:
    """Whether a table's row lays out the page: some cell holds paragraphs."""
    if max([len(lines) for lines, _ in cells]) <= 2:
        return False
    return sum(len(line.cells[0]) for lines, _ in cells for line in lines) > 400


def _is_menu(block: etree._Element) -> bool:
    """Whether a list is nothing but short links to other pages: navigation, left unread.

    Most of a portal's page is navigation, so looking once at the whole is worth more than reading it.
    """
    links = list(block.iter("a"))
    if len(links) < 4:
        return False
    text: str = etree.tostring(block, method="text", encoding="unicode", with_tail=False)
    if len(text) > 40 * len(links) or _NO_MENU.search(text):
        return False
    shown = sum([len(link.text or "") for link in links])
    if shown * 10 < 9 * len("".join(text.split())):
        return False
    return not _leads_to_file(" ".join([link.get("href", "") for link in links]))


def _leads_to_file(href: str) -> bool:
    """Whether an address, or one of several with spaces between them, is a file's."""
    return _FILE.search(href) is not None or "mod=site_attach" in href or "downfile.jsp" in href


def _span(value: str | None) -> int:
    return min(int(value), 100) if value and value.isascii() and value.isdigit() and int(value) else 1


def _line(pieces: list[str], owner: int) -> _Line | None:
    """One line from its text nodes: layout space folded, the places where nodes meet kept as edges."""
    if len(pieces) == 1:
        text = _folded(pieces[0].strip(" \t\r\n\f\v"))
        return _Line([text], owner) if text.strip("\xa0\u3000") else None
    text = ""
    edges = []
    for piece in pieces:
        piece = _folded(piece)
        if text.endswith(" ") or not text:
            piece = piece.lstrip(" ")
        if piece:
            edges.append(len(text))
            text += piece
    text = text.rstrip(" ")
    if not text.strip("\xa0\u3000"):
        return None
    line = _Line([text], owner)
    if len(edges) > 1 and len(text) < 300:
        line.edges = edges[1:]
    return line


def _folded(piece: str) -> str:
    """Layout space as one space; most pieces have none, and looking is cheaper than replacing."""
    if "\n" in piece or "  " in piece or "\t" in piece or "\r" in piece:
        return _SPACE.sub(" ", piece)
    return piece


def _assemble(walk: _Walk, base_url: str, tags: dict[str, str], shown_title: str | None) -> Page:
    """The page's text out of the lines that belong to the document."""
    lines = walk.lines
    first, last, known = _content(walk)
    inside = [index for index, line in enumerate(lines) if first <= line.owner <= last]
    if not known:
        inside = [index for index in inside if not lines[index].is_menu] or inside
    chosen = _with_header_and_title(lines, inside, tags, shown_title)
    text: list[str] = []
    rows: list[Row] = []
    edges: set[int] = set()
    headings: list[tuple[int, int]] = []
    links: list[AttachmentLink] = []
    ends: dict[int, int] = {}
    offset = 0
    for index in chosen:
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


def _content(walk: _Walk) -> tuple[int, int, bool]:
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
    lines: list[_Line], inside: list[int], tags: dict[str, str], shown_title: str | None
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


def _header(lines: list[_Line]) -> set[int]:
    """The lines that may make up a catalogue header: labels close together, and what stands between them."""
    labelled = [
        index
        for index, line in enumerate(lines)
        if any(opens_with_label(cell, line.edges or ()) for cell in line.cells)
    ]
    header: set[int] = set()
    for here, following in pairwise([*labelled, len(lines)]):
        if following - here <= 3 and following < len(lines):
            header.update(range(here, following + 1))
        elif here in header or len(LABEL.findall(lines[here].cells[0])) > 1 or len(lines[here].cells) > 2:
            header.update(range(here, min(here + 3, len(lines))))
    return header
