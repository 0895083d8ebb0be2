"""The search behind :mod:`crawler.detection.shift`: reading damaged tokens as the bytes they came from.

A damaged line is a row of tokens. A hypothesis reads them from left to right and is either aligned, or holds a
pending byte: the second half of a displayed character that is really the first half of the next true one. The
channel is deterministic once it is known where bytes were put in, so hypotheses are scored by the language
model alone, with a price for each piece of damage they assume.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from crawler.detection import gbk
from crawler.detection.language_model import START, UNKNOWN, LanguageModel
from crawler.detection.pinyin import plain, readings
from crawler.detection.script import simplified, tellers

WIDTH = 40
"""Hypotheses kept after each token."""
REACH = 18.0
"""Hypotheses this much (natural logarithm) behind the best are dropped."""
CHOICES = 24
"""Ways kept of filling in a byte that was lost, for each hypothesis."""

# Prices of assumed damage, natural logarithms; chosen on damaged newspaper text that the model had not seen.
STRAY_BYTE, SILENT_STRAY, FALSE_MATCH, EATEN, RESYNC, SWALLOWED, FOLD, SILENT_END = 3, 12, 2, 3, 3, 3, 3, 6
_ODD = 14.0  # an aligned character that the model has no symbol for, or a bracket it cannot explain

ALIGNED, OPENED = -1, -2
_DROPPED = 0x100  # pending states above this: the pair of byte (state - _DROPPED) and the next lead vanished

_LETTERS = "a-zāáǎàēéěèīíǐìōóǒòūúǔùüǖǘǚǜńňǹḿɡɑ"
_TOKEN = re.compile(rf"\? ?([{_LETTERS}]{{1,6}}) ?\)|\( ?([{_LETTERS}]{{1,6}}) ?\)|.", re.DOTALL)


class Token(NamedTuple):
    """What stands at one place: a character with its bytes (0: none), or a reading in (or before) a bracket."""

    text: str
    code: int
    start: int
    end: int
    closes: str = ""  # ?zhí)
    notes: str = ""  # (zhí)


def tokens(text: str, start: int, end: int) -> Iterable[Token]:
    """The tokens of a stretch of text, one after the other."""
    for match in _TOKEN.finditer(text, start, end):
        closes, notes = match[1], match[2]
        if (closes or notes) and not _is_reading(plain(closes or notes)):
            for place in range(match.start(), match.end()):
                yield _single(text[place], place)
        elif closes or notes:
            yield Token(match[0], 0, match.start(), match.end(), plain(closes or ""), plain(notes or ""))
        else:
            yield _single(match[0], match.start())


def _single(character: str, place: int) -> Token:
    code = ord(character) if character < "\x80" else gbk.pair(character)
    return Token(character, code, place, place + 1)


@dataclass(slots=True)
class Step:
    """One step of a hypothesis: the true text it reads, and the bytes put in after the first of the next true
    character (``inserted``) or after this one (``follows``)."""

    back: Step | None
    text: str
    end: int  # where the token ends in the damaged text
    pending: int
    inserted: bytes = b""
    follows: bytes = b""
    eaten: bool = False
    changed: bool = True


@dataclass(slots=True)
class Hypothesis:
    """A reading so far. ``gap``: by how much it beat the best different reading, ``rival`` that reading."""

    score: float
    pending: int
    first: int
    last: int
    step: Step | None
    mark: int  # hash of the symbols read
    gap: float = 1e9
    rival: tuple[Step | None, Step | None] | None = None


class _Choice(NamedTuple):
    symbol: int
    text: str
    code: int


class Search:
    """The hypotheses over one language model, for pages in one script."""

    def __init__(self, model: LanguageModel, *, traditional: bool) -> None:
        self.model = model
        known = gbk.characters()
        only_traditional, only_simple = tellers()
        wrong = only_simple if traditional else only_traditional
        texts = "".join(known.values())
        symbols = dict(zip(texts, map(model.number, simplified(texts)), strict=True))
        for half, full in gbk.FOLDED.items():
            symbols[half] = model.number(full)
        self._symbols = symbols
        self._by_lead: dict[int, list[_Choice]] = defaultdict(list)
        self._by_trail: dict[int, list[_Choice]] = defaultdict(list)
        for code, text in known.items():
            if symbols[text] != UNKNOWN and not wrong.match(text) or text == "\u3000":
                choice = _Choice(symbols[text], text, code)
                self._by_lead[code >> 8].append(choice)
                self._by_trail[code & 0xFF].append(choice)
        self._best: dict[tuple[str, int, int, int], list[_Choice]] = {}

    def symbol(self, character: str) -> int | None:
        """The model's number of a character; None for a blank, which the model does not see."""
        if character in " \t\u3000\xa0\r\n":
            return None
        if character.isdigit():
            return self.model.number("0")
        if character.isascii() and character.isalpha():
            return self.model.number("a")
        return self._symbols.get(character, UNKNOWN)

    # -- one step -----------------------------------------------------------------------------------------

    def extended(
        self, hypothesis: Hypothesis, token: Token, before: Token | None, ahead: Token | None, *, silent: bool
    ) -> list[Hypothesis]:
        """All readings of the next token by one hypothesis; ``silent``: stray bytes may leave no ``?``."""
        pending = hypothesis.pending
        if pending == ALIGNED:
            return self._aligned(hypothesis, token, before, ahead, silent=silent)
        if pending == OPENED:
            choices = self._choices("trail", token.code >> 8, 0, hypothesis.last)
            return [
                self._read(hypothesis, c, token.end, token.code & 0xFF, inserted_within=b"\x01")
                for c in choices
            ]
        found: list[Hypothesis] = []
        for held in self._with_dropped(hypothesis, token):
            found += self._pending(held, token, before, ahead)
        return found

    def _aligned(
        self, h: Hypothesis, token: Token, before: Token | None, ahead: Token | None, *, silent: bool
    ) -> list[Hypothesis]:
        found: list[Hypothesis] = []
        if token.notes:
            if h.step is not None and h.step.text and token.notes in readings(h.step.text[-1]):
                return [self._silent(h, token, 0.0, ALIGNED, text=token.text, changed=False)]
            return [self._silent(h, token, _ODD, ALIGNED, text=token.text, changed=False)]
        if token.closes:
            if before is not None and before.code > 0xFF:
                for code in _codes_read(token.closes):
                    if code >> 8 == before.code & 0xFF:
                        note = f"({token.closes})".encode("gbk", "ignore")
                        found.append(self._silent(h, token, FALSE_MATCH, code & 0xFF, inserted=note))
            found.append(self._silent(h, token, 2 * _ODD, ALIGNED, text=token.text, changed=False))
            return found
        if token.text == "?" and ahead is not None and _mark(ahead):
            found.append(self._silent(h, token, STRAY_BYTE, OPENED))
        elif silent and _mark(token) and (before is None or before.text != "?"):
            code = _mark(token)
            opened = self._silent(h, token, SILENT_STRAY, OPENED)
            for choice in self._choices("trail", code >> 8, 0, h.last):
                found.append(self._read(opened, choice, token.end, code & 0xFF, inserted_within=b"\x01"))
        found.append(self._literal(h, token))
        return found

    def _pending(
        self, h: Hypothesis, token: Token, before: Token | None, ahead: Token | None
    ) -> list[Hypothesis]:
        if token.notes:
            if before is not None and token.notes in readings(before.text) and h.pending < _DROPPED:
                note = token.text.encode("gbk", "ignore")
                return [self._silent(h, token, SWALLOWED, h.pending, inserted=note)]
            return []
        if token.closes:
            note = f"({token.closes})".encode("gbk", "ignore")
            codes = [code for code in _codes_read(token.closes) if self._may_lead(h.pending, code >> 8)]
            known = gbk.characters()
            read = [_Choice(self._symbols[known[code]], known[code], code) for code in codes]
            return [self._read(h, choice, token.end, ALIGNED, follows=note) for choice in read]
        found: list[Hypothesis] = []
        code = token.code
        if 0x40 <= code <= 0x7E:
            return [self._read(h, c, token.end, ALIGNED) for c in self._exact(h, code)]
        if code > 0xFF:
            return [self._read(h, c, token.end, code & 0xFF) for c in self._exact(h, code >> 8)]
        if token.text in gbk.FOLDED:
            full = gbk.pair(gbk.FOLDED[token.text])
            found += [self._read(h, c, token.end, full & 0xFF, price=FOLD) for c in self._exact(h, full >> 8)]
        if token.text == "?":
            for choice in self._any(h):
                if ahead is not None and _mark(ahead):
                    found.append(self._read(h, choice, token.end, ALIGNED, follows=b"\x01", price=RESYNC))
                eaten = self._read(h, choice, token.end, ALIGNED, follows=b"\x01", price=EATEN, eaten=True)
                eaten.first, eaten.last = eaten.last, UNKNOWN
                found.append(eaten)
        else:
            for choice in self._any(h):
                cut = self._read(h, choice, token.start, ALIGNED, price=SILENT_END)
                found.append(self._literal(cut, token))
        return found

    def ended(self, h: Hypothesis, end: int) -> list[Hypothesis]:
        """The hypothesis at the end of its line: aligned, or with a last character whose second byte is lost."""
        if h.pending in (ALIGNED, OPENED):
            return [h] if h.pending == ALIGNED else []
        if h.pending >= _DROPPED:
            return []
        return [self._read(h, choice, end, ALIGNED, price=SILENT_END) for choice in self._any(h)]

    # -- pieces -------------------------------------------------------------------------------------------

    def _with_dropped(self, h: Hypothesis, token: Token) -> list[Hypothesis]:
        """The hypothesis itself, and those in which one or two unmapped pairs vanished before the token."""
        if token.notes or h.pending >= _DROPPED:
            return [h]
        found, latest = [h], [h]
        for _ in range(2):
            latest = [
                self._read(held, c, token.start, _DROPPED + (c.code & 0xFF))
                for held in latest
                for c in self._choices("drop", held.pending, 0, held.last)
            ]
            latest = sorted(latest, key=lambda hypothesis: -hypothesis.score)[:CHOICES]
            found += latest
        return found

    def _may_lead(self, pending: int, lead: int) -> bool:
        return lead == pending if pending < _DROPPED else lead in gbk.vanishing()[pending - _DROPPED]

    def _exact(self, h: Hypothesis, trail: int) -> list[_Choice]:
        """The characters whose second byte is known; the first is the pending one, or one of the vanishing."""
        if h.pending >= _DROPPED:
            return self._choices("after", h.pending, trail, h.last)
        text = gbk.characters().get(h.pending << 8 | trail)
        return [] if text is None else [_Choice(self._symbols[text], text, h.pending << 8 | trail)]

    def _any(self, h: Hypothesis) -> list[_Choice]:
        return self._choices("lead", h.pending, 0, h.last)

    def _choices(self, kind: str, byte: int, trail: int, last: int) -> list[_Choice]:
        """The likeliest characters after ``last`` of those the known byte allows."""
        key = (kind, byte, trail, last)
        found = self._best.get(key)
        if found is None:
            found = self._best[key] = self._ranked(kind, byte, trail, last)
        return found

    def _ranked(self, kind: str, byte: int, trail: int, last: int) -> list[_Choice]:
        vanishing = gbk.vanishing()
        if kind == "trail":
            allowed = self._by_trail[byte]
        elif kind == "after":
            leads = vanishing[byte - _DROPPED]
            allowed = [c for c in self._by_trail[trail] if c.code >> 8 in leads]
        elif byte >= _DROPPED:
            leads = vanishing[byte - _DROPPED]
            allowed = [c for lead in leads for c in self._by_lead[lead]]
        else:
            allowed = self._by_lead[byte]
        if kind == "drop":
            allowed = [c for c in allowed if c.code & 0xFF in vanishing]
        seen: dict[int, _Choice] = {}
        for choice in allowed:
            seen.setdefault(choice.symbol if choice.text != "\u3000" else -1, choice)
        bigram = self.model.bigram
        return sorted(seen.values(), key=lambda c: -bigram(last, c.symbol) if c.text != "\u3000" else 5.0)[
            :CHOICES
        ]

    def _read(
        self,
        h: Hypothesis,
        choice: _Choice,
        end: int,
        pending: int,
        *,
        price: float = 0.0,
        inserted_within: bytes = b"",
        follows: bytes = b"",
        eaten: bool = False,
    ) -> Hypothesis:
        step = Step(h.step, choice.text, end, pending, inserted_within, follows, eaten)
        if choice.text == "\u3000":
            price += 1.0 if h.last == START else 9.0
            return Hypothesis(h.score - price, pending, h.first, h.last, step, h.mark, h.gap, h.rival)
        score = h.score - price + self.model.trigram(h.first, h.last, choice.symbol)
        mark = hash((h.mark, choice.symbol if choice.symbol != UNKNOWN else choice.text))
        return Hypothesis(score, pending, h.last, choice.symbol, step, mark, h.gap, h.rival)

    def _silent(
        self,
        h: Hypothesis,
        token: Token,
        price: float,
        pending: int,
        *,
        inserted: bytes = b"",
        text: str = "",
        changed: bool = True,
    ) -> Hypothesis:
        step = Step(h.step, text, token.end, pending, inserted, changed=changed)
        mark = hash((h.mark, text)) if text else h.mark
        return Hypothesis(h.score - price, pending, h.first, h.last, step, mark, h.gap, h.rival)

    def _literal(self, h: Hypothesis, token: Token) -> Hypothesis:
        step = Step(h.step, token.text, token.end, ALIGNED, changed=False)
        symbol = self.symbol(token.text)
        if symbol is None:
            price = 0.0 if token.code < 0x80 or h.last == START else 3.0
            return Hypothesis(h.score - price, ALIGNED, h.first, h.last, step, h.mark, h.gap, h.rival)
        if symbol == h.last and token.text.isascii() and token.text.isalnum():
            return Hypothesis(
                h.score, ALIGNED, h.first, h.last, step, hash((h.mark, token.text)), h.gap, h.rival
            )
        score = h.score + max(-_ODD, self.model.trigram(h.first, h.last, symbol))
        mark = hash((h.mark, symbol if symbol != UNKNOWN else token.text))
        return Hypothesis(score, ALIGNED, h.last, symbol, step, mark, h.gap, h.rival)


def pruned(hypotheses: Iterable[Hypothesis]) -> list[Hypothesis]:
    """The best hypotheses, those that will never differ again merged into one that remembers its rival."""
    states: dict[tuple[int, int, int], Hypothesis] = {}
    for h in hypotheses:
        key = (h.pending, h.first, h.last)
        other = states.get(key)
        if other is None:
            states[key] = h
            continue
        winner, loser = (h, other) if h.score > other.score else (other, h)
        beaten(winner, loser)
        states[key] = winner
    kept = sorted(states.values(), key=lambda h: -h.score)[:WIDTH]
    return [h for h in kept if h.score > kept[0].score - REACH]


def beaten(winner: Hypothesis, loser: Hypothesis) -> None:
    """Note in the winner by how much it beat a different reading."""
    gap = winner.score - loser.score
    if winner.mark != loser.mark and gap < winner.gap:
        winner.gap, winner.rival = gap, (loser.step, winner.step)


def _mark(token: Token) -> int:
    """The bytes of a token that can be one of the marks a stray byte precedes; 0 otherwise."""
    full = gbk.FOLDED.get(token.text, token.text)
    return gbk.pair(full) if full in gbk.MARKS and not token.closes and not token.notes else 0


@cache
def _codes_read(reading: str) -> tuple[int, ...]:
    """The GBK codes of the characters with that reading."""
    return tuple(code for code, text in gbk.characters().items() if reading in readings(text))


@cache
def _all_readings() -> frozenset[str]:
    return frozenset(reading for text in gbk.characters().values() for reading in readings(text))


def _is_reading(reading: str) -> bool:
    return reading in _all_readings()
