"""Catalogue headers made for measuring: invented values under labels that portals print, in many layouts.

Everything here is a sample; nothing is taken from a real page.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape

Pairs = Sequence[tuple[str, str]]

_BODIES = ("样例市人民政府办公室", "样例市财政局", "样例县教育局", "样例区水务局", "样例市人民政府(办公室)")
_WORKS = ("粮食应急预案", "城市防汛排涝管理办法", "政务公开工作要点", "养老服务实施细则", "节约用水若干规定")
_THEMES = ("综合政务", "财政、金融、审计", "农业、水利、气象", "综合政务\\政务公开", "城乡建设、环境保护")


@dataclass(frozen=True)
class HeaderPage:
    """A page's source with the labels and values that its header prints; ``html`` says which kind it is."""

    source: str
    html: bool
    labels: dict[str, str]
    fields: dict[str, str | int]
    layout: str


def invent(seed: int) -> tuple[list[tuple[str, str]], dict[str, str | int], str]:
    """A header's labels with values as printed, the fields they stand for, and the document's title."""
    chance = random.Random(seed)
    body, work = chance.choice(_BODIES), chance.choice(_WORKS)
    year, month, day = chance.randint(2012, 2025), chance.randint(1, 12), chance.randint(1, 28)
    title = f"{body}关于印发{work}的通知" if chance.random() < 0.7 else f"样例市{year}年{work}"
    iso = f"{year}-{month:02}-{day:02}"
    printed = chance.choice(
        (
            iso,
            f"{year}年{month}月{day}日",
            f"{year}/{month}/{day}",
            f"{iso} 16:40",
            f"{year}.{month:02}.{day:02}",
        )
    )
    serial = chance.randint(1, 90)
    number = f"样政办发〔{year}〕{serial}号"
    catalogued = f"{year}{chance.choice(('', f'{month:02}'))}"
    index = f"{chance.randint(10**8, 10**9 - 1)}/{catalogued}-{chance.randint(1, 99999):05}"
    pairs: list[tuple[str, str]] = [(chance.choice(("索引号", "信息索引号")), index)]
    fields: dict[str, str | int] = {"index_number": index}

    def add(name: str, labels: Sequence[str], value: str, meant: str | int, often: float) -> None:
        if chance.random() > often:
            return
        empty = chance.random() < 0.15
        pairs.append((chance.choice(labels), "" if empty else value))
        if not empty:
            fields[name] = meant

    theme = chance.choice(_THEMES)
    add("category", ("组配分类", "信息分类", "分类"), "规范性文件", "规范性文件", 0.6)
    add("subject", ("主题分类",), theme, theme, 0.5)
    add("issuing_body", ("发布机构", "发文机关", "发文机构", "发布单位"), body, body, 0.95)
    add("written_on", ("成文日期", "生成日期", "发文日期"), printed, iso, 0.9)
    add(
        "document_number",
        ("文号", "发文字号", "文件编号"),
        number.replace("〔", chance.choice("〔[")).replace("〕", "〕"),
        number,
        0.7,
    )
    add("published_on", ("发布日期", "公开日期"), iso, iso, 0.8)
    add("validity", ("有效性", "时效性"), "有效", "in_force", 0.6)
    add("disclosure", ("公开方式",), "主动公开", "主动公开", 0.3)
    add("title", ("名称", "标题", "信息名称"), title, title, 0.7)
    add("keywords", ("关键词", "主题词"), work, work, 0.4)
    add("source", ("信息来源",), body, body, 0.2)
    add("views", ("浏览次数",), str(serial * 7), serial * 7, 0.2)
    first, rest = pairs[:1], pairs[1:]
    if chance.random() < 0.4:
        chance.shuffle(rest)
    return first + rest, fields, title


# --- layouts in HTML ---


def table_of_two(pairs: Pairs, sep: str) -> str:
    rows = [
        "".join(f'<td class="l">{_label(k)}{sep}</td><td>{escape(v)}</td>' for k, v in pairs[at : at + 2])
        for at in range(0, len(pairs), 2)
    ]
    return "<table>" + "".join(f"<tr>{row}</tr>\n" for row in rows) + "</table>"


def table_of_one(pairs: Pairs, sep: str) -> str:
    rows = (f"<tr><th>{_label(k)}{sep}</th><td><span>{escape(v)}</span></td></tr>" for k, v in pairs)
    return f"<table>{''.join(rows)}</table>"


def shared_cells(pairs: Pairs, sep: str) -> str:
    rows = [
        "".join(f"<td><b>{_label(k)}{sep or '：'}</b>{escape(v)}</td>" for k, v in pairs[at : at + 2])
        for at in range(0, len(pairs), 2)
    ]
    return "<table>" + "".join(f"<tr>{row}</tr>" for row in rows) + "</table>"


def list_items(pairs: Pairs, sep: str) -> str:
    return (
        "<ul>"
        + "".join(f"<li><b>{_label(k)}{sep}</b> <span>{escape(v)}</span></li>\n" for k, v in pairs)
        + "</ul>"
    )


def alternating_items(pairs: Pairs, sep: str) -> str:
    return "<ul>" + "".join(f"<li>[ {_label(k)} ]</li>\n<li>{escape(v)}</li>\n" for k, v in pairs) + "</ul>"


def definitions(pairs: Pairs, sep: str) -> str:
    return "<dl>" + "".join(f"<dt>{_label(k)}{sep}</dt><dd>{escape(v)}</dd>" for k, v in pairs) + "</dl>"


def spans(pairs: Pairs, sep: str) -> str:
    items = (
        f'<div class="i"><span class="t">{_label(k)}{sep}</span><span class="v">{escape(v)}</span></div>'
        for k, v in pairs
    )
    return f"<div>{''.join(items)}</div>"


def divisions(pairs: Pairs, sep: str) -> str:
    items = (f'<div class="t">{_label(k)}{sep}</div><div class="v">{escape(v)}</div>' for k, v in pairs)
    return f"<div>{''.join(items)}</div>"


def paragraph(pairs: Pairs, sep: str) -> str:
    return "<p>" + "&nbsp;&nbsp;".join(f"{_label(k)}{sep or '：'}{escape(v)}" for k, v in pairs) + "</p>"


def printed_twice(pairs: Pairs, sep: str) -> str:
    hidden = "".join(f"<li>{_label(k)}{sep or '：'}{escape(v)}</li>" for k, v in pairs)
    return table_of_two(pairs, sep) + f'<ul class="mobile" style="display:none">{hidden}</ul>'


def _label(label: str) -> str:
    """Two-character labels padded to the others' width, as portals do."""
    return f"{label[0]}&emsp;&emsp;{label[1]}".replace("&emsp;", "&#12288;") if len(label) == 2 else label


HTML_LAYOUTS: dict[str, Callable[[Pairs, str], str]] = {
    "table_of_two": table_of_two,
    "table_of_one": table_of_one,
    "shared_cells": shared_cells,
    "list_items": list_items,
    "alternating_items": alternating_items,
    "definitions": definitions,
    "spans": spans,
    "divisions": divisions,
    "paragraph": paragraph,
    "printed_twice": printed_twice,
}
SEPARATORS = ("：", ":", "")


def html_page(header: str, title: str) -> str:
    """The header in a portal's page: navigation, breadcrumb, headline, byline, body, footer."""
    menu = "".join(f'<li><a href="/c/{n}/">频道{n}</a></li>' for n in range(30))
    body = "为贯彻落实有关要求，结合样例市实际，现就有关事项通知如下。" * 5
    return (
        f"<!DOCTYPE html><html><head><title>{escape(title)}</title></head>"
        f"<body><div class='top'><ul>{menu}</ul></div>"
        f"<div class='pos'>当前位置：<a>首页</a> &gt; <a>政务公开</a></div>{header}<h1>{escape(title)}</h1>"
        "<div class='by'>发布时间：2023-01-01 来源：本站 字体：大 中 小</div>"
        f"<div class='article-content'><p>{body}</p>"
        "<p>请各单位结合实际认真抓好落实，按时报送进展情况。</p></div>"
        "<div class='foot'>主办：样例市人民政府 版权所有 样ICP备00000号</div></body></html>"
    )


# --- layouts in plain text ---


def text_lines(pairs: Pairs, sep: str) -> str:
    return "\n".join(f"{k}{sep or ' '}{v}" for k, v in pairs)


def text_columns(pairs: Pairs, sep: str) -> str:
    return "\n".join(
        "  ".join(f"{k}{sep or ' '}{v}" for k, v in pairs[at : at + 2]) for at in range(0, len(pairs), 2)
    )


def text_run(pairs: Pairs, sep: str) -> str:
    return " ".join(f"{k}{sep or '：'}{v}" for k, v in pairs)


def text_pipes(pairs: Pairs, sep: str) -> str:
    lines = (" | ".join(f"{k}{sep} | {v}" for k, v in pairs[at : at + 2]) for at in range(0, len(pairs), 2))
    return "\n".join(f"{line} |" for line in lines)


def text_brackets(pairs: Pairs, sep: str) -> str:
    return "\n".join(
        " ".join(f"[ {k} ] {v}" for k, v in pairs[at : at + 2]) for at in range(0, len(pairs), 2)
    )


def text_bullets(pairs: Pairs, sep: str) -> str:
    return "\n".join(f"  • {k}{sep or '：'}\n\n    {v}" for k, v in pairs)


TEXT_LAYOUTS: dict[str, Callable[[Pairs, str], str]] = {
    layout.__name__: layout
    for layout in (text_lines, text_columns, text_run, text_pipes, text_brackets, text_bullets)
}


def text_page(header: str, title: str) -> str:
    """The header as text, then the headline, a byline and the body."""
    body = "为贯彻落实有关要求，结合样例市实际，现就有关事项通知如下。" * 3
    return f"{header}\n\n{title}\n\n发布时间：2023-01-01 字体：[ ]\n\n各有关单位：\n{body}\n"


def pages(seeds: Sequence[int]) -> list[HeaderPage]:
    """Every layout and separator over invented headers."""
    made = []
    for seed in seeds:
        pairs, fields, title = invent(seed)
        labels = {label: " ".join(value.split(" ")) for label, value in pairs}
        for name, layout in HTML_LAYOUTS.items():
            made += [
                HeaderPage(html_page(layout(pairs, sep), title), True, labels, fields, f"{name} {sep}")
                for sep in SEPARATORS
            ]
        for name, layout in TEXT_LAYOUTS.items():
            made += [
                HeaderPage(text_page(layout(pairs, sep), title), False, labels, fields, f"{name} {sep}")
                for sep in SEPARATORS
            ]
    return made
