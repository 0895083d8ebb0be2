"""A portal of 常州's family made for one test: every path answers as the test says."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from tests.fetching.crawls import HASTE, start

CITY = """
from spiders.families.govinfo import GovInfoSpider


class Toy(GovInfoSpider):
    name = "toy"
    title = "样例市"
    adcode = "990000"
    domain = "www.toy.example"
    start_year = 2020
"""
PAGE = "<html><head><title>{0}</title></head><body><h1>{0}</h1>" + "<p>样例市的样例文件。</p>" * 60


@dataclass
class Toy:
    """``answers`` maps paths to functions that answer on the open handler; the rest is the portal's lists."""

    origin: str
    listed: list[str]
    answers: dict[str, Callable[[BaseHTTPRequestHandler], None]]
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def requests(self, path: str) -> list[dict[str, str]]:
        """The headers of each request for that path."""
        return [headers for asked, headers in self.asked if asked == path]

    def crawl(self, folder: Path, *settings: str) -> Path:
        """Crawl the portal into the folder's archive."""
        city, archive = folder / "toy.py", folder / "archive.db"
        city.write_text(CITY, encoding="utf-8")
        process = start(
            "scrapy", "runspider", city, "-a", f"portal={self.origin}", "-s", f"ARCHIVE={archive}",
            "-s", "LOG_LEVEL=ERROR", *HASTE, *settings,
        )  # fmt: skip
        _, errors = process.communicate(timeout=60)
        assert process.returncode == 0, errors
        return archive


def send(
    handler: BaseHTTPRequestHandler,
    body: str | bytes,
    *,
    status: int = 200,
    content_type: str = "text/html; charset=utf-8",
    **headers: str,
) -> None:
    """Answer with this body."""
    sent = body.encode() if isinstance(body, str) else body
    handler.send_response(status)
    handler.send_header("Content-Type", content_type)
    for name, value in headers.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.send_header("Content-Length", str(len(sent)))
    handler.end_headers()
    handler.wfile.write(sent)


def moved(target: str) -> Callable[[BaseHTTPRequestHandler], None]:
    """Sends on to another address."""
    return lambda handler: send(handler, "", status=302, Location=target)


def reset(handler: BaseHTTPRequestHandler) -> None:
    """Break the connection off in the middle of the body."""
    handler.send_response(200)
    handler.send_header("Content-Type", "text/html")
    handler.send_header("Content-Length", "100000")
    handler.end_headers()
    handler.wfile.write(b"<html>")
    handler.wfile.flush()
    handler.connection.shutdown(socket.SHUT_RDWR)


@contextmanager
def portal(answers: dict[str, Callable[[BaseHTTPRequestHandler], None]], *others: str) -> Iterator[Toy]:
    """Serve a portal whose one column lists the paths of ``answers``, and ``others``."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            toy.asked.append((self.path, {name.lower(): value for name, value in self.headers.items()}))
            if self.path in toy.answers:
                toy.answers[self.path](self)
            elif self.path == "/robots.txt":
                send(self, "User-agent: *\nDisallow: /closed/\n", content_type="text/plain")
            elif self.path == "/":
                send(self, '<a href="/gi_class/nb">政府信息公开年报</a>')
            elif self.path == "/gi_class/nb":
                rows = "".join(
                    f'<tr><td><a href="{escape(path)}">样例市报告{nth}</a></td><td>2024-01-01</td></tr>'
                    for nth, path in enumerate(toy.listed)
                )
                send(self, f'<table class="box3">{rows}</table>')
            elif self.path == "/gi_class/nb/2":
                send(self, '<table class="box3"></table>暂无信息')
            else:
                send(self, "<h1>404</h1>", status=404)

        def log_message(self, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.handle_error = lambda *_: None  # type: ignore[method-assign]
    toy = Toy(f"http://127.0.0.1:{server.server_address[1]}", [*answers, *others], answers)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield toy
    finally:
        server.shutdown()
        server.server_close()
