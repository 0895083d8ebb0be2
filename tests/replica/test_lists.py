"""Each CMS's lists: their transports, their paging, their traps."""

from __future__ import annotations

import datetime
import json
import re
from itertools import chain

import pytest
from lxml import etree, html

import replica

API = "/api-gateway/jpaas-publish-server/front/page/build/unit"


def hrefs(fragment: str) -> list[str]:
    return [anchor.get("href") for anchor in html.fromstring(f"<div>{fragment}</div>").iter("a")]


def listed(city: str, column: str) -> list[str]:
    return [one.path for one in replica.inventory(city) if one.column == column]


def link_to(page: str, text: str) -> str:
    tree = html.fromstring(page)
    return next(a.get("href") for a in tree.iter("a") if (a.text or "").strip() == text)


@pytest.mark.parametrize("city", replica.CITIES)
def test_home_leads_by_names_to_the_columns(city: str, get) -> None:
    platform = get(city, link_to(get(city, "/").text, "政府信息公开")).text
    report_column = next(one.column for one in replica.inventory(city) if one.kind == "annual_report")
    assert get(city, link_to(platform, report_column)).status == 200
    directory = get(city, link_to(platform, "法定主动公开内容")).text
    for column in {one.column for one in replica.inventory(city)} - {report_column}:
        assert get(city, link_to(directory, column)).status == 200


@pytest.mark.parametrize("city", replica.CITIES)
def test_links_on_every_menu_are_there(city: str, get) -> None:
    targets = {a.get("href") for a in html.fromstring(get(city, "/").text).iter("a")}
    for href in targets:
        if href.startswith("/") and href not in {one.path for one in replica.inventory(city)}:
            assert get(city, href).status == 200, href


def test_changzhou_xhr_rows_come_as_json_and_repeat_past_the_end(get) -> None:
    page = get("changzhou", "/gi_class/zwgk_05?furl=zfxxgknb").text
    assert "/gi_news/" not in page
    code = re.search(r"gi = '(\w{8})'", page)[1]

    def rows(number: int) -> list[str]:
        asked = f"act=ajax&gi={code}&ns=&dept=1&notime=&page={number}&key=&t=1&cache=no&test=bbb"
        answer = json.loads(get("changzhou", f"/ns_class/zwgk_18?{asked}").text)
        assert answer["status"] == 10
        assert answer["html"].startswith("<tr>")
        return hrefs(answer["html"])

    pages = [rows(number) for number in (1, 2, 3)]
    assert list(chain(*pages)) == listed("changzhou", "政府信息公开年报")
    assert rows(4) == rows(99) == pages[-1]
    assert json.loads(get("changzhou", "/ns_class/zwgk_18?act=ajax&gi=unknown1&page=1").text)["status"] != 10


def test_changzhou_tables_are_paged_in_the_path_and_repeat_past_the_end(get) -> None:
    def rows(path: str) -> list[str]:
        tree = html.fromstring(get("changzhou", path).text)
        return [a.get("href") for a in tree.cssselect("table.box3 td a")]

    first, second = rows("/gi_class/zcwj_02"), rows("/gi_class/zcwj_02/2")
    assert first + second == listed("changzhou", "政策文件")
    assert rows("/gi_class/zcwj_02/3") == second


def zhaoyuan(get, number: int, **changes: str) -> dict:
    asked = {"webId": "155", "pageId": "49611", "tagId": "右侧文章列表", "parseType": "bulidstatic"}
    asked |= {"paramJson": json.dumps({"pageNo": number, "pageSize": 10})} | changes
    query = "&".join(f"{name}={value}" for name, value in asked.items())
    return json.loads(get("zhaoyuan", f"{API}?{query}").text)


def test_zhaoyuan_heeds_the_page_number_only_inside_param_json(get) -> None:
    pages = [hrefs(zhaoyuan(get, number)["data"]["html"]) for number in (1, 2, 3)]
    assert list(chain(*pages)) == listed("zhaoyuan", "政府信息公开年度报告")
    assert hrefs(zhaoyuan(get, 1, pageNo="2", page="2")["data"]["html"]) == pages[0]
    past = zhaoyuan(get, 9)["data"]["html"]
    assert hrefs(past) == []
    first = html.fromstring(f"<div>{zhaoyuan(get, 1)['data']['html']}</div>").cssselect("div.pagination")[0]
    assert (first.get("rows"), first.get("count")) == ("10", "21")


def test_zhaoyuan_pages_carry_their_parameters_and_one_of_them_is_outdated(get) -> None:
    page = get("zhaoyuan", "/col/col49631/index.html").text
    data = json.loads(re.search(r'queryData="(\{.*?\})"', page)[1].replace("'", '"'))
    assert data["pageId"] == "49631"
    stale = zhaoyuan(get, 1, pageId=data["pageId"], tagId=data["tagId"])
    assert stale["data"]["html"] == "模板内容数据为空"
    assert len(hrefs(zhaoyuan(get, 1, pageId=data["pageId"], tagId="")["data"]["html"])) == 10


def test_zhaoyuan_scripted_column_names_no_parameter_and_refuses_an_unsigned_request(get) -> None:
    page = get("zhaoyuan", "/col/col49632/index.html").text
    script = get("zhaoyuan", "/script/gzzj.js").text
    for word in ("queryData", "api-gateway", "tplSetId", "49632&", "/art/"):
        assert word not in page.replace("/col/col49632/index.html", "")
        assert word not in script
    assert zhaoyuan(get, 1, pageId="49632")["success"] is False


def test_yancheng_fragments_come_without_a_charset(get) -> None:
    page = get("yancheng", "/col/col34251/index.html?number=A00038A00001A00001").text
    address = re.search(r"url = '(/module/xxgk/search_custom\.jsp\?[^']*)&currpage='", page)[1]
    found = []
    for number in (1, 2, 3):
        answer = get("yancheng", f"{address}&currpage={number}")
        assert answer.headers["Content-Type"] == "text/html"
        assert "共3页" in answer.text
        found += hrefs(answer.text)
        found.pop()  # the pager's own link
    assert found == listed("yancheng", "政府信息公开年报")
    assert "title='" in answer.text or "href='" in get("yancheng", f"{address}&currpage=1").text


def test_yancheng_dataproxy_honours_page_and_perpage_by_get_and_by_post(get) -> None:
    path = "/module/web/jpage/dataproxy.jsp"

    def rows(body: bytes) -> list[str]:
        records = etree.fromstring(body).findall(".//record")
        return [hrefs(record.text)[0] for record in records]

    both = [rows(get("yancheng", f"{path}?page={n}&perpage=10&columnid=34261").body) for n in (1, 2)]
    assert both[0] + both[1] == listed("yancheng", "行政规范性文件")
    posted = get(
        "yancheng",
        f"{path}?startrecord=11&endrecord=20&perpage=10",
        method="POST",
        form="columnid=34261&page=2",
    )
    assert rows(posted.body) == both[1]
    ignored = get("yancheng", f"{path}?startrecord=11&perpage=10&columnid=34261")
    assert rows(ignored.body) == both[0]
    embedded = get("yancheng", "/col/col34261/index.html").text
    store = re.search(r"<datastore>.*?</datastore>", embedded, re.DOTALL)[0]
    assert rows(store.encode()) == both[0]


def test_fuyang_old_lists_page_by_query_and_keep_annual_reports_apart(get) -> None:
    branch = "545214aaba6de118f0c2bde5"

    def rows(path: str) -> list[str]:
        tree = html.fromstring(get("fuyang", path).text)
        return [a.get("href") for a in tree.cssselect("div.listright-box a")]

    reports = rows(f"/opennessAnnualReport/?branch_id={branch}")
    assert all("/openness/detail/annual_report/" in href for href in reports)
    for code in (130100, 130200, 130300):
        contents = rows(f"/opennessContent/?branch_id={branch}&column_code={code}&page=1")
        assert contents
        assert not any("annual_report" in href for href in contents)
    assert rows(f"/opennessContent/?branch_id={branch}&column_code=130100&page=9") == []
    folder = get("fuyang", f"/opennessContent/?branch_id={branch}&column_code=130000").text
    assert folder.count('<h2 class="column-title">') == 3


def test_fuyang_new_lists_page_in_the_path_and_both_generations_make_the_whole(get) -> None:
    found = set()
    platform = html.fromstring(get("fuyang", "/OpennessBranch/").text)
    for start in {a.get("href") for a in platform.cssselect("ul.parts a")}:
        path: str | None = start
        while path:
            tree = html.fromstring(get("fuyang", path).text)
            found.update(a.get("href") for a in tree.cssselect("div.listright-box a"))
            following = tree.cssselect("a.default_pgNext")
            path = following[0].get("href") if following else None
    assert found == {one.path for one in replica.inventory("fuyang")}


def test_fuyang_hex_ids_date_themselves() -> None:
    for one in replica.inventory("fuyang"):
        found = re.search(r"/openness/detail/\w+/([0-9a-f]{8})[0-9a-f]{16}\.html", one.path)
        if found:
            made = datetime.datetime.fromtimestamp(int(found[1], 16), tz=datetime.UTC)
            assert made.date().isoformat() == one.listed_on
