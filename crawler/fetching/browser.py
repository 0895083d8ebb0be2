"""A browser for the few list pages that only a script fills; everything else goes without one.

The list as the script drew it is read from the page, and so are the addresses from which the script got it:
further pages of the list are then asked for directly.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.async_api import Browser
from playwright.async_api import Request as BrowserRequest
from scrapy.http import Response
from scrapy_playwright.page import PageMethod
from scrapy_playwright.provider import PlaywrightBrowserProvider

from archive.errors import ConfigurationError

HOW_TO_GET_ONE = "`playwright install chromium`, or the system's package (`apt-get install chromium`)"
SYSTEM_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
NOT_NEEDED = ("image", "media", "font")


class NoBrowserError(ConfigurationError):
    """A page needs a browser and this machine has none."""

    def __init__(self) -> None:
        super().__init__(f"no Chromium found; get one with {HOW_TO_GET_ONE}")


class ChromiumWhenNeeded(PlaywrightBrowserProvider):  # type: ignore[misc]
    """scrapy-playwright's browser provider, started by the first page that needs it, not with each crawl.

    It takes Playwright's own Chromium, else the system's.
    """

    async def start(self) -> None:
        """Nothing yet: most crawls need no browser."""

    async def launch_browser(self) -> Browser:
        """Start Playwright and its browser.

        Raises:
            NoBrowserError: there is none on this machine.
        """
        if self.browser_type is None:
            await super().start()
        assert self.browser_type is not None
        executable = _executable(self.browser_type.executable_path)
        browser: Browser = await self.browser_type.launch(executable_path=executable)
        return browser


def meta(user_agent: str) -> dict[str, Any]:
    """Request meta that has a page drawn by the browser, noting the addresses it loads on the way."""
    return {
        "playwright": True,
        "playwright_context_kwargs": {"user_agent": user_agent, "service_workers": "block"},
        "playwright_page_methods": [
            PageMethod("wait_for_load_state", "networkidle"),
            PageMethod("evaluate", "performance.getEntriesByType('resource').map(entry => entry.name)"),
        ],
    }


def loaded_addresses(response: Response) -> list[str]:
    """The addresses that a page drawn by the browser loaded: scripts, styles and the data for its lists."""
    *_, evaluated = response.meta["playwright_page_methods"]
    return list(evaluated.result)


def left_out(request: BrowserRequest) -> bool:
    """Whether the browser should not load this: pictures and films, and what is not on the portal's host."""
    page = urlsplit(request.frame.url).netloc
    return request.resource_type in NOT_NEEDED or bool(page and urlsplit(request.url).netloc != page)


def _executable(playwrights_own: str) -> str:
    if Path(playwrights_own).exists():
        return playwrights_own
    for name in SYSTEM_BROWSERS:
        if found := shutil.which(name):
            return found
    raise NoBrowserError


if __name__ == "__main__":  # `python -m crawler.fetching.browser` names the browser, or says how to get one
    from playwright.sync_api import sync_playwright  # crawls take the asynchronous one

    try:
        with sync_playwright() as playwright:
            print(_executable(playwright.chromium.executable_path))
    except NoBrowserError as error:
        sys.exit(str(error))
