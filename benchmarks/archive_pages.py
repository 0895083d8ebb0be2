"""Portal pages by the thousand, made for measuring: four invented portals, prose without meaning.

A page is 30 to 60 kB of HTML, as portals send it: a frame that all pages of a portal share (scripts, menus,
footer), a catalogue header, paragraphs styled one by one as word processors leave them, links to other pages,
a nonce. Words are drawn by Zipf's law, the commonest ones being the vocabulary of open information; stock
clauses recur. Gzip makes 1.6 bytes of a character of it, which is no easier than what portals print: of
annual reports it makes 0.9 to 1.35, of newspaper prose 1.5. The document is made beside the page: nothing is
read, since reading is measured elsewhere.
"""

from __future__ import annotations

import random
from bisect import bisect
from collections.abc import Iterator
from itertools import accumulate

from archive.records import Capture, Charset, Document, Figure, Hints

CITIES = ("ping", "lin", "he", "shan")
COMMON = """
公开 政府 信息 工作 政务 申请 人民 市 年度 报告 行政 机关 规定 办理 依法
部门 服务 管理 情况 依申请公开 主动公开 条例 政策 解读 平台 网站 建设 复议
诉讼 监督 保障 群众 企业 项目 财政 预算 决算 环境 保护 教育 医疗 卫生 交通
住房 规划 土地 征收 补偿 安全 生产 应急 食品 药品 市场 监管 税务 审计 公示
通知 意见 方案 办法 细则 会议 领导 小组 办公室 责任 落实 推进 加强 完善
提升 优化 规范 标准 流程 及时 准确 全面 重点 领域 基层 试点 乡镇 街道 社区
回应 关切 舆情 新闻 发布 媒体 渠道 数字 数据 共享 开放 目录 指南 制度 机制
考核 评估 培训 存在 问题 改进 措施
""".split()  # noqa: SIM905
_STYLE = (
    "margin: 0pt 0pt 0pt; text-indent: 32pt; line-height: 28pt; text-align: justify;"
    " font-family: 仿宋_GB2312; font-size: 16pt; color: rgb(51, 51, 51); background: rgb(255, 255, 255);"
)


class Portals:
    """Makes pages; the same seed makes the same pages."""

    def __init__(self, seed: int = 1) -> None:
        self._random = random.Random(seed)
        draw = self._random
        hanzi = [
            bytes((row, cell)).decode("gb2312") for row in range(0xB0, 0xD7) for cell in range(0xA1, 0xFF)
        ]
        draw.shuffle(hanzi)
        steps = list(accumulate(1 / (rank + 10) for rank in range(len(hanzi))))
        rare = [
            "".join(self._pick(hanzi, steps) for _ in range(draw.choice((2, 2, 2, 3, 4))))
            for _ in range(8_000)
        ]
        self._words = [*COMMON, *rare]
        self._steps = list(accumulate(1 / (rank + 3) for rank in range(len(self._words))))
        self._clauses: list[str] = []
        self._clauses = [self._prose(draw.randrange(8, 24)) for _ in range(300)]
        self._frames = {city: self._frame(city) for city in CITIES}
        self._titles: list[str] = [self._prose(12) for _ in range(200)]

    def pages(self, count: int) -> Iterator[tuple[Capture, Document]]:
        """So many captures with what they say."""
        for number in range(count):
            yield self._page(number)

    def _pick(self, things: list[str], steps: list[float]) -> str:
        return things[bisect(steps, self._random.random() * steps[-1])]

    def _prose(self, length: int) -> str:
        text = ""
        while len(text) < length:
            if self._clauses and self._random.random() < 0.06:
                text += self._random.choice(self._clauses)
            else:
                text += self._pick(self._words, self._steps)
            if self._random.random() < 0.12:
                text += self._random.choice("，，，，、；：")
        return text.rstrip("，、；：")

    def _frame(self, city: str) -> tuple[str, str]:
        """What stands before and after the content on every page of a portal."""
        draw = self._random
        scripts = "".join(
            f'<script src="/static/{city}/js/{draw.getrandbits(64):x}.js" type="text/javascript"></script>\n'
            for _ in range(25)
        )
        rules = "".join(
            f".{city}-{draw.getrandbits(32):x} {{ width: {draw.randrange(999)}px; float: left; "
            f"background: url(/images/{draw.getrandbits(32):x}.png) no-repeat; }}\n"
            for _ in range(60)
        )
        menu = "".join(
            f'<li class="nav-item"><a href="/col/col{draw.randrange(10**5)}/index.html" target="_blank">'
            f"{self._prose(6)}</a></li>\n"
            for _ in range(90)
        )
        tracking = "".join(f"var _{draw.getrandbits(40):x}=function(e){{return e+{n}}};" for n in range(60))
        before = f"<style>{rules}</style>{scripts}</head><body><div id='header'><ul>{menu}</ul></div>"
        return (
            before,
            f"<div id='footer'>主办：{self._prose(10)}</div><script>{tracking}</script></body></html>",
        )

    def _page(self, number: int) -> tuple[Capture, Document]:
        draw = self._random
        city = CITIES[number % len(CITIES)]
        year, month, day = 2010 + draw.randrange(16), draw.randrange(1, 13), draw.randrange(1, 29)
        kind = draw.choice(("policy", "policy", "other", "other", "work_plan", "annual_report"))
        title, issued = self._prose(draw.randrange(12, 30)), f"{self._prose(4)}局"
        document_number = f"{self._prose(3)[:3]}发〔{year}〕{draw.randrange(1, 200)}号"
        paragraphs = [self._prose(draw.randrange(60, 260)) + "。" for _ in range(draw.randrange(8, 28))]
        catalogue = {
            "index_number": f"{draw.randrange(10**8):08}/{year}-{number:05}",
            "issuing_body": issued,
            "document_number": document_number,
            "title": title,
            "published_on": f"{year}-{month:02}-{day:02}",
            "validity": draw.choice(("in_force", "in_force", "repealed")),
        }
        text = "\n".join((title, " ".join(catalogue.values()), *paragraphs))
        before, after = self._frames[city]
        url = f"http://www.{city}.example/art/{year}/{month}/{day}/art_{number % 97}_{number}.html"
        styled = "".join(
            f'<p class="MsoNormal" style="{_STYLE}"><span style="{_STYLE}">{paragraph}</span></p>\n'
            for paragraph in paragraphs
        )
        related = "".join(
            f'<li><a href="/art/{draw.randrange(10**6)}.html" title="{other}">{other}</a>'
            f"<span>{year}-{month}</span></li>\n"
            for other in draw.sample(self._titles, 12)
        )
        header = "".join(f"<tr><th>{name}</th><td>{value}</td></tr>" for name, value in catalogue.items())
        html = (
            f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{title}</title>'
            f'<meta name="csrf" content="{draw.getrandbits(128):x}">{before}<table>{header}</table>'
            f"<div id='zoom'>{styled}</div><ul>{related}</ul>{after}"
        )
        at = f"{2020 + number % 6}-{month:02}-{day:02}T{number % 24:02}:00:00Z"
        headers = (
            ("Server", "nginx"), ("Date", at), ("Content-Type", "text/html; charset=utf-8"),
            ("ETag", f'"{draw.getrandbits(64):x}"'), ("Connection", "keep-alive"),
        )  # fmt: skip
        figures = tuple(
            Figure("requests", f"row{row}", f"column{column}", draw.randrange(500))
            for row in range(20)
            for column in range(7)
        )
        document = Document(
            url, title, kind, year - 1 if kind == "annual_report" else None, catalogue, {}, text, text, (),
            Charset("utf-8", 1.0), "benchmark", figures=figures if kind == "annual_report" else (),
        )  # type: ignore[arg-type]  # fmt: skip
        return Capture(url, at, 200, headers, html.encode(), Hints(city=city)), document
