"""Pages are asked for politely, and again as their servers allow: by validators, else at intervals."""

from __future__ import annotations

from collections.abc import Callable
from http.server import BaseHTTPRequestHandler
from pathlib import Path

from archive.store import Archive
from tests.fetching.toy import PAGE, Toy, portal, send

MODIFIED = "Mon, 01 Jan 2024 00:00:00 GMT"
Answer = Callable[[BaseHTTPRequestHandler], None]


def with_validators(title: str, **validators: str) -> Answer:
    """Answers 304 to whoever sends one of the validators back."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        known = {handler.headers["If-None-Match"], handler.headers["If-Modified-Since"]}
        if known & set(validators.values()):
            handler.send_response(304)
            handler.end_headers()
        else:
            send(handler, PAGE.format(title), **validators)

    return answer


def due_today(archive: Path) -> None:
    """Let the days pass until everything is due."""
    with Archive.open(archive) as opened, opened.transaction():
        opened.db.execute("UPDATE pages SET due_at = '2000-01-01T00:00:00Z'")


def crawl_again(toy: Toy, folder: Path) -> set[str]:
    """Which of the documents are asked for in one more crawl."""
    toy.asked.clear()
    toy.crawl(folder)
    return {path for path, _ in toy.asked if path.startswith("/gi_news/")}


def test_pages_are_asked_for_again_as_their_servers_allow(tmp_path: Path) -> None:
    answers: dict[str, Answer] = {
        "/gi_news/etag": with_validators("一", ETag='W/"1"'),
        "/gi_news/modified": with_validators("二", Last_Modified=MODIFIED),
        "/gi_news/none": lambda handler: send(handler, PAGE.format("三")),
        "/gi_news/ignored": lambda handler: send(handler, PAGE.format("四"), ETag='"4"'),
    }
    with portal(answers) as toy:
        archive = toy.crawl(tmp_path)
        for path in ("/robots.txt", "/", "/gi_news/etag"):
            (headers,) = toy.requests(path)
            assert headers["user-agent"].startswith("gongkai/")
            assert "+https://" in headers["user-agent"]
            assert not headers.keys() & {"cookie", "if-none-match", "if-modified-since"}
        assert toy.requests("/gi_news/etag")[0]["referer"] == f"{toy.origin}/gi_class/nb"

        assert crawl_again(toy, tmp_path) == {"/gi_news/etag", "/gi_news/modified", "/gi_news/ignored"}
        assert toy.requests("/gi_news/etag")[0]["if-none-match"] == 'W/"1"'
        assert toy.requests("/gi_news/modified")[0]["if-modified-since"] == MODIFIED

        # This server's validators are for show: asked once more, it sent the same body.
        assert crawl_again(toy, tmp_path) == {"/gi_news/etag", "/gi_news/modified"}

        due_today(archive)
        answers["/gi_news/etag"] = with_validators("一（修订）", ETag='W/"2"')
        assert crawl_again(toy, tmp_path) == set(answers)

    with Archive.open(archive, readonly=True) as opened:
        versions = dict(opened.db.execute("SELECT url, max(version) FROM documents GROUP BY url").fetchall())
        intervals = dict(
            opened.db.execute("SELECT url, interval FROM pages WHERE role = 'document'").fetchall()
        )
    assert {url.rpartition("/")[2]: version for url, version in versions.items()} == {
        "etag": 2, "modified": 1, "none": 1, "ignored": 1,
    }  # fmt: skip
    assert intervals[f"{toy.origin}/gi_news/none"] > 1
