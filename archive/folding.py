"""One spelling for what a reader takes for the same, and the tokens that text and queries are searched by.

Full-width and half-width, upper and lower case, traditional and simplified, the several brackets, dashes and
quotes of 文号 and titles fold into one; layout spaces (``索  引 号``) go. Each pair of neighbours in the
folded text is a token, punctuation included, so that a phrase query is a substring search on the folded
text: nothing missed, nothing extra. Pairs, because single characters are too common: a 文号 would be the
intersection of fifteen long lists.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from hashlib import sha256
from itertools import pairwise

import opencc

REVISION = 2
"""Raise it with any change of the folding: archives then rebuild their index when next opened for writing."""

LINE_BREAK = "\x1e"
"""Stands for a line break, so that no word is found across two paragraphs or table rows."""
GAP = "\x1f"
"""Stands for a space between two letters or digits, so that ``2023 12`` is not 202312."""

_ALIKE = {
    **dict.fromkeys("〔﹝[【〖⟨〈", "("),
    **dict.fromkeys("〕﹞]】〗⟩〉", ")"),
    **dict.fromkeys("“”„‟‘’'「」『』＂′″`", '"'),
    **dict.fromkeys("‐‑‒–—―─━−﹣", "-"),
    **dict.fromkeys("·•‧∙⋅・", "·"),
    "○": "〇",
}
_IDEOGRAPHS = (range(0x3400, 0xA000), range(0xF900, 0xFB00), range(0x20000, 0x31400))
_SPACES = re.compile(r"[ \n]+")
_LATIN = frozenset("abcdefghijklmnopqrstuvwxyz0123456789")


@cache
def _simplified() -> dict[str, str]:
    """Traditional character → simplified, where they differ."""
    characters = [chr(code) for codes in _IDEOGRAPHS for code in codes]
    simple = opencc.OpenCC("t2s").convert("\n".join(characters)).split("\n")
    return {old: new for old, new in zip(characters, simple, strict=True) if old != new}


@cache
def fingerprint() -> str:
    """Names this folding; two releases with the same fingerprint fold every text alike."""
    table = "".join(old + new for old, new in sorted(_simplified().items()))
    return f"{REVISION}:{sha256(table.encode()).hexdigest()[:16]}"


class _Folds(dict[int, str]):
    """Code point → its folded form, worked out when first met."""

    def __missing__(self, code: int) -> str:
        folded = self[code] = _fold_character(chr(code))
        return folded


def _fold_character(character: str) -> str:
    if character in "\n\r\v\f\x85\u2028\u2029":
        return "\n"
    if character.isspace():
        return " "
    if unicodedata.category(character) in ("Cc", "Cf", "Cs") or _cannot_be_seen(character):
        return ""
    simplified = _simplified()
    spelling = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", character).casefold())
    return "".join(
        _ALIKE.get(part, part) for old in spelling if not old.isspace() for part in simplified.get(old, old)
    )


def _cannot_be_seen(character: str) -> bool:
    """Variation selectors, and the two code points that SQLite does not tell from U+FFFD."""
    return (
        "\ufe00" <= character <= "\ufe0f"
        or "\U000e0100" <= character <= "\U000e01ef"
        or character in "\ufffe\uffff"
    )


_FOLDS = _Folds()


def _gap(match: re.Match[str]) -> str:
    """What is left of a run of spaces and line breaks."""
    text, start, end = match.string, match.start(), match.end()
    if start == 0 or end == len(text):
        return ""
    if "\n" in match.group():
        return LINE_BREAK
    return GAP if text[start - 1] in _LATIN and text[end] in _LATIN else ""


def fold(text: str) -> str:
    """The folded text: one character a token."""
    return _SPACES.sub(_gap, text.translate(_FOLDS))


def fold_with_places(text: str) -> tuple[str, list[int]]:
    """The folded text, and for each of its characters the offset in ``text`` that it comes from."""
    parts = [_FOLDS[ord(character)] for character in text]
    origins = [place for place, part in enumerate(parts) for _ in part]
    spelled = "".join(parts)
    folded: list[str] = []
    places: list[int] = []
    done = 0
    for match in _SPACES.finditer(spelled):
        gap = _gap(match)
        folded += spelled[done : match.start()], gap
        places += origins[done : match.start()] + [origins[match.start()]] * len(gap)
        done = match.end()
    return "".join([*folded, spelled[done:]]), places + origins[done:]


def tokens(text: str) -> str:
    """The pairs of neighbours in the folded text, set apart by spaces as FTS5 tokenises them.

    The last character is paired with a line break, so that each character begins a token.
    """
    return " ".join(map("".join, pairwise(fold(text) + LINE_BREAK)))


def phrase(words: str) -> str | None:
    """The FTS5 query for the texts whose folding holds the folded words; None: folding leaves nothing."""
    folded = fold(words)
    if not folded:
        return None
    if len(folded) == 1:
        return f"{_quoted(folded)} *"
    return _quoted(" ".join(map("".join, pairwise(folded))))


def _quoted(tokens_of_phrase: str) -> str:
    return '"' + tokens_of_phrase.replace('"', '""') + '"'
