"""How well and how fast pages are read: header fields, report tables, and other tools on the same pages.

    python -m benchmarks.extraction [--json]

Fields: precision and recall over invented headers in every layout. Tables: exact cells over invented reports
in every layout, whole and with labels lost. Peers: trafilatura's title and date on the same pages. Speed:
pages a second on one core beside trafilatura, resiliparse and lxml's parser alone, on an ordinary 40 kB page.
"""

from __future__ import annotations

import json
import random
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass

from archive.records import Capture, Document
from benchmarks import header_pages, report_pages
from crawler.reading import read

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


def ordinary_page() -> str:
    """A portal's page of about 40 kB: navigation, scripts, a catalogue header, forty styled paragraphs."""
    pairs, _, title = header_pages.invent(7)
    words = ("政务公开", "部门动态", "办事指南", "互动交流", "数据开放", "走进样例")
    menu = "".join(
        f'<li class="nav-item"><a href="/col/col{n}/index.html" target="_blank">{words[n % 6]}</a></li>\n'
        for n in range(120)
    )
    script = (
        "<script>var column = {'id': 1};" + "function show(a) { return a + column.id; }\n" * 120 + "</script>"
    )
    style = "text-indent:2em;line-height:2;font-family:仿宋_GB2312;font-size:16pt;"
    text = (
        "围绕样例市年度重点任务，持续推进政务公开标准化规范化建设，全年发布各类信息若干条，回应群众关切。" * 3
    )
    body = "\n".join(f'<p style="{style}"><span>{n + 1}.{text}</span></p>' for n in range(36))
    return (
        f"<!DOCTYPE html>\n<html><head><meta charset='utf-8'><meta name='ArticleTitle' content='{title}'>"
        f"<meta name='PubDate' content='2024-01-20 10:00'><title>{title}</title>{script}</head><body>"
        f"<div class='nav'><ul>{menu}</ul></div><div class='main'>{header_pages.table_of_two(pairs, '：')}"
        f"<h1>{title}</h1><div class='by'>发布时间：2024-01-20 来源：样例市</div>"
        f"<div class='content'>{body}</div></div>"
        "<div class='foot'>主办：样例市人民政府办公室 版权所有 样ICP备00000号</div></body></html>"
    )


def seconds_a_page(work: Callable[[], object], rounds: int = 5) -> float:
    """The fastest of several rounds: what the work takes when the machine does nothing else."""
    work()
    best = float("inf")
    for _ in range(rounds):
        start = time.process_time()
        for _ in range(8):
            work()
        best = min(best, (time.process_time() - start) / 8)
    return best


def speeds() -> dict[str, float]:
    """Seconds a page on the ordinary page, by tool."""
    import trafilatura
    from lxml import etree
    from resiliparse.extract.html2text import extract_plain_text

    source = ordinary_page()
    body = source.encode()
    capture = Capture(
        _URL, "2025-01-01T00:00:00Z", 200, (("Content-Type", "text/html; charset=utf-8"),), body
    )
    return {
        "gongkai read": seconds_a_page(lambda: read(capture)),
        "trafilatura, with metadata": seconds_a_page(lambda: trafilatura.extract(source, with_metadata=True)),
        "resiliparse, text alone": seconds_a_page(lambda: extract_plain_text(source, main_content=True)),
        "lxml, parsing alone": seconds_a_page(
            lambda: etree.fromstring(body, etree.HTMLParser(encoding="utf-8"))
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
