"""However a crawl is ended, the next goes on where it stopped; in the end nothing is missing or double."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path

from archive.errors import ArchiveError
from archive.store import Archive
from replica import Replicas
from tests.fetching.crawls import ENVIRONMENT, HASTE, archived, crawl, ended, reachable, start

CITY = "fuyang"
SOME = ("--kinds", "work_summary")
KILLS = int(os.environ.get("GONGKAI_TEST_KILLS", "3"))
"""How often the killed crawl is killed; ``GONGKAI_TEST_KILLS=10`` takes half a minute."""
IN_FLIGHT = 5
"""Pages at most that a killed process had asked for and not settled; about two are usual."""


def asked(replicas: Replicas) -> int:
    return sum(one.city == CITY for one in replicas.requests)


def wait_for_requests(replicas: Replicas, process: subprocess.Popen[str], number: int) -> None:
    """Until the replica has been asked so many times, or the crawl has ended."""
    deadline = time.monotonic() + 60
    while asked(replicas) < number and process.poll() is None:
        assert time.monotonic() < deadline
        time.sleep(0.002)


def runs(archive: Path) -> list[str]:
    with Archive.open(archive, readonly=True) as opened:
        return [state for (state,) in opened.db.execute("SELECT state FROM runs ORDER BY id").fetchall()]


def documents(archive: Path) -> int:
    with suppress(ArchiveError), Archive.open(archive, readonly=True) as opened:
        return int(opened.db.table("documents").count)
    return 0  # there is none yet, or not wholly


def test_killed_again_and_again_it_finds_the_same_pages(replicas: Replicas, tmp_path: Path) -> None:
    moments = random.Random(20261122)
    archive = tmp_path / "archive.db"
    before = len(replicas.requests)
    for _ in range(KILLS):
        process = crawl(CITY, replicas.origins[CITY], archive)
        wait_for_requests(replicas, process, asked(replicas) + moments.randint(1, 9))
        time.sleep(moments.uniform(0, 0.05))
        process.kill()
        _, errors = process.communicate()
        assert process.returncode == -signal.SIGKILL, errors
    ended(crawl(CITY, replicas.origins[CITY], archive))

    assert sorted(archived(archive, CITY)) == sorted(reachable(CITY))
    assert runs(archive) == ["killed"] * KILLS + ["finished"]
    with Archive.open(archive, readonly=True) as opened:
        versions = opened.db.execute("SELECT max(version) FROM documents").fetchone()
        visits = opened.db.execute("SELECT count(*) FROM visits GROUP BY url ORDER BY 1 DESC").fetchone()
    assert versions == (1,)
    assert visits == (1,)
    downloads = Counter(one.path for one in replicas.requests[before:] if one.path in reachable(CITY))
    # What was under way when the process died is fetched once more, and nothing else is.
    assert sum(times - 1 for times in downloads.values()) <= KILLS * IN_FLIGHT


def test_a_living_crawl_keeps_others_out_and_ends_cleanly_when_interrupted(
    replicas: Replicas, tmp_path: Path
) -> None:
    archive = tmp_path / "archive.db"
    first = crawl(CITY, replicas.origins[CITY], archive, *SOME, "-s", "DOWNLOAD_DELAY=1")
    wait_for_requests(replicas, first, asked(replicas) + 2)

    second = crawl(CITY, replicas.origins[CITY], archive)
    _, errors = second.communicate(timeout=60)
    assert second.returncode == 1
    assert f"fuyang is being crawled into this archive by process {first.pid}" in errors

    first.send_signal(signal.SIGINT)
    assert ended(first, status=1)["state"] == "interrupted"
    with Archive.open(archive, readonly=True) as opened:
        leased = opened.db.execute("SELECT count(*) FROM pages WHERE state = 'leased'").fetchone()
    assert leased == (0,)

    ended(crawl(CITY, replicas.origins[CITY], archive, *SOME))
    assert sorted(archived(archive, CITY)) == sorted(reachable(CITY, "work_summary"))
    assert runs(archive) == ["interrupted", "finished"]


def test_a_demo_that_is_interrupted_says_so(tmp_path: Path) -> None:
    archive = tmp_path / "archive.db"
    demo = start("gongkai", "demo", "--archive", archive, "--port", "18320")
    deadline = time.monotonic() + 60
    while not documents(archive) and demo.poll() is None:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    demo.send_signal(signal.SIGINT)
    output, errors = demo.communicate(timeout=60)
    assert demo.returncode == 1, output + errors
    assert "interrupted; the next crawl goes on from here" in errors
    assert "Traceback" not in errors


def test_a_full_disk_ends_a_crawl_with_a_clear_error_and_nothing_lost(
    replicas: Replicas, tmp_path: Path
) -> None:
    """A limit on the size of files stands in for the full disk: SQLite meets both alike."""
    archive = tmp_path / "archive.db"
    limited = (
        "import resource, signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (500_000, resource.RLIM_INFINITY));"
        "from crawler.cli import main; main()"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", limited, "crawl", CITY, *SOME, *HASTE,
         "--portal", replicas.origins[CITY], "--archive", str(archive)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=ENVIRONMENT,
    )  # fmt: skip
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "disk" in errors
    assert "Traceback" not in errors
    ended(crawl(CITY, replicas.origins[CITY], archive, *SOME))
    assert sorted(archived(archive, CITY)) == sorted(reachable(CITY, "work_summary"))
