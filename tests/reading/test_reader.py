"""The reader's name changes with the rules, so that an archive knows which documents to read again."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import crawler


def named_by(directory: Path) -> str:
    """What the package in a directory calls its reader."""
    first = f"import sys; sys.path.insert(0, {str(directory)!r})"
    run = [sys.executable, "-c", f"{first}\nfrom crawler.reading import READER\nprint(READER)"]
    return subprocess.run(run, check=True, capture_output=True, text=True, cwd=directory).stdout


@pytest.mark.parametrize(
    "rule", ["detection/shift.py", "detection/wording/plans.txt", "extraction/attachments/pdf.py"]
)
def test_a_rule_wherever_it_stands_changes_the_readers_name(tmp_path: Path, rule: str) -> None:
    shutil.copytree(Path(crawler.__file__).parent, tmp_path / "crawler")
    before = named_by(tmp_path)
    with (tmp_path / "crawler" / rule).open("a", encoding="utf-8") as file:
        file.write("\n")
    assert named_by(tmp_path) != before
