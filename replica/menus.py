"""The menus round every page: the navigation bar, its mobile copy, the disclosure tree, the links below."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from html import escape

from replica.places import Place, digest

GROUPS = {
    "走进{short}": (
        "城市概况",
        "历史沿革",
        "行政区划",
        "自然资源",
        "城市荣誉",
        "文化名人",
        "特色美食",
        "旅游指南",
    ),
    "新闻中心": (
        "今日要闻",
        "部门动态",
        "县区动态",
        "媒体聚焦",
        "图片新闻",
        "视频新闻",
        "通知公告",
        "专题专栏",
    ),
    "政务公开": (
        "领导之窗",
        "机构职能",
        "人事信息",
        "财政信息",
        "统计数据",
        "重大项目",
        "应急管理",
        "招标采购",
    ),
    "政务服务": (
        "个人办事",
        "法人办事",
        "部门窗口",
        "便民查询",
        "阳光收费",
        "好差评",
        "证照服务",
        "政企直通",
    ),
    "政民互动": (
        "市长信箱",
        "在线访谈",
        "民意征集",
        "网上调查",
        "咨询投诉",
        "新闻发布会",
        "热线回音",
        "建议提案",
    ),
    "数据开放": (
        "数据目录",
        "数据图解",
        "月度数据",
        "季度数据",
        "普查公报",
        "统计年鉴",
        "数据应用",
        "接口说明",
    ),
}
_BUREAUS = [
    "发展和改革委员会",
    "教育局",
    "科学技术局",
    "工业和信息化局",
    "民族宗教事务局",
    "公安局",
    "民政局",
    "司法局",
    "财政局",
    "人力资源和社会保障局",
    "自然资源和规划局",
    "生态环境局",
    "住房和城乡建设局",
    "交通运输局",
    "水利局",
    "农业农村局",
    "商务局",
    "文化广电和旅游局",
    "卫生健康委员会",
    "退役军人事务局",
    "应急管理局",
    "审计局",
    "市场监督管理局",
    "体育局",
    "统计局",
    "医疗保障局",
    "城市管理局",
    "行政审批局",
    "信访局",
    "机关事务管理局",
    "地方金融监管局",
    "大数据管理局",
    "粮食和物资储备局",
    "林业和园林局",
    "人民防空办公室",
    "供销合作总社",
]
_TREE = {
    "机构职能": ("市政府领导", "内设机构", "工作规则"),
    "财政资金": ("预算公开", "决算公开", "收费目录", "政府债务"),
    "公共监管": ("双随机检查", "行政执法公示", "产品质量", "食品药品"),
    "社会公益": ("社会救助", "教育信息", "公共卫生", "公共文化", "就业服务"),
    "建议提案": ("人大代表建议", "政协委员提案"),
    "应急管理": ("应急预案", "预警信息", "应对情况"),
}


@dataclass(frozen=True, slots=True)
class Frame:
    """What a portal's CMS decides about its pages.

    ``channel`` turns a menu entry's number into its address, ``platform`` is the 政府信息公开 page,
    ``columns`` the disclosure columns' names and addresses, ``maker`` the footer's word on the software.
    """

    place: Place
    channel: Callable[[int], str]
    platform: str
    columns: Mapping[str, str]
    search: str
    maker: str
    doctype: str = '<!DOCTYPE html>\n<html lang="zh-CN">'

    @property
    def channels(self) -> dict[str, str]:
        """Address and name of every page that the menus lead to and that holds no documents."""
        return {self.channel(number): name for number, name in enumerate(_channel_names(self.place))}


@cache
def _channel_names(place: Place) -> tuple[str, ...]:
    groups = [f"{name}" for names in GROUPS.values() for name in names]
    bureaus = [f"{place.name[-1]}{bureau}" for bureau in _BUREAUS]
    tree = [name for names in _TREE.values() for name in names]
    return (*groups, *bureaus, *place.districts, *tree)


def link(href: str, text: str, *, title: str | None = None) -> str:
    """An anchor as these portals write it."""
    named = escape(text if title is None else title)
    return f'<a href="{escape(href)}" target="_blank" title="{named}">{escape(text)}</a>'


def menu(frame: Frame) -> str:
    """The navigation bar's items, each group with its own list."""
    items = []
    number = 0
    for group, names in GROUPS.items():
        inner = [f"<li>{link(frame.platform, '政府信息公开')}</li>"] if group == "政务公开" else []
        for name in names:
            inner.append(f"<li>{link(frame.channel(number), name)}</li>")
            number += 1
        head = frame.platform if group == "政务公开" else frame.channel(number - len(names))
        text = group.format(short=frame.place.name[:-1])
        items.append(f'<li>{link(head, text)}<ul class="sub clearfix">\n' + "\n".join(inner) + "\n</ul></li>")
    return "\n".join(items)


def mobile_menu(frame: Frame) -> str:
    """The small screen's copy of the menu."""
    entries = [("/", "首页"), (frame.platform, "政府信息公开")]
    entries += [(address, name) for address, name in list(frame.channels.items())[:24]]
    return "\n".join(f'<li class="m-item"><a href="{href}">{name}</a></li>' for href, name in entries)


def side(frame: Frame) -> str:
    """The disclosure tree and the list of bureaus beside the content."""
    tree = f'<ul class="tree">\n{_tree(frame)}\n</ul>'
    return f'<div class="side"><h2>政府信息公开</h2>\n{tree}\n{_units(frame)}</div>'


def home_side(frame: Frame) -> str:
    """The list of bureaus alone: the home page leads to the disclosure columns through their own page."""
    return f'<div class="side"><h2>部门与县区</h2>\n{_units(frame)}</div>'


def _tree(frame: Frame) -> str:
    own = "\n".join(f"<li>{link(href, name)}</li>" for name, href in frame.columns.items())
    number = len(frame.channels) - sum(len(names) for names in _TREE.values())
    branches = []
    for branch, names in _TREE.items():
        leaves = "".join(
            f"<li>{link(frame.channel(number + nth), name)}</li>" for nth, name in enumerate(names)
        )
        branches.append(f"<li><span>{branch}</span><ul>{leaves}</ul></li>")
        number += len(names)
    return own + "\n" + "\n".join(branches)


def _units(frame: Frame) -> str:
    first = sum(len(names) for names in GROUPS.values())
    bureaus = list(frame.channels.items())[first : first + len(_BUREAUS) + len(frame.place.districts)]
    units = "\n".join(f"<li>{link(href, name)}</li>" for href, name in bureaus)
    return f'<ul class="units clearfix">\n{units}\n</ul>'


def friends(frame: Frame) -> str:
    """The drop-down lists of other sites."""
    groups = {
        "市直部门": [name for name in frame.channels.values() if name[1:] in _BUREAUS],
        "县区政府": [f"{name}政府" for name in frame.place.districts],
        "友情链接": ["中国政府网样例", f"{frame.place.province}政府样例", "信用信息网样例", "政务服务网样例"],
    }
    boxes = []
    for label, names in groups.items():
        options = "".join(f'<option value="/">{escape(name)}</option>' for name in names)
        boxes.append(
            f'<select name="{digest(6, label)}"><option value="">--{label}--</option>{options}</select>'
        )
    return "\n".join(boxes)
