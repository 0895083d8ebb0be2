"""What stood when, and what changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive import versions
from archive.errors import ArchiveError
from archive.records import Figure
from archive.store import Archive

if TYPE_CHECKING:
    from tests.archive.conftest import MakePage

DAY = "2026-01-{:02}T08:00:00Z"


@pytest.fixture
def changing(archive: Archive, page: MakePage) -> Archive:
    """A page of three versions, the first words coming back in the end."""
    archive.add_document(
        *page(
            "一、总体情况\n\n受理12件\n三、问题",
            at=DAY.format(1),
            figures=(Figure("三", "新收", "总计", 12),),
        )
    )
    archive.add_document(
        *page(
            "一、总体情况\n受理13件\n二、新的一节\n三、问题", at=DAY.format(10),
            figures=(Figure("三", "新收", "总计", 13), Figure("三", "结转", "总计", None)),
            catalogue={"validity": "repealed"}, title="年度报告",
        )
    )  # fmt: skip
    archive.add_document(*page("一、总体情况\n受理12件\n三、问题", at=DAY.format(20)))
    return archive


@pytest.mark.parametrize(
    ("moment", "version"),
    [
        ("2026-01-01", 1),
        ("2026-01-09", 1),
        ("2026-01-10T07:59:59Z", 1),
        ("2026-01-10", 2),
        ("2026-01-20", 3),
        ("2030-01-01", 3),
    ],
)
def test_the_version_at_a_date_is_the_one_seen_last_before(
    changing: Archive, moment: str, version: int
) -> None:
    for number in (1, 2, 3):
        assert versions.at(changing.db.conn, number, moment).version == version


def test_before_the_first_visit_nothing_is_known(changing: Archive) -> None:
    with pytest.raises(ArchiveError, match="first seen at 2026-01-01"):
        versions.at(changing.db.conn, 2, "2025-12-31")


def test_a_difference_by_paragraph_field_and_figure(changing: Archive) -> None:
    found = versions.difference(changing.db.conn, 1, 2)
    assert found.text == (
        versions.TextChange("same", ("一、总体情况",)),
        versions.TextChange("removed", ("受理12件",)),
        versions.TextChange("added", ("受理13件", "二、新的一节")),
        versions.TextChange("same", ("三、问题",)),
    )
    assert found.fields == (
        versions.FieldChange("page title", None, "年度报告"),
        versions.FieldChange("validity", None, "repealed"),
    )
    assert found.figures == (versions.FigureChange("三", "新收", "总计", 12, 13),)


def test_a_document_does_not_differ_from_itself(changing: Archive) -> None:
    found = versions.difference(changing.db.conn, 2, 2)
    assert not found.fields
    assert not found.figures
    assert {change.change for change in found.text} == {"same"}


def test_versions_follow_each_other_in_time_not_in_arrival(archive: Archive, page: MakePage) -> None:
    archive.add_document(*page("新", at=DAY.format(9)))
    archive.add_document(*page("旧", at=DAY.format(1)))
    assert [version.document_id for version in versions.history(archive.db.conn, 1)] == [2, 1]


def test_an_unknown_document(archive: Archive) -> None:
    with pytest.raises(ArchiveError, match="no document 7"):
        versions.version(archive.db.conn, 7)


paragraphs = st.lists(st.sampled_from(["甲", "乙", "丙丁", " 戊 ", ""]), max_size=12).map("\n".join)


@given(paragraphs, paragraphs)
def test_the_changes_rebuild_both_texts(old: str, new: str) -> None:
    changes = list(versions.text_changes(old, new))
    for text, skipped in ((old, "added"), (new, "removed")):
        kept = [
            paragraph for change in changes if change.change != skipped for paragraph in change.paragraphs
        ]
        assert kept == [line.strip() for line in text.splitlines() if line.strip()]
