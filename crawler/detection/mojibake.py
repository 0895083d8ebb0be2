"""Classical mojibake: bytes of one encoding read in another, once or twice over.

A stretch that looks wrong is written back in the encoding it was read in, and read in the one it was written
in; of all such pairs the one that makes ordinary Chinese of it wins. Where the wrong reading could not take a
byte (U+FFFD) the characters around come back; the hole stays a hole, and is ``lost``.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from archive.records import Certainty
from crawler.detection import shift, shift_entries
from crawler.detection.common import debris, lines_with, share
from crawler.detection.plan import Edit
from crawler.detection.realign import HOLE, UNKNOWN, realigned

KIND = "mojibake"

ORDINARY = 0.85
"""The share of common characters from which a text counts as ordinary Chinese."""
_GAIN = 0.25  # by how much a repair must raise that share

_CP1252 = {bytes((b,)).decode("cp1252"): b for b in range(0x80, 0xA0) if b not in b"\x81\x8d\x8f\x90\x9d"}
_FROM_CP1252 = {ord(character): code for character, code in _CP1252.items()}
_LATIN = "\x80-\xff" + "".join(_CP1252)
# Three of them in a row: no European language writes that.
_LATIN_SIGN = re.compile(rf"[\xa1-\xff][{_LATIN}]{{2}}")
_LATIN_RUN = re.compile(rf"[{_LATIN}](?:[{_LATIN}{HOLE}\x20-\x7e]{{0,4000}}[{_LATIN}{HOLE}])?[@-~]?")
# The second byte of the last character may be an ASCII one.
_HAN_RUN = re.compile(r"[^\x00-\x7f](?:[^\n]{0,4000}[^\x00-\x7f])?[@-~]?")
_HOLES_SIGN = re.compile(rf"{HOLE}[^\n]{{0,8}}{HOLE}[^\n]{{0,8}}{HOLE}")
# UTF-8 read as Latin-1, written as UTF-8 again and read as GBK: characters of the rows C2 and C3 alone.
_LATIN_IN_GBK = "".join(bytes((a, b)).decode("gbk") for a in b"\xc2\xc3" for b in range(0x80, 0xC0))
_LATIN_IN_GBK_SIGN = re.compile(f"[{_LATIN_IN_GBK}]{{6,}}")

# A character of UTF-8 inside bytes of another encoding, and one of which bytes (0xFF) were lost.
_CHARACTER = rb"(?:[\xe0-\xef][\x80-\xbf]{2}|[\xc2-\xdf][\x80-\xbf])"
_DAMAGED = rb"(?:[\xc2-\xef]?[\x80-\xbf]{0,2}\xff+[\x80-\xbf]{0,2})"
_TOKEN = re.compile(rb"(%b)|%b" % (_CHARACTER, _DAMAGED))
_ONE = rb"(?:%b|%b)" % (_CHARACTER, _DAMAGED)
_UTF8 = re.compile(rb"%b(?:[\x20-\x7e]{0,20}+%b)++" % (_ONE, _ONE))


class _Way(NamedTuple):
    """How a stretch came to be: written in one encoding, read in another."""

    written: str
    read: str


_NAMES = {
    "utf-8": "UTF-8",
    "gb18030": "GB18030",
    "big5": "Big5",
    "big5hkscs": "Big5-HKSCS",
    "cp1252": "Latin-1",
}
_FROM_LATIN = (_Way("utf-8", "cp1252"), _Way("gb18030", "cp1252"), _Way("big5hkscs", "cp1252"))
_FROM_HAN = (
    _Way("utf-8", "gb18030"),
    _Way("utf-8", "big5hkscs"),
    _Way("utf-8", "big5"),
    _Way("big5hkscs", "gb18030"),
    _Way("gb18030", "big5hkscs"),
    _Way(
        "gb18030", "big5"
    ),  # which has other characters than Big5-HKSCS where GBK has many of its common ones
)


class _Reading(NamedTuple):
    """What a stretch, from ``start`` to ``end``, really says."""

    start: int
    end: int
    text: str
    ways: tuple[_Way, ...]


def detect(text: str) -> bool:
    """Whether a stretch of the text looks like bytes read in the wrong encoding."""
    return any(sign.search(text) for sign in _signs())


@cache
def _signs() -> tuple[re.Pattern[str], ...]:
    return (_LATIN_SIGN, _LATIN_IN_GBK_SIGN, _HOLES_SIGN, debris())


def repair(text: str) -> Iterator[Edit]:
    """Edits that read such stretches again, and reports of the holes in them."""
    for start, end in sorted({line for sign in _signs() for line in lines_with(sign, text)}):
        line = text[start:end]
        for reading in _read_again(line):
            yield from _edits(line, reading, start)


def _read_again(line: str) -> list[_Reading]:
    """The readings of a line; twice over only where it is no frame shift, which then reads as Chinese too."""
    if shift_entries.is_opened(line):
        return _readings(line, 1)
    found = _readings(line, 2)
    if any(len(reading.ways) > 1 for reading in found) and shift.is_mended(line):
        return _readings(line, 1)
    return found


def _edits(line: str, reading: _Reading, offset: int) -> Iterator[Edit]:
    before = line[reading.start : reading.end]
    again = reading.text
    for way in reversed(reading.ways):
        again = _misread(again, way, before)
    certainty: Certainty = "proved" if again == before and HOLE not in before else "inferred"
    names = ", then ".join(
        f"{_NAMES[way.written]} read as {_NAMES[way.read]}" for way in reversed(reading.ways)
    )
    start, end = offset + reading.start, offset + reading.end
    yield Edit(KIND, start, end, reading.text, certainty, f"mojibake: {names}")
    if HOLE in reading.text:
        yield Edit(KIND, start, end, None, "lost", f"mojibake: bytes lost when {names}")


def _readings(line: str, depth: int) -> list[_Reading]:
    """The stretches of a line that read as ordinary Chinese another way; of ways that overlap the best."""
    found: list[_Reading] = []
    stretches: list[tuple[re.Match[str], tuple[_Way, ...]]] = [
        (match, _FROM_LATIN) for match in _LATIN_RUN.finditer(line) if _LATIN_SIGN.search(match[0])
    ]
    stretches += [
        (match, _FROM_HAN)
        for match in _HAN_RUN.finditer(line)
        if any(sign.search(match[0]) for sign in _signs()[1:])
    ]
    for match, ways in stretches:
        for way in ways:
            for start, end, text in _reread(match[0], way):
                if (whole := _whole(text, way, depth)) is not None:
                    reading = _Reading(match.start() + start, match.start() + end, *whole)
                    if _sense(reading.text) >= _sense(line[reading.start : reading.end]) + _GAIN:
                        found.append(reading)
    found.sort(key=lambda reading: (not _is_utf8(reading), -_worth(reading), len(reading.ways)))
    chosen: list[_Reading] = []
    for reading in found:
        if all(reading.end <= other.start or other.end <= reading.start for other in chosen):
            chosen.append(reading)
    return chosen


def _sense(text: str) -> float:
    """The share of common characters, the letters of Latin-1 read as GBK not counted as such."""
    return share(text) - sum(map(len, _LATIN_IN_GBK_SIGN.findall(text))) / max(1, len(text))


def _is_utf8(reading: _Reading) -> bool:
    """Whether that many bytes make characters of UTF-8 by no accident."""
    return reading.ways[0].written == "utf-8" and len(reading.text) - reading.text.count(HOLE) >= 6


def _worth(reading: _Reading) -> float:
    holes = reading.text.count(HOLE) / len(reading.text)
    return (reading.end - reading.start) * share(reading.text) * (1 - holes / 2)


def _whole(text: str, way: _Way, depth: int) -> tuple[str, tuple[_Way, ...]] | None:
    """The text where it is ordinary Chinese, itself or after one more round; None where it is not."""
    if _sense(text) >= ORDINARY:
        return text, (way,)
    if depth > 1:
        for again in _readings(text, depth - 1):
            if again.end - again.start >= 0.9 * len(text):
                return text[: again.start] + again.text + text[again.end :], (way, *again.ways)
    return None


def _reread(stretch: str, way: _Way) -> Iterator[tuple[int, int, str]]:
    """The parts of a stretch that make sense as the bytes of ``way.written``: start, end, text."""
    if way.written != "utf-8" and _sense(stretch) + _GAIN > 1:
        return
    # Browsers read the byte 80, which GBK does not know, as a euro.
    for euro in (None, b"\x80") if "€" in stretch and way.read == "gb18030" else (None,):
        data = _bytes(stretch, way.read, euro)
        if way.written == "utf-8":
            yield from _utf8_parts(stretch, way, data, euro)
        elif b"\0" not in data:
            lost = stretch.count(HOLE)
            text = realigned(data, way.written) if lost else data.decode(way.written, "replace")
            if text.count(HOLE) <= lost + len(text) // 20:
                yield 0, len(stretch), text


def _utf8_parts(stretch: str, way: _Way, data: bytes, euro: bytes | None) -> Iterator[tuple[int, int, str]]:
    place, places = 0, None
    while match := _UTF8.search(data, place):
        place = match.end()
        tokens = list(_TOKEN.finditer(data, *match.span()))
        if sum(token[1] is not None for token in tokens) < 2:
            continue
        places = places or _places(stretch, way.read, euro)
        starts = [token.start() for token in tokens if token.start() in places]
        ends = [token.end() for token in tokens if token.end() in places]
        if starts and ends and starts[0] < ends[-1]:
            part = _TOKEN.sub(lambda token: token[1] or HOLE.encode(), data[starts[0] : ends[-1]])
            yield places[starts[0]], places[ends[-1]], part.decode("utf-8", "replace")


def _places(stretch: str, codec: str, euro: bytes | None) -> dict[int, int]:
    """Which character begins at which byte; and the end."""
    places: dict[int, int] = {}
    total = 0
    for place, character in enumerate(stretch):
        places[total] = place
        total += len(_bytes(character, codec, euro))
    places[total] = len(stretch)
    return places


def _bytes(text: str, codec: str, euro: bytes | None) -> bytes:
    """The text in the encoding it was read in: 0xFF for a hole, zero for what that encoding does not have."""
    if codec == "cp1252":
        return text.translate(_FROM_CP1252).encode("latin-1", _NONE)
    data = text.encode(codec, _NONE)
    if codec == "gb18030" and HOLE in text:
        data = data.replace(HOLE.encode("gb18030"), bytes((UNKNOWN,)))
    return data if euro is None else data.replace("€".encode("gb18030"), euro)


def _without(error: UnicodeError) -> tuple[bytes, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    part = error.object[error.start : error.end]
    return bytes(UNKNOWN if character == HOLE else 0 for character in part), error.end


_NONE = "crawler.detection.mojibake"
codecs.register_error(_NONE, _without)


def _misread(text: str, way: _Way, like: str) -> str:
    """The text damaged that way; ``like`` shows whether cp1252 or Latin-1 was meant."""
    data = text.encode(way.written, "replace")
    if way.read != "cp1252":
        return data.decode(way.read, "replace")
    latin = data.decode("latin-1")
    if any(character in _CP1252 for character in like):
        return latin.translate({code: character for character, code in _CP1252.items()})
    return latin
