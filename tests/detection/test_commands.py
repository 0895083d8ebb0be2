"""``gongkai repair`` and ``gongkai learn`` as a person runs them."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from archive.records import Capture
from archive.store import Archive
from crawler.cli import gongkai
from crawler.detection import language_model, repair
from crawler.reading import read

DAMAGED = "樣例市申請(qǐng)公開(kāi)政府信息"


def test_a_file_in_any_encoding_is_repaired(tmp_path: Path) -> None:
    file = tmp_path / "page.txt"
    file.write_bytes("樣例市政府信息公開年報，共三條".encode("gb18030"))
    answer = json.loads(CliRunner().invoke(gongkai, ["repair", str(file)]).stdout)
    assert answer["text"] == "样例市政府信息公开年报，共三条"
    assert {finding["kind"] for finding in answer["findings"]} == {"script"}


def test_json_lines_are_answered_in_order_and_bad_ones_by_their_error() -> None:
    good = json.dumps({"id": "a", "text": DAMAGED})
    html = json.dumps({"id": "b", "html": f"<p>{DAMAGED}</p>"})
    lines = "\n".join([good, "not json", '{"id": "c"}', "[]", "", html])
    result = CliRunner().invoke(gongkai, ["repair", "-", "--jsonl"], input=lines)
    answers = [json.loads(line) for line in result.stdout.splitlines()]
    assert [answer["id"] for answer in answers] == ["a", None, "c", None, "b"]
    assert ["error" in answer for answer in answers] == [False, True, True, True, False]
    assert answers[0]["text"] == answers[4]["text"].strip() == "样例市申请公开政府信息"


def test_explaining_shows_both_texts_and_each_reason() -> None:
    result = CliRunner().invoke(gongkai, ["repair", "-", "--explain"], input=DAMAGED, env={"COLUMNS": "160"})
    assert result.exit_code == 0
    for shown in (DAMAGED, "样例市申请公开政府信息", "pinyin", "proved"):
        assert shown in result.stdout


def test_a_diff_names_the_lines_that_change() -> None:
    result = CliRunner().invoke(gongkai, ["repair", "-", "--diff"], input=f"不变的一行\n{DAMAGED}\n")
    assert f"-{DAMAGED}" in result.stdout
    assert "+样例市申请公开政府信息" in result.stdout


def test_two_ways_of_showing_at_once_are_wrong_usage() -> None:
    assert CliRunner().invoke(gongkai, ["repair", "-", "--diff", "--explain"], input="").exit_code == 2


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A cache directory of the test's own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    language_model.use(None)
    yield tmp_path
    language_model.use(None)


def test_learning_from_an_archive_is_named_in_the_rule(cache: Path) -> None:
    from benchmarks.detection import paragraphs

    path = cache / "archive.db"
    text = "\n".join(paragraphs()[:400] * 2)
    capture = Capture("http://www.example.gov.cn/a", "2024-01-01T00:00:00Z", 200, (), text.encode())
    with Archive.open(path, create=True) as archive:
        archive.add_document(capture, read(capture))
    learned = CliRunner().invoke(gongkai, ["learn", "--archive", str(path)])
    assert learned.exit_code == 0, learned.output
    findings = repair("社會發展?fàn)I造良好氛圍").findings
    assert any(language_model.LEARNED in finding.rule for finding in findings)


def test_too_small_an_archive_is_refused(cache: Path) -> None:
    path = cache / "archive.db"
    Archive.open(path, create=True).close()
    result = CliRunner().invoke(gongkai, ["learn", "--archive", str(path)])
    assert result.exit_code == 1
    assert "crawl or ingest more first" in str(result.exception)
