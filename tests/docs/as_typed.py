"""``gongkai`` as the documentation has it typed, with the three things that a test cannot let it do.

A city's portal is its replica; the demo's two crawls are made once and then copied; the site is looked at
and stopped again. All else goes to the real command unchanged. conftest.py puts it on the path.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import urllib.request
from pathlib import Path

GONGKAI = [sys.executable, "-c", "from crawler.cli import main; main()"]
HASTE = ["-s", "DOWNLOAD_DELAY=0", "-s", "AUTOTHROTTLE_ENABLED=0", "-s", "WALL_DELAY=0"]


def main(arguments: list[str]) -> int:
    """Run one command; its exit status."""
    name, *rest = arguments
    if name in ("crawl", "check") and "--portal" not in rest:
        portals = json.loads(os.environ["DOCS_PORTALS"])
        city = next(argument for argument in rest if argument in portals)
        return run(name, *rest, "--portal", portals[city], *HASTE)
    if name == "demo":
        return demo(Path(os.environ["DOCS_DEMO"]), rest)
    if name == "serve":
        return look_at_the_site(rest)
    return run(*arguments)


def run(*arguments: str) -> int:
    return subprocess.run([*GONGKAI, *arguments], check=False).returncode


def demo(made: Path, rest: list[str]) -> int:
    """The demo's archive after its first crawl, or, where that is already here, after its second."""
    if rest:
        sys.exit(f"the documentation's demo takes no arguments: {rest}")
    archive = Path("gongkai-demo.db")
    which = "second" if archive.exists() else "first"
    shutil.copy(made / f"{which}.db", archive)
    print((made / f"{which}.txt").read_text(encoding="utf-8"))
    return 0


def look_at_the_site(rest: list[str]) -> int:
    """Start it on a free port, open its front page, stop it."""
    with subprocess.Popen(
        [*GONGKAI, "serve", *rest, "--port", "0"], stdout=subprocess.PIPE, text=True
    ) as site:
        try:
            address = site.stdout.readline().split()[0]
            with urllib.request.urlopen(address, timeout=30) as front:
                return int(front.status != 200)
        finally:
            site.terminate()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
