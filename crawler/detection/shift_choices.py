"""Which characters a lost byte leaves open, the likeliest first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from crawler.detection import gbk
from crawler.detection.language_model import UNKNOWN, LanguageModel, PageModel
from crawler.detection.script import simplified, tellers

SEEN, UNSEEN = 20, 4
"""How many characters are tried that were seen after the one before, and how many merely frequent ones."""
VANISHED = 0x100
"""Added to a byte: the pair of that byte and the next character's first byte has vanished."""


class Choice(NamedTuple):
    """A character that may have stood there: its number in the model, itself, its two bytes as one number."""

    symbol: int
    text: str
    code: int


_ByByte = dict[int, list[Choice]]
_BLANK = Choice(UNKNOWN, "\u3000", 0xA1A1)


class Tables:
    """The characters that pages in one script are written with, by their bytes; shared by all pages."""

    def __init__(self, model: LanguageModel, *, traditional: bool | None) -> None:
        known = gbk.characters()
        only_traditional, only_simple = tellers()
        foreign = {True: only_simple, False: only_traditional, None: None}[traditional]
        texts = "".join(known.values())
        self.symbols = dict(zip(texts, map(model.number, simplified(texts)), strict=True))
        for text in filter(str.isalnum, gbk.row(0xA3)):
            self.symbols[text] = model.number("0" if text.isdigit() else "a")
        for half, full in gbk.FOLDED.items():
            self.symbols[half] = model.number(full)
        self._model = model
        self._forms: dict[int, list[Choice]] = defaultdict(list)
        for code, text in known.items():
            symbol = self.symbols[text]
            if symbol != UNKNOWN and not (foreign and foreign.match(text)):
                self._forms[symbol].append(Choice(symbol, text, code))
        self.frequent = self.by_byte(sorted(self._forms, key=lambda symbol: -model.unigram(symbol)))
        self._followers: dict[int, tuple[_ByByte, _ByByte]] = {}

    def followers(self, last: int) -> tuple[_ByByte, _ByByte]:
        """The characters seen after a symbol, likeliest first: by first byte, and by second byte."""
        found = self._followers.get(last)
        if found is None:
            seen = self._model.followers(last)
            found = self._followers[last] = self.by_byte(sorted(seen, key=lambda symbol: -seen[symbol]))
        return found

    def by_byte(self, symbols: Iterable[int]) -> tuple[_ByByte, _ByByte]:
        """The characters of these symbols by first byte and by second byte, in the symbols' order."""
        by_first: _ByByte = defaultdict(list)
        by_second: _ByByte = defaultdict(list)
        for symbol in symbols:
            for choice in self._forms.get(symbol, ()):
                by_first[choice.code >> 8].append(choice)
                by_second[choice.code & 0xFF].append(choice)
        return by_first, by_second


class Choices:
    """The same for one page, which has words of its own."""

    def __init__(self, model: PageModel, tables: Tables) -> None:
        self._model = model
        self._tables = tables
        self._vanishing = gbk.vanishing()
        self._found: dict[tuple[str, int, int, int], tuple[Choice, ...]] = {}
        self._own: dict[int, tuple[_ByByte, _ByByte]] = {}

    def first_byte(self, byte: int, last: int) -> tuple[Choice, ...]:
        """Characters after ``last`` with that first byte (or one that a vanished pair leaves open)."""
        return self._ranked("first", byte, 0, last)

    def vanishing(self, byte: int, last: int) -> tuple[Choice, ...]:
        """The same, of those whose second byte begins a pair that vanishes."""
        return self._ranked("vanishing", byte, 0, last)

    def second_byte(self, byte: int, last: int, *, after: int = 0) -> tuple[Choice, ...]:
        """Characters after ``last`` with that second byte; ``after`` a vanished pair, those it allows."""
        return self._ranked("second", after, byte, last)

    def _ranked(self, kind: str, first: int, second: int, last: int) -> tuple[Choice, ...]:
        key = (kind, first, second, last)
        found = self._found.get(key)
        if found is None:
            found = self._found[key] = tuple(self._likeliest(*key))
        return found

    def _likeliest(self, kind: str, first: int, second: int, last: int) -> list[Choice]:
        side = 1 if kind == "second" else 0
        if first >= VANISHED:
            leads: frozenset[int] | range = self._vanishing[first - VANISHED]
        else:
            leads = gbk.LEADS if side else frozenset((first,))
        keys = (second,) if side else tuple(leads)
        everything = kind == "vanishing" and len(keys) == 1
        chosen: dict[int, Choice] = {}
        tables = (
            self._page_followers(last)[side],
            self._tables.followers(last)[side],
            self._tables.frequent[side],
        )
        for table, wanted in zip(tables, (SEEN, SEEN, UNSEEN), strict=True):
            found: dict[int, Choice] = {}
            for byte in keys:
                for choice in table.get(byte, ()):
                    if len(found) >= wanted and not everything and len(keys) == 1:
                        break
                    if choice.symbol in chosen or choice.code >> 8 not in leads:
                        continue
                    if kind != "vanishing" or choice.code & 0xFF in self._vanishing:
                        found.setdefault(choice.symbol, choice)
            if len(keys) > 1:
                best = sorted(found.values(), key=lambda choice: -self._model.bigram(last, choice.symbol))
                found = {choice.symbol: choice for choice in best[:wanted]}
            chosen |= found
        result = list(chosen.values())
        return [_BLANK, *result] if side and not first and second == 0xA1 else result

    def _page_followers(self, last: int) -> tuple[_ByByte, _ByByte]:
        found = self._own.get(last)
        if found is None:
            found = self._own[last] = self._tables.by_byte(self._model.own_followers(last))
        return found
