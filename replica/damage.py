"""What mirrors and careless converters do to a page: each model takes a block's HTML and gives it back worse.

The byte mechanisms are really carried out on the text's GBK or UTF-8 bytes, so what comes out is true damage
and not an imitation. Nothing here knows the repairers.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import cache
from html import unescape
from typing import Literal

from opencc import OpenCC
from pypinyin import Style, lazy_pinyin, pinyin

HAN = re.compile(r"[\u4e00-\u9fff]")
_TAG = re.compile(r"<[^<>]*>")
_CELL = re.compile(r"</td>\s*<td[^>]*>", re.IGNORECASE)
_MARKS = tuple("，。；：！？、".encode("gbk")[i : i + 2] for i in range(0, 14, 2))
Model = Callable[[str], str]

LIGHT_KEYS = "發業規區續創監執統醫優態穩衛環"
FULL_KEYS = (
    "開發業規區續創監執統醫優態穩衛環務國實門問個會點見請結際認貫徹導構經產戰設關應領學數質網協聯鄉鎮現線"
    "動據報處辦對時間單員護評審參與練訓圍標準則責範築擴縣財稅資費購銷賬賑賢貢獻廣場電視訊號碼類項頁頭題預"
    "頻讀說話講談議論證識譯誤課調謹謝變讓運過達還進連遲適選遞邊鄰"
)
"""Annotated characters of a page at the light and at the full setting of the annotating converter."""


@cache
def _converter(config: str) -> OpenCC:
    return OpenCC(config)


def traditional(html: str) -> str:
    """Simplified to traditional; the mainland forms 于 范 并 布 are kept, as mirrors keep them."""
    text: str = _converter("s2t").convert(html)
    return text.translate(str.maketrans("於範並佈爲", "于范并布為"))


def strip_tags(html: str) -> str:
    """What a reader sees of a block of HTML; a table's cells are parted by `` | ``."""
    return unescape(_TAG.sub("", _CELL.sub(" | ", html))).strip()


@cache
def reading(char: str) -> str:
    """The first reading of a character, with its tone mark."""
    return str(pinyin(char, style=Style.TONE, heteronym=False)[0][0])


def decode_gbk(data: bytes, *, keeps_ascii: bool = False) -> str:
    """GBK bytes as the mirrors' decoder reads them.

    An unmapped pair vanishes; a lead byte without a trail eats what follows it and prints ``?``. With
    ``keeps_ascii`` (a second decoder seen) the lone lead byte vanishes alone and the ASCII byte stays.
    """
    out: list[str] = []
    at = 0
    while at < len(data):
        lead = data[at]
        if lead < 0x81 or lead == 0xFF:
            out.append(chr(lead) if lead < 0x80 else "?")
            at += 1
            continue
        trail = data[at + 1] if at + 1 < len(data) else 0
        if trail < 0x40 or trail in (0x7F, 0xFF):
            out.append("" if keeps_ascii else "?")
            at += 1 if keeps_ascii else 2
            continue
        with suppress(UnicodeDecodeError):  # an unmapped pair: nothing is printed for it
            out.append(data[at : at + 2].decode("gbk"))
        at += 2
    return "".join(out)


def annotate(html: str, keys: Iterable[str], *, space: bool = False) -> str:
    """Pinyin after every key character, put in by replacing bytes without regard to character boundaries.

    A key whose two bytes straddle two characters is matched too: the pinyin then stands between the halves
    and everything up to the next ASCII byte is read one byte out of step.
    """
    data = traditional(html).encode("gbk", "ignore")
    for key in keys:
        pair = key.encode("gbk")
        note = f"({reading(key)}{' ' if space else ''})".encode("gbk")
        data = data.replace(pair, pair + note)
    return decode_gbk(data)


def false_keys(html: str, limit: int) -> str:
    """Traditional characters whose bytes straddle two of the text's: keys that match where none stands."""
    data = traditional(html).encode("gbk", "ignore")
    found: list[str] = []
    for at in _inside_characters(data):
        pair = data[at : at + 2]
        try:
            char = pair.decode("gbk")
        except UnicodeDecodeError:
            continue
        if HAN.fullmatch(char) and char not in found and _converter("t2s").convert(char) != char:
            found.append(char)
    return "".join(found[:limit])


def _inside_characters(data: bytes) -> list[int]:
    """Offsets of trail bytes that are followed by another double-byte character."""
    offsets: list[int] = []
    at = 0
    while at < len(data) - 2:
        if data[at] < 0x81:
            at += 1
            continue
        if data[at + 2] >= 0x81:
            offsets.append(at + 1)
        at += 2
    return offsets


def lone_lead(
    html: str, *, limit: int = 1, script: Literal["s", "t"] = "t", keeps_ascii: bool = False
) -> str:
    """A byte put in before what looks like a punctuation mark, but straddles two characters.

    At most ``limit`` places of the block; ``script`` s leaves the text simplified. Before the second decoder
    (``keeps_ascii``) the byte is one that forms an unmapped pair with the half before it, so neither is seen.
    """
    data = (traditional(html) if script == "t" else html).encode("gbk", "ignore")
    places = [at for at in _inside_characters(data) if data[at : at + 2] in _MARKS][:limit]
    for at in reversed(places):
        data = data[:at] + (b"\x80" if keeps_ascii else b",") + data[at:]
    return decode_gbk(data, keeps_ascii=keeps_ascii)


def toneless(html: str, chars: str) -> str:
    """Simplified text with toneless pinyin in doubled brackets after the given characters."""
    notes = {char: f"({lazy_pinyin(char)[0]})" * 2 for char in chars}
    return _outside_tags(html, lambda text: "".join(char + notes.get(char, "") for char in text))


def _outside_tags(html: str, change: Model) -> str:
    parts = re.split(r"(<[^<>]*>)", html)
    return "".join(part if nth % 2 else change(part) for nth, part in enumerate(parts))


_TAIWAN = {
    "数据库": "資料庫",
    "门户网站": "入口網站",
    "优化": "最佳化",
    "群众": "民眾",
    "采纳": "採納",
    "答复": "答覆",
    "计划": "計畫",
    "合同": "契約",
    "智能": "智慧型",
    "模块": "模組",
    "编发": "編髮",
    "文件": "檔案",
}


def taiwan(html: str) -> str:
    """Traditional script with Taiwan's vocabulary put in word for word, and 编发 turned into 編髮."""
    for mainland, island in _TAIWAN.items():
        html = html.replace(mainland, island)
    converted: str = _converter("s2tw").convert(html)
    return converted


def drop_inline(html: str) -> str:
    """Links, addresses, telephone numbers and some counts gone, the words round them left standing."""
    html = re.sub(r"（http[^）]*）", "（）", html)
    html = re.sub(r"[\w.]+@[\w.]+", "", html)
    html = re.sub(r"0\d{3}-\d{7,8}", "", html)
    return re.sub(r"(?<=[见询议])\d+次", "次", html)


def utf8_as_gbk(html: str) -> str:
    """UTF-8 bytes read as GBK, what does not fit replaced by U+FFFD."""
    return _outside_tags(html, lambda text: text.encode().decode("gbk", "replace"))


def gbk_as_latin1(html: str) -> str:
    """GBK bytes read as ISO 8859-1."""
    return _outside_tags(html, lambda text: text.encode("gbk", "ignore").decode("latin-1"))


def utf8_as_latin1(html: str) -> str:
    """UTF-8 bytes read as Windows-1252, the five bytes it leaves out read as ISO 8859-1."""

    def read(data: bytes) -> str:
        one_byte = (bytes([byte]) for byte in data)
        return "".join(
            b.decode("latin-1" if b[0] in (0x81, 0x8D, 0x8F, 0x90, 0x9D) else "cp1252") for b in one_byte
        )

    return _outside_tags(html, lambda text: read(text.encode()))


def gbk_as_big5(html: str) -> str:
    """GBK bytes read as Big5, what does not fit replaced by U+FFFD."""
    return _outside_tags(html, lambda text: text.encode("gbk", "ignore").decode("big5", "replace"))


def kun_jin_kao(html: str) -> str:
    """GBK bytes read as UTF-8 (each misfit becomes U+FFFD), saved as UTF-8 and read as GBK: 锟斤拷."""

    def twice(text: str) -> str:
        holes = text.encode("gbk", "ignore").decode("utf-8", "replace")
        return holes.encode().decode("gbk", "replace")

    return _outside_tags(html, twice)


def through_gbk(html: str) -> str:
    """UTF-8 read by a GBK decoder and written back: an odd last byte takes the next ASCII character with it.

    The decoder reckons such a pair into the row before its own, so the odd byte comes back one lower and the
    rest is dropped (``。<`` becomes ``、``); in the first row there is none before, and ``?`` is put.
    """
    data = html.encode()
    out = bytearray()
    at = 0
    while at < len(data):
        if data[at] < 0x81:
            out.append(data[at])
            at += 1
            continue
        trail = data[at + 1] if at + 1 < len(data) else 0
        if trail >= 0x40:
            out += data[at : at + 2]
        elif data[at] == 0x81:
            out += b"?"
        else:
            out.append(data[at] - 1)
        at += 2
    return out.decode("utf-8", "replace").replace("\ufffd", "?")


def holes(html: str) -> str:
    """Every fortieth Han character replaced by U+FFFD."""
    return _every_han(html, 40, lambda _: "\ufffd")


def private_use(html: str) -> str:
    """Every fiftieth Han character moved into the private-use area, as a font's own encoding does."""
    return _every_han(html, 50, lambda char: chr(0xE000 + ord(char) % 0x1000))


def _every_han(html: str, step: int, change: Model) -> str:
    count = 0

    def replaced(text: str) -> str:
        nonlocal count
        out = []
        for char in text:
            count += bool(HAN.match(char))
            out.append(change(char) if HAN.match(char) and count % step == 0 else char)
        return "".join(out)

    return _outside_tags(html, replaced)


def doubled_entities(html: str) -> str:
    """Quotation marks and spaces as entities whose ampersand was escaped once more."""
    names = {
        "“": "&amp;ldquo;",
        "”": "&amp;rdquo;",
        "《": "&amp;laquo;",
        "》": "&amp;raquo;",
        "　": "&amp;nbsp;",
    }
    return _outside_tags(html, lambda text: "".join(names.get(char, char) for char in text))


def blanks_as_question_marks(html: str) -> str:
    """Ideographic spaces as ``??`` and no-break spaces as ``?``."""
    return html.replace("　", "??").replace("&nbsp;", "?").replace("\u00a0", "?")


def font_swaps(html: str) -> str:
    """Frequent characters replaced by look-alikes, as in text taken from a PDF with a wrong font table."""
    return _outside_tags(html, lambda text: text.translate(str.maketrans("的不方于", "癿丌斱亍")))


def masked(html: str) -> str:
    """Words that a filter took for forbidden, covered by asterisks."""
    return _outside_tags(html, lambda text: text.replace("行政", "**").replace("群众", "**"))


def dropped_units(html: str) -> str:
    """年, 月 and 日 lost from dates, with them the digits that a style had set apart."""
    return _outside_tags(html, lambda text: re.sub(r"(\d{4})年(\d{1,2})月\d{1,2}日", r"\g<1>\g<2>", text))


def uninitialised(html: str) -> str:
    """A buffer of 0xCC bytes printed as GBK before the paragraph's own text: 烫烫烫."""
    filler = (b"\xcc" * 12).decode("gbk")
    return html.replace(">", f">{filler}", 1)
