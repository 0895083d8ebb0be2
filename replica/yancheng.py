"""盐城: 大汉 classic. xxgk lists as fragments without a charset, jpage lists as XML, an older year in GBK."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from html import escape

from archive.records import Kind
from replica import files, traps
from replica.desk import Desk, Detail
from replica.menus import Frame
from replica.papers import Paper
from replica.places import YANCHENG, between, digest
from replica.publishing import (
    Entry,
    Style,
    page_count,
    page_of,
)
from replica.records import Portal, Request, Response
from replica.shell import fill, page
from replica.wounds import wounds

KINDS: dict[str, Kind] = {
    "政府信息公开年报": "annual_report",
    "工作要点": "work_plan",
    "工作总结": "work_summary",
    "行政规范性文件": "policy",
}
NAMES = {kind: name for name, kind in KINDS.items()}
COLUMN_IDS = {"政府信息公开年报": 34251, "工作要点": 34252, "工作总结": 34260, "行政规范性文件": 34261}
INFOTYPES = {"政府信息公开年报": "A00038A00001A00001", "工作要点": "A00038A00005A00003"}
UNITS = {"工作总结": "247686", "行政规范性文件": "247687"}
PLATFORM = "/col/col23754/index.html"
DIRECTORY = "/col/col23755/index.html"
ADDRESSES = {
    name: f"/col/col{number}/index.html" + (f"?number={INFOTYPES[name]}" if name in INFOTYPES else "")
    for name, number in COLUMN_IDS.items()
}
SEARCH = "/module/xxgk/search_custom.jsp"
PROXY = "/module/web/jpage/dataproxy.jsp"
ROWS = 10
GBK_YEAR = 2018
SHORT = "policy-2018-9"
STYLE = Style(
    paragraph='<P style="LINE-HEIGHT: 28pt; TEXT-INDENT: 32pt"><FONT size=4 face=仿宋_GB2312>',
    paragraph_end="</FONT></P>",
    table="<TABLE border=1 cellSpacing=0 cellPadding=0 width=600>",
    cell=" align=center",
)
FRAME = Frame(
    place=YANCHENG,
    channel=lambda number: f"/col/col{16700 + number}/index.html",
    platform=PLATFORM,
    columns={**ADDRESSES, "法定主动公开内容": DIRECTORY},
    search="/jrobot/search.do",
    maker="大汉版通发布系统（样例）",
    doctype='<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" '
    '"http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">\n<html xmlns="http://www.w3.org/1999/xhtml">',
)


def build(edition: int) -> Portal:
    """The portal in one edition."""
    desk = Desk(YANCHENG, edition, kinds=KINDS, changed="annual_report-2023-1", gone="work_summary-2019-0")
    for paper in [*desk.papers, _short_paper()]:
        column = NAMES[paper.kind]
        if paper.year == GBK_YEAR and paper.name != SHORT:
            # Characters that GBK has and GB2312, which the page declares, has not.
            paper = replace(
                paper, blocks=(*paper.blocks, "联系人：王堃、李喆、赵昇，办公地点在样例大厦东塔。")
            )
        desk.publish(column, _address(paper, column), _detail(paper))
    _lay_traps(desk)
    directory = {name: ADDRESSES[name] for name in ("工作要点", "工作总结", "行政规范性文件")}
    platform = {"法定主动公开内容": DIRECTORY, "政府信息公开年报": ADDRESSES["政府信息公开年报"]}
    desk.publish_entrances(FRAME, news="行政规范性文件", platform=platform, directory=directory)
    for name, address in ADDRESSES.items():
        html = _xxgk_column(name) if name in INFOTYPES else _jpage_column(desk, name)
        desk.pages[address] = Response(html.encode())
    desk.pages["/robots.txt"] = traps.robots("/jcms_files/")
    desk.publish_channels(FRAME)
    return desk.portal(lambda request: _answer(desk, request))


def _short_paper() -> Paper:
    return Paper(
        name=SHORT,
        kind="policy",
        year=GBK_YEAR,
        title="停水通告",
        unit=YANCHENG.units[0],
        written_on="2018-06-01",
        published_on="2018-06-01",
        blocks=("今晚停水检修",),
    )


def _address(paper: Paper, column: str) -> str:
    year, month, day = (int(part) for part in paper.published_on.split("-"))
    number = between(11000, 4990000, "yancheng", paper.name)
    return f"/art/{year}/{month}/{day}/art_{COLUMN_IDS[column]}_{number}.html"


def _detail(paper: Paper) -> Detail:
    if paper.name == SHORT:
        detail = Detail(paper, replace(STYLE, paragraph="<p>", paragraph_end="</p>"))
        return detail.printed(Response(_bare(detail).encode("gbk"), "text/html"), charset="gbk")
    detail = Detail(paper, STYLE, wounds(YANCHENG, paper))
    column = NAMES[paper.kind]
    if paper.name == "annual_report-2022-2":
        path = f"/module/download/downfile.jsp?classid=0&filename={digest(32, paper.name)}.pdf"
        detail.attach(
            (path, "附件：年度报告.pdf", Response(files.pdf(paper.blocks), files.PDF), paper.text),
            note=(f"{paper.title}已编制完成，现予公布，全文见附件。", paper.unit.name),
        )
    labels = [
        ("索 引 号", "index_number", paper.index_number),
        ("主题分类", "subject", "综合政务"),
        ("发布单位", "issuing_body", paper.unit.name),
        ("发文日期", "written_on", paper.written_on),
        ("文    号", "document_number", paper.document_number),
        ("时    效", "validity", "有效"),
    ]
    detail.header(labels)
    cells = [f'<td class="label">{label}</td><td>{escape(value)}</td>' for label, _, value in labels]
    rows = "\n".join(f"<tr>{cells[at]}{cells[at + 1]}</tr>" for at in (0, 2, 4))
    main = fill(
        "yancheng_detail.html",
        rows=rows,
        title=escape(paper.title),
        published_on=paper.published_on,
        source=paper.unit.name,
        body=detail.html,
        attachments=detail.links(),
    )
    old = paper.year == GBK_YEAR
    html = page(
        FRAME,
        title=paper.title,
        main=main,
        page_tags=[
            ("ArticleTitle", paper.title),
            ("PubDate", paper.published_on),
            ("ContentSource", paper.unit.name),
        ],
        crumbs=[(PLATFORM, "政府信息公开"), (ADDRESSES[column], column)],
        charset="gb2312" if old else "utf-8",
        body_class="article",
    )
    if not old:
        return detail.printed(Response(html.encode()))
    # One of the old pages meets a server that was told to say utf-8 of everything.
    sent_as = "text/html; charset=utf-8" if paper.name == "policy-2018-0" else "text/html"
    return detail.printed(Response(html.encode("gbk"), sent_as), charset="gbk")


def _bare(detail: Detail) -> str:
    """A page that declares no encoding and says next to nothing; its weight is styles."""
    css = page(FRAME, title="", main="").split('<style type="text/css">', 1)[1].split("</style>", 1)[0]
    return fill("bare.html", css=css, title=detail.paper.title, body=detail.html)


def _lay_traps(desk: Desk) -> None:
    policy = "行政规范性文件"
    at = "/art/2021/{}/art_34261_{}.html".format
    desk.trap(policy, at("3/4", 900001), "关于样例维护页面的通知", "2021-03-04", "shell", traps.maintenance())
    desk.trap(policy, at("5/6", 900002), "关于样例失效链接的通知", "2021-05-06", "missing", traps.missing())
    desk.trap(
        policy,
        "/jcms_files/2021/900003.html",
        "关于样例内部页面的通知",
        "2021-07-08",
        "robots",
        traps.maintenance(),
    )
    desk.trap("工作要点", traps.foreign_host("yancheng"), "省级媒体谈盐城政务公开", "2021-04-09", "foreign")
    desk.moved("work_plan-2020-0", at("9/9", 900004).replace("34261", "34252"), traps.moved)
    desk.slow("work_summary-2018-0", 2.0)


def _xxgk_column(name: str) -> str:
    """A column filled by search_custom.jsp; the request's address stands in the page's script."""
    query = (
        f"fieldConfigId=38195&area=&infotypeId={INFOTYPES[name]}&jdid=1&fields=&hasNoPages=0&infoCount={ROWS}"
        "&sortfield=createdatetime:0"
    )
    box = f"div{COLUMN_IDS[name]}"
    script = fill("yancheng_xxgk.js", address=f"{SEARCH}?{query}", box=box)
    main = f'<h2 class="column-title">{name}</h2>\n<div id="{box}" class="list">正在加载</div>'
    return page(FRAME, title=name, main=main, crumbs=[(PLATFORM, "政府信息公开")], script=script)


def _jpage_column(desk: Desk, name: str) -> str:
    """A column whose first records stand in the page as XML; the dataproxy gives the rest."""
    unit = UNITS[name]
    script = fill("yancheng_jpage.js", proxy=PROXY, rows=ROWS, unit=unit, common=_common(name))
    store = _datastore(name, desk.lists[name], 1, ROWS)
    box = f'<div id="{unit}" class="list"><script type="text/xml">{store}</script></div>'
    main = f'<h2 class="column-title">{name}</h2>\n{box}'
    return page(FRAME, title=name, main=main, crumbs=[(PLATFORM, "政府信息公开")], script=script)


def _common(name: str) -> str:
    return f"appid=1&webid=39&path=/&columnid={COLUMN_IDS[name]}&unitid={UNITS[name]}&permissiontype=0"


def _answer(desk: Desk, request: Request) -> Response | None:
    asked = {**request.query, **request.form}
    if request.path == SEARCH:
        name = next(
            (n for n, code in INFOTYPES.items() if code in asked.get("infotypeId", "").split(",")), None
        )
        entries: Sequence[Entry] = desk.lists[name] if name else ()
        number, size = _number(asked, "currpage", 1), _number(asked, "infoCount", 15)
        return Response(_fragment(entries, number, size).encode(), "text/html")
    if request.path == PROXY:
        name = next(
            (n for n, i in COLUMN_IDS.items() if str(i) == asked.get("columnid") and n in UNITS), None
        )
        if name is None:
            return Response(b"<datastore><totalrecord>0</totalrecord></datastore>", "text/xml")
        number, size = _number(asked, "page", 1), min(_number(asked, "perpage", ROWS), 300)
        return Response(_datastore(name, desk.lists[name], number, size).encode(), "text/xml")
    return None


def _number(asked: dict[str, str], name: str, fallback: int) -> int:
    value = asked.get(name, "")
    return max(1, int(value)) if value.isdigit() and len(value) < 9 else fallback


def _fragment(entries: Sequence[Entry], number: int, size: int) -> str:
    """Rows as the old JSP leaves them: single quotes here, double there, titles cut short."""
    rows = []
    for nth, entry in enumerate(page_of(entries, number, size)):
        href, title = escape(entry.href), escape(entry.title)
        short = title if len(title) < 28 else f"{title[:27]}..."
        if nth % 2:
            anchor = f"<a title='{title}' href='{href}' target='_blank'>{short}</a>"
        else:
            anchor = f'<a href="{href}" target="_blank" title="{title}">{short}</a>'
        parity = "even" if nth % 2 else "odd"
        rows.append(
            f'<tr class="tr_main_value_{parity}"><td>{anchor}</td><td align=right>[{entry.date}]</td></tr>'
        )
    pages = page_count(entries, size)
    following = f'<a href="javascript:loadXxgk({number + 1})">下一页</a>'
    turns = f'<div class="pager">共{pages}页 第{number}页 共{len(entries)}条记录 {following}</div>'
    return f'<table width="100%" cellspacing="0">\n{chr(10).join(rows)}\n</table>\n{turns}'


def _datastore(name: str, entries: Sequence[Entry], number: int, size: int) -> str:
    records = "\n".join(
        f"<record><![CDATA[<li class='clearfix bt-list-new'><a href='{escape(e.href)}' "
        f"title='{escape(e.title)}' target='_blank'>{escape(e.title)}</a><span>{e.date}</span></li>"
        "]]></record>"
        for e in page_of(entries, number, size)
    )
    following = f"{PROXY}?page={number + 1}&perpage={size}&{_common(name)}"
    return (
        f'<datastore>\n<nextgroup><![CDATA[<a href="{following}"></a>]]></nextgroup>\n'
        f"<totalrecord>{len(entries)}</totalrecord><totalpage>{page_count(entries, size)}</totalpage>\n"
        f"<recordset>\n{records}\n</recordset>\n</datastore>"
    )
