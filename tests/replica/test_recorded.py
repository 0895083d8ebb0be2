"""A city's portal played back from answers that were kept as they came."""

from __future__ import annotations

import http.client
import json
from pathlib import Path
from urllib.parse import urlsplit

import pytest

import replica
from archive.errors import InputError
from crawler.fetching.recording import file_name, write
from spiders.fuyang import Fuyang
from tests.fetching.crawls import HASTE, start

HOST = "www.lianhu.example"
HTML = [(b"Content-Type", b"text/html; charset=gb2312"), (b"Set-Cookie", b"id=1"), (b"ETag", b'"a"')]
PAGE = f'<a href="https://{HOST}/col/1.html?page=2">莲湖</a> <a href="//{HOST}.cn/">他站</a>'.encode(
    "gb18030"
)


@pytest.fixture
def recordings(tmp_path: Path) -> Path:
    """One invented city, with one page of sample text."""
    write(tmp_path / "lianhu", f"https://{HOST}/", 200, HTML, PAGE)
    return tmp_path


def get(origin: str, path: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    connection = http.client.HTTPConnection(urlsplit(origin).netloc, timeout=20)
    connection.request(
        "GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()}
    )
    response = connection.getresponse()
    return response.status, dict(response.getheaders()), response.read()


def test_a_recorded_city_is_served_beside_the_others(recordings: Path) -> None:
    with replica.serve(recordings=recordings) as portals:
        assert list(portals.origins) == [*replica.CITIES, "lianhu"]
        origin = portals.origins["lianhu"]
        status, headers, body = get(origin, "/")
        assert (status, headers["Content-Type"]) == (200, "text/html; charset=gb2312")
        assert "Set-Cookie" not in headers
        assert get(origin, "/", If_None_Match='"a"')[0] == 304
        status, _, missing = get(origin, "/other?page=2")
        assert (status, missing) == (404, f"not recorded: lianhu/{HOST}/%2Fother%3Fpage%3D2\n".encode())
    # Links to the portal's own host, and no others, lead to the replica.
    assert body == PAGE.replace(f"https://{HOST}/".encode(), f"{origin}/".encode())


def test_the_recording_itself_holds_the_bytes_as_they_came(recordings: Path) -> None:
    assert (recordings / "lianhu" / HOST / "%2F").read_bytes().endswith(b"\r\n\r\n" + PAGE)


def test_what_curl_includes_is_a_recording_too(recordings: Path) -> None:
    file = recordings / "lianhu" / HOST / file_name("/col/1.html?page=2")
    assert file.name == "%2Fcol%2F1.html%3Fpage%3D2"
    file.write_bytes(b"HTTP/2 302 \r\nlocation: https://www.lianhu.example/\r\ncontent-length: 9\r\n\r\n")
    with replica.serve(recordings=recordings) as portals:
        status, headers, body = get(portals.origins["lianhu"], "/col/1.html?page=2")
        assert (status, body) == (302, b"")
        assert headers["location"] == portals.origins["lianhu"] + "/"


def test_long_addresses_have_names_of_their_own_that_every_disk_takes() -> None:
    names = {file_name("/unit?" + "tagId=%E5%8F%B3&" * 40 + f"page={page}") for page in range(9)}
    assert len(names) == 9
    assert max(map(len, names)) < 200


def test_a_file_that_is_no_answer_is_named(recordings: Path) -> None:
    (recordings / "lianhu" / HOST / file_name("/broken")).write_bytes(b"<html>")
    with pytest.raises(InputError, match="broken: no status line"):
        replica.recorded.load(recordings / "lianhu" / HOST / "%2Fbroken")


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        (f"{HOST}/%2Fbroken", b"<html>", "broken: no status line"),
        (f"{HOST}/%2Fhalf", b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n", "half: no status line"),
        ("other.example/%2F", b"", "other.example, www.lianhu.example"),
        ("expected.json", b"[", "expected.json: Expecting value"),
        ("expected.json", b'{"path": "/1.html"}', "a list of objects"),
        ("expected.json", b'[{"path": "/1.html"}]', "missing 5 required"),
        ("expected.json", b"\xff", "expected.json: .*utf-8"),
    ],
)
def test_what_cannot_be_played_is_refused_before_anything_is_served(
    recordings: Path, name: str, content: bytes, told: str
) -> None:
    file = recordings / "lianhu" / name
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(content)
    with pytest.raises(InputError, match=told) as refused, replica.serve(recordings=recordings):
        pytest.fail("it was served")
    assert "\n" not in str(refused.value)


def test_an_unknown_kind_or_field_of_what_was_reviewed_is_named(recordings: Path) -> None:
    row = {
        "path": "/1.html", "column": "年报", "kind": "annual_report",
        "title": "年报", "report_year": 2023, "listed_on": "2024-01-30",
    }  # fmt: skip
    for wrong in ({"kind": "report"}, {"catalogue": {"report": "x"}}):
        text = json.dumps([row | wrong])
        (recordings / "lianhu" / "expected.json").write_text(text, encoding="utf-8")
        with pytest.raises(InputError, match=r"/1\.html: there is no report"):
            replica.recorded.build("lianhu", recordings)


def test_an_answer_that_an_editor_gave_bare_line_feeds_is_played(recordings: Path) -> None:
    body = b"<p>1</p>\r\n\r\n<p>2</p>\n"
    file = recordings / "lianhu" / HOST / "%2F1.html"
    file.write_bytes(b"HTTP/1.1 200 OK\nContent-Type: text/html; charset=utf-8\n\n" + body)
    with replica.serve(recordings=recordings) as portals:
        status, headers, sent = get(portals.origins["lianhu"], "/1.html")
    assert (status, headers["Content-Type"], sent) == (200, "text/html; charset=utf-8", body)


def test_a_city_is_recorded_from_one_host(recordings: Path) -> None:
    write(recordings / "lianhu", "https://other.example/", 200, HTML, PAGE)
    with pytest.raises(InputError, match="one folder"):
        replica.recorded.build("lianhu", recordings)


def test_what_somebody_reviewed_is_the_inventory(recordings: Path) -> None:
    assert replica.recorded.build("lianhu", recordings).expected == ()
    row = {
        "path": "/1.html", "column": "年报", "kind": "annual_report",
        "title": "莲湖市2023年政府信息公开工作年度报告", "report_year": 2023, "listed_on": "2024-01-30",
    }  # fmt: skip
    reviewed = recordings / "lianhu" / "expected.json"
    reviewed.write_text(json.dumps([row]), encoding="utf-8")
    (one,) = replica.recorded.build("lianhu", recordings).expected
    assert (one.title, one.reach) == (row["title"], "ok")
    reviewed.write_text('[{"titel": "x"}]', encoding="utf-8")
    with pytest.raises(InputError, match="titel"):
        replica.recorded.build("lianhu", recordings)


def test_a_check_that_records_finds_the_same_in_its_recording(tmp_path: Path) -> None:
    with replica.serve(delay_scale=0) as portals:
        before = len(portals.requests)
        found = check(portals.origins["fuyang"], "--record", tmp_path / "lianhu")
        asked = {one.path for one in portals.requests[before:]}
    # Under the city's own host, whatever stood in for it.
    kept = list((tmp_path / "lianhu" / Fuyang.domain).iterdir())
    assert {file.name for file in kept} == {file_name(path) for path in asked}
    with replica.serve(recordings=tmp_path, delay_scale=0) as portals:
        assert check(portals.origins["lianhu"]) == found


def check(portal: str, *arguments: str | Path) -> list[dict[str, object]]:
    process = start("gongkai", "check", "fuyang", "--portal", portal, "--json", *HASTE, *arguments)
    output, errors = process.communicate(timeout=60)
    assert output, errors
    return sorted(json.loads(output), key=lambda one: (one["what"], one["found"]))
