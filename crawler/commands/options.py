"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path

import click

archive_option = click.option(
    "--archive",
    "archive_path",
    type=click.Path(dir_okay=False, path_type=Path),
    envvar="GONGKAI_ARCHIVE",
    default="gongkai.db",
    show_default=True,
    show_envvar=True,
    help="The archive file.",
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON for other programs.")
limit_option = click.option(
    "--limit", type=click.IntRange(min=1), default=20, show_default=True, help="At most this many rows."
)
