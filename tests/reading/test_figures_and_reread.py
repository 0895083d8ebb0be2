"""``gongkai figures`` and ``gongkai reread`` over an archive."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from pathlib import Path

from click.testing import CliRunner

from archive.store import Archive
from benchmarks import report_pages
from crawler.commands.figures import command as figures
from crawler.commands.reread import command as reread
from crawler.reading import READER


def test_figures_are_printed_one_row_a_number(archive_path: Path) -> None:
    report = report_pages.invent(22, 2021)
    arguments = ["--archive", str(archive_path), "--year", str(report.year), "--city", "sample"]
    result = CliRunner().invoke(figures, [*arguments, "--csv"])
    assert result.exit_code == 0, result.output
    rows = list(csv.DictReader(io.StringIO(result.output)))
    found = {(row["table"], row["row"], row["column"]): float(row["value"].lstrip("'")) for row in rows}
    assert found == report.cells
    assert {row["issuing_body"] for row in rows} == {"样例市人民政府办公室"}
    handled = next(row for row in rows if row["row"] == "handled")
    assert (handled["row_label"], handled["column_label"]) == ("（七）总计", "自然人")


def test_one_table_as_json(archive_path: Path) -> None:
    result = CliRunner().invoke(figures, ["--archive", str(archive_path), "--table", "review", "--json"])
    rows = json.loads(result.output)
    assert len(rows) == 2 * 15
    assert {row["table"] for row in rows} == {"review"}


def test_checks_reach_across_years(archive_path: Path) -> None:
    before, after = report_pages.invent(21, 2021), report_pages.invent(22, 2021)
    assert after.year == before.year + 1
    result = CliRunner().invoke(figures, ["--archive", str(archive_path), "--checks", "--json"])
    rows = [row for row in json.loads(result.output) if row["check"] == "C5"]
    found = {row["column"]: (row["expected"], row["found"], row["holds"]) for row in rows}
    left, right = before.row("carried_out"), after.row("carried_in")
    assert list(found.values()) == [(a, b, int(a == b)) for a, b in zip(left, right, strict=True)]
    assert {row["report_year"] for row in rows} == {after.year}
    assert "C6" in {row["check"] for row in json.loads(result.output)}


def test_parquet_holds_all_figures(archive_path: Path, tmp_path: Path) -> None:
    from pyarrow import parquet

    target = tmp_path / "figures.parquet"
    result = CliRunner().invoke(figures, ["--archive", str(archive_path), "--parquet", str(target)])
    assert result.exit_code == 0, result.output
    assert parquet.read_table(target).num_rows == 400


def test_reread_brings_an_older_reading_up_to_date_and_keeps_it(archive_path: Path) -> None:
    with Archive.open(archive_path) as archive:
        current = archive.document(1)
        archive.replace_reading(
            1, replace(current, reader="gongkai 0.0.1", figures=()), at="2024-03-01T00:00:00Z"
        )
    result = CliRunner().invoke(reread, ["--archive", str(archive_path), "--json", "--jobs", "1"])
    assert result.exit_code == 0, result.output
    assert json.loads(result.output) == {"read": 1, "changed": 1, "attachments": 0}
    with Archive.open(archive_path) as archive:
        assert archive.document(1) == current
        kept = [row["reader"] for row in archive.db["readings"].rows_where("document = 1", order_by="id")]
    assert kept == [READER, "gongkai 0.0.1"]


def test_reread_finds_nothing_to_do_where_all_is_current(archive_path: Path) -> None:
    arguments = ["--archive", str(archive_path), "--json", "--jobs", "1"]
    assert json.loads(CliRunner().invoke(reread, arguments).output) == {
        "read": 0,
        "changed": 0,
        "attachments": 0,
    }
    again = json.loads(CliRunner().invoke(reread, [*arguments, "--all"]).output)
    assert again == {"read": 2, "changed": 0, "attachments": 0}
