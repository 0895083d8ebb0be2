"""The quality gate: what the benchmark measures must not fall below what has been reached."""

from __future__ import annotations

from benchmarks import header_pages
from benchmarks.extraction import header_scores, peer_scores, report_scores, speeds


def test_header_fields_stay_right_in_every_layout() -> None:
    scores, failing = header_scores(header_pages.pages(range(200, 212)))
    assert set(scores) > {"labels", "index_number", "issuing_body", "written_on"}
    for name, score in scores.items():
        assert score.precision >= 0.99, name
        assert score.recall >= 0.99, name
    assert sum(failing.values()) <= 5


def test_no_report_cell_is_wrong_and_nearly_all_are_read() -> None:
    for lost, floor in ((0, 0.98), (4, 0.90)):
        scores = report_scores(range(300, 306), lost=lost)
        assert {cells.wrong for cells in scores.values()} == {0}
        right = sum(cells.right for cells in scores.values())
        given = sum(cells.right + cells.null + cells.flagged for cells in scores.values())
        assert right >= floor * given
        assert scores["html"].right == scores["html"].right + scores["html"].null + scores["html"].flagged


def test_titles_and_days_are_not_behind_trafilatura() -> None:
    scores = peer_scores(range(400, 410))
    assert scores["gongkai title"].recall >= scores["trafilatura title"].recall
    assert scores["gongkai date"].recall >= scores["trafilatura date"].recall


def test_reading_stays_several_times_faster_than_trafilatura() -> None:
    seconds = speeds()
    assert seconds["trafilatura, with metadata"] >= 6 * seconds["gongkai read"]
