"""Every table and column of the archive, as data.

The archive file is created from this module, upgraded towards it (:mod:`archive.migrations`), and the data
dictionary in the documentation is printed from it. Times are UTC, ``YYYY-MM-DDTHH:MM:SSZ``; dates ISO 8601;
columns named JSON in their meaning hold JSON text. A reader needs nothing but SQLite, and zstd for bodies.
"""

from __future__ import annotations

from dataclasses import dataclass, field

APPLICATION_ID = 0x474B4149  # "GKAI" in the file header: what tells an archive from any other SQLite file
VERSION = 3


@dataclass(frozen=True, slots=True)
class Column:
    """``type`` is a STRICT SQLite type; ``references`` is ``table.column``."""

    type: str
    meaning: str
    required: bool = False
    references: str | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """``indexes`` are tuples of column names; ``unique`` ones among them are in ``unique``."""

    meaning: str
    columns: dict[str, Column]
    primary_key: str | tuple[str, ...] = "id"
    indexes: tuple[tuple[str, ...], ...] = ()
    unique: tuple[tuple[str, ...], ...] = field(default=())


def _text(meaning: str, *, required: bool = False, references: str | None = None) -> Column:
    return Column("TEXT", meaning, required, references)


def _whole(meaning: str, *, required: bool = False, references: str | None = None) -> Column:
    return Column("INTEGER", meaning, required, references)


def _id() -> Column:
    return _whole("number of the row")


def _document() -> Column:
    return _whole("the document it belongs to", required=True, references="documents.id")


def _attachment() -> Column:
    return _whole("the attachment it was read from; null: from the page itself", references="attachments.id")


TABLES: dict[str, Table] = {
    "about": Table(
        "What the file says of itself.",
        {
            "name": _text("what is recorded: folding (the search index's character folding)", required=True),
            "value": _text("its value", required=True),
        },
        primary_key="name",
    ),
    "runs": Table(
        "One crawl of one city, or one ingest.",
        {
            "id": _id(),
            "city": _text("the city's slug; null for an ingest"),
            "started_at": _text("when it started", required=True),
            "finished_at": _text("when it ended; null while it runs or after it was killed"),
            "state": _text("running, finished, interrupted, killed, blocked or failed", required=True),
            "process": _text("host:pid:start of the process that runs it", required=True),
            "user_agent": _text("how the crawler introduced itself"),
            "version": _text("the gongkai version that ran", required=True),
            "stats": _text("JSON: what it counted, failures by reason among it", required=True),
        },
        indexes=(("city", "started_at"),),
    ),
    "pages": Table(
        "The crawl frontier: every address a crawl knows of, and what is to be done with it next.",
        {
            "id": _id(),
            "city": _text("the city's slug", required=True),
            "url": _text("the address asked for", required=True),
            "method": _text("GET or POST", required=True),
            "payload": _text("the form sent with it; empty for GET", required=True),
            "browser": _whole("1: only a browser can show it, else 0", required=True),
            "role": _text("list, document or attachment", required=True),
            "parse": _text("list: the spider's method that reads it"),
            "arguments": _text("JSON: what that method needs to know beside the page", required=True),
            "kind": _text("the kind of the column; null: a page that leads to columns"),
            "column": _text("the 栏目 it belongs to"),
            "title": _text("its title in the list"),
            "listed_on": _text("its date in the list; of a list page, the newest it can hold"),
            "referer": _text("the page that named it"),
            "state": _text("pending, leased, done, failed, blocked or gone", required=True),
            "reason": _text("why it failed or was blocked: dns, timeout, http_404, robots, off_host …"),
            "run": _whole("the run that holds it, or that settled it last", references="runs.id"),
            "leased_until": _text("a lease not settled by then is void"),
            "attempts": _whole("leases since it was settled last", required=True),
            "due_at": _text("when it should be looked at again; null: never"),
            "interval": _whole("days between looks, doubled as long as nothing changes", required=True),
            "settled_at": _text("when it was settled last"),
            "etag": _text("ETag of the last answer, for If-None-Match"),
            "last_modified": _text("Last-Modified of the last answer, for If-Modified-Since"),
            "body_sha256": _text("hash of the last body archived, or of the list page read"),
            "redirected_to": _text("where the server sent us on to"),
        },
        indexes=(("city", "state", "role"),),
        unique=(("city", "url", "method", "payload", "browser"),),
    ),
    "dictionaries": Table(
        "Trained zstd dictionaries: what the pages of one portal have in common.",
        {
            "id": _id(),
            "host": _text("the host whose bodies it was trained on", required=True),
            "trained_at": _text("when", required=True),
            "samples": _whole("how many bodies it was trained on", required=True),
            "data": Column("BLOB", "the dictionary, as zstd takes it", required=True),
        },
        indexes=(("host",),),
    ),
    "bodies": Table(
        "What servers sent, byte for byte, each once.",
        {
            "sha256": _text("SHA-256 of the bytes, hexadecimal"),
            "size": _whole("number of bytes before compression", required=True),
            "encoding": _text("zstd (one frame) or identity", required=True),
            "dictionary": _whole("the dictionary that zstd needs", references="dictionaries.id"),
            "data": Column("BLOB", "the bytes, encoded", required=True),
        },
        primary_key="sha256",
        indexes=(("dictionary",),),
    ),
    "captures": Table(
        "One fetch of one URL: with its body, exactly what was sent.",
        {
            "id": _id(),
            "run": _whole("the run that fetched it", references="runs.id"),
            "url": _text("the address", required=True),
            "host": _text("the address's host and port; empty for a file", required=True),
            "fetched_at": _text("when", required=True),
            "status": _whole("HTTP status", required=True),
            "headers": _text("JSON: list of [name, value] as sent", required=True),
            "body_sha256": _text("its body; null after redaction", references="bodies.sha256"),
            "hints": _text(
                "JSON: what the crawl knew: city, column, title, listed_on, charset", required=True
            ),
        },
        indexes=(("url", "fetched_at"), ("host",), ("body_sha256",), ("run",)),
    ),
    "documents": Table(
        "What a page says: one row a version of a page.",
        {
            "id": _id(),
            "url": _text("the page", required=True),
            "city": _text("the city's slug"),
            "column": _text("the 栏目 it was listed in"),
            "version": _whole(
                "1, 2, … for each page, in the order in which they were archived", required=True
            ),
            "capture": _whole("the capture it was read from", required=True, references="captures.id"),
            "current": _whole("1: the page's latest version, else 0", required=True),
            "kind": _text("annual_report, work_plan, work_summary, policy or other", required=True),
            "report_year": _whole("the year reported on or planned for"),
            "first_seen": _text("first capture of this version", required=True),
            "last_seen": _text("last time the page was seen to say this", required=True),
            "gone_at": _text("when the page was found taken down; null: it is there"),
            "gone_why": _text("how that was seen: http_404 …"),
            "redacted_at": _text("when its content was removed on request"),
            "redacted_why": _text("why"),
            "title": _text("the page's title"),
            "index_number": _text("索引号"),
            "issuing_body": _text("发布机构"),
            "document_number": _text("文号, 发文字号"),
            "catalogue_title": _text("标题 as the catalogue header prints it"),
            "category": _text("信息分类, 组配分类"),
            "subject": _text("主题分类"),
            "genre": _text("体裁分类"),
            "keywords": _text("关键词"),
            "summary": _text("内容概述"),
            "source": _text("信息来源"),
            "validity": _text("有效性, as a code: in_force, repealed …"),
            "disclosure": _text("公开方式"),
            "views": _whole("浏览次数 at the first capture of this version"),
            "written_on": _text("成文日期, 生成日期"),
            "published_on": _text("发布日期"),
            "effective_on": _text("生效日期"),
            "repealed_on": _text("废止日期"),
            "dated": _text("the day it is sorted and filtered by: 发布日期, else 成文日期, else first seen"),
            "reader": _text("version of the reading rules", required=True),
            "content_sha256": _text("hash of what the page says, without counters and nonces", required=True),
            "labels": _text("JSON: the header's labels as printed, with their values", required=True),
            "charset": _text("JSON: how the bytes became text", required=True),
            "raw_text": _text("text as decoded and laid out", required=True),
            "text": _text("text after repair", required=True),
        },
        indexes=(
            ("current", "city", "kind", "report_year", "dated", "validity", "issuing_body"),
            ("current", "dated"),
            ("document_number",),
            ("capture",),
        ),
        unique=(("url", "version"),),
    ),
    "sequence": Table(
        "The order in which documents came or last changed: what the cursor of an export counts.",
        {
            "document": _document(),
            "number": _whole("larger than every number given before", required=True),
        },
        primary_key="document",
        unique=(("number",),),
    ),
    "visits": Table(
        "Each time a page was looked at, and what was found.",
        {
            "id": _id(),
            "run": _whole("the run that looked", references="runs.id"),
            "url": _text("the page or attachment", required=True),
            "at": _text("when", required=True),
            "outcome": _text(
                "new, changed, unchanged, not_modified (304), gone, back (after it was gone) or "
                "redacted (what was redacted came again and was not stored; document: its stub)",
                required=True,
            ),
            "document": _whole("the version that the page showed", references="documents.id"),
            "capture": _whole("the capture made", references="captures.id"),
        },
        indexes=(("url", "at"), ("outcome", "at"), ("document",), ("capture",)),
    ),
    "findings": Table(
        "Damage found in a document, and what was done about it.",
        {
            "document": _document(),
            "position": _whole("its place among the document's findings, from 0", required=True),
            "kind": _text("what kind of damage", required=True),
            "start": _whole("first character in raw_text", required=True),
            "end": _whole("the character after the last", required=True),
            "before": _text("what stood there", required=True),
            "after": _text("what replaced it; null: nothing was changed"),
            "certainty": _text("proved, inferred or lost", required=True),
            "rule": _text("the rule that found it", required=True),
            "runner_up": _text("the second-best reading"),
        },
        primary_key=("document", "position"),
        indexes=(("kind",),),
    ),
    "witnesses": Table(
        "What each source on a page says of a field: header, page tag, URL, byline.",
        {
            "document": _document(),
            "position": _whole("its place among the document's witnesses, from 0", required=True),
            "field": _text("the field", required=True),
            "value": _text("what the source says", required=True),
            "source": _text("the source", required=True),
        },
        primary_key=("document", "position"),
    ),
    "sections": Table(
        "An annual report's numbered sections.",
        {
            "document": _document(),
            "position": _whole("its place among the document's sections, from 0", required=True),
            "number": _whole("its printed number", required=True),
            "title": _text("its heading", required=True),
            "start": _whole("first character in text", required=True),
            "end": _whole("the character after the last", required=True),
        },
        primary_key=("document", "position"),
    ),
    "attachments": Table(
        "A file that a document points to, and what it says once it was fetched.",
        {
            "id": _id(),
            "document": _document(),
            "url": _text("the file's address", required=True),
            "name": _text("its name as printed", required=True),
            "start": _whole("place of its link in raw_text; null: not linked there, but sent on to"),
            "capture": _whole("the capture of the file; null: not fetched", references="captures.id"),
            "title": _text("the file's own title"),
            "text": _text("what it says, after repair"),
            "charset": _text("JSON: how its bytes became text"),
            "findings": _text("JSON: list of findings in the file's text"),
        },
        indexes=(("document",), ("url",), ("capture",)),
    ),
    "readings": Table(
        "Earlier readings of documents that newer rules read differently.",
        {
            "id": _id(),
            "document": _document(),
            "reader": _text("version of the rules that read it", required=True),
            "replaced_at": _text("when the newer reading took its place", required=True),
            "reading": _text("JSON: the document as it was read", required=True),
        },
        indexes=(("document",),),
    ),
    "figures": Table(
        "The numbers of annual reports' statutory tables; null: printed, but not readable.",
        {
            "id": _id(),
            "document": _document(),
            "attachment": _attachment(),
            "table": _text("which table", required=True),
            "row": _text("which row", required=True),
            "column": _text("which column", required=True),
            "value": Column("ANY", "the number, integer or real; null: not readable"),
            "certainty": _text("proved, inferred or lost", required=True),
        },
        indexes=(("document",), ("table", "row", "column"), ("attachment",)),
    ),
    "checks": Table(
        "Arithmetic that an annual report's numbers should satisfy.",
        {
            "id": _id(),
            "document": _document(),
            "attachment": _attachment(),
            "check": _text("C1 to C7", required=True),
            "row": _text("which row", required=True),
            "column": _text("which column", required=True),
            "expected": Column("ANY", "what the arithmetic gives"),
            "found": Column("ANY", "what is printed"),
            "holds": _whole("1 yes, 0 no, null: a number is missing"),
        },
        indexes=(("document",), ("attachment",)),
    ),
    "redactions": Table(
        "Pages whose content was removed on request; they are not stored again.",
        {
            "url": _text("the page"),
            "at": _text("when", required=True),
            "why": _text("the reason given", required=True),
            "bodies": _text("JSON: SHA-256 of the bodies removed", required=True),
        },
        primary_key="url",
    ),
}

SEARCH_TABLE = """
CREATE VIRTUAL TABLE documents_fts USING fts5(
    title, body, document_number, issuing_body, attachments,
    content='', prefix='1', tokenize="unicode61 remove_diacritics 0 categories 'C* L* M* N* P* S*'"
)
"""
"""Pairs of neighbouring characters (:mod:`archive.folding`) of current versions; rowid = documents.id."""

VIEWS: dict[str, tuple[str, str]] = {
    "changes": (
        "What appeared, changed, vanished or came back, and when.",
        """
        SELECT visits.at, visits.outcome, visits.url, visits.document, documents.version,
               documents.city, documents.kind, documents.report_year, documents.title
        FROM visits LEFT JOIN documents ON documents.id = visits.document
        WHERE visits.outcome IN ('new', 'changed', 'gone', 'back')
        """,
    ),
}
"""Name → meaning, SELECT."""

_NO_NEWS = {"id", "first_seen", "last_seen", "reader"}
"""Columns of ``documents`` whose change alone is nothing that a reader of the documents must be told."""


def _renumber(document: str) -> str:
    return (
        f" BEGIN INSERT INTO sequence (document, number)"
        f" VALUES ({document}, (SELECT coalesce(max(number), 0) + 1 FROM sequence))"
        f" ON CONFLICT (document) DO UPDATE SET number = excluded.number; END"
    )


def _on_news(table: str, columns: list[str]) -> str:
    changed = " OR ".join(f'OLD."{column}" IS NOT NEW."{column}"' for column in columns)
    named = ", ".join(f'"{column}"' for column in columns)
    return f"AFTER UPDATE OF {named} ON {table} WHEN {changed}"


TRIGGERS: dict[str, str] = {
    "documents_come": "AFTER INSERT ON documents" + _renumber("NEW.id"),
    "documents_change": _on_news(
        "documents", [name for name in TABLES["documents"].columns if name not in _NO_NEWS]
    )
    + _renumber("NEW.id"),
    "readings_come": "AFTER INSERT ON readings" + _renumber("NEW.document"),
    "attachments_change": _on_news("attachments", ["title", "text", "charset", "findings"])
    + _renumber("NEW.document"),
    "file_figures_come": "AFTER INSERT ON figures WHEN NEW.attachment IS NOT NULL"
    + _renumber("NEW.document"),
}
"""Name → what numbers a document anew in the transaction that changes it, whoever writes."""
