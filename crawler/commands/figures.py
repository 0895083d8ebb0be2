"""``gongkai figures``: the annual reports' numbers out of the archive, one row a number."""

from __future__ import annotations

import csv
import json
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from archive import delivery
from archive.export import export
from archive.formats import cell
from archive.records import Figure
from crawler.commands.options import YEAR, archive_option, json_option
from crawler.extraction.checks import across_years
from crawler.extraction.vocabulary import labels_of

_TABLES = ("disclosure", "applications", "review")
_PAGE = ("city", "report_year", "issuing_body", "page_title", "page_url", "document")
_FIGURE = ("table", "row", "row_label", "column", "column_label", "value", "certainty")
_CHECK = ("check", "row", "column", "expected", "found", "holds")


@click.command()
@archive_option
@click.option("--city", help="Only this city's reports.")
@click.option("--year", "report_year", type=YEAR, help="Only reports on this year.")
@click.option("--table", type=click.Choice(_TABLES), help="Only this table.")
@click.option(
    "--checks", is_flag=True, help="The arithmetic checks instead, C5 and C6 across years included."
)
@click.option("--csv", "as_csv", is_flag=True, help="Print CSV (the default).")
@json_option
@click.option(
    "--parquet", type=click.Path(dir_okay=False, path_type=Path), help="Write a Parquet file: all figures."
)
def command(
    archive_path: Path,
    city: str | None,
    report_year: int | None,
    table: str | None,
    checks: bool,
    as_csv: bool,
    as_json: bool,
    parquet: Path | None,
) -> None:
    r"""Print the figures of the annual reports' statutory tables, one row a number.

    An empty value is printed in the report but not readable; no row at all: the report does not print it.

    \b
    Examples:
      gongkai figures --city changzhou --year 2023 --csv > changzhou.csv
      gongkai figures --checks --json
    """
    if as_csv and as_json:
        raise click.UsageError("give one of --csv and --json")
    filters = {name: value for name, value in (("city", city), ("report_year", report_year)) if value}
    if parquet:
        if table or checks:
            raise click.UsageError("--parquet writes all figures: give it without --table and --checks")
        done = export(
            archive_path, parquet, form="parquet", selection=delivery.Selection("figures", False, filters)
        )
        click.echo(f"{done.rows} figures into {done.path}")
        return
    rows = _checks(archive_path, filters) if checks else _figures(archive_path, filters)
    rows = (row for row in rows if table is None or row.get("table", table) == table)
    if as_json:
        click.echo(json.dumps(list(rows), ensure_ascii=False, indent=1))
        return
    writer = csv.DictWriter(sys.stdout, _PAGE + (_CHECK if checks else _FIGURE), lineterminator="\n")
    writer.writeheader()
    for row in rows:
        writer.writerow({name: cell(value) for name, value in row.items()})


def _figures(archive_path: Path, filters: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for row in _delivered(archive_path, "figures", filters):
        row_label, column_label = labels_of(row["table"], row["row"], row["column"])
        named = {**row, "row_label": row_label, "column_label": column_label}
        yield {name: named[name] for name in _PAGE + _FIGURE}


def _checks(archive_path: Path, filters: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for row in _delivered(archive_path, "checks", filters):
        yield {name: row[name] for name in _PAGE + _CHECK}
    wanted = filters.get("report_year")
    for page, before, after in _consecutive(archive_path, {k: v for k, v in filters.items() if k == "city"}):
        if wanted in (None, page["report_year"]):
            for check in across_years(before, after):
                holds = None if check.holds is None else int(check.holds)
                cells = (check.check, check.row, check.column, check.expected, check.found, holds)
                yield {**page, **dict(zip(_CHECK, cells, strict=True))}


def _consecutive(
    archive_path: Path, filters: dict[str, Any]
) -> Iterator[tuple[dict[str, Any], list[Figure], list[Figure]]]:
    """Reports of one unit on two years in a row. A unit with two reports on one year is left out there."""
    reports: dict[tuple[Any, Any, int], dict[int, list[Figure]]] = defaultdict(lambda: defaultdict(list))
    pages: dict[int, dict[str, Any]] = {}
    for row in _delivered(archive_path, "figures", filters):
        if row["report_year"] is not None:
            pages[row["document"]] = {name: row[name] for name in _PAGE}
            unit = row["city"], row["issuing_body"], row["report_year"]
            figure = Figure(row["table"], row["row"], row["column"], row["value"], row["certainty"])
            reports[unit][row["document"]].append(figure)
    for (city, body, year), documents in sorted(reports.items(), key=lambda report: str(report[0])):
        earlier = reports.get((city, body, year - 1), {})
        if len(documents) == len(earlier) == 1:
            ((document, after),), ((_, before),) = documents.items(), earlier.items()
            yield pages[document], before, after


def _delivered(archive_path: Path, table: str, filters: dict[str, Any]) -> Iterator[dict[str, Any]]:
    with delivery.snapshot(archive_path) as db:
        selection = delivery.Selection(table, False, filters)
        for _, row in delivery.deliver(db, selection, 0, delivery.latest(db)):
            yield row
