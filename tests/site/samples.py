"""Documents to build small archives from; every page in them is an invented sample."""

from __future__ import annotations

from dataclasses import replace

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


def fill(archive: Archive) -> None:
    """Two cities with reports, a plan, damage, figures, checks, a changed page, one gone, and a crawl.

    Document 1 is 常州's report of 2022, with a repaired and a lost place; 2 the same page after it changed.
    """
    url = "http://changzhou.example/report/2022"
    text = (
        "一、总体情况\n政府信息公开工作，收到申请□件。\n项目 | 数量 |\n予以公开 | 30 |\n五、问题\n尚需改进。"
    )
    raw = text.replace("公开工作", "公開(kai)工作")
    damaged, lost = raw.index("開(kai)"), raw.index("□")
    report = document(
        url,
        title="常州市2022年政府信息公开工作年度报告",
        year=2022,
        text=text,
        raw=raw,
        body="常州市人民政府办公室",
        published="2023-03-20",
        numbers=(
            *applications(received=40, granted=30, refused_process=4, handled=40, carried_out=1),
            Figure("applications", "other", "business", None, "inferred"),
            *figures("review", "reconsideration", upheld=3, corrected=1, other=0, pending=0, total=4),
        ),
        checks=(
            Check("C1", "handled+carried_out", "total", 40, 41, False),
            Check("C2", "handled", "total", 40, 40, True),
        ),
        findings=(
            Finding("pinyin", damaged, damaged + 6, "開(kai)", "开", "proved", "pinyin/toneless"),
            Finding("lost_character", lost, lost + 1, "□", None, "lost", "replacement", "1"),
            Finding("tables_lost", 0, 0, "", None, "lost", "annual_report/tables"),
        ),
        sections=(Section(5, "五、问题", text.index("五、"), len(text)),),
    )
    add(archive, "changzhou", report)
    numbers = tuple(
        replace(one, value=31) if (one.row, one.column) == ("granted", "total") else one
        for one in report.figures
    )
    text = text.replace("尚需改进", "已经改进")
    raw = raw.replace("尚需改进", "已经改进")
    add(
        archive, "changzhou", replace(report, figures=numbers, text=text, raw_text=raw),
        at="2026-04-01T00:00:00Z",
    )  # fmt: skip
    late = document(
        "http://changzhou.example/report/2023", title="常州市2023年政府信息公开年度报告", year=2023,
        published="2024-05-01", text="依申请公开工作。",
        numbers=applications(granted=10, handled=40, refused_internal=2, received=40),
    )  # fmt: skip
    add(archive, "changzhou", late)
    department = document(
        "http://changzhou.example/edu/2022", title="常州市教育局2022年政府信息公开年度报告", year=2022,
        published="2023-01-20", numbers=applications(granted=1, handled=2),
    )  # fmt: skip
    add(archive, "changzhou", department)
    plan = document(
        "http://zhaoyuan.example/plan", kind="work_plan", title="招远市2023年政务公开工作要点", year=2023,
        text="推进政务公开标准化。", body="招远市人民政府", document_number="招政办发〔2023〕5号",
        validity="in_force",
    )  # fmt: skip
    add(archive, "zhaoyuan", plan)
    archive.mark_gone(plan.url, "2026-05-01T00:00:00Z", "http_404")
    add(archive, None, document("file:sample", title="导入的样本", year=2021))
    stats = '{"requests": 12, "bytes": 3456, "failed/timeout": 1}'
    archive.db.execute(
        "INSERT INTO runs (city, started_at, finished_at, state, process, user_agent, version, stats) VALUES"
        " ('changzhou', '2026-03-01T00:00:00Z', '2026-03-01T00:10:00Z', 'finished', 'h:1:2', 'x', '0.1', ?)",
        [stats],
    )
    for url, reason in (("http://changzhou.example/slow", "timeout"), ("http://else.example/", "off_host")):
        archive.db.execute(
            "INSERT INTO pages (city, url, method, payload, browser, role, arguments, state, reason,"
            " attempts, interval) VALUES ('changzhou', ?, 'GET', '', 0, 'document', '{}', 'failed', ?, 1, 1)",
            [url, reason],
        )
