"""Pages from files, through the command line."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from archive.bodies import MAX_BODY
from archive.errors import ArchiveError
from archive.store import Archive
from crawler.cli import gongkai

SEEDS = Path(__file__).parents[3] / "shared" / "seeds"
HTML = "<html><title>样本</title><body><h1>样本市政务公开工作要点</h1><p>受理依申请公开件。</p></body></html>"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "archive.db"


def run(*arguments: object) -> Result:
    return CliRunner().invoke(gongkai, [str(argument) for argument in arguments])


def ingested(path: Path, *sources: Path, status: int = 0) -> dict[str, Any]:
    result = run("ingest", *sources, "--archive", path, "--json")
    assert result.exit_code == status, result.output
    answer: dict[str, Any] = json.loads(result.stdout)
    return answer


def lines(path: Path, *records: object) -> Path:
    path.write_text(
        "\n".join(r if isinstance(r, str) else json.dumps(r, ensure_ascii=False) for r in records), "utf-8"
    )
    return path


def urls(path: Path) -> list[str]:
    with Archive.open(path, readonly=True) as archive:
        return [url for (url,) in archive.db.execute("SELECT url FROM documents ORDER BY id")]


def test_a_directory_of_pages_and_lines(tmp_path: Path, path: Path) -> None:
    pages = tmp_path / "pages"
    (pages / "2023").mkdir(parents=True)
    (pages / "2023" / "要点 1.html").write_text(HTML, "utf-8")
    (pages / "note.txt").write_text("关于公开的通知", "utf-8")
    (pages / "logo.png").write_bytes(b"\x89PNG")
    lines(
        pages / "more.jsonl",
        {"id": 7, "text": "第七条"},
        {"url": "http://x.cn/8", "html": HTML, "city": "fuyang"},
    )
    answer = ingested(path, pages)
    assert (answer["new"], answer["refused"]) == (4, [])
    assert [Path(name).name for name in answer["left_out"]] == ["logo.png"]
    first, *others = urls(path)
    assert first.startswith("file:要点%201.html?sha256=")
    assert others[:2] == ["file:more.jsonl#7", "http://x.cn/8"]
    assert not any(str(tmp_path) in url for url in urls(path)), "the directory is nobody's business"


def test_the_same_file_again_is_a_visit_from_wherever_it_is_read(tmp_path: Path, path: Path) -> None:
    for directory in ("a", "b"):
        (tmp_path / directory).mkdir()
        (tmp_path / directory / "page.html").write_text(HTML, "utf-8")
    assert ingested(path, tmp_path / "a")["new"] == 1
    assert ingested(path, tmp_path / "b" / "page.html")["unchanged"] == 1
    (tmp_path / "b" / "page.html").write_text(HTML.replace("样本市", "另一市"), "utf-8")
    assert ingested(path, tmp_path / "b")["new"] == 1, "another page of the same name is another page"


def test_a_line_with_a_known_address_and_new_words_is_a_new_version(tmp_path: Path, path: Path) -> None:
    for text in ("要点", "要点修订"):
        answer = ingested(path, lines(tmp_path / "lines.jsonl", {"url": "http://x.cn/1", "text": text}))
    assert answer["changed"] == 1


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{broken", "is not JSON"),
        ("[1]", "is not a JSON object"),
        ("[" * 100_000, "is not JSON"),
        ('{"id": 1}', 'neither "text" nor "html"'),
        ('{"text": 5}', '"text" is not a string'),
        ('{"text": "x", "url": 5}', '"url" is not a string'),
        ('{"text": "x", "url": "http://[bad"}', "no address"),
        ('{"text": "\\ud800"}', "lone surrogate"),
        ('{"text": "x", "id": "\\ud800"}', "lone surrogate"),
        ('{"text": "x", "title": "\\ud800"}', "lone surrogate"),
        ('{"text": "x", "url": "http://x.cn/\\ud800"}', "lone surrogate"),
        ('{"text": "x", "id": [1]}', '"id" is not a string'),
        ('{"text": "x", "fetched_at": "yesterday"}', '"fetched_at" is no time'),
    ],
)
def test_a_bad_line_is_named_and_the_good_ones_are_kept(
    tmp_path: Path, path: Path, line: str, reason: str
) -> None:
    file = lines(tmp_path / "lines.jsonl", {"text": "好的"}, line, "", {"text": "也好"})
    answer = ingested(path, file, status=1)
    assert answer["new"] == 2
    (refused,) = answer["refused"]
    assert refused["place"] == f"{file}:2"
    assert reason in refused["reason"]


def test_a_file_too_large_is_refused_and_the_others_are_kept(tmp_path: Path, path: Path) -> None:
    large = tmp_path / "large.html"
    with large.open("wb") as file:
        file.truncate(100_000_000)
    small = tmp_path / "small.html"
    small.write_text(HTML, "utf-8")
    answer = ingested(path, large, small, status=1)
    assert answer["new"] == 1
    assert "100,000,000 bytes; pages above 64,000,000 bytes are not read" in answer["refused"][0]["reason"]


def test_a_line_too_large_is_refused_and_the_next_is_read(tmp_path: Path, path: Path) -> None:
    file = tmp_path / "lines.jsonl"
    with file.open("w", encoding="utf-8") as out:
        out.write('{"text": "' + "x" * (MAX_BODY * 2 + 5) + '"}\n{"text": "好的"}\n')
    answer = ingested(path, file, status=1)
    assert answer["new"] == 1
    assert answer["refused"][0]["place"].endswith(":1")
    assert "are not read" in answer["refused"][0]["reason"]


@pytest.mark.parametrize(("name", "content"), [("a.bin", b"\0\1\2"), ("empty.html", b"  \n")])
def test_a_file_that_is_no_page_is_refused(tmp_path: Path, path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    assert ingested(path, tmp_path / name, status=1)["refused"]


def test_a_directory_that_cannot_be_read_is_named_and_the_others_are_read(unprivileged: Path) -> None:
    (unprivileged / "page.html").write_text(HTML, "utf-8")
    (unprivileged / "closed").mkdir(mode=0)
    answer = ingested(unprivileged / "archive.db", unprivileged, status=1)
    assert answer["new"] == 1
    (refused,) = answer["refused"]
    assert refused == {"place": str(unprivileged / "closed"), "reason": "cannot be read: Permission denied"}


def test_a_file_name_that_is_not_utf8_is_no_obstacle(tmp_path: Path, path: Path) -> None:
    for name, content in (("报告.html", HTML.encode()), ("空.txt", b""), ("图.png", b"\x89PNG")):
        Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name.encode("gbk"))).write_bytes(content)
    answer = ingested(path, tmp_path, status=1)
    assert answer["new"] == len(answer["refused"]) == 1
    assert urls(path)[0].startswith("file:%B1%A8%B8%E6.html?")


def test_the_time_of_a_line_is_kept_in_utc(tmp_path: Path, path: Path) -> None:
    times = ("2024-01-31T08:00:00+08:00", "2024-01-31", "2024-01-31T00:00:00Z")
    records = [{"text": f"第{n}条", "id": n, "fetched_at": time} for n, time in enumerate(times)]
    ingested(path, lines(tmp_path / "lines.jsonl", *records))
    with Archive.open(path, readonly=True) as archive:
        assert set(archive.db.execute("SELECT first_seen FROM documents")) == {("2024-01-31T00:00:00Z",)}


def test_another_file_is_not_overwritten_by_an_archive(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(HTML, "utf-8")
    result = run("ingest", tmp_path / "page.html", "--archive", tmp_path / "page.html")
    assert isinstance(result.exception, ArchiveError)
    assert (tmp_path / "page.html").read_text("utf-8") == HTML


def test_a_missing_path_is_wrong_usage(path: Path) -> None:
    assert run("ingest", "/nowhere/at/all", "--archive", path).exit_code == 2
    assert not path.exists()


# The other commands, on what was ingested


@pytest.fixture
def filled(tmp_path: Path, path: Path) -> Path:
    record = {"url": "http://x.cn/1", "html": HTML, "fetched_at": "2024-01-01T00:00:00Z", "city": "fuyang"}
    later = {**record, "html": HTML.replace("受理", "共受理"), "fetched_at": "2024-06-01T00:00:00Z"}
    ingested(path, lines(tmp_path / "lines.jsonl", record, later, {"text": "无关"}))
    return path


def test_search_prints_a_table_or_json(filled: Path) -> None:
    assert "样本市政务公开工作要点" in run("search", "依申请公开", "--archive", filled).output
    (hit,) = json.loads(run("search", "依申请", "--city", "fuyang", "--archive", filled, "--json").output)
    assert (hit["id"], hit["url"]) == (2, "http://x.cn/1")
    nothing = run("search", "没有的词", "--archive", filled)
    assert (nothing.exit_code, nothing.output) == (0, "No document holds all of that.\n")


def test_show_prints_the_version_asked_for(filled: Path) -> None:
    assert "共受理" in run("show", 2, "--text", "--archive", filled).output
    assert "共受理" not in run("show", 2, "--text", "--at", "2024-03-01", "--archive", filled).output
    assert run("show", 1, "--html", "--archive", filled).stdout_bytes == HTML.encode()
    shown = json.loads(run("show", 2, "--json", "--archive", filled).output)
    assert [version["version"] for version in shown["versions"]] == [1, 2]
    assert "第" not in run("show", 2, "--archive", filled).output
    assert isinstance(run("show", 99, "--archive", filled).exception, ArchiveError)


def test_diff_compares_the_last_two_versions_or_those_named(filled: Path) -> None:
    found = json.loads(run("diff", 1, "--json", "--archive", filled).output)
    assert [change["change"] for change in found["text"]] == ["removed", "added"]
    assert "+ 共受理依申请公开件。" in run("diff", 1, "--archive", filled).output
    back = json.loads(run("diff", 1, 2, 1, "--json", "--archive", filled).output)
    assert back["text"][1]["paragraphs"] == ["受理依申请公开件。"]
    assert run("diff", 1, 2, "--archive", filled).exit_code == 2


def test_verify_and_redact(filled: Path) -> None:
    assert "all as they must be" in run("verify", "--archive", filled).output
    assert run("redact", 1, "--why", "申请", "--yes", "--archive", filled).exit_code == 0
    assert json.loads(run("search", "依申请公开", "--json", "--archive", filled).output) == []
    assert "申请" in run("show", 1, "--archive", filled).output
    found = json.loads(run("verify", "--json", "--archive", filled).output)
    assert found["faults"] == []
    with Archive.open(filled) as archive:
        archive.db.execute("UPDATE documents SET text = 'forged' WHERE id = 3")
    assert run("verify", "--archive", filled).exit_code == 1


@pytest.mark.parametrize(
    "wrong",
    [
        ("show", 10**30),
        ("show", 1, "--at", "then"),
        ("search", "x", "--limit", 10**30),
        ("search", "x", "--year", 10**30),
        ("diff", 1, 1, 10**30),
        ("redact", 1, "--why", " ", "--yes"),
    ],
)
def test_what_makes_no_sense_is_wrong_usage(filled: Path, wrong: tuple[object, ...]) -> None:
    result = run(*wrong, "--archive", filled)
    assert (result.exit_code, type(result.exception)) == (2, SystemExit)


# Real pages


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the real pages are not on this machine")
def test_the_real_pages_are_archived_and_found_as_grep_finds_them(path: Path) -> None:
    assert ingested(path, SEEDS)["new"] == 5
    texts = {file.name: file.read_text("utf-8") for file in SEEDS.glob("*.txt")}
    with Archive.open(path, readonly=True) as archive:
        for word in ("依申请公开", "复议", "阜"):
            found = {hit.url.removeprefix("file:").split("?")[0] for hit in archive.search(word)}
            assert found >= {name for name, text in texts.items() if word in text}, word
        page_004 = next(hit.id for hit in archive.search("003158495/202312-00416"))
        document = archive.document(page_004)
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
