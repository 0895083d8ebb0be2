"""Document numbers (发文字号) and index numbers (索引号): read, brought to one form, or turned down."""

from __future__ import annotations

import re
from dataclasses import dataclass

_NUMBER = re.compile(
    r"(?P<agency>[一-龥A-Za-z][一-龥A-Za-z、()（）]{0,24}?)\s*"
    r"(?P<open>[〔﹝\[［(（【]?)\s*(?P<year>(?:19|20)\d{2})\s*(?P<close>[〕﹞\]］)）】]?)\s*"
    r"(?P<ordinal>第?)\s*(?P<serial>\d{1,5}(?:[-—]\d{1,3})?)\s*(?P<end>[号號]?)"
)
_ORDER = re.compile(r"[一-龥]{2,20}令\s*[(（〔]?第\s*[\d一二三四五六七八九十百零〇]+\s*号[)）〕]?")
_PAIRS = {"〔": "〕", "﹝": "﹞", "[": "]", "［": "］", "(": ")", "（": "）", "【": "】"}


@dataclass(frozen=True, slots=True)
class DocumentNumber:
    """``printed`` brought to ``苏政办发〔2022〕35号``; ``inferred`` where a bracket or the 号 was missing."""

    text: str
    inferred: bool


def document_number(printed: str) -> DocumentNumber | None:
    """A document number in its standard form, GB/T 9704: agency, year in 〔〕, serial, 号.

    Orders (国务院令第711号) stay as printed. None where no such number can be made out: a damaged one whose
    year and serial have run together is read as four digits of year, then the serial.
    """
    printed = printed.strip().rstrip("。；;,，")
    order = _ORDER.fullmatch(printed)
    if order:
        return DocumentNumber(re.sub(r"\s", "", printed), inferred=False)
    found = _NUMBER.fullmatch(printed)
    if found is None or (not found["end"] and not found["open"]):
        return None
    whole = bool(found["end"]) and _PAIRS.get(found["open"]) == found["close"]
    agency = re.sub(r"\s", "", found["agency"])
    serial = found["serial"].lstrip("0") or "0"
    return DocumentNumber(f"{agency}〔{found['year']}〕{found['ordinal']}{serial}号", inferred=not whole)


@dataclass(frozen=True, slots=True)
class IndexNumber:
    """A catalogue number's parts; ``organisation`` "" where only the back part is printed, else as printed.

    ``year`` and ``month`` say when the entry was catalogued, not when the document was made.
    """

    text: str
    organisation: str
    year: int | None
    month: int | None
    serial: str | None


_INDEX = re.compile(
    r"(?P<organisation>[0-9A-Za-z][0-9A-Za-z-]{0,40}?)?(?:[/-])?(?<![0-9])"
    r"(?P<year>(?:19|20)\d{2})(?P<month>0[1-9]|1[0-2])?(?:\d{2})?-(?P<serial>\d{1,8})"
)
_OTHER_INDEX = re.compile(r"[0-9A-Za-z一-龥]{1,12}[0-9A-Za-z/_.\-—〔〕\[\]]*\d[0-9A-Za-z/_.\-—〔〕\[\]]*")


def index_number(printed: str) -> IndexNumber | None:
    """An index number's parts (国办秘函〔2009〕6号: organisation/year-serial, and its wild relatives).

    A number of another form is kept whole with its parts unknown; nonsense (``/2021-None``) is None.
    """
    text = re.sub(r"\s", "", printed)
    if re.search(r"none|null|undefined|nan", text, re.IGNORECASE) or len(text) > 60:
        return None
    found = _INDEX.fullmatch(text)
    if found:
        month = found["month"]
        return IndexNumber(
            text,
            found["organisation"] or "",
            int(found["year"]),
            int(month) if month else None,
            found["serial"],
        )
    if _OTHER_INDEX.fullmatch(text) and sum(c.isdigit() for c in text) >= 4:
        return IndexNumber(text, "", None, None, None)
    return None


INDEX_SHAPE = re.compile(r"[0-9A-Za-z-]{4,40}/(?:19|20)\d{2}(?:0[1-9]|1[0-2])?-\d{3,8}")
"""An index number that nothing else looks like, for places where its label is lost."""
