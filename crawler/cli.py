"""The ``gongkai`` command: one subcommand a module in ``crawler.commands``, imported when it is called."""

from __future__ import annotations

import sys
from importlib import import_module
from importlib.metadata import version

import click

from archive.errors import GongkaiError

COMMANDS = {
    "demo": "Crawl the bundled replica portals on this machine and show what was found.",
    "crawl": "Crawl cities' portals into the archive.",
    "ingest": "Bring pages from files into the archive.",
    "reread": "Read the archived bytes again after the rules improved.",
    "repair": "Repair damaged Chinese text.",
    "read": "Read one page and print what it says as JSON.",
    "search": "Search the archive.",
    "show": "Show one document.",
    "diff": "Show what changed between two versions of a document.",
    "figures": "The annual reports' figures, one row a number.",
    "export": "Hand the archive's documents to other tools.",
    "status": "What the archive holds and how the last crawls went.",
    "verify": "Check that every stored body and document is what it claims to be.",
    "serve": "Open the archive as a web site on this machine.",
    "cities": "The cities that can be crawled.",
    "check": "Ask a live portal, politely, whether its columns are where the spider expects them.",
    "learn": "Train the repair's language model on the archive's undamaged documents.",
    "redact": "Remove a page's content on a privacy request, leaving an auditable stub.",
}


class LazyCommands(click.Group):
    """Imports a subcommand only when it is called, so that ``gongkai --help`` is instant."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"crawler.commands.{cmd_name}").command
        # click's mark for lines to be kept apart, as it stands in a raw docstring.
        command.help = (command.help or "").replace("\\b\n", "\b\n")
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=LazyCommands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(version("gongkai"), prog_name="gongkai")
def gongkai() -> None:
    """公开: crawl, repair, read and search Chinese city governments' open information."""


def main() -> None:
    """Run the command; a known error ends in one clear line and exit status 1, wrong usage in status 2."""
    try:
        gongkai()
    except GongkaiError as error:
        click.echo(f"gongkai: {error}", err=True)
        sys.exit(1)
    except BrokenPipeError:  # the reader of a pipe (head, less) has left: not an error of ours
        sys.stderr.close()
        sys.exit(0)
