"""Whose report it is: the city's own, a lower government's or a department's.

The law sets them different dates (条例第四十九条: departments by 31 January, the government's own report by
31 March), and a city's own report already counts what its departments did.
"""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from typing import Literal

Level = Literal["city", "lower", "department"]

_YEAR = re.compile(r"(?:19|20|二[〇○零])[\d〇○零一二三四五六七八九]{2}\s*年?度?")
_NOT_A_NAME = re.compile(r"[\s《》<>\[\]【】（）()“”\"、,，:：]+|样本|的$")
_LEAD = re.compile(r"^(?:关于)?(?:印发|公布|发布)?")
_GOVERNMENT = re.compile(r"政府|管理?委员?会$|办事处$|(?:自治区|[省市县区旗州盟镇乡]|街道)$")
_OFFICE = re.compile(r"人民政府.*$|政府.*$|(?:委|党政)?(?:办公室|办公厅)$|街道办事处$")


def unit(city_name: str | None, issuing_body: str | None, title: str | None) -> str | None:
    """The name of the unit that reports; the city's name for the city's own report; None: nothing says."""
    if city_name and level(city_name, issuing_body, title) == "city":
        return city_name
    return _name(city_name, issuing_body, title) or None


def level(city_name: str | None, issuing_body: str | None, title: str | None) -> Level:
    """Whose report it is; one that names nobody is its portal's own."""
    name = _name(city_name, issuing_body, title)
    if name and not _GOVERNMENT.search(name):
        return "department"
    place = _OFFICE.sub("", name)
    if not city_name or place in ("", "市", "全市", "本市", "我市", city_name, city_name[:-1]):
        return "city"
    return "lower"


def due_on(report_year: int, whose: Level) -> date:
    """The last day on which the report for that year is on time."""
    return date(report_year + 1, 1, 31) if whose == "department" else date(report_year + 1, 3, 31)


@lru_cache(maxsize=65_536)  # a query asks for the same report's unit several times
def _name(city_name: str | None, issuing_body: str | None, title: str | None) -> str:
    """The unit as the title names it, else as the catalogue's issuing body; empty: neither does."""
    head = re.split("政府信息公开|政务公开|信息公开", _YEAR.sub("", title or ""), maxsplit=1)
    named = _plain(head[0]) if len(head) == 2 else ""
    if len(named) >= 3 or (named and named == city_name):
        return named
    return _plain(issuing_body or "")


def _plain(name: str) -> str:
    return _LEAD.sub("", _NOT_A_NAME.sub("", name))
