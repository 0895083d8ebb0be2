"""The replicas over HTTP on loopback: one port a city, exact bytes and headers, conditional requests."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import NamedTuple
from urllib.parse import parse_qsl, unquote, urlsplit

from archive.errors import InputError
from replica.portals import CITIES, cities, portal
from replica.recorded import RECORDINGS, check
from replica.records import Request, Response
from replica.traps import missing


class Served(NamedTuple):
    """One request that was answered; ``bytes`` counts the body's."""

    city: str
    method: str
    path: str
    status: int
    bytes: int


@dataclass
class Replicas:
    """Running replicas: their origins (``http://127.0.0.1:PORT`` by city), and what was asked of them so far.

    ``edition`` (1 or 2) may be set while they run; ``delay_scale`` stretches or skips (0) the slow pages.
    """

    edition: int = 1
    delay_scale: float = 1.0
    recordings: Path = RECORDINGS
    origins: dict[str, str] = field(default_factory=dict)
    requests: list[Served] = field(default_factory=list)


@contextmanager
def serve(
    *, edition: int = 1, port: int = 0, delay_scale: float = 1.0, recordings: Path = RECORDINGS
) -> Iterator[Replicas]:
    """Serve the portals, the recorded ones among them, until the block is left.

    ``port`` 0 takes free ports, any other that port and those after it, in the order of ``portals.cities``.

    Raises:
        InputError: a recording cannot be played, or there are fewer ports from ``port`` up than portals.
        OSError: a port is taken.
        ValueError: an edition other than 1 and 2.
    """
    if edition not in (1, 2):
        raise ValueError(f"edition must be 1 or 2, not {edition}")
    last = 65536 - len(cities(recordings))
    if port > last:
        raise InputError(
            f"port {port}: each portal takes one from there up, so that {last} is the last to name"
        )
    for city in cities(recordings)[len(CITIES) :]:
        check(city, recordings)
    running = Replicas(edition=edition, delay_scale=delay_scale, recordings=recordings)
    servers: list[_Server] = []
    try:
        for nth, city in enumerate(cities(recordings)):
            server = _Server(("127.0.0.1", port and port + nth), partial(_Handler, city, running))
            servers.append(server)
            running.origins[city] = f"http://127.0.0.1:{server.server_address[1]}"
            threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield running
    finally:
        for server in servers:
            server.shutdown()
            server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 64

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that goes away in mid-answer is no error of the server's."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "replica"
    sys_version = ""

    def __init__(self, city: str, running: Replicas, *args: object) -> None:
        self.city, self.running = city, running
        super().__init__(*args)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        """Answer a GET."""
        self._answer("GET", b"")

    def do_HEAD(self) -> None:
        """Answer a HEAD: the same headers, no body."""
        self._answer("HEAD", b"")

    def do_POST(self) -> None:
        """Answer a POST; the body is read as a form."""
        self._answer("POST", self.rfile.read(int(self.headers.get("Content-Length") or 0)))

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Say nothing: what was asked is kept in ``Replicas.requests``."""

    def _answer(self, method: str, form: bytes) -> None:
        split = urlsplit(self.path)
        request = Request(
            method=method,
            path=unquote(split.path),
            query=dict(parse_qsl(split.query, keep_blank_values=True)),
            form=dict(parse_qsl(form.decode("utf-8", "replace"), keep_blank_values=True)),
            headers={name.lower(): value for name, value in self.headers.items()},
            target=self.path,
        )
        site = portal(self.city, self.running.edition, self.running.recordings)
        response = site.pages.get(self.path) or site.answer(request) or missing()
        if response.delay:
            time.sleep(response.delay * self.running.delay_scale)
        status, body = response.status, response.body
        if status == 200 and _unchanged(request, response):
            status, body = 304, b""
        self.send_response(status)
        if response.content_type and status != 304:
            self.send_header("Content-Type", response.content_type)
        for name, value in response.headers:
            self.send_header(name, value)
        if status != 304:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        # Counted before the body goes out, so that a client that has its answer finds it counted.
        sent = b"" if method == "HEAD" else body
        self.running.requests.append(Served(self.city, method, self.path, status, len(sent)))
        self.wfile.write(sent)


def _unchanged(request: Request, response: Response) -> bool:
    """Whether the client's copy still holds (RFC 9110, 13.2.2: an entity tag outranks a date)."""
    ours = dict(response.headers)
    tags = request.headers.get("if-none-match")
    if tags is not None:
        offered = {tag.strip().removeprefix("W/") for tag in tags.split(",")}
        return "ETag" in ours and (ours["ETag"] in offered or "*" in offered)
    since = request.headers.get("if-modified-since")
    if since is None or "Last-Modified" not in ours:
        return False
    try:
        return parsedate_to_datetime(since) >= parsedate_to_datetime(ours["Last-Modified"])
    except (TypeError, ValueError):  # not a date: the condition is ignored, as the RFC wants
        return False
