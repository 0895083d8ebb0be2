"""The rows of a list: which there are, what they are called, where they lead and when they were put there."""

from __future__ import annotations

import re
from datetime import date

from bs4 import BeautifulSoup, Tag

_DATE = re.compile(r"((?:19|20)\d\d)[-/.年](\d{1,2})[-/.月](\d{1,2})")
_FRAME = ["nav", "header", "footer"]
_BLANK = re.compile(r"\s+")


def rows_beside(page: BeautifulSoup, document: re.Pattern[str]) -> list[Tag]:
    """The rows of every list in a page that links to documents of the family.

    A single link without a date is a menu's, and so is all that stands in a page's head, foot and navigation.
    Rows of a list that lead elsewhere (to a file, to another site) are rows too.
    """
    lists: dict[int, Tag] = {}
    linking: dict[int, list[Tag]] = {}
    for anchor in page.select("a[href]"):
        row = anchor.find_parent(["li", "tr"])
        if document.search(str(anchor["href"])) and row and row.parent and not row.find_parent(_FRAME):
            lists[id(row.parent)] = row.parent
            linking.setdefault(id(row.parent), []).append(anchor)
    return [
        row
        for number, container in lists.items()
        if len(linking[number]) > 1 or _dated(linking[number][0])
        for row in container.find_all(["li", "tr"], recursive=False)
        if isinstance(row, Tag)
    ]


def _dated(anchor: Tag) -> bool:
    row = anchor.find_parent(["li", "tr"])
    return row is not None and listed_on(row, anchor) is not None


def names(anchor: Tag) -> list[str]:
    """What a link is called: its text, then its title attribute, without blanks."""
    printed = anchor.get_text(), _attribute(anchor, "title")
    return [name for name in (_BLANK.sub("", text) for text in printed) if name]


def _attribute(tag: Tag, name: str) -> str:
    value = tag.get(name)
    return value if isinstance(value, str) else ""


def main_anchor(row: Tag) -> Tag | None:
    """The row's link to its document: the one with the longest title, for rows may link their column too."""
    anchors = row.select("a[href]")
    return max(anchors, key=lambda anchor: len(title_of(anchor) or ""), default=None)


def title_of(anchor: Tag) -> str | None:
    """The full title: the attribute where the text is cut short with an ellipsis."""
    title = _BLANK.sub(" ", _attribute(anchor, "title")).strip()
    return title or _BLANK.sub(" ", anchor.get_text()).strip() or None


def listed_on(row: Tag, anchor: Tag) -> str | None:
    """The last date in a row outside its link, as ISO date: lists put it last."""
    inside = set(anchor.strings)
    text = " ".join(string for string in row.strings if string not in inside)
    found = None
    for year, month, day in _DATE.findall(text):
        try:
            found = date(int(year), int(month), int(day)).isoformat()
        except ValueError:  # 2024-13-45 is no date
            continue
    return found
