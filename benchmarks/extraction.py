"""How well and how fast pages are read: header fields, report tables, and other tools on the same pages.

    python -m benchmarks.extraction [--json]

Fields: precision and recall over invented headers in every layout. Tables: exact cells over invented reports
in every layout, whole and with labels lost. Peers: trafilatura's title and date on the same pages. Speed:
CPU time a page beside trafilatura, resiliparse and lxml's parser alone, on a page of about 40 kB of each
replica portal.
"""

from __future__ import annotations

import json
import random
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from archive.records import Capture, Document
from benchmarks import header_pages, report_pages
from crawler.reading import read
from replica import CITIES
from replica.portals import portal

_URL = "http://www.example.gov.cn/zwgk/content_1.html"


def read_source(source: str, *, html: bool) -> Document:
    """What the reader makes of a page's source."""
    kind = "html" if html else "plain"
    headers = (("Content-Type", f"text/{kind}; charset=utf-8"),)
    return read(Capture(_URL, "2025-01-01T00:00:00Z", 200, headers, source.encode()))


@dataclass(slots=True)
class Score:
    """Counts of one field or table: right, wrong, missed, invented (given where nothing is printed)."""

    right: int = 0
    wrong: int = 0
    missed: int = 0
    invented: int = 0

    @property
    def precision(self) -> float:
        given = self.right + self.wrong + self.invented
        return self.right / given if given else 1.0

    @property
    def recall(self) -> float:
        wanted = self.right + self.wrong + self.missed
        return self.right / wanted if wanted else 1.0


def header_scores(pages: Iterable[header_pages.HeaderPage]) -> tuple[dict[str, Score], Counter[str]]:
    """Scores by field (``labels``: the printed ones), and the layouts in which something was not right."""
    scores: dict[str, Score] = defaultdict(Score)
    failing: Counter[str] = Counter()
    for page in pages:
        document = read_source(page.source, html=page.html)
        given = {name: value for name, value in document.catalogue.items() if value is not None}
        before = sum(score.right for score in scores.values())
        for name in {*given, *page.fields}:
            _count(scores[name], page.fields.get(name), given.get(name))
        for label in {*document.labels, *page.labels}:
            _count(scores["labels"], page.labels.get(label), document.labels.get(label))
        wanted = len({*given, *page.fields}) + len({*document.labels, *page.labels})
        failing[page.layout] += sum(score.right for score in scores.values()) - before < wanted
    return dict(scores), +failing


def _count(score: Score, wanted: object, given: object) -> None:
    if wanted is None:
        score.invented += 1
    elif given is None:
        score.missed += 1
    elif wanted == given:
        score.right += 1
    else:
        score.wrong += 1


@dataclass(slots=True)
class Cells:
    """Cells of statutory tables: ``flagged`` are wrong ones marked inferred or beside a failing check."""

    right: int = 0
    null: int = 0
    wrong: int = 0
    flagged: int = 0


def report_scores(seeds: Iterable[int], *, lost: int = 0) -> dict[str, Cells]:
    """Cells by layout over invented reports of both formats; ``lost`` row labels are taken out of each."""
    scores: dict[str, Cells] = defaultdict(Cells)
    for seed in seeds:
        for form in report_pages.FORMATS:
            report = report_pages.invent(seed, form)
            for name, layout in report_pages.LAYOUTS.items():
                source = layout(report)
                for label in random.Random(seed).sample(list(report_pages.PRINTED.values()), lost):
                    source = source.replace(label, "", 1)
                document = read_source(source, html=name.startswith("html"))
                _count_cells(scores[name], report.cells, document)
    return dict(scores)


def _count_cells(score: Cells, truth: report_pages.Cells, document: Document) -> None:
    figures = {(figure.table, figure.row, figure.column): figure for figure in document.figures}
    failing = any(check.holds is False for check in document.checks)
    for place in {*truth, *figures}:
        figure = figures.get(place)
        if figure is None or figure.value is None:
            score.null += 1
        elif figure.value == truth.get(place):
            score.right += 1
        elif figure.certainty == "inferred" or failing:
            score.flagged += 1
        else:
            score.wrong += 1


def peer_scores(seeds: Iterable[int]) -> dict[str, Score]:
    """Title and day of publication (as the byline prints it) by trafilatura and by this reader."""
    import trafilatura

    scores: dict[str, Score] = defaultdict(Score)
    for seed in seeds:
        pairs, _, title = header_pages.invent(seed)
        source = header_pages.html_page(header_pages.table_of_two(pairs, "："), title)
        theirs = trafilatura.bare_extraction(source, url=_URL, with_metadata=True)
        ours = read_source(source, html=True)
        byline = [
            word.value for word in ours.witnesses if word.source == "byline" and word.field == "published_on"
        ]
        _count(scores["trafilatura title"], title, theirs and theirs.title)
        _count(scores["trafilatura date"], "2023-01-01", theirs and theirs.date)
        _count(scores["gongkai title"], title, ours.title)
        _count(scores["gongkai date"], "2023-01-01", byline[0] if byline else None)
    return dict(scores)


def ordinary_pages() -> list[Capture]:
    """Of each replica portal the undamaged page in UTF-8 nearest to 40 kB that is no annual report."""
    pages = []
    for city in CITIES:
        site = portal(city, 1)
        plain = [
            (city, one.path, site.pages[one.path].body)
            for one in site.expected
            if one.path in site.pages and one.kind != "annual_report" and not one.damage
        ]
        readable = [page for page in plain if b"charset=utf-8" in page[2][:400].lower()]
        pages.append(min(readable, key=lambda page: abs(len(page[2]) - 40_000)))
    headers = (("Content-Type", "text/html; charset=utf-8"),)
    return [
        Capture(f"http://www.{city}.gov.cn{path}", "2025-01-01T00:00:00Z", 200, headers, body)
        for city, path, body in pages
    ]


def seconds_a_page(work: Callable[[], object], rounds: int = 5) -> float:
    """The fastest of several rounds: what the work takes when the machine does nothing else."""
    work()
    best = float("inf")
    for _ in range(rounds):
        start = time.process_time()
        for _ in range(4):
            work()
        best = min(best, (time.process_time() - start) / 4)
    return best


def speeds() -> dict[str, float]:
    """Seconds a page on the ordinary pages, by tool; trafilatura as its users call it, on decoded text."""
    import trafilatura
    from lxml import etree
    from resiliparse.extract.html2text import extract_plain_text

    captures = ordinary_pages()
    bodies = [capture.body for capture in captures]
    sources = [body.decode() for body in bodies]

    def mean(work: Callable[[Any], object], pages: Sequence[object]) -> float:
        return seconds_a_page(lambda: [work(page) for page in pages]) / len(pages)

    return {
        "gongkai read": mean(read, captures),
        "trafilatura, with metadata": mean(
            lambda source: trafilatura.extract(source, with_metadata=True), sources
        ),
        "resiliparse, text alone": mean(
            lambda source: extract_plain_text(source, main_content=True), sources
        ),
        "lxml, parsing alone": mean(
            lambda body: etree.fromstring(body, etree.HTMLParser(encoding="utf-8")), bodies
        ),
    }


def main() -> None:
    fields, failing = header_scores(header_pages.pages(range(60)))
    whole, lost = report_scores(range(25)), report_scores(range(25), lost=4)
    peers, pace = peer_scores(range(60)), speeds()
    if "--json" in sys.argv[1:]:
        shown = {
            "fields": {
                name: [round(s.precision, 4), round(s.recall, 4)] for name, s in sorted(fields.items())
            },
            "layouts_not_whole": dict(failing),
            "reports": {name: asdict(cells) for name, cells in whole.items()},
            "reports_labels_lost": {name: asdict(cells) for name, cells in lost.items()},
            "peers": {name: [round(s.precision, 4), round(s.recall, 4)] for name, s in peers.items()},
            "milliseconds_a_page": {name: round(seconds * 1000, 2) for name, seconds in pace.items()},
        }
        print(json.dumps(shown, ensure_ascii=False, indent=2))
        return
    print("field                 precision  recall")
    for name, score in [*sorted(fields.items()), *peers.items()]:
        print(f"{name:<20} {score.precision:>9.2%} {score.recall:>8.2%}")
    print(f"\nheaders not wholly right, by layout: {dict(failing) or 'none'}")
    print("\nreport cells                     right   null flagged  wrong")
    for title, scores in (("", whole), (", labels lost", lost)):
        for name, cells in scores.items():
            print(f"{name + title:<30} {cells.right:>7} {cells.null:>6} {cells.flagged:>7} {cells.wrong:>6}")
    print("\nmilliseconds a page of 40 kB")
    for name, seconds in pace.items():
        print(f"{name:<30} {seconds * 1000:>7.2f}")


if __name__ == "__main__":
    main()
