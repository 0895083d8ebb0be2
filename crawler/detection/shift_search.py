"""The search behind :mod:`crawler.detection.shift`: reading damaged tokens as the bytes they came from.

A damaged line is a row of tokens. A hypothesis reads them from left to right and is either aligned, or holds
a pending byte: the second half of a displayed character that is really the first half of the next true one.
The channel is deterministic once it is known where bytes were put in, so hypotheses are scored by the
language model alone, with a price for each piece of damage they assume.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import NamedTuple

from crawler.detection import gbk
from crawler.detection.language_model import START, UNKNOWN, PageModel
from crawler.detection.pinyin import readings
from crawler.detection.shift_choices import VANISHED, Choice, Choices, Tables
from crawler.detection.shift_hypotheses import ALIGNED, OPENED, SOME_BYTE, Beam, Hypothesis, Step, best_of
from crawler.detection.shift_tokens import Token, codes_read, mark_code
from crawler.detection.smoothing import SYMBOL


class Effort(NamedTuple):
    """How many hypotheses are kept after a token, how far behind the best (natural logarithm) they may be.

    ``gone``: how many are kept by which one, two, three pairs of bytes vanished before the token, and of
    how many it is asked whether one more did.
    """

    width: int
    reach: float
    gone: tuple[tuple[int, int], ...]


WIDEST = 400
"""Hypotheses with vanished pairs that are weighed by their next character, before few are kept."""
THOROUGH = Effort(28, 14.0, ((12, 12), (20, 20), (8, 0)))
"""For the beginning of a run, which is all there is of most."""
BRISK = Effort(20, 12.0, ((8, 10), (10, 0)))
"""For the rest of long runs."""

# Prices of assumed damage, natural logarithms; chosen on damaged newspaper text that the model had not seen.
STRAY_BYTE, FALSE_MATCH, EATEN, RESYNC, SWALLOWED, FOLD = 3, 2, 3, 3, 3, 3
CUT, SILENT_CUT = 6, 3  # a second byte that is gone without a trace, as the silent decoder leaves it
SILENT_BYTE = 8  # a stray byte of which nothing is to be seen
WIDE = 3  # full-width digits and letters, which web pages rarely have
UNTOLD = 1  # a character of which the damaged text tells neither byte: there are many to choose from
UNOPENED = 4  # a closing round bracket that nothing in the line has opened
_ODD = 14.0  # an aligned character that the model has no symbol for, or a bracket it cannot explain

_BRACKETS = frozenset("()（）")
_CLOSING = frozenset("。！？；”）》")
_WIDE = frozenset(filter(str.isalnum, gbk.row(0xA3)))


class Search:
    """The hypotheses over the language model of one page; ``silent``: stray bytes may leave no ``?``."""

    def __init__(self, model: PageModel, tables: Tables, *, silent: bool = False) -> None:
        self.model = model
        self.silent = silent
        self._tables = tables
        self._choices = Choices(model, tables)
        self._symbols = tables.symbols
        self._known = gbk.characters()
        self._vanishing = gbk.vanishing()
        self._floor = -math.inf
        self._effort = THOROUGH
        self.line = ""
        """The line as far as the search has been entered, without annotations."""

    def symbol(self, character: str) -> int | None:
        """The model's number of a character; None for blanks and brackets of references."""
        if character in " \t\u3000\xa0\r\n[]":
            return None
        if character.isdigit():
            return self.model.number("0")
        if character.isascii() and character.isalpha():
            return self.model.number("a")
        return self._symbols.get(character, UNKNOWN)

    def advanced(
        self,
        hypotheses: list[Hypothesis],
        token: Token,
        before: Token | None,
        ahead: Token | None,
        *,
        effort: Effort = THOROUGH,
    ) -> list[Hypothesis]:
        """The best readings one token on."""
        beam: Beam = {}
        self._effort = effort
        self._floor = -math.inf
        for h in hypotheses:
            if h.pending == ALIGNED:
                self._keep(beam, self._aligned(h, token, before, ahead))
            elif h.pending == OPENED:
                self._keep(beam, self._opened(h, token))
        held = [h for h in hypotheses if h.pending >= 0]
        for h in held:
            self._keep(beam, self._pending(h, token, before, ahead))
        if held and not token.notes:
            for h in self._gone(held, token):
                self._keep(beam, self._pending(h, token, before, ahead))
        return best_of(beam, self._effort.width)

    def ended(self, hypotheses: list[Hypothesis], end: int) -> list[Hypothesis]:
        """The readings at the end of a line: aligned, or with a last character whose second byte is lost."""
        beam: Beam = {}
        self._floor = -math.inf
        for h in hypotheses:
            if h.pending == ALIGNED:
                ending = self.model.likelihood(h.context, START)
                self._keep(beam, [replace(h, score=h.score + max(-_ODD, ending))])
            elif 0 <= h.pending < VANISHED:
                self._keep(beam, self._cut(h, end))
        return best_of(beam, self._effort.width)

    def _keep(self, beam: Beam, found: Iterable[Hypothesis]) -> None:
        """Put readings in the beam, those together that can never differ again."""
        for h in found:
            beam.setdefault((h.pending, h.context), []).append(h)
            self._floor = max(self._floor, h.score - self._effort.reach)

    def _aligned(
        self, h: Hypothesis, token: Token, before: Token | None, ahead: Token | None
    ) -> Iterator[Hypothesis]:
        if token.notes:
            fits = h.step is not None and h.step.text and token.notes in readings(h.step.text[-1])
            yield self._unread(h, token, 0.0 if fits else _ODD, ALIGNED, text=token.text)
            if self.silent and not fits:
                yield from self._false_match(h, token, before, token.notes)
        elif token.closes:
            yield self._unread(h, token, 2 * _ODD, ALIGNED, text=token.text)
            yield from self._false_match(h, token, before, token.closes)
        else:
            yield self._literal(h, token)
            if token.text == "?" and ahead is not None and mark_code(ahead):
                yield self._unread(h, token, STRAY_BYTE, OPENED)
            elif self.silent and mark_code(token):
                yield from self._opened(h, token, price=SILENT_BYTE)

    def _false_match(
        self, h: Hypothesis, token: Token, before: Token | None, reading: str
    ) -> Iterator[Hypothesis]:
        """The annotation stands between the halves of a character; one closes the character before."""
        if before is not None and before.code > 0xFF:
            note = f"({reading})".encode("gbk", "ignore")
            for code in codes_read(reading):
                if code >> 8 == before.code & 0xFF:
                    yield self._unread(h, token, FALSE_MATCH, code & 0xFF, inserted=note)

    def _opened(self, h: Hypothesis, token: Token, *, price: float = 0.0) -> Iterator[Hypothesis]:
        """The mark is the second byte of a true character and the first of the next."""
        code = mark_code(token)
        choices = self._choices.second_byte(code >> 8, h.context & SYMBOL)
        return self._read(h, choices, token.end, code & 0xFF, price=price, inserted=SOME_BYTE)

    def _pending(
        self, h: Hypothesis, token: Token, before: Token | None, ahead: Token | None
    ) -> Iterator[Hypothesis]:
        code = token.code
        if token.notes:
            if before is not None and token.notes in readings(before.text):
                yield self._unread(
                    h, token, SWALLOWED, h.pending, inserted=token.text.encode("gbk", "ignore")
                )
            if self.silent:
                yield from self._closed(h, token, token.notes)
        elif token.closes:
            yield from self._closed(h, token, token.closes)
        elif 0x40 <= code <= 0x7E:
            yield from self._read(h, self._exact(h, code), token.end, ALIGNED)
        elif code > 0xFF:
            yield from self._shifted(h, token)
            if self.silent and h.pending < VANISHED:  # 0x80 begins no character: it is dropped alone
                for cut in self._read(h, self._exact(h, 0x80), token.start, ALIGNED):
                    yield self._literal(cut, token)
        else:
            if token.text in gbk.FOLDED:
                full = gbk.pair(gbk.FOLDED[token.text])
                yield from self._read(h, self._exact(h, full >> 8), token.end, full & 0xFF, price=FOLD)
            if token.text != "?" or self.silent:
                for cut in self._cut(h, token.start):
                    yield self._literal(cut, token)
                return
            # 0x80 begins no character: it and the byte after it print the question mark
            yield from self._read(h, self._exact(h, 0x80), token.end, VANISHED + 0x80, price=EATEN)
            for eaten in self._read(
                h, self._any(h), token.end, ALIGNED, price=EATEN, follows=SOME_BYTE, eaten=True
            ):
                number_goes_on = ahead is not None and ahead.text.isdigit()
                yield self._before_digits(eaten) if number_goes_on else replace(eaten, context=UNKNOWN)
            if ahead is not None and mark_code(ahead):
                yield from self._read(h, self._any(h), token.end, ALIGNED, price=RESYNC, follows=SOME_BYTE)
            elif ahead is None:  # nothing is left to be swallowed behind what closes a line
                choices = [choice for choice in self._any(h) if choice.text in _CLOSING]
                yield from self._read(h, choices, token.end, ALIGNED, price=EATEN, follows=SOME_BYTE)

    def _shifted(self, h: Hypothesis, token: Token) -> Iterator[Hypothesis]:
        """The second byte of one true character, the first of the next or an ASCII one that ends the run."""
        second, first = token.code >> 8, token.code & 0xFF
        is_ascii = first < 0x80
        read = self._read(h, self._exact(h, second), token.end, ALIGNED if is_ascii else first)
        if not is_ascii:
            return read
        ascii_one = Token(chr(first), first, token.start, token.end)
        return (self._literal(hypothesis, ascii_one, changed=True) for hypothesis in read)

    def _cut(self, h: Hypothesis, end: int) -> Iterator[Hypothesis]:
        """The pending character ends the run; its second byte is gone without a trace."""
        price = SILENT_CUT if self.silent else CUT
        return self._read(h, self._any(h), end, ALIGNED, price=price, follows=SOME_BYTE)

    def _closed(self, h: Hypothesis, token: Token, reading: str) -> Iterator[Hypothesis]:
        """The annotation of the pending character ends the run."""
        note = f"({reading})".encode("gbk", "ignore")
        codes = [code for code in codes_read(reading) if self._may_begin(h.pending, code >> 8)]
        choices = [Choice(self._symbols[self._known[code]], self._known[code], code) for code in codes]
        return self._read(h, choices, token.end, ALIGNED, follows=note)

    def _gone(self, held: list[Hypothesis], token: Token) -> list[Hypothesis]:
        """The hypotheses by which one, two or three unmapped pairs vanished before the token.

        Those are kept that have the likeliest next character, of which the token tells a byte.
        """
        floor = self._floor
        second = token.code >> 8 or token.code  # of the character after the vanished pairs
        found: list[Hypothesis] = []
        latest = held
        for width, deeper in self._effort.gone:
            beam: Beam = {}
            self._floor = floor
            for h in latest:
                choices = self._choices.vanishing(h.pending, h.context & SYMBOL, ahead=second)
                price = UNTOLD if h.pending >= VANISHED else 0
                self._keep(beam, self._read(h, choices, token.start, VANISHED, price=price))
            kept = best_of(beam, WIDEST)
            latest = kept[:deeper]
            kept.sort(
                key=lambda h: h.score + self._tables.best_after(h.context & SYMBOL, second), reverse=True
            )
            found += kept[:width]
        self._floor = floor
        return found

    def _may_begin(self, pending: int, lead: int) -> bool:
        return (
            lead == pending
            if pending < VANISHED
            else lead in self._vanishing.get(pending - VANISHED, gbk.LEADS)
        )

    def _exact(self, h: Hypothesis, second: int) -> Iterable[Choice]:
        """The characters whose second byte is known; the first is the pending one, or one it leaves open."""
        if h.pending >= VANISHED:
            return self._choices.second_byte(second, h.context & SYMBOL, after=h.pending)
        code = h.pending << 8 | second
        text = self._known.get(code)
        return () if text is None else (Choice(self._symbols[text], text, code),)

    def _any(self, h: Hypothesis) -> Iterable[Choice]:
        return self._choices.first_byte(h.pending, h.context & SYMBOL)

    def _read(
        self,
        h: Hypothesis,
        choices: Iterable[Choice],
        end: int,
        pending: int,
        *,
        price: float = 0.0,
        inserted: bytes = b"",
        follows: bytes = b"",
        eaten: bool = False,
    ) -> Iterator[Hypothesis]:
        """The hypothesis with one true character more; ``pending`` VANISHED: with what that one leaves."""
        context, before = h.context, h.score - price
        floor, likelihood = self._floor, self.model.likelihood
        for symbol, text, code in choices:
            if text == "\u3000":
                seen, score = False, before - (1.0 if context & SYMBOL == START else 9.0)
            elif text in _WIDE:
                seen = symbol != context & SYMBOL  # else a number or Latin word goes on
                score = before + likelihood(context, symbol) - WIDE if seen else before
            else:
                seen, score = True, before + likelihood(context, symbol)
                if text == "）" and score >= floor and not self._opened_bracket(h.step):
                    score -= UNOPENED
            if score < floor:
                continue
            after = self.model.after(context, symbol) if seen else context
            left = VANISHED + (code & 0xFF) if pending == VANISHED else pending
            step = Step(h.step, text, end, inserted, follows, eaten)
            mark = h.mark if text == "\u3000" else hash((h.mark, 0 if eaten else symbol or text))
            yield Hypothesis(score, left, after, step, mark, h.doubts)

    def _before_digits(self, h: Hypothesis) -> Hypothesis:
        """The hypothesis past the swallowed first digit of a number; which digit it was is lost."""
        digit = self.model.number("0")
        score = h.score + self.model.likelihood(h.context, digit)
        return replace(h, score=score, context=self.model.after(h.context, digit))

    def _opened_bracket(self, step: Step | None) -> bool:
        """Whether the nearest round bracket before is an opening one."""
        while step is not None:
            if step.text in _BRACKETS:
                return step.text in "(（"
            step = step.back
        return max(map(self.line.rfind, "(（")) > max(map(self.line.rfind, ")）"))

    def _unread(
        self,
        h: Hypothesis,
        token: Token,
        price: float,
        pending: int,
        *,
        inserted: bytes = b"",
        text: str = "",
    ) -> Hypothesis:
        """The hypothesis past a token that is no character of the truth (with ``text``: left as it is)."""
        step = Step(h.step, text, token.end, inserted, changed=not text)
        mark = hash((h.mark, text)) if text else h.mark
        return Hypothesis(h.score - price, pending, h.context, step, mark, h.doubts)

    def _literal(self, h: Hypothesis, token: Token, *, changed: bool = False) -> Hypothesis:
        """The hypothesis with the token's own character more."""
        step = Step(h.step, token.text, token.end, changed=changed)
        symbol = self.symbol(token.text)
        if symbol is None:
            price = 0.0 if token.code < 0x80 or h.context & SYMBOL == START else 3.0
            return Hypothesis(h.score - price, ALIGNED, h.context, step, h.mark, h.doubts)
        mark = hash((h.mark, symbol or token.text))
        if (
            symbol == h.context & SYMBOL
            and token.text.isalnum()
            and unicodedata.normalize("NFKC", token.text).isascii()
        ):
            return Hypothesis(h.score, ALIGNED, h.context, step, mark, h.doubts)
        score = h.score + max(-_ODD, self.model.likelihood(h.context, symbol))
        return Hypothesis(score, ALIGNED, self.model.after(h.context, symbol), step, mark, h.doubts)
