"""``gongkai read`` on the command line."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner

from crawler.commands.read import command

PAGE = "<table><tr><td>索引号：</td><td>000000000/2024-00011</td><td>有效性：</td><td>有效</td></tr></table>"


def test_a_file_is_printed_as_json(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text(PAGE, encoding="gb18030")
    result = CliRunner().invoke(command, [str(path), "--url", "http://www.example.gov.cn/t20240102_1.html"])
    assert result.exit_code == 0
    answer = json.loads(result.output)
    assert answer["catalogue"]["index_number"] == "000000000/2024-00011"
    assert answer["labels"] == {"索引号": "000000000/2024-00011", "有效性": "有效"}
    assert answer["charset"]["used"] == "gb18030"
    assert [word["value"] for word in answer["witnesses"] if word["source"] == "url"] == ["2024-01-02"]


def test_lines_are_answered_in_order_and_bad_ones_with_their_error() -> None:
    lines = [
        json.dumps({"id": 1, "url": "http://www.example.gov.cn/", "html": PAGE}),
        "not json",
        json.dumps({"id": 3}),
        "",
        json.dumps({"id": 4, "text": "\ud800样例"}),
        json.dumps({"id": 5, "text": 7}),
        json.dumps([6]),
        json.dumps({"id": "七", "text": "样例市2023年政务公开工作总结"}),
    ]
    result = CliRunner().invoke(command, ["-", "--jsonl"], input="\n".join(lines))
    assert result.exit_code == 0
    answers = [json.loads(line) for line in result.output.splitlines()]
    assert [answer["id"] for answer in answers] == [1, None, 3, 4, 5, None, "七"]
    assert [("error" in answer) for answer in answers] == [False, True, True, False, True, True, False]
    assert answers[-1]["kind"] == "work_summary"


def test_a_missing_file_is_wrong_usage() -> None:
    assert CliRunner().invoke(command, ["no-such-file.html"]).exit_code == 2


def test_a_line_nested_without_end_does_not_stop_those_behind_it() -> None:
    lines = ['{"id": 1, "text": ' + "[" * 100_000, json.dumps({"id": 2, "text": "样例"})]
    result = CliRunner().invoke(command, ["--jsonl"], input="\n".join(lines))
    assert result.exit_code == 0
    bad, good = (json.loads(line) for line in result.output.splitlines())
    assert "not JSON" in bad["error"]
    assert (good["id"], good["text"]) == (2, "样例")
