"""Charts: what is drawn is what is known."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from archive.site import drawing
from archive.site.drawing import Bar, Series


def parsed(svg: str) -> etree._Element:
    return etree.fromstring(str(svg))


def test_a_year_without_a_value_breaks_the_line() -> None:
    chart = parsed(
        drawing.lines([Series("a", {2020: 1.0, 2021: None, 2022: 3.0, 2023: 4.0})], unit="%", title="t")
    )
    (path,) = chart.xpath("//path/@d")
    assert path.count("M") == 2
    assert path.count("L") == 1
    assert chart.xpath("//circle/title/text()") == ["a · 2020 · 1%", "a · 2022 · 3%", "a · 2023 · 4%"]


def test_a_bars_parts_lie_on_each_other() -> None:
    chart = parsed(
        drawing.bars([Bar(2020, (("x", 3), ("y", 1))), Bar(2021, (("x", 0), ("y", 4)))], unit="", title="t")
    )
    first, second = chart.xpath("//rect")[:2]
    assert float(first.get("height")) == pytest.approx(3 * float(second.get("height")), abs=0.2)
    bottom_of_second = float(second.get("y")) + float(second.get("height"))
    assert bottom_of_second == pytest.approx(float(first.get("y")), abs=0.2)


def test_names_cannot_break_out_of_the_picture() -> None:
    chart = parsed(drawing.lines([Series('"><script>', {2020: 1.0})], unit="<b>", title='"'))
    assert chart.xpath("//script | //b") == []
    assert chart.get("aria-label") == '"'


@pytest.mark.parametrize("series", [[], [Series("a", {})], [Series("a", {2020: None})]])
def test_without_a_number_there_is_no_picture(series: list[Series]) -> None:
    assert drawing.lines(series, unit="%", title="t") == ""
    assert drawing.bars([], unit="", title="t") == ""


@given(st.dictionaries(st.integers(1990, 2040), st.none() | st.floats(0, 1e9), min_size=1, max_size=30))
def test_everything_stays_inside_the_picture(values: dict[int, float | None]) -> None:
    svg = drawing.lines([Series("a", values)], unit="%", title="t")
    if svg:
        circles = parsed(svg).xpath("//circle")
        assert len(circles) == sum(value is not None for value in values.values())
        assert all(0 <= float(c.get("cx")) <= drawing.WIDTH for c in circles)
        assert all(0 <= float(c.get("cy")) <= drawing.HEIGHT for c in circles)
