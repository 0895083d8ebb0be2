"""Running the command in processes of their own, as Twisted's reactor wants, against replicas on loopback."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from archive.store import Archive
from replica import CITIES, Expected, Replicas, Served, inventory

ROOT = Path(__file__).parents[2]
ENVIRONMENT = {
    **os.environ,
    "COLUMNS": "200",
    # Without compiled modules each of some dozens of processes would spend two seconds on compiling them.
    "PYTHONDONTWRITEBYTECODE": "",
    "PYTHONPYCACHEPREFIX": str(Path(tempfile.gettempdir()) / "gongkai-tests-pycache"),
}
HASTE = ("-s", "DOWNLOAD_DELAY=0", "-s", "AUTOTHROTTLE_ENABLED=0")
"""What one owes a city's server one does not owe a replica of one's own."""


@dataclass(frozen=True)
class Crawl:
    """One crawl of all four replicas: the archive, each city's JSON, and what was asked of the replicas."""

    archive: Path
    cities: dict[str, dict[str, Any]]
    requests: list[Served]


def start(*command: str | Path, **environment: str) -> subprocess.Popen[str]:
    """Start ``gongkai`` or ``scrapy`` with these arguments, at the project's root."""
    program = {"gongkai": "crawler.cli", "scrapy": "scrapy.cmdline"}[str(command[0])]
    function = "main" if command[0] == "gongkai" else "execute"
    return subprocess.Popen(
        [sys.executable, "-c", f"from {program} import {function}; {function}()", *map(str, command[1:])],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**ENVIRONMENT, **environment},
        cwd=ROOT,
    )


def crawl(city: str, portal: str, archive: Path, *arguments: str) -> subprocess.Popen[str]:
    """Start the crawl of one city's replica."""
    return start(
        "gongkai", "crawl", city, "--portal", portal, "--archive", archive, "--json", *HASTE, *arguments
    )


def ended(process: subprocess.Popen[str], *, status: int = 0) -> dict[str, Any]:
    """The JSON object of a crawl that ended with that exit status."""
    output, errors = process.communicate(timeout=120)
    assert process.returncode == status, errors
    (city,) = json.loads(output)
    return dict(city)


def ended_well(*command: str | Path) -> str:
    """What a command prints that must succeed."""
    process = start(*command)
    output, errors = process.communicate(timeout=180)
    assert process.returncode == 0, output + errors
    return output


def crawl_all(replicas: Replicas, archive: Path) -> Crawl:
    """All four cities at once: four processes that write one archive."""
    before = len(replicas.requests)
    processes = {city: crawl(city, replicas.origins[city], archive) for city in CITIES}
    cities = {city: ended(process) for city, process in processes.items()}
    return Crawl(archive, cities, replicas.requests[before:])


def reachable(city: str, *kinds: str) -> set[str]:
    """Where the documents (of these kinds, or all) that can be had of a replica are finally found."""
    return {one.final_path or one.path for one in having(city, "ok", "js") if one.kind in kinds or not kinds}


def having(city: str, *reach: str) -> list[Expected]:
    """The replica's documents that can be had in one of these ways."""
    return [one for one in inventory(city) if one.reach in reach]


def archived(archive: Path, city: str) -> list[str]:
    """Paths, with their queries, of a city's documents."""
    with Archive.open(archive, readonly=True) as opened:
        rows = opened.db.execute(
            "SELECT url FROM documents WHERE city = ? AND current = 1", [city]
        ).fetchall()
    return [path(url) for (url,) in rows]


def path(url: str) -> str:
    """An address without its origin."""
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
