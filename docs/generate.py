"""``make docs``: the pages of the documentation that are made from the code."""

from __future__ import annotations

from pathlib import Path

from archive import schema
from crawler.extraction import vocabulary

DOCS = Path(__file__).parent

_MADE = "<!-- Made from the code by `make docs`; changes belong there. -->"


def pages() -> dict[str, str]:
    """File name → the page's Markdown."""
    return {"dictionary.md": _dictionary(), "figures.md": _figures()}


def main() -> None:
    """Write the pages beside this module."""
    for name, page in pages().items():
        (DOCS / name).write_text(page, encoding="utf-8")


def _dictionary() -> str:
    parts = [
        f"# Data dictionary\n\n{_MADE}\n",
        f"Every table and column of an archive of schema version {schema.VERSION}. Times are UTC, "
        "`YYYY-MM-DDTHH:MM:SSZ`; dates are ISO 8601; a column that holds JSON says so. Null means: "
        "not known, or not there; never zero.\n\n[archive-file.md](archive-file.md) tells how the file is "
        "kept, [figures.md](figures.md) what the tables, rows and columns of `figures` are.\n",
    ]
    parts += [_table(name, table) for name, table in schema.TABLES.items()]
    parts.append(
        "## `documents_fts`\n\nThe search index over the current versions; "
        "[archive-file.md](archive-file.md#search) tells what it holds.\n"
    )
    parts += [
        f"## `{name}` (a view)\n\n{meaning}\n\n```sql\n{_outdented(select)}\n```\n"
        for name, (meaning, select) in schema.VIEWS.items()
    ]
    return "\n".join(parts)


def _table(name: str, table: schema.Table) -> str:
    key = (table.primary_key,) if isinstance(table.primary_key, str) else table.primary_key
    rows = [
        f"| `{column}` | {_type(facts, column in key)} | {facts.meaning.replace('|', '&#124;')}"
        + (f" → `{facts.references}`" if facts.references else "")
        + " |"
        for column, facts in table.columns.items()
    ]
    unique = [f"Unique: {', '.join(f'`{column}`' for column in columns)}.\n" for columns in table.unique]
    head = [f"## `{name}`\n\n{table.meaning}\n", "| column | type | meaning |", "|---|---|---|"]
    return "\n".join([*head, *rows, "", *unique])


def _type(column: schema.Column, in_key: bool) -> str:
    required = column.required or in_key
    return column.type.lower() + (", key" if in_key else "") + ("" if required else ", or null")


def _outdented(select: str) -> str:
    lines = select.strip("\n").splitlines()
    margin = min(len(line) - len(line.lstrip()) for line in lines if line.strip())
    return "\n".join(line[margin:] for line in lines).rstrip()


def _figures() -> str:
    return f"""# Figures of the annual report

{_MADE}

An annual report (政府信息公开工作年度报告) prints three statutory tables: what was disclosed (`disclosure`),
what became of applications (`applications`), how reviews and lawsuits ended (`review`). Format 2019 is
国办公开办函〔2019〕60号, format 2021 is 国办公开办函〔2021〕30号; which one a report follows shows in its
labels.

In the archive, in exports and in `gongkai figures` a number is named by table, row and column, as in
`applications`, `granted`, `total`. A value is null where the report prints something that cannot be read;
where it prints nothing, there is no row. Read an amount with its report: `amount` has the unit printed there.

{vocabulary.as_markdown()}
## Checks

The numbers must agree with each other; a check tells where they do not. Nothing is put right: a report wrong
as published stays as published. `holds` is 1, 0, or null where a number is missing.

| check | what must be equal |
|---|---|
| C1 | `received` + `carried_in`, and `handled` + `carried_out`: each column |
| C2 | the outcomes together, and `handled`: each column |
| C3 | the applicants together, and `total`: each row |
| C4 | the results together, and `total`: each row of `review` |
| C5 | `carried_out` of a year, and `carried_in` of the next |
| C6 | the year's documents in force, reckoned from the last, and as printed (often fails: for information) |
| C7 | a number in the report's text, and the same in its table |
"""


if __name__ == "__main__":
    main()
