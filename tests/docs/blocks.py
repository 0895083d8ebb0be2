"""The documentation's code blocks as one script a page: ``sh`` and ``python`` are run, no others."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

Follow = Callable[..., None]
"""Follows one page: ``follow(page, folder, **environment)``."""

_FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.M | re.S)


@dataclass(frozen=True)
class Block:
    """One fenced block: ``line`` is its first line's number in the page."""

    language: str
    code: str
    line: int


def blocks_of(page: Path) -> list[Block]:
    """Every fenced block of a page, in order."""
    text = page.read_text(encoding="utf-8")
    return [
        Block(fence[1], fence[2], text.count("\n", 0, fence.start()) + 2) for fence in _FENCE.finditer(text)
    ]


def script(page: Path) -> str:
    """A shell script that runs the page's blocks in order and stops at the first line that fails."""
    lines = ["set -euo pipefail", "trap 'echo \"failed: $BLOCK: $BASH_COMMAND\" >&2' ERR"]
    for block in blocks_of(page):
        lines.append(f"BLOCK={shlex.quote(f'{page.name}:{block.line}')}")
        if block.language == "sh":
            lines.append(block.code)
        elif block.language == "python":
            lines.append(f"python - <<'END-OF-PYTHON'\n{block.code}END-OF-PYTHON")
    return "\n".join(lines) + "\n"
