"""How far an export has come, on disk beside it, so that it can go on after the process is killed."""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any, Literal

from archive.errors import InputError


@dataclass(frozen=True, slots=True)
class Journal:
    """How far an export has come: everything up to ``number`` is in the first ``size`` bytes on disk."""

    request: dict[str, Any]
    until: int
    number: int
    size: int = 0
    documents: int = 0
    rows: int = 0
    state: Literal["running", "finishing", "complete"] = "running"
    cursor: str | None = None


def beside(target: Path, suffix: str) -> Path:
    """The file next to the target whose name is longer by ``suffix``."""
    return target.with_name(target.name + suffix)


@contextmanager
def lock(target: Path) -> Iterator[IO[bytes]]:
    """The part file, held by this process alone."""
    with beside(target, ".part").open("ab") as made:
        made.close()
    with beside(target, ".part").open("r+b") as part:
        try:
            fcntl.flock(part, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise InputError(f"{target}: another export is writing it") from error
        yield part


def read(target: Path, request: dict[str, Any], part: IO[bytes]) -> Journal | None:
    """The journal of an unfinished export of the same request; None to begin anew."""
    path = beside(target, ".export.json")
    try:
        journal = Journal(**json.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError:
        return None
    except (ValueError, TypeError) as error:
        raise InputError(f"{path}: is no journal of an export; delete it to export anew") from error
    if journal.state == "complete":
        return None
    if journal.request != request:
        raise InputError(
            f"{target}: an export with other options is unfinished there; repeat it to complete it, or delete"
            f" {path.name} to begin anew"
        )
    lost = journal.state == "running" and os.fstat(part.fileno()).st_size < journal.size
    return None if lost else journal


def write(target: Path, journal: Journal) -> None:
    """Put the journal on disk in the place of the former, at once or not at all."""
    path = beside(target, ".export.json")
    new = beside(target, ".export.json.new")
    with new.open("w", encoding="utf-8") as file:
        json.dump(asdict(journal), file, ensure_ascii=False, indent=1)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)
