"""The plain records that crawler and archive share: what was fetched, and what it says.

Everything here is immutable data without behaviour beyond turning itself into JSON-ready dictionaries.
Offsets count Python characters (code points) of ``Document.raw_text``; dates are ISO 8601 strings.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any, Literal

Certainty = Literal["proved", "inferred", "lost"]
Kind = Literal["annual_report", "work_plan", "work_summary", "policy", "other"]

KINDS: tuple[Kind, ...] = ("annual_report", "work_plan", "work_summary", "policy", "other")

FIELDS: tuple[str, ...] = (
    "index_number",
    "issuing_body",
    "document_number",
    "title",
    "category",
    "subject",
    "genre",
    "keywords",
    "summary",
    "source",
    "validity",
    "disclosure",
    "views",
    "written_on",
    "published_on",
    "effective_on",
    "repealed_on",
)
"""The catalogue header's fields (信息公开目录), in the order in which they are shown."""


@dataclass(frozen=True, slots=True)
class Hints:
    """What the crawl knew about a page before reading it; stored with the capture, so reading is repeatable.

    ``city`` is a city's slug (``changzhou``), ``column`` the 栏目 the page was listed in, ``title`` and
    ``listed_on`` the list row's title and ISO date, ``charset`` the encoding the city is known to use.
    """

    city: str | None = None
    column: str | None = None
    title: str | None = None
    listed_on: str | None = None
    charset: str | None = None


@dataclass(frozen=True, slots=True)
class Capture:
    """One fetch: exactly what the server sent.

    ``fetched_at`` is UTC, ``YYYY-MM-DDTHH:MM:SSZ``. ``headers`` keep order and repetition; look-up is by
    :meth:`header`. ``body`` is the entity after transfer- and content-decoding.
    """

    url: str
    fetched_at: str
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    hints: Hints = field(default_factory=Hints)

    def header(self, name: str) -> str | None:
        """The first header of that name, any case; None where the server sent none."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), None)


@dataclass(frozen=True, slots=True)
class Finding:
    """One piece of damage, or one thing that could not be read.

    ``raw_text[start:end] == before`` always holds; a finding about the page as a whole stands at 0, 0.
    ``after`` is what replaced it in ``text`` (None: nothing was changed, the finding only reports).
    ``certainty`` is ``proved`` (re-damaging gives the damaged text back), ``inferred`` or ``lost``.
    ``runner_up`` is the second-best reading where more than one was possible.
    """

    kind: str
    start: int
    end: int
    before: str
    after: str | None
    certainty: Certainty
    rule: str
    runner_up: str | None = None


@dataclass(frozen=True, slots=True)
class Charset:
    """How the bytes became text, with every witness recorded.

    ``declared_header`` and ``declared_meta`` are as printed; ``used`` is a Python codec name; ``confidence``
    runs from 0 to 1; ``replacements`` counts the U+FFFD put in for undecodable bytes.
    """

    used: str
    confidence: float
    replacements: int = 0
    bom: str | None = None
    declared_header: str | None = None
    declared_meta: str | None = None
    hint: str | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Witness:
    """One source's word on one field: a page tag, the URL, the byline, the header."""

    field: str
    value: str
    source: str


@dataclass(frozen=True, slots=True)
class Section:
    """One numbered section of an annual report; ``start``/``end`` are offsets into ``Document.text``."""

    number: int
    title: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Figure:
    """One number of an annual report's statutory tables; ``value`` None means: printed, but not readable."""

    table: str
    row: str
    column: str
    value: float | int | None
    certainty: Certainty = "proved"


@dataclass(frozen=True, slots=True)
class Check:
    """One arithmetic check of an annual report (C1 to C7); ``holds`` None where a number is missing."""

    check: str
    row: str
    column: str
    expected: float | int | None
    found: float | int | None
    holds: bool | None


@dataclass(frozen=True, slots=True)
class AttachmentLink:
    """A file that a document points to; ``start`` is the place of its link in ``raw_text``."""

    url: str
    name: str
    start: int


@dataclass(frozen=True, slots=True)
class Document:
    """What a page says at one capture."""

    url: str
    title: str | None
    kind: Kind
    report_year: int | None
    catalogue: dict[str, str | int | None]
    labels: dict[str, str]
    raw_text: str
    text: str
    findings: tuple[Finding, ...]
    charset: Charset
    reader: str
    witnesses: tuple[Witness, ...] = ()
    sections: tuple[Section, ...] = ()
    figures: tuple[Figure, ...] = ()
    checks: tuple[Check, ...] = ()
    attachments: tuple[AttachmentLink, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """A dictionary of plain lists, strings and numbers, in the order the fields are declared."""
        return asdict(self)
