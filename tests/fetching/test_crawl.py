"""A first crawl of each replica finds what the portal has, once, and nothing else."""

from __future__ import annotations

import gzip
import json
import re
import subprocess
from collections import Counter
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from archive.records import Document
from archive.store import Archive
from replica import CITIES, Replicas, inventory
from replica.files import docx
from tests.fetching.crawls import HASTE, Crawl, archived, crawl, ended, having, path, reachable, start
from tests.fetching.toy import PAGE, Toy, moved, portal, send

every_city = pytest.mark.parametrize("city", CITIES)


@every_city
def test_every_reachable_document_is_archived_once_and_nothing_else(first_crawl: Crawl, city: str) -> None:
    assert sorted(archived(first_crawl.archive, city)) == sorted(reachable(city))


@every_city
def test_no_document_is_downloaded_twice(first_crawl: Crawl, city: str) -> None:
    listed = {one.final_path or one.path for one in inventory(city)}
    asked = Counter(asked.path for asked in first_crawl.requests if asked.city == city)
    assert {found: times for found, times in asked.items() if found in listed and times > 1} == {}


@every_city
def test_robots_txt_is_asked_for_first_and_obeyed(first_crawl: Crawl, city: str) -> None:
    asked = [asked.path for asked in first_crawl.requests if asked.city == city]
    assert asked[0] == "/robots.txt"
    assert not {one.path for one in having(city, "robots")} & set(asked)


@every_city
def test_what_was_not_fetched_is_told_with_the_reason(first_crawl: Crawl, city: str) -> None:
    walls = {"changzhou": "ruishu", "zhaoyuan": "forbidden", "yancheng": "maintenance", "fuyang": "jiasule"}
    expected = {
        "blocked": f"blocked:{walls[city]}",
        "shell": f"blocked:{walls[city]}",
        "missing": "http_404",
        "robots": "robots",
        "foreign": "off_host",
    }
    told = {
        one["url"] if one["reason"] == "off_host" else path(one["url"]): one["reason"]
        for one in first_crawl.cities[city]["not_fetched"]
    }
    assert told == {one.path: expected[one.reach] for one in having(city, *expected)}


@every_city
def test_the_list_tells_each_documents_column_title_and_date(first_crawl: Crawl, city: str) -> None:
    with Archive.open(first_crawl.archive, readonly=True) as archive:
        rows = archive.db.execute(
            "SELECT url, \"column\", title, listed_on FROM pages WHERE city = ? AND role = 'document'", [city]
        ).fetchall()
    found = {path(url): tuple(facts) for url, *facts in rows}
    for one in having(city, "ok", "js"):
        assert found[one.path] == (one.column, one.title, one.listed_on)


def test_a_redirect_is_followed_to_the_document_and_recorded(first_crawl: Crawl) -> None:
    with Archive.open(first_crawl.archive, readonly=True) as archive:
        for city in CITIES:
            moved = [one for one in having(city, "ok") if one.final_path not in ("", one.path)]
            rows = archive.db.execute(
                "SELECT url, redirected_to FROM pages WHERE city = ? AND redirected_to IS NOT NULL", [city]
            ).fetchall()
            assert {path(start): path(end) for start, end in rows} == {
                one.path: one.final_path for one in moved
            }


def test_the_scripted_column_is_drawn_by_a_browser(first_crawl: Crawl) -> None:
    scripted = {one.final_path or one.path for one in having("zhaoyuan", "js")}
    assert scripted
    assert scripted <= set(archived(first_crawl.archive, "zhaoyuan"))
    with Archive.open(first_crawl.archive, readonly=True) as archive:
        drawn = archive.db.execute("SELECT city, state FROM pages WHERE browser = 1").fetchall()
    assert drawn == [("zhaoyuan", "done")]


@every_city
def test_attachments_are_fetched_and_can_be_found_through_their_page(first_crawl: Crawl, city: str) -> None:
    with Archive.open(first_crawl.archive, readonly=True) as archive:
        rows = archive.db.execute(
            """
            SELECT documents.url, attachments.url FROM attachments
            JOIN documents ON documents.id = attachments.document
            WHERE documents.city = ? AND attachments.capture IS NOT NULL AND attachments.text <> ''
            """,
            [city],
        ).fetchall()
    found = {(path(page), path(file)) for page, file in rows}
    expected = {
        (one.final_path or one.path, file) for one in having(city, "ok", "js") for file in one.attachments
    }
    assert found == expected


def test_the_bytes_are_kept_exactly_as_they_were_sent(first_crawl: Crawl, replicas: Replicas) -> None:
    from replica.portals import portal as replica_of

    with Archive.open(first_crawl.archive, readonly=True) as archive:
        rows = archive.db.execute("SELECT url, capture FROM documents WHERE current = 1").fetchall()
        cities = {urlsplit(origin).netloc: city for city, origin in replicas.origins.items()}
        for url, capture in rows:
            sent = replica_of(cities[urlsplit(url).netloc], 1).pages[path(url)]
            kept = archive.capture(capture)
            assert kept.body == sent.body
            assert kept.header("Content-Type") == sent.content_type


def test_documents_read_right_whatever_encoding_the_server_claims(first_crawl: Crawl) -> None:
    with Archive.open(first_crawl.archive, readonly=True) as archive:
        documents: dict[str, Document] = {
            path(url): archive.document(number)
            for number, url in archive.db.execute("SELECT id, url FROM documents WHERE city = 'yancheng'")
        }
    old = [one for one in having("yancheng", "ok") if one.charset != "utf-8"]
    assert old
    for one in old:
        document = documents[one.final_path or one.path]
        assert document.title == one.title
        assert document.charset.replacements == 0


def test_only_the_wanted_kinds_and_years_are_fetched(
    replicas: Replicas, first_crawl: Crawl, tmp_path
) -> None:
    """And a wider crawl afterwards fetches the rest, for the frontier knows it already."""
    archive, portal = tmp_path / "archive.db", replicas.origins["yancheng"]
    ended(crawl("yancheng", portal, archive, "--kinds", "work_plan", "--since", "2022-01-01"))
    plans = {
        one.final_path or one.path
        for one in having("yancheng", "ok")
        if one.kind == "work_plan" and one.listed_on >= "2022-01-01"
    }
    assert set(archived(archive, "yancheng")) == plans
    ended(crawl("yancheng", portal, archive, "--kinds", "work_plan,work_summary"))
    assert set(archived(archive, "yancheng")) == reachable("yancheng", "work_plan", "work_summary")


def test_scrapy_crawls_a_city_as_it_crawls_anything(replicas: Replicas, tmp_path) -> None:
    archive = tmp_path / "archive.db"
    listed, _ = start("scrapy", "list").communicate(timeout=60)
    assert set(CITIES) <= set(listed.split())
    crawling = start(
        "scrapy", "crawl", "fuyang", "-a", f"portal={replicas.origins['fuyang']}", "-a", "kinds=work_summary",
        "-s", f"ARCHIVE={archive}", *HASTE,
    )  # fmt: skip
    _, errors = crawling.communicate(timeout=60)
    assert crawling.returncode == 0, errors
    assert len(archived(archive, "fuyang")) == sum(
        one.kind == "work_summary" for one in having("fuyang", "ok")
    )


def test_a_fifth_city_of_a_known_family_is_a_file_of_few_lines(replicas: Replicas, tmp_path) -> None:
    city = tmp_path / "zhonglou.py"
    city.write_text(
        "from spiders.families.govinfo import GovInfoSpider\n\n\n"
        "class Zhonglou(GovInfoSpider):\n"
        '    name = "zhonglou"\n    title = "钟楼区"\n    adcode = "320404"\n'
        '    domain = "www.zhonglou.example"\n    start_year = 2012\n',
        encoding="utf-8",
    )
    archive = tmp_path / "archive.db"
    crawling = start(
        "scrapy", "runspider", city, "-a", f"portal={replicas.origins['changzhou']}",
        "-a", "kinds=work_summary", "-s", f"ARCHIVE={archive}", *HASTE,
    )  # fmt: skip
    _, errors = crawling.communicate(timeout=60)
    assert len(archived(archive, "zhonglou")) == 7, errors


def test_an_unknown_city_is_refused_with_close_matches() -> None:
    process = start("gongkai", "crawl", "changzhu")
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 2
    assert "did you mean changzhou" in errors


def test_check_finds_a_portal_where_its_spider_expects_it(replicas: Replicas, browser: None) -> None:
    before = len(replicas.requests)
    process = start("gongkai", "check", "zhaoyuan", "--portal", replicas.origins["zhaoyuan"], *HASTE)
    output, errors = process.communicate(timeout=60)
    assert process.returncode == 0, output + errors
    assert len(replicas.requests) - before < 30
    assert "工作总结" in output
    assert "✗" not in output


def test_check_tells_what_is_not_where_it_was(replicas: Replicas) -> None:
    """常州's spider before 盐城's portal: as if the site had been rebuilt with another CMS."""
    process = start("gongkai", "check", "changzhou", "--portal", replicas.origins["yancheng"], *HASTE)
    output, _ = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "annual_report: a column of a standard name" in output


def test_without_a_browser_the_column_is_left_out_and_named(replicas: Replicas, tmp_path: Path) -> None:
    archive, portal = tmp_path / "archive.db", replicas.origins["zhaoyuan"]
    here = {"PATH": str(tmp_path), "PLAYWRIGHT_BROWSERS_PATH": str(tmp_path)}
    arguments = ("--portal", portal, "--archive", archive, "--kinds", "work_summary,policy", *HASTE)
    output, errors = start("gongkai", "crawl", "zhaoyuan", *arguments, **here).communicate(timeout=60)
    assert "no_browser: get a browser with `playwright install chromium`" in output, errors
    assert "工作总结" in output
    assert set(archived(archive, "zhaoyuan")) == reachable("zhaoyuan", "policy")


def test_a_portal_that_is_not_there_is_an_error_in_one_line(tmp_path: Path) -> None:
    process = crawl("fuyang", "http://127.0.0.1:9", tmp_path / "archive.db", "-s", "RETRY_TIMES=0")
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 1
    assert errors.strip() == "gongkai: fuyang: http://127.0.0.1:9/, which leads to the columns: refused"


def test_a_setting_that_scrapy_cannot_take_is_an_error_in_one_line(tmp_path: Path) -> None:
    process = crawl("fuyang", "http://127.0.0.1:9", tmp_path / "archive.db", "-s", "CONCURRENT_REQUESTS=many")
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 1
    (line,) = errors.strip().splitlines()
    assert line.startswith("gongkai: fuyang: the crawl broke off: ValueError: ")
    assert "many" in line


def test_a_crawl_leaves_each_portals_bodies_compressed_by_what_they_share(first_crawl: Crawl) -> None:
    with Archive.open(first_crawl.archive, readonly=True) as archive:
        rows = archive.db.execute(
            "SELECT sum(size), sum(length(data)), sum(dictionary IS NULL AND encoding = 'zstd') FROM bodies"
        )
        ((size, stored, alone),) = rows.fetchall()
        (dictionaries, number) = archive.db.execute(
            "SELECT sum(length(data)), count(*) FROM dictionaries"
        ).fetchone()
        gzipped = sum(
            len(gzip.compress(archive.body(digest)))
            for (digest,) in archive.db.execute("SELECT sha256 FROM bodies").fetchall()
        )
    assert (number, alone) == (len(CITIES), 0)
    assert stored + dictionaries < 0.4 * gzipped < size


def test_status_tells_what_is_held_and_how_the_crawls_went(first_crawl: Crawl) -> None:
    output, errors = start("gongkai", "status", "--archive", first_crawl.archive, "--json").communicate(
        timeout=60
    )
    told = json.loads(output)
    held = Counter[str]()
    for row in told["documents"]:
        held[row["city"]] += row["documents"]
    assert held == {city: len(reachable(city)) for city in CITIES}, errors
    runs = {run["city"]: (run["state"], run["not_fetched"]["robots"]) for run in told["runs"]}
    assert runs == dict.fromkeys(CITIES, ("finished", 1))


def test_check_says_which_address_failed_and_whether_reports_were_found(tmp_path: Path) -> None:
    """A portal with annual reports alone is good enough; one whose report is missing is not."""
    header = "<table><tr><td>索引号</td><td>000/2024-1</td><td>发布日期</td><td>2024-01-01</td></tr></table>"

    def check(toy: Toy, *arguments: str) -> subprocess.Popen[str]:
        return start("gongkai", "check", "changzhou", "--portal", toy.origin, *HASTE, *arguments)

    report = PAGE.format("样例市2023年政府信息公开工作年度报告").replace("</h1>", f"</h1>{header}")
    with portal({"/gi_news/1": lambda handler: send(handler, report)}) as toy:
        process = check(toy)
        output, errors = process.communicate(timeout=60)
        assert process.returncode == 0, output + errors
        assert re.search(r"– .*work_plan: a column of a standard name", output)
        assert output.strip().splitlines()[-1].startswith("Good enough to record")
    with portal({}, "/gi_news/1") as toy:
        process = check(toy)
        output, _ = process.communicate(timeout=60)
        assert process.returncode == 1
        assert f"http_404: {toy.origin}/gi_news/1" in output
        assert output.strip().splitlines()[-1].startswith("Not good enough")
        looked = json.loads(check(toy, "--json").communicate(timeout=60)[0])
        assert [one["url"] for one in looked if one["found"] == "http_404"] == [f"{toy.origin}/gi_news/1"]
        crawled = start(
            "gongkai", "crawl", "changzhou", "--portal", toy.origin, "--archive", tmp_path / "a.db", *HASTE
        )
        assert f"{toy.origin}/gi_news/1" in crawled.communicate(timeout=60)[0]


def test_a_file_that_several_pages_point_to_is_fetched_once_and_belongs_to_each(tmp_path: Path) -> None:
    """Be it by its own address or by one that leads there."""
    links = {
        "/gi_news/1": "/files/1.docx",
        "/gi_news/2": "/files/1.docx",
        "/gi_news/3": "/module/download/downfile.jsp?filename=1.docx",
    }

    def page(file: str) -> Callable[[BaseHTTPRequestHandler], None]:
        body = PAGE.format("样例市年报") + f'<p>附件：<a href="{file}">样例表.docx</a></p></body></html>'
        return lambda handler: send(handler, body)

    with portal({path: page(file) for path, file in links.items()}) as toy:
        toy.answers["/files/1.docx"] = lambda handler: send(handler, docx(["样例表"]), content_type="")
        toy.answers["/module/download/downfile.jsp?filename=1.docx"] = moved("/files/1.docx")
        archive = toy.crawl(tmp_path)
        assert len(toy.requests("/files/1.docx")) == 1
    with Archive.open(archive, readonly=True) as opened:
        rows = opened.db.execute(
            "SELECT documents.url FROM attachments JOIN documents ON documents.id = document"
            " WHERE attachments.text LIKE '%样例表%'"
        )
        assert sorted({path(url) for (url,) in rows}) == sorted(links)
        assert opened.db.table("captures").count == 4
