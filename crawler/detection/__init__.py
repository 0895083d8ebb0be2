"""Damage and its repair: bytes to text (:mod:`charset`), text to repaired text (:func:`repair`).

One module a kind of damage. Each is a stage with ``detect(text)`` and ``repair(text)``, which hands its edits
to a :class:`~crawler.detection.plan.Plan`.
"""

from __future__ import annotations

from dataclasses import dataclass

from archive.records import Finding
from crawler.detection import (
    dropped,
    entities,
    holes,
    injected,
    mojibake,
    odd_byte,
    pinyin,
    script,
    shift,
    taiwan,
)
from crawler.detection.plan import Plan

__all__ = ["Repair", "repair"]

NO_TEXT = 200_000
"""Characters from which a text that is one twentieth holes is taken for a binary file and left alone."""


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
    if len(raw_text) > NO_TEXT and raw_text.count(holes.HOLE) * 20 > len(raw_text):
        rule = "so many bytes belong to no character that this is no text; nothing was repaired"
        return Repair(raw_text, (Finding(holes.KIND, 0, 0, "", None, "lost", rule),))
    plan = Plan(raw_text)
    plan.take(mojibake.repair(plan.text))
    plan.take(entities.repair(plan.text))
    plan.take(holes.blanks(plan.text))
    plan.take(shift.repair(plan.text))
    plan.take(odd_byte.repair(plan.text))
    plan.take(pinyin.repair(plan.text))
    if script.detect(plan.text, url=url):
        plan.take(taiwan.repair(plan.text))
        plan.take(script.repair(plan.text))
    plan.take(holes.repair(plan.text))
    plan.take(injected.repair(plan.text, url=url))
    plan.take(dropped.repair(plan.text))
    return Repair(plan.text, plan.findings())
