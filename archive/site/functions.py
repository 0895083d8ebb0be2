"""SQL functions that the site's queries use; any ``sqlite3`` connection to an archive can have them.

connection = sqlite3.connect("gongkai.db")
archive.site.functions.register(connection)
connection.execute(
    "SELECT title, gongkai_snippet(text, '财政') FROM documents WHERE id IN"
    " (SELECT rowid FROM documents_fts WHERE documents_fts MATCH gongkai_query('财政 -教育'))"
)
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from functools import lru_cache
from hashlib import blake2b
from heapq import nsmallest

from archive import search
from archive.site import issuers
from archive.site.cities import PROVINCES, City

SHINGLE = 5
SKETCH = 64
"""Texts are compared by their runs of five characters; a sketch keeps the 64 smallest of their hashes."""


def register(connection: sqlite3.Connection, cities: Iterable[City] = ()) -> None:
    """Add the functions to a connection; ``cities`` are the ones whose names and codes it shall know.

    - ``gongkai_query(words)``: the FTS5 expression for ``documents_fts MATCH``; words as in `gongkai search`.
    - ``gongkai_snippet(text, words)``: the words' first place in the text, each hit in 【】; null: no hit.
    - ``city_name(slug)``, the slug itself where the city is not known; ``adcode(slug)``, ``province(slug)``.
    - ``unit(city, issuing_body, title)``: whose report it is; ``unit_level(…)``: city, lower or department.
    - ``sketch(text)``: JSON array of hashes; texts that share many of them are nearly alike.
    - ``similarity(a, b)``: 0 to 1, the share of five-character runs that two texts have in common.
    """
    known = {city.slug: city for city in cities}

    def name_of(slug: str | None) -> str | None:
        return known[slug].name if slug in known else None

    def adcode_of(slug: str | None) -> str | None:
        return known[slug].adcode if slug in known else None

    def province_of(slug: str | None) -> str | None:
        code = adcode_of(slug)
        return PROVINCES[code[:2]][0] if code and code[:2] in PROVINCES else None

    for name, arity, function in (
        ("gongkai_query", 1, query),
        ("gongkai_snippet", 2, snippet),
        ("city_name", 1, lambda slug: name_of(slug) or slug),
        ("adcode", 1, adcode_of),
        ("province", 1, province_of),
        ("unit", 3, lambda city, body, title: issuers.unit(name_of(city), body, title)),
        ("unit_level", 3, lambda city, body, title: issuers.level(name_of(city), body, title)),
        ("sketch", 1, sketch),
        ("similarity", 2, similarity),
    ):
        connection.create_function(name, arity, function, deterministic=True)


def query(words: str | None) -> str | None:
    """The FTS5 expression that finds what `gongkai search` finds; None where there is no word to find."""
    return search.Query.parse(words or "").expression()


def snippet(text: str | None, words: str | None) -> str | None:
    """The text around the first hit, each hit set in 【】; None where there is none."""
    marks = search.find(text or "", search.Query.parse(words or "").words)
    if not text or not marks:
        return None
    start, end = max(0, marks[0][0] - 20), marks[0][0] + 60
    parts, done = list[str](), start
    for first, last in marks:
        if last <= end:
            parts += text[done:first], "【", text[first:last], "】"
            done = last
    return "".join([*parts, text[done:end]]).replace("\n", " ")


def sketch(text: str | None) -> str:
    """The smallest hashes of the text's shingles, as a JSON array; ``[]`` for a text too short to compare."""
    hashes = (int.from_bytes(blake2b(run.encode(), digest_size=6).digest()) for run in _shingles(text))
    return json.dumps(nsmallest(SKETCH, hashes))


def similarity(first: str | None, second: str | None) -> float:
    """Jaccard similarity of the two texts' shingles."""
    one, other = _shingles(first), _shingles(second)
    return len(one & other) / len(one | other) if one and other else 0.0


@lru_cache(maxsize=4096)  # a section is compared with every one that resembles it
def _shingles(text: str | None) -> frozenset[str]:
    plain = "".join((text or "").split())
    return frozenset(plain[start : start + SHINGLE] for start in range(len(plain) - SHINGLE + 1))
