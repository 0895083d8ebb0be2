"""盐城: 大汉 classic. xxgk lists as fragments without a charset, jpage lists as XML, an older year in GBK."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from html import escape

from archive.records import Kind
from replica import damage, files, traps
from replica.desk import Desk, Detail
from replica.papers import Paper
from replica.places import NOTE, YANCHENG, between, digest
from replica.publishing import (
    Entry,
    Style,
    Wound,
    empty_table,
    everywhere,
    long_paragraphs,
    page_count,
    page_of,
    tables,
)
from replica.records import Portal, Request, Response
from replica.shell import Frame, link, page

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
    desk.pages["/"] = Response(_home(desk).encode())
    desk.pages[PLATFORM] = Response(
        _menu_page("政府信息公开", ("法定主动公开内容", "政府信息公开年报")).encode()
    )
    desk.pages[DIRECTORY] = Response(
        _menu_page("法定主动公开内容", ("工作要点", "工作总结", "行政规范性文件")).encode()
    )
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


def _wounds(paper: Paper) -> tuple[Wound, ...]:
    some = long_paragraphs(1, 6)
    match paper.name:
        case "annual_report-2019-0":
            return (
                Wound("emptied_table", tables, on_block=empty_table),
                Wound("taiwan", everywhere, on_html=damage.taiwan),
            )
        case "annual_report-2020-1":
            return (Wound("gbk_as_latin1", some, on_html=damage.gbk_as_latin1),)
        case "work_plan-2021-1":
            return (Wound("utf8_as_latin1", long_paragraphs(8, 12), on_html=damage.utf8_as_latin1),)
        case "work_plan-2022-1":
            return (Wound("gbk_as_big5", long_paragraphs(8, 12), on_html=damage.gbk_as_big5),)
        case "work_summary-2020-0":
            return (Wound("kun_jin_kao", some, on_html=damage.kun_jin_kao),)
        case "policy-2021-1":
            return (Wound("through_gbk", long_paragraphs(3, 10), on_html=damage.through_gbk),)
    return ()


def _detail(paper: Paper) -> Detail:
    detail = Detail(paper, STYLE, _wounds(paper))
    if paper.name == SHORT:
        return detail.printed(Response(_bare(detail).encode("gbk"), "text/html"), charset="gbk")
    column = NAMES[paper.kind]
    if paper.name == "annual_report-2022-2":
        path = f"/module/download/downfile.jsp?classid=0&filename={digest(32, paper.name)}.pdf"
        detail.attach(
            (path, "附件：年度报告.pdf", Response(files.pdf(paper.blocks), "application/pdf"), paper.text),
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
    links = "".join(f"<p>{link(path, name)}</p>" for path, name, _, _ in detail.attached)
    main = (
        f'<table class="header-table xxgk_table" cellspacing="0">\n{rows}\n</table>\n'
        f'<div class="article-title">{escape(paper.title)}</div>\n'
        f'<div class="article-meta">发布日期：{paper.published_on} 来源：{paper.unit.name} 字体：[ <a href="#" data-size="18">大</a> '
        '<a href="#" data-size="16">中</a> <a href="#" data-size="14">小</a> ]</div>\n'
        f'<div id="zoom" class="article-body">\n<!--ZJEG_RSS.content.begin-->\n{detail.html}\n<!--ZJEG_RSS.content.end-->\n</div>\n'
        f'<div class="attachments">{links}</div>'
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
        side=old,
    )
    if not old:
        return detail.printed(Response(html.encode()))
    # One of the old pages meets a server that was told to say utf-8 of everything.
    sent_as = "text/html; charset=utf-8" if paper.name == "policy-2018-0" else "text/html"
    return detail.printed(Response(html.encode("gbk"), sent_as), charset="gbk")


def _bare(detail: Detail) -> str:
    """A page that declares no encoding and says next to nothing; its weight is styles."""
    css = page(FRAME, title="", main="").split("<style", 1)[1].split("</style>", 1)[0]
    return (
        f"<html>\n<head>\n<!-- sample page of the gongkai project, nothing here is real -->\n<style{css}</style>\n"
        f'<title>{detail.paper.title}</title>\n</head>\n<body>\n<div id="zoom">\n{detail.html}\n</div>\n</body>\n</html>\n'
    )


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


def _home(desk: Desk) -> str:
    news = "\n".join(
        f"<li>{link(e.href, e.title)}<span>{e.date}</span></li>" for e in desk.lists["行政规范性文件"][:5]
    )
    main = (
        f'<h2 class="column-title">盐城要闻</h2>\n<ul class="list">{news}</ul>\n'
        f'<h2 class="column-title">政务公开</h2>\n<p>{link(PLATFORM, "政府信息公开")}</p><p>{NOTE}</p>'
    )
    return page(FRAME, title=YANCHENG.site, main=main, body_class="home")


def _menu_page(title: str, names: Sequence[str]) -> str:
    addresses = {**ADDRESSES, "法定主动公开内容": DIRECTORY}
    items = "\n".join(f"<li>{link(addresses[name], name)}</li>" for name in names)
    main = f'<h2 class="column-title">{title}</h2>\n<ul class="list">\n{items}\n</ul>'
    return page(FRAME, title=title, main=main, crumbs=[(PLATFORM, "政府信息公开")])


def _xxgk_column(name: str) -> str:
    query = (
        f"fieldConfigId=38195&area=&infotypeId={INFOTYPES[name]}&jdid=1&fields=&hasNoPages=0&infoCount={ROWS}"
        "&sortfield=createdatetime:0"
    )
    script = f"""
function loadXxgk(number) {{
  var url = '{SEARCH}?{query}&currpage=' + number, xhr = new XMLHttpRequest();
  xhr.open('GET', url, true);
  xhr.overrideMimeType('text/html;charset=utf-8');
  xhr.onload = function () {{ document.getElementById('div{COLUMN_IDS[name]}').innerHTML = xhr.responseText; }};
  xhr.send();
}}
loadXxgk(1);
"""
    main = (
        f'<h2 class="column-title">{name}</h2>\n<div id="div{COLUMN_IDS[name]}" class="list">正在加载</div>'
    )
    return page(FRAME, title=name, main=main, crumbs=[(PLATFORM, "政府信息公开")], script=script)


def _jpage_column(desk: Desk, name: str) -> str:
    unit = UNITS[name]
    script = f"""
var proxyUrl = '{PROXY}', perpage = {ROWS};
function turn(number) {{
  var url = proxyUrl + '?page=' + number + '&perpage=' + perpage + '&appid=1&webid=39&path=/&columnid={COLUMN_IDS[name]}&unitid={unit}&permissiontype=0';
  var xhr = new XMLHttpRequest();
  xhr.open('GET', url, true);
  xhr.onload = function () {{
    var records = xhr.responseXML.getElementsByTagName('record'), html = '';
    for (var i = 0; i < records.length; i++) {{ html += records[i].textContent; }}
    document.getElementById('{unit}').innerHTML = '<ul>' + html + '</ul>';
  }};
  xhr.send();
}}
turn(1);
"""
    store = _datastore(name, desk.lists[name], 1, ROWS)
    main = f'<h2 class="column-title">{name}</h2>\n<div id="{unit}" class="list"><script type="text/xml">{store}</script></div>'
    return page(FRAME, title=name, main=main, crumbs=[(PLATFORM, "政府信息公开")], script=script)


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
    """Rows as the old JSP leaves them: odd and even classes, some attributes in single quotes, titles cut short."""
    rows = []
    for nth, entry in enumerate(page_of(entries, number, size)):
        short = entry.title if len(entry.title) < 28 else entry.title[:27] + "..."
        anchor = (
            f"<a title='{escape(entry.title)}' href='{escape(entry.href)}' target='_blank'>{escape(short)}</a>"
            if nth % 2
            else f'<a href="{escape(entry.href)}" target="_blank" title="{escape(entry.title)}">{escape(short)}</a>'
        )
        rows.append(
            f'<tr class="tr_main_value_{"even" if nth % 2 else "odd"}"><td>{anchor}</td>'
            f"<td align=right>[{entry.date}]</td></tr>"
        )
    pages = page_count(entries, size)
    turns = f'<div class="pager">共{pages}页 第{number}页 共{len(entries)}条记录 <a href="javascript:loadXxgk({number + 1})">下一页</a></div>'
    return f'<table width="100%" cellspacing="0">\n{chr(10).join(rows)}\n</table>\n{turns}'


def _datastore(name: str, entries: Sequence[Entry], number: int, size: int) -> str:
    common = f"appid=1&webid=39&path=/&columnid={COLUMN_IDS[name]}&unitid={UNITS[name]}&permissiontype=0"
    records = "\n".join(
        f"<record><![CDATA[<li class='clearfix bt-list-new'><a href='{escape(e.href)}' title='{escape(e.title)}' "
        f"target='_blank'>{escape(e.title)}</a><span>{e.date}</span></li>]]></record>"
        for e in page_of(entries, number, size)
    )
    following = f"{PROXY}?page={number + 1}&perpage={size}&{common}"
    return (
        f'<datastore>\n<nextgroup><![CDATA[<a href="{following}"></a>]]></nextgroup>\n<totalrecord>{len(entries)}'
        f"</totalrecord><totalpage>{page_count(entries, size)}</totalpage>\n<recordset>\n{records}\n</recordset>\n</datastore>"
    )
