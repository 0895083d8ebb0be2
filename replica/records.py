"""The plain records of the replica: what was asked, what is answered, and what is true of each document."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from archive.records import Kind

Reach = Literal["ok", "js", "blocked", "shell", "missing", "robots", "foreign"]
"""How a listed document can be had: at once, only where the list's script is run, not at all (a bot wall, a
maintenance page, a 404, a path that robots.txt forbids, a host that is not the portal's)."""

FigureKey = tuple[str, str, str]
"""Table (二, 三 or 四), row label, column label; nested labels are joined by ``/``."""


@dataclass(frozen=True, slots=True)
class Request:
    """One request as the portal sees it; ``query`` and ``form`` keep the last value of a repeated name.

    ``target`` is the path with its query as it stands in the request line; ``path`` is decoded.
    """

    method: str
    path: str
    query: Mapping[str, str]
    form: Mapping[str, str]
    headers: Mapping[str, str]
    target: str = ""


@dataclass(frozen=True, slots=True)
class Response:
    """Exact bytes and headers; ``delay`` is in seconds before the server's ``delay_scale`` is applied."""

    body: bytes
    content_type: str | None = "text/html; charset=utf-8"
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    delay: float = 0.0


@dataclass(frozen=True, slots=True)
class Injury:
    """One place that was damaged on purpose: the clean paragraph or table, and what the page shows instead.

    ``truth`` is empty where something was put in that has no place there. A block damaged twice has two
    injuries: the later one shows what the page shows.
    """

    kind: str
    truth: str
    shown: str


@dataclass(frozen=True, slots=True)
class Expected:
    """The truth about one listed document.

    ``path`` is the link as the list prints it (absolute only where it leaves the portal); ``final_path``
    differs where the portal redirects. ``column`` is the 栏目's printed name. ``catalogue`` holds the
    catalogue fields (:data:`archive.records.FIELDS`) that the page prints, dates in ISO form, ``labels`` the
    printed labels without their padding and the values as printed. ``text`` is the body as it was written,
    before any damage: paragraphs and table rows (cells joined by `` | ``), one a line. ``figures`` are the
    statutory tables' numbers before any damage; ``inconsistent`` names the checks that fail on purpose.
    Where the page is only a cover note, ``text`` is the note and the figures are its attachment's.
    ``charset`` is the codec of the bytes sent; ``attachments`` gives each file's path and the text in it.
    """

    path: str
    column: str
    kind: Kind
    title: str
    report_year: int | None
    listed_on: str
    reach: Reach = "ok"
    final_path: str = ""
    catalogue: Mapping[str, str | int] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)
    text: str = ""
    figures: Mapping[FigureKey, float | int] = field(default_factory=dict)
    inconsistent: tuple[str, ...] = ()
    injuries: tuple[Injury, ...] = ()
    attachments: Mapping[str, str] = field(default_factory=dict)
    charset: str = "utf-8"

    @property
    def damage(self) -> tuple[str, ...]:
        """The kinds of damage on the page, each once, sorted."""
        return tuple(sorted({injury.kind for injury in self.injuries}))


@dataclass(frozen=True, slots=True)
class Portal:
    """One city's portal in one edition.

    ``pages`` are the answers at fixed targets (path with its query where it has one, percent-encoded as
    linked); ``answer`` is asked for every other target and says None where nothing is there.
    """

    city: str
    pages: Mapping[str, Response]
    answer: Callable[[Request], Response | None]
    expected: tuple[Expected, ...]
