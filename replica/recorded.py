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
from archive.records import FIELDS, KINDS
from crawler.fetching.recording import file_name
from replica.records import Expected, Portal, Request, Response

RECORDINGS = Path(__file__).parent / "recordings"

_ANSWER = re.compile(
    rb"HTTP/[\d.]+ (?P<status>\d{3})\b[^\r\n]*\r?\n"
    rb"(?P<headers>(?:[!-9;-~]+:[^\r\n]*\r?\n)*)\r?\n(?P<body>.*)",
    re.S,
)
"""As HTTP prints it, or as an editor leaves it: with bare line feeds."""
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
    home = _home(recordings / city)

    def answer(request: Request) -> Response | None:
        file = home / file_name(request.target)
        if request.method == "POST":
            return None
        if not file.is_file():
            return Response(f"not recorded: {city}/{home.name}/{file.name}\n".encode(), "text/plain", 404)
        return _at_home(load(file), unquote(home.name), request.headers.get("host", ""))

    return Portal(city, {}, answer, _expected(recordings / city / "expected.json"))


def check(city: str, recordings: Path = RECORDINGS) -> None:
    """See to it that a city's recording can be played, every file of it.

    Raises:
        InputError: as for :func:`build` and :func:`load`.
    """
    build(city, recordings)
    for file in sorted(_home(recordings / city).iterdir()):
        load(file)


def _home(folder: Path) -> Path:
    hosts = sorted(inner for inner in folder.iterdir() if inner.is_dir())
    if len(hosts) != 1:
        names = ", ".join(host.name for host in hosts) or "none"
        raise InputError(f"{folder} must hold one folder, called as the portal's host; it holds {names}")
    return hosts[0]


def load(file: Path) -> Response:
    """The answer in a recorded file.

    Raises:
        InputError: the file does not begin with a status line and headers.
    """
    answer = _ANSWER.match(file.read_bytes())
    if answer is None:
        raise InputError(f"{file}: no status line, headers and blank line at its beginning; record it again")
    head, body = answer["headers"], answer["body"]
    lines = [line.decode("latin-1").partition(":") for line in head.splitlines()]
    headers = [(name.strip(), value.strip()) for name, _, value in lines]
    types = [value for name, value in headers if name.lower() == "content-type"]
    return Response(
        body,
        content_type=types[0] if types else None,
        status=int(answer["status"]),
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
        rows = json.loads(file.read_text(encoding="utf-8"))
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise InputError(f"{file}: it must hold a list of objects, one a document")
        expected = tuple(Expected(**row) for row in rows)
    except (ValueError, TypeError) as error:
        raise InputError(f"{file}: {str(error).removeprefix('Expected.__init__() ')}") from error
    for one in expected:
        unknown = (
            sorted(set(one.catalogue) - set(FIELDS)) if isinstance(one.catalogue, dict) else ["catalogue"]
        )
        if one.kind not in KINDS or unknown:
            raise InputError(f"{file}: {one.path}: there is no {', '.join(unknown) or one.kind}")
    return expected
