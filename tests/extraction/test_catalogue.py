"""The catalogue header: found wherever it stands, with every value, and nowhere else."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks import header_pages
from benchmarks.extraction import read_source

SHARED = Path(__file__).parents[3] / "shared" / "data" / "headers.jsonl"
CANONICAL = {
    "issuer": "issuing_body",
    "index_no": "index_number",
    "doc_no": "document_number",
    "date_written": "written_on",
    "date_published": "published_on",
    "date_effective": "effective_on",
    "date_repealed": "repealed_on",
    "theme": "subject",
    "open_mode": "disclosure",
}


def labelled() -> list[dict[str, object]]:
    """The labelled pages, where the data folder is at hand; else none."""
    if not SHARED.exists():
        return []
    return [json.loads(line) for line in SHARED.read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("sample", labelled(), ids=lambda sample: str(sample["url"])[-40:])
@pytest.mark.parametrize("colon", [":", "："])
def test_the_labelled_headers_are_read_as_printed(sample: dict[str, str], colon: str) -> None:
    excerpt = sample["excerpt"].replace(":", colon)
    expected = {label: value.replace(":", colon) for label, value in dict(sample["expected"]).items()}
    document = read_source(excerpt, html=False)
    assert document.labels == expected
    filled = {name for name, value in document.catalogue.items() if value is not None}
    meant = {CANONICAL.get(name, name) for name, value in dict(sample["expected_canonical"]).items() if value}
    assert filled <= meant | {"validity"}


@pytest.mark.parametrize("layout", sorted(header_pages.HTML_LAYOUTS))
@pytest.mark.parametrize("sep", header_pages.SEPARATORS)
def test_labelled_headers_survive_being_set_in_html(layout: str, sep: str) -> None:
    for sample in labelled():
        expected = {label: " ".join(str(value).split()) for label, value in dict(sample["expected"]).items()}
        if not expected:
            continue
        page = header_pages.HTML_LAYOUTS[layout](list(expected.items()), sep)
        title = str(dict(sample["expected_canonical"]).get("title") or "关于印发样例办法的通知")
        document = read_source(header_pages.html_page(page, title), html=True)
        assert {k: " ".join(v.split()) for k, v in document.labels.items()} == expected, sample["url"]


@given(st.integers(min_value=1000, max_value=1_000_000))
@settings(max_examples=8, deadline=None)
def test_invented_headers_are_read_in_every_layout(seed: int) -> None:
    for page in header_pages.pages([seed]):
        document = read_source(page.source, html=page.html)
        assert document.labels == page.labels, page.layout
        assert {k: v for k, v in document.catalogue.items() if v is not None} == page.fields, page.layout


WITHOUT_HEADER = {
    "a byline": """关于某事的通知
        浏览次数: 信息来源:样例县发改委 发布时间:2020-06-18 08:40  文字大小:[ ]
        各单位：
        现就有关事项通知如下。""",
    "a table of what is disclosed": """
        序号 | 公开事项 | 公开方式 | 公开时限 | 公开范围 |
        1 | 机构职能 | 主动公开 | 长期公开 | 全社会 |""",
    "a list of files": """
        文件名称 | 文号 | 发布日期 |
        关于甲的通知 | 样政发〔2020〕1号 | 2020-01-02 |
        关于乙的通知 | 样政发〔2020〕2号 | 2020-02-02 |""",
    "repealed files": "".join(
        f"{n}.名称：关于事项{n}的通知\n文号：样政发〔200{n}〕1号\n发布日期：200{n}-01-01\n"
        for n in range(1, 6)
    ),
    "prose with label words": "公开方式 主动公开为原则。文号 见附件，来源 本单位。有效性 由司法局认定。",
    "contact details": "联系方式\n名称：样例市财政局\n地址：样例路1号\n电话：0000-0000000\n公开方式：网站\n",
    "a purchase": "采购公告\n项目名称：办公设备\n发布日期：2023-01-01\n采购方式：公开招标\n",
}


@pytest.mark.parametrize("text", WITHOUT_HEADER.values(), ids=WITHOUT_HEADER.keys())
def test_what_is_no_header_gives_no_fields(text: str) -> None:
    document = read_source(text, html=False)
    assert document.labels == {}
    assert set(document.catalogue.values()) == {None}


def test_an_empty_last_field_does_not_swallow_the_headline() -> None:
    header = "索引号 000000000/2024-00001\n成文日期 2024-02-03\n内容概述\n\n"
    text = f"{header}关于样例事项的通知\n\n发布时间：2024-02-05\n"
    document = read_source(text, html=False)
    assert document.labels["内容概述"] == ""
    assert document.catalogue["summary"] is None


def test_a_value_that_may_be_the_headline_is_left_out_with_a_finding() -> None:
    text = (
        "索引号：\n000000000/2024-00001\n成文日期：\n2024-02-03\n内容概述：\n"
        "样例市贯彻落实有关工作要求的若干具体措施和任务分工安排\n各有关单位：\n现就有关事项通知如下。"
    )
    document = read_source(text, html=False)
    assert document.catalogue["summary"] is None
    assert [finding.kind for finding in document.findings] == ["value_unsure"]


def test_annotated_and_traditional_labels_are_read_and_kept_as_printed() -> None:
    text = (
        "索??引??號：000000000/2023-00011 發(fā)布機構：樣例市人民政府辦公室\n"
        "成文日期：2023-05-06 發(fā)文字號：樣政辦發(fā)〔2023〕6號\n"
    )
    document = read_source(text, html=False)
    assert document.catalogue["index_number"] == "000000000/2023-00011"
    assert document.catalogue["issuing_body"] == "样例市人民政府办公室"
    assert document.catalogue["document_number"] == "样政办发〔2023〕6号"
    assert document.labels["發布機構"] == "樣例市人民政府辦公室"
    assert document.labels["發文字號"] == "樣政辦發(fā)〔2023〕6號"


SYNONYMS = {
    "信息生成日期": ("written_on", "2023-05-06", "2023-05-06"),
    "信息发布机构": ("issuing_body", "样例市财政局", "样例市财政局"),
    "发文编号": ("document_number", "样财发〔2023〕6号", "样财发〔2023〕6号"),
    "信息公开日期": ("published_on", "2023年5月8日", "2023-05-08"),
}
_ROW = "<tr><td>{}</td><td>{}</td></tr>"


@pytest.mark.parametrize("label", SYNONYMS)
@pytest.mark.parametrize("padding", ["", " ", "\u3000"])
@pytest.mark.parametrize(
    ("layout", "joined"), [(_ROW, "<table>{}</table>"), ("<p>{}：{}</p>", "{}"), ("{}：{}\n", "{}")]
)
def test_longer_names_of_labels_give_the_same_fields(
    label: str, padding: str, layout: str, joined: str
) -> None:
    field, printed, value = SYNONYMS[label]
    index = ("索引号", "000000000/2023-00011")
    header = joined.format("".join(layout.format(*pair) for pair in (index, (padding.join(label), printed))))
    html = layout.startswith("<")
    page = (header_pages.html_page if html else header_pages.text_page)(header, "关于样例事项的通知")
    document = read_source(page, html=html)
    assert document.labels == {"索引号": index[1], label: printed}
    filled = {name for name, found in document.catalogue.items() if found is not None}
    assert filled - {"title"} == {"index_number", field}
    assert document.catalogue[field] == value


def test_truncated_labels_are_told_by_their_values() -> None:
    text = "号: 000000000/202203-00218 信息分类: 规范性文件\n发文机关: 样例县人民政府 性: 有效\n"
    document = read_source(text, html=False)
    assert document.labels["索引号"] == "000000000/202203-00218"
    assert document.catalogue["validity"] == "in_force"
    assert {finding.kind for finding in document.findings} == {"label_truncated"}


def test_an_index_number_without_labels_is_taken_and_the_rest_left_alone() -> None:
    text = "000000000/2023-00011\n样例市人民政府办公室\n2023-05-06\n2023-05-08\n关于样例事项的通知\n"
    document = read_source(text, html=False)
    assert document.catalogue["index_number"] == "000000000/2023-00011"
    assert document.catalogue["written_on"] is None
    assert [finding.kind for finding in document.findings] == ["labels_lost"]


def test_separators_may_be_mixed_within_one_header() -> None:
    text = (
        "[ 索引号 ] 000000000/2023-00005 发文字号：样府发〔2023〕21号\n"
        "【主题分类】应急管理 【体裁分类】预案\n"
        "发布机构 样例区政府\n成文日期: 2023-06-03 | 发布日期: 2023-06-04\n"
    )
    document = read_source(text, html=False)
    assert document.labels == {
        "索引号": "000000000/2023-00005",
        "发文字号": "样府发〔2023〕21号",
        "主题分类": "应急管理",
        "体裁分类": "预案",
        "发布机构": "样例区政府",
        "成文日期": "2023-06-03",
        "发布日期": "2023-06-04",
    }


def test_a_damaged_date_is_null_with_the_printed_text_kept() -> None:
    document = read_source(
        "索引号：000000000/2023-00011\n成文日期：2023年月日\n发布日期：2023-13-40\n", html=False
    )
    assert document.catalogue["written_on"] is document.catalogue["published_on"] is None
    assert document.labels["成文日期"] == "2023年月日"
    assert [finding.kind for finding in document.findings].count("date_unreadable") == 2


def test_a_word_of_validity_in_a_date_field_says_validity() -> None:
    document = read_source("索引号：000000000/2020-00556\n发布日期：2020-12-11 废止日期：有效\n", html=False)
    assert document.catalogue["repealed_on"] is None
    assert document.catalogue["validity"] == "in_force"


PRINTED = {
    "索引号": "000000000/2023-00011",
    "发布机构": "样例市财政局",
    "成文日期": "2023-05-06",
    "文号": "样财发〔2023〕6号",
    "有效性": "有效",
}


def each(pattern: str, join: str = "") -> str:
    """The header's fields, each set in the pattern."""
    return join.join(pattern.replace("K", label).replace("V", value) for label, value in PRINTED.items())


UNUSUAL = {
    "strong words in one paragraph": f"<p>{each('<strong>K</strong>　V', '　')}</p>",
    "two elements without a colon": f"<dl>{each('<dd><b>K</b>V</dd>')}</dl>",
    "the colon in the value's element": f"<ul>{each('<li><span>K</span><span>：V</span></li>')}</ul>",
    "the colon in an element of its own": f"<ul>{each('<li><i>K</i><i>：</i><i>V</i></li>')}</ul>",
    "linked values": f"<table>{each('<tr><td>K</td><td><a href=/o>V</a></td></tr>')}</table>",
    "a table in a table": "<table><tr><td><table>"
    f"{each('<tr><td>K：</td><td>V</td></tr>')}</table></td></tr></table>",
    "column heads over one row": f"<table><tr>{each('<th>K</th>')}</tr><tr>{each('<td>V</td>')}</tr></table>",
    "lines broken by hand": f"<div>{each('<b>K:</b> V', '<br>')}</div>",
    "a hidden block": f"<div style='display:none'><ul>{each('<li>K:V</li>')}</ul></div>",
    "marks between": f"<p>{each('K：V', ' | ')}</p>",
    "a translation behind the label": f"<table>{each('<tr><td>K Name of it：</td><td>V</td></tr>')}</table>",
    "a caption of its own": "<div style='display:none'><h3>信息公开元数据</h3>"
    f"<table>{each('<tr><td>K</td><td>V</td></tr>')}</table></div>",
    "labels spread by empty elements": "<ul>"
    + "".join(f"<li><b>{'<i></i>'.join(label)}</b>：{value}</li>" for label, value in PRINTED.items())
    + "</ul>",
    "two columns of blocks": f"<div>{each('<div class=k>K</div><div class=v>V</div>')}</div>",
    "values under their labels": "<table>"
    "<tr><td>索引号</td><td>发布机构</td></tr><tr><td>000000000/2023-00011</td><td>样例市财政局</td></tr>"
    "<tr><td>成文日期</td><td>文号</td><td>有效性</td></tr>"
    "<tr><td>2023-05-06</td><td>样财发〔2023〕6号</td><td>有效</td></tr></table>",
}


@pytest.mark.parametrize("header", UNUSUAL.values(), ids=UNUSUAL.keys())
def test_unusual_settings_are_read(header: str) -> None:
    document = read_source(header_pages.html_page(header, "关于样例事项的通知"), html=True)
    assert document.labels == PRINTED
    assert document.title == "关于样例事项的通知"


def test_a_header_may_follow_the_document() -> None:
    body = (
        "<h1>关于样例事项的通知</h1><div class='zoom'><p>各有关单位：</p><p>现就有关事项通知如下。</p></div>"
    )
    header = f"<table>{each('<tr><td>K</td><td>V</td></tr>')}</table>"
    assert read_source(f"<html><body>{body}{header}</body></html>", html=True).labels == PRINTED


UNUSUAL_TEXT = {
    "tabs": each("K\tV", "\t"),
    "full-width spaces": each("K　V", "　"),
    "alternating lines": each("K\nV", "\n"),
    "nothing between fields": each("K：V"),
    "semicolons": each("K：V", "；"),
    "Markdown": each("**K**：V", "\n"),
    "brackets alone": each("[K]V", "\n"),
}


@pytest.mark.parametrize("header", UNUSUAL_TEXT.values(), ids=UNUSUAL_TEXT.keys())
def test_unusual_text_is_read(header: str) -> None:
    document = read_source(header_pages.text_page(header, "关于样例事项的通知"), html=False)
    assert document.labels == PRINTED
