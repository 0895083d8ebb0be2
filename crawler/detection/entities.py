"""Character entities that were escaped once too often and stand in the text: &amp;nbsp; or &ldquo;."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from crawler.detection.plan import Edit

KIND = "entity"
_NAMES = (
    "nbsp|lt|gt|quot|apos|ldquo|rdquo|lsquo|rsquo|mdash|ndash|hellip|middot|times|ensp|emsp|bull|copy|deg"
    "|permil|amp"
)
_HAN = re.compile("[\u4e00-\u9fff]")
_ENTITY = re.compile(rf"&(?:amp;)*(?:{_NAMES}|#[0-9]{{2,5}}|#[xX][0-9a-fA-F]{{2,5}});")


def detect(text: str) -> bool:
    """Whether an escaped entity stands in a line of Chinese."""
    return next(repair(text), None) is not None


def repair(text: str) -> Iterator[Edit]:
    """Edits that put the character an entity stands for; escaping it again gives the entity back."""
    if "&" not in text:
        return
    for match in _ENTITY.finditer(text):
        if not _in_chinese(text, match):
            continue
        character = match[0]
        while (plain := html.unescape(character)) != character:
            character = plain
        yield Edit(KIND, *match.span(), character, "proved", "entity escaped twice")


def _in_chinese(text: str, match: re.Match[str]) -> bool:
    """Whether Chinese stands near it in its line: a page about HTML may show entities on purpose."""
    start = max(text.rfind("\n", 0, match.start()) + 1, match.start() - 200)
    end = text.find("\n", match.end())
    return _HAN.search(text, start, min(end if end >= 0 else len(text), match.end() + 200)) is not None
