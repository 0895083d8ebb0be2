"""Which answers are bot walls, and which are a portal's own words."""

from __future__ import annotations

import pytest

from crawler.fetching.blocking import blocked_by

HTML = {"content-type": "text/html; charset=utf-8"}
PAGE = (
    "<html><head><title>关于公布行政规范性文件的通知</title></head><body>"
    + "<p>正文</p>" * 3000
    + "</body></html>"
)
CHALLENGE = "<html><head><script>{}</script></head><body></body></html>"


def shell(words: str) -> bytes:
    return f"<html><head><title>提示</title></head><body><p>{words}</p></body></html>".encode()


@pytest.mark.parametrize(
    ("status", "headers", "body", "kind"),
    [
        # By status alone.
        (412, HTML, b"", "ruishu"),
        (468, HTML, b"", "waf"),
        (521, HTML, b"", "jiasule"),
        (429, {}, b"", "too_many_requests"),
        # By script, with a status that says nothing.
        (200, HTML, CHALLENGE.format("$_ts=window['$_ts'];").encode(), "ruishu"),
        (202, HTML, CHALLENGE.format("$_ts = {}").encode(), "ruishu"),
        (200, HTML, CHALLENGE.format("document.cookie='__jsl_clearance_s=1'").encode(), "jiasule"),
        (200, HTML, CHALLENGE.format("var k='security_session_verify'").encode(), "yunsuo"),
        (200, HTML, CHALLENGE.format("location='/waf_verify.htm'").encode(), "wzws"),
        (200, HTML, CHALLENGE.format("var wzwsquestion='x'").encode(), "wzws"),
        (503, {**HTML, "wzws-ray": "1"}, b"<html></html>", "wzws"),
        # Small refusals.
        (403, HTML, shell("访问被拦截，网站云防护系统"), "firewall"),
        (403, HTML, b"<html><h1>403 Forbidden</h1></html>", "forbidden"),
        # 200, and next to nothing on it.
        (200, HTML, shell("系统正在维护升级，请稍后再来访问。"), "maintenance"),
        (200, {}, "<html><body>网站维护中</body></html>".encode("gbk"), "maintenance"),
        (200, HTML, shell("请完成安全验证"), "firewall"),
    ],
)
def test_a_wall_is_known_by_its_kind(status: int, headers: dict[str, str], body: bytes, kind: str) -> None:
    assert blocked_by(status, headers, body) == kind


@pytest.mark.parametrize(
    ("status", "headers", "body"),
    [
        (200, HTML, PAGE.encode()),
        (404, HTML, shell("页面不存在")),
        (500, HTML, shell("系统维护")),
        (304, {}, b""),
        (302, {"location": "/"}, b""),
        # Short pages that say something.
        (200, HTML, shell("今晚停水检修")),
        (200, {"content-type": "text/html"}, "<title>停水通告</title><p>今晚停水</p>".encode("gbk")),
        (200, HTML, b""),
        # A long page that speaks of maintenance, or of scripts.
        (200, HTML, PAGE.replace("正文", "系统维护公告").encode()),
        (200, HTML, (PAGE + "<script>// __jsluid</script>").encode()),
        (403, HTML, PAGE.encode()),
        # Lists and files are no pages.
        (200, {"content-type": "application/json"}, '{"status":10,"html":"系统维护"}'.encode()),
        (200, {"content-type": "text/xml"}, b"<datastore></datastore>"),
        (200, {"content-type": "application/pdf"}, b"%PDF-1.4"),
        (200, {}, b"%PDF-1.4 wzwsquestion <script>"),
    ],
)
def test_what_the_portal_says_itself_is_no_wall(status: int, headers: dict[str, str], body: bytes) -> None:
    assert blocked_by(status, headers, body) is None
