"""阜阳: openness in both generations: 24-hex ids until 2020, whole numbers since; annual reports apart from the rest."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from html import escape

from archive.records import Kind
from replica import damage, files, traps
from replica.desk import Desk, Detail
from replica.papers import Paper
from replica.places import FUYANG, between, digest
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

BRANCH = "545214aaba6de118f0c2bde5"
KINDS: dict[str, Kind] = {
    "政府信息公开年报": "annual_report",
    "规划计划": "work_plan",
    "工作推进": "work_summary",
    "政策文件": "policy",
}
NAMES = {kind: name for name, kind in KINDS.items()}
CODES = {"规划计划": 130100, "工作推进": 130200, "政策文件": 130300}
PARENT_CODE = 130000
COLUMN_IDS = {"规划计划": 32761, "工作推进": 32762, "政策文件": 32763}
LAST_OLD_YEAR = 2020
ROWS = 10
PLATFORM = "/OpennessBranch/"
DIRECTORY = "/OpennessContent/showList/2/32760/page_1.html"
NEW = {
    "政府信息公开年报": "/OpennessAnnualReport/showList/2/page_1.html",
    **{name: f"/OpennessContent/showList/2/{number}/page_1.html" for name, number in COLUMN_IDS.items()},
}
OLD = {
    "政府信息公开年报": f"/opennessAnnualReport/?branch_id={BRANCH}",
    **{name: f"/opennessContent/?branch_id={BRANCH}&column_code={code}" for name, code in CODES.items()},
}
STYLE = Style(
    paragraph='<p style="line-height: 2em; text-indent: 2em;"><span style="font-size: 18px; font-family: 宋体, SimSun;">',
    paragraph_end="</span></p>",
    table='<table width="100%" border="1" style="border-collapse:collapse">',
    cell=' valign="middle" align="center"',
)
_PADDED = Style("<p>", "</p>", STYLE.table, STYLE.cell, indent="　　&nbsp;")
FRAME = Frame(
    place=FUYANG,
    channel=lambda number: f"/Content/showList/{1800 + number}/page_1.html",
    platform=PLATFORM,
    columns={**NEW, "法定主动公开内容": DIRECTORY},
    search="/Search/",
    maker="技术支持：样例信息公开平台",
)


def build(edition: int) -> Portal:
    """The portal in one edition."""
    desk = Desk(
        FUYANG, edition, kinds=KINDS, changed="work_plan-2019-1", gone="policy-2023-1", misprinted=2020
    )
    for paper in desk.papers:
        column, old = NAMES[paper.kind], paper.year <= LAST_OLD_YEAR
        detail = _old_detail(paper) if old else _new_detail(paper)
        desk.publish(column, _address(paper, old), detail, shelf=_shelf(column, old))
    _lay_traps(desk)
    desk.pages["/"] = Response(_home(desk).encode())
    desk.pages[PLATFORM] = Response(_platform().encode())
    desk.pages[DIRECTORY] = Response(_folder(desk, old=False).encode())
    desk.pages["/robots.txt"] = traps.robots("/mobileOpenness/")
    desk.publish_channels(FRAME)
    return desk.portal(lambda request: _answer(desk, request))


def _shelf(column: str, old: bool) -> str:
    return f"旧版/{column}" if old else column


def _hex_id(paper: Paper, part: str = "") -> str:
    """A Mongo id: its first eight digits are the second of its making."""
    day = datetime.fromisoformat(paper.published_on).replace(tzinfo=UTC)
    return f"{int(day.timestamp()) + 9 * 3600:08x}{digest(16, 'fuyang', paper.name, part)}"


def _address(paper: Paper, old: bool) -> str:
    if old:
        kind = "annual_report" if paper.kind == "annual_report" else "content"
        return f"/openness/detail/{kind}/{_hex_id(paper)}.html"
    number = between(1294000, 2699999, "fuyang", paper.name)
    return f"/{'OpennessAnnualReport' if paper.kind == 'annual_report' else 'OpennessContent'}/show/{number}.html"


def _wounds(paper: Paper) -> tuple[Wound, ...]:
    match paper.name:
        case "policy-2019-0":
            return (Wound("question_marks", paragraphs, on_html=damage.blanks_as_question_marks),)
        case "work_plan-2022-0":
            return (Wound("doubled_entities", paragraphs, on_html=damage.doubled_entities),)
        case "work_summary-2021-0":
            return (Wound("private_use", paragraphs, on_html=damage.private_use),)
        case "work_plan-2018-0":
            keys = damage.FULL_KEYS + damage.false_keys("\n".join(paper.paragraphs), 3)
            return (Wound("pinyin", everywhere, on_html=lambda block: damage.annotate(block, keys)),)
        case "policy-2024-0":
            return (Wound("utf8_as_gbk", long_paragraphs(3, 5), on_html=damage.utf8_as_gbk),)
        case "work_summary-2023-0":
            return (
                Wound(
                    "spam",
                    lambda nth, _: nth == 3,
                    on_html=lambda html: f"{html}\n<p>亿博体育·在线投注官网</p>",
                ),
            )
    return ()


def _old_detail(paper: Paper) -> Detail:
    detail = Detail(paper, _PADDED if paper.name == "policy-2019-0" else STYLE, _wounds(paper))
    column = NAMES[paper.kind]
    if paper.name == "annual_report-2019-1":
        name = "附件：2019年年度报告.docx"
        word = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
        disposition = "attachment; filename=" + "年度报告.docx".encode("gbk").decode("latin-1")
        answer = Response(files.docx(paper.blocks), word, headers=(("Content-Disposition", disposition),))
        detail.attach((f"/download/?mod=site_attach&_id={_hex_id(paper, 'file')}", name, answer, paper.text))
    labels = [
        ("索  引  号", "index_number", paper.index_number),
        ("组配分类", "category", column),
        ("发布机构", "issuing_body", paper.unit.name),
        ("发布日期", "published_on", paper.published_on),
        ("发布文号", "document_number", paper.document_number or "无"),
        ("关  键  词", "keywords", paper.keywords),
        ("主题导航", "subject", "综合政务"),
        ("信息名称", "title", paper.title),
        ("内容概述", "summary", ""),
        ("浏览次数", "views", str(paper.views)),
    ]
    detail.header(labels)
    wide = "\n".join(
        f'<li class="col-md-6"><span class="label">{_blank(label)}：</span>{escape(value)}</li>'
        for label, _, value in labels
    )
    narrow = "\n".join(
        f"<p><b>{''.join(label.split())}：</b>{escape(value)}</p>" for label, _, value in labels
    )
    main = (
        f'<ul class="row header-list">\n{wide}\n</ul>\n<div class="mobile-only">\n{narrow}\n</div>\n'
        + _article(detail)
    )
    misdeclared = paper.name == "work_summary-2019-0"
    html = page(
        FRAME,
        title=paper.title,
        main=main,
        crumbs=[(PLATFORM, "政府信息公开"), (OLD[column], column)],
        charset="gb2312" if misdeclared else "utf-8",
        body_class="openness",
    )
    # The page that says gb2312 of its UTF-8 is sent without a charset in its header.
    return detail.printed(Response(html.encode(), "text/html" if misdeclared else "text/html; charset=utf-8"))


def _blank(label: str) -> str:
    return label.replace(" ", "&nbsp;")


def _new_detail(paper: Paper) -> Detail:
    detail = Detail(paper, STYLE, _wounds(paper))
    column = NAMES[paper.kind]
    if paper.name == "policy-2023-0":
        answer = Response(files.pdf(paper.blocks), "application/pdf")
        detail.attach(
            (f"/download/?mod=site_attach&_id={_hex_id(paper, 'file')}", "附件：全文.pdf", answer, paper.text)
        )
    labels = [
        ("索  引 号", "index_number", paper.index_number),
        ("信息分类", "category", column),
        ("发布机构", "issuing_body", paper.unit.name),
        ("成文日期", "written_on", paper.written_on),
        ("文       号", "document_number", paper.document_number),
        ("发布日期", "published_on", paper.published_on),
        ("标       题", "title", paper.title),
        ("信息来源", "source", f"{FUYANG.name}政务公开办"),
        ("关  键 词", "keywords", paper.keywords),
        ("浏览次数", "views", str(paper.views)),
        ("有 效 性", "validity", "有效"),
    ]
    detail.header(labels)
    cells = [
        f'<th class="label">{_blank(label)}：</th><td>{escape(value)}</td>' for label, _, value in labels
    ]
    rows = "\n".join(f"<tr>{''.join(cells[at : at + 2])}</tr>" for at in range(0, len(cells), 2))
    narrow = "\n".join(
        f"<li><b>{''.join(label.split())}：</b>{escape(value or '无')}</li>" for label, _, value in labels
    )
    main = (
        f'<table class="header-table">\n{rows}\n</table>\n<ul class="mobile-only">\n{narrow}\n</ul>\n'
        + _article(detail)
    )
    html = page(
        FRAME,
        title=paper.title,
        main=main,
        page_tags=[
            ("ColumnName", column),
            ("ArticleTitle", paper.title),
            ("PubDate", f"{paper.published_on} 17:40"),
            ("ContentSource", f"{FUYANG.name}政务公开办"),
            ("KeyWords", paper.keywords),
            ("Desctiption", paper.title),
        ],
        crumbs=[(PLATFORM, "政府信息公开"), (NEW[column], column)],
        body_class="openness",
        side=False,
    )
    return detail.printed(Response(html.encode()))


def _article(detail: Detail) -> str:
    paper = detail.paper
    links = "".join(f"<p>{link(path, name)}</p>" for path, name, _, _ in detail.attached)
    return (
        f'<h1 class="article-title">{escape(paper.title)}</h1>\n<div class="article-meta"><span>发布时间：'
        f'{paper.published_on} 17:40</span><span>字体大小：[ <a href="#" data-size="20">大</a> '
        '<a href="#" data-size="17">中</a> <a href="#" data-size="14">小</a> ]</span></div>\n'
        f'<div class="m-article article-body">\n{detail.html}\n</div>\n<div class="attachments">{links}</div>'
    )


def _lay_traps(desk: Desk) -> None:
    policy = "政策文件"
    at = "/OpennessContent/show/{}.html".format
    desk.trap(
        policy, at(2700001), "关于样例防护页面的通知", "2022-03-03", "blocked", traps.cookie_wall("fuyang")
    )
    desk.trap(policy, at(2700002), "关于样例失效链接的通知", "2022-06-06", "missing", traps.missing())
    inner = f"/mobileOpenness/detail/content/5e1b2c3d{digest(16, 'fuyang', 'robots')}.html"
    desk.trap(
        policy,
        inner,
        "关于样例内部页面的通知",
        "2020-01-12",
        "robots",
        traps.maintenance(),
        shelf=_shelf(policy, True),
    )
    desk.trap("规划计划", traps.foreign_host("fuyang"), "省级媒体谈阜阳政务公开", "2022-05-05", "foreign")
    desk.moved("policy-2021-0", at(2700004), traps.moved)
    desk.slow("annual_report-2020-1", 2.0)


def _home(desk: Desk) -> str:
    news = "\n".join(
        f"<li>{link(e.href, e.title)}<span>{e.date}</span></li>" for e in desk.lists["政策文件"][:5]
    )
    main = (
        f'<h2 class="column-title">阜阳要闻</h2>\n<ul class="list">{news}</ul>\n'
        f'<h2 class="column-title">政务公开</h2>\n<p>{link(PLATFORM, "政府信息公开")}</p>'
    )
    return page(FRAME, title=FUYANG.site, main=main, body_class="home")


def _platform() -> str:
    new = {"法定主动公开内容": DIRECTORY, **{name: NEW[name] for name in NEW}}
    groups = (("政府信息公开专栏", new), ("历史信息公开目录（2020年及以前）", OLD))
    main = "\n".join(
        f'<h2 class="column-title">{title}</h2>\n<ul class="list parts">'
        + "".join(f"<li>{link(href, name)}</li>" for name, href in group.items())
        + "</ul>"
        for title, group in groups
    )
    return page(FRAME, title="政府信息公开", main=main, crumbs=[(PLATFORM, "政府信息公开")])


def _folder(desk: Desk, *, old: bool) -> str:
    """A parent column: six rows of each child instead of a list."""
    parts = []
    for name in CODES:
        rows = desk.lists[_shelf(name, old)][:6]
        items = "".join(f"<li>{link(e.href, e.title)}<span>{e.date}</span></li>" for e in rows)
        more = (OLD if old else NEW)[name]
        parts.append(f'<h2 class="column-title">{link(more, name)}</h2>\n<ul class="list">{items}</ul>')
    return page(FRAME, title="法定主动公开内容", main="\n".join(parts), crumbs=[(PLATFORM, "政府信息公开")])


def _answer(desk: Desk, request: Request) -> Response | None:
    path = request.path.rstrip("/")
    if path in ("/opennessContent", "/opennessAnnualReport") and request.query.get("branch_id") == BRANCH:
        return _old_list(desk, path, request.query.get("column_code", ""), request.query.get("page", "1"))
    for name, address in NEW.items():
        start = address.removesuffix("1.html")
        if request.path.startswith(start) and request.path.endswith(".html"):
            number = request.path.removeprefix(start).removesuffix(".html")
            return Response(_list(desk, name, False, number, start + "{}.html").encode())
    return None


def _old_list(desk: Desk, path: str, code: str, number: str) -> Response | None:
    if path == "/opennessAnnualReport":
        name = "政府信息公开年报"
    elif code == str(PARENT_CODE):
        return Response(_folder(desk, old=True).encode())
    else:
        name = next((column for column, known in CODES.items() if str(known) == code), "")
    if not name:
        return None
    return Response(_list(desk, name, True, number, OLD[name] + "&page={}").encode())


def _list(desk: Desk, name: str, old: bool, wanted: str, address: str) -> str:
    entries: Sequence[Entry] = desk.lists[_shelf(name, old)]
    last = page_count(entries, ROWS)
    number = int(wanted) if wanted.isdigit() and len(wanted) < 9 else 1
    bracket = "[{}]".format if old else "{}".format
    items = "\n".join(
        f"<li>{link(e.href, e.title)}<span>{bracket(e.date)}</span></li>"
        for e in page_of(entries, number, ROWS)
    )
    turns = "".join(f'<a href="{escape(address.format(n))}">{n}</a>' for n in range(1, last + 1))
    following = (
        f'<a class="default_pgBtn default_pgNext" href="{escape(address.format(number + 1))}">下一页</a>'
        if number < last
        else ""
    )
    main = (
        f'<h2 class="column-title">{name}</h2>\n<div class="listright-box list"><ul>\n{items}\n</ul></div>\n'
        f'<div class="pager">{turns}{following} 共{last}页</div>'
    )
    first = (OLD if old else NEW)[name]
    return page(FRAME, title=name, main=main, crumbs=[(PLATFORM, "政府信息公开"), (first, name)])
