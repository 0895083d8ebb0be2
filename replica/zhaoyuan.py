"""招远: 大汉 JPAAS. One API gives the lists, the page number inside paramJson; one column is all script."""

from __future__ import annotations

import json
from collections.abc import Sequence
from html import escape

from archive.records import Kind
from replica import files, traps
from replica.desk import Desk, Detail
from replica.menus import Frame, link
from replica.papers import Paper
from replica.places import ZHAOYUAN, digest
from replica.publishing import (
    Entry,
    Style,
    page_count,
    page_of,
)
from replica.records import Portal, Request, Response
from replica.shell import fill, page
from replica.wounds import wounds

API = "/api-gateway/jpaas-publish-server/front/page/build/unit"
WEB_ID = "155"
TEMPLATE = "sW4TqQJo1K65B01yzYBRg"
TAG = "右侧文章列表"
OUTDATED_TAG = "列表组件一"
NO_DATA = "模板内容数据为空"
ROWS = 10
KINDS: dict[str, Kind] = {
    "政府信息公开年度报告": "annual_report",
    "政务公开工作要点": "work_plan",
    "工作总结": "work_summary",
    "政策文件": "policy",
}
NAMES = {kind: name for name, kind in KINDS.items()}
COLUMN_IDS = {"政府信息公开年度报告": 49611, "政务公开工作要点": 49631, "工作总结": 49632, "政策文件": 52281}
SCRIPTED = "工作总结"
PLATFORM = "/col/col49600/index.html"
DIRECTORY = "/col/col49605/index.html"
ADDRESSES = {name: f"/col/col{number}/index.html" for name, number in COLUMN_IDS.items()}
STYLE = Style(
    paragraph='<p style="text-indent: 2em; text-align: justify;">'
    '<span style="font-family: 仿宋, FangSong; font-size: 21px;">',
    paragraph_end="</span></p>",
    table='<table cellspacing="0" cellpadding="0" width="100%" class="ke-zeroborder">',
    cell=' style="border:1px solid #000"',
)
_PADDED = Style("<p>", "</p>", STYLE.table, STYLE.cell, indent="　　")
FRAME = Frame(
    place=ZHAOYUAN,
    channel=lambda number: f"/col/col{118000 + number}/index.html",
    platform=PLATFORM,
    columns={**ADDRESSES, "法定主动公开内容": DIRECTORY},
    search="/jsearch/search.do",
    maker="大汉版通发布系统（样例）",
)


def build(edition: int) -> Portal:
    """The portal in one edition."""
    desk = Desk(ZHAOYUAN, edition, kinds=KINDS, changed="work_plan-2023-0", gone="policy-2019-0")
    for paper in desk.papers:
        column = NAMES[paper.kind]
        desk.publish(column, _address(paper, column), _detail(paper))
        if column == SCRIPTED:
            desk.reached_by(paper.name, "js")
    _lay_traps(desk)
    directory = {name: ADDRESSES[name] for name in ("政务公开工作要点", "工作总结", "政策文件")}
    platform = {"法定主动公开内容": DIRECTORY, "政府信息公开年度报告": ADDRESSES["政府信息公开年度报告"]}
    desk.publish_entrances(FRAME, news="政策文件", platform=platform, directory=directory)
    for name, address in ADDRESSES.items():
        html = _scripted_column() if name == SCRIPTED else _column(name)
        desk.pages[address] = Response(html.encode())
    desk.pages["/script/gzzj.js"] = Response(_script().encode(), "application/javascript")
    desk.pages["/robots.txt"] = traps.robots("/jact/")
    desk.publish_channels(FRAME)
    return desk.portal(lambda request: _answer(desk, request))


def _address(paper: Paper, column: str) -> str:
    # Every fourth article belongs to another column than the one that lists it, as on 福山's pages.
    number = COLUMN_IDS[column] + (7000 if paper.year % 4 == 0 else 0)
    return f"/col/col{number}/art/{paper.published_on[:4]}/art_{digest(32, 'zhaoyuan', paper.name)}.html"


def _detail(paper: Paper) -> Detail:
    detail = Detail(paper, _PADDED if paper.name == "work_plan-2019-0" else STYLE, wounds(ZHAOYUAN, paper))
    column = NAMES[paper.kind]
    if paper.name == "annual_report-2022-0":
        path = f"/module/download/downfile.jsp?classid=0&filename={digest(32, paper.name)}.docx"
        detail.attach(
            (path, f"{paper.title}.docx", Response(files.docx(paper.blocks), files.DOCX), paper.text)
        )
    labels = [
        ("索  引  号", "index_number", paper.index_number),
        ("公开方式", "disclosure", "主动公开"),
        ("发布机构", "issuing_body", paper.unit.name),
        ("组配分类", "category", column),
        ("成文日期", "written_on", paper.written_on),
        ("废止日期", "repealed_on", ""),
        ("有效性", "validity", "有效" if paper.kind != "annual_report" else ""),
    ]
    if paper.document_number:
        labels.insert(4, ("发文字号：", "document_number", paper.document_number))
    detail.header([(label.rstrip("："), field, value) for label, field, value in labels])
    cells = [f'<th class="label">{label}</th><td>{escape(value)}</td>' for label, _, value in labels]
    rows = "\n".join(f"<tr>{''.join(cells[at : at + 2])}</tr>" for at in range(0, len(cells), 2))
    main = fill(
        "zhaoyuan_detail.html",
        rows=rows,
        title=escape(paper.title),
        published_on=paper.published_on,
        source=paper.unit.name,
        body=detail.html,
        attachments=detail.links("附件："),
    )
    html = page(
        FRAME,
        title=paper.title,
        main=main,
        page_tags=[
            ("ColumnName", column),
            ("ColumnType", "政务公开"),
            ("ArticleTitle", paper.title),
            ("PubDate", f"{paper.published_on} 10:15"),
            ("ContentSource", paper.unit.name),
            ("Keywords", paper.keywords),
            ("Author", "样例编辑"),
        ],
        crumbs=[(PLATFORM, "政府信息公开"), (ADDRESSES[column], column)],
        body_class="article",
    )
    return detail.printed(Response(html.encode()))


def _lay_traps(desk: Desk) -> None:
    def address(name: str) -> str:
        return f"/col/col52281/art/2022/art_{digest(32, 'zhaoyuan', name)}.html"

    policy = "政策文件"
    desk.trap(
        policy,
        address("wall"),
        "关于样例防护页面的通知",
        "2022-04-02",
        "blocked",
        traps.forbidden("zhaoyuan"),
    )
    desk.trap(policy, address("lost"), "关于样例失效链接的通知", "2022-07-18", "missing", traps.missing())
    desk.trap(
        policy,
        "/jact/front/mailpubdetail.do?id=1",
        "关于样例内部页面的通知",
        "2022-09-30",
        "robots",
        traps.maintenance(),
    )
    desk.trap(
        "政务公开工作要点", traps.foreign_host("zhaoyuan"), "省级媒体谈政务公开要点", "2022-05-25", "foreign"
    )
    desk.moved("policy-2022-0", address("moved"), traps.moved)
    desk.slow("annual_report-2020-2", 2.0)


def _column(name: str) -> str:
    """A column whose list is filled in by a widget; every parameter of its request stands in the page."""
    tag = OUTDATED_TAG if name == "政务公开工作要点" else TAG
    query = (
        f"{{'parseType':'bulidstatic','webId':'{WEB_ID}','tplSetId':'{TEMPLATE}','pageType':'column',"
        f"'tagId':'{tag}','editType':'null','pageId':'{COLUMN_IDS[name]}'}}"
    )
    script = fill("zhaoyuan_column.js", rows=ROWS, no_data=NO_DATA)
    main = (
        f'<h2 class="column-title">{name}</h2>\n<div id="column-list" class="list AuthorizedRead" '
        f'queryData="{query}" url="{API}"></div>'
    )
    crumbs = [(PLATFORM, "政府信息公开"), (ADDRESSES[name], name)]
    tags = [("ColumnName", name), ("ColumnType", "政务公开")]
    return page(FRAME, title=name, main=main, page_tags=tags, crumbs=crumbs, script=script)


def _scripted_column() -> str:
    """A column that says nothing of its list: an outside script puts the request together when it runs."""
    box = '<div id="app-list" class="list"><p class="loading">正在加载…</p></div>'
    main = f'<h2 class="column-title">{SCRIPTED}</h2>\n{box}'
    crumbs = [(PLATFORM, "政府信息公开"), (ADDRESSES[SCRIPTED], SCRIPTED)]
    html = page(FRAME, title=SCRIPTED, main=main, page_tags=[("ColumnName", SCRIPTED)], crumbs=crumbs)
    return html.replace("</body>", '<script src="/script/gzzj.js"></script>\n</body>')


def _signature(text: str) -> str:
    value = 7
    for char in text:
        value = (value * 31 + ord(char)) % 1000003
    return str(value)


_KEPT = [
    ord(char) ^ 23
    for char in f"{API}?parseType=bulidstatic&webId={WEB_ID}&pageType=column&tagId=&pageId=49632"
]


def _script() -> str:
    return fill("zhaoyuan_scripted.js", kept=json.dumps(_KEPT))


def _answer(desk: Desk, request: Request) -> Response | None:
    return _unit(desk, request) if request.path == API else None


def _unit(desk: Desk, request: Request) -> Response:
    """The list API: the page number counts only inside paramJson; an unknown tagId has no data."""
    asked = request.query
    column = next((name for name, number in COLUMN_IDS.items() if str(number) == asked.get("pageId")), None)
    wanted = asked.get("paramJson", "")
    try:
        parameters = json.loads(wanted or "{}")
        number, size = int(parameters.get("pageNo", 1)), int(parameters.get("pageSize", ROWS))
    except (ValueError, TypeError, AttributeError):
        return _json({"success": False, "code": "400", "message": "paramJson"})
    if column is None or asked.get("webId") != WEB_ID:
        return _json({"success": False, "code": "404", "message": "pageId"})
    if column == SCRIPTED and asked.get("sign") != _signature(wanted):
        return _json({"success": False, "code": "403", "message": "sign"})
    if asked.get("tagId") not in ("", TAG):
        return _json({"success": True, "code": "200", "data": {"html": NO_DATA}})
    entries = desk.lists[column]
    size = min(max(size, 1), 100)
    html = _fragment(page_of(entries, number, size), len(entries), size, page_count(entries, size), number)
    return _json({"success": True, "code": "200", "data": {"html": html}})


def _json(answer: object) -> Response:
    return Response(json.dumps(answer, ensure_ascii=False).encode(), "application/json")


def _fragment(entries: Sequence[Entry], count: int, size: int, pages: int, number: int) -> str:
    items = "\n".join(f"<li>{link(e.href, e.title)}<span>{e.date}</span></li>" for e in entries)
    turns = f'<div class="pagination" rows="{size}" count="{count}" pages="{pages}" now="{number}"></div>'
    return (
        f'<ul class="bt-right-list">\n{items}\n</ul>\n{turns}'
        if entries
        else f'<ul class="bt-right-list"></ul>\n{turns}'
    )
