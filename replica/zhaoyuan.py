"""招远: 大汉 JPAAS. Lists come from one API that heeds the page only inside paramJson; one column needs its script."""

from __future__ import annotations

import json
from collections.abc import Sequence
from html import escape

from archive.records import Kind
from replica import damage, files, traps
from replica.desk import Desk, Detail
from replica.papers import Paper
from replica.places import ZHAOYUAN, digest
from replica.publishing import (
    Entry,
    Style,
    Wound,
    everywhere,
    lose_row_labels,
    page_count,
    page_of,
    paragraphs,
    says,
    tables,
)
from replica.records import Portal, Request, Response
from replica.shell import Frame, link, page

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
    paragraph='<p style="text-indent: 2em; text-align: justify;"><span style="font-family: 仿宋, FangSong; font-size: 21px;">',
    paragraph_end="</span></p>",
    table='<table cellspacing="0" cellpadding="0" width="100%" class="ke-zeroborder">',
    cell=' style="border:1px solid #000000;text-align:center;vertical-align:middle;"',
)
FRAME = Frame(
    place=ZHAOYUAN,
    channel=lambda number: f"/col/col{118000 + number}/index.html",
    platform=PLATFORM,
    columns={**ADDRESSES, "法定主动公开内容": DIRECTORY},
    search="/jsearch/search.do",
    maker="大汉版通发布系统（样例）",
    extra_script="(function(w){w.AuthorizedRead=w.AuthorizedRead||{};})(window);\n",
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
    desk.pages["/"] = Response(_home(desk).encode())
    desk.pages[PLATFORM] = Response(
        _menu_page("政府信息公开", ("法定主动公开内容", "政府信息公开年度报告")).encode()
    )
    desk.pages[DIRECTORY] = Response(
        _menu_page("法定主动公开内容", ("政务公开工作要点", "工作总结", "政策文件")).encode()
    )
    for name, address in ADDRESSES.items():
        html = _scripted_column() if name == SCRIPTED else _column(name)
        desk.pages[address] = Response(html.encode())
    desk.pages["/script/gzzj.js"] = Response(_SCRIPT.encode(), "application/javascript")
    desk.pages["/robots.txt"] = traps.robots("/jact/")
    desk.publish_channels(FRAME)
    return desk.portal(lambda request: _answer(desk, request))


def _address(paper: Paper, column: str) -> str:
    # Every fourth article belongs to another column than the one that lists it, as on 福山's pages.
    number = COLUMN_IDS[column] + (7000 if paper.year % 4 == 0 else 0)
    return f"/col/col{number}/art/{paper.published_on[:4]}/art_{digest(32, 'zhaoyuan', paper.name)}.html"


def _wounds(paper: Paper) -> tuple[Wound, ...]:
    html = "\n".join(paper.paragraphs)
    match paper.name:
        case "annual_report-2023-0":
            keys = damage.LIGHT_KEYS + damage.false_keys(html, 1)
            foreign = says(f"http://{ZHAOYUAN.domain}/", "http://zy-lvyou.example/")
            return (
                Wound("foreign_host", paragraphs, on_block=foreign),
                Wound("lost_labels", tables, on_block=lose_row_labels),
                Wound("pinyin", everywhere, on_html=lambda block: damage.annotate(block, keys)),
            )
        case "work_plan-2021-0":
            return (
                Wound(
                    "pinyin", paragraphs, on_html=lambda b: damage.annotate(b, damage.LIGHT_KEYS, space=True)
                ),
            )
        case "policy-2020-1":
            return (
                Wound("pinyin", paragraphs, on_html=lambda b: damage.toneless(b, "是的在有和公开申请补助")),
            )
        case "work_plan-2019-0":
            return (Wound("lone_lead", paragraphs, on_html=lambda b: damage.lone_lead(b, keeps_ascii=True)),)
        case "policy-2023-0":
            return (Wound("holes", paragraphs, on_html=damage.holes),)
    return ()


def _detail(paper: Paper) -> Detail:
    detail = Detail(paper, STYLE, _wounds(paper))
    column = NAMES[paper.kind]
    if paper.name == "annual_report-2022-0":
        path = f"/module/download/downfile.jsp?classid=0&filename={digest(32, paper.name)}.docx"
        word = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
        detail.attach((path, f"{paper.title}.docx", Response(files.docx(paper.blocks), word), paper.text))
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
    links = "".join(f"<p>附件：{link(path, name)}</p>" for path, name, _, _ in detail.attached)
    main = (
        f'<div class="xxgk-head"><table class="header-table">\n{rows}\n</table></div>\n'
        f'<h1 class="article-title">{escape(paper.title)}</h1>\n<div class="article-meta"><span>发布日期：'
        f'{paper.published_on}</span><span>来源：{paper.unit.name}</span><span>浏览次数：<em id="hits"></em></span></div>\n'
        f'<div class="wzzw-article article-body" id="zoom">\n{detail.html}\n</div>\n<div class="attachments">{links}</div>\n'
        '<div class="tools">字号：<a href="#" data-size="20">大</a> <a href="#" data-size="17">中</a> '
        '<a href="#" data-size="14">小</a> <a href="#" id="print">打印</a> <a href="javascript:window.close()">关闭</a></div>'
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
        side=False,
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


def _home(desk: Desk) -> str:
    news = "\n".join(
        f"<li>{link(e.href, e.title)}<span>{e.date}</span></li>" for e in desk.lists["政策文件"][:5]
    )
    main = (
        f'<h2 class="column-title">金都要闻</h2>\n<ul class="list">{news}</ul>\n'
        f'<h2 class="column-title">政务公开</h2>\n<p>{link(PLATFORM, "政府信息公开")}</p>'
    )
    return page(FRAME, title=ZHAOYUAN.site, main=main, body_class="home")


def _menu_page(title: str, names: Sequence[str]) -> str:
    addresses = {**ADDRESSES, "法定主动公开内容": DIRECTORY}
    items = "\n".join(f"<li>{link(addresses[name], name)}</li>" for name in names)
    main = f'<h2 class="column-title">{title}</h2>\n<ul class="list">\n{items}\n</ul>'
    return page(FRAME, title=title, main=main, crumbs=[(PLATFORM, "政府信息公开")])


def _column(name: str) -> str:
    """A column whose list is filled in by a widget; every parameter of its request stands in the page."""
    tag = OUTDATED_TAG if name == "政务公开工作要点" else TAG
    query = (
        f"{{'parseType':'bulidstatic','webId':'{WEB_ID}','tplSetId':'{TEMPLATE}','pageType':'column',"
        f"'tagId':'{tag}','editType':'null','pageId':'{COLUMN_IDS[name]}'}}"
    )
    script = (
        """
(function (d) {
  var box = d.getElementById('column-list'), data = JSON.parse(box.getAttribute('queryData').replace(/'/g, '"'));
  function load(tag, number) {
    data.tagId = tag;
    data.paramJson = JSON.stringify({pageNo: number, pageSize: %d});
    var query = Object.keys(data).map(function (k) { return k + '=' + encodeURIComponent(data[k]); }).join('&');
    fetch(box.getAttribute('url') + '?' + query).then(function (r) { return r.json(); }).then(function (answer) {
      if (answer.data.html.indexOf('\\u6a21\\u677f\\u5185\\u5bb9\\u6570\\u636e\\u4e3a\\u7a7a') >= 0 && tag) { load('', number); return; }
      box.innerHTML = answer.data.html;
    });
  }
  load(data.tagId, 1);
})(document);
"""
        % ROWS
    )
    main = (
        f'<h2 class="column-title">{name}</h2>\n<div id="column-list" class="list AuthorizedRead" '
        f'queryData="{query}" url="{API}"></div>'
    )
    crumbs = [(PLATFORM, "政府信息公开"), (ADDRESSES[name], name)]
    tags = [("ColumnName", name), ("ColumnType", "政务公开")]
    return page(FRAME, title=name, main=main, page_tags=tags, crumbs=crumbs, script=script)


def _scripted_column() -> str:
    """A column that says nothing of its list: an outside script puts the request together when it runs."""
    main = f'<h2 class="column-title">{SCRIPTED}</h2>\n<div id="app-list" class="list"><p class="loading">正在加载…</p></div>'
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
_SCRIPT = """(function (w, d) {
  var kept = %s, address = '', rows = [];
  kept.forEach(function (code) { address += String.fromCharCode(code ^ 23); });
  function sign(text) {
    var value = 7;
    for (var i = 0; i < text.length; i++) { value = (value * 31 + text.charCodeAt(i)) %% 1000003; }
    return value;
  }
  function show() {
    var box = d.getElementById('app-list');
    box.innerHTML = '<ul>' + rows.join('') + '</ul>';
    box.setAttribute('data-loaded', rows.length);
  }
  function load(number) {
    var wanted = '{"pageNo":' + number + ',"pageSize":5}';
    var url = address + '&paramJson=' + encodeURIComponent(wanted) + '&sign=' + sign(wanted);
    fetch(url).then(function (r) { return r.json(); }).then(function (answer) {
      var part = answer.success ? answer.data.html.match(/<li>[^]*?<\\/li>/g) : null;
      if (part) { rows = rows.concat(part); load(number + 1); } else { show(); }
    });
  }
  load(1);
})(window, document);
""" % json.dumps(_KEPT)


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
