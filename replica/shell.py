"""The frame of a portal's pages: page tags, menus, side tree, footer, styles and scripts round the content."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from importlib.resources import files
from string import Template

from replica.places import NOTE, Place, digest

_GROUPS = {
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
_BUREAUS = ["发展和改革委员会", "教育局", "科学技术局", "工业和信息化局", "民族宗教事务局", "公安局", "民政局", "司法局", "财政局", "人力资源和社会保障局", "自然资源和规划局", "生态环境局", "住房和城乡建设局", "交通运输局", "水利局", "农业农村局", "商务局", "文化广电和旅游局", "卫生健康委员会", "退役军人事务局", "应急管理局", "审计局", "市场监督管理局", "体育局", "统计局", "医疗保障局", "城市管理局", "行政审批局", "信访局", "机关事务管理局", "地方金融监管局", "大数据管理局", "粮食和物资储备局", "林业和园林局", "人民防空办公室", "供销合作总社"]
_TREE = {
    "机构职能": ("市政府领导", "内设机构", "工作规则"),
    "财政资金": ("预算公开", "决算公开", "收费目录", "政府债务"),
    "公共监管": ("双随机检查", "行政执法公示", "产品质量", "食品药品"),
    "社会公益": ("社会救助", "教育信息", "公共卫生", "公共文化", "就业服务"),
    "建议提案": ("人大代表建议", "政协委员提案"),
    "应急管理": ("应急预案", "预警信息", "应对情况"),
}
_COLOURS = {
    "changzhou": ("#1a5aa8", "#123f78"),
    "zhaoyuan": ("#b8232f", "#8a1720"),
    "yancheng": ("#0c7a8f", "#075666"),
    "fuyang": ("#2065b0", "#c1272d"),
}


@dataclass(frozen=True, slots=True)
class Frame:
    """What a portal's CMS decides about its pages.

    ``channel`` turns a menu entry's number into its address, ``platform`` is the 政府信息公开 page, ``columns``
    the disclosure columns' names and addresses, ``maker`` the footer's word on the software.
    """

    place: Place
    channel: Callable[[int], str]
    platform: str
    columns: Mapping[str, str]
    search: str
    maker: str
    doctype: str = '<!DOCTYPE html>\n<html lang="zh-CN">'
    extra_script: str = ""

    @property
    def channels(self) -> dict[str, str]:
        """Address and name of every page that the menus lead to and that holds no documents."""
        return {self.channel(number): name for number, name in enumerate(_channel_names(self.place))}


def _short(place: Place) -> str:
    return place.name[:-1]


@cache
def _channel_names(place: Place) -> tuple[str, ...]:
    groups = [f"{name}" for names in _GROUPS.values() for name in names]
    bureaus = [f"{place.name[-1]}{bureau}" for bureau in _BUREAUS]
    tree = [name for names in _TREE.values() for name in names]
    return (*groups, *bureaus, *place.districts, *tree)


def link(href: str, text: str, *, css: str = "", title: str | None = None) -> str:
    """An anchor as these portals write it."""
    named = f' title="{escape(text if title is None else title)}"'
    return f'<a{css and f" class={chr(34)}{css}{chr(34)}"} href="{escape(href)}" target="_blank"{named}>{escape(text)}</a>'


def tags(pairs: Sequence[tuple[str, str]]) -> str:
    """The page tags (页面标签) of the development guide for government sites, 国办发〔2017〕47号."""
    return "\n".join(f'<meta name="{name}" content="{escape(value)}">' for name, value in pairs)


def page(
    frame: Frame,
    *,
    title: str,
    main: str,
    page_tags: Sequence[tuple[str, str]] = (),
    crumbs: Sequence[tuple[str, str]] = (),
    charset: str = "utf-8",
    body_class: str = "list-page",
    script: str = "",
    side: bool = True,
) -> str:
    """A whole page as text; ``charset`` is what its meta tag declares ("" for no declaration)."""
    place = frame.place
    colour, dark = _COLOURS[place.slug]
    site = [("SiteName", place.site), ("SiteDomain", place.domain), ("SiteIDCode", place.site_code)]
    trail = " &gt; ".join(
        f'<a href="{escape(href)}">{escape(name)}</a>' for href, name in (("/", "首页"), *crumbs)
    )
    return _template("page.html").substitute(
        doctype=frame.doctype,
        meta_charset=f'<meta http-equiv="Content-Type" content="text/html; charset={charset}">'
        if charset
        else "",
        tags=tags([*site, *page_tags]),
        title=escape(f"{title}_{place.site}" if title != place.site else title),
        css=_template("portal.css").substitute(color=colour, dark=dark),
        body_class=body_class,
        note=NOTE,
        site=place.site,
        search=frame.search,
        menu=_menu(frame),
        mobile_menu=_mobile_menu(frame),
        crumbs=f'<div class="crumbs">您当前的位置：{trail}</div>' if crumbs else "",
        side=_side(frame) if side else "",
        full="" if side else " full",
        main=main,
        friends=_friends(frame),
        foot=_foot(frame),
        script=_template("portal.js").template + frame.extra_script + script,
    )


@cache
def _template(name: str) -> Template:
    return Template((files("replica") / "templates" / name).read_text(encoding="utf-8"))


def _menu(frame: Frame) -> str:
    items = []
    number = 0
    for group, names in _GROUPS.items():
        inner = [f"<li>{link(frame.platform, '政府信息公开')}</li>"] if group == "政务公开" else []
        for name in names:
            inner.append(f"<li>{link(frame.channel(number), name)}</li>")
            number += 1
        head = frame.platform if group == "政务公开" else frame.channel(number - len(names))
        text = group.format(short=_short(frame.place))
        items.append(f'<li>{link(head, text)}<ul class="sub clearfix">\n' + "\n".join(inner) + "\n</ul></li>")
    return "\n".join(items)


def _mobile_menu(frame: Frame) -> str:
    entries = [("/", "首页"), (frame.platform, "政府信息公开")]
    entries += [(address, name) for address, name in list(frame.channels.items())[:24]]
    return "\n".join(f'<li class="m-item"><a href="{href}">{name}</a></li>' for href, name in entries)


def _side(frame: Frame) -> str:
    own = "\n".join(f"<li>{link(href, name)}</li>" for name, href in frame.columns.items())
    number = len(frame.channels) - sum(len(names) for names in _TREE.values())
    branches = []
    for branch, names in _TREE.items():
        leaves = "".join(
            f"<li>{link(frame.channel(number + nth), name)}</li>" for nth, name in enumerate(names)
        )
        branches.append(f"<li><span>{branch}</span><ul>{leaves}</ul></li>")
        number += len(names)
    first = sum(len(names) for names in _GROUPS.values())
    bureaus = list(frame.channels.items())[first : first + len(_BUREAUS) + len(frame.place.districts)]
    units = "\n".join(f"<li>{link(href, name)}</li>" for href, name in bureaus)
    return (
        f'<div class="side"><h2>政府信息公开</h2>\n<ul class="tree">\n{own}\n'
        + "\n".join(branches)
        + "\n</ul>\n"
        f'<ul class="units clearfix">\n{units}\n</ul></div>'
    )


def _friends(frame: Frame) -> str:
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


def _foot(frame: Frame) -> str:
    place = frame.place
    record = int(digest(6, place.slug, "record"), 16) % 10**8
    return (
        f'<p>主办：{place.site}办公室<span class="sep">|</span>承办：{place.name}大数据管理局'
        f'<span class="sep">|</span>地址：{place.address}<span class="sep">|</span>邮编：{place.postcode}</p>\n'
        f'<p>网站标识码：{place.site_code}<span class="sep">|</span>{place.province[0]}ICP备{record:08}号-1'
        f'<span class="sep">|</span>{place.province[0]}公网安备 {place.site_code[:6]}02{record:06}号'
        f'<span class="sep">|</span>联系电话：{place.phone}</p>\n'
        f'<p><a href="/">关于我们</a><span class="sep">|</span><a href="/">网站地图</a><span class="sep">|</span>'
        f'<a href="/">隐私声明</a><span class="sep">|</span>{frame.maker}<span class="sep">|</span>{NOTE}</p>'
    )
