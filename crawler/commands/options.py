"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path

import click

ROW = click.IntRange(1, 2**63 - 1)
"""The number of a row, or of rows: what SQLite can count."""
YEAR = click.IntRange(1900, 2999)


class CityName(click.ParamType[str]):
    """A city that has a spider; any other is wrong usage, and close matches are named."""

    name = "city"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The slug as it is."""
        from crawler.fetching.crawling import UnknownCityError, spider_of  # Scrapy takes a while to load

        try:
            spider_of(value)
        except UnknownCityError as error:
            self.fail(str(error), param, ctx)
        return value


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
    "--limit", type=ROW, default=20, show_default=True, help="At most this many rows."
)


def _settings(ctx: click.Context, param: click.Parameter, given: tuple[str, ...]) -> dict[str, str]:
    for setting in given:
        if "=" not in setting:
            raise click.BadParameter(f"{setting}: give NAME=VALUE")
    return dict(setting.split("=", 1) for setting in given)


settings_option = click.option(
    "-s", "--set", "settings", multiple=True, callback=_settings, metavar="NAME=VALUE",
    help="Override one of Scrapy's settings.",
)  # fmt: skip
