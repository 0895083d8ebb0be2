"""Digits fused without separators, split again by the sums that the report itself obeys.

``640020470`` stands for seven numbers, the last the sum of the others. A row may split in several ways; the
sums over the whole table usually leave one. Where they leave more, only what all of them agree on is known.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import le

from crawler.extraction.vocabulary import OUTCOMES

Vector = tuple[int, ...]
_SIGNED = re.compile(r"[+-]?(0|[1-9]\d*)", re.ASCII)
_LIMIT = 20_000  # partial sums kept at once; a real table needs a few dozen


@dataclass(frozen=True, slots=True)
class Solution:
    """``rows`` that are known; ``proved`` where the whole table's sums leave no other reading of them."""

    rows: dict[str, Vector]
    proved: bool


@lru_cache(maxsize=1024)
def summing_splits(digits: str, parts: int, groups: int = 1) -> tuple[Vector, ...]:
    """All ways to split digits into ``groups`` times ``parts`` numbers, each group's last the others' sum."""
    if len(digits) > 12 * parts * groups:
        return ()
    if groups == 1:
        return tuple(_split(digits, parts))
    found = []
    for length in range(parts, len(digits) - parts * (groups - 1) + 1):
        for head in summing_splits(digits[:length], parts):
            found += [head + tail for tail in summing_splits(digits[length:], parts, groups - 1)]
            if len(found) > 1000:
                return ()
    return tuple(found)


def _split(digits: str, parts: int) -> Iterator[Vector]:
    """Splits from the right: the total first, then its parts as long as they fit under it."""
    for length in range(1, len(digits) - parts + 2):
        total = digits[-length:]
        if length > 1 and total[0] == "0":
            continue
        yield from ((*head, int(total)) for head in _adding_up(digits[:-length], parts - 1, int(total)))


def _adding_up(digits: str, parts: int, total: int) -> Iterator[Vector]:
    if parts == 1:
        if (len(digits) == 1 or digits[0] != "0") and int(digits) == total:
            yield (total,)
        return
    for length in range(1, len(digits) - parts + 2):
        if length > 1 and digits[0] == "0":
            return
        number = int(digits[:length])
        if number > total:
            return
        for rest in _adding_up(digits[length:], parts - 1, total - number):
            yield (number, *rest)


def free_splits(printed: str, parts: int) -> list[Vector]:
    """All ways to split digits, a sign before some of them, into numbers that obey no sum."""
    number = _SIGNED.match(printed)
    if number is None:
        return []
    if parts == 1:
        return [(int(printed),)] if number.end() == len(printed) else []
    shortest = number.start(1) + 1
    found = []
    for end in range(shortest, number.end() + 1):
        found += [(int(printed[:end]), *rest) for rest in free_splits(printed[end:], parts - 1)]
    return found


def solve(fixed: Mapping[str, Vector], fused: Mapping[str, str]) -> Solution:
    """The fused rows of an applications table, by C3 (each row), C1 and C2 (whole columns).

    Rows that the sums leave open are left out. Where the table's sums cannot all hold (a report wrong as
    published, a row missing), each row is known only where its own sum leaves one split.
    """
    choices = {name: summing_splits(digits, 7) for name, digits in fused.items()}
    choices.update({name: (vector,) for name, vector in fixed.items()})
    agreed = _agreed(choices)
    if agreed is not None:
        rows = {name: vector for name, vector in agreed.items() if name in fused and vector is not None}
        return Solution(rows, proved=True)
    alone = {name: choices[name][0] for name in fused if len(choices[name]) == 1}
    return Solution(alone, proved=False)


def _agreed(choices: Mapping[str, Sequence[Vector]]) -> dict[str, Vector | None] | None:
    """What every solution of the whole table agrees on; None where there is none, or too many to count."""
    outcomes = [name for name in OUTCOMES if name in choices]
    needed = ("received", "carried_in", "handled", "carried_out")
    if len(outcomes) < 19 or any(name not in choices for name in needed):
        return None
    if any(not options for options in choices.values()):
        return None
    sums = _partial_sums(choices, outcomes)
    if sums is None:
        return None
    solutions: dict[str, set[Vector]] = {name: set() for name in choices}
    for handled in choices["handled"]:
        flows = [
            (received, carried_in, carried_out)
            for received in choices["received"]
            for carried_in in choices["carried_in"]
            for carried_out in choices["carried_out"]
            if all(
                a + b == c + d for a, b, c, d in zip(received, carried_in, handled, carried_out, strict=True)
            )
        ]
        if not flows or handled not in sums[-1]:
            continue
        solutions["handled"].add(handled)
        for received, carried_in, carried_out in flows:
            solutions["received"].add(received)
            solutions["carried_in"].add(carried_in)
            solutions["carried_out"].add(carried_out)
        targets = {handled}
        for name, before in zip(reversed(outcomes), reversed(sums[:-1]), strict=True):
            reached = set()
            for target in targets:
                for option in choices[name]:
                    left = tuple(t - o for t, o in zip(target, option, strict=True))
                    if left in before:
                        solutions[name].add(option)
                        reached.add(left)
            targets = reached
    if not solutions["handled"]:
        return None
    return {name: next(iter(found)) if len(found) == 1 else None for name, found in solutions.items()}


def _partial_sums(choices: Mapping[str, Sequence[Vector]], names: Sequence[str]) -> list[set[Vector]] | None:
    """The column sums that the first 0, 1, 2 … rows can have; None where there are too many."""
    bound = tuple(max(column) for column in zip(*choices["handled"], strict=True))
    sums: list[set[Vector]] = [{(0,) * 7}]
    for name in names:
        added = {
            tuple(a + b for a, b in zip(before, option, strict=True))
            for before in sums[-1]
            for option in choices[name]
        }
        reached = {total for total in added if all(map(le, total, bound))}
        if not reached or len(reached) > _LIMIT:
            return None
        sums.append(reached)
    return sums
