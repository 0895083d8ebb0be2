"""The site in a real Chromium: nothing fails, nothing is asked of strangers, everything fits a phone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.site.test_pages import PAGES

PHONE, NARROW, DESKTOP = 390, 320, 1280


@pytest.fixture(params=[NARROW, PHONE, DESKTOP], ids=["narrow", "phone", "desktop"])
def tab(request: pytest.FixtureRequest, browser: Any) -> Iterator[Any]:
    context = browser.new_context(viewport={"width": request.param, "height": 800})
    yield context.new_page()
    context.close()


def test_every_page_fits_and_loads_without_an_error_or_a_foreign_request(tab: Any, address: str) -> None:
    troubles: list[str] = []
    tab.on("console", lambda message: troubles.append(f"{tab.url}: {message.text}"))
    tab.on("pageerror", lambda error: troubles.append(f"{tab.url}: {error}"))
    tab.on(
        "request",
        lambda request: request.url.startswith(address) or troubles.append(f"{tab.url}: asked {request.url}"),
    )
    for path in PAGES:
        tab.goto(address + path)
        width = tab.evaluate("document.documentElement.scrollWidth")
        if width > tab.viewport_size["width"]:
            troubles.append(f"{path} is {width} pixels wide")
    assert troubles == []


def test_a_mark_shows_the_damaged_original_on_hover_focus_and_tap(browser: Any, address: str) -> None:
    context = browser.new_context(viewport={"width": PHONE, "height": 800}, has_touch=True)
    page = context.new_page()
    page.goto(f"{address}/documents/1")
    mark, original = page.locator(".mark.proved[tabindex]"), page.locator(".mark.proved .was")
    assert not original.is_visible()
    mark.hover()
    assert original.is_visible()
    page.mouse.move(0, 0)
    assert not original.is_visible()
    mark.focus()
    assert "開(kai)" in original.inner_text()
    page.locator("h1").focus()
    page.evaluate("document.activeElement.blur()")
    assert not original.is_visible()
    mark.tap()
    box = original.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= PHONE
    context.close()


def test_a_reader_searches_opens_a_hit_and_changes_the_language(browser: Any, address: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(address)
    page.fill("input[name=q]", "标准化")
    page.press("input[name=q]", "Enter")
    page.click("text=招远市2023年政务公开工作要点")
    assert page.url == f"{address}/documents/5"
    page.click("text=English")
    assert page.locator("h2").first.inner_text() in ("Catalogue", "Text")
    page.goto(f"{address}/questions")
    assert page.locator("h1").inner_text() == "Questions"
    context.close()


def test_a_reader_without_a_mouse_reaches_the_search_box(browser: Any, address: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(address)
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name") == "q":
            break
    assert page.evaluate("document.activeElement.name") == "q"
    context.close()
