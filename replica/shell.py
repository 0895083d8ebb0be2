"""The frame of a portal's pages: page tags, menus, footer, styles and scripts round the content."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from html import escape
from importlib.resources import files
from string import Template

from replica.menus import GROUPS, Frame, friends, home_side, link, menu, mobile_menu, side
from replica.places import NOTE, digest

_SLIDES = {8: "今日要闻", 9: "部门动态", 10: "县区动态"}
_COLOURS = {
    "changzhou": ("#1a5aa8", "#123f78"),
    "zhaoyuan": ("#b8232f", "#8a1720"),
    "yancheng": ("#0c7a8f", "#075666"),
    "fuyang": ("#2065b0", "#c1272d"),
}


def menu_page(frame: Frame, title: str, entries: Mapping[str, str]) -> str:
    """A page that leads on to other columns by their names."""
    items = "\n".join(f"<li>{link(href, name)}</li>" for name, href in entries.items())
    main = f'<h2 class="column-title">{title}</h2>\n<ul class="list parts">\n{items}\n</ul>'
    return page(frame, title=title, main=main, crumbs=[(frame.platform, "政府信息公开")])


def home(frame: Frame, news: Sequence[tuple[str, str, str]]) -> str:
    """The portal's home; ``news`` are addresses, titles and dates."""
    items = "\n".join(f"<li>{link(href, title)}<span>{date}</span></li>" for href, title, date in news)
    slides = "".join(
        f'<li><a href="{frame.channel(n)}"><p>{name}样例图片</p></a></li>' for n, name in _SLIDES.items()
    )
    services = "".join(link(frame.channel(24 + n), name) for n, name in enumerate(GROUPS["政务服务"]))
    main = (
        f'<ul class="slides">{slides}</ul>\n'
        f'<h2 class="column-title">要闻动态</h2>\n<ul class="list">{items}</ul>\n'
        f'<h2 class="column-title">政务公开</h2>\n<p>{link(frame.platform, "政府信息公开")}</p>\n'
        f'<h2 class="column-title">政务服务</h2>\n<div class="service clearfix">{services}</div>'
    )
    return page(frame, title=frame.place.site, main=main, body_class="home")


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
) -> str:
    """A whole page as text; ``charset`` is what its meta tag declares ("" for no declaration)."""
    place = frame.place
    colour, dark = _COLOURS[place.slug]
    site = [("SiteName", place.site), ("SiteDomain", place.domain), ("SiteIDCode", place.site_code)]
    trail = " &gt; ".join(
        f'<a href="{escape(href)}">{escape(name)}</a>' for href, name in (("/", "首页"), *crumbs)
    )
    return fill(
        "page.html",
        doctype=frame.doctype,
        meta_charset=f'<meta http-equiv="Content-Type" content="text/html; charset={charset}">'
        if charset
        else "",
        tags=tags([*site, *page_tags]),
        title=escape(f"{title}_{place.site}" if title != place.site else title),
        css=fill("portal.css", color=colour, dark=dark),
        body_class=body_class,
        note=NOTE,
        site=place.site,
        search=frame.search,
        menu=menu(frame),
        mobile_menu=mobile_menu(frame),
        crumbs=f'<div class="crumbs">您当前的位置：{trail}</div>' if crumbs else "",
        side=home_side(frame) if body_class == "home" else side(frame),
        main=main,
        friends=friends(frame),
        foot=_foot(frame),
        script=_template("portal.js").template + script,
    )


def fill(name: str, **values: object) -> str:
    """A template of ``templates/`` with its ``$names`` filled in; KeyError where one is left."""
    return _template(name).substitute(values)


@cache
def _template(name: str) -> Template:
    return Template((files("replica") / "templates" / name).read_text(encoding="utf-8"))


def _foot(frame: Frame) -> str:
    place = frame.place
    record = int(digest(6, place.slug, "record"), 16) % 10**8
    return fill(
        "footer.html",
        site=place.site,
        city=place.name,
        address=place.address,
        postcode=place.postcode,
        site_code=place.site_code,
        province=place.province[0],
        record=f"{record:08}",
        police=f"{place.site_code[:6]}02{record:06}",
        phone=place.phone,
        maker=frame.maker,
        note=NOTE,
    )
