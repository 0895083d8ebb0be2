from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, sync_playwright

from archive.store import Archive
from crawler.fetching.browser import SYSTEM_BROWSERS
from tests.site.samples import fill
from tests.site.serving import served


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive.open(tmp_path / "gongkai.db", create=True) as opened:
        yield opened


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive with something of everything."""
    path = tmp_path_factory.mktemp("site") / "gongkai.db"
    with Archive.open(path, create=True) as archive:
        fill(archive)
    return path


@pytest.fixture(scope="session")
def address(filled: Path) -> Iterator[str]:
    with served(filled) as url:
        yield url


@pytest.fixture
def http(address: str) -> Iterator[httpx.Client]:
    """A reader who was never here before."""
    with httpx.Client(base_url=address, timeout=30) as client:
        yield client


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A Chromium; without one CI fails and a developer's machine skips."""
    with sync_playwright() as playwright:
        own = playwright.chromium.executable_path
        found = own if Path(own).exists() else next(filter(None, map(shutil.which, SYSTEM_BROWSERS)), None)
        if found is None:
            if os.environ.get("CI"):
                pytest.fail("no Chromium: CI must install one")
            pytest.skip("no Chromium on this machine")
        launched = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield launched
        launched.close()
