"""``python -m replica --port 8320 --edition 1``: serve the portals until interrupted."""

from __future__ import annotations

import threading
from contextlib import AbstractContextManager

import click

from archive.errors import GongkaiError
from replica.server import Replicas, serve


@click.command()
@click.option("--port", default=8320, show_default=True, help="The first of their ports; 0 takes free ones.")
@click.option(
    "--edition", type=click.IntRange(1, 2), default=1, show_default=True, help="2: some days later."
)
@click.option(
    "--delay-scale", default=1.0, show_default=True, help="Stretch or skip (0) the slow pages' delay."
)
def main(port: int, edition: int, delay_scale: float) -> None:
    """Serve the replicas of the cities' portals on loopback."""
    try:
        _until_interrupted(serve(edition=edition, port=port, delay_scale=delay_scale))
    except GongkaiError as error:
        raise click.ClickException(str(error)) from error


def _until_interrupted(serving: AbstractContextManager[Replicas]) -> None:
    with serving as running:
        for city, origin in running.origins.items():
            click.echo(f"{city}\t{origin}/")
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            click.echo("stopped")


if __name__ == "__main__":
    main()
