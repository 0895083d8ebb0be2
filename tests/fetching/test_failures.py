"""Every way in which a page cannot be had is recorded by its own word."""

from __future__ import annotations

import gzip
import time
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from archive.store import Archive
from tests.fetching.crawls import path
from tests.fetching.toy import PAGE, moved, portal, reset, send


def too_slow(handler: BaseHTTPRequestHandler) -> None:
    time.sleep(3)


def too_large(handler: BaseHTTPRequestHandler) -> None:
    send(handler, b"x" * 300_000)


def no_end(handler: BaseHTTPRequestHandler) -> None:
    """A body without a declared length that is too large."""
    handler.send_response(200)
    handler.send_header("Content-Type", "text/html")
    handler.send_header("Connection", "close")
    handler.end_headers()
    for _ in range(400):
        handler.wfile.write(b"x" * 1000)
    handler.close_connection = True


def bomb(handler: BaseHTTPRequestHandler) -> None:
    """A body that is small on the wire and too large when it is decompressed."""
    send(handler, gzip.compress(b"x" * 300_000), Content_Encoding="gzip")


def test_each_failure_has_its_word(tmp_path: Path) -> None:
    fine = "/gi_news/1"
    answers = {
        fine: lambda handler: send(handler, PAGE.format("样例市年报")),
        "/gi_news/lost": lambda handler: send(handler, "<h1>404</h1>", status=404),
        "/gi_news/refused": lambda handler: send(handler, "<h1>401</h1>", status=401),
        "/gi_news/broken": lambda handler: send(handler, "<h1>500</h1>", status=500),
        "/gi_news/slow": too_slow,
        "/gi_news/cut": reset,
        "/gi_news/large": too_large,
        "/gi_news/endless": no_end,
        "/gi_news/bomb": bomb,
        "/gi_news/gzip": lambda handler: send(handler, "none", Content_Encoding="gzip"),
        "/gi_news/deflate": lambda handler: send(handler, "none", Content_Encoding="deflate"),
        "/gi_news/br": lambda handler: send(handler, "none", Content_Encoding="br"),
        "/gi_news/zstd": lambda handler: send(handler, "none", Content_Encoding="zstd"),
        "/gi_news/mistyped": moved("http://[mistyped/"),
        "/gi_news/away": moved("http://elsewhere.example/"),
        "/gi_news/moved": moved(fine),
        "/gi_news/round": moved("/gi_news/round"),
        "/closed/1": lambda handler: send(handler, PAGE.format("不可抓取")),
    }
    others = ("http://foreign.example/1.html", "ftp://127.0.0.1/1.txt", "javascript:void(0)")
    with portal(answers, *others) as toy:
        archive = toy.crawl(
            tmp_path, "-s", "DOWNLOAD_TIMEOUT=1", "-s", "DOWNLOAD_MAXSIZE=200000", "-s", "RETRY_TIMES=1"
        )
        tries = {url: len(toy.requests(url)) for url in answers}
    with Archive.open(archive, readonly=True) as opened:
        rows = opened.db.execute("SELECT url, state, reason FROM pages WHERE role = 'document'").fetchall()
        documents = opened.db.execute("SELECT url FROM documents").fetchall()
    assert {path(url) if toy.origin in url else url: reason for url, state, reason in rows} == {
        fine: None,
        "/gi_news/lost": "http_404",
        "/gi_news/refused": "http_401",
        "/gi_news/broken": "http_500",
        "/gi_news/slow": "timeout",
        "/gi_news/cut": "cut_short",
        "/gi_news/large": "too_large",
        "/gi_news/endless": "too_large",
        "/gi_news/bomb": "too_large",
        **dict.fromkeys(("/gi_news/gzip", "/gi_news/deflate", "/gi_news/br", "/gi_news/zstd"), "bad_coding"),
        "/gi_news/mistyped": "bad_redirect",
        "/gi_news/away": "redirect_off_host",
        "/gi_news/moved": None,
        "/gi_news/round": "redirect_loop",
        "/closed/1": "robots",
        "http://foreign.example/1.html": "off_host",
    }
    assert [path(url) for (url,) in documents] == [fine]
    assert tries[fine] == 1, "the page was fetched once, though two addresses lead to it"
    assert tries["/gi_news/broken"] == tries["/gi_news/slow"] == 2, "transient failures get another try"
    assert tries["/gi_news/lost"] == 1
    assert tries["/closed/1"] == 0


@pytest.mark.parametrize(("status", "asked"), [(404, {"/", "/gi_news/1"}), (503, set[str]())])
def test_without_robots_txt_all_is_allowed_and_while_it_cannot_be_had_nothing(
    status: int, asked: set[str], tmp_path: Path
) -> None:
    with portal({"/gi_news/1": lambda handler: send(handler, PAGE.format("样例市年报"))}) as toy:
        toy.answers["/robots.txt"] = lambda handler: send(handler, "", status=status)
        archive = toy.crawl(tmp_path, "-s", "RETRY_TIMES=0")
        assert {"/", "/gi_news/1"} & {path for path, _ in toy.asked} == asked
    with Archive.open(archive, readonly=True) as opened:
        (reason,) = opened.db.execute("SELECT reason FROM pages WHERE url LIKE '%/'").fetchone()
    assert reason == (None if asked else "robots_unreachable")


def test_a_portal_that_shows_its_wall_again_and_again_is_left_alone(tmp_path: Path) -> None:
    answers = {f"/gi_news/{n}": lambda handler: send(handler, "", status=412) for n in range(20)}
    with portal(answers) as toy:
        process_archive = toy.crawl(tmp_path)
        asked = sum(len(toy.requests(path)) for path in answers)
    assert asked <= 12
    with Archive.open(process_archive, readonly=True) as opened:
        assert opened.db.execute("SELECT state FROM runs").fetchall() == [("blocked",)]
        assert opened.db.execute("SELECT count(*) FROM documents").fetchone() == (0,)
