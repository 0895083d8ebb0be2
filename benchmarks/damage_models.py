"""Models that damage clean text the way copying hosts do; they share no code with the repairers.

All work on text and return text. ``random.Random`` decides where chance does, so a seed repeats a run.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence

import opencc
from pypinyin import Style, pinyin

_TO_TRADITIONAL = opencc.OpenCC("s2t.json")
_TO_TAIWAN = opencc.OpenCC("s2twp.json")
# Characters of which the annotating hosts are known to use some; the order is that of the passes.
KEYS = (
    "發業規區續創監執統醫優態穩衛環鄉鎮聯協現網經產戰設關應領構學數導質開務國實門問個會點見內當範驅績謹營場報號認詢運復護濟預"
    "農過庫據補訓礎權絡風擴測線滿評費錯險轉頁競倉儲勢廠戶爭細負養簡長來書獻稱強動進時級調項機準對臺嚴請標責類結專識議資錄計變"
    "辦階條貫徹審驗"
)
_MARKS = tuple("。！？，；：".encode("gbk")[i : i + 2] for i in range(0, 12, 2))


def traditional(text: str) -> str:
    """Into traditional script, as the hosts do it: by phrases, without Taiwan's words."""
    converted: str = _TO_TRADITIONAL.convert(text)
    return converted


def taiwan_wording(text: str) -> str:
    """Into traditional script with Taiwan's words."""
    converted: str = _TO_TAIWAN.convert(text)
    return converted


def reading(character: str, *, tone: bool = True) -> str:
    """The first reading of a character."""
    return str(pinyin(character, style=Style.TONE if tone else Style.NORMAL, heteronym=False)[0][0])


def annotated(text: str, keys: Sequence[str], *, pattern: str = "{0}({1})", tone: bool = True) -> str:
    """Annotations set character by character, without any shift: what the hosts meant to do."""
    marked = {key: pattern.format(key, reading(key, tone=tone)) for key in keys}
    return "".join(marked.get(c, c) for c in text)


def annotated_bytewise(data: bytes, keys: Sequence[str]) -> bytes:
    """Annotations by one bytewise replace a key, wherever its two bytes stand (mechanism B1)."""
    for key in dict.fromkeys(keys):
        code = key.encode("gbk")
        data = data.replace(code, code + f"({reading(key)})".encode("gbk"))
    return data


def stray_bytes(data: bytes, chance: float, rng: random.Random, *, straddling_only: bool = True) -> bytes:
    """A byte before pairs that look like punctuation, without regard to alignment (mechanism B2)."""
    out = bytearray()
    place = 0
    aligned = _boundaries(data)
    while place < len(data):
        if (
            data[place : place + 2] in _MARKS
            and rng.random() < chance
            and not (straddling_only and aligned[place])
        ):
            out += b"\x01" + data[place : place + 2]
            place += 2
        else:
            out.append(data[place])
            place += 1
    return bytes(out)


def _boundaries(data: bytes) -> list[bool]:
    starts = [False] * (len(data) + 1)
    place = 0
    while place < len(data):
        starts[place] = True
        place += 2 if data[place] >= 0x81 and place + 1 < len(data) else 1
    return starts


def decoded(data: bytes, *, question_marks: bool = True) -> str:
    """What the hosts' decoder prints.

    A lead byte with a bad trail gives ``?`` and both are gone; an unmapped pair gives nothing. The second
    kind of decoder drops the lead byte silently and keeps the ASCII byte.
    """
    out: list[str] = []
    place = 0
    while place < len(data):
        byte = data[place]
        if byte < 0x80:
            if byte != 0x01:
                out.append(chr(byte))
            place += 1
            continue
        pair = data[place : place + 2]
        if (
            len(pair) == 2
            and (0x40 <= pair[1] <= 0x7E or 0x80 <= pair[1] <= 0xFE)
            and byte not in (0x80, 0xFF)
        ):
            out.append(pair.decode("gbk", "ignore") if _mapped(pair) else "")
            place += 2
        elif question_marks:
            out.append("?")
            place += 2
        else:
            place += 1
    return "".join(out)


def _mapped(pair: bytes) -> bool:
    try:
        return len(pair.decode("gbk")) == 1
    except UnicodeDecodeError:
        return False


def shifted(
    text: str,
    *,
    keys: Sequence[str] = (),
    stray: float = 0.0,
    rng: random.Random,
    question_marks: bool = True,
) -> str:
    """Both byte bugs over a text in either script; characters outside GBK are left out."""
    data = text.encode("gbk", "ignore")
    if stray:
        data = stray_bytes(data, stray, rng)
    return decoded(annotated_bytewise(data, keys), question_marks=question_marks)


def one_false_match(text: str, rng: random.Random) -> str:
    """One annotation between the halves of two characters, of whatever character the halves make."""
    data = text.encode("gbk", "ignore")
    starts = _boundaries(data)
    for place in rng.sample(range(2, len(data) - 2), min(len(data) - 4, 60)):
        pair = data[place : place + 2]
        if not starts[place] and min(pair) >= 0x81 and _mapped(pair):
            key = pair.decode("gbk")
            if (read := reading(key)) != key:
                return decoded(data[: place + 2] + f"({read})".encode("gbk", "ignore") + data[place + 2 :])
    return text


def folded(text: str) -> str:
    """Full-width commas, brackets and colons to half-width ones, as data sets do after the damage."""
    return text.translate(str.maketrans("，（）：", ",():"))


def widened(text: str) -> str:
    """The opposite of :func:`folded`, to compare what has been folded with what has not."""
    return text.translate(str.maketrans(",():", "，（）："))


def misread(text: str, written: str, read: str) -> str:
    """Bytes of one encoding read in another; what does not fit becomes U+FFFD."""
    return text.encode(written, "ignore").decode(read, "replace")


def big5_misread(text: str, read: str) -> str:
    """Big5 read in another encoding; what Big5 does not hold stands in traditional script as it is."""
    changed = traditional(text)
    try:
        return changed.encode("big5hkscs").decode(read, "replace")
    except UnicodeEncodeError:
        return changed


_FONT_SWAPS = str.maketrans(
    "的不于方进规受取并关到动只之录况快发且按效态应接据合任建时与构层服这或项助变细语络误认专当",
    "癿丌亍斱迚觃叐叏幵兲刡劢叧乊彔冴忚収丏挄敁忞庒掍捤吅仸廸旪不极局朋返戒顷劣发绅诧绚诨讣与弼",
)


def font_swapped(text: str) -> str:
    """What is extracted from a PDF whose font names characters wrongly."""
    return text.translate(_FONT_SWAPS)


def odd_byte_swallowed(text: str) -> str:
    """UTF-8 through a GBK decoder and back: a run's odd last byte takes the next ASCII character with it."""

    def swallow(match: re.Match[str]) -> str:
        data = match[0].encode("utf-8")
        gbk = data.decode("gb18030", "replace")
        return gbk.encode("gb18030").decode("utf-8", "replace")

    return re.sub(r"[^\x00-\x7f]+[<&\d]?", swallow, text)
