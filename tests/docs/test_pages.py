"""Every command and program that the documentation shows does what the reader is told to expect."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from tests.docs.blocks import Follow, blocks_of
from tests.fetching.crawls import ROOT

DOCS = ROOT / "docs"
NEEDS_AN_ARCHIVE = ("archive-file.md", "python.md")
FOLLOWED_HERE = {"tutorial.md", "cities.md", *NEEDS_AN_ARCHIVE}


def test_every_page_that_can_be_followed_is_followed() -> None:
    runnable = {
        page.name
        for page in DOCS.glob("*.md")
        if any(block.language in ("sh", "python") for block in blocks_of(page))
    }
    assert runnable == FOLLOWED_HERE


def test_every_block_says_what_it_is() -> None:
    for page in (*DOCS.glob("*.md"), *ROOT.glob("*.md")):
        assert [block.line for block in blocks_of(page) if not block.language] == [], page.name


def test_links_between_the_pages_lead_somewhere() -> None:
    for page in (*DOCS.glob("*.md"), *ROOT.glob("*.md")):
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_the_readme(follow: Follow, own_pages: Path) -> None:
    follow(ROOT / "README.md", own_pages)


def test_the_chinese_readme_says_to_type_the_same() -> None:
    english, chinese = (
        [re.sub(r" +#.*", "", block.code) for block in blocks_of(ROOT / name)]
        for name in ("README.md", "README.zh.md")
    )
    assert chinese == english


def test_the_tutorial(follow: Follow) -> None:
    follow(DOCS / "tutorial.md")


@pytest.mark.parametrize("name", NEEDS_AN_ARCHIVE)
def test_a_page_about_an_archive(name: str, follow: Follow, demo: Path, tmp_path: Path) -> None:
    for archive in ("gongkai.db", "gongkai-demo.db"):
        shutil.copy(demo / "second.db", tmp_path / archive)
    follow(DOCS / name)


def test_a_newcomer_adds_a_city(follow: Follow, tmp_path: Path) -> None:
    """In a copy of the project, as in a checkout of their own."""
    checkout = tmp_path / "gongkai"
    for name in ("archive", "crawler", "replica", "spiders", "tests"):
        shutil.copytree(ROOT / name, checkout / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "scrapy.cfg"):
        shutil.copy(ROOT / name, checkout / name)
    follow(DOCS / "cities.md", checkout, PYTHONPATH=str(checkout))
