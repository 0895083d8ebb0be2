"""Searching the archive: exactly what a reader would find by eye.

A query is words apart by spaces, all of which must occur; ``"…"`` keeps spaces, ``-word`` must not occur. A
word is found wherever its folding (:mod:`archive.folding`) occurs in the folded title, text, 文号, issuing
body or attachments of a page's current version.
"""

from __future__ import annotations

import json
import re
import sqlite3
from dataclasses import dataclass
from typing import Any

from archive import folding, index
from archive.errors import InputError

RANKED = 2_000
"""So many hits are ranked by bm25; of more, first those with the words in title or 文号, then the newest."""
SNIPPET = 60
"""Characters of a snippet on either side of its first hit."""

_FILTER_INDEX = "idx_documents_current_city_kind_report_year_dated_validity_issuing_body"
"""Holds every column that filters ask for, so that the documents themselves need not be touched."""

_WORD = re.compile(r'(?P<minus>[-－](?=\S))?(?:["“”＂](?P<phrase>[^"“”＂]*)(?:["“”＂]|$)|(?P<word>\S+))')

_FILTERS = {
    "city": "city = ?",
    "kind": "kind = ?",
    "report_year": "report_year = ?",
    "issuing_body": "instr(issuing_body, ?) > 0",
    "validity": "validity = ?",
    "since": "dated >= ?",
    "until": "dated <= ?",
}


@dataclass(frozen=True, slots=True)
class Query:
    """What was asked: words that must occur, words that must not."""

    words: tuple[str, ...]
    excluded: tuple[str, ...]

    @classmethod
    def parse(cls, query: str) -> Query:
        """Take a query apart; words of which folding leaves nothing are dropped."""
        words: list[str] = []
        excluded: list[str] = []
        for match in _WORD.finditer(query):
            word = match["phrase"] if match["word"] is None else match["word"]
            if folding.fold(word):
                (excluded if match["minus"] else words).append(word)
        return cls(tuple(words), tuple(excluded))

    def expression(self, columns: str = "") -> str | None:
        """The FTS5 expression for this query, the words sought in ``columns`` only; None: it has no words."""
        phrases = " AND ".join(filter(None, map(folding.phrase, self.words)))
        if not phrases:
            return None
        wanted = f"{{{columns}}} : ({phrases})" if columns else f"({phrases})"
        return f"({wanted}) NOT ({self.exclusion()})" if self.excluded else wanted

    def exclusion(self) -> str:
        """The FTS5 expression that finds what must be left out; empty where nothing must."""
        return " OR ".join(filter(None, map(folding.phrase, self.excluded)))


@dataclass(frozen=True, slots=True)
class Hit:
    """One page found. ``marks`` are the [start, end) places of the words in ``snippet``."""

    id: int
    url: str
    title: str | None
    city: str | None
    kind: str
    report_year: int | None
    issuing_body: str | None
    document_number: str | None
    published_on: str | None
    gone_at: str | None
    snippet: str
    marks: tuple[tuple[int, int], ...]


def search(connection: sqlite3.Connection, query: str, *, limit: int = 20, **filters: Any) -> list[Hit]:
    """The best ``limit`` pages for the query; see :meth:`archive.store.Archive.search`."""
    asked = Query.parse(query)
    clause, values = conditions(filters)
    if not asked.words:
        if query.strip() and not asked.excluded:
            return []
        numbers = _newest(connection, asked.exclusion(), clause, values, limit)
    else:
        numbers = _matching(connection, asked, clause, values, limit)
    return [_hit(connection, number, asked) for number in numbers]


def conditions(filters: dict[str, Any]) -> tuple[str, list[Any]]:
    """The SQL condition on ``documents`` that the filters ask for, empty for none, and its values."""
    unknown = filters.keys() - _FILTERS.keys()
    if unknown:
        raise InputError(f"no such filter: {', '.join(sorted(unknown))}; there are {', '.join(_FILTERS)}")
    given = {name: value for name, value in filters.items() if value is not None}
    return " AND ".join(_FILTERS[name] for name in given), list(given.values())


def _newest(
    connection: sqlite3.Connection, exclusion: str, clause: str, values: list[Any], limit: int
) -> list[int]:
    """Without words to find, the newest documents that the filters leave."""
    conditions = ["current = 1", "redacted_at IS NULL", *filter(None, [clause])]
    if exclusion:
        conditions.append("id NOT IN (SELECT rowid FROM documents_fts WHERE documents_fts MATCH ?)")
        values = [*values, exclusion]
    return _column(
        connection,
        f"SELECT id FROM documents WHERE {' AND '.join(conditions)} ORDER BY dated DESC, id DESC LIMIT ?",
        [*values, limit],
    )


def _matching(
    connection: sqlite3.Connection, asked: Query, clause: str, values: list[Any], limit: int
) -> list[int]:
    expression = asked.expression()
    # The unary plus keeps SQLite from probing the index once for each document that the filters leave; left
    # to itself it would look up many documents by date, one by one, rather than run through the wide index.
    left = f"SELECT id FROM documents INDEXED BY {_FILTER_INDEX} WHERE current = 1 AND {clause}"
    of_filters = f" AND +rowid IN ({left})" if clause else ""
    matching = f"SELECT rowid FROM documents_fts WHERE documents_fts MATCH ?{of_filters}"
    newest = f"{matching} ORDER BY rowid DESC LIMIT ?"
    found = _column(connection, newest, [expression, *values, RANKED + 1])
    if len(found) <= RANKED:
        weights = ", ".join(map(str, index.WEIGHTS))
        return _column(
            connection,
            "SELECT rowid FROM documents_fts WHERE documents_fts MATCH ?"
            " AND +rowid IN (SELECT value FROM json_each(?))"
            f" ORDER BY bm25(documents_fts, {weights}), rowid DESC LIMIT ?",
            [expression, json.dumps(found), limit],
        )
    in_title = _column(connection, newest, [asked.expression("title document_number"), *values, limit])
    if limit > len(found):
        found = _column(connection, newest, [expression, *values, limit])
    return list(dict.fromkeys(in_title + found))[:limit]


def _column(connection: sqlite3.Connection, question: str, values: list[Any]) -> list[int]:
    return [number for (number,) in connection.execute(question, values)]


def _hit(connection: sqlite3.Connection, number: int, asked: Query) -> Hit:
    cursor = connection.execute(
        "SELECT id, url, coalesce(title, catalogue_title) AS title, city, kind, report_year,"
        " issuing_body, document_number, published_on, gone_at, text FROM documents WHERE id = ?",
        (number,),
    )
    facts = dict(zip((name for name, *_ in cursor.description), cursor.fetchone(), strict=True))
    text = facts.pop("text")
    attached = connection.execute(
        "SELECT text FROM attachments WHERE document = ? AND text IS NOT NULL ORDER BY id", (number,)
    )
    for place in (text, *(said for (said,) in attached), facts["title"] or ""):
        start = _best_place(place, asked.words)
        if start is not None:
            break
    else:
        place, start = text, 0
    snippet = re.sub(r"[^\S 　]", " ", place[max(0, start - SNIPPET // 3) : start + SNIPPET])
    return Hit(**facts, snippet=snippet, marks=find(snippet, asked.words))


def _best_place(text: str, words: tuple[str, ...]) -> int | None:
    """Where the first word stands in the line that holds most of them; None where no line holds any."""
    wanted = [folding.fold(word) for word in words]
    best, most, start = None, 0, 0
    for line in text.splitlines(keepends=True):
        folded = folding.fold(line)
        held = sum(word in folded for word in wanted)
        if held > most:
            best, most = start + find(line, words)[0][0], held
            if held == len(wanted):
                break
        start += len(line)
    return best


def find(text: str, words: tuple[str, ...]) -> tuple[tuple[int, int], ...]:
    """Where the words occur in the text as it stands, as sorted [start, end) places that do not overlap."""
    folded, places = folding.fold_with_places(text)
    covered: set[int] = set()
    for word in words:
        wanted = folding.fold(word)
        at = folded.find(wanted)
        while at >= 0:
            covered.update(range(places[at], places[at + len(wanted) - 1] + 1))
            at = folded.find(wanted, at + 1)
    marks: list[tuple[int, int]] = []
    for place in sorted(covered):
        if marks and marks[-1][1] == place:
            marks[-1] = (marks[-1][0], place + 1)
        else:
            marks.append((place, place + 1))
    return tuple(marks)
