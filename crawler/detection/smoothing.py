"""Counted n-grams as one block of bytes: modified Kneser-Ney smoothing, and how the block is laid out.

An n-gram is one number, 16 bits a symbol, the latest lowest.
"""

from __future__ import annotations

import math
import struct
from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import groupby

MAGIC = b"gongkai-grams-8\n"
SIZES = struct.Struct("<6I")
SYMBOL, TWO, THREE = (1 << 16) - 1, (1 << 32) - 1, (1 << 48) - 1
"""The parts of an n-gram that are its latest symbol, its latest two, its latest three."""
_FOUR_LEAST = 2
"""How often four symbols must have been seen together to be kept."""
_UNKNOWN_SHARE = 1e-7


class _Order:
    """The n-grams of one order, sorted, with what is taken off their counts (modified Kneser-Ney).

    ``shares`` are their parts of their contexts' probabilities, before the lower order is added, and ``left``
    is what of each context's probability falls to that.
    """

    def __init__(self, counted: Iterable[tuple[int, int]], *, least: int = 1) -> None:
        grams, counts = array("Q"), array("I")
        for gram, count in counted:
            grams.append(gram)
            counts.append(count)
        discounts = _discounts(Counter(counts))
        self.grams, self.shares = array("Q"), array("d")
        self.every = grams
        self.left: dict[int, float] = {}
        for context, places in groupby(range(len(grams)), lambda at: grams[at] >> 16):
            row = [*places]
            whole = sum(counts[at] for at in row)
            kept = 0.0
            for at in row:
                if counts[at] >= least:
                    share = (counts[at] - discounts[min(counts[at], 3)]) / whole
                    kept += share
                    self.grams.append(grams[at])
                    self.shares.append(share)
            if kept:
                self.left[context] = max(1 - kept, 1e-6)

    def lower(self, mask: int, contexts: Iterable[int]) -> Iterator[tuple[int, int]]:
        """The n-grams one shorter, each counted once a symbol that stood before it.

        ``contexts`` are counted once where they only ever stand at a line's beginning.
        """
        shorter = [gram & mask for gram in self.every]
        known = set(shorter)
        shorter += (context for context in contexts if context not in known)
        del known
        return counted(shorter)


def counted(grams: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Numbers, sorted, and how often each occurs."""
    for gram, row in groupby(sorted(grams)):
        yield gram, sum(1 for _ in row)


def _discounts(often: Counter[int]) -> list[float]:
    """What is taken off a count of none, one, two, and more; ``often``: how many n-grams have a count."""
    share = often[1] / (often[1] + 2 * often[2]) if often[1] else 0.5
    return [0.0] + [
        min(max(n - (n + 1) * share * often[n + 1] / often[n], 0.1), n - 0.1) if often[n] else n / 2
        for n in (1, 2, 3)
    ]


def packed(numbers: dict[str, int], fourgrams: Iterable[int]) -> bytes:
    """Kneser-Ney: a lower order counts in how many contexts a symbol was seen, not how often."""
    size = len(numbers)
    four = _Order(counted(fourgrams), least=_FOUR_LEAST)
    three = _Order(four.lower(THREE, four.left))
    two = _Order(three.lower(TWO, three.left))
    one = Counter(dict(two.lower(SYMBOL, ())))
    whole = sum(one.values())

    p1 = [max(_UNKNOWN_SHARE, (1 - size * _UNKNOWN_SHARE) * one[c] / whole) for c in range(size)]
    w1 = [two.left.get(b, 1.0) for b in range(size)]
    p2 = {
        gram: share + w1[gram >> 16] * p1[gram & SYMBOL]
        for gram, share in zip(two.grams, two.shares, strict=True)
    }
    p3 = array(
        "d",
        (
            share + three.left[gram >> 16] * p2[gram & TWO]
            for gram, share in zip(three.grams, three.shares, strict=True)
        ),
    )
    p4 = (
        share + four.left[gram >> 16] * p3[bisect_left(three.grams, gram & THREE)]
        for gram, share in zip(four.grams, four.shares, strict=True)
    )
    index_two = {gram: at for at, gram in enumerate(two.grams)}
    contexts = [*four.left]
    index_context = {gram: at for at, gram in enumerate(contexts)}

    log = math.log
    backwards = sorted(two.grams, key=lambda gram: (gram & SYMBOL, gram))
    columns = (
        array("f", map(log, p1)),
        array("f", map(log, w1)),
        _starts((gram >> 16 for gram in two.grams), size),
        array("H", (gram & SYMBOL for gram in two.grams)),
        array("f", map(log, p2.values())),
        array("f", (log(three.left.get(gram, 1.0)) for gram in two.grams)),
        _starts((gram & SYMBOL for gram in backwards), size),
        array("H", (gram >> 16 for gram in backwards)),
        array("f", (log(p2[gram]) for gram in backwards)),
        _starts((index_two[gram >> 16] for gram in three.grams), len(two.grams)),
        array("H", (gram & SYMBOL for gram in three.grams)),
        array("f", map(log, p3)),
        array("I", (bisect_left(three.grams, gram) for gram in contexts)),
        array("f", map(log, four.left.values())),
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
