"""The data dictionary that stands beside every export: its columns, in the schema's own words."""

from __future__ import annotations

from typing import Literal

from archive import delivery, schema, warc

FormatName = Literal["jsonl", "csv", "parquet", "text", "warc"]
FORMATS: tuple[FormatName, ...] = ("jsonl", "csv", "parquet", "text", "warc")

_NOTES: dict[FormatName, str] = {
    "jsonl": "One JSON object a line. A document holds its findings, witnesses, sections, figures, checks "
    "and attachments as lists; `labels` and `charset` are objects.",
    "csv": "UTF-8 with a byte order mark. An empty cell is null. A text that begins with `=`, `+`, `-`, "
    "`@`, a tab, a line break, one of their full-width forms or `'` has one `'` put before it, so that no "
    "spreadsheet runs it as a formula; to get the text back, take one leading `'` off.",
    "parquet": "zstd; the columns' meanings are in the schema's field metadata too.",
    "text": "One file a document, `HOST/NUMBER.txt`: YAML front matter with the columns that are not null, "
    "the text, then the attachments' texts under `## NAME`. A changed page replaces its file; with all "
    "versions, former ones are `NUMBER-vVERSION.txt`.",
}
_ORDER = (
    "Rows stand in the order in which documents came or last changed. An export with `--since CURSOR` holds "
    "what is new or changed after that: a row replaces the former one of its page (`url`; with all versions, "
    "of its `id`), rows of parts replace all former ones of their `document`. A page taken down has "
    "`gone_at`, one whose content was removed `redacted_at`. Times are UTC."
)


def of_rows(name: str, form: FormatName, table: str) -> str:
    """Markdown for an export of a table's rows; JSON lines of documents hold the rows of their parts too."""
    head = [f"# {name}", "", f"Rows of `{table}`. {_NOTES[form]}", "", _ORDER, ""]
    lines = [*head, *_columns(delivery.columns(table))]
    if form == "jsonl" and table == "documents":
        for part in delivery.PARTS:
            meaning = schema.TABLES[part].meaning
            lines += ["", f"## `{part}`", "", meaning, "", *_columns(delivery.own_columns(part))]
    return "\n".join(lines) + "\n"


def _columns(columns: dict[str, schema.Column]) -> list[str]:
    rows = [
        f"| `{column}` | {facts.type.lower()} | {facts.meaning.replace('|', '&#124;')} |"
        for column, facts in columns.items()
    ]
    return ["| column | type | meaning |", "|---|---|---|", *rows]


def of_captures(name: str) -> str:
    """Markdown for a WARC file."""
    return f"# {name}\n\n{warc.NOTE}\n"
