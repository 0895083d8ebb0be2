"""常州: a local CMS with gi_/ns_ addresses; lists by XHR or as tables, documents often only as attachments."""

from __future__ import annotations

import json
from html import escape
from urllib.parse import quote

from archive.records import Kind
from replica import damage, files, traps
from replica.desk import Attached, Desk, Detail
from replica.papers import Paper
from replica.places import CHANGZHOU, digest
from replica.publishing import (
    Entry,
    Style,
    Wound,
    everywhere,
    long_paragraphs,
    page_count,
    page_of,
    paragraphs,
)
from replica.records import Portal, Request, Response
from replica.shell import Frame, link, page

ROWS = 10
PLATFORM = "/ns_class/zwgk_01"
DIRECTORY = "/ns_class/zwgk_03"
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
    desk.pages["/"] = Response(_home(desk).encode())
    desk.pages[PLATFORM] = Response(_platform().encode())
    desk.pages[DIRECTORY] = Response(_directory().encode())
    for name, address in COLUMNS.items():
        if name in XHR_CODES:
            desk.pages[address] = Response(_xhr_column(name, address).encode())
    desk.pages["/robots.txt"] = traps.robots("/gi_secret/")
    desk.publish_channels(FRAME)
    return desk.portal(lambda request: _answer(desk, request))


def _address(name: str) -> str:
    return f"/gi_news/{int(digest(14, 'changzhou', name), 16) % 9 * 10**14 + int(digest(11, name), 16) % 10**14 + 10**14}"


def _wounds(paper: Paper) -> tuple[Wound, ...]:
    html = "\n".join(paper.paragraphs)
    match paper.name:
        case "work_plan-2022-0":
            keys = damage.FULL_KEYS + damage.false_keys(html, 2)
            return (Wound("pinyin", everywhere, on_html=lambda block: damage.annotate(block, keys)),)
        case "work_plan-2020-0":
            return (Wound("lone_lead", paragraphs, on_html=damage.lone_lead),)
        case "work_plan-2019-1":
            return (
                Wound("lone_lead", paragraphs, on_html=lambda block: damage.lone_lead(block, script="s")),
            )
        case "annual_report-2022-0":
            return (
                Wound(
                    "dropped",
                    paragraphs,
                    on_block=lambda b: damage.drop_inline(b) if isinstance(b, str) else b,
                ),
                Wound(
                    "spam",
                    lambda nth, _: nth == len(paper.blocks) - 1,
                    on_html=lambda h: f"{h}\n<p>火球电竞</p>",
                ),
            )
        case "policy-2021-0":
            return (Wound("utf8_as_gbk", long_paragraphs(3, 7), on_html=damage.utf8_as_gbk),)
    return ()


def _detail(paper: Paper) -> Detail:
    detail = Detail(paper, STYLE if paper.name != "work_plan-2020-0" else _PADDED, _wounds(paper))
    if paper.name in COVER_NOTES:
        detail.attach(_attachment(paper), note=_cover_note(paper))
    labels = [
        ("信息名称", "title", paper.title),
        ("索 引 号", "index_number", paper.index_number),
        ("法定主动公开内容", "category", NAMES[paper.kind]),
        ("公开方式", "disclosure", "主动公开"),
        ("文件编号", "document_number", paper.document_number),
        ("发布机构", "issuing_body", paper.unit.name),
        ("生成日期", "written_on", paper.written_on),
        ("公开日期", "published_on", paper.published_on),
        ("废止日期", "validity", "有效"),
        ("内容概述", "summary", detail.summary),
    ]
    detail.header(labels)
    cells = [
        f'<td class="GovInfoHead label">{name}：</td><td>{escape(value)}</td>' for name, _, value in labels
    ]
    wide = f'<tr><td class="GovInfoHead label">{labels[0][0]}：</td><td colspan="5">{escape(paper.title)}</td></tr>'
    rows = "\n".join(f"<tr>{cells[at]}{cells[at + 1]}{cells[at + 2]}</tr>" for at in (1, 4, 7))
    last = cells[-1].replace("<td>", '<td colspan="5">', 1)
    links = "".join(f"<p>下载本信息公开文件：{link(href, name)}</p>" for href, name, _, _ in detail.attached)
    main = (
        f'<table class="header-table" width="100%">\n{wide}\n{rows}\n<tr>{last}</tr>\n</table>\n'
        f'<h1 class="article-title">{escape(paper.title)}</h1>\n'
        '<table width="100%"><tr><td class="GovInfoContent article-body">\n'
        f"{detail.html}\n</td></tr></table>\n"
        f'<div class="attachments">{links}</div>\n'
        '<div class="tools">【字体：<a href="#" data-size="18">大</a> <a href="#" data-size="16">中</a> '
        '<a href="#" data-size="14">小</a>】 <a href="#" id="print">打印本页</a> 扫一扫在手机打开当前页</div>'
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
        side=False,
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
    day = paper.published_on.replace("-", "")
    stem = f"/uploadfile/zw/{day[:4]}/{day[4:]}/{digest(16, paper.name, 'file')}"
    if paper.name == HOSTILE:
        name = "../../etc/passwd"
        answer = Response(files.pdf(paper.blocks), "application/pdf", headers=(_disposition(name),))
        return f"/gi_download?file={quote('../../etc/passwd', safe='')}", name, answer, paper.text
    if paper.kind == "annual_report":
        return f"{stem}.docx", f"{paper.title}.docx", Response(files.docx(paper.blocks), _WORD), paper.text
    if paper.name == "policy-2020-0":
        return f"{stem}.docx", "附件.docx", Response(files.docx(paper.blocks), _WORD), paper.text
    return (
        f"{stem}.pdf",
        f"{paper.title}.pdf",
        Response(files.pdf(paper.blocks), "application/pdf"),
        paper.text,
    )


_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def _disposition(name: str) -> tuple[str, str]:
    return ("Content-Disposition", f'attachment; filename="{name}"')


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


def _home(desk: Desk) -> str:
    news = "\n".join(
        f"<li>{link(e.href, e.title)}<span>{e.date}</span></li>" for e in desk.lists["政策文件"][:6]
    )
    main = (
        '<h2 class="column-title">要闻动态</h2>\n<ul class="list">'
        f'{news}</ul>\n<h2 class="column-title">政务公开</h2>\n<p>{link(PLATFORM, "政府信息公开")} '
        f"{link('/page_wjk', '政策文件库检索')}</p>"
    )
    return page(FRAME, title=CHANGZHOU.site, main=main, body_class="home")


def _platform() -> str:
    parts = (
        ("/gi_class/zwgk_zn", "政府信息公开指南"),
        ("/gi_class/zwgk_zd", "政府信息公开制度"),
        (DIRECTORY, "法定主动公开内容"),
        (COLUMNS["政府信息公开年报"], "政府信息公开年报"),
        ("/gi_class/zwgk_ysq", "依申请公开"),
    )
    items = "\n".join(f"<li>{link(href, name)}</li>" for href, name in parts)
    main = f'<h2 class="column-title">政府信息公开</h2>\n<ul class="list parts">\n{items}\n</ul>'
    return page(FRAME, title="政府信息公开", main=main, crumbs=[(PLATFORM, "政府信息公开")])


def _directory() -> str:
    names = ("工作要点", "工作总结", "政策文件")
    items = "\n".join(f"<li>{link(COLUMNS[name], name)}</li>" for name in names)
    main = f'<h2 class="column-title">法定主动公开内容</h2>\n<ul class="list">\n{items}\n</ul>'
    return page(FRAME, title="法定主动公开内容", main=main, crumbs=[(PLATFORM, "政府信息公开")])


def _xhr_column(name: str, address: str) -> str:
    """A shell whose rows come by XHR; the column's code stands in the script that asks for them."""
    script = f"""
(function () {{
  var gi = '{XHR_CODES[name]}', page = 1;
  function load(n) {{
    var url = '/ns_class/zwgk_18?act=ajax&gi=' + gi + '&ns=&dept=1&notime=&page=' + n + '&key=&t=1&cache=no&test=bbb';
    var xhr = new XMLHttpRequest();
    xhr.open('GET', url, true);
    xhr.onreadystatechange = function () {{
      if (xhr.readyState !== 4) {{ return; }}
      var answer = JSON.parse(xhr.responseText);
      if (answer.status === 10) {{ document.getElementById('gi-list').innerHTML = answer.html; page = n; }}
    }};
    xhr.send();
  }}
  window.turn = function (step) {{ load(Math.max(1, page + step)); return false; }};
  load(1);
}})();
"""
    main = (
        f'<h2 class="column-title">{name}</h2>\n<table class="box3"><thead><tr><th>标题</th><th>发布日期</th></tr></thead>'
        '<tbody id="gi-list"></tbody></table>\n<div class="pager"><a href="#" onclick="return turn(-1)">上一页</a>'
        '<a href="#" onclick="return turn(1)">下一页</a></div>'
    )
    return page(
        FRAME, title=name, main=main, crumbs=[(PLATFORM, "政府信息公开"), (address, name)], script=script
    )


def _rows(entries: list[Entry]) -> str:
    return "\n".join(
        f"<tr><td>{link(entry.href, entry.title if len(entry.title) < 34 else entry.title[:33] + '…', title=entry.title)}"
        f"</td><td>{entry.date}</td></tr>"
        for entry in entries
    )


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
    answer = {"status": 10, "html": _rows(list(page_of(entries, number, ROWS)))}
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
        f'{_rows(list(page_of(entries, number, ROWS)))}\n</table>\n<div class="pager">{turns}</div>'
    )
    return page(FRAME, title=name, main=main, crumbs=[(PLATFORM, "政府信息公开"), (address, name)])
