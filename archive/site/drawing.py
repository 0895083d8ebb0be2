"""Line charts and stacked bars as inline SVG, drawn on the server; colours come from the style sheet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

WIDTH, HEIGHT = 420, 250
LEFT, RIGHT, TOP, BOTTOM = 40, 12, 14, 26
COLOURS = 8
"""Classes c0 to c7 of the style sheet; more series than that cannot be told apart."""


@dataclass(frozen=True, slots=True)
class Series:
    """One line: its name, and a value (or None: not known) for each year."""

    name: str
    values: dict[int, float | None]


@dataclass(frozen=True, slots=True)
class Bar:
    """One year's parts, each a label and a number, from the bottom up."""

    year: int
    parts: tuple[tuple[str, float], ...]


def lines(series: Sequence[Series], *, unit: str, title: str) -> Markup:
    """A line for each series over the years; a year without a value breaks the line."""
    years = sorted({year for one in series for year in one.values})
    known = [value for one in series for value in one.values.values() if value is not None]
    if not known:
        return Markup("")
    top = _ceiling(max(known))
    drawn = [
        Markup('<g class="c{}">{}</g>').format(number % COLOURS, _line(one, years, top, unit))
        for number, one in enumerate(series)
    ]
    return _chart([*_grid(top, unit), *_years(years), *drawn], title)


def bars(data: Sequence[Bar], *, unit: str, title: str) -> Markup:
    """Stacked bars over the years; a part's colour is its place among the first bar's parts."""
    years = [bar.year for bar in data]
    if not years:
        return Markup("")
    top = _ceiling(max(sum(value for _, value in bar.parts) for bar in data))
    width = min(34.0, 0.7 * (WIDTH - LEFT - RIGHT) / len(years))
    drawn = []
    for bar in data:
        height = 0.0
        for number, (label, value) in enumerate(bar.parts):
            upper, lower = _y(height + value, top), _y(height, top)
            height += value
            drawn.append(
                Markup(
                    '<rect class="c{}" x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}">'
                    "<title>{} · {} · {}{}</title></rect>"
                ).format(
                    number % COLOURS, _x(bar.year, years) - width / 2, upper, width, lower - upper,
                    bar.year, label, number_text(value), unit,
                )
            )  # fmt: skip
    return _chart([*_grid(top, unit), *_years(years), *drawn], title)


def number_text(value: float) -> str:
    """A number without a tail of zeros."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _chart(parts: Sequence[Markup], title: str) -> Markup:
    return Markup('<svg class="chart" viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>').format(
        WIDTH, HEIGHT, title, Markup("").join(parts)
    )


def _line(one: Series, years: Sequence[int], top: float, unit: str) -> Markup:
    path, pen_down = "", False
    dots = []
    for year in years:
        value = one.values.get(year)
        if value is None:
            pen_down = False
            continue
        x, y = _x(year, years), _y(value, top)
        path += f"{'L' if pen_down else 'M'}{x:.1f} {y:.1f} "
        pen_down = True
        dots.append(
            Markup('<circle cx="{:.1f}" cy="{:.1f}" r="3.5"><title>{} · {} · {}{}</title></circle>').format(
                x, y, one.name, year, number_text(value), unit
            )
        )
    return Markup('<path d="{}"/>{}').format(path.strip(), Markup("").join(dots))


def _grid(top: float, unit: str) -> list[Markup]:
    return [
        Markup(
            '<line class="grid" x1="{}" x2="{}" y1="{:.1f}" y2="{:.1f}"/>'
            '<text class="axis" x="{}" y="{:.1f}" text-anchor="end">{}{}</text>'
        ).format(LEFT, WIDTH - RIGHT, _y(level, top), _y(level, top), LEFT - 5, _y(level, top) + 4,
                 number_text(level), unit)
        for level in (0, top / 2, top)
    ]  # fmt: skip


def _years(years: Sequence[int]) -> list[Markup]:
    every = -(-len(years) // 9)
    return [
        Markup('<text class="axis" x="{:.1f}" y="{}" text-anchor="middle">{}</text>').format(
            _x(year, years), HEIGHT - 8, year
        )
        for year in reversed(years[::-1][::every])
    ]


def _x(year: int, years: Sequence[int]) -> float:
    room = WIDTH - LEFT - RIGHT
    return LEFT + room * (years.index(year) + 0.5) / len(years)


def _y(value: float, top: float) -> float:
    return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * value / top


def _ceiling(value: float) -> float:
    """The round number above the highest value: 1, 2 or 5 times a power of ten."""
    if value <= 0:
        return 1.0
    power = 1.0
    while power * 10 <= value:
        power *= 10
    while power > value:
        power /= 10
    return next(step * power for step in (1, 2, 4, 5, 6, 8, 10) if step * power >= value)
