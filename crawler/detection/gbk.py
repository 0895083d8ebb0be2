"""GBK as the damaging hosts know it: which pair of bytes is which character, and which pairs vanish."""

from __future__ import annotations

from functools import cache

LEADS = range(0x81, 0xFF)
TRAILS = (*range(0x40, 0x7F), *range(0x80, 0xFF))
MARKS = "。！？，；："
"""The punctuation before which a stray byte is found."""
FOLDED = dict(zip(",:;!?()", "，：；！？（）", strict=True))
"""Half-width marks that may have been full-width ones when the damage was done."""


@cache
def characters() -> dict[int, str]:
    """Every character a GBK decoder prints, by its two bytes as one number."""
    table = {}
    for lead in LEADS:
        for trail in TRAILS:
            text = bytes((lead, trail)).decode("gbk", "ignore")
            if len(text) == 1:
                table[lead << 8 | trail] = text
    return table


@cache
def vanishing() -> dict[int, frozenset[int]]:
    """The pairs a GBK decoder drops without a trace: trail bytes by lead byte."""
    known = characters()
    return {
        lead: frozenset(trail for trail in TRAILS if lead << 8 | trail not in known)
        for lead in LEADS
        if any(lead << 8 | trail not in known for trail in TRAILS)
    }


def row(lead: int) -> str:
    """The characters with that first byte."""
    known = characters()
    return "".join(known[lead << 8 | trail] for trail in TRAILS if lead << 8 | trail in known)


@cache
def pair(character: str) -> int:
    """The character's two bytes as one number; 0 where it has no two bytes in GBK."""
    for codec in ("gbk", "gb18030"):
        code = character.encode(codec, "ignore")
        if len(code) == 2:
            return code[0] << 8 | code[1]
    return 0


def shown(data: bytes, *, silent: bool = False) -> str:
    """What the hosts' decoder prints.

    A lead byte with a bad trail is ``?``, and both bytes are gone; an unmapped pair is nothing. The
    ``silent`` decoder drops the lead byte alone, and prints nothing for it.
    """
    known = characters()
    out: list[str] = []
    place = 0
    while place < len(data):
        lead = data[place]
        if lead < 0x80:
            out.append(chr(lead))
            place += 1
        elif lead in LEADS and place + 1 < len(data) and data[place + 1] >= 0x40 and data[place + 1] != 0x7F:
            out.append(known.get(lead << 8 | data[place + 1], ""))
            place += 2
        elif silent:
            place += 1
        else:
            out.append("?")
            place += 2
    return "".join(out)
