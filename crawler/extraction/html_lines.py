"""HTML as lines: one walk over the parsed tree, every visible line with the block that it stands in."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml import etree

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

_CONTENT = frozenset((
    "GovInfoContent", "UCAP-CONTENT", "TRS_Editor", "trs_editor_view", "TRS_UEDITOR", "m-article",
    "wzzw-article", "zoom", "Zoom", "article-content", "article_content", "articleContent",
    "news_content", "newsContent", "content-article", "pages_content", "zwxl-article", "wenzhang",
    "j-fontContent", "conTxt", "view_content", "detail-content", "bt-content", "zoomcon",
    "xxgk_content", "vsb_content", "vsb_content_2", "v_news_content", "egovinfocontenttable",
    "BodyLabel", "NewsContent", "info-content", "con_text",
))  # fmt: skip
"""ids and classes that the portals' systems give the element that holds the document itself."""

_FILE = re.compile(r"\.(?:pdf|docx?|xlsx?|ofd|wps|et|zip|rar|pptx?)(?:$|[?#\s])", re.IGNORECASE)
_PAGES = ("/", ".html", ".htm", ".shtml", "#", ".jhtml", "(0)", "(0);")  # what links to no file end with
_FILE_TEXT = re.compile(
    r"^附件|下载本信息公开文件|^点击下载|文件下载$|\.(?:pdf|docx?|xlsx?|ofd|wps|zip|rar)$", re.IGNORECASE
)
_NO_MENU = re.compile("[。：；]|附件|下载")
LAYOUT_SPACE = re.compile(r"[ \t\r\n\f\v]+")


class Line:
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
    cells: list[tuple[list[Line], int]] | None = None


class Walk:
    """One walk over a parsed page: its lines, and the blocks they stand in.

    Block ``i`` stands in block ``parents[i]``; ``known`` are the blocks whose id or class portals give the
    document. ``empties`` are the numbers of the lines before which an element without text stands.
    """

    def __init__(self) -> None:
        self.lines: list[Line] = []
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
            name = LAYOUT_SPACE.sub(" ", shown) or element.get("title") or ""
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
        row = Line([" ".join([line.cells[0] for line in lines]) for lines, _ in cells], self._block)
        row.columns = [columns for _, columns in cells]
        row.table = table.number
        for lines, _ in cells:
            for line in lines:
                row.plain += line.plain
                if line.links:
                    row.links = [*(row.links or ()), *line.links]
        self.lines.append(row)
        table.cells = None


def _lays_out(cells: list[tuple[list[Line], int]]) -> bool:
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


def _line(pieces: list[str], owner: int) -> Line | None:
    """One line from its text nodes: layout space folded, the places where nodes meet kept as edges."""
    if len(pieces) == 1:
        text = _folded(pieces[0].strip(" \t\r\n\f\v"))
        return Line([text], owner) if text.strip("\xa0\u3000") else None
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
    line = Line([text], owner)
    if len(edges) > 1 and len(text) < 300:
        line.edges = edges[1:]
    return line


def _folded(piece: str) -> str:
    """Layout space as one space; most pieces have none, and looking is cheaper than replacing."""
    if "\n" in piece or "  " in piece or "\t" in piece or "\r" in piece:
        return LAYOUT_SPACE.sub(" ", piece)
    return piece
