"""Portals played back from answers that were kept as they came.

``gongkai check CITY --record`` makes them; :mod:`crawler.fetching.recording` says what they look like.

Beside the host's folder, ``expected.json`` may hold what was reviewed by eye: a list of objects with the
fields of :class:`replica.records.Expected`, of which ``path``, ``column``, ``kind``, ``title``,
``report_year`` and ``listed_on`` are needed.
"""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote

from archive.errors import InputError
from crawler.fetching.recording import file_name
from replica.records import Expected, Portal, Request, Response

RECORDINGS = Path(__file__).parent / "recordings"

_STATUS = re.compile(rb"HTTP/[\d.]+ (\d{3})\b")
_TEXT = re.compile(r"text/|json|javascript|xml")
_NOT_PLAYED = frozenset(
    {"connection", "content-length", "content-type", "date", "keep-alive", "server", "transfer-encoding"}
)
"""What the replica's own server says, and what held for the recorded connection alone."""


def cities(recordings: Path = RECORDINGS) -> tuple[str, ...]:
    """The slugs of the recorded cities, sorted."""
    if not recordings.is_dir():
        return ()
    return tuple(sorted(folder.name for folder in recordings.iterdir() if folder.is_dir()))


def build(city: str, recordings: Path = RECORDINGS) -> Portal:
    """The portal that a city's recording plays; links to its own host then lead to the replica.

    Raises:
        InputError: the folder holds no host's folder or several, or ``expected.json`` is not as it must be.
    """
    folder = recordings / city
    hosts = sorted(inner for inner in folder.iterdir() if inner.is_dir())
    if len(hosts) != 1:
        raise InputError(f"{folder} must hold one folder, called as the portal's host; it holds {len(hosts)}")
    (home,) = hosts

    def answer(request: Request) -> Response | None:
        file = home / file_name(request.target)
        if request.method == "POST" or not file.is_file():
            return None
        return _at_home(load(file), unquote(home.name), request.headers.get("host", ""))

    return Portal(city, {}, answer, _expected(folder / "expected.json"))


def load(file: Path) -> Response:
    """The answer in a recorded file.

    Raises:
        InputError: the file does not begin with a status line and headers.
    """
    content = file.read_bytes()
    head, blank, body = content.partition(b"\r\n\r\n")
    status = _STATUS.match(head)
    if status is None or not blank:
        raise InputError(f"{file}: no status line and headers at its beginning; record it again")
    lines = [line.decode("latin-1").partition(":") for line in head.split(b"\r\n")[1:]]
    headers = [(name.strip(), value.strip()) for name, _, value in lines]
    types = [value for name, value in headers if name.lower() == "content-type"]
    return Response(
        body,
        content_type=types[0] if types else None,
        status=int(status[1]),
        headers=tuple(header for header in headers if header[0].lower() not in _NOT_PLAYED),
    )


def _at_home(response: Response, host: str, here: str) -> Response:
    """The answer with the recorded host's own links leading to the replica, whatever their scheme."""
    own = re.compile(rb"(?:https?:)?//" + re.escape(host.encode()) + rb"(?![\w.:-])")
    there = b"http://" + here.encode()
    headers = tuple((name, own.sub(there, value.encode()).decode()) for name, value in response.headers)
    body = own.sub(there, response.body) if _TEXT.search(response.content_type or "text/") else response.body
    return replace(response, body=body, headers=headers)


def _expected(file: Path) -> tuple[Expected, ...]:
    if not file.exists():
        return ()
    try:
        return tuple(Expected(**row) for row in json.loads(file.read_text(encoding="utf-8")))
    except (ValueError, TypeError) as error:
        raise InputError(f"{file}: {error}") from error
