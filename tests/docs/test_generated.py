"""The pages made from the code are as the code is."""

from __future__ import annotations

import pytest

from docs.generate import DOCS, pages


@pytest.mark.parametrize("name", pages())
def test_a_page_made_from_the_code_is_up_to_date(name: str) -> None:
    written = (DOCS / name).read_text(encoding="utf-8")
    assert written == pages()[name], f"docs/{name} is stale: make docs"
