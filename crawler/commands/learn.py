"""``gongkai learn``: a language model that knows the archive's own wording."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from archive.errors import ConfigurationError, InputError
from archive.store import Archive
from crawler.commands.options import archive_option

_ENOUGH = 50_000
"""Characters under which an archive has too little to teach."""


@click.command()
@archive_option
@click.option("--forget", is_flag=True, help="Go back to the packaged model.")
def command(archive_path: Path, forget: bool) -> None:
    """Train the repair's language model on the archive's undamaged documents.

    Repairs of damaged text then lean on the wording of these cities, and name the model in their rule.

    Example: gongkai learn --archive gongkai.db
    """
    from crawler.detection import language_model

    file = language_model.learned_file()
    if forget:
        file.unlink(missing_ok=True)
        click.echo("The packaged model is used again.")
        return
    with Archive.open(archive_path, readonly=True) as archive:
        texts = list(_undamaged(archive))
    characters = sum(map(len, texts))
    if characters < _ENOUGH:
        raise InputError(
            f"{archive_path} holds {characters:,} characters of undamaged documents; "
            f"it takes {_ENOUGH:,} to learn from: crawl or ingest more first"
        )
    paragraphs = (paragraph for text in texts for paragraph in text.splitlines())
    block = language_model.build([*language_model.packaged(), *paragraphs])
    try:
        language_model.write(block, file)
    except OSError as error:
        raise ConfigurationError(f"the model cannot be written to {file}: {error.strerror}") from error
    click.echo(f"Learned from {len(texts):,} documents, {characters:,} characters: {file}")


def _undamaged(archive: Archive) -> Iterator[str]:
    """The current documents in which no repair was made and nothing was lost."""
    rows = archive.db.query(
        "SELECT text FROM documents WHERE current AND text <> ''"
        " AND NOT EXISTS (SELECT 1 FROM findings WHERE findings.document = documents.id)"
    )
    return (row["text"] for row in rows)
