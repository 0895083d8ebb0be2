"""``gongkai serve``, as a person starts and stops it."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import httpx
from lxml import html

COMMAND = [str(Path(sys.executable).with_name("gongkai")), "serve"]


def test_it_says_where_it_is_serves_and_ends_with_ctrl_c(filled: Path) -> None:
    with subprocess.Popen(
        [*COMMAND, "--archive", str(filled), "--port", "0"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        address = process.stdout.readline().split()[0]
        assert address.startswith("http://127.0.0.1:")
        page = html.fromstring(httpx.get(address, timeout=30).text)
        assert "常州市" in page.xpath("//table[@class='coverage']//th/a/text()")
        # The statutory tables' rows are named as the reports print them.
        figures = html.fromstring(httpx.get(f"{address}documents/1", timeout=30).text)
        assert "四、结转下年度继续办理" in figures.xpath("//table[@class='numbers']//th/text()")
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 0
        assert "Traceback" not in process.communicate()[1]


def test_a_missing_archive_and_a_taken_port_are_said_plainly(
    filled: Path, tmp_path: Path, address: str
) -> None:
    missing = subprocess.run(
        [*COMMAND, "--archive", str(tmp_path / "no.db")], capture_output=True, text=True, timeout=60
    )
    assert missing.returncode == 1
    assert "no such archive" in missing.stderr
    port = address.rpartition(":")[2]
    taken = subprocess.run(
        [*COMMAND, "--archive", str(filled), "--port", port], capture_output=True, text=True, timeout=60
    )
    assert taken.returncode == 1
    assert "--port" in taken.stderr
    assert "Traceback" not in taken.stderr
