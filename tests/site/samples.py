"""Documents to build small archives from; every page in them is an invented sample."""

from __future__ import annotations

from archive.records import Capture, Charset, Check, Document, Figure, Finding, Hints, Section
from archive.site.cities import City
from archive.store import Archive

CITIES = (
    City("changzhou", "常州市", "320400", 2020),
    City("zhaoyuan", "招远市", "370685", 2021),
)
APPLICATION_ROWS = (
    "received", "carried_in", "granted", "partly_granted", "refused_state_secret", "refused_by_law",
    "refused_security_stability", "refused_third_party", "refused_internal", "refused_process",
    "refused_enforcement_file", "refused_administrative_query", "unavailable_not_held",
    "unavailable_needs_creation", "unavailable_still_unclear", "rejected_petition", "rejected_duplicate",
    "rejected_publication", "rejected_excessive", "rejected_confirmation", "other_not_corrected",
    "other_fee_overdue", "other", "handled", "carried_out",
)  # fmt: skip


def applications(column: str = "total", **numbers: int | None) -> tuple[Figure, ...]:
    """One column of table 三; rows not named are 0."""
    return tuple(Figure("applications", row, column, numbers.get(row, 0)) for row in APPLICATION_ROWS)


def figures(table: str, row: str, **numbers: int | float | None) -> tuple[Figure, ...]:
    """One row of a table."""
    return tuple(Figure(table, row, column, value) for column, value in numbers.items())


def document(
    url: str,
    *,
    title: str = "样本",
    kind: str = "annual_report",
    year: int | None = None,
    text: str = "本页为样本。",
    body: str | None = None,
    published: str | None = None,
    numbers: tuple[Figure, ...] = (),
    checks: tuple[Check, ...] = (),
    sections: tuple[Section, ...] = (),
    findings: tuple[Finding, ...] = (),
    raw: str | None = None,
    **catalogue: str,
) -> Document:
    """A document as reading a page gives it."""
    return Document(
        url=url,
        title=title,
        kind=kind,  # type: ignore[arg-type]
        report_year=year,
        catalogue={"issuing_body": body, "published_on": published, **catalogue},
        labels={"发布机构": body or ""},
        raw_text=raw or text,
        text=text,
        findings=findings,
        charset=Charset("utf-8", 1.0),
        reader="1",
        figures=numbers,
        checks=checks,
        sections=sections,
    )


def capture(
    url: str, city: str | None = None, *, at: str = "2026-03-01T00:00:00Z", html: str = "", **hints: str
) -> Capture:
    """A fetch of a page; the body differs with the time, as pages do."""
    body = (html or f"<p>{url} {at}</p>").encode()
    return Capture(url, at, 200, (("Content-Type", "text/html; charset=utf-8"),), body, Hints(city, **hints))


def add(archive: Archive, city: str | None, page: Document, *, at: str = "2026-03-01T00:00:00Z") -> int:
    """Store a document; returns its id."""
    return archive.add_document(capture(page.url, city, at=at), page).document_id
