"""Classical mojibake: bytes of one encoding read in another, once or twice over.

A stretch that looks wrong is written back in the encoding it was read in, and read in the one it was written
in; of all such pairs the one that makes ordinary Chinese of it wins. Where the wrong reading could not take a
byte (U+FFFD) the characters around come back; the hole stays a hole, and is ``lost``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from archive.records import Certainty
from crawler.detection.common import debris, share
from crawler.detection.plan import Edit

KIND = "mojibake"
HOLE = "\ufffd"

ORDINARY = 0.85
"""The share of common characters from which a text counts as ordinary Chinese."""
_GAIN = 0.25  # by how much a repair must raise that share

_CP1252 = {bytes((b,)).decode("cp1252"): b for b in range(0x80, 0xA0) if b not in b"\x81\x8d\x8f\x90\x9d"}
_LATIN = "\x80-\xff" + "".join(_CP1252)
# Three of them in a row: no European language writes that.
_LATIN_SIGN = re.compile(rf"[\xa1-\xff][{_LATIN}]{{2}}")
_LATIN_RUN = re.compile(rf"[{_LATIN}](?:[{_LATIN}{HOLE}\x20-\x7e]{{0,4000}}[{_LATIN}{HOLE}])?")
_HAN_RUN = re.compile(r"[^\x00-\x7f](?:[^\n]{0,4000}[^\x00-\x7f])?")
# A character of UTF-8 inside bytes of another encoding; 0xFF stands for a byte that was lost.
_SEQUENCE = rb"(?:[\xe0-\xef](?:[\x80-\xbf]{2}|[\x80-\xbf]?\xff+[\x80-\xbf]?)|[\xc2-\xdf][\x80-\xbf\xff])"
_UTF8 = re.compile(_SEQUENCE + rb"(?:[\x20-\x7e]{0,20}" + _SEQUENCE + rb")+")
_WITH_HOLE = re.compile(rb"[\xc2-\xef][\x80-\xbf]?\xff+[\x80-\xbf]?")

_PAIR = re.compile(rb"[\x81-\xff][\x40-\xff]")


class _Way(NamedTuple):
    """How a stretch came to be: written in one encoding, read in another."""

    written: str
    read: str


_FROM_LATIN = (_Way("utf-8", "cp1252"), _Way("gb18030", "cp1252"), _Way("big5hkscs", "cp1252"))
_FROM_HAN = (
    _Way("utf-8", "gb18030"),
    _Way("utf-8", "big5hkscs"),
    _Way("big5hkscs", "gb18030"),
    _Way("gb18030", "big5hkscs"),
)


class _Reading(NamedTuple):
    """What a stretch, from ``start`` to ``end``, really says."""

    start: int
    end: int
    text: str
    ways: tuple[_Way, ...]


def detect(text: str) -> bool:
    """Whether a stretch of the text looks like bytes read in the wrong encoding."""
    return _LATIN_SIGN.search(text) is not None or debris().search(text) is not None


def repair(text: str) -> Iterator[Edit]:
    """Edits that read such stretches again, and reports of the holes in them."""
    if not detect(text):
        return
    start = 0
    for line in re.split(r"(?<=\n)", text):
        for reading in _readings(line):
            yield from _edits(line, reading, start)
        start += len(line)


def _edits(line: str, reading: _Reading, offset: int) -> Iterator[Edit]:
    before = line[reading.start : reading.end]
    again = reading.text
    for way in reversed(reading.ways):
        again = _misread(again, way, before)
    certainty: Certainty = "proved" if again == before and HOLE not in before else "inferred"
    names = ", then ".join(f"{way.written} read as {way.read}" for way in reversed(reading.ways))
    start, end = offset + reading.start, offset + reading.end
    yield Edit(KIND, start, end, reading.text, certainty, f"mojibake: {names}")
    if HOLE in reading.text:
        yield Edit(KIND, start, end, None, "lost", f"bytes lost when {names}")


def _readings(line: str, depth: int = 2) -> list[_Reading]:
    """The stretches of a line that read as ordinary Chinese another way; of ways that overlap the best."""
    found: list[_Reading] = []
    stretches: list[tuple[re.Match[str], tuple[_Way, ...]]] = [
        (match, _FROM_LATIN) for match in _LATIN_RUN.finditer(line) if _LATIN_SIGN.search(match[0])
    ]
    if debris().search(line):
        stretches += [(match, _FROM_HAN) for match in _HAN_RUN.finditer(line)]
    for match, ways in stretches:
        for way in ways:
            for start, end, text in _reread(match[0], way):
                if (whole := _whole(text, way, depth)) is not None:
                    reading = _Reading(match.start() + start, match.start() + end, *whole)
                    if share(reading.text) >= share(line[reading.start : reading.end]) + _GAIN:
                        found.append(reading)
    found.sort(key=lambda reading: (-_worth(reading.text), len(reading.ways)))
    chosen: list[_Reading] = []
    for reading in found:
        if all(reading.end <= other.start or other.end <= reading.start for other in chosen):
            chosen.append(reading)
    return chosen


def _worth(text: str) -> float:
    return share(text) * sum(c > "\x7f" for c in text.replace(HOLE, ""))


def _whole(text: str, way: _Way, depth: int) -> tuple[str, tuple[_Way, ...]] | None:
    """The text where it is ordinary Chinese, itself or after one more round; None where it is not."""
    if share(text) >= ORDINARY:
        return text, (way,)
    if depth > 1:
        for again in _readings(text, depth - 1):
            if again.end - again.start >= 0.9 * len(text):
                return text[: again.start] + again.text + text[again.end :], (way, *again.ways)
    return None


def _reread(stretch: str, way: _Way) -> Iterator[tuple[int, int, str]]:
    """The parts of a stretch that make sense as the bytes of ``way.written``: start, end, text."""
    data, places = _bytes(stretch, way.read)
    if way.written == "utf-8":
        place = 0
        while match := _UTF8.search(data, place):
            if match.start() not in places:  # inside a character of the text before
                place = match.start() + 1
                continue
            place = match.end()
            if match.end() in places:
                text = _WITH_HOLE.sub(HOLE.encode(), match[0]).decode("utf-8", "replace")
                yield places[match.start()], places[match.end()], text
    elif b"\0" not in data:
        # A hole is one byte of a pair (Python), or a whole pair (browsers).
        for kept in (_PAIR.sub(lambda pair: b"\xff" if b"\xff" in pair[0] else pair[0], data), data):
            text = kept.decode(way.written, "replace")
            if text.count(HOLE) <= stretch.count(HOLE) + len(text) // 20:
                yield 0, len(stretch), text


def _bytes(stretch: str, codec: str) -> tuple[bytes, dict[int, int]]:
    """The stretch in the encoding it was read in, and which byte each character begins at (and the end)."""
    data = bytearray()
    places: dict[int, int] = {}
    for place, character in enumerate(stretch):
        places[len(data)] = place
        data += _one(character, codec)
    places[len(data)] = len(stretch)
    return bytes(data), places


def _one(character: str, codec: str) -> bytes:
    if character == HOLE:
        return b"\xff"
    if codec == "cp1252":
        code = _CP1252.get(character, ord(character))
        return bytes((code,)) if code < 0x100 else b"\0"
    if (
        character == "€" and codec == "gb18030"
    ):  # browsers read the byte 80, which GBK does not know, as a euro
        return b"\x80"
    return character.encode(codec, "ignore") or b"\0"


def _misread(text: str, way: _Way, like: str) -> str:
    """The text damaged that way; ``like`` shows whether cp1252 or Latin-1 was meant."""
    data = text.encode(way.written, "replace")
    if way.read != "cp1252":
        return data.decode(way.read, "replace")
    latin = data.decode("latin-1")
    if any(character in _CP1252 for character in like):
        return latin.translate({code: character for character, code in _CP1252.items()})
    return latin
