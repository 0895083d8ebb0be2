"""The documents of one place as their authors wrote them, before a portal prints or a copy damages them."""

from __future__ import annotations

from dataclasses import dataclass, field

from archive.records import Kind
from replica import texts
from replica.places import YEARS, Place, Unit, between, pick
from replica.records import FigureKey
from replica.reports import RESULT_TOTAL, TOTAL, Report, report
from replica.tables import Table, statutory_tables

HEADINGS = {
    "二": "二、主动公开政府信息情况",
    "三": "三、收到和处理政府信息公开申请情况",
    "四": "四、政府信息公开行政复议、行政诉讼情况",
}
Block = str | Table


@dataclass(frozen=True, slots=True)
class Paper:
    """One document: ``name`` is its handle inside the replica (kind, year, number), dates are ISO."""

    name: str
    kind: Kind
    year: int
    title: str
    unit: Unit
    written_on: str
    published_on: str
    blocks: tuple[Block, ...]
    document_number: str = ""
    index_number: str = ""
    keywords: str = ""
    views: int = 0
    figures: dict[FigureKey, float | int] = field(default_factory=dict)
    inconsistent: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The body, a paragraph or a table row a line."""
        return "\n".join(block if isinstance(block, str) else block.as_text() for block in self.blocks)

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """The body's paragraphs, its tables left out."""
        return tuple(block for block in self.blocks if isinstance(block, str))


def papers(place: Place, *, misprinted: int | None = None) -> list[Paper]:
    """All documents of a place, newest first.

    ``misprinted`` is the year whose government report prints a wrong （七）总计 in table 三, as some do.
    """
    made: list[Paper] = []
    for year in YEARS:
        for number, unit in enumerate(place.units):
            made.append(_annual_report(place, unit, year, number, misprinted == year and number == 0))
        made += [_plan(place, unit, year, number) for number, unit in enumerate(place.units[:2])]
        made.append(_summary(place, place.units[0], year))
        made += [_policy(place, year, number) for number in range(2)]
    return sorted(made, key=lambda paper: (paper.published_on, paper.name), reverse=True)


def _dates(place: Place, name: str, year: int, months: tuple[int, int]) -> tuple[str, str]:
    month = between(*months, place.slug, name, "month")
    day = between(3, 24, place.slug, name, "day")
    later = between(0, 4, place.slug, name, "later")
    return f"{year}-{month:02}-{day:02}", f"{year}-{month:02}-{day + later:02}"


def _index_number(place: Place, name: str, published_on: str) -> str:
    serial = between(1, 899, place.slug, name, "serial")
    return f"{place.organisation}/{published_on[:4]}{published_on[5:7]}-{serial:05}"


def _paper(
    place: Place,
    kind: Kind,
    year: int,
    number: int,
    title: str,
    unit: Unit,
    dates: tuple[str, str],
    **more: object,
) -> Paper:
    name = f"{kind}-{year}-{number}"
    return Paper(
        name=name,
        kind=kind,
        year=year,
        title=title,
        unit=unit,
        written_on=dates[0],
        published_on=dates[1],
        index_number=_index_number(place, name, dates[1]),
        views=between(35, 4200, place.slug, name, "views"),
        **more,  # type: ignore[arg-type]
    )


def _annual_report(place: Place, unit: Unit, year: int, number: int, misprinted: bool) -> Paper:
    figures = report(unit.name, year, YEARS[0])
    if misprinted:
        figures = Report(figures.format, {**figures.figures})
        figures.figures["三", RESULT_TOTAL, TOTAL] = figures.of("三", RESULT_TOTAL, TOTAL) - 6
    sections = texts.report_sections(place, unit, year, figures)
    tables = statutory_tables(figures)
    middle: list[Block] = []
    for heading, table in zip(HEADINGS.values(), tables, strict=True):
        middle += [heading, table]
    blocks = [*texts.report_opening(place, unit, year), *sections[1], *middle, *sections[5], *sections[6]]
    return _paper(
        place,
        "annual_report",
        year,
        number,
        f"{unit.short}{year}年政府信息公开工作年度报告",
        unit,
        _dates(place, f"annual_report-{year}-{number}", year + 1, (1, 3 if number == 0 else 1)),
        blocks=tuple(blocks),
        keywords="年度报告 信息公开",
        figures=figures.figures,
        inconsistent=("C1", "C2", "C3") if misprinted else (),
    )


def _plan(place: Place, unit: Unit, year: int, number: int) -> Paper:
    title = f"{unit.short}{year}年政务公开工作要点"
    paragraphs = texts.plan(place, unit, year, title)
    signed = paragraphs[3].replace("年", "-").replace("月", "-").rstrip("日").split("-")
    written_on = f"{signed[0]}-{int(signed[1]):02}-{int(signed[2]):02}"
    later = between(int(signed[2]), 28, place.slug, title)
    return _paper(
        place,
        "work_plan",
        year,
        number,
        title if number else f"关于印发《{title}》的通知",
        unit,
        (written_on, f"{written_on[:8]}{later:02}"),
        blocks=tuple(paragraphs),
        document_number=f"{unit.number_prefix}〔{year}〕{between(11, 68, place.slug, title)}号",
        keywords="政务公开 工作要点",
    )


def _summary(place: Place, unit: Unit, year: int) -> Paper:
    paragraphs = texts.summary(place, unit, year)
    day = int(paragraphs[-1].split("月")[1].rstrip("日"))
    return _paper(
        place,
        "work_summary",
        year,
        0,
        f"{place.name}{year}年政务公开工作总结",
        unit,
        (f"{year}-12-{day:02}", f"{year}-12-{min(day + 1, 31):02}"),
        blocks=tuple(paragraphs),
        keywords="政务公开 工作总结",
    )


def _policy(place: Place, year: int, number: int) -> Paper:
    unit = place.units[number]
    start = between(0, len(texts.TOPICS) - 1, place.slug, "policies")
    topic = texts.TOPICS[(start + 2 * (year - YEARS[0]) + number) % len(texts.TOPICS)]
    form = pick(("关于印发《{}{}管理办法》的通知", "印发{}{}管理办法的通知"), place.slug, year, number)
    name = f"policy-{year}-{number}"
    return _paper(
        place,
        "policy",
        year,
        number,
        f"{unit.name}{form.format(place.name, topic)}",
        unit,
        _dates(place, name, year, (2, 11)),
        blocks=tuple(texts.policy(place, unit, year, topic)),
        document_number=f"{unit.number_prefix}〔{year}〕{between(5, 99, place.slug, name)}号",
        keywords=topic,
    )
