"""Pages made to harm their reader: what they hold is shown, or refused, but never acts."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from archive.records import AttachmentLink, Finding
from archive.site.document import web_address
from archive.site.files import file_name
from archive.site.inert import inert
from archive.store import Archive
from tests.site.samples import add, capture, document, figures
from tests.site.serving import served

SCRIPT = "<script>window.hurt = 1</script>"
IMAGE = '"><img src=x onerror="window.hurt = 1">'
TEMPLATE = "{{ 7 * 7 }}{% for x in y %}"


@pytest.fixture(scope="module")
def trap(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A site whose every text is an attack; document 1 has been changed since, document 3 is not HTML."""
    path = tmp_path_factory.mktemp("hostile") / "gongkai.db"
    with Archive.open(path, create=True) as archive:
        text = f"正文{SCRIPT}{IMAGE}{TEMPLATE}\n{SCRIPT} | {IMAGE} |"
        wound = text.index(SCRIPT)
        page = document(
            "javascript:window.hurt=1",
            title=f"{SCRIPT}{TEMPLATE}",
            year=2022,
            text=text,
            raw=text,
            body=IMAGE,
            document_number=SCRIPT,
            validity=SCRIPT,
            numbers=figures("applications", IMAGE, total=1) + figures(SCRIPT, "row", total=1),
            findings=(
                Finding(SCRIPT, wound, wound + len(SCRIPT), SCRIPT, None, "lost", IMAGE, SCRIPT),
                Finding(IMAGE, 0, 0, SCRIPT, None, "lost", SCRIPT),
            ),
        )
        links = (
            AttachmentLink("http://a.example/x.svg", "../../etc/passwd", 0),
            AttachmentLink("http://a.example/y", f"{SCRIPT}\u202egpj.exe", 0),
        )
        add(archive, "changzhou", replace(page, attachments=links))
        svg = f'<svg xmlns="http://www.w3.org/2000/svg">{SCRIPT}</svg>'
        archive.add_attachment(
            capture("http://a.example/x.svg", html=svg), document("http://a.example/x.svg"),
            page_url=page.url,
        )  # fmt: skip
        add(
            archive, "changzhou", replace(page, text=text + SCRIPT, raw_text=text + SCRIPT, findings=()),
            at="2026-04-01T00:00:00Z",
        )  # fmt: skip
        archive.add_document(
            capture("file:x.pdf", html="%PDF-1.7 no page"), document("file:x.pdf", title=None)
        )
        archive.db.execute(
            "INSERT INTO runs (city, started_at, state, process, version, stats)"
            " VALUES (?, '2026', ?, '', '', '{}')",
            [IMAGE, SCRIPT],
        )
    with served(path) as url:
        yield url


@pytest.mark.parametrize(
    "path",
    ["/", "/search", "/search?q=script", "/documents/1", "/documents/1/page", "/documents/2/since/1",
     "/changes", "/charts", "/health", "/questions/changed", "/questions/plans_and_reports?phrase=" + SCRIPT,
     "/search?q=" + SCRIPT, "/archive/documents", "/archive/documents/1", "/" + SCRIPT,
     "/archive?sql=select+'" + SCRIPT + "'"],
)  # fmt: skip
def test_what_a_page_says_stays_text(trap: str, path: str) -> None:
    answer = httpx.get(trap + path, follow_redirects=True)
    assert answer.status_code in (200, 404)
    tree = html.fromstring(answer.text)
    assert tree.xpath("//script | //img | //*[@onerror]") == []
    assert [
        link for link in tree.xpath("//@href | //@src | //@action") if "javascript:" in link.lower()
    ] == []
    assert "49" not in tree.findtext(".//title", "")


def test_an_svg_and_a_page_are_downloads_that_no_browser_shows(trap: str) -> None:
    for path in ("/attachments/1", "/documents/1/original", "/documents/3/original"):
        answer = httpx.get(trap + path)
        assert answer.status_code == 200
        assert answer.headers["content-type"] == "application/octet-stream"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["content-disposition"].startswith("attachment")
        assert "sandbox" in answer.headers["content-security-policy"]
    assert "passwd.svg" not in httpx.get(f"{trap}/attachments/1").text
    assert "''passwd" in httpx.get(f"{trap}/attachments/1").headers["content-disposition"]


@pytest.mark.parametrize(
    ("printed", "url", "saved"),
    [
        ("../../etc/passwd", "http://a/b", "passwd"),
        ("..\\..\\evil.exe", "http://a/b", "evil.exe"),
        ("附件：2023年年报", "http://a/b.PDF?x=1", "附件：2023年年报.PDF"),
        ("a\r\nSet-Cookie: x=1", "http://a/b", "aSet-Cookie x=1"),
        ("\u202efdp.exe", "http://a/b", "fdp.exe"),
        ("...", "http://a/b", "attachment"),
        ("", "http://a/b.docx", ".docx"),
        ("长" * 500, "http://a/b", "长" * 120),
    ],
)
def test_an_attachments_name_is_safe_to_save_under(printed: str, url: str, saved: str) -> None:
    assert file_name(printed, url) == saved


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "JavaScript:x", "data:text/html,x", "file:///etc", "//x", ""]
)
def test_only_web_addresses_become_links(url: str) -> None:
    assert web_address(url) is None
    assert web_address("https://www.example/") == "https://www.example/"


def test_the_archived_page_may_do_nothing(trap: str) -> None:
    answer = httpx.get(f"{trap}/documents/1/page/inert")
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("sandbox; default-src 'none'; ")
    assert "allow" not in policy
    assert "script-src" not in policy
    shell = html.fromstring(httpx.get(f"{trap}/documents/1/page").text)
    assert shell.xpath("//iframe/@sandbox") == [""]
    assert httpx.get(f"{trap}/documents/3/page/inert").status_code == 404
    assert "不是网页" in httpx.get(f"{trap}/documents/3/page").text


_MARKUP = st.sampled_from(
    [
        "<html>", "<p>", "</p>", "<script>", "</script>", "<scr", "<a href=javascript:x>", "<a href=&#8;>",
        "<iframe src=x>", "<svg>", "<math>", "<style>", "</style>", "<template>", "<noscript>", "<!--",
        "-->", "<![CDATA[", "]]>", "<meta http-equiv", "=refresh content=0>", "&lt;", "&#8;", "&#0;",
        "<base href=x>", "<form action=x>", "<img onerror=x src=y>", "<plaintext>", "<xmp>", "<title>",
        "</title>", "<textarea>", "</textarea>", "<table>", "<link rel=preconnect href=x>",
        "<object data=x>", "<embed src=x>", "<?xml"
    ]
)  # fmt: skip


@given(st.lists(_MARKUP | st.text(max_size=8), max_size=20).map("".join))
def test_any_page_at_all_is_put_under_glass(page: str) -> None:
    shown = inert(page)
    tree = html.document_fromstring(b"<p>" + shown)
    assert tree.xpath("//script | //iframe | //link | //base | //meta[@http-equiv]") == []
    assert [name for element in tree.iter() for name in element.attrib if str(name).startswith("on")] == []
    links = [value for value in tree.xpath("//@href | //@action") if not value.startswith("#")]
    assert links == []


@contextmanager
def listening() -> Iterator[tuple[int, list[bytes]]]:
    """A port on loopback that stands for the rest of the world, and what was sent to it."""
    heard: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        stop = threading.Event()

        def listen() -> None:
            while not stop.is_set():
                try:
                    connection, _ = server.accept()
                except TimeoutError:
                    continue
                with connection:
                    connection.settimeout(1)
                    heard.append(b"a connection")

        thread = threading.Thread(target=listen)
        thread.start()
        try:
            yield server.getsockname()[1], heard
        finally:
            stop.set()
            thread.join()


def test_an_archived_page_runs_nothing_and_asks_nobody_in_chromium(tmp_path: Path, browser: Any) -> None:
    with listening() as (port, heard):
        world = f"http://127.0.0.1:{port}"
        page = f"""<!doctype html><html><head><meta charset="gb2312">
          <base href="{world}/"><link rel="preconnect" href="{world}"><link rel="dns-prefetch" href="{world}">
          <link rel=stylesheet href="{world}/s.css"><link rel="icon" href="{world}/i.ico">
          <link rel="prefetch" href="{world}/p"><link rel="preload" as="script" href="{world}/q.js">
          <meta http-equiv="refresh" content="0;url={world}/gone">
          <style>@import url({world}/i.css); body {{ background: url({world}/b.png); }}
            @font-face {{ font-family: f; src: url({world}/f.woff); }} p {{ font-family: f; }}</style>
          <script>parent.document.title = 'hurt'; document.title = 'hurt'</script>
          <script src="{world}/x.js"></script></head>
          <body onload="fetch('{world}/onload')"><p>样本页面</p>
          <img src="{world}/i.png" onerror="fetch('{world}')">
          <picture><source srcset="{world}/s.png"></picture><iframe src="{world}/frame"></iframe>
          <object data="{world}/o"></object><embed src="{world}/e"><video src="{world}/v" autoplay></video>
          <svg><script>fetch('{world}/svg')</script><image href="{world}/svg.png"/></svg>
          <form action="{world}/form"><input autofocus onfocus="fetch('{world}/focus')"></form>
          <a ping="{world}/ping" href="{world}/link" id="link">链接</a>
          <scr<script></script>ipt>fetch('{world}/nested')</script></body></html>"""
        path = tmp_path / "gongkai.db"
        with Archive.open(path, create=True) as archive:
            archive.add_document(capture("http://a.example/", html=page), document("http://a.example/"))
        with served(path) as url:
            opened = browser.new_page()
            for shown in (f"{url}/documents/1/page", f"{url}/documents/1/page/inert"):
                opened.goto(shown)
                opened.wait_for_timeout(700)
                assert opened.title() != "hurt"
            frame = opened.goto(f"{url}/documents/1/page") and opened.frames[1]
            assert frame.inner_text("p") == "样本页面"
            frame.click("#link")  # may not lead the frame out of the site either
            opened.wait_for_timeout(500)
            opened.close()
        assert heard == []
