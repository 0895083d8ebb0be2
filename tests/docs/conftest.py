"""A reader's machine: the commands, the demo's archive, and a few pages of their own."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import replica
from tests.docs.blocks import Follow, script
from tests.fetching.crawls import ENVIRONMENT, ROOT, ended_well

_PAGE = """<!doctype html><meta charset="utf-8"><title>样例市2023年政府信息公开工作年度报告</title>
<h1>样例市2023年政府信息公开工作年度报告</h1><p>本页为样例，数字均为虚构。本年收到申请12件。</p>"""


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """A folder with the archive and the output of the demo's two runs, made once for all workers."""
    base = tmp_path_factory.getbasetemp()
    shared = base if worker_id == "master" else base.parent
    folder = shared / "demo"
    with (shared / "demo.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            making = tmp_path_factory.mktemp("demo")
            _run_the_demo_twice(making)
            making.rename(folder)
    return folder


def _run_the_demo_twice(folder: Path) -> None:
    ports = ("--port", str(_free_ports()))
    for which, more in (("first", ports), ("second", ())):
        told = ended_well("gongkai", "demo", "--archive", folder / "archive.db", *more)
        (folder / f"{which}.txt").write_text(told, encoding="utf-8")
        shutil.copy(folder / "archive.db", folder / f"{which}.db")


@pytest.fixture(scope="session")
def commands(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the commands as they are typed."""
    folder = tmp_path_factory.mktemp("bin")
    typed = Path(__file__).parent / "as_typed.py"
    # make would set up the checkout's environment; it is asked whether the target is there, and the demo run.
    programs = {
        "gongkai": f'exec "{sys.executable}" "{typed}" "$@"',
        "make": f'make="{shutil.which("make")}"; "$make" --dry-run --directory "{ROOT}" "$@" >/dev/null\n'
        'if [ "$1" = demo ]; then gongkai demo; fi',
    }
    for name, line in programs.items():
        (folder / name).write_text(f"#!/bin/sh\nset -e\n{line}\n", encoding="utf-8")
        (folder / name).chmod(0o755)
    return folder


@pytest.fixture
def follow(demo: Path, commands: Path, tmp_path: Path) -> Iterator[Follow]:
    """Follows a page's blocks in a folder of its own, or in the one given."""
    with replica.serve(delay_scale=0) as portals:

        def run(page: Path, folder: Path = tmp_path, **environment: str) -> None:
            path = f"{commands}{os.pathsep}{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
            known = {name: value for name, value in ENVIRONMENT.items() if not name.startswith("GONGKAI_")}
            known |= {"PATH": path, "DOCS_DEMO": str(demo), "DOCS_PORTALS": json.dumps(portals.origins)}
            done = subprocess.run(
                ["bash", "-c", script(page)], cwd=folder, env={**known, **environment}, text=True,
                stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=300, check=False,
            )  # fmt: skip
            assert done.returncode == 0, done.stdout[-4000:]

        yield run


@pytest.fixture
def own_pages(demo: Path, tmp_path: Path) -> Path:
    """What the README's reader has lying about: pages, a WARC file, texts, a damaged text."""
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "a.html").write_text(_PAGE, encoding="utf-8")
    (tmp_path / "page.html").write_text(_PAGE, encoding="utf-8")
    line = {"id": "1", "text": "样例市2023年政务公开工作要点\n各有关单位：现印发给你们。"}
    (tmp_path / "texts.jsonl").write_text(json.dumps(line) + "\n", encoding="utf-8")
    (tmp_path / "damaged.txt").write_text(
        "經(jīng)市政府同意,現(xiàn)將工作要點印發(fā)給你們\n", encoding="utf-8"
    )
    ended_well(
        "gongkai", "export", "--format", "warc", "--kind", "work_summary",
        "--archive", demo / "first.db", "-o", tmp_path / "captures.warc.gz",
    )  # fmt: skip
    return tmp_path


def _free_ports() -> int:
    """A port that is free, with free ones after it: as good as certain for one high up."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return min(int(probe.getsockname()[1]), 65_000)
