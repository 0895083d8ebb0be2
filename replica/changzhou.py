"""常州: a CMS with gi_/ns_ addresses; lists by XHR or as tables, documents often only as attachments."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from html import escape
from urllib.parse import quote

from archive.records import Kind
from replica import files, traps
from replica.desk import Attached, Desk, Detail
from replica.menus import Frame, link
from replica.papers import Paper
from replica.places import CHANGZHOU, between, digest
from replica.publishing import (
    Entry,
    Style,
    page_count,
    page_of,
)
from replica.records import Portal, Request, Response
from replica.shell import fill, menu_page, page
from replica.wounds import wounds

ROWS = 10
PLATFORM = "/ns_class/zwgk_01"
DIRECTORY = "/ns_class/zwgk_03"
PARTS = {
    "政府信息公开指南": "/gi_class/zwgk_zn",
    "政府信息公开制度": "/gi_class/zwgk_zd",
    "依申请公开": "/gi_class/zwgk_ysq",
}
XHR_CODES = {"政府信息公开年报": "k3m9pw2a", "工作总结": "r7t4xd8q"}
TABLE_CODES = {"工作要点": "gzyd_02", "政策文件": "zcwj_02"}
COLUMNS = {
    "政府信息公开年报": "/gi_class/zwgk_05?furl=zfxxgknb",
    "工作要点": "/gi_class/gzyd_02",
    "工作总结": "/gi_class/zwgk_05?furl=gzzj",
    "政策文件": "/gi_class/zcwj_02",
}
KINDS: dict[str, Kind] = {
    "政府信息公开年报": "annual_report",
    "工作要点": "work_plan",
    "工作总结": "work_summary",
    "政策文件": "policy",
}
NAMES = {kind: name for name, kind in KINDS.items()}
STYLE = Style(
    paragraph='<p style="text-indent:2em;line-height:2;font-family:仿宋_GB2312;font-size:16pt;">',
    paragraph_end="</p>",
    table='<table border="1" cellspacing="0" cellpadding="0" style="border-collapse:collapse;border:none;">',
    cell=' style="border:solid windowtext 1.0pt;"',
)
_PADDED = Style("<p>", "</p>", STYLE.table, STYLE.cell, indent="　　")
FRAME = Frame(
    place=CHANGZHOU,
    channel=lambda number: f"/gi_class/ml{number:03}_01",
    platform=PLATFORM,
    columns={**COLUMNS, "法定主动公开内容": DIRECTORY},
    search="/ns_search",
    maker="网站地图 常州样例内容管理系统",
)
COVER_NOTES = ("policy-2024-0", "policy-2022-1", "policy-2020-0", "annual_report-2023-1")
HOSTILE = "policy-2022-1"


def build(edition: int) -> Portal:
    """The portal in one edition."""
    desk = Desk(CHANGZHOU, edition, kinds=KINDS, changed="work_summary-2023-0", gone="policy-2019-1")
    for paper in desk.papers:
        desk.publish(NAMES[paper.kind], _address(paper.name), _detail(paper))
    _lay_traps(desk)
    own = {name: COLUMNS[name] for name in ("工作要点", "工作总结", "政策文件")}
    platform = {**PARTS, "法定主动公开内容": DIRECTORY, "政府信息公开年报": COLUMNS["政府信息公开年报"]}
    desk.publish_entrances(FRAME, news="政策文件", platform=platform, directory=own)
    for name, address in PARTS.items():
        desk.pages[address] = Response(menu_page(FRAME, name, {}).encode())
    for name, address in COLUMNS.items():
        if name in XHR_CODES:
            desk.pages[address] = Response(_xhr_column(name, address).encode())
    desk.pages["/robots.txt"] = traps.robots("/gi_secret/")
    desk.publish_channels(FRAME)
    return desk.portal(lambda request: _answer(desk, request))


def _address(name: str) -> str:
    return f"/gi_news/{between(10**14, 10**15 - 1, 'changzhou', name)}"


def _detail(paper: Paper) -> Detail:
    detail = Detail(
        paper,
        _PADDED if paper.name in ("work_plan-2020-0", "work_plan-2019-1") else STYLE,
        wounds(CHANGZHOU, paper),
    )
    if paper.name in COVER_NOTES:
        detail.attach(_attachment(paper), note=_cover_note(paper))
    labels = [
        ("信息名称", "title", paper.title),
        ("索 引 号", "index_number", paper.index_number),
        ("组配分类", "category", NAMES[paper.kind]),
        ("公开方式", "disclosure", "主动公开"),
        ("文件编号", "document_number", paper.document_number),
        ("发布机构", "issuing_body", paper.unit.name),
        ("生成日期", "written_on", paper.written_on),
        ("公开日期", "published_on", paper.published_on),
        ("废止日期", "validity", "有效"),
        ("内容概述", "summary", detail.summary),
    ]
    detail.header(labels)
    if detail.injuries:  # the CMS cut the summary out of the damaged body: no truth to compare with
        del detail.catalogue["summary"]
    heads = [f'<td class="GovInfoHead label">{name}：</td>' for name, _, _ in labels]
    cells = [f"{head}<td>{escape(value)}</td>" for head, (_, _, value) in zip(heads, labels, strict=True)]
    wide = f'{heads[0]}<td colspan="5">{escape(paper.title)}</td>'
    rows = ("".join(cells[1:4]), "".join(cells[4:7]), "".join(cells[7:9]))
    last = f'{heads[-1]}<td colspan="5">{escape(detail.summary)}</td>'
    main = fill(
        "changzhou_detail.html",
        rows="\n".join(f"<tr>{row}</tr>" for row in (wide, *rows, last)),
        title=escape(paper.title),
        body=detail.html,
        attachments=detail.links("下载本信息公开文件："),
    )
    html = page(
        FRAME,
        title=paper.title,
        main=main,
        page_tags=[
            ("ArticleTitle", paper.title),
            ("PubDate", f"{paper.published_on} 09:30"),
            ("ColumnName", NAMES[paper.kind]),
        ],
        crumbs=[(PLATFORM, "政府信息公开"), (COLUMNS[NAMES[paper.kind]], NAMES[paper.kind])],
        body_class="detail",
    )
    return detail.printed(Response(html.encode()))


def _cover_note(paper: Paper) -> tuple[str, ...]:
    return (
        "各辖市、区人民政府，市各有关部门和单位：",
        f"《{paper.title}》已经研究同意，现将全文以附件形式公开，请认真组织实施，执行中遇到的问题请及时向{paper.unit.name}反映。",
        f"{paper.unit.name}",
        "{}年{}月{}日".format(*(int(part) for part in paper.written_on.split("-"))),
    )


def _attachment(paper: Paper) -> Attached:
    as_docx = paper.kind == "annual_report" or paper.name == "policy-2020-0"
    body = files.docx(paper.blocks) if as_docx else files.pdf(paper.blocks)
    answer = Response(body, files.DOCX if as_docx else files.PDF)
    if paper.name == HOSTILE:
        name = "../../etc/passwd"
        disposition = ("Content-Disposition", f'attachment; filename="{name}"')
        address = f"/gi_download?file={quote(name, safe='')}"
        return address, f"附件：{name}", replace(answer, headers=(disposition,)), paper.text
    day = paper.published_on.replace("-", "")
    ending = "docx" if as_docx else "pdf"
    address = f"/uploadfile/zw/{day[:4]}/{day[4:]}/{digest(16, paper.name, 'file')}.{ending}"
    return address, f"{paper.title}.{ending}", answer, paper.text


def _lay_traps(desk: Desk) -> None:
    desk.trap(
        "政策文件",
        _address("wall"),
        "市政府关于样例防护页面的通知",
        "2023-06-06",
        "blocked",
        traps.bot_wall("changzhou"),
    )
    desk.trap(
        "政策文件", _address("lost"), "市政府关于样例失效链接的通知", "2021-08-09", "missing", traps.missing()
    )
    desk.trap(
        "政策文件",
        "/gi_secret/20220511.html",
        "市政府关于样例内部页面的通知",
        "2022-05-11",
        "robots",
        traps.maintenance(),
    )
    desk.trap(
        "工作要点",
        traps.foreign_host("changzhou"),
        "省级媒体解读常州市政务公开工作要点",
        "2023-05-20",
        "foreign",
        None,
    )
    desk.moved("annual_report-2021-2", _address("moved"), traps.moved)
    desk.slow("annual_report-2018-0", 2.0)


def _xhr_column(name: str, address: str) -> str:
    """A shell whose rows come by XHR; the column's code stands in the script that asks for them."""
    main = (
        f'<h2 class="column-title">{name}</h2>\n'
        '<table class="box3"><thead><tr><th>标题</th><th>发布日期</th></tr></thead>'
        '<tbody id="gi-list"></tbody></table>\n'
        '<div class="pager"><a href="#" onclick="return turn(-1)">上一页</a>'
        '<a href="#" onclick="return turn(1)">下一页</a></div>'
    )
    script = fill("changzhou_xhr.js", code=XHR_CODES[name])
    return page(
        FRAME, title=name, main=main, crumbs=[(PLATFORM, "政府信息公开"), (address, name)], script=script
    )


def _rows(entries: Sequence[Entry]) -> str:
    rows = []
    for entry in entries:
        short = entry.title if len(entry.title) < 34 else f"{entry.title[:33]}…"
        rows.append(f"<tr><td>{link(entry.href, short, title=entry.title)}</td><td>{entry.date}</td></tr>")
    return "\n".join(rows)


def _answer(desk: Desk, request: Request) -> Response | None:
    if request.path == "/ns_class/zwgk_18" and request.query.get("act") == "ajax":
        return _ajax(desk, request)
    parts = request.path.strip("/").split("/")
    if parts[0] == "gi_class" and len(parts) in (2, 3):
        for name, code in TABLE_CODES.items():
            if parts[1] == code:
                return Response(_table_column(desk, name, parts[2] if len(parts) == 3 else "1").encode())
    return None


def _last_page_repeats(wanted: str, last: int) -> int:
    number = int(wanted) if wanted.isdigit() and len(wanted) < 9 else 1
    return min(max(number, 1), last)


def _ajax(desk: Desk, request: Request) -> Response:
    name = next((n for n, code in XHR_CODES.items() if code == request.query.get("gi")), None)
    if name is None:
        return Response(b'{"status":0,"html":""}', "application/json;charset=utf-8")
    entries = desk.lists[name]
    number = _last_page_repeats(request.query.get("page", "1"), page_count(entries, ROWS))
    answer = {"status": 10, "html": _rows(page_of(entries, number, ROWS))}
    return Response(json.dumps(answer, ensure_ascii=False).encode(), "application/json;charset=utf-8")


def _table_column(desk: Desk, name: str, wanted: str) -> str:
    entries = desk.lists[name]
    last = page_count(entries, ROWS)
    number = _last_page_repeats(wanted, last)
    address = COLUMNS[name]
    turns = "".join(
        f'<span class="now">{n}</span>' if n == number else f'<a href="{address}/{n}">{n}</a>'
        for n in range(1, last + 1)
    )
    main = (
        f'<h2 class="column-title">{name}</h2>\n<table class="box3"><tr><th>标题</th><th>发布日期</th></tr>\n'
        f'{_rows(page_of(entries, number, ROWS))}\n</table>\n<div class="pager">{turns}</div>'
    )
    return page(FRAME, title=name, main=main, crumbs=[(PLATFORM, "政府信息公开"), (address, name)])
