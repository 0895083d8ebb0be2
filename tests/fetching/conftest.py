"""The replicas, and crawls of them that several tests look at."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from crawler.fetching.browser import SYSTEM_BROWSERS
from replica import Replicas, serve
from tests.fetching.crawls import Crawl, crawl_all


@pytest.fixture(scope="session")
def replicas() -> Iterator[Replicas]:
    """The four replicas, first edition."""
    with serve(delay_scale=0.05) as running:
        yield running


@pytest.fixture(scope="session")
def browser() -> None:
    """A Chromium for the one column that needs it; without one CI fails and a developer's machine skips."""
    with sync_playwright() as playwright:
        own = Path(playwright.chromium.executable_path).exists()
    if own or any(shutil.which(name) for name in SYSTEM_BROWSERS):
        return
    if os.environ.get("CI"):
        pytest.fail("no Chromium: CI must install one")
    pytest.skip("no Chromium on this machine")


@pytest.fixture(scope="session")
def first_crawl(replicas: Replicas, tmp_path_factory: pytest.TempPathFactory, browser: None) -> Crawl:
    """All four cities crawled at once, by four processes, into one new archive."""
    return crawl_all(replicas, tmp_path_factory.mktemp("crawl") / "archive.db")


@pytest.fixture(scope="session")
def second_crawl(replicas: Replicas, first_crawl: Crawl, tmp_path_factory: pytest.TempPathFactory) -> Crawl:
    """A copy of that archive crawled once more, after the replicas' second edition appeared."""
    archive = tmp_path_factory.mktemp("again") / "archive.db"
    shutil.copy(first_crawl.archive, archive)
    replicas.edition = 2
    try:
        return crawl_all(replicas, archive)
    finally:
        replicas.edition = 1
