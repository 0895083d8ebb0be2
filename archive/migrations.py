"""Bringing an archive file to the schema of this release.

What :mod:`archive.schema` has more than the file (tables, columns, indexes) is added by comparing the two,
views and triggers are made anew; :data:`STEPS` holds only what a comparison cannot know: how the data of one
version becomes that of the next.
"""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

from sqlite_utils import Database

from archive import schema


def _from_1(db: Database) -> None:
    """Hosts carry their port, since portals may share a name; attachments may be there without a link."""
    db.register_function(lambda url: urlsplit(url).netloc.lower(), name="netloc", deterministic=True)
    db.execute("UPDATE captures SET host = netloc(url)")
    db.table("attachments").transform(not_null={"start": False})


def _from_2(db: Database) -> None:
    """Documents carry the day they are sorted by, and one index answers every filter of a search."""
    documents = db.table("documents")
    documents.add_column("dated", str)
    db.execute("UPDATE documents SET dated = coalesce(published_on, written_on, substr(first_seen, 1, 10))")
    for index in ("idx_documents_current_city_kind_report_year", "idx_documents_current_published_on"):
        db.execute(f"DROP INDEX IF EXISTS {index}")


STEPS: dict[int, Callable[[Database], None]] = {1: _from_1, 2: _from_2}
"""Version → what turns its data into the next version's, inside the upgrade's one transaction."""


def version_of(db: Database) -> int:
    """The schema version written in the file's header; 0 for a file that has none yet."""
    return int(db.execute("PRAGMA user_version").fetchone()[0])


def application_of(db: Database) -> int:
    """The application id written in the file's header."""
    return int(db.execute("PRAGMA application_id").fetchone()[0])


def upgrade(db: Database) -> None:
    """Create the schema in an empty database, or upgrade an older one, in the caller's write transaction."""
    made_by = version_of(db)
    for version in range(made_by, schema.VERSION) if made_by else ():
        STEPS[version](db)
    for name, table in schema.TABLES.items():
        _complete(db, name, table)
    for name, (_, select) in schema.VIEWS.items():
        db.create_view(name, select, replace=True)
    for name, trigger in schema.TRIGGERS.items():
        db.execute(f"DROP TRIGGER IF EXISTS {name}")
        db.execute(f"CREATE TRIGGER {name} {trigger}")
    db.execute(  # documents from before changes were numbered: in the order in which they came
        "INSERT INTO sequence (document, number)"
        " SELECT id, (SELECT coalesce(max(number), 0) FROM sequence) + row_number() OVER (ORDER BY id)"
        " FROM documents WHERE id NOT IN (SELECT document FROM sequence)"
    )
    db.execute(f"PRAGMA application_id = {schema.APPLICATION_ID}")
    db.execute(f"PRAGMA user_version = {schema.VERSION}")


def _complete(db: Database, name: str, table: schema.Table) -> None:
    """Create a table, or add the columns and indexes it lacks."""
    there = db.table(name)
    if there.exists():
        present = there.columns_dict
        for column, facts in table.columns.items():
            if column not in present:
                there.add_column(column, facts.type)
    else:
        db.create_table(
            name,
            {column: facts.type for column, facts in table.columns.items()},
            pk=table.primary_key,
            not_null={column for column, facts in table.columns.items() if facts.required},
            foreign_keys=_foreign_keys(table),
            strict=True,
        )
    for columns in table.indexes + table.unique:
        there.create_index(list(columns), unique=columns in table.unique, if_not_exists=True)


def _foreign_keys(table: schema.Table) -> list[tuple[str, str, str]]:
    keys = []
    for column, facts in table.columns.items():
        if facts.references:
            other, its_column = facts.references.split(".")
            keys.append((column, other, its_column))
    return keys
