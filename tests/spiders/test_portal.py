"""The contract of a city, and how its spider reads what portals send."""

from __future__ import annotations

import pytest
from scrapy.http import HtmlResponse, Response, TextResponse

from archive.errors import ConfigurationError
from archive.frontier import Link
from crawler.fetching.failures import ListError
from spiders.changzhou import Changzhou
from spiders.columns import kind_of_column, leads_to_columns
from spiders.families.govinfo import GovInfoSpider
from spiders.families.static import StaticSpider
from spiders.fuyang import Fuyang
from spiders.yancheng import Yancheng
from spiders.zhaoyuan import Zhaoyuan

CITIES = (Changzhou, Fuyang, Yancheng, Zhaoyuan)
COLUMN = Link("http://a.example/column", "list", parse="parse_column", kind="policy", column="政策文件")


def page(html: str, url: str = "http://a.example/column", encoding: str = "utf-8") -> Response:
    return HtmlResponse(url, body=html.encode(encoding), headers={"Content-Type": "text/html"})


@pytest.mark.parametrize("spider", CITIES)
def test_a_city_states_its_facts(spider: type[GovInfoSpider]) -> None:
    made = spider()
    assert len(made.adcode) == 6
    assert made.start_year == 2008
    assert made.owns(f"https://{made.domain}/art/1.html")


@pytest.mark.parametrize("fact", ["title", "adcode", "domain", "start_year"])
def test_a_city_without_one_of_its_facts_does_not_start(fact: str) -> None:
    facts = {"name": "x", "title": "某市", "adcode": "320000", "domain": "x.example", "start_year": 2010}
    del facts[fact]
    with pytest.raises(ConfigurationError, match=fact):
        type("City", (GovInfoSpider,), facts)()


def test_an_adcode_is_a_string_of_six_digits() -> None:
    facts = {"name": "x", "title": "某市", "adcode": 320400, "domain": "x.example", "start_year": 2010}
    with pytest.raises(ConfigurationError, match="adcode"):
        type("City", (GovInfoSpider,), facts)()


@pytest.mark.parametrize(
    "arguments",
    [
        {"since": "last year"},
        {"since": "2024-13-01"},
        {"kinds": "reports"},
        {"portal": "127.0.0.1:8320"},
        {"portal": "http://"},
        {"portal": "http://[::1"},
        {"portal": "http://127.0.0.1:99999"},
    ],
)
def test_arguments_that_make_no_sense_are_refused(arguments: dict[str, str]) -> None:
    with pytest.raises(ConfigurationError, match=next(iter(arguments))):
        Changzhou(**arguments)


def test_a_spider_owns_its_portals_host_alone() -> None:
    spider = Changzhou(portal="http://127.0.0.1:8320/")
    assert spider.owns("http://127.0.0.1:8320/gi_news/1")
    assert not spider.owns("http://127.0.0.1:8321/gi_news/1")
    assert not spider.owns("http://www.changzhou.gov.cn/gi_news/1")
    assert not spider.owns("ftp://127.0.0.1:8320/1")
    assert not spider.owns("http://[mistyped/1")


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("政府信息公开年报", "annual_report"),
        ("政府信息公开年度报告", "annual_report"),
        ("政府信息公开工作年度报告", "annual_report"),
        ("年度报告", "annual_report"),
        ("常州市政府信息公开年报", "annual_report"),
        ("» 历年年报", "annual_report"),
        ("工作要点", "work_plan"),
        ("政务公开工作要点", "work_plan"),
        ("规划计划", "work_plan"),
        ("工作总结", "work_summary"),
        ("工作推进", "work_summary"),
        ("政策文件", "policy"),
        ("行政规范性文件", "policy"),
        ("市政府文件", "policy"),
        ("文件", None),
        ("报告", None),
        ("年", None),
        ("2023年政府信息公开年报", None),
        ("常州市水利局2023年政府信息公开工作年度报告", None),
        ("统计年鉴", None),
        ("政策文件解读", None),
        ("工作要点解读", None),
    ],
)
def test_a_column_is_known_by_its_whole_name(name: str, kind: str | None) -> None:
    assert kind_of_column(name, "常州市") == kind


@pytest.mark.parametrize("name", ["政府信息公开", "政务公开", "法定主动公开内容", "常州市政府信息公开目录"])
def test_the_platform_is_known_by_its_name(name: str) -> None:
    assert leads_to_columns(name, "常州市")
    assert not leads_to_columns(f"{name}年报", "常州市")


def test_the_home_page_leads_to_the_platform_and_the_columns_but_nowhere_else() -> None:
    spider = Changzhou(portal="http://a.example")
    html = """
      <a href="/ns_class/zwgk">政府信息&nbsp;公开</a> <a href="/gi_class/nb">政府信息公开<b>年报</b></a>
      <a href="/gi_class/yd" title="工作要点">要点…</a>
      <a href="http://b.example/gi_class/zj">工作总结</a> <a href="/zt/zcwj.html">政策文件</a>
      <a href="javascript:void(0)">年报</a> <a href="#top">年报</a> <a>年报</a> <a href="http://[">年报</a>
      <a href="/gi_news/1">2023年政府信息公开年报</a>
    """
    links = list(spider.parse_portal(page(html), COLUMN))
    assert [(link.url, link.parse, link.kind, link.column) for link in links] == [
        ("http://a.example/ns_class/zwgk", "parse_portal", None, None),
        ("http://a.example/gi_class/nb", "parse_column", "annual_report", "政府信息公开年报"),
        ("http://a.example/gi_class/yd", "parse_column", "work_plan", "工作要点"),
    ]


def rows_of(html: str, encoding: str = "utf-8") -> list[tuple[str, str | None, str | None]]:
    spider = Yancheng(portal="http://a.example")
    response = page(html, encoding=encoding)
    rows = spider.soup(response).select("tr, li")
    return [(link.url, link.title, link.listed_on) for link in spider.documents_in(response, rows, COLUMN)]


@pytest.mark.parametrize(
    ("html", "row"),
    [
        # A row without its table, attributes in single quotes, the text cut short.
        (
            "<tr><td><a title='关于甲的通知' href='/art/1.html'>关于甲…</a><td align=right>[2024-03-28]",
            ("http://a.example/art/1.html", "关于甲的通知", "2024-03-28"),
        ),
        # No title attribute; the title holds a date of its own.
        (
            '<li><a href="art/2.html">2023年5月1日的\n通知</a><span>2024年1月2日</span></li>',
            ("http://a.example/art/2.html", "2023年5月1日的 通知", "2024-01-02"),
        ),
        # A link to the column beside that to the document.
        (
            '<li><a href="/col/1">[要闻]</a><a href="/art/3.html">关于丙的通知</a><i>2024/3/5</i></li>',
            ("http://a.example/art/3.html", "关于丙的通知", "2024-03-05"),
        ),
        # Dates that are none.
        (
            '<li><a href="/art/4.html#top">关于丁的通知</a> 2024-13-45</li>',
            ("http://a.example/art/4.html", "关于丁的通知", None),
        ),
    ],
)
def test_rows_are_read_as_portals_leave_them(html: str, row: tuple[str, str, str | None]) -> None:
    assert rows_of(html) == [row]
    assert rows_of(html, "gb18030") == [row]


def test_rows_without_a_link_are_no_documents() -> None:
    assert (
        rows_of(
            "<tr><th>标题</th></tr><tr><td><a name='x'>甲</a></td></tr><li><a href='mailto:a@b'>乙</a></li>"
        )
        == []
    )


def test_a_list_ends_where_it_is_empty_or_repeats_itself() -> None:
    spider = Changzhou(portal="http://a.example")
    table = '<table class="box3"><tr><td><a href="/gi_news/1">甲</a></td><td>2024-01-01</td></tr></table>'
    first = Link("http://a.example/gi_class/x", "list", kind="policy", column="政策文件")
    document, second = spider.parse_column(page(table, first.url), first)
    assert (document.role, second.url) == ("document", "http://a.example/gi_class/x/2")
    assert (second.listed_on, second.kind, second.column) == ("2024-01-01", "policy", "政策文件")
    repeated = list(spider.parse_column(page(table, second.url), second))
    assert [link.role for link in repeated] == ["document"]


def test_a_wrong_tag_is_answered_by_asking_with_an_empty_one() -> None:
    spider = Zhaoyuan(portal="http://a.example")
    query = (
        "{'parseType':'bulidstatic','webId':'155','pageType':'column','tagId':'右侧文章列表','pageId':'1'}"
    )
    column = page(
        f'<div queryData="{query}" url="/api-gateway/jpaas-publish-server/front/page/build/unit"></div>'
    )
    (call,) = spider.parse_column(column, COLUMN)
    assert "%22pageNo%22%3A1" in call.url
    nothing = TextResponse(call.url, body='{"success":true,"data":{"html":"模板内容数据为空"}}'.encode())
    (again,) = spider.parse_unit(nothing, call)
    assert "tagId=&" in again.url
    assert list(spider.parse_unit(TextResponse(again.url, body=nothing.body), again)) == []


@pytest.mark.parametrize("body", [b"<html>502</html>", b'{"success":false,"code":"403","message":"sign"}'])
def test_an_api_that_refuses_is_a_failure_and_no_empty_list(body: bytes) -> None:
    spider = Zhaoyuan(portal="http://a.example")
    call = Link("http://a.example/api", "list", arguments={"query": {}, "page": 1})
    with pytest.raises(ListError):
        list(spider.parse_unit(TextResponse(call.url, body=body), call))


@pytest.mark.parametrize("spider", [Changzhou, Yancheng, Zhaoyuan])
def test_a_column_that_shows_nothing_is_drawn_by_a_browser(spider: type[GovInfoSpider]) -> None:
    (link,) = spider(portal="http://a.example").parse_column(page("<div id=app></div>"), COLUMN)
    assert (link.url, link.browser, link.column) == (COLUMN.url, True, COLUMN.column)


def test_a_column_empty_even_in_a_browser_is_a_failure_unless_it_says_so() -> None:
    spider = Yancheng(portal="http://a.example")
    drawn = Link(COLUMN.url, "list", column="政策文件", browser=True)
    with pytest.raises(ListError, match="政策文件"):
        list(spider.parse_column(page("<div id=app></div>"), drawn))
    assert list(spider.parse_column(page("<div>暂无信息</div>"), drawn)) == []


def test_a_folder_of_the_openness_platform_leads_to_its_childrens_lists() -> None:
    spider = Fuyang(portal="http://a.example")
    url = "http://a.example/opennessContent/?branch_id=545214aaba6de118f0c2bde5&column_code=130000"
    items = "".join(
        f'<a href="/opennessContent/?branch_id=545214aaba6de118f0c2bde5&amp;column_code={code}">更多</a>'
        for code in (130100, 130200, 140100)
    )
    links = list(spider.parse_column(page(items, url), COLUMN))
    assert sorted(link.url[-6:] for link in links) == ["130100", "130200"]


def test_a_column_published_as_files_says_how_many_pages_it_has() -> None:
    facts = {"name": "x", "title": "某市", "adcode": "320000", "domain": "x.example", "start_year": 2010}
    spider = type("City", (StaticSpider,), facts)(portal="http://a.example")
    first = Link("http://a.example/zfxxgk/nb/", "list", kind="annual_report", column="年报")
    html = """
      <div class="nav"><ul><li><a href="/zwgk/">政务公开</a></li></ul></div>
      <ul><li><a href="./202401/t20240131_1234.html">2023年报告</a><span>2024-01-31</span></li>
          <li><a href="./P020230131.pdf">2022年报告</a><span>2023-01-31</span></li></ul>
      <script>createPageHTML(2, {}, "index", "html");</script>
    """
    found = list(spider.parse_column(page(html.format(0), first.url), first))
    assert [(link.role, link.url, link.listed_on) for link in found] == [
        ("document", "http://a.example/zfxxgk/nb/202401/t20240131_1234.html", "2024-01-31"),
        ("document", "http://a.example/zfxxgk/nb/P020230131.pdf", "2023-01-31"),
        ("list", "http://a.example/zfxxgk/nb/index_1.html", "2023-01-31"),
    ]
    other = html.format(1).replace("1234", "1235")
    assert [link.role for link in spider.parse_column(page(other, found[-1].url), found[-1])] == [
        "document"
    ] * 2


HANWEB = Link("http://a.example/col/col7/index.html", "list", kind="annual_report", column="年报")


def test_plain_rows_of_a_column_are_read_and_menus_and_neighbours_are_not() -> None:
    html = """
      <ul><li><a href="/zwgk/">政务公开</a></li>
          <li><a href="/art/2020/1/1/art_3_1.html">公开指南</a></li></ul>
      <header><ul><li><a href="/art/2025/2/1/art_7_8.html">头条</a> 2025-02-01</li></ul></header>
      <ul><li><a href="/art/2025/1/24/art_7_11.html">2024年报告</a></li>
          <li><a href="/art/2024/1/26/art_7_10.html">2023年报告</a></li>
          <li><a href="/files/2022.pdf">2022年报告</a><span>2023-01-20</span></li></ul>
      <ul><li><a href="/art/2025/3/1/art_9_1.html">要闻</a><span>2025-03-01</span></li></ul>
    """
    spider = Yancheng(portal="http://a.example")
    found = list(spider.parse_column(page(html, HANWEB.url), HANWEB))
    assert [(link.title, link.listed_on) for link in found] == [
        ("2024年报告", None),
        ("2023年报告", None),
        ("2022年报告", "2023-01-20"),
    ]
    # Open-information lists give their documents another id than the column's: their dates tell them.
    other = Link("http://a.example/col/col8/index.html", "list", kind="policy", column="政策文件")
    single = '<ul><li><a href="/art/2025/3/1/art_9_1.html">通知</a><span>2025-03-01</span></li></ul>'
    assert [link.title for link in spider.parse_column(page(single, other.url), other)] == ["通知"]


RECORD = (
    "<record><![CDATA[<li><a href='/art/2025/1/{0}/art_7_{0}.html'>报告{0}</a>2025-01-{0}</li>]]></record>"
)


def test_records_in_the_page_are_rows_where_no_call_is_named(caplog: pytest.LogCaptureFixture) -> None:
    spider = Yancheng(portal="http://a.example")
    records = "".join(map(RECORD.format, (24, 25)))
    html = f'<script type="text/xml"><datastore><totalrecord>{{}}</totalrecord>{records}</datastore></script>'
    found = list(spider.parse_column(page(html.format(2), HANWEB.url), HANWEB))
    assert [(link.title, link.listed_on) for link in found] == [
        ("报告24", "2025-01-24"),
        ("报告25", "2025-01-25"),
    ]
    assert not caplog.messages
    assert list(spider.parse_column(page(html.format(3), HANWEB.url), HANWEB)) == found
    assert "has 3 records and shows 2" in caplog.text


@pytest.mark.parametrize(("total", "pages"), [(2, 1), (3, 2), (None, 2)])
def test_no_page_is_asked_for_beyond_the_records_there_are(total: int | None, pages: int) -> None:
    spider = Yancheng(portal="http://a.example")
    call = "<script>var url = '/module/jpage/dataproxy.jsp?columnid=7';</script>"
    (first,) = spider.parse_column(page(call, HANWEB.url), HANWEB)
    stated = f"<totalrecord>{total}</totalrecord>" if total else ""
    xml = f"<datastore>{stated}{''.join(map(RECORD.format, (24, 25)))}</datastore>"
    links = list(spider.parse_jpage(page(xml, first.url), first))
    assert [link.role for link in links] == ["document", "document", "list"][: 1 + pages]


@pytest.mark.parametrize(("pager", "more"), [("共1页", False), ("共 <b>2</b> 页", True), ("", True)])
def test_no_page_is_asked_for_beyond_those_the_pager_counts(pager: str, more: bool) -> None:
    spider = Yancheng(portal="http://a.example")
    call = "<script>var url = '/module/xxgk/search_custom.jsp?infotypeId=A';</script>"
    (first,) = spider.parse_column(page(call, HANWEB.url), HANWEB)
    row = '<table><tr class="tr_main_value_odd"><td><a href="/art/1.html">甲</a></td></tr></table>'
    links = list(spider.parse_xxgk(page(row + pager, first.url), first))
    assert [link.role for link in links] == ["document", "list"][: 1 + more]


@pytest.mark.parametrize(
    ("spider", "address"),
    [
        (Changzhou, "/gi_news/24{}"),
        (Zhaoyuan, "/col/col7/art/2025/art_{}.html"),
        (Yancheng, "/art/2025/1/1/art_9_{}.html"),
    ],
)
def test_every_family_reads_rows_that_lead_to_its_own_documents(
    spider: type[GovInfoSpider], address: str
) -> None:
    rows = "".join(f'<li><a href="{address.format(n)}">报告{n}</a></li>' for n in (1, 2))
    menu = f'<ul><li><a href="{address.format(3)}">公开指南</a></li><li><a href="/">首页</a></li></ul>'
    made = spider(portal="http://a.example")
    found = made.parse_column(page(f"{menu}<ul>{rows}</ul>", "http://a.example/gi_class/x"), COLUMN)
    assert [link.title for link in found if link.role == "document"] == ["报告1", "报告2"]
