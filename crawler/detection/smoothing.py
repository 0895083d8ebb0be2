"""Counted n-grams as one block of bytes: modified Kneser-Ney smoothing, and how the block is laid out.

An n-gram is one number, 16 bits a symbol, the latest lowest.
"""

from __future__ import annotations

import math
import struct
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable

MAGIC = b"gongkai-grams-8\n"
SIZES = struct.Struct("<6I")
SYMBOL, TWO, THREE = (1 << 16) - 1, (1 << 32) - 1, (1 << 48) - 1
"""The parts of an n-gram that are its latest symbol, its latest two, its latest three."""
_FOUR_LEAST = 2
"""How often four symbols must have been seen together to be kept."""
_UNKNOWN_SHARE = 1e-7


class _Order:
    """The n-grams of one order, sorted, with what is taken off their counts (modified Kneser-Ney)."""

    def __init__(self, counts: Counter[int], *, least: int = 1) -> None:
        self.counts = counts
        often = Counter(counts.values())
        share = often[1] / (often[1] + 2 * often[2]) if often[1] else 0.5
        self._discounts = [0.0] + [
            min(max(n - (n + 1) * share * often[n + 1] / often[n], 0.1), n - 0.1) if often[n] else n / 2
            for n in (1, 2, 3)
        ]
        self.grams = sorted(gram for gram, count in counts.items() if count >= least)
        self.whole: Counter[int] = Counter()
        for gram, count in counts.items():
            self.whole[gram >> 16] += count
        self.kept: dict[int, float] = defaultdict(float)
        for gram in self.grams:
            self.kept[gram >> 16] += self.share(gram)

    def share(self, gram: int) -> float:
        """An n-gram's part of its context's probability, before the lower order is added."""
        count = self.counts[gram]
        return (count - self._discounts[min(count, 3)]) / self.whole[gram >> 16]

    def left(self, context: int) -> float:
        """What of a context's probability falls to the lower order."""
        return max(1 - self.kept[context], 1e-6) if context in self.kept else 1.0


def _lower(grams: Iterable[int], mask: int) -> Counter[int]:
    """The n-grams one shorter, each counted once a symbol that stood before it."""
    return Counter(gram & mask for gram in grams)


def packed(numbers: dict[str, int], counts: Counter[int]) -> bytes:
    """Kneser-Ney: a lower order counts in how many contexts a symbol was seen, not how often."""
    size = len(numbers)
    four = _Order(counts, least=_FOUR_LEAST)
    three_counts = _lower(counts, THREE)
    for gram in {gram >> 16 for gram in four.grams}:  # a context only ever seen at a line's beginning
        three_counts.setdefault(gram, 1)
    three = _Order(three_counts)
    two_counts = _lower(three_counts, TWO)
    for gram in three.whole:
        two_counts.setdefault(gram, 1)
    two = _Order(two_counts)
    one = _lower(two_counts, SYMBOL)
    whole = sum(one.values())

    p1 = [max(_UNKNOWN_SHARE, (1 - size * _UNKNOWN_SHARE) * one[c] / whole) for c in range(size)]
    w1 = [two.left(b) for b in range(size)]
    p2 = {gram: two.share(gram) + w1[gram >> 16] * p1[gram & SYMBOL] for gram in two.grams}
    p3 = {gram: three.share(gram) + three.left(gram >> 16) * p2[gram & TWO] for gram in three.grams}
    p4 = (four.share(gram) + four.left(gram >> 16) * p3[gram & THREE] for gram in four.grams)
    index_two = {gram: at for at, gram in enumerate(two.grams)}
    index_three = {gram: at for at, gram in enumerate(three.grams)}
    contexts = sorted(four.kept)
    index_context = {gram: at for at, gram in enumerate(contexts)}

    log = math.log
    backwards = sorted(two.grams, key=lambda gram: (gram & SYMBOL, gram))
    columns = (
        array("f", map(log, p1)),
        array("f", map(log, w1)),
        _starts((gram >> 16 for gram in two.grams), size),
        array("H", (gram & SYMBOL for gram in two.grams)),
        array("f", map(log, p2.values())),
        array("f", (log(three.left(gram)) for gram in two.grams)),
        _starts((gram & SYMBOL for gram in backwards), size),
        array("H", (gram >> 16 for gram in backwards)),
        array("f", (log(p2[gram]) for gram in backwards)),
        _starts((index_two[gram >> 16] for gram in three.grams), len(two.grams)),
        array("H", (gram & SYMBOL for gram in three.grams)),
        array("f", map(log, p3.values())),
        array("I", (index_three[gram] for gram in contexts)),
        array("f", (log(four.left(gram)) for gram in contexts)),
        _starts((index_context[gram >> 16] for gram in four.grams), len(contexts)),
        array("H", (gram & SYMBOL for gram in four.grams)),
        array("f", map(log, p4)),
    )
    letters = "".join(numbers).encode("utf-8")
    sizes = size, len(two.grams), len(three.grams), len(contexts), len(four.grams), len(letters)
    block = bytearray(MAGIC + SIZES.pack(*sizes) + letters)
    for column in columns:
        block += bytes(-len(block) % 8)
        block += column.tobytes()
    return bytes(block)


def _starts(owners: Iterable[int], size: int) -> array[int]:
    """Where each owner's entries begin, in entries sorted by owner; one more than owners."""
    starts = array("I", bytes(4 * (size + 1)))
    for owner in owners:
        starts[owner + 1] += 1
    for owner in range(size):
        starts[owner + 1] += starts[owner]
    return starts
