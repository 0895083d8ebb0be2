"""The four places the replicas speak for. Names are real; codes, addresses and telephones are invented."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T")

NOTE = "本页为 gongkai 项目样例，数字均为虚构"
"""Printed on every page: nothing in the replicas is a government's word."""

YEARS = tuple(range(2018, 2025))


@dataclass(frozen=True, slots=True)
class Unit:
    """One publishing body: its full name, the name titles use, the prefix of its document numbers."""

    name: str
    short: str
    number_prefix: str


@dataclass(frozen=True, slots=True)
class Place:
    """What the templates need to know of a city."""

    slug: str
    name: str
    province: str
    domain: str
    site_code: str
    organisation: str
    address: str
    postcode: str
    phone: str
    units: tuple[Unit, Unit, Unit]
    districts: tuple[str, ...]

    @property
    def site(self) -> str:
        """The site's name, as the page tags print it."""
        return f"{self.name}人民政府"


def _units(name: str, prefix: str, bureaus: Sequence[tuple[str, str]]) -> tuple[Unit, Unit, Unit]:
    (first, first_prefix), (second, second_prefix) = bureaus
    return (
        Unit(f"{name}人民政府办公室", name, f"{prefix}政办发"),
        Unit(f"{name}{first}", f"{name}{first}", first_prefix),
        Unit(f"{name}{second}", f"{name}{second}", second_prefix),
    )


CHANGZHOU = Place(
    slug="changzhou",
    name="常州市",
    province="江苏省",
    domain="www.changzhou.gov.cn",
    site_code="3204009999",
    organisation="014109999",
    address="常州市样例大道1号",
    postcode="213000",
    phone="0519-80000001",
    units=_units("常州市", "常", [("教育局", "常教办"), ("水利局", "常水")]),
    districts=("天宁区", "钟楼区", "新北区", "武进区", "金坛区", "溧阳市"),
)
ZHAOYUAN = Place(
    slug="zhaoyuan",
    name="招远市",
    province="山东省",
    domain="www.zhaoyuan.gov.cn",
    site_code="3706859999",
    organisation="113706850000000000",
    address="招远市样例路2号",
    postcode="265400",
    phone="0535-8000002",
    units=_units("招远市", "招", [("民政局", "招民发"), ("应急管理局", "招应急发")]),
    districts=("罗峰街道", "泉山街道", "辛庄镇", "蚕庄镇", "金岭镇", "毕郭镇", "玲珑镇", "张星镇", "夏甸镇"),
)
YANCHENG = Place(
    slug="yancheng",
    name="盐城市",
    province="江苏省",
    domain="www.yancheng.gov.cn",
    site_code="3209009999",
    organisation="014349999",
    address="盐城市样例中路3号",
    postcode="224000",
    phone="0515-80000003",
    units=_units("盐城市", "盐", [("交通运输局", "盐交发"), ("生态环境局", "盐环发")]),
    districts=("亭湖区", "盐都区", "大丰区", "东台市", "建湖县", "射阳县", "阜宁县", "滨海县", "响水县"),
)
FUYANG = Place(
    slug="fuyang",
    name="阜阳市",
    province="安徽省",
    domain="www.fy.gov.cn",
    site_code="3412009999",
    organisation="003159999",
    address="阜阳市样例北路4号",
    postcode="236000",
    phone="0558-8000004",
    units=_units("阜阳市", "阜", [("财政局", "阜财办"), ("农业农村局", "阜农")]),
    districts=("颍州区", "颍泉区", "颍东区", "界首市", "太和县", "临泉县", "阜南县", "颍上县"),
)
PLACES: dict[str, Place] = {place.slug: place for place in (CHANGZHOU, ZHAOYUAN, YANCHENG, FUYANG)}


def _draw(key: tuple[object, ...]) -> int:
    return int.from_bytes(hashlib.sha256(repr(key).encode()).digest()[:8], "big")


def pick(options: Sequence[T], *key: object) -> T:
    """One of the options: the same one for the same key, on every machine and Python."""
    return options[_draw(key) % len(options)]


def between(low: int, high: int, *key: object) -> int:
    """A whole number from low to high, both included: the same one for the same key."""
    return low + _draw(key) % (high - low + 1)


def digest(length: int, *key: object) -> str:
    """The first ``length`` hexadecimal digits (at most 64) of the key's hash: ids and names of files."""
    return hashlib.sha256(repr(key).encode()).hexdigest()[:length]
