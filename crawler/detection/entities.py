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
_ENTITY = re.compile(rf"&(?:amp;)*(?:{_NAMES}|#[0-9]{{2,5}}|#[xX][0-9a-fA-F]{{2,5}});")


def detect(text: str) -> bool:
    """Whether an escaped entity stands in the text."""
    return "&" in text and _ENTITY.search(text) is not None


def repair(text: str) -> Iterator[Edit]:
    """Edits that put the character an entity stands for; escaping it again gives the entity back."""
    if "&" not in text:
        return
    for match in _ENTITY.finditer(text):
        character = match[0]
        while (plain := html.unescape(character)) != character:
            character = plain
        yield Edit(KIND, *match.span(), character, "proved", "entity escaped twice")
