"""Characters that the font of a PDF names wrongly: 癿 for 的, 丌 for 不, 斱 for 方.

The page looks right, but what is copied or extracted from it does not read right: a character's neighbour in
the font stands in its place, always the same one. Some of these stand in no text of today and tell that a
text has been through such a font; others are ordinary characters (不 for 与), and the language model decides.
"""

from __future__ import annotations

from collections.abc import Iterator

from crawler.detection.common import share
from crawler.detection.language_model import NOTHING_BEFORE, LanguageModel, load, normalised
from crawler.detection.plan import Edit

KIND = "font-swap"
SEVERAL = 3
"""Different telling characters from which on a text has been through such a font."""
MARGIN = 1.0
"""How much likelier (natural logarithm) the other character must make a place."""


def _pairs(listed: str) -> dict[str, str]:
    return {pair[0]: pair[1] for pair in listed.split()}


TELLING = _pairs(
    "癿的 丌不 亍于 斱方 迚进 觃规 揑插 叐受 叏取 幵并 兲关 刡到 劢动 叧只 乊之 彔录 冴况 迒返 忚快 凾分 徆很"
    " 恲悉 秱移 刞判 刜初 刢制 穸空 隑隔 収发 丏且 挄按 敁效 忞态 讵访 庒应 掍接 抂把 捤据 夗多 吅合 仸任"
    " 廸建 旪时 凼函"
)
"""What is printed, and what is meant; the first is of no use in modern Chinese."""
ORDINARY = _pairs(
    "不与 极构 局层 尿局 朋服 返这 戒或 顷项 项须 劣助 发变 绅细 诧语 绚络 诨误 讣认 与专 弼当 徂径 讴设 巫已"
    " 吐向 初删 丐世 迕进 坑块 闱间 耄而 叨叫"
)
"""The same where what is printed is a word of its own."""
_FREQUENT = "癿丌亍幵迚収劢叧旪"
"""One of these stands in any such text of some length; they are looked for first, for speed."""
_LEAST_COMMON = 0.8
_BEFORE, _AFTER = 6, 4
_RULE = "a character that a PDF's font names wrongly"


def detect(text: str) -> bool:
    """Whether the text has been through such a font."""
    if not any(character in text for character in _FREQUENT):
        return False
    return len(TELLING.keys() & set(text)) >= SEVERAL and share(text) >= _LEAST_COMMON


def repair(text: str, *, model: LanguageModel | None = None) -> Iterator[Edit]:
    """Edits that put the character that is meant; all ``inferred``.

    ``model`` is the packaged (or learned) one where none is given; it is loaded only for such a text.
    """
    if not detect(text):
        return
    model = model or load()
    meant = [TELLING.get(character, character) for character in text]
    for place, printed in enumerate(text):
        if printed in ORDINARY and _gain(model, meant, place, ORDINARY[printed]) >= MARGIN:
            meant[place] = ORDINARY[printed]
        if meant[place] != printed:
            yield Edit(KIND, place, place + 1, meant[place], "inferred", _RULE, printed)


def _gain(model: LanguageModel, text: list[str], place: int, other: str) -> float:
    """How much likelier the text around a place is with another character there."""
    before = text[max(0, place - _BEFORE) : place]
    after = text[place + 1 : place + 1 + _AFTER]
    return _likelihood(model, [*before, other, *after]) - _likelihood(model, [*before, text[place], *after])


def _likelihood(model: LanguageModel, text: list[str]) -> float:
    context, whole = NOTHING_BEFORE, 0.0
    for character in normalised("".join(text)):
        symbol = model.number(character)
        whole += model.score(context, symbol)
        context = model.after(context, symbol)
    return whole
