"""How the archive grows: ingest, size, search and export at several sizes, beside plain alternatives.

    python -m benchmarks.archive [SIZE …] [--json]

Sizes are numbers of documents, 1000 and 10000 unless given; 100000 takes a quarter of an hour and 6 GB of
disk. Pages are generated (``benchmarks.archive_pages``) and stored without being read. Beside: the same
captures as WARC.gz; search by LIKE, and by SQLite's trigram index (up to 10000 documents).
"""

from __future__ import annotations

import json
import os
import random
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from statistics import median, quantiles
from typing import NamedTuple

from fastwarc.warc import ArchiveIterator, WarcRecordType

from archive.compaction import compact
from archive.store import Archive
from benchmarks.archive_pages import COMMON, Portals

SIZES = (1_000, 10_000)
QUERIES = 60
TRIGRAM_UP_TO = 10_000

Measures = dict[str, float | None]


class Times(NamedTuple):
    """How long something took, in milliseconds: on the clock, and of the processor's time."""

    wall: float
    cpu: float


def measure(size: int, directory: Path) -> Measures:
    """Everything that is measured, for an archive of ``size`` documents."""
    path = directory / f"{size}.db"
    return {**_fill(path, size), **_export(path), **_search(path, size)}


def _fill(path: Path, size: int) -> Measures:
    spent = html = 0.0
    with Archive.open(path, create=True) as archive:
        for capture, document in Portals().pages(size):
            html += len(capture.body)
            start = time.perf_counter()
            archive.add_document(capture, document)
            spent += time.perf_counter() - start
        start = time.perf_counter()
        compact(archive, at=datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"))
        compacted = time.perf_counter() - start
        archive.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (bodies,) = archive.db.execute(
            "SELECT (SELECT sum(length(data)) FROM bodies) + (SELECT coalesce(sum(length(data)), 0)"
            " FROM dictionaries)"
        ).fetchone()
        (index,) = archive.db.execute("SELECT sum(length(block)) FROM documents_fts_data").fetchone()
    return {
        "ingest, documents/s": size / spent,
        "compaction, s": compacted,
        "HTML, kB a page": html / size / 1000,
        "archive file, kB a page": path.stat().st_size / size / 1000,
        "  of it bodies": bodies / size / 1000,
        "  of it search index": index / size / 1000,
    }


def _export(path: Path) -> Measures:
    """Each format by the command, in a process of its own, whose largest memory is told."""
    measures: Measures = {}
    for form in ("jsonl", "csv", "parquet", "warc"):
        target = path.with_suffix(f".{form}")
        code = "from crawler.cli import main; main()"
        command = [
            sys.executable,
            "-c",
            code,
            "export",
            "--archive",
            path,
            "--format",
            form,
            "-o",
            target,
            "--json",
        ]
        start = time.perf_counter()
        process = subprocess.Popen(command, stdout=subprocess.PIPE)
        assert process.stdout
        documents = json.loads(process.stdout.read())["documents"]
        _, status, usage = os.wait4(process.pid, 0)
        if status:
            raise RuntimeError(f"the export to {form} failed")
        measures[f"export to {form}, documents/s"] = documents / (time.perf_counter() - start)
        measures[f"export to {form}, memory, MB"] = usage.ru_maxrss / 1000
    warc = _response_bytes(path.with_suffix(".warc"))
    measures["WARC.gz, responses alone, kB a page"] = warc / documents / 1000
    return measures


def _response_bytes(path: Path) -> int:
    """Compressed bytes of the response records; the archive's own metadata records do not count."""
    places = []
    with path.open("rb") as file:
        for record in ArchiveIterator(file, parse_http=False):
            places.append((record.stream_pos, record.record_type == WarcRecordType.response))
    ends = [place for place, _ in places[1:]] + [path.stat().st_size]
    return sum(end - place for (place, wanted), end in zip(places, ends, strict=True) if wanted)


def _queries(connection: sqlite3.Connection, size: int) -> dict[str, list[str]]:
    """Words as they stand in documents, and the commonest ones."""
    draw = random.Random(2)
    texts = [
        connection.execute("SELECT text, document_number FROM documents WHERE id = ?", (number,)).fetchone()
        for number in draw.sample(range(1, size + 1), QUERIES)
    ]

    def cut(text: str, length: int) -> str:
        line = max(text.splitlines(), key=len)
        start = draw.randrange(len(line) - length)
        return line[start : start + length]

    queries = {f"{length} characters": [cut(text, length) for text, _ in texts] for length in (1, 2, 3, 4, 8)}
    queries["common words"] = list(COMMON[:QUERIES])
    queries["two words"] = [f"{cut(text, 2)} {cut(text, 2)}" for text, _ in texts]
    queries["two common words"] = [f"{one} {other}" for one, other in zip(COMMON, COMMON[20:], strict=False)][
        :QUERIES
    ]
    queries["文号"] = [number for _, number in texts]
    return {name: [words for words in listed if words.strip()] for name, listed in queries.items()}


def _search(path: Path, size: int) -> Measures:
    measures: Measures = {}
    with Archive.open(path, readonly=True) as archive:
        queries = _queries(archive.db.conn, size)
        filters: dict[str, dict[str, str | int]] = {
            "": {},
            ", one city": {"city": "lin"},
            ", kind and dates": {"kind": "policy", "since": "2018-01-01", "until": "2021-12-31"},
        }
        every: list[Times] = []
        for told, given in filters.items():
            for name, listed in queries.items():
                times = _times(lambda words, given=given: archive.search(words, limit=20, **given), listed)
                every += times
                measures[f"search {name}{told}, p50 ms"] = median(_walls(times))
                measures[f"search {name}{told}, p95 ms"] = _p95(_walls(times))
        measures["search, all of these, p95 ms"] = _p95(_walls(every))
        measures["search, all of these, p95 ms of processor time"] = _p95([took.cpu for took in every])
        few = [words for name in ("2 characters", "4 characters") for words in queries[name][:5]]
        measures["LIKE scan, p50 ms"] = median(_walls(_times(_like(archive.db.conn), few)))
    if size <= TRIGRAM_UP_TO:
        measures |= _trigram(path, queries)
    return measures


def _like(connection: sqlite3.Connection) -> Callable[[str], object]:
    question = "SELECT id FROM documents WHERE current = 1 AND text LIKE '%' || ? || '%'"
    return lambda words: connection.execute(question, (words,)).fetchall()


def _trigram(path: Path, queries: dict[str, list[str]]) -> Measures:
    """SQLite's trigram index over the same texts: its size, its speed, and what it misses."""
    beside = sqlite3.connect(path.with_suffix(".trigram"))
    beside.execute("ATTACH ? AS archive", (str(path),))
    beside.execute("CREATE VIRTUAL TABLE found USING fts5(text, content='', tokenize='trigram')")
    start = time.perf_counter()
    beside.execute("INSERT INTO found (rowid, text) SELECT id, text FROM archive.documents WHERE current = 1")
    beside.commit()
    built = time.perf_counter() - start
    question = "SELECT rowid FROM found WHERE found MATCH ? ORDER BY bm25(found) LIMIT 20"
    measures: Measures = {"trigram index, build s": built}
    for name in ("2 characters", "4 characters", "8 characters"):
        asked = [f'"{words}"' for words in queries[name] if '"' not in words]
        measures[f"trigram index {name}, p95 ms"] = _p95(
            _walls(_times(lambda words: beside.execute(question, (words,)).fetchall(), asked))
        )
        answered = sum(bool(beside.execute(question, (words,)).fetchall()) for words in asked)
        measures[f"trigram index {name}, % of queries that find anything"] = 100 * answered / len(asked)
    beside.close()
    measures["trigram index, kB a page"] = path.with_suffix(".trigram").stat().st_size / int(path.stem) / 1000
    return measures


def _times(ask: Callable[[str], object], queries: Iterable[str]) -> list[Times]:
    """Milliseconds a query: the best of three runs, so that other work on the machine counts little."""

    def once(words: str) -> Times:
        wall, cpu = time.perf_counter(), time.process_time()
        ask(words)
        return Times((time.perf_counter() - wall) * 1000, (time.process_time() - cpu) * 1000)

    return [min(once(words) for _ in range(3)) for words in queries]


def _walls(times: list[Times]) -> list[float]:
    return [took.wall for took in times]


def _p95(times: list[float]) -> float:
    return quantiles(times, n=20)[-1]


def _show(results: dict[int, Measures]) -> None:
    names = dict.fromkeys(name for measures in results.values() for name in measures)
    width = max(map(len, names))
    print(" " * width, *(f"{size:>12,}" for size in results), "     growth")
    first, last = min(results), max(results)
    for name in names:
        cells = [results[size].get(name) for size in results]
        start, end = results[first].get(name), results[last].get(name)
        growth = f"{end / start:10.2f}×" if start and end else ""
        print(
            f"{name:<{width}}",
            *("           –" if cell is None else f"{cell:12,.1f}" for cell in cells),
            growth,
        )
    for size, measures in results.items():
        bodies, warc = measures["  of it bodies"], measures["WARC.gz, responses alone, kB a page"]
        assert bodies
        assert warc
        p95, cpu = (measures[f"search, all of these, p95 ms{of}"] for of in ("", " of processor time"))
        print(f"{size:,} documents: bodies are {bodies / warc:.0%} of WARC.gz (goal: 40 %);", end=" ")
        print(f"search p95 {p95:.0f} ms, {cpu:.0f} of the processor's time (goal: 50)")


def main() -> None:
    sizes = [int(word) for word in sys.argv[1:] if word.isdigit()] or list(SIZES)
    results = {}
    with tempfile.TemporaryDirectory(prefix="gongkai-benchmark-") as directory:
        for size in sorted(sizes):
            print(f"measuring {size:,} documents …", file=sys.stderr)
            results[size] = measure(size, Path(directory))
    if "--json" in sys.argv:
        print(json.dumps(results, ensure_ascii=False, indent=1))
    else:
        _show(results)


if __name__ == "__main__":
    main()
