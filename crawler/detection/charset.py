"""Bytes to text: which encoding a body is really in, decided from the bytes with every hint recorded.

A declaration is only a witness: portals declare gb2312 and send GBK, declare UTF-8 and send GBK, or declare
nothing. What decodes strictly and reads like Chinese wins; declarations settle what the bytes leave open.
gb2312 and gbk are always read as GB18030, their superset.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, replace
from typing import NamedTuple

from archive.records import Charset

META_WINDOW = 8192
"""Bytes at the start of a page in which a declaration is looked for (browsers look at 1024; portals put
long comments first)."""

WINDOW = 2048
"""Bytes looked at in each of three places (first, middle, last) to tell GBK from Big5."""

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
_FAMILY = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "gb18030": "gb18030",
    "hz": "hz",
    "big5": "big5hkscs",
    "big5hkscs": "big5hkscs",
    "cp950": "big5hkscs",
    "utf-8": "utf-8",
    "utf-16": "utf-16",
    "utf-16-le": "utf-16-le",
    "utf-16-be": "utf-16-be",
    "iso8859-1": "cp1252",
    "ascii": "cp1252",
    "cp1252": "cp1252",
}
_OTHERS = re.compile(r"euc_|shift_jis|cp\d|iso8859|iso2022|koi8|big5|johab")
# A declaration in a <meta> in any spelling (http-equiv, "httpequiv", HTML5) or in an XML declaration.
_META = re.compile(
    rb"<(?:meta|\?xml)[^>]{0,300}?(?:charset|encoding)\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]+)", re.I
)
_HEADER = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]+)", re.I)
_HIGH_RUN = re.compile(rb"[\x80-\xff][\x40-\x7e\x80-\xff]*")
# GB2312 level 1 (the 3755 common characters) with its punctuation, and the rest of GBK.
_GB_COMMON = re.compile(rb"[\xb0-\xd6][\xa1-\xfe]|\xd7[\xa1-\xf9]|[\xa1\xa3][\xa1-\xfe]")
_GB_ANY = re.compile(rb"[\x81-\xfe][\x40-\x7e\x80-\xfe]")
# Big5 level 1 (the 5401 common characters) with its punctuation.
_BIG5_COMMON = re.compile(rb"[\xa4-\xc5][\x40-\x7e\xa1-\xfe]|\xc6[\x40-\x7e]|[\xa1\xa2][\x40-\x7e\xa1-\xfe]")
_BIG5_ANY = re.compile(rb"[\x81-\xfe][\x40-\x7e\xa1-\xfe]")
_UTF8_CHINESE = re.compile(rb"(?:[\xe3-\xe9\xef][\x80-\xbf]{2}){2,}")
_UTF8_ALONE = re.compile(rb"(?<![\x80-\xff])(?:[\xe3-\xe9\xef][\x80-\xbf]{2}){2,}(?![\x80-\xff])")
_UTF8_SEQUENCE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
# Cuts that fall inside no GB18030 or UTF-8 character.
_CUT = re.compile(rb"([\n<>\"]+)")
_HAN = re.compile("[\u4e00-\u9fff]")


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text as decoded, nothing normalised, and how it was decoded."""

    text: str
    charset: Charset


class _Guess(NamedTuple):
    text: str
    codec: str
    confidence: float
    reason: str


def decode(body: bytes, *, header: str | None = None, hint: str | None = None, html: bool = False) -> Decoded:
    """The text of a body, never an exception.

    ``header`` is the charset of the Content-Type header or the whole header as printed, ``hint`` what the
    city is known to use; with ``html`` a declaration inside the page is a witness too. Bytes that belong to
    no character become U+FFFD, counted in ``charset.replacements``.
    """
    declared_header = _named(header)
    declared_meta = _declared_in(body) if html else None
    charset = Charset(
        used="utf-8", confidence=0.0, declared_header=header, declared_meta=declared_meta, hint=hint
    )
    for bom, codec in _BOMS:
        if body.startswith(bom):
            text = body[len(bom) :].decode(codec, "replace")
            return _decoded(
                text, replace(charset, used=codec, bom=codec, confidence=1.0, reason="byte order mark")
            )
    wanted = [family for name in (declared_header, declared_meta, hint) if (family := _family(name))]
    guess = _unicode(body, wanted) or _legacy(body, wanted)
    return _decoded(
        guess.text, replace(charset, used=guess.codec, confidence=guess.confidence, reason=guess.reason)
    )


def _decoded(text: str, charset: Charset) -> Decoded:
    return Decoded(text, replace(charset, replacements=text.count("\ufffd")))


def _named(header: str | None) -> str | None:
    if header is None:
        return None
    match = _HEADER.search(header)
    return match[1] if match else header.strip() or None


def _declared_in(body: bytes) -> str | None:
    match = _META.search(body[:META_WINDOW])
    return match[1].decode("ascii") if match else None


def _family(name: str | None) -> str | None:
    if not name:
        return None
    try:
        codec = codecs.lookup(name.strip()).name
    except (LookupError, ValueError):
        return None
    return _FAMILY.get(codec) or (codec if _OTHERS.match(codec) else None)


def _unicode(body: bytes, wanted: list[str]) -> _Guess | None:
    """UTF-8 or UTF-16 where the bytes say so; None where they do not."""
    if body.isascii():
        if b"~{" in body and "hz" in wanted:
            return _Guess(body.decode("hz", "replace"), "hz", 0.9, "declared HZ")
        if b"\0" not in body:
            return _Guess(body.decode("ascii"), "utf-8", 1.0, "ASCII")
    if (codec := _utf16(body)) is not None:
        return _Guess(body.decode(codec, "replace"), codec, 0.9, "zero bytes of UTF-16")
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as error:
        # A body cut inside its last character is still UTF-8.
        if (
            error.end == len(body)
            and error.reason == "unexpected end of data"
            and _UTF8_SEQUENCE.search(body)
        ):
            text = body.decode("utf-8", "replace")
            if _reads_as_utf8(body[: error.start], text, wanted):
                return _Guess(text, "utf-8", 0.97, "strict UTF-8 but for a last character cut off")
        return None
    if _reads_as_utf8(body, text, wanted):
        return _Guess(text, "utf-8", 0.99, "strict UTF-8")
    return None


def _reads_as_utf8(body: bytes, text: str, wanted: list[str]) -> bool:
    """A few GBK characters can be strict UTF-8 by accident; they then read as Latin, Greek or Arabic."""
    if len(body) > 64 or "utf-8" in wanted or _HAN.search(text):
        return True
    return _share(_GB_COMMON, _GB_ANY, b"".join(_HIGH_RUN.findall(body))) < 0.9


def _utf16(body: bytes) -> str | None:
    """UTF-16 without a byte order mark: ASCII leaves a zero in every other byte."""
    sample = body[:4096]
    if len(sample) < 4 or b"\0" not in sample:
        return None
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if odd > len(sample) // 50 and even * 10 < odd:
        return "utf-16-le"
    if even > len(sample) // 50 and odd * 10 < even:
        return "utf-16-be"
    return None


def _legacy(body: bytes, wanted: list[str]) -> _Guess:
    sample = _sample(body)
    gb = _share(_GB_COMMON, _GB_ANY, sample)
    big5 = _share(_BIG5_COMMON, _BIG5_ANY, sample)
    utf8 = sum(map(len, _UTF8_SEQUENCE.findall(sample))) / max(1, len(sample) - sample.count(b"\n"))
    if utf8 > 0.9 and (utf8 > gb or "utf-8" in wanted):
        return _by_segments(body, "utf-8")
    if _is_big5(body, gb, big5, wanted):
        text = body.decode("big5hkscs", "replace")
        return _Guess(text, "big5hkscs", round(big5, 2), "reads as Big5")
    if gb >= 0.5 or (gb >= 0.25 and "gb18030" in wanted) or _UTF8_CHINESE.search(sample):
        try:
            text = body.decode("gb18030")
        except UnicodeDecodeError:
            return _by_segments(body, "gb18030")
        if not _has_utf8_segments(body):
            return _Guess(
                text, "gb18030", round(min(0.98, 0.5 + gb / 2), 2), "strict GB18030 that reads as Chinese"
            )
        return _by_segments(body, "gb18030")
    return _foreign(body, sample, wanted)


def _sample(body: bytes) -> bytes:
    """Stretches of non-ASCII from three windows, each entered between two characters."""
    first = _HIGH_RUN.search(body)
    starts = [first.start() if first else 0]
    for rough in (len(body) // 2, len(body) - WINDOW):
        if rough > starts[-1] + WINDOW and (cut := _CUT.search(body, rough, rough + WINDOW)):
            starts.append(cut.end())
    return b"\n".join(run for start in starts for run in _HIGH_RUN.findall(body, start, start + WINDOW))


def _share(common: re.Pattern[bytes], any_pair: re.Pattern[bytes], sample: bytes) -> float:
    """Which part of a sample's double-byte characters are common ones, as if it were in that encoding."""
    pairs = any_pair.findall(sample)
    if not pairs:
        return 0.0
    stray = len(sample) - sample.count(b"\n") - 2 * len(pairs)
    ascii_rest = sum(1 for byte in any_pair.sub(b"", sample) if byte < 0x80 and byte != 0x0A)
    return sum(1 for pair in pairs if common.match(pair)) / (len(pairs) + max(0, stray - ascii_rest) / 2)


def _is_big5(body: bytes, gb: float, big5: float, wanted: list[str]) -> bool:
    lead = 0.0 if "big5hkscs" in wanted else 0.15
    if big5 < 0.6 or big5 < gb + lead:
        return False
    return body.decode("big5hkscs", "replace").count("\ufffd") * 50 <= len(body)


def _has_utf8_segments(body: bytes) -> bool:
    """Whether strict GB18030 hides stretches of UTF-8: chunks of two or more Chinese characters, whole."""
    return any(
        _is_utf8(match[0]) and len(_HAN.findall(match[0].decode())) >= 2
        for match in _UTF8_ALONE.finditer(body)
    )


def _is_utf8(chunk: bytes) -> bool:
    try:
        chunk.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _by_segments(body: bytes, main: str) -> _Guess:
    """Pages whose template and body differ in encoding, or that hold some bytes of neither.

    Every stretch between tags and line ends is read by itself: as UTF-8 where that is strict, else as strict
    GB18030, else as the page's main encoding with the smallest span of U+FFFD.
    """
    parts: list[str] = []
    seen = {"utf-8": 0, "gb18030": 0}
    for chunk in _CUT.split(body):
        if chunk.isascii():
            parts.append(chunk.decode("ascii"))
            continue
        text, codec = _segment(chunk, main)
        seen[codec] += len(chunk)
        parts.append(text)
    used = max(seen, key=lambda codec: seen[codec])
    text = "".join(parts)
    mixed = min(seen.values()) > 0
    reason = "stretches in UTF-8 and in GB18030" if mixed else f"{used} with undecodable bytes"
    confidence = max(0.3, (0.85 if mixed else 0.9) - 5 * text.count("\ufffd") / max(1, len(text)))
    return _Guess(text, used, round(confidence, 2), reason)


def _segment(chunk: bytes, main: str) -> tuple[str, str]:
    if _is_utf8(chunk) and (main == "utf-8" or _UTF8_CHINESE.search(chunk)):
        return chunk.decode("utf-8"), "utf-8"
    try:
        text = chunk.decode("gb18030")
    except UnicodeDecodeError:
        damaged = chunk.decode("utf-8", "replace")
        if damaged.count("\ufffd") * 3 <= len(_UTF8_SEQUENCE.findall(chunk)):
            return damaged, "utf-8"
        return _resynchronised(chunk), "gb18030"
    if main == "utf-8" and _mostly_utf8(chunk):
        return chunk.decode("utf-8", "replace"), "utf-8"
    return text, "gb18030"


def _mostly_utf8(chunk: bytes) -> bool:
    return sum(map(len, _UTF8_SEQUENCE.findall(chunk))) * 4 >= sum(byte >= 0x80 for byte in chunk) * 3


def _resynchronised(chunk: bytes) -> str:
    """GB18030 with bytes missing: in a run of high bytes the stray one is put where the rest reads best."""
    parts: list[str] = []
    place = 0
    for match in re.finditer(rb"[\x80-\xff]+", chunk):
        parts.append(chunk[place : match.start()].decode("ascii"))
        run, place = match[0], match.end()
        if place < len(chunk) and len(run) % 2 and 0x40 <= chunk[place] <= 0x7E:
            run, place = run + chunk[place : place + 1], place + 1
        parts.append(_run(run))
    parts.append(chunk[place:].decode("gb18030", "replace"))
    return "".join(parts)


def _run(run: bytes) -> str:
    if len(run) % 2 == 0:
        return run.decode("gb18030", "replace")
    # common[i]: how many common characters the left part up to byte 2i holds, and the right part from 2i + 1.
    half = len(run) // 2
    left = [0]
    for i in range(half):
        left.append(left[-1] + bool(_GB_COMMON.match(run, 2 * i, 2 * i + 2)))
    right = [0]
    for i in range(half, 0, -1):
        right.append(right[-1] + bool(_GB_COMMON.match(run, 2 * i - 1, 2 * i + 1)))
    best = max(range(half + 1), key=lambda i: left[i] + right[half - i])
    return (
        run[: 2 * best].decode("gb18030", "replace")
        + "\ufffd"
        + run[2 * best + 1 :].decode("gb18030", "replace")
    )


def _foreign(body: bytes, sample: bytes, wanted: list[str]) -> _Guess:
    """Not Chinese: the declared encoding where it is strict, else statistics, else UTF-8 with holes."""
    for codec in wanted:
        try:
            return _Guess(body.decode(codec), codec, 0.7, "declared, and strict")
        except UnicodeDecodeError:
            continue
    if (
        len(body) < 64
        and (text := body.decode("gb18030", "replace"))
        and "\ufffd" not in text
        and _HAN.search(text)
    ):
        return _Guess(text, "gb18030", 0.5, "strict GB18030, too short to judge")
    if len(sample) * 4 > len(body) and b"\0" in body[:4096]:
        return _Guess(body.decode("utf-8", "replace"), "utf-8", 0.0, "not text")
    from charset_normalizer import from_bytes  # only for what nothing above has settled: it is slow to load

    best = from_bytes(body[: 1 << 16]).best()
    if best is not None:
        codec = _FAMILY.get(best.encoding.replace("_", "-"), best.encoding)
        return _Guess(body.decode(codec, "replace"), codec, 0.4, "statistics (charset-normalizer)")
    return _Guess(body.decode("utf-8", "replace"), "utf-8", 0.1, "nothing fits")
