"""阜阳: openness in both generations: 24-hex ids until 2020, whole numbers since; annual reports apart."""

from __future__ import annotations

from datetime import UTC, datetime
from html import escape

from replica import files, traps
from replica.desk import Desk, Detail
from replica.fuyang_lists import (
    CODES,
    DIRECTORY,
    FRAME,
    KINDS,
    NAMES,
    NEW,
    OLD,
    PLATFORM,
    answer,
    folder,
    shelf,
)
from replica.menus import link
from replica.papers import Paper
from replica.places import FUYANG, between, digest
from replica.publishing import (
    Style,
)
from replica.records import Portal, Response
from replica.shell import fill, page
from replica.wounds import wounds

LAST_OLD_YEAR = 2020
QUESTIONED = "policy-2019-0"
STYLE = Style(
    paragraph='<p style="line-height: 2em; text-indent: 2em;">'
    '<span style="font-size: 18px; font-family: 宋体, SimSun;">',
    paragraph_end="</span></p>",
    table='<table width="100%" border="1" style="border-collapse:collapse">',
    cell=' valign="middle" align="center"',
)
_PADDED = Style("<p>", "</p>", STYLE.table, STYLE.cell, indent="　　&nbsp;")


def build(edition: int) -> Portal:
    """The portal in one edition."""
    desk = Desk(
        FUYANG, edition, kinds=KINDS, changed="work_plan-2019-1", gone="policy-2023-1", misprinted=2020
    )
    for paper in desk.papers:
        column, old = NAMES[paper.kind], paper.year <= LAST_OLD_YEAR
        detail = _old_detail(paper) if old else _new_detail(paper)
        desk.publish(column, _address(paper, old), detail, shelf=shelf(column, old))
    _lay_traps(desk)
    desk.publish_entrances(
        FRAME,
        news="政策文件",
        platform={"法定主动公开内容": DIRECTORY},
        directory={name: NEW[name] for name in CODES},
    )
    desk.pages[PLATFORM] = Response(_platform().encode())
    desk.pages[DIRECTORY] = Response(folder(desk, old=False).encode())
    desk.pages["/robots.txt"] = traps.robots("/mobileOpenness/")
    desk.publish_channels(FRAME)
    return desk.portal(lambda request: answer(desk, request))


def _hex_id(paper: Paper, part: str = "") -> str:
    """A Mongo id: its first eight digits are the second of its making."""
    day = datetime.fromisoformat(paper.published_on).replace(tzinfo=UTC)
    return f"{int(day.timestamp()) + 9 * 3600:08x}{digest(16, 'fuyang', paper.name, part)}"


def _address(paper: Paper, old: bool) -> str:
    if old:
        kind = "annual_report" if paper.kind == "annual_report" else "content"
        return f"/openness/detail/{kind}/{_hex_id(paper)}.html"
    number = between(1294000, 2699999, "fuyang", paper.name)
    kind = "OpennessAnnualReport" if paper.kind == "annual_report" else "OpennessContent"
    return f"/{kind}/show/{number}.html"


def _old_detail(paper: Paper) -> Detail:
    # On one page every blank has become a question mark, those inside the labels too.
    blank = "??" if paper.name == QUESTIONED else "&nbsp;"
    detail = Detail(paper, _PADDED if paper.name == QUESTIONED else STYLE, wounds(FUYANG, paper))
    column = NAMES[paper.kind]
    if paper.name == "annual_report-2019-1":
        name = "附件：2019年年度报告.docx"
        disposition = "attachment; filename=" + "年度报告.docx".encode("gbk").decode("latin-1")
        answer = Response(
            files.docx(paper.blocks), files.DOCX, headers=(("Content-Disposition", disposition),)
        )
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
        f'<li class="col-md-6"><span class="label">{label.replace(" ", blank)}：</span>{escape(value)}</li>'
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


def _new_detail(paper: Paper) -> Detail:
    detail = Detail(paper, STYLE, wounds(FUYANG, paper))
    column = NAMES[paper.kind]
    if paper.name == "policy-2023-0":
        answer = Response(files.pdf(paper.blocks), files.PDF)
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
        f'<th class="label">{label.replace(" ", "&nbsp;")}：</th><td>{escape(value)}</td>'
        for label, _, value in labels
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
    )
    return detail.printed(Response(html.encode()))


def _article(detail: Detail) -> str:
    return fill(
        "fuyang_article.html",
        title=escape(detail.paper.title),
        published_on=detail.paper.published_on,
        body=detail.html,
        attachments=detail.links(),
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
        shelf=shelf(policy, True),
    )
    desk.trap("规划计划", traps.foreign_host("fuyang"), "省级媒体谈阜阳政务公开", "2022-05-05", "foreign")
    desk.moved("policy-2021-0", at(2700004), traps.moved)
    desk.slow("annual_report-2020-1", 2.0)


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
