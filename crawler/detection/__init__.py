"""Damage and its repair: bytes to text (:mod:`charset`), text to repaired text (:func:`repair`).

One module a kind of damage. Each is a stage with ``detect(text)`` and ``repair(text)``, which hands its edits
to a :class:`~crawler.detection.plan.Plan`.
"""

from __future__ import annotations

from dataclasses import dataclass

from archive.records import Finding
from crawler.detection import (
    common,
    dropped,
    entities,
    font_swap,
    holes,
    injected,
    mojibake,
    noise,
    odd_byte,
    pinyin,
    script,
    shift,
    taiwan,
)
from crawler.detection.plan import Plan

__all__ = ["Repair", "repair"]

LARGE = 200_000
"""Characters from which a text is looked at for being one, before anything is searched in it."""
_WINDOW = 2000
_SHORT = 100


@dataclass(frozen=True, slots=True)
class Repair:
    """The repaired text and what was found; ``plan.apply(raw_text, findings)`` gives ``text``."""

    text: str
    findings: tuple[Finding, ...]


def repair(raw_text: str, *, url: str | None = None) -> Repair:
    """Repair damaged Chinese text, stage by stage; clean text comes back as it is.

    ``url`` is where the text comes from: pages of Taiwan, Hong Kong and Macau keep their traditional script,
    and a page's own host is no foreign address.
    """
    if len(raw_text) > LARGE and not _reads_as_text(raw_text):
        rule = "most of this is no Chinese or Western text but binary data or noise; nothing was repaired"
        return Repair(raw_text, (Finding(holes.KIND, 0, 0, "", None, "lost", rule),))
    plan = Plan(raw_text)
    plan.take(mojibake.repair(plan.text))
    plan.take(entities.repair(plan.text))
    plan.take(holes.blanks(plan.text))
    plan.take(noise.repair(plan.text))
    if len(plan.text) < _SHORT or plan.text.count("?") * 4 <= len(plan.text):  # else ? stands for anything
        plan.take(shift.repair(plan.text))
    plan.take(odd_byte.repair(plan.text))
    plan.take(pinyin.repair(plan.text))
    plan.take(font_swap.repair(plan.text))
    if script.detect(plan.text, url=url):
        plan.take(taiwan.repair(plan.text))
        plan.take(script.repair(plan.text))
    plan.take(holes.repair(plan.text))
    plan.take(injected.repair(plan.text, url=url))
    plan.take(dropped.repair(plan.text))
    return Repair(plan.text, plan.findings())


def _reads_as_text(text: str) -> bool:
    """Whether holes are few, and a third of the characters in most of five windows ordinary when repaired."""
    if text.count(holes.HOLE) * 20 > len(text):
        return False
    ordinary = 0
    for start in range(0, len(text) - _WINDOW, (len(text) - _WINDOW) // 4):
        window = Plan(text[start : start + _WINDOW])
        window.take(mojibake.repair(window.text))
        known = sum(c in common.characters() or (c.isascii() and c.isalnum()) for c in window.text if c > " ")
        ordinary += known * 3 >= sum(c > " " for c in window.text)
    return ordinary >= 3
