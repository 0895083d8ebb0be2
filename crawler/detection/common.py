"""Which characters are common in Chinese text: the measure that tells words from debris."""

from __future__ import annotations

import re
from functools import cache

from crawler.detection.script import traditional_forms

_PUNCTUATION = "　，。、；：？！“”‘’（）《》〈〉【】〔〕［］—…·～％＋－／○＂０１２３４５６７８９"


@cache
def characters() -> frozenset[str]:
    """GB2312's 3755 common characters, their traditional forms, and the punctuation between them."""
    level_one = bytes(b for lead in range(0xB0, 0xD8) for trail in range(0xA1, 0xFF) for b in (lead, trail))
    simple = level_one.decode("gb2312", "ignore")
    return frozenset(simple) | frozenset(traditional_forms(simple)) | frozenset(_PUNCTUATION)


@cache
def uncommon() -> str:
    """Uncommon Chinese characters, and what takes the place of one in debris, for a pattern's brackets."""
    rare = "".join(c for c in map(chr, range(0x4E00, 0x9FA6)) if c not in characters())
    return f"{rare}\u3105-\u3129\ue000-\uf8ff"


@cache
def debris() -> re.Pattern[str]:
    """Three uncommon Chinese characters close together; names of places can look so too."""
    one = f"[{uncommon()}]"
    return re.compile(rf"{one}[^\n]?[^\n]?{one}[^\n]?[^\n]?{one}")


@cache
def _others() -> re.Pattern[str]:
    return re.compile(f"[^\\x00-\\x7f\ufffd\xa0{re.escape(''.join(characters()))}]+")


def share(text: str) -> float:
    """Which part of a text's non-ASCII characters is common, not counting holes; 0 where there are none."""
    counted = len(text) - len(text.encode("ascii", "ignore")) - text.count("\ufffd") - text.count("\xa0")
    return 1 - sum(map(len, _others().findall(text))) / counted if counted else 0.0
