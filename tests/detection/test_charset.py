"""Which encoding a body is in is decided from its bytes; declarations are recorded and settle ties."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.detection.charset import decode

PAGE = (
    '<html><head><meta http-equiv="Content-Type" content="text/html; charset={}">'
    "<title>样例市政务公开</title></head><body><p>样例市人民政府办公室公布本年度的工作要点，请结合实际落实。</p></body></html>"
)
TEXT = "样例市人民政府办公室公布本年度的工作要点，请结合实际落实。"


@pytest.mark.parametrize(
    "name",
    [
        "武汉市人民政府",
        "信息公开",
        "财政局",
        "年报",
        "市政府办公室",
        "工作要点",
        "郯城县",
        "亳州市",
        "联通",
        "李珺",
        "赵翀",
        "荥阳市",
    ],
)
def test_a_few_undeclared_gbk_characters_are_read_as_gbk(name: str) -> None:
    assert decode(name.encode("gbk")).text == name


def test_a_gbk_page_sent_as_utf8_is_read_as_gb18030_and_both_claims_are_kept() -> None:
    page = PAGE.format("gb2312")
    decoded = decode(page.encode("gbk"), header="text/html; charset=utf-8", html=True)
    assert decoded.text == page
    assert decoded.charset.used == "gb18030"
    assert decoded.charset.declared_header == "text/html; charset=utf-8"
    assert decoded.charset.declared_meta == "gb2312"
    assert decoded.charset.replacements == 0


def test_a_utf8_page_with_a_gb2312_meta_is_read_as_utf8() -> None:
    page = PAGE.format("gb2312")
    assert decode(page.encode(), html=True).text == page


def test_a_latin1_header_over_gbk_is_only_a_claim() -> None:
    page = PAGE.format("utf-8")
    assert decode(page.encode("gbk"), header="iso-8859-1", html=True).text == page


def test_a_broken_meta_declaration_is_still_a_witness() -> None:
    page = '<meta httpequiv="ContentType" content="text/html; charset=gb2312"><p>朱镕基</p>'
    decoded = decode(page.encode("gbk"), html=True)
    assert decoded.text == page
    assert decoded.charset.declared_meta == "gb2312"


@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16", "utf-32", "utf-16-le", "utf-16-be"])
def test_byte_order_marks_and_zero_bytes_name_the_encoding(codec: str) -> None:
    page = PAGE.format("gb2312")
    assert decode(page.encode(codec), html=True).text == page


def test_big5_with_hong_kong_characters() -> None:
    text = "香港特別行政區政府資訊公開年報，深水埗及鰂魚涌"
    assert decode(text.encode("big5hkscs")).text == text


@pytest.mark.parametrize("codec", ["utf-8", "gbk"])
def test_a_body_cut_inside_its_last_character_loses_that_one_alone(codec: str) -> None:
    decoded = decode(TEXT[:-1].encode(codec)[:-1])
    assert decoded.text == TEXT[:-2] + "\ufffd"
    assert decoded.charset.replacements == 1


@pytest.mark.parametrize("codec", ["utf-8", "gbk"])
def test_an_invalid_byte_in_the_middle_costs_one_mark(codec: str) -> None:
    body = TEXT[:10].encode(codec) + b"\xff" + TEXT[10:].encode(codec)
    assert decode(body).text == TEXT[:10] + "\ufffd" + TEXT[10:]


@pytest.mark.parametrize(("template", "content"), [("utf-8", "gbk"), ("gbk", "utf-8")])
def test_a_template_and_a_body_in_different_encodings_are_each_read_right(
    template: str, content: str
) -> None:
    body = "<div>网站首页 政务公开</div>\n".encode(template) + f"<p>{TEXT}</p>".encode(content)
    decoded = decode(body, html=True)
    assert decoded.text == f"<div>网站首页 政务公开</div>\n<p>{TEXT}</p>"
    assert decoded.charset.replacements == 0


@pytest.mark.parametrize("codec", ["utf-8", "gbk"])
def test_a_few_missing_bytes_cost_a_few_characters(codec: str) -> None:
    body = bytearray((TEXT * 20).encode(codec))
    for place in (301, 150, 41):
        del body[place]
    decoded = decode(bytes(body)).text
    assert decoded.startswith(TEXT[:12])
    assert decoded.endswith(TEXT * 10)
    assert 1 <= decoded.count("\ufffd") <= 9


def test_a_declaration_far_down_is_still_a_witness() -> None:
    page = "<!-- " + "x" * 3000 + ' --><meta charset="gb2312"><p>朱镕基</p>'
    assert decode(page.encode("gbk"), html=True).charset.declared_meta == "gb2312"


def test_utf7_is_never_used() -> None:
    decoded = decode(b"+ADw-script+AD4-", header="text/html; charset=utf-7", html=True)
    assert decoded.text == "+ADw-script+AD4-"


def test_traditional_big5_beside_utf8_is_read_by_segments() -> None:
    body = "<div>網站首頁 政務公開</div>".encode() + "<p>市政府資訊公開年度報告，請配合辦理</p>".encode(
        "big5"
    )
    assert (
        decode(body, html=True).text
        == "<div>網站首頁 政務公開</div><p>市政府資訊公開年度報告，請配合辦理</p>"
    )


def test_characters_outside_gbk_in_a_page_declared_gb2312() -> None:
    page = PAGE.format("gb2312") + "㐀𠀀龘"
    assert decode(page.encode("gb18030"), html=True).text == page


def test_western_text_is_left_to_its_declaration() -> None:
    assert decode("naïve café à Noël".encode("latin-1"), header="iso-8859-1").text == "naïve café à Noël"


@given(
    st.binary(max_size=400), st.sampled_from([None, "gb2312", "utf-8", "x-nonsense", "rot13"]), st.booleans()
)
def test_any_bytes_give_text(body: bytes, header: str | None, html: bool) -> None:
    decoded = decode(body, header=header, html=html)
    assert decoded.charset.replacements == decoded.text.count("\ufffd")
    assert 0 <= decoded.charset.confidence <= 1


@given(st.text(alphabet=st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=1, max_size=60))
def test_utf8_chinese_always_comes_back(text: str) -> None:
    assert decode(text.encode(), header="utf-8").text == text


def test_every_character_of_gbk_is_read_as_gb18030_reads_it() -> None:
    pairs = [bytes((lead, trail)) for lead in range(0x81, 0xFF) for trail in range(0x40, 0xFF)]
    known = b"".join(pair for pair in pairs if len(pair.decode("gbk", "ignore")) == 1 and pair[1] != 0x7F)
    body = TEXT.encode("gb18030") * 200 + b"\n" + known
    assert decode(body, hint="gb18030").text == body.decode("gb18030")
