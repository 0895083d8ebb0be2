"""Whose report it is, told by its title and its issuing body."""

from __future__ import annotations

import pytest

from archive.site.issuers import level, unit


@pytest.mark.parametrize(
    ("title", "body", "whose", "name"),
    [
        ("常州市2023年政府信息公开工作年度报告", "常州市人民政府办公室", "city", "常州市"),
        ("2023年常州市人民政府政府信息公开年度报告", None, "city", "常州市"),
        ("2023年政府信息公开工作年度报告", "常州市人民政府（办公室）", "city", "常州市"),
        ("2023年度政府信息公开年度报告", "市政府办公室", "city", "常州市"),
        ("2023年政府信息公开年度报告", None, "city", "常州市"),
        ("《常州市2022年政务公开工作要点》", None, "city", "常州市"),
        ("关于印发《常州市2022年政务公开工作要点》的通知", "常州市教育局", "city", "常州市"),
        ("二〇一九年常州市政府信息公开工作年度报告", None, "city", "常州市"),
        ("常州市教育局2023年政府信息公开工作年度报告", "常州市人民政府办公室", "department", "常州市教育局"),
        ("2023年政府信息公开工作年度报告", "常州市水利局", "department", "常州市水利局"),
        (
            "常州市城市管理行政执法支队2023年政府信息公开年报",
            None,
            "department",
            "常州市城市管理行政执法支队",
        ),
        ("武进区人民政府2023年政府信息公开年度报告", None, "lower", "武进区人民政府"),
        ("常州市武进区湖塘镇2023年政府信息公开年度报告", None, "lower", "常州市武进区湖塘镇"),
        ("常州经济开发区管委会2023年政府信息公开年度报告", None, "lower", "常州经济开发区管委会"),
        ("桂花坪街道办事处2020年政府信息公开工作年度报告", None, "lower", "桂花坪街道办事处"),
    ],
)
def test_whose_report(title: str, body: str | None, whose: str, name: str) -> None:
    assert (level("常州市", body, title), unit("常州市", body, title)) == (whose, name)


def test_without_a_known_city_a_government_is_its_own_and_nothing_is_made_up() -> None:
    assert level(None, "招远市人民政府", None) == "city"
    assert unit(None, "招远市人民政府", None) == "招远市人民政府"
    assert unit(None, None, None) is None
    assert level(None, "盐城市财政局", "2019年政府信息公开年度报告") == "department"
