"""UTF-8 passed through a GBK decoder and back: a run's odd last byte takes the next ASCII character along.

Of ``。</p>`` is left ``、/p>``, of ``：<`` ``9/p>``, of ``“`` written as an entity ``?ldquo;``.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from crawler.detection.plan import Edit

KIND = "odd-byte"
_TAGS = "p|span|strong|div|td|tr|li|b|font|h[1-6]|section"
_CLOSING = re.compile(rf"([、9?])/(?:{_TAGS})>")
_ENTITY = re.compile(r"\?(ldquo|rdquo|lsquo|rsquo|mdash|hellip|middot|nbsp);")
_RULE = "UTF-8 through a GBK decoder and back"
_MARK = {"、": "。", "9": "："}


def detect(text: str) -> bool:
    """Whether the remains of a tag or entity stand behind a swallowed character."""
    return (">" in text and _CLOSING.search(text) is not None) or (
        ";" in text and _ENTITY.search(text) is not None
    )


def repair(text: str) -> Iterator[Edit]:
    """Edits that put the punctuation back and take a tag's remains away; what else was swallowed is lost."""
    if not detect(text):
        return
    for match in _CLOSING.finditer(text):
        if match[1] in _MARK and match.start() and text[match.start() - 1] > "\x7f":
            yield Edit(KIND, *match.span(), _MARK[match[1]], "inferred", _RULE)
        elif match[1] == "?":
            yield Edit(KIND, *match.span(), "", "inferred", f"{_RULE}: remains of a tag")
            yield Edit(KIND, *match.span(), None, "lost", f"{_RULE}: the character before a tag")
    for match in _ENTITY.finditer(text):
        yield Edit(KIND, *match.span(), html.unescape(f"&{match[1]};"), "inferred", _RULE)
