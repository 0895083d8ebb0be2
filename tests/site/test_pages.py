"""What a reader sees on each page, over real HTTP."""

from __future__ import annotations

import re
from pathlib import Path

import httpx
import pytest
from lxml import etree, html

from archive.redaction import redact
from archive.site import searching, strings
from archive.site.questions import QUESTIONS
from archive.store import Archive
from tests.site.samples import add, document
from tests.site.serving import served

PAGES = (
    "/", "/search", "/search?q=公开", "/documents/1", "/documents/2", "/documents/2/since/1", "/documents/5",
    "/documents/1/page", "/charts", "/charts?city=changzhou", "/questions", "/changes", "/health",
    "/archive", "/archive/documents", "/archive/granted?city=changzhou", "/archive?sql=select+1",
    *(f"/questions/{question.slug}" for question in QUESTIONS),
)  # fmt: skip


def seen(answer: httpx.Response) -> str:
    """The words on a page, spaces evened out."""
    assert answer.status_code == 200, answer.text[-2000:]
    return " ".join(html.fromstring(answer.text).text_content().split())


@pytest.mark.parametrize("path", PAGES)
def test_every_page_comes_with_the_headers_that_protect_its_reader(
    http: httpx.Client, address: str, path: str
) -> None:
    answer = http.get(path)
    assert answer.status_code == 200
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src" not in policy  # none is allowed, by default-src
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "no-referrer"
    tree = html.fromstring(answer.text)
    assert tree.xpath("//script") == []
    tree.make_links_absolute(f"{address}/")
    assert [url for url in tree.xpath("//link/@href | //@src") if not url.startswith(address)] == []


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("language", strings.LANGUAGES)
def test_every_page_has_a_title_one_heading_and_its_language(
    http: httpx.Client, path: str, language: str
) -> None:
    tree = html.fromstring(http.get(path, params={"lang": language}).content)
    assert tree.get("lang") == {"zh": "zh-Hans", "en": "en"}[language]
    assert tree.findtext(".//title").strip()
    assert len(tree.xpath("//h1")) == 1


def test_the_language_is_remembered(address: str) -> None:
    with httpx.Client(base_url=address) as reader:
        assert "检索" in seen(reader.get("/"))
        assert "Search" in seen(reader.get("/?lang=en"))
        assert "Crawls" in seen(reader.get("/health"))
        assert "抓取状况" in seen(reader.get("/health?lang=zh"))


def test_templates_use_no_word_that_the_catalogue_lacks() -> None:
    used = {
        key
        for template in Path(strings.__file__).parent.glob("templates/*.html")
        for key in re.findall(r"\bt\('([^']+)'(?:\)|,)", template.read_text())
    }
    assert len(used) > 80
    assert used - strings.STRINGS.keys() == set()
    assert all(zh and en for zh, en in strings.STRINGS.values())


def test_the_front_page_shows_which_reports_are_there(http: httpx.Client) -> None:
    tree = html.fromstring(http.get("/").text)
    years = [cell.text for cell in tree.xpath("//table[@class='coverage']/thead//th[position()>1]")]
    rows = {
        row.find("th").text_content(): dict(
            zip(years, (c.get("class") for c in row.findall("td")), strict=True)
        )
        for row in tree.xpath("//table[@class='coverage']/tbody/tr")
    }
    assert rows["常州市"]["2022"] == "on_time"
    assert rows["常州市"]["2023"] == "late"
    assert rows["常州市"]["2021"] == "missing"
    assert rows["招远市"]["2020"] == "before"
    assert "1" in tree.xpath("//td[@class='on_time']//a[@class='others']/text()")


def test_search_marks_the_hits_and_filters(http: httpx.Client) -> None:
    tree = html.fromstring(http.get("/search", params={"q": "標準化"}).text)
    assert tree.xpath("//h2/a/text()") == ["招远市2023年政务公开工作要点"]
    assert tree.xpath("//mark/text()") == ["标准化"]
    assert "没有符合" in seen(http.get("/search", params={"q": "标准化", "city": "changzhou"}))
    found = seen(
        http.get("/search", params={"q": "招政办发〔2023〕5号", "kind": "work_plan", "since": "2020-01-01"})
    )
    assert "招远市2023年政务公开工作要点" in found
    assert "这些条件写得不对" in seen(http.get("/search", params={"since": "yesterday"}))
    assert "这些条件写得不对" in seen(http.get("/search", params={"report_year": "x"}))
    assert "按日期列出最新" in seen(http.get("/search?page=99999"))


def test_search_turns_pages_without_losing_or_repeating_a_hit(http: httpx.Client, filled: Path) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(searching, "PAGE", 2)
        titles: list[str] = []
        path: str | None = "/search?q=公开"
        while path:
            tree = html.fromstring(http.get(path).text)
            titles += tree.xpath("//h2/a/@href")
            path = next(iter(tree.xpath("//a[@rel='next']/@href")), None)
    assert len(titles) == len(set(titles)) == 4


def test_a_document_shows_its_damage_its_figures_and_its_checks(http: httpx.Client) -> None:
    answer = http.get("/documents/1")
    tree = html.fromstring(answer.text)
    (proved,) = tree.xpath("//span[@class='mark proved'][@tabindex]")
    assert proved.text == "开"
    assert proved.xpath(".//q/text()") == ["開(kai)"]
    (lost,) = tree.xpath("//span[@class='mark lost'][@tabindex]")
    assert lost.text == "□"
    words = seen(answer)
    assert "无确定位置的发现 (1)" in words
    assert (
        "C1 新收 + 上年结转 = 办理总计 + 结转下年: handled + carried out / 总计 · 应为 40 · 实为 41" in words
    )
    assert tree.xpath("//table[@class='cells']/tr[2]/td/text()") == ["予以公开 ", " 30 "]
    assert tree.xpath("//tr[th[text()='（一）予以公开']]/td/text()")[0] == "30"
    assert tree.xpath("//td[contains(@class,'inferred')]//text()") == ["–"]
    assert "这不是最新一版" in words
    assert "被发现撤下（http_404）" in seen(http.get("/documents/5"))


def test_a_difference_shows_words_and_cells(http: httpx.Client) -> None:
    tree = html.fromstring(http.get("/documents/2/since/1").text)
    assert tree.xpath("//p[@class='removed']//del/text()") == ["尚需"]
    assert tree.xpath("//p[@class='added']//ins/text()") == ["已经"]
    assert tree.xpath("//table//del/text()") == ["30"]
    assert tree.xpath("//table//ins/text()") == ["31"]
    assert http.get("/documents/3/since/1").status_code == 404  # not one page's versions


def test_charts_draw_what_the_questions_answer(http: httpx.Client) -> None:
    tree = html.fromstring(http.get("/charts").text)
    titles = tree.xpath("//*[name()='circle']/*[name()='title']/text()")
    assert "常州市 · 2022 · 77.5%" in titles  # 31 of 40, after the change
    assert "常州市 · 2023 · 25%" in titles
    bars = tree.xpath("//*[name()='rect']/*[name()='title']/text()")
    assert "2022 · refused process · 4" in bars
    assert not any("教育局" in title for title in titles)


def test_health_names_the_failures_by_reason(http: httpx.Client) -> None:
    answer = http.get("/health")
    assert "12 次请求" in seen(answer)
    rows = html.fromstring(answer.text).xpath("//table[contains(@class, 'narrow')]/tbody/tr")
    assert [[cell.text_content() for cell in row] for row in rows] == [
        ["不在该网站 off_host", "1"],
        ["超时 timeout", "1"],
    ]


def test_a_question_runs_with_its_parameters_and_can_be_exported(http: httpx.Client) -> None:
    tree = html.fromstring(http.get("/questions/granted", params={"whose": "department"}).text)
    assert tree.xpath("//table//tbody/tr/td[2]/text()") == ["常州市教育局"]
    assert "max(value) FILTER" in tree.xpath("//pre[@class='sql']")[0].text_content()
    (csv,) = tree.xpath("//a[text()='CSV']/@href")
    assert http.get(csv).text.splitlines()[1].startswith("常州市,常州市教育局,2022,2,1,0,50.0")
    (editor,) = tree.xpath("//a[text()='改写这条 SQL']/@href")
    assert http.get(editor).status_code == 200


def test_an_empty_phrase_and_a_wild_one_are_answered(http: httpx.Client) -> None:
    for phrase in ("", '"', "-", "AND OR NOT", "'; DROP TABLE documents; --", "（", "*"):
        assert http.get("/questions/plans_and_reports", params={"phrase": phrase}).status_code == 200
        assert http.get("/search", params={"q": phrase}).status_code == 200
    assert http.get("/questions/copied_problems", params={"at_least": "much"}).status_code == 200


def test_what_is_not_there_is_said_plainly(http: httpx.Client) -> None:
    for path in ("/documents/999", f"/documents/{2**70}", "/documents/1/since/77", "/attachments/5", "/no",
                 "/questions/no", "/archive/no"):  # fmt: skip
        answer = http.get(path)
        assert answer.status_code == 404
        assert "打不开" in answer.text
        assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert http.get("/archive/no.json").json()["status"] == 404
    assert http.get("/archive?sql=selec").status_code == 400


def test_nothing_can_be_written(http: httpx.Client) -> None:
    for statement in ("delete from documents", "insert into about values ('a', 'b')", "attach 'x' as y"):
        assert http.get("/archive.json", params={"sql": statement}).status_code == 400
    insert = "with x as (select 1) insert into about select 'a', 'b'"
    assert http.get("/archive.json", params={"sql": insert}).status_code == 400
    assert http.get("/archive.db").status_code in (403, 404)


def test_endless_sql_is_stopped(http: httpx.Client) -> None:
    endless = "with recursive c(x) as (select 1 union all select x + 1 from c) select max(x) from c"
    answer = http.get("/archive.json", params={"sql": endless})
    assert answer.status_code == 400
    assert "time limit" in answer.json()["error"].lower() or "interrupted" in answer.json()["error"].lower()


def test_sql_functions_search_as_the_command_does(http: httpx.Client) -> None:
    sql = (
        "select gongkai_snippet(text, :q) as words from documents where id in"
        " (select rowid from documents_fts where documents_fts match gongkai_query(:q))"
    )
    rows = http.get("/archive.json", params={"sql": sql, "q": "標準化 -教育", "_shape": "arrays"}).json()[
        "rows"
    ]
    assert rows == [["推进政务公开【标准化】。"]]


def test_a_page_that_a_crawl_commits_is_there_at_once(tmp_path: Path) -> None:
    path = tmp_path / "live.db"
    with Archive.open(path, create=True) as archive, served(path) as url:
        assert "没有符合" in httpx.get(f"{url}/search?q=新页面").text
        add(archive, "changzhou", document("http://a.example/new", text="新页面的样本", title=""))
        found = httpx.get(f"{url}/search?q=新页面").text
        assert "没有符合" not in found
        assert "http://a.example/new" in found, "a page without a title is called by its address"


def test_the_feed_lists_documents_and_leads_to_their_pages(http: httpx.Client, address: str) -> None:
    answer = http.get("/feed.atom")
    assert answer.headers["content-type"].startswith("application/atom+xml")
    feed = etree.fromstring(answer.content)
    links = feed.xpath("//*[local-name()='entry']/*[local-name()='link'][@rel='alternate']/@href")
    assert f"{address}/documents/2" in links
    assert all(http.get(link).status_code == 200 for link in links)
    plans = etree.fromstring(http.get("/feed.atom?kind=work_plan").content)
    assert plans.xpath("//*[local-name()='entry']/*[local-name()='title']/text()") == [
        "招远市2023年政务公开工作要点"
    ]


def test_a_redacted_page_shows_its_stub_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "redacted.db"
    with Archive.open(path, create=True) as archive:
        number = add(
            archive, "changzhou", document("http://a.example/r", title="某人的姓名", text="某人的住址")
        )
        redact(archive, number, why="隐私请求", at="2026-06-01T00:00:00Z")
    with served(path) as url:
        for page in (f"/documents/{number}", "/", "/search", "/changes", "/feed.atom", "/archive/documents"):
            text = httpx.get(url + page).text
            assert "某人" not in text
        assert "应请求删除：隐私请求" in httpx.get(f"{url}/documents/{number}").text
        for page in ("page", "page/inert", "original"):
            assert httpx.get(f"{url}/documents/{number}/{page}").status_code == 404
