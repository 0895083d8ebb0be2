"""Which characters a lost byte leaves open, the likeliest first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from crawler.detection import gbk
from crawler.detection.language_model import SHAPES, UNKNOWN, LanguageModel, PageModel
from crawler.detection.script import simplified, tellers

SEEN, UNSEEN = 20, 4
"""How many characters are tried that were seen after the one before, and how many merely frequent ones."""
UNLIKELY = -12.0
"""The natural logarithm of the probability given to a character never seen after the one before."""
LEADING = 25
"""How many are tried that lead to what follows."""
VANISHED = 0x100
"""Added to a byte: the pair of that byte and the next character's first byte has vanished."""


class Choice(NamedTuple):
    """A character that may have stood there: its number in the model, itself, its two bytes as one number."""

    symbol: int
    text: str
    code: int


_BLANK = Choice(UNKNOWN, "\u3000", 0xA1A1)


class Listed(NamedTuple):
    """Characters, the likeliest first: all, by their first byte, by their second."""

    every: list[Choice]
    first: dict[int, list[Choice]]
    second: dict[int, list[Choice]]


class Tables:
    """The characters that pages in one script are written with, by their bytes; shared by all pages."""

    def __init__(self, model: LanguageModel, *, traditional: bool | None) -> None:
        known = gbk.characters()
        only_traditional, only_simple = tellers()
        foreign = {True: only_simple, False: only_traditional, None: None}[traditional]
        texts = "".join(known.values())
        self.symbols = dict(zip(texts, map(model.number, simplified(texts).translate(SHAPES)), strict=True))
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
        self.frequent = self.listed(sorted(self._forms, key=lambda symbol: -model.unigram(symbol)))
        self._followers: dict[int, Listed] = {}
        self._leading: dict[int, list[Choice]] = {}
        self._best_after: dict[int, dict[int, float]] = {}

    def followers(self, last: int) -> Listed:
        """The characters seen after a symbol."""
        found = self._followers.get(last)
        if found is None:
            seen = self._model.followers(last)
            found = self._followers[last] = self.listed(sorted(seen, key=lambda symbol: -seen[symbol]))
        return found

    def leading(self, second: int) -> list[Choice]:
        """The characters that best lead to one with that second byte, the best first."""
        found = self._leading.get(second)
        if found is None:
            best: dict[int, float] = {}
            for following in self.frequent.second.get(second, ()):
                for symbol, likelihood in self._model.predecessors(following.symbol):
                    best[symbol] = max(likelihood, best.get(symbol, UNLIKELY))
            ranked = sorted(best, key=lambda symbol: -best[symbol] - self._model.unigram(symbol))
            found = self._leading[second] = [c for symbol in ranked for c in self._forms.get(symbol, ())]
        return found

    def best_after(self, symbol: int, second: int) -> float:
        """How likely the likeliest character with that second byte is after a symbol (natural logarithm)."""
        found = self._best_after.get(symbol)
        if found is None:
            found = self._best_after[symbol] = {}
            for follower, likelihood in self._model.followers(symbol).items():
                for choice in self._forms.get(follower, ()):
                    trail = choice.code & 0xFF
                    found[trail] = max(likelihood, found.get(trail, UNLIKELY))
        return found.get(second, UNLIKELY)

    def listed(self, symbols: Iterable[int]) -> Listed:
        """The characters of these symbols, in the symbols' order."""
        listed = Listed([], defaultdict(list), defaultdict(list))
        for symbol in symbols:
            for choice in self._forms.get(symbol, ()):
                listed.every.append(choice)
                listed.first[choice.code >> 8].append(choice)
                listed.second[choice.code & 0xFF].append(choice)
        return listed


class Choices:
    """The same for one page, which has words of its own."""

    def __init__(self, model: PageModel, tables: Tables) -> None:
        self._model = model
        self._tables = tables
        self._vanishing = gbk.vanishing()
        self._found: dict[tuple[str, int, int, int], tuple[Choice, ...]] = {}
        self._own: dict[int, Listed] = {}

    def first_byte(self, byte: int, last: int) -> tuple[Choice, ...]:
        """Characters after ``last`` with that first byte (or one that a vanished pair leaves open)."""
        return self._ranked("first", byte, 0, last)

    def vanishing(self, byte: int, last: int, *, ahead: int) -> tuple[Choice, ...]:
        """The same, of those whose second byte begins a pair that vanishes.

        Where their first byte is open too, those are tried as well that best lead to a character whose second
        byte is ``ahead``.
        """
        return self._ranked("vanishing", byte, ahead if byte >= VANISHED else 0, last)

    def second_byte(self, byte: int, last: int, *, after: int = 0) -> tuple[Choice, ...]:
        """Characters after ``last`` with that second byte; ``after`` a vanished pair, those it allows."""
        return self._ranked("second", after, byte, last)

    def _ranked(self, kind: str, first: int, second: int, last: int) -> tuple[Choice, ...]:
        key = (kind, first, second, last)
        found = self._found.get(key)
        if found is None:
            found = self._found[key] = tuple(self._likeliest(*key))
        return found

    def _likeliest(self, kind: str, first: int, second: int, last: int) -> Iterator[Choice]:
        """Those the page itself has after ``last``, those seen after it elsewhere, a few frequent ones."""
        if kind == "second" and not first and second == 0xA1:
            yield _BLANK
        leads = self._vanishing.get(first - VANISHED, gbk.LEADS) if first >= VANISHED else None
        chosen: set[int] = set()
        for listed, wanted in (
            (self._page_followers(last), SEEN),
            (self._tables.followers(last), SEEN),
            (self._tables.frequent, UNSEEN),
        ):
            if kind == "second":
                row: Sequence[Choice] = listed.second.get(second, ())
            elif leads is None:
                row = listed.first.get(first, ())
                wanted = len(row)  # few enough
            elif second and listed is self._tables.frequent:
                row, wanted = self._tables.leading(second), LEADING
            else:
                row = listed.every
            for choice in row:
                if leads is not None and choice.code >> 8 not in leads:
                    continue
                if kind == "vanishing" and choice.code & 0xFF not in self._vanishing:
                    continue
                if choice.symbol not in chosen:
                    chosen.add(choice.symbol)
                    yield choice
                    wanted -= 1
                    if not wanted:
                        break

    def _page_followers(self, last: int) -> Listed:
        found = self._own.get(last)
        if found is None:
            found = self._own[last] = self._tables.listed(self._model.own_followers(last))
        return found
