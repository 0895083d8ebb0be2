"""Which documents are damaged, where in them, and how: one list for all four cities."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from replica import damage
from replica.papers import Block, Paper
from replica.places import PLACES, Place
from replica.tables import Table


@dataclass(frozen=True, slots=True)
class Wound:
    """Damage to do to the blocks that ``hits`` chooses: to the block itself, to its HTML, or both in turn."""

    kind: str
    hits: Callable[[int, Block], bool]
    on_block: Callable[[Block], Block] | None = None
    on_html: Callable[[str], str] | None = None


def wounds(place: Place, paper: Paper) -> tuple[Wound, ...]:
    """The damage to do to one paper's page, in order; none for most."""
    return _BY_CITY[place.slug](paper)


def _changzhou(paper: Paper) -> tuple[Wound, ...]:
    match paper.name:
        case "work_plan-2022-0":
            return (_annotated(paper, damage.FULL_KEYS, 2),)
        case "work_plan-2020-0":
            return (Wound("lone_lead", _paragraphs, on_html=damage.lone_lead),)
        case "work_plan-2019-1":
            return (Wound("lone_lead", _paragraphs, on_html=lambda b: damage.lone_lead(b, script="s")),)
        case "annual_report-2022-0":
            return (
                Wound("dropped", _paragraphs, on_block=_said(damage.drop_inline)),
                Wound("spam", _nth(len(paper.blocks) - 1), on_html=lambda html: f"{html}\n<p>火球电竞</p>"),
            )
        case "policy-2021-0":
            return (Wound("utf8_as_gbk", _long_paragraphs(3, 7), on_html=damage.utf8_as_gbk),)
        case "work_plan-2023-1":
            return (Wound("font_swaps", _long_paragraphs(8, 14), on_html=damage.font_swaps),)
    return ()


def _zhaoyuan(paper: Paper) -> tuple[Wound, ...]:
    match paper.name:
        case "annual_report-2023-0":
            own = f"http://{PLACES['zhaoyuan'].domain}/"
            return (
                Wound("foreign_host", _paragraphs, on_block=_says(own, "http://zy-lvyou.example/")),
                Wound("lost_labels", _tables, on_block=_lose_row_labels),
                _annotated(paper, damage.LIGHT_KEYS, 1),
            )
        case "work_plan-2021-0":
            keys = damage.LIGHT_KEYS
            return (Wound("pinyin", _paragraphs, on_html=lambda b: damage.annotate(b, keys, space=True)),)
        case "policy-2020-1":
            chars = "是的在有和公开申请补助"
            return (Wound("pinyin", _paragraphs, on_html=lambda b: damage.toneless(b, chars)),)
        case "work_plan-2019-0":
            return (Wound("lone_lead", _paragraphs, on_html=lambda b: damage.lone_lead(b, keeps_ascii=True)),)
        case "policy-2023-0":
            return (Wound("holes", _paragraphs, on_html=damage.holes),)
        case "work_plan-2024-1":
            return (Wound("masked", _paragraphs, on_html=damage.masked),)
    return ()


def _yancheng(paper: Paper) -> tuple[Wound, ...]:
    some = _long_paragraphs(1, 6)
    later = _long_paragraphs(8, 12)
    match paper.name:
        case "annual_report-2019-0":
            return (
                Wound("emptied_table", _tables, on_block=_empty_table),
                Wound("taiwan", _everywhere, on_html=damage.taiwan),
            )
        case "annual_report-2020-1":
            return (Wound("gbk_as_latin1", some, on_html=damage.gbk_as_latin1),)
        case "work_plan-2021-1":
            return (Wound("utf8_as_latin1", later, on_html=damage.utf8_as_latin1),)
        case "work_plan-2022-1":
            return (Wound("gbk_as_big5", later, on_html=damage.gbk_as_big5),)
        case "work_summary-2020-0":
            return (Wound("kun_jin_kao", some, on_html=damage.kun_jin_kao),)
        case "policy-2021-1":
            return (Wound("through_gbk", _long_paragraphs(3, 10), on_html=damage.through_gbk),)
        case "work_plan-2023-1":
            return (Wound("brand", _nth(2), on_block=_says(paper.unit.name, "亿博体育官网生态办公室")),)
        case "work_summary-2022-0":
            return (Wound("uninitialised", _nth(0), on_html=damage.uninitialised),)
    return ()


def _fuyang(paper: Paper) -> tuple[Wound, ...]:
    match paper.name:
        case "policy-2019-0":
            return (Wound("question_marks", _paragraphs, on_html=damage.blanks_as_question_marks),)
        case "work_plan-2022-0":
            return (Wound("doubled_entities", _paragraphs, on_html=damage.doubled_entities),)
        case "work_summary-2021-0":
            return (Wound("private_use", _paragraphs, on_html=damage.private_use),)
        case "work_plan-2018-0":
            return (_annotated(paper, damage.FULL_KEYS, 3),)
        case "policy-2024-0":
            return (Wound("utf8_as_gbk", _long_paragraphs(3, 5), on_html=damage.utf8_as_gbk),)
        case "work_summary-2023-0":
            return (Wound("spam", _nth(3), on_html=lambda html: f"{html}\n<p>亿博体育·在线投注官网</p>"),)
        case "work_plan-2020-1":
            return (Wound("dropped_units", _paragraphs, on_html=damage.dropped_units),)
    return ()


_BY_CITY: dict[str, Callable[[Paper], tuple[Wound, ...]]] = {
    "changzhou": _changzhou,
    "zhaoyuan": _zhaoyuan,
    "yancheng": _yancheng,
    "fuyang": _fuyang,
}


def _annotated(paper: Paper, keys: str, false_keys: int) -> Wound:
    """The whole body annotated, with some keys that match between characters of this very text."""
    every = keys + damage.false_keys("\n".join(paper.paragraphs), false_keys)
    return Wound("pinyin", _everywhere, on_html=lambda html: damage.annotate(html, every))


def _said(change: damage.Model) -> Callable[[Block], Block]:
    """The change done to paragraphs, tables left alone."""
    return lambda block: change(block) if isinstance(block, str) else block


def _nth(number: int) -> Callable[[int, Block], bool]:
    """The block at one place in the body."""
    return lambda nth, _: nth == number


def _everywhere(_: int, __: Block) -> bool:
    """Every block."""
    return True


def _paragraphs(_: int, block: Block) -> bool:
    """Every paragraph, no table."""
    return isinstance(block, str)


def _tables(_: int, block: Block) -> bool:
    """Every table."""
    return isinstance(block, Table)


def _long_paragraphs(first: int, last: int) -> Callable[[int, Block], bool]:
    """Paragraphs of some length between two places in the body, both included."""
    return lambda nth, block: isinstance(block, str) and first <= nth <= last and len(block) > 30


def _empty_table(block: Block) -> Block:
    """A table whose cells are all blank but one."""
    if isinstance(block, str):
        return block
    keep = "（二）部分公开（区分处理的，只计这一情形，不计其他情形）"
    rows = (tuple(c if c.text == keep else replace(c, text="") for c in row) for row in block.rows)
    return Table(tuple(rows))


def _lose_row_labels(block: Block) -> Block:
    """The long table with every fifth row's label gone; the short ones stay whole."""
    if isinstance(block, str) or len(block.rows) < 20:
        return block
    rows = list(block.rows)
    for nth in range(3, len(rows), 5):
        labels = [at for at, cell in enumerate(rows[nth]) if not cell.text.isdigit()]
        rows[nth] = tuple(
            replace(c, text="") if labels and at == labels[-1] else c for at, c in enumerate(rows[nth])
        )
    return Table(tuple(rows))


def _says(old: str, new: str) -> Callable[[Block], Block]:
    """A paragraph with one wording put for another."""
    return lambda block: block.replace(old, new) if isinstance(block, str) else block
