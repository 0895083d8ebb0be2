"""Dates, document numbers and index numbers: one form, or nothing."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.extraction import dates
from crawler.extraction.document_numbers import DocumentNumber, document_number, index_number
from crawler.extraction.fields import validity

WHOLE_DATES = {
    "2023年12月20日": "2023-12-20",
    "二〇二三年十二月二十日": "2023-12-20",
    "二○二三年十一月三十一日": None,
    "二〇〇九年元月八日": "2009-01-08",
    "2023-12-20 17:40": "2023-12-20",
    "2023/1/2": "2023-01-02",
    "2017.11.07": "2017-11-07",
    "２０２３年１月２日": "2023-01-02",
    "2024年04月06日 16:40": "2024-04-06",
    "2015-10-15 10:06:36": "2015-10-15",
    "2023-12-20T17:40:00Z": "2023-12-20",
    "2023年12月20日（星期三）": "2023-12-20",
}
NO_DATES = (
    "",
    "2023",
    "2023年",
    "2023年12月",
    "2023年月日",
    "12月20日",
    "20231月1日",
    "2023-02-30",
    "有效",
    "2023-12-20-1",
    "第2023年12月20日号",
)


@pytest.mark.parametrize(("printed", "iso"), WHOLE_DATES.items())
def test_whole_dates(printed: str, iso: str | None) -> None:
    assert dates.parse(printed) == iso


@pytest.mark.parametrize("printed", NO_DATES)
def test_a_partial_or_damaged_date_is_no_date(printed: str) -> None:
    assert dates.parse(printed) is None


@given(
    st.dates(date(1949, 10, 1), date(2099, 12, 31)),
    st.sampled_from(("{0}年{1}月{2}日", "{0}-{1:02}-{2:02}", "{0}/{1}/{2}", "{0}.{1}.{2}")),
)
def test_every_day_is_read_in_every_form(day: date, form: str) -> None:
    assert dates.parse(form.format(day.year, day.month, day.day)) == day.isoformat()


@given(st.text(max_size=30))
def test_what_is_read_as_a_date_is_one(printed: str) -> None:
    found = dates.parse(printed)
    assert found is None or date.fromisoformat(found)


DOCUMENT_NUMBERS = {
    "样政办发〔2022〕35号": ("样政办发〔2022〕35号", False),
    "样财绩【2015】15号": ("样财绩〔2015〕15号", False),
    "样政函[2018]037号": ("样政函〔2018〕37号", False),
    "样政函﹝2021﹞8号": ("样政函〔2021〕8号", False),
    "样政办函〔202130": ("样政办函〔2021〕30号", True),
    "样信发20194号": ("样信发〔2019〕4号", True),
    "國辦函〔2021〕30號": ("國辦函〔2021〕30号", False),
    "样例市人民政府令第711号": ("样例市人民政府令第711号", False),
}


@pytest.mark.parametrize(("printed", "meant"), DOCUMENT_NUMBERS.items())
def test_document_numbers_take_one_form(printed: str, meant: tuple[str, bool]) -> None:
    assert document_number(printed) == DocumentNumber(*meant)


@pytest.mark.parametrize("printed", ["", "无", "主动公开", "35号", "关于样例事项的通知", "2022年"])
def test_what_is_no_document_number_is_none(printed: str) -> None:
    assert document_number(printed) is None


INDEX_NUMBERS = {
    "000014349/2017-00110": ("000014349", 2017, None, "00110"),
    "003158495/202312-00416": ("003158495", 2023, 12, "00416"),
    "0142768-8/2022-00185": ("0142768-8", 2022, None, "00185"),
    "11341702486344515H/202110-00013": ("11341702486344515H", 2021, 10, "00013"),
    "za779940273-2023-000071": ("za779940273", 2023, None, "000071"),
    "SM04100-1100-2016-00100": ("SM04100-1100", 2016, None, "00100"),
    "nhxyjj-/2022-0922002": ("nhxyjj-", 2022, None, "0922002"),
    "/2021-00012": ("", 2021, None, "00012"),
    "20191202-189769": ("", 2019, 12, "189769"),
}


@pytest.mark.parametrize(("printed", "parts"), INDEX_NUMBERS.items())
def test_index_numbers_are_taken_apart(printed: str, parts: tuple[str, int, int | None, str]) -> None:
    found = index_number(printed)
    assert found is not None
    assert (found.organisation, found.year, found.month, found.serial) == parts


@pytest.mark.parametrize("printed", ["/2021-None", "null", "", "无", "主动公开"])
def test_nonsense_is_no_index_number(printed: str) -> None:
    assert index_number(printed) is None


VALIDITY = {
    "有效": "in_force", "现行有效": "in_force", "已废止": "repealed", "失效": "expired", "已修改": "amended",
    "部分失效": "partly", "尚未生效": "not_yet", "无效": "unknown", "其他": "unknown",
}  # fmt: skip


@pytest.mark.parametrize(("printed", "code"), VALIDITY.items())
def test_words_of_validity_have_codes(printed: str, code: str) -> None:
    assert validity(printed) == code
