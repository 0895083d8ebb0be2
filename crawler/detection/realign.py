"""Double-byte text in which bytes are missing, put in or unknown, read so that the most of it is Chinese."""

from __future__ import annotations

import re

HOLE = "\ufffd"
UNKNOWN = 0xFF
"""Stands for one lost byte, or for both bytes of a character; no double-byte encoding uses it."""

_LEFT_OUT = 2.0
"""What leaving out a byte costs, in rare characters."""
_FOUR_BYTES = re.compile(rb"[\x81-\xfe][\x30-\x39][\x81-\xfe][\x30-\x39]")


def realigned(data: bytes, codec: str) -> str:
    """The reading of ``data`` with the fewest bytes left out and the fewest rare characters.

    ``codec`` is ``gb18030`` or ``big5hkscs``. What is left out, one byte or several, becomes one U+FFFD, and
    so does a character of which a byte is :data:`UNKNOWN`. Takes linear time.
    """
    big5 = codec == "big5hkscs"
    # price[i]: of the best reading of the first i bytes; length[i]: of that reading's last character.
    price, length = [0.0], [0]
    lead = 0
    for end, byte in enumerate(data, 1):
        took = 1
        best = price[-1] + (0.0 if byte < 0x80 else 1.0 if byte == UNKNOWN else _LEFT_OUT)
        if lead >= 0x81 and byte >= 0x40 and byte != 0x7F:
            pair = price[-2] + (_price_big5(lead, byte) if big5 else _price_gb(lead, byte))
            if pair < best:
                best, took = pair, 2
        elif not big5 and 0x30 <= byte <= 0x39 and _FOUR_BYTES.fullmatch(data, max(0, end - 4), end):
            best, took = min((best, took), (price[-4] + 1, 4))
        price.append(best)
        length.append(took)
        lead = byte
    parts: list[str] = []
    end = len(data)
    left_out = False
    while end:
        start = end - length[end]
        token = data[start:end]
        if len(token) == 1 and token >= b"\x80":
            if not left_out:
                parts.append(HOLE)
            left_out = True
        else:
            parts.append(HOLE if UNKNOWN in token else token.decode(codec, "replace"))
            left_out = False
        end = start
    return "".join(reversed(parts))


def _price_gb(lead: int, trail: int) -> float:
    if lead == UNKNOWN or trail == UNKNOWN:
        return 1.0 if trail >= 0x80 else 1.5  # few characters of GBK end in an ASCII byte
    return 0.0 if trail >= 0xA1 and (0xB0 <= lead <= 0xD7 or lead in (0xA1, 0xA3)) else 1.0


def _price_big5(lead: int, trail: int) -> float:
    if lead == UNKNOWN or trail == UNKNOWN:
        return 0.9
    if 0x80 <= trail <= 0xA0:
        return 2 * _LEFT_OUT
    return 0.0 if 0xA4 <= lead <= 0xC6 or lead in (0xA1, 0xA2) else 1.0
