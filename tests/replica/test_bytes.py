"""Encodings declared, undeclared and misdeclared; damage that is true to the byte."""

from __future__ import annotations

import pytest

import replica
from replica import damage


def find(city: str, title: str) -> replica.Expected:
    return next(one for one in replica.inventory(city) if title in one.title)


def test_yancheng_s_old_year_is_gbk_that_says_gb2312_and_goes_beyond_it(get) -> None:
    old = [
        one for one in replica.inventory("yancheng") if one.report_year == 2018 and "通告" not in one.title
    ]
    assert len(old) >= 5
    for one in old:
        answer = get("yancheng", one.final_path)
        assert b"charset=gb2312" in answer.body
        assert "王堃、李喆、赵昇" in answer.body.decode("gbk")
        with pytest.raises(UnicodeDecodeError):
            answer.body.decode("gb2312")
        with pytest.raises(UnicodeDecodeError):
            answer.body.decode("utf-8")


def test_one_gbk_page_is_sent_as_utf8_and_the_others_without_a_charset(get) -> None:
    kinds = [
        get("yancheng", one.final_path).headers["Content-Type"]
        for one in replica.inventory("yancheng")
        if one.report_year == 2018 and one.charset == "gbk"
    ]
    assert kinds.count("text/html; charset=utf-8") == 1
    assert set(kinds) == {"text/html", "text/html; charset=utf-8"}


def test_one_utf8_page_says_gb2312(get) -> None:
    answer = get("fuyang", find("fuyang", "2019年政务公开工作总结").final_path)
    assert answer.headers["Content-Type"] == "text/html"
    assert b"charset=gb2312" in answer.body
    assert "2019年政务公开工作总结" in answer.body.decode("utf-8")


def test_one_short_gbk_page_declares_nothing(get) -> None:
    answer = get("yancheng", find("yancheng", "停水通告").final_path)
    assert answer.headers["Content-Type"] == "text/html"
    assert b"charset" not in answer.body
    assert sum(byte > 0x7F for byte in answer.body) == 20
    assert "今晚停水检修" in answer.body.decode("gbk")


def test_an_annotation_between_two_characters_shifts_the_frame() -> None:
    clean = "把公开的要求写进办文流程，拟稿时就确定公开属性"
    key = damage.false_keys(clean, 1)
    shown = damage.annotate(clean, key)
    assert f"?{damage.reading(key)})" in shown
    assert f"({damage.reading(key)})" not in shown


def test_annotations_where_they_belong_leave_the_text_readable() -> None:
    assert damage.annotate("公开工作", "開") == "公開(kāi)工作"
    assert damage.annotate("公开工作", "開", space=True) == "公開(kāi )工作"
    assert damage.toneless("公开的工作", "的") == "公开的(de)(de)工作"


def test_a_lone_lead_byte_makes_a_mark_of_two_halves() -> None:
    # U+3000 is A1A1 and （ is A3A8: the middle two bytes look like 。
    shown = damage.lone_lead("<p>　（一）公开为常态</p>")
    assert shown.startswith("<p>?。")
    assert damage.lone_lead("<p>　（一）公开为常态</p>", keeps_ascii=True).startswith("<p>。")
    assert damage.lone_lead("<p>没有这样的地方</p>", script="s") == "<p>没有这样的地方</p>"


@pytest.mark.parametrize(
    ("model", "codecs"),
    [(damage.gbk_as_latin1, ("latin-1", "gbk")), (damage.utf8_as_latin1, ("cp1252", "utf-8"))],
)
def test_one_byte_readings_can_be_undone_byte_for_byte(model: damage.Model, codecs: tuple[str, str]) -> None:
    clean = "<p>政务公开工作要点，二〇二四年</p>"
    shown = model(clean)
    assert shown != clean
    data = b"".join(
        char.encode("latin-1") if ord(char) < 0x100 else char.encode(codecs[0])
        for char in shown.removeprefix("<p>").removesuffix("</p>")
    )
    assert data.decode(codecs[1]) == clean.removeprefix("<p>").removesuffix("</p>")


def test_an_odd_byte_takes_the_next_character_with_it() -> None:
    assert damage.through_gbk("<p>工作，从其规定。</p>") == "<p>工作，从其规定、/p>"


def test_replacement_characters_read_as_gbk_are_kun_jin_kao() -> None:
    assert "锟斤拷" in damage.kun_jin_kao("<p>信息公开年度报告</p>")
