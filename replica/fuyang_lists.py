"""阜阳's lists: two generations of column pages, each with its own addresses."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from archive.records import Kind
from replica.desk import Desk
from replica.menus import Frame, link
from replica.places import FUYANG
from replica.publishing import Entry, page_count, page_of
from replica.records import Request, Response
from replica.shell import page

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
FRAME = Frame(
    place=FUYANG,
    channel=lambda number: f"/Content/showList/{1800 + number}/page_1.html",
    platform=PLATFORM,
    columns={**NEW, "法定主动公开内容": DIRECTORY},
    search="/Search/",
    maker="技术支持：样例信息公开平台",
)


def shelf(column: str, old: bool) -> str:
    """The shelf of a column in one generation of the site."""
    return f"旧版/{column}" if old else column


def folder(desk: Desk, *, old: bool) -> str:
    """A parent column: six rows of each child instead of a list."""
    parts = []
    for name in CODES:
        rows = desk.lists[shelf(name, old)][:6]
        items = "".join(f"<li>{link(e.href, e.title)}<span>{e.date}</span></li>" for e in rows)
        more = (OLD if old else NEW)[name]
        parts.append(f'<h2 class="column-title">{link(more, name)}</h2>\n<ul class="list">{items}</ul>')
    return page(FRAME, title="法定主动公开内容", main="\n".join(parts), crumbs=[(PLATFORM, "政府信息公开")])


def answer(desk: Desk, request: Request) -> Response | None:
    """A list page of either generation, None for any other address."""
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
        return Response(folder(desk, old=True).encode())
    else:
        name = next((column for column, known in CODES.items() if str(known) == code), "")
    if not name:
        return None
    return Response(_list(desk, name, True, number, OLD[name] + "&page={}").encode())


def _list(desk: Desk, name: str, old: bool, wanted: str, address: str) -> str:
    entries: Sequence[Entry] = desk.lists[shelf(name, old)]
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
