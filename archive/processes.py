"""Which process holds a crawl, and whether it still lives: written into the archive as ``host:pid:start``."""

from __future__ import annotations

import os
import socket
from pathlib import Path


def this_process() -> str:
    """This process as ``host:pid:start``."""
    pid = os.getpid()
    return f"{socket.gethostname()}:{pid}:{_start_of(pid)}"


def is_alive(process: str) -> bool | None:
    """Whether a process still runs; None for one of another machine, which cannot be asked."""
    host, pid, started = process.rsplit(":", 2)
    if host != socket.gethostname():
        return None
    return _start_of(int(pid)) == started


def _start_of(pid: int) -> str | None:
    """When a process started, None where it is not running: a later one may have its number."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return None
    except PermissionError:
        pass  # it runs, as somebody else
    try:
        facts = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return "?"  # no /proc on this system
    return None if facts[0] == "Z" else facts[19]  # a zombie is dead, only not yet waited for
