"""Pages as JSON lines, for programs: a line in, a line out, in the same order."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from archive.errors import InputError


def answers(lines: Iterable[bytes], answer: Callable[[dict[str, Any]], dict[str, Any]]) -> Iterator[str]:
    """One line of JSON for each line that is not blank, in order; for a bad one its error.

    ``answer`` is given the line's object and raises InputError where that is not what it must be.
    """
    for line in lines:
        if not line.strip():
            continue
        name: Any = None
        try:
            record = json.loads(line)
            if not isinstance(record, dict):
                raise InputError("the line must be a JSON object")
            name = record.get("id")
            told = {"id": name, **answer(record)}
        except InputError as error:
            told = {"id": name, "error": str(error)}
        except (ValueError, RecursionError) as error:
            told = {"id": name, "error": f"this line is not JSON: {error}"}
        yield json.dumps(told, ensure_ascii=False).encode("utf-8", "replace").decode()
