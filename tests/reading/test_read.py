"""``read(capture)``: any bytes become a document, and what the document says of the page is true of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from archive.records import FIELDS, Capture, Document, Hints
from crawler.detection import plan
from crawler.reading import read

URL = "http://www.example.gov.cn/zwgk/content_1.html"
SEEDS = Path(__file__).parents[3] / "shared" / "seeds"


def page(
    source: str | bytes, content_type: str | None = "text/html; charset=utf-8", **hints: str
) -> Document:
    headers = (("Content-Type", content_type),) if content_type else ()
    body = source if isinstance(source, bytes) else source.encode()
    return read(Capture(URL, "2025-01-01T00:00:00Z", 200, headers, body, Hints(**hints)))


def must_hold(document: Document) -> None:
    """What holds of every document."""
    assert set(document.catalogue) == set(FIELDS)
    for finding in document.findings:
        assert document.raw_text[finding.start : finding.end] == finding.before
    assert plan.apply(document.raw_text, document.findings) == document.text
    assert plan.undo(document.text, document.findings) == document.raw_text
    for section in document.sections:
        assert document.text[section.start :].startswith(section.title)
    for label, value in document.labels.items():
        assert label
        assert value in document.raw_text
    for link in document.attachments:
        assert 0 <= link.start <= len(document.raw_text)


PIECES = """<p> </p> <div> </div> <table> <tr> <td> </td> </tr> </table> <a&#32;href='x.pdf'> </a> <br> <li>
<h1> </h1> <td&#32;colspan=7> <title> <script> </script> 索引号 ：发布机构 2023-01-02 有效 一、总体情况 附件
第二十条第（一）项 规章 本年新收政府信息公开申请数量 0 1 | 發(fā) ?。 &#10; &nbsp; 样例市 勾稽关系
结果维持 &#0; 名称 文号 \x00"""
MARKUP = st.lists(
    st.sampled_from([piece.replace("&#32;", " ") for piece in PIECES.split()]), max_size=80
).map("".join)


@given(st.binary(max_size=400), st.sampled_from(["text/html", "text/plain", "application/pdf", None]))
@example(b"", "text/html")
@example(b"<", "text/html; charset=nonsense")
@example(b"PK\x03\x04", None)
@example(b"%PDF-", "application/pdf")
@settings(deadline=None)
def test_any_bytes_give_a_document(body: bytes, content_type: str | None) -> None:
    must_hold(page(body, content_type))


@given(MARKUP, st.booleans())
@settings(max_examples=100, deadline=None)
def test_any_markup_and_text_give_a_true_document(source: str, html: bool) -> None:
    must_hold(page(source, "text/html; charset=utf-8" if html else "text/plain; charset=utf-8"))


def test_plain_text_is_kept_to_the_letter() -> None:
    text = "索引号：1\r\n\r\n  正文　一行 \r\n"
    assert page(text, "text/plain; charset=utf-8").raw_text == text


def test_a_page_of_short_cells_is_kept() -> None:
    rows = "<tr><td>甲</td><td>1</td></tr>" * 3
    assert page(f"<table>{rows}</table>").raw_text == "甲 | 1 |\n" * 3


def test_markup_nested_without_end_is_read() -> None:
    assert page("<div>" * 50_000 + "样例").text.strip() == "样例"


PORTAL_PAGE = """<html><head><title>关于样例事项的通知_样例市人民政府</title>
<meta name="ArticleTitle" content="关于样例事项的通知"><META NAME="PUBDATE" CONTENT="2024-03-08 15:34">
<meta name="ContentSource" content="样例市财政局"><meta name="SiteIDCode" content="3590000001"></head>
<body><div class="nav"><a href="/">首页</a><a href="/zwgk">政务公开</a></div>
<div class="position">当前位置：<a href="/">首页</a> &gt; <a>政策文件</a></div>
<table><tr><td>索 引 号</td><td>000000000/2024-00011</td><td>发布机构</td><td>样例市人民政府办公室</td></tr>
<tr><td>发布日期</td><td>2024-03-10</td><td>文　　号</td><td></td></tr></table>
<h1>关于样例事项的通知</h1><p class="by">发布时间：2024-03-09 来源：样例市财政局 浏览次数：17</p>
<div id="zoom"><p>各有关单位：</p><p>现将样例事项通知如下，请结合实际认真贯彻执行。</p>
<table><tr><td>项目</td><td>数<br>量</td></tr><tr><td>甲</td><td></td></tr></table>
<p>附件：<a href="./P020240308.pdf">样例事项清单.pdf</a></p></div>
<div class="footer">主办：样例市人民政府办公室　版权所有</div></body></html>"""


def test_a_portal_page_gives_header_headline_body_and_attachment() -> None:
    document = page(PORTAL_PAGE)
    assert document.raw_text == (
        "索 引 号 | 000000000/2024-00011 | 发布机构 | 样例市人民政府办公室 |\n"
        "发布日期 | 2024-03-10 | 文　　号 |  |\n"
        "关于样例事项的通知\n"
        "发布时间：2024-03-09 来源：样例市财政局 浏览次数：17\n"
        "各有关单位：\n现将样例事项通知如下，请结合实际认真贯彻执行。\n"
        "项目 | 数 量 |\n甲 |  |\n附件：样例事项清单.pdf\n"
    )
    assert document.title == "关于样例事项的通知"
    assert document.kind == "policy"
    link = document.attachments[0]
    assert (link.url, link.name) == ("http://www.example.gov.cn/zwgk/P020240308.pdf", "样例事项清单.pdf")
    assert document.raw_text[link.start :].startswith("附件")


def test_witnesses_that_disagree_are_kept_and_the_header_decides() -> None:
    document = page(PORTAL_PAGE, title="关于样例事项的通知", listed_on="2024-03-07")
    days = [(word.source, word.value) for word in document.witnesses if word.field == "published_on"]
    assert days == [
        ("header 发布日期", "2024-03-10"),
        ("page tag", "2024-03-08"),
        ("byline", "2024-03-09"),
        ("list", "2024-03-07"),
    ]
    assert document.catalogue["published_on"] == "2024-03-10"
    assert document.catalogue["source"] == "样例市财政局"
    assert ("site_id_code", "3590000001") in {(word.field, word.value) for word in document.witnesses}


def test_the_date_in_an_address_is_a_witness_only() -> None:
    capture = Capture(
        "http://www.example.gov.cn/zwgk/202403/t20240308_87885.html", "", 200, (), "<p>样例</p>".encode()
    )
    document = read(capture)
    assert [(word.source, word.value) for word in document.witnesses] == [("url", "2024-03-08")]
    assert document.catalogue["published_on"] is None


KINDS = {
    "样例市2023年政府信息公开工作年度报告": ("annual_report", 2023),
    "样例市二〇二二年度政府信息公开年报": ("annual_report", 2022),
    "样例市2024年政务公开工作要点": ("work_plan", 2024),
    "样例市人民政府办公室关于印发《样例市2024年政务公开工作要点》的通知": ("work_plan", 2024),
    "样例市2023年政务公开工作总结": ("work_summary", 2023),
    "样例市行政规范性文件管理办法": ("policy", None),
    "样例市召开防汛工作会议": ("other", None),
}


@pytest.mark.parametrize(("title", "told"), KINDS.items())
def test_kind_and_year_come_from_the_title(title: str, told: tuple[str, int | None]) -> None:
    document = page(f"<h1>{title}</h1><p>正文内容若干，用于说明样例页面的写法。</p>")
    assert (document.kind, document.report_year) == told


def test_the_column_tells_the_kind_where_the_title_does_not() -> None:
    assert page("<h1>样例市2023年情况</h1><p>正文。</p>", column="政府信息公开年报").kind == "annual_report"


def seed(number: str) -> Document:
    paths = list(SEEDS.glob(f"{number}_*.txt"))
    if not paths:
        pytest.skip("the folder with real pages is not at hand")
    return page(paths[0].read_bytes(), "text/plain; charset=utf-8")


@pytest.mark.parametrize(
    ("number", "told"),
    [
        ("000", ("annual_report", 2023)),
        ("001", ("annual_report", 2023)),
        ("002", ("annual_report", 2019)),
        ("003", ("work_plan", 2022)),
        ("004", ("work_summary", 2023)),
    ],
)
def test_the_real_pages_are_told_by_kind_and_year(number: str, told: tuple[str, int]) -> None:
    document = seed(number)
    must_hold(document)
    assert (document.kind, document.report_year) == told
    assert bool(document.labels) is (number == "004")


def test_the_real_page_with_a_header_is_exact() -> None:
    document = seed("004")
    assert {name: value for name, value in document.catalogue.items() if value is not None} == {
        "index_number": "003158495/202312-00416",
        "issuing_body": "阜阳市人民政府(办公室)",
        "title": "阜阳市2023年政务公开工作总结",
        "category": "工作推进",
        "keywords": "阜阳市2023年政务公开工作总结",
        "source": "市政务公开办",
        "validity": "in_force",
        "views": 834,
        "written_on": "2023-12-20",
        "published_on": "2023-12-20",
    }
    assert document.labels["有效性"] == "有效"
    assert document.labels["文号"] == ""
