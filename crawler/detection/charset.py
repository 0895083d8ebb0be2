"""Bytes to text: which encoding a body is really in, decided from the bytes with every hint recorded.

A declaration is only a witness: portals declare gb2312 and send GBK, declare UTF-8 and send GBK, or declare
nothing. What decodes strictly and reads like Chinese wins; declarations settle what the bytes leave open.
gb2312 and gbk are always read as GB18030, their superset.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, replace
from functools import cache
from typing import NamedTuple

from archive.records import Charset
from crawler.detection.common import debris, share
from crawler.detection.realign import realigned

META_WINDOW = 8192
"""Bytes at the start of a page in which a declaration is looked for (browsers look at 1024; portals put
long comments first)."""

WINDOW = 512
"""Bytes looked at in each of three places (first, middle, last) to tell GBK from Big5."""

_ORDINARY = 0.85
"""From this share of common characters on a body is GBK, unless something else is declared."""

SHORT = 64
"""Bytes up to which a body is too short to be judged by what is common alone."""

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
_HIGH = re.compile(rb"[\x80-\xff]")
_COMMON_ROWS = {
    "gb18030": (0xA1, 0xA3, *range(0xB0, 0xD8)),
    "big5hkscs": (0xA1, 0xA2, *range(0xA4, 0xC7)),
}
"""Lead bytes of the common characters (3755 of GB2312, 5401 of Big5) and the punctuation between them."""
_UTF8_CHINESE = re.compile(rb"(?:[\xe3-\xe9\xef][\x80-\xbf]{2}){2,}")
_UTF8_ALONE = re.compile(rb"(?<![\x80-\xff])(?:[\xe3-\xe9\xef][\x80-\xbf]{2}){2,}(?![\x80-\xff])")
_UTF8_SEQUENCE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
# What a byte may be in UTF-8: ASCII, the lead of a Chinese character, a continuation, or something else.
_ROLES = b"a" * 0x80 + b"c" * 0x40 + b"x" * 0x23 + b"L" * 7 + b"x" * 5 + b"L" + b"x" * 16
# Cuts that fall inside no GB18030 or UTF-8 character.
_CUT = re.compile(rb"([\n<>\"]+)")
# A byte beyond ASCII between ASCII letters: an accented letter of a Western language.
_SINGLE = re.compile(rb"[a-z][\x80-\xff][a-z]")
_FINE_CUT = re.compile(rb"([\x00-\x2f:-?]+)")
_LONGEST_PIECE = 100_000
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
    if len(body) > SHORT or "utf-8" in wanted or _HAN.search(text):
        return True
    return _share(body, "gb18030") < 0.9


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
    mixed = _has_utf8_segments(body)
    if mixed and _share(_sample(body), "utf-8") > 0.9:
        return _by_segments(body, "utf-8")
    sample = _sample(_UTF8_ALONE.sub(b"", body) if mixed else body)
    gb = _share(sample, "gb18030")
    if gb < _ORDINARY or {"utf-8", "big5hkscs"}.intersection(wanted):
        big5 = _share(sample, "big5hkscs")
        if big5 >= 0.6 and big5 >= gb + _lead(sample, gb, wanted):
            text = body.decode("big5hkscs", "replace")
            if "\ufffd" in text or mixed:
                return _by_segments(body, "big5hkscs")
            return _Guess(text, "big5hkscs", round(big5, 2), "strict Big5 that reads as Chinese")
        utf8 = _share(sample, "utf-8")
        if utf8 > 0.9 and (utf8 > gb or "utf-8" in wanted):
            return _by_segments(body, "utf-8")
    if mixed or gb >= 0.5 or (gb >= 0.25 and "gb18030" in wanted) or _UTF8_CHINESE.search(sample):
        text = "" if mixed else _as_gb18030(body)
        if mixed or "\ufffd" in text:
            return _by_segments(body, "gb18030")
        confidence = round(min(0.98, 0.5 + gb / 2), 2)
        return _Guess(text, "gb18030", confidence, "strict GB18030 that reads as Chinese")
    if not _SINGLE.search(sample) and share(realigned(sample, "gb18030")) >= _ORDINARY:
        return _by_segments(body, "gb18030")
    return _foreign(body, sample, wanted)


def _as_gb18030(body: bytes) -> str:
    """The body read as GB18030; its subset GBK, which is nearly always enough, decodes a quarter faster."""
    try:
        return body.decode("gbk")
    except UnicodeDecodeError:
        return body.decode("gb18030", "replace")


def _lead(sample: bytes, gb: float, wanted: list[str]) -> float:
    """By how much Big5 must read better than GBK: mainland pages are GBK unless they say or show otherwise.

    Of few characters one rare name decides too much.
    """
    if "big5hkscs" in wanted:
        return 0.0
    return 0.15 + (4 / max(1, len(_HIGH.findall(sample[:SHORT]))) if gb >= 0.5 else 0.0)


def _sample(body: bytes) -> bytes:
    """Three windows of the bytes around what is not ASCII, each entered between two characters."""
    first = _HIGH.search(body)
    start = first.start() if first else 0
    windows = [body[start : start + WINDOW]]
    for rough in (len(body) // 2, len(body) - WINDOW):
        if rough > start + WINDOW and (cut := _CUT.search(body, rough, rough + WINDOW)):
            start = cut.end()
            windows.append(body[start : start + WINDOW])
    return b"\n".join(windows)


def _share(sample: bytes, codec: str) -> float:
    """Which part of a sample's characters beyond ASCII is common in that encoding; holes are not."""
    text = sample.decode(codec, "replace")
    ascii_alone = len(text.encode("ascii", "ignore"))
    if ascii_alone == len(text):
        return 0.0
    return 1 - sum(map(len, _uncommon(codec).findall(text))) / (len(text) - ascii_alone)


@cache
def _uncommon(codec: str) -> re.Pattern[str]:
    """Runs of what ordinary text in an encoding does not hold: in UTF-8 holes, else rare characters."""
    if codec == "utf-8":
        return re.compile("\ufffd+")
    common = "".join(_row(lead, codec) for lead in _COMMON_ROWS[codec])
    return re.compile(f"[^\\x00-\\x7f{re.escape(common)}]+")


def _row(lead: int, codec: str) -> str:
    """The characters that begin with a byte."""
    trails = [*range(0x40, 0x7F), *range(0xA1, 0xFF)] if codec == "big5hkscs" else range(0xA1, 0xFF)
    return "".join(bytes((lead, trail)).decode(codec, "ignore") for trail in trails)


def _has_utf8_segments(body: bytes) -> bool:
    """Whether strict GB18030 hides stretches of UTF-8: chunks of two or more Chinese characters, whole."""
    if b"aLccLcc" not in (b"\n" + body).translate(_ROLES):
        return False
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

    Every stretch between tags and line ends is read by itself: as UTF-8 where that is strict, else in the
    page's legacy encoding (GB18030 in a page of UTF-8), with the smallest span of U+FFFD.
    """
    parts: list[str] = []
    legacy = "gb18030" if main == "utf-8" else main
    seen = {"utf-8": 0, legacy: 0}
    for chunk in _CUT.split(body):
        if chunk.isascii():
            parts.append(chunk.decode("ascii"))
            continue
        text, codec = _segment(chunk, main, legacy)
        seen[codec] += len(chunk)
        parts.append(text)
    used = max(seen, key=lambda codec: seen[codec])
    text = "".join(parts)
    mixed = min(seen.values()) > 0
    holes = text.count("\ufffd")
    reason = f"stretches in UTF-8 and in {legacy}" if mixed else f"{used} read line by line"
    reason += " with undecodable bytes" * (holes > 0)
    confidence = max(0.3, (0.85 if mixed else 0.9) - 5 * holes / max(1, len(text)))
    return _Guess(text, used, round(confidence, 2), reason)


def _segment(chunk: bytes, main: str, legacy: str) -> tuple[str, str]:
    if _is_utf8(chunk) and (main == "utf-8" or _UTF8_CHINESE.search(chunk)):
        return chunk.decode("utf-8"), "utf-8"
    sequences = sum(map(len, _UTF8_SEQUENCE.findall(chunk)))
    damaged = chunk.decode("utf-8", "replace")
    if main == "utf-8" and sequences * 4 >= len(_HIGH.findall(chunk)) * 3:
        return damaged, "utf-8"
    text = chunk.decode(legacy, "replace")
    if "\ufffd" not in text and not debris().search(text):
        return text, legacy
    if damaged.count("\ufffd") * 9 <= sequences:
        return damaged, "utf-8"
    if text.count("\ufffd") * 20 > len(text) + 20:
        return text, legacy
    return "".join(_piece(piece, legacy) for piece in _FINE_CUT.split(chunk)), legacy


def _piece(piece: bytes, legacy: str) -> str:
    """What stands between two blanks or digits of a stretch that is damaged or in two encodings itself."""
    if _is_utf8(piece) and (piece.isascii() or _UTF8_CHINESE.search(piece)):
        return piece.decode("utf-8")
    text = piece.decode(legacy, "replace")
    if len(piece) > _LONGEST_PIECE or not ("\ufffd" in text or debris().search(text)):
        return text
    aligned = realigned(piece, legacy)
    return aligned if share(aligned) > share(text) + 0.15 or "\ufffd" in text else text


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
