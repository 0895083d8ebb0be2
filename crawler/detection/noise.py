"""Commas that a copying host put in before punctuation: 蔓延,。 was 蔓延。 once.

They are the stray bytes of :mod:`crawler.detection.shift` where these are printed. Authors type a comma too
much now and then, so it takes several, beside a good part of the page's marks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from crawler.detection.plan import Edit

KIND = "noise"
SEVERAL = 3
"""Commas before full-width marks from which on a page's commas may be noise."""
SHARE = 0.1
"""The part of a page's full stops and the like that have one."""

_WORD = "[\u3400-\u9fff”》）)]"
_MARKS = re.compile("[。！？；]")
_BEFORE_MARK = re.compile(f"(?<={_WORD}),(?=[。！？；])")
_NOISE = re.compile(rf"(?<={_WORD}),(?=\??[。！？；：，、]|,(?!,))")


def detect(text: str) -> bool:
    """Whether so many commas stand before other marks that no author typed them."""
    if ",。" not in text:
        return False
    found = len(_BEFORE_MARK.findall(text))
    return found >= SEVERAL and found >= SHARE * len(_MARKS.findall(text))


def repair(text: str) -> Iterator[Edit]:
    """Edits that take the commas out."""
    if detect(text):
        for match in _NOISE.finditer(text):
            yield Edit(KIND, *match.span(), "", "inferred", "a comma put in before punctuation")
