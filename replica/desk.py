"""The editor's desk of one portal: papers come in, pages, list rows and the truth about them go out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from archive.records import Kind
from replica.damage import strip_tags
from replica.menus import Frame, link
from replica.papers import Paper, papers
from replica.places import Place
from replica.publishing import SECOND_EDITION, Entry, Style, block_html, body, stamped
from replica.records import Expected, Portal, Reach, Request, Response
from replica.shell import home, menu_page, page
from replica.wounds import Wound

Attached = tuple[str, str, Response, str]
"""A file of a document: its path, the name its link prints, what the path answers, the text in it."""


class Detail:
    """One document's page in the making: its body, its header, its attachments, at last its bytes."""

    def __init__(self, paper: Paper, style: Style, wounds: Sequence[Wound] = ()) -> None:
        self.paper = paper
        self.style = style
        self.html, self.injuries = body(paper, style, wounds)
        self.text = paper.text
        self.attached: list[Attached] = []
        self.catalogue: dict[str, str | int] = {}
        self.labels: dict[str, str] = {}
        self.response = Response(b"")
        self.charset = "utf-8"

    @property
    def summary(self) -> str:
        """The first sixty characters a reader sees of the body: what a CMS puts into 内容概述."""
        return "".join(strip_tags(self.html).split())[:60]

    def attach(self, attached: Attached, note: Sequence[str] = ()) -> None:
        """Add a file; with a note, the page says only that, and the document itself is in the file."""
        self.attached.append(attached)
        if note:
            self.html = "\n".join(block_html(paragraph, self.style) for paragraph in note)
            self.text = "\n".join(note)

    def header(self, labels: Sequence[tuple[str, str, str]]) -> None:
        """What the catalogue header prints: label as printed, field, value; an empty value is no value."""
        for label, field, value in labels:
            self.labels["".join(label.split())] = value
            if value and value != "无":
                self.catalogue[field] = int(value) if field == "views" else value

    def links(self, before: str = "") -> str:
        """The attachments' links, each in a paragraph of its own."""
        return "".join(f"<p>{before}{link(path, name)}</p>" for path, name, _, _ in self.attached)

    def printed(self, response: Response, *, charset: str = "utf-8") -> Detail:
        """Set the page's answer; ``charset`` is the codec its bytes are really in."""
        self.response = response
        self.charset = charset
        return self


class Desk:
    """Collects one portal.

    ``kinds`` maps a 栏目's name to its kind. ``lists`` holds rows by shelf, newest first; a shelf is a
    column's name unless one column has several lists. In the second edition ``changed`` (a paper's name) has
    one more paragraph and ``gone`` is neither listed nor there.
    """

    def __init__(
        self,
        place: Place,
        edition: int,
        *,
        kinds: Mapping[str, Kind],
        changed: str,
        gone: str,
        misprinted: int | None = None,
    ) -> None:
        self.place = place
        self.kinds = kinds
        self.pages: dict[str, Response] = {}
        self.lists: dict[str, list[Entry]] = {}
        self._expected: dict[str, Expected] = {}
        self._shelves: dict[str, str] = {}
        self._modified = {changed: SECOND_EDITION} if edition == 2 else {}
        written = papers(place, misprinted=misprinted)
        names = {paper.name for paper in written}
        if not {changed, gone} <= names:
            raise ValueError(f"{place.slug}: no paper called {changed} or {gone}")
        self.papers = [
            _amended(paper) if paper.name in self._modified else paper
            for paper in written
            if edition == 1 or paper.name != gone
        ]

    def publish(
        self, column: str, path: str, detail: Detail, *, shelf: str | None = None, date: str = ""
    ) -> None:
        """Put a document's page and files on the site and its row on a list."""
        paper = detail.paper
        modified_on = self._modified.get(paper.name, paper.published_on)
        self.pages[path] = stamped(detail.response, f"{self.place.slug}/{paper.name}", modified_on)
        for nth, (address, _, answer, _) in enumerate(detail.attached):
            self.pages[address] = stamped(answer, f"{self.place.slug}/{paper.name}/{nth}", paper.published_on)
        self._shelve(shelf or column, Entry(path, paper.title, date or paper.published_on))
        self._shelves[paper.name] = shelf or column
        self._expected[paper.name] = Expected(
            path=path,
            final_path=path,
            column=column,
            kind=paper.kind,
            title=paper.title,
            report_year=paper.year,
            listed_on=paper.published_on,
            catalogue=detail.catalogue,
            labels=detail.labels,
            text=detail.text,
            figures=paper.figures,
            inconsistent=paper.inconsistent,
            injuries=detail.injuries,
            attachments={address: text for address, _, _, text in detail.attached},
            charset=detail.charset,
        )

    def trap(
        self,
        column: str,
        path: str,
        title: str,
        date: str,
        reach: Reach,
        response: Response | None = None,
        *,
        shelf: str | None = None,
    ) -> None:
        """A list row that leads to no readable document; ``response`` None where another host answers."""
        if response:
            self.pages[path] = response
        self._shelve(shelf or column, Entry(path, title, date))
        self._expected[path] = Expected(
            path=path,
            final_path=path,
            column=column,
            kind=self.kinds[column],
            title=title,
            report_year=None,
            listed_on=date,
            reach=reach,
        )

    def reached_by(self, name: str, reach: Reach) -> None:
        """Note how a document can be had, where that is not at once."""
        self._expected[name] = replace(self._expected[name], reach=reach)

    def moved(self, name: str, old_path: str, answer: Callable[[str], Response]) -> None:
        """List a document under an old address that redirects to its page."""
        expected = self._expected[name]
        self.pages[old_path] = answer(expected.path)
        rows = self.lists[self._shelves[name]]
        at = next(nth for nth, row in enumerate(rows) if row.href == expected.path)
        rows[at] = replace(rows[at], href=old_path)
        self._expected[name] = replace(expected, path=old_path)

    def slow(self, name: str, seconds: float) -> None:
        """Let a document's page take its time."""
        path = self._expected[name].final_path
        self.pages[path] = replace(self.pages[path], delay=seconds)

    def publish_entrances(
        self, frame: Frame, *, news: str, platform: Mapping[str, str], directory: Mapping[str, str]
    ) -> None:
        """Home, the 政府信息公开 page and 法定主动公开内容; the home shows rows of the shelf ``news``."""
        rows = [(row.href, row.title, row.date) for row in self.lists[news][:6]]
        self.pages["/"] = Response(home(frame, rows).encode())
        self.pages[frame.platform] = Response(menu_page(frame, "政府信息公开", platform).encode())
        below = platform["法定主动公开内容"]
        self.pages[below] = Response(menu_page(frame, "法定主动公开内容", directory).encode())

    def publish_channels(self, frame: Frame) -> None:
        """The pages that the menus lead to; they list nothing."""
        for address, name in frame.channels.items():
            main = f'<h2 class="column-title">{name}</h2>\n<p>本栏目在样例中没有内容。</p>'
            self.pages[address] = Response(
                page(frame, title=name, main=main, crumbs=[(address, name)]).encode()
            )

    def portal(self, answer: Callable[[Request], Response | None]) -> Portal:
        """The finished portal, its truth in the order of its lists."""
        by_path = {expected.path: expected for expected in self._expected.values()}
        expected = tuple(by_path[row.href] for rows in self.lists.values() for row in rows)
        return Portal(self.place.slug, self.pages, answer, expected)

    def _shelve(self, shelf: str, entry: Entry) -> None:
        rows = self.lists.setdefault(shelf, [])
        rows.append(entry)
        rows.sort(key=lambda row: row.date, reverse=True)


def _amended(paper: Paper) -> Paper:
    *blocks, last = paper.blocks
    added = f"{paper.year}年度有关数据已根据年终核定结果作了更正，以本次公开的内容为准。"
    return replace(paper, blocks=(*blocks, added, last))
