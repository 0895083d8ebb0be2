"""Every document of the four replica portals, read and held against what the replicas say they wrote."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

import pytest

from archive.records import Capture, Document
from crawler.reading import read
from replica import CITIES, Expected
from replica.portals import portal
from replica.records import Request, Response

_HEADER_ONLY = {"title", "source", "published_on"}  # also filled from the page tags


def fetched(city: str, path: str) -> Response:
    site = portal(city, 1)
    if path in site.pages:
        return site.pages[path]
    parts = urlsplit(path)
    answer = site.answer(Request("GET", parts.path, dict(parse_qsl(parts.query)), {}, {}))
    assert answer is not None
    return answer


def read_path(city: str, path: str) -> Document:
    answer = fetched(city, path)
    headers = (("Content-Type", answer.content_type),) if answer.content_type else ()
    return read(Capture(f"http://www.{city}.gov.cn{path}", "2025-01-01T00:00:00Z", 200, headers, answer.body))


def numbers(document: Document) -> list[float | int | None]:
    return sorted(figure.value for figure in document.figures if figure.value is not None)


@pytest.mark.parametrize("city", CITIES)
def test_every_page_is_read_as_it_was_written(city: str) -> None:
    reached = [one for one in portal(city, 1).expected if one.reach in ("ok", "js")]
    assert len(reached) > 40
    for expected in reached:
        document = read_path(city, expected.final_path or expected.path)
        told = (expected.path, expected.damage)
        assert document.title == expected.title, told
        assert document.kind == expected.kind, told
        assert document.labels == dict(expected.labels), told
        if document.kind != "policy":
            assert document.report_year == expected.report_year, told
        must_agree(document, expected)


def must_agree(document: Document, expected: Expected) -> None:
    """The catalogue, where nothing on the page is damaged."""
    if expected.damage:
        return
    for name, value in document.catalogue.items():
        wanted = expected.catalogue.get(name)
        if name == "validity":
            assert value == ("in_force" if wanted else None)
        elif wanted is not None or name not in _HEADER_ONLY:
            assert value == wanted, (expected.path, name)


@pytest.mark.parametrize("city", CITIES)
def test_every_figure_is_read_from_page_or_attachment(city: str) -> None:
    for expected in portal(city, 1).expected:
        if expected.reach not in ("ok", "js") or not expected.figures:
            continue
        paths = list(expected.attachments) or [expected.final_path or expected.path]
        documents = [read_path(city, path) for path in paths]
        found = sorted(number for document in documents for number in numbers(document))
        if "emptied_table" in expected.damage:
            assert found == []
        else:
            assert found == sorted(expected.figures.values()), expected.path
        failing = any(check.holds is False for document in documents for check in document.checks)
        assert failing is bool(expected.inconsistent), expected.path
